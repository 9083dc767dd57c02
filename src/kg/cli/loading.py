"""kg load."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import Progress, store_option


@click.command("load")
@click.option("--endpoint", metavar="URL", required=True, help="Where the server takes queries.")
@click.option(
    "--graph-store",
    metavar="URL",
    help="Where it takes graphs (default: guessed from the endpoint, and told).",
)
@store_option
@click.option(
    "--snapshot", metavar="NAME", default="current", help="Default: the snapshot in force."
)
@click.option(
    "--parallel",
    type=click.IntRange(min=1),
    default=4,
    show_default=True,
    help="Requests under way at once.",
)
def load_command(
    endpoint: str, graph_store: str | None, store: Path | None, snapshot: str, parallel: int
) -> None:
    """Send a snapshot to a SPARQL 1.1 server.

    Its graphs are sent by the Graph Store Protocol and read back; graphs of an earlier load that
    the snapshot does not have are removed. A load that broke off is continued by starting it
    again. A user and a password are taken from KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD, or from
    a netrc file.
    """
    from kg.errors import plural
    from kg.graphstore import guess
    from kg.loading import load

    if graph_store is None:
        graph_store, software = guess(endpoint)
        click.echo(f"kg: sends to {graph_store}, where {software} takes graphs", err=True)
    with Progress() as progress:
        loaded = load(
            endpoint,
            store,
            graph_store=graph_store,
            snapshot=snapshot,
            parallel=parallel,
            progress=progress,
        )
    there = loaded.graphs - loaded.sent
    click.echo(f"snapshot    {loaded.snapshot}")
    click.echo(f"endpoint    {loaded.endpoint}")
    click.echo(f"graphs      {loaded.graphs}, equal by count and digest ({loaded.quads} quads)")
    click.echo(f"sent        {plural(loaded.sent, 'graph')} ({loaded.sent_quads} quads)")
    click.echo(f"there       {plural(there, 'graph')} from an earlier load")
    click.echo(f"removed     {plural(loaded.removed, 'graph')} of an earlier load")
    if loaded.rewritten:
        literals = plural(loaded.rewritten, "literal")
        example = (loaded.example or "").strip()
        click.echo(f"rewritten   {literals} by the server, such as {example}")
