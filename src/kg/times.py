"""Dates and times as English news and EDTF write them, with the days that they may cover.

Nothing here knows RDF. Words that name no single date are left to the annotator, never guessed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from io import StringIO


@dataclass(frozen=True, slots=True)
class When:
    """A time: its EDTF, and the first and last day it may cover (None: unbounded or not known).

    ``month_day`` is an XSD ``gMonthDay`` or ``gMonth`` ("--06-06", "--03") if no year is written;
    ``from_anchor`` tells that the year is that of the article, not of the words.
    """

    edtf: str | None = None
    month_day: str | None = None
    earliest: date | None = None
    latest: date | None = None
    from_anchor: bool = False


_MONTHS = "january february march april may june july august september october november december"
_MONTH_NUMBERS = {
    **{name: number for number, name in enumerate(_MONTHS.split(), 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS.split(), 1)},
    "sept": 9,
}
# Y a year, M a month's name, N a number of one or two digits, in order; then what each one tells.
_DATE_SHAPES = {
    **dict.fromkeys(("Y-N-N", "Y.N.N", "Y/N/N"), "ymd"),
    **{"NMY": "dmy", "N-M-Y": "dmy", "MNY": "mdy", "MY": "my", "Y": "y"},
    **{"MN": "md", "NM": "dm", "M": "m"},
}


def parse_date(written: str, anchor: date | None) -> When | None:
    """Read one absolute date; None if the words are relative, vague, or name several dates.

    ``anchor`` is the date of the article, which gives the year where none is written.

    Raises:
        ValueError: there is no such day.

    >>> parse_date("June 6", date(2020, 6, 5)).edtf
    '2020-06-06'
    >>> parse_date("since March", date(2020, 6, 24)).edtf
    '2020-03/..'
    >>> parse_date("Aug 7", None).month_day
    '--08-07'
    >>> parse_date("this month", date(2020, 5, 11)) is None
    True
    """
    tokens = _date_tokens(written)
    since = tokens[:1] == ["since"]
    if since or tokens[:1] in (["on"], ["in"]):
        del tokens[0]
    fields = _date_fields(tokens)
    if not fields:
        return None
    if "y" in fields:
        return _read_written(fields, since, written)
    if not 1 <= fields.get("d", 1) <= monthrange(2000, fields["m"])[1]:  # 2000 has a February 29
        raise ValueError(f"there is no such date as {written!r}")
    month_day = "--" + _iso(fields)
    if anchor is None:
        return When(None, month_day, None, None, from_anchor=False)
    fields["y"] = _year(fields["m"], fields.get("d", 1), anchor, since)
    when = _read_written(fields, since, written)
    return replace(when, month_day=month_day, from_anchor=True)


def written_months(written: str) -> str | None:
    """The month that words without a year name, or the first and last of a stretch; else None.

    >>> written_months("Between April and May"), written_months("end of July")
    ('--04/--05', '--07')
    """
    tokens = _date_tokens(written)
    months = [_MONTH_NUMBERS[token] for token in tokens if token in _MONTH_NUMBERS]
    if not 1 <= len(months) <= 2 or any(token.isdecimal() for token in tokens):
        return None
    return "/".join(f"--{month:02d}" for month in months)


def agree(month_day: str, when: When) -> bool:
    """Whether a time can be what words without a year say, as far as it is known.

    >>> agree("--05-05", read_edtf("2020-05-05")), agree("--05-05", read_edtf("2020-08-07"))
    (True, False)
    >>> agree("--04/--05", read_edtf("2020?-04/2020?-05")), agree("--05", read_edtf("/2020-05-05"))
    (True, True)
    """
    first, _, last = month_day.partition("/")
    ends = ((first, when.earliest), (last or first, when.latest))
    return all(day is None or f"{day:--%m-%d}".startswith(words) for words, day in ends)


def _date_tokens(written: str) -> list[str]:
    plain = re.sub(r"(?<=[0-9])(?:st|nd|rd|th)\b|,|(?<=[a-z])\.", " ", written.lower())
    return re.findall(r"[0-9]+|[^\W\d_]+|\S", plain)


def _date_fields(tokens: list[str]) -> dict[str, int] | None:
    """Year, month and day by their letters y, m, d."""
    shape, values = "", []
    for token in tokens:
        number = int(token) if token.isdecimal() else _MONTH_NUMBERS.get(token)
        if number is None:
            shape += token
        else:
            shape += {1: "N", 2: "N", 4: "Y"}.get(len(token), "?") if token.isdecimal() else "M"
            values.append(number)
    letters = _DATE_SHAPES.get(shape)
    return dict(zip(letters, values, strict=True)) if letters else None


def _iso(fields: Mapping[str, int]) -> str:
    widths = {"y": 4, "m": 2, "d": 2}
    return "-".join(f"{fields[f]:0{width}d}" for f, width in widths.items() if f in fields)


def _read_written(fields: Mapping[str, int], since: bool, written: str) -> When:
    day = _iso(fields)
    try:
        return read_edtf(f"{day}/.." if since else day)
    except ValueError:
        raise ValueError(f"{written!r} would be {day}, and there is no such date") from None


def _year(month: int, day: int, anchor: date, since: bool) -> int:
    """The latest year that puts the month at most a little ahead: news tells mostly of the past.

    A little is five months within the anchor's year, and three across its end: an article of
    December that says "April", not "next April", means the one behind it. What lasts since a day
    has that day behind it.
    """
    if since:
        return anchor.year - ((month, day) > (anchor.month, anchor.day))
    upcoming = anchor.year + (month < anchor.month)
    ahead = (month - anchor.month) % 12
    return upcoming if ahead <= (5 if upcoming == anchor.year else 3) else upcoming - 1


Bounds = tuple[date | None, date | None]
_CLOCK = re.compile(
    r"([0-9-]{10})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|[+-](?:0[1-9]|1[0-3]):[0-5][0-9])?"
)
_UNTIL = re.compile(r"\[\.\.([0-9-]+)\]")
_NO_END = ("", "..")


def read_edtf(edtf: str) -> When:
    """The days that an Extended Date/Time Format expression (levels 0 to 2) may cover.

    Qualifiers (``?``, ``~``, ``%``) do not widen the bounds. An end that is open, unknown or a
    season, whose months the expression does not tell, is None. A time of day is its day as written.

    Raises:
        ValueError: it is no EDTF, names no day of the calendar, or ends before it starts.

    >>> read_edtf("2020-04?/2020-05?").latest
    datetime.date(2020, 5, 31)
    >>> read_edtf("[..2020-06-05]").earliest is None
    True
    """
    earliest, latest = _edtf_bounds(edtf)
    return When(edtf, None, earliest, latest, from_anchor=False)


@lru_cache(maxsize=4096)
def _edtf_bounds(edtf: str) -> Bounds:
    earliest, latest = _plain_bounds(edtf) or _library_bounds(edtf)
    if earliest and latest and earliest > latest:
        raise ValueError(f"the EDTF {edtf!r} ends before it starts")
    return earliest, latest


def _plain_bounds(edtf: str) -> Bounds | None:
    """Dates and intervals without qualifiers: most of a corpus, and 10 ms each in the library."""
    clock, until = _CLOCK.fullmatch(edtf), _UNTIL.fullmatch(edtf)
    written = clock[1] if clock else f"/{until[1]}" if until else edtf
    start, slash, end = written.partition("/")
    first, last = _plain_days(start), _plain_days(end)
    if not slash:
        return first
    known = (first or start in _NO_END) and (last or end in _NO_END) and (first or last)
    return (first and first[0], last and last[1]) if known else None


def _plain_days(text: str) -> tuple[date, date] | None:
    if not re.fullmatch(r"[0-9]{4}(-(?!00)[0-9]{2}){0,2}", text):
        return None
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    try:
        last = day or monthrange(year, month or 12)[1]
        return date(year, month or 1, day or 1), date(year, month or 12, last)
    except ValueError:
        return None


def _library_bounds(edtf: str) -> Bounds:
    from edtf import parse_edtf  # 0.2 s that most commands need not spend
    from edtf.parser.edtf_exceptions import EDTFParseException

    wrong = ValueError(f"{edtf!r} is not an EDTF date that can be read")
    try:
        with redirect_stdout(StringIO()):  # the library prints before some of its errors
            parsed = parse_edtf(edtf)
            lower, upper = parsed.lower_strict(), parsed.upper_strict()
            consumed = str(parsed).replace(", ", ",")
    except (EDTFParseException, ValueError, TypeError, AttributeError):
        raise wrong from None
    # It passes over spaces and what follows ^, gives significant digits the bounds of one year,
    # and lets February have 29 days in every year.
    days = re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.sub("[?~%]", "", edtf))
    if consumed != edtf or "S" in edtf or not all(map(_plain_days, days)):
        raise wrong
    sides = edtf.split("/")
    return _library_day(lower, sides[0], edtf), _library_day(upper, sides[-1], edtf)


def _library_day(stamp: tuple[int, ...] | float, side: str, edtf: str) -> date | None:
    # The library gives an unknown end ten years, and a season the months of one hemisphere.
    season = re.fullmatch(r"[?~%]?[0-9]{4}-(2[1-9]|3[0-2])[?~%]?", side)
    if isinstance(stamp, float) or side in ("", "..") or season:
        return None
    if not 1 <= stamp[0] <= 9999:
        raise ValueError(f"the EDTF {edtf!r} is outside the years 1 to 9999")
    return date(*stamp[:3])
