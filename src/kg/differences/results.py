"""What differs in the rows of named queries, cell by cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.differences.identities import renamed
from kg.query import named_query, query_names, run
from kg.store.snapshots import SnapshotReader
from kg.tables import Cell

Row = dict[str, Cell]
_Key = tuple[Cell, ...]
_Pair = tuple[Row | None, Row | None]

# Rows with one key that are held against each other to find which became which.
_MANY = 50


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row of a named query before and after; None where it is not there."""

    query: str
    before: Row | None
    after: Row | None

    @property
    def change(self) -> str:
        """How the row differs: ``added``, ``removed`` or ``changed``."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def row(self) -> Row:
        """The row as it is, or was."""
        return self.after if self.after is not None else self.before or {}

    def cells(self) -> Iterator[tuple[str, Cell, Cell]]:
        """The columns in which it differs, with the cells before and after."""
        was, now = self.before or {}, self.after or {}
        for column in self.row:
            if was.get(column) != now.get(column):
                yield column, was.get(column), now.get(column)


def compared(
    before: SnapshotReader, after: SnapshotReader, tell: Callable[[str, int, int], None]
) -> Iterator[RowChange]:
    """The rows that differ of every named query that needs no parameter.

    A row is known by its columns that end in ``_iri``; an id that another stands for now is that
    other. Of what is left, a row that is the only one of the same subject and article before and
    after, and is alike in half of its cells, is the same row.
    """
    queries = [
        query
        for query in map(named_query, query_names())
        if not any(parameter.required for parameter in query.parameters)
    ]
    for number, query in enumerate(queries):
        tell("comparing", number, len(queries))
        was, now = run(before, query), run(after, query)
        columns = now.columns
        first, second = Counter(was.rows), Counter(now.rows)
        gone = [dict(zip(columns, row, strict=True)) for row in (first - second).elements()]
        new = [dict(zip(columns, row, strict=True)) for row in (second - first).elements()]
        ids = [column for column in columns if column.endswith("_iri")]
        others = renamed(after, {str(row[c]) for row in gone for c in ids if row[c] is not None})
        for one, other in _paired(gone, new, ids, others):
            yield RowChange(query.name, one, other)


def _paired(
    gone: list[Row], new: list[Row], ids: Sequence[str], others: Mapping[str, str]
) -> Iterator[_Pair]:
    """Rows that are the same with other cells, then those that are new or gone."""
    subject = [column for column in ids if column in (ids[0], "article_iri")]
    whole = _by_key(gone, new, ids, others)
    gone, new = [], []
    for was, now in whole:
        pairs = _alike(was, now)
        yield from pairs
        gone += [row for row in was if all(row is not one for one, _ in pairs)]
        new += [row for row in now if all(row is not other for _, other in pairs)]
    for was, now in _by_key(gone, new, subject, others):
        if len(was) == len(now) == 1 and _same_cells(was[0], now[0]) * 2 >= _filled(now[0]):
            yield was[0], now[0]
        else:
            yield from ((row, None) for row in was)
            yield from ((None, row) for row in now)


def _by_key(
    gone: Sequence[Row], new: Sequence[Row], columns: Sequence[str], others: Mapping[str, str]
) -> list[tuple[list[Row], list[Row]]]:
    """Rows before and after that have the same ids in some columns."""
    found: dict[_Key, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((gone, new)):
        for row in rows:
            key = tuple(others.get(str(row[c]), row[c]) if side == 0 else row[c] for c in columns)
            found[key][side].append(row)
    return list(found.values())


def _alike(was: list[Row], now: list[Row]) -> list[tuple[Row, Row]]:
    """Each row with the one that it is most like, the most alike first."""
    if len(was) * len(now) > _MANY**2:
        return []
    ranked = sorted(
        (
            (-_same_cells(one, other), i, j)
            for i, one in enumerate(was)
            for j, other in enumerate(now)
        )
    )
    pairs: list[tuple[Row, Row]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in ranked:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            pairs.append((was[i], now[j]))
    return pairs


def _same_cells(one: Row, other: Row) -> int:
    return sum(one[c] == other[c] and one[c] is not None for c in one if _is_read(c))


def _filled(row: Row) -> int:
    return sum(cell is not None for column, cell in row.items() if _is_read(column))


def _is_read(column: str) -> bool:
    return column != "claims" and not column.endswith("_iri")
