"""Every export as rdflib, pyoxigraph and parsers from npm read it: the same graph, term by term.

No export has a blank node, so two graphs are canonically equal if their statements are the same.
"""

from __future__ import annotations

import json
from functools import cache

import pyoxigraph as ox
import pytest

from kg import namespaces as ns
from kg.export import FORMATS, export
from kg.namespaces import KG, RDF, RDFS, SKOS, XSD
from kg.store.snapshots import SnapshotReader
from kg.triples import Statement, split_line
from reading import ALL_GRAPHS, NPM, ONE_GRAPH, Quads, by_engine, by_npm, by_rdflib

pytestmark = [
    # rdflib deprecates what its own parsers call, and doubts forms that are odd on purpose.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib"),
    pytest.mark.filterwarnings("ignore:Parsing weird boolean:UserWarning"),
]

S, P, Q = "http://example.org/s", "http://example.org/p", KG + "asWritten"


def _literal(value: str, datatype: str | None = None, language: str | None = None) -> ox.Literal:
    return ox.Literal(value, language=language, datatype=datatype and ox.NamedNode(datatype))


def _typed(datatype: str, *values: str) -> list[ox.Literal]:
    return [_literal(value, XSD + datatype) for value in values]


VALUES: dict[str, list[ox.Literal | ox.NamedNode]] = {
    "quotes": [_literal("""say "it's" ''so'' '''"""), _literal('"""'), _literal("\\")],
    "nothing": [_literal("")],
    "white space": [_literal(" a\tb\nc\rd\r\ne  "), _literal(" "), _literal("\n")],
    "markup": [_literal("<a href='x'>&amp; ]]> --> <!-- %41 &#13;"), _literal("</rdf:RDF>")],
    "not ASCII": [_literal("临汾 \u00a0\u2028\u0085 \U0001f600 e\u0301"), _literal("\ufeff x")],
    "languages": [_literal("县长", None, "zh"), _literal("县长", None, "zh-hans"),
                  _literal("a", None, "en"), _literal("b", None, "en"), _literal("en")],
    "one language": [_literal("a", None, "en"), _literal("b", None, "en")],
    "booleans": [*_typed("boolean", "true", "false", "1", "0")],
    "true": [*_typed("boolean", "true")],
    "decimals": [*_typed("decimal", "1.5", "0.0000001", "100", "1.50", "-0.0")],
    "integers": [*_typed("integer", "0", "-7", "007", "+5", "9007199254740993", "9" * 400)],
    "short integers": [*_typed("integer", "0", "-7", "14200000", "999999999999999")],
    "numbers of many types": [*_typed("integer", "1"), *_typed("decimal", "1.0"),
                              *_typed("double", "1.0E0"), _literal("1")],
    "dates": [*_typed("date", "2020-05-11", "-0044-03-15"), *_typed("gYear", "2020")],
    "days": [*_typed("date", "2020-05-11", "2020-05-12")],
    "addresses": [*_typed("anyURI", "https://example.org/?a=1&b=2#c")],
    "a type of one's own": [_literal("x", "http://example.org/ns#odd"), _literal("y", "urn:odd")],
    "things": [ox.NamedNode(each) for each in (
        "urn:x", "http://example.org/?a=1&b='2'", ns.code("role", "mayor"), ns.node("a", "E1"),
        ns.ID, ns.CODE, KG, ns.ARTICLE + "a//b", ns.ID + "a:b", ns.ID + "a..b", ns.CODE + "a?b",
        # schemes that are also prefixes or names of the context
        "skos:x", "code:role/mayor", "about:blank", "id:x", "asWritten:x", "kg:Person",
    )],
    "a thing and its name": [ox.NamedNode(ns.node("a", "E1")), _literal("article/a/E1")],
}  # fmt: skip


def _cases() -> dict[str, list[ox.Triple]]:
    """Values under a predicate with a short name, and under one without."""
    found = {
        name: [
            ox.Triple(ox.NamedNode(S), ox.NamedNode(predicate), value)
            for predicate in (P, Q)
            for value in values
        ]
        for name, values in VALUES.items()
    }
    found["classes"] = [
        ox.Triple(ox.NamedNode(S), ox.NamedNode(RDF + "type"), ox.NamedNode(each))
        for each in (KG + "Person", SKOS + "Concept", "urn:Ship", P, KG + "a.b", RDF + "Bag",
                     RDF + "Description", RDFS + "Class", ns.ID + "class")
    ]  # fmt: skip
    found["no class"] = [ox.Triple(ox.NamedNode(S), ox.NamedNode(RDF + "type"), _literal("Person"))]
    # names that two vocabularies share, or that JSON-LD and XML have a use for
    found["predicates"] = [
        ox.Triple(ox.NamedNode(S), ox.NamedNode(each), _literal(str(number)))
        for number, each in enumerate(
            (KG + "label", RDFS + "label", ns.REF + "label", KG + "id", KG + "type", KG + "code",
             KG + "kg", KG + "skos", KG + "http", KG + "urn", RDF + "value", RDF + "_1",
             "http://example.org/中文", "http://example.org/a%20b", "urn:p", KG + "xml")
        )
    ]  # fmt: skip
    return found


@cache
def _case_quads(case: str, name: str) -> frozenset[ox.Quad]:
    graph = ox.NamedNode(ns.ARTICLES_GRAPH) if name in ALL_GRAPHS else ox.DefaultGraph()
    return frozenset(ox.Quad(*triple, graph) for triple in _cases()[case])


def _written(case: str, name: str) -> bytes:
    text = ox.serialize(_case_quads(case, name), format=ox.RdfFormat.N_QUADS)
    assert text is not None
    lines = text.decode("utf-8").split("\n")[:-1]
    return FORMATS[name].write(Statement(*split_line(line)) for line in lines)


@pytest.fixture(scope="module")
def exports(reader: SnapshotReader) -> dict[str, bytes]:
    return {name: export(reader, name) for name in FORMATS}


@pytest.fixture(scope="module")
def npm(exports: dict[str, bytes]) -> dict[str, Quads]:
    """Every export and every case in every format, read in one process of node."""
    files = {name: (name, data) for name, data in exports.items()}
    files |= {
        f"{case} in {name}": (name, _written(case, name)) for case in _cases() for name in FORMATS
    }
    return by_npm(files)


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_is_the_same_to_rdflib_and_the_engine(
    name: str, exports: dict[str, bytes]
) -> None:
    read = by_engine(name, exports[name])
    assert len(read) > 1000
    assert not [q for q in read if isinstance(q.subject, ox.BlankNode)]
    assert by_rdflib(name, exports[name]) == read


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_is_the_same_to_npm(
    name: str, exports: dict[str, bytes], npm: dict[str, Quads]
) -> None:
    assert npm[name] == by_engine(name, exports[name])


@pytest.mark.parametrize("names", [ONE_GRAPH, ALL_GRAPHS])
def test_all_formats_of_one_extent_hold_the_same(
    names: tuple[str, ...], exports: dict[str, bytes]
) -> None:
    first, *others = (by_engine(name, exports[name]) for name in names)
    assert len(others) == len(names) - 1 > 0
    assert all(other == first for other in others)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("case", _cases())
def test_odd_terms_survive(case: str, name: str) -> None:
    data = _written(case, name)
    assert by_engine(name, data) == _case_quads(case, name)
    assert by_rdflib(name, data) == _case_quads(case, name)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("case", _cases())
def test_odd_terms_survive_in_npm(case: str, name: str, npm: dict[str, Quads]) -> None:
    assert npm[f"{case} in {name}"] == _case_quads(case, name)


def test_npm_packages_are_locked_without_addresses() -> None:
    lock = json.loads((NPM / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: each for name, each in lock["packages"].items() if name}
    wanted = json.loads((NPM / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert {f"node_modules/{name}" for name in wanted} <= set(packages)
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
