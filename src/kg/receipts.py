"""From a result to the characters of the article that convey it."""

from __future__ import annotations

import csv
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg import namespaces as ns
from kg import resources, terms
from kg.errors import InputError
from kg.query import Query, read_query
from kg.store import Reader

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters of an article, as code points ``start`` (first) to ``end`` (first after)."""

    text: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Support:
    """A claim made by annotation: where it was annotated, and the words."""

    claim: str
    article: str
    annotator: str
    file: str
    line: int
    basis: str
    speakers: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class ClaimReceipt:
    """One claim, said or derived, with the annotated claims that it rests on."""

    claim: str
    statement: str
    certainty: str
    derived: bool
    supports: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The claims behind a result, each led back to quoted characters."""

    thing: str
    claims: tuple[ClaimReceipt, ...]
    manifest: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.claims)

    def text(self) -> str:
        """The receipt as people read it in a terminal."""
        lines = [f"Receipt of {self.thing}"]
        for claim in self.claims:
            origin = ", by rule" if claim.derived else ""
            lines.append(f"\n{claim.statement}  [{claim.certainty}{origin}]")
            for support in claim.supports:
                said = f", said by {' and '.join(support.speakers)}" if support.speakers else ""
                lines.append(f"  {_quotes(support.quotes)}")
                lines.append(
                    f"    article {support.article}, {support.basis}{said}; annotated by "
                    f"{support.annotator} in {support.file}:{support.line}"
                )
        return "\n".join(lines) + "\n"

    def json(self) -> dict[str, Any]:
        """The receipt as plain values."""
        from dataclasses import asdict

        return asdict(self)

    def _repr_html_(self) -> str:
        items = []
        for claim in self.claims:
            origin = ", by rule" if claim.derived else ""
            supports = "".join(
                f"<li>{html.escape(_quotes(support.quotes))}<br><small>"
                f"{html.escape(support.article)}, {support.basis}; "
                f"{html.escape(support.file)}:{support.line}</small></li>"
                for support in claim.supports
            )
            items.append(
                f"<p><b>{html.escape(claim.statement)}</b> [{claim.certainty}{origin}]</p>"
                f"<ul>{supports}</ul>"
            )
        return "".join(items)


def receipt(reader: Reader, thing: str | tuple[str, str, str] | Sequence[str]) -> Receipt:
    """The receipt of an IRI, of a statement (subject, predicate, object), or of claims.

    A whole or prefixed IRI may be a claim's, a record's, an entity's or a mention's; ``FILE.csv#3``
    is the third row of a result that was written to a file; text with spaces is the ``claims``
    cell of a row or an edge.

    Raises:
        InputError: nothing in the graph is known by it.
    """
    if isinstance(thing, tuple) and len(thing) == 3:
        shown = " ".join(ns.shrink(part) for part in thing)
        names = dict(zip(("subject", "predicate", "object"), thing, strict=True))
        claims = _claims(reader, "statement", names)
    elif not isinstance(thing, str):
        shown, claims = "a result", list(thing)
    elif ".csv#" in thing:
        shown, claims = thing, _claims_of_row(thing)
    elif " " in thing.strip():
        shown, claims = "a result", thing.split()
    else:
        shown, claims = ns.shrink(thing), _claims(reader, "claims", {"thing": thing})
    found = _receipts(reader, claims)
    if not found:
        raise InputError(
            f"nothing in {reader.name} is known as {shown}",
            remedy="give an IRI from a column ending in _iri, or from the column claims",
        )
    return Receipt(shown, tuple(found), {"read_from": reader.name, "thing": shown})


def _query(name: str) -> Query:
    path = resources.path("queries", "receipts", f"{name}.rq")
    return read_query(name, path.read_text(encoding="utf-8"))


def _claims(reader: Reader, name: str, values: dict[str, str]) -> list[str]:
    rows = reader.select(_query(name).bound(values))["results"]["bindings"]
    exact = [row["claim"]["value"] for row in rows if "exact" in row]
    return exact or list(dict.fromkeys(row["claim"]["value"] for row in rows))


def _claims_of_row(thing: str) -> list[str]:
    name, _, number = thing.rpartition("#")
    path = Path(name)
    if not path.is_file():
        raise InputError(f"there is no file {name}", remedy="write one: kg query NAME -o FILE.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    if not number.isdigit() or not 1 <= int(number) <= len(rows):
        raise InputError(
            f"{name} has no row {number!r}",
            file=name,
            remedy=f"rows count from 1 to {len(rows)} after the header",
        )
    claims = rows[int(number) - 1].get("claims")
    if not claims:
        raise InputError(
            f"row {number} has no claims", file=name, line=int(number) + 1,
            remedy="use a file written by kg query or kg network",
        )
    return claims.split()


def _receipts(reader: Reader, claims: Iterable[str]) -> list[ClaimReceipt]:
    wanted = [claim for claim in dict.fromkeys(claims) if terms.is_iri(claim)]
    query = _query("lines")
    rows: dict[str, list[dict[str, Any]]] = {}
    for start in range(0, len(wanted), _BATCH):
        text = query.bound({"claim": wanted[start : start + _BATCH]})
        for row in reader.select(text)["results"]["bindings"]:
            plain = {name: cell["value"] for name, cell in row.items()}
            rows.setdefault(plain["claim"], []).append(plain)
    return [_claim_receipt(claim, rows[claim]) for claim in wanted if claim in rows]


def _claim_receipt(claim: str, rows: list[dict[str, Any]]) -> ClaimReceipt:
    bases = list(dict.fromkeys(row["base"] for row in rows))
    first = rows[0]
    return ClaimReceipt(
        claim=claim,
        statement=_statement(rows),
        certainty=first["certainty"],
        derived=bases != [claim],
        supports=tuple(_support(base, [r for r in rows if r["base"] == base]) for base in bases),
    )


def _statement(rows: list[dict[str, Any]]) -> str:
    first = rows[0]
    focus = first.get("focus_label") or (
        f"{first.get('focus_class', 'record')} {ns.shrink(first['focus'])}"
    )
    paths = dict.fromkeys(
        row.get("path_label") or ns.shrink(row["path"]) for row in rows if "path" in row
    )
    if not paths:
        return f"{focus}: the whole record"
    value = first.get("value_label") or ns.shrink(first.get("value", ""))
    return f"{focus} — {', '.join(paths)}" + (f" — {value}" if value else "")


def _support(base: str, rows: list[dict[str, Any]]) -> Support:
    first = rows[0]
    quotes = dict.fromkeys(
        Quote(row["exact"], int(row["start"]), int(row["end"]), int(row["mention_line"]))
        for row in rows
    )
    return Support(
        claim=base,
        article=first["article"],
        annotator=first["annotator"],
        file=first["file"],
        line=int(first["line"]),
        basis=first["basis"],
        speakers=tuple(sorted({row["speaker"] for row in rows if "speaker" in row})),
        quotes=tuple(quotes),
    )


def _quotes(quotes: Iterable[Quote]) -> str:
    return "  ".join(f"“{quote.text}” {quote.start}–{quote.end}" for quote in quotes)
