"""Things that are one, joined bond by bond; what a cluster holds is kept up while it grows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from kg import namespaces as ns
from kg.partition import Partition


@dataclass(slots=True)
class Cluster:
    """What is known of things that are one.

    ``place`` is the one with a code, ``kinds`` leads from each class to a member of it, ``generic``
    is a member that its article calls generic. ``first`` is the oldest entity, or the place where
    there is no entity.
    """

    first: str
    place: str | None = None
    kinds: dict[str, str] = field(default_factory=dict)
    generic: str | None = None


class Clusters:
    """Every thing's cluster, and the bonds that made it; ``single`` makes that of a thing alone."""

    def __init__(self, single: Callable[[str], Cluster]) -> None:
        self._single = single
        self._things = Partition()
        self._known: dict[str, Cluster] = {}
        self._bonds: dict[tuple[str, str], str] = {}

    def __iter__(self) -> Iterator[list[str]]:
        """The members of every cluster of more than one thing."""
        return (members for members in self._things if len(members) > 1)

    def of(self, thing: str) -> Cluster:
        """What is known of the cluster of a thing."""
        name = self._things.name(thing)
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._single(name)
        return found

    def members(self, thing: str) -> list[str]:
        """All that are one with a thing, itself among them."""
        return self._things.members(thing)

    def are_one(self, one: str, other: str) -> bool:
        """Whether two things are one."""
        return self._things.are_one(one, other)

    def join(self, one: str, other: str, because: str) -> None:
        """Makes two things one, and all that each is one with."""
        self._bonds[one, other] = because
        if self.are_one(one, other):
            return
        here, there = self.of(one), self.of(other)
        self._things.join(one, other)
        self._known[self._things.name(one)] = Cluster(
            min(here.first, there.first, key=age),
            here.place or there.place,
            there.kinds | here.kinds,
            here.generic or there.generic,
        )

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
