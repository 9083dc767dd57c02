"""What an article or a line tells of a person, and what is read from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from kg.people.names import Name, Trust, read_names
from kg.people.posts import Post, read_posts
from kg.times import parse_date, read_edtf


@dataclass(frozen=True, slots=True)
class Known:
    """A place or a body that somebody identified: what has an equal ``key`` is one.

    ``name`` is what reasons call it. ``within`` are the keys of all that hold it and of what it
    went on in; they, too, follow from the key. A place that has any is a division.
    """

    key: str
    name: str = field(compare=False)
    within: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Record:
    """What one article, or one line, says of a person.

    ``names`` and ``post`` are as printed; ``post`` may be a code such as ``deputy-county-head``,
    and ``title`` is then how it is printed. ``place`` and ``organization`` are as printed, or
    known. ``date`` is a day, a year or any EDTF, ``article`` an id.
    """

    id: str
    names: tuple[str, ...]
    post: str | None = None
    place: str | Known | None = None
    date: str | None = None
    article: str | None = None
    organization: str | Known | None = None
    title: str | None = None


PlaceKey = Callable[[str, Record], Known | None]
"""A place as printed, and the record it stands in -> which it is; None where that is not certain.
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """A record, read.

    ``first`` and ``last`` are the days that its date may mean. ``blocks`` are the keys of its
    names, of which records that may be one share at least one, unless one has only a surname.
    """

    record: Record
    names: tuple[Name, ...]
    posts: tuple[Post, ...]
    place: Known | None
    organization: Known | None
    first: date | None
    last: date | None
    blocks: frozenset[str]

    @classmethod
    def of(cls, record: Record, place_key: PlaceKey) -> Facts:
        """Reads a record.

        Without a post, it has the one that stands before or after its name; without a place, the
        one that the words of its post name.
        """
        names = tuple(name for written in record.names for name in read_names(written))
        posts = read_posts(record.post) if record.post else _titles(names)
        if any(name.full for name in names):
            names = tuple(name for name in names if name.full)
        place = record.place or next((post.place for post in posts if post.place), None)
        if isinstance(place, str):
            place = place_key(place, record)
        body = record.organization
        if isinstance(body, str):
            body = fold_place(body, record)
        first, last = days(record.date or "")
        blocks = frozenset(key for name in names for key in name.blocks)
        return cls(record, names, posts, place, body, first, last, blocks)

    @property
    def id(self) -> str:
        """The id of the record."""
        return self.record.id

    @property
    def is_part(self) -> bool:
        """Whether only a part of its name is known."""
        return not any(name.full for name in self.names)

    @property
    def may_be_turned(self) -> bool:
        """Whether each of its names could have the family name first or last."""
        return all(any(r.trust is Trust.TURNED for r in name.readings) for name in self.names)

    @property
    def parts(self) -> set[str]:
        """What may be its family name, or another part of its name that stands by itself."""
        return {key for name in self.names for key in name.parts}

    @property
    def spellings(self) -> set[str]:
        """The letters of its whole names."""
        return {name.readings[0].letters for name in self.names if name.full}

    def printed(self, post: Post) -> str:
        """One of its posts, as printed."""
        return self.record.title or post.written


def fold_place(printed: str, _record: Record) -> Known | None:
    """A place, or another body, by its words in small letters.

    >>> fold_place("the County of Shang-he, Shandong", Record("1", ())).key
    'shang he county, shandong'
    """
    folded = folded_words(printed)
    return Known(folded, printed) if folded else None


@lru_cache(maxsize=1 << 16)
def folded_words(printed: str) -> str:
    """Words in small letters without marks and articles; commas stay."""
    text = unicodedata.normalize("NFKD", printed.casefold())
    text = "".join(character for character in text if not unicodedata.combining(character))
    parts = [" ".join(re.sub(r"[^\w]|_", " ", part).split()) for part in text.split(",")]
    turned = (re.sub(r"^(?:the )?(county|city|district) of (.+)", r"\2 \1", part) for part in parts)
    return ", ".join(re.sub("^the ", "", part) for part in turned if part)


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


def _titles(names: tuple[Name, ...]) -> tuple[Post, ...]:
    """The posts that stand beside names, as in Mayor Wang: none that many bear."""
    found = (post for name in names for post in read_posts(name.title) if post.singles_out)
    return tuple(dict.fromkeys(found))
