"""Divisions as they last: a county is one place under each code and name that it bore in turn."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from kg import namespaces as ns
from kg.people.records import Known
from kg.places.gazetteer import Division, Gazetteer

_CHINA = ns.place("iso3166", "CN")


class Lasting:
    """What divisions are to those who held posts in them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._after: dict[str, Division] = {}
        self._known: dict[str, Known] = {}

    def known(self, division: Division) -> Known:
        """The place that a division is, whenever; within what it lies, or went on in, at the end.

        Its name has the code beside it if other places have that name.
        """
        found = self._known.get(division.key)
        if found is None:
            last = self.last(division)
            within = {_CHINA, *map(self._key, self._gazetteer.ancestors(last))}
            after = list(self._gazetteer.successors(last))
            while after:
                next_ = after.pop()
                if self._key(next_) not in within:
                    within.add(self._key(next_))
                    after += self._gazetteer.successors(next_)
            found = Known(self._key(division), self._name(division), frozenset(within))
            self._known[division.key] = found
        return found

    def last(self, division: Division) -> Division:
        """The last of the units that a division was in turn.

        A unit goes on as the only one that followed it, if that began then, is of its level, and
        followed no other of that level.
        """
        found = self._after.get(division.key)
        if found is None:
            found = self._after[division.key] = self._last(division)
        return found

    def _last(self, division: Division) -> Division:
        while (after := self._gazetteer.successors(division)) and self._goes_on(division, after):
            division = after[0]
        return division

    def _goes_on(self, division: Division, after: tuple[Division, ...]) -> bool:
        next_ = after[0]
        return (
            len(after) == 1
            and next_.level == division.level
            and division.valid_to == next_.valid_from - 1
            and self._followed(next_) == 1
        )

    def _key(self, division: Division) -> str:
        last = self.last(division)
        return last.code if last.valid_to is None else last.key

    def _name(self, division: Division) -> str:
        units = (
            self._gazetteer.division(key) for key in _called(self._gazetteer)[division.full_en]
        )
        alone = len({self._key(unit) for unit in units if unit}) == 1
        return division.full_en if alone else f"{division.full_en} [{division.code}]"

    def _followed(self, division: Division) -> int:
        """How many units of its level it followed."""
        before = (self._gazetteer.division(key) for key in _ended(self._gazetteer)[division.code])
        return sum(
            unit.level == division.level and division in self._gazetteer.successors(unit)
            for unit in before
            if unit
        )


@lru_cache(2)
def _ended(gazetteer: Gazetteer) -> dict[str, list[str]]:
    """Code -> the keys of the units that a unit with that code followed."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, vintage, *_, successors in gazetteer.rows():
        for next_ in successors.split("|"):
            found[next_].append(f"{code}-{vintage}")
    return found


@lru_cache(2)
def _called(gazetteer: Gazetteer) -> dict[str, list[str]]:
    """Full name -> the keys of the units that bear or bore it."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, vintage, _, _, name, *_ in gazetteer.rows():
        found[name].append(f"{code}-{vintage}")
    return found
