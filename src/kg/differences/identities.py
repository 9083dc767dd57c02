"""What became one between two snapshots, and what parted.

Only things of articles whose identity differs are looked at, and what they are one with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg import namespaces as ns
from kg.namespaces import DCTERMS, RDFS, SKOS
from kg.naming import name_of
from kg.store.snapshots import SnapshotReader
from kg.triples import literal

_LABEL = f" <{RDFS}label> "


@dataclass(frozen=True, slots=True)
class Part:
    """One of several that became one or parted: an id, and the label that it went by."""

    iri: str
    label: str

    def __str__(self) -> str:
        return f"{self.label} {name_of(self.iri)}".strip()


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """Things that became one, or one thing that parted.

    ``whole`` is that one thing; of what is not wholly in it, or no longer, ``parts`` name the ids
    that articles gave.
    """

    change: str
    whole: Part
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Identities:
    """What became one and what parted, and the articles whose things go by other ids."""

    changes: tuple[IdentityChange, ...]
    moved: tuple[str, ...]


def compared(before: SnapshotReader, after: SnapshotReader) -> Identities:
    """What became one, then what parted; things that only one snapshot has are left out.

    Raises:
        StoreError: a shard or a list of articles cannot be read.
    """
    both = before.articles.keys() & after.articles.keys()
    articles = [a for a in both if before.articles[a].identity != after.articles[a].identity]
    things = {
        thing: article
        for article in articles
        for thing in _named(before.shard(article)) & _named(after.shard(article))
    }
    was = {thing: _canonical(before, thing) for thing in things}
    now = {thing: _canonical(after, thing) for thing in things}
    moved = {article for thing, article in things.items() if was[thing] != now[thing]}
    # What goes by these ids in both snapshots, beside these things: what the ids replace, the place
    # of a code, and the entity of another article that gave the id.
    others = both.difference(articles)
    for iri in {*was.values(), *now.values()}:
        same = (_members(before, iri) & _members(after, iri)).difference(things)
        local = ns.local(iri)
        alone = local is not None and local[0] in others and _in_both(before, after, local[0], iri)
        if alone or iri.startswith(ns.PLACE):
            same.add(iri)
        for one in same:
            was[one] = now[one] = iri
    joined = (IdentityChange("became one", *one) for one in _gathered(before, after, was, now))
    parted = (IdentityChange("parted", *one) for one in _gathered(after, before, now, was))
    return Identities((*joined, *parted), tuple(sorted(moved)))


def renamed(after: SnapshotReader, iris: Iterable[str]) -> dict[str, str]:
    """The ids, of those given, that others stand for in a snapshot, with these others."""
    found = {iri: _canonical(after, iri) for iri in iris}
    return {iri: canonical for iri, canonical in found.items() if iri != canonical}


def _named(shard: Sequence[str]) -> set[str]:
    return {line.partition(" ")[0][1:-1] for line in shard if _LABEL in line}


def _canonical(reader: SnapshotReader, iri: str) -> str:
    return next(iter(_values(reader, iri, DCTERMS + "isReplacedBy")), f"<{iri}>")[1:-1]


def _values(reader: SnapshotReader, iri: str, predicate: str) -> list[str]:
    lines = reader.match(iri, predicate, None, ns.IDENTITY_GRAPH)
    return [line.split(" ", 2)[2].rpartition(" <")[0] for line in lines]


def _in_both(before: SnapshotReader, after: SnapshotReader, article: str, iri: str) -> bool:
    """Whether both snapshots have a thing of an article; one that is the same is not read."""
    same = before.articles[article].shard == after.articles[article].shard
    return same or all(iri in _named(reader.shard(article)) for reader in (before, after))


def _members(reader: SnapshotReader, iri: str) -> set[str]:
    lines = reader.match(None, DCTERMS + "isReplacedBy", iri, ns.IDENTITY_GRAPH)
    return {line.partition(" ")[0][1:-1] for line in lines}


def _gathered(
    before: SnapshotReader, after: SnapshotReader, was: dict[str, str], now: dict[str, str]
) -> list[tuple[Part, tuple[Part, ...]]]:
    """The wholes of the second snapshot that were several in the first."""
    of_whole: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    ends: dict[str, set[str]] = defaultdict(set)
    for thing in sorted(was):
        of_whole[now[thing]][was[thing]].append(thing)
        ends[was[thing]].add(now[thing])
    found = []
    for whole, sides in sorted(of_whole.items()):
        if len(sides) > 1:
            ids = [
                iri
                for side, things in sorted(sides.items())
                for iri in ([side] if len(ends[side]) == 1 else things)
            ]
            found.append((_part(after, whole), tuple(_part(before, iri) for iri in ids)))
    return found


def _part(reader: SnapshotReader, iri: str) -> Part:
    labels = _values(reader, iri, SKOS + "prefLabel") or _values(
        reader, _canonical(reader, iri), SKOS + "prefLabel"
    )
    return Part(iri, literal(labels[0]).text if labels else "")
