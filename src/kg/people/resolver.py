"""Which records of persons are one person: clusters that are certain, and candidates for the rest.

What two records have to agree in stands in ``kg.people.likeness``. Here pairs become clusters:
everything that comes together must fit pairwise, and a record that fits two that contradict joins
neither. What is left undecided is told with a score and with reasons, for a person to judge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from kg.errors import InputError
from kg.people.likeness import (
    Facts,
    PlaceKey,
    Record,
    compare,
    conflict,
    fold_place,
    merge_reason,
    same_characters,
    turned,
)

MOST_PAIRED = 60
"""Of a name that more records bear than this, only those are compared that also share the place or
the article: the pairs of ten thousand Wang Weis are of no use to anyone."""

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
    edges = _edges(facts.values(), judged)
    clusters: dict[str, str] = {}
    joins: dict[str, Merge] = {}
    order = {id_: number for number, id_ in enumerate(facts)}
    links = _links(edges, judged)
    for component in _components(facts, edges, judged):
        for members in _settled(component, facts, edges, judged):
            members.sort(key=order.__getitem__)
            clusters.update(dict.fromkeys(members, members[0]))
            if len(members) > 1:
                joins.update((merge.b, merge) for merge in _tree(members, links, order))
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
        self.same, different = tuple(same), tuple(different)
        for id_ in (id_ for pair in (*self.same, *different) for id_ in pair):
            if id_ not in ids:
                raise InputError(
                    f"the judged id {id_!r} is no record's", remedy="retract the judgement"
                )
        self._groups = _Union(ids)
        for a, b in self.same:
            self._groups.join(a, b)
        self._joined = {self.group(id_) for pair in self.same for id_ in pair}
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
        return self._groups.of(id_)

    def is_joined(self, id_: str) -> bool:
        """Whether the id was judged one with another."""
        return self.group(id_) in self._joined

    def are_different(self, one: str, other: str) -> bool:
        """Whether two ids are of groups that were judged different."""
        return self.group(other) in self.against.get(self.group(one), ())


class _Union:
    """Disjoint sets of ids."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._above = {id_: id_ for id_ in ids}

    def of(self, id_: str) -> str:
        """The name of the set that holds an id."""
        above = self._above
        while above[id_] != id_:
            above[id_] = above[above[id_]]
            id_ = above[id_]
        return id_

    def join(self, one: str, other: str) -> None:
        """Makes two sets one."""
        self._above[self.of(other)] = self.of(one)

    def sets(self) -> Iterator[list[str]]:
        """The sets."""
        found: dict[str, list[str]] = defaultdict(list)
        for id_ in self._above:
            found[self.of(id_)].append(id_)
        yield from found.values()


# Clusters ----------------------------------------------------------------------------------------

Edges = Mapping[str, Mapping[str, str]]
"""Id -> the ids that it may be merged with, and why; both ways."""


def _edges(facts: Iterable[Facts], judged: _Judged) -> Edges:
    buckets: dict[tuple[str, str, str], list[Facts]] = defaultdict(list)
    for one in facts:
        if one.place is not None:
            for post in {post.key for post in one.posts if post.singles_out}:
                for name in one.blocks:
                    buckets[one.place, post, name].append(one)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for bucket in buckets.values():
        for one, other in _neighbours(_without_torn(bucket)):
            if other.id not in found[one.id] and not judged.are_different(one.id, other.id):
                why = merge_reason(one, other)
                if why:
                    found[one.id][other.id] = found[other.id][one.id] = why
    return found


def _without_torn(bucket: list[Facts]) -> list[Facts]:
    """The records without those that fit two that conflict, however far apart these are dated.

    Where Wang Wei and Wei Wang hold one post, neither order tells any more who is named.
    """
    kinds = {(one.record.names, one.record.post): one for one in bucket}
    if len(kinds) < 2:
        return bucket
    rivals = [pair for pair in combinations(kinds.values(), 2) if conflict(*pair)]
    torn = {
        key
        for key, one in kinds.items()
        if any(not conflict(one, a) and not conflict(one, b) for a, b in rivals)
        or (one.may_be_turned and any(turned(*pair) for pair in rivals if one in pair))
    }
    return [one for one in bucket if (one.record.names, one.record.post) not in torn]


def _neighbours(facts: Sequence[Facts]) -> Iterator[tuple[Facts, Facts]]:
    """All pairs; of very many records, each with those that follow it by date and by article."""
    if len(facts) <= MOST_PAIRED:
        yield from combinations(facts, 2)
        return
    dated = sorted(facts, key=lambda one: (one.first or date.max, one.last or date.max, one.id))
    yield from _windows(dated)
    articles: dict[str, list[Facts]] = defaultdict(list)
    for one in dated:
        if one.record.article is not None:
            articles[one.record.article].append(one)
    for together in articles.values():
        yield from _windows(together)


def _windows(facts: Sequence[Facts]) -> Iterator[tuple[Facts, Facts]]:
    for number, one in enumerate(facts):
        for other in facts[number + 1 : number + 1 + MOST_PAIRED]:
            yield one, other


def _components(ids: Iterable[str], edges: Edges, judged: _Judged) -> Iterator[list[str]]:
    """The ids that edges or judgements connect; what leads to other ids is passed over."""
    known = dict.fromkeys(ids)
    sets = _Union(known)
    firsts: dict[str, str] = {}
    for a in known:
        sets.join(firsts.setdefault(judged.group(a), a), a)
        for b in edges.get(a, ()):
            if b in known:
                sets.join(a, b)
    yield from sets.sets()


def _settled(
    component: list[str], facts: Mapping[str, Facts], edges: Edges, judged: _Judged
) -> list[list[str]]:
    """The component as it is if nothing in it conflicts, else the parts of it that are certain.

    Records that fit two that conflict join neither. If a conflict is left, only records with the
    same characters stay together; what still conflicts stays single. Judged groups stay whole.
    """
    if not _conflicts(component, facts, judged):
        return [component]
    torn = {
        judged.group(id_)
        for id_ in component
        if _conflicts([id_, *edges.get(id_, ())], facts, judged)
    }
    kept = [id_ for id_ in component if judged.group(id_) not in torn]
    found = list(_components((id_ for id_ in component if judged.group(id_) in torn), {}, judged))
    for part in _components(kept, edges, judged):
        if _conflicts(part, facts, judged):
            for closer in _components(part, _of_same_characters(part, facts, edges), judged):
                split = _conflicts(closer, facts, judged)
                found += _components(closer, {}, judged) if split else [closer]
        else:
            found.append(part)
    return found


def _of_same_characters(ids: Collection[str], facts: Mapping[str, Facts], edges: Edges) -> Edges:
    return {
        a: {b: why for b, why in edges.get(a, {}).items() if same_characters(facts[a], facts[b])}
        for a in ids
    }


def _conflicts(ids: Collection[str], facts: Mapping[str, Facts], judged: _Judged) -> bool:
    """Whether any two of them conflict, other than those that were judged one."""
    groups = {judged.group(id_) for id_ in ids}
    if len(groups) < 2:
        return False
    if judged.against and any(judged.against.get(group, set()) & groups for group in groups):
        return True
    distinct: dict[tuple[object, ...], str] = {}
    for id_ in ids:
        record = facts[id_].record
        group = judged.group(id_) if judged.is_joined(id_) else None
        distinct.setdefault((record.names, record.post, facts[id_].place, group), id_)
    return any(
        judged.group(a) != judged.group(b)
        and conflict(facts[a], facts[b], strict=not (judged.is_joined(a) or judged.is_joined(b)))
        for a, b in combinations(distinct.values(), 2)
    )


def _links(edges: Edges, judged: _Judged) -> dict[str, dict[str, str]]:
    """The edges, and the pairs that were judged the same."""
    links = {a: dict(joined) for a, joined in edges.items()}
    for a, b in judged.same:
        for one, other in ((a, b), (b, a)):
            links.setdefault(one, {})[other] = "judged the same"
    return links


def _tree(members: Sequence[str], links: Edges, order: Mapping[str, int]) -> Iterator[Merge]:
    """For each member but the first, the merge that brings it nearest to the first."""
    missing = set(members[1:])
    ahead = [members[0]]
    while ahead:
        level: list[str] = []
        for a in ahead:
            reached = sorted(missing & links[a].keys(), key=order.__getitem__)
            missing.difference_update(reached)
            level += reached
            yield from (Merge(a, b, links[a][b]) for b in reached)
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
    for one, other in _pairs(facts.values(), clusters):
        a, b = sorted((one.id, other.id), key=order.__getitem__)
        held = (clusters[a], clusters[b])
        if (a, b) in seen or held[0] == held[1] or held in decided:
            continue
        seen.add((a, b))
        compared = compare(facts[a], facts[b])
        if compared:
            found.append(Candidate(a, b, *compared))
    return sorted(found, key=lambda one: (-one.score, order[one.a], order[one.b]))


def _pairs(facts: Collection[Facts], clusters: Mapping[str, str]) -> Iterator[tuple[Facts, Facts]]:
    """The pairs that are worth comparing; some come twice."""
    names: dict[str, list[Facts]] = defaultdict(list)
    articles: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for one in facts:
        for name in one.blocks:
            names[name].append(one)
        if one.record.article is not None:
            for family in one.families:
                articles[one.record.article, family].append(one)
    for block in names.values():
        yield from _of_name(block, clusters)
    for block in articles.values():
        yield from _neighbours(block)
    yield from _slips(facts)


def _of_name(block: Sequence[Facts], clusters: Mapping[str, str]) -> Iterator[tuple[Facts, Facts]]:
    """The pairs of one name; of a common one, those that share the place or the article.

    Of the records of one cluster in one place or article, the first stands for all of them.
    """
    if len(block) <= MOST_PAIRED:
        yield from combinations(block, 2)
        return
    closer: dict[tuple[str, str], dict[str, Facts]] = defaultdict(dict)
    for one in block:
        for kind, value in (("place", one.place), ("article", one.record.article)):
            if value is not None:
                closer[kind, value].setdefault(clusters[one.id], one)
    for near in closer.values():
        yield from _neighbours(list(near.values()))


def _slips(facts: Collection[Facts]) -> Iterator[tuple[Facts, Facts]]:
    """Records whose name is no pinyin, each with others of the same place and post."""
    odd: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for one in facts:
        if one.place is not None and any(name.words for name in one.names):
            for post in one.posts:
                odd[one.place, post.key].append(one)
    others: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for one in facts if odd else ():
        for post in one.posts:
            if one.place is not None and (one.place, post.key) in odd:
                others[one.place, post.key].append(one)
    for key, spelled in odd.items():
        for one in spelled:
            yield from ((one, other) for other in others[key][:MOST_PAIRED] if other is not one)
