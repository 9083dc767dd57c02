"""Who is one person: each rule with what it decides and what it refuses."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.people import likeness
from kg.people.agreement import Agreement, best_agreement
from kg.people.likeness import conflict, merge_reason
from kg.people.names import Name
from kg.people.pairs import MOST_PAIRED
from kg.people.records import Facts, Known, Record, fold_place
from kg.people.resolver import People, resolve

Call = Callable[..., tuple[int, str, str]]

BASE: dict[str, Any] = {
    "post": "deputy head",
    "place": "Shanghe county",
    "date": "2020-05-11",
    "article": None,
}


def record(id_: str, name: str = "Chen Xiaodong", **changed: Any) -> Record:
    return Record(id_, (name,), **BASE | changed)


def pair(first: dict[str, str | None], second: dict[str, str | None]) -> People:
    one, other = record("1", **first), record("2", **second)
    there, back = resolve([one, other]), resolve([other, one])
    assert partition(there) == partition(back)
    assert {c.score for c in there.candidates} == {c.score for c in back.candidates}
    return there


def partition(people: People) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for id_, cluster in people.clusters.items():
        found.setdefault(cluster, set()).add(id_)
    return {frozenset(ids) for ids in found.values()}


def is_merged(people: People) -> bool:
    return people.clusters["1"] == people.clusters["2"]


# Merging -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ({}, {}, "the same day"),
        ({}, {"name": "CHEN Xiao-dong"}, "the same key"),
        ({}, {"name": "Xiaodong Chen"}, "the same key"),
        ({}, {"name": "陈晓东"}, "the reading"),
        ({"name": "陳曉東"}, {"name": "陈晓东"}, "the same characters"),
        ({"post": "县长"}, {"name": "陳曉東縣長", "post": None}, "县长"),
        ({"post": "縣長"}, {"post": "县长"}, "縣長; 县长"),
        ({}, {"post": "Deputy Head"}, "the same post (deputy head)"),
        ({"post": "vice-mayor"}, {"post": "vice-mayor"}, "the same post (vice-mayor)"),
        ({}, {"post": "one of its deputy county heads"}, "one of its deputy county heads"),
        ({}, {"post": "副县长"}, "副县长"),
        ({}, {"post": "deputy head of Shanghe county", "place": None}, "(Shanghe county)"),
        ({}, {"place": "the County of Shanghe"}, "the County of Shanghe"),
        ({"post": "mayor"}, {"post": None, "name": "Mayor Chen Xiaodong"}, "(mayor)"),
        ({"post": "county head"}, {"post": None, "name": "陈晓东县长"}, "县长"),
        ({}, {"date": "2021"}, "20 months"),
        ({}, {"date": "May 2020"}, "20 days"),
        ({}, {"date": "2022-05-12"}, "24 months"),
        ({"date": None, "article": "a"}, {"date": None, "article": "a"}, "in one article"),
        ({"article": "a"}, {"date": "1999", "article": "a"}, "in one article"),
        ({"post": "Party chief"}, {"post": "secretary of the Shanghe CPC committee"}, "secretary"),
    ],
)
def test_full_name_post_place_and_time_make_one_person(
    first: dict[str, str | None], second: dict[str, str | None], told: str
) -> None:
    people = pair(first, second)
    assert is_merged(people)
    assert told in people.merges[0].reason
    assert not people.candidates


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ({"post": None, "place": None, "date": None},) * 2 + ("missing: post, place, date",),
        ({"post": None}, {}, "missing: post"),
        ({"place": None}, {}, "missing: place"),
        ({"date": None}, {}, "missing: date"),
        ({"date": "Friday"}, {}, "missing: date"),
        ({"date": "2022-05-13"}, {}, "up to 2 years apart"),
        ({"date": "2018"}, {}, "up to 2 years apart"),
        ({"date": "2005"}, {}, "14 years apart"),
        ({"date": "2020/.."}, {}, "missing: date"),
        ({"post": None}, {"name": "Mr Chen Xiaodong"}, "missing: post"),
        ({"post": "former mayor"}, {"post": None, "name": "Mayor Chen Xiaodong"}, "the same post"),
        ({"post": "former deputy head"}, {}, "the same post"),
        ({"post": "executive vice-mayor"}, {}, "posts that may be one"),
        ({"post": "official"}, {"post": "official"}, "which many bear"),
        ({"post": "villager"}, {"post": "villager"}, "which many bear"),
        ({"place": "Xixian county"}, {}, "different places"),
        ({"place": "Shanghe"}, {}, "one place may be the other"),
        ({"place": "Shanghe county, Shandong"}, {}, "one place may be the other"),
        ({"name": "Lu Bin"}, {"name": "Lü Bin"}, "two spellings"),
        ({"name": "Lu Bin"}, {"name": "吕斌"}, "two spellings"),
        ({"name": "Wang Wei"}, {"name": "Wei Wang"}, "which is the family name"),
        ({"name": "Chen Xiaodogn"}, {}, "one letter"),
        ({"name": "Ch'en Hsiao-tung"}, {}, "two spellings"),
        ({"name": "Chen", "article": "a"}, {"article": "a"}, "only a part"),
        ({"name": "Xiaodong", "article": "a"}, {"article": "a", "post": "mayor"}, "only a part"),
        ({"name": "Ada"}, {"name": "Ada Quill"}, "only a part"),
        ({"name": "Chen"}, {}, "only a part"),
        ({"name": "Xiaodong"}, {"date": None}, "only a part"),
        ({"name": "Chen"}, {"name": "Chen", "date": "2022-05-12"}, "only a part"),
        ({"name": "Chen"}, {"post": "executive vice-mayor"}, "only a part"),
        ({"name": "Mayor Chen", "post": None}, {"post": "mayor"}, "only a part"),
        (
            {"name": "Chen", "post": "head of the culture and tourism bureau"},
            {"post": "head of Shanghe Culture and Tourism Bureau"},
            "only a part",
        ),
        ({"name": "刘县长", "post": None}, {"name": "Liu Jianjun", "post": "mayor"}, "a part"),
        ({"name": "Chen Xiaodogn"}, {"post": "Party chief"}, "no usual spelling"),
        ({"name": "Chen Xiaodogn"}, {"name": "陈晓东"}, "no usual spelling"),
        ({"name": "Cheng Xiaodong"}, {}, "the names differ by one letter"),
        (
            {"name": "Cheng Xiaodong", "article": "a"},
            {"article": "a", "post": "Party chief"},
            "the names differ by one letter",
        ),
        (
            {"place": "Jilin", "post": "vice-mayor"},
            {"place": "Jilin", "post": "vice-governor"},
            "different posts",
        ),
    ],
)
def test_what_is_missing_or_open_leaves_a_candidate(
    first: dict[str, str | None], second: dict[str, str | None], told: str
) -> None:
    people = pair(first, second)
    assert not is_merged(people)
    assert not people.merges
    (candidate,) = people.candidates
    assert 0 < candidate.score < 1
    assert told in candidate.explanation


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"name": "陈晓东"}, {"name": "陈小东"}),
        ({"name": "Song Jianping"}, {"name": "Song Jianfang"}),
        ({"name": "Chen Xiaodong"}, {"name": "Chen Xiaodan"}),
        ({"name": "Chen"}, {"date": "2022-05-13"}),
        ({"name": "Chen", "post": None}, {}),
        ({"name": "Chen", "post": None}, {"post": None}),
        ({"name": "Chen", "post": "official"}, {"post": "official"}),
        ({"name": "Chen", "post": "county head"}, {}),
        ({"name": "Chen", "place": None}, {}),
        ({"name": "Chen", "place": "Shanghe"}, {}),
        ({"name": "Chen", "place": None, "article": "a"}, {"article": "b"}),
        ({"name": "Chen Xiaodogn", "place": "Xixian county"}, {}),
        ({"name": "Cheng Xiaodong"}, {"post": "Party chief"}),
        ({"name": "Cheng Xiaodong", "place": None}, {}),
        ({"name": "123"}, {"name": "123"}),
    ],
)
def test_other_names_are_no_candidates(
    first: dict[str, str | None], second: dict[str, str | None]
) -> None:
    people = pair(first, second)
    assert not is_merged(people)
    assert not people.candidates


def test_more_that_agrees_scores_higher() -> None:
    def score(**changed: str | None) -> float:
        everything = {"date": "2010", "place": "Linfen", "post": "mayor", "organization": "A"}
        (candidate,) = pair(everything, {**everything, **changed}).candidates
        return candidate.score

    assert score(date="2014") > score(date=None, post="Party chief")
    assert score(date="2014") > score(date="2030")
    assert score(date="2014") > score(date="2021") + 0.2
    assert score(date="2014") > score(date="2014", place="Zibo")
    assert score(date="2010", place="Zibo") < score(date="2014", place="Zibo")
    assert score(date="2014") > score(date="2014", organization="B")
    assert score(date="2014", organization=None) > score(date="2014", organization="B")
    assert score(date="2010", place=None) > score(date="2010", place="Zibo")


def known(key: str, name: str, *within: str) -> Known:
    return Known(key, name, frozenset(within))


def told(one: str | Known | None, other: str | Known | None) -> str:
    """What is made of two places, years apart."""
    records = [record("1", place=one, date="1999"), record("2", place=other)]
    (candidate,) = resolve(records).candidates
    return candidate.explanation


def test_a_place_may_lie_within_another_or_have_gone_on_in_it() -> None:
    linfen = known("141000", "Linfen City", "140000")
    xixian = known("141031", "Xi County [141031]", "140000", "141000")
    other = known("411528", "Xi County [411528]", "410000", "411500")
    assert "the same place (Linfen City; Pingyang)" in told(linfen, known("141000", "Pingyang"))
    assert "one place may be the other or hold it (Linfen City; Xi" in told(linfen, xixian)
    assert "different places (Xi County [141031]; Xi County [411528])" in told(xixian, other)


def test_places_that_nobody_identified_go_by_their_words() -> None:
    one, other = known("a/T1", "Larkhaven county"), known("b/T1", "Larkhaven county")
    assert "one place may be the other or hold it (Larkhaven county)" in told(one, other)
    assert "different places" in told(one, known("b/T2", "Thornbury"))
    assert "missing: place" in told(one, None)


def test_bodies_are_told_by_their_names() -> None:
    def body(key: str, name: str) -> str:
        records = [
            Record("1", ("Ada Quill",), organization=known("x", "the Choir")),
            Record("2", ("Ada Quill",), organization=known(key, name)),
        ]
        return resolve(records).candidates[0].explanation

    assert "the same organisation (the Choir; its choir)" in body("x", "its choir")
    assert "different organisations (the Choir; the choir)" not in body("y", "the choir")
    assert "different organisations (the Choir)" in body("y", "the choir")


def test_a_post_that_is_a_code_is_told_as_printed() -> None:
    records = [
        Record("1", ("Ada Quill",), "county-head", "Larkhaven", "2031", title="magistrate"),
        Record("2", ("Ada Quill",), "county-head", "Larkhaven", "2031"),
    ]
    assert "the same post (magistrate; county-head)" in resolve(records).merges[0].reason


def test_the_caller_says_which_places_are_one() -> None:
    records = [record("1", place="Xixian county"), record("2", place="Xi County")]
    assert not is_merged(resolve(records))
    people = resolve(records, place_key=lambda printed, _record: Known("141031", printed))
    assert is_merged(people)
    assert "the same place (Xixian county; Xi County)" in people.merges[0].reason
    records = [record("1"), record("2")]
    assert is_merged(resolve(records))
    assert not is_merged(resolve(records, place_key=lambda _printed, _record: None))


# Clusters ----------------------------------------------------------------------------------------


def test_who_fits_two_that_contradict_joins_neither() -> None:
    records = [
        record("1", name="陈晓东"),
        record("2", name="陈小东"),
        record("3"),
        record("4", name="陳曉東"),
    ]
    people = resolve(records)
    assert partition(people) == {frozenset("14"), frozenset("2"), frozenset("3")}
    told = {(c.a, c.b): c.explanation for c in people.candidates}
    assert set(told) == {("1", "3"), ("2", "3"), ("3", "4")}
    assert all("records that contradict" in words for words in told.values())


def test_even_if_one_of_them_is_dated_long_before() -> None:
    near = [record("1", name="陈晓东"), record("2")]
    assert len(partition(resolve(near))) == 1
    people = resolve([*near, record("3", name="陈小东", date="1990")])
    assert len(partition(people)) == 3


def test_where_both_orders_hold_one_post_neither_tells_who_it_is() -> None:
    records = [record("1", name="Wang Wei"), record("2", name="Wang Wei"), record("3", name="王伟")]
    assert len(partition(resolve(records))) == 1
    people = resolve([*records, record("4", name="WANG Wei"), record("5", name="Wei Wang")])
    assert partition(people) == {frozenset("34"), *map(frozenset, "125")}


def test_two_readings_of_one_name_are_not_joined_through_it() -> None:
    names = ("Yue Ming", "Le Ming", "乐明")
    people = resolve([record(name, name=name) for name in names])
    assert len(partition(people)) == 3
    assert is_merged(pair({"name": "Yue Ming"}, {"name": "乐明"}))


def test_contradicting_ends_of_a_chain_part_it() -> None:
    chain = [("陈晓东", "2010"), ("Chen Xiaodong", "2011"), ("Xiaodong Chen", "2012")]
    ends = [*chain, ("陈小东", "2013")]
    whole = resolve([record(str(i), name=n, date=d) for i, (n, d) in enumerate(chain)])
    parted = resolve([record(str(i), name=n, date=d) for i, (n, d) in enumerate(ends)])
    assert len(partition(whole)) == 1
    assert len(partition(parted)) == 4


def test_a_head_of_no_level_does_not_join_a_governor_and_a_mayor() -> None:
    posts = ("head", "governor", "mayor")
    people = resolve([record(post, post=post, place="Jilin") for post in posts])
    assert len(partition(people)) == 3
    assert len(partition(resolve([record(p, post=p, place="Jilin") for p in posts[:2]]))) == 1


def test_a_tenure_may_be_longer_than_the_span() -> None:
    records = [record(str(year), date=str(year)) for year in range(2010, 2016)]
    people = resolve(records)
    assert len(partition(people)) == 1
    assert len(people.merges) == 5
    assert people.clusters["2015"] == "2010"


# Judgements --------------------------------------------------------------------------------------


def test_what_is_judged_different_is_not_merged_and_not_asked_again() -> None:
    records = [record("1"), record("2")]
    people = resolve(records, different=[("1", "2")])
    assert len(partition(people)) == 2
    assert not people.candidates


def test_a_third_that_fits_both_of_a_judged_pair_joins_neither() -> None:
    people = resolve([record("1"), record("2"), record("3")], different=[("1", "2")])
    assert len(partition(people)) == 3
    assert {(c.a, c.b) for c in people.candidates} == {("1", "3"), ("2", "3")}


def test_what_is_judged_the_same_is_one_and_takes_others_along() -> None:
    records = [
        record("1", name="Wang Wei", place="Linfen"),
        record("2", name="Wei Wang", place="Zibo", post="Party chief"),
        record("3", name="WANG Wei", place="Linfen"),
        record("4", name="WANG Wei", place="Zibo", post="mayor", date="2001"),
    ]
    people = resolve(records, same=[("1", "2")])
    assert partition(people) == {frozenset("123"), frozenset("4")}
    assert {m.b: m.reason for m in people.merges}["2"] == "judged the same"


def test_a_judged_group_is_different_as_a_whole() -> None:
    records = [record(id_, post=None) for id_ in "1234"]
    people = resolve(records, same=[("1", "2")], different=[("2", "3")])
    assert {(c.a, c.b) for c in people.candidates} == {("1", "4"), ("2", "4"), ("3", "4")}


def test_judgements_that_contradict_are_refused() -> None:
    records = [record(id_) for id_ in "123"]
    with pytest.raises(InputError, match="'1' and '3' are judged different"):
        resolve(records, same=[("1", "2"), ("2", "3")], different=[("1", "3")])
    with pytest.raises(InputError, match="'9' is no record's"):
        resolve(records, same=[("1", "9")])
    with pytest.raises(InputError, match="'1' stands twice"):
        resolve([record("1"), record("1")])


# Properties --------------------------------------------------------------------------------------

PRINTED = (
    *("Chen Xiaodong", "Xiaodong Chen", "陈晓东", "陈小东", "陳曉東", "Chen", "Wang Wei"),
    *("WANG Wei", "Wei Wang", "王伟", "Yue Ming", "Le Ming", "乐明", "Bi Rongqing"),
    *("Bi Rongqng", "Lu Bin", "Lü Bin", "吕斌", "Padma Choling"),
)
POSTS = ("deputy head", "vice-mayor", "mayor", "governor", "head", "official")
RECORDS = st.lists(
    st.builds(
        Record,
        id=st.uuids().map(str),
        names=st.lists(st.sampled_from(PRINTED), min_size=1, max_size=2).map(tuple),
        post=st.sampled_from(POSTS),
        place=st.sampled_from(["Jilin", "Jilin", "Linfen", None]),
        date=st.sampled_from(["2010", "2011-05-03", "2012", "2013-06", None]),
        article=st.sampled_from(["a", "b", None]),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(RECORDS, st.randoms())
def test_the_order_of_the_records_does_not_matter(
    records: list[Record], chance: random.Random
) -> None:
    there = resolve(records)
    shuffled = chance.sample(records, len(records))
    back = resolve(shuffled)
    assert partition(there) == partition(back)
    assert {frozenset((c.a, c.b)): c.score for c in there.candidates} == {
        frozenset((c.a, c.b)): c.score for c in back.candidates
    }


@settings(max_examples=150, deadline=None)
@given(RECORDS, st.data())
def test_nothing_that_conflicts_comes_together(records: list[Record], data: st.DataObject) -> None:
    if not records:
        return
    ids = st.sampled_from([one.id for one in records])
    judged = data.draw(st.lists(st.tuples(ids, ids).filter(lambda p: p[0] != p[1]), max_size=2))
    people = resolve(records, different=judged)
    facts = {one.id: Facts.of(one, fold_place) for one in records}
    for cluster in partition(people):
        for one, other in combinations(sorted(cluster), 2):
            assert not conflict(facts[one], facts[other])
            assert (one, other) not in judged
            assert (other, one) not in judged
    for merge in people.merges:
        assert merge_reason(facts[merge.a], facts[merge.b]) == merge.reason
    listed = {frozenset((c.a, c.b)) for c in people.candidates}
    assert len(listed) == len(people.candidates)
    assert listed.isdisjoint(frozenset(p) for p in judged)


@settings(max_examples=150, deadline=None)
@given(RECORDS)
def test_a_record_more_never_merges_two_that_conflict(records: list[Record]) -> None:
    for last in range(1, len(records)):
        facts = {one.id: Facts.of(one, fold_place) for one in records[:last]}
        after = resolve(records[: last + 1]).clusters
        for one, other in combinations(facts, 2):
            if conflict(facts[one], facts[other]):
                assert after[one] != after[other]


def test_a_very_common_name_is_paired_by_place_and_article_only() -> None:
    count = 40 * MOST_PAIRED
    records = [
        record(str(i), name="Wang Wei", place=f"P{i // 4}", post="mayor" if i % 2 else None)
        for i in range(count)
    ]
    people = resolve(records)
    places = {one.id: one.place for one in records}
    assert {places[c.a] == places[c.b] for c in people.candidates} == {True}
    assert len(people.merges) == count // 4


SPELLED = "wang xiaodong"
XIAODONG = [
    f"{family}{a}{b}" for family in "王汪" for a in "晓小筱肖潇孝效笑校" for b in "东冬栋董懂动"
]


@pytest.mark.parametrize(
    "spelled",
    [
        lambda number: f"Wang Xiaodong{number}",
        lambda number: "".join(
            letter.upper() if number >> at & 1 else letter for at, letter in enumerate(SPELLED)
        ),
        lambda number: XIAODONG[number % len(XIAODONG)],
    ],
    ids=["digits", "capitals", "characters"],
)
def test_very_many_spellings_in_one_post_take_no_square_of_comparisons(
    spelled: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four times as many take about four times as many, not sixteen times."""
    compared: list[int] = []

    def counted(one: Iterable[Name], other: Iterable[Name]) -> Agreement:
        compared[-1] += 1
        return best_agreement(one, other)

    monkeypatch.setattr(likeness, "best_agreement", counted)
    for count in (300, 1200):
        compared.append(0)
        resolve([record(str(n), name=spelled(n), article="a") for n in range(count)])
    assert compared[1] < 6 * compared[0]


def test_many_records_of_one_tenure_are_one_cluster() -> None:
    records = [record(str(i), date=f"2020-05-{1 + i % 30:02}") for i in range(4 * MOST_PAIRED)]
    people = resolve(records)
    assert len(partition(people)) == 1
    split = resolve([*records, record("x", name="陈小东"), record("y", name="陈晓东")])
    assert split.clusters["x"] != split.clusters["y"]


# The command -------------------------------------------------------------------------------------

LINES = [
    '{"id": 7, "name": "Chen Xiaodong", "post": "deputy head of Shanghe county", "date": 2020}',
    '{"id": "b", "name": "陈晓东", "post": "副县长", "place": "Shanghe county", "date": "2020-05",'
    ' "article": "", "colour": "red"}',
    '{"id": "c", "name": "Xiaodong Chen", "post": null}',
]


def stdin(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def test_the_command_tells_clusters_in_the_order_of_the_lines(kg: Call, tmp_path: Path) -> None:
    code, out, err = kg("resolve", "people", "-", stdin=stdin(*LINES))
    left = "kg: stdin:2: the key 'colour' is left aside, here and further on; read are "
    assert (code, err.startswith(left), err.count("\n")) == (0, True, 1)
    answers = [json.loads(line) for line in out.splitlines()]
    assert [list(one) for one in answers] == [["id", "cluster", "merged_because"]] * 3
    assert [(one["id"], one["cluster"]) for one in answers] == [(7, 7), ("b", 7), ("c", "c")]
    assert [bool(one["merged_because"]) for one in answers] == [False, True, False]
    file, written = tmp_path / "people.jsonl", tmp_path / "out.jsonl"
    file.write_bytes(stdin(*LINES))
    assert kg("resolve", "people", file, "-o", written)[:2] == (0, "")
    assert written.read_text("utf-8") == out


def test_the_command_then_lists_the_undecided_pairs(kg: Call) -> None:
    code, out, _ = kg("resolve", "people", "-", "--candidates", stdin=stdin(*LINES))
    assert code == 0
    pairs = [json.loads(line) for line in out.splitlines()][3:]
    assert [list(one) for one in pairs] == [["a", "b", "score", "explanation"]] * 2
    assert [(one["a"], one["b"]) for one in pairs] == [(7, "c"), ("b", "c")]
    assert all(0 < one["score"] < 1 and one["explanation"] for one in pairs)


def test_no_line_loses_the_others(kg: Call) -> None:
    """Texts that are no names and no posts get an answer: that nothing is known of them."""
    odd = ["王" * 5000, "Wang " * 5000, "王伟 Wang Wei " * 2000, "The " * 2000]
    posts = ["the " * 1000, "mayor and " * 5000, "a word " * 5000, "县长兼" * 5000]
    given_ = [{"name": name, "post": "mayor"} for name in odd]
    places = ["北京市朝阳区" * 1000, "of " * 5000, "县" * 8000]
    given_ += [{"name": "Wang Wei", "post": post, "place": "Linfen"} for post in posts]
    given_ += [{"name": "Wang Wei", "post": "mayor", "place": place} for place in places]
    lines = [json.dumps({"id": f"x{number}", **one}) for number, one in enumerate(given_)]
    began = time.process_time()
    code, out, _ = kg("resolve", "people", "-", "--candidates", stdin=stdin(*LINES, *lines))
    assert time.process_time() - began < 5
    assert code == 0
    clusters = [json.loads(line)["cluster"] for line in out.splitlines()[: 3 + len(lines)]]
    assert clusters == [7, 7, "c", *(f"x{number}" for number in range(len(lines)))]
    assert "missing: post" in out


def test_no_line_is_no_answer(kg: Call) -> None:
    assert kg("resolve", "people", "-", "--candidates", stdin=b"") == (0, "", "")


def test_every_bad_line_is_told_and_nothing_printed(kg: Call) -> None:
    bad = [
        *("x", "[]", '{"id": "a"}', '{"name": "Chen"}', '{"id": "b", "name": ""}'),
        *('{"id": "c", "name": 5}', '{"id": null, "name": "Chen"}', '{"id": "d", "id": "e"}'),
        '{"id": "f", "name": "Chen", "post": ["mayor"], "place": {}}',
        '{"id": "g", "name": "Chen", "date": "2020-02-30"}',
        '{"id": "h", "name": "Chen", "date": 20.5}',
        *('{"id": "i", "name": "Chen"}', '{"id": "i", "name": "Wang"}'),
    ]
    code, out, err = kg("resolve", "people", "-", stdin=stdin(*bad))
    assert (code, out) == (2, "")
    told = err.splitlines()
    numbers = [int(line.split(":")[2]) for line in told]
    assert set(numbers) == {*range(1, 12), 13}
    for words in ("no JSON object", "'name' is missing", "stands twice", "'post'", "in line 12"):
        assert any(words.strip("'") in line for line in told), words
    assert all("; " in line for line in told)


def test_a_file_that_is_not_there_is_told(kg: Call, tmp_path: Path) -> None:
    code, out, err = kg("resolve", "people", tmp_path / "no.jsonl")
    assert (code, out) == (2, "")
    assert "no.jsonl" in err
    code, out, err = kg("resolve", "people", "-", stdin=b'{"id": "a", "name": "\xff"}\n')
    assert (code, out) == (2, "")
    assert "UTF-8" in err
