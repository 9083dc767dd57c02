"""The test suite of SHACL, by way of our adapter: the fast engine tells what W3C expects.

The suite is not ours to keep. ``KG_W3C_SHACL`` names the folder that holds it, which is
``data-shapes-test-suite/tests`` of the repository w3c/data-shapes; ``make soak`` needs it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import RDF, SH, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from kg.errors import InputError
from kg.rdffiles import read_graph
from kg.validation import validate_graph

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")

# What a result must say to be the same; a message only where the suite has one.
TOLD = ("focusNode", "resultPath", "value", "resultSeverity", "sourceConstraintComponent")

COUNTS = {"core": 98, "sparql": 23}

DIFFERENT = {
    "sparql/pre-binding/unsupported-sparql-004": (
        "a subquery that does not select $this is to be refused, and is answered"
    ),
}
"""Test -> why the fast engine tells something else."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test: its name, such as ``core/node/and-001``, and where it stands."""

    name: str
    node: URIRef
    file: Path

    @property
    def manifest(self) -> Graph:
        return read_graph(self.file)

    def graph(self, role: URIRef) -> Graph:
        """The data or the shapes of the test."""
        manifest = self.manifest
        named = manifest.value(manifest.value(self.node, MF.action), role)
        assert named is not None
        return read_graph(Path(named.removeprefix("file://")))


def cases(root: Path) -> Iterator[Case]:
    """The tests of all files; one of them is in no manifest."""
    for file in sorted(root.rglob("*.ttl")):
        graph = read_graph(file)
        for entries in graph.objects(None, MF.entries):
            for node in Collection(graph, entries):
                assert isinstance(node, URIRef)
                path = Path(node.removeprefix("file://"))
                yield Case(str(path.relative_to(root)), node, file)


FOLDER = os.environ.get("KG_W3C_SHACL")
SUITE = list(cases(Path(FOLDER).resolve())) if FOLDER else []


def results(graph: Graph, nodes: Iterable[Node]) -> Graph:
    """Results, with what makes them the same and nothing else."""
    found = Graph()
    for result in nodes:
        for name in TOLD:
            for value in graph.objects(result, SH[name]):
                found.add((result, SH[name], value))
                copy(graph, value, found)
    return found


def copy(graph: Graph, node: Node, into: Graph) -> None:
    """A path that is more than a predicate."""
    if isinstance(node, BNode):
        for predicate, value in graph.predicate_objects(node):
            if predicate in (RDF.first, RDF.rest) or str(predicate).endswith("Path"):
                into.add((node, predicate, value))
                copy(graph, value, into)


def passes(case: Case, engine: str) -> bool:
    """Whether an engine tells what the suite expects, or refuses where it expects that."""
    manifest = case.manifest
    expected = manifest.value(case.node, MF.result)
    data, shapes = case.graph(SHT.dataGraph), case.graph(SHT.shapesGraph)
    try:
        report = validate_graph(data, shapes, engine=engine)
    except InputError:
        return expected == SHT.Failure
    if expected == SHT.Failure or report.fallbacks:
        return False
    told = report.graph
    details = set(told.objects(None, SH.detail))
    mine = results(told, set(told.subjects(RDF.type, SH.ValidationResult)) - details)
    theirs = results(manifest, manifest.objects(expected, SH.result))
    conforms = manifest.value(expected, SH.conforms)
    return str(conforms) == str(report.conforms).lower() and isomorphic(mine, theirs)


def test_the_suite_is_whole() -> None:
    assert FOLDER, "KG_W3C_SHACL must name the folder of W3C's tests of SHACL"
    found = {part: sum(case.name.startswith(f"{part}/") for case in SUITE) for part in COUNTS}
    assert found == COUNTS
    assert set(DIFFERENT) <= {case.name for case in SUITE}


@pytest.mark.parametrize("case", SUITE, ids=lambda case: case.name)
def test_what_is_told_is_what_the_suite_expects(case: Case) -> None:
    assert passes(case, "shacl") is (case.name not in DIFFERENT)
