"""How two records of persons compare: what agrees, is missing, or speaks against.

A name alone never decides. Two records are one person for certain only if the full name, the post
and the place all agree, and they stand in one article or are dated within ``TENURE_SPAN``. All
others have a score from 0 to 1, a sum of points: those of the names, and those that post, place,
time and organisation add or take.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kg.people.agreement import Agreement, best_agreement
from kg.people.posts import PostAgreement
from kg.people.records import Facts, Known, folded_words

TENURE_SPAN = 731
"""Days. A county leader stays in one post for about three years; within two, the same name in the
same post of the same place is one tenure rather than a namesake who followed."""

LONG_ENOUGH_TO_MOVE = 366
"""Days after which another post or place says little: officials move on."""

LONG_AGO = 3653
"""Days after which nobody holds the post any more: the limit is two terms of five years."""


def merge_reason(one: Facts, other: Facts) -> str | None:
    """Why two records are one person, in words; None if that is not certain."""
    if one.place is None or other.place is None or one.place != other.place:
        return None
    together = _tenure(one, other)
    if together is None:
        return None
    posts, printed = _posts(one, other)
    if posts is not PostAgreement.SAME:
        return None
    names = best_agreement(one.names, other.names)
    if not names.is_full:
        return None
    place = _told_once(one.place.name, other.place.name)
    return f"{names.value}; {posts.value} ({printed}); the same place ({place}); {together}"


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

    A part of a name tells something only within one article, or with the same post and place within
    one tenure; a letter that differs only in the same place, and between two names that can both be
    right only with the same post or in one article.
    """
    names = best_agreement(one.names, other.names)
    if not _is_enough(names, one, other):
        return None
    signs = [
        _of_posts(one, other),
        _of_places(one, other),
        _of_article(one, other),
        _of_time(one, other),
        _of_bodies(one, other),
    ]
    told = [_Sign(_NAME_POINTS[names], names.value, "agree"), *(sign for sign in signs if sign)]
    if merge_reason(one, other):
        told.append(_Sign(0.0, "each of them also fits records that contradict", "against"))
    score = round(min(max(sum(sign.points for sign in told), 0.01), 0.99), 2)
    sides: dict[str, list[str]] = {"agree": [], "missing": [], "against": []}
    for sign in told:
        sides[sign.side].append(sign.words)
    return score, "; ".join(f"{side}: {', '.join(words)}" for side, words in sides.items() if words)


# Comparing ---------------------------------------------------------------------------------------


class _Places(Enum):
    SAME = "the same place"
    PART = "one place may be the other or hold it"
    DIFFERENT = "different places"


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
    Agreement.MISPRINT: -0.1,
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


def _is_enough(names: Agreement, one: Facts, other: Facts) -> bool:
    """Whether two names, or what stands beside names that agree in part, make them worth a look."""
    if names not in (Agreement.PART, Agreement.MISPRINT, Agreement.SLIP):
        return names.is_some
    in_one = _in_one_article(one, other)
    if names is Agreement.PART and in_one:
        return True
    if one.place is None or one.place != other.place:
        return False
    post, _ = _posts(one, other)
    same = post in (PostAgreement.SAME, PostAgreement.RELATED)
    if names is Agreement.PART:
        return same and not _are_apart(one, other, TENURE_SPAN)
    return same or in_one or names is Agreement.MISPRINT


def _of_posts(one: Facts, other: Facts) -> _Sign:
    agreement, printed = _posts(one, other)
    if agreement is PostAgreement.MISSING:
        return _Sign(0.0, "post", "missing")
    points = _POST_POINTS[agreement]
    apart = _apart(one, other)
    if agreement is PostAgreement.SAME and apart and apart[0] > LONG_AGO:
        words = f"{agreement.value}, {apart[0] // 365} years later"
        return _Sign(_KEPT_TOO_LONG_POINTS, words, "against")
    words = f"{agreement.value} ({printed})"
    if agreement is PostAgreement.DIFFERENT:
        return _Sign(_less_later(points, one, other), words, "against")
    return _Sign(points, words, "agree")


def _of_places(one: Facts, other: Facts) -> _Sign:
    if one.place is None or other.place is None:
        return _Sign(0.0, "place", "missing")
    agreement = _places(one.place, other.place)
    points = _PLACE_POINTS[agreement]
    words = f"{agreement.value} ({_told_once(one.place.name, other.place.name)})"
    if agreement is _Places.DIFFERENT:
        return _Sign(_less_later(points, one, other), words, "against")
    return _Sign(points, words, "agree")


def _less_later(points: float, one: Facts, other: Facts) -> float:
    """What speaks against says less where there was time to move."""
    return points / 3 if _are_apart(one, other, LONG_ENOUGH_TO_MOVE) else points


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


def _of_bodies(one: Facts, other: Facts) -> _Sign | None:
    first, second = one.organization, other.organization
    if not (first and second):
        return None
    told = _told_once(first.name, second.name)
    if first == second:
        return _Sign(_SAME_BODY_POINTS, f"the same organisation ({told})", "agree")
    return _Sign(_OTHER_BODY_POINTS, f"different organisations ({told})", "against")


def _posts(one: Facts, other: Facts) -> tuple[PostAgreement, str]:
    """How the posts agree at best, and those two as printed."""
    best: tuple[PostAgreement, str] = (PostAgreement.MISSING, "")
    for a in one.posts:
        for b in other.posts:
            found = a.agreement(b)
            if found < best[0]:
                best = (found, _told_once(one.printed(a), other.printed(b)))
    return best


def _places(one: Known, other: Known) -> _Places:
    if one == other:
        return _Places.SAME
    if one.key in other.within or other.key in one.within:
        return _Places.PART
    if one.within and other.within:
        return _Places.DIFFERENT
    short, long = sorted(map(folded_words, (one.name, other.name)), key=len)
    words, more = short.replace(",", " ").split(), long.replace(",", " ").split()
    inside = set(words) <= set(more) or (not short.isascii() and short in long)
    return _Places.PART if inside else _Places.DIFFERENT


def _told_once(one: str, other: str) -> str:
    """Both, or one of them where only capitals differ."""
    return one if one.casefold() == other.casefold() else f"{one}; {other}"


def _in_one_article(one: Facts, other: Facts) -> bool:
    return one.record.article is not None and one.record.article == other.record.article


def _apart(one: Facts, other: Facts) -> tuple[int, int] | None:
    """The least and the most days that may lie between them; None if one is not dated."""
    if not (one.first and one.last and other.first and other.last):
        return None
    least = max((one.first - other.last).days, (other.first - one.last).days, 0)
    return least, max((one.last - other.first).days, (other.last - one.first).days)


def _are_apart(one: Facts, other: Facts, days: int) -> bool:
    """Whether more days than these certainly lie between them."""
    apart = _apart(one, other)
    return apart is not None and apart[0] > days


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
