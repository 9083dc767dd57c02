"""Offline gazetteer of China's administrative divisions, by GB/T 2260 code and year."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError

_COLUMNS = ("code", "vintage", "zh", "en", "level", "valid_from", "valid_to", "parent")
_PREFERRED_VINTAGE = 2020


@dataclass(frozen=True, slots=True)
class Division:
    """A run of years in which one code meant one unit.

    ``(code, vintage)`` identifies it for good. ``valid_from`` and ``valid_to`` are years, both
    included; ``valid_to`` is None while the unit stands in the last year of the data. ``parent``
    is the code of the unit above in the vintage year, None for a province.
    """

    code: str
    vintage: int
    zh: str
    en: str
    level: str
    valid_from: int
    valid_to: int | None
    parent: str | None

    def valid_in(self, year: int) -> bool:
        """Whether the code meant this unit in that year."""
        return self.valid_from <= year and (self.valid_to is None or year <= self.valid_to)


class Gazetteer:
    """Divisions by code; a line of the table is parsed when its code is first asked for."""

    def __init__(self, lines: Iterable[str], file: str) -> None:
        """Index the lines of a table; ``file`` is what errors call it.

        Raises InputError if the header is not the one this version reads.
        """
        numbered = enumerate(lines, start=1)
        _, header = next(numbered, (1, ""))
        expected = ",".join(_COLUMNS)
        if header.rstrip() != expected:
            raise InputError(
                f"the header is {header.rstrip()!r}, not {expected!r}",
                file=file,
                line=1,
                remedy="make the table again with tools/make_divisions.py",
            )
        self._file = file
        self._lines: dict[str, list[tuple[int, str]]] = {}
        for number, line in numbered:
            self._lines.setdefault(line.partition(",")[0], []).append((number, line))
        self._parsed: dict[str, tuple[Division, ...]] = {}

    @classmethod
    def load(cls, path: Path | None = None) -> Gazetteer:
        """Read a table of divisions, by default the project's own.

        Raises InputError if the file cannot be read or is no such table.
        """
        if path is None:
            from kg import resources

            path = resources.path("ontology", "reference", "divisions.csv")
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot read the divisions: {error}", file=str(path)) from error
        return cls(text.splitlines(), str(path))

    def division(self, code: str, year: int | None = None) -> Division | None:
        """The unit that bore a code in a year, None if the code is in no row.

        Without a year, or if no unit bore the code in that year: the unit that bore it in 2020,
        else the most recent.
        """
        units = self._units(code)
        if year is not None:
            for unit in units:
                if unit.valid_in(year):
                    return unit
        for unit in units:
            if unit.vintage == _PREFERRED_VINTAGE:
                return unit
        return units[-1] if units else None

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
                    remedy="make the table again with tools/make_divisions.py",
                )
            found.append(above)
            below = above
        return tuple(found)

    def _units(self, code: str) -> tuple[Division, ...]:
        """The units of a code, oldest first."""
        units = self._parsed.get(code)
        if units is None:
            parsed = (self._parse(number, line) for number, line in self._lines.get(code, ()))
            units = tuple(sorted(parsed, key=lambda unit: unit.vintage))
            if units:
                self._parsed[code] = units
        return units

    def _parse(self, number: int, line: str) -> Division:
        cells = next(csv.reader([line]))
        try:
            code, vintage, zh, en, level, valid_from, valid_to, parent = cells
            return Division(
                code,
                int(vintage),
                zh,
                en,
                level,
                int(valid_from),
                int(valid_to) if valid_to else None,
                parent or None,
            )
        except ValueError as error:
            raise InputError(
                f"{line!r} is no division: {error}",
                file=self._file,
                line=number,
                remedy="make the table again with tools/make_divisions.py",
            ) from error
