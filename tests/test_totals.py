"""Safe sums: what is counted, with which bound, and why the rest is not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef

from kg import namespaces as ns
from kg import resources
from kg.errors import InputError, Refusal
from kg.namespaces import DCTERMS, KG, RDF, SKOS, XSD
from kg.store.catalogue import Catalogue
from kg.store.engine import read_turtle
from kg.store.snapshots import SnapshotReader
from kg.store.writer import Writer
from kg.sums import BOUNDS, add_up
from kg.terms import decimal_lexical
from kg.totals import Total, total
from kg.view import View

Call = Callable[..., tuple[int, str, str]]

# Bounds ------------------------------------------------------------------------------------------

INTERVALS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "exact": lambda number, _: number,
    "gt": lambda number, slack: number + slack,
    "ge": lambda number, slack: number + slack - 1,
    "lt": lambda number, slack: number - slack,
    "le": lambda number, slack: number - slack + 1,
}
HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "exact": lambda true, number: true == number,
    "gt": lambda true, number: true > number,
    "ge": lambda true, number: true >= number,
    "lt": lambda true, number: true < number,
    "le": lambda true, number: true <= number,
}
AMOUNTS = st.decimals(min_value=0, max_value=10**40, places=3)
SLACK = st.integers(min_value=1, max_value=10**6).map(Fraction)


@given(st.lists(st.tuples(AMOUNTS, st.sampled_from(sorted(INTERVALS)), SLACK), min_size=1))
def test_the_true_sum_lies_inside_the_stated_bound(
    parts: list[tuple[Decimal, str, Fraction]],
) -> None:
    number, bound, counted = add_up([(stated, of) for stated, of, _ in parts])
    true = sum(INTERVALS[parts[i][1]](Fraction(parts[i][0]), parts[i][2]) for i in counted)
    assert HOLDS[bound](Fraction(true), Fraction(number))
    exact = [i for i, (_, of, _) in enumerate(parts) if of == "exact"]
    assert set(exact) <= set(counted)


@given(st.lists(st.tuples(AMOUNTS, st.sampled_from(sorted(BOUNDS))), min_size=1))
def test_the_bound_is_as_tight_as_the_parts_allow(parts: list[tuple[Decimal, str]]) -> None:
    number, bound, counted = add_up(parts)
    assert Fraction(number) == sum(Fraction(parts[i][0]) for i in counted)
    bounds = {parts[i][1] for i in counted}
    assert (bound == "exact") == (bounds <= {"exact"})
    assert bound in {*bounds, "exact"}
    for strict, loose in (("gt", "ge"), ("lt", "le")):
        assert bound != loose or strict not in bounds
        assert not (bounds & {strict, loose} and bound not in (strict, loose))
    left = {of for i, (_, of) in enumerate(parts) if i not in counted}
    assert left <= set(BOUNDS) - {"exact"} - bounds


@pytest.mark.parametrize(
    ("bounds", "bound", "counted"),
    [
        (["exact", "exact"], "exact", (0, 1)),
        (["exact", "gt"], "gt", (0, 1)),
        (["ge", "exact"], "ge", (0, 1)),
        (["ge", "gt"], "gt", (0, 1)),
        (["lt", "exact"], "lt", (0, 1)),
        (["le", "exact"], "le", (0, 1)),
        (["le", "lt"], "lt", (0, 1)),
        (["approx", "exact"], "approx", (0, 1)),
        (["gt", "lt", "exact"], "gt", (0, 2)),
        (["approx", "ge"], "ge", (1,)),
        (["approx", "le", "exact"], "le", (1, 2)),
    ],
)
def test_how_bounds_add_up(bounds: list[str], bound: str, counted: tuple[int, ...]) -> None:
    number, found, places = add_up([(Decimal(10**i), of) for i, of in enumerate(bounds)])
    assert (found, places) == (bound, counted)
    assert number == sum(10**i for i in counted)


def test_no_digit_is_lost() -> None:
    long = Decimal("1" * 60 + ".5")
    assert add_up([(long, "exact"), (Decimal("0.25"), "exact")])[0] == Decimal("1" * 60 + ".75")


# The bundled articles ----------------------------------------------------------------------------


def by_reason(found: Total) -> dict[object, object]:
    return {row["figure_iri"]: row["reason"] for row in found.left_out}


def test_livestream_sales_of_the_five_articles(view: View) -> None:
    found = view.total("sales-revenue")
    assert found.sum is not None
    assert (found.sum.number, found.sum.bound, found.sum.unit) == (18_600_000, "gt", "CNY")
    assert found.sum.certainty == "reported"
    assert found.others == ()
    assert found.sentence == (
        "sales revenue (happened): more than 18,600,000 CNY, from 4 figures declared disjoint "
        "(livestream-sales)"
    )
    figures = {
        ns.node(*name.split("/"))
        for name in ("001-linfen/E19", "002-chengbu/E15", "003-northeast/E11", "004-zhejiang/E11")
    }
    assert set(found.counted.column("figure_iri")) == set(found.sum.figures) == figures
    assert sorted(found.counted.column("number"), key=str) == [
        14_200_000,
        2_000_000,
        2_000_000,
        400_000,
    ]
    reasons = by_reason(found)
    expected = {
        "001-linfen/E20": "part of 14.2 million yuan",
        "001-linfen/E18": "the same amount in another currency as 14.2 million yuan",
        "001-linfen/E24": "not declared disjoint from the rest",
        "002-chengbu/E16": "another measure: sales-revenue-per-night",
        "004-zhejiang/E10": "the same amount in another currency as over 400,000 yuan",
    }
    assert reasons.items() >= {ns.node(*n.split("/")): why for n, why in expected.items()}.items()
    assert None not in reasons.values()
    assert found.caveat
    assert "1 figure left out may overlap" in found.caveat
    assert "Declared disjoint by The officials-kg developers" in found.caveat


def test_every_figure_of_the_measure_is_told_once_with_its_claims(view: View) -> None:
    found = view.total("sales-revenue")
    told = found.column("figure_iri")
    assert len(told) == len(set(told))
    wanted = {
        row["figure_iri"]: row
        for row in view.query("figures")
        if str(row["measure"]).startswith("sales-revenue")
    }
    assert set(told) == set(wanted)
    for row in found:
        same = wanted[row["figure_iri"]]
        for column in ("as_written", "number", "bound", "currency", "reported_by", "claims"):
            assert row[column] == same[column]
        assert len(view.receipt(str(row["claims"]).split())) > 0


def test_every_measure_says_whether_it_adds_up(view: View) -> None:
    codes = Graph().parse(resources.path("ontology", "codes.ttl"))
    measures = set(codes.subjects(URIRef(SKOS + "inScheme"), URIRef(ns.code_list("measure"))))
    refused = set()
    for measure in measures:
        (adds,) = codes.objects(measure, URIRef(KG + "isAdditive"))
        assert isinstance(adds, Literal)
        assert isinstance(adds.toPython(), bool)
        if not adds.toPython():
            refused.add(str(codes.value(measure, URIRef(SKOS + "notation"))))
    assert {"duration", "sales-revenue-per-night"} <= refused
    for name in refused:
        with pytest.raises(Refusal, match=f"a total of {name} is refused: .* does not add up"):
            view.total(name)


# A graph of figures in our own words -------------------------------------------------------------

Figures = dict[str, dict[str, str]]
Make = Callable[..., SnapshotReader]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A store of one article with these figures, links (E1, partOf, E2) and disjoint sets."""

    def graph(
        figures: Figures,
        links: tuple[tuple[str, str, str], ...] = (),
        sets: dict[str, list[str]] | None = None,
    ) -> SnapshotReader:
        content, evidence = ns.content_graph("a"), ns.evidence_graph("a")
        said: list[tuple[str, str, str, str]] = [
            (ns.article("a"), KG + "contentGraph", f"<{content}>", ns.ARTICLES_GRAPH),
            (ns.article("a"), KG + "evidenceGraph", f"<{evidence}>", ns.ARTICLES_GRAPH),
        ]
        for name, told in figures.items():
            node, claim = ns.node("a", name), ns.claim("a", name)
            defaults = {"measure": "views", "bound": "exact", "unit": "count", "status": "happened"}
            values = defaults | {k: v for k, v in told.items() if k not in ("number", "certainty")}
            said.append((node, RDF + "type", f"<{KG}Figure>", content))
            said.append((node, KG + "asWritten", f'"{name} as written"', content))
            said += [(node, KG + k, f"<{ns.code(k, v)}>", content) for k, v in values.items()]
            if "number" in told:
                lexical, kind = decimal_lexical(Decimal(told["number"]))
                said.append((node, KG + "number", f'"{lexical}"^^<{XSD}{kind}>', content))
            certainty = ns.code("certainty", told.get("certainty", "asserted"))
            said.append((claim, KG + "focus", f"<{node}>", evidence))
            said.append((claim, KG + "certainty", f"<{certainty}>", evidence))
        said += [
            (ns.node("a", one), KG + path, f"<{ns.node('a', other)}>", content)
            for one, path, other in links
        ]
        for id_, members in (sets or {}).items():
            node = ns.disjoint_set(id_)
            values = {
                RDF + "type": f"<{KG}DisjointSet>",
                DCTERMS + "creator": '"Ada Quill"',
                DCTERMS + "created": f'"2031-05-07"^^<{XSD}date>',
                KG + "because": '"two counties."',
            }
            said += [(node, path, value, ns.JUDGEMENTS_GRAPH) for path, value in values.items()]
            said += [
                (node, KG + "disjointFigure", f"<{ns.node('a', member)}>", ns.JUDGEMENTS_GRAPH)
                for member in members
            ]
        with Writer(tmp_path / "st") as writer:
            writer.add(read_turtle(resources.path("ontology", "codes.ttl"), ns.REFERENCE_GRAPH))
            writer.add([f"<{s}> <{p}> {o} <{g}> .\n" for s, p, o, g in said])
            writer.commit({"quads": len(writer)}, Catalogue())
        return SnapshotReader(tmp_path / "st")

    return graph


def names(table: Total, counted: bool) -> dict[str, object]:
    """Reason by figure (E1, …)."""
    return {
        str(row["figure_iri"]).rpartition("/")[2]: row["reason"]
        for row in table
        if (row["counted"] == "true") == counted
    }


def money(number: str, currency: str = "CNY", **more: str) -> dict[str, str]:
    more = {"measure": "sales-revenue", "unit": "currency", "currency": currency} | more
    return {"number": number} | more


def test_every_reason_for_leaving_out(make: Make) -> None:
    figures = {
        "E1": money("10", bound="gt"),
        "E2": money("20.5"),
        "E3": money("3"),
        "E4": money("2", "USD"),
        "E5": money("7", status="planned", certainty="planned"),
        "E6": money("1", "EUR"),
        "E7": {k: v for k, v in money("0", bound="unspecified").items() if k != "number"},
        "E8": money("5", bound="lt"),
        "E9": money("6"),
        "E10": money("100"),
        "E11": money("1", measure="sales-revenue-per-night"),
        "E12": {"number": "80", "measure": "sales-revenue", "unit": "percent"},
        "E13": money("4", certainty="inferred"),
        "E14": money("1"),
    }
    links = (
        ("E3", "partOf", "E1"),
        ("E1", "convertedAs", "E4"),
        ("E2", "partOf", "E10"),
        ("E14", "partOf", "E4"),
    )
    sets = {"pears": ["E1", "E2", "E5", "E6", "E7", "E8", "E12", "E13"]}
    reader = make(figures, links, sets)
    found = total(reader, "sales-revenue", certainty=["asserted", "planned"])
    assert found.sum is not None
    assert str(found.sum) == "more than 30.5 CNY"
    assert found.sum.json()["number"] == "30.5"
    assert names(found, True) == {"E1": None, "E2": None}
    assert names(found, False) == {
        "E3": "part of E1 as written",
        "E4": "the same amount in another currency as E1 as written",
        "E5": "other status: planned",
        "E6": "other unit: EUR",
        "E7": "no number",
        "E8": "bound does not add up: lt with gt",
        "E9": "not declared disjoint from the rest",
        "E10": "contains E2 as written",
        "E11": "another measure: sales-revenue-per-night",
        "E12": "amounts in percent do not add up",
        "E13": "other certainty: inferred",
        "E14": "part of E1 as written",
    }
    # The one figure in euros is a total by itself; the dollars are the yuan again.
    assert [str(other) for other in found.others] == ["exactly 1 EUR"]
    assert found.manifest["answer"] == found.sum.json()


def test_without_a_declaration_nothing_is_added(make: Make) -> None:
    found = total(make({"E1": {"number": "5"}, "E2": {"number": "7"}}), "views")
    assert found.sum is None
    assert names(found, False) == dict.fromkeys(("E1", "E2"), "not declared disjoint from the rest")
    assert "are not declared disjoint" in found.sentence
    assert found.caveat
    assert "disjoint.jsonl" in found.caveat
    assert found.json()["total"] is None


def test_the_only_figure_is_the_total_and_what_it_holds_is_named(make: Make) -> None:
    figures = {"E1": {"number": "5"}, "E2": {"number": "7", "bound": "ge", "certainty": "inferred"}}
    found = total(make(figures, (("E1", "partOf", "E2"),)), "views")
    assert found.sum is not None
    assert str(found.sum) == "at least 7"
    assert found.sum.certainty == "inferred"
    assert found.sum.judgement is None
    assert names(found, False) == {"E1": "part of E2 as written"}


def test_figures_that_hold_each_other_add_up_to_nothing(make: Make) -> None:
    circle = (("E1", "partOf", "E2"), ("E2", "partOf", "E1"))
    found = total(make({"E1": {"number": "5"}, "E2": {"number": "7"}}, circle), "views")
    assert found.sum is None


def test_no_figure_and_none_that_counts(make: Make) -> None:
    reader = make({"E1": {"bound": "unspecified"}})
    assert "none of its figures can be counted" in total(reader, "views").sentence
    empty = total(reader, "viewers")
    assert "there is no figure of it" in empty.sentence
    assert len(empty) == 0
    assert empty.text().count("\n") == 3


def test_of_several_sets_the_one_with_the_largest_lower_bound_comes_first(make: Make) -> None:
    numbers = {f"E{i}": {"number": str(i)} for i in range(1, 6)}
    numbers["E6"] = {"number": "900", "bound": "lt"}
    numbers["E7"] = {"number": "900", "bound": "approx"}
    sets = {
        "small": ["E1", "E2", "E3"],
        "large": ["E4", "E5"],
        "under": ["E1", "E6"],
        "about": ["E1", "E7"],
    }
    reader = make(numbers, (), sets)
    found = total(reader, "views")
    assert found.sum is not None
    assert [str(one) for one in (found.sum, *found.others)] == [
        "exactly 9",
        "exactly 6",
        "about 901",
        "less than 901",
    ]
    assert "Other totals, not to be added to this one" in found.text()
    assert "less than 901, from 2 figures declared disjoint (under)" in found._repr_html_()
    chosen = total(reader, "views", disjoint="small")
    assert chosen.sum is not None
    assert (chosen.sum.number, chosen.others) == (6, ())
    assert names(chosen, False)["E5"] == "not declared disjoint from the rest"


def test_status_and_unit_can_be_chosen(make: Make) -> None:
    figures = {
        "E1": money("1", status="planned", certainty="planned"),
        "E2": money("2", status="planned", certainty="planned"),
        "E3": money("3"),
        "E4": money("4"),
        "E5": money("5", "USD"),
        "E6": money("6", "USD"),
        "E7": money("7", "USD"),
    }
    reader = make(figures, (), {"all": list(figures)})
    planned = total(reader, "sales-revenue", status="planned")
    assert str(planned.sum) == "exactly 3 CNY"
    assert names(planned, False)["E3"] == "other status: happened"
    most = total(reader, "sales-revenue")
    assert (str(most.sum), *map(str, most.others)) == ("exactly 18 USD", "exactly 7 CNY")
    yuan = total(reader, "sales-revenue", unit="CNY")
    assert (str(yuan.sum), yuan.others) == ("exactly 7 CNY", ())
    assert names(yuan, False)["E5"] == "other unit: USD"


@pytest.mark.parametrize(
    ("measure", "options", "message"),
    [
        ("nothing", {}, "there is no measure 'nothing'; use bed-and-breakfasts, "),
        (
            "views",
            {"status": "x"},
            "there is no status 'x'; use happened, ongoing, planned, wished",
        ),
        ("views", {"certainty": "x"}, "there is no certainty 'x'; use asserted, "),
        ("views", {"disjoint": "x"}, "there is no disjoint set 'x'; use pears"),
        ("views", {"unit": "EUR"}, "there is no unit among these figures 'EUR'; use count"),
    ],
)
def test_what_is_not_there_is_told(
    make: Make, measure: str, options: dict[str, str], message: str
) -> None:
    reader = make({"E1": {"number": "1"}, "E2": {"number": "2"}}, (), {"pears": ["E1", "E2"]})
    with pytest.raises(InputError) as caught:
        total(reader, measure, **options)  # type: ignore[arg-type]
    assert str(caught.value).startswith(message)


# The command line --------------------------------------------------------------------------------


def test_the_command_prints_the_sentence_first(kg: Call, view: View) -> None:
    code, out, err = kg("total", "sales-revenue")
    found = view.total("sales-revenue")
    assert (code, err) == (0, "")
    assert out.startswith(found.sentence + "\n\nCounted\n")
    assert out.index("Counted") < out.index("Left out") < out.index("Note: ")
    assert out == found.text()


def test_json_and_csv_hold_the_same_figures(kg: Call, view: View) -> None:
    code, out, _ = kg("total", "sales-revenue", "--format", "json")
    found = view.total("sales-revenue")
    told = json.loads(out)
    assert code == 0
    assert told["total"]["number"] == 18_600_000
    assert (told["total"]["bound"], told["total"]["unit"]) == ("gt", "CNY")
    assert told["total"]["disjoint"]["id"] == "livestream-sales"
    assert len(told["counted"]) == 4
    assert {row["reason"] for row in told["left_out"]} == set(found.left_out.column("reason"))
    code, out, _ = kg("total", "sales-revenue", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert sum(int(row["number"]) for row in rows if row["counted"] == "true") == 18_600_000
    assert len(rows) == len(found)
    assert list(found.columns)[:2] == ["counted", "reason"]
    assert found.columns[-1] == "claims"


def test_a_file_has_its_manifest_and_its_rows_have_receipts(kg: Call, tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    assert kg("total", "sales-revenue", "-o", file) == (0, "", "")
    manifest = json.loads((tmp_path / "sales.csv.prov.json").read_text("utf-8"))
    assert manifest["total"] == "sales-revenue"
    assert manifest["answer"]["number"] == 18_600_000
    assert set(manifest["queries_sha256"]) == {"codes", "figures", "links", "sets"}
    assert manifest["parameters"]["status"] == "happened"
    code, out, _ = kg("receipt", f"{file}#1")
    assert code == 0
    assert "14.2 million yuan" in out
    table = tmp_path / "sales.txt"
    assert kg("total", "sales-revenue", "-o", table, "--columns", "as_written,reason")[0] == 0
    assert "reported_by" not in table.read_text("utf-8")


def test_no_total_and_a_refused_one_exit_with_one(kg: Call) -> None:
    code, out, err = kg("total", "sales-revenue", "--currency", "USD")
    assert (code, err) == (1, "")
    assert "no total" in out
    code, out, err = kg("total", "duration")
    assert (code, out) == (1, "")
    assert err == (
        "kg: a total of duration is refused: duration does not add up over parts; see each figure "
        "with kg query figures\n"
    )
    code, out, err = kg("total", "sales-revenu")
    assert (code, out) == (2, "")
    assert err.startswith("kg: there is no measure 'sales-revenu'; use ")
    assert kg("total", "sales-revenue", "--columns", "x")[0] == 2


def test_the_data_frame_and_the_notebook_show_it(view: View) -> None:
    found = view.total("sales-revenue")
    assert list(found.df().columns) == list(found.columns)
    assert len(found.df().query("counted == 'true'")) == 4
    shown = found._repr_html_()
    assert shown.startswith("<p><strong>sales revenue (happened): more than 18,600,000 CNY")
    assert shown.count("<table>") == 2
