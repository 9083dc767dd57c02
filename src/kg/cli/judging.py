"""kg candidates, same, different, unsure, related, split, retract: who and what is one."""

from __future__ import annotations

import getpass
import json
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    Command,
    by_ending,
    columns_option,
    emit,
    format_option,
    output_option,
    store_option,
    table_text,
)

if TYPE_CHECKING:
    from kg.judging import Judge

_NO_REASON = "no reason given"

_corpus_option = click.option(
    "--corpus",
    "corpora",
    metavar="DIR",
    multiple=True,
    help="May be given again (default: the corpora of the store's last build, else ./corpus, else "
    "the working directory).",
)
_by_option = click.option(
    "--by",
    envvar="KG_ANNOTATOR",
    default=lambda: _who(),
    show_default="the login name",
    show_envvar=True,
    help="Who judges.",
)


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise click.UsageError("nobody is logged in; say who judges with --by NAME") from error


def _judging_options(reason: str | None) -> Callable[[Command], Command]:
    """What every judgement takes; ``reason`` is what is written where none is given, if any may."""
    if reason is None:
        told = "Why: what a reader needs to check it; must be given."
    else:
        told = f'Why: what a reader needs to check it (default: "{reason}").'
    because = click.option("--because", metavar="TEXT", default=reason, help=told)

    def added(command: Command) -> Command:
        return because(_by_option(_corpus_option(store_option(command))))

    return added


@click.command("candidates")
@click.argument("corpora", metavar="[CORPUS]...", nargs=-1)
@click.option(
    "--kind",
    type=click.Choice(
        ["Person", "Place", "Organization", "Platform", "Product"], case_sensitive=False
    ),
    help="Only these.",
)
@columns_option
@format_option("csv", "tsv", "json")
@output_option
@store_option
def candidates_command(
    corpora: tuple[str, ...],
    kind: str | None,
    columns: list[str] | None,
    chosen: str | None,
    output: str | None,
    store: Path | None,
) -> None:
    """List what nobody has decided yet.

    Pairs that may be one, and places that no rule could tell; best first, each with what speaks for
    it. Without CORPUS: the corpora of the store's last build.
    """
    from kg.candidates import COLUMNS, candidates
    from kg.pipeline import identify, read_shards
    from kg.tables import Table

    chosen = chosen or by_ending(output, csv="csv", tsv="tsv", json="json")
    given = find_corpora(corpora, store)
    found = candidates(identify(read_shards(*given), given), kind)
    manifest = {"corpora": [path.as_posix() for path in given]}
    table = Table(COLUMNS, [one.row() for one in found], manifest)
    if chosen == "json":
        content = json.dumps(list(table), indent=1, ensure_ascii=False) + "\n"
    else:
        content = table_text(table, chosen, columns)
    emit(content, output, manifest)


def _judging(decision: str, help_: str, reason: str | None = _NO_REASON) -> click.Command:
    @click.command(decision, help=help_)
    @click.argument("one", metavar="A")
    @click.argument("other", metavar="B")
    @_judging_options(reason)
    def command(
        one: str,
        other: str,
        because: str | None,
        by: str,
        corpora: tuple[str, ...],
        store: Path | None,
    ) -> None:
        judge = _judge(corpora, store, by, because)
        _tell(judge.judge(decision, one, other), judge, store)

    return command


_THINGS = (
    "A and B are entities of articles (ARTICLE/T1, or the IRI that a query shows), or places by "
    "their code (gbt2260:141031)."
)
same_command = _judging(
    "same",
    f"Judge that A and B are one.\n\n{_THINGS} The judgement is added to the corpus, in "
    "identity.jsonl; the next build applies it, and kg split or kg retract takes it back.",
    reason=None,
)
different_command = _judging(
    "different",
    f"Judge that A and B are not one.\n\n{_THINGS} No rule will join them, nor will they be "
    "listed as candidates.",
)
unsure_command = _judging(
    "unsure",
    f"Judge that nobody can tell whether A and B are one.\n\n{_THINGS} Candidates list them last.",
)
related_command = _judging(
    "related",
    "Judge that A and B have to do with one another, but are not one.\n\n"
    f"{_THINGS} An outlet and its website are related.",
)


@click.command("split")
@click.argument("thing", metavar="A")
@_judging_options(_NO_REASON)
def split_command(
    thing: str, because: str, by: str, corpora: tuple[str, ...], store: Path | None
) -> None:
    """Part A from all that it is one with.

    Judgements that joined it are retracted; what a rule joined it with is judged different.
    """
    judge = _judge(corpora, store, by, because)
    _tell(judge.split(thing), judge, store)


@click.command("retract")
@click.argument("judgement", metavar="ID")
@_judging_options(_NO_REASON)
def retract_command(
    judgement: str, because: str, by: str, corpora: tuple[str, ...], store: Path | None
) -> None:
    """Take a judgement back, by its id in identity.jsonl or its IRI."""
    judge = _judge(corpora, store, by, because)
    _tell(judge.retract(judgement), judge, store)


def find_corpora(given: Sequence[str], store: Path | None) -> list[Path]:
    """The corpora named, else those of the store's last build, else the one at hand."""
    from kg.judging import corpora_at_hand
    from kg.store.snapshots import default_path

    return [Path(name) for name in given] or corpora_at_hand(store or default_path())


def _judge(corpora: Sequence[str], store: Path | None, by: str, because: str | None) -> Judge:
    from kg.judging import Judge

    if because is None:
        raise click.UsageError('say why: add --because "..."')
    return Judge(find_corpora(corpora, store), by, because)


def _tell(told: Sequence[str], judge: Judge, store: Path | None) -> None:
    """What was added, and the build that applies it, which must leave out nothing of its store."""
    from kg.judging import built_from
    from kg.store.snapshots import default_path

    for sentence in told:
        click.echo(sentence)
    corpora, built = judge.corpora, built_from(store or default_path())
    words = ["--store", str(store)] if store else []
    note = ""
    if {path.resolve() for path in corpora} <= {path.resolve() for path in built}:
        corpora = built
    elif built:
        words = ["--store", "FOLDER"]
        note = f" ({(store or default_path()).as_posix()} is of another corpus)"
    words = [*(path.as_posix() for path in corpora), *words]
    click.echo(f"next: kg build {shlex.join(words)}{note}")
