"""The gazetteer's divisions by name: which units a printed name may mean at a date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from kg.people.pinyin import simplified
from kg.places.gazetteer import Division, Gazetteer
from kg.places.printed import Name, letters, marked, plain, stem_of, taken_apart
from kg.places.words import ENDINGS_ZH, Kind

FOREVER = 9999
_KEPT = 1 << 16
_RANKS = {"province": 1, "prefecture": 2, "county": 3}

# A unit through its codes: province, stem of the Chinese name, rank.
Ident = tuple[str, str, int]


class Unit:
    """A division with what deciding needs of it, read once."""

    __slots__ = (
        "above",
        "code",
        "division",
        "en",
        "first",
        "full_en",
        "ident",
        "known_above",
        "last",
        "marks",
        "municipal",
        "order",
        "parent",
        "rank",
        "stem",
        "type",
        "where",
    )  # fmt: skip

    def __init__(self, division: Division, above: tuple[Unit, ...]) -> None:
        self.division = division
        self.above = above
        self.code = division.code
        self.en = division.en
        self.full_en = division.full_en
        self.first = division.valid_from
        self.last = division.valid_to or FOREVER
        self.rank = _RANKS[division.level]
        new = division.full_en.endswith(("New Area", "New District"))
        self.order = (self.rank, self.code, division.vintage)
        self.type = "new-area" if new else division.type
        self.stem = stem_of(division.zh)
        self.ident: Ident = (division.code[:2], self.stem, self.rank)
        self.known_above = (*[unit.code for unit in above], *[unit.ident for unit in above])
        self.parent = above[0].ident if above else None
        self.municipal = self.rank == 3 and above[-1].type == "municipality"
        self.where = above[-1].en if above else "China"
        self.marks = {marked(text) for text in (division.en, *division.aliases) if "'" in text}

    def lies_in(self, unit: Unit) -> bool:
        """Whether it is below another unit, whichever code that had when."""
        known = self.known_above
        return unit.rank < self.rank and (unit.code in known or unit.ident in known)

    @property
    def province(self) -> Unit:
        """The province that it lies in, or is."""
        return self.above[-1] if self.above else self

    @property
    def prefecture(self) -> Unit:
        """What a county-level unit lies in right away; any other unit itself."""
        return self.above[0] if self.rank == 3 else self

    def lies_in_codes(self, codes: Iterable[str]) -> bool:
        """Whether it is, or is below, one of the units with these codes."""
        return any(code == self.code or code in self.known_above for code in codes)

    def named_above(self, codes: Iterable[str]) -> str:
        """The name of the unit above that has one of the codes."""
        codes = set(codes)
        return next((unit.en for unit in self.above if unit.code in codes), self.where)


class Senses(NamedTuple):
    """The units that a name with a type word may mean in a year.

    ``standing`` stood then, or stand today if no year is given; ``ended`` had ended, the last of
    each; ``later`` were made afterwards. ``loosely``: the type word names them loosely only.
    """

    standing: tuple[Unit, ...] = ()
    ended: tuple[Unit, ...] = ()
    later: tuple[Unit, ...] = ()
    loosely: bool = False

    @property
    def all(self) -> tuple[Unit, ...]:
        """All of them, those that stood first."""
        return self.standing + self.ended + self.later


@lru_cache(2)
def index_of(gazetteer: Gazetteer) -> PlaceIndex:
    """The index of a gazetteer, made once for all who resolve places with it."""
    return PlaceIndex(gazetteer)


class PlaceIndex:
    """Names of divisions and what they may mean."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Reads the names only; a division is read when its name is first asked for."""
        self._gazetteer = gazetteer
        self._names: dict[str, list[str]] = defaultdict(list)
        self._short: dict[str, list[str]] = defaultdict(list)
        self._stems: set[str] = set()
        self._index(gazetteer.rows())
        self._units: dict[str, Unit] = {}
        self._above: dict[tuple[str | None, int], tuple[Unit, ...]] = {}
        self.read = lru_cache(_KEPT)(self._read)
        self.known = lru_cache(_KEPT)(self._known)
        self.knows = lru_cache(_KEPT)(self._knows)
        self.split = lru_cache(_KEPT)(self._split)
        self.units = lru_cache(_KEPT)(self._look_up)
        self.senses = lru_cache(_KEPT)(self._senses)

    def _index(self, rows: Iterable[list[str]]) -> None:
        latin: dict[str, list[str]] = defaultdict(list)
        for code, vintage, zh, en, full_en, aliases, *_ in rows:
            unit = f"{code}-{vintage}"
            self._names[zh].append(unit)
            if len(zh) > 2:
                latin[en].append(unit)
            else:
                self._index_short(unit, en, full_en)
            for alias in aliases.split("|") if aliases else ():
                if alias[0] < "\u3000":
                    latin[alias].append(unit)
                else:
                    self._names[alias].append(unit)
                    self._stems.add(alias)
        for name, units in latin.items():
            self._index_latin(name, units)

    def _index_short(self, unit: str, en: str, full_en: str) -> None:
        """Indexes a unit of one syllable (Pu County, called Puxian)."""
        short = letters(full_en.partition(" ")[0])
        for key in {short, plain(short)}:
            self._short[key].append(unit)
        if letters(en) != short:
            self._index_latin(en, [unit])

    def _index_latin(self, name: str, units: list[str]) -> None:
        key = letters(name)
        self._names[key] += units
        if "v" in key:
            self._names[plain(key)] += units

    def unit(self, division: Division) -> Unit:
        """A division as a unit."""
        return self._units.get(division.key) or self._new(division)

    def _new(self, division: Division) -> Unit:
        lies_in = (division.parent, division.vintage)
        above = self._above.get(lies_in)
        if above is None:
            above = tuple([self.unit(unit) for unit in self._gazetteer.ancestors(division)])
            self._above[lies_in] = above
        unit = self._units[division.key] = Unit(division, above)
        return unit

    def _named(self, key: str) -> Unit:
        """The unit of a code and a vintage in the gazetteer."""
        division = self._gazetteer.division(key)
        assert division is not None, key
        return self._new(division)

    def _read(self, printed: str) -> Name:
        """A printed name taken apart, without what is around it if it is unknown as a whole.

        One in traditional characters is read in simplified ones.
        """
        name = self.split(taken_apart(printed))
        if name.han and not self.knows(name):
            simple = "".join([simplified(character) for character in printed])
            return name if simple == printed else self.split(taken_apart(simple))
        return name

    def _known(self, printed: str) -> Name | None:
        """A printed name taken apart, if as a whole it is one of a division of any time."""
        name = taken_apart(printed)
        return name if self.knows(name) else None

    def _knows(self, name: Name) -> bool:
        """Whether a name is one of a division of any time."""
        return bool(self.units(self._bare(name)))

    def is_province(self, name: Name) -> bool:
        """Whether a name may be that of a province."""
        units = self.units(name)
        return bool(units) and units[0].rank == 1

    def stands(self, name: Name) -> bool:
        """Whether a unit that a name may mean, whatever its type word, stands today."""
        return any(unit.last == FOREVER for unit in self.units(name))

    def is_short(self, name: Name) -> bool:
        """Whether a name is one syllable, which names a division only with its type word."""
        return name.key in self._short or (name.han and len(name.whole) == 1)

    def _split(self, name: Name) -> Name:
        """A name without what is around it, if it is unknown as a whole.

        That are its peoples (Haixi Mongol and Tibetan), or in Chinese the units above (山西省隰县).
        A Chinese name is bare if it only seems to end in a type word: 苏州 lacks its own, 市.
        """
        name = self._bare(name)
        if self.knows(name) or not (name.han or name.inner):
            return name
        if name.inner is not None:
            return name if name.maybe_not else name.inner
        return self._below(name)

    def _bare(self, name: Name) -> Name:
        """A Chinese name without a kind if the whole of it is what a unit is called."""
        if not name.han or name.kind is None or name.unnamed:
            return name
        if name.whole in self._names and name.whole not in self._stems:
            return name
        if name.whole not in self._stems and not any(
            name.whole + ending in self._names for ending in ENDINGS_ZH
        ):
            return name
        return replace(name, key=name.whole, kind=None, word="")

    def _below(self, name: Name) -> Name:
        """What a Chinese name names without the units above that it begins with."""
        for end in range(len(name.whole) - 2, 1, -1):
            above = self._bare(taken_apart(name.whole[:end]))
            if self.knows(above):
                below = self.split(taken_apart(name.whole[end:]))
                if self.knows(below):
                    return replace(below, above=(*below.above, above))
        return name

    def _senses(self, name: Name, kind: Kind | None, year: int | None) -> Senses:
        """The units that a name with a type word may mean in a year; without one, today."""
        units = self.units(name, kind is not None)
        if name.marked:
            units = tuple([unit for unit in units if name.marked in unit.marks]) or units
        if kind is None or (name.han and any(name.whole == unit.division.zh for unit in units)):
            return _at(units, year)
        exact = _at(tuple([unit for unit in units if unit.type in kind.exact]), year)
        if exact.standing or any(self.follower(unit, year)[0] for unit in exact.ended):
            return exact
        loose = _at(tuple([unit for unit in units if unit.type in kind.loose]), year)
        return loose._replace(loosely=True) if loose.standing else exact

    def follower(self, unit: Unit, year: int | None) -> tuple[Unit | None, tuple[Unit, ...]]:
        """The unit in which one that had ended goes on in a year; and all that followed it.

        It goes on if one unit of its rank followed, under its name or its code. No year is today.
        """
        when = FOREVER if year is None else year
        if unit.first <= when <= unit.last:
            return unit, ()
        seen = {unit.division.key}
        while not unit.first <= when <= unit.last:
            after = tuple(self.unit(next_) for next_ in self._gazetteer.successors(unit.division))
            if len(after) != 1 or after[0].division.key in seen:
                return None, after
            (next_,) = after
            renamed = next_.stem != unit.stem and next_.code != unit.code
            if renamed or next_.rank != unit.rank:
                return None, after
            seen.add(next_.division.key)
            unit = next_
        return unit, (unit,)

    def _look_up(self, name: Name, typed: bool = False) -> tuple[Unit, ...]:
        """All units, of any time, that a name may mean, whatever its type word.

        ``typed``: it has one, be it beside it.
        """
        typed = typed or name.kind is not None
        found: list[str] = []
        if name.han:
            found += self._names.get(name.whole, ())
            if (not found or name.whole == name.key) and len(name.key) > 1:
                for suffix in ENDINGS_ZH:
                    found += self._names.get(name.key + suffix, ())
        else:
            found += self._names.get(name.key, ())
            if name.whole and name.whole != name.key:
                found += self._names.get(name.whole, ())
            if typed:
                found += self._short.get(name.key, ())
        units = [self._units.get(key) or self._named(key) for key in dict.fromkeys(found)]
        return tuple(sorted(units, key=lambda unit: unit.order))


def _at(units: tuple[Unit, ...], year: int | None) -> Senses:
    when = FOREVER if year is None else year
    standing = tuple([unit for unit in units if unit.first <= when <= unit.last])
    if len(standing) == len(units):
        return Senses(standing)
    known = {unit.ident for unit in standing}
    others = [unit for unit in units if unit.ident not in known]
    ended = [unit for unit in others if unit.first <= when]
    later = tuple([unit for unit in others if unit.first > when])
    return Senses(standing, _latest(ended), later)


def _latest(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Of units of one name, province and rank, the last."""
    last: dict[Ident, Unit] = {}
    for unit in units:
        known = last.get(unit.ident)
        if known is None or known.last < unit.last:
            last[unit.ident] = unit
    return tuple(last.values())


def uppermost(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The units without those that lie in another of them."""
    if len(units) == 1:
        return units
    return tuple(unit for unit in units if not any(unit.lies_in(other) for other in units))


def well_known(units: tuple[Unit, ...]) -> Unit | None:
    """The prefecture that a bare name means, although counties elsewhere sound the same.

    Not so where a county-level city elsewhere or a district of a municipality bears the name:
    those are called by it alone, too.
    """
    prefectures = [unit for unit in units if unit.rank == 2]
    if len(prefectures) != 1:
        return None
    known = prefectures[0]
    for unit in units:
        if unit is known or unit.lies_in(known):
            continue
        if unit.type == "county-level-city" or (unit.municipal and unit.type == "district"):
            return None
    return known
