"""Every known fact is held by the graph of the bundled corpus, by its own words."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fact_graph import BuiltGraph, NotHeld
from fact_table import CERTAINTIES, FACTS, Fact, Statement, TableError, read_table, read_tables
from kg.store.engine import parse_quads
from kg.store.snapshots import SnapshotReader

TABLE = read_tables()
EACH = pytest.mark.parametrize("fact", TABLE, ids=[fact.id for fact in TABLE])
BEYOND = 10**9


@pytest.fixture(scope="session")
def graph(reader: SnapshotReader) -> BuiltGraph:
    return BuiltGraph(parse_quads(reader.quads()))


@EACH
def test_fact_is_held(graph: BuiltGraph, fact: Fact) -> None:
    graph.check(fact)


# The check can fail


def _other(graph: BuiltGraph, fact: Fact, statement: Statement, chance: random.Random) -> Any:
    """A value like the stated one that the graph does not give the statement."""
    value = statement.value
    match value:
        case None:
            return "something"
        case bool():
            return not value
        case int() | float():
            return value + 1
    article = graph.articles[fact.article]
    held = graph.values(article, statement)
    if "@" in value:
        class_ = value.split("@")[0]
        references = {
            str(given.subject)
            for other in TABLE
            if other.article == fact.article
            for given in other.holds
            if given.subject.startswith(f"{class_}@")
        }
        known = {term.value for term in held}
        found = [r for r in sorted(references) if not graph.resolve(article, r) & known]
        return chance.choice(found) if found else "article"
    code_lists = {term.value.split("/")[-2] for term in held if "/code/" in term.value}
    codes = {code for name in code_lists for code in graph.codes[name]}
    notations = sorted(codes - {term.value.split("/")[-1] for term in held})
    return chance.choice(notations) if notations else f"{value} "


@EACH
def test_fact_with_another_value_is_not_held(graph: BuiltGraph, fact: Fact) -> None:
    graph.check(fact)
    chance = random.Random(fact.id)
    at = chance.randrange(len(fact.holds))
    changed = replace(fact.holds[at], value=_other(graph, fact, fact.holds[at], chance))
    assert changed != fact.holds[at]
    with pytest.raises(NotHeld):
        graph.check(replace(fact, holds=(*fact.holds[:at], changed, *fact.holds[at + 1 :])))


@EACH
def test_fact_by_other_words_or_in_another_manner_is_not_held(
    graph: BuiltGraph, fact: Fact
) -> None:
    with pytest.raises(NotHeld, match="none at"):
        graph.check(replace(fact, evidence=((BEYOND, BEYOND + 1),)))
    with pytest.raises(NotHeld, match="it is"):
        graph.check(replace(fact, basis="guess"))
    with pytest.raises(NotHeld, match="it is"):
        graph.check(replace(fact, by=("article",)))
    held = {c for c in CERTAINTIES if _is_held(graph, replace(fact, certainty=c))}
    assert fact.certainty in held
    assert len(held) < len(CERTAINTIES)


def _is_held(graph: BuiltGraph, fact: Fact) -> bool:
    try:
        graph.check(fact)
    except NotHeld:
        return False
    return True


@pytest.mark.parametrize(
    ("subject", "path", "message"),
    [
        ("Figure@0-1", "number", "is 0 nodes"),
        ("Figure@799-820+0-1", "number", "is 0 nodes"),
        ("Place@0-2000", "level", "is [0-9]+ nodes, not one: .*, "),
        ("article", "titel", "no property of the ontology is called 'titel'"),
    ],
)
def test_a_node_that_cannot_be_told_is_named(
    graph: BuiltGraph, subject: str, path: str, message: str
) -> None:
    unclear = (Statement(subject, (path,), "any"),)
    with pytest.raises(NotHeld, match=message):
        graph.check(replace(TABLE[0], holds=unclear))


ENTRY = """\
X-fact:
  says: A fact.
  evidence: [[0, 4]]
  certainty: asserted
  holds:
    - [Figure@0-4, number, 40]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  says: A fact.\n", "", "are not the keys"),
        ("says:", "sayz:", "are not the keys"),
        ("asserted", "likely", "'likely' is none of"),
        ("[[0, 4]]", "[[4, 0]]", "no stretch of text"),
        ("40]", "2020-06-06]", "no statement"),
        ("Figure@0-4", "Figure", "is no node"),
        ("40]", "40, likely]", "no statement"),
        ("40]", "~]", "must say that there is something"),
        ("says: A fact.", "says: ''", "must be a sentence"),
        ("X-fact:", f"{ENTRY}X-fact:", "stands twice"),
        ("  evidence:", "  says: B\n  evidence:", "stands twice"),
    ],
)
def test_a_table_is_read_strictly(tmp_path: Path, old: str, new: str, message: str) -> None:
    table = tmp_path / "000.yaml"
    table.write_text(ENTRY, encoding="utf-8")
    assert [fact.id for fact in read_table(table)] == ["X-fact"]
    table.write_text(ENTRY.replace(old, new), encoding="utf-8")
    with pytest.raises(TableError, match=message):
        read_table(table)


# The table is of the known facts, and no others


@pytest.fixture(scope="module")
def known(facts: Path) -> dict[str, dict[str, Any]]:
    lines = (facts / "facts.jsonl").read_text("utf-8").splitlines()
    return {fact["id"]: fact for fact in map(json.loads, lines)}


@pytest.mark.texts
@pytest.mark.parametrize("number", sorted(path.stem for path in FACTS.glob("*.yaml")))
def test_the_table_has_every_known_fact_of_its_article(
    known: dict[str, dict[str, Any]], number: str
) -> None:
    of_article = {id_ for id_, fact in known.items() if fact["article"].startswith(number)}
    assert {fact.id for fact in TABLE if fact.article == number} == of_article


@pytest.mark.texts
def test_the_five_tables_hold_all_known_facts(known: dict[str, dict[str, Any]]) -> None:
    assert len(known) == 323
    assert sorted(fact.id for fact in TABLE) == sorted(known)


@pytest.mark.texts
@EACH
def test_fact_is_known_by_the_same_words_and_as_certain(
    known: dict[str, dict[str, Any]], fact: Fact
) -> None:
    evidence = [(piece["start"], piece["end"]) for piece in known[fact.id]["evidence"]]
    assert list(fact.evidence) == evidence
    certainty, by = re.fullmatch(r"(\w+)(?:\(by (.+)\))?", known[fact.id]["certainty"]).groups()  # type: ignore[union-attr]
    same = fact.certainty == certainty and bool(fact.by) == bool(by)
    assert same != bool(fact.unlike), "it needs `unlike` where, and only where, it is not the same"


def test_an_amount_is_given_with_all_that_makes_it() -> None:
    needed = {"number", "about", "measure", "bound", "unit"}
    for fact in TABLE:
        subject = fact.holds[0].subject
        if subject.startswith("Figure@"):
            given = {one.path[0] for one in fact.holds if one.subject == subject}
            assert needed <= given, fact.id


def test_few_facts_are_held_otherwise() -> None:
    assert len([fact for fact in TABLE if fact.otherwise]) <= 5
