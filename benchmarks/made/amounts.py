"""Sentences of amounts, and of those who are counted: what was sold, who came, what is planned.

A sentence takes the scene and adds to its draft, in words of the project's own.
"""

from __future__ import annotations

from made.draft import Mark
from made.scene import Roles, Scene, shown


def _attributed(s: Scene, share: float) -> Roles:
    """Begins a sentence with who says so, so often; gives the role."""
    if not s.happens(share):
        return []
    ids = s.draft.say("According to {speaker}, ", speaker=s.speaker())
    return [("AttributedTo", ids["speaker"])]


def revenue(s: Scene) -> None:
    """What the livestream brought, perhaps converted; tellings of one story may contradict."""
    yuan = s.telling.story.revenue
    if s.telling.link == "retold" and s.happens(0.5):
        yuan += yuan // s.chance.choice((3, 4, 5))
    said = _attributed(s, 0.4)
    ids = s.draft.say(
        "the session brought in {yuan}" + (" ({dollars}). " if s.happens(0.2) else ". "),
        yuan=Mark("Figure", s.bound(f"{shown(yuan)} yuan")),
        dollars=Mark("Figure", f"${shown(yuan * 10 // (65 if s.published.year > 2020 else 69))}"),
    )
    about = [("About", s.stream), *said]
    measure = ("Measure", "sales-revenue")
    if "dollars" in ids:
        dollars = s.draft.event("Figure", ids["dollars"], about, measure)
        about.append(("ConvertedAs", dollars))
    whole = s.draft.event("Figure", ids["yuan"], about, measure)
    if s.happens(0.2):
        ids = s.draft.say("Of that, {part} came from {one}. ", one=s.product(0),
            part=Mark("Figure", f"{shown(yuan // 3)} yuan"))  # fmt: skip
        s.draft.event("Figure", ids["part"], [("About", ids["one"]), ("PartOf", whole)], measure)


_AUDIENCE = (
    ("{figure} watched to the end", "{viewers} viewers", "viewers"),
    ("it had {figure} in a night", "{viewers} views", "views"),
    ("it had {figure}", "millions of views", "views"),
    ("{figure} were sold within the hour", "{units} boxes", "units-sold"),
    ("{figure} of goods left the store that week", "{units} kilograms", "weight-sold"),
    ("{figure} were given out", "{units} coupons", "coupons-sold"),
    ("there were {figure} to choose from", "{few} products", "product-kinds"),
    ("{figure} had joined by the end", "{few} enterprises", "enterprises"),
    ("it was done {figure} in all", "twice", "sessions"),
    ("guests made {figure} the next day", "{few} bookings", "bookings"),
    ("an evening is worth {figure}", "{units} yuan", "sales-revenue-per-night"),
    ("helpers packed {figure} overnight", "{units} parcels", "units-packed"),
    ("it went on for {figure}", "{few} minutes", "duration"),
    ("hosts kept {figure} of what was earned", "{percent} percent", "profit-share"),
)


def audience(s: Scene) -> None:
    """How many watched, were sold, took part."""
    story = s.telling.story
    said = _attributed(s, 0.25)
    sentence, words, measure = s.chance.choice(_AUDIENCE)
    amount = words.format(
        viewers=shown(story.viewers),
        units=shown(story.units),
        few=s.chance.randint(2, 95),
        percent=s.chance.randint(20, 700) / 10,
    )
    plain = amount.startswith(("millions", "twice"))
    ids = s.draft.say(
        sentence + ". ",
        figure=Mark("Figure", amount if plain else s.bound(amount)),
    )
    told = [("Measure", measure)]
    if amount[0].isdigit() and s.happens(0.1):
        told.append(("Bound", s.one_of("gt|approx")))
    s.draft.event("Figure", ids["figure"], [("About", s.stream), *said], *told)


_FACTS = (
    ("goods worth {figure} a year", "{n} million yuan", "output-value"),
    ("buyers in {figure}", "{n} countries", "export-markets"),
    ("a road of {figure} to the market", "{n} kilometers", "distance"),
    ("{figure} under the poverty line", "{n},000 people", "people-in-poverty"),
    ("exports of {figure}", "{n} million yuan", "export-value"),
    ("{figure} on the net", "{n} shops", "online-stores"),
    ("{figure} in the trade", "{n},000 people", "people-engaged"),
    ("{figure} for guests", "{n} houses", "bed-and-breakfasts"),
    ("a harvest of {figure}", "{n} million kilograms", "grain-harvest"),
)


def county_fact(s: Scene) -> None:
    """A figure about the home county, for a year; some articles have it wrong."""
    sentence, words, measure = s.chance.choice(_FACTS)
    number = s.cast.known_figure(s.home.county.code, measure) + (s.chance.random() < 0.15)
    ids = s.draft.say(
        "{county} counted " + sentence + (" in {year}. " if s.happens(0.5) else ". "),
        county=s.county(),
        figure=Mark("Figure", words.format(n=number)),
        year=Mark("Time", str(s.published.year - 1)),
    )
    about = [("About", ids["county"])]
    about += [("When", ids["year"])] if "year" in ids else []
    s.draft.event("Figure", ids["figure"], about, ("Measure", measure), ("Status", "ongoing"))


def growth(s: Scene) -> None:
    """A change, measured against a time, or a share of a whole."""
    measure = s.one_of("online-sales-growth|rural-online-retail-growth|share-of-women")
    ids = s.draft.say(
        "Of the {whole} it was {figure}" + (", against {base}. " if s.happens(0.4) else ". "),
        whole=s.cue(s.one_of("trade on the net|sellers|parcels sent")),
        figure=Mark("Figure", s.bound(f"{s.chance.randint(20, 900) / 10} percent")),
        base=Mark("Time", str(s.published.year - 2)),
    )
    about = [("About", s.draft.first("home"))]
    about.append(("Denominator", ids["whole"]))
    about += [("Base", ids["base"])] if "base" in ids else []
    basis = ("Basis", s.one_of("arithmetic|context"))
    if s.happens(0.3):
        figure = s.draft.event("Figure", ids["figure"], about, ("Measure", measure), basis)
        s.draft.note("Quantity", figure, "less than 20 percent")
    else:
        s.draft.event("Figure", ids["figure"], about, ("Measure", measure))


def plan(s: Scene) -> None:
    """A livestream to come, and what it is to offer."""
    status = s.one_of("planned|planned|wished")
    ids = s.draft.say(
        s.one_of(
            "On {day} {who} {will} {one} on {platform}, with {figure}. |"
            "{who} {will} {one} on {platform} on {day}, and {figure} are expected. "
        ),
        day=s.later(),
        who=s.official() if s.happens(0.6) else s.somebody(),
        will=Mark("Livestream", s.one_of("is to show|hopes to sell|will present")),
        one=s.product(2),
        platform=s.platform(),
        figure=Mark("Figure", f"more than {s.chance.randint(3, 90)} products"),
    )
    roles = [("Host", ids["who"]), ("Product", ids["one"]), ("Platform", ids["platform"])]
    told = (("ActivityKind", s.one_of("sale|show|session")), ("Status", status))
    event = s.draft.event("Livestream", ids["will"], [*roles, ("When", ids["day"])], *told)
    measure = ("Measure", "product-kinds")
    s.draft.event("Figure", ids["figure"], [("About", event)], measure, ("Status", status))


def campaign(s: Scene) -> None:
    """A campaign of the home county: when, how far, with whose help."""
    ids = s.draft.say(
        "With help from {helper}, {county} runs {campaign} {scope} from {start} to {end}: {one}. ",
        helper=s.group("shops", "enterprises"),
        county=s.county(),
        campaign=Mark("Livestream", s.one_of("a month of evenings|a season of shows|a campaign")),
        scope=s.cue(s.one_of("in all villages|across the province")),
        start=s.day(s.telling.story.day),
        end=s.later(),
        one=s.product(s.chance.randrange(3)),
    )
    roles = [("Organizer", ids["county"]), ("Place", ids["county"]), ("Supporter", ids["helper"])]
    roles += [("Scope", ids["scope"]), ("Start", ids["start"]), ("End", ids["end"])]
    roles += [("Product", ids["one"])]
    told = (("ActivityKind", "campaign"), ("Series", ""), ("Status", "ongoing"))
    name = f"Campaign of {s.home.county.name}"
    s.draft.event("Livestream", ids["campaign"], roles, *told, name=name)


def crowd(s: Scene) -> None:
    """A group, how many they are, and the campaign that they joined."""
    words, kind = s.chance.choice(
        (
            *(("county heads", "county-heads"), ("farmers", "farmers"), ("hosts", "hosts")),
            *(
                ("shop owners", "entrepreneurs"),
                ("village women", "women"),
                ("firms", "enterprises"),
            ),
            *(("bloggers", "influencers"), ("club members", "members")),
        )
    )
    ids = s.draft.say(
        "{figure} {joined} the campaign" + (" {when}. " if s.happens(0.4) else ". "),
        figure=Mark("Figure", f"More than {s.chance.randint(20, 400)} {{group}}"),
        group=s.group(words, kind),
        joined=Mark("Livestream", s.one_of("joined|took part in|were drawn into")),
        when=s.period(),
    )
    roles = [("Participant", ids["group"])]
    roles += [("PartOf", s.stream)] if s.happens(0.7) else []
    roles += [("When", ids["when"])] if "when" in ids else []
    told = (("ActivityKind", "campaign"), ("Series", ""), ("Status", s.one_of("happened|ongoing")))
    s.draft.event("Livestream", ids["joined"], roles, *told)
    s.draft.event("Figure", ids["figure"], [("About", ids["group"])], ("Measure", "participants"))
    drawn = s.chance.random()
    if drawn < 0.4:
        s.draft.relation("OfPlace", ids["group"], s.draft.first("home"))
    elif drawn < 0.6:
        here = s.draft.say("They are from {here}. ", here=Mark("OfPlaceClaim", "here"))["here"]
        ends = [("Subject", ids["group"]), ("Object", s.draft.first("home"))]
        s.draft.event("OfPlaceClaim", here, ends, ("Basis", "context"))


def training(s: Scene) -> None:
    """A course, who is trained, and how many."""
    ids = s.draft.say(
        "{county} is to train {figure} to sell on the net in {course}, with help from {helper}. ",
        county=s.county(),
        figure=Mark("Figure", f"{s.chance.randint(20, 900)} {{group}}"),
        group=s.group(s.one_of("villagers|young people"), "people"),
        course=Mark("TrainingProgramme", s.one_of("a course|evening classes|a summer school")),
        helper=s.group("colleges", "colleges"),
    )
    roles = [("Organizer", ids["county"]), ("Supporter", ids["helper"])]
    claimed = s.happens(0.2)
    roles += [] if claimed else [("Trainee", ids["group"])]
    told = [("ActivityKind", s.one_of("training-classes|training-base|session"))]
    told += [("Level", s.one_of("county|province"))] if s.happens(0.3) else []
    course = s.draft.event("TrainingProgramme", ids["course"], roles, *told, ("Status", "planned"))
    measure = ("Measure", "trainees")
    s.draft.event("Figure", ids["figure"], [("About", course)], measure, ("Status", "planned"))
    if claimed:
        seats = s.draft.say("All {seats} are taken. ", seats=Mark("TraineeClaim", "seats"))["seats"]
        ends = [("Subject", course), ("Object", ids["group"])]
        s.draft.event("TraineeClaim", seats, ends, ("Basis", "context"))
