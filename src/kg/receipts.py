"""From a result to the characters of the article that convey it."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg import namespaces as ns
from kg import resources, terms
from kg.errors import InputError
from kg.query import Query, read_query
from kg.store.snapshots import Reader

_BATCH = 200

Row = dict[str, str]


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
    in_order = False
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
        in_order = True
    found = _receipts(reader, claims)
    if not found:
        if isinstance(thing, str):
            shown = ns.shrink(thing)
        written = _written_from(shown)
        if written not in (None, reader.name):
            raise InputError(
                f"{shown} was written from {written}, and {reader.name} knows nothing of it",
                remedy="run the query again",
            )
        raise InputError(
            f"nothing in {reader.name} is known as {shown}",
            remedy="give an IRI from a column ending in _iri, or from the column claims",
        )
    if in_order:
        found.sort(key=_in_order_of_telling)
    return Receipt(shown, tuple(found), {"read_from": reader.name, "thing": shown})


def _in_order_of_telling(claim: ClaimReceipt) -> tuple[bool, list[tuple[str, int]]]:
    """What is said before what is derived, and both as the annotation files have it."""
    return claim.derived, sorted((support.article, support.line) for support in claim.supports)


def _written_from(row: str) -> str | None:
    """The snapshot that the file of a row was written from, if its manifest tells."""
    manifest = Path(f"{row.rpartition('#')[0]}.prov.json")
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return str(told["read_from"]) if isinstance(told, dict) and "read_from" in told else None


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
    try:
        rows = _records(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("not readable as UTF-8 text", file=name) from error
    if not number.isdecimal() or not 1 <= int(number) <= len(rows):
        raise InputError(
            f"there is no row {number!r}",
            file=name,
            remedy=f"rows count from 1 to {len(rows)} after the header",
        )
    claims = rows[int(number) - 1].get("claims")
    if not claims:
        raise InputError(
            f"row {number} has no claims",
            file=name,
            line=int(number) + 1,
            remedy="use a file written by kg query or kg network",
        )
    return claims.split()


def _records(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file; a cell may be longer than the csv module's own limit."""
    limit = csv.field_size_limit(max(len(text), 1))
    try:
        return list(csv.DictReader(io.StringIO(text, newline="")))
    finally:
        csv.field_size_limit(limit)


def _receipts(reader: Reader, claims: Iterable[str]) -> list[ClaimReceipt]:
    wanted = [claim for claim in dict.fromkeys(claims) if terms.is_iri(claim)]
    lines = _by_claim(reader, "lines", wanted)
    contents = _by_claim(reader, "contents", [claim for claim in wanted if claim in lines])
    return [
        _claim_receipt(claim, lines[claim], contents.get(claim, []))
        for claim in wanted
        if claim in lines
    ]


def _by_claim(reader: Reader, name: str, claims: list[str]) -> dict[str, list[Row]]:
    """The rows of a query of claims, for each claim that has any."""
    query = _query(name)
    rows: dict[str, list[Row]] = {}
    for start in range(0, len(claims), _BATCH):
        text = query.bound({"claim": claims[start : start + _BATCH]})
        for row in reader.select(text)["results"]["bindings"]:
            plain = {name: cell["value"] for name, cell in row.items()}
            rows.setdefault(plain["claim"], []).append(plain)
    return rows


def _claim_receipt(claim: str, lines: list[Row], contents: list[Row]) -> ClaimReceipt:
    bases = list(dict.fromkeys(row["base"] for row in lines))
    return ClaimReceipt(
        claim=claim,
        statement=_statement(claim, contents),
        certainty=lines[0]["certainty"],
        derived=bases != [claim],
        supports=tuple(_support(base, [r for r in lines if r["base"] == base]) for base in bases),
    )


def _statement(claim: str, contents: list[Row]) -> str:
    """``focus — path — value``, or all paths with their values where the claim has several."""
    if not contents:
        return ns.shrink(claim)
    first = contents[0]
    kind = first.get("focus_class", "")
    said: dict[str, dict[str, None]] = {}
    for row in contents:
        if "path" in row and not (row["grain"] == "record" and row["path"] == ns.RDF + "type"):
            said.setdefault(row["path_label"], {})[_shown(row)] = None
    paths = {path: " and ".join(filter(None, values)) for path, values in said.items()}
    if "focus_label" in first:
        focus = first["focus_label"]
    elif first["grain"] == "record":
        focus = kind or ns.shrink(first["focus"])
    elif "focus_written" in first:
        focus = f"{kind} “{first['focus_written']}”".strip()
    else:
        focus = f"{kind} {ns.shrink(first['focus'])}".strip()
    if len(paths) == 1:
        return " — ".join(filter(None, (focus, *paths, *paths.values())))
    each = (f"{path}: {value}" if value else path for path, value in paths.items())
    return " — ".join(filter(None, (focus, ", ".join(each))))


def _shown(row: Row) -> str:
    """A value as people read it."""
    label = row.get("value_label", "")
    return ns.shrink(label) if label == row.get("value") else label


def _support(base: str, rows: list[Row]) -> Support:
    first = rows[0]
    quotes: dict[tuple[int, int], Quote] = {}
    for row in rows:
        span = int(row["start"]), int(row["end"])
        quotes.setdefault(span, Quote(row["exact"], *span, int(row["mention_line"])))
    return Support(
        claim=base,
        article=first["article"],
        annotator=first["annotator"],
        file=first["file"],
        line=int(first["line"]),
        basis=first["basis"],
        speakers=tuple(sorted({row["speaker"] for row in rows if "speaker" in row})),
        quotes=tuple(quotes.values()),
    )


def _quotes(quotes: Iterable[Quote]) -> str:
    return "  ".join(f"“{quote.text}” {quote.start}–{quote.end}" for quote in quotes)
