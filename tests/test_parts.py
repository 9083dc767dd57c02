"""Lines are taken apart, and what stands in a literal is not taken for more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg import namespaces as ns
from kg.contributions import applied
from kg.namespaces import KG, RDF, RDFS
from kg.noting import Notes
from kg.parts import joined, parted, split

ARTICLE = ns.article("a")
CONTENT = f"<{ns.content_graph('a')}>"
EVIDENCE = f"<{ns.evidence_graph('a')}>"
PLACE = ns.place("gbt2260", "110000", 2020)


@given(st.lists(st.text('abc <>"\u2028.', min_size=1, max_size=6), min_size=3, max_size=6))
def test_lines_are_what_their_parts_are_made_of(words: list[str]) -> None:
    line = " ".join(words) + "\n"
    assert joined(parted([line])) == [line]
    assert split(line * 3) == [line] * 3


def test_what_a_literal_says_is_no_claim() -> None:
    claim, local = f"<{ARTICLE}/c-N1>", f"<{ARTICLE}/T1>"
    claims = (
        f"{claim} <{KG}focus> {local} {EVIDENCE} .\n"
        f"{claim} <{KG}path> <{KG}sameDivision> {EVIDENCE} .\n"
    )
    told = f'{local} <{KG}asWritten> "see {claim} <{KG}focus> {local}" {CONTENT} .\n'
    found = applied(parted(split(told + claims)), {local[1:-1]: PLACE})
    assert joined(found) == [
        f'<{PLACE}> <{KG}asWritten> "see {claim} <{KG}focus> {local}" {CONTENT} .\n',
        *split(claims),
    ]


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
    assert notes.note(parted(split(text))) == []
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
    notes.note(parted(split(text)))
    assert {name for name, count in notes.tally._counts.items() if count} == {
        "statements",
        "claims",
        "derived",
    }
    notes.note(parted(split(text)), -1)
    assert not any(notes.tally._counts.values())


def test_a_predicate_may_stand_as_a_value() -> None:
    path = f"<urn:c> <{KG}path> <{RDFS}label> {EVIDENCE} .\n"
    notes = Notes()
    notes.note(parted([path, f'<urn:a> <{RDFS}label> "b" {CONTENT} .\n']))
    assert notes.called == {"urn:a"}
