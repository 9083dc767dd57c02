"""The README says what is so: its query, its answer, its commands and its Python run here."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kg.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_exactly_two_set_up_commands() -> None:
    made = [line for block in _blocks("console") for line in block.splitlines() if "make " in line]
    assert made == ["make demo", "make test"]


def test_the_query_shown_is_the_file() -> None:
    (shown,) = _blocks("sparql")
    file = (ROOT / "docs" / "first-query.rq").read_text(encoding="utf-8")
    assert file.partition("\n")[2] == shown


def test_the_commands_answer_as_shown(
    store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.setenv("KG_STORE", str(store))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    ran = 0
    for block in _blocks("console"):
        for command in block.split("$ kg ")[1:]:
            line, _, expected = command.partition("\n")
            main(shlex.split(line))
            printed = capsysbinary.readouterr().out.decode("utf-8")
            if expected.strip():
                assert printed == expected
            ran += 1
    assert ran == 4
    assert (tmp_path / "officials.csv.prov.json").is_file()


def test_the_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    (code,) = _blocks("python")
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert len(names["officials"]) == 8  # type: ignore[arg-type]
    receipt = names["receipt"]
    assert "Bi Rongqing" in receipt.text()  # type: ignore[attr-defined]
    assert len(names["network"]) == 16  # type: ignore[arg-type]


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_version_is_told_once() -> None:
    from importlib.metadata import version

    cff = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {version('officials-kg')}\n" in cff
    assert f"## {version('officials-kg')}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
