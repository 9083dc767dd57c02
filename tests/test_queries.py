"""Named queries on the bundled corpus: their contract, their answers, parameters and outputs.

The expected rows come from reading the articles, not from the graph.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.plugins.sparql.parserutils import CompValue

from kg import namespaces as ns
from kg import resources
from kg.errors import InputError
from kg.query import Rows, named_query, query_names, read_query, run
from kg.store.snapshots import SnapshotReader
from kg.tables import Table, write_with_manifest
from kg.view import View
from reading import algebra

CONTRACT = {
    "officials": "official role title_as_written organization place province article certainty",
    "persons": "person official role organization article",
    "livestreams": "livestream label host platform place start status is_series count certainty "
    "article",
    "livestream-products": "livestream product category article",
    "platforms": "platform company relation certainty",
    "figures": "about measure as_written number bound unit currency period part_of reported_by "
    "status certainty article",
    "places": "place label code level within article",
    "organizations": "organization kind place part_of",
    "attributions": "source article claims_count",
    "timeline": "date earliest latest what status certainty article",
    "rankings": "ranking ranked_by criterion ranked position article",
    "training": "programme organizer trainee place status article",
    "articles": "article title publisher published published_certainty author editor via",
    "evidence": "subject predicate object quote start end article",
    "derived-edges": "subject predicate object certainty articles",
}
BEYOND = {
    "activities": "activity label kind organizer host participant promoter product place when "
    "status certainty article",
    "aims": "holder about kind as_written product deadline status certainty reported_by article",
    "characterizations": "about topic aspect polarity as_written when certainty "
    "reported_by article",
    "dates": "as_written date month_day earliest latest basis certainty article",
    "designations": "designated list certainty article",
    "groups": "group kind place role figures certainty article",
    "identities": "thing kind article id ground because certainty basis",
    "images": "image kind depicts shown_at credit article",
    "inferences": "subject predicate object basis certainty words article",
    "judgements": "decision one other by on because one_id other_id judgement",
    "outlets": "outlet relation article certainty",
    "plans": "what type kind status who when certainty article",
    "products": "product category specialty_of generic activities promoters certainty article",
    "reported": "source what type kind about certainty article",
    "tensions": "kind about one other detail article other_article",
    "utterances": "speaker told_to mode topic as_written when certainty article",
}
# What no article of the corpus says.
NEVER_HERE = {("livestream-products", "category_iri"), ("training", "place_iri")}
RECORDS = {"aim", "characterization", "designation", "figure", "utterance"}
NAMES = query_names()
BI = ns.node("000-zibo", "T12")
ZHANG = ns.node("003-northeast", "T18")
HOSTILE = [
    "> } DROP ALL #",
    "https://example.org/a> } DROP ALL #",
    'x" } DROP ALL #',
    "x' } #",
    '""" }',
    "a\nb",
    "a\r\nb\t",
    "\\",
    '\\"',
    "\\u0022 } #",
    "\\\\u0022",
    "\\U00000022",
    "\x00\x01u0022",
    "\x7f",
    "{?s ?p ?o}",
    "<https://example.org/>",
    "VALUES ?b { UNDEF }",
    "https://example.org/#VALUES?b",
    "kg:Official",
    "kg:",
    "http://",
    "\N{LINE SEPARATOR}\N{NO-BREAK SPACE}é中😀",
    "",
]


def ask(view: View, name: str) -> Rows:
    """A named query; the one that needs a thing is asked of the first official."""
    return view.query(name, **({"entity": BI} if name == "evidence" else {}))


def picked(rows: Rows, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


# --- the contract -------------------------------------------------------------------------------


def test_every_query_is_in_the_contract() -> None:
    assert set(NAMES) == set(CONTRACT | BEYOND)


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_the_contract_then_iris_then_claims(view: View, name: str) -> None:
    columns = ask(view, name).columns
    promised = tuple((CONTRACT | BEYOND)[name].split())
    assert columns[: len(promised)] == promised
    assert columns[-1] == "claims"
    more = columns[len(promised) : -1]
    iris = [column for column in more if column.endswith("_iri")]
    assert more[len(more) - len(iris) :] == tuple(iris)
    assert len(set(columns)) == len(columns)
    assert {iri.removesuffix("_iri") for iri in iris} <= set(columns) | RECORDS | {"date"}


@pytest.mark.parametrize("name", NAMES)
def test_every_header_has_a_question_and_an_example(name: str) -> None:
    query = named_query(name)
    assert query.question.endswith("?")
    assert query.example.startswith(f"kg query {name}")


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_claims_and_every_claim_a_quote(view: View, name: str) -> None:
    rows = ask(view, name)
    assert len(rows) > 0
    cells = rows.column("claims")
    assert all(isinstance(cell, str) and cell.split() for cell in cells)
    claims = sorted({claim for cell in cells for claim in str(cell).split()})
    receipt = view.receipt(claims)
    assert [found.claim for found in receipt.claims] == claims
    for found in receipt.claims:
        assert found.supports
        for support in found.supports:
            assert support.quotes
            assert all(quote.text.strip() for quote in support.quotes)


@pytest.mark.parametrize("name", NAMES)
def test_order_is_total(view: View, name: str) -> None:
    rows = ask(view, name)
    ordering = named_query(name).text.rpartition("ORDER BY")[2]
    keys = [key for key in re.findall(r"\?(\w+)", ordering) if key in rows.columns]
    seen = Counter(picked(rows, *keys))
    assert seen.most_common(1)[0][1] == 1
    assert ask(view, name).rows == rows.rows


@pytest.mark.parametrize("name", NAMES)
def test_iris_are_whole_and_known(view: View, name: str) -> None:
    rows = ask(view, name)
    for column in rows.columns:
        if column.endswith("_iri"):
            assert all(str(cell).startswith("http") for cell in rows.column(column) if cell)
            assert any(rows.column(column)) or (name, column) in NEVER_HERE


@pytest.mark.parametrize(
    "path",
    [*resources.files("queries", "*.rq"), *resources.files("queries", "*/*.rq")],
    ids=lambda path: path.stem,
)
def test_every_file_is_standard_sparql(path: Path) -> None:
    assert algebra(path.read_text(encoding="utf-8"))


# --- the answers --------------------------------------------------------------------------------


def test_officials(view: View) -> None:
    rows = view.query("officials")
    assert picked(rows, "official", "role", "place", "province", "article") == [
        (
            "Bi Rongqing",
            "director of publicity department",
            "Zibo",
            "Shandong province",
            "000-zibo",
        ),
        (
            "Cai Dong",
            "vice provincial governor",
            "Jilin province",
            "Jilin province",
            "003-northeast",
        ),
        (
            "Chen Xiaodong",
            "deputy county head",
            "Shanghe county",
            "Shandong province",
            "001-linfen",
        ),
        (
            "Liu Shujun",
            "deputy county head",
            "Chengbu Miao Autonomous County",
            "Hunan Province",
            "002-chengbu",
        ),
        ("Lu Jianying", "deputy county head", "Xiangfen county", "Shanxi province", "001-linfen"),
        ("Yang Xiaozhou", "county head", "Puxian county", "Shanxi province", "001-linfen"),
        ("Zhang Jiancheng", "vice-mayor", "Shulan", "Jilin province", "003-northeast"),
        ("Zhou Jianmin", "deputy county head", "Xixian county", "Shanxi province", "001-linfen"),
    ]
    assert set(rows.column("certainty")) == {"asserted"}
    organizations = {row["official"]: row["organization"] for row in rows if row["organization"]}
    assert organizations == {"Bi Rongqing": "publicity department of Zibo"}


def test_titles_stand_as_the_article_writes_them(view: View) -> None:
    written = {
        "Bi Rongqing": "director of the publicity department",
        "Cai Dong": "vice provincial governor",
        "Chen Xiaodong": "deputy head",
        "Liu Shujun": "deputy county heads",
        "Lu Jianying": "deputy mayor",
        "Yang Xiaozhou": "head",
        "Zhang Jiancheng": "vice-mayor",
        "Zhou Jianmin": "vice-mayor",
    }
    for row in view.query("officials"):
        title = str(row["title_as_written"])
        assert written[str(row["official"])] in title
        quotes = {
            quote.text
            for claim in view.receipt(str(row["claims"]).split()).claims
            for support in claim.supports
            for quote in support.quotes
        }
        assert title in quotes


def test_persons(view: View) -> None:
    rows = view.query("persons")
    officials = {row["person"] for row in rows if row["official"] == "true"}
    others = {row["person"] for row in rows if row["official"] == "false"}
    assert officials == {
        "Bi Rongqing", "Cai Dong", "Chen Xiaodong", "Liu Shujun", "Lu Jianying", "Yang Xiaozhou",
        "Zhang Jiancheng", "Zhou Jianmin",
    }  # fmt: skip
    assert others == {
        "Chen Yuxian", "Li Jian", "Mo Hong'e", "Song Jianfang", "Song Jianping", "Wu Lei",
        "Yang Changxin", "Zhu Xi",
    }  # fmt: skip
    assert len(rows) == len({row["person_iri"] for row in rows}) == 16
    posts = {row["person"]: (row["role"], row["organization"]) for row in rows}
    assert posts["Zhu Xi"] == ("senior manager", "Taobao Live-streaming")
    assert posts["Song Jianping"] == ("vice-president", "Shanxi Institute of Social Sciences")
    assert posts["Wu Lei"] == posts["Li Jian"] == (None, "CGTN")
    assert posts["Mo Hong'e"] == (None, None)
    assert posts["Yang Changxin"] == ("villager", None)
    told = {row["person"]: (row["gender"], row["age_range"]) for row in rows if row["gender"]}
    assert told == {"Chen Yuxian": ("female", "60-69"), "Song Jianfang": ("female", None)}


def livestreams(view: View, *columns: str) -> dict[Any, tuple[Any, ...]]:
    return {row["host"]: tuple(row[c] for c in columns) for row in view.query("livestreams")}


def test_hosts_are_those_that_the_articles_name(view: View) -> None:
    rows = view.query("livestreams")
    people = set(view.query("persons").column("person"))
    named = {row["host"] for row in rows} & people
    assert named == {"Bi Rongqing", "Chen Xiaodong", "Liu Shujun", "Lu Jianying", "Yang Xiaozhou"}


def test_livestreams_of_officials(view: View) -> None:
    columns = ("platform", "start", "status", "is_series", "count", "certainty", "article")
    found = livestreams(view, *columns)
    assert found["Bi Rongqing"] == (
        "Kandian", "2020-06-06", "planned", "false", None, "planned", "000-zibo",
    )  # fmt: skip
    assert found["Chen Xiaodong"] == (
        None, "2019-05-16", "happened", "false", None, "asserted", "001-linfen",
    )  # fmt: skip
    assert found["Lu Jianying"] == (
        None, None, "happened", "false", None, "reported", "001-linfen",
    )  # fmt: skip
    assert found["Yang Xiaozhou"] == (
        None, "2020-05", "happened", "true", 2, "asserted", "001-linfen",
    )  # fmt: skip
    assert found["Liu Shujun"] == (
        None, "2019-10~", "ongoing", "true", None, "inferred", "002-chengbu",
    )  # fmt: skip


def test_places_of_livestreams(view: View) -> None:
    found = livestreams(view, "place", "place_certainty")
    assert found["Chen Xiaodong"] == ("Shanghe county", "inferred")
    assert found["Liu Shujun"] == ("Chengbu Miao Autonomous County", "inferred")
    assert found["Bi Rongqing"] == found["Lu Jianying"] == found["Yang Xiaozhou"] == (None, None)


def test_livestreams_without_a_named_host(view: View) -> None:
    people = set(view.query("persons").column("person"))
    rows = [row for row in view.query("livestreams") if row["host"] not in people]
    (linfen,) = [row for row in rows if row["count"] == 61]
    assert linfen["host"] is None
    assert linfen["place"] == "Linfen"
    assert (linfen["is_series"], linfen["certainty"]) == ("true", "reported")
    assert linfen["start"] is None
    (shulan,) = [row for row in rows if row["start"] == "2020?-08-07"]
    assert (shulan["host"], shulan["status"], shulan["article"]) == (
        None, "happened", "003-northeast",
    )  # fmt: skip
    (month,) = [row for row in rows if row["start"] == "2020-05-29"]
    assert (month["host"], month["place"], month["status"]) == (None, "Zibo", "ongoing")
    (taobao,) = [row for row in rows if row["platform"]]
    assert taobao["platform"] == "Taobao Live-streaming"
    assert (taobao["start"], taobao["certainty"]) == ("2019-04", "reported")
    (province,) = [row for row in rows if row["place"] == "Heilongjiang province"]
    assert (province["start"], province["certainty"], province["place_certainty"]) == (
        "2020?-04/2020?-05", "reported", "reported",
    )  # fmt: skip


def test_distinct_livestreams(view: View) -> None:
    rows = view.query("livestreams")
    articles = Counter(article for article, _ in set(picked(rows, "article", "livestream_iri")))
    assert articles == {
        "000-zibo": 3, "001-linfen": 4, "002-chengbu": 3, "003-northeast": 2, "004-zhejiang": 3,
    }  # fmt: skip
    assert [row["livestream"] for row in rows if row["status"] == "planned"] == ["000-zibo/E13"]


def test_livestream_products(view: View) -> None:
    rows = view.query("livestream-products")
    assert sorted(picked(rows, "article", "product")) == [
        ("000-zibo", "Cultural products"),
        ("001-linfen", "local specialties"),
        ("002-chengbu", "Miao ethnic costume"),
        ("002-chengbu", "agricultural products"),
        ("002-chengbu", "agricultural products"),
        ("003-northeast", "agricultural products"),
        ("003-northeast", "local products"),
        ("004-zhejiang", "agricultural products"),
        ("004-zhejiang", "special agricultural products"),
    ]
    costume = [row for row in rows if row["generic"] == "false"]
    assert [row["product"] for row in costume] == ["Miao ethnic costume"]
    assert {row["certainty"] for row in rows if row["product"] == "agricultural products"} == {
        "asserted", "reported",
    }  # fmt: skip


def test_platforms(view: View) -> None:
    rows = view.query("platforms")
    assert picked(rows, "platform", "company", "relation", "certainty", "kind") == [
        ("Douyin", None, None, "asserted", "short video platform"),
        ("Kandian", "Tencent", "backs", "asserted", "livestreaming platform"),
        ("Momo", None, None, "asserted", "social media platform"),
        ("Taobao Live-streaming", "Alibaba group", "owns", "asserted", "livestreaming platform"),
    ]


# article, as written, number, bound, unit, currency, part of, converted as, reported by, status,
# certainty
FIGURES = """
000-zibo|$1.01 billion|1010000000|exact|currency|USD|||Boshan district government|happened|reported
000-zibo|$1.54 billion|1540000000|exact|currency|USD||||happened|asserted
000-zibo|10 billion yuan|10000000000|exact|currency|CNY||$1.54 billion||happened|asserted
000-zibo|about 300 enterprises|300|approx|count|||||ongoing|asserted
000-zibo|month-long|1|exact|month|||||ongoing|asserted
000-zibo|more than 40 products|40|gt|count|||||planned|planned
000-zibo|over 100|100|gt|count||||Boshan district government|ongoing|reported
000-zibo|over 20 enterprises|20|gt|count|||||planned|planned
001-linfen|$2 million|2000000|exact|currency|USD|||LD|happened|reported
001-linfen|10 million yuan|10000000|exact|currency|CNY|14.2 million yuan||LD|happened|reported
001-linfen|14 rural counties|14|exact|count|||||ongoing|asserted
001-linfen|14.2 million yuan|14200000|exact|currency|CNY||$2 million|LD|happened|reported
001-linfen|61 livestreaming sales promotions|61|exact|count||||LD|happened|reported
001-linfen|more than 2 million yuan|2000000|gt|currency|CNY||||happened|asserted
001-linfen|one urban district|1|exact|count|||||ongoing|asserted
001-linfen|twice|2|exact|count|||||happened|asserted
001-linfen|two county-level cities|2|exact|count|||||ongoing|asserted
002-chengbu|Over 80 percent|80|gt|percent||||Liu Shujun|ongoing|reported
002-chengbu|around 10 thousand yuan|10000|approx|currency|CNY|||Liu Shujun|ongoing|reported
002-chengbu|hundreds of county heads||unspecified|count|||||ongoing|asserted
002-chengbu|millions||unspecified|count|||||ongoing|asserted
002-chengbu|over 300 county heads|300|gt|count||||Zhu Xi|happened|reported
002-chengbu|over two million yuan|2000000|gt|currency|CNY|||Liu Shujun|happened|reported
002-chengbu|the rest|20|lt|percent||||Liu Shujun|ongoing|inferred
002-chengbu|two months|2|exact|month||||Liu Shujun|happened|reported
003-northeast|133.3 billion kilograms|133300000000|exact|kilogram|||||happened|asserted
003-northeast|159|159|exact|count|||||ongoing|asserted
003-northeast|18.1 percent|18.1|exact|percent||||TOUR|happened|reported
003-northeast|19.7 percent|19.7|exact|percent||||TOUR|happened|reported
003-northeast|200,000|200000|gt|count||||Cai Dong|ongoing|reported
003-northeast|22 vocational colleges|22|exact|count|||||planned|planned
003-northeast|31 percent|31|exact|percent||||TOUR|happened|reported
003-northeast|More than 1.6 million|1600000|gt|count||||Cai Dong|ongoing|reported
003-northeast|more than 2 million yuan|2000000|gt|currency|CNY|||CNS|happened|reported
003-northeast|over 26,000 pieces|26000|gt|count||||CNS|happened|reported
003-northeast|over 8 million views|8000000|gt|count||||CNS|happened|reported
003-northeast|some 20.3 percent|20.3|approx|percent|||||happened|asserted
003-northeast|three|3|exact|count|||||ongoing|asserted
003-northeast|up 15 billion kilograms|15000000000|exact|kilogram|||||happened|asserted
004-zhejiang|1,000 BNBs|1000|exact|count|||||ongoing|asserted
004-zhejiang|100|100|exact|count|||||planned|planned
004-zhejiang|2,000 kilometers|2000|exact|kilometre|||||ongoing|asserted
004-zhejiang|4,000 coupons|4000|exact|count|||||happened|asserted
004-zhejiang|five minutes|5|exact|minute|||||happened|asserted
004-zhejiang|51 members|51|exact|count|||||happened|asserted
004-zhejiang|Seventy percent|70|exact|percent|||||ongoing|asserted
004-zhejiang|US $56,418|56418|exact|currency|USD||||happened|asserted
004-zhejiang|great number||unspecified|count|||||happened|asserted
004-zhejiang|more than 1,500 kilograms|1500|gt|kilogram|||||happened|asserted
004-zhejiang|more than 100,000|100000|gt|count|||||happened|asserted
004-zhejiang|more than 100|100|gt|count|||||happened|asserted
004-zhejiang|more than 40,000 kilograms|40000|gt|kilogram|||||happened|asserted
004-zhejiang|more than 50|50|gt|count|||||happened|asserted
004-zhejiang|more than 80,000 zongzi|80000|gt|count|||||happened|asserted
004-zhejiang|one hour|1|exact|hour|||||happened|asserted
004-zhejiang|one-hour|1|exact|hour|||||happened|asserted
004-zhejiang|over 400,000 yuan|400000|gt|currency|CNY||US $56,418||happened|asserted
"""


def test_figures(view: View) -> None:
    columns = (
        "article", "as_written", "number", "bound", "unit", "currency", "part_of", "converted_as",
        "reported_by", "status", "certainty",
    )  # fmt: skip
    rows = view.query("figures")
    found = ["|".join("" if c is None else str(c) for c in row) for row in picked(rows, *columns)]
    expected = FIGURES.replace("|LD|", "|Linfen Daily|").replace("|CNS|", "|China News Service|")
    expected = expected.replace("|TOUR|", "|Chinese internet celebrity promotion tour in Jilin|")
    assert sorted(found) == sorted(expected.strip().splitlines())


def test_what_shares_and_changes_are_measured_by(view: View) -> None:
    rows = [row for row in view.query("figures") if row["base"] or row["denominator"]]
    assert picked(rows, "as_written", "measure", "base", "denominator") == [
        ("the rest", "profit-share", None, "profits"),
        ("around 10 thousand yuan", "sales-revenue-per-night", None, "each night"),
        ("Over 80 percent", "profit-share", None, "profits"),
        ("up 15 billion kilograms", "grain-harvest-change", "2017", None),
        ("some 20.3 percent", "national-grain-share", None, "grain production of the nation"),
        ("Seventy percent", "share-of-women", None, "high-performing influencers"),
    ]


def test_three_figures_of_two_million_yuan_stay_apart(view: View) -> None:
    alike = [
        row
        for row in view.query("figures")
        if (row["number"], row["bound"], row["currency"]) == (2_000_000, "gt", "CNY")
    ]
    assert {(row["article"], row["period"]) for row in alike} == {
        ("001-linfen", "2020-05"),
        ("002-chengbu", "/2019-12-11"),
        ("003-northeast", "2020?-04/2020?-05"),
    }
    assert len({row["about_iri"] for row in alike}) == 3


def test_a_sum_over_wholes_counts_no_part_and_no_conversion(view: View) -> None:
    wholes = [
        row
        for row in view.query("figures")
        if row["measure"] == "sales-revenue" and row["currency"] == "CNY" and not row["part_of"]
    ]
    assert sum(int(row["number"] or 0) for row in wholes) == 20_600_000
    # Yang's two sessions may overlap with the 61 promotions of Linfen's officials
    apart = [row for row in wholes if "Yang Xiaozhou" not in str(row["about"])]
    assert sum(int(row["number"] or 0) for row in apart) == 18_600_000


CODES = {
    "Shandong province": "370000", "Zibo": "370300", "Boshan district": "370304",
    "Shanghe county": "370126", "Shanxi province": "140000", "Linfen": "141000",
    "Xiangfen county": "141023", "Puxian county": "141033", "Xixian county": "141031",
    "Chengbu Miao Autonomous County": "430529", "Heilongjiang province": "230000",
    "Jilin province": "220000", "Shulan": "220283", "Liaoning": "210000",
    "Zhejiang Province": "330000", "Hangzhou": "330100", "Shaoxing City": "330600",
    "Xinchang County": "330624", "Jinhua City": "330700",
    "Xinjiang Uygur Autonomous Region": "650000",
}  # fmt: skip
WITHIN = {
    "Zibo": ("Shandong province", "asserted"),
    "Boshan district": ("Zibo", "asserted"),
    "Shanghe county": ("Shandong province", "asserted"),
    "Linfen": ("Shanxi province", "asserted"),
    "Xiangfen county": ("Linfen", "inferred"),
    "Puxian county": ("Linfen", "inferred"),
    "Xixian county": ("Linfen", "asserted"),
    "Heilongjiang province": ("Northeast China", "inferred"),
    "Jilin province": ("Northeast China", "inferred"),
    "Liaoning": ("Northeast China", "inferred"),
    "Shulan": ("Jilin province", "asserted"),
    "Hangzhou": ("Zhejiang Province", "asserted"),
    "Shaoxing City": ("Zhejiang Province", "inferred"),
    "Xinchang County": ("Shaoxing City", "asserted"),
    "Jinhua City": ("Zhejiang Province", "inferred"),
}


def test_places(view: View) -> None:
    rows = list(view.query("places"))
    codes = {row["place"]: row["code"] for row in rows}
    assert codes == CODES | {"China": "CN", "Northeast China": None}
    within = {row["place"]: (row["within"], row["within_certainty"]) for row in rows}
    assert {place: said for place, said in within.items() if said[0]} == WITHIN
    named_in = Counter(row["place"] for row in rows)
    assert named_in["China"] == 4
    assert named_in["Shandong province"] == 2
    levels = {row["place"]: row["level"] for row in rows}
    assert levels["China"] == "country"
    assert levels["Northeast China"] == "region"
    assert levels["Boshan district"] == "district"
    assert levels["Shulan"] == "county-level-city"
    assert levels["Chengbu Miao Autonomous County"] == "autonomous-county"
    assert levels["Xinjiang Uygur Autonomous Region"] == "autonomous-region"
    provinces = {row["place"]: row["province"] for row in rows}
    assert provinces["Boshan district"] == provinces["Shanghe county"] == "Shandong province"
    assert provinces["Chengbu Miao Autonomous County"] == "Hunan Province"
    assert provinces["Liaoning"] == "Liaoning"
    assert provinces["China"] is provinces["Northeast China"] is None
    assert [picked([r], "place", "capital_of") for r in rows if r["capital_of"]] == [
        [("Hangzhou", "Zhejiang Province")]
    ]
    assert [r["place"] for r in rows if r["position_within"]] == ["Linfen"]
    pointed = {row["place"] for row in rows if row["point"]}
    assert {row["place"] for row in rows if row["latitude"] and row["longitude"]} == pointed
    assert {"Xixian county", "Puxian county", "Shanxi province"} <= pointed
    assert not {"China", "Northeast China"} & pointed
    cities = {place for place, level in levels.items() if level == "prefecture-level-city"}
    assert cities == {"Zibo", "Linfen", "Hangzhou", "Shaoxing City", "Jinhua City"}


def test_the_footer_of_county_names_yields_no_place(view: View) -> None:
    linfen = {row["place"] for row in view.query("places") if row["article"] == "001-linfen"}
    assert linfen == {
        "Linfen", "Shanxi province", "Shandong province", "Shanghe county", "Xiangfen county",
        "Puxian county", "Xixian county",
    }  # fmt: skip


def test_articles(view: View) -> None:
    rows = view.query("articles")
    columns = ("article", "publisher", "published_certainty", "author", "editor", "via")
    assert picked(rows, *columns) == [
        ("000-zibo", "chinadaily.com.cn", "inferred", None, None, None),
        ("001-linfen", "ECNS", "asserted", None, "Mo Hong'e", "China Daily"),
        ("002-chengbu", "CGTN", "asserted", "Li Jian; Wu Lei", None, None),
        ("003-northeast", None, "inferred", None, None, "China Daily"),
        ("004-zhejiang", "Women of China", "asserted", None, None, None),
    ]
    assert rows.column("published") == [
        "[..2020-06-05]",
        "2020-05-11T17:47:35",
        "2019-12-11T16:06:00+08:00",
        "2020-08?",
        "2020-06-24",
    ]
    assert picked(rows, "modified", "section") == [
        ("2020-06-05", None),
        (None, "Economy"),
        ("2019-12-11T16:06:00+08:00", "Business"),
        (None, None),
        (None, None),
    ]
    assert [row["article"] for row in rows if row["title"] is None] == [
        "003-northeast", "004-zhejiang",
    ]  # fmt: skip


def test_evidence_for_a_host_to_be(view: View) -> None:
    rows = list(view.query("evidence", entity=BI))
    said = {(row["subject"], row["predicate"], row["object"], row["certainty"]) for row in rows}
    assert ("Bi Rongqing", "type", "official", "asserted") in said
    assert ("Bi Rongqing", "holds role in", "Zibo", "asserted") in said
    assert ("Bi Rongqing", "streams on", "Kandian", "planned") in said
    assert {"Bi Rongqing"} == {row["subject"] for row in rows if row["predicate"] == "hosts"}
    named = {(r["quote"], r["start"], r["end"]) for r in rows if r["predicate"] == "label"}
    assert named == {
        ("Bi Rongqing", 646, 657), ("Bi Rongqing", 1147, 1158), ("Bi Rongqing", 2223, 2234),
    }  # fmt: skip
    assert {row["article"] for row in rows} == {"000-zibo"}


def test_evidence_keeps_an_odd_quotation_mark(view: View) -> None:
    rows = view.query("evidence", entity=ZHANG)
    post = {
        (row["quote"], row["start"], row["end"])
        for row in rows
        if (row["predicate"], row["object"]) == ("holds role in", "Shulan")
    }
    assert ("vice-mayor of Jilin province”s Shulan", 26, 63) in post
    assert not [row for row in rows if row["predicate"] in ("hosts", "host")]


def test_evidence_shows_times_and_figures_as_people_read_them(view: View) -> None:
    rows = view.query("evidence", entity=ns.node("000-zibo", "E13"))
    assert {row["object"] for row in rows if row["predicate"] == "when"} == {"2020-06-06"}
    figure = view.query("evidence", entity=ns.node("001-linfen", "E19"))
    assert {r["object"] for r in figure if r["predicate"] == "converted as"} == {"$2 million"}


@pytest.mark.texts
def test_evidence_quotes_are_the_texts_own_characters(view: View, seeds: Path) -> None:
    texts = {path.name[:3]: path.read_bytes().decode("utf-8") for path in seeds.glob("*.txt")}
    seen = 0
    for entity in sorted(filter(None, view.query("persons").column("person_iri")), key=str):
        for row in view.query("evidence", entity=str(entity)):
            text = texts[str(row["article"])[:3]]
            assert text[int(row["start"] or 0) : int(row["end"] or 0)] == row["quote"]
            seen += 1
    assert seen > 100


def test_derived_edges(view: View) -> None:
    rows = view.query("derived-edges")
    edges: dict[str, set[tuple[Any, ...]]] = {}
    for predicate, *edge in picked(rows, "predicate", "subject", "object", "certainty"):
        edges.setdefault(str(predicate), set()).add(tuple(edge))
    assert set(edges) == {"holds role in", "hosts", "is an", "sells", "streams on"}
    officials = {edge[0] for edge in edges["is an"]}
    assert len(officials) == 8
    assert {edge[0] for edge in edges["holds role in"]} == officials
    assert edges["streams on"] == {
        ("Bi Rongqing", "Kandian", "planned"),
        ("County heads on Taobao Live-streaming", "Taobao Live-streaming", "reported"),
    }
    strict = {subject for subject, _, certainty in edges["streams on"] if certainty != "planned"}
    assert not strict & officials
    goods = {(s, o, c) for s, o, c in edges["sells"] if s in officials}
    assert goods == {
        ("Bi Rongqing", "ceramics", "asserted"),
        ("Chen Xiaodong", "local specialties", "asserted"),
        ("Liu Shujun", "agricultural products", "inferred"),
        ("Yang Xiaozhou", "local specialties", "asserted"),
        ("Yang Xiaozhou", "millet", "asserted"),
        ("Yang Xiaozhou", "walnuts", "asserted"),
        ("Zhang Jiancheng", "local products", "asserted"),
    }
    assert {r["articles"] for r in rows if r["subject"] == "Zhang Jiancheng"} == {"003-northeast"}


# --- certainty ----------------------------------------------------------------------------------


def test_certainty_narrows(view: View) -> None:
    everything = view.query("livestreams")
    strict = view.query("livestreams", certainty=["asserted", "reported"])
    kept = [row for row in everything if row["certainty"] in ("asserted", "reported")]
    assert list(strict) == kept
    assert {"Bi Rongqing", "Liu Shujun"}.isdisjoint(strict.column("host"))
    assert strict.manifest["certainty"] == ["asserted", "reported"]
    assert view.query("livestreams", certainty="planned").column("host") == ["Bi Rongqing"]
    assert strict.bindings is not None
    assert len(strict.bindings["results"]["bindings"]) == len(strict) < len(everything)


def test_certainty_on_the_command_line(kg: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = kg("query", "livestreams", "--certainty", "planned,inferred", "--format", "csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["host"] for row in rows] == ["Bi Rongqing", "Liu Shujun"]


def test_certainty_that_is_none(view: View, kg: Callable[..., tuple[int, str, str]]) -> None:
    with pytest.raises(InputError, match="no certainty 'sure'; use asserted, reported, inferred"):
        view.query("officials", certainty="sure")
    with pytest.raises(InputError, match="rows of articles have no certainty"):
        view.query("articles", certainty="asserted")
    code, out, err = kg("query", "articles", "--certainty", "asserted")
    assert (code, out, err.count("\n")) == (2, "", 1)


# --- parameters ---------------------------------------------------------------------------------


def terms_of(node: Any, term: object) -> Any:
    """A query's algebra as plain values, the given term replaced by a mark."""
    if isinstance(node, URIRef | Literal) and type(node) is type(term) and node == term:
        return "THE TERM"
    if isinstance(node, CompValue):
        return (node.name, {key: terms_of(value, term) for key, value in node.items()})
    if isinstance(node, dict):
        return {str(key): terms_of(value, term) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [terms_of(value, term) for value in node]
    if isinstance(node, set | frozenset):
        return sorted(str(terms_of(value, term)) for value in node)
    return repr(node)


hostile_texts = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\"'\\<>{}#?u0022\n\r\t\x00 @^")
) | st.sampled_from(HOSTILE)


def with_examples(function: Any) -> Any:
    for value in HOSTILE:
        function = example(value)(function)
    return function


QUERY = "SELECT * WHERE { VALUES ?name { UNDEF } ?s ?p ?name }"
PLAIN = terms_of(algebra(QUERY.replace("UNDEF", "<urn:plain>")), URIRef("urn:plain"))


@settings(max_examples=40, deadline=None)
@with_examples
@given(hostile_texts)
def test_whatever_is_bound_is_one_term(value: str) -> None:
    bound = algebra(read_query("mine", QUERY).bound({"name": value}))
    whole = value[1:-1] if value[:1] == "<" and value[-1:] == ">" else value
    prefix, _, local = whole.partition(":")
    named = URIRef(ns.PREFIXES[prefix] + local) if prefix in ns.PREFIXES else URIRef(whole)
    assert PLAIN in (terms_of(bound, Literal(value)), terms_of(bound, named))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@with_examples
@given(hostile_texts)
def test_a_text_comes_back_as_it_was_given(reader: SnapshotReader, value: str) -> None:
    text = "# parameter: name text - any\nSELECT ?name WHERE { VALUES ?name { UNDEF } }"
    assert run(reader, read_query("mine", text), {"name": value}).rows == [(value,)]


@settings(max_examples=40, deadline=None)
@with_examples
@given(hostile_texts)
def test_an_iri_parameter_takes_an_iri_or_nothing(value: str) -> None:
    text = f"# parameter: name iri required - it\n{QUERY}"
    query = read_query("mine", text)
    try:
        bound = query.bound({"name": value})
    except InputError:
        with pytest.raises(InputError, match=r"\Athe parameter name takes an IRI, not .*\Z"):
            query.bound({"name": value})
        return
    (term,) = re.findall(r"VALUES \?name \{ <([^>]*)> \}", bound)
    assert terms_of(algebra(bound), URIRef(term)) == PLAIN


@pytest.mark.parametrize("value", ["> } DROP ALL #", "a b", "", "x", "<x>", 'https://e.org/"'])
def test_the_named_query_refuses_what_is_no_iri(view: View, value: str) -> None:
    with pytest.raises(InputError, match="the parameter entity takes an IRI"):
        view.query("evidence", entity=value)


def test_a_value_that_looks_like_a_slot_is_not_filled(reader: SnapshotReader) -> None:
    query = read_query("mine", "SELECT * { VALUES ?a { UNDEF } VALUES ?b { UNDEF } }")
    trick = 'x VALUES ?b { UNDEF } y" } #'
    rows = run(reader, query, {"a": trick, "b": 'z" } INSERT'})
    assert rows.rows == [(trick, 'z" } INSERT')]


def test_text_that_is_no_unicode_is_refused(view: View) -> None:
    with pytest.raises(InputError, match="parameter name is no Unicode text"):
        view.query("SELECT * { VALUES ?name { UNDEF } }", name="caf\udce9")


@pytest.mark.parametrize(
    "name", [f"<{BI}>", "article:000-zibo/T12", "000-zibo/T12", "a-000-zibo:T12"]
)
def test_an_iri_by_its_other_names(view: View, name: str) -> None:
    whole = view.query("evidence", entity=BI).rows
    assert whole
    assert view.query("evidence", entity=name).rows == whole


def test_an_id_that_another_has_replaced_leads_to_the_same_evidence(view: View) -> None:
    whole = view.query("evidence", entity="gbt2260:370300").rows
    assert whole
    for name in ("000-zibo/T1", "gbt2260:370300-2020", ns.place("gbt2260", "370300", 2020)):
        assert view.query("evidence", entity=name).rows == whole


def test_a_parameter_that_takes_any_term_takes_a_short_name_as_a_text() -> None:
    query = read_query("mine", "SELECT * { VALUES ?a { UNDEF } }")
    for text in ("000-zibo/T12", "gbt2260:370300"):
        assert f'"{text}"' in query.bound({"a": text})


def test_parameters_missing_and_unknown(
    view: View, kg: Callable[..., tuple[int, str, str]]
) -> None:
    with pytest.raises(InputError, match=r"needs the parameter entity: .*; for example: kg query"):
        view.query("evidence")
    with pytest.raises(InputError, match="no parameter 'thing'; use entity"):
        view.query("evidence", thing=BI)
    with pytest.raises(InputError, match="no parameter 'place'; leave it out"):
        view.query("officials", place="Zibo")
    for arguments in (["evidence"], ["officials", "-p", "a=b"], ["officials", "-p", "nonsense"]):
        code, out, err = kg("query", *arguments)
        assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_slot_in_a_file_of_ones_own(view: View, tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_text(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
        "SELECT ?name { VALUES ?who { UNDEF } VALUES ?name { UNDEF }\n"
        " ?who a <https://w3id.org/officials-kg/ontology#Official> ; skos:prefLabel ?label\n"
        " BIND (STR(?label) AS ?text) FILTER (!BOUND(?name) || ?text = ?name) }",
        encoding="utf-8",
    )
    assert len(view.query(file)) == 8
    assert view.query(file, name="Cai Dong").rows == [("Cai Dong",)]
    assert view.query(file, who=BI, name="Cai Dong").rows == []
    bound = view.query(file, name="Cai Dong").manifest
    assert bound["parameters"] == {"name": "Cai Dong"}


# --- queries that cannot be used ----------------------------------------------------------------


def test_a_syntax_error_tells_file_and_line(
    view: View, tmp_path: Path, kg: Callable[..., tuple[int, str, str]]
) -> None:
    file = tmp_path / "mine.rq"
    file.write_text("# question: what?\nSELECT *\nWHERE { FILTER }\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        view.query(file)
    problem = caught.value.problems[0]
    assert (problem.file, problem.line) == (str(file), 3)
    assert str(caught.value).startswith(f"{file}:3: the query is not SPARQL at column 16")
    code, out, err = kg("query", file)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"kg: {file}:3: ")
    code, _, err = kg("query", file, "--format", "turtle")
    assert code == 2
    assert err.startswith(f"kg: {file}:3: ")
    code, _, err = kg("query", "-", stdin=b"\nSELECT")
    assert code == 2
    assert err.startswith("kg: standard input:2: the query is not SPARQL")


def test_a_syntax_error_in_given_text_tells_the_line(view: View) -> None:
    with pytest.raises(InputError, match="not SPARQL at line 2, column"):
        view.query("SELECT *\n{ ?s ?p }")


def test_an_update_is_no_query(view: View) -> None:
    with pytest.raises(InputError, match="not SPARQL"):
        view.query("INSERT DATA { <urn:a> <urn:b> <urn:c> }")


def test_unknown_names(view: View, tmp_path: Path, kg: Callable[..., tuple[int, str, str]]) -> None:
    with pytest.raises(InputError) as caught:
        view.query("oficials")
    assert all(name in str(caught.value) for name in NAMES)
    code, _, err = kg("query", "oficials")
    assert code == 2
    assert "officials, organizations, outlets, persons" in err
    missing = tmp_path / "missing.rq"
    with pytest.raises(InputError, match=f"no query file {re.escape(str(missing))}"):
        view.query(missing)
    (tmp_path / "latin.rq").write_bytes(b"# caf\xe9")
    with pytest.raises(InputError, match="not readable as UTF-8"):
        view.query(tmp_path / "latin.rq")
    code, _, err = kg("query", "-", stdin=b"# caf\xe9")
    assert (code, err) == (2, "kg: standard input is no UTF-8 text; convert it\n")


CONSTRUCT = "CONSTRUCT { ?s a ?o } WHERE { GRAPH ?g { ?s a ?o } } ORDER BY ?s ?o LIMIT 3"


def test_a_graph_is_no_table(view: View, kg: Callable[..., tuple[int, str, str]]) -> None:
    with pytest.raises(InputError, match="makes a graph, not a table; ask with SELECT or ASK"):
        view.query(CONSTRUCT)
    code, out, err = kg("query", "-", stdin=CONSTRUCT.encode())
    assert (code, out, err.count("\n")) == (2, "", 1)
    code, out, err = kg("query", "officials", "--format", "turtle")
    assert (code, out) == (2, "")
    assert "ask with CONSTRUCT" in err
    code, out, err = kg("query", "-", "--format", "turtle", "--certainty", "asserted")
    assert (code, out) == (2, "")


def test_ask(view: View, kg: Callable[..., tuple[int, str, str]]) -> None:
    official = "ASK { ?s a <https://w3id.org/officials-kg/ontology#%s> }"
    assert view.query(official % "Official").rows == [("true",)]
    assert view.query(official % "Nobody").rows == [("false",)]
    code, out, _ = kg("query", "-", "--format", "csv", stdin=(official % "Nobody").encode())
    assert (code, out) == (0, "answer\nfalse\n")


def test_no_rows_is_done(kg: Callable[..., tuple[int, str, str]]) -> None:
    nothing = b"SELECT ?a ?b { ?a <urn:nothing> ?b }"
    assert kg("query", "-", "--format", "csv", stdin=nothing) == (0, "a,b\n", "")
    code, out, _ = kg("query", "-", stdin=nothing)
    assert code == 0
    assert out.endswith("0 rows\n")


# --- outputs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_csv_and_tsv_read_back(view: View, name: str) -> None:
    rows = ask(view, name)
    expected = [[("" if cell is None else str(cell)) for cell in row] for row in rows.rows]
    for delimiter in (",", "\t"):
        text = rows.delimited(delimiter)
        header, *read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        assert tuple(header) == rows.columns
        assert read == expected


def test_cells_with_delimiters_and_breaks_read_back() -> None:
    cells: list[tuple[Any, ...]] = [('a,"b"', "c\nd", None, 3), ("\t", "", "中", -1)]
    table = Table(("w", "x", "y", "z"), cells)
    for delimiter in (",", "\t"):
        text = table.delimited(delimiter)
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        assert read[1:] == [['a,"b"', "c\nd", "", "3"], ["\t", "", "中", "-1"]]


@pytest.mark.parametrize("name", NAMES)
def test_json_is_sparql_results_with_the_same_rows(
    view: View, name: str, kg: Callable[..., tuple[int, str, str]]
) -> None:
    parameters = ["-p", f"entity={BI}"] if name == "evidence" else []
    code, out, err = kg("query", name, "--format", "json", *parameters)
    assert (code, err) == (0, "")
    results = json.loads(out)
    rows = ask(view, name)
    assert tuple(results["head"]["vars"]) == rows.columns
    read = []
    for binding in results["results"]["bindings"]:
        assert set(binding) <= set(rows.columns)
        assert all(cell["type"] in ("uri", "literal") for cell in binding.values())
        read.append(tuple(binding.get(column, {}).get("value") for column in rows.columns))
    assert read == [tuple(c if c is None else str(c) for c in row) for row in rows.rows]


def test_turtle_is_a_graph(kg: Callable[..., tuple[int, str, str]]) -> None:
    import rdflib

    code, out, _ = kg("query", "-", "--format", "turtle", stdin=CONSTRUCT.encode())
    assert code == 0
    assert len(rdflib.Graph().parse(data=out, format="turtle")) == 3


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "txt"])
def test_a_file_has_its_manifest_beside_it(
    view: View, tmp_path: Path, ending: str, kg: Callable[..., tuple[int, str, str]]
) -> None:
    import hashlib

    file = tmp_path / f"out.{ending}"
    assert kg("query", "evidence", "-p", f"entity={BI}", "-o", file) == (0, "", "")
    manifest = json.loads((tmp_path / f"out.{ending}.prov.json").read_text(encoding="utf-8"))
    sent = named_query("evidence").bound({"entity": BI})
    assert manifest["query"] == "evidence"
    assert manifest["query_sha256"] == hashlib.sha256(sent.encode("utf-8")).hexdigest()
    assert manifest["parameters"] == {"entity": BI}
    assert manifest["read_from"] == view.name
    assert manifest["rows"] == len(view.query("evidence", entity=BI))
    assert manifest["file"] == f"out.{ending}"
    assert manifest["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert manifest["kg"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"out.{ending}", f"out.{ending}.prov.json",
    ]  # fmt: skip


def test_a_turtle_file_has_its_manifest_too(
    tmp_path: Path, kg: Callable[..., tuple[int, str, str]]
) -> None:
    assert kg("query", "-", "-o", tmp_path / "g.ttl", stdin=CONSTRUCT.encode())[0] == 0
    manifest = json.loads((tmp_path / "g.ttl.prov.json").read_text(encoding="utf-8"))
    assert {"query", "query_sha256", "read_from", "sha256", "kg"} <= set(manifest)


def test_a_dash_is_stdout(kg: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = kg("query", "officials", "--format", "csv", "-o", "-")
    assert code == 0
    assert out.startswith("official,role,")


@pytest.mark.parametrize(
    "target", ["missing/out.csv", "folder", "blocked.csv", "file/out.csv", "x" * 300]
)
def test_output_that_cannot_be_written(
    tmp_path: Path, target: str, kg: Callable[..., tuple[int, str, str]]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    (tmp_path / "blocked.csv").write_text("old", encoding="utf-8")
    (tmp_path / "blocked.csv.prov.json").mkdir()
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    code, out, err = kg("query", "officials", "-o", tmp_path / target)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "cannot be written" in err
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before
    assert (tmp_path / "blocked.csv").read_text(encoding="utf-8") == "old"
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("target", ["", ".", "..", "/"])
def test_an_output_that_is_a_folder(
    tmp_path: Path,
    target: str,
    monkeypatch: pytest.MonkeyPatch,
    kg: Callable[..., tuple[int, str, str]],
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    code, out, err = kg("query", "officials", "-o", target)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "cannot be written: Is a directory" in err
    assert [path.name for path in tmp_path.rglob("*")] == ["here"]


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    write_with_manifest(target, "one", {"n": 1})
    write_with_manifest(target, b"two", {"n": 2})
    assert target.read_text(encoding="utf-8") == "two"
    assert json.loads((tmp_path / "a.csv.prov.json").read_text(encoding="utf-8"))["n"] == 2
    assert len(list(tmp_path.iterdir())) == 2


# --- tables -------------------------------------------------------------------------------------


def test_a_row_is_a_line_where_no_width_is_given(
    view: View, kg: Callable[..., tuple[int, str, str]]
) -> None:
    for name in NAMES:
        rows = ask(view, name)
        lines = rows.text().splitlines()
        assert lines[-1] in (f"{len(rows)} rows", "1 row")
        assert len(lines) == len(rows) + 4
        for line, row in zip(lines[2:], rows, strict=False):
            assert all(str(row[column]) in line for column in rows.shown() if row[column])
    code, out, _ = kg("query", "livestreams")
    assert code == 0
    assert len(out.splitlines()) == len(view.query("livestreams")) + 4


def test_a_cell_of_any_length_stays_on_its_line() -> None:
    table = Table(("a", "b"), [("x y " * 8000, 1), ("two\nlines\r\x1b[31m\x85", None)])
    lines = table.text().splitlines()
    assert len(lines) == 6
    assert "x y " * 7999 in lines[2]
    assert not [c for c in table.text() if c != "\n" and not c.isprintable()]


@pytest.mark.parametrize("name", ["livestreams", "officials", "figures", "platforms"])
@pytest.mark.parametrize("width", [1, 40, 80, 100, 132, 250])
def test_a_narrow_terminal_breaks_between_words(view: View, name: str, width: int) -> None:
    rows = view.query(name)
    text = rows.text(width)
    words = Counter(
        word
        for row in rows
        for column in rows.shown()
        if row[column] is not None
        for word in str(row[column]).split()
    )
    shown = Counter(text.split())
    assert not {word: n for word, n in words.items() if shown[word] < n}
    if text.splitlines()[1].startswith(" ─"):
        assert max(len(line) for line in text.splitlines()) <= width


def test_wide_characters_take_two_columns() -> None:
    lines = Table(("name", "n"), [("中国中国", 1), ("ab", 22)]).text(40).splitlines()
    assert lines[2].index("1") + 4 == lines[3].index("22") + 1


@given(
    st.lists(
        st.tuples(*[st.text("ab 中é", max_size=12) | st.none() | st.integers(0, 9999)] * 3),
        max_size=5,
    ),
    st.none() | st.integers(1, 60),
)
def test_no_cell_gets_lost(cells: list[tuple[Any, ...]], width: int | None) -> None:
    table = Table(("one", "two", "three"), cells)
    shown = Counter(table.text(width).split())
    needed = Counter(w for row in cells for c in row if c is not None for w in str(c).split())
    assert not needed - shown


def test_chosen_columns(kg: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = kg("query", "officials", "--columns", "place,official")
    assert code == 0
    assert out.split()[:2] == ["place", "official"]
    code, _, err = kg("query", "officials", "--columns", "nothing")
    assert code == 2
    assert "no column 'nothing'" in err


def test_a_notebook_shows_cells_and_no_markup() -> None:
    html = Table(("a<b",), [("<script>",), (None,)], caveat="a & b")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "a&lt;b" in html
    assert "a &amp; b" in html


def test_a_data_frame_has_the_same_cells(view: View) -> None:
    rows = view.query("figures")
    frame = rows.df()
    assert list(frame.columns) == list(rows.columns)
    assert len(frame) == len(rows)
    assert list(frame["as_written"]) == rows.column("as_written")


def test_the_queries_are_listed(kg: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = kg("queries")
    assert code == 0
    lines = out.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")] == list(NAMES)
    for name in NAMES:
        assert f"    {named_query(name).question}" in lines
    assert any("-p entity=…  (required)" in line for line in lines)


def names(rows: Iterable[dict[str, Any]], column: str) -> set[Any]:
    return {row[column] for row in rows}


def test_the_head_of_a_county(view: View) -> None:
    heads = [r for r in view.query("officials") if r["role"] == "county head"]
    assert names(heads, "official") == {"Yang Xiaozhou"}
    deputies = [r for r in view.query("officials") if r["role"] == "deputy county head"]
    assert names(deputies, "official") == {
        "Chen Xiaodong", "Lu Jianying", "Zhou Jianmin", "Liu Shujun",
    }  # fmt: skip


@pytest.mark.parametrize("name", query_names())
def test_a_query_tells_its_columns(view: View, name: str) -> None:
    query = named_query(name)
    needed = {parameter.name: BI for parameter in query.parameters if parameter.required}
    assert query.columns == view.query(name, **needed).columns


def test_a_prefix_that_is_not_declared_is_told_with_its_line(view: View) -> None:
    with pytest.raises(InputError) as caught:
        view.query("SELECT * WHERE { ?p a kg:Official }")
    assert str(caught.value).endswith(f"; begin with PREFIX kg: <{ns.KG}>")
    declared = f"PREFIX kg: <{ns.KG}> SELECT ?p WHERE {{ ?p a kg:Official ; ?q 'role: x' "
    with pytest.raises(InputError) as caught:
        view.query(declared)
    assert "begin with" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "where", "column", "found"),
    [
        ("utterances", {"speaker": "cai dong"}, "as_written", ["engaged"]),
        ("rankings", {"ranked": "Liaoning", "ranked_by": "Momo"}, "position", ["3"]),
        # one of a list suffices; an empty value asks for an empty cell
        ("rankings", {"criterion": "orders"}, "ranked", ["Officials of Linfen"]),
        ("rankings", {"position": ""}, "ranked", ["Officials of Linfen"]),
        ("officials", {"place": "Atlantis"}, "official", []),
    ],
)
def test_rows_are_kept_by_their_cells(
    view: View, name: str, where: dict[str, str], column: str, found: list[str]
) -> None:
    rows = view.query(name, where=where)
    assert [str(cell) for cell in rows.column(column)] == found
    assert rows.manifest["where"] == where


def test_the_command_keeps_rows_by_their_cells(
    kg: Callable[..., tuple[int, str, str]],
) -> None:
    asked = ("query", "officials", "--where", "place=Zibo", "--columns", "official")
    code, out, _ = kg(*asked)
    assert (code, "Bi Rongqing" in out, "Cai Dong" in out) == (0, True, False)
    code, _, err = kg("query", "officials", "--where", "planet=Mars")
    assert (code, "no column 'planet'; use some of official, role" in err) == (2, True)
    code, _, err = kg("query", "officials", "--where", "Zibo")
    assert (code, "--where takes COLUMN=VALUE, not 'Zibo'" in err) == (2, True)


def test_without_a_wish_every_row_is_kept(view: View) -> None:
    assert len(view.query("officials", where={})) == len(view.query("officials")) == 8
