"""Lines are found by what stands in them, and what stands in a literal is not taken for more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg import namespaces as ns
from kg.contributions import applied
from kg.namespaces import KG, RDF, RDFS
from kg.noting import Notes
from kg.spans import edited, having, lines_with, split

ARTICLE = ns.article("a")
CONTENT = f"<{ns.content_graph('a')}>"
EVIDENCE = f"<{ns.evidence_graph('a')}>"
PLACE = ns.place("gbt2260", "110000", 2020)


@given(st.lists(st.text("abc ", max_size=6)), st.text("abc", min_size=1, max_size=2))
def test_lines_with_something_are_those_in_which_it_stands(lines: list[str], needle: str) -> None:
    text = "".join(f"{line}\n" for line in lines)
    spans = list(lines_with(text, needle))
    assert [text[slice(*span)] for span in spans] == [
        f"{line}\n" for line in lines if needle in line
    ]
    without = "".join(part for part, _ in edited(text, ((span, "") for span in spans)))
    assert split(without) == [f"{line}\n" for line in lines if needle not in line]


def test_what_a_literal_says_is_no_claim() -> None:
    claim, local = f"<{ARTICLE}/c-N1>", f"<{ARTICLE}/T1>"
    claims = (
        f"{claim} <{KG}focus> {local} {EVIDENCE} .\n"
        f"{claim} <{KG}path> <{KG}sameDivision> {EVIDENCE} .\n"
    )
    told = f'{local} <{KG}asWritten> "see {claim} <{KG}focus> {local}" {CONTENT} .\n'
    assert applied(told + claims, {local[1:-1]: PLACE}) == (
        f'<{PLACE}> <{KG}asWritten> "see {claim} <{KG}focus> <{PLACE}>" {CONTENT} .\n{claims}'
    )


def test_what_a_literal_says_is_neither_counted_nor_noted() -> None:
    said = (
        f"<urn:x> <{RDF}type> <{KG}Person> {CONTENT} . ",
        f"<urn:x> <{RDF}type> <{KG}Claim> {EVIDENCE} .",
        f"<urn:x> <{RDF}type> <{KG}Person> <{ns.derived_graph('explicit')}> .",
        f"<urn:x> <{RDFS}label> ",
        f"<urn:x> <{ns.DCTERMS}isReplacedBy> <{PLACE}> <{ns.IDENTITY_GRAPH}> .",
    )
    text = "".join(
        f'<{ARTICLE}/T{n}> <{KG}asWritten> "{s}" {CONTENT} .\n' for n, s in enumerate(said)
    )
    notes = Notes()
    assert notes.note(text) == []
    assert (notes.called, notes.places) == (set(), set())
    counts = {name: count for name, count in notes.tally._counts.items() if count}
    assert counts == {"statements": len(said)}
    assert not notes.tally._kinds
    assert not notes.tally._typed


def test_what_is_removed_is_counted_as_often_as_it_was_added() -> None:
    text = (
        f"<{ARTICLE}/T1> <{RDF}type> <{KG}Person> {CONTENT} .\n"
        f"<{ARTICLE}/c1> <{RDF}type> <{KG}Claim> {EVIDENCE} .\n"
        f"<{ARTICLE}/T1> <{KG}hosts> <{ARTICLE}/T2> <{ns.derived_graph('explicit')}> .\n"
    )
    notes = Notes({})
    notes.note(text)
    assert {name for name, count in notes.tally._counts.items() if count} == {
        "statements",
        "claims",
        "derived",
    }
    notes.note(text, -1)
    assert not any(notes.tally._counts.values())


def test_a_predicate_may_stand_as_a_value() -> None:
    path = f"<urn:c> <{KG}path> <{RDFS}label> {EVIDENCE} .\n"
    text = f'{path}<urn:a> <{RDFS}label> "b" {CONTENT} .\n'
    [(span, subject, rest)] = having(text, f"<{RDFS}label>")
    assert (subject, rest) == ("<urn:a>", f'"b" {CONTENT} .\n')
    assert span == (len(path), len(text))
