"""What the queries tell of judgements and of who and what is one, on articles written for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import kg
from judging import (
    AMBER,
    CHOIR,
    COUNTY,
    FINCH,
    PERSON,
    PLATFORM,
    POST,
    SITE,
    TOWN,
    judged,
    retracted,
    write_articles,
)
from kg import namespaces as ns
from kg import resources, terms
from kg.judgements import add
from kg.namespaces import KG, RDF, RDFS, SKOS
from kg.query import Rows, named_query, run
from kg.store import SnapshotReader, Writer
from kg.view import View

LARKHAVEN = ns.place("gbt2260", "141031", 2020)


def picked(rows: Rows, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


@pytest.fixture(scope="module")
def judged_view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Three articles with a judgement of every kind, and one that was taken back."""
    root = tmp_path_factory.mktemp("judged")
    corpus = write_articles(root / "corpus", "abc", {f"a/{COUNTY}": "gbt2260:141031"})
    add(
        corpus,
        [
            judged("quill", "same", f"a/{PERSON}", f"b/{PERSON}", entity="quill-1"),
            judged("quill-c", "same", f"c/{PERSON}", f"b/{PERSON}", entity="quill-2"),
            judged("county", "same", f"b/{COUNTY}", "gbt2260:141031", because="one county"),
            judged("finches", "different", f"a/{FINCH}", f"b/{FINCH}", because="one is a boy"),
            judged("site", "related", f"b/{SITE}", f"a/{POST}", on="2031-05-08"),
            judged("choir", "related", f"a/{POST}", f"a/{CHOIR}", on="2031-05-08"),
            judged("tube", "related", f"a/{PLATFORM}", f"a/{POST}"),
            judged("town", "unsure", f"a/{TOWN}", "gbt2260:141000"),
            judged("amber", "same", f"a/{AMBER}", f"b/{AMBER}"),
            judged("two-codes", "different", "gbt2260:141031", "gbt2260:141028"),
            retracted("no-amber", "amber"),
        ],
    )
    kg.build(corpus, store=root / "store")
    return kg.open_graph(root / "store")


def test_judgements_that_stand_are_listed_and_others_not(judged_view: View) -> None:
    rows = judged_view.query("judgements")
    assert picked(rows, "decision", "one", "other", "judgement", "on") == [
        ("different", "Bo Finch", "Bo Finch", "finches", "2031-05-07"),
        ("different", "Ji County", "Larkhaven county", "two-codes", "2031-05-07"),
        ("related", "Larkhaven choir", "The Larkhaven Post", "choir", "2031-05-08"),
        ("related", "The Larkhaven Post", "Peartube", "tube", "2031-05-07"),
        ("related", "The Larkhaven Post", "larkhavenpost.example", "site", "2031-05-08"),
        ("same", "Ada Quill", "Ada Quill", "quill", "2031-05-07"),
        ("same", "Ada Quill", "Ada Quill", "quill-c", "2031-05-07"),
        ("same", "Larkhaven county", "Larkhaven county", "county", "2031-05-07"),
        ("unsure", "Thornbury", "Linfen City", "town", "2031-05-07"),
    ]
    assert set(rows.column("by")) == {"Cy Lark"}


def test_a_judgement_tells_what_was_judged_and_what_that_is_now(judged_view: View) -> None:
    (county,) = judged_view.query("judgements", where={"judgement": "county"})
    assert (county["one_id"], county["other_id"]) == (f"b/{COUNTY}", "gbt2260:141031-2020")
    assert county["one_id_iri"] == ns.node("b", COUNTY)
    assert county["one_iri"] == county["other_iri"] == county["other_id_iri"] == LARKHAVEN
    assert (county["because"], county["judgement_iri"]) == ("one county", ns.judgement("county"))
    (quill,) = judged_view.query("judgements", where={"judgement": "quill-c"})
    assert quill["one_iri"] == quill["other_iri"] == ns.entity("quill-1")


def test_a_judgement_leads_to_the_words_that_name_the_things(judged_view: View) -> None:
    for row in judged_view.query("judgements"):
        named = [id_ for id_ in (row["one_id"], row["other_id"]) if "/" in str(id_)]
        claims = str(row["claims"] or "").split()
        assert claims == sorted(ns.node(*str(id_).replace("/", "/c-").split("/")) for id_ in named)
        receipt = judged_view.receipt(claims) if claims else ()
        assert len(receipt) == len(named)


def test_identities_tell_the_ground_of_each(judged_view: View) -> None:
    rows = judged_view.query("identities")
    assert picked(rows, "thing", "kind", "article", "id", "ground", "because", "certainty") == [
        ("Ada Quill", "person", "a", "a/T1", "judgement", "both tell of one", None),
        ("Ada Quill", "person", "b", "b/T1", "judgement", "both tell of one", None),
        ("Ada Quill", "person", "b", "b/T1", "judgement", "both tell of one", None),
        ("Ada Quill", "person", "c", "c/T1", "judgement", "both tell of one", None),
        (
            "Larkhaven county", "place", "a", "a/T3", "code of the annotation",
            "gbt2260:141031-2020", "inferred",
        ),
        ("Larkhaven county", "place", "b", "b/T3", "judgement", "one county", None),
    ]  # fmt: skip
    assert rows.column("basis") == [None] * 4 + ["outside-knowledge", None]
    assert set(rows.column("thing_iri")) == {ns.entity("quill-1"), LARKHAVEN}
    coded = ns.article("a") + "/c-N2"
    assert [row["claims"] for row in rows if row["ground_iri"] is None] == [coded]
    assert rows.column("ground_iri")[-1] == ns.judgement("county")
    keys = picked(rows, "thing", "id", "ground", "ground_iri")
    assert len(set(keys)) == len(rows)


def test_what_is_related_stands_beside_what_it_is_related_to(judged_view: View) -> None:
    organizations = judged_view.query("organizations")
    related = {(r["article"], r["organization"]): r["related_to"] for r in organizations}
    post = ("a", "The Larkhaven Post")
    assert related[post] == "Larkhaven choir; Peartube; larkhavenpost.example"
    assert related[("b", "larkhavenpost.example")] == "The Larkhaven Post"
    assert related[("a", "Peartube")] == "The Larkhaven Post"
    assert [key for key, value in related.items() if value is not None] == [
        ("a", "Larkhaven choir"), ("a", "Peartube"), post, ("b", "larkhavenpost.example"),
    ]  # fmt: skip
    platforms = judged_view.query("platforms")
    assert picked(platforms, "platform", "article", "related_to") == [
        ("Peartube", "a", "The Larkhaven Post"), ("Peartube", "b", None), ("Peartube", "c", None),
    ]  # fmt: skip
    assert len(organizations) == len(set(picked(organizations, "organization_iri", "article")))


def test_persons_that_a_rule_joins_are_listed_with_its_reason(tmp_path: Path) -> None:
    """Name, post and place agree; the two articles are of one day."""
    codes = {f"{article}/{COUNTY}": "gbt2260:141031" for article in "ab"}
    kg.build(write_articles(tmp_path / "corpus", "ab", codes), store=tmp_path / "store")
    view = kg.open_graph(tmp_path / "store")
    rows = view.query("identities", where={"ground": "rule"})
    assert picked(rows, "thing", "kind", "id", "certainty", "basis") == [
        ("Ada Quill", "person", f"{article}/{PERSON}", None, "context") for article in "ab"
    ]
    (because,) = set(rows.column("because"))
    assert "the same post (head); the same place (Xi County [141031]);" in str(because)
    assert set(rows.column("ground_iri")) == {ns.resolution("b", PERSON)}
    claims = [ns.article(article) + f"/c-{PERSON}" for article in "ab"]
    assert rows.column("claims") == claims
    assert len(view.receipt(claims)) == 2


def test_what_was_decided_by_rule_is_told_of_both_sides(tmp_path: Path) -> None:
    """Of an entity that is a place, and of two persons that are one."""
    one, other, town = ns.node("a", "T1"), ns.node("b", "T1"), ns.node("b", "T9")
    content, evidence = (terms.iri(make("b")) for make in (ns.content_graph, ns.evidence_graph))
    graph = {"a": (ns.content_graph("a"), ns.evidence_graph("a"))}
    graph["b"] = (content[1:-1], evidence[1:-1])
    said: list[tuple[str, str, str, str]] = []
    for article, local, thing, kind in (
        ("a", "T1", one, "Person"), ("b", "T1", one, "Person"), ("b", "T9", LARKHAVEN, "Place"),
    ):  # fmt: skip
        content, evidence = graph[article]
        claim = ns.article(article) + f"/c-{local}"
        said += [
            (ns.article(article), KG + "contentGraph", terms.iri(content), ns.ARTICLES_GRAPH),
            (ns.article(article), KG + "evidenceGraph", terms.iri(evidence), ns.ARTICLES_GRAPH),
            (thing, RDF + "type", terms.iri(KG + kind), content),
            (claim, KG + "focus", terms.iri(thing), evidence),
            (claim, KG + "path", terms.iri(RDF + "type"), evidence),
            (claim, KG + "certainty", terms.iri(ns.code("certainty", "asserted")), evidence),
            (claim, KG + "basis", terms.iri(ns.code("basis", "explicit")), evidence),
            (thing, SKOS + "prefLabel", terms.text(kind, "en"), ns.IDENTITY_GRAPH),
        ]
    for local, now in ((other, one), (town, LARKHAVEN)):
        node = ns.resolution(*local.removeprefix(ns.ARTICLE).split("/"))
        said += [
            (local, ns.DCTERMS + "isReplacedBy", terms.iri(now), ns.IDENTITY_GRAPH),
            (node, RDF + "type", terms.iri(KG + "Resolution"), ns.IDENTITY_GRAPH),
            (node, KG + "resolves", terms.iri(local), ns.IDENTITY_GRAPH),
            (node, KG + "resolvedTo", terms.iri(now), ns.IDENTITY_GRAPH),
            (node, KG + "basis", terms.iri(ns.code("basis", "context")), ns.IDENTITY_GRAPH),
            (node, KG + "because", terms.text(f"why {local[-2:]}"), ns.IDENTITY_GRAPH),
        ]
    said += [
        (KG + kind, RDFS + "label", terms.text(kind.lower(), "en"), ns.ONTOLOGY_GRAPH)
        for kind in ("Person", "Place")
    ]
    with Writer(tmp_path / "st") as writer:
        writer.load_turtle(resources.path("ontology", "codes.ttl"), ns.REFERENCE_GRAPH)
        writer.load([f"<{s}> <{p}> {o} <{g}> .\n" for s, p, o, g in said])
        writer.commit({"shards": {}})
    rows = run(SnapshotReader(tmp_path / "st"), named_query("identities"))
    columns = ("thing", "kind", "id", "ground", "because", "certainty", "basis", "ground_iri")
    merged, placed = ns.resolution("b", "T1"), ns.resolution("b", "T9")
    assert picked(rows, *columns) == [
        ("Person", "person", "a/T1", "rule", "why T1", None, "context", merged),
        ("Person", "person", "b/T1", "rule", "why T1", None, "context", merged),
        ("Place", "place", "b/T9", "rule", "why T9", None, "context", placed),
    ]
    assert rows.column("claims") == [
        ns.article(id_.partition("/")[0]) + "/c-" + id_.partition("/")[2]
        for id_ in map(str, rows.column("id"))
    ]
