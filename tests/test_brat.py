"""brat standoff: what is read, what is refused and why, and that writing loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.annotations.brat import read_brat, write_brat
from kg.annotations.model import (
    Argument,
    Attribute,
    Document,
    Equivalence,
    Event,
    Mention,
    Normalization,
    Note,
    Relation,
)
from kg.errors import InputError, Problem

FILE = "annotations/gold/x.ann"

# Every kind of line, an astral character, curly quotes, U+00A0 and U+2028.
CANONICAL = """\
T1\tPerson 0 9\tAda Quill
T2\tPlace 20 29\tLarkhaven
T3\tLivestream 36 40\tsell
T4\tProduct 41 46\tpears
T5\tProduct 51 58\t“plums”
T6\tPlatform 64 73\tPear\xa0Tube
T7\tFigure 75 83;90 96\tover 300 crates
T10\tProduct 59 60\t🍐
E1\tLivestream:T3 Host:T1 Sells:T4 Sells3:T5 Platform1:T6 About:E2
E2\tFigure:T7
R1\tWithin Arg1:T1 Arg2:E1
A1\tStatus E1 planned
A2\tSeries E1
A3\tBegins R1 2031:05
N1\tReference T2 gbt2260:000000:1999\tLarkhaven
N2\tReference E1 edtf:2031-05-08\t
#1\tReading T7\tat least 300,  “over” being\u2028loose
#2\tReading R1\tT9
*\tEquiv T4 T10
"""
MODEL = Document(
    article="x",
    layer="gold",
    file=FILE,
    mentions={
        "T1": Mention("T1", "Person", ((0, 9),), "Ada Quill", 1),
        "T2": Mention("T2", "Place", ((20, 29),), "Larkhaven", 2),
        "T3": Mention("T3", "Livestream", ((36, 40),), "sell", 3),
        "T4": Mention("T4", "Product", ((41, 46),), "pears", 4),
        "T5": Mention("T5", "Product", ((51, 58),), "“plums”", 5),
        "T6": Mention("T6", "Platform", ((64, 73),), "Pear\xa0Tube", 6),
        "T7": Mention("T7", "Figure", ((75, 83), (90, 96)), "over 300 crates", 7),
        "T10": Mention("T10", "Product", ((59, 60),), "🍐", 8),
    },
    events={
        "E1": Event(
            "E1",
            "Livestream",
            "T3",
            (
                Argument("Host", "Host", "T1"),
                Argument("Sells", "Sells", "T4"),
                Argument("Sells", "Sells3", "T5"),
                Argument("Platform", "Platform1", "T6"),
                Argument("About", "About", "E2"),
            ),
            9,
        ),
        "E2": Event("E2", "Figure", "T7", (), 10),
    },
    relations={"R1": Relation("R1", "Within", "T1", "E1", 11)},
    attributes=(
        Attribute("A1", "Status", "E1", "planned", 12),
        Attribute("A2", "Series", "E1", None, 13),
        Attribute("A3", "Begins", "R1", "2031:05", 14),
    ),
    normalizations=(
        Normalization("N1", "T2", "gbt2260", "000000:1999", "Larkhaven", 15),
        Normalization("N2", "E1", "edtf", "2031-05-08", "", 16),
    ),
    notes=(
        Note("#1", "Reading", "T7", "at least 300,  “over” being\u2028loose", 17),
        Note("#2", "Reading", "R1", "T9", 18),
    ),
    equivalences=(Equivalence("Equiv", ("T4", "T10"), 19),),
)

# Four good lines, before which nothing is wrong.
GOOD = "T1\tPerson 0 3\tAda\nT2\tPlace 4 6\tUr\nT3\tShow 7 9\tgo\nE1\tShow:T3\n"


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str | bytes], Document]:
    def from_content(content: str | bytes) -> Document:
        path = tmp_path / "x.ann"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_brat(path, article="x", layer="gold", file=FILE)

    return from_content


Read = Callable[[str | bytes], Document]


def refused(read: Read, content: str | bytes) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read(content)
    found = list(caught.value.problems)
    assert str(caught.value) == "\n".join(map(str, found))
    assert all(problem.file == FILE and problem.remedy for problem in found)
    assert all("\n" not in str(problem) for problem in found)
    return found


def test_every_kind_of_line_is_read(read: Read) -> None:
    assert read(CANONICAL) == MODEL


def test_canonical_file_comes_back_byte_for_byte(read: Read) -> None:
    assert write_brat(read(CANONICAL)) == CANONICAL


def test_items_come_in_the_order_of_their_numbers(read: Read) -> None:
    equivalence = "*\tEquiv T4 T10\n"
    lines = CANONICAL.removesuffix(equivalence).split("\n")[:-1]
    shuffled = read("".join(f"{line}\n" for line in reversed(lines)) + equivalence)
    assert list(shuffled.mentions) == list(MODEL.mentions)
    assert [attribute.id for attribute in shuffled.attributes] == ["A1", "A2", "A3"]
    assert shuffled.mentions["T1"].line == 18
    assert write_brat(shuffled) == CANONICAL


def test_two_events_may_share_a_trigger_and_a_filler(read: Read) -> None:
    shared = read(GOOD + "E2\tShow:T3 Part:E1 Host:T1\nE3\tShow:T3 Part:E1 Host:T1 Host1:T1\n")
    assert [event.trigger for event in shared.events.values()] == ["T3", "T3", "T3"]


def test_fragments_may_touch(read: Read) -> None:
    assert read("T1\tX 0 2;2 4\tab cd\n").mentions["T1"].spans == ((0, 2), (2, 4))


# One bad line after the four good ones, and what the message must name.
BAD_LINES = [
    # lines of no kind
    ("", "blank"),
    (" ", "' '"),
    ("M1\tX T1", "M1"),
    ("// a remark", "// a remark"),
    (" T9\tX 0 1\ta", "' T9"),
    ("t9\tX 0 1\ta", "t9"),
    # columns
    ("T9 X 0 1 a", "T9 X 0 1 a' has tabs"),
    ("T9\tX 0 1", "T9"),
    ("T9\tX 0 3\ta\tb", "a<tab>b' has tabs"),
    ("T9\tX 0 1\ta\t", "T9"),
    ("E9\tShow:T3\t", "E9"),
    ("R9\tIn Arg1:T1 Arg2:T2\t", "R9"),
    ("A9\tFlag T1\tyes", "A9"),
    ("N9\tReference T1 a:b", "N9"),
    ("#9\tSay T1", "#9"),
    ("# a remark", "# a remark"),
    ("*\tEquiv T1 T2\t", "Equiv T1 T2<tab>'"),
    ("* Equiv T1 T2", "* Equiv T1 T2"),
    ("T9\tX 0 3<tab>\ta<tab>b\tc", "a<tab>b"),
    # ids
    ("T0\tX 0 1\ta", "'T0'"),
    ("T01\tX 0 1\ta", "'T01'"),
    ("T0x\tX 0 1\ta", "'T0x'"),
    ("T\tX 0 1\ta", "'T'"),
    ("T-1\tX 0 1\ta", "'T-1'"),
    ("T²\tX 0 1\ta", "'T²'"),
    ("T٣\tX 0 1\ta", "'T٣'"),
    (f"T{'9' * 5000}\tX 0 1\ta", "T9999"),
    ("T9 \tX 0 1\ta", "'T9 '"),
    ("TE9\tX 0 1\ta", "'TE9'"),
    ("#\tSay T1\tso", "'#'"),
    ("*1\tEquiv T1 T2", "'*1'"),
    # spaces
    ("T9\tX  0 1\ta", "'X  0 1'"),
    ("T9\tX 0 1 \ta", "'X 0 1 '"),
    ("T9\tX 0 1; 2 3\ta b", "'0 1; 2 3'"),
    ("T9\tX\xa00 1\ta", r"'X\xa00 1'"),
    ("E9\tShow:T3 ", "'Show:T3 '"),
    ("E9\t Show:T3", "' Show:T3'"),
    ("R9\tIn Arg1:T1  Arg2:T2", "'In Arg1:T1  Arg2:T2'"),
    ("A9\tFlag T1 ", "'Flag T1 '"),
    ("A9\t", "''"),
    ("N9\tReference T1 a:b \t", "'Reference T1 a:b '"),
    ("#9\tSay T1 \tso", "'Say T1 '"),
    ("*\tEquiv T1 T2 ", "'Equiv T1 T2 '"),
    # mentions
    ("T9\tX:Y 0 1\ta", "X:Y"),
    ("T9\tX\ta", "the offsets ''"),
    ("T9\tX 0\ta", "'0'"),
    ("T9\tX 0 1 2\ta", "'0 1 2'"),
    ("T9\tX 0 1;\ta", "'0 1;'"),
    ("T9\tX -3 1\ta", "'-3 1'"),
    ("T9\tX 01 2\ta", "'01 2'"),
    ("T9\tX 0 ²\ta", "'0 ²'"),
    (f"T9\tX 0 {'9' * 5000}\ta", "'0 9999"),
    ("T9\tX 4 4\ta", "4-4 does not end after its start"),
    ("T9\tX 5 4\ta", "5-4 does not end after its start"),
    ("T9\tX 0 2;1 3\tab cd", "0-2 and 1-3"),
    ("T9\tX 4 6;0 2\tab cd", "4-6 and 0-2"),
    ("T9\tX 0 2;5 5\tab c", "0-2 and 5-5 does not end"),
    ("T9\tX 0 3\tab", "'ab' at 0-3 has words of length 2 and offsets of length 3"),
    ("T9\tX 0 2\t🍐", "'🍐' at 0-2 has words of length 1 and offsets of length 2"),
    ("T9\tX 0 2;4 6\tabcd", "'abcd' at 0-2 and 4-6 has words of length 4"),
    ("T9\tX 0 2;4 6\tabxcd", "abxcd"),
    ("T9\tX 0 2;4 6\tab\xa0cd", r"ab\xa0cd"),
    ("T9\tX 0 2\t", "T9"),
    ("T9\tX 0 2\t a", "' a'"),
    ("T9\tX 0 2\ta ", "'a '"),
    ("T9\tX 0 2\ta\xa0", r"'a\xa0'"),
    ("T9\tX 0 2\t\u3000a", r"'\u3000a'"),
    # events
    ("E9\tShow", "'Show'"),
    ("E9\tShow:", "'Show:'"),
    ("E9\t:T3", "':T3'"),
    ("E9\tShow:T3 Host", "'Host'"),
    ("E9\tShow:T3 Host:", "'Host:'"),
    ("E9\tShow:T3 :T1", "':T1'"),
    ("E9\tShow:T3 2:T1", "'2:T1'"),
    ("E9\tShow:T3 Host:T1:T2", "'T1:T2'"),
    ("E9\tShow:T3 Host:T1 Host:T2", "argument Host of E9"),
    ("E9\tShow:T3 Host2:T1 Host2:T1", "argument Host2 of E9"),
    ("E9\tShow:T1", "Show, but its trigger T1 Person"),
    ("E9\tShow:E1", "trigger of E9 points to E1, which is an event"),
    ("E9\tShow:T99", "trigger of E9 points to T99, which is not in this file"),
    ("E9\tShow:T3 Host:T99", "argument Host points to T99, which is not in this file"),
    ("E9\tShow:T3 Host:E99", "E99"),
    ("E9\tShow:T3 Host:A1", "A1, which is an attribute"),
    ("E9\tShow:T3 Host:R1", "R1, which is a relation"),
    ("E9\tShow:T3 Host:T01", "'T01'"),
    ("E9\tShow:T3 Host:Ada", "'Ada'"),
    ("E9\tShow:T3 Part:E9", "E9 itself"),
    # relations
    ("R9\tIn", "'In'"),
    ("R9\tIn Arg1:T1", "'In Arg1:T1'"),
    ("R9\tIn Arg2:T1 Arg1:T2", "'In Arg2:T1 Arg1:T2'"),
    ("R9\tIn Arg1:T1 Arg2:T2 Arg3:T3", "Arg3:T3"),
    ("R9\tIn T1 T2", "'In T1 T2'"),
    ("R9\tIn From:T1 Arg2:T2", "'In From:T1 Arg2:T2'"),
    ("R9\tIn Arg1:T1 Into:T2", "'In Arg1:T1 Into:T2'"),
    ("R9\tIn Arg1:R8 Arg2:T2", "R8, which is a relation"),
    ("R9\tIn Arg1:T2 Arg2:R8", "R8, which is a relation"),
    ("R9\tI:n Arg1:T1 Arg2:T2", "I:n"),
    ("R9\tIn Arg1: Arg2:T2", "''"),
    ("R9\tIn Arg1:T99 Arg2:T2", "Arg1 points to T99"),
    ("R9\tIn Arg1:T2 Arg2:E99", "Arg2 points to E99"),
    ("R9\tIn Arg1:R9 Arg2:T2", "R9 itself"),
    ("R9\tIn Arg1:T2 Arg2:A1", "A1"),
    ("R9\tIn Arg1:T2 Arg2:T2", "joins T2 to itself"),
    # attributes
    ("A9\tFlag", "'Flag'"),
    ("A9\tFlag T1 two words", "'Flag T1 two words'"),
    ("A9\tFl:ag T1", "Fl:ag"),
    ("A9\tFlag T99", "T99"),
    ("A9\tFlag A9", "A9 itself"),
    ("A9\tFlag N1", "N1, which is a normalization"),
    ("A9\tFlag *", "'*'"),
    # normalizations
    ("N9\tReferences T1 a:b\t", "References"),
    ("N9\tReference T1\t", "'Reference T1'"),
    ("N9\tReference T1 a:b c\t", "a:b c"),
    ("N9\tReference T1 ab\t", "T1 ab'"),
    ("N9\tReference T1 a:\t", "T1 a:'"),
    ("N9\tReference T1 :b\t", "T1 :b'"),
    ("N9\tReference T1 a:b\tAda ", "'Ada '"),
    ("N9\tReference T99 a:b\t", "T99"),
    ("N9\tReference R1 a:b\t", "R1, which is a relation"),
    ("N9\tReference N9 a:b\t", "N9 itself"),
    # notes
    ("#9\tSay T1\t", "#9"),
    ("#9\tSay T1\t so", "' so'"),
    ("#9\tSay T1\tso ", "'so '"),
    ("#9\tSay\tso", "'Say'"),
    ("#9\tSay T1 T2\tso", "'Say T1 T2'"),
    ("#9\tS:y T1\tso", "S:y"),
    ("#9\tSay T99\tso", "T99"),
    ("#9\tSay N1\tso", "N1, which is a normalization"),
    ("#9\tSay #9\tso", "#9 itself"),
    # equivalences
    ("*\tSame T1 T2", "'Same T1 T2'"),
    ("*\tEquiv", "'Equiv'"),
    ("*\tEquiv T1", "'Equiv T1'"),
    ("*\tEquiv T1 T1", "'Equiv T1 T1'"),
    ("*\tEquiv T1 T2 T1", "T1"),
    ("*\tEquiv T1 T99", "Equiv points to T99"),
    ("*\tEquiv T1 E1", "E1, which is an event"),
    # ids given twice
    ("T1\tPerson 0 1\ta", "the id T1 stands already on line 1"),
    ("E1\tShow:T3", "the id E1 stands already on line 4"),
]


@pytest.mark.parametrize(("line", "named"), BAD_LINES)
def test_bad_line_is_one_problem_there(read: Read, line: str, named: str) -> None:
    found = refused(read, f"{GOOD}{line}\nT4\tX 10 11\ta\n")
    assert [problem.line for problem in found] == [5]
    assert named in found[0].message


def test_the_good_lines_are_good(read: Read) -> None:
    assert len(read(GOOD).mentions) == 3


@pytest.mark.parametrize(
    ("more", "line", "named"),
    [
        ("A1\tFlag T1\nA2\tFlag T1 yes\n", 6, "attribute Flag of T1 stands already on line 5"),
        ("*\tEquiv T1 T2\n*\tEquiv T3 T2\n", 6, "T2 in an Equiv stands already on line 5"),
        ("R1\tIn Arg1:T1 Arg2:T2\nR1\tIn Arg1:T2 Arg2:T3\n", 6, "the id R1"),
        ("A1\tFlag T1\nA1\tFlag T2\n", 6, "the id A1"),
        ("N1\tReference T1 a:b\t\nN1\tReference T1 a:c\t\n", 6, "the id N1"),
        ("#1\tSay T1\tso\n#1\tSay T1\tno\n", 6, "the id #1"),
        ("E2\tShow:T3 A:E3\nE3\tShow:T3 A:E2\n", 5, "E2 > E3 > E2"),
        ("E4\tShow:T3 A:E3\nE3\tShow:T3 A:E2 B:E2\nE2\tShow:T3 A:E4 A2:T1\n", 5, "E4 > E3 > E2"),
    ],
)
def test_lines_that_contradict_each_other(read: Read, more: str, line: int, named: str) -> None:
    (problem,) = refused(read, GOOD + more)
    assert problem.line == line
    assert named in problem.message


def test_same_attribute_on_two_targets_is_fine(read: Read) -> None:
    assert len(read(f"{GOOD}A1\tFlag T1\nA2\tFlag T2\nA3\tOther T1\n").attributes) == 3


def test_every_cycle_is_told_once(read: Read) -> None:
    pairs = "E2\tShow:T3 A:E3\nE3\tShow:T3 A:E2 B:E4\nE4\tShow:T3 A:E3\nE5\tShow:T3 A:E2\n"
    found = refused(read, GOOD + pairs)
    assert [problem.line for problem in found] == [5, 6]
    assert "E2" in found[0].message
    assert "E4" in found[1].message


def test_a_broken_line_starts_no_cascade(read: Read) -> None:
    broken = "T9\tPlace 5 x\tLarkhaven\nE2 Show:T3\n"
    users = "E3\tShow:T9 In:T9 Part:E2\nR1\tIn Arg1:T9 Arg2:E2\n*\tEquiv T9 T1\nA1\tFlag E2\n"
    found = refused(read, GOOD + broken + users)
    assert [problem.line for problem in found] == [5, 6]


def test_all_problems_come_at_once_by_line(read: Read) -> None:
    found = refused(
        read,
        "E1\tShow:T1 Host:T99 Host:T98\n"
        "\n"
        "T1\tPerson 3 2\t Ada\n"
        "T1\tPerson 0 3\tAda\n"
        "A1\tFlag T77\n"
        "M1\tnonsense",
    )
    named = [
        (1, "T99"),
        (1, "T98"),
        (1, "trigger T1 Person"),
        (1, "argument Host of E1"),
        (2, "blank"),
        (3, "' Ada'"),
        (3, "3-2"),
        (4, "the id T1"),
        (5, "T77"),
        (6, "no line end"),
        (6, "M1"),
    ]
    assert [problem.line for problem in found] == [line for line, _ in named]
    assert all(value in problem.message for problem, (_, value) in zip(found, named, strict=True))


def test_message_reads_as_a_sentence_with_its_place(read: Read) -> None:
    (problem,) = refused(read, f"{GOOD}E2\tShow:T3 Host:T99\n")
    assert str(problem) == (
        "annotations/gold/x.ann:5: argument Host points to T99, which is not in this file; "
        "annotate it or correct the id"
    )


def test_long_values_are_cut_in_messages(read: Read) -> None:
    (problem,) = refused(read, f"T1\tX 0 1\t{'long ' * 200}so\n")
    assert "long" in problem.message
    assert len(problem.message) < 200


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [(None, "holds no annotations")]),
        (b"\xef\xbb\xbf", [(None, "holds no annotations"), (1, "byte order mark")]),
        (b"\n", [(1, "blank")]),
        (b"\xef\xbb\xbfT1\tX 0 1\ta\nT1\tX 0 1\ta\n", [(1, "byte order mark"), (2, "T1")]),
        (b"T1\tX 0 1\ta", [(1, "no line end")]),
        (b"T1\tX 0 1\ta\nT2\tX 0 1\ta", [(2, "'T2")]),
        (b"T1\tX 0 1\ta\r\nT2\tX 0 1\ta\r\n", [(1, "(CR) stand in 2 of the lines")]),
        (b"T1\tX 0 1\ta\nT2\tX 0 3\ta\rb\n", [(2, "(CR) stand in 1 of the lines")]),
        (b"T1\tX 0 1\ta\nT2\tX 0 5\tcaf\xe9s\n", [(2, "0xe9 at byte offset 23")]),
        ("T1\tX 0 1\tß\n".encode("utf-16"), [(1, "0xff at byte offset 0")]),
        (b"T1\tX 0 1\t\xed\xa0\x80\n", [(1, "0xed at byte offset 9")]),
    ],
)
def test_bytes_of_the_file(
    read: Read, content: bytes, expected: list[tuple[int | None, str]]
) -> None:
    found = refused(read, content)
    assert [problem.line for problem in found] == [line for line, _ in expected]
    assert all(named in found[at].message for at, (_, named) in enumerate(expected))


def test_missing_file_and_directory(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.ann", tmp_path):
        with pytest.raises(InputError) as caught:
            read_brat(path, article="x", layer="gold", file=FILE)
        (problem,) = caught.value.problems
        assert (problem.file, problem.line) == (FILE, None)
        assert problem.message.startswith("cannot be read (")
        assert problem.remedy


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ({"mentions": {}}, "T3"),
        ({"notes": (Note("#1", "Say", "T1", "so\n#2\tSay T1\tno", 1),)}, "so"),
        ({"notes": (Note("#1", "Say", "T1", "so\tno", 1),)}, "so<tab>no"),
        ({"attributes": (Attribute("A1", "Flag T1", "yes", None, 1),)}, "Flag T1 yes"),
        ({"normalizations": (Normalization("N1", "T1", "a:b", "c", "", 1),)}, "a:b:c"),
        ({"equivalences": (Equivalence("Same", ("T4", "T10"), 1),)}, "Same T4 T10"),
    ],
)
def test_writer_refuses_what_would_not_come_back(fault: dict[str, object], named: str) -> None:
    with pytest.raises(InputError, match=named):
        write_brat(replace(MODEL, **fault))  # type: ignore[arg-type]


def test_writer_refuses_an_empty_document() -> None:
    with pytest.raises(InputError, match="holds no annotations"):
        write_brat(Document("x", "gold", FILE))


characters = st.characters(exclude_categories=["Cs"], exclude_characters="\t\n\r")
texts = st.text(characters, min_size=1).map(str.strip).filter(bool)
words = st.text(st.characters(exclude_categories=["Cs", "Z", "Cc"]), min_size=1, max_size=8).filter(
    lambda word: word.split() == [word]
)
names = words.filter(lambda word: ":" not in word)
roles = names.filter(lambda name: name[-1] not in "0123456789")
numbers = st.sets(st.integers(1, 10**11), min_size=1, max_size=5).map(sorted)


@st.composite
def mentions(draw: st.DrawFn, id_: str) -> Mention:
    pieces = draw(st.lists(texts, min_size=1, max_size=3))
    spans, at = [], 0
    for piece in pieces:
        start = at + draw(st.integers(0, 1000))
        at = start + len(piece)
        spans.append((start, at))
    return Mention(id_, draw(names), tuple(spans), " ".join(pieces), 1)


@st.composite
def events(draw: st.DrawFn, id_: str, trigger: Mention, targets: list[str]) -> Event:
    pairs = draw(st.lists(st.tuples(roles, st.integers(0, 12)), unique=True, max_size=4))
    arguments = tuple(
        Argument(role, f"{role}{number or ''}", draw(st.sampled_from(targets)))
        for role, number in pairs
    )
    return Event(id_, trigger.label, trigger.id, arguments, 1)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    def ids(kind: str) -> list[str]:
        return [f"{kind}{number}" for number in draw(numbers)]

    def some(kind: str) -> list[str]:
        return ids(kind) if draw(st.booleans()) else []

    found = [draw(mentions(id_)) for id_ in ids("T")]
    fillers = [mention.id for mention in found]
    told = []
    # Each event may hold those before it in an order that is not the order of numbers: no cycles,
    # but forward references.
    for id_ in draw(st.permutations(some("E"))):
        told.append(draw(events(id_, draw(st.sampled_from(found)), list(fillers))))
        fillers.append(id_)
    tied = []
    for id_ in some("R") if len(fillers) > 1 else []:
        source, target, *_ = draw(st.permutations(fillers))
        tied.append(Relation(id_, draw(names), source, target, 1))
    targets = [*fillers, *(relation.id for relation in tied)]
    flags = draw(st.lists(st.tuples(names, st.sampled_from(targets)), unique=True, max_size=4))
    members = [mention.id for mention in found]
    return Document(
        article="x",
        layer="gold",
        file=FILE,
        mentions={mention.id: mention for mention in found},
        events={event.id: event for event in told},
        relations={relation.id: relation for relation in tied},
        attributes=tuple(
            Attribute(f"A{number}", label, target, draw(st.none() | words), 1)
            for number, (label, target) in enumerate(flags, draw(st.integers(1, 98)))
        ),
        normalizations=tuple(
            Normalization(
                id_,
                draw(st.sampled_from(fillers)),
                draw(names),
                draw(words),
                draw(texts | st.just("")),
                1,
            )
            for id_ in some("N")
        ),
        notes=tuple(
            Note(id_, draw(names), draw(st.sampled_from(targets)), draw(texts), 1)
            for id_ in some("#")
        ),
        equivalences=(Equivalence("Equiv", tuple(draw(st.permutations(members))), 1),)
        if len(members) > 1
        else (),
    )


def read_back(text: str) -> Document:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.ann"
        path.write_bytes(text.encode())
        return read_brat(path, article="x", layer="gold", file=FILE)


def without_lines(document: Document) -> Document:
    def bare(items: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(replace(item, line=0) for item in items)

    return replace(
        document,
        mentions={key: replace(item, line=0) for key, item in document.mentions.items()},
        events={key: replace(item, line=0) for key, item in document.events.items()},
        relations={key: replace(item, line=0) for key, item in document.relations.items()},
        attributes=bare(document.attributes),
        normalizations=bare(document.normalizations),
        notes=bare(document.notes),
        equivalences=bare(document.equivalences),
    )


@given(documents())
def test_what_is_written_is_read_back(document: Document) -> None:
    text = write_brat(document)
    again = read_back(text)
    assert without_lines(again) == without_lines(document)
    assert write_brat(again) == text


@given(st.text("TERAN#*12 :;\t\nxé\xa0", max_size=60).map(lambda text: f"{GOOD}{text}\n"))
def test_any_text_is_read_or_refused_with_places(text: str) -> None:
    try:
        document = read_back(text)
    except InputError as error:
        found = error.problems
    else:
        found = ()
        assert without_lines(read_back(write_brat(document))) == without_lines(document)
    lines = [problem.line or 0 for problem in found]
    assert lines == sorted(lines)
    assert all(5 <= line <= text.count("\n") for line in lines)
    assert all(problem.remedy for problem in found)
