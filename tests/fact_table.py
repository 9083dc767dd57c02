"""The table of facts: what the articles state, and how a graph must hold it.

A file of ``tests/facts`` lists the facts of one article. Each fact says which statements must stand
in the article's graph, how certain they are, and where in the text they are conveyed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FACTS = Path(__file__).resolve().parent / "facts"

Span = tuple[int, int]
CERTAINTIES = ("asserted", "reported", "inferred", "planned")
_REQUIRED = {"says", "evidence", "certainty", "holds"}
_OPTIONAL = {"by", "basis", "unlike", "otherwise"}
NODE = re.compile(r"([A-Z][A-Za-z]+)@([0-9]+)-([0-9]+)(?:\+([0-9]+)-([0-9]+))?")


class TableError(Exception):
    """A table is not written as tables are; the message names the file, the fact and the value."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A node, a path of properties from it, and what stands at its end.

    The value None says that nothing does, and "…" stands for words left out of a long string. A
    certainty is given where it is the statement's own: an inferred year in an asserted fact.
    """

    subject: str
    path: tuple[str, ...]
    value: str | int | float | bool | None
    certainty: str | None = None

    def __str__(self) -> str:
        value = "nothing" if self.value is None else self.value
        return f"{self.subject} {'/'.join(self.path)} {value}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one article.

    The first statement of ``holds`` is the main one, whose certainty, source (``by``) and ``basis``
    are given. ``unlike`` says why the certainty is not the known fact's, ``otherwise`` why the fact
    is held in another way than its reader put it.
    """

    id: str
    article: str
    says: str
    evidence: tuple[Span, ...]
    certainty: str
    holds: tuple[Statement, ...]
    by: tuple[str, ...] = ()
    basis: str | None = None
    unlike: str | None = None
    otherwise: str | None = None


class _StrictLoader(yaml.SafeLoader):
    """Refuses a key that stands twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise TableError(f"line {node.start_mark.line + 1}: {key!r} stands twice")
        return super().construct_mapping(node, deep)


def read_tables(folder: Path = FACTS) -> list[Fact]:
    """The facts of every table in a folder.

    Raises:
        TableError: a table is not written as tables are.
    """
    return [fact for path in sorted(folder.glob("*.yaml")) for fact in read_table(path)]


def read_table(path: Path) -> list[Fact]:
    """The facts of one table, which is named after the number of its article."""
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), _StrictLoader)
    except (TableError, yaml.YAMLError) as error:
        raise TableError(f"{path.name}: {error}") from None
    found = []
    for id_, entry in entries.items():
        try:
            found.append(_fact(str(id_), path.stem, entry))
        except TableError as error:
            raise TableError(f"{path.name}: {id_}: {error}") from None
    return found


def _fact(id_: str, article: str, entry: Any) -> Fact:
    if not isinstance(entry, dict) or not _REQUIRED <= set(entry) <= _REQUIRED | _OPTIONAL:
        given = sorted(entry) if isinstance(entry, dict) else entry
        raise TableError(
            f"{given} are not the keys of a fact: {sorted(_REQUIRED)}, optional {sorted(_OPTIONAL)}"
        )
    if entry["certainty"] not in CERTAINTIES:
        raise TableError(f"{entry['certainty']!r} is none of {CERTAINTIES}")
    by = entry.get("by", [])
    texts = {key: entry[key] for key in ("says", "basis", "unlike", "otherwise") if key in entry}
    for key, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            raise TableError(f"{key} must be a sentence or a word, not {text!r}")
    if not entry["holds"]:
        raise TableError("it must hold at least one statement")
    holds = tuple(_statement(given) for given in entry["holds"])
    if holds[0].value is None:
        raise TableError("its first statement must say that there is something")
    return Fact(
        id=id_,
        article=article,
        evidence=tuple(_span(span) for span in entry["evidence"]),
        certainty=entry["certainty"],
        holds=holds,
        by=tuple(_reference(one) for one in (by if isinstance(by, list) else [by])),
        **texts,
    )


def _span(given: Any) -> Span:
    match given:
        case [int(start), int(end)] if 0 <= start < end:
            return start, end
    raise TableError(f"{given!r} is no stretch of text: write [start, end]")


def _statement(given: Any) -> Statement:
    match given:
        case [str(subject), str(path), str() | int() | float() | None as value, *rest] if rest in [
            [],
            *([certainty] for certainty in CERTAINTIES),
        ]:
            if isinstance(value, str) and "@" in value:
                _reference(value)
            return Statement(_reference(subject), tuple(path.split("/")), value, *rest)
    raise TableError(
        f"{given!r} is no statement: write [node, path, value], dates in quotes, and after them a "
        "certainty if it is the statement's own"
    )


def _reference(given: str) -> str:
    if given != "article" and not NODE.fullmatch(given):
        raise TableError(f"{given!r} is no node: write article or Class@start-end")
    return given
