"""A table of results: how it prints, how a notebook shows it, how it is written to a file."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import InputError, MissingExtra

if TYPE_CHECKING:
    import pandas as pd

Cell = str | int | float | None


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
        """The shown columns, aligned for a terminal ``width`` characters wide (None: any)."""
        from rich import box
        from rich.console import Console
        from rich.table import Table as RichTable

        table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
        shown = self.shown(columns)
        for name in shown:
            numeric = all(isinstance(cell, int | float) for cell in self.column(name) if cell)
            table.add_column(
                name, justify="right" if numeric and self.rows else "left", overflow="fold"
            )
        for row in self:
            table.add_row(*(_cell(row[name]) for name in shown))
        stream = io.StringIO()
        console = Console(
            file=stream,
            width=width or 10_000,
            color_system=None,
            markup=False,
            highlight=False,
            emoji=False,
        )
        console.print(table)
        lines = [line.rstrip() for line in stream.getvalue().splitlines()]
        count = f"{len(self)} row{'' if len(self) == 1 else 's'}"
        tail = [count, *([f"Note: {self.caveat}"] if self.caveat else [])]
        return "\n".join([*lines, *tail]).strip("\n") + "\n"

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


def write_with_manifest(path: Path, content: str | bytes, manifest: dict[str, Any]) -> None:
    """Writes a file whole, and its manifest beside it as ``<name>.prov.json``."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    described = {**manifest, "file": path.name, "sha256": hashlib.sha256(raw).hexdigest()}
    text = json.dumps(described, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    _replace(path, raw)
    _replace(path.with_name(path.name + ".prov.json"), text.encode("utf-8"))


def _replace(path: Path, raw: bytes) -> None:
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_bytes(raw)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
