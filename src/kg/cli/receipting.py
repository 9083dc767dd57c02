"""kg receipt."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.cli.options import emit, endpoint_option, output_option, snapshot_option, store_option


@click.command("receipt")
@click.argument("thing", metavar="IRI|CLAIM|FILE.csv#ROW", nargs=-1, required=True)
@click.option("--format", "chosen", type=click.Choice(["text", "json"]), default="text")
@output_option
@store_option
@snapshot_option
@endpoint_option
def receipt_command(
    thing: tuple[str, ...],
    chosen: str,
    output: str | None,
    store: Path | None,
    snapshot: str,
    endpoint: str | None,
) -> None:
    """Show the quoted characters behind a result, and why its things are what and where they are.

    That is an IRI or a short name (ARTICLE/T1, gbt2260:141031), a row of a written file such as
    officials.csv#1, or subject, predicate and object of a statement.
    """
    from kg.view import open_graph

    if len(thing) not in (1, 3):
        raise click.UsageError("give one thing, or subject, predicate and object of a statement")
    view = open_graph(store, snapshot=snapshot, endpoint=endpoint)
    found = view.receipt(thing[0] if len(thing) == 1 else (thing[0], thing[1], thing[2]))
    if chosen == "json":
        content = json.dumps(found.json(), indent=1, ensure_ascii=False) + "\n"
    else:
        content = found.text()
    emit(content, output, found.manifest)
