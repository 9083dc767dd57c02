"""What the hygiene queries look at: ontology and shapes, and which file uses which term.

SPARQL text is no RDF, so what it uses is told by triples ``<term> use:inQuestion <file>`` (a query,
projection, receipt or question), ``use:inRule`` (what a rule constructs) and ``use:inShape`` (the
SPARQL of a constraint).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox
from rdflib import SH, Graph, URIRef
from rdflib.paths import Path as PropertyPath

from kg import resources
from reading import algebra

USE = "urn:officials-kg:use#"
QUESTIONS = Path(__file__).resolve().parent / "questions"


def hygiene_store() -> ox.Store:
    """Everything that the hygiene queries are run over, in the default graph."""
    store = ox.Store()
    for folder in ("ontology", "shapes"):
        for path in resources.files(folder, "*.ttl"):
            load_turtle(store, path)
    for term, how, file in uses():
        store.add(ox.Quad(ox.NamedNode(term), ox.NamedNode(USE + how), ox.NamedNode(file)))
    return store


def load_turtle(store: ox.Store, path: Path) -> None:
    store.load(path.read_bytes(), ox.RdfFormat.TURTLE)


def uses() -> frozenset[tuple[str, str, str]]:
    """Each IRI of SPARQL text, how it is used, and where."""
    return frozenset(_uses())


def _uses() -> Iterator[tuple[str, str, str]]:
    root = resources.path("queries")
    for path in sorted([*root.rglob("*.rq"), *QUESTIONS.rglob("*.rq")]):
        file = f"urn:officials-kg:file:{path.parent.name}/{path.name}"
        query = algebra(path.read_text(encoding="utf-8"))
        for term in iris(query):
            yield term, "inQuestion", file
        if path.parent == root / "rules":
            for term in iris(query.template):
                yield term, "inRule", file
    shapes = Graph()
    for path in resources.files("shapes", "*.ttl"):
        shapes.parse(path)
    prefixes = {
        str(shapes.value(node, SH.prefix)): str(shapes.value(node, SH.namespace))
        for node in shapes.objects(None, SH.declare)
    }
    for shape, text in shapes.subject_objects(SH.select):
        for term in iris(algebra(str(text), prefixes)):
            yield term, "inShape", str(shape)


def iris(part: object) -> set[str]:
    """The IRIs in a part of a query's algebra, property paths included."""
    if isinstance(part, URIRef):
        return {str(part)}
    if isinstance(part, Mapping):
        return {term for value in part.values() for term in iris(value)}
    if isinstance(part, PropertyPath):
        return iris(vars(part))
    if isinstance(part, list | tuple | set | frozenset):
        return {term for value in part for term in iris(value)}
    return set()
