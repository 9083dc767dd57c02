"""Divisions through their codes: what is one place to those who held posts in it."""

from __future__ import annotations

import pytest

from kg.lasting import Lasting
from kg.people.records import Known
from kg.places.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture(scope="module")
def lasting(gazetteer: Gazetteer) -> Lasting:
    return Lasting(gazetteer)


def known(key: str, gazetteer: Gazetteer, lasting: Lasting) -> Known:
    division = gazetteer.division(key)
    assert division is not None, key
    return lasting.known(division)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("142635-1999", "141031-2020"),
        ("142636-1981", "141033-2020"),
        ("142600-1999", "141000-2020"),
        ("120110-1991", "120110-2020"),
        ("522427-2010", "520526-2020"),
    ],
    ids=["Xi County", "Pu County, twice", "Linfen Prefecture, City", "another name", "a long name"],
)
def test_a_new_code_or_name_leaves_a_place_what_it_is(
    one: str, other: str, gazetteer: Gazetteer, lasting: Lasting
) -> None:
    assert known(one, gazetteer, lasting) == known(other, gazetteer, lasting)


@pytest.mark.parametrize(
    ("one", "other", "held"),
    [
        ("142635-1981", "142635-1999", False),
        ("411528-2020", "141031-2020", False),
        ("310108-2014", "310106-2020", True),
        ("120107-2008", "120116-2020", True),
        ("142601-1999", "141000-2020", True),
        ("341281-1999", "341600-2020", True),
        ("141031-2020", "141000-2020", True),
        ("142635-1999", "141000-2020", True),
    ],
    ids=[
        "one code in turn",
        "one name",
        "went on in what was there",
        "one of several that became one",
        "a city that became a prefecture's district",
        "a county that became a prefecture",
        "what it lies in",
        "what it lies in now",
    ],
)
def test_other_places_are_other_places(
    one: str, other: str, held: bool, gazetteer: Gazetteer, lasting: Lasting
) -> None:
    first, second = (known(key, gazetteer, lasting) for key in (one, other))
    assert first != second
    assert (second.key in first.within) == held
    assert first.key not in second.within


def test_a_place_is_told_by_name_and_with_its_code_where_others_have_that_name(
    gazetteer: Gazetteer, lasting: Lasting
) -> None:
    names = {
        "141031-2020": "Xi County [141031]",
        "142635-1999": "Xi County [142635]",
        "142636-1981": "Pu County",
        "420600-2009": "Xiangfan City",
        "420600-2020": "Xiangyang City",
        "520526-2020": "Weining Yi, Hui and Miao Autonomous County",
    }
    found = {key: known(key, gazetteer, lasting).name for key in names}
    assert found == names


def test_every_division_leads_to_a_last_one_and_lies_in_something(
    gazetteer: Gazetteer, lasting: Lasting
) -> None:
    for division in gazetteer.divisions():
        last = lasting.last(division)
        assert lasting.last(last) == last
        assert last.level == division.level
        place = lasting.known(division)
        assert place.within
        assert place == lasting.known(last)
        assert place.within == lasting.known(last).within
