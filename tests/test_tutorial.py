"""The tutorial goes as it is told: every file written, every command run, every output compared."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def told(
    store: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[tuple[str, int]]]:
    """The tutorial run in a checkout, with the bundled corpus built as `make demo` does."""
    spec = importlib.util.spec_from_file_location("tutorial", ROOT / "tools" / "tutorial.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "corpus").symlink_to(ROOT / "corpus")
    shutil.copytree(store, folder / "build" / "kg")
    text, codes = module.told(TUTORIAL, folder)
    return text, codes


def test_it_goes_as_it_is_told(told: tuple[str, list[tuple[str, int]]]) -> None:
    assert told[0] == TUTORIAL, "run tools/tutorial.py and read the difference"


def test_only_the_check_that_shall_fail_fails(told: tuple[str, list[tuple[str, int]]]) -> None:
    failed = [number for number, (_, code) in enumerate(told[1]) if code]
    checks = [number for number, (command, _) in enumerate(told[1]) if " check " in command]
    assert len(checks) == 2
    assert failed == checks[:1]


def test_two_mistakes_are_told_and_the_answer_changes() -> None:
    before, _, after = TUTORIAL.partition("kg build corpus mine")
    _, _, (complaints) = before.partition("## Two mistakes")
    assert complaints.count("\nkg: mine/annotations/gold/midu.ann:") == 2
    assert "mark the head words only" in complaints
    assert "the text has it at" in complaints
    answer = "Jia Mingzi        county head"
    assert answer not in before
    assert answer in after
    assert "“Jia Mingzi” 90–100" in after  # the receipt is that of the new row
