"""Things that are one, joined bond by bond; what a cluster holds is kept up while it grows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from kg import namespaces as ns


@dataclass(slots=True)
class Cluster:
    """Things that are one.

    ``place`` is the one with a code, ``kinds`` leads from each class to a member of it, ``generic``
    is a member that its article calls generic. ``first`` is the oldest entity, or the place where
    there is no entity.
    """

    members: list[str]
    first: str
    place: str | None = None
    kinds: dict[str, str] = field(default_factory=dict)
    generic: str | None = None


class Clusters:
    """Every thing's cluster, and the bonds that made it; ``single`` makes that of a thing alone."""

    def __init__(self, single: Callable[[str], Cluster]) -> None:
        self._single = single
        self._clusters: dict[str, Cluster] = {}
        self._bonds: dict[tuple[str, str], str] = {}

    def __iter__(self) -> Iterator[Cluster]:
        """The clusters of more than one thing."""
        seen: set[int] = set()
        for cluster in self._clusters.values():
            if len(cluster.members) > 1 and id(cluster) not in seen:
                seen.add(id(cluster))
                yield cluster

    def of(self, thing: str) -> Cluster:
        """The cluster of a thing."""
        found = self._clusters.get(thing)
        if found is None:
            found = self._clusters[thing] = self._single(thing)
        return found

    def are_one(self, one: str, other: str) -> bool:
        """Whether two things are one."""
        return self.of(one) is self.of(other)

    def join(self, one: str, other: str, because: str) -> None:
        """Makes two things one, and all that each is one with."""
        self._bonds[one, other] = because
        here, there = self.of(one), self.of(other)
        if here is there:
            return
        if len(here.members) < len(there.members):
            here, there = there, here
        here.members += there.members
        here.first = min(here.first, there.first, key=age)
        here.place = here.place or there.place
        here.generic = here.generic or there.generic
        here.kinds = there.kinds | here.kinds
        self._clusters.update(dict.fromkeys(there.members, here))

    def way(self, one: str, other: str) -> str:
        """How one thing comes to be another, bond by bond."""
        import networkx as nx  # 0.15 s that only a message needs

        told = [shown(one)]
        for step in pairwise(nx.shortest_path(nx.Graph(list(self._bonds)), one, other)):
            because = self._bonds.get(step) or self._bonds[step[::-1]]
            told.append(f"= {shown(step[1])} ({because})")
        return " ".join(told)


def age(thing: str) -> tuple[Any, ...]:
    """Entities by article and in the order in which the annotator marked them, before places."""
    article, annotation = ns.local(thing) or (thing, "")
    number = annotation[1:]
    return not annotation, article, int(number) if number.isdigit() else 0, annotation


def shown(thing: str) -> str:
    """A thing as messages name it."""
    return thing.removeprefix(ns.ARTICLE) if thing.startswith(ns.ARTICLE) else ns.shrink(thing)


def both(things: Iterable[str]) -> str:
    """Two things as messages name them."""
    return " and ".join(map(shown, things))
