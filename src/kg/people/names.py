"""What a person's name as printed says of who is named.

A Chinese name is read as a family name and a given name, in Hanyu Pinyin letters without tones;
``v`` stands for ü. Case, hyphens, apostrophes, spaces and tones are folded, and so is where one
syllable ends and the next begins: "Xian" and "Xi'an" are one. Other names get their folded letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import lru_cache
from itertools import islice, product

from kg.people.pinyin import (
    COMPOUND_LETTERS,
    COMPOUND_SURNAMES,
    MOST_READINGS,
    SYLLABLES,
    family_readings,
    given_readings,
    simplified,
    syllable_count,
    wade_giles,
    without_dots,
)


class Trust(IntEnum):
    """How far a reading of a name may be trusted; the least trusted first."""

    RARE = 1
    """An unusual reading of hanzi, or Wade-Giles."""
    TURNED = 2
    """The family name printed last, where either word could be the family name."""
    USUAL = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name; ``family`` is empty where the name is not divided."""

    family: str
    given: str
    trust: Trust = Trust.USUAL

    @property
    def letters(self) -> str:
        """The family name, then the given name, with nothing between them."""
        return self.family + self.given


@dataclass(frozen=True, slots=True)
class Name:
    """A name without titles.

    ``hanzi`` is empty for a name in Latin letters. ``full`` is False for a surname by itself, or
    one word. ``words`` are the folded words as printed, of a name that is not read as Chinese.
    ``title`` is what was printed before or after it.
    """

    written: str
    readings: tuple[Reading, ...]
    full: bool
    hanzi: str = ""
    words: tuple[str, ...] = ()
    title: str = field(default="", compare=False)

    @property
    def blocks(self) -> frozenset[str]:
        """Keys of which names share at least one if they agree as more than parts.

        A surname by itself has none.
        """
        if not self.full and any(one.family for one in self.readings):
            return frozenset()
        turned = {"".join(sorted(self.words))} if self.words else set()
        return frozenset(without_dots(one.letters) for one in self.readings) | turned

    @property
    def parts(self) -> frozenset[str]:
        """What may stand for it by itself: the family name, the given name, any of its words."""
        read = (part for one in self.readings for part in (one.family, one.given) if part)
        return frozenset((*map(without_dots, read), *self.words))


_TITLES = """
    mr mrs ms miss madam madame sir dr doctor prof professor comrade mayor vice deputy governor
    magistrate head county district city provincial party chief secretary director president
    chairman chairwoman chairperson official minister manager acting former then executive
"""
_HANZI_TITLES = (
    "(?:[省市县区州旗盟]委)?(?:常务)?[副代]?(?:先生|女士|小姐|同志|教授|博士|老师|记者|主席|主任|书记|"
    "[部局院校厅处科县市省区州盟旗镇乡村会]长|总?经理)"
)
_HANZI = "㐀-鿿豈-\ufaff\U00020000-\U0003ffff〇"
_HANZI_NAME = re.compile(rf"[{_HANZI}][{_HANZI}\s·•・]*")
_TITLE_BEFORE = re.compile(rf"^.*{_HANZI_TITLES}(?=..)")
_TITLE_AFTER = re.compile(rf"(?<=.){_HANZI_TITLES}$")
_TITLE_WORDS = frozenset(_TITLES.split())
_APOSTROPHES = re.compile("[‘’ʼʻ`´′ʹ＇]")
_HYPHENS = re.compile("[‐‑‒–—−－﹣]")
_LONGEST_GIVEN = 2
_MOST_CHARACTERS = 100


@lru_cache(maxsize=1 << 17)
def read_names(written: str) -> tuple[Name, ...]:
    """The names in what is printed: one in hanzi, one in Latin letters, or both.

    Empty where no letter is left once titles are stripped, and for a text too long to be a name.

    >>> [name.readings[0].letters for name in read_names("CHEN Xiao-dong (陈晓东)")]
    ['chenxiaodong', 'chenxiaodong']
    """
    plain = unicodedata.normalize("NFC", written)
    if len(plain) > _MOST_CHARACTERS:
        return ()
    hanzi = [_hanzi_name(match) for match in _HANZI_NAME.findall(plain)]
    latin = _latin_name(_HANZI_NAME.sub(" ", plain))
    return tuple(dict.fromkeys(name for name in (*hanzi, latin) if name))


# Latin letters -----------------------------------------------------------------------------------


def _latin_name(text: str) -> Name | None:
    text = _HYPHENS.sub("-", _APOSTROPHES.sub("'", text))
    text = re.sub(r"[^\w\s,:'-]|[\d_]", " ", re.sub(r"(?<=\w)'s\b", "", text))
    marked = _marked_order(text)
    titles, kept = _shorn(text.replace(",", " "))
    words, title = tuple(kept), " ".join(titles)
    if not words:
        return None
    readings = _pinyin_readings(words, marked) or _wade_giles_readings(words, marked)
    if readings:
        return Name(text, readings, bool(readings[0].family and readings[0].given), title=title)
    plain = tuple(_plain(part) for word in words for part in word.split("-"))
    return Name(text, (Reading("", "".join(plain)),), len(plain) > 1, words=plain, title=title)


def _shorn(text: str) -> tuple[list[str], list[str]]:
    """The titles before a name, and its words; a title by itself is taken for a word."""
    kept = [word for word in text.split() if word.strip("'-:")]
    first = 0
    while first < len(kept) - 1 and _TITLE_WORDS.issuperset(
        kept[first].casefold().strip(":").split("-")
    ):
        first += 1
    return kept[:first], [word.strip("'-:") or word for word in kept[first:]]


def _marked_order(text: str) -> str | None:
    """ "first" or "last" where a comma or capitals show which word is the family name."""
    before, comma, after = (part.strip() for part in text.partition(","))
    if comma and before and after and "," not in after:
        return "first" if len(_shorn(before)[1]) == 1 else None
    _, words = _shorn(text.replace(",", " "))
    loud = [len(word) > 1 and word.isupper() for word in words]
    if len(words) > 1 and loud[0] != loud[-1] and sum(loud) == 1:
        return "first" if loud[0] else "last"
    return None


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> str:
    """Small letters without marks; ü, however written, becomes v. Apostrophes and hyphens stay."""
    spelled = unicodedata.normalize("NFD", word.casefold())
    bare = "".join(c for c in spelled if c == "\u0308" or not unicodedata.combining(c))
    bare = bare.replace("u\u0308", "v").replace("\u0308", "").replace("u:", "v").replace(":", "")
    bare = re.sub(r"lyu|\bnyu", lambda match: match[0][0] + "v", bare)
    return re.sub(r"([ln])ue", r"\1ve", re.sub(r"([jqxy])v", r"\1u", bare))


def _plain(word: str) -> str:
    """Small letters without marks, apostrophes and hyphens."""
    spelled = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in spelled if character.isalpha())


def _pinyin_readings(words: tuple[str, ...], marked: str | None) -> tuple[Reading, ...]:
    """Every way to read the words as family and given name; empty if there is none."""
    parts = [re.split(r"['-]", _fold(word)) for word in words]
    if not all(syllable_count(part) for word in parts for part in word):
        return ()
    letters = ["".join(word) for word in parts]
    lengths = [sum(map(syllable_count, word)) for word in parts]
    if len(words) == 1:
        return _one_word(letters[0], parts[0])
    compound = [letters[0] in COMPOUND_LETTERS, letters[-1] in COMPOUND_LETTERS]
    if not marked and compound[0] != compound[1]:
        marked = "first" if compound[0] else "last"
    found: list[Reading] = []
    for turned in (False, True):
        if marked == ("first" if turned else "last"):
            continue
        taken = _family_of(letters, lengths, turned)
        if taken:
            cut = len(letters) - taken if turned else taken
            ends = ("".join(letters[:cut]), "".join(letters[cut:]))
            family, given = reversed(ends) if turned else ends
            doubtful = turned and bool(found)
            found.append(Reading(family, given, Trust.TURNED if doubtful else Trust.USUAL))
    return tuple(found)


def _one_word(letters: str, parts: list[str]) -> tuple[Reading, ...]:
    """A surname, unless a hyphen shows a surname and what follows it."""
    if letters in SYLLABLES or letters in COMPOUND_LETTERS:
        return (Reading(letters, ""),)
    if len(parts) == 3:
        return (Reading(parts[0], "".join(parts[1:])),)
    return ()


def _family_of(letters: list[str], lengths: list[int], turned: bool) -> int:
    """How many words, from the first or from the last, are the family name; 0 if none can be."""
    order = -1 if turned else 1
    ordered, counts = letters[::order], lengths[::order]
    pair = "".join(ordered[:2][::order])
    for taken, family in ((2, pair), (1, ordered[0])):
        known = family in COMPOUND_LETTERS or (taken == 1 and family in SYLLABLES)
        if known and 1 <= sum(counts[taken:]) <= _LONGEST_GIVEN:
            return taken
    return 0


def _wade_giles_readings(words: tuple[str, ...], marked: str | None) -> tuple[Reading, ...]:
    """Readings of a name in Wade-Giles, with or without its apostrophes; all of little trust."""
    if len(words) == 1 or not any("-" in word or "'" in word for word in words):
        return ()
    syllables = [part for word in words for part in _fold(word).split("-")]
    if marked == "last":
        last = len(words[-1].split("-"))
        syllables = syllables[-last:] + syllables[:-last]
    table = wade_giles()
    if not 2 <= len(syllables) <= _LONGEST_GIVEN + 1 or not all(s in table for s in syllables):
        return ()
    spelled = product(*(table[syllable] for syllable in syllables))
    return tuple(
        Reading(family, "".join(given), Trust.RARE)
        for family, *given in islice(spelled, MOST_READINGS)
    )


# Hanzi -------------------------------------------------------------------------------------------


def _hanzi_name(text: str) -> Name | None:
    parts = [part for part in re.split(r"[·•・]", "".join(text.split())) if part]
    printed = "".join(parts)
    simple = "".join(map(simplified, printed))
    before = _TITLE_BEFORE.match(simple)
    start = before.end() if before else 0
    after = _TITLE_AFTER.search(simple[start:])
    end = start + after.start() if after else len(simple)
    hanzi, simple, title = printed[start:end], simple[start:end], simple[:start] + simple[end:]
    if not hanzi:
        return None
    width = 2 if simple[:2] in COMPOUND_SURNAMES else 1
    divided = len(parts) == 1 and len(simple) - width <= _LONGEST_GIVEN
    if not divided:
        return Name(text, tuple(_readings_of(simple, "")), True, hanzi, title=title)
    readings = tuple(islice(_divided(simple[:width], simple[width:]), MOST_READINGS))
    return Name(text, readings, len(simple) > width, hanzi, title=title)


def _divided(family: str, given: str) -> Iterator[Reading]:
    usual, rare = family_readings(family)
    for letters in usual:
        yield from _readings_of(given, letters)
    for letters in rare:
        yield from (replace(one, trust=Trust.RARE) for one in _readings_of(given, letters))


def _readings_of(given: str, family: str) -> Iterator[Reading]:
    usual, rare = given_readings(given)
    yield from (Reading(family, letters) for letters in usual)
    yield from (Reading(family, letters, Trust.RARE) for letters in rare)
