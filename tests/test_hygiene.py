"""One query a file in ``hygiene/``: it looks for one kind of fault, and must find nothing.

Beside each stands ``NAME.planted.ttl`` with faults, which it lists by ``use:reports``, and sound
twins: the query must report the first and nothing else.
"""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from conftest import made_once
from hygiene_graph import USE, hygiene_store, iris, load_turtle
from kg.namespaces import PREFIXES
from reading import algebra

FOLDER = Path(__file__).resolve().parent / "hygiene"
QUERIES = sorted(FOLDER.glob("*.rq"))
EXCEPTIONS = re.compile(r"  MINUS \{ VALUES \(\?term \?reason\) \{\n(?P<lines>.*?)  \} \}\n", re.S)
EXCEPTION = re.compile(r'    \((?P<term>\S+) "(?P<reason>[^"]+)"\)\n')

each_query = pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    quads = made_once(tmp_path_factory, "hygiene.nq", lambda path: hygiene_store().dump(path))
    store = ox.Store()
    store.bulk_load(path=quads)
    return store


def _rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    return [
        tuple("" if value is None else str(getattr(value, "value", value)) for value in row)
        for row in store.query(query)
    ]


@each_query
def test_there_is_no_such_fault(path: Path, store: ox.Store) -> None:
    rows = _rows(store, path.read_text(encoding="utf-8"))
    assert not rows, "\n".join([f"{path.name}:", *("  ".join(row) for row in rows)])


@each_query
def test_the_query_reports_the_planted_faults_and_nothing_else(path: Path) -> None:
    store = ox.Store()
    load_turtle(store, path.with_suffix(".planted.ttl"))
    planted = set()
    for quad in list(store.quads_for_pattern(None, ox.NamedNode(USE + "reports"), None)):
        planted.add(quad.object.value)
        store.remove(quad)
    reported = {row[0] for row in _rows(store, path.read_text(encoding="utf-8"))}
    assert planted
    assert reported == planted


@each_query
def test_the_query_says_what_it_looks_for_and_has_its_planted_faults(path: Path) -> None:
    header = path.read_text(encoding="utf-8").splitlines()[0]
    assert re.fullmatch(r"# [A-Z].{20,}", header)
    assert path.with_suffix(".planted.ttl").is_file()


@each_query
def test_every_exception_has_a_reason_and_is_needed(path: Path, store: ox.Store) -> None:
    query = path.read_text(encoding="utf-8")
    found = EXCEPTIONS.search(query)
    assert ("VALUES (?term" in query) == bool(found), "exceptions are written in one way"
    if found is None:
        return
    lines = found["lines"]
    assert EXCEPTION.sub("", lines) == "", "each exception is a term and a reason"
    found_without = {row[0] for row in _rows(store, EXCEPTIONS.sub("", query))}
    for exception in EXCEPTION.finditer(lines):
        prefix, name = exception["term"].split(":")
        assert PREFIXES[prefix] + name in found_without, f"{name} needs no exception"


def test_no_file_is_left_over() -> None:
    names = {path.stem for path in QUERIES}
    assert len(names) > 10
    assert {path.name for path in FOLDER.iterdir()} == {
        name + ending for name in names for ending in (".rq", ".planted.ttl")
    }


def test_uses_are_read_from_paths_filters_and_templates() -> None:
    text = """
        PREFIX kg: <urn:kg:>
        CONSTRUCT { ?a kg:made kg:Thing }
        WHERE { ?a kg:one/^kg:two*|!(kg:three) ?b . GRAPH kg:graph { ?b a ?c }
          FILTER (?c IN (kg:Four) && EXISTS { ?b kg:five ?d })
          OPTIONAL { SELECT ?b (COUNT(?e) AS ?n) { ?b kg:six ?e } GROUP BY ?b }
          VALUES ?c { kg:Seven } }  # kg:comment
    """
    query = algebra(text)
    names = {iri.removeprefix("urn:kg:") for iri in iris(query) if iri.startswith("urn:kg:")}
    expected = "made Thing one two three graph Four five six Seven"
    assert names == set(expected.split())
    assert iris(query.template) == {"urn:kg:made", "urn:kg:Thing"}


def test_uses_name_queries_rules_and_constraints(store: ox.Store) -> None:
    found = {quad.predicate.value for quad in store}
    assert {USE + how for how in ("inQuestion", "inRule", "inShape")} <= found
