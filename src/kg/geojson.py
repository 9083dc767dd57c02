"""The places of the articles as GeoJSON (RFC 7946), for maps.

A place is a point or nothing: where a division begins and ends is not known here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from kg import namespaces as ns
from kg import resources
from kg.description import CAVEAT, POINTS_LICENSE, POINTS_RIGHTS, common_licenses
from kg.query import Rows, named_query, read_query, run
from kg.store.snapshots import Reader
from kg.tables import Cell
from kg.triples import ordered

_DESCRIPTION = (
    "A feature is a place that an article speaks of. Its point is what the property point says, "
    "the seat of the division or a town of its name, by data of the year point_vintage. The "
    "geometry is null where no point is known. code is one of GB/T 2260, for a country of ISO "
    "3166; vintage a year in which it meant the place. officials are those told to hold a public "
    "post for the place, livestreams is how many are told to take place there; what is inferred "
    "and what is planned or wished stands apart."
)

_NO_AREA = (
    "A point is a seat of government or a town, not an area, and not where something took place."
)

# How a thing is told to be at a place, the strongest way first: the endings of properties.
_TOLD, _INFERRED, _PLANNED = _WAYS = ("", "_inferred", "_planned")
_WAY_OF = {"asserted": _TOLD, "reported": _TOLD, "inferred": _INFERRED, "planned": _PLANNED}

_Row = dict[str, Cell]


def geojson(reader: Reader) -> bytes:
    """A FeatureCollection with a feature for each place that an article speaks of.

    A feature is a line. Its id is the place's IRI; its geometry a Point in degrees of WGS 84,
    longitude first, or null where none is known. All features have the same properties, null where
    something is not known. The same graph gives the same bytes.
    """
    features = _features(reader)
    members = {"type": "FeatureCollection", **_foreign_members(reader, features)}
    head = "".join(f"{_json(name)}: {_json(value)},\n" for name, value in members.items())
    body = ",\n".join(map(_json, features))
    return f'{{\n{head}"features": [\n{body}\n]\n}}\n'.encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _foreign_members(reader: Reader, features: list[dict[str, Any]]) -> dict[str, str]:
    """What the collection is, what it is not, and whose it is."""
    licenses: dict[Cell, set[str]] = defaultdict(set)
    for row in _asked(reader, "licenses"):
        licenses[row["graph_iri"]].update([str(row["license_iri"])] if row["license_iri"] else [])
    common = ordered(common_licenses(licenses.values()))
    pointed = any(feature["geometry"] for feature in features)
    return {
        "name": "Places that news articles speak of",
        "description": _DESCRIPTION,
        "caveat": f"{CAVEAT} {_NO_AREA}",
        **({"annotations_license": " ".join(common)} if common else {}),
        **({"attribution": POINTS_RIGHTS, "points_license": POINTS_LICENSE} if pointed else {}),
    }


def _features(reader: Reader) -> list[dict[str, Any]]:
    names = {str(row["place_iri"]): row for row in _asked(reader, "places")}
    told: dict[str, list[_Row]] = defaultdict(list)
    for row in run(reader, named_query("places")):
        told[str(row["place_iri"])].append(row)
    officials, livestreams = _officials(reader), _livestreams(reader)
    return [
        {
            "type": "Feature",
            "id": place,
            "geometry": _geometry(told[place][0]),
            "properties": {
                **_known(told[place][0], names.get(place, {})),
                "articles": ordered({str(row["article"]) for row in told[place]}),
                **{f"officials{way}": sorted(officials[place, way]) for way in _WAYS},
                **{f"livestreams{way}": len(livestreams[place, way]) for way in _WAYS},
                **_point(told[place][0]),
            },
        }
        for place in ordered(told)
    ]


def _known(row: _Row, names: _Row) -> dict[str, Cell]:
    """What a place is called and how it is coded."""
    return {
        "label": row["place"],
        "name_en": names.get("name_en"),
        "name_zh": names.get("name_zh"),
        "code": row["code"],
        "vintage": _number(names.get("vintage")),
        "level": row["level"],
        "province": row["province"],
    }


def _geometry(row: _Row) -> dict[str, Any] | None:
    if row["point"] is None:
        return None
    position = [float(str(row[axis])) for axis in ("longitude", "latitude")]
    return {"type": "Point", "coordinates": position}


def _point(row: _Row) -> dict[str, Cell]:
    """What the point is, and where it comes from."""
    return {
        "point": row["point"],
        "point_vintage": _number(row["point_vintage"]),
        "geonames_id": ns.geonames_number(str(row["point_iri"])),
    }


def _number(year: Cell) -> int | None:
    return None if year is None else int(year)


def _officials(reader: Reader) -> dict[tuple[str, str], list[str]]:
    """The names of those who hold a public post, by place and way."""
    rows = run(reader, named_query("officials"))
    labels = {str(row["official_iri"]): str(row["official"]) for row in rows}
    found = _strongest([(row, "official_iri", _WAY_OF[str(row["certainty"])]) for row in rows])
    return defaultdict(list, {at: [labels[each] for each in found[at]] for at in found})


def _livestreams(reader: Reader) -> dict[tuple[str, str], list[str]]:
    """The livestreams, by place and way: that of the statement where each takes place."""
    rows = run(reader, named_query("livestreams"))
    return _strongest([(row, "livestream_iri", _way_of_livestream(row)) for row in rows])


def _way_of_livestream(row: _Row) -> str:
    if row["status"] in ("planned", "wished"):
        return _PLANNED
    return _WAY_OF.get(str(row["place_certainty"]), _TOLD)


def _strongest(told: list[tuple[_Row, str, str]]) -> dict[tuple[str, str], list[str]]:
    """Place and way -> things; each thing stands at a place in its strongest way only."""
    ways: dict[tuple[str, str], str] = {}
    for row, column, way in sorted(told, key=lambda each: _WAYS.index(each[2])):
        ways.setdefault((str(row["place_iri"]), str(row[column])), way)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (place, thing), way in ways.items():
        found[place, way].append(thing)
    return found


def _asked(reader: Reader, name: str) -> Rows:
    file = resources.path("queries", "exports", f"{name}.rq")
    return run(reader, read_query(name, file.read_text(encoding="utf-8")))
