"""Disjoint sets of things: which are one with which, while more and more of them are joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class Partition:
    """Every thing's set; a thing is alone until it is joined with others.

    A join moves the fewer to the more, so that no thing moves often: all joins of n things take
    n log n steps (Aho, Hopcroft, Ullman, The Design and Analysis of Computer Algorithms, 4.6).
    """

    def __init__(self, things: Iterable[str] = ()) -> None:
        """Begins with things that are alone; others are met when they are first asked for."""
        self._members = {thing: [thing] for thing in things}

    def __iter__(self) -> Iterator[list[str]]:
        """The sets, in the order in which the first of each was met."""
        yield from {id(members): members for members in self._members.values()}.values()

    def members(self, thing: str) -> list[str]:
        """All that are one with a thing, itself among them."""
        return self._members.setdefault(thing, [thing])

    def name(self, thing: str) -> str:
        """What the set of a thing is called until it is joined: one of its members."""
        return self.members(thing)[0]

    def are_one(self, one: str, other: str) -> bool:
        """Whether two things are in one set."""
        return self.members(one) is self.members(other)

    def join(self, one: str, other: str) -> None:
        """Makes the sets of two things one."""
        here, there = self.members(one), self.members(other)
        if here is there:
            return
        if len(here) < len(there):
            here, there = there, here
        here += there
        self._members.update(dict.fromkeys(there, here))
