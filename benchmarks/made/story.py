"""Sentences of the story and of who is who: posts, places, firms, and the head of the article.

A sentence takes the scene and adds to its draft, in words of the project's own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from made.cast import given_name, official
from made.draft import Mark
from made.scene import Scene


def header(s: Scene, title: str, outlet: str, author: str) -> None:
    """Title, by-line, day and outlet, as the metadata have them."""
    words = " ".join(title.split()[:5])
    said = s.draft.say(
        "{title}{rest}. {by} {author}. {updated}. {outlet}.\n\n",
        title=s.cue(words),
        rest=title.removeprefix(words),
        by=Mark("Article", "By"),
        author=Mark("Person", author, "author"),
        updated=s.cue(f"{s.published}"),
        outlet=Mark("Organization", outlet, outlet, (("OrganizationKind", "newspaper"),)),
    )
    roles = [("Title", said["title"]), ("Author", said["author"]), ("Published", said["updated"])]
    if s.happens(0.3):
        more = s.draft.say(
            "{via}, edited by {editor}; {copyright}; {section}.\n\n",
            via=s.outlet(),
            editor=s.somebody(),
            copyright=s.cue(f"copyright {s.published.year}"),
            section=s.cue("country pages"),
        )
        roles += [(slot.capitalize(), id_) for slot, id_ in more.items()]
    if s.happens(0.85):
        s.draft.event("Article", said["by"], [*roles, ("Publisher", said["outlet"])])
        return
    article = s.draft.event("Article", said["by"], roles)
    claim = s.draft.say("Printed by the {house}. ", house=Mark("PublisherClaim", "house"))
    ends = [("Subject", article), ("Object", said["outlet"])]
    s.draft.event("PublisherClaim", claim["house"], ends, ("Basis", "context"))


def session(s: Scene) -> None:
    """The story: the official, the post, and the livestream."""
    story = s.telling.story
    who = story.official
    ids = s.draft.say(
        s.one_of(
            "On {day} {who}, {title} of {place}, {sold} {goods} {live} on {platform}. |"
            "{who}, the {title} of {place}, {sold} {goods} on {platform} on {day}, {live}. "
        ),
        goods=s.one_of("{one}|{one}|{one} and {two}"),
        day=s.day(story.day),
        who=s.official(),
        title=Mark("Tenure", s.title()),
        place=s.prefecture() if who.post == "mayor" else s.county(),
        sold=Mark("Livestream", s.one_of("sold|promoted|was selling|offered")),
        one=s.product(0),
        two=s.product(1),
        live=s.cue("live"),
        platform=s.platform(),
    )
    if who.post == "publicity-department-director":
        in_office = s.draft.say(
            "The {department} of the county has a studio of its own. ",
            department=Mark(
                "Organization",
                "publicity department",
                "department",
                (("OrganizationKind", "party-department"),),
                name=f"Publicity department of {who.home.county.name}",
            ),
        )
        s.draft.relation("OfPlace", in_office["department"], ids["place"])
        held = ("Organization", in_office["department"])
    else:
        held = ("Jurisdiction", ids["place"])
    tenure = s.draft.event("Tenure", ids["title"], [("Member", ids["who"]), held])
    s.draft.code(tenure, f"role:{who.post}")
    roles = [("Host", ids["who"])] if s.happens(0.8) else []
    roles += [("Product", ids[one]) for one in ("one", "two") if one in ids]
    roles += [("Platform", ids["platform"]), ("When", ids["day"]), ("Evidence", ids["live"])]
    kind = s.one_of("sale|sale|show|session|debut|promotion")
    name = f"Livestream of {who.family} {given_name(who.given)}"
    s.stream = s.draft.event("Livestream", ids["sold"], roles, ("ActivityKind", kind), name=name)
    if roles[0][0] != "Host":
        claim = s.draft.say("Viewers {greeted} the host. ", greeted=Mark("HostClaim", "greeted"))
        ends = [("Subject", s.stream), ("Object", ids["who"])]
        s.draft.event("HostClaim", claim["greeted"], ends, ("Basis", "context"))


def rival(s: Scene) -> None:
    """Somebody else in the same post at the same time: it contradicts other articles."""
    ids = s.draft.say(
        "{who}, who is {title} of {place}, did not take part. ",
        who=s.somebody("rival"),
        title=Mark("Tenure", s.title()),
        place=s.county(),
    )
    ends = [("Member", ids["who"]), ("Jurisdiction", ids["place"])]
    s.draft.code(s.draft.event("Tenure", ids["title"], ends), "role:county-head")


def where(s: Scene) -> None:
    """What the home county lies in."""
    if s.happens(0.5):
        ids = s.draft.say(
            "{county} lies {position} of {province}. ",
            county=s.county(),
            position=s.cue(s.one_of("in the north|in the hills|in the southwest|near the border")),
            province=s.province(),
        )
        s.draft.relation("Within", ids["county"], ids["province"])
        s.draft.relation("PositionWithin", ids["county"], ids["position"])
        return
    ids = s.draft.say(
        "{county} is one of those that {belong} to {prefecture}. ",
        county=s.county(),
        belong=Mark("WithinClaim", "belong"),
        prefecture=s.prefecture(),
    )
    ends = [("Subject", ids["county"]), ("Object", ids["prefecture"])]
    s.draft.event("WithinClaim", ids["belong"], ends, ("Basis", s.one_of("context|coreference")))


def capital(s: Scene) -> None:
    """Where the country and the seat are."""
    ids = s.draft.say(
        "Buyers all over {china} have heard of {prefecture}. ",
        china=Mark("Place", "China", "china", code="iso3166:CN"),
        prefecture=s.prefecture(),
    )
    s.draft.relation("Within", ids["prefecture"], ids["china"])
    if s.happens(0.4):
        claim = s.draft.say("It is quite {a} city. ", a=Mark("LevelClaim", "a"))["a"]
        level = ("Level", "city")
        s.draft.event("LevelClaim", claim, [("Subject", ids["prefecture"])], level)
    else:
        ids = s.draft.say("{town} is where its offices are. ", town=s.county())
        s.draft.relation("CapitalOf", ids["town"], s.draft.first("prefecture"))


def other_county(s: Scene) -> None:
    """Another official, in a county of the same prefecture, and a session there."""
    home = s.cast.neighbour(s.home, s.chance)
    who = replace(official(s.chance, home), post="county-head")
    ids = s.draft.say(
        "In {place}, {title} {who} {sold} {one} {twice}"
        + (" {when}" if s.happens(0.4) else "")
        + (", last on {last}. " if s.happens(0.3) else ". "),
        place=s.division(home.county, f"place {home.county.code}", coded=0.5),
        title=Mark("Tenure", s.one_of("county head|magistrate")),
        who=Mark("Person", f"{who.family} {given_name(who.given)}"),
        sold=Mark("Livestream", s.one_of("sold|offered|advertised")),
        one=s.product(s.chance.randrange(3)),
        twice=Mark("Figure", "twice"),
        when=s.period(),
        last=s.day(s.published - timedelta(s.chance.randint(1, 30))),
    )
    ends = [("Member", ids["who"]), ("Jurisdiction", ids["place"])]
    s.draft.code(s.draft.event("Tenure", ids["title"], ends), f"role:{who.post}")
    roles = [("Host", ids["who"]), ("Product", ids["one"])]
    roles += [("When", ids["when"])] if "when" in ids else []
    roles += [("LatestSession", ids["last"])] if "last" in ids else []
    told = (("ActivityKind", "sale"), ("Series", ""))
    event = s.draft.event("Livestream", ids["sold"], roles, *told)
    s.draft.event("Figure", ids["twice"], [("About", event)], ("Measure", "sessions"))


def company(s: Scene) -> None:
    """Who owns or backs the platform."""
    tie, kind = s.chance.choice((("owned", "owns"), ("backed", "backs"), ("joined", "affiliates")))
    ids = s.draft.say(
        "{platform} is {tie} by {company}. ",
        platform=s.platform(),
        tie=Mark("Tie", tie),
        company=Mark(
            "Organization",
            s.telling.story.platform.company,
            "company",
            (("OrganizationKind", "company"),),
        ),
    )
    ends = [("From", ids["company"]), ("To", ids["platform"])]
    s.draft.event("Tie", ids["tie"], ends, ("TieKind", kind))


def firm(s: Scene) -> None:
    """Somebody in an office that is not public, in a firm whose place may be open."""
    role = s.one_of("general-manager|vice-president|senior-manager|person-in-charge")
    open_ = s.happens(0.3)
    ids = s.draft.say(
        "{who}, {title} of {firm}, had sent crates from {county}"
        + (" or perhaps from {prefecture}. " if open_ else ". "),
        who=s.somebody(),
        title=Mark("Tenure", role.replace("-", " ")),
        firm=Mark(
            "Organization",
            s.one_of("a food firm|a cooperative|an institute"),
            "",
            (("OrganizationKind", s.one_of("company|cooperative|research-institute")),),
            name=f"(unnamed firm in {s.home.county.name})",
        ),
        county=s.county(),
        prefecture=s.prefecture(),
    )
    ends = [("Member", ids["who"]), ("Organization", ids["firm"])]
    s.draft.code(s.draft.event("Tenure", ids["title"], ends), f"role:{role}")
    for place in ("county", "prefecture") if open_ else ("county",):
        s.draft.relation("CandidatePlace" if open_ else "OfPlace", ids["firm"], ids[place])


def villager(s: Scene) -> None:
    """Somebody who lives there, and about how old."""
    who = s.somebody("villager")
    ids = s.draft.say(
        "{who}, {title} in {county}, had watched it all on a borrowed telephone. ",
        who=who,
        title=Mark("Tenure", "a villager"),
        county=s.county(),
    )
    ends = [("Member", ids["who"]), ("Place", ids["county"])]
    s.draft.code(s.draft.event("Tenure", ids["title"], ends), "role:villager")
    s.draft.note("AgeRange", ids["who"], s.one_of("20-29|40-49|60-69"))
