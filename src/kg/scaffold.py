"""A corpus of one's own: the folders and files it begins with, and a new article in it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import yaml

from kg.annotationconf import annotation_conf
from kg.errors import InputError
from kg.guide import annotation_guide
from kg.scheme import Scheme
from kg.sources import LAYER, Article, read_article

Metadata: TypeAlias = Mapping[str, str | tuple[str, ...] | None]

_README = """\
# A corpus of annotated articles

| | |
|---|---|
| `articles/` | a file for each article, `<id>.yaml`: where it is from, of which day, whose text |
| `annotations/gold/` | a file for each article, `<id>.ann`: what is marked in it |
| `annotations/annotation.conf` | what may be marked, for the annotation tool brat |
| `guide.md` | what to mark, how short, and what not |
| `identity.jsonl` | judgements of who and what is one, once `kg same` and its kin add any |

The texts stay outside: they are their publishers'. Every annotation is bound to its text by the
text's SHA-256 and by character offsets, so that whoever has the text can check every mark.

## Adding an article

Save the article's text as plain text (UTF-8, LF line ends) in a folder of its own, and from then on
leave it as it is. Then, from the folder around this one:

```console
kg add {name} texts/first.txt --published 2031-05-06 --annotator "Your Name"
kg check {name} --texts texts
kg build {name} --texts texts
```

`kg add` writes the article's two files, the second one empty: fill it by the guide. `kg check` says
what is wrong, with line and remedy, until nothing is. `kg build` makes the graph; then ask it, for
example `kg query officials`.

## Who is who, and where

Give a place its code (an `N` line with `Reference T3 gbt2260:141031`) where you know which one is
meant and a reader of the article alone might not: a county with a namesake, "the city", a unit that
is gone. Leave all others to the build: it looks them up by name, date and what else the article
names, and leaves open what that does not settle. A code in an annotation stands above judgements
and rules; one that is wrong is mended there. Persons, organizations and products have no codes.

```console
kg candidates {name}
kg same ARTICLE/T1 ARTICLE/T2 --because "both tell of the mayor" --corpus {name}
```

`kg candidates` lists what is open and what may be one over several articles. `kg same` and its kin
(`different`, `related`, `unsure`, `split`, `retract`) add a line to `identity.jsonl`: who judged,
when and why. Lines are only added; `kg retract` takes one back with another. Keep the file with the
annotations, and let nobody sort or rewrite it.

## With brat

Copy the texts beside the annotations, as `annotations/gold/<id>.txt`; git ignores them there.
brat finds `annotation.conf` by itself. Codes (`N` lines) are quickest written by hand.
"""
_ATTRIBUTES = """\
# Offsets count characters: no tool may change a line end.
* text=auto eol=lf
*.ann text eol=lf
"""
_IGNORE = """\
# The articles' texts are their publishers'.
*.txt
"""


def init(folder: str | Path) -> tuple[str, ...]:
    """Makes a corpus without articles; gives the names of its files, relative to the folder.

    A folder that exists keeps what it has. Either all files are written or none.

    Raises:
        InputError: something of a corpus stands there already, or it cannot be written.
    """
    target = Path(folder)
    files = _files(target.resolve().name)
    names = {"articles", *(Path(name).parts[0] for name in files)}
    with _told(target):
        if target.exists() and not target.is_dir():
            raise InputError("this is no folder", file=str(target), remedy="name another one")
        taken = sorted(name for name in names if os.path.lexists(target / name))
        if taken:
            raise InputError(
                f"{', '.join(taken)} would be overwritten",
                file=str(target),
                remedy="name a new folder",
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        # Beside the folder: a rename within one file system is whole or not at all.
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".kg-init-") as made:
            draft = Path(made) / "corpus"
            for name, content in files.items():
                path = draft / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content, encoding="utf-8", newline="\n")
            for name in ("articles", f"annotations/{LAYER}"):
                (draft / name).mkdir(parents=True, exist_ok=True)
            _move(draft, target)
    return tuple(sorted(files))


def _files(name: str) -> dict[str, str]:
    scheme = Scheme.load()
    return {
        "README.md": _README.replace("{name}", name),
        "guide.md": annotation_guide(scheme),
        "annotations/annotation.conf": annotation_conf(scheme),
        ".gitattributes": _ATTRIBUTES,
        ".gitignore": _IGNORE,
    }


def _move(draft: Path, target: Path) -> None:
    """The draft becomes the folder; where there is one already, all of it moves in or nothing."""
    if not target.exists():
        draft.rename(target)
        return
    moved: list[Path] = []
    try:
        for path in sorted(draft.iterdir()):
            path.rename(target / path.name)
            moved.append(target / path.name)
    except OSError:
        for path in moved:
            path.rename(draft / path.name)
        raise


@dataclass(frozen=True, slots=True)
class Added:
    """A new article, its two files, and whether there were annotations of it already."""

    article: Article
    metadata_file: Path
    annotation_file: Path
    annotated: bool


def add(corpus: str | Path, text: str | Path, metadata: Metadata, id_: str | None = None) -> Added:
    """Describes a text in a corpus: its metadata file, and an empty annotation file.

    ``metadata`` are the keys of the metadata file but those that follow from the text: its name,
    SHA-256 and length. The id is the text's name without ending unless given. The text stays where
    it is; annotations that stand there already are kept.

    Raises:
        InputError: the text or the metadata cannot be used, or the article is there already.
    """
    folder, source = Path(corpus), Path(text)
    if not (folder / "articles").is_dir():
        raise InputError(
            "this is no corpus: it has no folder articles",
            file=str(corpus),
            remedy=f"make one with kg init {corpus}",
        )
    given = {key: list(v) if isinstance(v, tuple) else v for key, v in metadata.items() if v}
    sidecar: dict[str, str | int | list[str]] = {**given, **_of_text(source)}
    name = id_ or source.stem
    path = folder / "articles" / f"{name}.yaml"
    if path.exists():
        raise InputError(
            "the article is there already",
            file=path.as_posix(),
            remedy="choose another id with --id, or edit the file",
        )
    content = _yaml(sidecar)
    article = _read_back(folder, name, content)
    annotations = folder / article.annotation_file
    annotated = annotations.exists()
    with _told(path):
        annotations.parent.mkdir(parents=True, exist_ok=True)
        if not annotated:
            annotations.touch()
        draft = path.with_name(f".{path.name}.new")
        try:
            draft.write_text(content, encoding="utf-8", newline="\n")
            draft.replace(path)
        except OSError:
            draft.unlink(missing_ok=True)
            if not annotated:
                annotations.unlink()
            raise
    return Added(article, path, annotations, annotated)


def _yaml(sidecar: Mapping[str, str | int | list[str]]) -> str:
    """The metadata file: a key a line, lists in brackets."""
    # Unusual line ends inside a value would be read back as spaces: then all is escaped.
    words = [w for v in sidecar.values() for w in (v if isinstance(v, list) else [str(v)])]
    plain = all(word.isprintable() for word in words)

    def dumped(value: object, *, flow: bool) -> str:
        return yaml.safe_dump(value, allow_unicode=plain, default_flow_style=flow, width=1000)

    return "".join(
        f"{key}: {dumped(value, flow=True)}"
        if isinstance(value, list)
        else dumped({key: value}, flow=False)
        for key, value in sidecar.items()
    )


def _of_text(path: Path) -> dict[str, str | int]:
    """The keys of the metadata file that follow from the text."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the text cannot be read ({error.strerror})", file=str(path), remedy="name a text file"
        ) from error
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"the text is not UTF-8 at byte {error.start}",
            file=str(path),
            remedy="save it as UTF-8",
        ) from error
    faults = {
        "the text is empty": not text.strip(),
        "the text begins with a byte order mark (BOM)": text.startswith("\ufeff"),
        "the text has carriage returns (CR), which tools count differently": "\r" in text,
    }
    for fault in (fault for fault, found in faults.items() if found):
        raise InputError(
            fault, file=str(path), remedy="save it as UTF-8 without BOM and with LF line ends"
        )
    digest = hashlib.sha256(raw).hexdigest()
    return {"text_file": path.name, "sha256": digest, "length": len(text)}


def _read_back(corpus: Path, name: str, content: str) -> Article:
    """What the reader makes of a metadata file that is still to be written; its faults are told
    as those of the call.
    """
    with tempfile.TemporaryDirectory() as made:
        draft = Path(made) / f"{name}.yaml"
        if draft.parent != Path(made):
            raise InputError(
                f"the article id {name!r} is not a plain name",
                remedy="use letters, digits, - and _ only",
            )
        draft.write_text(content, encoding="utf-8", newline="\n")
        try:
            return read_article(corpus, draft)
        except InputError as error:
            told = (replace(problem, file=None, line=None) for problem in error.problems)
            raise InputError.from_problems(told) from error


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the system refuses is told as a fault of the call."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})",
            file=path.as_posix(),
            remedy="choose another place",
        ) from error
