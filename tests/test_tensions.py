"""What does not sit well together is told, in one article and between articles; not resolved."""

from __future__ import annotations

import pytest

import kg
from annotating import brat
from kg.view import View
from tiny import write_article

FILLER = (
    " Nobody was surprised, for the pears of that valley were famous already, and the evening was"
    " warm and long, as evenings in May are, and those who had come stayed until the last of the"
    " lamps went out, and then walked home by the river, singing, and slept until noon."
)


def _figures(place: str, code: str, amounts: list[str], measure: str = "units-sold") -> str:
    """A place and figures about it, each the amount as the text has it."""
    rows = [f"T1 Place | {place}", f"N1 Reference T1 gbt2260:{code} | {place}"]
    for number, amount in enumerate(amounts, 2):
        rows += [f"T{number} Figure | {amount}", f"E{number} Figure:T{number} About:T1"]
        rows.append(f"A{number} Measure E{number} {measure}")
    return "\n".join(rows)


def _sold(who: str, lasted: str, rate: str, total: str, more: str = "") -> tuple[str, str]:
    """A text on a sale that lasted so long, at a rate, with a total; and its rows."""
    rows = f"""
        T1 Person | {who}
        T2 Livestream | sold
        T3 Figure | {lasted}
        T4 Figure | {rate}
        T5 Figure | {total}
        E2 Livestream:T2 Host:T1
        E3 Figure:T3 About:E2
        E4 Figure:T4 About:E2
        E5 Figure:T5 About:E2
        A2 ActivityKind E2 sale
        A3 Measure E3 duration
        A4 Measure E4 sales-revenue-per-night
        A5 Measure E5 sales-revenue
        {more}
    """
    return f"{who} sold pears live for {lasted}, at {rate} a night, {total} in all.", rows


ARTICLES = {
    # Exactly 300 here, fewer than 200 there; "about 250" contradicts neither.
    "exact": (
        "Larkhaven county sold 300 crates, or about 250.",
        _figures("Larkhaven county", "141031", ["300 crates", "about 250"]),
    ),
    "fewer": (
        "Larkhaven county sold fewer than 200 crates.",
        _figures("Larkhaven county", "141031", ["fewer than 200 crates"]),
    ),
    # At least 300 does not contradict 300, nor the same amount told again.
    "atleast": (
        "Ostmark county sold at least 300 crates and 300 crates.",
        _figures("Ostmark county", "141033", ["at least 300 crates", "300 crates"]),
    ),
    # More than 300 contradicts exactly 300: the bound is strict.
    "strict": (
        "Westmark county sold more than 300 crates: 300 crates in all.",
        _figures("Westmark county", "141023", ["more than 300 crates", "300 crates in all"]),
    ),
    # Another period, another amount: no contradiction. A part is smaller than its whole.
    "periods": (
        "Eastmark county sold 300 crates on 5 May 2031 and 400 crates on 6 May 2031, 20 crates at"
        " noon.",
        """
        T1 Place | Eastmark county
        T2 Figure | 300 crates
        T3 Time | 5 May 2031
        T4 Figure | 400 crates
        T5 Time | 6 May 2031
        T6 Figure | 20 crates
        E2 Figure:T2 About:T1 When:T3
        E4 Figure:T4 About:T1 When:T5
        E6 Figure:T6 About:T1 When:T5 PartOf:E4
        A2 Measure E2 units-sold
        A4 Measure E4 units-sold
        A6 Measure E6 units-sold
        """,
    ),
    # 1,000 a night over three days makes 3,000, which is less than more than 5,000.
    "rate": _sold("Ada Quill", "three days", "1,000 yuan", "more than 5,000 yuan"),
    # The same with a total that the rate reaches.
    "reached": _sold("Bo Reed", "three days", "1,000 yuan", "more than 2,000 yuan"),
    # Another currency, a total that is only planned, a duration that may be longer: no tension.
    "currency": _sold("Cy Lamb", "three days", "$1,000", "more than 5,000 yuan"),
    "planned": _sold(
        "Di Moor", "three days", "1,000 yuan", "over 5,000 yuan", "A6 Status E5 planned"
    ),
    "longer": _sold("Ed Nash", "over three days", "1,000 yuan", "5,000 yuan"),
    # A change on one year and a change on another.
    "bases": (
        "Northmark county sold 10 percent more than in 2029 and 20 percent more than in 2030.",
        """
        T1 Place | Northmark county
        T2 Figure | 10 percent
        T3 Time | 2029
        T4 Figure | 20 percent
        T5 Time | 2030
        E2 Figure:T2 About:T1 Base:T3
        E4 Figure:T4 About:T1 Base:T5
        A2 Measure E2 online-sales-growth
        A4 Measure E4 online-sales-growth
        """,
    ),
    # 8 yuan for a euro here and 10 there; 10.04 is near enough to 10.
    "eight": (
        "Plums were sold for 800 yuan (100 euros).",
        """
        T1 Product | Plums
        T2 Figure | 800 yuan
        T3 Figure | 100 euros
        E2 Figure:T2 About:T1 ConvertedAs:E3
        E3 Figure:T3 About:T1
        A2 Measure E2 sales-revenue
        A3 Measure E3 sales-revenue
        """,
    ),
    "ten": (
        "Pears were sold for 1,000 yuan (100 euros), figs for 1,004 yuan (100 euros too).",
        """
        T1 Product | Pears
        T2 Figure | 1,000 yuan
        T3 Figure | 100 euros
        T4 Product | figs
        T5 Figure | 1,004 yuan
        T6 Figure | 100 euros too
        E2 Figure:T2 About:T1 ConvertedAs:E3
        E3 Figure:T3 About:T1
        E5 Figure:T5 About:T4 ConvertedAs:E6
        E6 Figure:T6 About:T4
        A2 Measure E2 sales-revenue
        A3 Measure E3 sales-revenue
        A5 Measure E5 sales-revenue
        A6 Measure E6 sales-revenue
        """,
    ),
    # Zibo does not lie in Shanxi; Linfen does.
    "places": (
        "Zibo city in Shanxi province, and Linfen city there too.",
        """
        T1 Place | Zibo city
        T2 Place | Shanxi province
        T3 Place | Linfen city
        R1 Within Arg1:T1 Arg2:T2
        R2 Within Arg1:T3 Arg2:T2
        N1 Reference T1 gbt2260:370300 | Zibo city
        N2 Reference T2 gbt2260:140000 | Shanxi province
        N3 Reference T3 gbt2260:141000 | Linfen city
        """,
    ),
}

Told = set[tuple[str, str, str, str, str]]


@pytest.fixture(scope="module")
def tensions(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("tensions")
    for name, (text, rows) in ARTICLES.items():
        whole = text + FILLER
        write_article(folder / "corpus", name, brat(rows, whole), whole)
    kg.build(folder / "corpus", store=folder / "store")
    return _told(kg.open_graph(folder / "store"))


def _told(view: View) -> Told:
    columns = ("kind", "article", "other_article", "one", "other")
    return {tuple(str(row[column]) for column in columns) for row in view.query("tensions")}  # type: ignore[misc]


def test_amounts_that_cannot_both_hold(tensions: Told) -> None:
    assert {row for row in tensions if row[0] == "amount"} == {
        ("amount", "exact", "fewer", "300 crates", "fewer than 200 crates"),
        ("amount", "strict", "strict", "more than 300 crates", "300 crates in all"),
    }


def test_a_rate_that_does_not_reach_its_total(tensions: Told) -> None:
    assert {row for row in tensions if row[0] == "rate-and-total"} == {
        ("rate-and-total", "rate", "rate", "1,000 yuan", "more than 5,000 yuan"),
    }


def test_exchange_rates_as_printed(tensions: Told) -> None:
    assert {row for row in tensions if row[0] == "exchange-rate"} == {
        ("exchange-rate", "eight", "ten", "800 yuan", "1,000 yuan"),
        ("exchange-rate", "eight", "ten", "800 yuan", "1,004 yuan"),
    }


def test_a_place_that_the_code_table_puts_elsewhere(tensions: Told) -> None:
    assert {row[1:4] for row in tensions if row[0] == "place"} == {
        ("places", "places", "Zibo city")
    }


def test_nothing_else_is_told(tensions: Told) -> None:
    assert {row[0] for row in tensions} == {"amount", "rate-and-total", "exchange-rate", "place"}


def test_the_five_articles(view: View) -> None:
    chengbu, total = "Livestreaming from Chengbu", "over two million yuan"
    expected = {
        ("exchange-rate", "000-zibo", "001-linfen", "10 billion yuan", "14.2 million yuan"),
        ("exchange-rate", "000-zibo", "004-zhejiang", "10 billion yuan", "over 400,000 yuan"),
        ("period", "002-chengbu", "002-chengbu", "two months", "the past few months"),
        ("precision", "004-zhejiang", "004-zhejiang", "over 400,000 yuan", "US $56,418"),
        ("rate-and-total", "002-chengbu", "002-chengbu", "around 10 thousand yuan", total),
    }
    assert _told(view) == expected
    details = {row["kind"]: row["detail"] for row in view.query("tensions")}
    assert str(details["rate-and-total"]) == (
        "10000 over two months comes to about 600000, not 2000000"
    )
    abouts = {str(row["about"]) for row in view.query("tensions") if row["about"]}
    assert abouts == {chengbu, "First livestreaming show of the alliance"}
    for row in view.query("tensions"):
        for claim in str(row["claims"]).split():
            assert view.receipt(claim).claims, claim
