"""Which article-local entities are one thing.

Shards never change when things are merged: the canonical id stands in their lines only once they
are loaded. Things are joined by the code that an annotation gives, by the judgements of people,
and, where neither says anything, by rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.bonds import Bonds
from kg.clusters import age
from kg.deciding import Resolution, Undecided
from kg.entities import Entity, Told
from kg.judgements import Judgement, in_force
from kg.places.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Identity:
    """Local id -> canonical id, where that is another.

    ``judged`` are the judgements in force, each with the IRIs of its things; ``resolutions`` what
    was decided by rule, ``undecided`` what was not. ``entities`` are those of all articles, by
    their local ids; ``names`` are those of the places that undecided entities may be.
    """

    canonical: dict[str, str]
    entities: dict[str, Entity] = field(default_factory=dict)
    judged: tuple[tuple[Judgement, tuple[str, str]], ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    names: dict[str, str] = field(default_factory=dict)

    def related(self) -> set[tuple[str, str]]:
        """The canonical ids of things that are judged related, both ways."""
        pairs = [
            tuple(self.canonical.get(thing, thing) for thing in things)
            for judgement, things in self.judged
            if judgement.decision == "related"
        ]
        return {(a, b) for one, other in pairs for a, b in ((one, other), (other, one))}

    def one_with(self, thing: str) -> list[str]:
        """The entities that are one with a thing, itself among them, by their local ids."""
        canonical = self.canonical.get(thing, thing)
        return sorted(
            (local for local in self.entities if self.canonical.get(local, local) == canonical),
            key=age,
        )


def resolve(
    told: Iterable[Told],
    judgements: Iterable[Judgement] = (),
    gazetteer: Gazetteer | None = None,
    *,
    candidates: bool = True,
) -> Identity:
    """The identity of everything that some articles name.

    ``judgements`` are those of all corpora, also those taken back. The gazetteer, which reads the
    codes of judgements, defaults to the project's own. Who may be one person is among the undecided
    with ``candidates`` alone.

    Raises:
        InputError: a judgement speaks of what is not there, or contradicts others; every problem
            is told, with the way that leads to the contradiction.
    """
    bonds = Bonds(list(told), gazetteer or Gazetteer.load())
    bonds.judge(in_force(judgements))
    decisions = bonds.decide(candidates=candidates)
    return Identity(
        bonds.canonical(),
        bonds.entities,
        tuple(bonds.judged),
        decisions.resolutions,
        decisions.undecided,
        dict(decisions.names),
    )
