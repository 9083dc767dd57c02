"""What things are called: one preferred label for each, from all that articles call it."""

from __future__ import annotations

from collections import Counter
from typing import Protocol

from kg import namespaces as ns
from kg import terms
from kg.namespaces import KG, RDF, RDFS, SKOS

_CONTENT = "/content>"
_REFERENCE = terms.iri(ns.REFERENCE_GRAPH)


class _Store(Protocol):
    def match(
        self, subject: str | None, predicate: str | None, value: str | None, graph: str | None
    ) -> list[str]: ...


def preferred(seen: Counter[str], *, person: bool = False) -> str:
    """Of the labels that so many articles use: English, the most used, the shortest.

    Of a person's names the longest: the shortest would be the surname.
    """
    return min(
        seen,
        key=lambda label: (
            not label.endswith("@en"),
            -seen[label],
            -len(label) if person else len(label),
            label,
        ),
    )


def label_line(thing: str, label: str) -> str:
    """The line of the identity graph that gives a thing its preferred label."""
    return f"<{thing}> <{SKOS}prefLabel> {label} <{ns.IDENTITY_GRAPH}> .\n"


def label_lines(store: _Store, thing: str) -> set[str]:
    """The same from what a store says of the thing; none where it has no label.

    A place that no article labels is called what the gazetteer calls it.
    """
    seen: Counter[str] = Counter()
    known = ""
    for line in store.match(thing, RDFS + "label", None, None):
        label, graph = line.split(" ", 2)[2].removesuffix(" .\n").rsplit(" ", 1)
        if graph.endswith(_CONTENT):
            seen[label] += 1
        elif graph == _REFERENCE and label.endswith("@en"):
            known = label
    if seen:
        person = bool(store.match(thing, RDF + "type", KG + "Person", None))
        known = preferred(seen, person=person)
    return {label_line(thing, known)} if known else set()
