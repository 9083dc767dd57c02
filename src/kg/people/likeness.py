"""What records of persons say, and how two compare: what agrees, is missing, or speaks against.

A name alone never decides. Two records are one person for certain only if the full name, the post
and the place all agree, and they stand in one article or are dated within ``TENURE_SPAN``. All
others have a score from 0 to 1, a sum of points: those of the names, and those that post, place,
time and organisation add or take.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache

from kg.people.names import Agreement, Name, Trust, best_agreement, read_names
from kg.people.posts import Post, PostAgreement, read_posts
from kg.times import parse_date, read_edtf

TENURE_SPAN = 731
"""Days. A county leader stays in one post for about three years; within two, the same name in the
same post of the same place is one tenure rather than a namesake who followed."""

LONG_ENOUGH_TO_MOVE = 366
"""Days after which another post or place says little: officials move on."""

LONG_AGO = 3653
"""Days after which nobody holds the post any more: the limit is two terms of five years."""


@dataclass(frozen=True, slots=True)
class Record:
    """What one article, or one line, says of a person.

    ``names`` and ``post`` are as printed (``post`` may be a code such as ``vice-mayor``), ``place``
    as printed or as a code or IRI, ``date`` a day, a year or any EDTF, ``article`` an id.
    """

    id: str
    names: tuple[str, ...]
    post: str | None = None
    place: str | None = None
    date: str | None = None
    article: str | None = None
    organization: str | None = None


PlaceKey = Callable[[str, Record], str | None]
"""A place as printed, and the record it stands in -> what equal places have in common; None where
that is not certain. Keys of six digits are codes, of which one may lie within another."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A record, read.

    ``first`` and ``last`` are the days that its date may mean. ``blocks`` are the keys of its
    names, of which records that may be one share at least one, unless one has only a surname.
    """

    record: Record
    names: tuple[Name, ...]
    posts: tuple[Post, ...]
    place: str | None
    first: date | None
    last: date | None
    blocks: frozenset[str]

    @classmethod
    def of(cls, record: Record, place_key: PlaceKey) -> Facts:
        """Reads a record; without a place, it has the one that the words of its post name."""
        names = tuple(name for written in record.names for name in read_names(written))
        if any(name.full for name in names):
            names = tuple(name for name in names if name.full)
        posts = read_posts(record.post) if record.post else ()
        printed = record.place or next((post.place for post in posts if post.place), None)
        first, last = days(record.date or "")
        place = place_key(printed, record) if printed else None
        blocks = frozenset(key for name in names for key in name.blocks)
        return cls(record, names, posts, place, first, last, blocks)

    @property
    def id(self) -> str:
        """The id of the record."""
        return self.record.id

    @property
    def may_be_turned(self) -> bool:
        """Whether each of its names could have the family name first or last."""
        return all(any(r.trust is Trust.TURNED for r in name.readings) for name in self.names)

    @property
    def families(self) -> set[str]:
        """What may be its family name."""
        return {key for name in self.names for key in name.families}


def fold_place(printed: str, _record: Record) -> str | None:
    """The words of a place in small letters; a code or an IRI as it is.

    >>> fold_place("the County of Shang-he, Shandong", Record("1", ()))
    'shang he county, shandong'
    """
    return _folded(printed)


@lru_cache(maxsize=1 << 16)
def days(written: str) -> tuple[date | None, date | None]:
    """The first and last day that a date as printed, or an EDTF, may mean; none if no year is told.

    Raises:
        ValueError: there is no such day.

    >>> days("May 2020"), days("Friday")
    ((datetime.date(2020, 5, 1), datetime.date(2020, 5, 31)), (None, None))
    """
    try:
        when = read_edtf(written) if written else None
    except ValueError:
        when = parse_date(written, None)
    return (when.earliest, when.latest) if when else (None, None)


def merge_reason(one: Facts, other: Facts) -> str | None:
    """Why two records are one person, in words; None if that is not certain."""
    if one.place is None or one.place != other.place:
        return None
    together = _tenure(one, other)
    if together is None:
        return None
    posts, post = _posts(one, other)
    if posts is not PostAgreement.SAME or post is None:
        return None
    names = best_agreement(one.names, other.names)
    if not names.is_full:
        return None
    return f"{names.value}; {posts.value} ({post.key}); the same place ({one.place}); {together}"


def conflict(one: Facts, other: Facts, *, strict: bool = True) -> bool:
    """Whether two records cannot stand in one cluster.

    Names must agree in full, or, unless ``strict``, only not differ. One place cannot have posts of
    two levels: the governor of Jilin and the mayor of Jilin are of two places with one name.
    """
    names = best_agreement(one.names, other.names)
    if not (names.is_full if strict else names.is_some):
        return True
    levels = [a.levels & b.levels for a in one.posts for b in other.posts if a.levels and b.levels]
    return bool(levels) and not any(levels) and one.place == other.place


def turned(one: Facts, other: Facts) -> bool:
    """Whether their names have the same words in another order, and it is open which is meant."""
    return best_agreement(one.names, other.names) is Agreement.TURNED


def same_characters(one: Facts, other: Facts) -> bool:
    """Whether their names have the same hanzi."""
    return best_agreement(one.names, other.names) is Agreement.HANZI


def compare(one: Facts, other: Facts) -> tuple[float, str] | None:
    """How likely two records are one person, from 0 to 1, and why; None if the names differ.

    A part of a name tells something only within one article, and a slip of a letter only where post
    and place are the same.
    """
    names = best_agreement(one.names, other.names)
    in_one = _in_one_article(one, other)
    if not names.is_some or (names is Agreement.PART and not in_one):
        return None
    signs = [
        _of_posts(one, other),
        _of_places(one, other),
        _of_article(one, other),
        _of_time(one, other),
        _of_organizations(one, other),
    ]
    if names is Agreement.SLIP and not all(sign and sign.points > 0 for sign in signs[:2]):
        return None
    told = [_Sign(_NAME_POINTS[names], names.value, "agree"), *(sign for sign in signs if sign)]
    if merge_reason(one, other):
        told.append(_Sign(0.0, "each of them also fits records that contradict", "against"))
    score = round(min(max(sum(sign.points for sign in told), 0.01), 0.99), 2)
    sides: dict[str, list[str]] = {"agree": [], "missing": [], "against": []}
    for sign in told:
        sides[sign.side].append(sign.words)
    return score, "; ".join(f"{side}: {', '.join(words)}" for side, words in sides.items() if words)


# Reading -----------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 16)
def _folded(printed: str) -> str | None:
    if "://" in printed:
        return printed.strip()
    text = unicodedata.normalize("NFKD", printed.casefold())
    text = "".join(character for character in text if not unicodedata.combining(character))
    parts = [" ".join(re.sub(r"[^\w]|_", " ", part).split()) for part in text.split(",")]
    turned = (re.sub(r"^(?:the )?(county|city|district) of (.+)", r"\2 \1", part) for part in parts)
    return ", ".join(re.sub("^the ", "", part) for part in turned if part) or None


# Comparing ---------------------------------------------------------------------------------------


class _Places(Enum):
    SAME = "the same place"
    PART = "one place may be the other or hold it"
    DIFFERENT = "different places"
    MISSING = "place"


@dataclass(frozen=True, slots=True)
class _Sign:
    """Something to compare: what it adds to the score, in words, and on which side it stands."""

    points: float
    words: str
    side: str


_NAME_POINTS = {
    Agreement.HANZI: 0.55,
    Agreement.KEY: 0.42,
    Agreement.READING: 0.42,
    Agreement.SPELLING: 0.28,
    Agreement.TURNED: 0.24,
    Agreement.PART: 0.16,
    Agreement.SLIP: -0.2,
}
_POST_POINTS = {
    PostAgreement.SAME: 0.2,
    PostAgreement.RELATED: 0.12,
    PostAgreement.GENERIC: 0.05,
    PostAgreement.DIFFERENT: -0.12,
}
_PLACE_POINTS = {_Places.SAME: 0.25, _Places.PART: 0.12, _Places.DIFFERENT: -0.18}
_ARTICLE_POINTS, _NEAR_POINTS, _LONG_AGO_POINTS = 0.15, 0.05, -0.1
_KEPT_TOO_LONG_POINTS = -0.1
_SAME_BODY_POINTS, _OTHER_BODY_POINTS = 0.15, -0.05


def _of_posts(one: Facts, other: Facts) -> _Sign:
    agreement, post = _posts(one, other)
    if agreement is PostAgreement.MISSING:
        return _Sign(0.0, "post", "missing")
    points = _POST_POINTS[agreement]
    apart = _apart(one, other)
    if agreement is PostAgreement.SAME and apart and apart[0] > LONG_AGO:
        words = f"{agreement.value}, {apart[0] // 365} years later"
        return _Sign(_KEPT_TOO_LONG_POINTS, words, "against")
    if agreement is PostAgreement.DIFFERENT:
        words = f"{agreement.value} ({one.posts[0].key}, {other.posts[0].key})"
        return _Sign(points / 3 if _may_have_moved(one, other) else points, words, "against")
    return _Sign(points, f"{agreement.value} ({post.key if post else ''})", "agree")


def _of_places(one: Facts, other: Facts) -> _Sign:
    agreement = _places(one.place, other.place)
    if agreement is _Places.MISSING:
        return _Sign(0.0, agreement.value, "missing")
    points = _PLACE_POINTS[agreement]
    if agreement is _Places.SAME:
        return _Sign(points, f"{agreement.value} ({one.place})", "agree")
    words = f"{agreement.value} ({one.place}; {other.place})"
    if agreement is _Places.PART:
        return _Sign(points, words, "agree")
    return _Sign(points / 3 if _may_have_moved(one, other) else points, words, "against")


def _of_article(one: Facts, other: Facts) -> _Sign | None:
    return (
        _Sign(_ARTICLE_POINTS, "in one article", "agree") if _in_one_article(one, other) else None
    )


def _of_time(one: Facts, other: Facts) -> _Sign | None:
    if _in_one_article(one, other):
        return None
    apart = _apart(one, other)
    if apart is None:
        return _Sign(0.0, "date", "missing")
    least, most = apart
    if most <= TENURE_SPAN:
        return _Sign(_NEAR_POINTS, _told(most), "agree")
    if least > LONG_AGO:
        return _Sign(_LONG_AGO_POINTS, f"dated {least // 365} years apart", "against")
    return _Sign(0.0, f"dated up to {round(most / 365.25)} years apart", "against")


def _of_organizations(one: Facts, other: Facts) -> _Sign | None:
    first, second = one.record.organization, other.record.organization
    if not (first and second):
        return None
    if _folded(first) == _folded(second):
        return _Sign(_SAME_BODY_POINTS, f"the same organisation ({first})", "agree")
    return _Sign(_OTHER_BODY_POINTS, f"different organisations ({first}; {second})", "against")


def _posts(one: Facts, other: Facts) -> tuple[PostAgreement, Post | None]:
    """How the posts agree at best, and the one that agrees."""
    best: tuple[PostAgreement, Post | None] = (PostAgreement.MISSING, None)
    for a in one.posts:
        for b in other.posts:
            found = a.agreement(b)
            if found < best[0]:
                best = (found, a)
    return best


@lru_cache(maxsize=1 << 16)
def _places(one: str | None, other: str | None) -> _Places:
    if one is None or other is None:
        return _Places.MISSING
    if one == other:
        return _Places.SAME
    if re.fullmatch("[0-9]{6}", one) and re.fullmatch("[0-9]{6}", other):
        short, long = sorted((_significant(one), _significant(other)), key=len)
        return _Places.PART if long.startswith(short) else _Places.DIFFERENT
    short, long = sorted((one, other), key=len)
    words, more = short.replace(",", " ").split(), long.replace(",", " ").split()
    inside = set(words) <= set(more) or (not short.isascii() and short in long)
    return _Places.PART if inside else _Places.DIFFERENT


def _significant(code: str) -> str:
    return re.sub("(?:00)+$", "", code)


def _in_one_article(one: Facts, other: Facts) -> bool:
    return one.record.article is not None and one.record.article == other.record.article


def _apart(one: Facts, other: Facts) -> tuple[int, int] | None:
    """The least and the most days that may lie between them; None if one is not dated."""
    if not (one.first and one.last and other.first and other.last):
        return None
    least = max((one.first - other.last).days, (other.first - one.last).days, 0)
    return least, max((one.last - other.first).days, (other.last - one.first).days)


def _may_have_moved(one: Facts, other: Facts) -> bool:
    apart = _apart(one, other)
    return apart is not None and apart[0] > LONG_ENOUGH_TO_MOVE


def _tenure(one: Facts, other: Facts) -> str | None:
    """What makes it one tenure, in words; None if nothing does."""
    if _in_one_article(one, other):
        return "in one article"
    apart = _apart(one, other)
    if apart is None or apart[1] > TENURE_SPAN:
        return None
    if any(post.former for post in (*one.posts, *other.posts)):
        return None
    return _told(apart[1])


def _told(days: int) -> str:
    if days == 0:
        return "dated the same day"
    if days < 60:
        return f"dated at most {days} day{'s' if days > 1 else ''} apart"
    return f"dated at most {round(days / 30.44)} months apart"
