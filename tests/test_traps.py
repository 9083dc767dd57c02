"""What the graph must not say: the traps that the articles set a hasty reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

import pytest
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from kg import namespaces as ns
from kg.view import View

# rdflib deprecates what its own parsers call.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

KG, ORG, CODE, REF, OA = (Namespace(base) for base in (ns.KG, ns.ORG, ns.CODE, ns.REF, ns.OA))


@pytest.fixture(scope="module")
def graph(view: View) -> Graph:
    """Everything, whatever the graph it stands in."""
    union = Graph()
    for quad in view.dataset().quads():
        union.add(quad[:3])
    return union


def _rows(view: View, name: str) -> list[dict[str, str]]:
    return [
        {column: "" if cell is None else str(cell) for column, cell in row.items()}
        for row in view.query(name)
    ]


def _labels(graph: Graph, nodes: set[Node]) -> set[str]:
    return {str(graph.value(node, RDFS.label)) for node in nodes}


def _called(graph: Graph, class_: str, label: str) -> Node:
    """The one node of a class that bears a label."""
    (found,) = {
        node
        for node in graph.subjects(RDF.type, KG[class_])
        if label in map(str, graph.objects(node, RDFS.label))
    }
    return found


def _figures(graph: Graph, number: int, bound: str, currency: str) -> dict[str, Node]:
    """The figures of this amount, by the number of their article."""
    found = [
        node
        for node in graph.subjects(RDF.type, KG.Figure)
        if graph.value(node, KG.number) is not None
        and graph.value(node, KG.number).toPython() == number
        and graph.value(node, KG.bound) == CODE[f"bound/{bound}"]
        and graph.value(node, KG.currency) == CODE[f"currency/{currency}"]
    ]
    by_article = {str(node).removeprefix(ns.ARTICLE)[:3]: node for node in found}
    assert len(by_article) == len(found)
    return by_article


def _certainties(graph: Graph, focus: Node, path: URIRef | None = None) -> set[str]:
    """How certain the claims about a node are, of all its statements or of one property."""
    return {
        str(graph.value(claim, KG.certainty)).rsplit("/", 1)[1]
        for claim in graph.subjects(KG.focus, focus)
        if path is None or path in set(graph.objects(claim, KG.path))
    }


# Plans are not events


def _planned(graph: Graph) -> Iterator[Node]:
    for status in ("planned", "wished"):
        yield from graph.subjects(KG.status, CODE[f"status/{status}"])


def test_nothing_planned_or_wished_is_said_to_have_happened(graph: Graph) -> None:
    planned = set(_planned(graph))
    activities = {node for node in planned if (node, KG.kind, None) in graph}
    assert {
        "First online sale of the Zibo livestreaming month",
        "Promotion by local government officials of Zibo",
        "Choice of women entrepreneurs by the federation",
        "Provincial livestreaming training base in Jilin",
    } <= _labels(graph, activities)
    for node in planned:
        assert _certainties(graph, node) == {"planned"}, node
        assert len(set(graph.objects(node, KG.status))) == 1, node


def test_a_planned_sale_gives_planned_edges_only(view: View) -> None:
    edges = {
        (row["predicate"], row["object"]): row["certainty"]
        for row in _rows(view, "derived-edges")
        if row["subject"] == "Bi Rongqing"
    }
    assert edges["hosts", "First online sale of the Zibo livestreaming month"] == "planned"
    assert edges["streams on", "Kandian"] == "planned"


# Figures: parts, twins and wholes


def test_ten_million_is_inside_the_fourteen_and_yang_s_two_is_not(graph: Graph) -> None:
    whole = _figures(graph, 14_200_000, "exact", "CNY")["001"]
    part = _figures(graph, 10_000_000, "exact", "CNY")["001"]
    yang = _figures(graph, 2_000_000, "gt", "CNY")["001"]
    assert set(graph.subject_objects(KG.partOf)) >= {(part, whole)}
    assert set(graph.subjects(KG.partOf, whole)) == {part}
    for predicate in (KG.partOf, KG.convertedAs):
        assert not list(graph.objects(yang, predicate))
        assert not list(graph.subjects(predicate, yang))
    # Nor does what it counts lie in what the 14.2 million counts.
    sessions, promotions = (graph.value(figure, KG.about) for figure in (yang, whole))
    assert sessions != promotions
    assert (sessions, KG.partOf, promotions) not in graph


def test_three_times_more_than_two_million_yuan_are_three_figures(graph: Graph) -> None:
    figures = _figures(graph, 2_000_000, "gt", "CNY")
    assert set(figures) == {"001", "002", "003"}
    assert len({graph.value(figure, KG.about) for figure in figures.values()}) == 3
    for figure in figures.values():
        assert not list(graph.objects(figure, DCTERMS.isReplacedBy))
        assert len(set(graph.objects(figure, KG.about))) == 1
    for one, other in permutations(figures.values(), 2):
        assert not set(graph.predicates(one, other))


# Who is where


def test_a_photograph_s_official_is_none_of_the_article_s_city(view: View, graph: Graph) -> None:
    (row,) = (row for row in _rows(view, "officials") if row["official"] == "Chen Xiaodong")
    assert (row["place"], row["province"]) == ("Shanghe county", "Shandong province")
    shanghe, linfen = (_called(graph, "Place", name) for name in ("Shanghe county", "Linfen"))
    for predicate in (KG.within, REF.parent):
        above = set(graph.transitive_objects(shanghe, predicate))
        assert _called(graph, "Place", "Shandong province") in above
        assert not above & {linfen, _called(graph, "Place", "Shanxi province")}
    chen = _called(graph, "Person", "Chen Xiaodong")
    of_linfen = _called(
        graph, "Livestream", "Livestreaming sales promotions by officials of Linfen"
    )
    assert (of_linfen, None, chen) not in graph
    assert not list(
        graph.objects(_called(graph, "Livestream", "Livestream sale by Chen Xiaodong"), KG.partOf)
    )


def test_the_food_firm_has_candidates_and_no_place(graph: Graph) -> None:
    firm = _called(graph, "Organization", "(unnamed local food firm)")
    assert _labels(graph, set(graph.objects(firm, KG.candidatePlace))) == {
        "Jinhua City",
        "Xinjiang Uygur Autonomous Region",
    }
    assert not list(graph.objects(firm, KG.ofPlace))
    for tenure in graph.subjects(ORG.organization, firm):
        for predicate in (KG.jurisdiction, KG.place):
            assert not list(graph.objects(tenure, predicate))


def test_the_deputy_is_not_the_head(graph: Graph) -> None:
    holders = {
        role: _labels(
            graph,
            {
                member
                for tenure in graph.subjects(ORG.role, CODE[f"role/{role}"])
                for member in graph.objects(tenure, ORG.member)
            },
        )
        for role in ("county-head", "deputy-county-head", "mayor", "vice-mayor")
    }
    assert holders == {
        "county-head": {"Yang Xiaozhou"},
        "deputy-county-head": {"Chen Xiaodong", "Lu Jianying", "Zhou Jianmin", "Liu Shujun"},
        "mayor": set(),
        "vice-mayor": {"Zhang Jiancheng"},
    }


# Years and positions that nobody wrote


def test_no_year_of_an_undated_article_is_asserted(graph: Graph) -> None:
    """Months and days stand in article 003; of its times, only those with a year have one."""
    times = {
        str(graph.value(time, KG.asWritten)): time
        for time in graph.subjects(RDF.type, KG.Time)
        if str(time).startswith(f"{ns.ARTICLE}003") and graph.value(time, KG.asWritten)
    }
    assert str(graph.value(times["Aug 7"], KG.edtf)) == "2020?-08-07"
    (published,) = (
        graph.value(article, KG.published)
        for article in graph.subjects(RDF.type, KG.Article)
        if str(article).startswith(f"{ns.ARTICLE}003")
    )
    assert graph.value(published, KG.certainty) == CODE["certainty/inferred"]
    assert _certainties(graph, times["Aug 7"], KG.monthDay) == {"asserted"}
    with_year = {words for words in times if re.search("[0-9]{4}", words)}
    assert with_year == {"2017", "2018"}
    for words in set(times) - with_year:
        for path in (KG.edtf, KG.earliest, KG.latest):
            if (times[words], path, None) in graph:
                assert _certainties(graph, times[words], path) == {"inferred"}, (words, path)


def test_the_ranking_of_officials_has_no_winner(graph: Graph) -> None:
    ranking = _called(graph, "Ranking", "Ranking of officials of Linfen by the city government")
    assert _labels(graph, set(graph.objects(ranking, KG.ranked))) == {"Officials of Linfen"}
    assert not list(graph.subjects(KG.ranking, ranking))
    entries = set(graph.subjects(RDF.type, KG.RankingEntry))
    assert not [entry for entry in entries if str(entry).startswith(f"{ns.ARTICLE}001")]
    assert {str(ranking).removeprefix(ns.ARTICLE)[:3] for ranking in entries} == {"003"}


def test_among_the_top_five_is_no_certain_position(graph: Graph) -> None:
    positions = {
        (int(graph.value(entry, KG.position)), str(graph.value(entry, KG.bound)).rsplit("/", 1)[1])
        for entry in graph.subjects(RDF.type, KG.RankingEntry)
    }
    assert positions == {(5, "le"), (3, "le")}


# Names


def test_xixian_is_the_county_of_linfen(view: View) -> None:
    rows = {row["label"]: row for row in _rows(view, "places") if row["article"] == "001-linfen"}
    codes = {label: (row["code"], row["within"]) for label, row in rows.items()}
    assert codes["Xixian county"] == ("141031", "Linfen")
    assert codes["Puxian county"] == ("141033", "Linfen")
    assert codes["Linfen"] == ("141000", "Shanxi province")
    assert codes["Shanghe county"] == ("370126", "Shandong province")


def test_the_officials_are_exactly_eight(view: View) -> None:
    expected = {
        "Bi Rongqing": "director of publicity department",
        "Chen Xiaodong": "deputy county head",
        "Lu Jianying": "deputy county head",
        "Yang Xiaozhou": "county head",
        "Zhou Jianmin": "deputy county head",
        "Liu Shujun": "deputy county head",
        "Zhang Jiancheng": "vice-mayor",
        "Cai Dong": "vice provincial governor",
    }
    assert {row["official"]: row["role"] for row in _rows(view, "officials")} == expected
    assert len(_rows(view, "officials")) == 8
    persons = {row["person"]: row["official"] for row in _rows(view, "persons")}
    assert {name for name, official in persons.items() if official == "true"} == set(expected)
    assert {name for name, official in persons.items() if official == "false"} >= {
        "Song Jianping",
        "Song Jianfang",
        "Chen Yuxian",
        "Zhu Xi",
        "Yang Changxin",
        "Mo Hong'e",
        "Wu Lei",
        "Li Jian",
    }
    assert len(persons) == 16


@pytest.mark.parametrize("name", ["Zhou Jianmin", "Cai Dong", "Chen Yuxian", "Song Jianfang"])
def test_whoever_only_speaks_of_it_hosts_no_livestream(view: View, graph: Graph, name: str) -> None:
    rows = _rows(view, "livestreams")
    assert len(rows) >= 15
    assert name not in {row["host"] for row in rows}
    person = _called(graph, "Person", name)
    for livestream in graph.subjects(RDF.type, KG.Livestream):
        assert (livestream, None, person) not in graph, livestream
    assert not list(graph.objects(person, KG.hosts))
    assert not list(graph.objects(person, KG.streamsOn))


def test_zhang_takes_part_and_is_not_said_to_host(view: View) -> None:
    assert "Zhang Jiancheng" not in {row["host"] for row in _rows(view, "livestreams")}


def test_hosts_are_those_that_the_articles_name(view: View) -> None:
    hosts = {(row["host"], row["certainty"]) for row in _rows(view, "livestreams") if row["host"]}
    named = {pair for pair in hosts if pair[0] in {row["person"] for row in _rows(view, "persons")}}
    assert named == {
        ("Bi Rongqing", "planned"),
        ("Chen Xiaodong", "asserted"),
        ("Lu Jianying", "reported"),
        ("Yang Xiaozhou", "asserted"),
        ("Liu Shujun", "inferred"),
    }


def test_groups_are_no_persons_and_have_no_members(graph: Graph) -> None:
    groups = set(graph.subjects(RDF.type, KG.Group))
    persons = set(graph.subjects(RDF.type, KG.Person)) | set(graph.subjects(RDF.type, KG.Official))
    assert len(groups) > 9
    assert not groups & persons
    posts = set()
    for group in groups:
        for predicate, value in graph.predicate_objects(group):
            assert value not in persons, (group, predicate)
        for subject, predicate in graph.subject_predicates(group):
            assert subject not in persons, (subject, predicate)
            if predicate == ORG.member:
                posts.add(graph.value(subject, ORG.role))
        assert not list(graph.objects(group, KG.holdsRoleIn))
    # A mass organization's presidents, spoken of as many: no public post, so nobody's office.
    assert posts == {CODE["role/womens-federation-president"]}
    assert not any(graph.value(post, KG.isPublic).toPython() for post in posts)


def test_no_person_is_in_two_articles(view: View) -> None:
    people = [(row["person"], row["person_iri"]) for row in _rows(view, "persons")]
    assert len({name for name, _ in people}) == len({iri for _, iri in people}) == 16


def test_houses_of_many_names_are_not_merged(graph: Graph) -> None:
    """Each outlet is one thing, whatever articles name it, and no other outlet's."""
    outlets = {"chinadaily.com.cn", "China Daily", "ECNS", "Linfen Daily", "CGTN"}
    outlets |= {"China News Service", "Women of China"}
    called: dict[str, set[Node]] = {name: set() for name in outlets}
    for node in graph.subjects(RDF.type, KG.Organization):
        for label in map(str, graph.objects(node, RDFS.label)):
            if label in outlets:
                called[label].add(node)
    assert all(len(nodes) == 1 for nodes in called.values()), called
    assert len(set.union(*called.values())) == len(outlets)
