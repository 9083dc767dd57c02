"""Pinyin without tones: its syllables, the readings of hanzi, and what Wade-Giles stands for.

``v`` stands for ü. What only hanzi and Wade-Giles need is loaded with the first of them.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

MOST_READINGS = 24
"""More readings than this of one name are not looked at: its characters have too many."""

Readings = tuple[tuple[str, ...], tuple[str, ...]]
"""What is usual, and what is rare."""

_INITIALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    **dict.fromkeys("jqx", "i ia ian iang iao ie in ing iong iu u uan ue un"),
    "zh": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    **dict.fromkeys("cs", "a ai an ang ao e en eng i ong ou u uan ui un uo"),
    "y": "a an ang ao e i in ing ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
SYLLABLES = frozenset(
    initial + final for initial, finals in _INITIALS.items() for final in finals.split()
)

# Readings that a character has as a surname; the first is the usual one, all are in use.
_SURNAMES = {
    **{"单": "shan", "解": "xie", "仇": "qiu", "曾": "zeng", "查": "zha", "区": "ou", "朴": "piao"},
    **{"覃": "qin tan", "乐": "yue le", "盖": "ge gai", "翟": "zhai di", "缪": "miao", "秘": "bi"},
    **{"种": "chong", "员": "yun", "折": "she", "句": "gou", "繁": "po", "隗": "wei kui"},
    **{"郇": "xun huan", "郗": "xi chi", "逄": "pang", "粘": "nian", "祭": "zhai", "召": "shao"},
    **{"谌": "chen shen", "牟": "mou mu", "卜": "bu", "柏": "bai bo", "薄": "bo", "都": "du"},
    **{"尉": "wei", "那": "na", "哈": "ha", "洗": "xian", "冼": "xian", "宁": "ning", "车": "che"},
    **{"任": "ren", "沈": "shen", "叶": "ye", "石": "shi", "万": "wan", "贾": "jia", "夏": "xia"},
    **{"盛": "sheng", "臧": "zang", "强": "qiang", "景": "jing", "晁": "chao", "撒": "sa"},
    **{"邸": "di", "莘": "shen xin", "佴": "nai", "褚": "chu", "干": "gan", "长": "zhang"},
}
COMPOUND_SURNAMES = {
    **{"欧阳": "ouyang", "司马": "sima", "上官": "shangguan", "诸葛": "zhuge", "夏侯": "xiahou"},
    **{"皇甫": "huangfu", "尉迟": "yuchi", "公孙": "gongsun", "慕容": "murong", "令狐": "linghu"},
    **{"东方": "dongfang", "司徒": "situ", "长孙": "zhangsun", "宇文": "yuwen", "南宫": "nangong"},
    **{"西门": "ximen", "端木": "duanmu", "轩辕": "xuanyuan", "申屠": "shentu", "万俟": "moqi"},
    **{"澹台": "tantai", "呼延": "huyan", "闻人": "wenren", "淳于": "chunyu", "濮阳": "puyang"},
    **{"赫连": "helian", "鲜于": "xianyu", "钟离": "zhongli", "司空": "sikong", "独孤": "dugu"},
    **{"太史": "taishi", "单于": "chanyu", "拓跋": "tuoba", "百里": "baili", "东郭": "dongguo"},
}
COMPOUND_LETTERS = frozenset(COMPOUND_SURNAMES.values())


@lru_cache(maxsize=1 << 16)
def syllable_count(letters: str) -> int:
    """The least number of pinyin syllables that spell the letters; 0 if none do.

    >>> syllable_count("xian"), syllable_count("xiaodong"), syllable_count("nurlan")
    (1, 2, 0)
    """
    fewest: list[int | None] = [0] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        before = [
            count
            for start in range(max(0, end - 6), end)
            if (count := fewest[start]) is not None and letters[start:end] in SYLLABLES
        ]
        fewest[end] = min(before) + 1 if before else None
    return fewest[-1] or 0


def without_dots(letters: str) -> str:
    """The letters as they are where ü was not to be had: Lu may be Lü."""
    return letters.replace("v", "u")


@cache
def wade_giles() -> dict[str, tuple[str, ...]]:
    """Wade-Giles syllable, with its apostrophe and without, -> the pinyin that it may stand for."""
    from pypinyin.constants import Style
    from pypinyin.style import convert

    found: dict[str, set[str]] = {}
    for syllable in SYLLABLES:
        spelled = str(convert(syllable, Style.WADEGILES, strict=True))
        for form in {spelled, spelled.replace("'", ""), without_dots(spelled.replace("'", ""))}:
            found.setdefault(form, set()).add(syllable)
    return {form: tuple(sorted(syllables)) for form, syllables in found.items()}


@lru_cache(maxsize=4096)
def family_readings(family: str) -> Readings:
    """The readings of a surname that are in use, and those of the character elsewhere.

    >>> family_readings("单")
    (('shan',), ('dan', 'chan'))
    """
    if family in COMPOUND_SURNAMES:
        return (COMPOUND_SURNAMES[family],), ()
    listed = _character(family)
    usual = tuple(_SURNAMES[family].split()) if family in _SURNAMES else listed[:1]
    return usual, tuple(one for one in listed if one not in usual)


@lru_cache(maxsize=1 << 16)
def given_readings(given: str) -> Readings:
    """The usual readings of a given name, and others that its characters may have.

    >>> given_readings("晓东")
    (('xiaodong',), ())
    """
    from pypinyin import lazy_pinyin

    if not given:
        return ("",), ()
    together = "".join(lazy_pinyin(given)).replace("ü", "v")
    characters = [_character(character) for character in given]
    usual = tuple(dict.fromkeys((together, "".join(listed[0] for listed in characters))))
    every = ("".join(one) for one in islice(product(*characters), MOST_READINGS))
    return usual, tuple(one for one in dict.fromkeys(every) if one not in usual)


def same_hanzi(one: str, other: str) -> bool:
    """Whether two names have the same characters, simplified in one and traditional in the other.

    >>> same_hanzi("陳曉東", "陈晓东"), same_hanzi("陈晓东", "陈小东")
    (True, False)
    """
    return len(one) == len(other) and all(
        a == b or simplified(a) == b or a == simplified(b) for a, b in zip(one, other, strict=True)
    )


@lru_cache(maxsize=1 << 15)
def _character(character: str) -> tuple[str, ...]:
    """The readings of a character, the usual one first."""
    from pypinyin import Style, pinyin

    listed = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    return tuple(dict.fromkeys(one.replace("ü", "v") for one in listed)) or (character,)


@lru_cache(maxsize=1 << 15)
def simplified(character: str) -> str:
    """The simplified form; what simplified text has as well (乾, 於) is left as it is."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return str(_converter().convert(character))
    return character


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
