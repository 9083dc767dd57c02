"""What an article's other places say about a namesake: parents before siblings."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from kg.places.index import Ident, PlaceIndex, Unit, uppermost, well_known
from kg.places.printed import Name
from kg.places.words import COMMON_ZH, Kind

_KEPT = 1 << 16
_ARTICLES_KEPT = 1 << 12

# What an article does if none of some namesakes fits it.
FITS_NONE = "names nothing that one of them lies in"
FITS_SEVERAL = "fits several of them"
SPEAKS_FOR_OTHERS = "names as many places, or more, near another of them as near the one that fits"


class Context:
    """The units that an article names."""

    def __init__(self, named: dict[str, Unit], keys: dict[str, Unit], unsure: list[Unit]) -> None:
        self.named = tuple(named.values())
        self._keys = keys
        self._unsure = unsure
        self._idents: dict[Ident, Unit] = {unit.ident: unit for unit in self.named}
        self._near: dict[Ident, Unit] = {}
        self._around: dict[Ident, Unit] = {}
        for unit in self.named:
            if unit.rank == 3 and unit.parent is not None:
                self._near.setdefault(unit.parent, unit)
            if unit.rank > 1:
                self._around.setdefault(unit.above[-1].ident, unit)

    def may_be_another(self, kind: Kind) -> bool:
        """Whether a name that the article leaves open may be of a kind."""
        return any(unit.type in kind.exact for unit in self._unsure)

    def same(self, key: str, units: Iterable[Unit]) -> Unit | None:
        """The unit of a name that the article names elsewhere, if it is one of those given."""
        unit = self._keys.get(key)
        return unit if unit is not None and unit in units else None

    def holds(self, unit: Unit) -> bool:
        """Whether the article names what a unit lies in."""
        return self._above(unit) is not None

    def supports(self, unit: Unit) -> bool:
        """Whether the article names anything of the province in which a unit lies."""
        return self.holds(unit) or any(
            self._beside(unit, places) for places in (self._near, self._around)
        )

    def near(self, unit: Unit) -> bool:
        """Whether the article names the unit right above a unit."""
        return unit.parent in self._idents

    def choose(
        self, units: tuple[Unit, ...], called: str, key: str
    ) -> tuple[tuple[Unit, str] | None, str]:
        """The one of some namesakes that fits what the article names, and why.

        If there is none, also what the article does instead. What it calls by the same ``key`` does
        not count: that may be the unit itself. None is chosen where as much speaks for another.
        """
        choice, said = self._fitting(units, called, key)
        if choice is not None and self._contested(choice[0], units, key):
            return None, SPEAKS_FOR_OTHERS
        return choice, said

    def _contested(self, chosen: Unit, units: Iterable[Unit], key: str) -> bool:
        """Whether the article names as many places of the province of another unit as of one's.

        Of two units of one province, the places of their prefectures count.
        """
        named = [unit for unit in self.named if unit is not self._keys.get(key)]
        provinces = [unit.province.ident for unit in named]
        prefectures = [unit.prefecture.ident for unit in named]
        for unit in units:
            if unit.province.ident != chosen.province.ident:
                ours = provinces.count(chosen.province.ident)
                theirs = provinces.count(unit.province.ident)
            else:
                ours = prefectures.count(chosen.prefecture.ident)
                theirs = prefectures.count(unit.prefecture.ident)
            if unit is not chosen and theirs and theirs >= ours:
                return True
        return False

    def _fitting(
        self, units: tuple[Unit, ...], called: str, key: str
    ) -> tuple[tuple[Unit, str] | None, str]:
        inside = [unit for unit in units if self.holds(unit)]
        if len(inside) > 1:
            near = [unit for unit in inside if unit.municipal or self._in_prefecture(unit)]
            inside = near if len(near) == 1 and not near[0].municipal else inside
        if inside:
            above = self._above(inside[0])
            if len(inside) > 1 or above is None:
                return None, FITS_SEVERAL
            return (inside[0], f"the only {called} in {above.en}, which the article names"), ""
        maybe = [unit for unit in units if self._may_be_with(unit)]
        if len(maybe) == 1:
            other = self._may_be_with(maybe[0])
            assert other is not None
            where = f"in {other.en}" if maybe[0].lies_in(other) else f"with a {other.full_en}"
            return (maybe[0], f"the only {called} {where}, which the article names"), ""
        for places in (self._near, self._around):
            beside = [
                unit
                for unit in units
                if self._beside(unit, places) not in (None, self._keys.get(key))
            ]
            if len(beside) == 1:
                unit = beside[0]
                other = self._beside(unit, places)
                assert other is not None
                where = unit.above[0].en if places is self._near else unit.where
                reason = f"the only {called} in {where} with {other.full_en}, which it names"
                return (unit, reason), ""
            if beside:
                return None, FITS_SEVERAL
        return None, FITS_NONE

    def sorted(self, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
        """Units, those that fit the article first."""
        return tuple(sorted(units, key=lambda unit: not self.holds(unit)))

    def _above(self, unit: Unit) -> Unit | None:
        """The nearest unit that a unit lies in and that the article names."""
        for above in unit.above:
            if above.ident in self._idents:
                return self._idents[above.ident]
        return None

    def _may_be_with(self, unit: Unit) -> Unit | None:
        """A unit above or below a unit that a name which the article leaves open may mean."""
        for other in self._unsure:
            if unit.lies_in(other) or (unit.rank == 2 and other.lies_in(unit)):
                return other
        return None

    def _in_prefecture(self, unit: Unit) -> bool:
        return unit.rank == 3 and unit.above[0].rank == 2 and self.near(unit)

    def _beside(self, unit: Unit, places: dict[Ident, Unit]) -> Unit | None:
        """A unit that the article names and that lies where a unit does, or in it."""
        if places is self._near and unit.rank == 2:
            return places.get(unit.ident)
        above = unit.above[0 if places is self._near else -1] if unit.above else None
        return places.get(above.ident) if above is not None else None


class Surroundings:
    """Reads the places that articles name."""

    def __init__(self, index: PlaceIndex) -> None:
        self._index = index
        self.known = index.known
        self.context = lru_cache(_ARTICLES_KEPT)(self._context)
        self.all_of = lru_cache(_KEPT)(self._all_of)
        self._senses = lru_cache(_KEPT)(self._senses_of)

    def _all_of(self, name: Name, year: int | None) -> tuple[Unit, ...]:
        """The units that a name that others lie in may mean, those of high rank first."""
        name = self._index.split(name)
        if name.inner is not None and not self._index.knows(name):
            name = name.inner
        if name.not_named or name.unnamed or not name.key:
            return ()
        senses = self._index.senses(name, name.kind, year)
        return senses.standing or senses.ended

    def _context(self, printed: tuple[str, ...], year: int | None) -> Context:
        """What an article's places, as printed, name in a year."""
        named: dict[str, Unit] = {}
        keys: dict[str, Unit] = {}
        open_: list[tuple[str, tuple[Unit, ...]]] = []
        for text in printed:
            key, units = self._senses(text, year)
            if len(units) == 1:
                named[units[0].code] = units[0]
                keys.setdefault(key, units[0])
            elif units:
                open_.append((key, units))
        unsure: list[Unit] = []
        if open_:
            first = Context(named, keys, [])
            for key, units in open_:
                choice, _ = first.choose(units, "", key)
                chosen = choice[0] if choice else keys.get(key)
                if chosen is not None:
                    named[chosen.code] = chosen
                    keys.setdefault(key, chosen)
                else:
                    unsure.extend(units)
        return Context(named, keys, unsure)

    def _senses_of(self, text: str, year: int | None) -> tuple[str, tuple[Unit, ...]]:
        """The key of a name as printed, and the units that it may mean."""
        name = self._index.read(text)
        if name.inner is not None and not self._index.knows(name):
            name = name.inner
        if name.not_named or name.unnamed or name.many:
            return name.key, ()
        if name.whole in COMMON_ZH and not name.above:
            return name.key, ()
        units = self.all_of(name, year)
        for above in name.above:
            aboves = self.all_of(above, year)
            if aboves:
                units = tuple(u for u in units if any(u.lies_in(other) for other in aboves))
        if name.kind is None and len(units) > 1:
            provinces = tuple(unit for unit in units if unit.rank == 1)
            known = well_known(units)
            units = provinces or ((known,) if known is not None else uppermost(units))
        return name.key, units
