"""Real servers for tests, each on a port of its own, and one that stands before them and fails."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import SystemRandom
from urllib.parse import parse_qs, urlsplit

import pytest

VIRTUOSO = shutil.which("virtuoso-t")
PASSWORD = "dba"  # of the user of the same name, in a database that is new

_VIRTUOSO_INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
MaxClientConnections = 10
[SPARQL]
ResultSetMaxRows = {rows}
"""


def free_port() -> int:
    """A port that nobody listens on, and that no connection is given meanwhile."""
    while True:
        port = SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as taken, suppress(OSError):
            taken.bind(("127.0.0.1", port))
            return port


@contextmanager
def oxigraph(location: Path, *options: str, command: str = "serve") -> Iterator[str]:
    """An Oxigraph server on a folder; its address, without a path."""
    address = f"127.0.0.1:{free_port()}"
    program = str(Path(sys.executable).with_name("oxigraph"))
    called = [program, command, "--location", str(location), "--bind", address, *options]
    with _running(called, location.parent, f"http://{address}/query", 20):
        yield f"http://{address}"


@contextmanager
def virtuoso(folder: Path, rows: int = 100_000) -> Iterator[str]:
    """A Virtuoso server with a new database in a folder; its address, without a path.

    It answers with so many rows at most.
    """
    if VIRTUOSO is None:
        if os.environ.get("CI"):
            pytest.fail("Virtuoso is not installed, and CI must have it: virtuoso-opensource-7-bin")
        pytest.skip("needs Virtuoso: apt-get install virtuoso-opensource-7-bin")
    http = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    settings = _VIRTUOSO_INI.format(sql=free_port(), http=http, rows=rows)
    (folder / "virtuoso.ini").write_text(settings, encoding="ascii")
    called = [VIRTUOSO, "+foreground", "+configfile", "virtuoso.ini"]
    with _running(called, folder, f"http://127.0.0.1:{http}/sparql", 120):
        yield f"http://127.0.0.1:{http}"


@contextmanager
def _running(command: list[str], folder: Path, query_address: str, seconds: int) -> Iterator[None]:
    silent = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=folder, stdout=silent, stderr=silent)
    try:
        deadline = time.monotonic() + seconds
        while not _answers(query_address):
            assert server.poll() is None, "the server ended by itself"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}?query=ASK%7B%7D", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, HTTPException):
        return False


@dataclass(frozen=True)
class Request:
    """What came in: ``graph`` is empty where a query was sent."""

    method: str
    path: str
    graph: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """What goes out instead, or is to be changed before it goes out."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Hangup(Exception):
    """Raised by a rule: the connection is closed without an answer."""


class Between(ThreadingHTTPServer):
    """Stands before a server, writes down what comes, and does to it what two rules say.

    ``instead`` may answer a request in the server's place; ``after`` may change what the server
    answered.
    """

    daemon_threads = True
    instead: Callable[[Request], Reply | None]
    after: Callable[[Request, Reply], Reply]

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = urlsplit(target)
        self.asked: list[Request] = []
        self.connections = 0
        self.under_way = 0
        self.instead = lambda _: None
        self.after = lambda _, reply: reply

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def endpoint(self) -> str:
        return f"{self.address}/query"

    def graphs(self, *methods: str) -> list[str]:
        """The graphs that were asked for, in order."""
        return [one.graph for one in self.asked if one.method in methods and one.graph]

    def handle_error(self, *_: object) -> None:
        """Says nothing of clients that went away."""

    def forget(self) -> None:
        """Forgets what was asked."""
        self.asked.clear()
        self.connections = 0


class _Handler(BaseHTTPRequestHandler):
    server: Between
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1
        target = self.server.target
        self.upstream = HTTPConnection(str(target.hostname), target.port, timeout=60)

    def finish(self) -> None:
        self.upstream.close()
        with suppress(OSError):
            super().finish()

    def _do(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        parts = urlsplit(self.path)
        graph = parse_qs(parts.query).get("graph", [""])[0]
        body = self.rfile.read(length)
        if len(body) < length:  # who asked is gone
            self.close_connection = True
            return
        asked = Request(self.command, parts.path, graph, dict(self.headers), body)
        self.server.asked.append(asked)
        self.server.under_way += 1
        try:
            reply = self.server.instead(asked) or self._forwarded(asked)
            reply = self.server.after(asked, reply)
        except Hangup:
            self.close_connection = True
            return
        finally:
            self.server.under_way -= 1
        with suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in reply.headers and reply.status != 204:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
            whole = int(reply.headers.get("Content-Length", len(reply.body))) == len(reply.body)
            self.close_connection = not whole
            return
        self.close_connection = True

    do_GET = do_PUT = do_POST = do_DELETE = _do  # noqa: N815 (the library's names)

    def _forwarded(self, asked: Request) -> Reply:
        kept = ("content-type", "accept", "content-encoding", "authorization")
        headers = {name: value for name, value in asked.headers.items() if name.lower() in kept}
        self.upstream.request(self.command, self.path, asked.body, headers)
        answer = self.upstream.getresponse()
        body = answer.read()
        names = ("Content-Type", "WWW-Authenticate")
        told = {name: answer.headers[name] for name in names if name in answer.headers}
        return Reply(answer.status, body, told)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def between(target: str) -> Iterator[Between]:
    """Stands before a server until the block ends."""
    with Between(target) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()
