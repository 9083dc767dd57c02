"""The command group, and how it ends: one sentence for an error, and its exit code."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from itertools import takewhile

import click

from kg.errors import KgError

COMMANDS = {
    "init": "starting",
    "add": "starting",
    "build": "building",
    "check": "building",
    "load": "loading",
    "validate": "validating",
    "query": "querying",
    "queries": "querying",
    "export": "exporting",
    "network": "networking",
    "total": "totalling",
    "receipt": "receipting",
    "resolve": "resolving",
    "candidates": "judging",
    "same": "judging",
    "different": "judging",
    "related": "judging",
    "unsure": "judging",
    "split": "judging",
    "retract": "judging",
    "snapshots": "snapshotting",
    "diff": "snapshotting",
    "tag": "snapshotting",
    "gc": "snapshotting",
}


class _Lazy(click.Group):
    """Imports a family of commands when one of them is called: `kg query` must start fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"kg.cli.{COMMANDS[cmd_name]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done; 1 no (violations, wrong anchors, a refused measure); "
    "2 unusable input or call; 130 interrupted.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(package_name="officials-kg", prog_name="kg")
def group(debug: bool) -> None:
    """From annotated news articles to a knowledge graph that can be checked word by word."""


def run(given: list[str]) -> int:
    """Runs a command; returns the exit code, after the sentences that go with it.

    Raises:
        KeyboardInterrupt: somebody interrupted it.
    """
    if "_KG_COMPLETE" in os.environ:
        group.main(args=given, prog_name="kg")
    try:
        code = _run(given)
        sys.stdout.flush()
    except Exception as error:
        if "--debug" in takewhile(lambda word: word.startswith("-"), given):
            traceback.print_exc()
        code = _tell(error)
    return code


def _run(given: list[str]) -> int:
    try:
        with group.make_context("kg", list(given)) as context:
            group.invoke(context)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as done:
        return done.exit_code
    return 0


def _tell(error: Exception) -> int:
    """Tells what is wrong, a sentence a problem, on stderr; returns the exit code."""
    code = 2
    match error:
        case KgError():
            sentences = [str(problem) for problem in error.problems]
            code = error.exit_code
        case click.ClickException():
            sentences = [_of_usage(error)]
        case OSError():
            _drop_output()
            if isinstance(error, BrokenPipeError):
                return 0  # whoever reads our output has seen enough
            place = error.filename or "the output"
            sentences = [f"{place}: {error.strerror or error}; see that it can be written"]
        case _:
            shown = " ".join(str(error).split())
            sentences = [f"{type(error).__name__}: {shown}; this is a fault of kg: report it"]
    for sentence in sentences:
        click.echo(f"kg: {sentence}", err=True)
    return code


def _of_usage(error: click.ClickException) -> str:
    message = error.format_message().removesuffix(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "kg"
    return f"{message[:1].lower()}{message[1:]}; see {command} --help"


def _drop_output() -> None:
    """What is still to be written is thrown away; else the interpreter tries again as it ends."""
    with suppress(OSError):  # an output without a file has nothing to be written
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
