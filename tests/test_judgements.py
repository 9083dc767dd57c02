"""The file of judgements: what is read, what is refused with which sentence, what is added."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging import judged, retracted
from kg.errors import InputError
from kg.judgements import (
    DECISIONS,
    FILE,
    Judgement,
    add,
    checked,
    in_force,
    minted,
    names_a_thing,
    read_judgements,
)

GOOD: dict[str, Any] = {
    "id": "k3x9",
    "judgement": "same",
    "things": ["a/T4", "b/T7"],
    "entity": "k3x9",
    "by": "Ada Quill",
    "on": "2031-05-07",
    "because": "both tell of the head of Larkhaven",
}
TAKEN_BACK: dict[str, Any] = {
    "id": "m5d2",
    "judgement": "retracted",
    "retracts": "k3x9",
    "by": "Ada Quill",
    "on": "2031-05-09",
    "because": "the second was her predecessor",
}
SHOWN = (
    'write {"id": "…", "judgement": "same", "things": ["ARTICLE/T1", "ARTICLE/T2"], "entity": "…", '
    '"by": "…", "on": "YYYY-MM-DD", "because": "…"}'
)
SHOWN_BACK = (
    'write {"id": "…", "judgement": "retracted", "retracts": "…", "by": "…", "on": "YYYY-MM-DD", '
    '"because": "…"}'
)
XIAN = "gbt2260:141031"
MINTED = minted("a/T4", "b/T7")
GONE = object()


def changed(given: dict[str, Any], **changes: Any) -> str:
    """A line as it stands in the file, with other values, or without what is GONE."""
    return json.dumps({k: v for k, v in {**given, **changes}.items() if v is not GONE})


def corpus_of(folder: Path, *lines: str | dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    written = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / FILE).write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
    return folder


def told(*corpora: Path) -> list[str]:
    """What is wrong, a sentence each, with the file's name alone."""
    with pytest.raises(InputError) as caught:
        read_judgements(corpora)
    problems = [str(problem) for problem in caught.value.problems]
    assert str(caught.value) == "\n".join(problems)
    for corpus in corpora:
        problems = [p.replace(f"{corpus.parent.as_posix()}/", "") for p in problems]
    return problems


# Reading -----------------------------------------------------------------------------------------


def test_lines_are_read_as_they_are(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "c", GOOD, TAKEN_BACK)
    same, back = read_judgements([corpus])
    file = (corpus / FILE).as_posix()
    assert same == Judgement(
        "same", ("a/T4", "b/T7"), "k3x9", id="k3x9", by="Ada Quill", on=date(2031, 5, 7),
        because="both tell of the head of Larkhaven", file=file, line=1,
    )  # fmt: skip
    assert (back.decision, back.things, back.entity, back.retracts) == (
        "retracted",
        (),
        None,
        "k3x9",
    )
    assert str(back) == f"{file}:2"


def test_no_file_is_no_judgement(tmp_path: Path) -> None:
    assert read_judgements([tmp_path]) == []
    (tmp_path / FILE).write_bytes(b"")
    assert read_judgements([tmp_path, tmp_path / "nowhere"]) == []


def test_blank_lines_and_a_byte_order_mark_are_read_over(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "c", "\ufeff" + changed(GOOD), "", changed(GOOD), " ")
    assert told(corpus) == [
        f"c/{FILE}:3: the id 'k3x9' stands in c/{FILE}:1 already; give each line an id of its own"
    ]


def test_what_was_taken_back_is_not_in_force(tmp_path: Path) -> None:
    other = {**GOOD, "id": "x", "judgement": "different", "entity": None}
    del other["entity"]
    read = read_judgements([corpus_of(tmp_path / "c", GOOD, other, TAKEN_BACK)])
    assert [one.id for one in in_force(read)] == ["x"]
    assert in_force([]) == []


@pytest.mark.parametrize("decision", ["different", "unsure", "related"])
def test_two_codes_can_be_judged_anything_but_the_same(tmp_path: Path, decision: str) -> None:
    things = ["gbt2260:141031", "gbt2260:310108-2014"]
    line = changed(GOOD, judgement=decision, things=things, entity=GONE)
    (one,) = read_judgements([corpus_of(tmp_path / "c", line)])
    assert (one.decision, list(one.things)) == (decision, things)


def test_an_entity_may_be_the_same_as_a_place(tmp_path: Path) -> None:
    line = changed(GOOD, things=["iso3166:JP", "a/T4"], entity=GONE)
    (one,) = read_judgements([corpus_of(tmp_path / "c", line)])
    assert one.entity is None


@pytest.mark.parametrize(
    "given",
    [
        "a/T1", "003-northeast/T18", "Ürümqi/T2", "gbt2260:141031", "gbt2260:310108-2014",
        "iso3166:CN",
    ],
)  # fmt: skip
def test_what_names_a_thing(given: str) -> None:
    assert names_a_thing(given)


@pytest.mark.parametrize(
    "given",
    [
        "", "T1", "/T1", "a/", "a/E1", "a/T", "a/T1/T2", "a b/T1", "a:b/T1", "a/T1 ", "a/T1\n",
        "141031", "gbt2260:14103", "gbt2260:141031-20", "gbt2260:１４１０３１", "iso3166:cn",
        "geonames:1",
    ],
)  # fmt: skip
def test_what_names_none(given: str) -> None:
    assert not names_a_thing(given)


def test_ids_depend_on_the_parts_alone() -> None:
    assert minted("a/T4", "b/T7") == MINTED
    assert len(MINTED) == 10
    ids = {minted(*parts) for parts in [("a", "b"), ("b", "a"), ("a",), ("ab",), ("a", 1), ()]}
    assert len(ids) == 6
    assert all(id_.isalnum() and id_ == id_.lower() for id_ in ids)


# What is refused ---------------------------------------------------------------------------------

KEYS = "use id, judgement, things, entity, retracts, by, on, because"
ANY = "use same, different, unsure, related or retracted"
ID = "use lower-case letters, digits and hyphens"
TEXT = "write one line of text"
DAY = "write it as YYYY-MM-DD"
TWO = 'name two: ["ARTICLE/T1", "ARTICLE/T2"]'
THING = "write ARTICLE/T1, or the code of a place such as gbt2260:141031"
HAS_CODE = "entity names what two things are once they are one, and a place has its code"
BAD = {
    "no JSON": ("same: a/T1 b/T1", f"the line is no JSON object: 'same: a/T1 b/T1'; {SHOWN}"),
    "an array": ("[1, 2]", f"the line is no JSON object: '[1, 2]'; {SHOWN}"),
    "an unknown key": (changed(GOOD, why="x"), f"unknown key 'why'; {KEYS}"),
    "a key twice": (
        changed(GOOD)[:-1] + ', "by": "Bo"}', "the key 'by' stands twice; keep one",
    ),
    "no id": (changed(GOOD, id=GONE), f"the key 'id' is missing; {SHOWN}"),
    "no judgement": (changed(GOOD, judgement=GONE), f"the key 'judgement' is missing; {SHOWN}"),
    "no author": (changed(GOOD, by=GONE), f"the key 'by' is missing; {SHOWN}"),
    "no day": (changed(GOOD, on=GONE), f"the key 'on' is missing; {SHOWN}"),
    "no reason": (changed(GOOD, because=GONE), f"the key 'because' is missing; {SHOWN}"),
    "no things": (changed(GOOD, things=GONE), f"the key 'things' is missing; {SHOWN}"),
    "no entity": (
        changed(GOOD, entity=GONE), f"the key 'entity' is missing; add \"entity\": \"{MINTED}\"",
    ),
    "nothing taken back": (
        changed(TAKEN_BACK, retracts=GONE), f"the key 'retracts' is missing; {SHOWN_BACK}",
    ),
    "a retraction with things": (
        changed(TAKEN_BACK, things=["a/T1", "b/T1"]),
        f"a line that says 'retracted' has no 'things'; {SHOWN_BACK}",
    ),
    "a retraction with an entity": (
        changed(TAKEN_BACK, entity="x"),
        f"a line that says 'retracted' has no 'entity'; {SHOWN_BACK}",
    ),
    "a judgement that takes back": (
        changed(GOOD, retracts="m5d2"), f"a line that says 'same' has no 'retracts'; {SHOWN}",
    ),
    "an unknown decision": (changed(GOOD, judgement="one"), f"'one' is no judgement; {ANY}"),
    "a decision that is a list": (
        changed(GOOD, judgement=["same"]), f"['same'] is no judgement; {ANY}",
    ),
    "an id in capitals": (changed(GOOD, id="K3"), f"id is 'K3', no id; {ID}"),
    "an id that is a number": (changed(GOOD, id=7), f"id is 7, no id; {ID}"),
    "an entity with a slash": (changed(GOOD, entity="a/b"), f"entity is 'a/b', no id; {ID}"),
    "an entity that is null": (changed(GOOD, entity=None), f"entity is None, no id; {ID}"),
    "a retraction of a number": (
        changed(TAKEN_BACK, retracts=3), f"retracts is 3, no id; {ID}",
    ),
    "no words by whom": (changed(GOOD, by="  "), f"by is '  '; {TEXT}"),
    "two lines of reason": (changed(GOOD, because="a\nb"), f"because is 'a\\nb'; {TEXT}"),
    "half a character": (changed(GOOD, because="\ud800"), f"because is '\\ud800'; {TEXT}"),
    "a day that is none": (changed(GOOD, on="2031-02-30"), f"on is '2031-02-30', no day; {DAY}"),
    "a month": (changed(GOOD, on="2031-05"), f"on is '2031-05', no day; {DAY}"),
    "a year": (changed(GOOD, on=2031), f"on is 2031, no day; {DAY}"),
    "things that are null": (changed(GOOD, things=None), f"things is None; {TWO}"),
    "a thing alone": (changed(GOOD, things=["a/T1"]), f"things is ['a/T1']; {TWO}"),
    "three things": (
        changed(GOOD, things=["a/T1", "b/T1", "c/T1"]),
        f"things is ['a/T1', 'b/T1', 'c/T1']; {TWO}",
    ),
    "an event": (changed(GOOD, things=["a/E1", "b/T1"]), f"'a/E1' names no thing; {THING}"),
    "a number": (changed(GOOD, things=["a/T1", 4]), f"4 names no thing; {THING}"),
    "a code of nobody": (
        changed(GOOD, things=["a/T1", "geonames:7"]), f"'geonames:7' names no thing; {THING}",
    ),
    "itself": (
        changed(GOOD, things=["a/T1", "a/T1"]), "'a/T1' stands twice; name two things",
    ),
    "two codes": (
        changed(GOOD, things=["gbt2260:141031", "iso3166:CN"], entity=GONE),
        "two codes are two places; say that they are related, or take it out",
    ),
    "one code twice": (
        changed(GOOD, judgement="unsure", things=[f"{XIAN}-2020", XIAN], entity=GONE),
        f"'{XIAN}-2020' and '{XIAN}' are one place; name two things",
    ),
    "an entity beside a place": (
        changed(GOOD, things=["a/T1", "gbt2260:141031"]), f"{HAS_CODE}; take it out",
    ),
    "an entity where nothing is joined": (
        changed(GOOD, judgement="different"), f"{HAS_CODE}; take it out",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("line", "sentence"), BAD.values(), ids=BAD)
def test_a_line_that_cannot_be_used(line: str, sentence: str, tmp_path: Path) -> None:
    before = changed(GOOD, id="fine", entity="fine")
    corpus = corpus_of(tmp_path / "c", before, line, changed(GOOD, id="too", entity="too"))
    assert told(corpus) == [f"c/{FILE}:2: {sentence}"]


def test_what_is_no_text_and_what_cannot_be_read(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path / "c")
    (corpus / FILE).write_bytes(changed(GOOD).encode() + b'\n{"id": "\xff"}\n')
    assert told(corpus) == [f"c/{FILE}:2: the line is no UTF-8 text; save the file in UTF-8"]
    (corpus / FILE).unlink()
    (corpus / FILE).mkdir()
    assert told(corpus) == [
        f"c/{FILE}: not readable: Is a directory; make it a readable file"
    ]  # fmt: skip


def test_every_problem_of_every_file_is_told(tmp_path: Path) -> None:
    one = corpus_of(tmp_path / "c", changed(GOOD, id="A", on="May"), "{}")
    other = corpus_of(tmp_path / "d", changed(GOOD, judgement="one"))
    problems = told(one, other)
    assert [problem.partition(": ")[0] for problem in problems] == [
        f"c/{FILE}:1", f"c/{FILE}:1", *[f"c/{FILE}:2"] * 5, f"d/{FILE}:1",
    ]  # fmt: skip


def test_an_id_that_stands_twice(tmp_path: Path) -> None:
    one = corpus_of(tmp_path / "c", GOOD, changed(GOOD, things=["a/T1", "b/T1"], entity="x"))
    other = corpus_of(tmp_path / "d", changed(GOOD, things=["a/T2", "b/T2"], entity="y"))
    again = "give each line an id of its own"
    assert told(one) == [f"c/{FILE}:2: the id 'k3x9' stands in c/{FILE}:1 already; {again}"]
    assert told(one, other)[1:] == [
        f"d/{FILE}:1: the id 'k3x9' stands in c/{FILE}:1 already; {again}"
    ]


BEFORE = "name a judgement that stands before it in the same file"
BACK = changed(TAKEN_BACK)
WRONG_RETRACTIONS = {
    "of nothing": ([BACK], 1, f"'k3x9' is the id of no judgement; {BEFORE}"),
    "of a later line": (
        [BACK, changed(GOOD)], 1, f"'k3x9' is the id of no line before this one; {BEFORE}",
    ),
    "of itself": (
        [changed(TAKEN_BACK, retracts="m5d2")], 1,
        f"'m5d2' is the id of no line before this one; {BEFORE}",
    ),
    "of a retraction": (
        [changed(GOOD), BACK, changed(TAKEN_BACK, id="z", retracts="m5d2")], 3,
        "'m5d2' is a retraction itself; judge anew instead",
    ),
    "a second time": (
        [changed(GOOD), BACK, changed(TAKEN_BACK, id="z")], 3,
        f"'k3x9' was taken back in c/{FILE}:2 already; take the line out",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "line", "sentence"), WRONG_RETRACTIONS.values(), ids=WRONG_RETRACTIONS
)
def test_a_retraction_that_cannot_be(
    lines: list[str], line: int, sentence: str, tmp_path: Path
) -> None:
    assert told(corpus_of(tmp_path / "c", *lines)) == [f"c/{FILE}:{line}: {sentence}"]


def test_a_retraction_of_a_line_in_another_file(tmp_path: Path) -> None:
    one, other = corpus_of(tmp_path / "c", GOOD), corpus_of(tmp_path / "d", BACK)
    sentence = f"d/{FILE}:1: 'k3x9' is the id of no line before this one; {BEFORE}"
    assert told(one, other) == told(other, one) == [sentence]


# Adding ------------------------------------------------------------------------------------------

AGAIN = "see that it can be, and try again"
NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1).filter(str.strip)
IDS = st.lists(st.text("az09", min_size=1, max_size=4), min_size=1, max_size=3).map("-".join)
ENTITIES = st.builds("{}/T{}".format, st.text("aZ0.é中'-_", min_size=1), st.integers(0, 10**6))


@st.composite
def judgements(draw: st.DrawFn) -> Judgement:
    """Any that can be written, but for retractions."""
    decision = draw(st.sampled_from(DECISIONS))
    one, other = draw(st.lists(ENTITIES, min_size=2, max_size=2, unique=True))
    if draw(st.booleans()):
        other = draw(st.sampled_from(["gbt2260:141031", "gbt2260:310108-2014", "iso3166:CN"]))
    joined = decision == "same" and ":" not in other
    return Judgement(
        id=draw(IDS),
        decision=decision,
        things=(one, other),
        entity=draw(IDS) if joined else None,
        retracts=None,
        by=draw(NAMES),
        on=draw(st.dates()),
        because=draw(NAMES),
    )


@given(st.lists(st.lists(judgements(), max_size=3), max_size=3), st.randoms())
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Judgement]], random: Any
) -> None:
    corpus = tmp_path_factory.mktemp("written")
    expected: list[Judgement] = []
    for batch in batches:
        new = {one.id: one for one in batch if one.id not in {e.id for e in expected}}
        back = [retracted(minted(id_), id_) for id_ in new if random.random() < 0.3]
        added = [*new.values(), *(one for one in back if one.id not in new)]
        expected += add(corpus, [checked(one) for one in added])
    read = read_judgements([corpus])
    assert read == expected
    assert [one.line for one in read] == list(range(1, len(expected) + 1))


def test_what_no_file_could_hold_is_told_without_a_place() -> None:
    good = judged("one", "same", "a/T1", "b/T1")
    assert checked(good) is good
    assert str(good) == "this judgement"
    with pytest.raises(InputError) as caught:
        checked(replace(good, things=("a/T1", "a/T1"), by="", because="a\tb"))
    assert [str(problem) for problem in caught.value.problems] == [
        f"by is ''; {TEXT}", f"because is 'a\\tb'; {TEXT}", "'a/T1' stands twice; name two things",
    ]  # fmt: skip


def test_lines_are_added_at_the_end(tmp_path: Path) -> None:
    first, second = judged("one", "same", "a/T1", "b/T1"), judged("two", "unsure", "a/T2", "b/T2")
    add(tmp_path, [first])
    before = (tmp_path / FILE).read_bytes()
    add(tmp_path, [second, retracted("three", "one")])
    after = (tmp_path / FILE).read_bytes()
    assert after.startswith(before)
    assert after.decode().splitlines()[1:] == [
        '{"id": "two", "judgement": "unsure", "things": ["a/T2", "b/T2"], "by": "Cy Lark", '
        '"on": "2031-05-07", "because": "both tell of one"}',
        '{"id": "three", "judgement": "retracted", "retracts": "one", "by": "Cy Lark", '
        '"on": "2031-05-09", "because": "it was another"}',
    ]


def test_a_missing_end_of_line_is_mended(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(changed(GOOD), encoding="utf-8")
    (added,) = add(tmp_path, [judged("two", "unsure", "a/T2", "b/T2")])
    assert str(added) == f"{(tmp_path / FILE).as_posix()}:2"
    assert [one.id for one in read_judgements([tmp_path])] == ["k3x9", "two"]
    assert (tmp_path / FILE).read_text("utf-8").startswith(changed(GOOD) + "\n{")


@pytest.mark.parametrize("before", ["", changed(GOOD), changed(GOOD) + "\n"])
def test_on_a_full_disk_nothing_is_added(
    before: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE).write_text(before, encoding="utf-8")
    really = os.write

    def half(descriptor: int, data: bytes) -> int:
        return really(descriptor, data[: len(data) // 2])

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(InputError) as caught:
        add(tmp_path, [judged("two", "unsure", "a/T2", "b/T2")])
    path = (tmp_path / FILE).as_posix()
    reason = os.strerror(errno.ENOSPC)
    assert str(caught.value) == f"{path}: cannot be written: {reason}; {AGAIN}"
    assert (tmp_path / FILE).read_text("utf-8") == before


def test_while_somebody_else_writes_nothing_is_added(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text(changed(GOOD) + "\n", encoding="utf-8")
    with path.open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(InputError) as caught:
            add(tmp_path, [judged("two", "unsure", "a/T2", "b/T2")])
    assert str(caught.value) == f"{path.as_posix()}: somebody else has just written it; try again"
    assert path.read_text("utf-8") == changed(GOOD) + "\n"
    add(tmp_path, [judged("two", "unsure", "a/T2", "b/T2")])
    assert len(read_judgements([tmp_path])) == 2


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    with pytest.raises(InputError) as caught:
        add(nowhere, [judged("two", "unsure", "a/T2", "b/T2")])
    path = (nowhere / FILE).as_posix()
    assert str(caught.value) == f"{path}: cannot be written: No such file or directory; {AGAIN}"
    assert not nowhere.exists()
