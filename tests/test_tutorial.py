"""Documents go as they are told: every file written, every command run, every output compared."""

from __future__ import annotations

import importlib.util
import io
import shutil
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from kg.cli import main

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL, IDENTITY = (
    (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("tutorial.md", "identity.md")
)


Told = tuple[str, list[tuple[str, int]]]


@pytest.fixture(scope="module")
def told(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The tutorial, run."""
    return run_in_checkout(TUTORIAL, store, tmp_path_factory.mktemp("checkout"))


def run_in_checkout(document: str, store: Path, folder: Path) -> Told:
    """A document run in a checkout, with the bundled corpus built as `make demo` does.

    All runs but the validation of the bundled articles: building the store has validated them.
    """
    spec = importlib.util.spec_from_file_location("tutorial", ROOT / "tools" / "tutorial.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (folder / "corpus").symlink_to(ROOT / "corpus")
    shutil.copytree(store, folder / "build" / "kg")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("KG_STORE", raising=False)
        text, codes = module.told(document, folder, _run)
    return text, codes


def _run(words: list[str], folder: Path) -> tuple[int, str]:
    """Exit code of a command, and its stdout and stderr as a terminal has them."""
    if words[0] != "kg":
        done = subprocess.run(words, cwd=folder, capture_output=True, check=True, encoding="utf-8")
        return done.returncode, done.stdout
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n", write_through=True)
    code = 0
    with redirect_stdout(out), redirect_stderr(out):
        try:
            main(words[1:])
        except SystemExit as ended:
            code = int(ended.code or 0)
    assert isinstance(out.buffer, io.BytesIO)
    return code, out.buffer.getvalue().decode("utf-8")


def test_it_goes_as_it_is_told(told: Told) -> None:
    assert told[0] == TUTORIAL, "run tools/tutorial.py and read the difference"


def test_identity_goes_as_it_is_told(store: Path, tmp_path: Path) -> None:
    text, codes = run_in_checkout(IDENTITY, store, tmp_path)
    assert text == IDENTITY, "run tools/tutorial.py and read the difference"
    refused = [command for command, code in codes if code]
    assert [command.split()[1] for command in refused] == ["different", "same"]
    assert all("--by bob" in command for command in refused)


def test_only_the_check_that_shall_fail_fails(told: Told) -> None:
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
