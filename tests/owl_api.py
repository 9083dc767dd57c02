"""The OWL API and the reasoner HermiT, in one Java machine inside the test process.

Both are in the jar that owlready2 carries (OWL API 3.4.3, HermiT 1.3.8); JPype starts Java.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any

import jpype
import pytest
from rdflib import OWL, RDF, Graph, URIRef

OWLAPI = "org.semanticweb.owlapi."
NO_JAVA = "the OWL API and HermiT need Java 11 or newer, and none is here"


def needs_java() -> None:
    """Skips the test without Java, or fails it where CI must have it."""
    try:
        jpype.getDefaultJVMPath()
    except jpype.JVMNotFoundException:
        if os.environ.get("CI"):
            pytest.fail(NO_JAVA)
        pytest.skip(NO_JAVA)


@cache
def _java() -> None:
    jar = files("owlready2").joinpath("hermit", "HermiT.jar")
    jpype.startJVM("-Xmx1g", "-Djava.awt.headless=true", classpath=[str(jar)])


def _class(name: str) -> Any:
    return jpype.JClass(name)


def load(*graphs: Graph) -> Any:
    """The graphs as one ontology of the OWL API.

    One ontology has one header, so those of all but the first graph with one are left out.
    """
    _java()
    whole = Graph()
    for graph in graphs:
        has_header = (None, RDF.type, OWL.Ontology) in whole
        headers = set(graph.subjects(RDF.type, OWL.Ontology)) if has_header else set()
        for triple in graph:
            if triple[0] not in headers:
                whole.add(triple)
    source = _class(OWLAPI + "io.StringDocumentSource")(whole.serialize(format="xml"))
    manager = _class(OWLAPI + "apibinding.OWLManager").createOWLOntologyManager()
    return manager.loadOntologyFromOntologyDocument(source)


def profile_violations(ontology: Any) -> list[str]:
    """What keeps an ontology out of OWL 2 DL, one short line each, sorted.

    To what the profile checker of the OWL API finds come the triples that its parser could make
    nothing of and would drop in silence, and individuals without a name, which OWL 2 DL allows in
    trees only and we not at all.
    """
    report = _class(OWLAPI + "profiles.OWL2DLProfile")().checkOntology(ontology)
    found = {str(violation).partition(" [")[0].strip() for violation in report.getViolations()}
    found |= {f"No reading of {triple}" for triple in _unread(ontology)}
    found |= {f"No name for {node}" for node in ontology.getReferencedAnonymousIndividuals()}
    return sorted(found)


def _unread(ontology: Any) -> set[str]:
    """The triples that no axiom and no annotation was made from."""
    document = ontology.getOWLOntologyManager().getOntologyFormat(ontology)
    left = {str(triple) for triple in document.getOntologyLoaderMetaData().getUnparsedTriples()}
    if not left:
        return left
    # the parser's list also has annotations that it did read, where the value is an IRI
    header = ontology.getOntologyID().getOntologyIRI()
    said = [(header, annotation) for annotation in ontology.getAnnotations()]
    kind = _class(OWLAPI + "model.AxiomType").ANNOTATION_ASSERTION
    said += [(axiom.getSubject(), axiom.getAnnotation()) for axiom in ontology.getAxioms(kind)]
    read = {f"<{s}> <{a.getProperty().getIRI()}> <{a.getValue()}>." for s, a in said}
    return left - read


def datatypes_outside_the_map(ontology: Any) -> set[str]:
    """The datatypes of literals that OWL 2 (Structural Specification, section 4) does not list."""
    used = {str(datatype.getIRI()) for datatype in ontology.getDatatypesInSignature(True)}
    listed = {str(datatype.getIRI()) for datatype in _class(OWLAPI + "vocab.OWL2Datatype").values()}
    return used - listed


def is_consistent(ontology: Any, individual: str = "", classes: Iterable[str] = ()) -> bool:
    """Whether HermiT finds a model, where the individual is also of the given classes.

    Literals of datatypes outside the OWL 2 map (dates) are left out: HermiT refuses them
    otherwise, and no axiom speaks of them.
    """
    manager = ontology.getOWLOntologyManager()
    factory, iri = manager.getOWLDataFactory(), _class(OWLAPI + "model.IRI")
    planted = [
        factory.getOWLClassAssertionAxiom(
            factory.getOWLClass(iri.create(cls)),
            factory.getOWLNamedIndividual(iri.create(individual)),
        )
        for cls in classes
    ]
    planted = [axiom for axiom in planted if not ontology.containsAxiom(axiom)]
    for axiom in planted:
        manager.addAxiom(ontology, axiom)
    try:
        return bool(_reasoner(ontology).isConsistent())
    finally:
        for axiom in planted:
            manager.removeAxiom(ontology, axiom)


def unsatisfiable(ontology: Any) -> set[str]:
    """The named classes that can have no member."""
    bottom = _reasoner(ontology).getUnsatisfiableClasses().getEntitiesMinusBottom()
    return {str(cls.getIRI()) for cls in bottom}


def _reasoner(ontology: Any) -> Any:
    configuration = _class("org.semanticweb.HermiT.Configuration")()
    configuration.ignoreUnsupportedDatatypes = True
    return _class("org.semanticweb.HermiT.Reasoner")(configuration, ontology)


def disjoint_pairs(*graphs: Graph) -> list[tuple[URIRef, URIRef]]:
    """Every pair of classes that the graphs say are disjoint, each once, sorted."""
    pairs: set[Any] = set()
    for graph in graphs:
        pairs |= set(graph.subject_objects(OWL.disjointWith))
        lists = [
            graph.value(axiom, OWL.members)
            for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses)
        ]
        for members in [*lists, *graph.objects(None, OWL.disjointUnionOf)]:
            pairs |= set(combinations(graph.items(members), 2))
    return sorted({tuple(sorted(pair)) for pair in pairs})
