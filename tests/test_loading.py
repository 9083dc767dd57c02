"""A snapshot behind a real server: whole, continued after a stop, and never half without a word."""

from __future__ import annotations

import base64
import gzip
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import loading, logins, web
from kg import namespaces as ns
from kg.errors import InputError, StoreError
from kg.fingerprints import Fingerprint, by_value
from kg.graphstore import guess
from kg.loading import load
from kg.query import query_names
from kg.store.snapshots import SnapshotReader
from servers import Between, Hangup, Reply, Request, between, free_port, oxigraph
from tiny import ANNOTATIONS, write_article

BI = ns.node("000-zibo", "T12")
XSD = ns.XSD
BOTH = "RDF4J and GraphDB"
SERVICE = "rdf-graphs/service"
INTEGER, DECIMAL, BOOLEAN, TIME = (XSD + n for n in ("integer", "decimal", "boolean", "dateTime"))
WKT = ns.GEO + "wktLiteral"
GEOMETRY = "http://www.openlinksw.com/schemas/virtrdf#Geometry"


@pytest.fixture(autouse=True)
def _no_login(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(web, "_PAUSE", 0.01)
    monkeypatch.delenv(logins.USER, raising=False)
    monkeypatch.delenv(logins.PASSWORD, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Between]:
    """A new Oxigraph server, seen through one that writes down what comes."""
    with oxigraph(tmp_path / "served") as address, between(address) as running:
        yield running


def _corpus(folder: Path, articles: str, **changed: str) -> Path:
    """A corpus of small articles, named by letters."""
    for letter in articles:
        write_article(folder, letter, changed.get(letter, ANNOTATIONS))
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of eight small articles."""
    folder = tmp_path_factory.mktemp("small")
    kg.build(_corpus(folder / "corpus", "abcdefgh"), store=folder / "kg")
    return folder / "kg"


def quads(server: Between, *, ours: bool = True) -> list[str]:
    """What is behind the server."""
    graph = f" <{ns.ID}"
    every = kg.open_graph(endpoint=f"{server.target.geturl()}/query").reader.quads()  # type: ignore[attr-defined]
    return [line for line in every if graph in line] if ours else every


def quads_of(store: Path) -> list[str]:
    return SnapshotReader(store).quads()


def graphs_of(store: Path) -> set[str]:
    return set(SnapshotReader(store).graphs())


# --- a whole build ------------------------------------------------------------------------------


def test_the_bundled_build_arrives_whole(store: Path, server: Between) -> None:
    loaded = load(server.endpoint, store)
    assert quads(server, ours=False) == quads_of(store)
    assert (loaded.graphs, loaded.quads) == (len(graphs_of(store)), len(quads_of(store)))
    assert (loaded.sent, loaded.sent_quads) == (loaded.graphs, loaded.quads)
    assert (loaded.removed, loaded.rewritten, loaded.example) == (0, 0, None)
    assert loaded.graph_store == f"{server.address}/store"
    here, there = kg.open_graph(store), kg.open_graph(endpoint=server.endpoint)
    for name in query_names():
        parameters = {"entity": BI} if name == "evidence" else {}
        assert there.query(name, **parameters).rows == here.query(name, **parameters).rows


def test_what_is_there_is_not_sent_again(small: Path, server: Between) -> None:
    first = load(server.endpoint, small)
    assert sorted(server.graphs("PUT")) == sorted(graphs_of(small))
    assert server.graphs("POST", "DELETE") == []
    server.forget()
    second = load(server.endpoint, small)
    assert (first.sent, second.sent, second.sent_quads) == (first.graphs, 0, 0)
    assert second.graphs == first.graphs
    assert server.graphs("PUT", "POST", "DELETE") == []
    assert sorted(server.graphs("GET")) == sorted(graphs_of(small))


def test_the_record_of_the_build_goes_last(small: Path, server: Between) -> None:
    load(server.endpoint, small)
    assert server.graphs("PUT")[-1] == ns.BUILD_GRAPH


def test_a_changed_snapshot_sends_only_what_differs(tmp_path: Path, server: Between) -> None:
    corpus, store = _corpus(tmp_path / "corpus", "abcd"), tmp_path / "kg"
    kg.build(corpus, store=store)
    before = SnapshotReader(store).name
    load(server.endpoint, store)
    write_article(
        corpus,
        "b",
        ANNOTATIONS.replace("A1\tActivityKind E2 sale", "A1\tActivityKind E2 promotion"),
    )
    for path in corpus.glob("*/**/c.*"):
        path.unlink()
    kg.build(corpus, store=store)
    old, new = SnapshotReader(store, before), SnapshotReader(store)
    differ = {
        graph for graph in new.graphs() if sorted(old.triples(graph)) != sorted(new.triples(graph))
    }
    assert ns.content_graph("c") not in new.graphs()
    assert {ns.content_graph("b"), ns.ARTICLES_GRAPH} <= differ
    assert ns.content_graph("a") not in differ
    server.forget()
    loaded = load(server.endpoint, store)
    assert quads(server, ours=False) == new.quads()
    assert set(server.graphs("PUT")) == differ
    gone = [ns.content_graph("c"), ns.evidence_graph("c")]
    assert sorted(server.graphs("DELETE")) == gone  # they are sent side by side
    assert (loaded.sent, loaded.removed) == (len(differ), 2)
    load(server.endpoint, store, snapshot=before)
    assert quads(server, ours=False) == old.quads()


def test_graphs_of_others_stay(small: Path, server: Between) -> None:
    store = loading.GraphStore(f"{server.address}/store")
    line = "<urn:a> <urn:b> <urn:c> .\n"
    foreign = ["urn:mine", "https://w3id.org/officials-kg/mine", f"{ns.ID}mine"]
    for graph in [*foreign, ns.content_graph("gone"), f"{ns.GRAPH}gone"]:
        store.put(graph, [line])
    loaded = load(server.endpoint, small)
    left = {line.rsplit(" ", 2)[1][1:-1] for line in quads(server, ours=False)}
    assert left == graphs_of(small) | set(foreign)
    assert loaded.removed == 2


def test_connections_stay_open(small: Path, server: Between) -> None:
    load(server.endpoint, small, parallel=3)
    assert len(server.asked) > 30
    assert server.connections <= 3 + 1


@pytest.mark.parametrize("parallel", [1, 7])
def test_any_number_at_once(small: Path, server: Between, parallel: int) -> None:
    load(server.endpoint, small, parallel=parallel)
    assert quads(server) == quads_of(small)


def test_none_at_once(small: Path) -> None:
    with pytest.raises(InputError, match="0 requests at once are none; use 1 or more"):
        load("http://127.0.0.1:9/query", small, parallel=0)


# --- large graphs -------------------------------------------------------------------------------


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BATCH", 100)


@pytest.mark.usefixtures("batches")
def test_a_large_graph_goes_in_batches(small: Path, server: Between) -> None:
    load(server.endpoint, small)
    count = len(list(SnapshotReader(small).triples(ns.ONTOLOGY_GRAPH)))
    sent = [one for one in server.asked if one.graph == ns.ONTOLOGY_GRAPH and one.method != "GET"]
    assert [one.method for one in sent] == ["PUT", *["POST"] * ((count - 1) // 100)]
    assert quads(server) == quads_of(small)


@pytest.mark.usefixtures("batches")
def test_a_large_graph_is_continued_where_it_broke_off(small: Path, server: Between) -> None:
    def refuse(asked: Request) -> Reply | None:
        posts = [one for one in server.asked if one.method == "POST" and one.graph == asked.graph]
        return (
            Reply(403, b"enough") if asked.graph == ns.ONTOLOGY_GRAPH and len(posts) > 3 else None
        )

    server.instead = refuse
    with pytest.raises(StoreError, match="forbids it: enough"):
        load(server.endpoint, small, parallel=1)
    server.instead = lambda _: None
    server.forget()
    loaded = load(server.endpoint, small, parallel=1)
    count = len(list(SnapshotReader(small).triples(ns.ONTOLOGY_GRAPH)))
    sent = [one.method for one in server.asked if one.graph == ns.ONTOLOGY_GRAPH]
    assert sent == ["GET", *["POST"] * ((count - 1) // 100 - 3), "GET"]
    assert quads(server) == quads_of(small)
    assert loaded.sent_quads < loaded.quads


@pytest.mark.usefixtures("batches")
def test_a_batch_that_came_in_half_begins_its_graph_afresh(small: Path, server: Between) -> None:
    load(server.endpoint, small)
    store = loading.GraphStore(f"{server.address}/store")
    lines = list(SnapshotReader(small).triples(ns.ONTOLOGY_GRAPH))
    store.put(ns.ONTOLOGY_GRAPH, lines[:150])
    server.forget()
    load(server.endpoint, small)
    sent = [one.method for one in server.asked if one.graph == ns.ONTOLOGY_GRAPH]
    assert sent[:2] == ["GET", "PUT"]
    assert quads(server) == quads_of(small)


# --- a load that is stopped ---------------------------------------------------------------------


def _start(server: Between, store: Path) -> subprocess.Popen[str]:
    code = "from kg.cli import main; main()"
    command = [sys.executable, "-c", code, "load", "--endpoint", server.endpoint]
    return subprocess.Popen(
        [*command, "--store", str(store), "--parallel", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [1, 2, 9, 20])
def test_a_load_that_is_killed_is_continued(small: Path, server: Between, number: int) -> None:
    running: list[subprocess.Popen[str]] = []

    def kill(asked: Request) -> Reply | None:
        if asked.method == "PUT" and len(server.graphs("PUT")) == number:
            running[0].kill()
        return None

    server.instead = kill
    running.append(_start(server, small))
    running[0].communicate(timeout=60)
    assert running[0].returncode == -signal.SIGKILL
    _settled(server)
    there = {line.rsplit(" ", 2)[1][1:-1] for line in quads(server)}
    assert len(there) >= number - 1
    assert there != graphs_of(small)
    server.instead = lambda _: None
    server.forget()
    loaded = load(server.endpoint, small)
    assert quads(server) == quads_of(small)
    assert set(server.graphs("PUT")) == graphs_of(small) - there
    assert loaded.sent == loaded.graphs - len(there)


def _settled(server: Between) -> None:
    """Waits until the server has worked off what a dead client had sent."""
    quiet = 0
    while quiet < 5:
        before = len(server.asked)
        time.sleep(0.2)
        quiet = quiet + 1 if server.under_way == 0 and len(server.asked) == before else 0


def test_an_interrupted_load_is_continued(small: Path, server: Between) -> None:
    running: list[subprocess.Popen[str]] = []

    def interrupt(asked: Request) -> Reply | None:
        if asked.method == "PUT" and len(server.graphs("PUT")) == 6:
            running[0].send_signal(signal.SIGINT)
        return None

    server.instead = interrupt
    running.append(_start(server, small))
    out, err = running[0].communicate(timeout=60)
    assert running[0].returncode == 130
    assert out == ""
    assert err.splitlines()[-1] == "kg: interrupted; start it again"
    assert len(err.splitlines()) == 2
    server.instead = lambda _: None
    server.forget()
    loaded = load(server.endpoint, small)
    assert quads(server) == quads_of(small)
    assert 0 < loaded.sent < loaded.graphs


def test_an_interrupt_does_not_wait_for_a_server_that_hangs(small: Path, server: Between) -> None:
    running: list[subprocess.Popen[str]] = []

    def hang(asked: Request) -> Reply | None:
        if asked.method == "PUT":
            running[0].send_signal(signal.SIGINT)
            time.sleep(20)
        return None

    server.instead = hang
    running.append(_start(server, small))
    began = time.monotonic()
    running[0].communicate(timeout=60)
    assert running[0].returncode == 130
    assert time.monotonic() - began < 15


# --- servers that lie ---------------------------------------------------------------------------


def test_a_server_that_takes_nothing(small: Path, server: Between) -> None:
    graph = ns.content_graph("c")
    server.instead = lambda one: Reply(204) if (one.method, one.graph) == ("PUT", graph) else None
    with pytest.raises(StoreError, match=f"holds 0 triples .* in the graph {graph}, where .* sent"):
        load(server.endpoint, small)


def test_a_server_that_changes_a_literal(small: Path, server: Between) -> None:
    def change(asked: Request, reply: Reply) -> Reply:
        if asked.method == "GET" and asked.graph == ns.content_graph("c"):
            assert b'"300"' in reply.body
            reply.body = reply.body.replace(b'"300"', b'"301"')
        return reply

    server.after = change
    with pytest.raises(StoreError, match=r'it lacks <\S+> <\S+number> "300"\^\^') as caught:
        load(server.endpoint, small)
    assert "\n" not in str(caught.value)


def test_a_server_that_adds_a_triple(small: Path, server: Between) -> None:
    def add(asked: Request, reply: Reply) -> Reply:
        if asked.method == "GET" and asked.graph == ns.content_graph("c"):
            reply.body += b"<urn:a> <urn:b> <urn:c> .\n"
        return reply

    server.after = add
    with pytest.raises(StoreError, match="see that nobody else writes there, and start it again"):
        load(server.endpoint, small)


def test_a_graph_that_is_lost_later(small: Path, server: Between) -> None:
    lost = ns.evidence_graph("a")

    def lose(asked: Request) -> Reply | None:
        if asked.method == "PUT" and asked.graph == ns.BUILD_GRAPH:
            loading.GraphStore(f"{server.target.geturl()}/store").remove(lost)  # type: ignore[attr-defined]
        return None

    server.instead = lose
    with pytest.raises(StoreError, match=f"counts 0 triples in the graph {lost}, where [1-9]"):
        load(server.endpoint, small)
    server.instead = lambda _: None
    assert load(server.endpoint, small).sent == 1


def test_an_endpoint_of_another_data_set(small: Path, server: Between, tmp_path: Path) -> None:
    told = pytest.raises(StoreError, match=r"see that it reads what .*/store takes")
    with oxigraph(tmp_path / "other") as other, told:
        load(f"{other}/query", small, graph_store=f"{server.address}/store")


def test_a_graph_that_is_cut_off(small: Path, server: Between) -> None:
    def cut(asked: Request, reply: Reply) -> Reply:
        if asked.method == "GET" and asked.graph == ns.ONTOLOGY_GRAPH:
            reply.body = b"".join(reply.body.splitlines(keepends=True)[:100])
        return reply

    server.after = cut
    with pytest.raises(StoreError, match=r"gives only 100 of the .* raise its limit of rows"):
        load(server.endpoint, small)
    server.after = lambda asked, reply: Reply(
        200, reply.body, {"X-SPARQL-MaxRows": "9"} if asked.graph else {}
    )
    with pytest.raises(StoreError, match="/store left out part of its answer"):
        load(server.endpoint, small)


def test_counts_that_are_cut_off(small: Path, server: Between) -> None:
    server.after = lambda asked, reply: Reply(
        200, reply.body, {} if asked.graph else {"X-SPARQL-MaxRows": "9"}
    )
    with pytest.raises(StoreError, match=r"the endpoint .* left out part of its answer; raise"):
        load(server.endpoint, small)


def test_literals_in_another_form_are_told(small: Path, server: Between) -> None:
    def rewrite(asked: Request, reply: Reply) -> Reply:
        if asked.method == "GET":
            reply.body = reply.body.replace(b'"true"^^', b'"1"^^')
        return reply

    server.after = rewrite
    loaded = load(server.endpoint, small)
    truths = [line for line in quads_of(small) if '"true"^^' in line]
    assert loaded.rewritten >= len(truths) > 0
    assert loaded.example is not None
    assert '"1"^^' in loaded.example
    assert load(server.endpoint, small).sent == 0


# --- servers that fail --------------------------------------------------------------------------


def test_what_fails_in_passing_is_asked_again(small: Path, server: Between) -> None:
    failing = {3: 503, 5: 500, 8: 429, 13: 502, 21: 504, 34: 408}

    def fail(_: Request) -> Reply | None:
        status = failing.pop(len(server.asked), None)
        return Reply(status, b"busy", {"Retry-After": "0"}) if status else None

    server.instead = fail
    load(server.endpoint, small)
    assert not failing
    assert quads(server) == quads_of(small)


def test_a_connection_that_breaks_is_opened_again(small: Path, server: Between) -> None:
    breaking = {3, 10, 11, 30}

    def hang_up(_: Request) -> Reply | None:
        if (number := len(server.asked)) in breaking:
            breaking.remove(number)
            raise Hangup
        return None

    server.instead = hang_up
    load(server.endpoint, small)
    assert not breaking
    assert quads(server) == quads_of(small)


def test_an_answer_that_breaks_off_is_asked_for_again(small: Path, server: Between) -> None:
    broken: list[str] = []

    def cut(asked: Request, reply: Reply) -> Reply:
        if asked.method == "GET" and asked.graph not in broken:
            broken.append(asked.graph)
            return Reply(200, reply.body[:-20], {"Content-Length": str(len(reply.body))})
        return reply

    server.after = cut
    load(server.endpoint, small, parallel=1)
    assert set(broken) == graphs_of(small)


def sentence(call: Callable[..., tuple[int, str, str]], *arguments: object) -> str:
    """What the command says when it fails: one line after that of the guess, and no data."""
    code, out, err = call("load", *arguments)
    assert (code, out) == (2, "")
    *before, said = err.splitlines()
    assert len(before) <= 1
    assert said.startswith("kg: ")
    return said


def test_nobody_listens(kg: Callable[..., tuple[int, str, str]]) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}/query"
    said = sentence(kg, "--endpoint", endpoint)
    assert "cannot be reached: Connection refused; start it, or correct the address" in said


def test_a_server_that_stays_away(small: Path, server: Between) -> None:
    def fail(asked: Request) -> Reply | None:
        if asked.graph == ns.content_graph("d"):
            raise Hangup
        return None

    server.instead = fail
    with pytest.raises(StoreError, match=r"cannot be reached: .* \(5 times tried\); start it, or"):
        load(server.endpoint, small)


def test_a_server_too_slow(small: Path, server: Between, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.web.TRIES", 2)
    monkeypatch.setattr("kg.graphstore._WAITING", 0.3)

    def wait(asked: Request) -> Reply | None:
        if asked.graph == ns.content_graph("d"):
            time.sleep(1.5)
        return None

    server.instead = wait
    with pytest.raises(StoreError, match=r"does not answer within 0.3 seconds \(2 times tried\)"):
        load(server.endpoint, small)


def test_a_read_only_server(
    tmp_path: Path, small: Path, kg: Callable[..., tuple[int, str, str]]
) -> None:
    with oxigraph(tmp_path / "served"):
        pass
    with oxigraph(tmp_path / "served", command="serve-read-only") as address:
        said = sentence(kg, "--endpoint", f"{address}/query", "--store", small)
    assert "forbids it: The server is read-only; have it opened for reading and writing" in said


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (404, b"no such path", "is not there: no such path; give the right address with --graph"),
        (405, b"GET only", "takes no PUT: GET only; give the right address with --graph-store"),
        (501, b"", "takes no PUT: Not Implemented; give the right address with --graph-store"),
        (507, b"full", "has no room left: full; make room there"),
        (500, b"IO error: No space left on device (os error 28)", "has no room left: IO error"),
        (413, b"", "bytes at once; raise its limit"),
        (301, b"", "has moved to http://other/store; give that address"),
        (400, b"<html><head><title>x</title></head><p>bad\nthing", "refuses it: 400 bad thing; "),
        (500, b"boom", r"failed: 500 boom (5 times tried); start it again later"),
    ],
)  # fmt: skip
def test_a_server_that_refuses(
    small: Path,
    server: Between,
    kg: Callable[..., tuple[int, str, str]],
    status: int,
    body: bytes,
    told: str,
) -> None:
    headers = {"Location": "http://other/store"} if status == 301 else {}
    server.instead = lambda one: Reply(status, body, headers) if one.method == "PUT" else None
    assert told in sentence(kg, "--endpoint", server.endpoint, "--store", small)


@pytest.mark.parametrize("body", [b"<html>", b"\xff", b"[]", b'{"head": {}}', b'{"results": 1}'])
def test_an_endpoint_that_is_none(small: Path, server: Between, body: bytes) -> None:
    server.instead = lambda one: Reply(200, body) if not one.graph else None
    with pytest.raises(StoreError, match="answered with no SPARQL results; give the address that"):
        load(server.endpoint, small)


@pytest.mark.parametrize("body", [b"<html></html>", b"\xff\n", b"<urn:a> <urn:b> .\n"])
def test_a_graph_store_that_is_none(small: Path, server: Between, body: bytes) -> None:
    server.instead = lambda one: Reply(200, body) if one.method == "GET" else None
    with pytest.raises(StoreError, match="answered with no N-Triples; give the right address"):
        load(server.endpoint, small)


def test_what_stands_in_the_way_is_told_once(small: Path, server: Between) -> None:
    server.instead = lambda one: Reply(503) if one.method == "PUT" else None
    with pytest.raises(StoreError) as caught:
        load(server.endpoint, small)
    assert len(caught.value.problems) == 1


# --- logins -------------------------------------------------------------------------------------


def _asks_for(user: str, password: str) -> Callable[[Request], Reply | None]:
    wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    def ask(asked: Request) -> Reply | None:
        if asked.headers.get("Authorization") == wanted:
            return None
        return Reply(401, b"who?", {"WWW-Authenticate": 'Basic realm="graphs"'})

    return ask


def test_a_login_from_the_environment(
    small: Path, server: Between, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.instead = _asks_for("ada", "pä:ss")
    with pytest.raises(StoreError, match="asks for a user and a password; set KG_ENDPOINT_USER"):
        load(server.endpoint, small)
    monkeypatch.setenv(logins.USER, "ada")
    monkeypatch.setenv(logins.PASSWORD, "wrong")
    with pytest.raises(StoreError, match="does not take the password of the user 'ada'; set"):
        load(server.endpoint, small)
    assert "wrong" not in str(StoreError)
    monkeypatch.setenv(logins.PASSWORD, "pä:ss")
    server.forget()
    load(server.endpoint, small)
    refused = [one for one in server.asked if "Authorization" not in one.headers]
    assert len(refused) <= 1 + 4  # once for each connection at most
    assert quads(server) == quads_of(small)


def test_a_login_from_a_netrc_file(
    small: Path, server: Between, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server.instead = _asks_for("ada", "secret")
    file = tmp_path / "netrc"
    monkeypatch.setenv("NETRC", str(file))
    file.write_text("machine 127.0.0.1 login ada password secret\n")
    file.chmod(0o600)
    load(server.endpoint, small)
    file.write_text("machine 127.0.0.1 login\nada passwort\n")
    with pytest.raises(InputError, match=f"{file}: .*; correct it"):
        load(server.endpoint, small)


def test_nothing_is_told_to_a_server_that_does_not_ask(
    small: Path, server: Between, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(logins.USER, "ada")
    monkeypatch.setenv(logins.PASSWORD, "secret")
    load(server.endpoint, small)
    assert not [one for one in server.asked if "Authorization" in one.headers]


def test_a_password_in_an_address(small: Path, kg: Callable[..., tuple[int, str, str]]) -> None:
    said = sentence(kg, "--endpoint", "http://ada:secret@127.0.0.1/query", "--store", small)
    assert "secret" not in said
    assert "where others can read it; set KG_ENDPOINT_USER" in said


# --- compression --------------------------------------------------------------------------------


def test_bodies_are_compressed(small: Path, server: Between) -> None:
    load(server.endpoint, small)
    for one in server.asked:
        if one.method == "PUT":
            assert one.headers["Content-Encoding"] == "gzip"
            assert b" .\n" in gzip.decompress(one.body)


@pytest.mark.parametrize("status", [400, 415, 500])
def test_a_server_that_takes_no_compressed_body(small: Path, server: Between, status: int) -> None:
    server.instead = lambda one: (
        Reply(status, b"gzip?") if "Content-Encoding" in one.headers else None
    )
    load(server.endpoint, small)
    compressed = [one for one in server.asked if "Content-Encoding" in one.headers]
    assert len(compressed) == 1
    assert quads(server) == quads_of(small)


def test_a_compressed_answer_is_read(small: Path, server: Between) -> None:
    broken: list[str] = []

    def compress(asked: Request, reply: Reply) -> Reply:
        if asked.method != "GET":
            return reply
        body = gzip.compress(reply.body)
        if asked.graph == ns.BUILD_GRAPH and not broken:
            broken.append(asked.graph)
            body = body[:-30]
        return Reply(reply.status, body, {"Content-Encoding": "gzip"})

    server.after = compress
    load(server.endpoint, small)
    assert broken
    assert load(server.endpoint, small).sent == 0


# --- the command --------------------------------------------------------------------------------


def test_the_command(small: Path, server: Between, kg: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = kg("load", "--endpoint", server.endpoint, "--store", small)
    count = len(quads_of(small))
    graphs = len(graphs_of(small))
    assert code == 0
    assert err == f"kg: sends to {server.address}/store, where Oxigraph takes graphs\n"
    assert out.splitlines() == [
        f"snapshot    {SnapshotReader(small).name}",
        f"endpoint    {server.endpoint}",
        f"graphs      {graphs}, equal by count and digest ({count} quads)",
        f"sent        {graphs} graphs ({count} quads)",
        "there       0 graphs from an earlier load",
        "removed     0 graphs of an earlier load",
    ]
    code, out, err = kg(
        "load", "--endpoint", server.endpoint, "--store", small,
        "--graph-store", f"{server.address}/store", "--snapshot", SnapshotReader(small).name,
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert f"there       {graphs} graphs from an earlier load" in out


def test_no_such_snapshot(small: Path, kg: Callable[..., tuple[int, str, str]]) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}/query"
    said = sentence(kg, "--endpoint", endpoint, "--store", small, "--snapshot", "first")
    assert "has no snapshot 'first'; use one of 000001-" in said


@pytest.mark.parametrize(
    ("endpoint", "url", "software"),
    [
        ("http://a:1/query", "http://a:1/store", "Oxigraph"),
        ("http://a:1/query/", "http://a:1/store", "Oxigraph"),
        ("http://a:1/sparql", "http://a:1/sparql-graph-crud-auth", "Virtuoso"),
        ("http://a:1/ds/query", "http://a:1/ds/data", "Fuseki"),
        ("http://a:1/ds/sparql", "http://a:1/ds/data", "Fuseki"),
        ("http://a/repositories/x", f"http://a/repositories/x/{SERVICE}", BOTH),
        ("http://a/b/repositories/x", f"http://a/b/repositories/x/{SERVICE}", BOTH),
    ],
)  # fmt: skip
def test_where_the_graph_store_is(endpoint: str, url: str, software: str) -> None:
    assert guess(endpoint) == (url, software)


@pytest.mark.parametrize("endpoint", ["http://a/", "http://a/ds", "http://a/queries"])
def test_where_it_cannot_be_guessed(endpoint: str) -> None:
    with pytest.raises(InputError, match="cannot be guessed; give its address with --graph-store"):
        guess(endpoint)


@pytest.mark.parametrize("url", ["127.0.0.1:1/query", "", "file:///etc/query"])
def test_what_is_no_web_address(small: Path, url: str) -> None:
    with pytest.raises(InputError, match="is no web address; give one such as"):
        load(url, small, graph_store="http://127.0.0.1:1/store")
    with pytest.raises(InputError, match=r"the graph store .* is no web address"):
        load("http://127.0.0.1:1/query", small, graph_store=url)


# --- fingerprints -------------------------------------------------------------------------------

LINES = st.lists(st.sampled_from([f"<urn:{n}> <urn:p> <urn:o> .\n" for n in range(9)]), unique=True)


@given(LINES, LINES)
def test_fingerprints_are_equal_where_the_lines_are(one: list[str], other: list[str]) -> None:
    first, second = Fingerprint().plus(one), Fingerprint().plus(other)
    assert first.equals(second) is first.agrees(second) is (set(one) == set(other))
    assert Fingerprint().plus(one[:3]).plus(one[3:]) == first
    assert Fingerprint().plus(reversed(one)).equals(first)


def _line(lexical: str, datatype: str) -> str:
    return f'<urn:s> <urn:p> "{lexical}"^^<{datatype}> .\n'


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("10000000000", INTEGER), ("10000000000", DECIMAL)),
        (("1.5", DECIMAL), ("+01.50", DECIMAL)),
        (("true", BOOLEAN), ("1", BOOLEAN)),
        (("2020-05-08T01:02:03.25Z", TIME), ("2020-05-08T01:02:03.250+00:00", TIME)),
        (("POINT(113.5 36.1)", WKT), ("POINT(113.5 36.099998474121)", GEOMETRY)),
    ],
)  # fmt: skip
def test_the_same_value_in_another_form(one: tuple[str, str], other: tuple[str, str]) -> None:
    first, second = (Fingerprint().plus([_line(*literal)]) for literal in (one, other))
    assert first.agrees(second)
    assert not first.equals(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("10", INTEGER), ("100", INTEGER)),
        (("10", INTEGER), ("10", XSD + "string")),
        (("1.5", DECIMAL), ("1.05", DECIMAL)),
        (("1_0", INTEGER), ("10", INTEGER)),
        (("true", BOOLEAN), ("0", BOOLEAN)),
        (("2020-05-08T01:02:03Z", TIME), ("2020-05-08T01:02:03", TIME)),
        (("2020-05-08T01:02:03.05Z", TIME), ("2020-05-08T01:02:03.5Z", TIME)),
        (("2020-05-08T10:00:00Z", TIME), ("2020-05-08T1:00:00Z", TIME)),
        (("2020", XSD + "gYear"), ("2020", INTEGER)),
        (("POINT(113.5 36.1)", WKT), ("POINT(36.1 113.5)", WKT)),
        (("POINT(113.5 36.1)", WKT), ("POINT(113.5 36.10001)", WKT)),
    ],
)  # fmt: skip
def test_another_value_is_another(one: tuple[str, str], other: tuple[str, str]) -> None:
    first, second = (Fingerprint().plus([_line(*literal)]) for literal in (one, other))
    assert not first.agrees(second)


@given(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False),
)
def test_decimals_are_one_where_their_values_are(one, other) -> None:  # type: ignore[no-untyped-def]
    first, second = (by_value(_line(format(n, "f"), DECIMAL)) for n in (one, other))
    assert (first == second) is (one == other)


def test_a_literal_that_only_looks_typed_is_left_alone() -> None:
    for line in (
        f'<urn:s> <urn:p> "1\\"^^<{XSD}boolean> .\\n" .\n',
        f"<urn:s> <urn:p> <{XSD}boolean> .\n",
        '<urn:s> <urn:p> "true" .\n',
        f'<urn:s> <urn:p> "POINT(1.2.3 4)"^^<{ns.GEO}wktLiteral> .\n',
        f'<urn:s> <urn:p> "yesterday"^^<{XSD}dateTime> .\n',
    ):
        assert by_value(line) == line
