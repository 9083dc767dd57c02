"""Starts Python programs as forks of a process that has imported what they need.

Importing Dask and kg takes a process longer than most of what tests have it do.

    python tests/forking.py MODULE ...

imports the modules and does what it is told on stdin, a line of JSON each; :class:`Forks` tells it.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any


class Forked:
    """A running program, as ``subprocess.Popen`` shows one."""

    def __init__(self, forks: Forks, pid: int) -> None:
        self.pid = pid
        self._forks = forks
        self._ended: int | None = None

    def send_signal(self, number: signal.Signals) -> None:
        if self._ended is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self) -> int:
        """How it ended: its exit code, or minus the signal; nobody else is served meanwhile."""
        if self._ended is None:
            self._ended = self._forks.tell(wait=self.pid)
        return self._ended


class Forks:
    """The process that forks; use it as a context manager."""

    def __init__(self, modules: Sequence[str], path: Sequence[Path] = ()) -> None:
        """``path`` is where modules are looked for, beside those that are installed."""
        self._process = subprocess.Popen(
            [sys.executable, __file__, *modules],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Forks:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def start(
        self, program: Sequence[str], folder: Path, log: Path, path: Sequence[Path] = ()
    ) -> Forked:
        """Runs a program, a module and its arguments, in a folder; all it writes goes to a log."""
        told = {"program": program, "folder": str(folder), "log": str(log)}
        return Forked(self, self.tell(**told, path=[*map(str, path)]))

    def tell(self, **order: object) -> int:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())


def main(*modules: str) -> None:
    for module in modules:
        import_module(module)
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
        else:
            answer = os.fork()
            if not answer:
                _become(order)
        print(answer, flush=True)


def _become(order: Mapping[str, Any]) -> None:
    """Runs the program in this process, and ends it."""
    code = 1
    try:
        with Path(order["log"]).open("wb") as log, Path(os.devnull).open("rb") as nothing:
            for file, number in ((nothing, 0), (log, 1), (log, 2)):
                os.dup2(file.fileno(), number)
        os.chdir(order["folder"])
        sys.path[:0] = order["path"]
        module, *arguments = order["program"]
        sys.argv[:] = [module, *arguments]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
