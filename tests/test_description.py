"""The description in an export: its counts are counted again in the file, by SPARQL."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg import namespaces as ns
from kg.description import describe
from kg.export import FORMATS, export
from kg.metadata import metadata_lines
from kg.sources import read_article
from kg.store.snapshots import SnapshotReader
from kg.triples import split_line
from reading import ALL_GRAPHS, ONE_GRAPH, Lines, by_engine
from tiny import metadata, write_article

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"

# What is counted: everything but the description, which has a graph or subjects of its own.
COUNTED = {
    "one-graph": f"""?s ?p ?o
        FILTER (!STRSTARTS(STR(?s), "{ns.DATASET}") && ?s != <{ns.BUILD}>)""",
    "all-graphs": f"""GRAPH ?g {{ ?s ?p ?o }} FILTER (?g != <{ns.DESCRIPTION_GRAPH}>)""",
}
COUNTS = {
    "triples": "(COUNT(*) AS ?n)",
    "properties": "(COUNT(DISTINCT ?p) AS ?n)",
    "distinctSubjects": "(COUNT(DISTINCT ?s) AS ?n)",
    "entities": f"(COUNT(DISTINCT IF(?p = <{ns.RDF}type>, ?s, ?none)) AS ?n)",
    "classes": f"(COUNT(DISTINCT IF(?p = <{ns.RDF}type>, ?o, ?none)) AS ?n)",
}
OF_A_CLASS = ("?o (COUNT(DISTINCT ?s) AS ?n)", f"FILTER (?p = <{ns.RDF}type>)", "GROUP BY ?o")
USED = f"(IF(?p = <{ns.RDF}type>, ?o, ?p) AS ?used)"


def _extent(name: str) -> str:
    return "one-graph" if name in ONE_GRAPH else "all-graphs"


def _read(name: str, data: bytes) -> ox.Store:
    found = ox.Store()
    found.extend(by_engine(name, data))
    return found


def _about(store: ox.Store, subject: str) -> dict[str, set[str]]:
    """What is said of a subject, in whichever graph: predicate -> values without quotes."""
    found: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(ox.NamedNode(subject), None, None):
        assert not isinstance(quad.object, ox.BlankNode | ox.Triple)
        found.setdefault(quad.predicate.value, set()).add(quad.object.value)
    return found


def _told(name: str, data: bytes) -> dict[str, set[str]]:
    return _about(_read(name, data), ns.dataset(_extent(name)))


def _rows(store: ox.Store, name: str, what: str, where: str = "", how: str = "") -> list[list[str]]:
    """Rows of a SELECT over what is counted, as values without quotes."""
    found = store.query(f"SELECT {what} {{ {COUNTED[_extent(name)]} {where} }} {how}")
    assert isinstance(found, ox.QuerySolutions)
    return [[term.value for term in row] for row in found]


@pytest.fixture(scope="module", params=FORMATS)
def exported(request: pytest.FixtureRequest, reader: SnapshotReader) -> tuple[str, bytes]:
    return request.param, export(reader, request.param)


def test_the_counts_are_those_of_the_file(exported: tuple[str, bytes]) -> None:
    name, data = exported
    store = _read(name, data)
    told = _about(store, ns.dataset(_extent(name)))
    for key, what in COUNTS.items():
        assert [[*told[ns.VOID + key]]] == _rows(store, name, what), key
    assert int(min(told[ns.VOID + "triples"])) > 1000

    parts = [_about(store, part) for part in told[ns.VOID + "classPartition"]]
    assert all(set(part) == {ns.VOID + "class", ns.VOID + "entities"} for part in parts)
    told_of = [[*part[ns.VOID + "class"], *part[ns.VOID + "entities"]] for part in parts]
    assert sorted(told_of) == sorted(_rows(store, name, *OF_A_CLASS))


def test_every_vocabulary_is_named(exported: tuple[str, bytes]) -> None:
    name, data = exported
    store = _read(name, data)
    vocabularies = tuple(_about(store, ns.dataset(_extent(name)))[ns.VOID + "vocabulary"])
    used = {row[0] for row in _rows(store, name, f"DISTINCT {USED}")} | {ns.RDF + "type"}
    assert [term for term in used if not term.startswith(vocabularies)] == []
    assert [each for each in vocabularies if not any(t.startswith(each) for t in used)] == []


def test_it_says_what_it_is_and_from_what(exported: tuple[str, bytes], corpus: Path) -> None:
    told = _told(*exported)
    assert told[ns.RDF + "type"] == {ns.VOID + "Dataset", ns.DCAT + "Dataset"}
    assert told[ns.DCTERMS + "license"] == {CC0}
    articles = {ns.article(path.stem) for path in (corpus / "articles").glob("*.yaml")}
    assert told[ns.PROV + "wasDerivedFrom"] == articles
    assert told[ns.DCTERMS + "creator"] == {"officials-kg developers"}
    (description,) = told[ns.DCTERMS + "description"]
    assert "measures reporting, not conduct or sales" in description
    assert "not that it is true" in description
    (rights,) = told[ns.DCTERMS + "rights"]
    assert "their texts are not included" in rights
    assert "or none" not in rights
    assert "GeoNames" in rights
    assert "https://creativecommons.org/licenses/by/4.0/" in rights
    assert len(told[ns.DCTERMS + "title"]) == 1


def test_it_leads_to_the_build_and_its_software(exported: tuple[str, bytes]) -> None:
    store = _read(*exported)
    (build,) = _told(*exported)[ns.PROV + "wasGeneratedBy"]
    told = _about(store, build)
    assert told[ns.RDF + "type"] == {ns.PROV + "Activity"}
    assert told[ns.DCTERMS + "creator"] == {f"officials-kg {version('officials-kg')}"}


def test_it_stands_in_a_graph_of_its_own_where_there_are_graphs(
    exported: tuple[str, bytes],
) -> None:
    name, data = exported
    it = ox.NamedNode(ns.dataset(_extent(name)))
    graphs = {quad.graph_name for quad in _read(name, data).quads_for_pattern(it, None, None)}
    own = ox.NamedNode(ns.DESCRIPTION_GRAPH) if name in ALL_GRAPHS else ox.DefaultGraph()
    assert graphs == {own}


@pytest.mark.parametrize("name", FORMATS)
def test_only_what_holds_the_time_of_the_build_tells_it(name: str, reader: SnapshotReader) -> None:
    """So two builds of one corpus give the same bytes, wherever they did without a description."""
    ended = re.compile(r'(<\S+endedAtTime> )"[^"]+"')
    lines = [ended.sub(r'\1"2031-05-06T07:08:09Z"', line) for line in reader.quads()]
    assert set(lines) != set(reader.quads())
    later, now = export(Lines(lines), name), export(reader, name)
    issued = _told(name, later).get(ns.DCTERMS + "issued")
    if name in ONE_GRAPH:
        assert later == now
        assert issued is None
    else:
        assert issued == {"2031-05-06T07:08:09Z"}


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_of_an_export_is_the_same(name: str, reader: SnapshotReader) -> None:
    """The description is made anew and does not count the one before."""
    lines = export(reader, "nquads").decode("utf-8").splitlines(keepends=True)
    assert export(Lines(lines), name) == export(reader, name)


def _licensed(corpus: Path, **licences: str | None) -> dict[str, set[str]]:
    """The description of articles with these licences of their annotations."""
    lines: list[str] = []
    for id_, licence in licences.items():
        path = write_article(corpus, id_) / "articles" / f"{id_}.yaml"
        if licence:
            path.write_text(f"{path.read_text('utf-8')}annotation_license: {licence}\n", "utf-8")
        lines += metadata_lines(read_article(corpus, path), "gold")
    store = _read("turtle", export(Lines(lines), "turtle"))
    for id_, licence in licences.items():
        for made in (ns.content_graph(id_), ns.evidence_graph(id_)):
            told = _about(store, made).get(ns.DCTERMS + "license", set())
            assert told == ({licence} if licence else set())
    return _about(store, ns.dataset("one-graph"))


@pytest.mark.parametrize(
    "licences", [{"a": None}, {"a": CC0, "b": None}, {"a": CC0, "b": "https://example.org/mine"}]
)
def test_no_licence_is_given_that_not_all_annotators_gave(
    tmp_path: Path, licences: dict[str, str | None]
) -> None:
    told = _licensed(tmp_path, **licences)
    assert ns.DCTERMS + "license" not in told
    assert "or none" in min(told[ns.DCTERMS + "rights"])


def test_a_licence_that_all_gave_is_that_of_the_whole(tmp_path: Path) -> None:
    told = _licensed(tmp_path, a="https://example.org/mine", b="https://example.org/mine")
    assert told[ns.DCTERMS + "license"] == {"https://example.org/mine"}
    assert "or none" not in min(told[ns.DCTERMS + "rights"])


def test_the_points_source_is_named_only_where_there_are_points(tmp_path: Path) -> None:
    assert "GeoNames" not in min(_licensed(tmp_path, a=CC0)[ns.DCTERMS + "rights"])


def test_a_class_of_any_vocabulary_has_its_partition() -> None:
    told = [
        f"<urn:a> <{ns.RDF}type> <{each}> .\n"
        for each in (f"{ns.KG}Ship", "http://example.org/ns#Ship", "urn:Ship", f"{ns.SKOS}Concept")
    ]
    made = describe([split_line(line) for line in told], [], "one-graph")
    parts = {s.subject for s in made if s.predicate == f"<{ns.VOID}class>"}
    assert len(parts) == 4
    assert f"<{ns.dataset('one-graph')}_kg_Ship>" in parts


def test_an_address_is_wanted_for_a_licence(tmp_path: Path) -> None:
    corpus = write_article(tmp_path / "corpus")
    path = corpus / "articles" / "a.yaml"
    path.write_text(metadata() + "annotation_license: free to use\n", "utf-8")
    with pytest.raises(kg.KgError, match="annotation_license 'free to use' is no address"):
        kg.check(corpus)
