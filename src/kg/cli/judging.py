"""kg candidates, same, different, unsure, related, split, retract: who and what is one."""

from __future__ import annotations

import getpass
import json
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import by_ending, columns_option, emit, output_option, store_option, table_text

if TYPE_CHECKING:
    from kg.judgements import Judgement
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


def _because(required: bool) -> Callable[[Any], Any]:
    return click.option(
        "--because",
        metavar="TEXT",
        required=required,
        default=None if required else _NO_REASON,
        help="Why: what a reader needs to check it.",
    )


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
@click.option(
    "--format",
    "chosen",
    type=click.Choice(["table", "csv", "tsv", "json"]),
    help="Default: by the ending of FILE, else table.",
)
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


def _judging(decision: str, help_: str, required: bool) -> click.Command:
    @click.command(decision, help=help_)
    @click.argument("one", metavar="A")
    @click.argument("other", metavar="B")
    @_because(required)
    @_by_option
    @_corpus_option
    @store_option
    def command(
        one: str, other: str, because: str, by: str, corpora: tuple[str, ...], store: Path | None
    ) -> None:
        from kg.judging import Judge

        judge = Judge(find_corpora(corpora, store), by, because)
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
    required=True,
)
different_command = _judging(
    "different",
    f"Judge that A and B are not one.\n\n{_THINGS} No rule will join them, nor will they be "
    "listed as candidates.",
    required=False,
)
unsure_command = _judging(
    "unsure",
    f"Judge that nobody can tell whether A and B are one.\n\n{_THINGS} Candidates list them last.",
    required=False,
)
related_command = _judging(
    "related",
    "Judge that A and B have to do with one another, but are not one.\n\n"
    f"{_THINGS} An outlet and its website are related.",
    required=False,
)


@click.command("split")
@click.argument("thing", metavar="A")
@_because(required=False)
@_by_option
@_corpus_option
@store_option
def split_command(
    thing: str, because: str, by: str, corpora: tuple[str, ...], store: Path | None
) -> None:
    """Part A from all that it is one with.

    Judgements that joined it are retracted; what a rule joined it with is judged different.
    """
    from kg.judging import Judge

    judge = Judge(find_corpora(corpora, store), by, because)
    _tell(judge.split(thing), judge, store)


@click.command("retract")
@click.argument("judgement_id", metavar="ID")
@_because(required=False)
@_by_option
@_corpus_option
@store_option
def retract_command(
    judgement_id: str, because: str, by: str, corpora: tuple[str, ...], store: Path | None
) -> None:
    """Take a judgement back, by its id in identity.jsonl."""
    from kg.judging import Judge

    judge = Judge(find_corpora(corpora, store), by, because)
    _tell(judge.retract(judgement_id), judge, store)


def find_corpora(given: Sequence[str], store: Path | None) -> list[Path]:
    """The corpora named, else those of the store's last build, else the one at hand."""
    from kg.judging import corpora_at_hand
    from kg.store.snapshots import default_path

    return [Path(name) for name in given] or corpora_at_hand(store or default_path())


def _tell(made: Sequence[Judgement], judge: Judge, store: Path | None) -> None:
    for one in made:
        click.echo(f"{one}: {judge.sentence(one)}")
    names = [path.as_posix() for path in judge.corpora]
    names += ["--store", str(store)] if store else []
    click.echo(f"next: kg build {shlex.join(names)}")
