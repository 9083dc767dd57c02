"""Where the class diagram's boxes stand and which way its edges go: set by hand, in pixels.

A new class needs a line in ``LAYOUT``. A new property needs none: it stands in the box of its
class, or on the edge that there is between its classes. An edge without properties is not drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

MARGIN, GUTTER, WIDTH, COLUMNS = 44, 122, 222, 4
INDENT, BUS, PAD = 24, 11, 12
GAP, LABEL_GAP = 12, 44
ROW, HEADER, TALL_HEADER = 17.0, 34.0, 48.0
TOTAL = 2 * MARGIN + COLUMNS * WIDTH + (COLUMNS - 1) * GUTTER

ACTORS, PLACES, GOODS = "Actors", "Places", "Goods"
HAPPENINGS, RECORDS, EVIDENCE = "Happenings", "Records", "Articles and evidence"
JUDGEMENTS = "Judgements"
COLOURS = {
    ACTORS: "entity",
    PLACES: "entity",
    GOODS: "entity",
    HAPPENINGS: "happening",
    RECORDS: "record",
    EVIDENCE: "evidence",
    JUDGEMENTS: "record",
}


@dataclass(frozen=True, slots=True)
class Band:
    """A horizontal strip of the picture; ``space`` is left above it, under its heading if any."""

    name: str
    space: float
    heading: str = ""
    remark: str = ""


BANDS = (
    Band("roots", 128),
    Band("kinds", 44),
    Band("spine", 44),
    Band("behind", 62),
    Band("records", 104, "Records", "each belongs to one article and is never merged"),
    Band("evidence", 104, "Evidence", "the words that convey every statement above"),
    Band("judgements", 104, "Judgements", "said by no article, but decided by people or by rule"),
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a class stands: its column, its band and its group; below those named before it."""

    column: int
    band: str
    group: str
    indented: bool = False


LAYOUT = {
    "Entity": Spot(0, "roots", ACTORS),
    "Actor": Spot(1, "roots", ACTORS),
    "Place": Spot(0, "kinds", PLACES),
    "Country": Spot(0, "kinds", PLACES, indented=True),
    "Province": Spot(0, "kinds", PLACES, indented=True),
    "Prefecture": Spot(0, "kinds", PLACES, indented=True),
    "CountyLevelDivision": Spot(0, "kinds", PLACES),
    "CountyLevelCity": Spot(0, "kinds", PLACES, indented=True),
    "District": Spot(0, "kinds", PLACES, indented=True),
    "Banner": Spot(0, "kinds", PLACES, indented=True),
    "County": Spot(0, "spine", PLACES),
    "Group": Spot(1, "kinds", ACTORS, indented=True),
    "Person": Spot(1, "kinds", ACTORS),
    "Official": Spot(1, "spine", ACTORS),
    "Organization": Spot(3, "kinds", ACTORS),
    "Platform": Spot(3, "spine", ACTORS),
    "Product": Spot(2, "behind", GOODS),
    "Activity": Spot(2, "kinds", HAPPENINGS),
    "TrainingProgramme": Spot(2, "kinds", HAPPENINGS, indented=True),
    "Livestream": Spot(2, "spine", HAPPENINGS),
    "Record": Spot(0, "records", RECORDS),
    "Tenure": Spot(1, "behind", RECORDS),
    "Figure": Spot(0, "records", RECORDS),
    "Utterance": Spot(1, "records", RECORDS),
    "Characterization": Spot(1, "records", RECORDS),
    "Ranking": Spot(2, "records", RECORDS),
    "RankingEntry": Spot(2, "records", RECORDS),
    "Designation": Spot(2, "records", RECORDS),
    "Aim": Spot(3, "records", RECORDS),
    "Tie": Spot(3, "records", RECORDS),
    "Time": Spot(3, "records", RECORDS),
    "Claim": Spot(0, "evidence", EVIDENCE),
    "Mention": Spot(1, "evidence", EVIDENCE),
    "Article": Spot(2, "evidence", EVIDENCE),
    "Image": Spot(3, "evidence", EVIDENCE),
    "Judgement": Spot(0, "judgements", JUDGEMENTS),
    "Resolution": Spot(1, "judgements", JUDGEMENTS),
    "DisjointSet": Spot(2, "judgements", JUDGEMENTS),
}
SPINE = ("County", "Official", "Livestream", "Platform", "Product")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Port:
    """A point on a box's edge: a side, and pixels along it (from its end, if negative)."""

    name: str
    side: str
    along: float

    def at(self, box: Box) -> tuple[float, float]:
        length = box.height if self.side in ("left", "right") else box.width
        along = self.along if self.along >= 0 else length + self.along
        if self.side in ("left", "right"):
            return (box.x if self.side == "left" else box.right), box.y + along
        return box.x + along, (box.y if self.side == "top" else box.bottom)


@dataclass(frozen=True, slots=True)
class Edge:
    """A drawn way for the properties that lead from one class to another.

    ``of`` and ``to`` are the classes that the shapes speak of, where the edge is drawn at classes
    below them; ``via`` are turns, ``v`` at an x of a gutter and ``h`` at a y under a class.
    ``derived`` properties have no shapes, so they are named. The label stands on the ``leg``.
    """

    start: Port
    end: Port
    of: str = ""
    to: str = ""
    via: tuple[tuple[str, str | int, float], ...] = ()
    derived: str = ""
    leg: int = 0
    at: float = 0.5


SPINE_AT = 24
EDGES = (
    Edge(
        Port("Official", "left", SPINE_AT), Port("County", "right", SPINE_AT), derived="holdsRoleIn"
    ),
    Edge(Port("Official", "right", 14), Port("Livestream", "left", 14), derived="hosts"),
    Edge(
        Port("Livestream", "right", SPINE_AT),
        Port("Platform", "left", SPINE_AT),
        of="Activity",
    ),
    Edge(Port("Livestream", "bottom", 111), Port("Product", "top", 111), of="Activity"),
    Edge(
        Port("Official", "right", 26),
        Port("Product", "left", 22),
        via=(("v", 1, 80),),
        derived="sells",
        leg=1,
    ),
    Edge(
        Port("Official", "right", 38),
        Port("Platform", "bottom", 111),
        via=(("v", 1, 30), ("h", "Product", 34)),
        derived="streamsOn",
        leg=2,
        at=0.62,
    ),
    Edge(Port("Tenure", "top", 60), Port("Official", "bottom", 60), to="Person"),
    Edge(
        Port("Tenure", "left", 24),
        Port("County", "bottom", 111),
        to="Place",
    ),
    Edge(
        Port("Activity", "left", 22),
        Port("Actor", "right", -12),
        via=(("v", 1, 61),),
        leg=1,
    ),
    Edge(Port("RankingEntry", "top", 111), Port("Ranking", "bottom", 111)),
    Edge(Port("Claim", "right", 17), Port("Mention", "left", 17)),
    Edge(Port("Mention", "right", 17), Port("Article", "left", 17)),
)

# Ways from a class to the one above it, where that does not stand above it in its column.
ASCENTS = (
    Edge(Port("Actor", "left", 17), Port("Entity", "right", 17)),
    Edge(Port("Place", "right", 17), Port("Actor", "left", -8), via=(("v", 0, 61),)),
    Edge(Port("Organization", "top", 111), Port("Actor", "right", 12)),
)


class LayoutError(Exception):
    """The tables of this file and the ontology do not agree."""
