"""JSON Lines as people write them: one object a line, every problem told with its line."""

from __future__ import annotations

import json
import re
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from kg.errors import Problem

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Form(NamedTuple):
    """What a line may hold: a whole line as an example, the keys that are read, those needed."""

    example: str
    known: tuple[str, ...]
    needed: tuple[str, ...]


def lines_of(path: Path, problems: list[Problem]) -> Iterator[Line]:
    """The lines of a file; no file is no line. What keeps it from being read is a problem."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        reason = error.strerror or str(error)
        problems.append(
            Problem(f"not readable: {reason}", path.as_posix(), remedy="make it a readable file")
        )
        return
    yield from numbered(raw.split(b"\n"), path.as_posix())


def numbered(raw: Iterable[bytes], file: str) -> Iterator[Line]:
    """The given lines, counted from 1; ``file`` is what problems call their place.

    Blank lines and a byte order mark are read over.
    """
    for number, line in enumerate(raw, start=1):
        text = line.removeprefix(BOM_UTF8) if number == 1 else line
        if text.strip():
            yield Line(file, number, text)


def objects(
    lines: Iterable[Line],
    form: Form,
    problems: list[Problem],
    tell: Callable[[str], None] | None = None,
) -> Iterator[tuple[Line, dict[str, Any]]]:
    """The object of every line that holds one of that form, with the line.

    All that is wrong with a line becomes a problem, also what its reader complains of. A key that
    the form does not know is one, too; with ``tell`` it is left aside, and that is told in a
    sentence, once for each key.
    """
    told: set[str] = set()
    for line in lines:
        given = line.object(form.example, form.known if tell is None else None, form.needed)
        if given is not None:
            for key in given:
                if tell is not None and key not in form.known and key not in told:
                    told.add(key)
                    left = f"the key {key!r} is left aside, here and further on"
                    known = f"read are {', '.join(form.known)}"
                    tell(str(Problem(left, line.file, line.number, known)))
            yield line, given
        problems += line.problems


class Line:
    """One line, and what is wrong with it."""

    def __init__(self, file: str, number: int, raw: bytes = b"") -> None:
        self.file = file
        self.number = number
        self.raw = raw
        self.problems: list[Problem] = []

    def complain(self, message: str, remedy: str) -> None:
        """Adds a problem of this line."""
        self.problems.append(Problem(message, self.file, self.number, remedy))

    def object(
        self, example: str, known: Iterable[str] | None, needed: Iterable[str]
    ) -> dict[str, Any] | None:
        """The line's object, None after a complaint.

        It may have the ``known`` keys only, any if that is None, and must have those ``needed``;
        ``example`` shows a whole line.
        """
        given = self._decoded(example)
        if given is None or self.problems:
            return None
        known = tuple(given if known is None else known)
        for key in given:
            if key not in known:
                self.complain(f"unknown key {key!r}", f"use {', '.join(known)}")
        for key in needed:
            if key not in given:
                self.complain(f"the key {key!r} is missing", f"write {example}")
        return None if self.problems else given

    def text(self, key: str, given: Any) -> None:
        """Complains unless it is one line of text."""
        if not is_text(given):
            self.complain(f"{key} is {given!r}", "write one line of text")

    def name(self, key: str, given: Any) -> None:
        """Complains unless it is one line of text or a whole number."""
        if not is_text(given) and (not isinstance(given, int) or isinstance(given, bool)):
            self.complain(f"{key} is {given!r}", "write one line of text, or a whole number")

    def id(self, key: str, given: Any) -> None:
        """Complains unless it is an id that can stand in an IRI."""
        if not isinstance(given, str) or not _ID.fullmatch(given):
            self.complain(
                f"{key} is {given!r}, no id", "use lower-case letters, digits and hyphens"
            )

    def day(self, key: str, given: Any) -> date | None:
        """The day, None after a complaint."""
        try:
            if isinstance(given, str) and _DAY.fullmatch(given):
                return date.fromisoformat(given)
        except ValueError:
            pass
        self.complain(f"{key} is {given!r}, no day", "write it as YYYY-MM-DD")
        return None

    def _decoded(self, example: str) -> dict[str, Any] | None:
        try:
            given = json.loads(self.raw.decode("utf-8"), object_pairs_hook=self._pairs)
        except UnicodeDecodeError:
            self.complain("the line is no UTF-8 text", "save the file in UTF-8")
            return None
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            shown = self.raw.decode("utf-8").strip()
            shown = f"{shown[:40]}…" if len(shown) > 40 else shown
            self.complain(f"the line is no JSON object: {shown!r}", f"write {example}")
            return None
        return given

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """JSON lets a key stand twice, and would silently keep the last."""
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                self.complain(f"the key {key!r} stands twice", "keep one")
            found[key] = value
        return found


def is_text(given: Any) -> bool:
    """Whether it is one line of text: no control character in it, and half of none."""
    if not isinstance(given, str) or not given.strip():
        return False
    return given.isprintable() or not any(unicodedata.category(c) in ("Cc", "Cs") for c in given)
