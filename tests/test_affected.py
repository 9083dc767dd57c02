"""What articles share is held against the corpus shapes before a snapshot is switched in.

A build asks only of what its change may have touched; that must be what asking of all would tell.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path

import pytest

import kg
from kg import affected, shapes
from kg import namespaces as ns
from kg.errors import Refusal
from kg.store.snapshots import SnapshotReader, snapshots
from kg.validation import validate_corpus
from tiny import ANNOTATIONS, write_article

CORPUS = Path("corpus")
# What may be told of a thing in one way only, where articles may differ.
TOLD = {
    "T2": ["", "A9\tGender T2 male\n", "A9\tGender T2 female\n"],
    "T9": ["", "A8\tOrganizationKind T9 company\n", "A8\tOrganizationKind T9 newspaper\n"],
}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def judge(*decided: tuple[str, str, str, str]) -> None:
    """Judgements: id, decision, two things."""
    lines = (
        {
            "id": id_,
            "judgement": decision,
            "things": [one, other],
            "by": "Ada Quill",
            "on": "2031-05-07",
            "because": "the two articles tell of one evening",
        }
        | ({"entity": f"of-{id_}"} if decision == "same" else {})
        for id_, decision, one, other in decided
    )
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (CORPUS / "identity.jsonl").write_text(text, encoding="utf-8")


def write(article: str, *told: str) -> None:
    write_article(CORPUS, article, ANNOTATIONS + "".join(told))


def contested(graph: SnapshotReader) -> list[str]:
    """The things of which validation of all that is shared tells something."""
    return sorted({violation.focus for violation in validate_corpus(graph).violations})


def of_two_genders() -> None:
    write("a", TOLD["T2"][1])
    write("b", TOLD["T2"][2])
    judge(("one", "same", "a/T2", "b/T2"))


def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where articles disagree, the graph is wrong."""
    own = shapes.corpus_shapes
    monkeypatch.setattr(
        shapes, "corpus_shapes", lambda kind: own(kind).replace("sh:severity sh:Warning ;", "")
    )


@pytest.mark.parametrize("fresh", [True, False])
def test_a_graph_that_is_wrong_in_what_articles_share_is_not_switched_in(
    monkeypatch: pytest.MonkeyPatch, fresh: bool
) -> None:
    strict(monkeypatch)
    if not fresh:
        write("a", TOLD["T2"][1])
        write("b")
        judge(("one", "same", "a/T2", "b/T2"))
        kg.build(CORPUS, store="store")
    before = snapshots(Path("store"))
    of_two_genders()
    with pytest.raises(Refusal, match="of two genders") as refused:
        kg.build(CORPUS, store="store")
    assert "1 violation and was not built" in str(refused.value)
    assert snapshots(Path("store")) == before
    summary = kg.build(CORPUS, store="store", allow_violations=True)
    assert [violation.scope for violation in summary.report.violations] == ["corpus"]
    assert SnapshotReader(Path("store")).manifest["violations"] == summary.violations == 1
    again = kg.build(CORPUS, store="store", allow_violations=True)
    assert again.report.violations == summary.report.violations
    with pytest.raises(Refusal, match="of two genders"):
        kg.build(CORPUS, store="store")


def test_where_articles_disagree_a_build_goes_on() -> None:
    of_two_genders()
    assert kg.build(CORPUS, store="store").violations == 0
    reader = SnapshotReader(Path("store"))
    assert reader.state["contested"] == contested(reader)
    assert len(contested(reader)) == 1
    write("b")
    kg.build(CORPUS, store="store")
    assert SnapshotReader(Path("store")).state["contested"] == []


def test_other_shapes_are_asked_of_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    of_two_genders()
    kg.build(CORPUS, store="store")
    strict(monkeypatch)
    monkeypatch.setattr("kg.pipeline.corpus_digest", lambda: "other shapes")
    with pytest.raises(Refusal, match="of two genders"):
        kg.build(CORPUS, store="store")


@pytest.mark.parametrize("seed", range(4))
def test_asking_of_what_changed_is_asking_of_all(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    asked: list[int] = []

    def noted(store: affected._Store, things: Iterable[str]) -> set[str]:
        found = affected.with_others(store, things)
        asked.append(len(found))
        return found

    monkeypatch.setattr("kg.changes.with_others", noted)
    monkeypatch.setattr("kg.validation._TOGETHER", [1, 2, 3, 5000][seed])
    rng = random.Random(seed)
    articles = list("abcde")
    for article in articles:
        write(article)
    kg.build(CORPUS, store="store", processes=1)
    seen = set[bool]()
    for _ in range(8):
        for article in rng.sample(articles, rng.choice([1, 1, 2])):
            write(article, *(rng.choice(lines) for lines in TOLD.values()))
        pairs = {tuple(sorted(rng.sample(articles, 2))) for _ in range(rng.choice([0, 1, 2]))}
        thing = rng.choice(list(TOLD))
        judge(
            *(
                (f"j{n}", "same", f"{one}/{thing}", f"{other}/{thing}")
                for n, (one, other) in enumerate(sorted(pairs))
            )
        )
        kg.build(CORPUS, store="store", processes=1)
        reader = SnapshotReader(Path("store"))
        assert reader.state["contested"] == contested(reader)
        seen.add(bool(contested(reader)))
    assert seen == {True, False}
    assert len(asked) == 8


def test_a_set_of_figures_is_asked_of_when_one_of_them_changes() -> None:
    class Store:
        def match(self, *pattern: str | None) -> list[str]:
            graph = ns.JUDGEMENTS_GRAPH
            assert pattern[:2] + pattern[3:] == (None, ns.KG + "disjointFigure", graph)
            line = f"<urn:set> <{ns.KG}disjointFigure> <urn:figure> <{graph}> .\n"
            return [line] if pattern[2] == "urn:figure" else []

    assert affected.with_others(Store(), ["urn:figure"]) == {"urn:figure", "urn:set"}
    assert affected.with_others(Store(), ["urn:other"]) == {"urn:other"}
