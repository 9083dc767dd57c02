"""What the words around a mention say of it: its type word, what it lies in, what it is inside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from kg.placenames import Name, kind_told, leading_kind, taken_apart
from kg.placewords import (
    BELOW,
    BELOW_LOW,
    HEADS,
    HEADS_OF,
    HEADS_ZH,
    KINDS,
    KINDS_ZH,
    LOW_HEADS,
    OFFICES,
    PINYIN,
    PLURALS,
    TITLES,
    Kind,
)

_STRAIGHT = str.maketrans(dict.fromkeys("’‘`´ʼ”", "'") | {"\u00a0": " "})
_HAN = re.compile(r"[\u3400-\u9fff]")
_AFTER_WORDS = re.compile(r"[ ]?([\w'-]+)")
_WORDS = re.compile(r"[\w'-]+")
_STOP = re.compile(r"[.;:!?()\"“\n,]")
_LINE = re.compile(
    r"(?:-[A-Z][\w']*)* (?:high-speed |intercity )?(?:railway|rail line|expressway|highway)\b"
)
_LIST = re.compile(
    r"(?:(?:, | and |, and )[A-Z][\w'-]*)*(?:,? and )[A-Z][\w'-]*"
    r" (?P<word>cities|counties|provinces|prefectures|districts|banners)\b"
)
_LIST_BEFORE = re.compile(
    r"\b(?P<word>cities|counties|provinces|prefectures|districts|city|county|province|prefecture"
    r"|district|autonomous region|municipality|banner)"
    r" (?:of|such as|including|like) (?:the )?(?:[A-Z][\w'-]*(?:, | and |, and ))*$",
    re.IGNORECASE,
)
_OWNER = re.compile(r"([\w' -]+)'s (?:[a-z][\w-]* ){0,2}$")
_JOINT = re.compile(r"^ ?(?:,|\(|-|in\b|of\b|under\b|from\b|belonging to\b)")
_FILLERS = frozenset(
    """
    a an the in of under from and capital provincial city county district prefecture located
    administered by east west north south central northeast northwest southeast southwest eastern
    western northern southern northeastern northwestern southeastern southwestern china china's
    chinese which is lies belongs belonging to part county-level prefecture-level level town
    autonomous region within largest coastal mountainous remote small ancient inland nearby
    """.split()
)


@dataclass(frozen=True, slots=True)
class Around:
    """What the words around a mention say.

    ``kind`` and ``word``: the type word beside it. ``above``: names of places that it may lie in,
    nearest first. ``inside``: of what a name it is part, empty if of none. ``below``: what it is
    if its name goes on with "village", "town" and the like.
    """

    kind: Kind | None = None
    word: str = ""
    above: tuple[Name, ...] = ()
    inside: str = ""
    below: str = ""


NOTHING = Around()


def around(mention: str, phrase: str, known: Callable[[Name], bool]) -> Around:
    """Reads the words around a mention's first occurrence; nothing if it does not occur.

    ``known`` tells whether a name is one of the gazetteer.
    """
    phrase = phrase.translate(_STRAIGHT)
    mention = mention.translate(_STRAIGHT).strip()
    if _HAN.search(mention):
        return _around_han(mention, phrase, known)
    start = _place_of(mention, phrase)
    if start < 0:
        return NOTHING
    before, after = phrase[:start], phrase[start + len(mention) :]
    named = taken_apart(mention)
    inside = _titled(before) or _name_before(before)
    if inside:
        return Around(inside=inside)
    kind, word = None, ""
    rest = after
    if not after.startswith("'s"):
        if named.kind is None:
            kind, word, rest = _type_after(after)
        below, inside = _goes_on(rest)
        if below or inside:
            return Around(kind, word, inside=inside, below=below)
    if kind is None and named.kind is None:
        listed = _LIST.match(after) or _LIST_BEFORE.search(before)
        if listed:
            word = listed["word"].lower()
            kind = KINDS[word]
            rest = after[listed.end() :] if listed.re is _LIST else rest
    if kind is None and named.kind is None:
        kind, word = kind_told(after)
    return Around(kind, word, tuple(_above(before, rest, known)))


def _place_of(mention: str, phrase: str) -> int:
    """Where a mention stands in a phrase as words of its own, -1 if nowhere."""
    for text, part in ((phrase, mention), (phrase.lower(), mention.lower())):
        start = text.find(part)
        while start >= 0:
            end = start + len(part)
            if not (start and text[start - 1].isalnum()) and not text[end : end + 1].isalnum():
                return start
            start = text.find(part, start + 1)
    return -1


def _titled(before: str) -> str:
    words = before[-14:].split()
    title = words[-1].rstrip(".") if words and before.endswith(" ") else ""
    return "a person" if title[:1].isupper() and title.lower() in TITLES else ""


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
    if not after.startswith((" ", "-")):
        return None, "", after
    words: list[tuple[str, int]] = []
    for match in re.finditer(r"[ -]([A-Za-z]+)", after[:60]):
        if words and match.start() != words[-1][1]:
            break
        if not words and match.start():
            break
        words.append((match[1].lower(), match.end()))
        if len(words) == 3:
            break
    kind, word = leading_kind([text for text, _ in words])
    if kind is None or word in PLURALS or word in PINYIN:
        return None, "", after
    end = words[word.count(" ")][1]
    return kind, word, after[end:]


def _goes_on(after: str) -> tuple[str, str]:
    """What a name is below the divisions, or what it is inside, by the words that follow it."""
    if _LINE.match(after):
        return "", HEADS["railway"] if "rail" in after[:60] else HEADS["highway"]
    if not after.startswith(" "):
        return "", ""
    run = _STOP.split(after[:80], 1)[0]
    words = run.split()[:5]
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
    for position, word in enumerate(words):
        if word == "of" or not word[:1].isupper():
            break
        low = word.lower().removesuffix("'s")
        if low in OFFICES and not (low == "people's" or low == "public"):
            break
        if low in HEADS and words[position + 1 : position + 2] != ["Area"]:
            return "", HEADS[low]
        if position and low in BELOW:
            return BELOW[low], ""
    return "", ""


def _above(before: str, after: str, known: Callable[[Name], bool]) -> list[Name]:
    """The places named beside a mention that it may lie in."""
    found: list[Name] = []
    joint = _JOINT.match(after)
    if joint:
        found += _leading(after[joint.end() :], known)
    owner = _OWNER.search(before[-60:])
    if owner:
        found += _trailing(owner[1], known)
    elif before.endswith(" "):
        found += _trailing(before, known)
    return found


def _leading(text: str, known: Callable[[Name], bool]) -> list[Name]:
    """The place that a text begins with, after filling words."""
    words = text[:90].replace("(", " ").split()
    position = 0
    while position < min(len(words), 9) and words[position].lower().strip(",") in _FILLERS:
        position += 1
    for count in (4, 3, 2, 1):
        part = words[position : position + count]
        if len(part) < count or not part[0][:1].isupper():
            continue
        if any(word.endswith((",", ".", ";", ":", ")")) for word in part[:-1]):
            continue
        name = _read(" ".join(part).rstrip(".,;:)\"'"))
        if known(name):
            following = words[position + count : position + count + 4]
            if part[-1].endswith(",") and following and following[0][:1].isupper():
                return [name, *_leading(" ".join(following), known)]
            return [name]
    return []


def _trailing(text: str, known: Callable[[Name], bool]) -> list[Name]:
    """The place that a text ends with."""
    words = text[-60:].split()
    for count in (4, 3, 2, 1):
        part = words[-count:]
        if len(part) < count or not part[0][:1].isupper():
            continue
        if any(word.endswith((",", ".", ";", ":", ")")) for word in part):
            continue
        name = _read(" ".join(part))
        if known(name):
            return [name]
    return []


@lru_cache(maxsize=1 << 15)
def _read(text: str) -> Name:
    return taken_apart(text)


def _around_han(mention: str, phrase: str, known: Callable[[Name], bool]) -> Around:
    start = phrase.find(mention)
    if start < 0:
        return NOTHING
    after = phrase[start + len(mention) :].lstrip()
    before = phrase[:start]
    named = taken_apart(mention)
    kind, word = None, ""
    if named.kind is None:
        for suffix in sorted(KINDS_ZH, key=len, reverse=True):
            if after.startswith(suffix):
                kind, word = KINDS_ZH[suffix], suffix
                after = after[len(suffix) :]
                break
    if kind is None:
        for head, what in HEADS_ZH:
            if after.startswith(head):
                return Around(inside=what)
    above: list[Name] = []
    for count in range(min(12, len(before)), 1, -1):
        name = _read(before[-count:])
        if _HAN.match(before[-count]) and known(name):
            above.append(name)
            break
    return Around(kind, word, tuple(above))
