"""The project's own shapes, and what they look at beside the data, as Turtle text."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from kg import namespaces as ns
from kg import resources
from kg.reports import ENGINES

_CODE = f"<{ns.CODE}"

# The rooms whose code judges an article, and words what is found.
JUDGED_BY = (
    "triples",
    "lookup",
    "rdffiles",
    "reports",
    "shapes",
    "engines",
    "findings",
    "validation",
)  # fmt: skip


@cache
def article_shapes() -> str:
    """The shapes that are asked of each article."""
    return _text(_article_files())


SHARED = ("ids", "things")
"""What articles share: what became of their ids, and the things to which these lead."""

# Of the shapes that are asked of articles, too, those of what articles share.
_SHARED_FILES = {"ids": ("codes", "resolutions"), "things": ("codes", "judgements")}


@cache
def corpus_shapes(kind: str) -> str:
    """The shapes of what articles share, of one of its kinds: who and what is one, and why."""
    return _text(_corpus_files(kind))


def corpus_query(kind: str, name: str) -> str:
    """The query for what corpus shapes are asked of: "all" there is, or what is "told" of them."""
    return _corpus_query(kind, name).read_text(encoding="utf-8")


@cache
def closure() -> str:
    """What shapes reach beside the data: classes and code lists."""
    return _text(_closure_files())


def reached_closure(text: str) -> str:
    """The part of the closure that the article shapes can look at in an article, as N-Triples.

    ``text`` is the article's shard. The closure is read with each article, and reading is what
    takes the time: of codes, those are needed that the article names.
    """
    classes, codes = _reached()
    named = {part.partition(">")[0] for part in text.split(_CODE)[1:]}
    return classes + "".join(codes[name] for name in sorted(named & codes.keys()))


@cache
def _reached() -> tuple[str, dict[str, str]]:
    """What the article shapes can look at of classes; and of each code, with those it leads to.

    ``tools/reached_closure.py`` finds it, and writes the file.
    """
    lines: dict[str, str] = defaultdict(str)
    for line in _reached_file().read_text(encoding="utf-8").splitlines(keepends=True):
        code = line.startswith(_CODE)
        lines[line[len(_CODE) : line.index(">")] if code else ""] += line
    classes = lines.pop("")
    return classes, {code: _with_others(code, lines) for code in lines}


def _with_others(code: str, lines: Mapping[str, str]) -> str:
    """The lines of a code, and of those to which it leads."""
    found: dict[str, str] = {}
    ahead = [code]
    while ahead:
        one = ahead.pop()
        if one in lines and one not in found:
            found[one] = lines[one]
            ahead += (part.partition(">")[0] for part in lines[one].split(_CODE)[1:])
    return "".join(found.values())


@cache
def shapes_digest() -> str:
    """What the verdict on an article hangs on beside its shard: shapes, closure and software.

    SHA-256, in hexadecimal digits.
    """
    return _digest((*_article_files(), *_closure_files(), _reached_file()))


@cache
def corpus_digest() -> str:
    """What the verdict on what articles share hangs on beside the graph, in the same way."""
    shapes = (path for kind in SHARED for path in _corpus_files(kind))
    queries = (_corpus_query(kind, name) for kind in SHARED for name in ("all", "told"))
    return _digest((*shapes, *_closure_files(), *queries, Path(__file__).with_name("affected.py")))


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    code = (Path(__file__).with_name(f"{room}.py") for room in JUDGED_BY)
    for path in (*paths, *code):
        raw = path.read_bytes()
        digest.update(f"{path.name} {len(raw)}\n".encode() + raw)
    for engine in ENGINES:
        digest.update(f"{engine} {_version(engine)}\n".encode())
    return digest.hexdigest()


@cache
def _version(engine: str) -> str:
    from importlib.metadata import version

    return version(engine)


def _text(paths: Iterable[Path]) -> str:
    """Some Turtle files as one: each says what its prefixes stand for."""
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def _article_files() -> tuple[Path, ...]:
    return resources.files("shapes", "*.ttl")


def _corpus_files(kind: str) -> tuple[Path, ...]:
    too = (resources.path("shapes", f"{name}.ttl") for name in _SHARED_FILES[kind])
    return resources.path("shapes", "corpus", f"{kind}.ttl"), *too


def _corpus_query(kind: str, name: str) -> Path:
    return resources.path("queries", "validation", kind, f"{name}.rq")


def _closure_files() -> tuple[Path, ...]:
    return tuple(resources.path("ontology", name) for name in ("officials.ttl", "codes.ttl"))


def _reached_file() -> Path:
    return resources.path("shapes", "closure.nt")
