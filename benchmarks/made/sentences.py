"""Sentences of what is said, wanted, done and shown; and how often each sentence is drawn.

A sentence takes the scene and adds to its draft, in words of the project's own. The weights give
about the proportions of the bundled corpus.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from made.amounts import audience, campaign, county_fact, crowd, growth, plan, revenue, training
from made.cast import KINDS_OF_GOODS
from made.draft import Mark
from made.scene import Roles, Scene
from made.story import capital, company, firm, other_county, villager

Sentence = Callable[[Scene], None]

BALLAST = (
    "The road to the village follows the river for a long way and climbs between the terraces. ",
    "It had rained in the morning, and the yard where the crates stood was still wet at noon. ",
    "Nobody had planned it that way, and yet it turned out well enough for all who were there. ",
    "A lamp stood on either side of the table, and somebody held up a sheet with the next lines. ",
    "Those who had come early sat on benches along the wall and drank tea while they waited. ",
    "What was left over was packed again and stored in the cool room at the back of the hall. ",
    "Such evenings used to be rare here, but the neighbours have got used to the bright windows. ",
    "The telephone did not stop ringing, and in the end it was simply put into a drawer. ",
    "There were mistakes at first, and there was laughter, and then it went on as if rehearsed. ",
    "The older people watched from the doorway and asked, now and again, how the thing worked. ",
    "Parcels were labelled by hand until a machine was bought, which did it in half the time. ",
    "In winter the pass is closed for weeks, so whatever is to be sent must be sent before that. ",
)


_TOPICS = (
    "first-livestream|learning-to-livestream|sales-figures|purpose|results|why-officials-join|"
    "pandemic-impact|transport|poverty-relief|marketing|audience-interaction|going-online|"
    "boosting-sales|cultural-tourism|digital-economy|export-market|industry-size|livestreaming|"
    "officials-learning|working-conditions|wish-to-host|womens-entrepreneurship"
)
_ASPECTS = (
    "reputation|economy|specialty|resources|outlook|reception|trend|impact|culture|nature|people|"
    "payment|part-played|requirement|first-of-its-kind"
)
_AIM_KINDS = (
    "sales|sales|tourism|income|fame|reach|poverty-relief|publicity|recovery|welfare|cooperation|"
    "digital-economy|good-example|hosting|industry-development"
)


def utterance(s: Scene) -> None:
    """That somebody said something: a word of it."""
    ids = s.draft.say(
        s.one_of(
            "“It was all about the {word},” {speaker} said{told}. |"
            "{speaker} spoke of the {word}{told} and would not be hurried. |"
            "Asked by those in the hall, {speaker} mentioned the {word}{told}. "
        ),
        told=" to {outlet}" if s.happens(0.2) else "",
        word=Mark("Utterance", s.one_of("weather|roads|first night|viewers|price|trust|harvest")),
        speaker=s.speaker(),
        outlet=s.outlet(),
    )
    roles = [("Speaker", ids["speaker"])]
    roles += [("ToldTo", ids["outlet"])] if "outlet" in ids else []
    roles += [("About", s.stream)] if s.happens(0.4) else []
    roles += [("AnnouncedAt", s.stream)] if s.happens(0.1) else []
    mode = [("Mode", "direct")] if s.happens(0.4) else []
    s.draft.event("Utterance", ids["word"], roles, *mode, ("Topic", s.one_of(_TOPICS)))


def opinion(s: Scene) -> None:
    """What something is like."""
    ids = s.draft.say(
        s.one_of("The {thing} of these parts are {like}, people say. |All call {thing} {like}. "),
        thing=s.product(s.chance.randrange(3)),
        like=Mark("Characterization", s.one_of("famous|cheap|hard to sell|the best|little known")),
    )
    told = [
        ("Aspect", s.one_of(_ASPECTS)),
        ("Polarity", s.one_of("favourable|favourable|neutral|unfavourable")),
    ]
    if s.happens(0.25):
        s.draft.event("Characterization", ids["like"], [], ("Topic", s.one_of(_TOPICS)), *told)
    else:
        s.draft.event("Characterization", ids["like"], [("About", ids["thing"])], *told)
        if s.happens(0.3):
            s.draft.relation("SpecialtyOf", ids["thing"], s.draft.first("home"))


def aim(s: Scene) -> None:
    """What somebody wants."""
    until = s.one_of(" by {deadline}| from {one}|||||")
    ids = s.draft.say(
        s.one_of(
            f"What {{who}} wants is {{aim}}{until}, and not for one season only. |"
            f"For {{who}} it is a step towards {{aim}}{until}, and there are more to come. |"
            f"{{who}} would be glad of {{aim}}{until}, whatever else may follow from it. "
        ),
        who=s.county() if s.happens(0.5) else s.official(),
        aim=Mark("Aim", s.one_of("more guests|better prices|more income|a good name|wider reach")),
        deadline=Mark("Time", str(s.published.year + 1)),
        one=s.product(s.chance.randrange(3)),
    )
    roles = [("Holder", ids["who"])]
    roles += [("About", s.stream)] if s.happens(0.4) else []
    roles += [("Deadline", ids["deadline"])] if "deadline" in ids else []
    roles += [("Product", ids["one"])] if "one" in ids else []
    status = [("Status", s.one_of("planned|wished|ongoing"))] if s.happens(0.4) else []
    s.draft.event("Aim", ids["aim"], roles, ("AimKind", s.one_of(_AIM_KINDS)), *status)


_DOINGS = (
    ("held its {thing}", "ceremony|forum|competition|selection|tour|invitation", "Organizer"),
    ("began its {thing}", "launch|initiative|cooperation|assistance", "Organizer"),
    ("took up {thing}", "production|online-business|administration|monitoring", "Participant"),
    ("gave its {thing}", "presentation|promotion", "Promoter"),
)


def doing(s: Scene) -> None:
    """Some other activity: a forum, a tour, production."""
    sentence, kinds, role = s.chance.choice(_DOINGS)
    kind = s.one_of(kinds)
    place = " in {place}" if s.happens(0.4) else ""
    when = " on {when}" if s.happens(0.25) else ""
    ids = s.draft.say(
        f"{{who}} {sentence}{place}{when}, which went on as usual. ",
        who=s.county() if s.happens(0.6) else s.official(),
        thing=Mark("Activity", kind.replace("-", " ")),
        place=s.prefecture(),
        when=s.day(s.published - timedelta(s.chance.randint(1, 90))),
    )
    roles = [(role, ids["who"])]
    roles += [("Place", ids["place"])] if place else []
    roles += [("When", ids["when"])] if when else []
    drawn = s.chance.random()
    roles += [("PartOf", s.stream)] if drawn < 0.3 else []
    roles += [("SameTimeAs", s.stream)] if 0.3 < drawn < 0.35 else []
    told = [("ActivityKind", kind)]
    told += [("Topic", s.one_of(_TOPICS))] if s.happens(0.2) else []
    told += [("Status", s.one_of("ongoing|planned"))] if s.happens(0.3) else []
    told += [("Channel", s.one_of("online|e-commerce|video-link"))] if s.happens(0.1) else []
    name = f"{kind.replace('-', ' ').capitalize()} of {s.home.county.name}"
    activity = s.draft.event("Activity", ids["thing"], roles, *told, name=name)
    if drawn > 0.97:
        part = s.draft.say("It {was} of the session. ", was=Mark("PartOfClaim", "was part"))["was"]
        ends = [("Subject", activity), ("Object", s.stream)]
        s.draft.event("PartOfClaim", part, ends, ("Basis", "context"))


def ranking(s: Scene) -> None:
    """Who came where in a ranking, and by what."""
    ids = s.draft.say(
        "By {criterion}, {who} {ranked} the sellers of the season. ",
        criterion=s.cue(s.one_of("sales|orders|audience numbers")),
        who=s.platform(),
        ranked=Mark("Ranking", "ranked"),
    )
    roles = [("RankedBy", ids["who"]), ("Criterion", ids["criterion"])]
    name = f"Ranking of sellers by {s.telling.story.platform.name}"
    told = [("Complete", "")] if s.happens(0.1) else []
    ranked = s.draft.event("Ranking", ids["ranked"], roles, *told, name=name)
    for position in ("second", "the top three", "among the winners")[: s.chance.randint(1, 3)]:
        ids = s.draft.say(
            "{who} came {position} in it. ",
            who=s.chance.choice((s.county, s.official, s.province))(),
            position=Mark("RankingEntry", position),
        )
        ends = [("Ranking", ranked), ("Ranked", ids["who"])]
        s.draft.event("RankingEntry", ids["position"], ends)


def designation(s: Scene) -> None:
    """A list that something was put on."""
    ids = s.draft.say(
        "{place} is {title} since {when}. ",
        place=s.county(),
        title=Mark("Designation", s.one_of("a model county|a village of crafts|an export base")),
        when=Mark("Time", str(s.published.year - s.chance.randint(1, 6))),
    )
    ends = [("Designated", ids["place"]), ("When", ids["when"])]
    s.draft.event("Designation", ids["title"], ends)


def image(s: Scene) -> None:
    """A picture, what it shows and whose it is."""
    ids = s.draft.say(
        "\n{image} {who} ({at}) {shows} the goods at a long table. [{credit}]\n",
        image=Mark("Image", f"{s.chance.randint(1, 9)}.jpg"),
        who=s.official(),
        at=s.cue(s.one_of("left|right|centre")),
        shows=s.cue(s.one_of("shows|holds up|points to")),
        credit=s.outlet(),
    )
    roles = [("Depicts", ids["who"]), ("Depicts", s.stream), ("Credit", ids["credit"])]
    roles += [("ShownAt", ids["at"]), ("Caption", ids["shows"])]
    told = [("ImageKind", "poster")] if s.happens(0.1) else []
    s.draft.event("Image", ids["image"], roles, *told, name="Photograph of the session")


def goods(s: Scene) -> None:
    """What wider kind of goods things are of."""
    wide = s.chance.choice(KINDS_OF_GOODS)
    wider = Mark("Product", wide, f"product {wide}", (("Generic", ""),))
    claim = s.happens(0.4)
    ids = s.draft.say(
        "{wider}, {such} {one}, fill most of the shelves. ",
        wider=wider,
        such=Mark("KindOfClaim", "such as") if claim else "such as",
        one=s.product(s.chance.randrange(3)),
    )
    if claim:
        ends = [("Subject", ids["one"]), ("Object", ids["wider"])]
        s.draft.event("KindOfClaim", ids["such"], ends, ("Basis", "context"))
    else:
        s.draft.relation("KindOf", ids["one"], ids["wider"])


def claim(s: Scene) -> None:
    """One thing about the livestream that follows less surely than the rest."""
    label = s.one_of(
        "PlaceClaim|PlaceClaim|StartClaim|EndClaim|ScopeClaim|ChannelClaim|TimeOfDayClaim|"
        "ProductClaim|OrganizerClaim|ParticipantClaim|SupporterClaim|PromoterClaim|"
        "PlatformClaim"
    )
    if s.draft.knows(label):
        return
    coded = {"ChannelClaim": ("Channel", "livestreaming|online")}
    coded["TimeOfDayClaim"] = ("TimeOfDay", "day|night")
    if label in coded:
        name, codes = coded[label]
        given = [(name, s.one_of(codes))]
        ends: Roles = []
    else:
        given = []
        filler = {
            "PlaceClaim": s.county,
            "StartClaim": lambda: s.day(s.telling.story.day),
            "EndClaim": lambda: s.day(s.telling.story.day + timedelta(1)),
            "ScopeClaim": lambda: s.cue(s.one_of("in all villages|across the province")),
            "ProductClaim": lambda: s.product(2),
            "OrganizerClaim": s.county,
            "ParticipantClaim": lambda: s.group("shop assistants", "people"),
            "SupporterClaim": lambda: s.group("students", "people"),
            "PromoterClaim": s.official,
            "PlatformClaim": s.platform,
        }[label]()
        ends = [("Object", s.draft.say("There was talk of {filler}. ", filler=filler)["filler"])]
    mark = Mark(label, s.one_of("went on|was seen|people noticed"), label)
    trigger = s.draft.say("That is what {mark} there, as far as one can tell. ", mark=mark)["mark"]
    s.draft.event(label, trigger, [("Subject", s.stream), *ends], ("Basis", "context"), *given)


SENTENCES: dict[Sentence, float] = {
    revenue: 8, audience: 18, county_fact: 9, growth: 5, plan: 1, crowd: 6, utterance: 20,
    opinion: 18, aim: 16, doing: 18, ranking: 2, training: 3, company: 4, designation: 2,
    image: 6, goods: 1.5, firm: 1, villager: 0.5, other_county: 1, claim: 2, capital: 1.5,
    campaign: 1,
}  # fmt: skip
ONCE = {company, designation, villager, capital, training, campaign}
"""Sentences that no article has twice."""
