"""What a build found in an article is told again, and is what validating it again would find."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import kg
from kg import engines, validation
from kg import namespaces as ns
from kg import shapes as own
from kg.errors import Refusal
from kg.reports import Report
from kg.store.snapshots import SnapshotReader
from test_made_corpus import make
from test_validation import VIOLATING
from tiny import ANNOTATIONS, run, write_article

KINDS = 21
"""So many made articles have a violation of every kind, and each has one."""

NAMED = f"@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <{ns.KG}> .\n"


def told(report: Report) -> Report:
    """All that must be the same, however it came to be known."""
    return replace(report, repeated=0)


def held(store: Path, *, anew: int) -> Report:
    """What validation tells, which is the same with and without ``full``."""
    report, full = kg.validate(store=store), kg.validate(store=store, full=True)
    assert told(report) == told(full)
    assert report.turtle() == full.turtle()
    articles = report.scopes - 1
    assert (articles - report.repeated, full.repeated) == (anew, 0)
    return report


def build(corpus: Path, store: Path) -> kg.pipeline.Summary:
    return kg.build(corpus, store=store, allow_violations=True)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus and its store; for tests that leave them as they are."""
    made = make(tmp_path_factory.mktemp("spoilt"), KINDS, "--violations", 1)
    build(made / "corpus", made / "store")
    return made


@pytest.fixture
def copied(spoilt: Path, tmp_path: Path) -> Path:
    """The same for one test alone; the shards are as they were left."""
    return shutil.copytree(spoilt, tmp_path / "copied")


@pytest.fixture
def other_shapes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Puts Turtle in the place of the article shapes."""
    made = own.article_shapes, own.shapes_digest, validation.article_shapes

    def change(turtle: str) -> None:
        path = Path("other.ttl").resolve()
        path.write_text(NAMED + turtle, encoding="utf-8")
        monkeypatch.setattr(own, "_article_files", lambda: (path,))
        for function in made:
            function.cache_clear()

    yield change
    monkeypatch.undo()
    for function in made:
        function.cache_clear()


@pytest.fixture(autouse=True)
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_every_kind_of_violation_is_told_again(spoilt: Path) -> None:
    report = held(spoilt / "store", anew=0)
    assert {v.scope for v in report.violations if v.breaks} >= SnapshotReader(
        spoilt / "store"
    ).articles.keys()
    ran = run("validate", "--store", spoilt / "store")
    assert ran.out.endswith(f"in {KINDS + 1} scopes; 0 of {KINDS} articles validated again\n")


def test_what_is_kept_is_small_and_only_of_what_is_wrong(tmp_path: Path) -> None:
    write_article(tmp_path / "corpus", "b")
    write_article(
        tmp_path / "corpus", "a", ANNOTATIONS.replace(*VIOLATING["a tenure of nothing"][0])
    )
    build(tmp_path / "corpus", tmp_path / "store")
    reports = SnapshotReader(tmp_path / "store").state["reports"]
    assert reports.keys() == {"a"}
    assert len(reports["a"]["violations"]) == 1


def test_a_build_tells_again_what_it_did_not_make_again(copied: Path) -> None:
    summary = build(copied / "corpus", copied / "store")
    assert summary.written == ()
    assert summary.report.repeated == KINDS
    fresh = build(copied / "corpus", copied / "fresh")
    assert fresh.report.repeated == 0
    assert told(summary.report) == told(fresh.report)
    assert summary.violations == len(summary.report.violations) == KINDS + 1
    assert summary.report.violations[-1].scope == "corpus"
    one, other = (SnapshotReader(copied / name).state["reports"] for name in ("store", "fresh"))
    assert one == other
    assert one.keys() == SnapshotReader(copied / "store").articles.keys()
    assert SnapshotReader(copied / "store").manifest["violations"] == KINDS + 1


def test_edits_and_judgements_are_followed(copied: Path) -> None:
    """One article is mended, one spoilt otherwise, one removed; and nobody is anybody any more."""
    corpus, store = copied / "corpus", copied / "store"
    mended, spoilt, removed = sorted(SnapshotReader(store).articles)[:3]
    right = make(copied / "right", KINDS) / "corpus"
    for name in (f"articles/{mended}.yaml", f"annotations/gold/{mended}.ann"):
        shutil.copy(right / name, corpus / name)
    annotations = corpus / "annotations" / "gold" / f"{spoilt}.ann"
    lines = annotations.read_text(encoding="utf-8")
    figure = re.search(r"^(E[0-9]+)\tFigure:", lines, re.MULTILINE)
    assert figure
    annotations.write_text(f"{lines}A999\tBound {figure[1]} unspecified\n", encoding="utf-8")
    (corpus / "articles" / f"{removed}.yaml").unlink()
    (corpus / "annotations" / "gold" / f"{removed}.ann").unlink()
    judgements = corpus / "identity.jsonl"
    assert judgements.read_text(encoding="utf-8")
    judgements.write_text("", encoding="utf-8")
    summary = build(corpus, store)
    assert summary.report.repeated == KINDS - 3
    assert told(summary.report) == told(build(corpus, copied / "fresh").report)
    report = held(store, anew=0)
    assert {v.scope for v in report.violations} >= set(SnapshotReader(store).articles) - {mended}
    assert not {mended, removed} & {v.scope for v in report.violations}
    assert [v for v in report.violations if v.focus.endswith(f"/{spoilt}/{figure[1]}")]


def test_violations_that_are_told_again_stop_a_build_as_new_ones_do(copied: Path) -> None:
    refused = []
    for store in ("store", "fresh"):
        with pytest.raises(Refusal) as told_:
            kg.build(copied / "corpus", store=copied / store)
        refused.append(str(told_.value))
    assert refused[0] == refused[1]
    assert refused[0].count("\n") == KINDS


def test_violations_are_told_of_the_files_as_they_are_named_now(copied: Path) -> None:
    moved = (copied / "corpus").rename(copied / "elsewhere")
    report = build(moved, copied / "store").report
    assert report.repeated == KINDS
    assert all(str(v.file).startswith(moved.as_posix()) for v in report.violations[:KINDS])
    assert kg.validate(store=copied / "store", full=True).violations == report.violations


def test_a_shard_that_was_touched_is_validated_again(copied: Path) -> None:
    [shard, *_] = sorted((copied / "store" / "shards").glob("*.nq"))
    os.utime(shard)
    held(copied / "store", anew=1)
    ran = run("validate", "--store", copied / "store")
    assert ran.out.endswith(f"; 1 of {KINDS} articles validated again\n")


def test_other_shapes_find_what_they_find(
    tmp_path: Path, other_shapes: Callable[[str], None]
) -> None:
    for name in "ab":
        write_article(tmp_path / "corpus", name)
    store = tmp_path / "store"
    summary = build(tmp_path / "corpus", store)
    assert summary.violations == 0
    shape = "<urn:s> a sh:NodeShape ; sh:targetClass kg:Platform ; sh:property <urn:p> .\n"
    other_shapes(f"{shape} <urn:p> sh:path kg:gender ; sh:minCount 1 .")
    report = held(store, anew=2)
    assert [(v.scope, v.component) for v in report.violations] == [
        ("a", "MinCountConstraintComponent"),
        ("b", "MinCountConstraintComponent"),
    ]
    again = build(tmp_path / "corpus", store)
    assert (again.written, again.report.repeated) == ((), 0)
    assert told(again.report) == told(build(tmp_path / "corpus", tmp_path / "fresh").report)
    assert told(again.report).violations == report.violations
    held(store, anew=0)
    other_shapes(f"{shape} <urn:p> sh:path kg:gender ; sh:minCount 1 ; sh:severity sh:Warning .")
    assert not held(store, anew=2).breaks
    assert not build(tmp_path / "corpus", store).report.breaks
    assert len(held(store, anew=0).violations) == 2
    other_shapes(f"{shape} <urn:p> sh:path kg:gender ; sh:maxCount 1 .")
    assert held(store, anew=2).conforms
    assert build(tmp_path / "corpus", store).report.conforms
    assert held(store, anew=0).conforms


@pytest.mark.parametrize("conforms", [True, False], ids=["conforms", "violates"])
def test_who_judged_instead_of_the_fast_engine_and_why_is_told_again(
    conforms: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    other_shapes: Callable[[str], None],
) -> None:
    other_shapes(
        "<urn:s> a sh:NodeShape ; sh:targetClass kg:Platform ; sh:property <urn:p> .\n"
        f"<urn:p> sh:path kg:gender ; sh:{'max' if conforms else 'min'}Count 1 ."
    )

    def unwilling(_: str) -> None:
        raise ValueError("not\n today")

    write_article(tmp_path / "corpus")
    with monkeypatch.context() as patch:
        patch.setattr(engines, "_compiled", unwilling)
        ran = run("build", "corpus", "--store", "store", "--allow-violations")
    fallback = "kg: a: judged by pyshacl, as shacl said: not today\n"
    assert ran.code == 0
    assert ran.err.startswith(fallback)
    assert ran.err.count("\n") == (1 if conforms else 2)
    again = run("validate", "--store", "store")
    assert (again.code, again.err) == (0 if conforms else 1, fallback)
    assert again.out.endswith("; 0 of 1 article validated again\n")
    assert kg.validate(store="store").engines == {"pyshacl": 1, "shacl": 1}
    assert kg.validate(store="store", full=True).engines == {"shacl": 2}
    assert run("build", "corpus", "--store", "store", "--allow-violations").err == ran.err
