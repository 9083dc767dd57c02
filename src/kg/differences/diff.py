"""What differs between two snapshots, as people and programs read it."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import namespaces as ns
from kg.differences import articles, identities
from kg.differences.articles import ArticleChange, LineChange
from kg.differences.identities import IdentityChange
from kg.errors import plural
from kg.naming import name_of
from kg.store.snapshots import SnapshotReader, default_path, moment_of
from kg.tables import Cell, Table
from kg.triples import split_line

if TYPE_CHECKING:
    import pandas as pd

    from kg.differences.results import RowChange

_COUNTS = ("articles", "mentions", "claims", "statements", "derived", "quads")
_COLUMNS = ("kind", "name", "change", "thing", "column", "before", "after")
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def diff(
    a: str,
    b: str = "current",
    *,
    store: str | Path | None = None,
    results: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Diff:
    """What differs from one snapshot to another, each given by its name, number or tag.

    With ``results`` also the rows of every named query that needs no parameter. ``store`` defaults
    to ``$KG_STORE``, else ``build/kg``. ``progress`` is called with a phase, how much of it is
    done, and how much there is.

    Raises:
        StoreError: there is no such store or snapshot, or it cannot be read.
    """
    root = default_path() if store is None else Path(store)
    before, after = SnapshotReader(root, a), SnapshotReader(root, b)
    rows: tuple[RowChange, ...] | None = None
    if results:
        from kg.differences.results import compared

        rows = tuple(compared(before, after, progress or (lambda *_: None)))
    changed = tuple(articles.compared(before, after))
    identity = identities.compared(before, after)
    return Diff(before, after, changed, identity.changes, identity.moved, rows)


@dataclass(frozen=True, slots=True)
class Diff:
    """What differs from the snapshot ``before`` to the snapshot ``after``.

    ``articles`` are those added, removed or changed; ``identity`` what became one or parted;
    ``moved`` the articles whose things go by other ids; ``results`` the rows of named queries, None
    if they were not asked for.
    """

    before: SnapshotReader
    after: SnapshotReader
    articles: tuple[ArticleChange, ...]
    identity: tuple[IdentityChange, ...]
    moved: tuple[str, ...]
    results: tuple[RowChange, ...] | None = None

    @property
    def manifest(self) -> dict[str, Any]:
        """What a file with the differences says of how it came about."""
        return {
            "before": self.before.name,
            "after": self.after.name,
            "results": self.results is not None,
            "kg": version("officials-kg"),
        }

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.articles or self.identity or self.moved or self.results)

    def __str__(self) -> str:
        """The differences as people read them."""
        return self.text()

    def lines(self, article: str) -> Iterator[LineChange]:
        """The lines of an article that only one of the snapshots has.

        Raises:
            StoreError: a shard cannot be read.
        """
        return articles.line_changes(self.before, self.after, article)

    def table(self) -> Table:
        """All differences, one a row: of articles each line, of rows of queries each cell.

        ``kind`` is ``article``, a kind of line (``statement``, ``claim``, ``place``, ``evidence``,
        ``metadata``), ``identity`` or ``result``; ``name`` the article, the id or the query.

        Raises:
            StoreError: a shard cannot be read.
        """
        return Table(_COLUMNS, list(self._rows()), self.manifest)

    def df(self) -> pd.DataFrame:
        """The rows of :meth:`table` as a pandas DataFrame.

        Raises:
            MissingExtra: pandas is not installed.
        """
        return self.table().df()

    def _rows(self) -> Iterator[tuple[Cell, ...]]:
        for one in self.articles:
            yield "article", one.article, one.change, None, None, None, None
            for each in self.lines(one.article):
                line = each.line.rstrip("\n")
                sides = (line, None) if each.change == "removed" else (None, line)
                yield each.kind, one.article, each.change, None, None, *sides
        for became in self.identity:
            parts = "; ".join(map(str, became.parts))
            sides = (parts, None) if became.change == "became one" else (None, parts)
            whole = became.whole
            yield "identity", name_of(whole.iri), became.change, whole.label, None, *sides
        for changed in self.results or ():
            for column, was, now in changed.cells():
                yield "result", changed.query, changed.change, _told(changed), column, was, now

    def json(self) -> dict[str, Any]:
        """The differences as plain values.

        Raises:
            StoreError: a shard cannot be read.
        """
        found: dict[str, Any] = {
            "before": _about(self.before),
            "after": _about(self.after),
            "articles": [
                {**asdict(one), "lines": [asdict(line) for line in self.lines(one.article)]}
                for one in self.articles
            ],
            "identity": [asdict(one) for one in self.identity],
            "moved": list(self.moved),
        }
        if self.results is not None:
            found["results"] = [
                {"query": row.query, "change": row.change, "before": row.before, "after": row.after}
                for row in self.results
            ]
        return found

    def text(self, width: int | None = None, *, verbose: bool = False) -> str:
        """The differences for a terminal ``width`` characters wide (None: a row is a line).

        ``verbose`` tells the lines of every article.
        """
        parts = [f"{self.before.name} → {self.after.name}\n{self._counts()}\n"]
        if not self:
            rows = "" if self.results is None else ", no row of a named query"
            parts.append(f"no article, nothing in who is who{rows} differs\n")
        if self.articles:
            parts.append(self._articles().text(width))
        if verbose:
            parts += map(self._lines, self.articles)
        if self.identity or self.moved:
            parts.append("\n".join(self._identity()) + "\n")
        for query, changed in self._by_query().items():
            parts.append("\n".join(_result(query, changed)) + "\n")
        if self and self.results == ():
            parts.append("no row of a named query differs\n")
        return "\n".join(parts)

    def _counts(self) -> str:
        was, now = self.before.manifest, self.after.manifest
        told = [
            f"{name} {was[name]}" + (f" → {now[name]}" if was[name] != now[name] else "")
            for name in _COUNTS
            if name in was and name in now
        ]
        if was.get("software") != now.get("software"):
            told.append(f"{was.get('software')} → {now.get('software')}")
        return ", ".join(told)

    def _articles(self) -> Table:
        rows: list[tuple[Cell, ...]] = [
            (
                one.article,
                one.change,
                _signed(one.statements_added, one.statements_removed),
                _signed(one.claims_added, one.claims_removed, one.claims_changed),
                _signed(one.lines_added, one.lines_removed),
            )
            for one in self.articles
        ]
        return Table(("article", "change", "± statements", "± claims", "± lines"), rows)

    def _lines(self, one: ArticleChange) -> str:
        told = [one.article]
        moved = 0
        for each in self.lines(one.article):
            if each.kind == "place":
                moved += each.change == "added"
            else:
                told.append(f"  {_SIGNS[each.change]} {_readable(each.line, one.article)}")
        if moved:
            told.append(f"  {plural(moved, 'claim')} at another line of the annotations")
        return "\n".join(told) + "\n"

    def _identity(self) -> Iterator[str]:
        for one in self.identity:
            yield f"{one.change}: {one.whole} = {' + '.join(map(str, one.parts))}"
        if self.moved:
            count = plural(len(self.moved), "article")
            yield f"things of {count} go by another id: {_first(self.moved)}"

    def _by_query(self) -> dict[str, list[RowChange]]:
        found: dict[str, list[RowChange]] = {}
        for row in self.results or ():
            found.setdefault(row.query, []).append(row)
        return found

    def _repr_html_(self) -> str:
        head = f"<p>{html.escape(f'{self.before.name} → {self.after.name}')}<br>"
        parts = [f"{head}{html.escape(self._counts())}</p>"]
        if self.articles:
            parts.append(self._articles()._repr_html_())
        results = (list(_result(*each)) for each in self._by_query().items())
        for told in (list(self._identity()), *results):
            parts.append(f"<pre>{html.escape(chr(10).join(told))}</pre>" if told else "")
        return "".join(parts)


def _about(reader: SnapshotReader) -> dict[str, Any]:
    manifest = reader.manifest
    return {
        "snapshot": reader.name,
        "when": moment_of(reader.name).isoformat(),
        "software": manifest.get("software"),
        **{name: manifest[name] for name in _COUNTS if name in manifest},
    }


def _signed(added: int, removed: int, changed: int = 0) -> str:
    told = {"+": added, "-": removed, "~": changed}
    return " ".join(f"{sign}{count}" for sign, count in told.items() if count)


def _first(names: tuple[str, ...], count: int = 5) -> str:
    more = len(names) - count
    return ", ".join(names[:count]) + (f" and {more} more" if more > 0 else "")


def _readable(line: str, article: str) -> str:
    """A statement with short names: those of the article's own things without its id."""
    return " ".join(_short(term, article) for term in split_line(line)[:3])


def _short(term: str, article: str) -> str:
    if not term.startswith("<"):
        quoted, mark, datatype = term.rpartition("^^")
        return quoted if mark and datatype.endswith(">") else term
    return ns.shrink(term[1:-1]).removeprefix(f"article:{article}/")


def _result(query: str, rows: list[RowChange]) -> Iterator[str]:
    """The rows of one query that differ, a line each; of cells, those that people read."""
    counted = [sum(row.change == change for row in rows) for change in _SIGNS]
    yield f"{query}  {_signed(*counted)}"
    unread = 0
    for row in rows:
        if row.change != "changed":
            yield f"  {_SIGNS[row.change]} {_told(row)}"
            continue
        cells = [
            f"{column} {_shown(was)} → {_shown(now)}"
            for column, was, now in row.cells()
            if column in _read(row)
        ]
        if cells:
            yield f"  ~ {_told(row)}: {', '.join(cells)}"
        else:
            unread += 1
    if unread:
        yield f"  {plural(unread, 'row')} with other claims or ids only"


def _told(row: RowChange) -> str:
    """The cells of a row that people read, those first by which it is known."""
    cells = [str(row.row[column]) for column in _read(row) if row.row[column] is not None]
    return ", ".join(cells[:4])


def _read(row: RowChange) -> tuple[str, ...]:
    return Table(tuple(row.row), []).shown()


def _shown(cell: Cell) -> str:
    return "nothing" if cell is None else str(cell)
