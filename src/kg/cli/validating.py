"""kg validate."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kg.cli.options import Progress, store_option, tell_fallbacks
from kg.errors import plural


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
    """Validate the store, or any RDF files, against shapes.

    Each article is held against shapes by itself; what articles share is the scope "corpus". What
    the build found in an article is told again, if article and shapes are as they were; --full
    takes nothing for granted. What articles disagree on is a warning: warnings alone are no
    failure.
    """
    from kg.validation import validate

    with Progress() as progress:
        report = validate(*files, store=store, shapes=shapes or None, full=full, progress=progress)
    tell_fallbacks(report)
    if chosen == "turtle":
        click.echo(report.turtle(), nl=False)
    elif chosen == "json":
        click.echo(json.dumps(report.json(), indent=1, ensure_ascii=False))
    else:
        for violation in report.violations:
            click.echo(str(violation))
        violations = sum(violation.breaks for violation in report.violations)
        warnings = len(report.violations) - violations
        told = plural(violations, "violation") + (
            f", {plural(warnings, 'warning')}" if warnings else ""
        )
        told += f" in {plural(report.scopes, 'scope')}"
        if not files:
            articles = report.scopes if shapes else report.scopes - 1
            anew = articles - report.repeated
            told += f"; {anew} of {plural(articles, 'article')} validated again"
        click.echo(told)
    if report.breaks:
        sys.stdout.flush()
        click.get_current_context().exit(1)
