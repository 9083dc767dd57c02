"""Graphs behind a SPARQL 1.1 server, by the Graph Store HTTP Protocol and one query."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode, urlsplit, urlunsplit

from kg.errors import InputError, StoreError
from kg.fingerprints import Fingerprint
from kg.store.engine import parse_quads
from kg.web import Answer, Asked, Refused, Server

NTRIPLES = "application/n-triples"
NOT_FOUND = 404

_RESULTS = "application/sparql-results+json"
_COUNT = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_WAITING = 60.0
_COUNTING = 300.0
_NOT_FOR_GZIP = (401, 403, 404)

Result = TypeVar("Result")
_LEFT_OUT = ("X-SPARQL-MaxRows", "X-SQL-State")


class Guess(NamedTuple):
    """Where a graph store should be, and which software has it there."""

    url: str
    software: str


_PLACES = (
    (r"/repositories/[^/]+$", r"\g<0>/rdf-graphs/service", "RDF4J and GraphDB"),
    (r"^/query$", "/store", "Oxigraph"),
    (r"^/sparql$", "/sparql-graph-crud-auth", "Virtuoso"),
    (r"/(?:query|sparql)$", "/data", "Fuseki"),
)


def guess(endpoint: str) -> Guess:
    """Where the graph store of an endpoint should be.

    >>> guess("http://localhost:7878/query")
    Guess(url='http://localhost:7878/store', software='Oxigraph')

    Raises:
        InputError: no server known here has such an endpoint.
    """
    parts = urlsplit(endpoint)
    for pattern, place, software in _PLACES:
        path, found = re.subn(pattern, place, parts.path.rstrip("/"))
        if found:
            return Guess(urlunsplit(parts._replace(path=path)), software)
    raise InputError(
        f"where the graph store of {endpoint} is cannot be guessed",
        remedy="give its address with --graph-store",
    )


class GraphStore:
    """The graphs of one server, by name; several threads may use it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.server = Server("the graph store", url, "give the right address with --graph-store")
        self._gzip: bool | None = None
        self._finding_out = Lock()

    def put(self, graph: str, lines: Iterable[str]) -> None:
        """Makes a graph hold these N-Triples lines and no others."""
        self._write("PUT", graph, lines)

    def add(self, graph: str, lines: Iterable[str]) -> None:
        """Adds N-Triples lines to a graph."""
        self._write("POST", graph, lines)

    def remove(self, graph: str) -> None:
        """Removes a graph, which need not be there."""
        self.server.ask(
            Asked("DELETE", {"graph": graph}, timeout=_WAITING), Answer.body, accept=(NOT_FOUND,)
        )

    def fingerprint(self, graph: str) -> Fingerprint:
        """What is in a graph now; one that is not there has no triples.

        Raises:
            StoreError: what comes is no graph, or not all of it.
        """
        return self._read(graph, Fingerprint().plus)

    def lines(self, graph: str) -> list[str]:
        """The canonical N-Triples lines of a graph, in the order of the server.

        Raises:
            StoreError: what comes is no graph, or not all of it.
        """
        return self._read(graph, list)

    def _read(self, graph: str, take: Callable[[Iterator[str]], Result]) -> Result:
        asked = Asked("GET", {"graph": graph}, None, {"Accept": NTRIPLES}, _WAITING)
        return self.server.ask(
            asked, lambda answer: take(self._lines_of(answer)), accept=(NOT_FOUND,)
        )

    def _lines_of(self, answer: Answer) -> Iterator[str]:
        if answer.status == NOT_FOUND:
            answer.body()
            return
        _refuse_part(answer, f"the graph store {self.url}")
        try:
            for text in _whole_lines(answer.blocks()):
                for quad in parse_quads([text]):
                    yield f"{quad} .\n"
        except (SyntaxError, UnicodeDecodeError) as error:
            raise StoreError(
                f"the graph store {self.url} answered with no N-Triples",
                remedy="give the right address with --graph-store",
            ) from error

    def _write(self, method: str, graph: str, lines: Iterable[str]) -> None:
        body = "".join(lines).encode("utf-8")
        if self._gzip is None:
            with self._finding_out:
                if self._gzip is None and self._takes_gzip(method, graph, body):
                    return
        self._send(method, graph, body, compress=self._gzip is True)

    def _takes_gzip(self, method: str, graph: str, body: bytes) -> bool:
        """Whether the server took a compressed body; one that did not may take a plain one."""
        try:
            self._send(method, graph, body, compress=True, tries=1)
        except StoreError as error:
            if isinstance(error, Refused) and error.status in _NOT_FOR_GZIP:
                raise
            self._gzip = False
            return False
        self._gzip = True
        return True

    def _send(
        self, method: str, graph: str, body: bytes, *, compress: bool, tries: int | None = None
    ) -> None:
        headers = {"Content-Type": NTRIPLES}
        if compress:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 1)
        asked = Asked(method, {"graph": graph}, body, headers, _WAITING)
        self.server.ask(asked, Answer.body, tries=tries)


class Counts:
    """What an endpoint says of its graphs."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.server = Server("the endpoint", url, "correct the address")

    def all(self) -> dict[str, int]:
        """How many triples each graph has.

        Raises:
            StoreError: what comes is no such list, or not all of it.
        """
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": _RESULTS}
        form = urlencode({"query": _COUNT}).encode("ascii")
        return self.server.ask(Asked("POST", {}, form, headers, _COUNTING), self._read)

    def _read(self, answer: Answer) -> dict[str, int]:
        _refuse_part(answer, f"the endpoint {self.url}")
        try:
            rows = json.loads(answer.body())["results"]["bindings"]
            return {row["g"]["value"]: int(row["n"]["value"]) for row in rows if "g" in row}
        except (ValueError, LookupError, TypeError) as error:
            raise StoreError(
                f"the endpoint {self.url} answered with no SPARQL results",
                remedy="give the address that answers queries, often ending in /query or /sparql",
            ) from error


def _refuse_part(answer: Answer, name: str) -> None:
    """Virtuoso tells in a header that it left something out, though not always."""
    if any(answer.headers.get(header) for header in _LEFT_OUT):
        raise StoreError(
            f"{name} left out part of its answer",
            remedy="raise its limits of rows and of time (ResultSetMaxRows of Virtuoso)",
        )


def _whole_lines(blocks: Iterable[bytes]) -> Iterator[str]:
    """The text of the blocks, parted at ends of lines."""
    rest = b""
    for block in blocks:
        whole, end, rest = (rest + block).rpartition(b"\n")
        if end:
            yield (whole + end).decode("utf-8")
    if rest:
        yield rest.decode("utf-8") + "\n"
