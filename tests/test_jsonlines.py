"""JSON Lines: what is read over, what is told, and where."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any

import pytest

from kg.errors import Problem
from kg.jsonlines import Form, Line, lines_of, numbered, objects

FORM = Form('{"id": "1", "name": "…"}', ("id", "name", "place"), ("id", "name"))


def read(
    *raw: bytes | dict[str, Any], told: list[str] | None = None
) -> tuple[list[Any], list[str]]:
    """The objects of the lines, each with its line's number, and the problems."""
    problems: list[Problem] = []
    given = (json.dumps(one).encode() if isinstance(one, dict) else one for one in raw)
    tell = None if told is None else told.append
    found = [
        (line.number, one) for line, one in objects(numbered(given, "f"), FORM, problems, tell)
    ]
    return found, [str(problem) for problem in problems]


ADA = {"id": "1", "name": "Ada"}


def test_blank_lines_and_a_byte_order_mark_are_read_over_but_counted(tmp_path: Path) -> None:
    raw = [BOM_UTF8 + b'{"id": "1", "name": "Ada"}\r', b"", b" \t\r", b"{}"]
    missing = "is missing; write " + FORM.example
    expected = [f"f:4: the key 'id' {missing}", f"f:4: the key 'name' {missing}"]
    assert read(*raw) == ([(1, ADA)], expected)
    (tmp_path / "f").write_bytes(b"\n".join(raw))
    assert [line.number for line in lines_of(tmp_path / "f", [])] == [1, 4]
    assert read(BOM_UTF8, b"") == ([], [])


def test_a_byte_order_mark_elsewhere_is_no_json() -> None:
    found, problems = read(ADA, BOM_UTF8 + b"{}")
    assert found == [(1, ADA)]
    assert [problem.partition(";")[0] for problem in problems] == [
        r"f:2: the line is no JSON object: '\ufeff{}'"
    ]


def test_a_key_that_is_not_known_is_a_problem_unless_it_is_told() -> None:
    odd = ADA | {"places": "x"}
    assert read(odd) == ([], ["f:1: unknown key 'places'; use id, name, place"])
    told: list[str] = []
    assert read(odd, told=told) == ([(1, odd)], [])
    assert told == [
        "f:1: the key 'places' is left aside, here and further on; read are id, name, place"
    ]


def test_each_key_that_is_left_aside_is_told_once() -> None:
    told: list[str] = []
    read(ADA, ADA | {"a": 1}, ADA | {"b": 2, "a": None}, ADA | {"a": 3, "place": "x"}, told=told)
    assert [sentence.partition(" is left")[0] for sentence in told] == [
        "f:2: the key 'a'", "f:3: the key 'b'",
    ]  # fmt: skip


def test_what_the_reader_complains_of_is_a_problem_of_the_line() -> None:
    problems: list[Problem] = []
    lines = numbered([json.dumps(ADA).encode()] * 2, "f")
    for line, _ in objects(lines, FORM, problems):
        line.complain(f"bad {line.number}", "mend it")
    assert [str(problem) for problem in problems] == ["f:1: bad 1; mend it", "f:2: bad 2; mend it"]


@pytest.mark.parametrize("given", ["a", "隰县", "a b", 3, 0, -1, "half a line\u200b"])
def test_what_names_a_line(given: Any) -> None:
    line = Line("f", 1)
    line.name("id", given)
    assert line.problems == []


@pytest.mark.parametrize("given", ["", " ", "a\nb", "\x7f", "\ud800", None, True, 1.5, ["a"]])
def test_what_names_none(given: Any) -> None:
    line = Line("f", 1)
    line.name("id", given)
    (problem,) = line.problems
    assert str(problem) == f"f:1: id is {given!r}; write one line of text, or a whole number"
