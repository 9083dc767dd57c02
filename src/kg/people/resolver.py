"""Which records of persons are one person: clusters that are certain, and candidates for the rest.

What two records have to agree in stands in ``kg.people.likeness``. Here pairs become clusters:
everything that comes together must fit pairwise, and a record that fits two that contradict joins
neither. What is left undecided is told with a score and with reasons, for a person to judge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kg.errors import InputError
from kg.partition import Partition
from kg.people.kinds import Kinds
from kg.people.likeness import compare, conflict, merge_reason, same_characters
from kg.people.pairs import likely_pairs, neighbours
from kg.people.records import Facts, Known, PlaceKey, Record, fold_place

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Merge:
    """Two records that are one person, and why in words."""

    a: str
    b: str
    reason: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records that may be one person: how likely from 0 to 1, and why in words."""

    a: str
    b: str
    score: float
    explanation: str


@dataclass(frozen=True, slots=True)
class People:
    """What is known of some records.

    ``clusters`` gives each record's id the first id of its cluster. ``merges`` has one pair for
    every record that is not the first of its cluster, ``b`` that record. ``candidates`` are the
    undecided pairs, best first.
    """

    clusters: Mapping[str, str]
    merges: tuple[Merge, ...]
    candidates: tuple[Candidate, ...]


def resolve(
    records: Sequence[Record],
    *,
    same: Iterable[Pair] = (),
    different: Iterable[Pair] = (),
    place_key: PlaceKey = fold_place,
    with_candidates: bool = True,
) -> People:
    """Clusters of the records, and the candidates that are left.

    ``same`` and ``different`` are pairs of ids that people have judged: they bind, and what follows
    from them is no candidate. ``place_key`` tells which places are one. The order of the records
    decides nothing but the order of the results.

    Raises:
        InputError: an id stands twice or is unknown, or the judgements contradict each other.
    """
    facts = {record.id: Facts.of(record, place_key) for record in records}
    if len(facts) < len(records):
        twice = next(one.id for one in records if facts[one.id].record is not one)
        raise InputError(f"the id {twice!r} stands twice", remedy="give each record its own")
    judged = _Judged(facts, same, different)
    kinds = Kinds(facts.values())
    edges = _edges(facts.values(), judged, kinds)
    clusters: dict[str, str] = {}
    joins: dict[str, Merge] = {}
    order = {id_: number for number, id_ in enumerate(facts)}
    for component in _components(facts, edges, judged):
        for members in _settled(component, facts, edges, judged, kinds):
            members.sort(key=order.__getitem__)
            clusters.update(dict.fromkeys(members, members[0]))
            joins.update((merge.b, merge) for merge in _merges(members, facts, edges, judged))
    found = _candidates(facts, clusters, judged) if with_candidates else ()
    return People(
        {id_: clusters[id_] for id_ in facts},
        tuple(joins[id_] for id_ in facts if id_ in joins),
        tuple(found),
    )


# What people have judged -------------------------------------------------------------------------


class _Judged:
    """Groups of ids that were judged one, and which groups were judged different."""

    def __init__(
        self, ids: Collection[str], same: Iterable[Pair], different: Iterable[Pair]
    ) -> None:
        same, different = tuple(same), tuple(different)
        for id_ in (id_ for pair in (*same, *different) for id_ in pair):
            if id_ not in ids:
                raise InputError(
                    f"the judged id {id_!r} is no record's", remedy="retract the judgement"
                )
        self._groups = Partition(ids)
        self._same: dict[str, set[str]] = defaultdict(set)
        for a, b in same:
            self._groups.join(a, b)
            self._same[a].add(b)
            self._same[b].add(a)
        self.against: dict[str, set[str]] = defaultdict(set)
        for a, b in different:
            if self.group(a) == self.group(b):
                raise InputError(
                    f"{a!r} and {b!r} are judged different and, by other judgements, the same",
                    remedy="retract one of the judgements",
                )
            self.against[self.group(a)].add(self.group(b))
            self.against[self.group(b)].add(self.group(a))

    def group(self, id_: str) -> str:
        """The name of the group that an id is in."""
        return self._groups.name(id_)

    def same(self, id_: str) -> Collection[str]:
        """The ids that it was judged one with, directly."""
        return self._same.get(id_, ())

    def is_joined(self, id_: str) -> bool:
        """Whether the id was judged one with another."""
        return id_ in self._same

    def are_different(self, one: str, other: str) -> bool:
        """Whether two ids are of groups that were judged different."""
        return self.group(other) in self.against.get(self.group(one), ())


# Clusters ----------------------------------------------------------------------------------------

Edges = Mapping[str, Collection[str]]
"""Id -> the ids that it may be merged with by rule; both ways."""


def keys(record: Record) -> set[str]:
    """The keys of a record, its posts with its names: only records that share one are merged."""
    one = Facts.of(record, lambda *_: None)
    return {f"{post} {name}" for post in _merging_posts(one) for name in one.blocks}


def _merging_posts(one: Facts) -> set[str]:
    return {post.key for post in one.posts if post.singles_out}


def _edges(facts: Iterable[Facts], judged: _Judged, kinds: Kinds) -> Edges:
    buckets: dict[tuple[Known, str, str], list[Facts]] = defaultdict(list)
    for one in facts:
        if one.place is not None:
            for post in _merging_posts(one):
                for name in one.blocks:
                    buckets[one.place, post, name].append(one)
    found: dict[str, set[str]] = defaultdict(set)
    for bucket in buckets.values():
        for one, other in neighbours(kinds.without_torn(bucket)):
            if (
                other.id not in found[one.id]
                and not judged.are_different(one.id, other.id)
                and merge_reason(one, other)
            ):
                found[one.id].add(other.id)
                found[other.id].add(one.id)
    return found


def _components(ids: Iterable[str], edges: Edges, judged: _Judged) -> Iterator[list[str]]:
    """The ids that edges or judgements connect; what leads to other ids is passed over."""
    known = dict.fromkeys(ids)
    sets = Partition(known)
    firsts: dict[str, str] = {}
    for a in known:
        sets.join(firsts.setdefault(judged.group(a), a), a)
        for b in edges.get(a, ()):
            if b in known:
                sets.join(a, b)
    yield from sets


def _settled(
    component: list[str],
    facts: Mapping[str, Facts],
    edges: Edges,
    judged: _Judged,
    kinds: Kinds,
) -> list[list[str]]:
    """The component as it is if nothing in it conflicts, else the parts of it that are certain.

    Records that fit two that conflict join neither. If a conflict is left, only records with the
    same characters stay together; what still conflicts stays single. Judged groups stay whole.
    """
    if not _conflicts(component, facts, judged, kinds):
        return [component]
    torn = {
        judged.group(id_)
        for id_ in component
        if _conflicts([id_, *edges.get(id_, ())], facts, judged, kinds)
    }
    kept = [id_ for id_ in component if judged.group(id_) not in torn]
    found = list(_components((id_ for id_ in component if judged.group(id_) in torn), {}, judged))
    for part in _components(kept, edges, judged):
        if _conflicts(part, facts, judged, kinds):
            for closer in _components(part, _of_same_characters(part, facts, edges), judged):
                split = _conflicts(closer, facts, judged, kinds)
                found += _components(closer, {}, judged) if split else [closer]
        else:
            found.append(part)
    return found


def _of_same_characters(ids: Collection[str], facts: Mapping[str, Facts], edges: Edges) -> Edges:
    return {a: {b for b in edges.get(a, ()) if same_characters(facts[a], facts[b])} for a in ids}


def _conflicts(
    ids: Collection[str], facts: Mapping[str, Facts], judged: _Judged, kinds: Kinds
) -> bool:
    """Whether any two of them conflict, other than those that were judged one."""
    groups = {judged.group(id_) for id_ in ids}
    if len(groups) < 2:
        return False
    if judged.against and any(judged.against.get(group, set()) & groups for group in groups):
        return True
    distinct: dict[Hashable, str] = {}
    for id_ in ids:
        group = judged.group(id_) if judged.is_joined(id_) else None
        distinct.setdefault((*kinds.loosely(facts[id_]), group), id_)

    def conflicting(a: str, b: str) -> bool:
        if judged.is_joined(a) or judged.is_joined(b):
            one_group = judged.group(a) == judged.group(b)
            return not one_group and conflict(facts[a], facts[b], strict=False)
        return kinds.conflict(facts[a], facts[b])

    return any(conflicting(a, b) for a, b in combinations(distinct.values(), 2))


def _merges(
    members: Sequence[str], facts: Mapping[str, Facts], edges: Edges, judged: _Judged
) -> Iterator[Merge]:
    """For each member but the first, the merge that brings it nearest to the first."""
    missing = {id_: number for number, id_ in enumerate(members) if number}
    ahead = [members[0]]
    while ahead:
        level: list[str] = []
        for a in ahead:
            linked = missing.keys() & {*edges.get(a, ()), *judged.same(a)}
            for b in sorted(linked, key=missing.__getitem__):
                by_rule = merge_reason(facts[a], facts[b]) or ""
                yield Merge(a, b, "judged the same" if b in judged.same(a) else by_rule)
                level.append(b)
                del missing[b]
        ahead = level


# Candidates --------------------------------------------------------------------------------------


def _candidates(
    facts: Mapping[str, Facts], clusters: Mapping[str, str], judged: _Judged
) -> list[Candidate]:
    """The undecided pairs, best first, each once."""
    order = {id_: number for number, id_ in enumerate(facts)}
    decided = {
        (clusters[one], clusters[other])
        for one, others in judged.against.items()
        for other in others
    }
    seen: set[Pair] = set()
    found = []
    for one, other in likely_pairs(facts.values(), clusters):
        a, b = sorted((one.id, other.id), key=order.__getitem__)
        held = (clusters[a], clusters[b])
        if (a, b) in seen or held[0] == held[1] or held in decided:
            continue
        seen.add((a, b))
        compared = compare(facts[a], facts[b])
        if compared:
            found.append(Candidate(a, b, *compared))
    return sorted(found, key=lambda one: (-one.score, order[one.a], order[one.b]))
