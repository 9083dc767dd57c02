"""Posts as printed: the titles of one post fold, and the words of its place come off."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import resources
from kg.people.posts import MOST_CHARACTERS, Post, PostAgreement, read_posts


def only(written: str) -> Post:
    (post,) = read_posts(written)
    return post


@pytest.mark.parametrize(
    ("written", "key", "place"),
    [
        ("deputy head of Shanghe county", "deputy head", "Shanghe county"),
        ("deputy head of Shanghe county, Shandong", "deputy head", "Shanghe county, Shandong"),
        ("vice-mayor of Shanghe county", "deputy head", "Shanghe county"),
        ("deputy mayor of the county", "deputy head", None),
        ("one of its deputy county heads", "deputy head", None),
        ("one of Shanghe's deputy county heads", "deputy head", "Shanghe county"),
        ("Shanghe deputy county head", "deputy head", "Shanghe county"),
        ("Shanghe county's deputy head", "deputy head", "Shanghe county"),
        ("deputy-county-head", "deputy head", None),
        ("vice-mayor of Shulan", "deputy head", "Shulan"),
        ("副县长", "deputy head", None),
        ("商河县副县长", "deputy head", "商河县"),
        ("商河县人民政府副县长", "deputy head", "商河县"),
        ("county head", "head", None),
        ("county-head", "head", None),
        ("county magistrate", "head", None),
        ("magistrate of Xixian county", "head", "Xixian county"),
        ("head of Xixian county", "head", "Xixian county"),
        ("head of the Xixian county government", "head", "Xixian county"),
        ("mayor of the county", "head", None),
        ("Mayor", "head", None),
        ("临汾市市长", "head", "临汾市"),
        ("临汾市长", "head", "临汾市"),
        ("內蒙古多倫縣長", "head", "内蒙古多伦县"),
        ("政和縣原縣委書記", "secretary", "政和县"),
        ("太原市长", "head", "太原市"),
        ("governor of Shanxi province", "head", "Shanxi province"),
        ("Shanxi governor", "head", "Shanxi"),
        ("vice provincial governor", "deputy head", None),
        ("vice-provincial-governor", "deputy head", None),
        ("chairman of Ningxia autonomous region", "head", "Ningxia autonomous region"),
        ("广西壮族自治区主席", "head", "广西壮族自治区"),
        ("Party secretary of Linfen", "secretary", "Linfen"),
        ("Party chief", "secretary", None),
        ("Linfen Party chief", "secretary", "Linfen"),
        ("secretary of the CPC Linfen Municipal Committee", "secretary", "Linfen"),
        ("secretary of the CPC Shanghe County Committee", "secretary", "Shanghe county"),
        ("secretary of the county Party committee", "secretary", None),
        ("secretary of the Party committee of Puxian county", "secretary", "Puxian county"),
        ("vice secretary of the Puxian county CPC committee", "deputy secretary", "Puxian county"),
        ("隰县县委书记", "secretary", "隰县"),
        ("临汾市委副书记", "deputy secretary", "临汾市"),
        ("publicity-department-director", "director of publicity department", None),
        ("head of the publicity department of Zibo", "director of publicity department", "Zibo"),
        ("淄博市委宣传部部长", "director of publicity department", "淄博市"),
        ("宣传部副部长", "deputy director of publicity department", None),
        ("president of the women's federation", "director of womens federation", None),
        ("womens-federation-president", "director of womens federation", None),
        ("director of the county's bureau of commerce", "director of commerce bureau", None),
        ("director of the bureau of commerce of Linfen", "director of commerce bureau", "Linfen"),
    ],
)
def test_a_post_and_its_place(written: str, key: str, place: str | None) -> None:
    post = only(written)
    assert (post.key, post.place and post.place.casefold()) == (key, place and place.casefold())
    assert post.singles_out


@pytest.mark.parametrize(
    "written",
    [
        *("official", "officials", "researcher", "villager", "person-in-charge", "general-manager"),
        *("vice-president", "vice-president of an institute", "head of the institute", "secretary"),
        *("chairman of the company", "head of a local cooperative", "head of delegation"),
        *("Linfen Daily editor", "director of the Bureau", "village Party secretary", "村长"),
        *("纪委书记", "共青团县委书记", "secretary of the Communist Youth League Linfen committee"),
        *("secretary-general", "队长", "Party secretary of Liangjiahe village"),
    ],
)
def test_a_post_that_many_hold_does_not_single_out(written: str) -> None:
    post = only(written)
    assert not post.singles_out
    assert post.agreement(post) is PostAgreement.GENERIC


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("county head", "deputy county head"),
        ("county head", "Party secretary"),
        ("mayor", "governor"),
        ("county head", "provincial governor"),
        ("vice-mayor", "vice-provincial-governor"),
        ("villager", "researcher"),
        ("director of the bureau of commerce", "director of the publicity department"),
        ("director of the culture bureau", "director of the tourism bureau"),
        ("vice-president of the pear growers union", "president of the pear growers union"),
    ],
)
def test_different_posts(one: str, other: str) -> None:
    assert only(one).agreement(only(other)) is PostAgreement.DIFFERENT
    assert only(other).agreement(only(one)) is PostAgreement.DIFFERENT


def test_executive_and_acting_posts_may_be_the_plain_ones() -> None:
    assert only("executive vice-mayor").agreement(only("vice mayor")) is PostAgreement.RELATED
    assert only("acting mayor").agreement(only("mayor")) is PostAgreement.RELATED
    assert only("常务副市长").agreement(only("executive vice mayor")) is PostAgreement.SAME
    for former in ("former mayor", "原县长", "政和县原县委书记", "太原市原市长"):
        assert only(former).former
    for present in ("mayor", "县长", "太原市市长", "固原市委书记"):
        assert not only(present).former


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("head of the culture and tourism bureau", "head of Ili Culture and Tourism Bureau"),
        (
            "director of the Larkhaven pear brand and marketing centre",
            "director of the centre for pear brand development and marketing",
        ),
    ],
)
def test_posts_whose_names_are_mostly_the_same_may_be_one(one: str, other: str) -> None:
    assert only(one).agreement(only(other)) is PostAgreement.RELATED
    assert only(other).agreement(only(one)) is PostAgreement.RELATED
    assert only(f"deputy {one}").agreement(only(other)) is PostAgreement.DIFFERENT


def test_posts_that_words_join_are_split_but_names_of_bodies_are_not() -> None:
    both = read_posts("Party chief and mayor of Linfen")
    assert [(post.key, post.place) for post in both] == [("secretary", None), ("head", "Linfen")]
    assert [post.key for post in read_posts("县委副书记、县长")] == ["deputy secretary", "head"]
    assert len(read_posts("director of the culture and tourism bureau")) == 1


def test_every_post_of_the_code_list_is_read_as_its_label() -> None:
    from rdflib import Graph
    from rdflib.namespace import SKOS

    codes = Graph().parse(resources.path("ontology", "codes.ttl"))
    roles = [one for one in codes.subjects(SKOS.notation) if "/code/role/" in str(one)]
    assert len(roles) > 10
    for role in roles:
        notation = only(str(codes.value(role, SKOS.notation)))
        label = next(one for one in codes.objects(role, SKOS.prefLabel) if one.language == "en")
        agreed = notation.agreement(only(str(label)))
        assert agreed in (PostAgreement.SAME, PostAgreement.GENERIC), role


@pytest.mark.parametrize(
    "words",
    [
        "the ",
        "one of its ",
        "former ",
        "head of ",
        "mayor and ",
        "县长兼",
        "director of the bureau of ",
    ],
)
def test_what_has_no_end_is_no_post(words: str) -> None:
    """In a moment, too: within what a title may have, and beyond."""
    for count in (MOST_CHARACTERS // len(words), 10_000):
        began = time.process_time()
        found = read_posts(words * count)
        assert time.process_time() - began < 1
        assert found == () or count < 10_000


def test_a_post_told_twice_is_one() -> None:
    assert len(read_posts("mayor, mayor and mayor of Linfen")) == 2


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_read(written: str) -> None:
    for post in read_posts(written):
        assert post.key.strip()
