"""What things are called: one preferred label for each, from all that articles call it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Protocol

from kg import namespaces as ns
from kg import terms
from kg.namespaces import KG, RDF, RDFS, SKOS
from kg.places.printed import taken_apart
from kg.triples import literal

_CONTENT = "/content>"
_REFERENCE = terms.iri(ns.REFERENCE_GRAPH)


class _Store(Protocol):
    def match(
        self, subject: str | None, predicate: str | None, value: str | None, graph: str | None
    ) -> list[str]: ...


def preferred(seen: Counter[str], *, person: bool = False) -> str:
    """Of labels that so many articles use: English, then what most use, then the shortest.

    Of a person's names the longest: the shortest would be the surname. Capitals, in which a caption
    prints a name or a byline a surname, give way to the ordinary spelling.
    """
    spelled = Counter[str]()
    for label, count in seen.items():
        spelled[label.casefold()] += count

    def rank(label: str) -> tuple[object, ...]:
        loud = sum(len(word) > 1 and word.isupper() for word in re.findall(r"\w+", label))
        often, long = -spelled[label.casefold()], len(label)
        told = (loud, often, -seen[label], -long) if person else (often, loud, -seen[label], long)
        return not label.endswith("@en"), *told, label

    return min(seen, key=rank)


def is_unnamed(label: str) -> bool:
    """Whether a label, a literal, has no name of a place but words such as "the city"."""
    return taken_apart(literal(label).text).unnamed


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
