"""The command line: each command parses, calls one function of the library, and prints."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line; the process ends here and nowhere else, unless all went well.

    Whoever interrupts it gets one line, also while what it needs is still being imported.
    """
    try:
        from kg.cli.commands import run

        code = run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        sys.stderr.write("kg: interrupted; start it again\n")
        code = 130
    if code:
        sys.exit(code)
