"""Of what articles share, what a change may have put against the corpus shapes.

These shapes look at one thing at a time: what identity and judgements say of it, and what can be
told of it in one way only. A thing of which no such line has changed is as it was, but for a set of
figures, which is looked at with what its figures are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from kg import namespaces as ns
from kg.namespaces import KG, RDF

_EVIDENCE = "/evidence> .\n"
_SHARED = tuple(
    f" <{graph}> .\n" for graph in (ns.IDENTITY_GRAPH, ns.JUDGEMENTS_GRAPH, ns.REFERENCE_GRAPH)
)
# What queries/validation/things/told.rq reads in other graphs (preferred labels are in the shared).
_ONE_WAY = {f"<{iri}>" for iri in (RDF + "type", KG + "gender", KG + "level", KG + "kind")}
_FIGURE = KG + "disjointFigure"


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
    """Things, and the disjoint sets that judgements make of such figures."""
    found = set(things)
    for thing in tuple(found):
        declared = store.match(None, _FIGURE, thing, ns.JUDGEMENTS_GRAPH)
        found.update(line.split(" ", 1)[0][1:-1] for line in declared)
    return found
