"""Short names of things: each form that people meet, and what is none."""

from __future__ import annotations

import pytest

from kg import namespaces as ns
from kg.naming import iri_of, name_of, whole_iri

CHEN = ns.node("001-linfen", "T13")
XIXIAN = ns.place("gbt2260", "141031", 2020)


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        (CHEN, CHEN),
        (f"<{CHEN}>", CHEN),
        ("article:001-linfen/T13", CHEN),
        ("001-linfen/T13", CHEN),
        ("a-001-linfen:T13", CHEN),
        ("a-paper/T1", ns.node("a-paper", "T1")),
        ("a-a-paper:T1", ns.node("a-paper", "T1")),
        ("001-linfen/c-T13", ns.claim("001-linfen", "T13")),
        ("gbt2260:141031", XIXIAN),
        ("gbt2260:141031-2020", XIXIAN),
        ("place:gbt2260-141031-2020", XIXIAN),
        ("gbt2260:999999", ns.place("gbt2260", "999999")),
        ("iso3166:CN", ns.place("iso3166", "CN")),
        ("entity:quill", ns.entity("quill")),
        ("kg:host", ns.KG + "host"),
    ],
)
def test_every_name_leads_to_its_iri(name: str, iri: str) -> None:
    assert iri_of(name) == iri


@pytest.mark.parametrize(
    "name", ["", "Bi", "141031", "gbt2260:14103", "a/b/c", "a b/T1", "x:y", "a-x:T 1", "a/T1>"]
)
def test_what_is_no_name(name: str) -> None:
    assert iri_of(name) is None


def test_only_what_is_written_whole_or_with_a_prefix_is_a_whole_iri() -> None:
    assert whole_iri("kg:host") == ns.KG + "host"
    for name in ("001-linfen/T13", "a-001-linfen:T13", "gbt2260:141031"):
        assert whole_iri(name) is None


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (CHEN, "001-linfen/T13"),
        (XIXIAN, "gbt2260:141031-2020"),
        (ns.entity("quill"), "entity:quill"),
        (ns.article("001-linfen"), "article:001-linfen"),
    ],
)
def test_a_thing_is_named_as_it_can_be_asked_for(iri: str, name: str) -> None:
    assert name_of(iri) == name
    assert iri_of(name) == iri
