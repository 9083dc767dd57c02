"""Tells the documents again: files are written, commands run, their output put in its place.

    .venv/bin/python tools/tutorial.py     writes the DOCUMENTS anew; read the difference

A fenced block with a file name after its language is that file; with ``mend`` after the name, its
lines replace those of the same id. In a ``console`` block a command stands after ``$``; what it
writes, to stdout and stderr, follows it, unless nothing is shown at all.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = tuple(ROOT / "docs" / f"{name}.md" for name in ("tutorial", "identity", "snapshots"))
_BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"((?:[^\n]*\\\n)*[^\n]*)\n?(.*)", re.DOTALL)  # a line, or more after \\
Run = Callable[[list[str], Path], tuple[int, str]]


def told(text: str, folder: Path, run: Run) -> tuple[str, list[tuple[str, int]]]:
    """A document as it goes in that folder, and its commands, each with its exit code."""
    codes: list[tuple[str, int]] = []

    def block(found: re.Match[str]) -> str:
        language, names, content = found.groups()
        if language == "console":
            return f"```console\n{_console(content, folder, run, codes)}```"
        if names:
            _write(folder, names.split(), content)
        return found.group()

    return _BLOCK.sub(block, text), codes


def _write(folder: Path, names: list[str], content: str) -> None:
    path = folder / names[0]
    if names[1:] == ["mend"]:
        mended = {line.split("\t")[0]: line for line in content.splitlines()}
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = (mended.pop(line.partition("\t")[0], line) for line in lines)
        content = "".join(f"{line}\n" for line in kept)
        assert not mended, f"{path} has no {' '.join(mended)}"
    path.write_text(content, encoding="utf-8", newline="\n")


def _console(content: str, folder: Path, run: Run, codes: list[tuple[str, int]]) -> str:
    again = ""
    for part in content.removeprefix("$ ").split("\n$ "):
        found = _COMMAND.match(part)
        assert found, part
        command, shown = found.groups()
        code, output = run(shlex.split(command.replace("\\\n", " ")), folder)
        codes.append((command, code))
        again += f"$ {command}\n{output if shown.strip() else ''}"
    return again


def run_apart(words: list[str], folder: Path) -> tuple[int, str]:
    """Exit code and output of a command, run as a user runs it."""
    kg = (sys.executable, "-c", "from kg.cli import main; main()")
    env = {key: value for key, value in os.environ.items() if not key.startswith("KG_")}
    done = subprocess.run(
        (*kg, *words[1:]) if words[0] == "kg" else words,
        cwd=folder,
        env={**env, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "120"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    return done.returncode, done.stdout


def main() -> None:
    for document in DOCUMENTS:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            (folder / "corpus").symlink_to(ROOT / "corpus")
            run_apart(["kg", "build", "corpus"], folder)
            text, _ = told(document.read_text(encoding="utf-8"), folder, run_apart)
        document.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
