"""Takes printed names of places apart: the name, its type word, and what it is said to lie in.

Nothing here knows the gazetteer. English names come in any spelling of Hanyu Pinyin; they meet
under a key of plain letters. Chinese names are keys as they are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from kg.places.words import (
    BELOW,
    COUNTRY,
    HEADS,
    HEADS_OF,
    KINDS,
    KINDS_ZH,
    LABELS,
    OFFICES,
    PARTS,
    PEOPLES,
    PEOPLES_ZH,
    PINYIN,
    PLURALS,
    QUALITIES,
    REGIONS,
    UNNAMED,
    Kind,
)

_QUOTES = str.maketrans(dict.fromkeys("’‘`´ʼ”＇ˈ", "'") | dict.fromkeys("‐‑–—－", "-"))
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_LONG_U = re.compile(r"(?<=[ln])(?:ü|v|yu)")
_NO_LETTERS = dict.fromkeys(code for code in range(128) if not chr(code).islower())
_NOT_LETTERS = re.compile("[^a-zü]")
_SPACES = re.compile(r"\s+")
_SPLIT = re.compile(r"\s*[,，(（;]\s*")
_OF = re.compile(r" (?:of|in|under|from) (?:the )?")
_POSSESSIVE = re.compile(r"(?<=\w)'s(?= )")
_PEOPLE = "|".join(f"{people}(?:[ -]?zu)?" for people in sorted(PEOPLES, key=len, reverse=True))
_PEOPLES = re.compile(
    rf"(?<=\w)[ -]+(?:{_PEOPLE})(?:(?: ?,?[ -]and[ -]| ?,[ -]?| & |[ -])(?:{_PEOPLE}))*"
    r"(?=[ -]+(?:autonomous|county|prefecture|banner|region|district|zizhi))"
)
_PEOPLES_END = re.compile(rf"(?<=\w)(?:(?: ?, ?| ?, ?and | and | )(?:{_PEOPLE}))+$")
_PEOPLES_HAN = re.compile(rf"(?<=..)(?:{'|'.join(sorted(PEOPLES_ZH, key=len, reverse=True))})+$")
_TOLD = re.compile(
    r", (?:an?|the) ([a-z][a-z -]*?)(?= (?:in|of|under|by|at|on|from|with)\b|[,.;)]|$)"
)
_AUTONOMOUS = re.compile(r"\bzi[ -]?zhi[ -](xian|zhou|qu|qi)\b")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\-]+")
LONGEST = 100  # characters of a name
_LENGTHS_HAN = sorted({len(word) for word in KINDS_ZH}, reverse=True)


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A printed name, taken apart; each is itself alone, so that it can be looked up fast.

    ``key`` is the name without its type word, as `letters` gives it, or Chinese; ``whole`` the key
    of the name with it, where that may be a name, too. ``kind`` is what the type word stands for,
    ``word`` the word. ``marked`` keeps the apostrophes, empty if there are none. ``above`` are the
    names that it is said to lie in. ``not_named`` says what it is instead of a name of a division;
    ``unnamed`` that it is words such as "the city", ``maybe_not`` what it is unless the whole is
    the name of a division, ``inner`` what is left of it without its peoples, or without "northern"
    and the like, ``many`` that it names several.
    """

    key: str
    whole: str = ""
    kind: Kind | None = None
    word: str = ""
    marked: str = ""
    above: tuple[Name, ...] = ()
    not_named: str = ""
    maybe_not: str = ""
    inner: Name | None = None
    unnamed: bool = False
    many: bool = False
    han: bool = False


def letters(name: str) -> str:
    """The key of a name in Latin letters: no case, tones, spaces, hyphens or apostrophes.

    ``ü`` after l or n is v, as are its spellings v and yu:

    >>> letters("Lǚliáng"), letters("lyu-liang"), letters("Xi'an"), letters("Ürümqi")
    ('lvliang', 'lvliang', 'xian', 'urumqi')
    >>> letters("Anyuan") == letters("an yuan")
    True
    """
    text = name.lower()
    if text.isascii():
        text = text.translate(_NO_LETTERS)
    else:
        text = unicodedata.normalize("NFD", text)
        text = re.sub("u(?=[\u0300\u0301\u0304\u030c]?\u0308)", "ü", text)
        text = _NOT_LETTERS.sub("", text)
    if "v" in text or "ü" in text or "yu" in text:
        text = _LONG_U.sub("v", text).replace("ü", "u")
    return text


def plain(key: str) -> str:
    """A key in which ü is u: how many print it."""
    return key.replace("lv", "lu").replace("nv", "nu")


def marked(name: str) -> str:
    """A name's letters with the apostrophes that divide its syllables, empty if there are none.

    >>> marked("Xi'an"), marked("Xian")
    ("xi'an", '')
    """
    if "'" not in name:
        return ""
    return "'".join(letters(part) for part in name.split("'") if part)


@lru_cache(maxsize=1 << 16)
def kind_of_label(label: str) -> tuple[Kind | None, str]:
    """What a label says: the kind of a division, or what the labelled thing is instead.

    A label that says neither, such as "Place", gives neither.
    """
    if label in KINDS_ZH:
        return KINDS_ZH[label], ""
    words = " ".join(_CAMEL.sub(" ", label.strip()).lower().split())
    for form in (words, words.removesuffix(" division"), words.removesuffix("s")):
        kind = KINDS.get(form) or LABELS.get(form)
        if kind is not None:
            return kind, ""
    last = words.rpartition(" ")[2]
    if words in KINDS_ZH:
        return KINDS_ZH[words], ""
    return None, BELOW.get(words, "") or _OTHER_LABELS.get(words, "") or BELOW.get(last, "")


_OTHER_LABELS = {
    "country": "a country",
    "state": "a country",
    "nation": "a country",
    "person": "a person",
    "people": "a person",
    "per": "a person",
    "newspaper": "a newspaper",
    "media": "a newspaper or broadcaster",
    "university": "a university",
    "company": "a company",
    "river": "a river",
    "lake": "a lake",
    "mountain": "a mountain",
    "product": "a product",
    "dish": "a dish",
    "food": "a dish",
    "dynasty": "a dynasty",
}


@lru_cache(maxsize=1 << 17)
def taken_apart(printed: str) -> Name:
    """A printed name, taken apart."""
    if len(printed) > LONGEST:
        return Name("", not_named="longer than any name")
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", printed.translate(_QUOTES))).strip(
        ' ,.;:，。；：、"“'
    )
    if _HAN.search(text):
        return _chinese(text)
    text = text.lower()
    if text.endswith("'s"):
        text = text[:-2]
    elif text.endswith("'"):
        text = text[:-1]
    return _english(text)


def _english(text: str) -> Name:
    text = text.removeprefix("the ")
    special = _special(text)
    if special is not None:
        return special
    if "'s" in text:
        found = _possessed(text)
        if found is not None:
            return found
    text = _PEOPLES.sub("", _AUTONOMOUS.sub(r"zizhi\1", text))
    head, *tails = _SPLIT.split(text.rstrip(")）"))
    above = tuple(_tail(tail) for tail in tails if tail)
    left, of, right = _of(head)
    name = _with_of(left, right, above) if of else _simple(head, above)
    if name.kind is None:
        for tail in tails:
            kind, word = kind_told(f", {tail}")
            if kind is not None:
                return replace(name, kind=kind, word=word)
    return name


def _special(text: str) -> Name | None:
    """Words that are no name of a division: the country, a region, ``city``; else None."""
    bare = " ".join(text.replace("-", " ").split())
    if not bare:
        return Name("", not_named="no name")
    if bare in COUNTRY:
        return Name(letters(bare), not_named="the country")
    if bare in REGIONS:
        return Name(letters(bare), not_named="a region that is no division")
    if bare in UNNAMED:
        return Name("", kind=UNNAMED[bare], word=bare, unnamed=True)
    return None


def kind_told(after: str) -> tuple[Kind | None, str]:
    """The kind that words after a name tell of it: ``, a county-level city in Jilin``."""
    match = _TOLD.match(after)
    words = match[1].lower().replace("-", " ").split() if match else []
    for start in range(len(words)):
        told = " ".join(words[start:])
        if told in KINDS and told != "region":  # any place may be called a region
            return KINDS[told], told
    return None, ""


def _possessed(text: str) -> Name | None:
    """``beijing's chaoyang district``: what is owned, below the owner; None if nothing is."""
    owner, _, owned = _POSSESSIVE.sub("'s\n", text, 1).partition("'s\n ")
    if not owned:
        return None
    above = _english(owner)
    below = _english(owned)
    if below.unnamed or not below.key:
        return above
    if above.not_named in ("the country", "a region that is no division"):
        return below
    return replace(below, above=(*below.above, above))


def _of(head: str) -> tuple[str, bool, str]:
    match = _OF.search(head)
    if match is None:
        return head, False, ""
    return head[: match.start()], True, head[match.end() :]


def _with_of(left: str, right: str, above: tuple[Name, ...]) -> Name:
    """``county of x``, ``x district of y``, ``university of x``, ``government of x``."""
    words = left.replace("-", " ").split()
    if not words:
        return _simple(right, above)
    while len(words) > 1 and words[0] in PEOPLES:
        words = words[1:]
    kind = KINDS.get(" ".join(words))
    if kind is not None:
        named = _simple(right, above)
        return named if named.kind else replace(named, kind=kind, word=" ".join(words))
    if words[-1] in HEADS_OF:
        return Name(letters(left + right), not_named=f"a name with {HEADS.get(words[-1], 'it')}")
    if words[-1] in ("capital", "part", "parts", "outskirts", "north", "south", "east", "west"):
        return Name(letters(right), not_named="a description, no name")
    if words[-1] in OFFICES:
        return _simple(right, above)
    return _simple(left, (_tail(right), *above))


def _tail(text: str) -> Name:
    """What follows a comma: ``shandong``, ``capital of hubei province``, ``in east china``."""
    while True:
        _, of, right = _of(f" {text}")
        if not of:
            text = text.removeprefix("the ")
            return _special(text) or _simple(text, ())
        text = right


def _simple(text: str, above: tuple[Name, ...]) -> Name:
    """A name with its type word, after what is said of its office is taken off."""
    short = _PEOPLES_END.sub("", text)
    if any(sign in short for sign in (" and ", " & ", "/")):
        return Name(letters(text), above=above, many=True)
    words = [word for word in text.replace("-", " ").split() if word]
    whole = letters(text)
    if len(words) > 1 and text.rpartition("-")[2] in ("based", "born"):
        words.pop()
    head = ""
    while len(words) > 1 and words[-1] in OFFICES:
        if " ".join(words[-2:]) in KINDS:
            break
        if words[-1] == "level" and len(words) > 2 and words[-2] in ("county", "prefecture"):
            break
        words.pop()
    kind, word, rest = _typed(words)
    if not rest and word in PINYIN:
        kind, word, rest = None, "", words
    if not rest:
        return Name("", kind=kind, word=word, unnamed=True)
    if kind is None and len(words) > 1:
        below = BELOW.get(" ".join(words[-2:])) or BELOW.get(words[-1])
        if below:
            return Name(letters(" ".join(words)), whole=whole, maybe_not=below)
        if words[-1] in HEADS:
            head = HEADS[words[-1]]
    while len(rest) > 1 and rest[-1] in QUALITIES:
        rest = rest[:-1]
    inner = None
    if len(rest) > 1 and rest[0] in PARTS and not head:
        head = "a part of a unit"
        inner = Name(letters(" ".join(rest[1:])), kind=kind, word=word, above=above)
    if kind is None and short != text and not head:
        inner = _simple(short, above)
    if word.startswith("zizhi"):
        rest = _without_peoples(rest)
    name = " ".join(rest)
    return Name(
        letters(name),
        whole=whole if kind is not None or head else "",
        kind=kind,
        word=word,
        marked=marked(name),
        above=above,
        maybe_not=head,
        inner=inner,
        many=word in PLURALS,
    )


def _without_peoples(syllables: list[str]) -> list[str]:
    """A name in Pinyin syllables without its peoples: ``yan he tu jia zu``, ``yan he``."""
    left = syllables
    while left[-1] == "zu":
        for count in range(min(4, len(left) - 2), 0, -1):
            if "".join(left[-count - 1 : -1]) in PEOPLES:
                left = left[: -count - 1]
                break
        else:
            break
    return left


def _typed(words: list[str]) -> tuple[Kind | None, str, list[str]]:
    """The type word at the end of a name, and the words before it."""
    for count in (3, 2, 1):
        if len(words) >= count:
            word = " ".join(words[-count:])
            kind = KINDS.get(word)
            if kind is not None:
                return kind, word, words[:-count]
    return None, "", words


def _chinese(text: str) -> Name:
    """A Chinese name; whether it begins with the names of units above is for the gazetteer."""
    text = "".join(character for character in text.split("(")[0].split("（")[0] if character != " ")
    text = "".join(_HAN.findall(text)) or text
    if text in COUNTRY:
        return Name(text, not_named="the country", han=True)
    if text in REGIONS:
        return Name(text, not_named="a region that is no division", han=True)
    if text in UNNAMED:
        return Name("", kind=UNNAMED[text], word=text, unnamed=True, han=True)
    text = text.removeprefix("中国")
    word = _type_word(text)
    if word:
        return Name(stem_of(text), whole=text, kind=KINDS_ZH[word], word=word, han=True)
    return Name(text, whole=text, han=True)


def _type_word(zh: str) -> str:
    """The type word that a Chinese name ends with, the longest; empty if there is none."""
    for length in _LENGTHS_HAN:
        if len(zh) > length and zh[-length:] in KINDS_ZH:
            return zh[-length:]
    return ""


@lru_cache(maxsize=1 << 14)
def stem_of(zh: str) -> str:
    """A Chinese name without its type word and peoples.

    >>> stem_of("城步苗族自治县"), stem_of("隰县"), stem_of("新疆维吾尔自治区"), stem_of("临汾")
    ('城步', '隰', '新疆', '临汾')
    """
    word = _type_word(zh)
    stem = zh.removesuffix(word)
    return _PEOPLES_HAN.sub("", stem) if word.startswith("自治") else stem
