"""Mentions of places as JSON lines, and what was decided of them as JSON lines."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Any

from kg.errors import InputError, Problem
from kg.jsonlines import Line, numbered
from kg.places.resolver import PlaceMention, PlaceResolver

EXAMPLE = '{"id": "1", "mention": "Xixian county", "date": 2020, "context": ["Linfen"]}'

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_NEEDED = ("id", "mention")
_KNOWN = ("id", "mention", "type", "date", "context", "phrase")
_KEYS = frozenset(_KNOWN)
_TEXTS = frozenset((str,))

Identified = tuple[str | int, PlaceMention]


def read_places(
    raw: Iterable[bytes], file: str, warn: Callable[[str], None] | None = None
) -> list[Identified]:
    """The mentions of all lines with their ids; ``file`` is what problems call the input.

    Keys that this does not know are left aside, and ``warn`` is told of each once; null and empty
    texts are as if not there.

    Raises:
        InputError: a line is not one of a mention; it tells the problems of all lines.
    """
    problems: list[Problem] = []
    left_aside: dict[str, None] = {}
    mentions: list[Identified] = []
    for line in numbered(raw, file):
        if not line.raw or line.raw.isspace():
            continue
        given = _object(line.raw) or line.object(EXAMPLE, None, _NEEDED)
        if given is not None:
            if not _KEYS.issuperset(given):
                left_aside.update(dict.fromkeys(key for key in given if key not in _KEYS))
            mentions.append((given["id"], _mention(line, given)))
        problems += line.problems
    if problems:
        raise InputError.from_problems(problems)
    if warn is not None:
        for key in left_aside:
            warn(f"{file}: the key {key!r} is left aside; those read are {', '.join(_KNOWN)}")
    return mentions


@contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's search for cycles of garbage: many mentions are resolved a fifth faster.

    What is read and kept has no cycles, so nothing is lost by it.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


def answers(resolver: PlaceResolver, mentions: Iterable[Identified]) -> Iterator[str]:
    """A line for each mention: id, code or null, reason, and the codes of the candidates."""
    for identifier, mention in mentions:
        found = resolver.resolve(mention)
        id_ = quoted(identifier) if isinstance(identifier, str) else identifier
        code = f'"{found.code}"' if found.code else "null"
        codes = [division.code for division in found.candidates]
        candidates = '", "'.join(dict.fromkeys(codes) if len(codes) > 1 else codes)
        listed = f'["{candidates}"]' if candidates else "[]"
        reason = quoted(found.reason)
        yield f'{{"id": {id_}, "code": {code}, "reason": {reason}, "candidates": {listed}}}\n'


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of some pairs; a key that stands twice is a ValueError."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


_READER = json.JSONDecoder(object_pairs_hook=_once)


def _object(raw: bytes) -> dict[str, Any] | None:
    """The object of a line with all that is needed, None for any other line.

    `Line.object` says what is wrong with those, and takes longer.
    """
    try:
        text = raw.strip().decode()
        given, end = _READER.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    whole = end == len(text) and isinstance(given, dict) and "id" in given and "mention" in given
    return given if whole else None


def _mention(line: Line, given: dict[str, Any]) -> PlaceMention:
    identifier = given["id"]
    if not isinstance(identifier, int) or isinstance(identifier, bool):
        _check_text(line, "id", identifier)
    _check_text(line, "mention", given["mention"])
    return PlaceMention(
        given["mention"],
        _text(line, "type", given),
        _date(line, given.get("date")),
        _context(line, given.get("context")),
        _text(line, "phrase", given),
    )


def _check_text(line: Line, key: str, value: Any) -> None:
    if not isinstance(value, str) or not value.isprintable() or not value.strip():
        line.text(key, value)


def _text(line: Line, key: str, given: dict[str, Any]) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        line.complain(f"{key} is {value!r}, no text", "write a text, or leave it out")
        return None
    return value or None


def _date(line: Line, value: Any) -> str | int | None:
    """A year, a month or a day; None if there is none, or after a complaint."""
    if value is None or value == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return value
    if isinstance(value, str) and _is_date(value):
        return value
    line.complain(f"date is {value!r}, no year and no day", "write 2020 or 2020-05-11")
    return None


@lru_cache(maxsize=1 << 12)
def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text + "0000-01-01"[len(text) :]))
    except ValueError:
        return False


def _context(line: Line, value: Any) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, list) and _TEXTS.issuperset(map(type, value)):
        return tuple(filter(None, value))
    line.complain(
        f"context is {value!r}, no list of texts", 'write the places as ["Linfen", "Shanxi"]'
    )
    return ()
