"""The fast engine and the reference find the same, queries and all, article by article.

It takes the reference a minute or so an article, and some minutes for the twins.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import test_twins as made
from kg import validation
from kg.pipeline import read_shards
from kg.validation import Report

ROOT = Path(__file__).resolve().parent.parent
SHARDS = {shard.article: shard for shard in read_shards(ROOT / "corpus")}


def by_reference(article: str, lines: list[str]) -> Report:
    data, extra = validation.graph_of(lines), validation.closure()
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
