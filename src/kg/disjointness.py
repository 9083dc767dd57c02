"""Judgements that figures share no part: read from the corpora, held against their figures.

A corpus may hold ``disjoint.jsonl``, a JSON object a line::

    {"id": "pear-sales", "figures": ["a/E3", "b/E7"], "by": "Ada Quill", "on": "2031-05-07",
     "because": "the two counties sell apart"}

says that of the figures named no two share any part. A figure is named by the ids of its article
and of its annotation. Nothing else makes figures disjoint: what may be added up is judged by
people, and the judgement stands in the graph with its author, its day and its reason.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from kg import namespaces as ns
from kg import terms
from kg.errors import InputError, Problem
from kg.namespaces import DCTERMS, KG, RDF
from kg.shards import Shard

FILE = "disjoint.jsonl"

_KEYS = ("id", "figures", "by", "on", "because")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIGURE = re.compile(r"[^/\s]+/[A-Z][0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EXAMPLE = (
    '{"id": "…", "figures": ["ARTICLE/E1", …], "by": "…", "on": "YYYY-MM-DD", "because": "…"}'
)
_LISTED = "kg query figures lists them: the end of figure_iri is the name"


@dataclass(frozen=True, slots=True)
class DisjointSet:
    """One line of the file; ``figures`` are ``<article id>/<annotation id>``, as given."""

    id: str
    figures: tuple[str, ...]
    by: str
    on: date
    because: str
    file: str
    line: int


def disjoint_sets(corpora: Iterable[Path], shards: Iterable[Shard]) -> list[DisjointSet]:
    """What the corpora declare disjoint, by id; ``shards`` are all articles of the build.

    Raises:
        InputError: a line cannot be used; every problem is told.
    """
    problems: list[Problem] = []
    found: list[DisjointSet] = []
    for corpus in corpora:
        for file, number, raw in _lines_of(corpus / FILE, problems):
            line = _Line(file, number)
            found += line.read(raw)
            problems += line.problems
    named = {figure.partition("/")[0] for declared in found for figure in declared.figures}
    known = _Figures([shard for shard in shards if shard.article in named])
    first: dict[str, DisjointSet] = {}
    for declared in found:
        line = _Line(declared.file, declared.line)
        before = first.setdefault(declared.id, declared)
        if before is not declared:
            line.complain(
                f"the id {declared.id!r} stands in {before.file}:{before.line} already",
                "give each line an id of its own",
            )
        line.hold_against(known, declared)
        problems += line.problems
    if problems:
        raise InputError.from_problems(problems)
    return [first[id_] for id_ in sorted(first)]


def lines(declared: Iterable[DisjointSet]) -> list[str]:
    """The judgements as N-Quads lines of their graph."""
    graph = terms.iri(ns.JUDGEMENTS_GRAPH)
    return sorted(
        f"<{ns.disjoint_set(one.id)}> <{predicate}> {value} {graph} .\n"
        for one in declared
        for predicate, value in (
            (RDF + "type", terms.iri(KG + "DisjointSet")),
            (DCTERMS + "creator", terms.text(one.by)),
            (DCTERMS + "created", terms.day(one.on)),
            (KG + "because", terms.text(one.because)),
            *((KG + "disjointFigure", terms.iri(_iri(figure))) for figure in one.figures),
        )
    )


def reached(start: str, links: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that links lead to from ``start``, itself only where a circle leads back."""
    found: set[str] = set()
    ahead = [start]
    while ahead:
        for target in links.get(ahead.pop(), ()):
            if target not in found:
                found.add(target)
                ahead.append(target)
    return found


def _iri(figure: str) -> str:
    article, _, annotation = figure.partition("/")
    return ns.node(article, annotation)


def _lines_of(path: Path, problems: list[Problem]) -> Iterator[tuple[str, int, bytes]]:
    """The file's lines, numbered from 1; no file is no line."""
    file = path.as_posix()
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        reason = error.strerror or str(error)
        problems.append(Problem(f"not readable: {reason}", file, remedy="make it a readable file"))
        return
    for number, line in enumerate(raw.removesuffix(b"\n").split(b"\n") if raw else (), start=1):
        yield file, number, line


class _Figures:
    """The things of some articles by class, and which figure holds which."""

    def __init__(self, shards: Sequence[Shard]) -> None:
        self.articles = {shard.article for shard in shards}
        self.classes: dict[str, set[str]] = defaultdict(set)
        self.wholes: dict[str, set[str]] = defaultdict(set)
        for shard in shards:
            for line in shard.lines:
                subject, predicate, value, _ = line.split(" ", 3)
                one, other = subject[1:-1], value[1:-1]
                if predicate == f"<{RDF}type>":
                    self.classes[one].add(other.removeprefix(KG))
                elif predicate in (f"<{KG}partOf>", f"<{KG}convertedAs>"):
                    self.wholes[one].add(other)
                    if predicate == f"<{KG}convertedAs>":
                        self.wholes[other].add(one)


class _Line:
    """One line, and what is wrong with it."""

    def __init__(self, file: str, number: int) -> None:
        self.file = file
        self.number = number
        self.problems: list[Problem] = []

    def complain(self, message: str, remedy: str) -> None:
        self.problems.append(Problem(message, self.file, self.number, remedy))

    def read(self, raw: bytes) -> list[DisjointSet]:
        """The line's set, or none if something is wrong."""
        given = self._object(raw)
        if given is None or self.problems:
            return []
        for key in given:
            if key not in _KEYS:
                self.complain(f"unknown key {key!r}", f"use {', '.join(_KEYS)}")
        for key in _KEYS:
            if key not in given:
                self.complain(f"the key {key!r} is missing", f"write {_EXAMPLE}")
        if self.problems:
            return []
        self._check_id(given["id"])
        self._check_figures(given["figures"])
        for key in ("by", "because"):
            self._check_text(key, given[key])
        day = self._day(given["on"])
        if self.problems or day is None:
            return []
        figures = tuple(given["figures"])
        one = DisjointSet(
            given["id"], figures, given["by"], day, given["because"], self.file, self.number
        )
        return [one]

    def _object(self, raw: bytes) -> dict[str, Any] | None:
        try:
            given = json.loads(raw.decode("utf-8"), object_pairs_hook=self._pairs)
        except UnicodeDecodeError:
            self.complain("the line is no UTF-8 text", "save the file in UTF-8")
            return None
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            shown = raw.decode("utf-8").strip()
            shown = f"{shown[:40]}…" if len(shown) > 40 else shown
            self.complain(f"the line is no JSON object: {shown!r}", f"write {_EXAMPLE}")
            return None
        return given

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """JSON lets a key stand twice, and would silently keep the last."""
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                self.complain(f"the key {key!r} stands twice", "keep one")
            found[key] = value
        return found

    def _check_id(self, given: Any) -> None:
        if not isinstance(given, str) or not _ID.fullmatch(given):
            self.complain(
                f"{given!r} is no id", "use lower-case letters, digits and hyphens: pear-sales-2031"
            )

    def _check_text(self, key: str, given: Any) -> None:
        if (
            not isinstance(given, str)
            or not given.strip()
            or any(unicodedata.category(character) in ("Cc", "Cs") for character in given)
        ):
            self.complain(f"{key} is {given!r}", "write one line of text")

    def _check_figures(self, given: Any) -> None:
        if not isinstance(given, list):
            self.complain(f"figures is {given!r}, no list", 'write ["ARTICLE/E1", "ARTICLE/E2"]')
            return
        for figure in given:
            if not isinstance(figure, str) or not _FIGURE.fullmatch(figure):
                self.complain(f"{figure!r} names no figure", f"write ARTICLE/E1; {_LISTED}")
            elif given.count(figure) > 1:
                message = f"the figure {figure!r} stands {given.count(figure)} times"
                if all(problem.message != message for problem in self.problems):
                    self.complain(message, "keep one")
        if len(given) < 2:
            self.complain(
                f"the line names {len(given)} figure{'' if len(given) == 1 else 's'}",
                "name at least two: one alone is not disjoint from anything",
            )

    def _day(self, given: Any) -> date | None:
        try:
            if isinstance(given, str) and _DAY.fullmatch(given):
                return date.fromisoformat(given)
        except ValueError:
            pass
        self.complain(f"on is {given!r}, no day", "write it as YYYY-MM-DD")
        return None

    def hold_against(self, known: _Figures, declared: DisjointSet) -> None:
        """Every figure must be there, and none may hold another."""
        gone = "correct it, or take the figure out if its article is gone"
        for figure in declared.figures:
            article, _, annotation = figure.partition("/")
            classes = known.classes.get(_iri(figure), set())
            if article not in known.articles:
                self.complain(f"{figure!r} is of no article of this build", gone)
            elif not classes:
                self.complain(
                    f"{figure!r}: the article {article} has no record {annotation}",
                    f"correct it; {_LISTED}",
                )
            elif "Figure" not in classes:
                self.complain(
                    f"{figure!r} is no figure but a {' and '.join(sorted(classes))}",
                    f"name a figure; {_LISTED}",
                )
        for one, other in combinations(declared.figures, 2):
            for part, whole in ((one, other), (other, one)):
                if _iri(whole) in reached(_iri(part), known.wholes):
                    self.complain(
                        f"{part!r} is declared disjoint from {whole!r}, but the annotations make "
                        "it a part of that, or the same amount converted",
                        "keep one of the two",
                    )
                    break
