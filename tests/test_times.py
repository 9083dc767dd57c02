"""Dates and EDTF: all that the five articles have, what must be refused, and round trips."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import times
from kg.times import When, parse_date, read_edtf

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
        *("2020-00", "2020-00-11", "2020-05-00", "../2020-00"),
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


@given(EDTF_DAYS, EDTF_DAYS | st.sampled_from(("", "..")), st.sampled_from("?~%"))
@settings(max_examples=25, deadline=None)
def test_qualifiers_and_the_short_way_leave_the_bounds_as_the_library_has_them(
    start: str, end: str, qualifier: str
) -> None:
    for edtf in (start, f"{start}/{end}", f"/{start}", f"../{start}", f"[..{start}]"):
        try:
            when = read_edtf(edtf)
        except ValueError:
            assert edtf == f"{start}/{end}"
            assert end[:1].isdigit()
            assert start > end[: len(start)]
            continue
        assert (when.earliest, when.latest) == times._library_bounds(edtf)
        if when.earliest and when.latest:
            assert when.earliest <= when.latest
    qualified = read_edtf(start + qualifier)
    assert (qualified.earliest, qualified.latest) == times._library_bounds(start)


@given(st.text("0123456789-/.?~%X[]{},TYSE:Z+ ", max_size=12) | st.text(max_size=8))
@settings(max_examples=100, deadline=None)
def test_any_text_is_edtf_or_a_value_error(edtf: str) -> None:
    try:
        when = read_edtf(edtf)
    except ValueError:
        return
    assert when.edtf == edtf
    assert when.earliest is None or when.latest is None or when.earliest <= when.latest


def test_plain_dates_do_not_load_the_edtf_library() -> None:
    code = (
        "import sys; from kg.times import parse_date, read_edtf; parse_date('May 6, 2019', None); "
        "[read_edtf(plain) for plain in ('2020-05-01/..', '/2020-05', '[..2020-05-01]')]; "
        "print('edtf' in sys.modules); "
        "read_edtf('2017?'); print('edtf' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]
