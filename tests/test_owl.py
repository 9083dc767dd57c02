"""Ontology and corpus are OWL 2 DL but for listed datatypes, and a reasoner finds them consistent.

Claims name properties and values by annotation properties (``kg:focus``, ``kg:path``,
``kg:value``), so that a property or a class can be a value within OWL 2 DL.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import jpype
import pytest
from rdflib import RDF, Graph, URIRef

import owl_api
from kg import namespaces as ns
from kg import resources
from kg.view import View

MAIN = resources.path("ontology", "officials.ttl")
FILES = resources.files("ontology", "*.ttl")
PAIRS = owl_api.disjoint_pairs(*(Graph().parse(path) for path in FILES))

# The one way in which we leave OWL 2 DL: datatypes that every RDF tool knows and that the OWL 2
# datatype map lacks. No axiom speaks of them, so a reasoner may pass over them.
LISTED_DATATYPES = {
    ns.XSD + "date": "a day has no time of day, so xsd:dateTime would say what nobody wrote",
    ns.XSD + "gYear": "the year of a division's code, or of the data that a point comes from",
    ns.GEO + "wktLiteral": "GeoSPARQL's own, which tools for maps read",
}

each_pair = pytest.mark.parametrize(
    ("one", "other"), PAIRS, ids=["-".join(ns.shrink(cls) for cls in pair) for pair in PAIRS]
)


@pytest.fixture(scope="module", autouse=True)
def _java() -> None:
    owl_api.needs_java()


@pytest.fixture(scope="module")
def ontology() -> Any:
    """All files of the ontology: terms, gazetteer's terms, scheme, code lists, alignments."""
    return owl_api.load(*(Graph().parse(path) for path in _main_first(FILES)))


@pytest.fixture(scope="module")
def data(view: View) -> Graph:
    """All that the bundled corpus was built into, but the ontology."""
    graph = Graph()
    for subject, predicate, value, context in view.dataset().quads():
        if str(context) != ns.ONTOLOGY_GRAPH:
            graph.add((subject, predicate, value))
    return graph


@pytest.fixture(scope="module")
def whole(data: Graph) -> Any:
    """Ontology and corpus."""
    return owl_api.load(*(Graph().parse(path) for path in _main_first(FILES)), data)


def _main_first(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: (path != MAIN, path))


def test_without_java_these_tests_are_skipped_but_not_in_ci(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nowhere() -> str:
        raise jpype.JVMNotFoundException("no Java")

    monkeypatch.setattr("jpype.getDefaultJVMPath", nowhere)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="Java"):
        owl_api.needs_java()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="Java"):
        owl_api.needs_java()


# The profile


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_file_is_owl_2_dl_by_itself_or_with_the_terms(path: Path) -> None:
    graphs = [Graph().parse(file) for file in _main_first({MAIN, path})]
    assert owl_api.profile_violations(owl_api.load(*graphs)) == []


def test_the_ontology_is_owl_2_dl_as_a_whole(ontology: Any) -> None:
    assert ontology.getOntologyID().getVersionIRI() is not None
    assert owl_api.profile_violations(ontology) == []


def test_ontology_and_corpus_are_owl_2_dl_but_for_listed_datatypes(whole: Any) -> None:
    assert owl_api.profile_violations(whole) == []
    assert owl_api.datatypes_outside_the_map(whole) == set(LISTED_DATATYPES)


SOUND = """
    @prefix : <urn:test#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    <urn:test> a owl:Ontology ; owl:versionIRI <urn:test/1> .
    :One a owl:Class . :Other a owl:Class ; rdfs:subClassOf :One .
    :thing a owl:ObjectProperty . :words a owl:DatatypeProperty . :note a owl:AnnotationProperty .
    :a a :One ; :thing :b ; :words "a"@zh , 1 , 1.5 , true , "2020-01-01T00:00:00Z"^^xsd:dateTime .
    :b a :Other ; :note :thing , :One , "note" .
"""

FAULTS = {
    "undeclared class": (":c a :Missing .", "Use of undeclared class: <urn:test#Missing>"),
    "undeclared superclass": (
        ":One rdfs:subClassOf :Missing .",
        "Use of undeclared class: <urn:test#Missing>",
    ),
    "undeclared disjoint class": (
        "[] a owl:AllDisjointClasses ; owl:members ( :One :Missing ) .",
        "Use of undeclared class: <urn:test#Missing>",
    ),
    "undeclared object property": (
        ":a :missing :b .",
        "Use of undeclared annotation property: <urn:test#missing>",
    ),
    "undeclared data property": (
        ":a :missing 1 .",
        "Use of undeclared annotation property: <urn:test#missing>",
    ),
    "object and data property": (":thing a owl:DatatypeProperty .", "Cannot pun between"),
    "object and annotation property": (":thing a owl:AnnotationProperty .", "Cannot pun between"),
    "data and annotation property": (":words a owl:AnnotationProperty .", "Cannot pun between"),
    "class and datatype": (":One a rdfs:Datatype .", "Datatype IRI also used as Class IRI"),
    "literal of an object property": (':a :thing "words" .', "Cannot pun between properties"),
    "thing of a data property": (":a :words :b .", "Cannot pun between properties"),
    "no integer": (':a :words "ten"^^xsd:integer .', "Literal lexical value not in"),
    "no such day": (
        ':a :words "2020-13-45T00:00:00"^^xsd:dateTime .',
        "Literal lexical value not in",
    ),
    "reserved class": ("owl:Own a owl:Class .", "Use of reserved vocabulary for class IRI"),
    "reserved property": (
        "rdfs:own a owl:ObjectProperty .",
        "Use of reserved vocabulary for object property IRI",
    ),
    "annotation property in an axiom": (
        ":One rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :note ; owl:hasValue 1 ] .",
        "Cannot pun between properties: <urn:test#note>SubClassOf",
    ),
    "annotation property under an object property": (
        # read as one of two axioms, by the order of the triples; either breaks the profile
        ":note rdfs:subPropertyOf :thing .",
        "Cannot pun between properties: <urn:test#",
    ),
    "chain in a circle": (
        ":thing owl:propertyChainAxiom ( :thing :next :thing ) . :next a owl:ObjectProperty .",
        "Use of property in chain causes cycle",
    ),
    "disjoint classes without members": ("[] a owl:AllDisjointClasses .", "No reading of _:"),
    "blank node": (":a :thing [ a :One ] .", "No name for"),
}


def test_a_sound_ontology_has_no_violation() -> None:
    sound = owl_api.load(Graph().parse(data=SOUND))
    assert owl_api.profile_violations(sound) == []
    assert owl_api.datatypes_outside_the_map(sound) == set()


@pytest.mark.parametrize(("fault", "told"), FAULTS.values(), ids=FAULTS)
@pytest.mark.filterwarnings("ignore")
def test_each_planted_violation_is_found(fault: str, told: str) -> None:
    violations = owl_api.profile_violations(owl_api.load(Graph().parse(data=SOUND + fault)))
    assert [line for line in violations if line.startswith(told)], violations


def test_datatypes_outside_the_map_are_found() -> None:
    fault = ':a :words "2020-01-01"^^xsd:date , "x"^^:own .'
    planted = owl_api.load(Graph().parse(data=SOUND + fault))
    assert owl_api.datatypes_outside_the_map(planted) == {ns.XSD + "date", "urn:test#own"}


def test_a_version_without_an_ontology_cannot_be_read() -> None:
    with pytest.raises(jpype.JException, match="version IRI"):
        owl_api.load(
            Graph().parse(data=SOUND.replace("<urn:test> a owl:Ontology", "[] a owl:Ontology"))
        )


# The reasoner


def test_ontology_and_corpus_are_consistent(ontology: Any, whole: Any) -> None:
    assert owl_api.is_consistent(ontology)
    assert owl_api.is_consistent(whole)


def test_every_class_can_have_members(ontology: Any) -> None:
    assert owl_api.unsatisfiable(ontology) == set()


def test_a_class_without_possible_members_is_found() -> None:
    fault = ":One owl:disjointWith :Other . :Neither a owl:Class ; rdfs:subClassOf :One , :Other ."
    text = SOUND.replace(":b a :Other ;", ":b").replace(", :One , ", ", ")
    impossible = owl_api.load(Graph().parse(data=text + fault))
    assert owl_api.unsatisfiable(impossible) == {"urn:test#Neither", "urn:test#Other"}


@each_pair
def test_one_contradiction_makes_the_ontology_inconsistent(
    ontology: Any, one: URIRef, other: URIRef
) -> None:
    assert not owl_api.is_consistent(ontology, "urn:test#thing", [one, other])


def test_what_is_not_disjoint_may_be_both(ontology: Any) -> None:
    for pair in (("Person", "Official"), ("Organization", "Platform"), ("Record", "Claim")):
        assert owl_api.is_consistent(ontology, "urn:test#thing", [ns.KG + name for name in pair])


@pytest.mark.parametrize("name", ["Article", "Person", "Place", "Product", "Figure", "Mention"])
def test_one_contradiction_makes_the_corpus_inconsistent(
    whole: Any, data: Graph, name: str
) -> None:
    """A thing of the corpus is made a member of a class that its own class is disjoint from."""
    cls = URIRef(ns.KG + name)
    member = data.value(None, RDF.type, cls, any=True)
    apart = next(other if one == cls else one for one, other in PAIRS if cls in (one, other))
    assert not owl_api.is_consistent(whole, str(member), [apart]), (member, apart)


def test_disjoint_pairs_are_read_in_all_ways_of_writing_them() -> None:
    text = """
        @prefix : <urn:test#> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        :A owl:disjointWith :B . :B owl:disjointWith :A .
        [] a owl:AllDisjointClasses ; owl:members ( :C :D :E ) .
        :F owl:disjointUnionOf ( :G :H ) .
    """
    pairs = [*combinations("CDE", 2), ("A", "B"), ("G", "H")]
    read = owl_api.disjoint_pairs(Graph().parse(data=text))
    assert read == sorted((URIRef(f"urn:test#{a}"), URIRef(f"urn:test#{b}")) for a, b in pairs)
    assert PAIRS
