"""Amounts as English news writes them, turned into typed quantities.

Nothing here knows RDF. What the grammar does not understand is an error, never a guess: "two
thirds" is not the count 2, and "40 hectares" is not a count of forty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from typing import TypeVar

T = TypeVar("T")
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as written.

    ``bound`` is exact, gt, ge, lt, le, approx or unspecified (then ``number`` is None). ``unit`` is
    currency (then ``currency`` is an ISO 4217 code), percent, kilogram, tonne, kilometre, hour,
    minute, day, month, year or count. ``number`` is in that unit: "10 thousand yuan" is 10000.
    """

    number: Decimal | None
    bound: str
    unit: str
    currency: str | None


def _words(text: str) -> list[str]:
    return text.split()


def _phrases(table: Mapping[str, T]) -> dict[Words, T]:
    """Alternatives stand between bars; no phrase has more than four words."""
    return {tuple(words.split()): v for key, v in table.items() for words in key.split("|")}


_ONES = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_BELOW_HUNDRED: dict[str, Decimal] = {
    **{word: Decimal(number) for number, word in enumerate(_ONES)},
    **{tens: Decimal(10 * number) for number, tens in enumerate(_TENS, 2)},
    **{
        f"{tens} {_ONES[digit]}|{tens} - {_ONES[digit]}": Decimal(10 * number + digit)
        for number, tens in enumerate(_TENS, 2)
        for digit in range(1, 10)
    },
}
_CARDINALS = _phrases(_BELOW_HUNDRED)
_LEADING = {
    **_CARDINALS,
    **_phrases({"a|an|once": Decimal(1), "twice": Decimal(2), "half a|half an": Decimal("0.5")}),
}
_HUNDRED = _phrases({"hundred|- hundred": 100})
_SCALES = _phrases(
    {
        "dozen|- dozen": 12,
        "thousand|- thousand": 10**3,
        "million|- million|mn": 10**6,
        "billion|- billion|bn": 10**9,
        "trillion|- trillion": 10**12,
    }
)
_HEAPS = _words("dozens tens hundreds thousands millions billions trillions")
_VAGUE = _phrases(
    {
        "many|several|a few|numerous|countless|a number": True,
        "a growing number|growing number|growing numbers|in growing numbers": True,
        "a great number|great number|great numbers|in great number|in great numbers": True,
        "a large number|large number|large numbers|in large number|in large numbers": True,
        "|".join(_HEAPS): True,
    }
)
_VAGUE_SCALES: dict[Words, int] = {
    **_HUNDRED,
    **_SCALES,
    **_phrases({f"of {heap}": 1 for heap in _HEAPS}),
}
_NUMBER_WORDS = {w for words in [*_CARDINALS, *_VAGUE_SCALES] for w in words} - {"-", "of"}
_NUMBER_WORDS |= {"half", "twice"}
_BOUNDS = _phrases(
    {
        "more than|over|above|exceeding|in excess of|upwards of": "gt",
        "at least|no fewer than|no less than|not less than|a minimum of": "ge",
        "less than|fewer than|under|below": "lt",
        "at most|up to|no more than|not more than|as many as|as much as|a maximum of": "le",
        "about|around|some|nearly|almost|roughly|approximately|close to|an estimated": "approx",
    }
)
_BOUNDS_AFTER = _phrases(
    {
        "+|- plus|or more|or above|at least": "ge",
        "or less|or fewer|at most": "le",
        "or so|odd|- odd": "approx",
    }
)
_MIRRORED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
_DIRECTIONS = _phrases({"up|up by": 1, "down|down by": -1})
_IDLE = _phrases(
    {"a total of|a combined|combined|the|all|just|only|well|far|slightly|a little|little": True}
)
_CURRENCY_SIGNS = _phrases({"$|us $|usd": "USD", "rmb|cny": "CNY", "€|eur": "EUR", "£|gbp": "GBP"})
_UNITS: dict[Words, tuple[str, str | None]] = _phrases(
    {
        "yuan|rmb|cny|renminbi|rmb yuan|yuan rmb|chinese yuan": ("currency", "CNY"),
        "dollar|dollars|usd|us dollar|us dollars": ("currency", "USD"),
        "euro|euros|eur": ("currency", "EUR"),
        "pound|pounds|pounds sterling|gbp": ("currency", "GBP"),
        "percent|per cent|%|pct": ("percent", None),
        "kilogram|kilograms|kilogramme|kilogrammes|kg|kgs": ("kilogram", None),
        "ton|tons|tonne|tonnes|metric tons|metric tonnes": ("tonne", None),
        "kilometer|kilometers|kilometre|kilometres|km": ("kilometre", None),
        "hour|hours": ("hour", None),
        "minute|minutes": ("minute", None),
        "day|days": ("day", None),
        "month|months": ("month", None),
        "year|years": ("year", None),
        "time|times": ("count", None),
    }
)
# More than one of these does not measure, it describes a noun to come: "100 day trips".
_SINGULAR = {w for (w, *more) in _UNITS if not more and (w + "s",) in _UNITS} - {"euro", "kg"}
# What would pass for a noun that is counted, although it measures, divides or compares.
_UNCOUNTED = {w for words in _UNITS for w in words} - set(_words("us chinese cent time times")) | {
    *_words("percentage square cubic nautical mu hectare hectares acre acres meter meters metre"),
    *_words("metres centimeters centimetres mile miles foot feet inches gram grams jin liter"),
    *_words("liters litre litres ounces seconds week weeks decade decades century centuries yen"),
    *_words("degrees won rupees rubles francs baht halves third thirds quarter quarters fourths"),
    *_words("fourth fifth fifths sixth sixths seventh eighth eighths ninth tenth tenths fold"),
}
_COMPARING = set(_words("as the that what more higher larger bigger greater faster"))
_NOUN_PHRASE_ENDS = set(
    _words("of in from for at on to by with per a an the and or over during since worth , . ; :")
)
_TOKEN = re.compile(
    r"""(?P<digits>[0-9](?:[0-9.,]*[0-9])?)(?P<glued>[^\W\d_]*)  # 26,000 or 10km
      | (?:[^\W\d_]\.){2,} | [^\W\d_]+(?:['’][^\W\d_]+)* | [^\s()]""",
    re.VERBOSE,
)
_DIGITS = re.compile(r"(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")


class _Phrase:
    """The words of one amount, and how far they are understood."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.tokens: list[str] = []
        self.at = 0
        text = re.sub("[\u2010\u2011]", "-", written.lower())
        for match in _TOKEN.finditer(re.sub(r"\b(hour|day|month|year)long\b", r"\1-long", text)):
            glued = match["glued"]
            if glued and (glued,) not in {**_SCALES, **_UNITS}:
                raise self.error(f"{match[0]!r} is no plain number")
            self.tokens.append(match["digits"] or match[0].replace(".", "") or ".")
            self.tokens.extend([glued] if glued else [])

    def error(self, why: str) -> ValueError:
        return ValueError(f"cannot read {self.written!r} as one amount: {why}")

    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def take(self, table: Mapping[Words, T]) -> T | None:
        """Pass the longest phrase of the table that stands here, and give its value."""
        for length in range(min(4, len(self.tokens) - self.at), 0, -1):
            words = tuple(self.tokens[self.at : self.at + length])
            if words in table:
                self.at += len(words)
                return table[words]
        return None

    def take_late_bound(self) -> str | None:
        """A bound behind the number or the noun: "three hours at most"."""
        for at in range(self.at, len(self.tokens)):
            for end in (at + 2, at + 1):
                if bound := _BOUNDS_AFTER.get(tuple(self.tokens[at:end])):
                    del self.tokens[at:end]
                    return bound
        return None


def parse_quantity(written: str) -> Quantity:
    """Read one amount; the noun that follows it is free.

    Raises:
        ValueError: names the words that are not understood, or says that there are two amounts.

    >>> parse_quantity("more than 2 million yuan sales volume")
    Quantity(number=Decimal('2000000'), bound='gt', unit='currency', currency='CNY')
    >>> parse_quantity("month-long")
    Quantity(number=Decimal('1'), bound='exact', unit='month', currency=None)
    >>> parse_quantity("hundreds of county heads").number is None
    True
    """
    phrase = _Phrase(written)
    bounds, sign = _before(phrase)
    number, sign_currency = None, None
    vague = phrase.take(_VAGUE)
    if vague:
        while phrase.take(_VAGUE_SCALES):
            pass
        phrase.take({("of",): True})
        bounds.append("unspecified")
    else:
        sign_currency = phrase.take(_CURRENCY_SIGNS)
        number = _number(phrase) * sign
    late = phrase.take_late_bound()
    bounds += [late] if late else []
    if len(bounds) > 1:
        raise phrase.error(f"its bounds {' and '.join(bounds)} do not go together")
    unit, currency = _unit(phrase, sign_currency, number)
    _check_tail(phrase, counted=unit == "count")
    bound = bounds[0] if bounds else "exact"
    # A fall of more than 3 is a change of less than -3.
    return Quantity(number, _MIRRORED.get(bound, bound) if sign < 0 else bound, unit, currency)


_ORDINALS = {
    word: number
    for number, words in enumerate(
        _words("first,1st second,2nd third,3rd fourth,4th fifth,5th sixth,6th seventh,7th")
        + _words("eighth,8th ninth,9th tenth,10th"),
        1,
    )
    for word in words.split(",")
}


def parse_position(written: str) -> tuple[int, str] | None:
    """A place in a ranking and its bound (exact or le); None where the words give none.

    >>> parse_position("the top three seats")
    (3, 'le')
    >>> parse_position("ranked second")
    (2, 'exact')
    >>> parse_position("among the winners") is None
    True
    """
    words = _words(re.sub(r"[^\w.]+", " ", written.lower()))
    for at, word in enumerate(words):
        if word in _ORDINALS:
            return _ORDINALS[word], "exact"
        if word in ("top", "no.", "number"):
            following = "".join(words[at + 1 : at + 2])
            whole = re.fullmatch("[0-9]{1,4}", following)
            number = int(whole[0] if whole else _CARDINALS.get((following,), 0))
            if number:
                return number, "le" if word == "top" else "exact"
    return None


def _before(phrase: _Phrase) -> tuple[list[str], int]:
    """Bounds and direction, in whatever order they and idle words stand before the number."""
    bounds, sign = [], 1
    while True:
        following = phrase.peek(1)
        if bound := phrase.take(_BOUNDS):
            bounds.append(bound)
        elif direction := phrase.take(_DIRECTIONS):
            sign = direction
        elif phrase.peek() in ("a", "an") and (
            following[:1].isdigit() or (following,) in _CARDINALS
        ):
            phrase.at += 1
        elif not phrase.take(_IDLE):
            return bounds, sign


def _number(phrase: _Phrase) -> Decimal:
    token = phrase.peek()
    if token[:1].isdigit():
        if not _DIGITS.fullmatch(token):
            raise phrase.error(f"{token!r} has wrong thousands commas or a leading zero")
        phrase.at += 1
        number = Decimal(token.replace(",", "")) * (phrase.take(_HUNDRED) or 1)
        return number * (phrase.take(_SCALES) or 1)
    if (token,) in _UNITS and phrase.peek(1) == "-" and phrase.peek(2) == "long":
        return Decimal(1)
    group = phrase.take(_LEADING)
    if group is None:
        rest = " ".join(phrase.tokens[phrase.at :])
        raise phrase.error(f"a number should stand at {rest!r}" if rest else "it has no number")
    number = _scaled(phrase, group)
    # "A" is a number before a scale or a unit only: "a handful" is not one.
    bare = number <= 1 and token in ("a", "an", "half")
    if bare and _UNITS.get((phrase.peek(),), ("count",))[0] == "count":
        raise phrase.error(f"no number stands at {token!r}")
    return number


def _scaled(phrase: _Phrase, group: Decimal, limit: int = 10**15) -> Decimal:
    """A number in words: groups under a thousand, each of a smaller scale than the one before."""
    if phrase.take(_HUNDRED):
        group = 100 * group + (_more(phrase) or 0)
    scale = phrase.take(_SCALES) or 1
    if scale >= limit:
        raise phrase.error("its number words are out of order")
    more = _more(phrase) if scale > 1 else None
    return group * scale + (0 if more is None else _scaled(phrase, more, scale))


def _more(phrase: _Phrase) -> Decimal | None:
    if phrase.peek() == "and" and (phrase.peek(1),) in _CARDINALS:
        phrase.at += 1
    return phrase.take(_CARDINALS)


def _unit(
    phrase: _Phrase, sign_currency: str | None, number: Decimal | None
) -> tuple[str, str | None]:
    hyphen = phrase.peek() == "-"
    phrase.at += hyphen
    start = phrase.at
    plural = number is not None and abs(number) > 1
    unit = None if plural and not hyphen and phrase.peek() in _SINGULAR else phrase.take(_UNITS)
    if hyphen and not unit:
        raise phrase.error(f"{phrase.peek()!r} after the hyphen is no unit")
    if sign_currency and unit not in (None, ("currency", sign_currency)):
        raise phrase.error("it has two units")
    if unit == ("currency", "GBP") and not sign_currency and phrase.peek() == "of":
        raise phrase.error("'pounds of' may be money or weight")
    multiple = phrase.tokens[start - 1] == "twice" or "times" in phrase.tokens[start : phrase.at]
    if multiple and phrase.peek() in _COMPARING:
        raise phrase.error("it compares, and tells no amount")
    return unit or (("currency", sign_currency) if sign_currency else ("count", None))


def _check_tail(phrase: _Phrase, *, counted: bool) -> None:
    """The free noun phrase hides neither a second amount nor, if it is counted, a measure."""
    tail = phrase.tokens[phrase.at :]
    for token in tail:
        if token[0].isnumeric() or token in _NUMBER_WORDS:
            raise phrase.error(f"a second amount begins at {token!r}")
    for token in takewhile(lambda word: counted and word not in _NOUN_PHRASE_ENDS, tail):
        if token in _UNCOUNTED:
            raise phrase.error(f"{token!r} leaves the unit in doubt")
