"""Articles: the metadata file of each, and its text for whoever holds it."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from kg import terms, times
from kg.errors import InputError, Problem, Refusal

LAYER = "gold"

_REQUIRED = ("text_file", "sha256", "length", "language", "published", "rights", "annotator")
_LISTS = ("authors", "editors")
_OPTIONAL = (
    "url", "title", "section", "publisher", "via", "modified", "copyright", "story",
    "annotation_license",
)  # fmt: skip
_BASES = ("explicit", "dateline", "context", "arithmetic", "outside-knowledge")
_ORDINARY = 20_000  # characters
_ID = re.compile(r"[A-Za-z0-9_-]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-[a-z0-9]{5,8})*")


@dataclass(frozen=True, slots=True)
class Date:
    """A date in the metadata: EDTF, and how it is known."""

    edtf: str
    basis: str
    when: times.When


@dataclass(frozen=True, slots=True)
class Article:
    """One news item as its metadata file describes it.

    ``length`` is in code points. ``corpus`` and ``file`` are paths as they were given, for
    messages; ``annotation_file`` is relative to the corpus, and goes into the graph.
    """

    id: str
    corpus: Path
    file: str
    annotation_file: str
    text_file: str
    sha256: str
    length: int
    language: str
    published: Date
    rights: str
    annotator: str
    url: str | None
    title: str | None
    section: str | None
    publisher: str | None
    via: str | None
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    modified: Date | None
    copyright: str | None
    story: str
    annotation_license: str | None

    @property
    def dates(self) -> dict[str, Date]:
        """The known dates of the article, by the key of each."""
        given = {"published": self.published, "modified": self.modified}
        return {key: date for key, date in given.items() if date is not None}

    @property
    def anchor(self) -> date | None:
        """The day from which dates without a year are read; None where it is not certain."""
        for known in (self.published, self.modified):
            if known and known.basis in ("explicit", "dateline") and known.when.latest:
                return known.when.latest
        return None

    def text(self, folder: Path) -> str:
        """The article's text, as stored.

        Raises:
            InputError: the file is missing or is not UTF-8.
            Refusal: it is not the text that was annotated.
        """
        path = folder / self.text_file
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise InputError(
                f"the text {path} cannot be read ({error.strerror})",
                file=self.file,
                remedy="put it there, or leave out --texts",
            ) from error
        found = hashlib.sha256(raw).hexdigest()
        if found != self.sha256:
            raise Refusal(
                f"the text {path} has SHA-256 {found}, but {self.sha256} was annotated",
                file=self.file,
                remedy="use the text that was annotated, byte for byte",
            )
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(
                f"the text {path} is not UTF-8 at byte {error.start}",
                file=self.file,
                remedy="annotate a text in UTF-8",
            ) from error
        if len(text) != self.length:
            raise Refusal(
                f"the text {path} has {len(text)} characters, the metadata say {self.length}",
                file=self.file,
                remedy="correct length",
            )
        return text


def find_ids(corpus: Path) -> tuple[str, ...]:
    """The articles of a corpus by id; every annotation file belongs to one of them.

    Raises:
        InputError: there are none, or annotations are left over.
    """
    folder = corpus / "articles"
    if not corpus.is_dir():
        raise InputError(
            "there is no such folder", file=str(corpus), remedy="name a folder with articles/"
        )
    ids = _stems(folder, ".yaml")
    if not ids:
        raise InputError(
            "the corpus has no articles",
            file=str(corpus),
            remedy="put a metadata file for each into articles/, named <id>.yaml",
        )
    problems = list(_strays(corpus, set(ids)))
    if problems:
        raise InputError.from_problems(problems)
    return ids


def _stems(folder: Path, ending: str) -> tuple[str, ...]:
    """The names of a folder's files of a kind, without the ending, in order."""
    names = os.listdir(folder) if folder.is_dir() else []  # noqa: PTH208 (quick)
    return tuple(sorted(name.removesuffix(ending) for name in names if name.endswith(ending)))


def metadata_file(article: str) -> str:
    """Where an article is described, relative to its corpus."""
    return f"articles/{article}.yaml"


def annotation_file(article: str) -> str:
    """Where the annotations of an article are, relative to its corpus."""
    return f"annotations/{LAYER}/{article}.ann"


def _strays(corpus: Path, ids: set[str]) -> Iterator[Problem]:
    for article in _stems(corpus / "annotations" / LAYER, ".ann"):
        if article not in ids:
            yield Problem(
                "annotations of an article that the corpus does not describe",
                (corpus / annotation_file(article)).as_posix(),
                remedy=f"add {metadata_file(article)}, or remove the annotations",
            )


def read_article(corpus: Path, path: Path) -> Article:
    """The article of one metadata file.

    Raises:
        InputError: with every problem of the file.
    """
    return _Metadata(path).article(corpus)


class _Metadata:
    """One metadata file: its values as text, and the line of each key."""

    def __init__(self, path: Path) -> None:
        self.id = path.stem
        self.file = path.as_posix()
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self.values = self._load(path)

    def _load(self, path: Path) -> dict[str, object]:
        constructor = yaml.BaseLoader("")
        try:
            source = path.read_bytes().decode("utf-8")
            node = _composed(source)
            pairs = node.value if isinstance(node, yaml.MappingNode) else []
            items = [(key, constructor.construct_object(value, deep=True)) for key, value in pairs]
        except OSError as error:
            raise InputError(
                f"cannot be read ({error.strerror})",
                file=self.file,
                remedy="put a metadata file there",
            ) from error
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise InputError(
                f"the byte 0x{error.object[error.start]:02x} is not UTF-8",
                file=self.file,
                line=line,
                remedy="save it as UTF-8",
            ) from error
        except (yaml.YAMLError, RecursionError) as error:
            raise _not_yaml(error, source, self.file) from error
        if not items:
            raise InputError(
                "holds no metadata", file=self.file, remedy="write one `key: value` a line"
            )
        loaded: dict[str, object] = {}
        for key_node, value in items:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
            line = key_node.start_mark.line + 1
            if key in self.lines:
                self._add(f"the key {key!r} stands twice", line, "keep one")
            if not _is_text(value):
                self._add(f"{key} has half a character, such as \\ud800", line, "write it whole")
            self.lines[key] = line
            loaded[key] = value
        return loaded

    def _add(self, message: str, line: int | None, remedy: str) -> None:
        self.problems.append(Problem(message, self.file, line, remedy))

    def article(self, corpus: Path) -> Article:
        """Reads every field and raises all problems at once."""
        if not _ID.fullmatch(self.id):
            self._add(
                f"the article id {self.id!r} has characters that no IRI should have",
                None,
                "name the file with letters, digits, - and _ only",
            )
        known = {*_REQUIRED, *_LISTS, *_OPTIONAL}
        for key, line in self.lines.items():
            if key not in known:
                self._add(f"unknown key {key!r}", line, f"use one of {', '.join(sorted(known))}")
        for key in _REQUIRED:
            if not self.values.get(key):
                self._add(f"the key {key!r} is missing or empty", self.lines.get(key), "add it")
        article = Article(
            id=self.id,
            corpus=corpus,
            file=self.file,
            annotation_file=annotation_file(self.id),
            text_file=self._file_name("text_file"),
            sha256=self._digest(),
            length=self._length(),
            language=self._language(),
            published=self._date("published") or Date("", "", times.When()),
            rights=self._word("rights") or "",
            annotator=self._word("annotator") or "",
            url=self._url("url"),
            title=self._word("title"),
            section=self._word("section"),
            publisher=self._word("publisher"),
            via=self._word("via"),
            authors=self._names("authors"),
            editors=self._names("editors"),
            modified=self._date("modified"),
            copyright=self._word("copyright"),
            story=self._story(),
            annotation_license=self._url("annotation_license"),
        )
        if self.problems:
            raise InputError.from_problems(self.problems)
        return article

    def _word(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is None or isinstance(value, str):
            return value or None
        self._add(f"{key} must be one value, not a list or mapping", self.lines[key], "write text")
        return None

    def _file_name(self, key: str) -> str:
        value = self._word(key) or ""
        if value and (value in (".", "..") or not {"/", "\\"}.isdisjoint(value)):
            self._add(
                f"{key} {value!r} is not a plain file name",
                self.lines[key],
                "give the name alone; --texts says in which folder it is",
            )
        return value

    def _names(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(name, str) and name for name in value):
            return tuple(value)
        self._add(f"{key} must be a list of names", self.lines[key], f"write `{key}: [A, B]`")
        return ()

    def _digest(self) -> str:
        value = self._word("sha256") or ""
        if value and (len(value) != 64 or not set(value) <= set("0123456789abcdef")):
            self._add(
                f"sha256 {value!r} is not 64 hexadecimal digits in lower case",
                self.lines["sha256"],
                "write what sha256sum prints for the text",
            )
        return value

    def _length(self) -> int:
        value = self._word("length") or ""
        if value.isascii() and value.isdigit() and len(value) < 10:
            return int(value)
        if value:
            self._add(
                f"length {value[:20]!r} is no whole number",
                self.lines["length"],
                "write the text's length in characters",
            )
        return 0

    def _url(self, key: str) -> str | None:
        value = self._word(key)
        if value and not terms.is_iri(value):
            self._add(
                f"{key} {value!r} is no address",
                self.lines[key],
                "write it whole, as in https://example.org/news",
            )
        return value

    def _language(self) -> str:
        """In lower case, as a store keeps the languages of its literals."""
        value = (self._word("language") or "").lower()
        if value and not _LANGUAGE.fullmatch(value):
            self._add(
                f"language {value!r} is no language tag",
                self.lines["language"],
                "write one such as en or zh-hans",
            )
        return value

    def _story(self) -> str:
        value = self._word("story") or self.id
        if "story" in self.lines and not _ID.fullmatch(value):
            self._add(
                f"story {value!r} has characters that no IRI should have",
                self.lines["story"],
                "name the story with letters, digits, - and _ only",
            )
        return value

    def _date(self, key: str) -> Date | None:
        value = self.values.get(key)
        if not value:
            return None
        edtf, basis = value, "explicit"
        if isinstance(value, dict):
            edtf, basis = value.get("edtf", ""), value.get("basis", "")
            if set(value) != {"edtf", "basis"} or basis not in _BASES:
                self._add(
                    f"{key} must have edtf and a basis",
                    self.lines[key],
                    f"write `{key}: {{edtf: …, basis: …}}` with a basis of {', '.join(_BASES)}",
                )
                return None
        try:
            return Date(str(edtf), str(basis), times.read_edtf(str(edtf)))
        except ValueError as error:
            self._add(f"{key}: {error}", self.lines[key], "write it as EDTF, such as 2020-06-05")
            return None


def _composed(source: str) -> yaml.Node | None:
    """The root of a YAML document.

    libyaml reads it seven times as fast, where it is built in. Its own messages are others, and
    brackets nested without end would overflow its stack.
    """
    if hasattr(yaml, "CBaseLoader") and len(source) < _ORDINARY:
        with suppress(yaml.YAMLError):
            return yaml.compose(source, Loader=yaml.CBaseLoader)
    return yaml.compose(source, Loader=yaml.BaseLoader)


def _is_text(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _not_yaml(error: Exception, source: str, file: str) -> InputError:
    line = None
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        line = error.problem_mark.line + 1
    elif isinstance(error, yaml.reader.ReaderError):
        line = source.count("\n", 0, error.position) + 1
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    if isinstance(error, RecursionError):
        reason = "values stand in values too deep"
    return InputError(
        f"not YAML: {' '.join(reason.split())}",
        file=file,
        line=line,
        remedy="write one `key: value` a line, and quote values that hold a colon",
    )
