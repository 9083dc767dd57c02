"""Judgements that figures share no part: read from the corpora, held against their figures.

A corpus may hold ``disjoint.jsonl``, a JSON object a line::

    {"id": "pear-sales", "figures": ["a/E3", "b/E7"], "by": "Ada Quill", "on": "2031-05-07",
     "because": "the two counties sell apart"}

says that of the figures named no two share any part. A figure is named by the ids of its article
and of its annotation. Nothing else makes figures disjoint: what may be added up is judged by
people, and the judgement stands in the graph with its author, its day and its reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from kg import namespaces as ns
from kg import terms
from kg.errors import InputError, Problem
from kg.jsonlines import Line, lines_of
from kg.namespaces import DCTERMS, KG, RDF
from kg.shards import KeptShard, Shard

FILE = "disjoint.jsonl"

_KEYS = ("id", "figures", "by", "on", "because")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIGURE = re.compile(r"[^/\s]+/[A-Z][0-9]+")
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


def disjoint_sets(
    corpora: Iterable[Path], shards: Iterable[Shard | KeptShard]
) -> list[DisjointSet]:
    """What the corpora declare disjoint, by id; ``shards`` are all articles of the build.

    Raises:
        InputError: a line cannot be used; every problem is told.
    """
    problems: list[Problem] = []
    found: list[DisjointSet] = []
    for corpus in corpora:
        for read in lines_of(corpus / FILE, problems):
            line = _Line(read.file, read.number, read.raw)
            found += line.read()
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


class _Figures:
    """The things of some articles by class, and which figure holds which."""

    def __init__(self, shards: Sequence[Shard | KeptShard]) -> None:
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


class _Line(Line):
    """One line of the file, and what is wrong with it."""

    def read(self) -> list[DisjointSet]:
        """The line's set, or none if something is wrong."""
        given = self.object(_EXAMPLE, _KEYS, _KEYS)
        if given is None:
            return []
        self._check_id(given["id"])
        self._check_figures(given["figures"])
        for key in ("by", "because"):
            self.text(key, given[key])
        day = self.day("on", given["on"])
        if self.problems or day is None:
            return []
        figures = tuple(given["figures"])
        one = DisjointSet(
            given["id"], figures, given["by"], day, given["because"], self.file, self.number
        )
        return [one]

    def _check_id(self, given: Any) -> None:
        if not isinstance(given, str) or not _ID.fullmatch(given):
            self.complain(
                f"{given!r} is no id", "use lower-case letters, digits and hyphens: pear-sales-2031"
            )

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
