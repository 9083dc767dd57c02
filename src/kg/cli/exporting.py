"""kg export."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import emit, endpoint_option, output_option, snapshot_option, store_option


@click.command("export")
@click.argument("format_name", metavar="FORMAT")
@output_option
@store_option
@snapshot_option
@endpoint_option
def export_command(
    format_name: str, output: str | None, store: Path | None, snapshot: str, endpoint: str | None
) -> None:
    """Write the graph as a file for other tools.

    \b
    turtle     one plain graph, by kind and with short names, for people too
    jsonld     the same graph as JSON-LD, with a context that people can read
    ntriples   the same graph, a statement a line
    rdfxml     the same graph for tools that read nothing else
    trig       all graphs, with the evidence for every statement
    nquads     all graphs, a statement a line
    geojson    the places that articles speak of, as points for maps

    Every file says what it holds and under which licence, RDF also from which articles and how much
    (VoID and DCAT); the same graph gives the same bytes.
    """
    from kg.view import open_graph

    view = open_graph(store, snapshot=snapshot, endpoint=endpoint)
    emit(view.export(format_name), output, {"read_from": view.name, "format": format_name})
