"""Which article-local entities are one thing, and what that thing is called.

Shards never change when things are merged: the canonical id stands in their lines only once they
are loaded. So far the one ground for joining is a code that the annotator gave.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg import namespaces as ns
from kg import terms
from kg.namespaces import DCTERMS, RDFS, SKOS

# An article-local entity or value: the article's namespace and a mention's own id.
_LOCAL = re.compile(f"<({re.escape(ns.ARTICLE)}[^/>]+/T[0-9]+)>")
_SAME = f"<{ns.KG}sameDivision>"
_LABEL = f"<{RDFS}label>"
_FOCUS, _PATH = f"<{ns.KG}focus>", f"<{ns.KG}path>"


@dataclass(frozen=True, slots=True)
class Identity:
    """Local id -> canonical id, and the preferred English label of every labelled thing."""

    canonical: dict[str, str]
    labels: dict[str, str]

    def apply(self, lines: Sequence[str]) -> list[str]:
        """The lines of a shard with canonical ids.

        What identifies goes to the identity graph, and a claim of it keeps the local id that it is
        about.
        """

        def replace(match: re.Match[str]) -> str:
            return f"<{self.canonical.get(match[1], match[1])}>"

        graph = terms.iri(ns.IDENTITY_GRAPH)
        identifying = {line.split(" ", 1)[0] for line in lines if f" {_PATH} {_SAME} " in line}
        applied = []
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            if predicate == _SAME:
                applied.append(f"{subject} {predicate} {rest.split(' ', 1)[0]} {graph} .\n")
            elif predicate == _FOCUS and subject in identifying:
                applied.append(line)
            else:
                applied.append(_LOCAL.sub(replace, line))
        return applied

    def lines(self) -> list[str]:
        """The identity graph: preferred labels, and where a superseded id redirects to."""
        graph = terms.iri(ns.IDENTITY_GRAPH)
        found = [
            f"<{local}> <{DCTERMS}isReplacedBy> <{canonical}> {graph} .\n"
            for local, canonical in self.canonical.items()
        ]
        found += [
            f"<{iri}> <{SKOS}prefLabel> {label} {graph} .\n" for iri, label in self.labels.items()
        ]
        return sorted(found)

    def places(self) -> tuple[str, ...]:
        """The canonical places."""
        return tuple(sorted({iri for iri in self.canonical.values() if iri.startswith(ns.PLACE)}))


def resolve(shards: Iterable[tuple[str, ...]]) -> Identity:
    """The identity of everything that the shards name."""
    canonical: dict[str, str] = {}
    named: list[tuple[str, str]] = []
    for lines in shards:
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            if predicate == _SAME:
                canonical[subject[1:-1]] = rest.split(" ", 1)[0][1:-1]
            elif predicate == _LABEL:
                named.append((subject[1:-1], rest.rsplit(" <", 1)[0]))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for local, label in named:
        counts[canonical.get(local, local)][label] += 1
    return Identity(canonical, {iri: _preferred(seen) for iri, seen in counts.items()})


def with_reference(identity: Identity, reference: Iterable[str]) -> Identity:
    """The same identity, with a label for each place that only the gazetteer names."""
    labels = dict(identity.labels)
    for line in reference:
        subject, predicate, rest = line.split(" ", 2)
        label = rest.rsplit(" <", 1)[0]
        if predicate == _LABEL and label.endswith("@en"):
            labels.setdefault(subject[1:-1], label)
    return Identity(identity.canonical, labels)


def _preferred(seen: Counter[str]) -> str:
    """English before others, then what most articles say, then the shortest."""
    return min(seen, key=lambda label: (not label.endswith("@en"), -seen[label], len(label), label))
