"""Mentions against the article's text: which do not fit it, and where their words are."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.annotations.anchors import check_anchors
from kg.annotations.model import Document, Mention

FILE = "annotations/gold/x.ann"
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\t\n\r")


def of(*found: Mention) -> Document:
    return Document("x", "gold", FILE, mentions={mention.id: mention for mention in found})


def test_right_anchors() -> None:
    # An astral character, curly quotes, U+00A0 and fragments.
    text = (
        "Ada Quill, mayor of Larkhaven, will sell pears and “plums” 🍐 on Pear\xa0Tube: "
        "over 300 fresh crates."
    )
    document = of(
        Mention("T1", "Person", ((0, 9),), "Ada Quill", 1),
        Mention("T2", "Product", ((51, 58),), "“plums”", 2),
        Mention("T3", "Product", ((59, 60),), "🍐", 3),
        Mention("T4", "Platform", ((64, 73),), "Pear\xa0Tube", 4),
        Mention("T5", "Figure", ((75, 83), (90, 96)), "over 300 crates", 5),
    )
    assert check_anchors(document, text) == []


@pytest.mark.parametrize(
    ("mention", "text", "named", "remedy"),
    [
        (Mention("T1", "X", ((0, 5),), "pears", 7), "a pears", "'a pea'", "the text has it at 2-7"),
        (Mention("T1", "X", ((0, 5),), "plums", 7), "a pears", "'a pea'", "correct the offsets"),
        (Mention("T1", "X", ((6, 11),), "pears", 7), "a pears", "7 characters", "it at 2-7"),
        (Mention("T1", "X", ((9, 14),), "pears", 7), "a plum", "6 characters", "correct the"),
        # as a tool would have it that counts UTF-16 units
        (Mention("T1", "X", ((5, 10),), "pears", 7), "🍐🍐 pears", "8 characters", "it at 3-8"),
        # the nearest one, on either side, even when they overlap
        (Mention("T1", "X", ((4, 6),), "aa", 7), "aa b b aa", "' b'", "it at 7-9"),
        (Mention("T1", "X", ((3, 5),), "aa", 7), "aa bbb aa", "'bb'", "it at 0-2"),
        (Mention("T1", "X", ((3, 5),), "aa", 7), "aaa bbbb aa", "' b'", "it at 1-3"),
        # and the others after it, as far as one wants to read
        (Mention("T1", "X", ((3, 4),), "a", 7), "a b a", "' '", "has it at 4-5 or 0-1"),
        (
            Mention("T1", "X", ((1, 2),), "a", 7),
            "a a a a a",
            "' '",
            "has it at 0-1 or 2-3 or 4-5, or 2 more",
        ),
        # fragments: moved together, or in one piece
        (
            Mention("T1", "X", ((0, 4), (7, 13)), "over crates", 7),
            "so over 9 crates",
            "'so o  9 cra'",
            "it at 3-7 and 10-16",
        ),
        (
            Mention("T1", "X", ((0, 4), (6, 12)), "over crates", 7),
            "so over crates",
            "'so o r crat'",
            "it at 3-14",
        ),
        (
            Mention("T1", "X", ((0, 4), (5, 11)), "over crates", 7),
            "so over 99 crates",
            "'so o er 99 '",
            "correct the offsets or the words",
        ),
        # words that the fragments do not measure are not looked for in fragments
        (
            Mention("T1", "X", ((0, 4), (7, 13)), "over crates!", 7),
            "so over 9 crates",
            "'so o  9 cra'",
            "correct the offsets or the words",
        ),
    ],
)
def test_wrong_anchor(mention: Mention, text: str, named: str, remedy: str) -> None:
    (problem,) = check_anchors(of(mention), text)
    assert (problem.file, problem.line) == (FILE, 7)
    assert "T1" in problem.message
    assert repr(mention.text) in problem.message
    assert named in problem.message
    assert remedy in str(problem.remedy)


def test_anchors_by_line_all_of_them() -> None:
    document = of(
        Mention("T1", "X", ((0, 5),), "plums", 9),
        Mention("T2", "X", ((0, 5),), "pears", 4),
        Mention("T3", "X", ((1, 3),), "ea", 2),
    )
    assert [problem.line for problem in check_anchors(document, "pears")] == [9]
    assert [problem.line for problem in check_anchors(document, "apples")] == [2, 4, 9]


@given(st.text(characters, min_size=1), st.data())
def test_slices_of_the_text_are_right_anchors(text: str, data: st.DataObject) -> None:
    cut = st.integers(0, len(text))
    cuts = sorted(data.draw(st.sets(cut, min_size=2, max_size=6)))
    spans = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    words = " ".join(text[start:end] for start, end in spans)
    assert check_anchors(of(Mention("T1", "X", spans, words, 1)), text) == []


@given(
    st.lists(st.text("ab🍐“\xa0", min_size=1), min_size=1, max_size=3),
    st.lists(st.integers(1, 9), min_size=2, max_size=2),
    st.integers(0, 20),
    st.integers(0, 20),
)
def test_moved_words_are_found_where_they_are(
    pieces: list[str], gaps: list[int], before: int, marked: int
) -> None:
    # Of the words' characters none is in the filling, so that they stand in one place only.
    parts = [pieces[0]]
    for gap, piece in zip(gaps, pieces[1:], strict=False):
        parts += ["-" * gap, piece]
    text = "-" * before + "".join(parts) + "-"
    ends = list(accumulate((len(part) for part in parts), initial=0))
    right = [(ends[at] + before, ends[at + 1] + before) for at in range(0, len(parts), 2)]
    spans = tuple((start - before + marked, end - before + marked) for start, end in right)
    found = check_anchors(of(Mention("T1", "X", spans, " ".join(pieces), 1)), text)
    if marked == before:
        assert found == []
    else:
        place = " and ".join(f"{start}-{end}" for start, end in right)
        assert [problem.remedy for problem in found] == [f"the text has it at {place}"]
