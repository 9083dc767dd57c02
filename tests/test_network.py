"""Networks against the articles' own graphs and against networkx, and what is refused over them."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
from rdflib import Dataset

from kg import measures
from kg import namespaces as ns
from kg.errors import InputError, MissingExtra, Refusal
from kg.network import (
    Network,
    Projection,
    assemble,
    named_projection,
    project,
    projection_names,
)
from kg.query import CERTAINTIES
from kg.store.snapshots import SnapshotReader
from kg.terms import iri

NAMES = ("co-mention", "full", "official-place", "official-platform", "official-product")
CENTRALITIES = ("degree", "strength", "pagerank", "betweenness", "eigenvector")
NAMED = ("Person", "Organization", "Platform", "Place", "Product")
BYLINE = ("publisher", "via", "author", "editor", "credit")
PREFIXES = "\n".join(f"PREFIX {name}: <{base}>" for name, base in ns.PREFIXES.items())
MIX = ("kg:holdsRoleIn", "kg:hosts", "kg:streamsOn", "kg:sells")


def ask(reader: SnapshotReader, query: str) -> list[dict[str, str]]:
    found = reader.select(f"{PREFIXES}\n{query}")["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in found]


def labelled(network: Network) -> set[tuple[str, str]]:
    nodes = network.graph.nodes
    return {(nodes[s]["label"], nodes[t]["label"]) for s, t in network.graph.edges()}


# Edges


def test_the_projections_by_name() -> None:
    assert projection_names() == NAMES
    for name in NAMES:
        projection = named_projection(name)
        assert projection.name == name
        assert projection.version >= 1
        assert projection.question.endswith("?")
        assert set(projection.measures) <= set(measures.measure_names())


def test_official_place_is_who_holds_a_post_where(reader: SnapshotReader) -> None:
    network = project(reader, "official-place")
    assert labelled(network) == {
        ("Bi Rongqing", "Zibo"),
        ("Chen Xiaodong", "Shanghe county"),
        ("Lu Jianying", "Xiangfen county"),
        ("Yang Xiaozhou", "Puxian county"),
        ("Zhou Jianmin", "Xixian county"),
        ("Liu Shujun", "Chengbu Miao Autonomous County"),
        ("Zhang Jiancheng", "Shulan"),
        ("Cai Dong", "Jilin province"),
    }
    assert type(network.graph) is nx.Graph
    assert nx.is_bipartite(network.graph)
    assert Counter(kind for _, kind in network.graph.nodes(data="kind")) == {
        "Official": 8,
        "Place": 8,
    }
    bi, zibo = named(network, "Bi Rongqing"), named(network, "Zibo")
    assert network.graph.edges[bi, zibo] == {
        "weight": 1.0,
        "certainty": "asserted",
        "predicate": f"{ns.KG}holdsRoleIn",
        "claims": posts(reader, bi, zibo),
        "articles": f"{ns.ARTICLE}000-zibo",
        "stories": f"{ns.ID}story/000-zibo",
    }
    assert network.caveat is None


def named(network: Network, name: str) -> str:
    (node,) = (node for node, label in network.graph.nodes(data="label") if label == name)
    return str(node)


def posts(reader: SnapshotReader, person: str, place: str) -> str:
    """The claims that a person holds a post in an organization of a place."""
    rows = ask(
        reader,
        f"""SELECT ?tenure ?of {{
          GRAPH ?g {{
            ?tenure org:member {iri(person)} ; org:organization ?o . ?o kg:ofPlace {iri(place)}
          }}
          GRAPH ?e {{ ?of kg:focus ?o ; kg:path kg:ofPlace . ?tenure a kg:Claim }} }}""",
    )
    return " ".join(sorted({claim for row in rows for claim in row.values()}))


@pytest.mark.parametrize("name", NAMES)
def test_every_edge_lists_claims_that_have_evidence(reader: SnapshotReader, name: str) -> None:
    network = project(reader, name, certainty=every(name))
    evidenced = {
        (row["article"], row["claim"])
        for row in ask(
            reader,
            """SELECT DISTINCT ?article ?claim {
              GRAPH graph:articles { ?article kg:evidenceGraph ?evidence }
              GRAPH ?evidence { ?claim a kg:Claim ; kg:evidence ?mention } }""",
        )
    }
    assert network.graph.number_of_edges() > 0
    for _, _, edge in network.graph.edges(data=True):
        claims, articles = edge["claims"].split(), edge["articles"].split()
        assert claims == sorted(set(claims)) != []
        for claim in claims:
            assert any((article, claim) in evidenced for article in articles)


def every(name: str) -> tuple[str, ...] | None:
    return CERTAINTIES if named_projection(name).certain else None


def test_no_official_streams_on_a_platform_for_certain(reader: SnapshotReader) -> None:
    strict = project(reader, "official-platform")
    assert len(strict.graph) == 0
    assert strict.caveat is not None
    assert "no edge at asserted or reported certainty" in strict.caveat
    assert "planned 1" in strict.caveat
    assert "unnamed groups of officials: 1" in strict.caveat
    assert strict.manifest["counts"]["edges_by_certainty"] == {"planned": 1}
    scores = strict.measure("degree")
    assert scores.rows == []
    assert strict.caveat in (scores.caveat or "")


def test_what_is_planned_or_said_of_a_group_is_shown_when_asked_for(
    reader: SnapshotReader,
) -> None:
    planned = project(reader, "official-platform", certainty="planned")
    assert labelled(planned) == {("Bi Rongqing", "Kandian")}
    assert [data["certainty"] for *_, data in planned.graph.edges(data=True)] == ["planned"]
    groups = project(reader, "official-platform", include_generic=True)
    assert labelled(groups) == {("County heads on Taobao Live-streaming", "Taobao Live-streaming")}


def test_official_product_leaves_out_generic_goods_and_other_sellers(
    reader: SnapshotReader,
) -> None:
    strict = project(reader, "official-product")
    assert labelled(strict) == {
        ("Bi Rongqing", "ceramics"),
        ("Yang Xiaozhou", "walnuts"),
        ("Yang Xiaozhou", "millet"),
    }
    assert strict.caveat is None, "three edges are few, but not hardly any"
    asked = project(reader, "official-product", certainty=CERTAINTIES, include_generic=True)
    assert ("Liu Shujun", "agricultural products") in labelled(asked)
    assert ("Zhang Jiancheng", "local products") in labelled(asked)
    sellers = {label for label, _ in labelled(asked)}
    assert "Song Jianfang" not in sellers, "not an official"
    assert "(unnamed live-stream anchor)" not in sellers, "not a group of officials"
    officials = {
        row["x"]
        for row in ask(
            reader,
            "SELECT ?x { GRAPH graph:derivations { ?c kg:value kg:Official ; kg:focus ?x } }",
        )
    }
    for node, kind in asked.graph.nodes(data="kind"):
        assert (kind == "Official") == (node in officials)


def entities(reader: SnapshotReader, generic: bool) -> dict[str, set[str]]:
    """The entities of each article by queries that have nothing of the projection's."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in ask(
        reader,
        """SELECT ?article ?class ?x {
          GRAPH graph:articles { ?article kg:contentGraph ?g } GRAPH ?g { ?x a ?class } }""",
    ):
        if row["class"].removeprefix(ns.KG) in (*NAMED, *(["Group"] if generic else [])):
            found[row["article"]].add(row["x"])
    if not generic:
        flagged = {
            row["x"] for row in ask(reader, "SELECT ?x { GRAPH ?g { ?x kg:isGeneric true } }")
        }
        for article, members in found.items():
            members -= flagged
            content = iri(f"{article}/content")
            for row in ask(reader, f"SELECT ?p ?x {{ GRAPH {content} {{ ?s ?p ?x }} }}"):
                if row["p"].removeprefix(ns.KG) in BYLINE:
                    members.discard(row["x"])
    return found


@pytest.mark.parametrize("generic", [False, True])
def test_co_mention_weighs_one_over_k_less_one(reader: SnapshotReader, generic: bool) -> None:
    expected: dict[frozenset[str], Fraction] = defaultdict(Fraction)
    told: Counter[str] = Counter()
    for members in entities(reader, generic).values():
        told.update(members)
        for pair in combinations(sorted(members), 2):
            expected[frozenset(pair)] += Fraction(1, len(members) - 1)
    network = project(reader, "co-mention", include_generic=generic)
    weights = {frozenset((s, t)): w for s, t, w in network.graph.edges(data="weight")}
    assert weights == pytest.approx({pair: float(weight) for pair, weight in expected.items()})
    # An article hands out one unit of strength to each that it names.
    for node, strength in network.graph.degree(weight="weight"):
        assert strength == pytest.approx(told[node])
    labels = set(network.table().column("source"))
    assert ("China Daily" in labels) == generic
    assert "certainty" not in next(iter(network.graph.edges(data=True)))[2]


@pytest.mark.parametrize("wanted", [None, CERTAINTIES, ("inferred",)])
def test_full_has_every_entity_and_derived_edge(
    reader: SnapshotReader, wanted: tuple[str, ...] | None
) -> None:
    network = project(reader, "full", certainty=wanted, include_generic=True)
    assert type(network.graph) is nx.MultiDiGraph
    assert {n for members in entities(reader, True).values() for n in members} <= set(network.graph)
    shown = wanted or ("asserted", "reported")
    graphs = " ".join(iri(ns.derived_graph(certainty)) for certainty in shown)
    plain = {
        (row["s"], row["p"], row["o"])
        for row in ask(
            reader,
            f"SELECT ?s ?p ?o {{ VALUES ?p {{ {' '.join(MIX)} }} VALUES ?g {{ {graphs} }} "
            "GRAPH ?g { ?s ?p ?o } }",
        )
    }
    edges = {(s, data["predicate"], t) for s, t, data in network.graph.edges(data=True)}
    short = {f"{ns.KG}{name.removeprefix('kg:')}" for name in MIX}
    assert {edge for edge in edges if edge[1] in short} == plain
    stated = {
        (row["s"], row["p"], row["o"])
        for row in ask(
            reader,
            """SELECT ?s ?p ?o ?certainty {
              { GRAPH ?e { ?claim kg:focus ?s ; kg:path ?p ; kg:value ?o ; kg:certainty ?c }
                FILTER (?p IN (kg:within, kg:ofPlace)) }
              UNION { GRAPH ?g { ?tie kg:from ?s ; kg:kind ?p ; kg:to ?o }
                GRAPH ?e { ?tie kg:certainty ?c } }
              GRAPH graph:reference { ?c skos:notation ?certainty } }""",
        )
        if row["certainty"] in shown
    }
    assert edges - plain == stated
    if wanted != ("inferred",):
        assert {ns.shrink(edge[1]).rsplit("/", 1)[-1] for edge in stated} >= {
            "kg:within",
            "kg:ofPlace",
            "tie-kind:owns",
            "tie-kind:backs",
        }


def test_full_leaves_out_the_generic_unless_asked_for(reader: SnapshotReader) -> None:
    network = project(reader, "full")
    graph = network.graph
    labels = {label for _, label in graph.nodes(data="label")}
    assert {"Bi Rongqing", "Song Jianping", "CGTN", "China", "walnuts"} <= labels
    assert not labels & {"local specialties", "Officials of Linfen", "ECNS", "Mo Hong'e"}
    assert graph.nodes[ns.place("iso3166", "CN")] == {
        "label": "China",
        "kind": "Place",
        "stories": 4,
    }
    assert graph.nodes[f"{ns.ARTICLE}000-zibo/T12"]["kind"] == "Official"
    assert graph.nodes[f"{ns.ARTICLE}000-zibo/T17"]["kind"] == "Platform"


def test_things_of_one_name_stay_several_nodes(reader: SnapshotReader) -> None:
    graph = project(reader, "full", include_generic=True).graph
    same = [node for node, label in graph.nodes(data="label") if label == "agricultural products"]
    assert len(same) == 3


# As it is on any store


@pytest.mark.parametrize("name", NAMES)
def test_every_pattern_stands_in_a_graph(reader: SnapshotReader, name: str) -> None:
    text = named_projection(name).text
    union = reader.select(text)
    store = ox.Store.read_only(str(reader.path))
    results = store.query(text, use_default_graph_as_union=False)
    assert isinstance(results, ox.QuerySolutions)
    assert sum(1 for _ in results) == len(union["results"]["bindings"]) > 0


@pytest.mark.parametrize("name", NAMES)
def test_another_engine_gives_the_same_rows_in_the_same_order(
    reader: SnapshotReader, name: str
) -> None:
    article = "000-zibo" if name == "official-platform" else "003-northeast"
    inside = f"> <{ns.ARTICLE}{article}/"
    quads = [q for q in reader.quads() if f" <{ns.GRAPH}" in q or inside in q]
    dataset = Dataset(default_union=False)
    dataset.parse(data="".join(quads), format="nquads")
    text = named_projection(name).text
    found = dataset.query(text)
    assert found.vars is not None
    columns = [str(column) for column in found.vars]
    theirs = [
        {c: str(v) for c, v in zip(columns, row, strict=True) if v is not None}
        for row in found
        if isinstance(row, tuple)
    ]
    theirs = [comparable(row) for row in theirs if row["article"] == ns.article(article)]
    ours = [comparable(row) for row in plain_rows(reader, text)]
    assert theirs == [row for row in ours if row["article"] == ns.article(article)] != []


def plain_rows(reader: SnapshotReader, text: str) -> Iterator[dict[str, str]]:
    for binding in reader.select(text)["results"]["bindings"]:
        yield {column: cell["value"] for column, cell in binding.items()}


def comparable(row: dict[str, str]) -> dict[str, Any]:
    weights = {c: round(float(row[c]), 12) for c in row if c.startswith("weight")}
    return {**row, **weights, "claims": sorted(set(row["claims"].split()))}


# What a network is given as


@pytest.mark.parametrize("name", NAMES)
def test_graphml_reads_back_as_the_same_graph(reader: SnapshotReader, name: str) -> None:
    network = project(reader, name, certainty=every(name), include_generic=True)
    parallel = network.graph.is_multigraph()
    read = nx.read_graphml(io.BytesIO(network.graphml().encode()), force_multigraph=parallel)
    assert type(read) is type(network.graph)
    assert list(read.nodes(data=True)) == list(network.graph.nodes(data=True))
    if parallel:
        assert list(read.edges(keys=True, data=True)) == list(
            network.graph.edges(keys=True, data=True)
        )
        keys = [key for *_, key in network.graph.edges(keys=True)]
        assert len(set(keys)) == len(keys), "GraphML wants an id of its own for every edge"
    else:
        assert list(read.edges(data=True)) == list(network.graph.edges(data=True))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_rows_give_the_same_bytes(reader: SnapshotReader, name: str) -> None:
    first, second = project(reader, name), project(reader, name)
    assert first.graphml() == second.graphml()
    assert first.manifest == second.manifest
    assert first.table() == second.table()
    shuffled = list(first.rows)
    random.Random(5).shuffle(shuffled)
    graph = assemble(first.projection, shuffled)
    assert replace(first, graph=graph).graphml() == first.graphml()


def test_the_manifest_says_how_it_came_about(reader: SnapshotReader) -> None:
    manifest = project(reader, "official-place", certainty=["reported", "asserted"]).manifest
    assert manifest["read_from"] == reader.name
    assert manifest["projection"] == "official-place"
    assert manifest["version"] == 1
    assert len(manifest["query_sha256"]) == 64
    assert manifest["networkx"] == nx.__version__
    assert manifest["parameters"] == {
        "certainty": ["asserted", "reported"],
        "include_generic": False,
    }
    assert manifest["counts"]["edges"] == 8
    assert manifest["counts"]["stories"] == 4


def test_the_table_lists_edges_with_claims(reader: SnapshotReader) -> None:
    table = project(reader, "official-place").table()
    first = next(iter(table))
    assert (first["source"], first["target"]) == ("Bi Rongqing", "Zibo")
    assert first["articles"] == "000-zibo"
    assert first["predicate"] == "kg:holdsRoleIn"
    bi, zibo = str(first["source_iri"]), str(first["target_iri"])
    assert first["claims"] == posts(reader, bi, zibo) != ""
    assert table.column("source") == sorted(table.column("source"), key=str)


def test_a_notebook_shows_it_in_short(reader: SnapshotReader) -> None:
    shown = project(reader, "official-platform")._repr_html_()
    assert "official-platform" in shown
    assert "planned 1" in shown
    assert "edges: 8" in project(reader, "official-place")._repr_html_()


def test_unusable_calls(reader: SnapshotReader) -> None:
    with pytest.raises(InputError, match="no projection 'officials'; use one of co-mention, full"):
        project(reader, "officials")
    with pytest.raises(InputError, match="no certainty 'sure'; use asserted"):
        project(reader, "full", certainty=["sure"])
    with pytest.raises(InputError, match="no certainty is given"):
        project(reader, "full", certainty=[])
    with pytest.raises(InputError, match="edges of co-mention have no certainty"):
        project(reader, "co-mention", certainty="asserted")
    with pytest.raises(InputError, match="no measure 'closeness'; use one of degree, strength"):
        project(reader, "official-place").measure("closeness")


def test_networkx_is_imported_only_when_needed() -> None:
    code = "import sys, kg.network, kg.measures; sys.exit('networkx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# What may be said on five articles


def test_degree_over_posts_is_given_unranked(reader: SnapshotReader) -> None:
    scores = project(reader, "official-place").measure("degree")
    assert scores.columns == ("label", "kind", "score", "normalised", "stories", "label_iri")
    labels = [str(label) for label in scores.column("label")]
    assert labels == sorted(labels, key=str.casefold)
    assert set(scores.column("score")) == {1}
    assert set(scores.column("normalised")) == {1 / 8}
    assert scores.caveat is not None
    assert "16 of 16 nodes are seen in one story only" in scores.caveat
    assert "reporting, not conduct" in scores.caveat
    assert "4 stories" in scores.caveat
    assert scores.manifest["exploratory"] is False
    assert scores.manifest["ranked"] is False


def test_the_listing_is_who_where_and_why(reader: SnapshotReader) -> None:
    listing = project(reader, "official-place").measure("listing")
    assert listing.columns[:2] == ("official", "place")
    assert listing.columns[-3:] == ("official_iri", "place_iri", "claims")
    assert "score" not in listing.columns
    assert len(listing) == 8
    assert all(listing.column("claims"))


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        *(("full", measure) for measure in measures.measure_names()),
        *(("co-mention", measure) for measure in CENTRALITIES),
        ("official-place", "pagerank"),
        ("official-product", "betweenness"),
        ("official-platform", "eigenvector"),
    ],
)
def test_what_would_mislead_is_refused_and_may_be_explored(
    reader: SnapshotReader, name: str, measure: str
) -> None:
    network = project(reader, name)
    with pytest.raises(Refusal) as refused:
        network.measure(measure)
    assert refused.value.exit_code == 1
    message = str(refused.value)
    assert message.startswith(f"{measure} over {name} is refused: {network.projection.limits}")
    assert "--exploratory gives unranked scores" in message
    assert "\n" not in message
    scores = network.measure(measure, exploratory=True)
    assert "rank" not in scores.columns
    assert scores.manifest["exploratory"] is True
    assert scores.caveat is not None
    assert scores.caveat.startswith("Exploratory and unranked: ")
    labels = [str(label) for label in scores.column(scores.columns[0])]
    assert labels == sorted(labels, key=str.casefold)


# More stories than the corpus has


class Canned:
    """Rows as an endpoint may give them."""

    name = "canned"

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self.bindings = [
            {column: {"type": "literal", "value": value} for column, value in row.items()}
            for row in rows
        ]

    def select(self, query: str) -> dict[str, Any]:
        del query
        return {"head": {"vars": []}, "results": {"bindings": self.bindings}}

    def construct(self, query: str) -> list[str]:
        raise NotImplementedError(query)

    def quads(self) -> list[str]:
        raise NotImplementedError


def tells(source: str, target: str, story: int, **changes: str) -> dict[str, str]:
    """A row: an official sells a product in an activity of a story's one article."""
    return {
        "source": f"urn:x:{source}",
        "source_label": source,
        "source_kind": "Official",
        "source_generic": "false",
        "target": f"urn:x:{target}",
        "target_label": target,
        "target_kind": "Product",
        "target_generic": "false",
        "certainty": "asserted",
        "unit": f"urn:x:activity-{story}",
        "weight": "1",
        "claims": f"urn:x:claim-{source}-{target}-{story}",
        "article": f"urn:x:article-{story}",
        "story": f"urn:x:story-{story}",
        **changes,
    }


# Cao is told of in stories 0-4, Deng in 5-9, Bai in 10-11, Ai in 11 only.
TWELVE = [
    *(tells("Cao", "tea", n) for n in range(5)),
    *(tells("Deng", "plums", n) for n in range(5, 10)),
    tells("Deng", "tea", 9),
    tells("Bai", "tea", 10),
    tells("Bai", "tea", 11),
    tells("Ai", "walnuts", 11),
]


def test_ranks_are_given_within_a_mode_to_what_several_stories_tell_of() -> None:
    scores = project(Canned(TWELVE), "official-product").measure("strength")
    assert scores.columns == ("rank", "label", "kind", "score", "stories", "label_iri")
    assert [row[:5] for row in scores.rows] == [
        (1, "Deng", "Official", 6.0, 5),
        (2, "Cao", "Official", 5.0, 5),
        (3, "Bai", "Official", 2.0, 2),
        (None, "Ai", "Official", 1.0, 1),
        (1, "tea", "Product", 8.0, 8),
        (2, "plums", "Product", 5.0, 5),
        (None, "walnuts", "Product", 1.0, 1),
    ]
    assert scores.manifest["ranked"] is True
    assert scores.caveat is not None
    assert "2 of 7 nodes are seen in one story only" in scores.caveat
    assert "12 stories" in scores.caveat


def test_equal_scores_share_a_rank_and_the_next_is_left_out() -> None:
    scores = project(Canned(TWELVE), "official-product").measure("degree")
    officials = {row["label"]: row["rank"] for row in scores if row["kind"] == "Official"}
    assert officials == {"Deng": 1, "Bai": 2, "Cao": 2, "Ai": None}
    assert [row["normalised"] for row in scores if row["label"] == "Deng"] == [2 / 3]
    assert [row["normalised"] for row in scores if row["label"] == "tea"] == [3 / 4]


def test_one_node_alone_is_not_ranked() -> None:
    rows = [tells("Cao", "tea", 0), tells("Cao", "plums", 1)]
    scores = project(Canned(rows), "official-product").measure("degree")
    assert "rank" not in scores.columns


def test_exploring_takes_ranks_away() -> None:
    network = project(Canned(TWELVE), "official-product")
    scores = network.measure("degree", exploratory=True)
    assert "rank" not in scores.columns
    assert scores.column("label") == ["Ai", "Bai", "Cao", "Deng", "plums", "tea", "walnuts"]


def test_an_edge_weighs_its_distinct_units_and_is_as_certain_as_the_weakest() -> None:
    rows = [
        tells("Cao", "tea", 0),
        tells("Cao", "tea", 0, certainty="reported", claims="urn:x:b urn:x:a"),
        {**tells("Cao", "tea", 1), "unit": "urn:x:activity-0", "story": "urn:x:story-0"},
        tells("Cao", "tea", 2, weight="2"),
        tells("Cao", "tea", 3, certainty="planned"),
    ]
    network = project(Canned(rows), "official-product")
    (edge,) = (data for _, _, data in network.graph.edges(data=True))
    assert edge["weight"] == 3.0
    assert edge["certainty"] == "reported"
    assert edge["articles"].split() == ["urn:x:article-0", "urn:x:article-1", "urn:x:article-2"]
    assert edge["stories"].split() == ["urn:x:story-0", "urn:x:story-2"]
    assert {"urn:x:a", "urn:x:b"} < set(edge["claims"].split())
    assert "urn:x:claim-Cao-tea-3" not in edge["claims"]
    assert network.graph.nodes["urn:x:Cao"]["stories"] == 2
    assert network.manifest["counts"]["edges_by_certainty"] == {
        "asserted": 1,
        "reported": 1,
        "planned": 1,
    }


def test_two_people_of_one_name_are_two_nodes() -> None:
    rows = [tells("Li", "tea", 0), tells("Li2", "tea", 1, source_label="Li")]
    network = project(Canned(rows), "official-product")
    assert network.graph.degree("urn:x:tea") == 2
    assert network.table().column("source") == ["Li", "Li"]
    assert sorted(network.measure("degree").column("label_iri"))[:2] == ["urn:x:Li", "urn:x:Li2"]


def test_of_organization_and_platform_the_platform_is_shown() -> None:
    rows = [
        {**beside("Kandian", "b", 0.5), "source_kind": "Platform"},
        {**beside("Kandian", "c", 0.5), "source_kind": "Organization"},
    ]
    for order in (rows, rows[::-1]):
        graph = project(Canned(order), "co-mention").graph
        assert graph.nodes["urn:x:Kandian"]["kind"] == "Platform"


def test_what_has_no_label_is_shown_by_its_iri() -> None:
    row = tells("Cao", "tea", 0)
    del row["target_label"]
    network = project(Canned([row]), "official-product")
    assert network.table().column("target") == ["urn:x:tea"]


def test_a_caveat_stands_only_over_networks_that_are_nearly_empty() -> None:
    assert project(Canned(TWELVE), "official-product").caveat is None
    lone = project(Canned([*TWELVE[:1], tells("Bai", "tea", 1, certainty="inferred")]),
                   "official-product").caveat  # fmt: skip
    assert lone is not None
    assert "has one edge" in lone
    assert "inferred 1" in lone


# Measures against networkx


@pytest.fixture(scope="session")
def mentions(reader: SnapshotReader) -> Network:
    return project(reader, "co-mention")


def scored(network: Network, measure: str) -> dict[Any, Any]:
    scores = network.measure(measure, exploratory=True)
    return dict(zip(scores.column("label_iri"), scores.column("score"), strict=True))


def test_degree_and_strength_are_those_of_networkx(mentions: Network) -> None:
    assert scored(mentions, "degree") == dict(mentions.graph.degree())
    assert scored(mentions, "strength") == pytest.approx(
        dict(mentions.graph.degree(weight="weight"))
    )


def test_normalised_degree_is_that_of_networkx() -> None:
    network = project(Canned(TWELVE), "official-product")
    sources = [node for node, side in network.graph.nodes(data="bipartite") if side == 0]
    scores = network.measure("degree")
    normalised = dict(zip(scores.column("label_iri"), scores.column("normalised"), strict=True))
    assert normalised == pytest.approx(nx.bipartite.degree_centrality(network.graph, sources))


def test_pagerank_is_that_of_networkx(mentions: Network) -> None:
    expected = nx.pagerank(mentions.graph, alpha=0.85, weight="weight", tol=1e-12, max_iter=5000)
    assert scored(mentions, "pagerank") == pytest.approx(expected, rel=1e-6)
    unweighted = nx.pagerank(mentions.graph, weight=None)
    assert scored(mentions, "pagerank") != pytest.approx(unweighted, rel=1e-3)


def test_eigenvector_is_that_of_networkx(mentions: Network) -> None:
    expected = nx.eigenvector_centrality_numpy(mentions.graph, weight="weight")
    assert scored(mentions, "eigenvector") == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_betweenness_takes_strong_edges_for_short_ones(
    reader: SnapshotReader, mentions: Network
) -> None:
    exact: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for members in entities(reader, False).values():
        for pair in combinations(sorted(members), 2):
            exact[pair] += Fraction(1, len(members) - 1)
    graph = nx.Graph()
    for (source, target), weight in exact.items():
        graph.add_edge(source, target, length=1 / weight)
    expected = nx.betweenness_centrality(graph, weight="length")
    assert scored(mentions, "betweenness") == pytest.approx(expected)
    assert max(expected.values()) > 0


def beside(source: str, target: str, weight: float) -> dict[str, str]:
    row = tells(source, target, 0, weight=repr(weight), source_kind="Person", target_kind="Person")
    del row["certainty"]
    return row


def test_a_detour_over_strong_edges_is_shorter_than_a_weak_edge() -> None:
    rows = [beside("a", "b", 0.5), beside("b", "c", 0.5), beside("a", "c", 0.1)]
    scores = scored(project(Canned(rows), "co-mention"), "betweenness")
    assert scores == {"urn:x:a": 0.0, "urn:x:b": 1.0, "urn:x:c": 0.0}


def test_paths_of_one_length_share_what_passes() -> None:
    assert 1 + 1 / (1 / 48) != 1 / (1 / 49), "floating point tells them apart"
    rows = [beside("a", "b", 1), beside("b", "c", 1 / 48), beside("a", "c", 1 / 49)]
    scores = scored(project(Canned(rows), "co-mention"), "betweenness")
    assert scores == {"urn:x:a": 0.0, "urn:x:b": 0.5, "urn:x:c": 0.0}


def test_betweenness_keeps_to_the_largest_component_and_says_so() -> None:
    rows = [tells("Cao", "tea", 0), tells("Bai", "tea", 1), tells("Ai", "plums", 2)]
    network = project(Canned(rows), "official-product")
    scores = network.measure("betweenness", exploratory=True)
    assert dict(zip(scores.column("label"), scores.column("score"), strict=True)) == {
        "Bai": 0.0,
        "Cao": 0.0,
        "tea": 1.0,
    }
    assert scores.caveat is not None
    assert "within the largest component only: 3 of 5 nodes" in scores.caveat
    assert scores.manifest["component"] == {"nodes": 3, "of": 5}


def allowing(name: str, *allowed: str) -> Projection:
    return replace(named_projection(name), measures=allowed)


def test_eigenvector_needs_a_connected_graph_even_where_it_is_allowed() -> None:
    apart = project(Canned([tells("Cao", "tea", 0), tells("Ai", "plums", 2)]), "official-product")
    apart = replace(apart, projection=allowing("official-product", "eigenvector"))
    with pytest.raises(Refusal, match="not connected"):
        apart.measure("eigenvector")
    explored = apart.measure("eigenvector", exploratory=True)
    assert explored.manifest["component"] == {"nodes": 2, "of": 4}
    joined = project(Canned([tells("Cao", "tea", 0), tells("Ai", "tea", 2)]), "official-product")
    joined = replace(joined, projection=allowing("official-product", "eigenvector"))
    assert len(joined.measure("eigenvector")) == 3


def test_floating_point_does_not_break_ties() -> None:
    rows = [
        *(tells("Cao", "tea", n, weight=weight) for n, weight in enumerate(("0.1", "0.2"))),
        *(tells("Bai", "plums", n, weight=weight) for n, weight in ((2, "0.3"), (3, "1e-17"))),
    ]
    scores = project(Canned(rows), "official-product").measure("strength")
    assert {row["label"]: row["rank"] for row in scores if row["kind"] == "Official"} == {
        "Bai": 1,
        "Cao": 1,
    }


def test_measures_over_parallel_directed_edges_take_neighbours() -> None:
    rows = [
        tells("Cao", "tea", 0, predicate="urn:p:sells"),
        tells("Cao", "tea", 1, predicate="urn:p:likes"),
        tells("tea", "Cao", 2, predicate="urn:p:of"),
    ]
    network = project(Canned(rows), "full")
    assert network.graph.number_of_edges() == 3
    assert network.table().column("predicate") == ["urn:p:likes", "urn:p:sells", "urn:p:of"]
    assert scored(network, "degree") == {"urn:x:Cao": 1, "urn:x:tea": 1}
    assert scored(network, "strength") == {"urn:x:Cao": 3.0, "urn:x:tea": 3.0}


def test_pagerank_says_which_extra_it_needs(
    mentions: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("numpy", "scipy"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=r"pagerank .*officials-kg\[network\]"):
        mentions.measure("pagerank", exploratory=True)
