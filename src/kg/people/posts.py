"""What a post as printed says: which post, of which place; the titles of one post fold.

"deputy head", "vice-mayor" and "one of its deputy county heads" of a county are 副县长: which post
the head of a government has is told by the place, so the words need not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache

from kg.people.pinyin import simplified

MOST_CHARACTERS = 500
"""A longer text is no title: nothing is read in it."""


class PostAgreement(Enum):
    """How two posts agree, the best first. The value says it in words."""

    SAME = "the same post"
    RELATED = "posts that may be one"
    GENERIC = "the same words, which many bear"
    DIFFERENT = "different posts"
    MISSING = "no post to compare"

    def __lt__(self, other: PostAgreement) -> bool:
        return _RANK[self] < _RANK[other]


_RANK = {agreement: rank for rank, agreement in enumerate(PostAgreement)}
_SMALL = frozenset("a an and at for in of on s the to".split())
_RANKS = frozenset("acting assistant deputy executive former honorary vice".split())
_FEWEST_COMMON, _MOST_COMMON = 3, 0.6


@dataclass(frozen=True, slots=True)
class Post:
    """One post.

    ``function`` is "head" (of a government), "secretary" (of the Party), "director of …", or, for
    every other post, the folded words between quotation marks. ``levels`` are the levels of
    government that the words allow, none if they tell nothing. ``place`` is as the words print it,
    ``written`` are the words themselves.
    """

    function: str
    deputy: bool = False
    levels: frozenset[str] = frozenset()
    executive: bool = False
    acting: bool = False
    former: bool = False
    place: str | None = None
    written: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """What posts that may agree have in common."""
        return f"deputy {self.function}" if self.deputy else self.function

    @property
    def singles_out(self) -> bool:
        """Whether a place has so few of them that name, post and place together tell who it is."""
        few = self.function in ("head", "secretary") or self.function.startswith("director of ")
        return few and not self.levels & {"town", "village"}

    def agreement(self, other: Post) -> PostAgreement:
        """How two posts agree, of places that are one or not known."""
        if self.key != other.key:
            return PostAgreement.RELATED if self._is_like(other) else PostAgreement.DIFFERENT
        if self.levels and other.levels and not self.levels & other.levels:
            return PostAgreement.DIFFERENT
        if (self.executive, self.acting) != (other.executive, other.acting):
            return PostAgreement.RELATED
        return PostAgreement.SAME if self.singles_out else PostAgreement.GENERIC

    def _is_like(self, other: Post) -> bool:
        """Whether most words of their names are the same, as where a body's place is named."""
        one, another = _words(self.function), _words(other.function)
        common = one & another
        ranks = (one ^ another) & _RANKS
        return (
            self.deputy == other.deputy
            and not ranks
            and len(common) >= _FEWEST_COMMON
            and len(common) >= _MOST_COMMON * len(one | another)
        )


@lru_cache(maxsize=1 << 16)
def _words(function: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", function)) - _SMALL


# The words of a level -> the levels that may be meant: news gives counties and districts mayors.
_COUNTY = frozenset({"county"})
_LEVELS = {
    **dict.fromkeys(("county", "banner", "autonomous county"), _COUNTY),
    "district": frozenset({"county", "district"}),
    **dict.fromkeys(("city", "municipal", "municipality"), frozenset({"city"})),
    **dict.fromkeys(("prefecture", "prefectural", "league"), frozenset({"prefecture"})),
    "autonomous prefecture": frozenset({"prefecture"}),
    **dict.fromkeys(("province", "provincial"), frozenset({"province"})),
    **dict.fromkeys(("region", "regional", "autonomous region"), frozenset({"province"})),
    **dict.fromkeys(("township", "town", "subdistrict"), frozenset({"town"})),
    "village": frozenset({"village"}),
}
_TITLE_LEVELS = {
    "mayor": frozenset({"city", "county", "district"}),
    "magistrate": _COUNTY,
    "governor": frozenset({"province", "prefecture"}),
}
_HANZI_LEVELS = {
    **{"县": _COUNTY, "旗": _COUNTY, "区": _LEVELS["district"], "市": _LEVELS["city"]},
    **{"州": _LEVELS["prefecture"], "盟": _LEVELS["prefecture"], "省": _LEVELS["province"]},
    **{"自治区": _LEVELS["province"], "镇": _LEVELS["town"], "乡": _LEVELS["town"]},
    "村": _LEVELS["village"],
}
_LEVEL = "|".join(sorted(_LEVELS, key=len, reverse=True))
_UNITS = "bureau|department|office|commission|committee|federation|administration|association"
_GOVERNMENT = r"(?:\s+(?:people s\s+|local\s+)?government)?"
_BEFORE = r"(?:(?P<executive>executive|standing)\s+)?(?:(?P<{0}>deputy|vice|assistant)\s+)?"
_HEADS = r"(?P<title>head|mayor|magistrate|governor|chief|chairman|chairwoman|leader)"
_DIRECTORS = (
    r"(?P<title>director general|director|head|chief|minister|president|chairman|chairwoman)"
)
_OF = r"\s+(?:of|in|for|from|at)\s+"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_HEAD_OF = _pattern(
    _BEFORE.format("deputy")
    + rf"(?:(?P<level>{_LEVEL})\s+)?(?:(?P<inner>deputy|vice)\s+)?{_HEADS}"
    + rf"(?:{_OF}(?P<place>.+?))?{_GOVERNMENT}"
)
_OF_HEAD = _pattern(
    rf"(?P<place>.+?)\s+(?:s\s+)?{_BEFORE.format('deputy')}"
    + rf"(?:(?P<level>{_LEVEL})\s+)?(?:(?P<inner>deputy|vice)\s+)?{_HEADS}"
)
_PARTY = r"(?:cpc|communist\s+party(?:\s+of\s+china)?|party)"
_SECRETARY_OF = _pattern(
    _BEFORE.format("deputy")
    + rf"(?:(?P<level>{_LEVEL})\s+)?(?:(?P<inner>deputy|vice)\s+)?"
    + rf"(?:{_PARTY}\s+(?:committee\s+)?)(?:secretary|chief|head|boss|leader)"
    + rf"(?:{_OF}(?P<place>.+?))?"
)
_SECRETARY_OF_COMMITTEE = _pattern(
    _BEFORE.format("deputy")
    + rf"(?:{_PARTY}\s+)?secretary{_OF}(?:the\s+)?"
    + rf"(?:{_PARTY}\s+committee(?:{_OF}(?P<later>.+))?"
    + rf"|(?:{_PARTY}\s+)?(?P<place>.*?)\s*(?P<level>{_LEVEL})?\s*{_PARTY}?\s*committee"
    + rf"(?:\s+of\s+(?:the\s+)?{_PARTY})?)"
)
_OF_SECRETARY = _pattern(
    rf"(?P<place>.+?)\s+(?:s\s+)?{_BEFORE.format('deputy')}(?:(?P<level>{_LEVEL})\s+)?"
    rf"(?:(?P<inner>deputy|vice)\s+)?{_PARTY}\s+(?:committee\s+)?"
    r"(?:(?P<late>deputy|vice)\s+)?(?:secretary|chief|boss|head)"
)
_DIRECTOR_OF = _pattern(
    _BEFORE.format("deputy")
    + rf"{_DIRECTORS}{_OF}(?P<unit>.*?\b(?:{_UNITS}))\b(?:{_OF}(?P<place>.+))?"
)
_OF_DIRECTOR = _pattern(
    rf"(?P<unit>.+?\b(?:{_UNITS}))\s+(?:s\s+)?{_BEFORE.format('deputy')}{_DIRECTORS}"
    rf"(?:{_OF}(?P<place>.+))?"
)
_OWNED = _pattern(r"(?P<place>.+?)\s+s\s+(?P<unit>.+)")
_LEVELLED = _pattern(rf"(?P<place>.*?)\s*\b(?P<level>{_LEVEL})\s+(?P<unit>.+)")
_BODIES = _pattern(
    rf"\b(?:{_UNITS}|institute|school|company|group|team|university|college|academy|cooperative|firm|"
    r"enterprise|factory|farm|hospital|center|centre|station|branch|union|club|court|section|division)\b"
)
_OTHER_COMMITTEES = _pattern(
    r"youth|disciplin|inspection|supervis|legal|politic|law|work committee"
)
_OTHER_HANZI_COMMITTEES = re.compile("纪委|监委|政法委|工委|共青团|团.?委")
_ACTING = _pattern(r"^(?:acting|interim)\s+")
_FORMER = _pattern(r"^(?:former|ex|then|previous|retired|late|onetime)\s+")
_NOISE = _pattern(
    r"^(?:(?:(?:one|two|three|some|many)\s+of\s+(?:its|their|the)|the|a|an|its|their|"
    r"newly\s+appointed|current|incumbent|local)\s+)+"
)
_ANAPHOR = _pattern(rf"(?:the|its|their|this|that)?\s*(?P<level>{_LEVEL})?(?:\s+s)?")
_LEVEL_AT_END = _pattern(rf".*\b(?P<level>{_LEVEL})")
_FEWER = {"secretaries": "secretary", "deputies": "deputy"}
_SINGULAR = re.compile(
    r"\b(head|mayor|magistrate|governor|director|chief|leader|president|official|villager)s\b",
    re.IGNORECASE,
)
_HANZI_HEAD = re.compile(
    r"(?P<place>.*?)(?:人民)?(?:政府)?(?P<prefix>常务副|副|代理|代|)"
    r"(?:(?P<level>[县市区州旗盟省镇乡村])长|(?P<region>自治区)(?:人民)?(?:政府)?(?P<late>副?)主席)"
)
_HANZI_FORMER = re.compile("^[原前]|(?<=[县市区州旗盟省镇乡村])[原前](?=.+(?:长|书记|主席)$)")
_HANZI_SECRETARY = re.compile(
    r"(?:中共)?(?P<place>.*?)(?P<level>自治区|[县市区州旗盟省镇乡村])?(?:党)?(?:委|支部|总支)(?:会)?"
    r"(?P<prefix>常务副|副|代理|代|)书记"
)
_HANZI_PUBLICITY = re.compile(
    r"(?:中共)?(?P<place>.*?)(?P<level>[县市区州旗盟省]?)委?宣传部(?P<prefix>副|)部?长"
)
_SPLIT = re.compile(r"[、，;；/&]|\s+and\s+|\s+as well as\s+|,|兼任?")


@lru_cache(maxsize=1 << 16)
def read_posts(written: str) -> tuple[Post, ...]:
    """The posts in what is printed, or in a code such as ``deputy-county-head``.

    Words that join several known posts are split; all others are one post. Empty where there is no
    word, or no end of words.

    >>> [(post.key, post.place) for post in read_posts("one of Shanghe's deputy county heads")]
    [('deputy head', 'Shanghe county')]
    >>> [(post.key, post.place) for post in read_posts("县委副书记、商河县县长")]
    [('deputy secretary', None), ('head', '商河县')]
    """
    if len(written) > MOST_CHARACTERS:
        return ()
    parts = [part.strip() for part in _SPLIT.split(written) if part.strip()]
    known = [_known(part) for part in parts]
    if len(parts) > 1 and all(known):
        return tuple(dict.fromkeys(post for post in known if post))
    whole = _known(written)
    if whole:
        return (whole,)
    words = "".join(map(simplified, _folded(written).casefold()))
    return (Post(f'"{words}"', written=" ".join(written.split())),) if words else ()


@lru_cache(maxsize=1 << 16)
def _known(written: str) -> Post | None:
    if re.search("[㐀-鿿]", written):
        post = _known_in_hanzi("".join(map(simplified, "".join(written.split()))))
    else:
        post = _known_in_letters(_folded(written))
    return replace(post, written=" ".join(written.split())) if post else None


def _known_in_letters(words: str) -> Post | None:
    former = bool(_FORMER.match(words))
    words = _NOISE.sub("", _FORMER.sub("", words))
    acting = bool(_ACTING.match(words))
    words = _ACTING.sub("", words)
    for read in (_director, _secretary, _head):
        post = read(words)
        if post:
            return replace(post, acting=acting, former=former)
    return None


def _folded(written: str) -> str:
    """Words by single spaces, without hyphens and apostrophes; titles in the singular."""
    text = re.sub("[‘’ʼ`´]", "'", written)
    text = re.sub(r"(?i)\bwomen'?s'?\b", "womens", text)
    text = re.sub(r"[-‐‑–_]", " ", text).replace("'", " ")
    text = re.sub(r"\bPeople s\b", "people s", text)
    for many, one in _FEWER.items():
        text = re.sub(many, one, text, flags=re.IGNORECASE)
    text = re.sub(r"(?i)\bone of (.+?) s\s+(?=deputy|vice|county|district)", r"\1 ", text)
    return _SINGULAR.sub(r"\1", " ".join(text.strip(" .,;").split()))


def _head(words: str) -> Post | None:
    found = _HEAD_OF.fullmatch(words) or _OF_HEAD.fullmatch(words)
    if not found:
        return None
    title, level = found["title"].casefold(), found["level"]
    place = found["place"]
    if place and not _is_place(place):
        return None
    if title in ("chairman", "chairwoman") and "autonomous region" not in f"{place}".casefold():
        return None
    if title in ("chief", "leader") and not level:
        return None
    return _placed(
        Post(
            "head",
            deputy=bool(found["deputy"] or found["inner"]),
            executive=bool(found["executive"]),
            levels=_TITLE_LEVELS.get(title, frozenset()),
        ),
        place,
        level,
    )


def _is_place(words: str) -> bool:
    """Whether the words can name a place: a name, a level or "the county", and no body."""
    named = any(c.isupper() for c in words) or _LEVEL_AT_END.fullmatch(words)
    return bool(named) and not _BODIES.search(words)


def _secretary(words: str) -> Post | None:
    if _OTHER_COMMITTEES.search(words):
        return None
    found = (
        _SECRETARY_OF.fullmatch(words)
        or _SECRETARY_OF_COMMITTEE.fullmatch(words)
        or _OF_SECRETARY.fullmatch(words)
    )
    if not found:
        return None
    groups = found.groupdict()
    deputy = any(groups.get(name) for name in ("deputy", "inner", "late"))
    place = groups.get("place") or groups.get("later")
    if place and not _is_place(place):
        return None
    post = Post("secretary", deputy=deputy, executive=bool(groups.get("executive")))
    return _placed(post, place, groups.get("level"))


def _director(words: str) -> Post | None:
    found = _DIRECTOR_OF.fullmatch(words) or _OF_DIRECTOR.fullmatch(words)
    if not found:
        return None
    unit, place, level = _NOISE.sub("", found["unit"]), found["place"], None
    owned = _OWNED.fullmatch(unit) or _LEVELLED.fullmatch(unit)
    owner = owned["place"] if owned else ""
    if owned:
        unit, level = owned["unit"], owned.groupdict().get("level")
    if " " not in unit:  # the bureau of commerce, of Linfen
        field, _, place = (place or "").partition(" of ")
        unit = f"{_NOISE.sub('', field)} {unit}" if field else ""
    if not unit:
        return None
    post = Post(
        f"director of {' '.join(unit.casefold().split())}",
        deputy=bool(found["deputy"]),
        executive=bool(found["executive"]),
    )
    return _placed(post, place or owner, level)


def _placed(post: Post, place: str | None, level: str | None) -> Post:
    """The post with its place as printed and what the words of place and level tell of levels."""
    place = (place or "").strip()
    level = " ".join((level or "").casefold().split())
    anaphor = _ANAPHOR.fullmatch(place)
    if anaphor:
        place, level = "", (anaphor["level"] or level).casefold()
    place = re.sub(r"(?i)^the\s+|\s+s$", "", place)
    ending = _LEVEL_AT_END.fullmatch(place.partition(",")[0])
    if ending:
        levels = _LEVELS[" ".join(ending["level"].casefold().split())]
    else:
        levels = _LEVELS.get(level, post.levels)
        if place and "," not in place and level in ("county", "district", "banner"):
            place = f"{place} {level}"
    return replace(post, place=place or None, levels=levels)


def _known_in_hanzi(text: str) -> Post | None:
    former = bool(_HANZI_FORMER.search(text))
    text = _HANZI_FORMER.sub("", text)
    for function, pattern in (
        ("director of publicity department", _HANZI_PUBLICITY),
        ("secretary", _HANZI_SECRETARY),
        ("head", _HANZI_HEAD),
    ):
        found = pattern.fullmatch(text)
        if found and not _OTHER_HANZI_COMMITTEES.search(text):
            groups = found.groupdict()
            level = groups.get("level") or groups.get("region") or ""
            place = groups["place"]
            if place and not place.endswith(tuple(_HANZI_LEVELS)):
                place += level
            return Post(
                function,
                deputy="副" in groups["prefix"] + (groups.get("late") or ""),
                levels=_HANZI_LEVELS.get(level, frozenset()),
                executive="常务" in groups["prefix"],
                acting="代" in groups["prefix"],
                former=former,
                place=place or None,
            )
    return None
