"""kg export."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import emit, endpoint_option, output_option, store_option


@click.command("export")
@click.argument("format_name", metavar="FORMAT")
@output_option
@store_option
@endpoint_option
def export_command(
    format_name: str, output: str | None, store: Path | None, endpoint: str | None
) -> None:
    """The graph as turtle or ntriples (one plain graph), trig or nquads (all graphs)."""
    from kg.view import open_graph

    view = open_graph(store, endpoint=endpoint)
    emit(view.export(format_name), output, {"read_from": view.name, "format": format_name})
