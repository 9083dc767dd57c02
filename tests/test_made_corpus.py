"""Made corpora: the same bytes for a seed, right where they should be, wrong where they say so."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

import kg
from kg import namespaces as ns
from kg.pipeline import identify, read_shards
from kg.scheme import Scheme
from kg.validation import CORPUS as SHARED
from tiny import tree

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
WRITTEN = re.compile(r"T[0-9]+\tPerson [0-9 ;]+\t(.+)")


def make(folder: Path, count: int, *options: object) -> Path:
    """Runs the generator as a user does."""
    done = written(folder, count, *options)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


def written(folder: Path, count: int, *options: object) -> subprocess.CompletedProcess[str]:
    program = str(ROOT / "benchmarks" / "made_corpus.py")
    command = [sys.executable, program, str(count), str(folder), *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def annotations(corpus: Path) -> list[str]:
    """Every line of the annotations of a corpus."""
    files = sorted((corpus / "annotations" / "gold").glob("*.ann"))
    return [row for file in files for row in file.read_text(encoding="utf-8").splitlines()]


def persons(rows: Iterable[str]) -> set[str]:
    return {match[1] for row in rows if (match := WRITTEN.fullmatch(row))}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough articles for whatever is rare."""
    return make(tmp_path_factory.mktemp("large"), 500)


# The same for the same


def test_a_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    options = ("--seed", 7, "--violations", 0.5)
    one, other = (make(tmp_path / name, 30, *options) for name in "ab")
    assert tree(one) == tree(other)
    differs = make(tmp_path / "c", 30, "--seed", 8, "--violations", 0.5)
    assert not set(tree(one).values()) & set(tree(differs).values())


def test_a_corpus_is_the_beginning_of_every_larger_one(tmp_path: Path) -> None:
    large = make(tmp_path / "large", 120, "--violations", 0.3)
    grown = make(tmp_path / "grown", 50, "--violations", 0.3)
    before = tree(grown)
    for name, digest in before.items():
        if name.endswith(".jsonl"):
            assert (large / name).read_bytes().startswith((grown / name).read_bytes())
        else:
            assert tree(large)[name] == digest
    make(grown, 70, "--violations", 0.3, "--first", 50)
    assert tree(grown) == tree(large)
    assert (grown / "corpus" / "identity.jsonl").read_text().count("\n") >= 5


def test_what_is_injected_changes_nothing_before_it(tmp_path: Path) -> None:
    right, wrong = make(tmp_path / "right", 21), make(tmp_path / "wrong", 21, "--violations", 1)
    for file in (right / "texts").iterdir():
        spoilt = (wrong / "texts" / file.name).read_text(encoding="utf-8")
        assert spoilt.startswith(file.read_text(encoding="utf-8").rstrip("\n"))


def test_an_article_is_never_overwritten(tmp_path: Path) -> None:
    before = tree(make(tmp_path / "made", 3))
    again = written(tmp_path / "made", 2, "--first", 2)
    assert again.returncode == 2
    assert "made-00000002.yaml is there already" in again.stderr
    assert tree(tmp_path / "made") == before


# Right, and wrong where it says so


def test_a_made_corpus_has_nothing_wrong(tmp_path: Path) -> None:
    made = make(tmp_path, 30)
    checked = kg.check(made / "corpus", texts=made / "texts")
    assert (checked.articles, checked.anchors_verified) == (30, True)
    assert (made / "violations.jsonl").read_text() == ""


def test_each_injected_violation_is_found_and_no_other(tmp_path: Path) -> None:
    made = make(tmp_path, 21, "--violations", 1)
    lines = (made / "violations.jsonl").read_text(encoding="utf-8").splitlines()
    injected = [json.loads(line) for line in lines]
    assert len({each["kind"] for each in injected}) == len(injected) == 21
    summary = kg.build(
        made / "corpus", texts=made / "texts", store=tmp_path / "store", allow_violations=True
    )
    found = Counter(
        (v.focus.removeprefix(ns.ARTICLE), v.path and ns.shrink(v.path), v.component)
        for v in summary.report.violations
        if v.scope != SHARED
    )
    assert found == Counter((each["focus"], each["path"], each["component"]) for each in injected)
    (other,) = (v for v in summary.report.violations if v.scope == SHARED)
    assert other.focus.startswith(ns.PLACE)  # the second code of a place that was given two


def test_a_share_of_the_articles_is_spoilt(tmp_path: Path) -> None:
    made = make(tmp_path, 200, "--violations", 0.25)
    lines = (made / "violations.jsonl").read_text(encoding="utf-8").splitlines()
    articles = [json.loads(line)["article"] for line in lines]
    assert len(set(articles)) == len(articles)
    assert 30 <= len(articles) <= 70


# What it is like


def test_articles_are_of_the_size_of_real_ones(large: Path, tmp_path: Path) -> None:
    small = make(tmp_path, 80)
    quads = [len(shard.lines) for shard in read_shards(small / "corpus")]
    assert 950 < statistics.mean(quads) < 1250
    assert min(quads) > 350
    assert max(quads) < 2600
    assert statistics.pstdev(quads) > 250
    marked = [row for row in annotations(large / "corpus") if row.startswith("T")]
    assert len(marked) > 500 * 30


def test_the_whole_scheme_is_used(large: Path) -> None:
    scheme = Scheme.load()
    rows = annotations(large / "corpus")
    labels = {row.split("\t")[1].split(" ")[0].split(":")[0] for row in rows if row[0] in "TER"}
    assert labels == {*scheme.types, *scheme.claims, *scheme.relations}
    bundled = {row.split("\t")[1].split(" ")[0] for row in annotations(CORPUS) if row[0] in "AN#*"}
    assert bundled <= {row.split("\t")[1].split(" ")[0] for row in rows if row[0] in "AN#*"}


def test_nobody_is_of_the_bundled_corpus(large: Path) -> None:
    real = {word for name in persons(annotations(CORPUS)) for word in name.split()}
    real -= {"she", "She", "he", "He", "her"}
    assert {"Bi", "Rongqing", "Hong'e"} <= real
    made = {
        word.casefold() for name in persons(annotations(large / "corpus")) for word in name.split()
    }
    assert len(made) > 500
    assert not made & {word.casefold() for word in real}


def test_officials_recur_have_namesakes_and_are_contradicted(large: Path, tmp_path: Path) -> None:
    make(tmp_path, 150)
    corpus = tmp_path / "corpus"
    resolved = identify(read_shards(corpus), [corpus])
    heads = {
        iri: entity for iri, entity in resolved.entities.items() if entity.thing.endswith("/T1")
    }
    printed: dict[str, set[str]] = defaultdict(set)
    bearers: dict[str, set[str]] = defaultdict(set)
    for iri, entity in heads.items():
        one = resolved.canonical.get(iri, iri)
        printed[one].add(entity.label)
        bearers[entity.label].add(one)
    assert any(len(names) > 1 for names in printed.values())
    assert any(len(who) > 1 for who in bearers.values())
    assert {judgement.decision for judgement, _ in resolved.judged} == {"same", "different"}

    stories = Counter(
        line.removeprefix("story: ")
        for file in (large / "corpus" / "articles").iterdir()
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("story: ")
    )
    assert 50 < sum(stories.values()) < 110
    texts = "".join(file.read_text(encoding="utf-8") for file in (large / "texts").iterdir())
    assert texts.count(" did not take part.") > 3
