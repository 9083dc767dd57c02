"""The same answers through a SPARQL 1.1 endpoint: a real Oxigraph server, and servers that fail."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from kg import namespaces as ns
from kg.cli import main
from kg.errors import InputError, KgError, StoreError
from kg.query import named_query, query_names, read_query, run
from kg.remote import EndpointReader
from kg.store.snapshots import SnapshotReader
from kg.view import View, open_graph
from servers import free_port, oxigraph

BI = ns.node("000-zibo", "T12")
RESULTS = b'{"head": {"vars": ["a"]}, "results": {"bindings": []}}'
QUESTIONS = sorted(map(str, Path(__file__).parent.glob("questions/*.rq")))
ACCEPTED = "application/sparql-results+json"

# rdflib deprecates what its own datasets call.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


@pytest.fixture(scope="module")
def serve(
    reader: SnapshotReader, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., str]]:
    """Starts Oxigraph servers on copies of the snapshot; they end with the module."""
    with ExitStack() as running:

        def start(*options: str) -> str:
            copy = tmp_path_factory.mktemp("served") / "store"
            shutil.copytree(reader.path, copy)
            served = oxigraph(copy, *options, command="serve-read-only")
            return f"{running.enter_context(served)}/query"

        yield start


@pytest.fixture(scope="module")
def endpoint(serve: Callable[..., str]) -> str:
    """A server whose default graph is empty: every query must name its graphs."""
    return serve()


@pytest.fixture(scope="module")
def union_endpoint(serve: Callable[..., str]) -> str:
    """A server whose default graph is the union of all graphs."""
    return serve("--union-default-graph")


@pytest.fixture(scope="module")
def remote(endpoint: str) -> View:
    return open_graph(endpoint=endpoint)


# --- the same answers ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*query_names(), *QUESTIONS])
def test_every_query_gives_equal_rows(view: View, remote: View, name: str) -> None:
    parameters = {"entity": BI} if name == "evidence" else {}
    here, there = view.query(name, **parameters), remote.query(name, **parameters)
    assert there.columns == here.columns
    assert there.rows == here.rows
    assert len(there) > 0
    assert there.manifest["query_sha256"] == here.manifest["query_sha256"]
    assert there.manifest["read_from"] == remote.name


def test_the_union_changes_no_query(view: View, union_endpoint: str) -> None:
    union = open_graph(endpoint=union_endpoint)
    for name in [*query_names(), *QUESTIONS]:
        parameters = {"entity": BI} if name == "evidence" else {}
        assert union.query(name, **parameters).rows == view.query(name, **parameters).rows


@pytest.mark.parametrize(
    "thing",
    [
        BI,
        ns.node("000-zibo", "E6"),
        ns.mention("003-northeast", "T34"),
        (BI, "rdf:type", "kg:Official"),
        (ns.node("001-linfen", "E19"), "kg:asWritten", "14.2 million yuan"),
        "001-linfen/T12",
        "entity:gdpicxj2cs",
        "judgement:kab6hevga7",
    ],
)
def test_receipts_are_equal(view: View, remote: View, thing: str) -> None:
    here, there = view.receipt(thing), remote.receipt(thing)
    assert (there.claims, there.grounds) == (here.claims, here.grounds)
    assert len(there) > 0


def test_quads_are_equal(view: View, remote: View) -> None:
    assert remote.reader.quads() == view.reader.quads()


@pytest.mark.parametrize("format_", ["nquads", "turtle", "geojson"])
def test_exports_are_equal(view: View, remote: View, format_: str) -> None:
    assert remote.export(format_) == view.export(format_)


def test_networks_are_equal(view: View, remote: View) -> None:
    here, there = view.network("official-place").graph, remote.network("official-place").graph
    assert sorted(there.nodes(data=True)) == sorted(here.nodes(data=True))
    assert sorted(map(str, there.edges(data=True))) == sorted(map(str, here.edges(data=True)))
    assert len(there) > 0


@pytest.mark.parametrize("measure", ["sales-revenue", "views", "weight-sold"])
def test_totals_are_equal(view: View, remote: View, measure: str) -> None:
    here, there = view.total(measure), remote.total(measure)
    assert there.rows == here.rows
    assert there.json() == here.json()
    assert len(there) > 0
    assert there.manifest == here.manifest | {"read_from": remote.name}


def test_a_graph_is_equal(view: View, remote: View) -> None:
    query = read_query(
        "mine", "CONSTRUCT { ?s a ?o } WHERE { GRAPH ?g { ?s a ?o } } ORDER BY ?s ?o LIMIT 50"
    )
    assert remote.construct(query) == view.construct(query)
    assert remote.reader.construct(query.text) == view.reader.construct(query.text)


def test_ask(remote: View) -> None:
    asked = f"ASK {{ GRAPH ?g {{ <{BI}> ?p ?o }} }}"
    assert remote.query(asked).rows == [("true",)]
    assert remote.query("ASK { GRAPH ?g { <urn:none> ?p ?o } }").rows == [("false",)]


def test_hostile_text_comes_back_as_it_was_given(remote: View) -> None:
    for value in ('x" } DROP ALL #', "\\u0022 } #", "a\r\nb\t\x01", "中😀é", "a+b&c=d%20"):
        text = "SELECT ?v { VALUES ?v { UNDEF } }"
        assert run(remote.reader, read_query("mine", text), {"v": value}).rows == [(value,)]


def test_the_command_line(endpoint: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["query", "officials", "--endpoint", endpoint, "--format", "csv"])
    assert len(capsysbinary.readouterr().out.splitlines()) == 9
    main(["receipt", BI, "--endpoint", endpoint])
    assert b"Bi Rongqing" in capsysbinary.readouterr().out


def test_the_first_query_of_a_newcomer(union_endpoint: str, first_query: str) -> None:
    """Straight through SPARQLWrapper, without any of our code."""
    from SPARQLWrapper import JSON, SPARQLWrapper

    wrapper = SPARQLWrapper(union_endpoint, returnFormat=JSON)
    wrapper.setQuery(first_query)
    answered = wrapper.query().convert()
    assert isinstance(answered, dict)
    rows = [
        (row["official"]["value"], row["post"]["value"], row["place"]["value"])
        for row in answered["results"]["bindings"]
    ]
    assert len(rows) == len(set(rows)) == 8
    assert rows[0] == ("Bi Rongqing", "director of publicity department", "Zibo")
    assert open_graph(endpoint=union_endpoint).query(first_query).rows == rows


def test_the_dataset_behind_an_endpoint(union_endpoint: str, first_query: str) -> None:
    import rdflib

    dataset = open_graph(endpoint=union_endpoint).dataset()
    rows = [tuple(map(str, row)) for row in dataset.query(first_query)]  # type: ignore[arg-type]
    assert len(rows) == 8
    name = rdflib.URIRef("urn:x")
    with pytest.raises(TypeError, match="read only"):
        dataset.add((name, name, name))


@pytest.fixture(scope="module")
def first_query() -> str:
    return (Path(__file__).parent.parent / "docs" / "first-query.rq").read_text("utf-8")


# --- queries that cannot be used ----------------------------------------------------------------


def test_a_syntax_error(remote: View, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot read the query: .*correct the query\Z") as caught:
        remote.query("SELECT * { ?s ?p")
    assert "\n" not in str(caught.value)
    file = tmp_path / "mine.rq"
    file.write_text("SELECT * {", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        remote.query(file)
    assert caught.value.problems[0].file == str(file)


def test_a_graph_is_no_table(remote: View) -> None:
    with pytest.raises(InputError, match="makes no table of the query; ask with SELECT"):
        remote.query("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 1")
    with pytest.raises(InputError, match="makes no graph of the query; ask with CONSTRUCT"):
        remote.construct(read_query("mine", "SELECT * { ?s ?p ?o } LIMIT 1"))


def test_an_update_changes_nothing(remote: View) -> None:
    before = remote.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").rows
    with pytest.raises(KgError):
        remote.query("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> <urn:c> } }")
    assert remote.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").rows == before


# --- servers that fail --------------------------------------------------------------------------


class Server(ThreadingHTTPServer):
    """Gives one answer to everything, and keeps what it was asked."""

    daemon_threads = True
    status = 200
    body = RESULTS
    headers: dict[str, str]
    asked: list[tuple[str, str, dict[str, list[str]]]]
    pause = 0.0


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        form = parse_qs(self.rfile.read(length).decode("utf-8"), keep_blank_values=True)
        self.server.asked.append((self.command, self.headers["Accept"], form))
        time.sleep(self.server.pause)
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(BrokenPipeError):  # who asked did not wait
            self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), _Handler) as running:
        running.headers, running.asked = {}, []
        thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def address_of(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/sparql"


@pytest.mark.parametrize("name", ["officials", "evidence"])
def test_the_text_sent_is_the_text_asked_of_a_snapshot(server: Server, name: str) -> None:
    query = named_query(name)
    parameters = {"entity": BI} if name == "evidence" else {}
    run(EndpointReader(address_of(server)), query, parameters)
    ((method, accept, form),) = server.asked
    assert (method, accept) == ("POST", ACCEPTED)
    assert form["query"] == [query.bound(parameters)]


@pytest.mark.parametrize(
    "text",
    [
        "# where is it?\n# the address is unclear; load it, ask, delete, drop, insert\n"
        "SELECT ?a { ?a ?b ?c }",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "# SELECT\nDROP ALL",
        "",
    ],
)
def test_nothing_is_ever_sent_as_an_update(server: Server, text: str) -> None:
    EndpointReader(address_of(server)).select(text)
    ((_, _, form),) = server.asked
    assert "update" not in form
    assert form.get("query", [""]) == [text]


def sentence(endpoint: str, *arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command line says when it cannot answer: one line, exit code 2, no data."""
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--endpoint", endpoint])
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "Traceback" not in printed.err
    return printed.err


def test_nobody_listens(capsys: pytest.CaptureFixture[str]) -> None:
    address = f"http://127.0.0.1:{free_port()}/query"
    with pytest.raises(StoreError, match=r"cannot be reached: .*refused; start it"):
        EndpointReader(address).select("ASK {}")
    for arguments in (["query", "officials"], ["receipt", BI], ["export", "turtle"]):
        said = sentence(address, *arguments, capsys=capsys)
        assert said.startswith(f"kg: the endpoint {address} cannot be reached")


def test_a_wrong_path(endpoint: str, capsys: pytest.CaptureFixture[str]) -> None:
    address = endpoint.replace("/query", "/nothing")
    with pytest.raises(StoreError, match="there is no endpoint at"):
        EndpointReader(address).select("ASK {}")
    assert "correct the address" in sentence(address, "query", "officials", capsys=capsys)


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Welcome</body></html>",
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"error": "busy"}',
        b'{"head": {}, "results": {}}',
        b'{"head": {"vars": []}, "results": []}',
    ],
)
def test_an_answer_that_is_no_result(
    server: Server, body: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    server.body = body
    with pytest.raises(StoreError, match="answered with no SPARQL results; give the address"):
        EndpointReader(address_of(server)).select("ASK {}")
    sentence(address_of(server), "query", "officials", capsys=capsys)


@pytest.mark.parametrize("body", [b"<html>", b"\xff", b"<urn:a> <urn:b> .\n"])
def test_an_answer_that_is_no_graph(server: Server, body: bytes) -> None:
    server.body = body
    with pytest.raises(StoreError, match="answered with no N-Triples"):
        EndpointReader(address_of(server)).construct("CONSTRUCT WHERE { ?s ?p ?o }")


def test_a_graph_in_another_order(server: Server) -> None:
    server.body = b"\n<urn:b> <urn:p> <urn:o> .\r\n<urn:a> <urn:p> <urn:o> .\n"
    found = EndpointReader(address_of(server)).construct("CONSTRUCT WHERE { ?s ?p ?o }")
    assert [line.split()[0] for line in found] == ["<urn:a>", "<urn:b>"]


@pytest.mark.parametrize("status", [401, 403, 414, 500, 502, 503])
def test_a_server_that_refuses(
    server: Server, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    server.status, server.body = status, b"out of\norder"
    with pytest.raises(StoreError, match="failed: "):
        EndpointReader(address_of(server)).select("ASK {}")
    sentence(address_of(server), "query", "officials", capsys=capsys)


def test_what_the_server_says_of_the_query_is_told(server: Server) -> None:
    server.status, server.body = 400, "Zeile 3:\n  „{“ fehlt".encode()
    with pytest.raises(InputError, match=r"cannot read the query: Zeile 3: „\{“ fehlt; correct"):
        EndpointReader(address_of(server)).select("ASK {}")
    server.body = b"x" * 100_000
    with pytest.raises(InputError) as caught:
        EndpointReader(address_of(server)).select("ASK {}")
    assert len(str(caught.value)) < 600


def test_rows_left_out(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.headers = {"X-SPARQL-MaxRows": "10000"}
    with pytest.raises(StoreError, match="left out rows beyond 10000; raise its limit"):
        EndpointReader(address_of(server)).select("SELECT * { ?s ?p ?o }")
    sentence(address_of(server), "query", "officials", capsys=capsys)


def test_an_answer_cut_off(server: Server) -> None:
    server.headers = {"Content-Length": "1000"}
    with pytest.raises(StoreError, match="cannot be reached: "):
        EndpointReader(address_of(server)).select("ASK {}")


def test_a_server_too_slow(server: Server) -> None:
    server.pause = 3
    with pytest.raises(StoreError, match=r"cannot be reached: .*timed out"):
        EndpointReader(address_of(server), timeout=1).select("ASK {}")


@pytest.mark.parametrize(
    "address",
    ["localhost:7878/query", "ftp://127.0.0.1/", "", "http://", "http://[bad", "http://a:b/",
     "http://a b/", "http://127.0.0.1:0/", "http://a/\n", "/work", "file:///etc/passwd"],
)  # fmt: skip
def test_what_is_no_web_address(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="is no web address; give one such as"):
        open_graph(endpoint=address)
    sentence(address, "query", "officials", capsys=capsys)


def test_a_store_and_an_endpoint(
    store: Path, endpoint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = sentence(endpoint, "query", "officials", "--store", str(store), capsys=capsys)
    assert re.fullmatch("kg: a store and an endpoint are given; give one of them\n", said)
