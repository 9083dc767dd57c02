"""Claims led back to the quoted characters of articles, and the queries that receipts ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg import resources
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

    def quoted(self) -> str:
        """The words and where they stand, in one line."""
        return "  ".join(f"“{quote.text}” {quote.start}–{quote.end}" for quote in self.quotes)

    def text(self) -> str:
        """The words, and who annotated them where, as people read it in a terminal."""
        said = f", said by {' and '.join(self.speakers)}" if self.speakers else ""
        return (
            f"  {self.quoted()}\n    article {self.article}, {self.basis}{said}; annotated by "
            f"{self.annotator} in {self.file}:{self.line}"
        )


def asked(reader: Reader, name: str, values: Mapping[str, str | Sequence[str]]) -> list[Row]:
    """The rows of a query of receipts; empty cells are left out."""
    rows = reader.select(_query(name).bound(values))["results"]["bindings"]
    return [{column: cell["value"] for column, cell in row.items()} for row in rows]


def asked_of_many(reader: Reader, name: str, key: str, given: Iterable[str]) -> list[Row]:
    """The rows of a query for all values of its parameter ``key``, asked by the batch."""
    values = list(dict.fromkeys(given))
    batches = (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
    return [row for batch in batches for row in asked(reader, name, {key: batch})]


def _query(name: str) -> Query:
    path = resources.path("queries", "receipts", f"{name}.rq")
    return read_query(name, path.read_text(encoding="utf-8"))


def by_claim(reader: Reader, name: str, claims: Iterable[str]) -> dict[str, list[Row]]:
    """The rows of a query of claims, for each claim that has any."""
    found: dict[str, list[Row]] = {}
    for row in asked_of_many(reader, name, "claim", claims):
        found.setdefault(row["claim"], []).append(row)
    return found


def support(rows: Sequence[Row]) -> Support:
    """The support that rows of the query ``lines`` tell of one annotated claim."""
    first = rows[0]
    quotes: dict[tuple[int, int], Quote] = {}
    for row in rows:
        span = int(row["start"]), int(row["end"])
        quotes.setdefault(span, Quote(row["exact"], *span, int(row["mention_line"])))
    return Support(
        claim=first["base"],
        article=first["article"],
        annotator=first["annotator"],
        file=first["file"],
        line=int(first["line"]),
        basis=first["basis"],
        speakers=tuple(sorted({row["speaker"] for row in rows if "speaker" in row})),
        quotes=tuple(quotes.values()),
    )
