"""kg export geojson: valid by RFC 7946, and of each place what the graph says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF

import kg
from kg import namespaces as ns
from kg.export import export
from kg.view import View
from reading import geojson_faults
from tiny import ANNOTATIONS, mention, write_article

KG, GEO = rdflib.Namespace(ns.KG), rdflib.Namespace(ns.GEO)
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
Feature = dict[str, Any]

# rdflib deprecates what its own datasets call.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


@pytest.fixture(scope="module")
def text(view: View) -> str:
    return view.export("geojson").decode("utf-8")


@pytest.fixture(scope="module")
def collection(text: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text)
    return read


@pytest.fixture(scope="module")
def features(collection: dict[str, Any]) -> dict[str, Feature]:
    return {feature["id"]: feature for feature in collection["features"]}


@pytest.fixture(scope="module")
def told(features: dict[str, Feature]) -> dict[str, dict[str, Any]]:
    """The properties of each place by its preferred label."""
    return {f["properties"]["label"]: f["properties"] for f in features.values()}


@pytest.fixture(scope="module")
def graph(view: View) -> rdflib.Dataset:
    return view.dataset()


def _features_of(corpus: Path) -> list[Feature]:
    kg.build(corpus, store=corpus / "store")
    exported = kg.open_graph(corpus / "store").export("geojson").decode("utf-8")
    assert geojson_faults(exported) == []
    read: list[Feature] = json.loads(exported)["features"]
    return read


# The format


def test_it_is_valid(text: str) -> None:
    assert geojson_faults(text) == []


def test_the_validator_finds_faults(text: str) -> None:
    for sound, broken in (('"Feature"', '"feature"'), ('"Point"', '"LineString"'), ("}\n]", "}")):
        assert sound in text
        assert geojson_faults(text.replace(sound, broken)) != []


def test_a_feature_is_a_line_and_all_have_the_same_properties(
    text: str, features: dict[str, Feature]
) -> None:
    lines = [json.loads(line.rstrip(",")) for line in text.split("\n") if '"Feature"' in line]
    assert lines == list(features.values())
    assert len({tuple(feature["properties"]) for feature in lines}) == 1
    assert len(lines) == len(features) > 20


def test_the_same_graph_gives_the_same_bytes(corpus: Path, text: str, tmp_path: Path) -> None:
    kg.build(corpus, store=tmp_path / "again")
    assert kg.open_graph(tmp_path / "again").export("geojson").decode("utf-8") == text


def test_an_empty_graph_is_an_empty_collection() -> None:
    class Nothing:
        name = "nothing"

        def select(self, query: str) -> dict[str, Any]:
            return {"head": {"vars": re.findall(r"\?(\w+)", query)}, "results": {"bindings": []}}

        def construct(self, query: str) -> list[str]:
            raise NotImplementedError(query)

        def quads(self) -> list[str]:
            return []

    exported = export(Nothing(), "geojson").decode("utf-8")
    assert geojson_faults(exported) == []
    collection = json.loads(exported)
    assert collection["features"] == []
    assert not {"attribution", "points_license", "annotations_license"} & set(collection)


def test_the_command_writes_the_file_and_how_it_came_about(
    kg: Callable[..., tuple[int, str, str]], text: str, tmp_path: Path
) -> None:
    assert kg("export", "geojson") == (0, text, "")
    assert kg("export", "geojson", "-o", tmp_path / "places.geojson")[0] == 0
    assert (tmp_path / "places.geojson").read_text("utf-8") == text
    beside = json.loads((tmp_path / "places.geojson.prov.json").read_text("utf-8"))
    assert beside["format"] == "geojson"


# What it says of itself


def test_it_says_what_it_is_what_it_is_not_and_whose(collection: dict[str, Any]) -> None:
    assert collection["type"] == "FeatureCollection"
    assert "measures reporting, not conduct or sales" in collection["caveat"]
    assert "not an area" in collection["caveat"]
    assert "GeoNames" in collection["attribution"]
    assert collection["points_license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert collection["annotations_license"] == CC0
    properties = collection["features"][0]["properties"]
    for name in ("point", "point_vintage", "code", "vintage", "officials", "livestreams"):
        assert name in properties
        assert name in collection["description"]


def test_a_licence_is_told_only_if_all_articles_give_it(tmp_path: Path) -> None:
    for id_, license_ in (("a", CC0), ("b", "")):
        path = write_article(tmp_path, id_) / "articles" / f"{id_}.yaml"
        if license_:
            path.write_text(f"{path.read_text('utf-8')}annotation_license: {license_}\n", "utf-8")
    kg.build(tmp_path, store=tmp_path / "store")
    exported = kg.open_graph(tmp_path / "store").export("geojson")
    assert "annotations_license" not in json.loads(exported)


# What it says of places


def test_every_place_of_the_articles_has_a_feature_and_no_other(
    graph: rdflib.Dataset, features: dict[str, Feature]
) -> None:
    articles = graph.graph(rdflib.URIRef(ns.ARTICLES_GRAPH))
    spoken_of = {
        str(place)
        for content in articles.objects(None, KG.contentGraph)
        for place in graph.graph(content).subjects(RDF.type, KG.Place)
    }
    assert set(features) == spoken_of


def test_a_point_is_that_of_the_graph_and_what_has_none_is_null(
    graph: rdflib.Dataset, features: dict[str, Feature]
) -> None:
    reference = graph.graph(rdflib.URIRef(ns.REFERENCE_GRAPH))
    known = 0
    for place, feature in features.items():
        geometry = reference.value(rdflib.URIRef(place), GEO.hasGeometry)
        if geometry is None:
            assert feature["geometry"] is None
            for name in ("point", "point_vintage", "geonames_id"):
                assert feature["properties"][name] is None
            continue
        known += 1
        longitude, latitude = feature["geometry"]["coordinates"]
        wkt = str(reference.value(geometry, GEO.asWKT))
        assert [float(degree) for degree in re.findall(r"[\d.]+", wkt)] == [longitude, latitude]
        source = str(reference.value(geometry, DCTERMS.source))
        assert source == f"https://sws.geonames.org/{feature['properties']['geonames_id']}/"
        assert feature["properties"]["point"] in ("seat", "town")
        assert 73 < longitude < 135
        assert 18 < latitude < 54
    assert known > 10


def test_what_articles_tell_of_places(told: dict[str, dict[str, Any]]) -> None:
    xixian = told["Xixian county"]
    assert (xixian["code"], xixian["name_zh"], xixian["level"]) == ("141031", "隰县", "county")
    assert (xixian["vintage"], xixian["province"]) == (2020, "Shanxi province")
    holders = {label: each["officials"] for label, each in told.items() if each["officials"]}
    assert holders == {
        "Zibo": ["Bi Rongqing"],
        "Jilin province": ["Cai Dong"],
        "Shanghe county": ["Chen Xiaodong"],
        "Chengbu Miao Autonomous County": ["Liu Shujun"],
        "Xiangfen county": ["Lu Jianying"],
        "Puxian county": ["Yang Xiaozhou"],
        "Shulan": ["Zhang Jiancheng"],
        "Xixian county": ["Zhou Jianmin"],
    }
    assert told["Shandong province"]["articles"] == ["000-zibo", "001-linfen"]
    assert told["Northeast China"]["code"] is told["Northeast China"]["name_zh"] is None
    assert told["China"]["code"] == "CN"


def test_livestreams_are_counted_by_how_surely_they_are_there(
    told: dict[str, dict[str, Any]],
) -> None:
    counts = {
        label: tuple(each[f"livestreams{way}"] for way in ("", "_inferred", "_planned"))
        for label, each in told.items()
    }
    assert {label: count for label, count in counts.items() if any(count)} == {
        "Heilongjiang province": (1, 0, 0),
        "Zibo": (0, 2, 0),
        "Shanghe county": (0, 1, 0),
        "Linfen": (0, 1, 0),
        "Chengbu Miao Autonomous County": (0, 1, 0),
    }


def test_what_is_planned_stands_apart(tmp_path: Path) -> None:
    at = ANNOTATIONS.replace("E2\tLivestream:T5", "E2\tLivestream:T5 Place:T4")
    (here,) = _features_of(write_article(tmp_path / "told", annotations=at))
    assert here["properties"]["livestreams"] == 1
    planned = at + "A3\tStatus E2 planned\n"
    (there,) = _features_of(write_article(tmp_path / "planned", annotations=planned))
    assert there["properties"]["livestreams"] == 0
    assert there["properties"]["livestreams_planned"] == 1


def test_a_place_without_a_code_has_its_label_and_no_point(tmp_path: Path) -> None:
    uncoded = ANNOTATIONS.replace("N1\tReference T4 gbt2260:141031\tLarkhaven county\n", "")
    (feature,) = _features_of(write_article(tmp_path / "corpus", annotations=uncoded))
    assert feature["geometry"] is None
    assert feature["id"] == ns.node("a", "T4")
    properties = feature["properties"]
    assert properties["label"] == "Larkhaven county"
    assert properties["officials"] == ["Ada Quill"]
    for name in ("name_en", "name_zh", "code", "vintage", "province", "point"):
        assert properties[name] is None


def test_an_official_told_of_twice_stands_once(tmp_path: Path) -> None:
    more = mention("T10", "Tenure", "Nobody") + "E4\tTenure:T10 Member:T2 Jurisdiction:T4\n"
    more += "N3\tReference E4 role:mayor\tNobody\n"
    corpus = write_article(tmp_path / "corpus", annotations=ANNOTATIONS + more)
    (feature,) = _features_of(corpus)
    assert feature["properties"]["officials"] == ["Ada Quill"]
