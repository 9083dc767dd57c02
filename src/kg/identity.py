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
from kg.bonds import Bonds
from kg.claims import certainty
from kg.clusters import age
from kg.deciding import Resolution, Undecided
from kg.entities import Entity, Told, read_entities
from kg.judgements import Judgement, in_force
from kg.namespaces import DCTERMS, KG, RDF, RDFS, SKOS
from kg.places.gazetteer import Gazetteer
from kg.places.printed import taken_apart
from kg.triples import literal

# An article-local entity or value: the article's namespace and a mention's own id.
_LOCAL = re.compile(f"<({re.escape(ns.ARTICLE)}[^/>]+/T[0-9]+)>")
_SAME = f"<{ns.KG}sameDivision>"
_LABEL = f"<{RDFS}label>"
_DIVISION = ns.place("gbt2260", "")
_FOCUS, _PATH = f"<{ns.KG}focus>", f"<{ns.KG}path>"


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
    bonds = Bonds(told, gazetteer or Gazetteer.load())
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
