"""The points of the reference graph: as the table has them, and as the shapes want them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, SKOS, XSD

from kg import namespaces as ns
from kg import resources
from kg.places.gazetteer import Division, Gazetteer, Point
from kg.rdffiles import graph_of
from kg.reference import POINTS_OF, division_iri, place_lines
from kg.store.catalogue import Catalogue
from kg.store.snapshots import SnapshotReader
from kg.store.writer import Writer
from kg.validation import article_shapes, closure, validate_graph

GEO, REF = Namespace(ns.GEO), Namespace(ns.REF)
GAZETTEER = Gazetteer.load()
POINTED = [division for division in GAZETTEER.divisions() if GAZETTEER.point(division)]
LINFEN = ns.place("gbt2260", "141000", 2020)


class One(Gazetteer):
    """The gazetteer, with one point of one's own for every division."""

    def __init__(self, point: Point) -> None:
        self._gazetteer, self._point = GAZETTEER, point

    def division(self, code: str, year: int | None = None) -> Division | None:
        return self._gazetteer.division(code, year)

    def ancestors(self, division: Division) -> tuple[Division, ...]:
        return self._gazetteer.ancestors(division)

    def point(self, division: Division | str) -> Point | None:  # noqa: ARG002 (as in the class)
        return self._point


def _lines(latitude: float, longitude: float) -> list[str]:
    point = Point("141000", 2020, 1803567, latitude, longitude, "seat")
    return place_lines([LINFEN], One(point))


def _wkt(graph: Graph) -> str:
    geometry = graph.value(URIRef(LINFEN), GEO.hasGeometry)
    return str(graph.value(geometry, GEO.asWKT))


def test_a_point_is_told_with_its_kind_its_year_and_its_source() -> None:
    graph = graph_of(place_lines([LINFEN], GAZETTEER))
    geometry = graph.value(URIRef(LINFEN), GEO.hasGeometry)
    assert str(geometry) == f"{ns.ID}geometry/gbt2260-141000-2020"
    told = {str(predicate): value for predicate, value in graph.predicate_objects(geometry)}
    point = GAZETTEER.point("141000")
    assert point is not None
    assert told == {
        str(RDF.type): GEO.Geometry,
        ns.GEO + "asWKT": Literal(
            f"POINT({point.longitude} {point.latitude})", datatype=GEO.wktLiteral
        ),
        ns.REF + "pointKind": URIRef(ns.code("point-kind", "seat")),
        ns.REF + "pointVintage": Literal(str(POINTS_OF), datatype=XSD.gYear),
        str(DCTERMS.source): URIRef(f"https://sws.geonames.org/{point.geonames_id}/"),
    }


def test_the_divisions_above_have_their_points_and_a_place_without_one_has_none() -> None:
    graph = graph_of(place_lines([ns.place("gbt2260", "141031", 2020)], GAZETTEER))
    pointed = {str(place) for place in graph.subjects(GEO.hasGeometry)}
    expected = {"141031", "141000", "140000"}
    assert pointed == {ns.place("gbt2260", code, 2020) for code in expected}
    unpointed = next(d for d in GAZETTEER.divisions() if d.valid_to and not GAZETTEER.point(d))
    lines = place_lines([division_iri(unpointed)], GAZETTEER)
    subject = f"<{division_iri(unpointed)}>"
    assert [line for line in lines if line.startswith(subject)]
    assert not [line for line in lines if line.startswith(f"{subject} <{GEO.hasGeometry}>")]


def test_every_kind_of_point_is_a_code() -> None:
    codes = Graph().parse(resources.path("ontology", "codes.ttl"))
    points = [GAZETTEER.point(division) for division in POINTED]
    assert len(points) > 1000
    for kind in {point.kind for point in points if point}:
        assert (URIRef(ns.code("point-kind", kind)), SKOS.notation, Literal(kind)) in codes


def test_all_points_are_sound_by_the_shapes() -> None:
    graph = graph_of(place_lines(map(division_iri, POINTED), GAZETTEER))
    assert len(set(graph.subjects(RDF.type, GEO.Geometry))) == len(POINTED)
    report = validate_graph(graph, article_shapes(), extra=closure())
    assert [str(violation) for violation in report.violations] == []


def test_the_year_of_the_points_and_their_licence_are_told_beside_the_table() -> None:
    sources = resources.path("ontology", "reference", "SOURCES.md").read_text("utf-8")
    _, _, points = sources.partition("## points.csv")
    assert str(POINTS_OF) in points
    assert "CC BY 4.0" in points
    assert "https://www.geonames.org" in points


degrees = st.tuples(
    st.floats(-90, 90).map(lambda degree: round(degree, 5)),
    st.floats(-180, 180).map(lambda degree: round(degree, 5)),
)


@given(degrees)
def test_degrees_are_written_plainly_and_read_back_as_they_were(at: tuple[float, float]) -> None:
    latitude, longitude = at
    graph = graph_of(_lines(latitude, longitude))
    wkt = _wkt(graph)
    number = r"(-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?)"
    found = re.fullmatch(rf"POINT\({number} {number}\)", wkt)
    assert found, wkt
    assert (float(found[2]), float(found[1])) == (latitude, longitude)
    assert "-0 " not in wkt
    assert "-0)" not in wkt


@pytest.mark.parametrize("at", [(36.08889, 111.51889), (29.0, 85.25), (0.00001, -180.0), (-0.0, 0)])
def test_the_store_keeps_points_as_written_and_the_shapes_pass_them(
    at: tuple[float, float], tmp_path: Path
) -> None:
    lines = _lines(*at)
    with Writer(tmp_path / "store") as writer:
        writer.add(lines)
        writer.commit({"quads": len(writer)}, Catalogue())
    assert SnapshotReader(tmp_path / "store").quads() == lines
    report = validate_graph(graph_of(lines), article_shapes(), extra=closure())
    assert [str(violation) for violation in report.violations] == []
