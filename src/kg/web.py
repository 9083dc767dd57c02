"""One server over HTTP: connections that stay open, and requests that are sent again."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from kg.errors import InputError, StoreError
from kg.logins import PASSWORD, USER, Login

TRIES = 5

_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_BLOCK = 1 << 16
_BROKEN_OFF = "its answer breaks off"
_SHOWN = 300
_PASSING = (
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
_NO_ROOM = re.compile(r"no space left|disk (?:is )?full|quota exceeded|ENOSPC", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:head|style)\b.*?</(?:head|style)>|<[/!]?[a-z][^>]*>", re.I | re.S)

Result = TypeVar("Result")


def is_web_address(text: str) -> bool:
    """Whether a text is an address that a request can be sent to.

    >>> is_web_address("http://localhost:7878/query"), is_web_address("localhost:7878")
    (True, False)
    """
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0
            and text.isascii()
            and not any(character <= " " or character == "\x7f" for character in text)
        )
    except ValueError:
        return False


class Stopped(Exception):
    """Somebody stopped the server's requests while this one was under way."""


class Refused(StoreError):
    """The server answered with a status that asking again will not change."""

    status = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: ``query`` goes into the address, ``timeout`` is in seconds of silence."""

    method: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 60.0


class Answer:
    """What a server answered, its body read block by block."""

    def __init__(self, response: HTTPResponse) -> None:
        self._response = response
        self.status = response.status
        self.headers = response.headers

    def blocks(self) -> Iterator[bytes]:
        """The body, decompressed."""
        if self.headers.get("Content-Encoding") != "gzip":
            yield from self._received()
            return
        unpack = zlib.decompressobj(wbits=31)
        try:
            for block in self._received():
                yield unpack.decompress(block)
        except zlib.error as error:
            raise HTTPException(f"its answer is no gzip: {error}") from error
        if not unpack.eof:
            raise HTTPException(_BROKEN_OFF)

    def _received(self) -> Iterator[bytes]:
        while block := self._response.read(_BLOCK):
            yield block
        if self._response.length:  # the library passes over that where it is asked for blocks
            raise HTTPException(_BROKEN_OFF)

    def body(self) -> bytes:
        """The body as a whole."""
        return b"".join(self.blocks())

    def reason(self) -> str:
        """What the server says in words, shortened to one line."""
        with suppress(HTTPException, OSError):
            said = _MARKUP.sub(" ", self._response.read(_BLOCK).decode("utf-8", "replace"))
            return " ".join(said.split())[:_SHOWN] or self._response.reason
        return self._response.reason


class _Passing(Exception):
    """What may be over by the next try."""

    def __init__(self, message: str, remedy: str, pause: float | None = None) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.pause = pause


class Server:
    """One address, asked by several threads over connections that stay open.

    All that is asked may be asked twice: what fails in passing is asked again after a pause, which
    doubles.
    """

    def __init__(self, what: str, url: str, correct: str) -> None:
        """A server at an address.

        ``what`` is what messages call it, such as ``the endpoint``; ``correct`` is what to do where
        the address is wrong.
        """
        if not is_web_address(url):
            raise InputError(
                f"{what} {url!r} is no web address",
                remedy="give one such as http://localhost:7878/query",
            )
        parts = urlsplit(url)
        if parts.username is not None or parts.password is not None:
            raise InputError(
                f"{what} has a user or a password in its address, where others can read it",
                remedy=f"set {USER} and {PASSWORD}, or name {parts.hostname} in a netrc file",
            )
        self.url = url
        self._name = f"{what} {url}"
        self._correct = correct
        self._parts = parts
        self._login = Login(self._name, str(parts.hostname))
        self._idle: list[HTTPConnection] = []
        self._busy: set[HTTPConnection] = set()
        self._lock = threading.Lock()
        self._reached = False
        self._stopped = threading.Event()

    def ask(
        self,
        asked: Asked,
        read: Callable[[Answer], Result],
        accept: Collection[int] = (),
        tries: int | None = None,
    ) -> Result:
        """What ``read`` makes of the answer; it starts afresh where the request is sent again.

        ``accept`` are statuses beyond those of success that ``read`` knows.

        Raises:
            Refused: the server says no.
            StoreError: it cannot be reached, or failed at every try.
        """
        pause, last = _PAUSE, tries or TRIES
        for attempt in range(1, last + 1):
            try:
                return self._once(asked, read, accept)
            except _Passing as fault:
                if self._stopped.is_set():
                    raise Stopped from fault
                if attempt == last or not self._reached:
                    tried = f" ({attempt} times tried)" if attempt > 1 else ""
                    raise StoreError(
                        f"{self._name} {fault}{tried}", remedy=fault.remedy
                    ) from fault.__cause__
                if self._stopped.wait(min(fault.pause or pause, _LONGEST_PAUSE)):
                    raise Stopped from fault
                pause *= 2
        raise AssertionError("a try returns or raises")

    def stop(self) -> None:
        """Ends what is under way, and whatever is asked from now on."""
        self._stopped.set()
        with self._lock:
            for connection in self._busy:
                with suppress(OSError, AttributeError):
                    connection.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Closes the connections; nothing may be under way."""
        for connection in self._idle:
            connection.close()

    def _once(
        self, asked: Asked, read: Callable[[Answer], Result], accept: Collection[int]
    ) -> Result:
        try:
            with self._connection(asked.timeout) as connection:
                response = self._send(connection, asked)
                if response.status == HTTPStatus.UNAUTHORIZED and self._login.learn(response):
                    response.read()
                    response = self._send(connection, asked)
                self._reached = True
                answer = Answer(response)
                if response.status >= HTTPStatus.MULTIPLE_CHOICES and response.status not in accept:
                    raise self._refusal(answer, asked)
                result = read(answer)
                response.read()
                return result
        except ssl.SSLCertVerificationError as error:
            raise StoreError(
                f"{self._name} cannot be trusted: {error.verify_message}",
                remedy=f"{self._correct}, or have its certificate signed",
            ) from error
        except TimeoutError as error:
            raise _Passing(
                f"does not answer within {asked.timeout:g} seconds", "start it again later"
            ) from error
        except (OSError, HTTPException) as error:
            said = getattr(error, "strerror", None) or " ".join(str(error).split())
            raise _Passing(
                f"cannot be reached: {said or type(error).__name__}",
                f"start it, or {self._correct}",
            ) from error

    @contextmanager
    def _connection(self, timeout: float) -> Iterator[HTTPConnection]:
        """A connection for one request; where that fails, it is closed."""
        with self._lock:
            if self._stopped.is_set():
                raise Stopped
            connection = self._idle.pop() if self._idle else self._new_connection()
            self._busy.add(connection)
        connection.timeout = timeout
        if connection.sock is not None:
            connection.sock.settimeout(timeout)
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        finally:
            with self._lock:
                self._busy.remove(connection)
                self._idle.append(connection)

    def _new_connection(self) -> HTTPConnection:
        kind = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
        return kind(str(self._parts.hostname), self._parts.port)

    def _send(self, connection: HTTPConnection, asked: Asked) -> HTTPResponse:
        """Sends it; over a connection that the server had closed meanwhile, on a new one."""
        known = connection.sock is not None
        try:
            return self._answered(connection, asked)
        except ConnectionError:
            connection.close()
            if not known or self._stopped.is_set():
                raise
        return self._answered(connection, asked)

    def _answered(self, connection: HTTPConnection, asked: Asked) -> HTTPResponse:
        target = self._target(asked)
        headers = {"Accept-Encoding": "gzip", "User-Agent": "officials-kg", **asked.headers}
        if login := self._login.header(asked.method, target):
            headers["Authorization"] = login
        # who refuses a body may answer before having read it
        with suppress(BrokenPipeError):
            connection.request(asked.method, target, asked.body, headers)
        return connection.getresponse()

    def _target(self, asked: Asked) -> str:
        query = "&".join(filter(None, (self._parts.query, urlencode(asked.query))))
        return f"{self._parts.path or '/'}{'?' if query else ''}{query}"

    def _refusal(self, answer: Answer, asked: Asked) -> Exception:
        status, said = answer.status, answer.reason()
        if status == HTTPStatus.INSUFFICIENT_STORAGE or (
            status >= HTTPStatus.INTERNAL_SERVER_ERROR and _NO_ROOM.search(said)
        ):
            return self._no(status, f"has no room left: {said}", "make room there")
        if status in _PASSING:
            return _Passing(f"failed: {status} {said}", "start it again later", _after(answer))
        match status:
            case HTTPStatus.UNAUTHORIZED:
                return self._no(status, *self._login.refused())
            case HTTPStatus.FORBIDDEN:
                who = f" to the user {self._login.user!r}" if self._login.user else ""
                remedy = "have it opened for reading and writing, or use another user"
                return self._no(status, f"forbids it{who}: {said}", remedy)
            case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
                return self._no(status, f"is not there: {said}", self._correct)
            case HTTPStatus.METHOD_NOT_ALLOWED | HTTPStatus.NOT_IMPLEMENTED:
                return self._no(status, f"takes no {asked.method}: {said}", self._correct)
            case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                size = len(asked.body or b"")
                return self._no(status, f"takes no {size} bytes at once", "raise its limit")
        if status < HTTPStatus.BAD_REQUEST:
            place = answer.headers.get("Location", "another address")
            return self._no(status, f"has moved to {place}", "give that address")
        return self._no(status, f"refuses it: {status} {said}", self._correct)

    def _no(self, status: int, message: str, remedy: str) -> Refused:
        refused = Refused(f"{self._name} {message}", remedy=remedy)
        refused.status = status
        return refused


def _after(answer: Answer) -> float | None:
    """The seconds that the server wants to be left alone."""
    wanted = answer.headers.get("Retry-After", "")
    return float(wanted) if wanted.isdecimal() else None
