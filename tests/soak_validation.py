"""The fast engine and the reference find the same, queries and all, article by article.

It takes the reference a minute or so an article, and some minutes for the twins. And whatever is
done to a corpus, a build on a build tells what a build from nothing tells.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import kg
import test_twins as made
from kg import validation
from kg.errors import InputError
from kg.pipeline import read_shards
from kg.rdffiles import graph_of
from kg.reports import Report
from test_made_corpus import make

ROOT = Path(__file__).resolve().parent.parent
SHARDS = {shard.article: shard for shard in read_shards(ROOT / "corpus")}


def by_reference(article: str, lines: list[str]) -> Report:
    data, extra = graph_of(lines), validation.closure()
    shapes = validation.article_shapes()
    return validation.validate_graph(data, shapes, extra=extra, scope=article, engine="pyshacl")


def told(report: Report) -> list[tuple[object, ...]]:
    """What the engines must agree on; each names blank nodes in its own way."""
    return sorted(
        (*made.known(each), each.severity, each.line or 0, each.quote or "")
        for each in report.violations
    )


@pytest.mark.parametrize("spoiled", [False, True], ids=["as it is", "with lines left out"])
@pytest.mark.parametrize("article", SHARDS)
def test_bundled_articles(article: str, spoiled: bool) -> None:
    chance = random.Random(article)
    share = 0.03 if spoiled else 0.0
    lines = [line for line in SHARDS[article].lines if chance.random() >= share]
    report = validation.validate_article(article, None, lines)
    assert told(report) == told(by_reference(article, lines))
    assert bool(report.violations) is spoiled
    assert report.engines == {"shacl": 1}


@pytest.mark.parametrize("name", made.targeted())
def test_made_articles(name: str) -> None:
    """Each made to violate one constraint; together they violate every one there is."""
    for twin in made.twins(name):
        if twin.never:
            continue
        lines = made.shard(made.changed(name, twin))
        report = validation.validate_article(name, None, lines)
        assert told(report) == told(by_reference(name, lines)), twin.breaks
        assert report.violations


@pytest.mark.parametrize("seed", range(4))
def test_incremental_equals_full(seed: int, tmp_path: Path) -> None:
    """Lines are taken out of annotations, articles and judgements come and go."""
    chance = random.Random(seed)
    options = "--seed", seed, "--violations", 0.4
    whole = make(tmp_path / "whole", 40, *options) / "corpus"
    corpus = make(tmp_path / "some", 30, *options) / "corpus"
    store, violations = tmp_path / "store", []
    for turn in range(15):
        before = tmp_path / f"before-{turn}"
        shutil.copytree(corpus, before)
        for _ in range(chance.randint(0, 4)):
            _change(corpus, whole, chance)
        try:
            summary = kg.build(corpus, store=store, allow_violations=True)
        except InputError:  # the annotations are not by the scheme any more
            shutil.rmtree(corpus)
            before.rename(corpus)
            continue
        fresh = kg.build(corpus, store=tmp_path / f"fresh-{turn}", allow_violations=True).report
        assert replace(summary.report, repeated=0) == fresh
        report, full = kg.validate(store=store), kg.validate(store=store, full=True)
        assert (report.repeated, full.repeated) == (summary.articles, 0)
        assert replace(report, repeated=0) == full
        assert report.turtle() == full.turtle()
        violations.append(len(report.violations))
    assert len(violations) >= 5
    assert len(set(violations)) >= 2


def _change(corpus: Path, whole: Path, chance: random.Random) -> None:
    """Does something to a corpus; what it lacks is taken from the whole."""
    name = chance.choice(sorted(path.stem for path in (whole / "articles").iterdir()))
    files = f"articles/{name}.yaml", f"annotations/gold/{name}.ann"
    annotations = corpus / files[1]
    if not annotations.exists() or chance.random() < 0.2:
        for file in files:
            shutil.copy(whole / file, corpus / file)
    elif chance.random() < 0.2:
        for file in files:
            (corpus / file).unlink()
        _spoil(corpus / "identity.jsonl", lambda line: f"{name}/" in line)
    elif chance.random() < 0.2:
        _spoil(corpus / "identity.jsonl", lambda _: chance.random() < 0.2)
    else:
        lines = annotations.read_text(encoding="utf-8").splitlines()
        victim = chance.choice([line for line in lines if line.startswith(("A", "N", "R"))])
        _spoil(annotations, lambda line: line.rstrip("\n") == victim)


def _spoil(path: Path, unwanted: Callable[[str], bool]) -> None:
    """Takes lines out of a file."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not unwanted(line)), encoding="utf-8")
