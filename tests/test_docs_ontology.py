"""The ontology's documentation and its diagram: fresh, whole, linked, and without overlaps."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

import ontology_layout
from kg.namespaces import KG, PREFIXES
from ontology_diagram import diagram
from ontology_docs import anchor, documentation
from ontology_model import LANGUAGES, Ontology

ROOT = Path(__file__).resolve().parent.parent
SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Rectangle:
    """A rectangle of the picture, and what it is of."""

    of: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Rectangle) -> bool:
        """Whether the two share more than an edge."""
        return (
            min(self.right, other.right) > max(self.left, other.left) + 0.5
            and min(self.bottom, other.bottom) > max(self.top, other.top) + 0.5
        )


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def picture() -> ElementTree.Element:
    return ElementTree.fromstring((ROOT / "docs" / "ontology.svg").read_bytes())


def _rectangle(of: str, node: ElementTree.Element) -> Rectangle:
    x, y, width, height = (float(node.attrib[name]) for name in ("x", "y", "width", "height"))
    return Rectangle(of, x, y, x + width, y + height)


def _boxes(picture: ElementTree.Element) -> list[Rectangle]:
    return [
        _rectangle(group.attrib["id"], node)
        for group in picture.iter(f"{SVG}g")
        for node in group.iter(f"{SVG}rect")
        if node.attrib["class"] == "box"
    ]


def _labels(picture: ElementTree.Element) -> list[Rectangle]:
    """The room of the labels on edges, named after the edge whose they are."""
    found = []
    of = ""
    for node in picture.iter():
        if node.tag == f"{SVG}path" and "edge" in node.get("class", "").split():
            of = node.attrib["d"]
        if node.tag == f"{SVG}rect" and node.get("class") == "label":
            found.append(_rectangle(of, node))
    return found


def _lines(picture: ElementTree.Element) -> list[tuple[str, list[Rectangle]]]:
    """Every edge and ascent as its straight pieces, corners squared."""
    found = []
    for node in picture.iter(f"{SVG}path"):
        if {"edge", "is"} & set(node.get("class", "").split()) and node.attrib["d"] != "M0 0H40":
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", node.attrib["d"])]
            points = list(zip(numbers[::2], numbers[1::2], strict=True))
            pieces = [
                Rectangle("", min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
                for a, b in pairwise(points)
            ]
            found.append((node.attrib["d"], pieces))
    return found


def _runs_through(piece: Rectangle, room: Rectangle) -> bool:
    return min(piece.right, room.right - 1) >= max(piece.left, room.left + 1) and min(
        piece.bottom, room.bottom - 1
    ) >= max(piece.top, room.top + 1)


def _with(ontology: Ontology, *triples: tuple[Node, Node, Node]) -> Ontology:
    graph = Graph()
    for triple in (*ontology.graph, *triples):
        graph.add(triple)
    rules = {p.stem: p.read_text("utf-8") for p in (ROOT / "queries" / "rules").glob("*.rq")}
    return Ontology(graph, rules)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_files_are_fresh_and_the_same_in_every_run(seed: str, tmp_path: Path) -> None:
    code = (
        "import pathlib, sys\n"
        "from generate import generated\n"
        "for name, text in generated().items():\n"
        "    pathlib.Path(sys.argv[1], pathlib.Path(name).name).write_bytes(text.encode())\n"
    )
    path = os.pathsep.join([str(ROOT / "tools"), str(ROOT / "src")])
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=environment)
    for name in ("ontology.md", "ontology.svg"):
        made = (tmp_path / name).read_bytes()
        assert made == (ROOT / "docs" / name).read_bytes(), f"run `make generated` for {name}"


def test_every_term_stands_in_the_document_once(ontology: Ontology, text: str) -> None:
    graph = ontology.graph
    terms: set[Node] = set(graph.subjects(RDF.type, OWL.Class)) & set(ontology.classes)
    assert {c for c in graph.subjects(RDF.type, OWL.Class) if str(c).startswith(KG)} == terms
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        terms |= set(graph.subjects(RDF.type, kind))
    terms |= {p for p in graph.subjects(RDF.type, OWL.AnnotationProperty) if ontology.is_ours(p)}
    terms |= set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    terms |= set(graph.subjects(SKOS.inScheme))
    found = Counter(re.findall(r'<a id="([^"]+)"></a>', text))
    for term in terms:
        assert found[anchor(ontology, term)] == 1, term
    assert max(found.values()) == 1


def test_labels_and_definitions_stand_in_both_languages(ontology: Ontology, text: str) -> None:
    for term in (*ontology.classes, *ontology.properties):
        for language in LANGUAGES:
            assert ontology.label(term, language) in text, term
            assert ontology.definition(term, language) in text, term


def test_all_that_shapes_say_stands_in_the_document(ontology: Ontology, text: str) -> None:
    plain = text.replace("\\", "")
    for message in ontology.graph.objects(None, SH.message):
        assert str(message) in plain


def test_a_class_tells_how_it_is_annotated_and_what_it_must_have(text: str) -> None:
    tenure = text.split('<a id="class-tenure"></a>')[1].split('<a id="class-')[0]
    assert "- Annotated as: `Tenure`, an event" in tenure
    assert "- In terms of others: `org:Membership`" in tenure
    (member,) = [line for line in tenure.splitlines() if "(#property-org-member)" in line]
    assert "[Group](#class-group) or [Person](#class-person) | 1 | role `Member` |" in member
    (role,) = [line for line in tenure.splitlines() if "(#property-org-role)" in line]
    assert "[role](#code-role) | 1 | normalization `role:`" in role
    assert "- A tenure needs an organization, a jurisdiction or a place" in tenure


def test_what_can_never_be_both_is_what_is_declared(ontology: Ontology, text: str) -> None:
    declared = {frozenset(pair) for pair in ontology.graph.subject_objects(OWL.disjointWith)}
    for members in ontology.graph.objects(None, OWL.members):
        declared |= set(map(frozenset, combinations(Collection(ontology.graph, members), 2)))
    assert declared
    links = {f"(#{anchor(ontology, cls)})": cls for cls in ontology.classes}
    written = {
        frozenset(pair)
        for line in text.split('<a id="disjoint"></a>')[1].splitlines()
        for pair in combinations((cls for link, cls in links.items() if link in line), 2)
    }
    assert written == declared


def test_every_link_leads_somewhere(text: str) -> None:
    anchors = set(re.findall(r'<a id="([^"]+)"></a>', text))
    targets = set(re.findall(r"\]\(([^)]+)\)", text))
    assert len(targets) > 100
    for target in targets:
        if target.startswith("#"):
            assert target[1:] in anchors, target
        else:
            assert (ROOT / "docs" / target).exists(), target


def test_tables_have_as_many_cells_in_every_row(text: str) -> None:
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1, table


def test_the_picture_is_told_in_words_too(picture: ElementTree.Element, ontology: Ontology) -> None:
    said = {node.get("id"): node.text for node in picture if node.get("id")}
    assert said[picture.attrib["aria-labelledby"].split()[0]]
    description = said["desc"] or ""
    for cls in ontology.classes:
        assert re.search(rf"\b{ontology.local(cls)}\b", description), cls
    assert "Official holdsRoleIn County" in description


def test_every_class_has_a_box_and_a_link(
    picture: ElementTree.Element, ontology: Ontology, text: str
) -> None:
    names = [box.of for box in _boxes(picture)]
    assert sorted(names) == sorted(map(ontology.local, ontology.classes))
    links = [node.attrib["href"] for node in picture.iter(f"{SVG}a")]
    assert len(links) == len(names)
    for link in links:
        name, _, fragment = link.partition("#")
        assert name == "ontology.md"
        assert f'<a id="{fragment}"></a>' in text


def test_nothing_in_the_picture_overlaps(picture: ElementTree.Element) -> None:
    boxes, labels = _boxes(picture), _labels(picture)
    assert len(labels) > 8
    for one, other in combinations((*boxes, *labels), 2):
        assert not one.meets(other), (one, other)
    _, _, width, height = map(float, picture.attrib["viewBox"].split())
    for room in (*boxes, *labels):
        assert 0 < room.left < room.right < width, room
        assert 0 < room.top < room.bottom < height, room


def test_no_line_runs_through_a_box_or_another_ones_label(picture: ElementTree.Element) -> None:
    boxes, labels = _boxes(picture), _labels(picture)
    for line, pieces in _lines(picture):
        for room in (*boxes, *labels):
            if room.of != line:
                assert not any(_runs_through(piece, room) for piece in pieces), (line, room)


def test_no_two_edges_cross(picture: ElementTree.Element) -> None:
    edges = [(line, pieces) for line, pieces in _lines(picture) if pieces]
    for (one, ours), (other, theirs) in combinations(edges, 2):
        for a in ours:
            for b in theirs:
                level, upright = (a, b) if a.top == a.bottom else (b, a)
                crosses = (
                    level.left + 1 < upright.left < level.right - 1
                    and upright.top + 1 < level.top < upright.bottom - 1
                    and level.top == level.bottom
                    and upright.left == upright.right
                )
                assert not crosses, (one, other)


def test_an_edge_is_drawn_at_its_class_or_a_narrower_one(ontology: Ontology) -> None:
    for edge in ontology_layout.EDGES:
        for drawn, said in ((edge.start.name, edge.of), (edge.end.name, edge.to)):
            above = ontology.graph.transitive_objects(URIRef(KG + drawn), RDFS.subClassOf)
            assert URIRef(KG + (said or drawn)) in set(above), edge


def test_every_property_of_a_class_stands_in_the_picture(
    picture: ElementTree.Element, ontology: Ontology
) -> None:
    """In its class's box, or else on an edge."""
    inside = {
        group.attrib["id"]: {t.text for t in group.iter(f"{SVG}text")}
        for group in picture.iter(f"{SVG}g")
        if "id" in group.attrib
    }
    on_edges = {t.text for t in picture.iter(f"{SVG}text") if t.get("class", "").split()[0] == "on"}
    for cls in ontology.classes:
        for use in ontology.uses(cls):
            name = ontology.local(use.path)
            assert name in inside[ontology.local(cls)] | on_edges, (cls, name)
    assert on_edges >= {"holdsRoleIn", "hosts", "streamsOn", "sells"}


def test_a_class_without_a_place_is_refused(ontology: Ontology) -> None:
    more = _with(ontology, (URIRef(KG + "Festival"), RDF.type, OWL.Class))
    with pytest.raises(ontology_layout.LayoutError, match="no place for kg:Festival"):
        diagram(more)


def test_a_new_property_needs_no_change_of_the_generator(ontology: Ontology) -> None:
    shape, said = URIRef("urn:shape"), URIRef("urn:shape:sponsor")
    sponsor = URIRef(KG + "sponsor")
    more = _with(
        ontology,
        (shape, SH.targetClass, URIRef(KG + "Designation")),
        (shape, SH.property, said),
        (said, SH.path, sponsor),
        (said, SH["class"], URIRef(KG + "Organization")),
        (sponsor, RDF.type, OWL.ObjectProperty),
        (sponsor, RDFS.label, Literal("sponsor", "en")),
        (sponsor, SKOS.definition, Literal("Who pays for it.", "en")),
    )
    picture = ElementTree.fromstring(diagram(more))
    (box,) = [g for g in picture.iter(f"{SVG}g") if g.get("id") == "Designation"]
    assert {"sponsor", "Organization"} <= {t.text for t in box.iter(f"{SVG}text")}
    text = documentation(more)
    assert "| [sponsor](#property-sponsor) | [Organization](#class-organization) | any |" in text
    assert '<a id="property-sponsor"></a>`kg:sponsor` | sponsor | Who pays for it.' in text


def test_no_prefix_is_missing(text: str) -> None:
    """A term of an unknown vocabulary would stand there as a full IRI."""
    assert not re.search(r"`&lt;https?:", text)
    assert PREFIXES["org"] not in text
