"""kg snapshots, kg diff, kg tag, kg gc."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import (
    Progress,
    by_ending,
    columns_option,
    emit,
    format_option,
    output_option,
    store_option,
    table_text,
)

if TYPE_CHECKING:
    from kg.store.collecting import Collected
    from kg.store.retention import Kept

_COLUMNS = (
    "snapshot",
    "when",
    "articles",
    "quads",
    "violations",
    "software",
    "current",
    "tags",
    "removed_articles",
    "removed_in_files",
)


@click.command("snapshots")
@format_option("csv", "tsv", "json")
@columns_option
@output_option
@store_option
def snapshots_command(
    chosen: str | None, columns: list[str] | None, output: str | None, store: Path | None
) -> None:
    """List the snapshots of a store, oldest first.

    removed_articles are those that a snapshot has and the current one does not, removed_in_files
    those that it does not have itself, but of which the engine's files still hold lines: kg gc
    removes both.
    """
    from kg.store.retention import kept
    from kg.store.snapshots import default_path
    from kg.tables import Table

    chosen = chosen or by_ending(output, csv="csv", tsv="tsv", json="json")
    root = store or default_path()
    rows = [_row(each) for each in kept(root)]
    if chosen == "json":
        content = json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
    else:
        cells = [tuple(_cell(row[column]) for column in _COLUMNS) for row in rows]
        table = Table(_COLUMNS, cells)
        empty = [name for name in _COLUMNS[-2:] if not any(table.column(name))]
        shown = [name for name in _COLUMNS if name not in empty]
        content = table_text(table, chosen, columns or shown)
    emit(content, output, {"store": root.as_posix()})


def _row(each: Kept) -> dict[str, Any]:
    from kg.store.snapshots import moment_of

    return {
        "snapshot": each.name,
        "when": moment_of(each.name).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **{name: each.manifest.get(name) for name in _COLUMNS[2:6]},
        "current": each.current,
        "tags": list(each.tags),
        "removed_articles": "unknown" if each.removed is None else sorted(each.removed),
        "removed_in_files": sorted(each.residue),
    }


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "current" if value else None
    return "; ".join(value) or None if isinstance(value, list) else value


@click.command("diff")
@click.argument("a", metavar="A")
@click.argument("b", metavar="[B]", default="current")
@click.option("--results", is_flag=True, help="Also the rows of every named query.")
@click.option("-v", "--verbose", is_flag=True, help="Also the lines of every article.")
@format_option("csv", "tsv", "json")
@output_option
@store_option
def diff_command(
    a: str,
    b: str,
    results: bool,
    verbose: bool,
    chosen: str | None,
    output: str | None,
    store: Path | None,
) -> None:
    """Tell what differs between two snapshots.

    A and B are names, numbers or tags of snapshots, or current, which B is if it is left out. Told
    are articles added, removed and changed, with how many statements and claims; what became one
    and what parted; with --results the rows of named queries, cell by cell. csv, tsv and json hold
    every line. Exits with 0 whether anything differs or not.
    """
    from kg.differences.diff import diff

    chosen = chosen or by_ending(output, csv="csv", tsv="tsv", json="json")
    if results:
        with Progress() as progress:
            found = diff(a, b, store=store, results=True, progress=progress)
    else:
        found = diff(a, b, store=store)
    if chosen == "json":
        content = json.dumps(found.json(), indent=1, ensure_ascii=False) + "\n"
    elif chosen == "table":
        shown = output in (None, "-") and sys.stdout.isatty()
        width = shutil.get_terminal_size().columns if shown else None
        content = found.text(width, verbose=verbose)
    else:
        content = table_text(found.table(), chosen)
    emit(content, output, found.manifest)


@click.command("tag")
@click.argument("name", metavar="NAME")
@click.argument("snapshot", metavar="[SNAPSHOT]", required=False)
@click.option("--delete", is_flag=True, help="Take the tag away; the snapshot stays for now.")
@store_option
def tag_command(name: str, snapshot: str | None, delete: bool, store: Path | None) -> None:
    """Name a snapshot, by default the current one.

    It then stays however many builds follow, and the name may be given wherever a snapshot is
    named. Only kg gc removes it, if it holds an article that was removed.
    """
    from kg.store.retention import delete_tag, kept, tag
    from kg.store.snapshots import default_path

    root = store or default_path()
    if delete and snapshot is not None:
        raise click.UsageError("--delete takes the name of a tag alone")
    if delete:
        click.echo(f"{name} no longer names {delete_tag(root, name)}")
        return
    named = tag(root, name, snapshot or "current")
    click.echo(f"{name} names {named}")
    for each in kept(root):
        if each.name == named and each.because and not each.only_in_files:
            click.echo(f"kg: it {each.because}; kg gc will remove it, tag or no tag", err=True)


@click.command("gc")
@click.option("--dry-run", is_flag=True, help="Only tell what would be removed.")
@store_option
def gc_command(dry_run: bool, store: Path | None) -> None:
    """Remove what need not stay.

    The last ten snapshots and those with a tag stay. An article that the current snapshot does not
    have goes from everything: snapshots that hold it are removed, also those with a tag, and files
    that still hold lines of it are written afresh. A snapshot that a process has open is spared;
    exits with 1 if that keeps a removed article.
    """
    from kg.errors import plural
    from kg.store.collecting import collect
    from kg.store.snapshots import default_path

    collected = collect(store or default_path(), dry_run=dry_run)
    for line in _told(collected, dry_run):
        click.echo(line)
    if collected.holding:
        click.echo(
            "kg: removed articles are still held by "
            f"{plural(len(collected.holding), 'snapshot')}: {', '.join(collected.holding)}; "
            "run kg gc again when nobody uses the store",
            err=True,
        )
        click.get_current_context().exit(1)


def _told(collected: Collected, dry_run: bool) -> list[str]:
    from kg.errors import plural

    would = "would be " if dry_run else ""
    told = []
    for each in collected.going:
        tags = f" ({', '.join(each.tags)})" if each.tags else ""
        verb = f"{would}spared, for somebody has it open" if each.open else f"{would}removed"
        if each.name not in collected.afresh:
            told.append(f"{each.name}{tags} {verb}: it {each.because}")
    for name, new in collected.afresh.items():
        because = "its files held lines of removed articles"
        told.append(f"{name} {would}written afresh{f' as {new}' if new else ''}: {because}")
    stay = plural(len(collected.staying), "snapshot")
    return [*told, f"{stay} {'stays' if len(collected.staying) == 1 else 'stay'}"]
