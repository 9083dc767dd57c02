"""What the words around a mention say of it: its type word, what it lies in, what it is inside."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from kg.places.printed import Name, kind_told
from kg.places.words import (
    BELOW,
    BELOW_LOW,
    BUSINESSES,
    HEADS,
    HEADS_OF,
    HEADS_ZH,
    KINDS,
    KINDS_ZH,
    LOW_HEADS,
    NO_KINDS_ZH,
    OFFICES,
    PINYIN,
    PLURALS,
    TITLES,
    Kind,
)

_STRAIGHT = str.maketrans(dict.fromkeys("’‘`´ʼ”", "'") | {"\u00a0": " "})
_HAN = re.compile(r"[\u3400-\u9fff]")
_STOP = re.compile(r"[.;:!?()\[\]/\"“\n,]")
_TYPE_WORDS = sorted(KINDS.keys() - PLURALS - PINYIN, key=len, reverse=True)
_TYPE = re.compile(rf"[ -]({'|'.join(word.replace(' ', '[ -]') for word in _TYPE_WORDS)})\b")
_LONGEST_TYPE = 2 + max(map(len, _TYPE_WORDS))
_LINE = re.compile(
    r"(?:-[A-Z][\w']*)* (?:high-speed |intercity )?(?:railway|rail line|expressway|highway)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"(?:(?:, | and |, and )[A-Z][\w'-]*)*(?:,? and )[A-Z][\w'-]*"
    r" (?P<word>cities|counties|provinces|prefectures|districts|banners)\b"
)
_LIST_BEFORE = re.compile(
    r"(?:\b(?P<word>cities|counties|provinces|prefectures|districts)"
    r" (?:of|such as|including|like) (?:the )?(?:[A-Z][\w'-]*(?:, | and |, and ))*"
    r"|(?:^|\b[Tt]he )(?P<one>city|county|province|prefecture|district|autonomous region"
    r"|municipality|banner) of )$"
)
_MARKS = ".,;:)\"'"
_LISTING = (" of ", " the ", " as ", " and ", ", ", "including ", "like ")
_OWNER = re.compile(r"([\w' -]+)'s (?:[a-z][\w-]* ){0,2}$")
_JOINT = re.compile(r"^ ?(?:,|\(|-|in\b|of\b|under\b|from\b|belonging to\b)")
_KINDS_HAN = sorted(KINDS_ZH, key=len, reverse=True)
_FILLERS = frozenset(
    """
    a an the in of under from and capital provincial city county district prefecture located
    administered by east west north south central northeast northwest southeast southwest eastern
    western northern southern northeastern northwestern southeastern southwestern china china's
    chinese which is lies belongs belonging to part county-level prefecture-level level town
    autonomous region within largest coastal mountainous remote small ancient inland nearby
    """.split()
)


# What a text is the name of, None if of nothing in the gazetteer.
Known = Callable[[str], Name | None]


class Around(NamedTuple):
    """What the words around a mention say.

    ``kind`` and ``word``: the type word beside it. ``inside``: of what a name it is part, empty if
    of none. ``below``: what it is if its name goes on with "village", "town" and the like.
    ``before`` and ``after``: the words in which `beside` finds the places that it may lie in.
    """

    kind: Kind | None = None
    word: str = ""
    inside: str = ""
    below: str = ""
    before: str = ""
    after: str = ""


NOTHING = Around()


def around(mention: str, name: Name, phrase: str, known: Known) -> Around:
    """Reads the words around a mention's first occurrence; nothing if it does not occur.

    ``name`` is the mention taken apart.
    """
    phrase = _straight(phrase)
    mention = _straight(mention).strip()
    if name.han:
        return _around_han(mention, name, phrase)
    start = _place_of(mention, phrase)
    if start < 0:
        return NOTHING
    before, after = phrase[:start], phrase[start + len(mention) :]
    inside = _titled(before) or _name_before(before)
    if inside:
        return Around(inside=inside)
    kind, word = None, ""
    rest = after
    untyped = name.kind is None
    if not after.startswith("'s"):
        if untyped:
            kind, word, rest = _type_after(after)
        below, inside = _goes_on(before, rest, not untyped or kind is not None, known)
        if below or inside:
            return Around(kind, word, inside, below)
    if kind is None and untyped:
        kind, word, rest = _listed(before, after)
        if kind is None and after.startswith((", a", ", the ")):
            kind, word = kind_told(after)
    return Around(kind, word, before=before, after=rest)


def _straight(text: str) -> str:
    return text if text.isascii() and "`" not in text else text.translate(_STRAIGHT)


def _listed(before: str, after: str) -> tuple[Kind | None, str, str]:
    """The type word of the list in which a mention stands, and what follows that."""
    listed = _LIST.match(after) if after.startswith((",", " and ")) else None
    if listed:
        return KINDS[listed["word"]], listed["word"], after[listed.end() :]
    if before.endswith(_LISTING):
        listed = _LIST_BEFORE.search(before[-120:])
        if listed:
            word = listed["word"] or listed["one"]
            return KINDS[word], word, after
    return None, "", after


def _place_of(mention: str, phrase: str) -> int:
    """Where a mention stands in a phrase as words of its own, -1 if nowhere."""
    start = _word(mention, phrase)
    return start if start >= 0 else _word(mention.lower(), phrase.lower())


def _word(word: str, text: str) -> int:
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (start and text[start - 1].isalnum()) and not text[end : end + 1].isalnum():
            return start
        start = text.find(word, start + 1)
    return -1


def _titled(before: str) -> str:
    """``Premier`` and the like before a mention."""
    if not before.endswith(" "):
        return ""
    title = before[-14:].rstrip().rpartition(" ")[2]
    return "a person" if title[:1].isupper() and title.rstrip(".").lower() in TITLES else ""


def _name_before(before: str) -> str:
    """``Bank of`` and the like before a mention."""
    if not before.endswith((" of ", " of the ")):
        return ""
    words = before.rsplit(" of ", 1)[0].split()
    last = words[-1] if words else ""
    if last[:1].isupper() and last.lower() in HEADS_OF:
        return HEADS.get(last.lower(), "something else")
    return ""


def _type_after(after: str) -> tuple[Kind | None, str, str]:
    """The type word that follows a mention, and what follows that."""
    match = _TYPE.match(after[:_LONGEST_TYPE].lower())
    if match is None:
        return None, "", after
    word = match[1].replace("-", " ")
    return KINDS[word], word, after[match.end() :]


def _goes_on(before: str, after: str, typed: bool, known: Known) -> tuple[str, str]:
    """What a name is below the divisions, or what it is inside, by the words that follow it."""
    if after.startswith("-"):
        line = _LINE.match(after)
        if line:
            return "", HEADS["railway" if "rail" in line[0].lower() else "highway"]
        return "", HEADS["cuisine"] if after.startswith("-style") else ""
    if not after.startswith(" "):
        return "", ""
    words = _STOP.split(after[:80], 1)[0].split()[:5]
    if not words:
        return "", ""
    pair = " ".join(words[:2]).lower()
    first = words[0].lower()
    if pair in BELOW:
        return BELOW[pair], ""
    if first in BELOW and (words[0][0].isupper() or first in BELOW_LOW):
        return BELOW[first], ""
    if words[0].islower():
        return "", HEADS[first] if first in LOW_HEADS else ""
    return "", _longer_name(before, words, typed, known)


def _longer_name(before: str, words: list[str], typed: bool, known: Known) -> str:
    """What the longer name is that goes on with capitalised words; empty if there is none."""
    run = 0
    for position, word in enumerate(words):
        if word in ("and", "&") and position and words[position + 1 :]:
            continue
        if not word[:1].isupper():
            break
        run += 1
        low = word.lower().removesuffix("'s")
        if low in OFFICES and low not in ("people's", "people", "public"):
            return ""
        if low in HEADS and words[position + 1 : position + 2] != ["Area"]:
            return HEADS[low]
        if position and low in BELOW:
            return "" if low in BELOW_LOW else BELOW[low]
    if not run or typed or words[:3] == ["Greater", "Bay", "Area"]:
        return ""
    if any(known(" ".join(words[:count])) for count in (1, 2, 3)):
        return ""
    if BUSINESSES.intersection(words[run : run + 3]):
        return "a company"
    small = sum(word.islower() or word.lower() in _FILLERS for word in before.split())
    if run < 2:
        return ""
    return "something else" if small and 2 * small >= len(before.split()) else ""


def beside(said: Around, han: bool, known: Known) -> tuple[Name, ...]:
    """The places named beside a mention that it may lie in, nearest first."""
    if han:
        return _ending_han(said.before, known)
    return tuple(_above(said.before, said.after, known))


def _above(before: str, after: str, known: Known) -> list[Name]:
    found: list[Name] = []
    joint = _JOINT.match(after) if after else None
    if joint:
        found += _leading(after[joint.end() :], known)
    owner = _OWNER.search(before[-60:]) if "'s " in before[-60:] else None
    if owner:
        found += _trailing(owner[1], known)
    elif before.endswith(" "):
        found += _trailing(before, known)
    return found


def _leading(text: str, known: Known) -> list[Name]:
    """The place that a text begins with, after filling words."""
    words = text[:90].replace("(", " ").split()
    position = 0
    while position < min(len(words), 9) and words[position].lower().strip(",") in _FILLERS:
        position += 1
    if position == len(words) or not words[position][0].isupper():
        return []
    end = position
    while end < len(words) and end < position + 4:
        end += 1
        if words[end - 1][-1] in _MARKS:
            break
    for last in range(end, position, -1):
        name = known(" ".join(words[position:last]).rstrip(_MARKS))
        if name is not None:
            if words[last - 1][-1] == "," and words[last:] and words[last][0].isupper():
                return [name, *_leading(" ".join(words[last:]), known)]
            return [name]
    return []


def _trailing(text: str, known: Known) -> list[Name]:
    """The place that a text ends with."""
    words = text[-60:].split()[-4:]
    for start, word in enumerate(words):
        if word[0].isupper() and not any(part[-1] in _MARKS for part in words[start:]):
            name = known(" ".join(words[start:]))
            if name is not None:
                return [name]
    return []


def _around_han(mention: str, named: Name, phrase: str) -> Around:
    start = phrase.find(mention)
    if start < 0:
        return NOTHING
    after = phrase[start + len(mention) :].lstrip()
    before = phrase[:start]
    kind, word = None, ""
    if named.kind is None:
        for suffix in _KINDS_HAN:
            if after.startswith(suffix) and not after.startswith(NO_KINDS_ZH):
                kind, word = KINDS_ZH[suffix], suffix
                after = after[len(suffix) :]
                break
    if kind is None:
        for head, what in HEADS_ZH:
            alone = len(head) > 1 or not _HAN.match(after[1:])
            if after.startswith(head) and alone:
                return Around(inside=what)
    return Around(kind, word, before=before)


def _ending_han(before: str, known: Known) -> tuple[Name, ...]:
    """The place that a Chinese text ends with."""
    for count in range(min(12, len(before)), 1, -1):
        name = known(before[-count:]) if _HAN.match(before[-count]) else None
        if name is not None:
            return (name,)
    return ()
