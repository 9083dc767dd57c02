"""A table of results: how it prints, how a notebook shows it, how it is written to a file."""

from __future__ import annotations

import csv
import errno
import hashlib
import html
import io
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import InputError, MissingExtra

if TYPE_CHECKING:
    import pandas as pd

Cell = str | int | float | None

_GAP = 3
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows, with the manifest that says how they came about.

    ``caveat`` is what a reader must know before quoting the table.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    manifest: dict[str, Any] = field(default_factory=dict)
    caveat: str | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def __str__(self) -> str:
        """The table as people read it."""
        return self.text()

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        """Each row as a mapping from column to cell."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def column(self, name: str) -> list[Cell]:
        """The cells of one column."""
        index = self.columns.index(name)
        return [row[index] for row in self.rows]

    def df(self) -> pd.DataFrame:
        """The table as a pandas DataFrame.

        Raises:
            MissingExtra: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingExtra("df()", "notebook") from error
        return pd.DataFrame(self.rows, columns=list(self.columns))

    def shown(self, chosen: Sequence[str] | None = None) -> tuple[str, ...]:
        """The columns that people read: those chosen, else all but the machine's ids and claims.

        Raises:
            InputError: a chosen column is not there.
        """
        for name in chosen or ():
            if name not in self.columns:
                raise InputError(
                    f"there is no column {name!r}", remedy=f"use some of {', '.join(self.columns)}"
                )
        readable = (c for c in self.columns if c != "claims" and not c.endswith("_iri"))
        return tuple(chosen or readable)

    def delimited(self, delimiter: str) -> str:
        """All columns, comma- or tab-separated, a header line first."""
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([["" if cell is None else cell for cell in row] for row in self.rows])
        return stream.getvalue()

    def text(self, width: int | None = None, columns: Sequence[str] | None = None) -> str:
        """The shown columns for a terminal ``width`` characters wide (None: a row is a line).

        Long cells wrap between words; where even that is too wide, each row stands as a block of
        lines, one a column.
        """
        shown = self.shown(columns)
        cells = [[_line(_cell(row[name])) for name in shown] for row in self]
        widths = _widths([shown, *cells], width)
        if widths is None:
            laid_out = _blocks(shown, cells)
        else:
            laid_out = _grid(shown, cells, widths, [self._is_numeric(name) for name in shown])
        count = f"{len(self)} row{'' if len(self) == 1 else 's'}"
        tail = [count, *([f"Note: {self.caveat}"] if self.caveat else [])]
        return "\n".join([*laid_out, "", *tail]).strip("\n") + "\n"

    def _is_numeric(self, name: str) -> bool:
        cells = [cell for cell in self.column(name) if cell is not None]
        return bool(cells) and all(isinstance(cell, int | float) for cell in cells)

    def _repr_html_(self) -> str:
        shown = self.shown()
        head = "".join(f"<th>{html.escape(name)}</th>" for name in shown)
        cells = (
            "".join(f"<td>{html.escape(_cell(row[name]))}</td>" for name in shown) for row in self
        )
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        note = f"<p><em>{html.escape(self.caveat)}</em></p>" if self.caveat else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _line(text: str) -> str:
    """Text that moves no terminal's cursor."""
    return _CONTROL.sub(" ", text)


def _widths(lines: Sequence[Sequence[str]], width: int | None) -> list[int] | None:
    """How wide each column is, none narrower than its longest word; None if that is too wide."""
    from rich.cells import cell_len

    columns = list(zip(*lines, strict=True))
    wide = [max(map(cell_len, column)) for column in columns]
    if width is None:
        return wide
    least = [
        max((cell_len(word) for cell in column for word in cell.split(" ")), default=0)
        for column in columns
    ]
    room = width - _GAP * (len(columns) - 1)
    if sum(least) > room:
        return None
    wide = [min(have, room) for have in wide]
    while sum(wide) > room:
        slack = [have - need for have, need in zip(wide, least, strict=True)]
        wide[max((i for i, s in enumerate(slack) if s), key=lambda i: wide[i])] -= 1
    return wide


def _grid(
    shown: Sequence[str],
    cells: Sequence[Sequence[str]],
    widths: Sequence[int],
    numeric: Sequence[bool],
) -> list[str]:
    """A header, a rule, and each row on as many lines as its longest cell takes."""
    lines = []
    for row in (shown, *cells):
        columns = [
            [_padded(line, width, right) for line in _wrapped(cell, width)]
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ]
        empty = [" " * width for width in widths]
        for i in range(max(map(len, columns), default=0)):
            parts = (column[i] if i < len(column) else empty[j] for j, column in enumerate(columns))
            lines.append((" " * _GAP).join(parts).rstrip())
    rule = "─" * (sum(widths) + _GAP * (len(widths) - 1))
    return [*lines[:1], rule, *lines[1:]]


def _padded(line: str, width: int, right: bool) -> str:
    from rich.cells import cell_len

    space = " " * (width - cell_len(line))
    return space + line if right else line + space


def _wrapped(cell: str, width: int) -> list[str]:
    """The lines of a cell, broken between words, none of which is wider than ``width``."""
    from rich.cells import cell_len

    if cell_len(cell) <= width:
        return [cell]
    lines = [""]
    for word in cell.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _blocks(shown: Sequence[str], cells: Sequence[Sequence[str]]) -> list[str]:
    """A line for each cell that holds something, and an empty one between rows."""
    margin = max(map(len, shown), default=0)
    blocks = [
        [f"{name:<{margin}}  {cell}" for name, cell in zip(shown, row, strict=True) if cell]
        for row in cells
    ]
    return "\n\n".join("\n".join(block) for block in blocks).split("\n")


def write_with_manifest(path: Path, content: str | bytes, manifest: dict[str, Any]) -> None:
    """Writes a file whole, and its manifest beside it as ``<name>.prov.json``: both or neither.

    Raises:
        OSError: they cannot be written.
    """
    if not path.name:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raw = content.encode("utf-8") if isinstance(content, str) else content
    described = {**manifest, "file": path.name, "sha256": hashlib.sha256(raw).hexdigest()}
    text = json.dumps(described, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    beside = path.with_name(path.name + ".prov.json")
    whole = {beside: text.encode("utf-8"), path: raw}
    for target in whole:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    try:
        for target, bytes_ in whole.items():
            _aside(target).write_bytes(bytes_)
        for target in whole:
            _aside(target).replace(target)
    finally:
        for target in whole:
            with suppress(OSError):
                _aside(target).unlink()


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")
