"""What an article settles by itself, and what it leaves, are together what it puts into a graph."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from kg.contributions import contributed, contribution, sliced
from kg.identifying import Outcome
from kg.noting import Notes
from kg.parts import parted
from kg.pipeline import read_shards
from kg.places.gazetteer import Gazetteer
from kg.places.resolver import PlaceResolver
from kg.settling import settle
from kg.shards import Shard, lines_of

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="module")
def shards() -> list[Shard]:
    return read_shards(CORPUS)


@pytest.fixture(scope="module")
def resolver() -> PlaceResolver:
    return PlaceResolver(Gazetteer.load())


@pytest.mark.parametrize("judged", [False, True])
def test_settled_and_left_are_all_that_an_article_puts_into_a_graph(
    judged: bool, shards: list[Shard], resolver: PlaceResolver
) -> None:
    for shard in shards:
        outcome = Outcome.of(parted(shard.lines), resolver)
        placing = outcome.placing
        settled = settle(shard.article, parted(shard.lines), shard.digest, outcome, judged=judged)
        lines = lines_of(settled.text)
        assert settled.count == len(lines) == len(set(lines))
        own = sliced(placing.canonical, placing.resolutions, placing.keys)
        whole = contribution(shard.article, parted(shard.lines), shard.digest, own)
        late = contributed(parted(settled.left), own if judged else sliced({}, (), {}))
        assert not late & set(lines)
        labels = {line for line in lines if line not in whole}
        assert whole == (late | set(lines)) - labels
        assert all("#prefLabel> " in line for line in labels)


def test_nothing_settled_speaks_of_what_may_be_another(
    shards: list[Shard], resolver: PlaceResolver
) -> None:
    persons: list[str] = []
    for shard in shards:
        outcome = Outcome.of(parted(shard.lines), resolver)
        text = settle(shard.article, parted(shard.lines), shard.digest, outcome, judged=True).text
        assert not [thing for thing in outcome.told.entities if f"<{thing}>".encode() in text]
        text = settle(shard.article, parted(shard.lines), shard.digest, outcome, judged=False).text
        for person in outcome.placing.keys:
            persons.append(person)
            found = [line for line in lines_of(text) if f"<{person}>" in line]
            assert all(line.startswith(f"<{person}>") for line in found)
            assert all("#personKey> " in line for line in found)
    assert len(persons) > 5


def test_what_is_noted_apart_is_what_is_noted_together(
    shards: list[Shard], resolver: PlaceResolver
) -> None:
    together, apart = Notes(), Notes()
    for shard in shards:
        outcome = Outcome.of(parted(shard.lines), resolver)
        settled = settle(shard.article, parted(shard.lines), shard.digest, outcome, judged=False)
        apart.join(pickle.loads(pickle.dumps(settled.notes)))
        lines = lines_of(settled.text)
        together.note(parted(line for line in lines if "#prefLabel> " not in line))
    assert (apart.called, apart.places) == (together.called, together.places)
    assert apart.tally.__dict__ == together.tally.__dict__
    assert apart.tally._counts["mentions"] > 500
