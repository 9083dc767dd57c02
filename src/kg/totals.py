"""Sums that count nothing twice: only figures that somebody declared disjoint are added.

A sum is of one measure, one status and one unit (an amount of money: one currency). What is not
counted is listed with the reason. The arithmetic is that of :mod:`kg.sums`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kg import resources
from kg.errors import InputError, Refusal
from kg.query import CERTAINTIES, Rows, read_query, run
from kg.store.snapshots import Reader
from kg.sums import COLUMNS, UNDECLARED, Judgement, Ledger, Row, Sum
from kg.tables import Cell, Table

_SHOWN = ("article", "about", "as_written", "reported_by", "certainty")


@dataclass(frozen=True, slots=True)
class Total(Table):
    """A total with every figure of its measure: counted, or left out for a ``reason``.

    Columns: ``counted`` (true or false), ``reason`` (None if counted), then those of the named
    query figures. ``sum`` is None where nothing can be added; ``others`` are the sums of other
    units and of other declared sets.
    """

    label: str = ""
    status: str = ""
    sum: Sum | None = None
    others: tuple[Sum, ...] = field(default=())

    @property
    def sentence(self) -> str:
        """The total in one sentence."""
        if self.sum is not None:
            said = f"{self.sum}, from {self.sum.parts}"
        elif not self.rows:
            said = "no total, for there is no figure of it"
        elif UNDECLARED in self.column("reason"):
            said = "no total, for its figures are not declared disjoint"
        else:
            said = "no total, for none of its figures can be counted"
        return f"{self.label} ({self.status}): {said}"

    @property
    def counted(self) -> Table:
        """The figures that are in the total."""
        return self._part(counted=True)

    @property
    def left_out(self) -> Table:
        """The figures that are not, with the reasons."""
        return self._part(counted=False)

    def _part(self, *, counted: bool) -> Table:
        wanted = "true" if counted else "false"
        dropped = 2 if counted else 1
        rows = [row[dropped:] for row in self.rows if row[0] == wanted]
        return Table(self.columns[dropped:], rows)

    def text(self, width: int | None = None, columns: Sequence[str] | None = None) -> str:
        """The sentence, the figures counted and left out, other sums, and what to mind."""
        blocks = [self.sentence]
        for title, table, shown in self._parts(columns):
            blocks.append(f"{title}\n\n{table.text(width, shown)}".rstrip("\n"))
        if self.others:
            others = "\n".join(f"  {other}, from {other.parts}" for other in self.others)
            blocks.append(f"Other totals, not to be added to this one\n\n{others}")
        if self.caveat:
            blocks.append(f"Note: {self.caveat}")
        return "\n\n".join(blocks) + "\n"

    def _parts(self, columns: Sequence[str] | None) -> list[tuple[str, Table, tuple[str, ...]]]:
        if columns is not None:
            self.shown(columns)
        parts = []
        for title, table in (("Counted", self.counted), ("Left out", self.left_out)):
            wanted = columns or (*_SHOWN, "reason")
            shown = tuple(name for name in wanted if name in table.columns)
            if len(table) and shown:
                parts.append((title, table, shown))
        return parts

    def _repr_html_(self) -> str:
        from html import escape

        blocks = [f"<p><strong>{escape(self.sentence)}</strong></p>"]
        for title, table, shown in self._parts(None):
            rows = [tuple(row[name] for name in shown) for row in table]
            blocks.append(f"<p>{title}</p>{Table(shown, rows)._repr_html_()}")
        if self.others:
            others = "".join(
                f"<li>{escape(f'{other}, from {other.parts}')}</li>" for other in self.others
            )
            blocks.append(f"<p>Other totals, not to be added to this one</p><ul>{others}</ul>")
        if self.caveat:
            blocks.append(f"<p><em>{escape(self.caveat)}</em></p>")
        return "".join(blocks)

    def json(self) -> dict[str, Any]:
        """The total as plain values."""
        return {
            "measure": self.manifest["measure"],
            "status": self.status,
            "sentence": self.sentence,
            "total": None if self.sum is None else self.sum.json(),
            "others": [other.json() for other in self.others],
            "counted": list(self.counted),
            "left_out": list(self.left_out),
            "caveat": self.caveat,
        }


def total(
    reader: Reader,
    measure: str,
    *,
    status: str = "happened",
    unit: str | None = None,
    certainty: str | Sequence[str] | None = None,
    disjoint: str | None = None,
) -> Total:
    """Adds up what may be added of a measure.

    ``unit`` is a currency or a unit that the amounts must be in, ``disjoint`` the id of the set to
    go by; without them the largest sum of most figures is the total, and the others stand beside
    it. ``certainty`` keeps only figures of the given certainties.

    Raises:
        InputError: there is no such measure, status, unit, set or certainty.
        Refusal: amounts of the measure do not add up.
    """
    asked = _Asked(reader)
    measures, statuses = asked.codes("measure"), asked.codes("status")
    _known("measure", measure, measures)
    _known("status", status, statuses)
    wanted = [certainty] if isinstance(certainty, str) else certainty
    for one in wanted or ():
        _known("certainty", one, CERTAINTIES)
    label = str(measures[measure][0]["label"])
    if measures[measure][0]["adds"] != "true":
        raise Refusal(
            f"a total of {measure} is refused: {label} does not add up over parts",
            remedy="see each figure with kg query figures",
        )
    concepts = measures[measure]
    iris = {str(concepts[0]["code_iri"]), *(str(c["related_iri"]) for c in concepts)} - {"None"}
    figures = {str(row["figure_iri"]): row for row in asked.rows("figures", sorted(iris))}
    judgements = asked.judgements()
    if disjoint is not None:
        _known("disjoint set", disjoint, [j.id for j in judgements])
        judgements = [j for j in judgements if j.id == disjoint]
    ledger = Ledger(figures, asked.links(), judgements, measure, status, unit, wanted)
    if unit is not None:
        _known("unit among these figures", unit, ledger.units)
    sums = ledger.sums()
    best = sums[0] if sums else None
    manifest = {
        "total": measure,
        "measure": measure,
        "queries_sha256": asked.hashes,
        "read_from": reader.name,
        "kg": asked.version,
        "parameters": {
            "status": status,
            "unit": unit,
            "certainty": None if wanted is None else list(wanted),
            "disjoint": disjoint,
        },
        "answer": None if best is None else best.json(),
        "rows": len(figures),
    }
    rows = ledger.rows(best)
    caveat = _caveat(best, rows)
    columns = ("counted", "reason", *COLUMNS)
    return Total(columns, rows, manifest, caveat, label, status, best, tuple(sums[1:]))


def _known(what: str, given: str, allowed: Any) -> None:
    if given not in allowed:
        names = ", ".join(allowed)
        raise InputError(
            f"there is no {what} {given!r}", remedy=f"use {names}" if names else "leave it out"
        )


def _caveat(best: Sum | None, rows: Sequence[tuple[Cell, ...]]) -> str:
    """What must be known before the total is quoted."""
    said = []
    if best is not None and best.judgement is not None:
        judged = best.judgement
        said.append(
            f"Declared disjoint by {judged.by} on {judged.on}: {judged.because.rstrip('.')}."
        )
    if best is not None and best.certainty != "asserted":
        said.append(f"The weakest of the figures counted is {best.certainty}.")
    apart = sum(row[1] == UNDECLARED for row in rows)
    if best is not None and apart:
        said.append(
            f"{apart} figure{'' if apart == 1 else 's'} left out may overlap with the total or "
            "come on top of it."
        )
    if best is None and apart:
        said.append(
            "Who knows that figures share no part can say so in the corpus' disjoint.jsonl."
        )
    said.append("This sums up what articles report, not what was sold or done.")
    return " ".join(said)


class _Asked:
    """What the queries of a total find."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.hashes: dict[str, str] = {}
        self.version = ""

    def rows(self, name: str, measures: Sequence[str] | None = None) -> Rows:
        file = resources.path("queries", "totals", f"{name}.rq")
        query = read_query(name, file.read_text(encoding="utf-8"))
        rows = run(self.reader, query, {} if measures is None else {"measure_iri": measures})
        self.hashes[name] = rows.manifest["query_sha256"]
        self.version = rows.manifest["kg"]
        return rows

    def codes(self, code_list: str) -> dict[str, list[Row]]:
        """The codes of a list, a row for each other code that is related."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self._codes:
            if row["list"] == code_list:
                found[str(row["code"])].append(row)
        return found

    @cached_property
    def _codes(self) -> Rows:
        return self.rows("codes")

    def links(self) -> list[tuple[str, str, str]]:
        """Kind, a figure, and the figure that holds it."""
        rows = self.rows("links")
        return [(str(r["kind"]), str(r["from_iri"]), str(r["to_iri"])) for r in rows]

    def judgements(self) -> list[Judgement]:
        """The declared sets, by id."""
        figures: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for row in self.rows("sets"):
            key = tuple(str(row[name]) for name in ("disjoint", "by", "on", "because"))
            figures[key].add(str(row["figure_iri"]))
        return [
            Judgement(id_, by, on, because, frozenset(members))
            for (id_, by, on, because), members in figures.items()
        ]
