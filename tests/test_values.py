"""Amounts and dates: all that the five articles have, what must be refused, and round trips."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import values
from kg.values import Quantity, When, decimal_lexical, parse_date, parse_quantity, read_edtf

CNY, USD = ("currency", "CNY"), ("currency", "USD")
COUNT, PERCENT, KILOGRAM = ("count", None), ("percent", None), ("kilogram", None)

IN_THE_ARTICLES = [
    # 000
    ("month-long", "1", "exact", ("month", None)),
    ("more than 40", "40", "gt", COUNT),
    ("more than 40 products", "40", "gt", COUNT),
    ("over 20", "20", "gt", COUNT),
    ("over 20 enterprises", "20", "gt", COUNT),
    ("about 300", "300", "approx", COUNT),
    ("about 300 enterprises", "300", "approx", COUNT),
    ("10 billion yuan", "10000000000", "exact", CNY),
    ("$1.54 billion", "1540000000", "exact", USD),
    ("$1.01 billion", "1010000000", "exact", USD),
    ("over 100", "100", "gt", COUNT),
    ("over 100 countries and regions", "100", "gt", COUNT),
    # 001
    ("61 livestreaming sales promotions", "61", "exact", COUNT),
    ("14.2 million yuan", "14200000", "exact", CNY),
    ("$2 million", "2000000", "exact", USD),
    ("10 million yuan", "10000000", "exact", CNY),
    ("one urban district", "1", "exact", COUNT),
    ("two county-level cities", "2", "exact", COUNT),
    ("14 rural counties", "14", "exact", COUNT),
    ("twice", "2", "exact", COUNT),
    ("more than 2 million yuan", "2000000", "gt", CNY),
    # 002; the facts call the vague ones approximate, the model says unspecified
    ("millions", None, "unspecified", COUNT),
    ("millions struggling", None, "unspecified", COUNT),
    ("hundreds", None, "unspecified", COUNT),
    ("hundreds of county heads", None, "unspecified", COUNT),
    ("two months", "2", "exact", ("month", None)),
    ("over two million yuan", "2000000", "gt", CNY),
    ("around 10 thousand yuan", "10000", "approx", CNY),
    ("around 10 thousand yuan of products", "10000", "approx", CNY),
    ("Over 80 percent", "80", "gt", PERCENT),
    ("Over 80 percent of the profits", "80", "gt", PERCENT),
    ("over 300", "300", "gt", COUNT),
    ("over 300 county heads across China", "300", "gt", COUNT),
    # 003
    ("133.3 billion kilograms", "133300000000", "exact", KILOGRAM),
    ("133.3 billion kilograms of grain", "133300000000", "exact", KILOGRAM),
    ("up 15 billion kilograms", "15000000000", "exact", KILOGRAM),
    ("some 20.3 percent", "20.3", "approx", PERCENT),
    ("over 26,000", "26000", "gt", COUNT),
    ("over 26,000 pieces", "26000", "gt", COUNT),
    ("over 8 million views", "8000000", "gt", COUNT),
    ("more than 2 million yuan sales volume", "2000000", "gt", CNY),
    ("18.1 percent", "18.1", "exact", PERCENT),
    ("19.7 percent", "19.7", "exact", PERCENT),
    ("31 percent", "31", "exact", PERCENT),
    ("three", "3", "exact", COUNT),
    ("three cross-border e-commerce pilot areas", "3", "exact", COUNT),
    ("a total of 159 national- or provincial-level e-commerce demo bases", "159", "exact", COUNT),
    ("More than 1.6 million people", "1600000", "gt", COUNT),
    ("More than 200,000", "200000", "gt", COUNT),
    ("(More than) 200,000", "200000", "gt", COUNT),
    ("200,000 active online stores", "200000", "exact", COUNT),
    ("22 vocational colleges", "22", "exact", COUNT),
    # 004
    ("51 members", "51", "exact", COUNT),
    ("more than 40,000 kilograms of goods", "40000", "gt", KILOGRAM),
    ("over 400,000 yuan", "400000", "gt", CNY),
    ("US $56,418", "56418", "exact", USD),
    ("just one hour", "1", "exact", ("hour", None)),
    ("one-hour", "1", "exact", ("hour", None)),
    ("Seventy percent", "70", "exact", PERCENT),
    ("more than 100,000 viewers", "100000", "gt", COUNT),
    ("1,000", "1000", "exact", COUNT),
    ("1,000 BNBs (Bed and Breakfast)", "1000", "exact", COUNT),
    ("in great number", None, "unspecified", COUNT),
    ("4,000 coupons", "4000", "exact", COUNT),
    ("five minutes", "5", "exact", ("minute", None)),
    ("more than 50 BNB “cloud tours”", "50", "gt", COUNT),
    ("100 of them", "100", "exact", COUNT),
    ("more than 100 female e-commerce representatives", "100", "gt", COUNT),
    ("2,000 kilometers away", "2000", "exact", ("kilometre", None)),
    ("more than 80,000 zongzi", "80000", "gt", COUNT),
    ("more than 1,500 kilograms of plums", "1500", "gt", KILOGRAM),
]

OTHER_FORMS = [
    ("over $3 million", "3000000", "gt", USD),
    ("US$56,418", "56418", "exact", USD),
    ("5 U.S. dollars", "5", "exact", USD),
    ("RMB10 million", "10000000", "exact", CNY),
    ("2bn yuan", "2000000000", "exact", CNY),
    ("3 million euro", "3000000", "exact", ("currency", "EUR")),
    ("5 kg of plums", "5", "exact", KILOGRAM),
    ("80 percent year-on-year", "80", "exact", PERCENT),
    ("3 million euros", "3000000", "exact", ("currency", "EUR")),
    ("£1,200.50", "1200.5", "exact", ("currency", "GBP")),
    ("80 million pounds", "80000000", "exact", ("currency", "GBP")),
    ("20.3%", "20.3", "exact", PERCENT),
    ("20 per cent", "20", "exact", PERCENT),
    ("10km", "10", "exact", ("kilometre", None)),
    ("3 tons of tea", "3", "exact", ("tonne", None)),
    ("no fewer than 7 days", "7", "ge", ("day", None)),
    ("at least 7", "7", "ge", COUNT),
    ("7 villages or more", "7", "ge", COUNT),
    ("40-plus counties", "40", "ge", COUNT),
    ("up to 300", "300", "le", COUNT),
    ("no more than 300", "300", "le", COUNT),
    ("three hours at most", "3", "le", ("hour", None)),
    ("fewer than 300", "300", "lt", COUNT),
    ("under 300", "300", "lt", COUNT),
    ("just under 300", "300", "lt", COUNT),
    ("nearly 20", "20", "approx", COUNT),
    ("almost 20", "20", "approx", COUNT),
    ("20 or so", "20", "approx", COUNT),
    ("a total of more than 40", "40", "gt", COUNT),
    ("a combined 14.2 million yuan", "14200000", "exact", CNY),
    ("combined 14.2 million yuan", "14200000", "exact", CNY),
    ("down 3 percent", "-3", "exact", PERCENT),
    ("down by more than 3 percent", "-3", "lt", PERCENT),
    ("down at most 3 percent", "-3", "ge", PERCENT),
    ("up over 3 percent", "3", "gt", PERCENT),
    ("twenty-five", "25", "exact", COUNT),
    ("twenty five", "25", "exact", COUNT),
    ("a dozen", "12", "exact", COUNT),
    ("two dozen eggs", "24", "exact", COUNT),
    ("half a dozen", "6", "exact", COUNT),
    ("half a million yuan", "500000", "exact", CNY),
    ("half an hour", "0.5", "exact", ("hour", None)),
    ("a million", "1000000", "exact", COUNT),
    ("one hundred and twenty thousand yuan", "120000", "exact", CNY),
    ("two thousand and five", "2005", "exact", COUNT),
    ("once", "1", "exact", COUNT),
    ("three times", "3", "exact", COUNT),
    ("three times a day", "3", "exact", COUNT),
    ("two-month", "2", "exact", ("month", None)),
    ("two\u2011month", "2", "exact", ("month", None)),
    ("a month-long tour", "1", "exact", ("month", None)),
    ("yearlong", "1", "exact", ("year", None)),
    ("a 10-day tour", "10", "exact", ("day", None)),
    ("an 80 percent share", "80", "exact", PERCENT),
    ("a 10-million-yuan project", "10000000", "exact", CNY),
    ("all three provinces", "3", "exact", COUNT),
    ("22 Chinese colleges", "22", "exact", COUNT),
    ("10 US companies", "10", "exact", COUNT),
    ("more than\u00a040", "40", "gt", COUNT),
    ("zero", "0", "exact", COUNT),
    ("dozens of farmers", None, "unspecified", COUNT),
    ("many", None, "unspecified", COUNT),
    ("a growing number of farmers", None, "unspecified", COUNT),
    ("several months", None, "unspecified", ("month", None)),
    ("millions of yuan", None, "unspecified", CNY),
    ("several million yuan", None, "unspecified", CNY),
    ("tens of millions of dollars", None, "unspecified", USD),
    ("hundreds of thousands of people", None, "unspecified", COUNT),
]


@pytest.mark.parametrize(
    ("written", "number", "bound", "unit"),
    IN_THE_ARTICLES + OTHER_FORMS,
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_amounts(
    written: str, number: str | None, bound: str, unit: tuple[str, str | None]
) -> None:
    expected = Quantity(None if number is None else Decimal(number), bound, *unit)
    assert parse_quantity(written) == expected
    assert parse_quantity(written.upper()) == expected


@pytest.mark.parametrize(
    ("written", "named"),
    [
        # two amounts
        ("40 products from over 20 enterprises", "'20'"),
        ("2 million yuan ($3 million)", "'3'"),
        ("two or three", "'three'"),
        ("40 to 50", "'50'"),
        ("40-50", "'50'"),
        ("3 of the millions", "'millions'"),
        ("two and a half hours", "'half'"),
        ("2 ½ tables", "'½'"),
        ("2½ tables", "'2½'"),
        # digits
        ("10,00", "'10,00'"),
        ("1,00,000 yuan", "'1,00,000'"),
        ("1.000.000", "'1.000.000'"),
        ("1000,000", "'1000,000'"),
        ("007", "'007'"),
        ("60s", "'60s'"),
        ("the 16th", "'16th'"),
        ("2m yuan", "'2m'"),
        # no number
        ("", "no number"),
        ("more than", "no number"),
        ("some", "no number"),
        ("the rest", "'rest'"),
        ("the top five", "'top five'"),
        ("Friday", "'friday'"),
        ("half", "'half'"),
        ("a county", "'a'"),
        ("a handful of farmers", "'a'"),
        ("a third", "'a'"),
        ("one million two million", "out of order"),
        # what looks like a count and is none
        ("two thirds", "'thirds'"),
        ("two-thirds of the profits", "'thirds'"),
        ("5 percentage points", "'percentage'"),
        ("40 hectares", "'hectares'"),
        ("three weeks", "'weeks'"),
        ("2,000 square kilometers", "'square'"),
        ("100 day trips", "'day'"),
        ("five-star hotels", "'star'"),
        ("three times as many", "compares"),
        ("twice the size", "compares"),
        # currencies
        ("10 million Hong Kong dollars", "'dollars'"),
        ("HK$5", "'hk"),
        ("¥10", "'¥"),
        ("80,000 pounds of plums", "pounds"),
        ("$3 percent", "two units"),
        ("$3 million yuan", "two units"),
        # bounds
        ("over 300 or more", "gt and ge"),
        ("about over 300", "approx and gt"),
        ("over hundreds", "gt and unspecified"),
        ("not just 40", "'not"),
    ],
)
def test_refused_amounts(written: str, named: str) -> None:
    with pytest.raises(ValueError, match=r"^cannot read ") as raised:
        parse_quantity(written)
    message = str(raised.value)
    assert repr(written) in message
    assert named in message.partition(": ")[2]
    assert "\n" not in message


ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def spell(number: int) -> str:
    """English words, as a style book has them; written without looking at the parser."""
    for value, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= value:
            rest = f" {spell(number % value)}" if number % value else ""
            return f"{spell(number // value)} {name}{rest}"
    if number >= 100:
        rest = f" and {spell(number % 100)}" if number % 100 else ""
        return f"{spell(number // 100)} hundred{rest}"
    if number >= 20:
        rest = f"-{spell(number % 10)}" if number % 10 else ""
        return TENS.split()[number // 10 - 2] + rest
    return ONES.split()[number]


@given(st.integers(0, 10**12 - 1))
def test_whole_numbers_read_back(number: int) -> None:
    for form in (str(number), f"{number:,}", spell(number), spell(number).replace("-", " ")):
        assert parse_quantity(form).number == number, form
        assert parse_quantity(f"more than {form} yuan") == Quantity(
            Decimal(number), "gt", "currency", "CNY"
        )


@given(
    st.decimals("0.01", "99999.99", places=2),
    st.sampled_from([("", 1), ("thousand", 10**3), ("million", 10**6), ("billion", 10**9)]),
    st.sampled_from(
        [("more than", "gt"), ("at least", "ge"), ("up to", "le"), ("about", "approx")]
    ),
)
def test_decimals_with_scale_read_back(
    number: Decimal, scale: tuple[str, int], bound: tuple[str, str]
) -> None:
    for digits in (f"{number:f}", f"{number:,f}"):
        expected = Quantity(number * scale[1], bound[1], "currency", "USD")
        assert parse_quantity(f"{bound[0]} ${digits} {scale[0]}") == expected
        assert parse_quantity(f"{bound[0]} {digits} {scale[0]} dollars") == expected


VOCABULARY = (
    "40 1,000 2.5 ten twenty five hundred million a an half of and or more than over up down to "
    "at least most $ us yuan pounds percent hour hours - long dozen dozens many several number "
    "great in times twice as products weeks 60s + plus odd"
)


@given(
    st.lists(st.sampled_from(VOCABULARY.split()), max_size=8).map(" ".join) | st.text(max_size=30)
)
@settings(max_examples=500)
def test_any_words_give_a_whole_quantity_or_a_value_error(written: str) -> None:
    try:
        quantity = parse_quantity(written)
    except ValueError:
        return
    assert (quantity.number is None) == (quantity.bound == "unspecified")
    assert (quantity.currency is None) == (quantity.unit != "currency")


ZIBO, LINFEN = date(2020, 6, 5), date(2020, 5, 11)
CHENGBU, ZHEJIANG = date(2019, 12, 11), date(2020, 6, 24)


@pytest.mark.parametrize(
    ("written", "anchor", "edtf", "month_day", "from_anchor"),
    [
        ("May 29", ZIBO, "2020-05-29", "--05-29", True),
        ("June 6", ZIBO, "2020-06-06", "--06-06", True),
        ("2020-06-05", None, "2020-06-05", None, False),
        ("2017", ZIBO, "2017", None, False),
        ("May 16, 2019", LINFEN, "2019-05-16", None, False),
        ("May 5", LINFEN, "2020-05-05", "--05-05", True),
        ("on May 6", LINFEN, "2020-05-06", "--05-06", True),
        ("2019.12.11", None, "2019-12-11", None, False),
        ("Since April", CHENGBU, "2019-04/..", "--04", True),
        ("April", CHENGBU, "2019-04", "--04", True),
        ("Aug 7", None, None, "--08-07", False),
        ("In 2018", None, "2018", None, False),
        ("24-Jun-2020", None, "2020-06-24", None, False),
        ("March 11", ZHEJIANG, "2020-03-11", "--03-11", True),
        ("since March", ZHEJIANG, "2020-03/..", "--03", True),
        ("since March", None, None, "--03", False),
        # other forms
        ("16 May 2019", None, "2019-05-16", None, False),
        ("6th June, 2020", None, "2020-06-06", None, False),
        ("SEPT. 3 2020", None, "2020-09-03", None, False),
        ("2020/6/5", None, "2020-06-05", None, False),
        ("April 2020", None, "2020-04", None, False),
        ("February 2020", None, "2020-02", None, False),
        ("since May 6, 2019", CHENGBU, "2019-05-06/..", None, False),
        ("since 2017", CHENGBU, "2017/..", None, False),
        # the year that the article leaves out
        ("December", date(2020, 1, 15), "2019-12", "--12", True),
        ("January", CHENGBU, "2020-01", "--01", True),
        ("March", CHENGBU, "2020-03", "--03", True),
        ("June", date(2020, 1, 15), "2020-06", "--06", True),
        ("July", date(2020, 1, 15), "2019-07", "--07", True),
        ("February 29", date(2020, 1, 15), "2020-02-29", "--02-29", True),
        ("since January", CHENGBU, "2019-01/..", "--01", True),
        ("since May 29", LINFEN, "2019-05-29/..", "--05-29", True),
        ("since May 11", LINFEN, "2020-05-11/..", "--05-11", True),
    ],
)
def test_dates(
    written: str,
    anchor: date | None,
    edtf: str | None,
    month_day: str | None,
    from_anchor: bool,
) -> None:
    when = parse_date(written, anchor)
    assert when is not None
    assert (when.edtf, when.month_day, when.from_anchor) == (edtf, month_day, from_anchor)
    if edtf is None:
        assert when.earliest is when.latest is None
    else:
        read = read_edtf(edtf)
        assert (when.earliest, when.latest) == (read.earliest, read.latest)


@pytest.mark.parametrize(
    "written",
    [
        *("", "Friday", "this month", "over the weekend", "past few months", "two months"),
        *("the end of next year", "end of July", "In the past few days", "to date", "mid-May"),
        *("Between April and May", "April-May", "May 1-5", "1999-2020", "2020-21", "June 6, 7"),
        *("12/05/2020", "2019.12.11 16:06 GMT+8", "next April", "40", "20200605", "since"),
    ],
)
def test_relative_vague_and_double_dates_are_left_to_the_annotator(written: str) -> None:
    assert parse_date(written, ZIBO) is None


@pytest.mark.parametrize(
    ("written", "anchor"),
    [
        ("June 31", ZIBO),
        ("June 31", None),
        ("May 0", None),
        ("Feb 30", None),
        ("Feb 29", date(2019, 3, 1)),
        ("February 29, 2019", None),
        ("2019-02-29", None),
        ("2020-13-01", None),
        ("2020.06.31", None),
    ],
)
def test_impossible_dates(written: str, anchor: date | None) -> None:
    with pytest.raises(ValueError, match="there is no such date") as raised:
        parse_date(written, anchor)
    assert repr(written) in str(raised.value)


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
MONTHS = "January February March April May June July August September October November December"


def month(day: date) -> str:
    return MONTHS.split()[day.month - 1]


@given(DAYS)
def test_whole_dates_read_back(day: date) -> None:
    name = month(day)
    for form in (
        f"{name} {day.day}, {day.year}",
        f"{day.day} {name[:3]} {day.year}",
        f"{day.day:02}-{name[:3]}-{day.year}",
        f"{day.year}.{day.month:02}.{day.day:02}",
        day.isoformat(),
    ):
        assert parse_date(form, None) == When(day.isoformat(), None, day, day, False), form


@given(DAYS, st.integers(-180, 60))
def test_a_year_that_is_not_written_is_near_the_article(anchor: date, away: int) -> None:
    """Whatever lies up to 60 days ahead or 180 behind is found, across any new year."""
    day = anchor + timedelta(days=away)
    if (day.month, day.day) == (2, 29):
        return
    when = parse_date(f"{month(day)} {day.day}", anchor)
    assert when is not None
    assert when.earliest == when.latest == day
    since = parse_date(f"since {month(day)} {day.day}", anchor)
    assert since is not None
    assert since.earliest is not None
    assert since.earliest <= anchor
    assert since.latest is None


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2020-06-06", "2020-06-06", "2020-06-06"),
        ("2020?-08-07", "2020-08-07", "2020-08-07"),
        ("[..2020-06-05]", None, "2020-06-05"),
        ("[2020-06-05..]", "2020-06-05", None),
        ("2020-03/..", "2020-03-01", None),
        ("../2020-05-05", None, "2020-05-05"),
        ("2017?", "2017-01-01", "2017-12-31"),
        ("2020-08~", "2020-08-01", "2020-08-31"),
        ("2020-05-01/2020-05-05", "2020-05-01", "2020-05-05"),
        ("2020-04?/2020-05?", "2020-04-01", "2020-05-31"),
        ("2020-05-11T17:47:35", "2020-05-11", "2020-05-11"),
        ("2019-12-11T16:06:00+08:00", "2019-12-11", "2019-12-11"),
        ("2019-12-11T16:06:00Z", "2019-12-11", "2019-12-11"),
        ("2018", "2018-01-01", "2018-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019-02", "2019-02-01", "2019-02-28"),
        ("2019-10~", "2019-10-01", "2019-10-31"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("2020-06-XX", "2020-06-01", "2020-06-30"),
        ("{2020-06,2020-08}", "2020-06-01", "2020-08-31"),
        ("2020-06/2020-06~", "2020-06-01", "2020-06-30"),
        ("2020-33", "2020-01-01", "2020-03-31"),
        # an end that is not known gets no invented day
        ("2020-05-01/", "2020-05-01", None),
        ("/2020-05-05", None, "2020-05-05"),
        ("2020-21", None, None),
        ("2020-03-01/2020-21", "2020-03-01", None),
        ("../..", None, None),
    ],
)
def test_edtf(edtf: str, earliest: str | None, latest: str | None) -> None:
    assert read_edtf(edtf) == When(edtf, None, day(earliest), day(latest), False)


@pytest.mark.parametrize(
    "edtf",
    [
        *("", " ", "2020-13-01", "2020-02-30", "2020-06-31~", "2020-6-6", "20200606", "unknown"),
        *(" 2020", "2020 ", "2020 /2021", "2020- 06", "2020\n", "2020-06-06x", "Aug 7"),
        *("2019-02-29", "2019?-02-29", "2019-02-29/..", "[2019-01-01,2019-02-29,2020]"),
        *("2020-05-05/2020-05-01", "2020-06?/2020-05", "[2020-05-05..2020-05-01]"),
        *(
            "2020-05-11T25:00:00",
            "2020-05-11T17:67:35",
            "2020-05-11T17:47",
            "2020-05T10:00:00",
            "2020T10:00:00",
        ),
        *("2020-21^q", "1950S2", "Y17E7", "Y12020", "-0100", "0000", "2020-1X", "/..", "2020/../"),
    ],
)
def test_refused_edtf(edtf: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="EDTF") as raised:
        read_edtf(edtf)
    assert repr(edtf) in str(raised.value)
    assert capsys.readouterr().out == ""


EDTF_DAYS = st.builds(
    lambda day, length: day.isoformat()[:length], DAYS, st.sampled_from([4, 7, 10])
)


@given(EDTF_DAYS, EDTF_DAYS | st.just(".."), st.sampled_from("?~%"))
@settings(max_examples=25, deadline=None)
def test_qualifiers_and_the_short_way_leave_the_bounds_as_the_library_has_them(
    start: str, end: str, qualifier: str
) -> None:
    for edtf in (start, f"{start}/{end}"):
        try:
            when = read_edtf(edtf)
        except ValueError:
            assert start > end[: len(start)]
            continue
        assert (when.earliest, when.latest) == values._library_bounds(edtf)
        if when.earliest and when.latest:
            assert when.earliest <= when.latest
    qualified = read_edtf(start + qualifier)
    assert (qualified.earliest, qualified.latest) == values._library_bounds(start)


@given(st.text("0123456789-/.?~%X[]{},TYSE:Z+ ", max_size=12) | st.text(max_size=8))
@settings(max_examples=100, deadline=None)
def test_any_text_is_edtf_or_a_value_error(edtf: str) -> None:
    try:
        when = read_edtf(edtf)
    except ValueError:
        return
    assert when.edtf == edtf
    assert when.earliest is None or when.latest is None or when.earliest <= when.latest


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("40", ("40", "integer")),
        ("14200000.0", ("14200000", "integer")),
        ("1E+10", ("10000000000", "integer")),
        ("+007", ("7", "integer")),
        ("-3", ("-3", "integer")),
        ("-0", ("0", "integer")),
        ("-0.00", ("0", "integer")),
        ("0E+3", ("0", "integer")),
        ("100", ("100", "integer")),
        ("18.10", ("18.1", "decimal")),
        (".5", ("0.5", "decimal")),
        ("-2.250", ("-2.25", "decimal")),
        ("1E-7", ("0.0000001", "decimal")),
        ("123456789012345678901234567890.5", ("123456789012345678901234567890.5", "decimal")),
    ],
)
def test_decimal_lexical(number: str, expected: tuple[str, str]) -> None:
    assert decimal_lexical(Decimal(number)) == expected


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_has_no_lexical_form(number: str) -> None:
    with pytest.raises(ValueError, match=number):
        decimal_lexical(Decimal(number))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_the_store_keeps_what_is_written(number: Decimal) -> None:
    lexical, kind = decimal_lexical(number)
    assert Decimal(lexical) == number
    assert decimal_lexical(Decimal(lexical)) == (lexical, kind)
    assert (kind == "integer") == (number == number.to_integral_value())
    node = pyoxigraph.NamedNode("https://example.org/n")
    datatype = pyoxigraph.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}")
    literal = pyoxigraph.Literal(lexical, datatype=datatype)
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(node, node, literal))
    assert [quad.object for quad in store] == [literal]


def test_plain_dates_do_not_load_the_edtf_library() -> None:
    code = (
        "import sys; from kg.values import parse_date, read_edtf; parse_date('May 6, 2019', None); "
        "read_edtf('2020-05-01/..'); print('edtf' in sys.modules); "
        "read_edtf('2017?'); print('edtf' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]
