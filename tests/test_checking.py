"""Each way in which a document may depart from the scheme: line, value and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotating import FILE, document
from kg.annotations.model import Document, Mention
from kg.checking import check
from kg.errors import Problem
from kg.scheme import Scheme

TEXT = (
    "Ada Quill, mayor of Larkhaven in Ostmark, sold pears and plums live on Peartube on "
    "5 May 2031. The mayor called it a fine evening. Over 300 crates went, and Bo Reed counted "
    "them, worth about 2 million yuan in all, as the Larkhaven Post wrote."
)
PLENTY = 10_000

# Nothing is wrong with these rows; each case adds some.
GOOD = """
    T1 Person | Ada Quill
    T2 Place | Larkhaven
    T3 Place | Ostmark
    T4 Tenure | mayor
    T5 Livestream | sold
    T6 Product | pears
    T7 Platform | Peartube
    T8 Time | 5 May 2031
    T9 Figure | Over 300 crates
    T10 Person | The mayor
    T11 Cue | live
    E1 Tenure:T4 Member:T1 Jurisdiction:T2
    E2 Livestream:T5 Host:T1 Product:T6 Platform:T7 When:T8 Evidence:T11
    E3 Figure:T9 About:E2
    R1 Within Arg1:T2 Arg2:T3
    A1 ActivityKind E2 sale
    A2 Measure E3 units-sold
    N1 Reference E1 role:mayor
    #1 Label E2 | Sale of pears
    * Equiv T1 T10
"""
NEXT = len(GOOD.strip().splitlines()) + 1


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return Scheme.load()


def _check(folder: Path, rows: str, length: int = PLENTY) -> list[Problem]:
    return check(document(folder, rows, TEXT), Scheme.load(), length)


def _told(folder: Path, rows: str) -> list[tuple[int, str, str]]:
    """Line counted from the first row after the good ones, message and remedy."""
    problems = _check(folder, GOOD + rows)
    assert all(problem.file == FILE for problem in problems)
    return [(p.line - NEXT + 1, p.message, p.remedy) for p in problems if p.line and p.remedy]


def test_nothing_is_wrong_with_the_good_rows(tmp_path: Path) -> None:
    assert _check(tmp_path, GOOD) == []


ACTOR = "Group or Organization or Person or Place or Platform"

WRONG = {
    "a label that is nearly one": (
        "T21 Persn | Bo Reed",
        (1, "unknown label 'Persn'", "did you mean Person?"),
    ),
    "a label that is none": (
        "T21 Zebra | Bo Reed",
        (
            1,
            "unknown label 'Zebra'",
            "use one of Activity, Aim, Article, ChannelClaim, Characterization, Cue, Designation, "
            "EndClaim, Figure, Group, HostClaim, Image, KindOfClaim, LevelClaim, Livestream, "
            "OfPlaceClaim, Organization, OrganizerClaim, PartOfClaim, ParticipantClaim, Person, "
            "Place, PlaceClaim, Platform, PlatformClaim, Product, ProductClaim, PromoterClaim, "
            "PublisherClaim, Ranking, RankingEntry, ScopeClaim, StartClaim, SupporterClaim, "
            "Tenure, Tie, Time, TimeOfDayClaim, TraineeClaim, TrainingProgramme, Utterance, "
            "WithinClaim",
        ),
    ),
    "a label of other days": (
        "T21 Organisation | Larkhaven Post",
        (1, "the label Organisation is no longer used", "use Organization"),
    ),
    "a relation on one mention": (
        "T21 Within | Bo Reed",
        (1, "unknown label 'Within'", "did you mean WithinClaim?"),
    ),
    "an event without its line": (
        "T21 Livestream | counted",
        (
            1,
            "T21 is marked Livestream, which is an event, but no E line has it as trigger",
            "add a line such as E1<tab>Livestream:T21",
        ),
    ),
    "a claim without its line": (
        "T21 HostClaim | counted",
        (
            1,
            "T21 is marked HostClaim, which is an event, but no E line has it as trigger",
            "add a line such as E1<tab>HostClaim:T21",
        ),
    ),
    "an event of what is no event": (
        "T21 Person | Bo Reed\nE21 Person:T21",
        (
            2,
            "Person is marked as an event, but it is no event",
            "remove E21, or mark one of the scheme's events",
        ),
    ),
    "a role that is nearly one": (
        "T21 Activity | counted\nE21 Activity:T21 Hosts:T1\nA21 ActivityKind E21 sale",
        (2, "unknown role of Activity 'Hosts'", "did you mean Host?"),
    ),
    "a role of another class": (
        "T21 Tie | wrote\nE21 Tie:T21 From:T1 To:T7 Host:T1\nA21 TieKind E21 backs",
        (2, "unknown role of Tie 'Host'", "use one of AttributedTo, Evidence, From, To"),
    ),
    "a role that is missing": (
        "T21 Tie | wrote\nE21 Tie:T21 From:T1\nA21 TieKind E21 backs",
        (2, "Tie E21 has no To", f"add To:… with an annotation marked {ACTOR}"),
    ),
    "a role that is there once too often": (
        "T21 Tie | wrote\nE21 Tie:T21 From:T1 From2:T2 To:T7\nA21 TieKind E21 backs",
        (2, "Tie E21 has 2 fillers of From", "keep one"),
    ),
    "a filler of another kind": (
        "T21 Activity | counted\nE21 Activity:T21 Host:T1 Host2:T6\nA21 ActivityKind E21 sale",
        (2, "Host2 of E21 is T6, marked Product", f"give an annotation marked {ACTOR}"),
    ),
    "evidence that is no cue": (
        "T21 Activity | counted\nE21 Activity:T21 Evidence:T1\nA21 ActivityKind E21 sale",
        (2, "Evidence of E21 is T1, marked Person", "give an annotation marked Cue"),
    ),
    "a trigger in place of its event": (
        "T21 Figure | 2 million yuan\nE21 Figure:T21 About:T5\nA21 Measure E21 sales-revenue",
        (2, "About of E21 is T5, only the trigger of E2", "give E2"),
    ),
    "a trigger in place of one of its events": (
        "T21 Activity | counted\nE21 Activity:T21\nE22 Activity:T21\n"
        "E23 Figure:T24 About:T21\nT24 Figure | 2 million yuan\nA21 ActivityKind T21 sale\n"
        "A22 Measure E23 sales-revenue",
        (4, "About of E23 is T21, only the trigger of E21 and E22", "give E21 or E22"),
    ),
    "a claim with one end": (
        "T21 HostClaim | counted\nE21 HostClaim:T21 Subject:E2",
        (2, "HostClaim E21 has no Object", f"add Object:… with an annotation marked {ACTOR}"),
    ),
    "a claim with two values": (
        "T21 HostClaim | counted\nE21 HostClaim:T21 Subject:E2 Object:T1 Object2:T7",
        (2, "HostClaim E21 has 2 fillers of Object", "keep one"),
    ),
    "a claim about the wrong thing": (
        "T21 HostClaim | counted\nE21 HostClaim:T21 Subject:T2 Object:T1",
        (
            2,
            "Subject of E21 is T2, marked Place",
            "give an annotation marked Activity or Livestream or TrainingProgramme",
        ),
    ),
    "a claim of a code without the code": (
        "T21 LevelClaim | counted\nE21 LevelClaim:T21 Subject:T2",
        (
            2,
            "LevelClaim E21 has no Level",
            "add an attribute such as A1<tab>Level E21 autonomous-banner",
        ),
    ),
    "a claim of a code with an object": (
        "T21 LevelClaim | counted\nE21 LevelClaim:T21 Subject:T2 Object:T3\nA21 Level E21 county",
        (2, "unknown role of LevelClaim 'Object'", "did you mean Subject?"),
    ),
    "a claim with an attribute of another": (
        "T21 LevelClaim | counted\nE21 LevelClaim:T21 Subject:T2\nA21 Level E21 county\n"
        "A22 Channel E21 online",
        (4, "unknown attribute of LevelClaim 'Channel'", "use one of Basis, Level"),
    ),
    "words where a thing should stand": (
        "T21 Ranking | counted\nE21 Ranking:T21 RankedBy:T1 Criterion:T2",
        (2, "Criterion of E21 is T2, marked Place", "give an annotation marked Cue"),
    ),
    "an unknown relation": (
        "R21 Withing Arg1:T2 Arg2:T3",
        (1, "unknown relation 'Withing'", "did you mean Within?"),
    ),
    "a relation from the wrong thing": (
        "R21 Within Arg1:T1 Arg2:T3",
        (1, "Arg1 of R21 is T1, marked Person", "give an annotation marked Place"),
    ),
    "a relation to the wrong thing": (
        "R21 OfPlace Arg1:T7 Arg2:T6",
        (1, "Arg2 of R21 is T6, marked Product", "give an annotation marked Place"),
    ),
    "an unknown attribute": (
        "A21 Statis E2 planned",
        (1, "unknown attribute of Livestream 'Statis'", "did you mean Status?"),
    ),
    "an attribute of another class": (
        "A21 Gender T2 female",
        (1, "unknown attribute of Place 'Gender'", "use one of Level"),
    ),
    "an attribute of what has none": (
        "A21 Level T11 county",
        (1, "unknown attribute of Cue 'Level'", "remove it"),
    ),
    "a basis on an entity": (
        "A21 Basis T1 context",
        (1, "unknown attribute of Person 'Basis'", "use one of Gender"),
    ),
    "an unknown value": (
        "A21 Status E2 plannned",
        (1, "unknown value of Status 'plannned'", "did you mean planned?"),
    ),
    "a choice without a value": (
        "A21 Gender T1",
        (1, "unknown value of Gender ''", "use one of female, male"),
    ),
    "a flag with a value": (
        "A21 Series E2 yes",
        (1, "Series is a flag and takes no value, but has 'yes'", "remove the value"),
    ),
    "an attribute that is missing": (
        "T21 Activity | counted\nE21 Activity:T21",
        (
            2,
            "Activity E21 has no ActivityKind",
            "add an attribute such as A1<tab>ActivityKind E21 administration",
        ),
    ),
    "an attribute on the event and on its trigger": (
        "A21 Status T5 planned\nA22 Status E2 happened",
        (2, "E2 has a second Status", "keep one"),
    ),
    "an unknown authority": (
        "N21 Reference T2 gbt2261:141031 | Larkhaven",
        (1, "unknown authority 'gbt2261'", "did you mean gbt2260?"),
    ),
    "an unknown code": (
        "T21 Tenure | wrote\nE21 Tenure:T21 Member:T1 Jurisdiction:T2\n"
        "N21 Reference E21 role:majordomo",
        (
            3,
            "unknown role code 'majordomo'",
            "use one of county-head, deputy-county-head, general-manager, mayor, person-in-charge, "
            "provincial-governor, publicity-department-director, senior-manager, vice-mayor, "
            "vice-president, vice-provincial-governor, villager, womens-federation-president",
        ),
    ),
    "a code on the wrong thing": (
        "N21 Reference T6 gbt2260:141031 | pears",
        (
            1,
            "Product takes no gbt2260 code",
            "put the normalization on the annotation that it is about",
        ),
    ),
    "a second code": (
        "N21 Reference T4 role:vice-mayor | mayor",
        (1, "E1 has a second role code", "keep one"),
    ),
    "a code of another authority for the same": (
        "N21 Reference T3 gbt2260:141031 | Ostmark\nN22 Reference T3 iso3166:CN | Ostmark",
        (2, "T3 has a second iso3166 code", "keep one"),
    ),
    "an unknown note": (
        "#21 Labl T1 | Miss Quill",
        (1, "unknown note 'Labl'", "did you mean Label?"),
    ),
    "a note on the wrong thing": (
        "#21 Label E3 | crates",
        (1, "Figure takes no Label note", "remove it, or put it on an entity or an activity"),
    ),
    "a note on a claim": (
        "T21 HostClaim | counted\nE21 HostClaim:T21 Subject:E2 Object:T1\n#21 Label E21 | who",
        (3, "HostClaim takes no Label note", "remove it, or put it on an entity or an activity"),
    ),
    "a group across labels": (
        "* Equiv T2 T7",
        (
            1,
            "the group joins mentions marked Place and Platform",
            "join mentions of one entity only, all with one label",
        ),
    ),
    "a group of what is no entity": (
        "T21 Time | 5 May\n* Equiv T8 T21",
        (
            2,
            "the group joins mentions marked Time",
            "join mentions of one entity only, all with one label",
        ),
    ),
    "too many words": (
        "T21 Cue | mayor of Larkhaven in Ostmark, sold pears",
        (
            1,
            "T21 marks 7 words, 41 characters",
            "mark the head words only, at most 6 words and 60 characters",
        ),
    ),
    "too many words in pieces": (
        "T21 Cue | mayor of Larkhaven ~ sold pears ~ on Peartube",
        (
            1,
            "T21 marks 7 words, 41 characters",
            "mark the head words only, at most 6 words and 60 characters",
        ),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_it_is_told_with_its_line_value_and_remedy(tmp_path: Path, case: str) -> None:
    rows, expected = WRONG[case]
    assert _told(tmp_path, rows) == [expected]


def test_a_document_of_another_scheme_is_told_in_the_order_of_its_lines(tmp_path: Path) -> None:
    told = _told(tmp_path, "T21 Persn | Bo Reed\nA21 Basis T1 context\nR21 Withn Arg1:T2 Arg2:T3")
    assert [line for line, _, _ in told] == [1, 2, 3]


@pytest.mark.parametrize(
    "rows",
    [
        "T21 Activity | counted\nE21 Activity:T21 Host:T1 Host2:T7\nA21 ActivityKind T21 sale",
        "A21 Bound E3 ge",
        "A21 Basis R1 coreference",
        "A21 Basis T8 dateline\nN21 Reference T8 edtf:2031-05-05 | 5 May 2031",
        "N21 Reference T2 gbt2260:141031 | Larkhaven",
        "#21 Label T6 | Larkhaven pears",
        "T21 HostClaim | counted\nE21 HostClaim:T21 Subject:E2 Object:T1 AttributedTo:T3",
        "T21 Person | Bo Reed\nT22 Activity | counted\nE21 Activity:T22\n"
        "E22 Activity:T22\nA21 ActivityKind E21 sale\nA22 ActivityKind E22 show",
    ],
    ids=[
        "an attribute on a trigger",
        "what the words would spell",
        "a basis on a relation",
        "a basis on a time",
        "a place by its code",
        "a product by a better name",
        "a claim with a source",
        "two events of one trigger",
    ],
)
def test_what_the_scheme_allows_is_not_told(tmp_path: Path, rows: str) -> None:
    assert _told(tmp_path, rows) == []


# Spans


def _mentions(*spans: tuple[int, int]) -> Document:
    """Mentions one word of the letter x long, one a line from line 1."""
    return Document(
        "x",
        "gold",
        FILE,
        mentions={
            f"T{n}": Mention(f"T{n}", "Cue", (span,), "x" * (span[1] - span[0]), n)
            for n, span in enumerate(spans, 1)
        },
    )


def test_six_words_and_sixty_characters_are_enough(scheme: Scheme, tmp_path: Path) -> None:
    assert _told(tmp_path, "T21 Cue | mayor of Larkhaven in Ostmark, sold") == []
    assert check(_mentions((0, 60)), scheme, 1000) == []
    assert check(_mentions((0, 61)), scheme, 1000) == [
        Problem(
            "T1 marks 1 words, 61 characters",
            FILE,
            1,
            "mark the head words only, at most 6 words and 60 characters",
        )
    ]


def test_a_span_beyond_the_text(scheme: Scheme) -> None:
    assert check(_mentions((90, 100)), scheme, 100) == []
    assert check(_mentions((0, 5), (95, 101)), scheme, 100) == [
        Problem(
            "T2 ends at 101, beyond the text's 100 characters",
            FILE,
            2,
            "correct the offsets, or length in the article's metadata",
        )
    ]


def test_spans_cover_at_most_two_fifths_counted_once(scheme: Scheme) -> None:
    assert check(_mentions((0, 20), (0, 20), (10, 30), (90, 100)), scheme, 100) == []
    assert check(_mentions((0, 20), (10, 31), (90, 100)), scheme, 100) == [
        Problem(
            "the spans repeat 41 of the text's 100 characters",
            FILE,
            None,
            "shorten them to at most 40% of the text",
        )
    ]


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 30)), max_size=8))
def test_the_share_is_that_of_the_characters(pairs: list[tuple[int, int]]) -> None:
    spans = [(start, min(start + length, 100)) for start, length in pairs]
    covered = sum(any(start <= at < end for start, end in spans) for at in range(100))
    told = [p.message for p in check(_mentions(*spans), Scheme.load(), 100) if p.line is None]
    assert bool(told) == (covered > 40)
    if told:
        assert told == [f"the spans repeat {covered} of the text's 100 characters"]
