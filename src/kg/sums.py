"""Which figures may be added, in which sums, and what the sums are.

Amounts are intervals and are added as such (Moore, Interval Analysis, 1966): lower ends add up to
a lower end, upper ends to an upper one, and the sum excludes its end where one part does. Parts
that would leave the sum without a bound are not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import Any

from kg.disjointness import reached
from kg.query import CERTAINTIES
from kg.tables import Cell
from kg.terms import decimal_lexical

BOUNDS = {
    "exact": "exactly",
    "gt": "more than",
    "ge": "at least",
    "lt": "less than",
    "le": "at most",
    "approx": "about",
}
# What adds up with exact amounts to one bound, and the bound of the sum if one of them is there.
_KINDS = (("gt", "ge"), ("lt", "le"), ("approx",))

COLUMNS = (
    "article",
    "about",
    "measure",
    "as_written",
    "number",
    "bound",
    "unit",
    "currency",
    "period",
    "reported_by",
    "status",
    "certainty",
    "figure_iri",
    "article_iri",
    "claims",
)
UNDECLARED = "not declared disjoint from the rest"

Row = dict[str, Cell]
Links = Mapping[str, set[str]]


def add_up(parts: Sequence[tuple[Decimal, str]]) -> tuple[Decimal, str, tuple[int, ...]]:
    """The sum of amounts, its bound, and the places of the parts that are in it.

    Exact amounts add up with anything. Lower bounds (``gt``, ``ge``), upper bounds (``lt``, ``le``)
    and estimates (``approx``) do not add up with each other: the first kind that is there, in this
    order, is counted, and the parts of the other kinds are not.

    >>> add_up([(Decimal(5), "exact"), (Decimal(2), "gt"), (Decimal(9), "le")])
    (Decimal('7'), 'gt', (0, 1))
    """
    bounds = {bound for _, bound in parts}
    kind = next((kind for kind in _KINDS if bounds & set(kind)), ())
    counted = tuple(i for i, (_, bound) in enumerate(parts) if bound in ("exact", *kind))
    # No digit may be lost, however long the amounts are.
    exactly = Context(prec=100_000, Emax=MAX_EMAX, Emin=MIN_EMIN)
    number = Decimal(0)
    for i in counted:
        number = exactly.add(number, parts[i][0])
    return number, next((bound for bound in kind if bound in bounds), "exact"), counted


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who declared the figures of a set disjoint, on which day, and why."""

    id: str
    by: str
    on: str
    because: str
    figures: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of the ``figures``, by IRI.

    ``number`` is in ``unit``, an ISO 4217 code for money. ``certainty`` is the weakest of the
    parts. Without ``judgement`` the sum has one part only, beside which nothing else stands.
    """

    number: Decimal
    bound: str
    unit: str
    certainty: str
    figures: frozenset[str]
    judgement: Judgement | None = None

    def __str__(self) -> str:
        unit = "" if self.unit == "count" else f" {self.unit}"
        return f"{BOUNDS[self.bound]} {self.number:,f}{unit}"

    @property
    def parts(self) -> str:
        """How many figures, and why they may be added."""
        if self.judgement is None:
            return "the only figure"
        count = len(self.figures)
        plural = "" if count == 1 else "s"
        return f"{count} figure{plural} declared disjoint ({self.judgement.id})"

    def json(self) -> dict[str, Any]:
        """The sum as plain values."""
        judgement = self.judgement
        return {
            "number": _cell(self.number),
            "bound": self.bound,
            "unit": self.unit,
            "certainty": self.certainty,
            "figures": len(self.figures),
            "disjoint": None
            if judgement is None
            else {
                "id": judgement.id,
                "by": judgement.by,
                "on": judgement.on,
                "because": judgement.because,
            },
        }


class Ledger:
    """The figures of a measure: which may be counted, in which sums, and why the others not."""

    def __init__(
        self,
        figures: Mapping[str, Row],
        links: Sequence[tuple[str, str, str]],
        judgements: Sequence[Judgement],
        measure: str,
        status: str,
        unit: str | None,
        certainty: Sequence[str] | None,
    ) -> None:
        self.figures = figures
        self.judgements = judgements
        self.measure = measure
        # A part leads to its whole, a converted amount to the one that it converts; ``same`` are
        # the conversions alone, ``held`` both, and conversions either way.
        self.upward: dict[str, set[str]] = defaultdict(set)
        self.same: dict[str, set[str]] = defaultdict(set)
        self.held: dict[str, set[str]] = defaultdict(set)
        for kind, part, whole in links:
            self.upward[part].add(whole)
            self.held[part].add(whole)
            if kind == "same":
                self.same[part].add(whole)
                self.same[whole].add(part)
                self.held[whole].add(part)
        self.excluded = {
            iri: reason
            for iri, row in figures.items()
            if (reason := self._excluded(row, status, unit, certainty))
        }
        self.eligible = [iri for iri in figures if iri not in self.excluded]
        # Those that no other eligible figure holds.
        eligible = set(self.eligible)
        self.principal = {
            iri for iri in eligible if not reached(iri, self.upward) & (eligible - {iri})
        }

    @property
    def units(self) -> list[str]:
        """The units that figures of the measure are in."""
        ours = (row for row in self.figures.values() if row["measure"] == self.measure)
        return sorted({_unit(row) for row in ours})

    def _excluded(
        self, row: Row, status: str, unit: str | None, certainty: Sequence[str] | None
    ) -> str | None:
        """Why a figure is left out whatever is declared of it."""
        if row["measure"] != self.measure:
            return f"another measure: {row['measure']}"
        if row["status"] != status:
            return f"other status: {row['status']}"
        if certainty is not None and row["certainty"] not in certainty:
            return f"other certainty: {row['certainty']}"
        if row["number"] is None:
            return "no number"
        if row["adds"] == "false":
            return f"amounts in {row['unit']} do not add up"
        if row["bound"] not in BOUNDS:
            return f"bound does not add up: {row['bound']}"
        if unit is not None and _unit(row) != unit:
            return f"other unit: {_unit(row)}"
        return None

    def sums(self) -> list[Sum]:
        """What can be said, best first: the unit of most figures, then the largest lower bound."""
        groups: dict[str, list[str]] = defaultdict(list)
        for iri in self.eligible:
            groups[_unit(self.figures[iri])].append(iri)
        found: list[tuple[int, str, list[Sum]]] = []
        for unit, members in groups.items():
            sums = [
                self._sum(unit, parts, judgement)
                for judgement in self.judgements
                if len(parts := [iri for iri in members if iri in judgement.figures]) > 1
            ]
            alone = [iri for iri in members if iri in self.principal]
            if not sums and len(alone) == 1:
                sums = [self._sum(unit, alone, None)]
            if sums:
                most = max(len(one.figures) for one in sums)
                found.append((-most, unit, sorted(sums, key=_order)))
        return [one for _, _, sums in sorted(found, key=lambda f: f[:2]) for one in sums]

    def _sum(self, unit: str, members: Sequence[str], judgement: Judgement | None) -> Sum:
        parts = [
            (Decimal(str(self.figures[i]["number"])), str(self.figures[i]["bound"]))
            for i in members
        ]
        number, bound, places = add_up(parts)
        counted = [members[place] for place in places]
        certainties = {str(self.figures[iri]["certainty"]) for iri in counted}
        weakest = max(certainties, key=CERTAINTIES.index)
        return Sum(number, bound, unit, weakest, frozenset(counted), judgement)

    def rows(self, best: Sum | None) -> list[tuple[Cell, ...]]:
        """A row a figure, those counted first."""
        counted = best.figures if best is not None else frozenset()
        reasons = self._reasons(best)
        return [
            (
                "true" if iri in counted else "false",
                reasons.get(iri),
                *(self.figures[iri][column] for column in COLUMNS),
            )
            for iri in sorted(self.figures, key=lambda iri: iri not in counted)
        ]

    def _reasons(self, best: Sum | None) -> dict[str, str]:
        """Why each figure that is not counted is left out."""
        # Where nothing is counted, what holds a figure is told all the same.
        holding = best.figures if best is not None else self.principal
        inside: dict[str, set[str]] = defaultdict(set)
        for one in sorted(holding):
            for whole in reached(one, self.held):
                inside[whole].add(one)
        return {
            iri: self._reason(iri, best, set(holding), inside)
            for iri in self.figures
            if best is None or iri not in best.figures
        }

    def _reason(self, iri: str, best: Sum | None, holding: set[str], inside: Links) -> str:
        row = self.figures[iri]
        if row["measure"] != self.measure:
            return self.excluded[iri]
        if same := self._written(reached(iri, self.same) & holding - {iri}):
            return f"the same amount in another currency as {same}"
        if wholes := self._written(reached(iri, self.held) & holding - {iri}):
            return f"part of {wholes}"
        if iri in self.excluded:
            return self.excluded[iri]
        if parts := self._written(inside[iri] - {iri}):
            return f"contains {parts}"
        if best is not None and _unit(row) != best.unit:
            return f"other unit: {_unit(row)}"
        if best is not None and best.judgement and iri in best.judgement.figures:
            return f"bound does not add up: {row['bound']} with {best.bound}"
        return UNDECLARED

    def _written(self, figures: set[str]) -> str:
        return " and ".join(str(self.figures[iri]["as_written"]) for iri in sorted(figures))


def _unit(row: Row) -> str:
    return str(row["currency"] if row["unit"] == "currency" else row["unit"])


def _order(one: Sum) -> tuple[int, Decimal, int, str]:
    """Sums with a lower end first, the larger before the smaller, the strict before the others."""
    kind = ("exact", "gt", "ge", "approx", "lt", "le").index(one.bound)
    return (
        int(kind > 2) + int(kind > 3),
        -one.number,
        int(one.bound != "gt"),
        (one.judgement.id if one.judgement else ""),
    )


def _cell(number: Decimal) -> Cell:
    lexical, datatype = decimal_lexical(number)
    return int(lexical) if datatype == "integer" else lexical
