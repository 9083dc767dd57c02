"""kg resolve places: lines in, lines out in their order, and every fault told before anything."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tiny import run


def written(folder: Path, *lines: str | dict[str, Any]) -> Path:
    path = folder / "mentions.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return path


XIXIAN = {"id": "b", "mention": "Xixian county", "context": ["Linfen", "Shanxi"], "date": 2020}


def test_a_line_gives_a_line_in_order(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"id": "a", "mention": "Xixian county"},
        XIXIAN,
        {"id": 3, "mention": "Linfen", "phrase": "the Linfen Daily"},
    )
    ran = run("resolve", "places", path)
    assert (ran.code, ran.err) == (0, "")
    first, second, third = [json.loads(line) for line in ran.out.splitlines()]
    assert list(first) == ["id", "code", "reason", "candidates"]
    assert (first["id"], first["code"]) == ("a", None)
    assert set(first["candidates"]) == {"141031", "411528"}
    assert second == {
        "id": "b",
        "code": "141031",
        "reason": "the only Xi County in Linfen, which the article names",
        "candidates": ["141031", "411528"],
    }
    assert (third["id"], third["code"], third["candidates"]) == (3, None, [])
    assert "newspaper" in third["reason"]


@pytest.mark.parametrize("date", [2020, "2020", "2020-05-11", None, ""])
def test_null_and_empty_are_as_if_absent(tmp_path: Path, date: Any) -> None:
    line = {"id": "1", "mention": "隰县", "type": "", "date": date, "context": None, "phrase": ""}
    ran = run("resolve", "places", written(tmp_path, line))
    assert json.loads(ran.out)["code"] == "141031"


def test_it_reads_stdin_and_writes_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.TextIOWrapper(io.BytesIO(json.dumps(XIXIAN).encode()))
    monkeypatch.setattr("sys.stdin", given)
    ran = run("resolve", "places", "-", "-o", tmp_path / "out.jsonl")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["code"] == "141031"


def test_no_line_gives_no_line(tmp_path: Path) -> None:
    ran = run("resolve", "places", written(tmp_path))
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_an_unknown_key_is_left_aside_and_told_once(tmp_path: Path) -> None:
    richer = {**XIXIAN, "note": "x", "source": "y"}
    path = written(tmp_path, richer, {**richer, "id": "c"})
    ran = run("resolve", "places", path)
    assert (ran.code, ran.out.count('"141031"')) == (0, 4)
    told = "is left aside; those read are id, mention, type, date, context, phrase"
    assert ran.err.splitlines() == [
        f"kg: {path.as_posix()}: the key 'note' {told}",
        f"kg: {path.as_posix()}: the key 'source' {told}",
    ]


def test_the_words_of_type_are_told() -> None:
    help_ = run("resolve", "places", "--help").out
    for word in ("autonomous county", "county-level city", "prefecture level", "league"):
        assert word in " ".join(help_.split())


def test_a_byte_order_mark_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    for what, name in (("places", "mention"), ("people", "name")):
        line = json.dumps({"id": 1, name: "Ada Quill"})
        path.write_bytes(b"\xef\xbb\xbf" + f"{line}\r\n\r\n  \n".encode())
        ran = run("resolve", what, path)
        assert (ran.code, ran.out.count("\n"), ran.err) == (0, 1, "")


def test_odd_characters_come_back_as_they_were(tmp_path: Path) -> None:
    line = {"id": 'a"\\é', "mention": 'Q"\\隰'}
    answer = json.loads(run("resolve", "places", written(tmp_path, line)).out)
    assert answer["id"] == line["id"]
    assert line["mention"] in answer["reason"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "the line is no JSON object: '{'; write "),
        ("[1]", "the line is no JSON object: '[1]'; write "),
        ('{"id": "1"}', "the key 'mention' is missing; write "),
        ('{"mention": "Linfen"}', "the key 'id' is missing; write "),
        ('{"id": "1", "id": "2", "mention": "x"}', "the key 'id' stands twice; keep one"),
        ({"id": "1", "mention": ""}, "mention is ''; write one line of text"),
        ({"id": None, "mention": "x"}, "id is None; write one line of text"),
        ({"id": True, "mention": "x"}, "id is True; write one line of text"),
        ({"id": "1", "mention": 5}, "mention is 5; write one line of text"),
        ({"id": "1", "mention": "x", "type": 5}, "type is 5, no text; "),
        ({"id": "1", "mention": "x", "phrase": ["a"]}, "phrase is ['a'], no text; "),
        ({"id": "1", "mention": "x", "date": "May"}, "date is 'May', no year and no day; write "),
        ({"id": "1", "mention": "x", "date": "2020-13-01"}, "date is '2020-13-01', no year"),
        ({"id": "1", "mention": "x", "date": "2020-5"}, "date is '2020-5', no year and no day; "),
        ({"id": "1", "mention": "x", "date": 20}, "date is 20, no year and no day; "),
        ({"id": "1", "mention": "x", "date": 2020.5}, "date is 2020.5, no year and no day; "),
        ({"id": "1", "mention": "x", "date": True}, "date is True, no year and no day; "),
        ({"id": "1", "mention": "x", "context": "Linfen"}, "context is 'Linfen', no list of"),
        ({"id": "1", "mention": "x", "context": [1]}, "context is [1], no list of texts; "),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_nothing_is_written(
    tmp_path: Path, line: str | dict[str, Any], says: str
) -> None:
    path = written(tmp_path, XIXIAN, line)
    for output in ("-", str(tmp_path / "out.jsonl")):
        ran = run("resolve", "places", path, "-o", output)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"kg: {path.as_posix()}:2: {says}"), ran.err
        assert not (tmp_path / "out.jsonl").exists()


def test_all_problems_of_all_lines_are_told(tmp_path: Path) -> None:
    line = {"id": "1", "mention": "", "date": "May", "context": 1}
    ran = run("resolve", "places", written(tmp_path, line, "{", XIXIAN))
    assert ran.code == 2
    places = [text.split(": ")[1].rpartition(":")[2] for text in ran.err.splitlines()]
    assert places == ["1", "1", "1", "2"]


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    missing = run("resolve", "places", tmp_path / "none.jsonl")
    assert missing.code == 2
    assert "none.jsonl: not readable: No such file" in missing.err
    ran = run("resolve", "places", written(tmp_path, XIXIAN), "-o", tmp_path / "no" / "out")
    assert ran.code == 2
    assert "cannot be written" in ran.err


def test_a_key_that_nobody_reads_is_told_once_and_the_answers_are_those_without_it(
    tmp_path: Path,
) -> None:
    record = {"name": "Chen Xiaodong", "post": "mayor", "article": "a"}
    records: list[dict[str, Any]] = [{"id": number, **record} for number in (1, 2, 3)]
    expected = run("resolve", "people", written(tmp_path, *records)).out
    for one in records:
        one["places"] = "Shanghe county"
    path = written(tmp_path, *records)
    ran = run("resolve", "people", path)
    assert ran.code == 0
    assert ran.err == (
        f"kg: {path.as_posix()}:1: the key 'places' is left aside, here and further on; read are "
        "id, name, post, place, date, article\n"
    )
    assert ran.out == expected
