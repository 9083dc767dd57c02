"""Why things are one, or are not: the codes, judgements and rules behind their ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kg import namespaces as ns
from kg.naming import name_of
from kg.store.snapshots import Reader
from kg.supports import Row, Support, asked_of_many, by_claim, support

_SENTENCES = {
    "same": "{0} and {1} are one: {2}",
    "different": "{0} and {1} are not one",
    "unsure": "nobody can tell whether {0} and {1} are one",
    "related": "{0} and {1} are related, not one",
}
_CODE = "code of the annotation"
_ORIGINS = {_CODE: "by the code of its annotation", "rule": "by rule"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two things of a ground: an entity of an article, or a place by its code.

    ``label`` are the words that were marked as the entity, or what the code table calls the place;
    ``now`` is the IRI that stands for it.
    """

    iri: str
    now: str
    label: str
    support: Support | None

    @property
    def is_place(self) -> bool:
        """Whether it is named by a code."""
        return self.iri.startswith(ns.PLACE)

    def __str__(self) -> str:
        name = name_of(self.iri)
        if not self.label:
            return name
        return f"{name} ({self.label})" if self.is_place else f"“{self.label}” {name}"


@dataclass(frozen=True, slots=True)
class Ground:
    """What says that two things are one, or are not.

    ``kind`` is ``code of the annotation``, ``judgement`` or ``rule``, ``iri`` accordingly that of a
    claim, a judgement or a resolution. ``decision`` is ``same`` of codes and rules, and of
    judgements also ``different``, ``unsure`` or ``related``. Judgements have ``by``, ``on`` and
    ``because``, rules ``because`` and ``basis``, codes ``basis`` and ``certainty``.
    """

    iri: str
    kind: str
    decision: str
    one: Side
    other: Side
    because: str | None
    by: str | None
    on: str | None
    basis: str | None
    certainty: str | None

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both things."""
        return self.one, self.other

    @property
    def statement(self) -> str:
        """What it says, in a sentence."""
        if self.decision == "same" and self.other.is_place:
            return f"{self.one} is {self.other}"
        return _SENTENCES[self.decision].format(self.one, self.other, ns.shrink(self.one.now))

    @property
    def origin(self) -> str:
        """Whose word it is: that of a rule, of the annotation, or of a person."""
        if self.kind == "judgement":
            return f"judgement {self.iri.removeprefix(ns.JUDGEMENT)} by {self.by} on {self.on}"
        return f"{_ORIGINS[self.kind]}, {self.certainty or self.basis}"


def grounds_of(
    reader: Reader, things: Iterable[str], articles: Collection[str] | None = None
) -> list[Ground]:
    """The grounds on which entities and places are one with others, or are not.

    With ``articles`` only those that lead from the entities of these articles to what they are now,
    and judgements that say what they are not.
    """
    now = now_of(reader, things)
    started = {iri for iri in now if articles is None or _article(iri) in articles}
    rows = _reached(reader, started)
    if articles is not None:
        judged = [row for row in rows if row["decision"] != "same" and now.keys() & _ends(row)]
        started |= {end for row in judged for end in _ends(row) if end in now}
        bonds = _bonds(rows)
        ways = {row["ground"]: row for iri in started for row in _way(bonds, iri, now[iri])}
        rows = [*ways.values(), *judged]
    return _read(reader, rows)


def now_of(reader: Reader, things: Iterable[str]) -> dict[str, str]:
    """What stands for these things now, and for all that they are one with."""
    now = {thing: thing for thing in things}
    for row in asked_of_many(reader, "ids", "thing", list(now)):
        now |= {row[name]: row["now"] for name in ("thing", "id")}
    return now


def grounds_by_iri(reader: Reader, iris: Iterable[str]) -> list[Ground]:
    """Judgements and resolutions by their own IRIs."""
    return _read(reader, asked_of_many(reader, "grounds", "thing", iris))


def _article(iri: str) -> str | None:
    local = ns.local(iri)
    return local[0] if local else None


def _ends(row: Row) -> set[str]:
    return {row["one"], row["other"]}


def _order(row: Row) -> tuple[bool, str, str, str]:
    """Those that join before others."""
    return row["decision"] != "same", row["one"], row["other"], row["ground"]


def _reached(reader: Reader, started: Collection[str]) -> list[Row]:
    """All grounds that lead on from some ids, one after the other, but not through a place."""
    found: dict[str, Row] = {}
    seen: set[str] = set()
    frontier = set(started)
    while frontier:
        rows = asked_of_many(reader, "grounds", "thing", sorted(frontier))
        found |= {row["ground"]: row for row in rows}
        seen |= frontier
        ends = {end for row in rows if row["decision"] == "same" for end in _ends(row)}
        frontier = {end for end in ends - seen if not end.startswith(ns.PLACE)}
    return list(found.values())


def _bonds(rows: Iterable[Row]) -> dict[str, list[tuple[str, Row]]]:
    """Where one comes to from each thing, and on what ground."""
    bonds: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for row in rows:
        if row["decision"] == "same":
            bonds[row["one"]].append((row["other"], row))
            bonds[row["other"]].append((row["one"], row))
    return bonds


def _way(bonds: Mapping[str, list[tuple[str, Row]]], start: str, goal: str) -> list[Row]:
    """The grounds of the shortest way to what a thing is now.

    Where a judgement minted that id, no ground names it: the way then leads to the first other id.
    """
    came: dict[str, tuple[str, Row]] = {}
    reached = [start]
    for here in reached:
        for there, row in bonds.get(here, ()):
            if there not in came and there != start:
                came[there] = here, row
                reached.append(there)
    at, steps = goal if goal in (start, *came) else min(came, default=start), []
    while at != start:
        at, row = came[at]
        steps.append(row)
    return steps


def _read(reader: Reader, rows: list[Row]) -> list[Ground]:
    """Rows as grounds in their order, with the words that name their things."""
    rows = sorted(rows, key=_order)
    ends = {end for row in rows for end in _ends(row)}
    naming = {iri: ns.claim(*local) for iri in ends if (local := ns.local(iri))}
    coded = [row["ground"] for row in rows if row["kind"] == _CODE]
    lines = by_claim(reader, "lines", [*naming.values(), *coded])
    labels: dict[str, list[str]] = defaultdict(list)
    for row in asked_of_many(reader, "places", "place", ends - naming.keys()):
        labels[row["place"]].append(row["name"])

    def side(row: Row, end: str) -> Side:
        iri = row[end]
        claim = row["ground"] if row["kind"] == _CODE and end == "one" else naming.get(iri, "")
        shown = lines.get(claim, [])
        own = ns.mention(*(ns.local(iri) or ("", "")))
        words = [line["exact"] for line in shown if line["mention"] == own]
        return Side(
            iri=iri,
            now=row.get(f"{end}_now", iri),
            label=" ".join(words or labels[iri]),
            support=support(shown) if shown else None,
        )

    return [
        Ground(
            iri=row["ground"],
            kind=row["kind"],
            decision=row["decision"],
            one=side(row, "one"),
            other=side(row, "other"),
            because=row.get("because"),
            by=row.get("by"),
            on=row.get("on"),
            basis=row.get("basis"),
            certainty=row.get("certainty"),
        )
        for row in rows
    ]
