"""Violations of shapes that annotations can commit and the check against the scheme lets pass.

Each kind adds a sentence to a scene and annotates it wrongly in one way. What the report must then
say of it is told: the annotation that the result is about, its path and its constraint component.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from made.draft import Mark
from made.scene import Scene


@dataclass(frozen=True, slots=True)
class Expected:
    """One result of validation: the annotation of its focus, its path and its component."""

    focus: str
    path: str | None
    component: str


Violation = Callable[[Scene], Expected]


def _plain(s: Scene, sentence: str, label: str, words: str) -> str:
    return s.draft.say(sentence, mark=Mark(label, words))["mark"]


def tenure_of_nothing(s: Scene) -> Expected:
    """A post in no organization and for no place."""
    ids = s.draft.say(
        "{who} is {title} of something or other. ", who=s.somebody(), title=Mark("Tenure", "head")
    )
    tenure = s.draft.event("Tenure", ids["title"], [("Member", ids["who"])])
    s.draft.code(tenure, "role:county-head")
    return Expected(tenure, None, "OrConstraintComponent")


def tenure_without_post(s: Scene) -> Expected:
    """A tenure without the code of its post."""
    ids = s.draft.say(
        "{who} is {title} in {place}. ",
        who=s.somebody(),
        title=Mark("Tenure", "somebody of note"),
        place=s.county(),
    )
    ends = [("Member", ids["who"]), ("Jurisdiction", ids["place"])]
    tenure = s.draft.event("Tenure", ids["title"], ends)
    return Expected(tenure, "org:role", "MinCountConstraintComponent")


def _figure(s: Scene, words: str, measure: str, *told: tuple[str, str]) -> str:
    trigger = _plain(s, "One heard of {mark} that night. ", "Figure", words)
    return s.draft.event("Figure", trigger, [("About", s.stream)], ("Measure", measure), *told)


def number_and_none(s: Scene) -> Expected:
    """A figure with a number whose bound is unspecified."""
    figure = _figure(s, "over 300 boxes", "units-sold", ("Bound", "unspecified"))
    return Expected(figure, None, "XoneConstraintComponent")


def neither_number_nor_none(s: Scene) -> Expected:
    """A figure without a number whose bound is exact."""
    figure = _figure(s, "hundreds of boxes", "units-sold", ("Bound", "exact"))
    return Expected(figure, None, "XoneConstraintComponent")


def money_without_currency(s: Scene) -> Expected:
    """A count whose unit is said to be a currency."""
    figure = _figure(s, "40,000 notes", "sales-revenue", ("Unit", "currency"))
    return Expected(figure, None, "OrConstraintComponent")


def currency_of_a_count(s: Scene) -> Expected:
    """Yuan that are said to be pieces."""
    figure = _figure(s, "40,000 yuan", "units-sold", ("Unit", "count"))
    return Expected(figure, None, "OrConstraintComponent")


def _entry(s: Scene, words: str, bound: str) -> Expected:
    ids = s.draft.say(
        "In the list {drawn} up by {who}, {place} came {position}. ",
        drawn=Mark("Ranking", "drawn"),
        who=s.platform(),
        place=s.county(),
        position=Mark("RankingEntry", words),
    )
    ranked = s.draft.event("Ranking", ids["drawn"], [("RankedBy", ids["who"])])
    ends = [("Ranking", ranked), ("Ranked", ids["place"])]
    entry = s.draft.event("RankingEntry", ids["position"], ends, ("Bound", bound))
    return Expected(entry, None, "XoneConstraintComponent")


def position_and_none(s: Scene) -> Expected:
    """A place in a ranking whose bound is unspecified."""
    return _entry(s, "third", "unspecified")


def neither_position_nor_none(s: Scene) -> Expected:
    """No place in a ranking, said to be exact."""
    return _entry(s, "rather well", "exact")


def aim_of_nobody(s: Scene) -> Expected:
    """An aim that nobody has and nothing serves."""
    trigger = _plain(s, "The aim was {mark}. ", "Aim", "more guests")
    aim = s.draft.event("Aim", trigger, [], ("AimKind", "tourism"))
    return Expected(aim, None, "OrConstraintComponent")


def opinion_of_nothing(s: Scene) -> Expected:
    """A characterization of nothing, on no topic."""
    trigger = _plain(s, "It is {mark}, people say. ", "Characterization", "beyond compare")
    opinion = s.draft.event("Characterization", trigger, [], ("Aspect", "reputation"))
    return Expected(opinion, None, "OrConstraintComponent")


def _show(s: Scene, label: str = "Activity", *told: tuple[str, str]) -> str:
    trigger = _plain(s, "There was {mark} as well. ", label, "an evening for guests")
    return s.draft.event(label, trigger, [], ("ActivityKind", "show"), *told)


def _twice(
    s: Scene, label: str, fillers: tuple[Mark, Mark] | None, codes: tuple[str, str, str] | None
) -> str:
    """Two claims of one kind on one activity that do not agree; gives the activity."""
    show = _show(s, "TrainingProgramme" if label == "LevelClaim" else "Activity")
    for number in range(2):
        ends = [("Subject", show)]
        if fillers:
            said = s.draft.say("Some {mark} it {filler}. ", mark=Mark(label, "call"),
                filler=fillers[number])  # fmt: skip
            ends.append(("Object", said["filler"]))
            s.draft.event(label, said["mark"], ends)
        elif codes:
            trigger = _plain(s, "Some {mark} it so. ", label, "call")
            s.draft.event(label, trigger, ends, (codes[0], codes[1 + number]))
    return show


def two_starts(s: Scene) -> Expected:
    """An activity that began twice."""
    days = Mark("Time", "May 3, 2019"), Mark("Time", "May 4, 2019")
    show = _twice(s, "StartClaim", days, None)
    return Expected(show, "kg:start", "MaxCountConstraintComponent")


def two_ends(s: Scene) -> Expected:
    """An activity that ended twice."""
    days = Mark("Time", "June 3, 2019"), Mark("Time", "June 4, 2019")
    show = _twice(s, "EndClaim", days, None)
    return Expected(show, "kg:end", "MaxCountConstraintComponent")


def two_scopes(s: Scene) -> Expected:
    """An activity that reaches so far and so far."""
    show = _twice(s, "ScopeClaim", (s.cue("in one village"), s.cue("in every village")), None)
    return Expected(show, "kg:scope", "MaxCountConstraintComponent")


def two_channels(s: Scene) -> Expected:
    """An activity by two means."""
    show = _twice(s, "ChannelClaim", None, ("Channel", "online", "video-link"))
    return Expected(show, "kg:channel", "MaxCountConstraintComponent")


def day_and_night(s: Scene) -> Expected:
    """An activity mostly by day and mostly at night."""
    show = _twice(s, "TimeOfDayClaim", None, ("TimeOfDay", "day", "night"))
    return Expected(show, "kg:timeOfDay", "MaxCountConstraintComponent")


def two_levels(s: Scene) -> Expected:
    """A programme of two levels."""
    course = _twice(s, "LevelClaim", None, ("Level", "county", "province"))
    return Expected(course, "kg:level", "MaxCountConstraintComponent")


def _part_of(s: Scene, part: str, whole: str) -> Expected:
    trigger = _plain(s, "The one is {mark} the other. ", "PartOfClaim", "part of")
    s.draft.event("PartOfClaim", trigger, [("Subject", part), ("Object", whole)])
    return Expected(part, "kg:partOf", "ClassConstraintComponent")


def activity_in_a_figure(s: Scene) -> Expected:
    """An activity that is part of a figure."""
    return _part_of(s, _show(s), _figure(s, "200 boxes", "units-sold"))


def figure_in_an_activity(s: Scene) -> Expected:
    """A figure that is part of an activity."""
    return _part_of(s, _figure(s, "200 boxes", "units-sold"), _show(s))


def two_divisions(s: Scene) -> Expected:
    """One place with the codes of two divisions."""
    for words, code in (("Overlook county", "141031"), ("Overlook", "370304")):
        place = Mark("Place", words, "overlook")
        said = s.draft.say("The road goes on to {place}. ", place=place)
        s.draft.code(said["place"], f"gbt2260:{code}")
    first = s.draft.first("overlook")
    return Expected(first, "kg:sameDivision", "MaxCountConstraintComponent")


def no_country(s: Scene) -> Expected:
    """A country by a code in small letters."""
    said = s.draft.say("Crates go abroad, to {land} even. ", land=Mark("Place", "Farland"))
    s.draft.code(said["land"], "iso3166:fl")
    return Expected(said["land"], "kg:sameDivision", "PatternConstraintComponent")


def no_age(s: Scene) -> Expected:
    """An age in words."""
    said = s.draft.say("With them came {who}, of a great age. ", who=s.somebody())
    s.draft.note("AgeRange", said["who"], "very old")
    return Expected(said["who"], "kg:ageRange", "PatternConstraintComponent")


VIOLATIONS: tuple[Violation, ...] = (
    *(tenure_of_nothing, tenure_without_post, number_and_none, neither_number_nor_none),
    *(money_without_currency, currency_of_a_count, position_and_none, neither_position_nor_none),
    *(aim_of_nobody, opinion_of_nothing, two_starts, two_ends, two_scopes, two_channels),
    *(day_and_night, two_levels, activity_in_a_figure, figure_in_an_activity, two_divisions),
    *(no_country, no_age),
)
"""Every kind; all other constraints hold by what the scheme's check or the builder lets pass."""
