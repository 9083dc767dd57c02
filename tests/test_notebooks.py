"""Every notebook runs from a clean start, and shows what it promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from pictures import NOTEBOOKS, PICTURES, ROOT, executed, pictures

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))

TEXTS = ("text/html", "text/plain")

# What the tables and texts of each must show.
PROMISED = {
    "01-first-look": ("Bi Rongqing", "annotations/gold/000-zibo.ann"),
    "02-map": ("Yang Xiaozhou", "隰县", "measures reporting, not conduct", "Northeast China"),
}


def test_there_are_notebooks() -> None:
    assert {path.stem for path in PATHS} == set(PROMISED)
    assert all((ROOT / "docs" / PICTURES[path.stem]).is_file() for path in PATHS)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, tmp_path: Path) -> None:
    """It runs in a copy of what it needs, so that it leaves nothing in the checkout."""
    outputs = executed(path, tmp_path)
    (picture,) = pictures(outputs)
    assert len(picture) > 20_000
    shown = [o.get("text", "") for o in outputs]
    shown += [o["data"].get(kind, "") for o in outputs if "data" in o for kind in TEXTS]
    for words in PROMISED[path.stem]:
        assert words in "".join(shown)


def test_whoever_sees_the_map_is_told_whose_points_they_are() -> None:
    text = (NOTEBOOKS / "02-map.ipynb").read_text(encoding="utf-8")
    drawn = text.partition("plt.subplots")[2].partition("plt.show")[0]
    for told in ("GeoNames", "CC BY 4.0", "Reporting, not conduct", "not an area"):
        assert told in drawn
