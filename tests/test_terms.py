"""RDF terms: what parsers and the store make of them, and what must not become a term."""

from __future__ import annotations

import string
from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg import terms
from kg.namespaces import XSD
from kg.terms import decimal_lexical

NODE = "<https://example.org/n>"

# Whatever UTF-8 can carry, control characters and line ends of every kind the more often.
strings = st.text(st.characters(codec="utf-8")) | st.text(
    st.sampled_from([*map(chr, range(0x21)), *"\\\"'uUtn.<>@^\x7f\x85\xa0\u2028\u2029\ufeff🍐"])
)


def by_rdflib(term: str) -> tuple[str, str | None, str | None]:
    """The value of a term, its datatype and its language, as rdflib reads it."""
    graph = rdflib.Graph().parse(data=f"{NODE} {NODE} {term} .\n", format="nt")
    ((_, _, read),) = graph
    if isinstance(read, rdflib.Literal):
        return str(read), read.datatype and str(read.datatype), read.language
    return str(read), None, None


def by_oxigraph(term: str) -> tuple[str, str | None, str | None]:
    """The same as pyoxigraph reads it, with any IRI that has an end."""
    line = f"{NODE} {NODE} {term} .\n".encode()
    (quad,) = ox.parse(line, ox.RdfFormat.N_TRIPLES, lenient=True)
    read = quad.object
    if isinstance(read, ox.Literal):
        plain = read.language or read.datatype.value == XSD + "string"
        return read.value, None if plain else read.datatype.value, read.language
    assert isinstance(read, ox.NamedNode)
    return read.value, None, None


def stored(term: str) -> tuple[str, str]:
    """The lexical form and the datatype that come out of a store."""
    store = ox.Store()
    store.load(f"{NODE} {NODE} {term} .\n".encode(), ox.RdfFormat.N_TRIPLES)
    (quad,) = store
    assert isinstance(quad.object, ox.Literal)
    assert str(quad.object) == term
    return quad.object.value, quad.object.datatype.value


@given(strings, st.sampled_from([None, "en", "zh-hans"]))
def test_parsers_read_back_any_text(value: str, language: str | None) -> None:
    term = terms.text(value, language)
    assert "\n" not in term
    assert by_rdflib(term) == by_oxigraph(term) == (value, None, language)


def test_parsers_read_back_every_character() -> None:
    characters = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    step = 0x4000  # of a line that is longer rdflib takes the square of its length
    for first in range(0, len(characters), step):
        value = characters[first : first + step]
        term = terms.text(value)
        assert by_rdflib(term) == by_oxigraph(term) == (value, None, None)


@given(strings)
def test_the_store_writes_texts_as_they_are_written_here(value: str) -> None:
    assert stored(terms.text(value))[0] == value


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("", '""'),
        ("it's “so” 🍐", '"it\'s “so” 🍐"'),
        ('a "b" \\ c', r'"a \"b\" \\ c"'),
        ("\t\n\r\b\f", r'"\t\n\r\b\f"'),
        ("\0\x0b\x1f\x7f\x80", '"\\u0000\\u000B\\u001F\\u007F\x80"'),
        ("\\u0041", r'"\\u0041"'),
    ],
)
def test_escapes(value: str, term: str) -> None:
    assert terms.text(value) == term
    assert terms.uri(value) == f"{term}^^<{XSD}anyURI>"


@given(strings)
def test_parsers_read_back_any_uri_literal(value: str) -> None:
    term = terms.uri(value)
    assert by_rdflib(term) == by_oxigraph(term) == (value, XSD + "anyURI", None)


# N-Triples, production IRIREF: what cannot stand in it, or begins an escape.
FORBIDDEN = [*map(chr, range(0x21)), *'<>"{}|^`\\']


@pytest.mark.parametrize("character", FORBIDDEN, ids=ascii)
def test_no_character_that_ends_an_iri(character: str) -> None:
    good = "https://example.org/a"
    assert terms.is_iri(good)
    for at in range(len(good) + 1):
        bad = good[:at] + character + good[at:]
        assert not terms.is_iri(bad)
        with pytest.raises(ValueError, match="is not an absolute IRI"):
            terms.iri(bad)


def test_every_other_character_may_stand_in_an_iri() -> None:
    others = [chr(code) for code in [*range(0xD800), *range(0xE000, 0x110000)]]
    refused = [one for one in others if not terms.is_iri(f"https://example.org/{one}")]
    assert sorted(refused) == sorted(FORBIDDEN)


@pytest.mark.parametrize(
    "value",
    ["", ":", ":a", "a", "example.org/a", "//example.org/a", "/a", "#a", "é:a", "1a:b", "_:b"],
)
def test_what_is_not_absolute_is_no_iri(value: str) -> None:
    assert not terms.is_iri(value)


@pytest.mark.parametrize(
    "value", ["a:", "urn:x:y", "https://example.org/Larkhaven?a=b#c", "https://example.org/淄博"]
)
def test_absolute_iris(value: str) -> None:
    assert terms.iri(value) == f"<{value}>"
    assert by_rdflib(f"<{value}>") == by_oxigraph(f"<{value}>") == (value, None, None)


@given(st.text(string.ascii_letters, min_size=1), strings)
def test_an_iri_is_one_term_to_the_end(scheme: str, rest: str) -> None:
    value = f"{scheme}:{rest}"
    if terms.is_iri(value):
        assert by_oxigraph(terms.iri(value)) == (value, None, None)
    else:
        assert set(rest) & set(FORBIDDEN)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("40", ("40", "integer")),
        ("14200000.0", ("14200000", "integer")),
        ("1E+10", ("10000000000", "integer")),
        ("+007", ("7", "integer")),
        ("-3", ("-3", "integer")),
        ("-0", ("0", "integer")),
        ("-0.00", ("0", "integer")),
        ("0E+3", ("0", "integer")),
        ("100", ("100", "integer")),
        ("18.10", ("18.1", "decimal")),
        (".5", ("0.5", "decimal")),
        ("-2.250", ("-2.25", "decimal")),
        ("1E-7", ("0.0000001", "decimal")),
        ("123456789012345678901234567890.5", ("123456789012345678901234567890.5", "decimal")),
    ],
)
def test_decimal_lexical(number: str, expected: tuple[str, str]) -> None:
    assert decimal_lexical(Decimal(number)) == expected


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_has_no_lexical_form(number: str) -> None:
    with pytest.raises(ValueError, match=number):
        decimal_lexical(Decimal(number))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_the_store_keeps_numbers_as_they_are_written(number: Decimal) -> None:
    lexical, kind = decimal_lexical(number)
    assert Decimal(lexical) == number
    assert decimal_lexical(Decimal(lexical)) == (lexical, kind)
    assert (kind == "integer") == (number == number.to_integral_value())
    assert stored(terms.number(number)) == (lexical, XSD + kind)


@given(st.integers())
def test_whole_numbers(value: int) -> None:
    assert stored(terms.number(value)) == (str(value), XSD + "integer")


@given(st.dates())
def test_days(value: date) -> None:
    term = terms.day(value)
    assert stored(term) == (value.isoformat(), XSD + "date")
    assert by_rdflib(term)[0] == value.isoformat()


@pytest.mark.parametrize(("value", "lexical"), [(True, "true"), (False, "false")])
def test_truths(value: bool, lexical: str) -> None:
    assert stored(terms.truth(value)) == (lexical, XSD + "boolean")
