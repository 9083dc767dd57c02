"""Draws the pictures of the documentation: runs the notebooks and keeps what each has drawn.

    .venv/bin/python tools/pictures.py     writes the PICTURES anew; look at them

The notebooks are left as they are, without outputs. They run apart, so that no store is replaced.
"""

from __future__ import annotations

import base64
import os
import tempfile
from pathlib import Path
from typing import Any

import nbclient
import nbformat

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
PICTURES = {"01-first-look": "first-look.png", "02-map": "map.png"}


def executed(notebook: Path, folder: Path) -> list[dict[str, Any]]:
    """The outputs of a notebook that is run in a folder, with what it needs beside it."""
    for name in ("corpus", "notebooks"):
        (folder / name).symlink_to(ROOT / name)
    read: Any = nbformat.read(notebook, as_version=4)
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    resources = {"metadata": {"path": str(folder)}}
    nbclient.NotebookClient(read, timeout=120, resources=resources).execute()
    return [output for cell in read.cells for output in cell.get("outputs", [])]


def pictures(outputs: list[dict[str, Any]]) -> list[bytes]:
    """What a notebook has drawn, as PNG."""
    shown = (output.get("data", {}) for output in outputs)
    return [base64.b64decode(data["image/png"]) for data in shown if "image/png" in data]


def main() -> None:
    for notebook, picture in PICTURES.items():
        with tempfile.TemporaryDirectory() as made:
            (drawn,) = pictures(executed(NOTEBOOKS / f"{notebook}.ipynb", Path(made)))
        (ROOT / "docs" / picture).write_bytes(drawn)


if __name__ == "__main__":
    main()
