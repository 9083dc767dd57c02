"""Decides which division of China a mention of a place names, or says why it does not decide.

A name alone never decides between namesakes. What decides is, in this order: what the annotation
says it lies in, what the mention and the words beside it say ("Shanghe county, Shandong"), the
kind of unit, the date, the rank (a province or prefecture is what its bare name means), and what
else the article names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from kg.places.context import SPEAKS_FOR_OTHERS, Context, Surroundings
from kg.places.gazetteer import Division, Gazetteer
from kg.places.index import Senses, Unit, index_of, uppermost, well_known
from kg.places.phrases import NOTHING, Around, around, beside
from kg.places.printed import LONGEST, Name, kind_of_label, letters
from kg.places.words import BELOW_TAIWAN, BETTER_KNOWN, COMMON_ZH, COUNTRIES, Kind

Outcome = Literal["resolved", "abstained", "not-a-place"]

_FIRST_YEAR = 1980
_KEPT = 1 << 14
_COUNTRY_KEYS = frozenset(letters(name) for name in COUNTRIES)


class PlaceMention(NamedTuple):
    """A place as an article prints it.

    ``type`` is the label or type word that an annotation gives it; ``date`` a year or a day as
    YYYY-MM-DD; ``context`` the article's other places as printed; ``phrase`` the words around the
    mention; ``within`` codes of units that it is known to lie in.
    """

    mention: str
    type: str | None = None
    date: str | int | None = None
    context: tuple[str, ...] = ()
    phrase: str | None = None
    within: tuple[str, ...] = ()


class Resolution(NamedTuple):
    """What was decided, and why.

    ``code`` and ``vintage`` identify the division, both None for none. ``reason`` is a sentence
    without a full stop; ``basis`` a notation of the code list of that name, empty if nothing is
    decided. ``candidates`` are the divisions considered, best first.
    """

    code: str | None
    vintage: int | None
    reason: str
    basis: str
    candidates: tuple[Division, ...]
    outcome: Outcome


class _Choice(NamedTuple):
    """One of several units, or None; why; and all of them, best first."""

    unit: Unit | None
    reason: str
    basis: str = ""
    units: tuple[Unit, ...] = ()


@dataclass
class _Read:
    """A mention as read: its name, its kind, the words around it, its year.

    What else the article names is read when it is first asked for.
    """

    mention: PlaceMention
    name: Name
    kind: Kind | None
    label: Kind | None
    around: Around
    year: int | None
    surroundings: Surroundings

    @cached_property
    def beside(self) -> tuple[Name, ...]:
        """The places named beside it that it may lie in."""
        said = self.around
        if not said.before and not said.after:
            return ()
        return beside(said, self.name.han, self.surroundings.known)

    @property
    def context(self) -> Context:
        """What the article names."""
        return self.surroundings.context(self.mention.context, self.year)


class PlaceResolver:
    """Resolves mentions against a gazetteer; keeps what it has read, so one for many mentions."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Indexes the gazetteer's names."""
        self._index = index_of(gazetteer)
        self._surroundings = Surroundings(self._index)
        self.resolve = lru_cache(_KEPT)(self._resolve)

    def _resolve(self, mention: PlaceMention) -> Resolution:
        """The division that a mention names, or why none is given."""
        name = self._index.read(mention.mention)
        said = NOTHING
        if mention.phrase:
            said = around(mention.mention, name, mention.phrase, self._index.known)
        year = _year(mention.date)
        label, other = kind_of_label(mention.type) if mention.type else (None, "")
        refused = self._refused(mention.mention, name, said, other)
        if refused:
            return Resolution(None, None, refused, "", (), "not-a-place")
        kind = _kind(name, said, label)
        read = _Read(mention, name, kind, label, said, year, self._surroundings)
        return _unnamed(read) if name.unnamed else self._named(read)

    def _refused(self, text: str, name: Name, said: Around, other: str) -> str:
        """Why a mention is no place of the gazetteer, as far as words say; empty if they do not."""
        if name.not_named:
            shown = f"{text[:20]}…" if len(text) > LONGEST else text
            return f"{shown} is {name.not_named}, not a division from province to county"
        if name.above and any(above.key in _COUNTRY_KEYS for above in name.above):
            return f"{text} is a place abroad, not a division of China"
        if said.inside:
            return f"{text} is here part of the name of {said.inside}"
        if name.kind is None and said.kind is None and name.key in BETTER_KNOWN:
            return f"{text} without a type word is {BETTER_KNOWN[name.key]}"
        known = self._index.knows(name)
        if name.maybe_not and not known:
            return f"{text} is {name.maybe_not}, not a division from province to county"
        if name.kind is None and not name.unnamed:
            below = said.below or other
            if below and not (other == "" and self._index.is_province(name)):
                return f"{text} is here {below}, not a division from province to county"
            if not known and name.key in _COUNTRY_KEYS:
                return f"{text} is a place abroad, not a division of China"
        return ""

    def _named(self, read: _Read) -> Resolution:
        """Finds the units of the name, chooses one, and follows it if it had ended."""
        senses = self._index.senses(read.name, read.kind, read.year)
        if read.kind is not None and read.kind is read.label and not senses.all:
            anyhow = self._index.senses(read.name, None, read.year)
            senses = anyhow if len(anyhow.all) == 1 else senses
        if read.name.whole in COMMON_ZH:
            senses = Senses(senses.standing)
            if not any(self._placed(read, unit) for unit in senses.standing):
                reason = f"{read.mention.mention} may be a common noun, and no city is named"
                return _abstained(f"{reason} with such a district{_when(read.year)}", senses.all)
        units = self._pool(read, senses)
        if not units:
            return self._nothing(read, senses)
        if _weak(read, senses, units) and self._unsupported(read, units):
            reason = f"{read.mention.mention} may be {units[0].full_en}"
            return _abstained(f"{reason}, but the article names nothing near it", units)
        choice = self._choice(read, units)
        if choice.unit is None:
            return _abstained(choice.reason, choice.units)
        unit, after = self._index.follower(choice.unit, read.year)
        ended = choice.unit.division
        reason = choice.reason
        if unit is None and (read.year is not None or self._index.stands(read.name)):
            reason = (
                f"{ended.full_en} ended in {ended.valid_to}, and no one unit goes on in its name"
            )
            return _abstained(reason, after or (choice.unit,))
        if unit is None:
            reason += f"; it ended in {ended.valid_to}"
        elif unit is not choice.unit:
            reason += f"; it ended in {ended.valid_to} and goes on as {unit.full_en}"
        unit = unit or choice.unit
        candidates = tuple([unit.division for unit in _first(unit, choice.units)])
        vintage = unit.division.vintage
        return Resolution(unit.code, vintage, reason, choice.basis, candidates, "resolved")

    def _unsupported(self, read: _Read, units: tuple[Unit, ...]) -> bool:
        """Whether the article names places, but nothing near any of the units."""
        if not read.context.named and not read.beside:
            return False
        return not any(self._fits(read, unit) or read.context.supports(unit) for unit in units)

    def _pool(self, read: _Read, senses: Senses) -> tuple[Unit, ...]:
        """The units to choose from: those that stood, unless only one that had ended fits."""
        if not senses.ended or not senses.standing:
            return senses.standing or senses.ended
        if any(self._fits(read, unit) for unit in senses.standing):
            return senses.standing
        highest = senses.standing[0].rank
        ended = [u for u in senses.ended if u.rank <= highest or (read.kind and highest > 1)]
        fitting = tuple(unit for unit in ended if self._fits(read, unit))
        return fitting or senses.standing

    def _fits(self, read: _Read, unit: Unit) -> bool:
        """Whether a unit lies in anything that is named."""
        return read.context.holds(unit) or self._said(read, unit)

    def _placed(self, read: _Read, unit: Unit) -> bool:
        """Whether the city of a district is named, or the district by its full name elsewhere."""
        same = read.context.same(read.name.key, (unit,))
        return same is not None or read.context.near(unit) or self._said(read, unit)

    def _said(self, read: _Read, unit: Unit) -> bool:
        """Whether a unit lies in what it is itself said to lie in."""
        if unit.lies_in_codes(read.mention.within):
            return True
        names = (*read.name.above, *read.beside)
        aboves = (above for name in names for above in self._surroundings.all_of(name, read.year))
        return any(unit.lies_in(above) for above in aboves)

    def _choice(self, read: _Read, units: tuple[Unit, ...]) -> _Choice:
        """The unit that is meant: by what it lies in, else by rank and context."""
        called = _called(read, units)
        left = units
        if read.mention.within:
            left = tuple(unit for unit in left if unit.lies_in_codes(read.mention.within))
            if not left:
                return _Choice(None, f"no {called} lies where it is known to lie", units=units)
        where = ""
        if read.name.above:
            lower, place = self._below(left, read.name.above, read.year)
            if lower:
                left, where = lower, place
            elif place:
                return _Choice(None, f"no {called} is known in {place}", units=units)
            elif any(self._unheard(above) for above in read.name.above):
                return _Choice(None, f"{called} is said to lie in no known division", units=units)
        if len(units) > 1 and read.beside:
            lower, place = self._below(left, read.beside, read.year)
            left, where = (lower, place) if lower else (left, where)
        if read.kind is None:
            left = uppermost(left) if where or read.mention.within else left
        if len(left) > 1:
            return _between(read, left, called)
        if len(units) == 1:
            reason = f"the only unit called {called}{_when(read.year)}"
        elif where:
            reason = f"the only {called} in {where}, which stands beside the name"
        else:
            above = left[0].named_above(read.mention.within)
            reason = f"the only {called} in {above}, where it is known to lie"
        others = tuple(unit for unit in units if unit is not left[0])
        basis = "outside-knowledge" if len(units) == 1 else "explicit"
        return _Choice(left[0], reason, basis, (left[0], *others))

    def _below(
        self, units: tuple[Unit, ...], names: Iterable[Name], year: int | None
    ) -> tuple[tuple[Unit, ...], str]:
        """Those of the units that lie in what the names name, and its name.

        No unit if none does, and no name if the names are none of divisions.
        """
        left, told = units, ""
        for name in names:
            aboves = self._surroundings.all_of(name, year)
            if not aboves:
                continue
            told = told or aboves[0].en
            lower = tuple(unit for unit in left if any(unit.lies_in(above) for above in aboves))
            if not lower:
                return (), told
            told = next(a.en for a in aboves if any(unit.lies_in(a) for unit in lower))
            left = lower
        return (left, told) if told else ((), "")

    def _unheard(self, name: Name) -> bool:
        """Whether a name is one, but of nothing in the gazetteer."""
        if name.not_named or name.unnamed or not name.key:
            return False
        name = self._index.split(name.inner or name)
        return not self._index.knows(name)

    def _nothing(self, read: _Read, senses: Senses) -> Resolution:
        """What is said if no unit can be meant."""
        text, name, year = read.mention.mention, read.name, read.year
        if senses.later:
            first = min(unit.division.valid_from for unit in senses.later)
            return _abstained(f"{text} is a division from {first} only", senses.later)
        if name.many:
            return _abstained(f"{text} names several places", ())
        others = self._index.senses(name, None, year).all
        if others:
            return _abstained(f"no unit called {text} is of that kind{_when(year)}", others)
        if self._index.is_short(name):
            return _abstained(f"{text} is one syllable without a type word", ())
        if name.key in BELOW_TAIWAN:
            reason = f"{text} lies in Taiwan, and the gazetteer has nothing below the province"
            return Resolution(None, None, reason, "", (), "not-a-place")
        reason = f"no division from province to county is called {text}"
        reason += ": a place abroad, a smaller place or no place"
        return Resolution(None, None, reason, "", (), "not-a-place")


def _weak(read: _Read, senses: Senses, units: tuple[Unit, ...]) -> bool:
    """Whether the article should name something near the units for one of them to be meant.

    So where the type word fits loosely only, where the unit had ended, and for the bare name of a
    county-level unit, which may be a smaller place's, too.
    """
    if not senses.standing:
        return True
    bare = read.kind is None and len(units) == 1
    return (bare or senses.loosely) and all(unit.rank == 3 for unit in units)


def _year(date: str | int | None) -> int | None:
    """The year of a date; the gazetteer's first for one before it."""
    if date is None or date == "":
        return None
    return max(int(str(date)[:4]), _FIRST_YEAR)


def _unnamed(read: _Read) -> Resolution:
    """``the city`` is the only city that the article names."""
    text = read.mention.mention
    if read.kind is None:
        return _abstained(f"{text} has no name and says no kind of unit", ())
    units = [unit for unit in read.context.named if unit.type in read.kind.exact]
    if len(units) != 1 or read.context.may_be_another(read.kind):
        said = "several such units or an ambiguous name" if units else "no such unit"
        return _abstained(f"{text} has no name, and the article names {said}", units)
    reason = f"{units[0].full_en} is the only such unit that the article names"
    unit = units[0].division
    return Resolution(unit.code, unit.vintage, reason, "context", (unit,), "resolved")


def _between(read: _Read, units: tuple[Unit, ...], called: str) -> _Choice:
    """Chooses between namesakes by rank and by what else the article names."""
    same = read.context.same(read.name.key, units)
    if read.kind is None and units[0].rank == 1:
        province = units[0]
        if same is not None and same is not province:
            reason = f"{called} may be the province or {same.full_en}, which the article names"
            return _Choice(None, reason, units=units)
        reason = f"{called} without a type word is the province"
        return _Choice(province, reason, "outside-knowledge", units)
    known = well_known(units) if read.kind is None else None
    if same is not None and known not in (None, same):
        reason = f"{called} may be {known.full_en} or {same.full_en}, which the article names"
        return _Choice(None, reason, units=_first(same, units))
    if same is not None:
        reason = f"the article names {same.full_en} in {same.where}, too"
        return _Choice(same, reason, "coreference", _first(same, units))
    if known is not None and not read.context.holds(known):
        others = tuple(unit for unit in units if unit is not known)
        choice, _ = read.context.choose(others, called, read.name.key)
        if choice is not None and read.context.holds(choice[0]):
            return _Choice(choice[0], choice[1], "context", _first(choice[0], units))
    choice, said = read.context.choose(uppermost(units), called, read.name.key)
    if choice is None and (known is None or said is SPEAKS_FOR_OTHERS):
        reason = f"{len(units)} units are called {called}, and the article {said}"
        return _Choice(None, reason, units=read.context.sorted(units))
    if choice is not None and known in (None, choice[0]):
        unit, reason = choice
        return _Choice(unit, reason, "context", _first(unit, units))
    assert known is not None
    if choice is not None and read.context.near(choice[0]):
        reason = f"{called} may be {known.full_en}, or {choice[0].full_en} near the other places"
        return _Choice(None, reason, units=units)
    reason = f"{called} without a type word is {known.full_en}, the only prefecture of the name"
    return _Choice(known, reason, "outside-knowledge", _first(known, units))


def _first(unit: Unit, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    return (unit, *(other for other in units if other is not unit))


def _kind(name: Name, said: Around, label: Kind | None) -> Kind | None:
    """The kind of unit: by the mention, else by the words beside it, else by its label."""
    kind = name.kind or said.kind
    if kind is None or label is None or kind is label:
        return kind or label
    both = kind.exact & label.exact
    return _narrowed(both, kind.loose) if both else kind


@lru_cache(maxsize=4096)
def _narrowed(exact: frozenset[str], loose: frozenset[str]) -> Kind:
    return Kind(exact, loose)


def _called(read: _Read, units: tuple[Unit, ...]) -> str:
    """What units of one name are called, with the type word if they are of one kind.

    A Chinese name is given as printed: other units may have its English name.
    """
    if read.name.han:
        return read.name.whole
    first = units[0]
    if read.kind is None or any(unit.full_en != first.full_en for unit in units):
        return first.en
    return first.full_en


def _when(year: int | None) -> str:
    return f" in {year}" if year is not None else ""


def _abstained(reason: str, units: Iterable[Unit]) -> Resolution:
    return Resolution(None, None, reason, "", tuple(unit.division for unit in units), "abstained")
