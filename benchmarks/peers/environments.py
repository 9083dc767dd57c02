"""The peers' virtual environments: one each, with the versions that its list here pins."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = tuple(sorted(path.stem for path in HERE.glob("*.txt")))

_VERSIONS = """
import importlib.metadata, json, sys
print(json.dumps({name: importlib.metadata.version(name) for name in sys.argv[1:]}))
"""


def python_of(peer: str, environments: Path) -> Path:
    """The Python of a peer's environment, which is set up if it is not there as the list says.

    Raises:
        subprocess.CalledProcessError: a package cannot be installed.
    """
    wanted, folder = HERE / f"{peer}.txt", environments / peer
    python, installed = folder / "bin" / "python", folder / wanted.name
    if not installed.exists() or installed.read_bytes() != wanted.read_bytes():
        print(f"Setting up {peer} ...", file=sys.stderr, flush=True)
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", str(wanted)], check=True)
        installed.write_bytes(wanted.read_bytes())
    return python


def pinned(peer: str) -> dict[str, str]:
    """The versions that a peer's list pins, by package."""
    lines = (HERE / f"{peer}.txt").read_text(encoding="utf-8").split()
    return {name: version for name, _, version in (line.partition("==") for line in lines)}


def versions(python: Path, packages: Iterable[str]) -> dict[str, str]:
    """The versions of packages in the environment of a Python."""
    ran = subprocess.run(
        [str(python), "-c", _VERSIONS, *packages], check=True, capture_output=True, text=True
    )
    found: dict[str, str] = json.loads(ran.stdout)
    return found
