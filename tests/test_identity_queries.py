"""What the queries tell of judgements and of who and what is one, on articles written for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

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
    build_articles,
    judged,
    retracted,
)
from kg import namespaces as ns
from kg.query import Rows
from kg.view import View

LARKHAVEN = ns.place("gbt2260", "141031", 2020)


def picked(rows: Rows, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


@pytest.fixture(scope="module")
def judged_view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Three articles with a judgement of every kind, and one that was taken back."""
    return build_articles(
        tmp_path_factory.mktemp("judged"),
        "abc",
        {f"a/{COUNTY}": "gbt2260:141031"},
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
    person, place = ("Ada Quill", "person"), ("Larkhaven county", "place")
    code = "gbt2260:141031-2020"
    columns = ("thing", "kind", "article", "id", "one_with", "ground", "because")
    assert picked(rows, *columns) == [
        (*person, "a", "a/T1", "b/T1", "judgement", "both tell of one"),
        (*person, "b", "b/T1", "a/T1", "judgement", "both tell of one"),
        (*person, "b", "b/T1", "c/T1", "judgement", "both tell of one"),
        (*person, "c", "c/T1", "b/T1", "judgement", "both tell of one"),
        (*place, "a", "a/T3", code, "code of the annotation", code),
        (*place, "b", "b/T3", code, "judgement", "one county"),
    ]
    assert len(set(picked(rows, *columns))) == len(rows)
    assert set(rows.column("certainty")) == {"inferred"}, "no article says so"
    assert rows.column("basis") == [None] * 4 + ["outside-knowledge", None]
    assert set(rows.column("thing_iri")) == {ns.entity("quill-1"), LARKHAVEN}
    coded = ns.article("a") + "/c-N2"
    assert [row["claims"] for row in rows if row["ground_iri"] is None] == [coded]
    assert rows.column("ground_iri")[-1] == ns.judgement("county")


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
    codes = {f"{article}/{COUNTY}": "gbt2260:141031" for article in "abc"}
    view = build_articles(tmp_path, "abc", codes)
    rows = view.query("identities", where={"ground": "rule"})
    assert picked(rows, "thing", "kind", "id", "one_with", "certainty", "basis") == [
        ("Ada Quill", "person", f"{one}/{PERSON}", f"{other}/{PERSON}", "inferred", "context")
        for one, other in ("ab", "ac", "ba", "ca")
    ]
    (because,) = set(rows.column("because"))
    assert "the same post (head); the same place (Xi County [141031]);" in str(because)
    assert set(rows.column("ground_iri")) == {ns.resolution(article, PERSON) for article in "bc"}
    claims = [ns.article(article) + f"/c-{PERSON}" for article in "aabc"]
    assert rows.column("claims") == claims
    assert len(view.receipt(claims[1:])) == 3
