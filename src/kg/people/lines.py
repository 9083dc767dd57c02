"""Records of persons as JSON lines, and what was decided of them as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from kg.errors import InputError, Problem
from kg.jsonlines import Form, Line, numbered, objects
from kg.people.records import Record, days
from kg.people.resolver import People

FORM = Form(
    '{"id": "1", "name": "Chen Xiaodong", "post": "deputy head", "place": "Shanghe county"}',
    known=("id", "name", "post", "place", "date", "article"),
    needed=("id", "name"),
)

Identified = tuple[str | int, Record]


def read_people(
    raw: Iterable[bytes], file: str, tell: Callable[[str], None] = lambda _: None
) -> list[Identified]:
    """The records of all lines with their ids; ``file`` is what problems call the input.

    Keys that this does not know are left aside, each told once in a sentence; null and empty texts
    are as if not there. A date that is printed without a year tells nothing.

    Raises:
        InputError: a line is no record, or an id stands twice; it tells the problems of all lines.
    """
    problems: list[Problem] = []
    records: list[Identified] = []
    first: dict[str, int] = {}
    for line, given in objects(numbered(raw, file), FORM, problems, tell):
        record = _record(line, given)
        before = first.setdefault(record.id, line.number)
        if before != line.number:
            line.complain(
                f"the id {given['id']!r} stands in line {before} already",
                "give each line an id of its own",
            )
        records.append((given["id"], record))
    if problems:
        raise InputError.from_problems(problems)
    return records


def answers(people: People, records: Sequence[Identified]) -> Iterator[str]:
    """A line for each record: id, cluster, merged_because; then one for each candidate."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    printed = {record.id: identifier for identifier, record in records}
    reasons = {merge.b: merge.reason for merge in people.merges}
    for identifier, record in records:
        answer = {
            "id": identifier,
            "cluster": printed[people.clusters[record.id]],
            "merged_because": reasons.get(record.id),
        }
        yield encode(answer) + "\n"
    for pair in people.candidates:
        told = {"score": pair.score, "explanation": pair.explanation}
        yield encode({"a": printed[pair.a], "b": printed[pair.b], **told}) + "\n"


def _record(line: Line, given: dict[str, Any]) -> Record:
    line.name("id", given["id"])
    line.text("name", given["name"])
    day = _text(line, "date", given)
    try:
        days(day or "")
    except ValueError as error:
        line.complain(f"date is {day!r}: {error}", "write 2020 or 2020-05-11, or leave it out")
    return Record(
        str(given["id"]),
        (str(given["name"]),),
        _text(line, "post", given),
        _text(line, "place", given),
        day,
        _text(line, "article", given),
    )


def _text(line: Line, key: str, given: dict[str, Any]) -> str | None:
    """The text, None if there is none, or after a complaint; a year or a code may be a number."""
    value = given.get(key)
    if _is_whole(value):
        return str(value)
    if value is not None and not isinstance(value, str):
        line.complain(f"{key} is {value!r}, no text", "write a text, or leave it out")
        return None
    return value.strip() or None if value else None


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
