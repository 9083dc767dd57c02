"""Offline gazetteer of China's administrative divisions, by GB/T 2260 code and year."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from kg import resources
from kg.errors import InputError

_COLUMNS = (
    "code",
    "vintage",
    "zh",
    "en",
    "full_en",
    "aliases",
    "level",
    "type",
    "valid_from",
    "valid_to",
    "parent",
    "successors",
)
_POINT_COLUMNS = ("code", "vintage", "geonames_id", "latitude", "longitude", "kind")
_PREFERRED_VINTAGE = 2020
_REMAKE = "make the table again with tools/make_divisions.py"
_REMAKE_POINTS = "make the table again with tools/make_points.py"


class Division(NamedTuple):
    """A run of years in which one code meant one unit.

    ``(code, vintage)`` identifies it for good. ``en`` is the name without a type word, ``full_en``
    the one with it, ``aliases`` are other printed forms. ``level`` is province, prefecture or
    county; ``type`` says which kind, such as county-level-city. ``valid_from`` and ``valid_to`` are
    years, both included, in whose year-end lists the unit stands: one that ended in 2015 is valid
    to 2014. ``valid_to`` is None while it stands in the last year of the data.
    ``parent`` is the code of the unit above in the vintage year, None for a province.
    ``successors`` are the codes of what followed when it ended, empty if that is not known.
    """

    code: str
    vintage: int
    zh: str
    en: str
    full_en: str
    aliases: tuple[str, ...]
    level: str
    type: str
    valid_from: int
    valid_to: int | None
    parent: str | None
    successors: tuple[str, ...]

    @property
    def key(self) -> str:
        """Code and vintage as an annotation may give them: ``310108-2014``."""
        return f"{self.code}-{self.vintage}"

    def valid_in(self, year: int) -> bool:
        """Whether the code meant this unit in that year."""
        return self.valid_from <= year and (self.valid_to is None or year <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Point:
    """Where a division is: a place of GeoNames, in degrees of WGS 84.

    ``kind`` is ``seat`` where the place is known under the unit's full name or is where it is
    governed from, ``town`` where it only has the unit's bare name.
    """

    code: str
    vintage: int
    geonames_id: int
    latitude: float
    longitude: float
    kind: str


class Gazetteer:
    """Divisions by code; a line of the table is parsed when its code is first asked for."""

    def __init__(self, lines: Iterable[str], file: str, points: Path | None = None) -> None:
        """Index the lines of a table; ``file`` is what errors call it.

        ``points`` is the file of the points, read when one is first asked for. Raises InputError
        if the header is not the one this version reads.
        """
        self._file = file
        self._points_file = points
        self._lines = list(lines)
        _check_header(self._lines, _COLUMNS, file, _REMAKE)
        self._by_code: dict[str, list[str]] = defaultdict(list)
        for line in islice(self._lines, 1, None):
            self._by_code[line.partition(",")[0]].append(line)
        self._parsed: dict[str, tuple[Division, ...]] = {}

    @classmethod
    def load(cls, path: Path | None = None) -> Gazetteer:
        """Read a table of divisions, by default the project's own, which is read once.

        Raises InputError if the file cannot be read or is no such table.
        """
        if path is None:
            return _own()
        return cls(_text(path, "divisions").splitlines(), str(path), path.with_name("points.csv"))

    def division(self, code: str, year: int | None = None) -> Division | None:
        """The unit that bore a code in a year, None if none did.

        Without a year: the unit that bore it in 2020, else the most recent. A code with a vintage,
        such as ``310108-2014``, names its unit whatever the year.
        """
        code, dash, vintage = code.partition("-")
        units = self.units(code)
        for unit in units:
            if dash:
                fits = str(unit.vintage) == vintage
            elif year is not None:
                fits = unit.valid_in(year)
            else:
                fits = unit.vintage == _PREFERRED_VINTAGE
            if fits:
                return unit
        return units[-1] if units and not dash and year is None else None

    def refusal(self, code: str, year: int | None) -> tuple[str, str]:
        """What is wrong with a code that names no division in a year, and what to do about it."""
        bare, dash, _ = code.partition("-")
        units = self.units(bare)
        if not units:
            return (
                f"no division of China has or had the code {code!r}",
                "look the place up in ontology/reference/divisions.csv",
            )
        told = "; ".join(self._told(unit) for unit in units)
        names = " or ".join(unit.key for unit in units)
        if dash:
            return f"no division of China is named {code!r}: {told}", f"write {names}"
        return (
            f"no division of China had the code {code!r} in {year}: {told}",
            f"write the code of {year}, or {names} for the unit of other years",
        )

    def _told(self, unit: Division) -> str:
        """``it was Zhabei District from 1980 to 2014, followed by Jing'an District (310106)``."""
        if unit.valid_to is None:
            return f"it is {unit.full_en} since {unit.valid_from}"
        told = f"it was {unit.full_en} from {unit.valid_from} to {unit.valid_to}"
        after = " and ".join(f"{next_.full_en} ({next_.code})" for next_ in self.successors(unit))
        return f"{told}, followed by {after}" if after else told

    def rows(self) -> Iterator[list[str]]:
        """The cells of each line as they stand, for those that read some columns and no more."""
        return map(_cells, islice(self._lines, 1, None))

    def divisions(self) -> Iterator[Division]:
        """All divisions, by code and vintage."""
        for code in self._by_code:
            yield from self.units(code)

    def units(self, code: str) -> tuple[Division, ...]:
        """The units that have borne a code, oldest first."""
        units = self._parsed.get(code)
        if units is None:
            parsed = map(self._parse, self._by_code.get(code, ()))
            units = tuple(sorted(parsed, key=lambda unit: unit.vintage))
            if units:
                self._parsed[code] = units
        return units

    def successors(self, division: Division) -> tuple[Division, ...]:
        """The units that followed when a division ended, as they were then."""
        if division.valid_to is None:
            return ()
        return tuple(self._first_after(code, division.valid_to) for code in division.successors)

    def point(self, division: Division | str) -> Point | None:
        """Where a division is, given as such or by its code; None if no point is known.

        Raises InputError if the file of points cannot be read.
        """
        if isinstance(division, str):
            named = self.division(division)
            if named is None:
                return None
            division = named
        return self._points.get((division.code, division.vintage))

    def ancestors(self, division: Division) -> tuple[Division, ...]:
        """The units above a division in its vintage year, nearest first, a province last.

        Raises InputError if the table lacks one of them.
        """
        found: list[Division] = []
        below = division
        while below.parent is not None:
            above = self.division(below.parent, division.vintage)
            if above is None or above in found:
                raise InputError(
                    f"{below.code} of {below.vintage} has the parent {below.parent}, "
                    f"which is {'above itself' if above else 'in no row'}",
                    file=self._file,
                    remedy=_REMAKE,
                )
            found.append(above)
            below = above
        return tuple(found)

    @cached_property
    def _points(self) -> dict[tuple[str, int], Point]:
        if self._points_file is None:
            return {}
        file = str(self._points_file)
        lines = _text(self._points_file, "points").splitlines()
        found: dict[tuple[str, int], Point] = {}
        _check_header(lines, _POINT_COLUMNS, file, _REMAKE_POINTS)
        for number, line in enumerate(lines[1:], start=2):
            try:
                code, vintage, geonames_id, latitude, longitude, kind = line.split(",")
                found[code, int(vintage)] = Point(
                    code, int(vintage), int(geonames_id), float(latitude), float(longitude), kind
                )
            except ValueError as error:
                raise InputError(
                    f"{line!r} is no point: {error}",
                    file=file,
                    line=number,
                    remedy=_REMAKE_POINTS,
                ) from error
        return found

    def _first_after(self, code: str, year: int) -> Division:
        """The first unit that bore a code after a year."""
        for unit in self.units(code):
            if unit.valid_to is None or unit.valid_to > year:
                return unit
        raise InputError(
            f"{code} is named as a successor in {year + 1}, but no unit bore it then",
            file=self._file,
            remedy=_REMAKE,
        )

    def _parse(self, line: str) -> Division:
        try:
            (code, vintage, zh, en, full_en, aliases, level, kind,
             valid_from, valid_to, parent, successors) = _cells(line)  # fmt: skip
            return Division(
                code,
                int(vintage),
                zh,
                en,
                full_en,
                tuple(aliases.split("|")) if aliases else (),
                level,
                kind,
                int(valid_from),
                int(valid_to) if valid_to else None,
                parent or None,
                tuple(successors.split("|")) if successors else (),
            )
        except ValueError as error:
            raise InputError(
                f"{line!r} is no division: {error}",
                file=self._file,
                line=self._lines.index(line) + 1,
                remedy=_REMAKE,
            ) from error


@cache
def _own() -> Gazetteer:
    return Gazetteer.load(resources.path("ontology", "reference", "divisions.csv"))


def _cells(line: str) -> list[str]:
    return next(csv.reader([line])) if '"' in line else line.split(",")


def _text(path: Path, what: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the {what}: {error}", file=str(path)) from error


def _check_header(lines: list[str], columns: tuple[str, ...], file: str, remedy: str) -> None:
    header = lines[0].rstrip() if lines else ""
    expected = ",".join(columns)
    if header != expected:
        raise InputError(
            f"the header is {header!r}, not {expected!r}", file=file, line=1, remedy=remedy
        )
