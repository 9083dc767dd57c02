"""kg query, kg queries."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    by_ending,
    certainty_option,
    columns_option,
    emit,
    endpoint_option,
    format_option,
    output_option,
    snapshot_option,
    store_option,
    table_text,
)

if TYPE_CHECKING:
    from kg.query import Query


@click.command("query")
@click.argument("name", metavar="NAME|FILE.rq|-")
@click.option("-p", "--parameter", "parameters", multiple=True, metavar="KEY=VALUE")
@click.option(
    "--where",
    multiple=True,
    metavar="COLUMN=VALUE",
    help="Keep only rows with this value; an empty VALUE asks for an empty cell.",
)
@certainty_option
@columns_option
@format_option("csv", "tsv", "json", "turtle")
@output_option
@store_option
@snapshot_option
@endpoint_option
def query_command(
    name: str,
    parameters: tuple[str, ...],
    where: tuple[str, ...],
    certainty: list[str] | None,
    columns: list[str] | None,
    chosen: str | None,
    output: str | None,
    store: Path | None,
    snapshot: str,
    endpoint: str | None,
) -> None:
    """Ask a named query, a file, or standard input.

    kg queries lists the named ones.
    """
    from kg.query import run
    from kg.view import find_query, open_graph

    bound = dict(_pair("-p", "KEY", parameter) for parameter in parameters)
    wanted = dict(_pair("--where", "COLUMN", one) for one in where)
    query = _from_stdin() if name == "-" else find_query(name)
    chosen = chosen or by_ending(output, csv="csv", tsv="tsv", json="json", ttl="turtle")
    if chosen == "turtle" and (certainty is not None or wanted):
        option = "--where" if wanted else "--certainty"
        raise click.UsageError(f"{option} keeps rows of a table; turtle has none")
    view = open_graph(store, snapshot=snapshot, endpoint=endpoint)
    if chosen == "turtle":
        written = view.construct(query, bound)
        manifest = query.manifest(query.bound(bound), view.name, parameters=bound)
        emit(written, output, manifest)
        return
    rows = run(view.reader, query, bound, certainty, wanted)
    if chosen == "json":
        content = json.dumps(rows.bindings, indent=1, ensure_ascii=False) + "\n"
    elif chosen == "table" and output not in (None, "-"):
        content = rows.text(columns=columns)
    else:
        content = table_text(rows, chosen, columns)
    emit(content, output, rows.manifest)


@click.command("queries")
@click.argument("names", metavar="[NAME]...", nargs=-1)
def queries_command(names: tuple[str, ...]) -> None:
    """List the named queries and their parameters.

    With names, only those, and their columns.
    """
    from kg.query import named_query, query_names

    for name in names or query_names():
        query = named_query(name)
        click.echo(f"{name}\n    {query.question}")
        for parameter in query.parameters:
            need = "required" if parameter.required else "optional"
            click.echo(f"    -p {parameter.name}=…  ({need}) {parameter.meaning}")
        if query.notes:
            click.echo(f"    Note: {query.notes}")
        if names:
            click.echo(f"    Columns: {', '.join(query.columns)}")
        if query.example:
            click.echo(f"    {query.example}")


def _from_stdin() -> Query:
    from kg.errors import InputError
    from kg.query import read_query

    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("standard input is no UTF-8 text", remedy="convert it") from error
    return read_query("standard input", text, "standard input")


def _pair(option: str, key: str, given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals or not name:
        raise click.UsageError(f"{option} takes {key}=VALUE, not {given!r}")
    return name, value
