"""RDF as three families of parsers read it, in one form, so that tests can compare them.

And SPARQL as rdflib reads it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from pyparsing import ParserElement
from rdflib.namespace import XSD
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from kg.export import FORMATS


def algebra(query: str, prefixes: Mapping[str, str] | None = None) -> CompValue:
    """A query as rdflib reads it.

    edtf has all parsers of pyparsing remember what they tried. It gains by it; this one would take
    three times as long.
    """
    ParserElement.disable_memoization()
    try:
        return prepareQuery(query, initNs=prefixes).algebra
    finally:
        ParserElement.enable_packrat()


NPM = Path(__file__).resolve().parent / "npm"
RDFLIB = {
    "turtle": "turtle",
    "trig": "trig",
    "ntriples": "nt",
    "nquads": "nquads",
    "jsonld": "json-ld",
    "rdfxml": "xml",
}
ENGINE = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
ONE_GRAPH = tuple(name for name, each in FORMATS.items() if each.flattens)
ALL_GRAPHS = tuple(name for name, each in FORMATS.items() if not each.flattens)

Quads = set[ox.Quad]


class Lines:
    """A reader of given lines, under any name."""

    def __init__(self, lines: list[str], name: str = "lines") -> None:
        self.lines = lines
        self.name = name

    def quads(self) -> list[str]:
        return self.lines

    def select(self, query: str) -> dict[str, Any]:
        raise NotImplementedError(query)

    def construct(self, query: str) -> list[str]:
        raise NotImplementedError(query)


def from_rdflib(term: Node) -> Any:
    """A term of rdflib as the engine's."""
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    assert isinstance(term, rdflib.Literal)
    if term.language:
        return ox.Literal(str(term), language=term.language)
    datatype = None if term.datatype is None else ox.NamedNode(str(term.datatype))
    return ox.Literal(str(term), datatype=datatype)


def to_rdflib(term: Any) -> Node:
    """A term of the engine as rdflib's."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, ox.Literal), term
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == str(XSD.string):
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def by_engine(name: str, data: bytes) -> Quads:
    """What pyoxigraph reads."""
    return set(ox.parse(data, format=ENGINE[name]))


def by_rdflib(name: str, data: bytes) -> Quads:
    """What rdflib reads, the lexical forms as written."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        found = rdflib.Dataset(default_union=False)
        found.parse(data=data, format=RDFLIB[name])
    finally:
        rdflib.NORMALIZE_LITERALS = before
    quads = set()
    for subject, predicate, value, graph in found.quads():
        at = ox.DefaultGraph() if name in ONE_GRAPH or graph is None else from_rdflib(graph)
        quads.add(ox.Quad(*map(from_rdflib, (subject, predicate, value)), at))
    return quads


def by_npm(files: Mapping[str, tuple[str, bytes]]) -> dict[str, Quads]:
    """What the parsers from npm read, in one process; ``files`` are formats and bytes by name."""
    jobs = [
        {"name": name, "format": format_, "text": data.decode("utf-8")}
        for name, (format_, data) in files.items()
    ]
    answered = _node("read.mjs", jobs)
    return {name: {ox.Quad(*map(_from_npm, quad)) for quad in answered[name]} for name in files}


def geojson_faults(text: str) -> list[str]:
    """What a validator from npm finds wrong with a text by RFC 7946."""
    faults: list[str] = _node("geojson.mjs", text)
    return faults


def _node(script: str, given: object) -> Any:
    """What a script of :data:`NPM` answers; without node or its packages the test is skipped."""
    missing = _missing_npm()
    if missing:
        if os.environ.get("CI"):
            pytest.fail(f"{missing}, and CI must have it")
        pytest.skip(f"{missing}; make test sets it up")
    done = subprocess.run(
        ["node", str(NPM / script)], input=json.dumps(given).encode(), capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def _missing_npm() -> str:
    if shutil.which("node") is None:
        return "node is not on this machine"
    if not (NPM / "node_modules").is_dir():
        return "the parsers from npm are not installed"
    return ""


def _from_npm(term: list[str]) -> Any:
    kind, value, language, datatype = term
    if kind == "NamedNode":
        return ox.NamedNode(value)
    if kind == "BlankNode":
        return ox.BlankNode(value)
    if kind == "DefaultGraph":
        return ox.DefaultGraph()
    assert kind == "Literal", kind
    if language:
        return ox.Literal(value, language=language)
    return ox.Literal(value, datatype=ox.NamedNode(datatype))
