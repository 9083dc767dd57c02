"""Which of many records are worth holding against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from kg.people.agreement import slips
from kg.people.records import Facts, Known

MOST_PAIRED = 60
"""Of a name that more records bear than this, only those are compared that also share the place or
the article: the pairs of ten thousand Wang Weis are of no use to anyone."""

Pair = tuple[Facts, Facts]


def neighbours(facts: Sequence[Facts]) -> Iterator[Pair]:
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


def _windows(facts: Sequence[Facts]) -> Iterator[Pair]:
    for number, one in enumerate(facts):
        for other in facts[number + 1 : number + 1 + MOST_PAIRED]:
            yield one, other


def likely_pairs(facts: Collection[Facts], clusters: Mapping[str, str]) -> Iterator[Pair]:
    """The pairs that may be one person; some come twice."""
    names: dict[str, list[Facts]] = defaultdict(list)
    for one in facts:
        for name in one.blocks:
            names[name].append(one)
    for block in names.values():
        yield from _of_name(block, clusters)
    yield from _parts(facts)
    yield from _slips(facts, clusters)


def _of_name(block: Sequence[Facts], clusters: Mapping[str, str]) -> Iterator[Pair]:
    """The pairs of one name; of a common one, those that share the place or the article.

    Of the records of one cluster in one place or article, the first stands for all of them.
    """
    if len(block) <= MOST_PAIRED:
        yield from combinations(block, 2)
        return
    closer: dict[Hashable, dict[str, Facts]] = defaultdict(dict)
    for one in block:
        for shared in (one.place, one.record.article):
            if shared is not None:
                closer[shared].setdefault(clusters[one.id], one)
    for near in closer.values():
        yield from neighbours(list(near.values()))


def _parts(facts: Iterable[Facts]) -> Iterator[Pair]:
    """Records with a part of a name, and those of one place or article that may be the whole."""
    wanted = {shared for one in facts if one.is_part for shared in _shared(one)}
    blocks: dict[Hashable, list[Facts]] = defaultdict(list)
    for one in facts if wanted else ():
        for shared in wanted.intersection(_shared(one)):
            blocks[shared].append(one)
    for block in blocks.values():
        yield from (pair for pair in neighbours(block) if pair[0].is_part or pair[1].is_part)


def _shared(one: Facts) -> Iterator[Hashable]:
    """What a part of a name and the whole have in common, if they may be one person."""
    for shared in (one.place, one.record.article):
        if shared is not None:
            yield from ((shared, part) for part in one.parts)


def _slips(facts: Iterable[Facts], clusters: Mapping[str, str]) -> Iterator[Pair]:
    """Records of one place whose names differ by one letter."""
    places: dict[Known, dict[str, list[Facts]]] = defaultdict(lambda: defaultdict(list))
    for one in facts:
        if one.place is not None:
            for spelled in one.spellings:
                places[one.place][spelled].append(one)
    for spellings in places.values():
        for a, b in slips(spellings):
            yield from _of_name([*spellings[a], *spellings[b]], clusters)
