"""Which article-local entities are one thing, and what that thing is called.

Shards never change when things are merged: the canonical id stands in their lines only once they
are loaded. Things are joined by the code that an annotation gives, by the judgements of people,
and, where neither says anything, by rule.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg import namespaces as ns
from kg import terms
from kg.claims import certainty
from kg.clusters import Cluster, Clusters, age, both, shown
from kg.deciding import (
    Decisions,
    Resolution,
    Undecided,
    decide_persons,
    decide_places,
    left_open,
)
from kg.entities import Entity, Told, read_entities
from kg.errors import InputError, Problem
from kg.judgements import Judgement, in_force
from kg.namespaces import DCTERMS, KG, RDF, RDFS, SKOS
from kg.places.gazetteer import Gazetteer
from kg.places.printed import taken_apart
from kg.places.resolver import PlaceResolver
from kg.scheme import Scheme
from kg.triples import literal

# An article-local entity or value: the article's namespace and a mention's own id.
_LOCAL = re.compile(f"<({re.escape(ns.ARTICLE)}[^/>]+/T[0-9]+)>")
_SAME = f"<{ns.KG}sameDivision>"
_LABEL = f"<{RDFS}label>"
_DIVISION = ns.place("gbt2260", "")
_FOCUS, _PATH = f"<{ns.KG}focus>", f"<{ns.KG}path>"


_CHECK = "see what is meant, or retract what stands against it: kg query judgements"


@dataclass(frozen=True, slots=True)
class Identity:
    """Local id -> canonical id, and the preferred English label of every labelled thing.

    ``judged`` are the judgements in force, each with the IRIs of its things; ``resolutions`` what
    was decided by rule, ``undecided`` what was not. ``entities`` are those of all articles, by
    their local ids; ``names`` are those of the places that undecided entities may be, ``known`` the
    English labels that the reference gives divisions.
    """

    canonical: dict[str, str]
    labels: dict[str, str]
    entities: dict[str, Entity] = field(default_factory=dict)
    judged: tuple[tuple[Judgement, tuple[str, str]], ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)

    def apply(self, lines: Sequence[str]) -> list[str]:
        """The lines of a shard with canonical ids.

        What identifies goes to the identity graph, and a claim of it keeps the local id that it is
        about. That a division is "the city" is left to the mention: where its article calls it
        nothing else, its label is that of the reference.
        """

        def canonical(match: re.Match[str]) -> str:
            return f"<{self.canonical.get(match[1], match[1])}>"

        graph = terms.iri(ns.IDENTITY_GRAPH)
        identifying = {line.split(" ", 1)[0] for line in lines if f" {_PATH} {_SAME} " in line}
        unnamed, named = self._labelled(lines)
        applied = []
        for line in lines:
            if line in unnamed:
                place = unnamed[line]
                if place not in named:
                    graph_of = line.rsplit(" ", 2)[1]
                    applied.append(f"<{place}> {_LABEL} {self.known[place]} {graph_of} .\n")
                continue
            subject, predicate, rest = line.split(" ", 2)
            if predicate == _SAME:
                applied.append(f"{subject} {predicate} {rest.split(' ', 1)[0]} {graph} .\n")
            elif predicate == _FOCUS and subject in identifying:
                applied.append(line)
            else:
                applied.append(_LOCAL.sub(canonical, line))
        return applied

    def _labelled(self, lines: Sequence[str]) -> tuple[dict[str, str], set[str]]:
        """The lines that give a division no name, each with that division, and those named."""
        unnamed: dict[str, str] = {}
        named: set[str] = set()
        for line in lines:
            if f" {_LABEL} " in line:
                subject, _, rest = line.split(" ", 2)
                place = self.canonical.get(subject[1:-1], "")
                if place in self.known and _is_unnamed(rest.rsplit(" <", 1)[0]):
                    unnamed[line] = place
                elif place in self.known:
                    named.add(place)
        return unnamed, named

    def lines(self) -> list[str]:
        """The identity graph beside what the shards bring to it.

        Preferred labels, where a superseded id redirects to, what was decided by rule, and what is
        related.
        """
        graph = terms.iri(ns.IDENTITY_GRAPH)
        return sorted({f"<{s}> <{p}> {value} {graph} .\n" for s, p, value in self._statements()})

    def _statements(self) -> Iterator[tuple[str, str, str]]:
        for local, canonical in self.canonical.items():
            yield local, DCTERMS + "isReplacedBy", terms.iri(canonical)
        for iri, label in self.labels.items():
            yield iri, SKOS + "prefLabel", label
        for resolved in self.resolutions:
            node = ns.resolution(*(ns.local(resolved.local) or ("", "")))
            yield node, RDF + "type", terms.iri(KG + "Resolution")
            yield node, KG + "resolves", terms.iri(resolved.local)
            yield node, KG + "resolvedTo", terms.iri(resolved.to)
            yield node, KG + "basis", terms.iri(ns.code("basis", resolved.basis))
            told = certainty(None, resolved.basis, attributed=False)
            yield node, KG + "certainty", terms.iri(ns.code("certainty", told))
            yield node, KG + "because", terms.text(resolved.because)
        for judgement, things in self.judged:
            if judgement.decision == "related":
                one, other = (self.canonical.get(thing, thing) for thing in things)
                yield one, KG + "relatedTo", terms.iri(other)
                yield other, KG + "relatedTo", terms.iri(one)

    def places(self) -> tuple[str, ...]:
        """The canonical places, and those that judgements speak of."""
        named = [*self.canonical.values(), *(iri for _, things in self.judged for iri in things)]
        return tuple(sorted({iri for iri in named if iri.startswith(ns.PLACE)}))

    def one_with(self, thing: str) -> list[str]:
        """The entities that are one with a thing, itself among them, by their local ids."""
        canonical = self.canonical.get(thing, thing)
        return sorted(
            (local for local in self.entities if self.canonical.get(local, local) == canonical),
            key=age,
        )


def resolve(
    shards: Iterable[Sequence[str]],
    judgements: Iterable[Judgement] = (),
    gazetteer: Gazetteer | None = None,
) -> Identity:
    """The identity of everything that the shards name.

    ``judgements`` are those of all corpora, also those taken back. The gazetteer, which reads the
    codes of judgements, defaults to the project's own.

    Raises:
        InputError: a judgement speaks of what is not there, or contradicts others; every problem
            is told, with the way that leads to the contradiction.
    """
    named: list[tuple[str, str]] = []
    told: list[Told] = []
    for lines in shards:
        told.append(read_entities(lines))
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            if predicate == _LABEL:
                named.append((subject[1:-1], rest.rsplit(" <", 1)[0]))
    bonds = _Bonds(told, gazetteer or Gazetteer.load())
    bonds.judge(in_force(judgements))
    decisions = bonds.decide()
    canonical = bonds.canonical()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for local, label in named:
        iri = canonical.get(local, local)
        if not (iri.startswith(_DIVISION) and _is_unnamed(label)):
            counts[iri][label] += 1
    persons = {canonical.get(e.id, e.id) for e in bonds.entities.values() if "Person" in e.kinds}
    labels = {iri: _preferred(seen, iri in persons) for iri, seen in counts.items()}
    return Identity(
        canonical,
        labels,
        bonds.entities,
        tuple(bonds.judged),
        decisions.resolutions,
        decisions.undecided,
        dict(decisions.names),
    )


def with_reference(identity: Identity, reference: Iterable[str]) -> Identity:
    """The same identity with what the reference calls divisions.

    That is also the label of those that no article names.
    """
    known: dict[str, str] = {}
    for line in reference:
        subject, predicate, rest = line.split(" ", 2)
        label = rest.rsplit(" <", 1)[0]
        if predicate == _LABEL and label.endswith("@en"):
            known[subject[1:-1]] = label
    return replace(identity, labels=known | identity.labels, known=known)


def _is_unnamed(label: str) -> bool:
    """Whether a label has no name, but words such as "the city"."""
    return taken_apart(literal(label).text).unnamed


def _preferred(seen: Counter[str], person: bool) -> str:
    """English before others, then what most articles say, then the shortest.

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


class _Bonds:
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

    def decide(self) -> Decisions:
        """Joins what the rules decide, where no judgement speaks against it."""
        told = list(self._told.values())
        places = decide_places(told, PlaceResolver(self._gazetteer), self._known)
        placed = self._joined(places)
        persons = [
            sorted((iri for iri in members if iri in self.entities), key=age)
            for members in self._clusters
        ]
        apart = [(one, other) for one in self._apart for other in self._apart[one] if one < other]
        met = decide_persons(told, self._gazetteer, self._known, persons, apart)
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
