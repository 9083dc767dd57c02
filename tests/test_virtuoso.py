"""Virtuoso as the server: what is loaded is there, and the named queries give the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import logins
from kg import namespaces as ns
from kg.errors import StoreError
from kg.loading import Loaded, load
from kg.query import query_names
from kg.store.snapshots import SnapshotReader
from kg.view import View, open_graph
from servers import PASSWORD, Reply, Request, between, virtuoso

BI = ns.node("000-zibo", "T12")
QUESTIONS = sorted(map(str, Path(__file__).parent.glob("questions/*.rq")))

# Virtuoso keeps a point in single precision, and the coordinates come from the point.
ROUNDED = {"places": ("latitude", "longitude")}
# Of one server in ten Virtuoso's plan gives the name of an organization without its IRI.
LEFT_OUT = {"persons": ("organization_iri",)}


@pytest.fixture(scope="module")
def login() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(logins.USER, "dba")
        patch.setenv(logins.PASSWORD, PASSWORD)
        yield patch


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as address:
        yield address


@pytest.fixture(scope="module")
def loaded(address: str, store: Path, login: pytest.MonkeyPatch) -> Loaded:
    assert login
    return load(f"{address}/sparql", store)


@pytest.fixture(scope="module")
def remote(loaded: Loaded) -> View:
    return open_graph(endpoint=loaded.endpoint)


def _without(rows: list[tuple[object, ...]], places: list[int]) -> list[tuple[object, ...]]:
    return [tuple(cell for n, cell in enumerate(row) if n not in places) for row in rows]


@pytest.mark.parametrize("name", [*query_names(), *QUESTIONS])
def test_every_query_gives_equal_rows(view: View, remote: View, name: str) -> None:
    parameters = {"entity": BI} if name == "evidence" else {}
    here, there = view.query(name, **parameters), remote.query(name, **parameters)
    assert there.columns == here.columns
    rounded = [here.columns.index(column) for column in ROUNDED.get(name, ())]
    left_out = [here.columns.index(column) for column in LEFT_OUT.get(name, ())]
    inexact = rounded + left_out
    assert _without(there.rows, inexact) == _without(here.rows, inexact)
    for one, other in zip(here.rows, there.rows, strict=True):
        for column in left_out:
            assert other[column] in (one[column], None)
        for column in rounded:
            assert (one[column] is None) is (other[column] is None)
            assert float(one[column] or 0) == pytest.approx(float(other[column] or 0), abs=1e-5)
    assert len(there) > 0


def test_the_whole_build_is_there(loaded: Loaded, reader: SnapshotReader) -> None:
    assert loaded.graph_store.endswith("/sparql-graph-crud-auth")
    assert (loaded.graphs, loaded.quads) == (len(reader.graphs()), len(reader.quads()))
    assert loaded.sent == loaded.graphs


def test_what_it_rewrites_is_told(loaded: Loaded, reader: SnapshotReader) -> None:
    """Points become single-precision, and integers beyond 32 bits decimals: all else is kept."""
    points = [line for line in reader.quads() if f'"^^<{ns.GEO}wktLiteral>' in line]
    integers = [line for line in reader.quads() if f'"^^<{ns.XSD}integer>' in line]
    large = [line for line in integers if int(line.split('"')[1]) >= 2**31]
    assert loaded.rewritten == len(points) + len(large)
    assert len(points) > 0
    assert len(large) > 0
    assert loaded.example is not None


def test_nothing_is_sent_again(loaded: Loaded, store: Path) -> None:
    with between(loaded.endpoint.removesuffix("/sparql")) as server:
        again = load(f"{server.address}/sparql", store)
        assert server.graphs("PUT", "POST", "DELETE") == []
    assert (again.sent, again.rewritten) == (0, loaded.rewritten)


def test_a_load_that_broke_off_is_continued(
    address: str, store: Path, loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.loading.BATCH", 500)
    with between(address) as server:
        endpoint, graphs = f"{server.address}/sparql", f"{server.address}/sparql-graph-crud-auth"
        for graph in (ns.ONTOLOGY_GRAPH, ns.REFERENCE_GRAPH, ns.content_graph("000-zibo")):
            _remove(graphs, graph)
        enough = [ns.REFERENCE_GRAPH] * 2

        def refuse(asked: Request) -> Reply | None:
            if asked.method == "POST" and asked.graph in enough:
                enough.remove(asked.graph)
                return Reply(403) if not enough else None
            return None

        server.instead = refuse
        with pytest.raises(StoreError, match="forbids it to the user 'dba'"):
            load(endpoint, store, parallel=1)
        server.forget()
        assert load(endpoint, store).quads == loaded.quads
        assert server.graphs("PUT") == []
        assert set(server.graphs("POST")) == {ns.REFERENCE_GRAPH}


def _remove(graph_store: str, graph: str) -> None:
    from kg.graphstore import GraphStore

    GraphStore(graph_store).remove(graph)


def test_logins(address: str, store: Path, login: pytest.MonkeyPatch) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(logins.PASSWORD, "wrong")
        with pytest.raises(StoreError, match="does not take the password of the user 'dba'; set"):
            load(f"{address}/sparql", store)
        patch.delenv(logins.USER)
        patch.setenv("NETRC", "/nowhere")
        with pytest.raises(StoreError, match="asks for a user and a password; set KG_ENDPOINT"):
            load(f"{address}/sparql", store)
    assert login


def test_a_server_that_leaves_out_rows(
    store: Path, tmp_path: Path, login: pytest.MonkeyPatch
) -> None:
    assert login
    told = pytest.raises(StoreError, match=r"gives only 101 of the \d+ triples .*ResultSetMaxRows")
    with virtuoso(tmp_path / "virtuoso", rows=100) as address, told:
        load(f"{address}/sparql", store)
