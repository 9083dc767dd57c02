"""Records by what decides whether they conflict: of very many records there are few such kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations

from kg.people.likeness import conflict, turned
from kg.people.pinyin import simplified
from kg.people.records import Facts


class Kinds:
    """The kind of each record; two of them are compared once, whatever their number."""

    def __init__(self, facts: Iterable[Facts]) -> None:
        numbers: dict[Hashable, int] = {}
        self._kinds = {one.id: numbers.setdefault(_kind(one), len(numbers)) for one in facts}
        self._found: dict[tuple[int, int], bool] = {}

    def of(self, one: Facts) -> int:
        """The number of a record's kind."""
        return self._kinds[one.id]

    def loosely(self, one: Facts) -> tuple[int, Hashable]:
        """What also tells whether its name differs from others at all."""
        return self.of(one), frozenset(name.words for name in one.names)

    def conflict(self, one: Facts, other: Facts) -> bool:
        """Whether two records cannot stand in one cluster."""
        a, b = self.of(one), self.of(other)
        pair = (a, b) if a < b else (b, a)
        found = self._found.get(pair)
        if found is None:
            found = self._found[pair] = conflict(one, other)
        return found

    def without_torn(self, bucket: Sequence[Facts]) -> Sequence[Facts]:
        """Records of one post and place without those that fit two that conflict.

        However far apart those are dated: where Wang Wei and Wei Wang hold one post, neither order
        tells any more who is named.
        """
        kinds = {self.of(one): one for one in bucket}
        if len(kinds) < 2:
            return bucket
        rivals = _Rivals(kinds.values())
        torn = {kind for kind, one in kinds.items() if self._is_torn(one, rivals.of(one))}
        return [one for one in bucket if self.of(one) not in torn]

    def _is_torn(self, one: Facts, others: Sequence[Facts]) -> bool:
        fitting = [other for other in others if not self.conflict(one, other)]
        if any(self.conflict(a, b) for a, b in combinations(fitting, 2)):
            return True
        return one.may_be_turned and any(turned(one, other) for other in others)


class _Rivals:
    """Of many records, those that one may agree with in full.

    Names in other characters never do, so that characters are held only against their like, and
    against letters.
    """

    def __init__(self, facts: Iterable[Facts]) -> None:
        self._all = list(facts)
        self._in_letters = [one for one in self._all if not _characters(one)]
        self._alike: dict[str, list[Facts]] = defaultdict(list)
        for one in self._all:
            for written in _characters(one):
                self._alike[written].append(one)

    def of(self, one: Facts) -> Sequence[Facts]:
        """The others, and itself."""
        written = _characters(one)
        if not written:
            return self._all
        alike = {other.id: other for each in written for other in self._alike[each]}
        return [*self._in_letters, *alike.values()]


def _characters(one: Facts) -> set[str]:
    return {"".join(map(simplified, name.hanzi)) for name in one.names if name.hanzi}


def _kind(one: Facts) -> Hashable:
    """All that ``conflict`` looks at."""
    names = frozenset((name.readings, name.full, name.hanzi) for name in one.names)
    return names, frozenset(post.levels for post in one.posts), one.place
