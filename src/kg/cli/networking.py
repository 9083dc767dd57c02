"""kg network."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import (
    by_ending,
    certainty_option,
    emit,
    endpoint_option,
    format_option,
    output_option,
    snapshot_option,
    store_option,
    table_text,
)


@click.command("network")
@click.argument("projection")
@click.option("--measure", metavar="M", help="Scores of the nodes instead of the edges.")
@click.option(
    "--exploratory", is_flag=True, help="Give scores that do not bear a ranking, under a caveat."
)
@click.option("--generic", is_flag=True, help="Take in groups and generic products.")
@certainty_option
@format_option("csv", "tsv", "graphml")
@output_option
@store_option
@snapshot_option
@endpoint_option
def network_command(
    projection: str,
    measure: str | None,
    exploratory: bool,
    generic: bool,
    certainty: list[str] | None,
    chosen: str | None,
    output: str | None,
    store: Path | None,
    snapshot: str,
    endpoint: str | None,
) -> None:
    """Project the graph to a network.

    Gives its edges, the scores of a measure, or a GraphML file.
    """
    from kg.view import open_graph

    chosen = chosen or by_ending(output, csv="csv", tsv="tsv", graphml="graphml")
    if measure is not None and chosen == "graphml":
        raise click.UsageError("--measure gives a table; use --format table, csv or tsv")
    view = open_graph(store, snapshot=snapshot, endpoint=endpoint)
    network = view.network(projection, certainty=certainty, include_generic=generic)
    if chosen == "graphml":
        emit(network.graphml(), output, network.manifest)
        return
    table = network.measure(measure, exploratory) if measure else network.table()
    emit(table_text(table, chosen), output, table.manifest)
