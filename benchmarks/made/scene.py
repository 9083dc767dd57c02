"""What the sentences of a made article share: its chance, its story, and how things are marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from made.cast import Cast, Division, Home, Official, Telling, given_name, made_names, official
from made.draft import Draft, Mark

RESERVED = {"official": "T1", "home": "T2"}
"""The ids of the official and of the county of the story, in every article."""

Roles = list[tuple[str, str]]
"""Roles and their fillers, or attributes and their values."""

MONTHS = (
    "January February March April May June July August September October November December"
).split()
_BOUNDS = ("", "", "", "more than ", "over ", "nearly ", "about ", "at least ", "up to ")
_TITLES = {
    "county-head": ("head", "county head", "magistrate"),
    "deputy-county-head": ("deputy head", "vice-mayor", "deputy county head"),
    "mayor": ("mayor",),
    "publicity-department-director": ("director",),
}


def shown(number: int) -> str:
    """A number as newspapers print it: 14.2 million, 26,000."""
    for scale, word in ((10**9, "billion"), (10**6, "million")):
        if number >= scale:
            return f"{number / scale:.1f}".removesuffix(".0") + f" {word}"
    return f"{number:,}"


@dataclass(slots=True)
class Scene:
    """One article in the making.

    ``published`` is its day. ``stream`` is the livestream of the story, once it was told.
    """

    cast: Cast
    chance: Random
    telling: Telling
    published: date
    draft: Draft
    stream: str = ""

    # Chance

    def one_of(self, choices: str) -> str:
        """One of the words between bars."""
        return self.chance.choice(choices.split("|"))

    def happens(self, share: float) -> bool:
        """True so often."""
        return self.chance.random() < share

    def bound(self, amount: str) -> str:
        """An amount, often with a bound before it."""
        return self.chance.choice(_BOUNDS) + amount

    # Marks

    def cue(self, words: str) -> Mark:
        """Words that only show something."""
        return Mark("Cue", words)

    def official(self) -> Mark:
        """The official of the story: by the whole name first, then perhaps by a part."""
        who = self.telling.story.official
        family, given = who.family, given_name(who.given)
        if self.draft.knows("official"):
            again = self.chance.choice((family, family, f"{family} {given}", self._pronoun(who)))
            return Mark("Person", again, "official")
        printed = self.chance.choices(
            (
                f"{family} {given}",
                f"{given} {family}",
                f"{family} {'-'.join(who.given).capitalize()}",
                f"{family.upper()} {given}",
            ),
            (80, 8, 6, 6),
        )[0]
        said = (("Gender", who.gender),) if self.happens(0.2) else ()
        return Mark("Person", printed, "official", said)

    def _pronoun(self, who: Official) -> str:
        return "she" if who.gender == "female" else "he"

    def somebody(self, key: str = "") -> Mark:
        """Somebody else, by name."""
        who = official(self.chance)
        return Mark("Person", f"{who.family} {given_name(who.given)}", key)

    def division(self, unit: Division, key: str, *, coded: float = 0.7) -> Mark:
        """A place: by its name in full and perhaps a code first, then more shortly."""
        if self.draft.knows(key):
            again = "the county" if key == "home" and unit.sort == "county" else unit.name
            return Mark("Place", self.chance.choice((again, unit.full, unit.name)), key)
        words = unit.full
        if self.happens(0.4) and unit.sort in ("county", "district"):
            words = f"{unit.name} {unit.sort}"
        level = "city" if unit.sort == "prefecture-level-city" else unit.sort
        code = f"gbt2260:{unit.code}" if self.happens(coded) else ""
        said = (("Level", level),) if self.happens(0.6) else ()
        return Mark("Place", words, key, said, code)

    @property
    def home(self) -> Home:
        """Where the official of the story is in office."""
        return self.telling.story.official.home

    def county(self) -> Mark:
        """The home county."""
        return self.division(self.home.county, "home")

    def prefecture(self) -> Mark:
        """What the home county lies in."""
        return self.division(self.home.prefecture, "prefecture")

    def province(self) -> Mark:
        """The province of the home county."""
        return self.division(self.home.province, "province", coded=0.9)

    def platform(self) -> Mark:
        """The platform of the story."""
        known = self.telling.story.platform
        kind = (("OrganizationKind", known.kind),)
        return Mark("Platform", known.name, "platform", kind)

    def product(self, number: int) -> Mark:
        """One of the three kinds of goods of the story."""
        words = self.telling.story.goods[number]
        return Mark("Product", words, f"product {words}")

    def outlet(self) -> Mark:
        """A newspaper."""
        words = self.chance.choice(made_names("outlet"))
        return Mark("Organization", words, words, (("OrganizationKind", "newspaper"),))

    def group(self, words: str, kind: str, key: str = "") -> Mark:
        """Several people or bodies that are not named."""
        name = f"{words.capitalize()} of {self.home.county.name}"
        return Mark("Group", words, key, (("MemberKind", kind),), name=name)

    def speaker(self) -> Mark:
        """Who may say something: mostly the official."""
        drawn = self.chance.random()
        if drawn < 0.55:
            return self.official()
        if drawn < 0.62:
            return self.outlet()
        if drawn < 0.9:
            return self.group(self.one_of("officials|local officials"), "officials", "officials")
        return self.county()

    def day(self, when: date) -> Mark:
        """A day, in one of the ways in which newspapers print it."""
        month = MONTHS[when.month - 1]
        near = abs((self.published - when).days) < 100
        printed = [f"{month} {when.day}, {when.year}", f"{when.day} {month} {when.year}"]
        if near and when <= self.published:
            printed += [f"{month} {when.day}"] * 4
        return Mark("Time", self.chance.choice(printed))

    def period(self) -> Mark:
        """A stretch of time before the article, or its month."""
        year, month = self.published.year, self.published.month
        drawn = self.chance.random()
        if drawn < 0.35:
            return Mark("Time", f"since {MONTHS[(month - 3) % 12]}")
        if drawn < 0.6:
            return Mark("Time", str(year - self.chance.choice((1, 1, 2))))
        words, edtf, basis = self.chance.choice(
            (
                ("this month", f"{year}-{month:02}", "dateline"),
                ("this year", f"{year}", "dateline"),
                ("the past two years", f"{year - 2}/{year}", "context"),
                ("recently", f"/{year}-{month:02}", "context"),
            )
        )
        return Mark("Time", words, "", (("Basis", basis),), f"edtf:{edtf}")

    def later(self) -> Mark:
        """A time after the article."""
        when = self.published + timedelta(self.chance.randint(3, 200))
        return self.day(when)

    def title(self) -> str:
        """The official's title in one of its wordings."""
        who = self.telling.story.official
        if who.post == "county-head" and who.home.county.sort == "county-level-city":
            return "mayor"
        return self.chance.choice(_TITLES[who.post])
