"""kg build, kg check."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from kg.cli.options import Progress, store_option, tell_fallbacks, texts_option

_corpora = click.argument("corpora", metavar="CORPUS...", nargs=-1, required=True)


@click.command("build")
@_corpora
@store_option
@texts_option
@click.option("--allow-violations", is_flag=True, help="Switch in a graph that violates shapes.")
@click.option(
    "--processes",
    metavar="N",
    type=click.IntRange(min=1),
    help="How many processes make articles (default: one for each core, if there are many).",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="The scheduler of a Dask cluster whose workers make the articles, on shared storage.",
)
def build_command(
    corpora: tuple[str, ...],
    store: Path | None,
    texts: Path | None,
    allow_violations: bool,
    processes: int | None,
    scheduler: str | None,
) -> None:
    """Build corpora into a validated snapshot.

    The store then holds exactly these corpora.
    """
    from kg.errors import StoreError, plural
    from kg.pipeline import build
    from kg.store.retention import removed_articles

    with Progress() as progress:
        summary = build(
            *corpora,
            store=store,
            texts=texts,
            allow_violations=allow_violations,
            processes=processes,
            scheduler=scheduler,
            progress=progress,
        )
    tell_fallbacks(summary.report)
    for violation in summary.report.violations:
        click.echo(f"kg: {violation}", err=True)
    anchors = (
        "every mention equals its slice of the text"
        if summary.anchors_verified
        else "not verified (no texts given)"
    )
    kinds = ", ".join(f"{count} {name}" for name, count in sorted(summary.entities.items()))
    records = ", ".join(f"{count} {name}" for name, count in sorted(summary.records.items()))
    click.echo(f"articles    {summary.articles}")
    click.echo(f"mentions    {summary.mentions}")
    click.echo(f"claims      {summary.claims}")
    click.echo(f"statements  {summary.statements} said, {summary.derived} derived by rule")
    click.echo(f"entities    {kinds}")
    click.echo(f"records     {records}")
    click.echo(
        f"identity    {summary.judged} judged, {summary.resolved} resolved by rule, "
        f"{plural(summary.undecided, 'place')} undecided (kg candidates)"
    )
    click.echo(f"violations  {summary.violations}")
    click.echo(f"anchors     {anchors}")
    click.echo(f"snapshot    {summary.snapshot} in {summary.store} ({summary.quads} quads)")
    if len(summary.written) < summary.articles:
        count = plural(len(summary.written), "article")
        click.echo(f"rewritten   {count}; the others are as they were in the snapshot before")
    with suppress(StoreError):  # of what is not in force kg snapshots tells
        if removed := removed_articles(summary.store):
            click.echo(f"removed     {removed}")


@click.command("check")
@_corpora
@texts_option
def check_command(corpora: tuple[str, ...], texts: Path | None) -> None:
    """Check annotations before a build.

    They are held against the scheme and the shapes, and with --texts against the articles' texts.
    """
    from kg.errors import plural
    from kg.pipeline import check

    with Progress() as progress:
        result = check(*corpora, texts=texts, progress=progress)
    anchors = "all equal their texts" if result.anchors_verified else "not held against texts"
    told = f"{plural(result.articles, 'article')}, {plural(result.mentions, 'mention')}"
    click.echo(f"{told}: {anchors}")
