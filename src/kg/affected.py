"""Of what articles share, what a change may have put against the corpus shapes.

These shapes look at one thing at a time: what identity and judgements say of it, and what can be
told of it in one way only. A thing of which no such line has changed is as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from kg import namespaces as ns
from kg.namespaces import DCTERMS, KG, RDF

_EVIDENCE = "/evidence> .\n"
_SHARED = tuple(
    f" <{graph}> .\n" for graph in (ns.IDENTITY_GRAPH, ns.JUDGEMENTS_GRAPH, ns.REFERENCE_GRAPH)
)
# What queries/validation/corpus.rq reads in other graphs.
_ONE_WAY = {f"<{iri}>" for iri in (RDF + "type", KG + "gender", KG + "level", KG + "kind")}
_LEADS = (DCTERMS + "isReplacedBy", KG + "resolvedTo", KG + "sameDivision")
_REPLACED, _FIGURE = _LEADS[0], KG + "disjointFigure"


class _Store(Protocol):
    def match(
        self, subject: str | None, predicate: str | None, value: str | None, graph: str | None
    ) -> list[str]: ...


def spoken_of(lines: Iterable[str]) -> Iterator[str]:
    """The things of which N-Quads lines tell what corpus shapes may look at."""
    for line in lines:
        if line.endswith(_EVIDENCE):
            continue
        subject, predicate, value, _ = line.split(" ", 3)
        if line.endswith(_SHARED):
            yield subject[1:-1]
            if value.startswith("<"):
                yield value[1:-1]
        elif predicate in _ONE_WAY:
            yield subject[1:-1]


def with_others(store: _Store, things: Iterable[str]) -> set[str]:
    """Things, and those by which shapes come to look at them or that they look at there.

    A shape looks at what others lead to, and at the figures of a set that a judgement declares; and
    at an id behind another that was replaced itself.
    """
    found = set(things)
    for thing in tuple(found):
        for leads in _LEADS:
            found.update(_subjects(store, leads, thing, ns.IDENTITY_GRAPH)[:1])
        if _values(store, thing, _REPLACED, ns.IDENTITY_GRAPH):
            found.update(_subjects(store, _REPLACED, thing, ns.IDENTITY_GRAPH))
        for declared in (thing, *_subjects(store, _FIGURE, thing, ns.JUDGEMENTS_GRAPH)):
            figures = _values(store, declared, _FIGURE, ns.JUDGEMENTS_GRAPH)
            found.update([declared, *figures] if figures else [])
    ahead = list(found)
    while ahead:
        thing = ahead.pop()
        for leads in _LEADS:
            to = set(_values(store, thing, leads, ns.IDENTITY_GRAPH)) - found
            found |= to
            ahead += to
    return found


def _subjects(store: _Store, predicate: str, value: str, graph: str) -> list[str]:
    return [line.split(" ", 1)[0][1:-1] for line in store.match(None, predicate, value, graph)]


def _values(store: _Store, subject: str, predicate: str, graph: str) -> list[str]:
    lines = store.match(subject, predicate, None, graph)
    return [line.split(" ", 3)[2][1:-1] for line in lines]
