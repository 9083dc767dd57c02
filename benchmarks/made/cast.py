"""Whom and what a made corpus tells of: officials, places, goods, platforms and outlets.

All follows from the seed. The story of an article follows from the seed and the article's number,
so that a corpus is the beginning of every larger one. Places are the real divisions of 2020; no
person, firm or outlet is real: given names are put together of syllables that are seldom in names,
and no family name is one of the persons of the bundled corpus.
"""

from __future__ import annotations

import csv
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_BUNDLED = ROOT / "corpus" / "annotations" / "gold"
_DIVISIONS = ROOT / "ontology" / "reference" / "divisions.csv"

RETOLD, AGAIN, NAMESAKE = 0.15, 0.35, 0.05
"""Shares of the articles that tell a story told before, a story of their own of an official told of
before, and one of somebody else of the same name."""
_REACH = 300
_RETOLD_REACH = 40

_FAMILIES = (
    "An Bai Bao Cen Chai Che Dai Deng Ding Dong Dou Fan Fang Feng Fu Gan Gao Ge Gong Gu Guan Han "
    "Hao He Hou Hu Hua Ji Jian Jiang Jin Jing Kang Kong Lai Lei Lian Liao Lin Long Luo Ma Mao Mei "
    "Meng Miao Ning Niu Pan Pang Pei Peng Pu Qi Qian Qiao Qin Qiu Qu Ren Rong Ruan Sha Shan Shen "
    "Shi Shu Sun Tan Tang Tao Tian Tong Wan Wei Wen Xia Xiang Xiao Xie Xiong Xu Xue Yan Yao Ye Yin "
    "You Yuan Yue Yun Zang Zeng Zha Zhan Zhao Zheng Zhong Zhuang Zou Zuo"
).split()
_SYLLABLES = (
    "ang ban bing cang ceng chai che chong chou chuan cong cuan dang dou duan en fou gang gen guai "
    "heng kan keng kua kuo lai leng liao lie lou luan lun mang men mou nai nang neng nie nong nuan "
    "ou pang pin pou que rang rao reng rou ruo sai sao sen shai shou shua shun sou suan suo teng "
    "tiao tie tou tuan tuo wai weng zan zao zhui zong zuan zun"
).split()
GOODS = (
    "pears|walnuts|millet|honey|oranges|black tea|green tea|mushrooms|potatoes|dried persimmons|"
    "rice|rice wine|sweet potatoes|goji berries|red dates|chili sauce|bamboo shoots|smoked ham|"
    "duck eggs|peanuts|camellia oil|lotus roots|embroidery|pottery|silk scarves|paper umbrellas|"
    "apples|kiwi fruit|cherries|plums|buckwheat noodles|vinegar|lilies|peppers|garlic|lamb|trout"
).split("|")
KINDS_OF_GOODS = ["local specialties", "farm produce", "local goods", "handicrafts", "dried goods"]
_FIRST = (
    "Lantern Willow Heron Ridge Ferry Amber Plover Orchard Juniper Meadow Pebble Harrow".split()
)
_LAST = {
    "platform": "live|cast|tube|stream|show".split("|"),
    "company": ["Holdings", "Group", "Networks", "Technology"],
    "outlet": ["Daily", "Evening Post", "Morning Paper", "Courier", "Observer"],
}
_PLATFORM_KINDS = (
    *("livestreaming-platform", "short-video-platform", "e-commerce-platform"),
    "social-media-platform",
)
_MUNICIPALITIES = {"110000", "120000", "310000", "500000"}


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division: its name bare and in full, and what sort it is."""

    code: str
    name: str
    full: str
    sort: str


@dataclass(frozen=True, slots=True)
class Home:
    """A county, district or city of a county's level, and what it lies in."""

    county: Division
    prefecture: Division
    province: Division


@dataclass(frozen=True, slots=True)
class Official:
    """A made-up official: family and given name, home, and a post by its code."""

    family: str
    given: tuple[str, str]
    home: Home
    post: str
    gender: str


@dataclass(frozen=True, slots=True)
class Platform:
    """A made-up platform, its kind, and the company behind it."""

    name: str
    kind: str
    company: str


@dataclass(frozen=True, slots=True)
class Story:
    """What happened: an official sold goods live on a platform, on a day.

    ``number`` is that of the first article that tells it. Amounts are in yuan, pieces and heads.
    """

    number: int
    official: Official
    platform: Platform
    goods: tuple[str, ...]
    day: date
    revenue: int
    units: int
    viewers: int


@dataclass(frozen=True, slots=True)
class Telling:
    """Which story an article tells.

    ``earlier`` is the number of an earlier article, if the story or its official comes from there;
    ``link`` says how: retold, again or namesake.
    """

    story: Story
    earlier: int | None = None
    link: str = ""


def given_name(syllables: Sequence[str]) -> str:
    """The syllables as the standard joins them: an apostrophe before a, e and o.

    >>> given_name(("hong", "en"))
    "Hong'en"
    """
    first, *others = syllables
    return "".join([first, *("'" * (one[0] in "aeo") + one for one in others)]).capitalize()


@lru_cache(maxsize=1)
def bundled_names() -> frozenset[str]:
    """The words of the names of persons that the bundled corpus marks.

    Raises:
        FileNotFoundError: the bundled corpus is not there.
    """
    pattern = re.compile(r"T[0-9]+\tPerson [0-9 ;]+\t(.+)")
    found: set[str] = set()
    for path in sorted(_BUNDLED.glob("*.ann")):
        for row in path.read_text(encoding="utf-8").split("\n"):
            if match := pattern.fullmatch(row):
                found.update(match[1].split())
    if not found:
        raise FileNotFoundError(f"no annotations of the bundled corpus are in {_BUNDLED}")
    return frozenset(found)


@lru_cache(maxsize=1)
def homes() -> tuple[Home, ...]:
    """The units of 2020 at the county's level that lie in a prefecture, by code.

    Those with names too long to be marked are left out, and those whose code is newer than 2018.
    """
    with _DIVISIONS.open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if not row["valid_to"]]
    lasting = [row for row in rows if int(row["valid_from"]) <= 2018]
    known = {
        row["code"]: Division(row["code"], row["en"], row["full_en"], row["type"])
        for row in lasting
        if len(row["full_en"].split()) <= 3 and len(row["full_en"]) <= 34
    }
    found = []
    for row in lasting:
        code = row["code"]
        units = [known.get(one) for one in (code, f"{code[:4]}00", f"{code[:2]}0000")]
        named = [unit for unit in units if unit]
        if row["level"] == "county" and len(named) == 3 and named[-1].code not in _MUNICIPALITIES:
            found.append(Home(*named))
    return tuple(sorted(found, key=lambda home: home.county.code))


@lru_cache(maxsize=1)
def _neighbours() -> dict[str, list[Home]]:
    """The homes of each prefecture, by its code."""
    found: dict[str, list[Home]] = defaultdict(list)
    for home in homes():
        found[home.prefecture.code].append(home)
    return found


def made_names(sort: str) -> list[str]:
    """All names of made-up platforms, companies or outlets."""
    space = "" if sort == "platform" else " "
    return [f"{first}{space}{last}" for first in _FIRST for last in _LAST[sort]]


@lru_cache(maxsize=1)
def _families() -> tuple[str, ...]:
    """The family names that nobody in the bundled corpus has."""
    return tuple(family for family in _FAMILIES if family not in bundled_names())


def official(chance: random.Random, home: Home | None = None) -> Official:
    """Somebody with a post, in a place drawn by chance or given."""
    names = bundled_names()
    given = (chance.choice(_SYLLABLES), chance.choice(_SYLLABLES))
    while given_name(given) in names or given[0] == given[1]:
        given = (chance.choice(_SYLLABLES), chance.choice(_SYLLABLES))
    return Official(
        chance.choice(_families()),
        given,
        home or chance.choice(homes()),
        chance.choices(
            ("county-head", "deputy-county-head", "publicity-department-director", "mayor"),
            (45, 35, 10, 10),
        )[0],
        chance.choice(("female", "male")),
    )


class Cast:
    """The stories of a seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.telling = lru_cache(maxsize=4096)(self._telling)

    def chance(self, what: str, number: int) -> random.Random:
        """Chance that depends on the seed, a purpose and an article's number alone."""
        return random.Random(f"{self.seed}/{what}/{number}")

    def _telling(self, number: int) -> Telling:
        chance = self.chance("story", number)
        if number and chance.random() < RETOLD:
            earlier = number - chance.randint(1, min(number, _RETOLD_REACH))
            return Telling(self.telling(earlier).story, earlier, "retold")
        drawn = chance.random()
        if not number or drawn >= AGAIN + NAMESAKE:
            return Telling(self._story(number, official(chance), chance))
        earlier = number - chance.randint(1, min(number, _REACH))
        known = self.telling(earlier).story.official
        if drawn < AGAIN:
            return Telling(self._story(number, known, chance), earlier, "again")
        other = official(chance)
        while other.home.county.code == known.home.county.code:
            other = official(chance)
        namesake = replace(other, family=known.family, given=known.given)
        return Telling(self._story(number, namesake, chance), earlier, "namesake")

    def _story(self, number: int, who: Official, chance: random.Random) -> Story:
        return Story(
            number,
            who,
            self.platform(chance),
            tuple(chance.sample(GOODS, 3)),
            date(2019, 3, 1) + timedelta(chance.randrange(900)),
            chance.randint(12, 900) * 10 ** chance.choice((4, 4, 5)),
            chance.randint(10, 990) * 100,
            chance.randint(5, 99) * 10 ** chance.choice((3, 4)),
        )

    def platform(self, chance: random.Random) -> Platform:
        """A platform, some far more often than others."""
        names = made_names("platform")
        number = int(len(names) * chance.random() ** 2)
        own = self.chance("platform", number)
        company = own.choice(made_names("company"))
        return Platform(names[number], own.choice(_PLATFORM_KINDS), company)

    def neighbour(self, home: Home, chance: random.Random) -> Home:
        """A unit of the same prefecture; the home itself if it is the only one."""
        others = [one for one in _neighbours()[home.prefecture.code] if one != home]
        return chance.choice(others) if others else home

    def known_figure(self, code: str, measure: str) -> int:
        """What is true of a county in the made world, whoever tells it."""
        return random.Random(f"{self.seed}/{code}/{measure}").randint(20, 900)
