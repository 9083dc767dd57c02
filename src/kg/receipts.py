"""From a result to the characters of the article that convey it."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kg import namespaces as ns
from kg import terms
from kg.errors import InputError
from kg.grounds import Ground, grounds_by_iri, grounds_of, now_of
from kg.judgements import names_a_thing
from kg.namespaces import DCTERMS, KG
from kg.naming import iri_of
from kg.store.snapshots import Reader
from kg.supports import Row, Support, asked, by_claim, support

_GROUNDS = (ns.JUDGEMENT, ns.RESOLUTION)
_NAMING = ("focus", "value", "speaker_iri")
_RELATED, _REPLACED = KG + "relatedTo", DCTERMS + "isReplacedBy"


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
    """The claims behind a result, each led back to quoted characters.

    ``grounds`` say why entities of articles are certain places, or one with one another.
    """

    thing: str
    claims: tuple[ClaimReceipt, ...]
    grounds: tuple[Ground, ...] = ()
    manifest: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.claims)

    def _told(self) -> Iterator[tuple[str, str, str | None, list[Support]]]:
        """What is said, on whose word, why, and what supports it; each support once."""
        shown: set[str] = set()
        for claim in self.claims:
            shown |= {each.claim for each in claim.supports}
            origin = f"{claim.certainty}, by rule" if claim.derived else claim.certainty
            yield claim.statement, origin, None, list(claim.supports)
        for ground in self.grounds:
            supports = [each.support for each in ground.sides if each.support is not None]
            fresh = [each for each in supports if each.claim not in shown]
            shown |= {each.claim for each in fresh}
            yield ground.statement, ground.origin, ground.because, fresh

    def text(self) -> str:
        """The receipt as people read it in a terminal."""
        lines = [f"Receipt of {self.thing}"]
        for statement, origin, because, supports in self._told():
            lines.append(f"\n{statement}  [{origin}]")
            lines += [f"  {because}"] if because else []
            lines += [each.text() for each in supports]
        return "\n".join(lines) + "\n"

    def json(self) -> dict[str, Any]:
        """The receipt as plain values."""
        from dataclasses import asdict

        return asdict(self)

    def _repr_html_(self) -> str:
        items = []
        for statement, origin, because, supports in self._told():
            why = f"<br>{html.escape(because)}" if because else ""
            listed = "".join(
                f"<li>{html.escape(each.quoted())}<br><small>{html.escape(each.article)}, "
                f"{each.basis}; {html.escape(each.file)}:{each.line}</small></li>"
                for each in supports
            )
            items.append(
                f"<p><b>{html.escape(statement)}</b> [{html.escape(origin)}]{why}</p>"
                f"<ul>{listed}</ul>"
            )
        return "".join(items)


def receipt(reader: Reader, thing: str | tuple[str, str, str] | Sequence[str]) -> Receipt:
    """The receipt of an IRI, of a statement (subject, predicate, object), or of claims.

    A whole or short IRI may be a claim's, a record's, an entity's or a mention's, a judgement's or
    a resolution's; an entity's id that another has replaced asks what its own article says.
    ``FILE.csv#3`` is the third row of a result that was written to a file; text with spaces is the
    ``claims`` cell of a row or an edge.

    Raises:
        InputError: nothing in the graph is known by it.
    """
    if isinstance(thing, tuple) and len(thing) == 3:
        shown, found = " ".join(map(ns.shrink, thing)), _of_statement(reader, *thing)
    elif not isinstance(thing, str):
        shown, found = "a result", _of_claims(reader, thing)
    elif ".csv#" in thing:
        shown, found = thing, _of_row(reader, thing)
    elif " " in thing.strip():
        shown, found = "a result", _of_claims(reader, thing.split())
    else:
        shown, found = ns.shrink(iri_of(thing) or thing), _of_iri(reader, thing)
    if not found.claims and not found.grounds:
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
            remedy="give an IRI from a column ending in _iri or from claims, or ARTICLE/T1",
        )
    manifest = {"read_from": reader.name, "thing": shown}
    return Receipt(shown, tuple(found.claims), tuple(found.grounds), manifest)


@dataclass(slots=True)
class _Found:
    """What is known of something asked; ``things`` are the entities and places of the claims."""

    claims: list[ClaimReceipt] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    things: set[str] = field(default_factory=set)


def _of_claims(reader: Reader, claims: Iterable[str]) -> _Found:
    found = _receipts(reader, claims)
    articles = {each.article for claim in found.claims for each in claim.supports}
    found.grounds = grounds_of(reader, sorted(found.things), articles)
    return found


def _of_iri(reader: Reader, given: str) -> _Found:
    iri = iri_of(given) or given
    if iri.startswith(_GROUNDS):
        return _of_grounds(reader, [iri])
    if not _is_thing(iri):
        found = _of_claims(reader, _claims(reader, "claims", {"thing": iri}))
    else:
        found = _of_thing(reader, iri)
    found.claims.sort(key=_in_order_of_telling)
    return found


def _of_thing(reader: Reader, iri: str) -> _Found:
    """An entity or a place; of an id that another has replaced, what its own article says."""
    now = now_of(reader, [iri])[iri]
    local = ns.local(iri)
    if local is None or now == iri:
        found = _receipts(reader, _claims(reader, "claims", {"thing": now}))
        found.grounds = grounds_of(reader, [iri])
        return found
    article, _ = local
    graphs = [ns.evidence_graph(article), ns.DERIVATIONS_GRAPH]
    found = _receipts(reader, _claims(reader, "claims", {"thing": [iri, now], "told": graphs}))
    found.claims = [c for c in found.claims if article in {s.article for s in c.supports}]
    found.grounds = grounds_of(reader, [iri], [article])
    return found


def _of_grounds(reader: Reader, iris: Iterable[str]) -> _Found:
    """Judgements and resolutions, with the claims by which the articles name their things."""
    grounds = grounds_by_iri(reader, iris)
    naming = [s.support.claim for each in grounds for s in each.sides if s.support]
    return _Found(_receipts(reader, naming).claims, grounds)


def _of_statement(reader: Reader, subject: str, predicate: str, value: str) -> _Found:
    iris = [iri_of(each) or each for each in (subject, predicate, value)]
    values = {"subject": subject, "predicate": predicate, "object": [value, iris[2]]}
    claims = _claims(reader, "statement", values)
    return _of_claims(reader, claims) if claims else _of_identity(reader, *iris)


def _of_identity(reader: Reader, subject: str, predicate: str, value: str) -> _Found:
    """A statement of the identity graph, for which nobody's claim stands but a ground."""
    decision, now = {
        _RELATED: ("related", {subject, value}),
        _REPLACED: ("same", {value} - {subject}),
    }.get(predicate, ("", set()))
    grounds = [
        each
        for each in (grounds_of(reader, [subject]) if now else ())
        if each.decision == decision and {side.now for side in each.sides} == now
    ]
    return _Found(grounds=grounds)


def _of_row(reader: Reader, given: str) -> _Found:
    """A row of a written result: its claims, else the entities that it names."""
    file, number, row = _row(given)
    claims = (row.get("claims") or "").split()
    links = [iri for column, iri in row.items() if column and column.endswith("_iri") and iri]
    grounds = [iri for iri in links if iri.startswith(_GROUNDS)]
    if grounds:
        found = _of_grounds(reader, grounds)
        return replace(found, claims=_receipts(reader, claims).claims) if claims else found
    if claims:
        return _of_claims(reader, claims)
    names = [cell for cell in row.values() if isinstance(cell, str) and names_a_thing(cell)]
    things = dict.fromkeys([*filter(_is_thing, links), *(iri_of(name) or "" for name in names)])
    if not things:
        raise InputError(
            f"row {number} has no claims",
            file=file,
            line=number + 1,
            remedy="use a file written by kg query, kg candidates or kg network",
        )
    each = [_of_iri(reader, iri) for iri in things]
    return _Found(
        list({claim.claim: claim for found in each for claim in found.claims}.values()),
        list({ground.iri: ground for found in each for ground in found.grounds}.values()),
    )


def _is_thing(iri: str) -> bool:
    """Whether an IRI is that of a place or of an entity, and not of a record, claim or mention."""
    _, annotation = ns.local(iri) or ("", "")
    return iri.startswith((ns.PLACE, ns.ENTITY)) or annotation.startswith("T")


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


def _claims(reader: Reader, name: str, values: Mapping[str, str | Sequence[str]]) -> list[str]:
    rows = asked(reader, name, values)
    exact = [row["claim"] for row in rows if "exact" in row]
    return exact or list(dict.fromkeys(row["claim"] for row in rows))


def _row(given: str) -> tuple[str, int, dict[str, str]]:
    """The file, the number and the cells of ``FILE.csv#NUMBER``."""
    name, _, number = given.rpartition("#")
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
    return name, int(number), rows[int(number) - 1]


def _records(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file; a cell may be longer than the csv module's own limit."""
    limit = csv.field_size_limit(max(len(text), 1))
    try:
        return list(csv.DictReader(io.StringIO(text, newline="")))
    finally:
        csv.field_size_limit(limit)


def _receipts(reader: Reader, claims: Iterable[str]) -> _Found:
    """The receipts of claims, without grounds."""
    wanted = [claim for claim in dict.fromkeys(claims) if terms.is_iri(claim)]
    lines = by_claim(reader, "lines", wanted)
    told = [claim for claim in wanted if claim in lines]
    contents = by_claim(reader, "contents", told)
    found = _Found([_claim_receipt(each, lines[each], contents.get(each, [])) for each in told])
    for rows in (*lines.values(), *contents.values()):
        named = (row.get(column, "") for row in rows for column in _NAMING)
        found.things.update(filter(_is_thing, named))
    return found


def _claim_receipt(claim: str, lines: list[Row], contents: list[Row]) -> ClaimReceipt:
    bases = list(dict.fromkeys(row["base"] for row in lines))
    return ClaimReceipt(
        claim=claim,
        statement=_statement(claim, contents),
        certainty=lines[0]["certainty"],
        derived=bases != [claim],
        supports=tuple(support([r for r in lines if r["base"] == base]) for base in bases),
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
