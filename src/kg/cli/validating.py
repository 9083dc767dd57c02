"""kg validate."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kg.cli.options import Progress, store_option


@click.command("validate")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@store_option
@click.option(
    "--shapes",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Shapes to use instead of the project's own; may be given again.",
)
@click.option("--full", is_flag=True, help="Validate every article again.")
@click.option("--format", "chosen", type=click.Choice(["text", "turtle", "json"]), default="text")
def validate_command(
    files: tuple[Path, ...], store: Path | None, shapes: tuple[Path, ...], full: bool, chosen: str
) -> None:
    """Validate the store, or any RDF files, against shapes."""
    from kg.validation import validate

    with Progress() as progress:
        report = validate(*files, store=store, shapes=shapes or None, full=full, progress=progress)
    if chosen == "turtle":
        click.echo(report.turtle(), nl=False)
    elif chosen == "json":
        click.echo(json.dumps(report.json(), indent=1, ensure_ascii=False))
    else:
        for violation in report.violations:
            click.echo(str(violation))
        violations, scopes = len(report.violations), report.scopes
        click.echo(
            f"{violations} violation{'' if violations == 1 else 's'} "
            f"in {scopes} scope{'' if scopes == 1 else 's'}"
        )
    if not report.conforms:
        sys.stdout.flush()
        click.get_current_context().exit(1)
