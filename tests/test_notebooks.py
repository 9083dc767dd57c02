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

TEXTS = ("text/html", "text/plain")

# What the tables and texts of each must show.
PROMISED = {
    "01-first-look": ("Bi Rongqing", "annotations/gold/000-zibo.ann"),
    "02-map": ("Yang Xiaozhou", "隰县", "measures reporting, not conduct", "Northeast China"),
}


def test_there_are_notebooks() -> None:
    assert {path.stem for path in NOTEBOOKS} == set(PROMISED)


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
    shown = [o.get("text", "") for o in outputs]
    shown += [o["data"].get(kind, "") for o in outputs if "data" in o for kind in TEXTS]
    for words in PROMISED[path.stem]:
        assert words in "".join(shown)


def test_whoever_sees_the_map_is_told_whose_points_they_are() -> None:
    text = (ROOT / "notebooks" / "02-map.ipynb").read_text(encoding="utf-8")
    drawn = text.partition("plt.subplots")[2].partition("plt.show")[0]
    for told in ("GeoNames", "CC BY 4.0", "Reporting, not conduct", "not an area"):
        assert told in drawn
