"""How two names agree, and how two things agree that each may have several names.

Agreement on a name is evidence beside post, place and date, never identity by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import combinations

from kg.people.names import Name, Reading, Trust
from kg.people.pinyin import same_hanzi, without_dots


class Agreement(Enum):
    """How two names agree, the strongest last. The value says it in words."""

    DIFFERENT_HANZI = "the names have different characters"
    DIFFERENT = "the names differ"
    SLIP = "the names differ by one letter"
    MISPRINT = "the names differ by one letter, and one is no usual spelling"
    PART = "one name is only a part of the other"
    TURNED = "the names have the same words, but which is the family name is not known"
    SPELLING = "the names may be two spellings of one"
    READING = "one name is the reading of the other's characters"
    KEY = "the names have the same key"
    HANZI = "the names have the same characters"

    @property
    def is_full(self) -> bool:
        """Whether the whole name agrees, without a doubt about its order or its reading."""
        return self in (Agreement.READING, Agreement.KEY, Agreement.HANZI)

    @property
    def is_some(self) -> bool:
        """Whether the names may be those of one person; two usual spellings are two names."""
        return self not in (Agreement.DIFFERENT_HANZI, Agreement.DIFFERENT, Agreement.SLIP)


def agreement(one: Name, other: Name) -> Agreement:
    """How two names agree.

    >>> from kg.people.names import read_names
    >>> def told(a, b): return agreement(read_names(a)[0], read_names(b)[0]).name
    >>> told("Xiaodong Chen", "CHEN Xiao-dong"), told("Wang Wei", "Wei Wang")
    ('KEY', 'TURNED')
    >>> told("陈晓东", "Chen Xiaodong"), told("陈晓东", "陈小东")
    ('READING', 'DIFFERENT_HANZI')
    """
    if not (one.full and other.full):
        return _of_part(one, other)
    if one.hanzi and other.hanzi:
        same = same_hanzi(one.hanzi, other.hanzi)
        return Agreement.HANZI if same else Agreement.DIFFERENT_HANZI
    if one.words and one.words == other.words:
        return Agreement.KEY
    best = max((_of_readings(a, b) for a in one.readings for b in other.readings), key=_strength)
    if best is Agreement.KEY and (one.hanzi or other.hanzi):
        return Agreement.READING
    if best is Agreement.DIFFERENT and one.words and sorted(one.words) == sorted(other.words):
        return Agreement.TURNED
    if best is Agreement.DIFFERENT and _is_slip(one, other):
        return Agreement.MISPRINT if one.words or other.words else Agreement.SLIP
    return best


def best_agreement(some: Iterable[Name], others: Iterable[Name]) -> Agreement:
    """How two things agree that each may have several names.

    Characters that differ speak louder than letters that agree.
    """
    others = tuple(others)
    found = [agreement(one, other) for one in some for other in others]
    if Agreement.DIFFERENT_HANZI in found and Agreement.HANZI not in found:
        return Agreement.DIFFERENT_HANZI
    return max(found, key=_strength, default=Agreement.DIFFERENT)


_STRENGTH = {agreement: rank for rank, agreement in enumerate(Agreement)}
_strength = _STRENGTH.__getitem__


def _of_part(one: Name, other: Name) -> Agreement:
    if one.hanzi and other.hanzi:
        first = one.hanzi if not one.full else other.hanzi
        second = other.hanzi if not one.full else one.hanzi
        same = same_hanzi(first, second[: len(first)])
        return Agreement.PART if same else Agreement.DIFFERENT
    part, rest = (one, other) if not one.full else (other, one)
    if part.blocks & rest.blocks:
        return Agreement.SPELLING  # Adong and A Dong, or one name of one word
    return Agreement.PART if part.parts & rest.parts else Agreement.DIFFERENT


_AT_BEST = {
    Trust.USUAL: Agreement.KEY,
    Trust.TURNED: Agreement.TURNED,
    Trust.RARE: Agreement.SPELLING,
}


def _of_readings(one: Reading, other: Reading) -> Agreement:
    divided = one.family and other.family
    if divided and len(one.family) != len(other.family):
        return Agreement.DIFFERENT
    first, second = one.letters, other.letters
    if first == second:
        return _AT_BEST[min(one.trust, other.trust)]
    if without_dots(first) != without_dots(second):
        return Agreement.DIFFERENT
    turned = min(one.trust, other.trust) == Trust.TURNED
    return Agreement.TURNED if turned else Agreement.SPELLING


# Slips -------------------------------------------------------------------------------------------

_SHORTEST_SLIP = 6


def slips(spellings: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs in which one letter is wrong, missing, too many or swapped, each once.

    Only what is alike without one letter is compared, as SymSpell does (Garbe 2012).

    >>> list(slips(["chenxiaodong", "chenxiaodogn", "chenjianfang"]))
    [('chenxiaodong', 'chenxiaodogn')]
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for word in dict.fromkeys(spellings):
        if len(word) >= _SHORTEST_SLIP:
            for shorter in {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}:
                alike[shorter].append(word)
    pairs = (pair for words in alike.values() for pair in combinations(words, 2))
    yield from (pair for pair in dict.fromkeys(pairs) if _one_edit(*pair))


def _is_slip(one: Name, other: Name) -> bool:
    a, b = one.readings[0].letters, other.readings[0].letters
    return min(len(a), len(b)) >= _SHORTEST_SLIP and _one_edit(a, b)


def _one_edit(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or one == other:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[:at] + short[at + 1 : at + 2] + short[at] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long
