"""The command group, and how it ends: one sentence for an error, and its exit code."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from kg.errors import KgError

COMMANDS = {
    "build": "building",
    "check": "building",
    "validate": "validating",
    "query": "querying",
    "queries": "querying",
    "export": "exporting",
    "network": "networking",
    "receipt": "receipting",
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


def main(arguments: list[str] | None = None) -> Any:
    """Runs the command line; the process ends here and nowhere else."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        group.main(args=given, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
    except KgError as error:
        if "--debug" in given:
            raise
        for problem in error.problems:
            click.echo(f"kg: {problem}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("kg: interrupted; nothing was changed", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # whoever reads our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
