"""kg total."""

from __future__ import annotations

import json
from pathlib import Path

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


@click.command("total")
@click.argument("measure")
@click.option("--status", default="happened", show_default=True, help="What the figures must be.")
@click.option(
    "--unit", "--currency", "unit", metavar="U", help="Add only this unit or currency (CNY)."
)
@click.option("--set", "disjoint", metavar="ID", help="Go by this set of disjoint figures only.")
@certainty_option
@columns_option
@format_option("csv", "tsv", "json")
@output_option
@store_option
@snapshot_option
@endpoint_option
def total_command(
    measure: str,
    status: str,
    unit: str | None,
    disjoint: str | None,
    certainty: list[str] | None,
    columns: list[str] | None,
    chosen: str | None,
    output: str | None,
    store: Path | None,
    snapshot: str,
    endpoint: str | None,
) -> None:
    """Add up figures that are declared disjoint.

    Those of the measure that are left out are listed with the reason. Exits with 1 where no total
    can be given.
    """
    from kg.view import open_graph

    chosen = chosen or by_ending(output, csv="csv", tsv="tsv", json="json")
    view = open_graph(store, snapshot=snapshot, endpoint=endpoint)
    total = view.total(measure, status=status, unit=unit, certainty=certainty, disjoint=disjoint)
    if chosen == "json":
        content = json.dumps(total.json(), indent=1, ensure_ascii=False) + "\n"
    elif chosen == "table" and output not in (None, "-"):
        content = total.text(columns=columns)
    else:
        content = table_text(total, chosen, columns)
    emit(content, output, total.manifest)
    if total.sum is None:
        click.get_current_context().exit(1)
