"""Hygiene of the ontology: declared, labelled in two languages, OWL 2 DL, and used as declared."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, split_uri
from rdflib.term import Node

from kg import namespaces as ns
from kg import resources
from kg.places.gazetteer import Gazetteer
from kg.rdffiles import graph_of
from kg.reference import place_lines
from kg.terms import iri
from kg.view import View

ROOT = Path(__file__).resolve().parent.parent
KG, REF, SCHEME = Namespace(ns.KG), Namespace(ns.REF), Namespace(ns.SCHEME)
VANN = Namespace("http://purl.org/vocab/vann/")
OURS = (ns.KG, ns.REF, ns.SCHEME)
FILES = resources.files("ontology", "*.ttl")
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)

# Names that begin with kg: and yet are no terms.
NOT_TERMS = {
    "none": "in queries, the IRI that nothing has: it keeps an unbound variable from joining"
}


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """What is loaded into the ontology's graph: all but the code lists."""
    graph = Graph()
    for path in FILES:
        if path.name != "codes.ttl":
            graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def codes() -> Graph:
    return Graph().parse(resources.path("ontology", "codes.ttl"))


@pytest.fixture(scope="module")
def built(view: View) -> list[tuple[Node, Node, Node]]:
    return [quad[:3] for quad in view.dataset().quads()]


def _terms(graph: Graph) -> set[URIRef]:
    return {s for s in graph.subjects() if isinstance(s, URIRef) and _is_ours(s)}


def _is_ours(node: Node) -> bool:
    return str(node).startswith(OURS)  # rdflib's own startswith takes no tuple


def _labels(graph: Graph, term: Node, predicate: URIRef = RDFS.label) -> Counter[str | None]:
    found = [label for label in graph.objects(term, predicate) if isinstance(label, Literal)]
    assert all(str(label).strip() == str(label) != "" for label in found), term
    return Counter(label.language for label in found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_parses_and_names_every_node(path: Path) -> None:
    graph = Graph().parse(path)
    assert len(graph)
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]


def test_the_header_says_what_it_is_whose_and_which_version() -> None:
    graph = Graph().parse(resources.path("ontology", "officials.ttl"))
    header = URIRef(ns.KG.removesuffix("#"))
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [header]
    assert _labels(graph, header, DCTERMS.title) == {"en": 1, "zh": 1}
    assert _labels(graph, header, DCTERMS.description) == {"en": 1}
    for predicate in (DCTERMS.creator, DCTERMS.license, DCTERMS.created, OWL.versionInfo):
        assert len(list(graph.objects(header, predicate))) == 1, predicate
    version = graph.value(header, OWL.versionInfo)
    assert graph.value(header, OWL.versionIRI) == URIRef(f"{header}/{version}")
    assert str(graph.value(header, VANN.preferredNamespacePrefix)) == "kg"
    assert str(graph.value(header, VANN.preferredNamespaceUri)) == ns.KG


@pytest.mark.parametrize("name", ["alignments.ttl", "reference.ttl", "scheme.ttl"])
def test_the_other_files_are_ontologies_under_a_licence(name: str) -> None:
    graph = Graph().parse(resources.path("ontology", name))
    (header,) = graph.subjects(RDF.type, OWL.Ontology)
    assert _labels(graph, header, DCTERMS.title) == {"en": 1, "zh": 1}
    assert graph.value(header, DCTERMS.license)
    assert not list(graph.objects(header, OWL.imports))


def test_every_term_of_ours_has_labels_and_definitions_in_both_languages(ontology: Graph) -> None:
    declared = set(ontology.subjects(RDF.type, OWL.Class))
    for kind in PROPERTIES:
        declared |= set(ontology.subjects(RDF.type, kind))
    terms = {term for term in declared if _is_ours(term)}
    assert len(terms) > 100
    for term in sorted(terms):
        assert _labels(ontology, term) == {"en": 1, "zh": 1}, term
        assert _labels(ontology, term, SKOS.definition) == {"en": 1, "zh": 1}, term
        for definition in ontology.objects(term, SKOS.definition):
            assert str(definition).endswith((".", "。")), term


def test_terms_of_others_that_say_what_articles_say_are_labelled_too(ontology: Graph) -> None:
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in ontology.subjects(RDF.type, kind):
            assert _labels(ontology, term) == {"en": 1, "zh": 1}, term


def test_chinese_labels_are_chinese_and_english_ones_are_not(ontology: Graph, codes: Graph) -> None:
    labels = [
        (term, label)
        for graph in (ontology, codes)
        for predicate in (RDFS.label, SKOS.prefLabel)
        for term, label in graph.subject_objects(predicate)
        if isinstance(label, Literal)
    ]
    assert len(labels) > 300
    for term, label in labels:
        chinese = any("\u4e00" <= character <= "\u9fff" for character in label)
        assert chinese == (label.language == "zh"), (term, label)


def test_no_two_properties_have_one_label(ontology: Graph) -> None:
    for language in ("en", "zh"):
        said = Counter(
            str(label)
            for kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
            for term in ontology.subjects(RDF.type, kind)
            for label in ontology.objects(term, RDFS.label)
            if isinstance(label, Literal)
            and label.language == language
            and str(term).startswith(ns.KG)
        )
        assert not [label for label, count in said.items() if count > 1]


def test_every_term_is_of_one_kind_only(ontology: Graph) -> None:
    for term in _terms(ontology):
        kinds = list(ontology.objects(term, RDF.type))
        assert len(kinds) == 1, term
        assert kinds[0] in (OWL.Class, OWL.Ontology, *PROPERTIES), term
    for one, other in combinations((OWL.Class, *PROPERTIES), 2):
        both = set(ontology.subjects(RDF.type, one)) & set(ontology.subjects(RDF.type, other))
        assert not both, (one, other)


def test_names_tell_classes_from_properties(ontology: Graph) -> None:
    for term in _terms(ontology):
        kind = ontology.value(term, RDF.type)
        if kind == OWL.Ontology:
            continue
        pattern = "[A-Z][A-Za-z]*" if kind == OWL.Class else "[a-z][A-Za-z0-9]*"
        assert re.fullmatch(pattern, split_uri(term)[1]), term


def test_the_ontology_uses_declared_terms_only(ontology: Graph) -> None:
    built_in = (ns.RDF, ns.RDFS, ns.OWL)
    for subject, predicate, value in ontology:
        if not str(predicate).startswith(built_in):
            assert (predicate, RDF.type, OWL.AnnotationProperty) in ontology, predicate
        if predicate in (RDFS.subClassOf, OWL.disjointWith):
            for term in (subject, value):
                assert (term, RDF.type, OWL.Class) in ontology, term


def test_classes_form_no_circle_and_are_not_disjoint_from_themselves(ontology: Graph) -> None:
    above = {
        term: set(ontology.transitive_objects(term, RDFS.subClassOf))
        for term in ontology.subjects(RDF.type, OWL.Class)
    }
    for term, superior in above.items():
        assert not [other for other in superior - {term} if term in above[other]], term
        for one, other in combinations(superior, 2):
            assert (one, OWL.disjointWith, other) not in ontology, term
            assert (other, OWL.disjointWith, one) not in ontology, term


def test_no_domains_and_ranges_which_shapes_give_instead(ontology: Graph) -> None:
    assert not list(ontology.subject_objects(RDFS.domain))
    assert not list(ontology.subject_objects(RDFS.range))


# What is written elsewhere with our prefixes


def _declared(graph: Graph, base: str) -> set[str]:
    return {str(term).removeprefix(base) for term in _terms(graph) if str(term).startswith(base)}


@pytest.mark.parametrize(
    ("prefix", "base"), [("kg", ns.KG), ("ref", ns.REF), ("scheme", ns.SCHEME)]
)
def test_queries_shapes_and_ontology_use_declared_terms(
    ontology: Graph, prefix: str, base: str
) -> None:
    paths = [
        path
        for folder, pattern in (("queries", "*.rq"), ("shapes", "*.ttl"), ("ontology", "*.ttl"))
        for path in resources.path(folder).rglob(pattern)
    ]
    assert len(paths) > 30
    known = _declared(ontology, base) | set(NOT_TERMS)
    for path in paths:
        used = set(re.findall(rf"\b{prefix}:([A-Za-z][A-Za-z0-9]*)", path.read_text("utf-8")))
        assert used <= known, f"{path.name} uses {sorted(used - known)}"


def test_the_source_uses_declared_terms(ontology: Graph) -> None:
    found: dict[str, str] = {}
    for path in (ROOT / "src" / "kg").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r'\bKG \+ "(\w+)"|\{(?:ns\.)?KG\}(\w+)|\bKG\.(\w+)', text):
            found["".join(name)] = path.name
    assert len(found) > 20
    assert {name: found[name] for name in found.keys() - _declared(ontology, ns.KG)} == {}


def test_names_that_are_no_terms_are_used(ontology: Graph) -> None:
    assert not set(NOT_TERMS) & _declared(ontology, ns.KG)
    queries = "".join(p.read_text("utf-8") for p in resources.path("queries").rglob("*.rq"))
    for name in NOT_TERMS:
        assert f"kg:{name}" in queries


def test_the_graph_uses_declared_terms_as_they_are_declared(
    ontology: Graph, built: list[tuple[Node, Node, Node]]
) -> None:
    declared = {kind: set(ontology.subjects(RDF.type, kind)) for kind in (OWL.Class, *PROPERTIES)}
    used: set[Node] = set()
    for subject, predicate, value in built:
        used.add(predicate)
        for node in (subject, value):
            if isinstance(node, URIRef) and _is_ours(node):
                assert (node, RDF.type, None) in ontology, node
        if predicate == RDF.type and str(value).startswith(ns.KG):
            assert value in declared[OWL.Class], value
        elif isinstance(value, Literal):
            assert predicate not in declared[OWL.ObjectProperty], (predicate, value)
        else:
            assert predicate not in declared[OWL.DatatypeProperty], (predicate, value)
    ours = {predicate for predicate in used if _is_ours(predicate)}
    assert len(ours) > 40
    for predicate in ours:
        assert any(predicate in declared[kind] for kind in PROPERTIES), predicate


def test_shapes_expect_of_a_property_what_it_is(ontology: Graph) -> None:
    shapes = Graph()
    for path in resources.files("shapes", "*.ttl"):
        shapes.parse(path)
    speaking = list(shapes.subject_objects(SH.path))
    assert len(speaking) > 60
    for shape, path in speaking:
        data = (path, RDF.type, OWL.DatatypeProperty) in ontology
        things = (path, RDF.type, OWL.ObjectProperty) in ontology
        if (shape, SH["class"], None) in shapes or (shape, SH.node, None) in shapes:
            assert not data, path
        if (shape, SH.datatype, None) in shapes:
            assert not things, path
    for cls in {*shapes.objects(None, SH.targetClass), *shapes.objects(None, SH["class"])}:
        if str(cls).startswith(ns.KG):
            assert (cls, RDF.type, OWL.Class) in ontology, cls


def test_every_shape_of_a_property_says_what_is_wrong() -> None:
    for path in resources.files("shapes", "*.ttl"):
        graph = Graph().parse(path)
        for shape in graph.subjects(RDF.type, SH.PropertyShape):
            assert str(graph.value(shape, SH.message)).endswith("."), shape


# Code lists


def test_every_concept_is_named_after_its_notation_in_one_list(codes: Graph) -> None:
    lists = set(codes.subjects(RDF.type, SKOS.ConceptScheme))
    concepts = set(codes.subjects(RDF.type, SKOS.Concept))
    assert set(codes.subjects()) == lists | concepts
    for concept in concepts:
        (code_list,) = codes.objects(concept, SKOS.inScheme)
        assert code_list in lists
        (notation,) = codes.objects(concept, SKOS.notation)
        assert concept == URIRef(f"{code_list}/{notation}")
        assert iri(str(concept)) == f"<{concept}>"
    for code_list in lists:
        assert str(code_list).startswith(ns.CODE)
        assert list(codes.subjects(SKOS.inScheme, code_list)), code_list


def test_every_concept_and_list_is_labelled_once_in_both_languages(codes: Graph) -> None:
    for node in set(codes.subjects()):
        assert _labels(codes, node, SKOS.prefLabel) == {"en": 1, "zh": 1}, node


def test_labels_are_unique_within_a_list(codes: Graph) -> None:
    for code_list in codes.subjects(RDF.type, SKOS.ConceptScheme):
        labels = Counter(
            label
            for concept in codes.subjects(SKOS.inScheme, code_list)
            for label in codes.objects(concept, SKOS.prefLabel)
        )
        assert not [label for label, count in labels.items() if count > 1], code_list


def test_every_list_belongs_to_a_shape_and_every_shape_has_its_list(codes: Graph) -> None:
    shapes = Graph().parse(resources.path("shapes", "codes.ttl"))
    assert set(shapes.objects(None, SH.hasValue)) == set(
        codes.subjects(RDF.type, SKOS.ConceptScheme)
    )


def test_posts_say_whether_they_are_public_and_certainties_how_they_rank(codes: Graph) -> None:
    for post in codes.subjects(SKOS.inScheme, URIRef(ns.code_list("role"))):
        (public,) = codes.objects(post, KG.isPublic)
        assert public.datatype == URIRef(ns.XSD + "boolean"), post
    ranks = {
        str(codes.value(concept, SKOS.notation)): int(str(codes.value(concept, KG.rank)))
        for concept in codes.subjects(SKOS.inScheme, URIRef(ns.code_list("certainty")))
    }
    assert ranks == {"asserted": 1, "reported": 2, "inferred": 3, "planned": 4}


# Places of the gazetteer


def test_every_level_of_the_gazetteer_is_a_code_and_its_classes_are_declared(
    ontology: Graph, codes: Graph
) -> None:
    with resources.path("ontology", "reference", "divisions.csv").open(encoding="utf-8") as table:
        one_a_level = {row["type"]: row for row in csv.DictReader(table)}
    assert len(one_a_level) > 10
    for level, row in one_a_level.items():
        assert (URIRef(ns.code("level", level)), RDF.type, SKOS.Concept) in codes
        place = ns.place("gbt2260", row["code"], int(row["vintage"]))
        graph = graph_of(place_lines([place], Gazetteer.load()))
        classes = set(graph.objects(URIRef(place), RDF.type))
        assert KG.Place in classes, level
        assert len(classes) > 1 or level == "other", f"{level} has no class of its own"
        for cls in classes:
            assert (cls, RDF.type, OWL.Class) in ontology
        for predicate in set(graph.predicates()):
            known = (ns.REF, ns.RDF, ns.RDFS, ns.GEO, ns.DCTERMS + "source")
            assert str(predicate).startswith(known), predicate


def test_a_country_is_a_place_with_its_code() -> None:
    france, china = (URIRef(ns.place("iso3166", code)) for code in ("FR", "CN"))
    graph = graph_of(place_lines([str(france), str(china)], Gazetteer.load()))
    for country, code in ((france, "FR"), (china, "CN")):
        assert set(graph.objects(country, RDF.type)) == {KG.Place, KG.Country}
        assert [str(value) for value in graph.objects(country, REF.code)] == [code]
    assert set(graph.objects(china, RDFS.label)) == {Literal("China", "en"), Literal("中国", "zh")}
    assert not list(graph.objects(france, RDFS.label))
