"""What is one with what, and why: the codes of annotations, what people judged, then the rules.

What contradicts a judgement or a code is refused, or left open where a rule says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kg import namespaces as ns
from kg.clusters import Cluster, Clusters, age, both, shown
from kg.deciding import (
    Decisions,
    Resolution,
    Undecided,
    decide_persons,
    decide_places,
    left_open,
)
from kg.entities import Told
from kg.errors import InputError, Problem
from kg.judgements import Judgement
from kg.places.gazetteer import Gazetteer
from kg.places.resolver import PlaceResolver
from kg.scheme import Scheme

_CHECK = "see what is meant, or retract what stands against it: kg query judgements"


class Bonds:
    """What is one with what, and why: entities and places, bond by bond."""

    def __init__(self, told: Sequence[Told], gazetteer: Gazetteer) -> None:
        self.entities = {iri: entity for each in told for iri, entity in each.entities.items()}
        self.judged: list[tuple[Judgement, tuple[str, str]]] = []
        self._told = {each.article: each for each in told}
        self._gazetteer = gazetteer
        self._disjoint = Scheme.load().disjoint
        self._clusters = Clusters(self._single)
        self._apart: dict[str, dict[str, Judgement]] = defaultdict(dict)
        self._minted: dict[str, str] = {}
        self._problems: list[Problem] = []
        for entity in self.entities.values():
            if entity.code is not None:
                self._clusters.join(entity.id, entity.code, "the code of its annotation")

    def _single(self, thing: str) -> Cluster:
        entity = self.entities.get(thing)
        if entity is None:
            return Cluster(thing, thing, {"Place": thing})
        kinds = dict.fromkeys(entity.kinds, thing)
        return Cluster(thing, None, kinds, thing if entity.generic else None)

    def judge(self, judgements: Sequence[Judgement]) -> None:
        """Joins what is judged the same, and holds every other judgement against it.

        Raises:
            InputError: with every problem.
        """
        judgements = sorted(judgements, key=lambda one: one.order)
        first: dict[frozenset[str], Judgement] = {}
        for one in judgements:
            things = self._things(one)
            if things is None:
                continue
            before = first.setdefault(frozenset(things), one)
            decisions = {before.decision, one.decision}
            if before is not one and not ("same" in decisions and "unsure" not in decisions):
                told = f"{both(things)} are judged {before.decision} already ({before})"
                self._complain(one, told, f"retract that first: kg retract {before.id}")
            self.judged.append((one, things))
        for one, things in self.judged:
            if one.decision == "same":
                self._same(one, *things)
            else:
                self._apart[things[0]][things[1]] = self._apart[things[1]][things[0]] = one
        self._check_ids()
        for one, things in self.judged:
            if one.decision in ("different", "related") and self._clusters.are_one(*things):
                what = "different" if one.decision == "different" else "related and two"
                self._complain(
                    one,
                    f"{both(things)} are judged {what}, but are one: {self._clusters.way(*things)}",
                    "retract one of these judgements, or correct the annotation",
                )
        if self._problems:
            raise InputError.from_problems(
                sorted(self._problems, key=lambda each: (each.file or "", each.line or 0))
            )

    def decide(self, *, candidates: bool = True) -> Decisions:
        """Joins what the rules decide, where no judgement speaks against it.

        Of persons it tells who may be one with ``candidates`` alone.
        """
        told = list(self._told.values())
        places = decide_places(told, PlaceResolver(self._gazetteer), self._known)
        placed = self._joined(places)
        persons = [
            sorted((iri for iri in members if iri in self.entities), key=age)
            for members in self._clusters
        ]
        apart = [(one, other) for one in self._apart for other in self._apart[one] if one < other]
        met = decide_persons(
            told, self._gazetteer, self._known, persons, apart, candidates=candidates
        )
        merged = self._joined(met)
        return Decisions(
            (*placed.resolutions, *merged.resolutions),
            (*placed.undecided, *merged.undecided),
            places.names,
        )

    def _known(self, thing: str) -> str:
        """The place that a thing is known to be, else the first of those that it is one with."""
        cluster = self._clusters.of(thing)
        return cluster.place or cluster.first

    def _joined(self, decisions: Decisions) -> Decisions:
        """Decisions without those that would contradict a judgement: they are left open."""
        kept: list[Resolution] = []
        left = list(decisions.undecided)
        for one in decisions.resolutions:
            if self._clusters.are_one(one.local, one.to):
                continue
            problem = self._why_not(one.local, one.to) or self._forbidden(one.local, one.to)
            if problem is None:
                self._clusters.join(one.local, one.to, f"by rule: {one.because}")
                kept.append(one)
                continue
            because = f"{one.because}; but {problem}"
            if one.to.startswith(ns.PLACE):
                left += left_open(one.local, one.instead, because)
            else:
                left.append(Undecided(one.local, one.to, None, because))
        return Decisions(tuple(kept), tuple(left), decisions.names)

    def _forbidden(self, one: str, other: str) -> str | None:
        """The judgement that keeps two things apart."""
        fewer, more = sorted((one, other), key=lambda thing: len(self._clusters.members(thing)))
        for first in self._clusters.members(fewer):
            for second, judgement in self._apart.get(first, {}).items():
                if self._clusters.are_one(second, more):
                    told = f"are judged {judgement.decision} ({judgement})"
                    return f"{both((first, second))} {told}"
        return None

    def canonical(self) -> dict[str, str]:
        """Every id that another stands for, with that other.

        A place's code stands for all; else the oldest id that a judgement minted; else the first
        entity of the first article.
        """
        minted: dict[str, list[str]] = defaultdict(list)
        for iri, start in self._minted.items():
            minted[self._clusters.of(start).first].append(iri)
        found: dict[str, str] = {}
        for members in self._clusters:
            cluster = self._clusters.of(members[0])
            ids = minted.get(cluster.first, [])
            chosen = cluster.place or next(iter(ids), cluster.first)
            found.update({iri: chosen for iri in (*members, *ids) if iri != chosen})
        return found

    # Joining

    def _same(self, judgement: Judgement, one: str, other: str) -> None:
        problem = self._why_not(one, other)
        if self._clusters.are_one(one, other):
            problem = f"{both((one, other))} are one already: {self._clusters.way(one, other)}"
        if problem:
            remedy = "take the line back, or retract the other" if judgement.file else _CHECK
            self._complain(judgement, problem, remedy)
            return
        self._clusters.join(one, other, str(judgement))
        if judgement.entity is not None:
            self._minted.setdefault(ns.entity(judgement.entity), one)

    def _check_ids(self) -> None:
        """Judgements that mint one id speak of one thing."""
        first: dict[str, str] = {}
        minting = [(one, things[0]) for one, things in self.judged if one.entity]
        minting.sort(key=lambda each: (not each[0].file, each[0].file, each[0].line))
        for one, thing in minting:
            start = first.setdefault(str(one.entity), thing)
            if not self._clusters.are_one(start, thing):
                problem = f"the id {one.entity!r} is that of {shown(start)} already"
                self._complain(one, problem, "take the line back, or retract the other")

    def _why_not(self, one: str, other: str) -> str | None:
        """What speaks against two things being one, other than a judgement."""
        here, there = self._clusters.of(one), self._clusters.of(other)
        if here.place and there.place and here.place != there.place:
            ways = [
                self._clusters.way(thing, cluster.place)
                for thing, cluster in ((one, here), (other, there))
                if cluster.place and thing != cluster.place
            ]
            told = " and ".join(ways or [shown(here.place), shown(there.place)])
            return f"{both((one, other))} are two places: {told}"
        generic = here.generic or there.generic
        if generic:
            label = self.entities[generic].label
            return f"{shown(generic)} ({label}) is generic: a kind of goods of that article"
        theirs = there.kinds | self._single(other).kinds
        for kind, first in (here.kinds | self._single(one).kinds).items():
            for another, second in theirs.items():
                if frozenset((kind, another)) in self._disjoint:
                    return f"{shown(first)} is of class {kind}, {shown(second)} of class {another}"
        return None

    # What judgements speak of

    def _complain(self, one: Judgement, message: str, remedy: str) -> None:
        self._problems.append(Problem(message, one.file or None, one.line or None, remedy))

    def _things(self, one: Judgement) -> tuple[str, str] | None:
        before = len(self._problems)
        years = [
            self._told[entity.article].year
            for thing in one.things
            if (entity := self.entities.get(ns.ARTICLE + thing))
        ]
        year = next(iter(years), None)
        found = [
            self._place(one, thing, year) if ":" in thing else self._entity(one, thing)
            for thing in one.things
        ]
        return None if len(self._problems) > before else (found[0], found[1])

    def _entity(self, one: Judgement, thing: str) -> str:
        iri = ns.ARTICLE + thing
        article, _, _ = thing.partition("/")
        listed = "kg candidates lists what may be judged"
        if article not in self._told:
            self._complain(
                one,
                f"{thing!r} is of no article of this build",
                "correct it, or retract the judgement if its article is gone",
            )
        elif iri not in self.entities:
            head = self._told[article].mentions.get(iri)
            told = f"is a mention of {shown(head)}" if head else "is no entity of its article"
            remedy = f"name {shown(head)}" if head else f"correct it; {listed}"
            self._complain(one, f"{thing!r} {told}", remedy)
        return iri

    def _place(self, one: Judgement, thing: str, year: int | None) -> str:
        authority, _, code = thing.partition(":")
        if authority != "gbt2260":
            return ns.place(authority, code)
        division = self._gazetteer.division(code, year)
        if division is None:
            self._complain(one, *self._gazetteer.refusal(code, year))
            return ""
        return ns.place(authority, division.code, division.vintage)
