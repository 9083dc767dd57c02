"""Every notebook runs from a clean start, and shows what it promises."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, tmp_path: Path) -> None:
    """It runs in a copy of what it needs, so that it leaves nothing in the checkout."""
    for name in ("corpus", "notebooks"):
        (tmp_path / name).symlink_to(ROOT / name)
    notebook: Any = nbformat.read(path, as_version=4)
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    client = nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [o["data"]["image/png"] for o in outputs if "image/png" in o.get("data", {})]
    assert pictures
    assert len(base64.b64decode(pictures[0])) > 20_000
    html = "".join("".join(o["data"].get("text/html", "")) for o in outputs if "data" in o)
    assert "Bi Rongqing" in html
    assert "annotations/gold/000-zibo.ann" in html
