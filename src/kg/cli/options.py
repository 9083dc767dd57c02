"""Options that several commands share, and the writing of results."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.tables import Table, write_with_manifest

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from kg.reports import Report

Command = TypeVar("Command", bound=Callable[..., Any])

store_option = click.option(
    "--store",
    type=click.Path(path_type=Path),
    help="The store's folder (default: $KG_STORE, else build/kg).",
)
snapshot_option = click.option(
    "--snapshot",
    metavar="NAME",
    default="current",
    show_default=True,
    help="The snapshot to ask, by its name, number or tag.",
)
endpoint_option = click.option(
    "--endpoint", metavar="URL", help="A SPARQL 1.1 endpoint to ask instead of a store."
)
output_option = click.option(
    "-o", "--output", metavar="FILE", help="Write here, with FILE.prov.json beside it; - is stdout."
)
texts_option = click.option(
    "--texts",
    type=click.Path(path_type=Path),
    help="The folder of the articles' texts: every mention is then held against its text.",
)


def format_option(*formats: str) -> Callable[[Command], Command]:
    """The option of the format, a table if neither it nor the ending of a file says more."""
    return click.option(
        "--format",
        "chosen",
        type=click.Choice(["table", *formats]),
        help="Default: by the ending of FILE, else table.",
    )


def _list_option(name: str, meaning: str) -> Callable[[Command], Command]:
    """An option that takes words separated by commas and gives a list, or None."""
    return click.option(
        name,
        metavar="LIST",
        callback=lambda _context, _parameter, value: value.split(",") if value else None,
        help=meaning,
    )


certainty_option = _list_option(
    "--certainty",
    "Keep only these, separated by commas: asserted, reported, inferred, planned.",
)
columns_option = _list_option(
    "--columns", "Show only these in a table, separated by commas; files always have all."
)


def by_ending(output: str | None, **formats: str) -> str:
    """The format that a file's ending stands for; a table where there is none, or .txt.

    Raises:
        InputError: the ending stands for no format.
    """
    from kg.errors import InputError

    known = {"": "table", "txt": "table", **formats}
    ending = Path(output or "").suffix.removeprefix(".")
    if ending not in known:
        raise InputError(
            f"the ending of {output} stands for no format",
            remedy=f"use {', '.join(f'.{name}' for name in known if name)}, or give --format",
        )
    return known[ending]


def emit(content: str | bytes, output: str | None, manifest: dict[str, Any]) -> None:
    """Writes a result to stdout, or to a file with its manifest."""
    from kg.errors import InputError

    if output in (None, "-"):
        raw = content.encode("utf-8") if isinstance(content, str) else content
        sys.stdout.buffer.write(raw)
        return
    try:
        write_with_manifest(Path(output), content, manifest)
    except OSError as error:
        raise InputError(
            f"{output} cannot be written: {error.strerror}", remedy="choose another file"
        ) from error


def table_text(table: Table, chosen: str, columns: list[str] | None = None) -> str:
    """A table as text for people, or delimited for programs."""
    if chosen == "table":
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        return table.text(width, columns)
    return table.delimited("," if chosen == "csv" else "\t")


def tell_fallbacks(report: Report) -> None:
    """Tells on stderr which scopes the fast engine did not judge, and why."""
    for fallback in report.fallbacks:
        click.echo(f"kg: {fallback}", err=True)


class Progress:
    """A progress bar on stderr, shown on a terminal once the work has taken a second."""

    def __enter__(self) -> Progress:
        """Begins to wait."""
        self._bar: Bar | None = None
        self._begin = _now()
        return self

    def __exit__(self, *_: object) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Tells how far the work is."""
        if self._bar is None and sys.stderr.isatty() and _now() - self._begin > 1:
            self._bar, self._task = _started_bar()
        if self._bar is not None:
            self._bar.update(self._task, description=phase, completed=done, total=total)


def _started_bar() -> tuple[Bar, TaskID]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<11}"), BarColumn(), MofNCompleteColumn())
    bar = Bar(*columns, console=Console(stderr=True), transient=True)
    bar.start()
    return bar, bar.add_task("", total=None)


def _now() -> float:
    from time import monotonic

    return monotonic()
