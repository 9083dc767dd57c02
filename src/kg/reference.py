"""The reference graph: code lists, and the divisions that articles speak of, with their points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache

from kg import namespaces as ns
from kg import terms
from kg.namespaces import DCTERMS, GEO, KG, RDF, RDFS, REF
from kg.places.gazetteer import Division, Gazetteer, Point

_COUNTRY = ns.place("iso3166", "CN")
# Other countries are called what the articles call them.
_COUNTRY_LABELS = {_COUNTRY: (("China", "en"), ("中国", "zh"))}

# The year of GeoNames that the file of the points was made from: see its SOURCES.md.
POINTS_OF = 2026

# The ontology's classes for the table's types; a type that is not here is a plain kg:Place.
_CLASSES = {
    "province": ("Province",),
    "municipality": ("Province",),
    "autonomous-region": ("Province",),
    "special-administrative-region": ("Province",),
    "prefecture-level-city": ("Prefecture",),
    "prefecture": ("Prefecture",),
    "league": ("Prefecture",),
    "autonomous-prefecture": ("Prefecture",),
    "district": ("CountyLevelDivision", "District"),
    "county-level-city": ("CountyLevelDivision", "CountyLevelCity"),
    "county": ("CountyLevelDivision", "County"),
    "autonomous-county": ("CountyLevelDivision", "County"),
    "banner": ("CountyLevelDivision", "Banner"),
    "autonomous-banner": ("CountyLevelDivision", "Banner"),
}


def division_iri(division: Division) -> str:
    """The IRI of a division."""
    return ns.place("gbt2260", division.code, division.vintage)


@cache
def division_label(iri: str) -> str:
    """The English label of a division of China, as a literal."""
    division = Gazetteer.load().division(iri.removeprefix(ns.place("gbt2260", "")))
    assert division is not None, iri
    return terms.text(division.full_en, "en")


def place_lines(places: Iterable[str], gazetteer: Gazetteer) -> list[str]:
    """What the gazetteer knows of the given places and of all above them, as N-Quads lines."""
    lines: set[str] = set()
    for iri in places:
        authority, _, rest = iri.removeprefix(ns.PLACE).partition("-")
        if authority == "gbt2260":
            division = gazetteer.division(rest)
            assert division is not None, iri
            for known in (division, *gazetteer.ancestors(division)):
                lines.update(_division_lines(known, gazetteer))
                lines.update(_point_lines(known, gazetteer.point(known)))
            lines.update(_country_lines(_COUNTRY))
        else:
            lines.update(_country_lines(iri))
    return sorted(lines)


def _lines(subject: str, statements: Iterable[tuple[str, str]]) -> Iterator[str]:
    graph = terms.iri(ns.REFERENCE_GRAPH)
    for predicate, value in statements:
        yield f"<{subject}> <{predicate}> {value} {graph} .\n"


def _country_lines(country: str) -> Iterator[str]:
    statements = [(RDF + "type", terms.iri(KG + name)) for name in ("Place", "Country")]
    statements += [
        (RDFS + "label", terms.text(*label)) for label in _COUNTRY_LABELS.get(country, ())
    ]
    code = country.removeprefix(ns.place("iso3166", ""))
    statements.append((REF + "code", terms.text(code)))
    statements.append((REF + "level", terms.iri(ns.code("level", "country"))))
    return _lines(country, statements)


def _division_lines(division: Division, gazetteer: Gazetteer) -> Iterator[str]:
    above = [division_iri(known) for known in gazetteer.ancestors(division)]
    classes = ("Place", *_CLASSES.get(division.type, ()))
    statements = [(RDF + "type", terms.iri(KG + name)) for name in classes]
    statements += [
        (RDFS + "label", terms.text(division.full_en, "en")),
        (RDFS + "label", terms.text(division.zh, "zh")),
        (REF + "code", terms.text(division.code)),
        (REF + "vintage", f'"{division.vintage}"^^<{ns.XSD}gYear>'),
        (REF + "level", terms.iri(ns.code("level", division.type))),
        (REF + "parent", terms.iri(above[0] if above else _COUNTRY)),
        *((REF + "ancestor", terms.iri(iri)) for iri in (*above, _COUNTRY)),
    ]
    return _lines(division_iri(division), statements)


def _point_lines(division: Division, point: Point | None) -> Iterator[str]:
    """Where a division is, as GeoSPARQL 1.1 has it; nothing where that is not known."""
    if point is None:
        return
    place = division_iri(division)
    geometry = ns.geometry(place)
    yield from _lines(place, [(GEO + "hasGeometry", terms.iri(geometry))])
    yield from _lines(
        geometry,
        [
            (RDF + "type", terms.iri(GEO + "Geometry")),
            (GEO + "asWKT", f'"{_wkt(point)}"^^<{GEO}wktLiteral>'),
            (REF + "pointKind", terms.iri(ns.code("point-kind", point.kind))),
            (REF + "pointVintage", f'"{POINTS_OF}"^^<{ns.XSD}gYear>'),
            (DCTERMS + "source", terms.iri(ns.geonames(point.geonames_id))),
        ],
    )


def _wkt(point: Point) -> str:
    """Longitude first: without a reference system, WKT is in CRS84."""
    degrees = (Decimal(str(degree)) for degree in (point.longitude, point.latitude))
    return f"POINT({' '.join(terms.decimal_lexical(degree)[0] for degree in degrees)})"
