"""Amounts: all that the five articles have, what must be refused, and round trips."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.quantities import Quantity, parse_position, parse_quantity

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
    ("a total of 159 demo bases", "159", "exact", COUNT),
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


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("the top five", (5, "le")),
        ("Top 10", (10, "le")),
        ("the top three seats", (3, "le")),
        ("No. 1", (1, "exact")),
        ("number two", (2, "exact")),
        ("came first", (1, "exact")),
        ("the 3rd place", (3, "exact")),
        ("ranked", None),
        ("at the top", None),
        ("top of the list", None),
        ("", None),
    ],
)
def test_places_in_a_ranking(written: str, expected: tuple[int, str] | None) -> None:
    assert parse_position(written) == expected


@given(st.text())
def test_any_words_give_a_whole_position_or_none(written: str) -> None:
    position = parse_position(written)
    assert position is None or (position[0] > 0 and position[1] in ("exact", "le"))
