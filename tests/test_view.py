"""The public view of a graph: reading only, and plain queries in plain tools."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib

import kg
from kg.cli import main
from kg.errors import InputError, KgError, StoreError
from kg.query import named_query, read_query
from kg.view import View, find_query, open_graph

# rdflib deprecates what its own datasets call.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

URN = rdflib.URIRef("urn:x")
FIRST_QUERY = (Path(__file__).parent.parent / "docs" / "first-query.rq").read_text("utf-8")
OFFICIALS = [
    ("Bi Rongqing", "director of publicity department", "Zibo"),
    ("Cai Dong", "vice provincial governor", "Jilin province"),
    ("Chen Xiaodong", "deputy county head", "Shanghe county"),
    ("Liu Shujun", "deputy county head", "Chengbu Miao Autonomous County"),
    ("Lu Jianying", "deputy county head", "Xiangfen county"),
    ("Yang Xiaozhou", "county head", "Puxian county"),
    ("Zhang Jiancheng", "vice-mayor", "Shulan"),
    ("Zhou Jianmin", "deputy county head", "Xixian county"),
]


def rows_of(graph: rdflib.Graph, text: str = FIRST_QUERY) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in graph.query(text)]  # type: ignore[arg-type]


# --- a plain query in plain tools ---------------------------------------------------------------


def test_a_plain_query_on_the_store(view: View) -> None:
    assert view.query(FIRST_QUERY).rows == OFFICIALS


def test_a_plain_query_from_a_file_and_from_standard_input(
    store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    file = tmp_path / "first.rq"
    file.write_text(FIRST_QUERY, encoding="utf-8")
    expected = [",".join(row) for row in [("official", "post", "place"), *OFFICIALS]]
    main(["query", str(file), "--format", "csv", "--store", str(store)])
    assert capsysbinary.readouterr().out.decode("utf-8").splitlines() == expected
    stdin = io.TextIOWrapper(io.BytesIO(FIRST_QUERY.encode("utf-8")))
    monkeypatch.setattr("sys.stdin", stdin)
    main(["query", "-", "--format", "csv", "--store", str(store)])
    assert capsysbinary.readouterr().out.decode("utf-8").splitlines() == expected


def test_a_plain_query_in_rdflib_over_the_store(view: View) -> None:
    assert rows_of(view.dataset()) == OFFICIALS


def test_a_plain_query_on_the_exported_turtle(view: View) -> None:
    turtle = rdflib.Graph().parse(data=view.export("turtle"), format="turtle")
    assert rows_of(turtle) == OFFICIALS


def test_the_named_queries_run_in_rdflib_over_the_store(view: View) -> None:
    """One query as a sample: the text is SPARQL 1.1 and no dialect of the engine."""
    found = {str(row[0]) for row in view.dataset().query(named_query("articles").text)}  # type: ignore[index]
    assert found == set(view.query("articles").column("article"))


# --- reading only -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda dataset: dataset.add((URN, URN, URN)),
        lambda dataset: dataset.graph(URN).add((URN, URN, URN)),
        lambda dataset: dataset.remove((None, None, None)),
        lambda dataset: dataset.remove_graph(URN),
        lambda dataset: dataset.update("INSERT DATA { GRAPH <urn:x> { <urn:x> <urn:x> 1 } }"),
        lambda dataset: dataset.update("DROP ALL"),
        lambda dataset: dataset.parse(data="<urn:x> <urn:x> <urn:x> .", format="turtle"),
    ],
)
def test_the_dataset_cannot_be_changed(
    view: View, change: Callable[[rdflib.Dataset], object]
) -> None:
    dataset = view.dataset()
    before = len(view.reader.quads())
    with pytest.raises(Exception, match="read"):
        change(dataset)
    assert rows_of(dataset, "SELECT ?p { <urn:x> ?p ?o }") == []
    assert len(view.reader.quads()) == before


def test_the_default_graph_of_the_dataset_is_the_union(view: View) -> None:
    dataset = view.dataset()
    assert len(set(dataset.triples((None, rdflib.RDF.type, None)))) > 300
    assert len(list(dataset.graphs())) > 10


@pytest.mark.parametrize(
    "text", ["INSERT DATA { <urn:x> <urn:x> <urn:x> }", "DROP ALL", "DELETE WHERE { ?s ?p ?o }"]
)
def test_an_update_is_refused(view: View, text: str) -> None:
    before = len(view.reader.quads())
    with pytest.raises(KgError):
        view.query(text if "{" in text else f"{text} # {{")
    assert len(view.reader.quads()) == before


# --- opening ------------------------------------------------------------------------------------


def test_names(view: View, store: Path) -> None:
    assert kg.open_graph is open_graph
    assert isinstance(view, View)
    assert view.name == (store / "current").read_text(encoding="utf-8").strip()
    assert repr(view) == f"<kg.View of {view.name}>"
    assert open_graph(str(store), snapshot=view.name).name == view.name
    assert "officials" in view.queries


def test_the_environment_names_the_store(
    view: View, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_STORE", raising=False)
    with pytest.raises(StoreError, match=r"no graph at build/kg yet; build one"):
        open_graph()
    monkeypatch.setenv("KG_STORE", str(store))
    assert open_graph().name == view.name


def test_what_cannot_be_opened(store: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no graph at"):
        open_graph(tmp_path)
    with pytest.raises(StoreError, match="no snapshot 'yesterday'"):
        open_graph(store, snapshot="yesterday")
    with pytest.raises(InputError, match="a store and an endpoint are given"):
        open_graph(store, endpoint="http://localhost:7878/query")


# --- what a query can be ------------------------------------------------------------------------


def test_a_query_by_name_file_path_and_text(tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_text("# question: Who?\nASK {}", encoding="utf-8-sig")
    assert find_query("officials") == named_query("officials")
    assert find_query(file) == find_query(str(file))
    assert find_query(file).question == "Who?"
    assert find_query(file).name == "mine"
    assert find_query("ASK {}").text == "ASK {}"


def test_a_file_that_starts_with_a_mark_is_read(view: View, tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_text("ASK {}", encoding="utf-8-sig")
    assert view.query(file).rows == [("true",)]


def test_a_header() -> None:
    query = read_query(
        "mine",
        "# question: Who\n# question: is it?\n# note: a\n# lists: names\n"
        "# parameter: place iri required - where\n# parameter: word text - what\n"
        "SELECT * {\n # question: not this\n VALUES ?more { UNDEF } }",
    )
    assert query.question == "Who is it?"
    assert query.notes == "a"
    assert query.lists == {"names"}
    kinds = [(p.name, p.kind, p.required, p.meaning) for p in query.parameters]
    assert kinds == [
        ("place", "iri", True, "where"),
        ("word", "text", False, "what"),
        ("more", "any", False, "an IRI or a text"),
    ]


def test_lists_in_a_cell_are_sorted_whatever_the_engine_does(view: View) -> None:
    text = (
        "# lists: names claims\n"
        'SELECT ?names ?claims { VALUES (?names ?claims) { ("b; a; b" "z y") ("" "") } }'
    )
    rows = view.query(text).rows
    assert sorted(rows, key=str) == [("a; b", "y z"), (None, None)]


def test_a_parameter_may_have_any_name(view: View) -> None:
    text = "SELECT ?name ?self { VALUES ?name { UNDEF } VALUES ?self { UNDEF } }"
    assert view.query(text, name="a").rows == [("a", None)]


def test_export_to_a_file_has_its_manifest(view: View, tmp_path: Path) -> None:
    written = view.export("nquads", tmp_path / "all.nq")
    assert (tmp_path / "all.nq").read_bytes() == written
    assert (tmp_path / "all.nq.prov.json").is_file()
    assert set(written.splitlines()) >= {line.strip().encode() for line in view.reader.quads()}
