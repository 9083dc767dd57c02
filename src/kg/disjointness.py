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
from itertools import combinations
from pathlib import Path
from typing import Any

from kg import namespaces as ns
from kg.errors import InputError, Problem, plural
from kg.jsonlines import Form, Line
from kg.namespaces import KG, RDF
from kg.shards import KeptShard, Shard
from kg.signed import Signed, read_entries, signature, statements

FILE = "disjoint.jsonl"

_FIGURE = re.compile(r"[^/\s]+/[A-Z][0-9]+")
_KEYS = ("id", "figures", "by", "on", "because")
_FORM = Form(
    '{"id": "…", "figures": ["ARTICLE/E1", …], "by": "…", "on": "YYYY-MM-DD", "because": "…"}',
    known=_KEYS,
    needed=_KEYS,
)
_LISTED = "kg query figures lists them: the end of figure_iri is the name"


@dataclass(frozen=True, slots=True)
class DisjointSet(Signed):
    """One line of the file; ``figures`` are ``<article id>/<annotation id>``, as given."""

    figures: tuple[str, ...]


def disjoint_sets(
    corpora: Iterable[Path], shards: Mapping[str, Shard | KeptShard]
) -> list[DisjointSet]:
    """What the corpora declare disjoint, by id; ``shards`` are those of the build, by article.

    Raises:
        InputError: a line cannot be used; every problem is told.
    """
    problems: list[Problem] = []
    found = read_entries(corpora, FILE, _FORM, _disjoint_set, problems)
    named = {figure.partition("/")[0] for declared in found for figure in declared.figures}
    known = _Figures([shards[article] for article in sorted(named & shards.keys())])
    for declared in found:
        problems += _held_against(known, declared)
    if problems:
        raise InputError.from_problems(problems)
    return sorted(found, key=lambda declared: declared.id)


def lines(declared: Iterable[DisjointSet]) -> list[str]:
    """The judgements as N-Quads lines of their graph."""
    return sorted(
        line
        for one in declared
        for line in statements(
            ns.disjoint_set(one.id),
            "DisjointSet",
            one,
            (("disjointFigure", _iri(figure)) for figure in one.figures),
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


def _disjoint_set(line: Line, given: dict[str, Any]) -> DisjointSet | None:
    """The line's set, None after a complaint."""
    signed = signature(line, given)
    _check_figures(line, given["figures"])
    return None if line.problems else DisjointSet(tuple(given["figures"]), **signed)


def _check_figures(line: Line, given: Any) -> None:
    if not isinstance(given, list):
        line.complain(f"figures is {given!r}, no list", 'write ["ARTICLE/E1", "ARTICLE/E2"]')
        return
    for figure in given:
        if not isinstance(figure, str) or not _FIGURE.fullmatch(figure):
            line.complain(f"{figure!r} names no figure", f"write ARTICLE/E1; {_LISTED}")
        elif given.count(figure) > 1:
            message = f"the figure {figure!r} stands {given.count(figure)} times"
            if all(problem.message != message for problem in line.problems):
                line.complain(message, "keep one")
    if len(given) < 2:
        line.complain(
            f"the line names {plural(len(given), 'figure')}",
            "name at least two: one alone is not disjoint from anything",
        )


def _held_against(known: _Figures, declared: DisjointSet) -> list[Problem]:
    """Every figure must be there, and none may hold another."""
    line = Line(declared.file, declared.line)
    gone = "correct it, or take the figure out if its article is gone"
    for figure in declared.figures:
        article, _, annotation = figure.partition("/")
        classes = known.classes.get(_iri(figure), set())
        if article not in known.articles:
            line.complain(f"{figure!r} is of no article of this build", gone)
        elif not classes:
            line.complain(
                f"{figure!r}: the article {article} has no record {annotation}",
                f"correct it; {_LISTED}",
            )
        elif "Figure" not in classes:
            line.complain(
                f"{figure!r} is no figure but a {' and '.join(sorted(classes))}",
                f"name a figure; {_LISTED}",
            )
    for one, other in combinations(declared.figures, 2):
        for part, whole in ((one, other), (other, one)):
            if _iri(whole) in reached(_iri(part), known.wholes):
                line.complain(
                    f"{part!r} is declared disjoint from {whole!r}, but the annotations make "
                    "it a part of that, or the same amount converted",
                    "keep one of the two",
                )
                break
    return line.problems
