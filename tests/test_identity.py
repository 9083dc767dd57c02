"""Who and what is one: what joins things, what is refused, and that all of it can be undone."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from judging import (
    AMBER,
    COUNTY,
    FINCH,
    GOODS,
    PERSON,
    PLATFORM,
    POST,
    SITE,
    TOWN,
    build_articles,
    judged,
    retracted,
    write_articles,
)
from kg import making, pipeline, terms
from kg import namespaces as ns
from kg.contributions import applied
from kg.entities import read_entities
from kg.errors import InputError
from kg.export import export
from kg.identity import Identity, resolve
from kg.judgements import FILE, Judgement, add, read_judgements
from kg.labels import preferred as preferred_label
from kg.namespaces import DCTERMS
from kg.parts import joined, parted
from kg.pipeline import Summary, identify, read_shards
from kg.query import query_names
from kg.reports import Report
from kg.store.snapshots import SnapshotReader, snapshots
from kg.store.writer import Writer
from tiny import tree

LARKHAVEN = ns.place("gbt2260", "141031", 2020)
LINFEN = ns.place("gbt2260", "141000", 2020)
CODES = {
    f"a/{TOWN}": "gbt2260:141031",
    f"b/{TOWN}": "gbt2260:141031",
    f"c/{COUNTY}": "gbt2260:141000",
}
REPLACED = f"<{DCTERMS}isReplacedBy>"

Shards = list[list[str]]


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Shards:
    """Four articles with the same words; some of their places have codes."""
    view = build_articles(tmp_path_factory.mktemp("articles"), "abcd", CODES)
    return [lines for _, lines in view.reader.shards()]


def local(thing: str) -> str:
    return ns.ARTICLE + thing


def numbered(judgements: Iterable[Judgement]) -> list[Judgement]:
    """As if they stood in a file, one after the other."""
    return [replace(one, file=FILE, line=n) for n, one in enumerate(judgements, start=1)]


def one_of(shards: Shards, *judgements: Judgement) -> Identity:
    return resolve((read_entities(parted(shard)) for shard in shards), numbered(judgements))


def refused(shards: Shards, *judgements: Judgement) -> list[str]:
    with pytest.raises(InputError) as caught:
        one_of(shards, *judgements)
    return [str(problem) for problem in caught.value.problems]


def tried(corpus: Path, *adding: Judgement) -> Identity:
    """What a build would decide, with more judgements than the corpus holds."""
    judgements = [*read_judgements([corpus]), *adding]
    return identify(read_shards(corpus), [corpus], judgements)


# What joins --------------------------------------------------------------------------------------


def test_without_judgements_only_codes_join(shards: Shards) -> None:
    found = one_of(shards)
    assert found.canonical == {
        local(f"a/{TOWN}"): LARKHAVEN,
        local(f"b/{TOWN}"): LARKHAVEN,
        local(f"c/{COUNTY}"): LINFEN,
    }
    assert found.judged == found.resolutions == ()
    assert found.one_with(local(f"a/{TOWN}")) == [local(f"a/{TOWN}"), local(f"b/{TOWN}")]
    assert found.one_with(local(f"d/{TOWN}")) == [local(f"d/{TOWN}")]


def test_two_entities_that_are_judged_the_same_bear_the_id_of_the_judgement(shards: Shards) -> None:
    found = one_of(shards, judged("x", "same", f"b/{PERSON}", f"a/{PERSON}", entity="quill"))
    assert {k: v for k, v in found.canonical.items() if PERSON in k.split("/")} == {
        local(f"a/{PERSON}"): ns.entity("quill"),
        local(f"b/{PERSON}"): ns.entity("quill"),
    }
    assert found.one_with(ns.entity("quill")) == [local(f"a/{PERSON}"), local(f"b/{PERSON}")]


def test_an_entity_that_is_judged_a_place_bears_its_code(shards: Shards) -> None:
    found = one_of(shards, judged("x", "same", "gbt2260:141031", f"d/{TOWN}"))
    assert found.canonical[local(f"d/{TOWN}")] == LARKHAVEN
    assert len(found.one_with(LARKHAVEN)) == 3
    abroad = one_of(shards, judged("x", "same", f"d/{TOWN}", "iso3166:JP"))
    assert abroad.canonical[local(f"d/{TOWN}")] == ns.place("iso3166", "JP")


def test_a_code_is_read_at_the_date_of_the_article(shards: Shards) -> None:
    found = one_of(shards, judged("x", "same", f"d/{COUNTY}", "gbt2260:310108-2014"))
    assert found.canonical[local(f"d/{COUNTY}")] == ns.place("gbt2260", "310108", 2014)


CHAIN = [
    judged("x", "same", f"a/{FINCH}", f"b/{FINCH}", entity="x-1", on="2031-05-01"),
    judged("y", "same", f"c/{FINCH}", f"d/{FINCH}", entity="y-1", on="2031-05-02"),
    judged("z", "same", f"d/{FINCH}", f"a/{FINCH}", entity="z-1", on="2031-05-03"),
]
FINCHES = [local(f"{article}/{FINCH}") for article in "abcd"]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_of_things_joined_again_the_oldest_id_stands_and_the_others_lead_to_it(
    order: Sequence[int], shards: Shards
) -> None:
    found = one_of(shards, *(CHAIN[n] for n in order))
    superseded = [*FINCHES, ns.entity("y-1"), ns.entity("z-1")]
    assert {iri: to for iri, to in found.canonical.items() if iri in superseded} == dict.fromkeys(
        superseded, ns.entity("x-1")
    )
    assert ns.entity("x-1") not in found.canonical
    assert found.one_with(FINCHES[2]) == FINCHES


def test_of_one_day_the_lower_id_of_a_judgement_is_the_older(shards: Shards) -> None:
    same_day = [replace(one, on=CHAIN[0].on) for one in reversed(CHAIN)]
    assert one_of(shards, *same_day).canonical[FINCHES[0]] == ns.entity("x-1")


def test_a_code_stands_for_all_that_were_joined_before(shards: Shards) -> None:
    towns = [
        judged("x", "same", f"a/{COUNTY}", f"b/{COUNTY}", entity="town", on="2031-05-01"),
        judged("y", "same", f"b/{COUNTY}", "gbt2260:141000", on="2031-05-02"),
    ]
    found = one_of(shards, *towns)
    gone = [local(f"a/{COUNTY}"), local(f"b/{COUNTY}"), ns.entity("town")]
    assert {iri: found.canonical[iri] for iri in gone} == dict.fromkeys(gone, LINFEN)


def test_a_judgement_that_is_taken_back_joins_nothing(shards: Shards) -> None:
    back = retracted("b", "x")
    found = one_of(shards, *CHAIN, back)
    assert set(found.one_with(FINCHES[0])) == {FINCHES[0], FINCHES[2], FINCHES[3]}
    assert found.canonical[FINCHES[0]] == ns.entity("y-1")
    assert FINCHES[1] not in found.canonical
    assert ns.entity("x-1") not in found.canonical.keys() | found.canonical.values()
    assert one_of(shards, CHAIN[0], back) == one_of(shards)


def test_an_id_may_be_given_again_to_the_same_thing(shards: Shards) -> None:
    again = [replace(one, entity="finch") for one in (CHAIN[0], CHAIN[2])]
    found = one_of(shards, *again)
    joined = [FINCHES[0], FINCHES[1], FINCHES[3]]
    assert {iri: to for iri, to in found.canonical.items() if iri in FINCHES} == dict.fromkeys(
        joined, ns.entity("finch")
    )


@pytest.mark.parametrize("decision", ["different", "unsure", "related"])
def test_other_judgements_join_nothing(decision: str, shards: Shards) -> None:
    found = one_of(shards, judged("x", decision, f"a/{POST}", f"b/{SITE}"))
    assert found.canonical == one_of(shards).canonical
    assert [things for _, things in found.judged] == [(local(f"a/{POST}"), local(f"b/{SITE}"))]
    assert len(found.related()) == (2 if decision == "related" else 0)


def test_what_is_related_is_related_both_ways_and_by_the_ids_in_force(shards: Shards) -> None:
    found = one_of(
        shards,
        judged("x", "related", f"a/{POST}", f"b/{SITE}"),
        judged("y", "same", f"a/{POST}", f"b/{POST}", entity="post"),
        judged("z", "related", f"c/{SITE}", f"b/{POST}"),
    )
    post = ns.entity("post")
    sites = [local(f"{article}/{SITE}") for article in "bc"]
    assert found.related() == {(post, site) for site in sites} | {(site, post) for site in sites}


def test_a_platform_can_be_an_organization_and_named_goods_can_be_one(shards: Shards) -> None:
    found = one_of(
        shards,
        judged("x", "same", f"a/{PLATFORM}", f"b/{SITE}", entity="tube"),
        judged("y", "same", f"a/{AMBER}", f"b/{AMBER}", entity="amber"),
    )
    assert found.canonical[local(f"b/{SITE}")] == ns.entity("tube")
    assert found.canonical[local(f"b/{AMBER}")] == ns.entity("amber")


def test_lines_of_articles_get_the_ids_in_force_and_stay_as_they_are(shards: Shards) -> None:
    before = [list(lines) for lines in shards]
    found = one_of(shards, *CHAIN, judged("p", "same", f"d/{TOWN}", "gbt2260:141031"))
    lines = [line for shard in shards for line in joined(applied(parted(shard), found.canonical))]
    assert shards == before
    stands_for = {terms.iri(iri) for iri in found.canonical}
    told = {term for line in lines for term in line.split(" ") if term in stands_for}
    coded = {terms.iri(local(thing)) for thing in CODES}
    assert told == coded, "only the claims of a code keep the id that the article has"
    identity = [line for line in lines if line.endswith(f" <{ns.IDENTITY_GRAPH}> .\n")]
    assert {line.split(" ")[0] for line in identity} == coded


NAMED = [
    (["WANG Wei", "Wang Wei"], True, "Wang Wei"),
    (["WANG Wei", "WANG Wei", "Wang Wei"], True, "Wang Wei"),
    (["CHEN Xiao-dong", "Chen Xiaodong", "Chen"], True, "Chen Xiaodong"),
    (["Wang", "Wang Wei"], True, "Wang Wei"),
    (["CHINA DAILY", "China Daily"], False, "China Daily"),
    (["CCTV", "CCTV", "China Central Television"], False, "CCTV"),
    (["Pears", "pears", "pears"], False, "pears"),
    (["The Larkhaven Post", "The Post"], False, "The Post"),
]


@pytest.mark.parametrize(("labels", "person", "preferred"), NAMED, ids=lambda case: str(case))
def test_of_several_names_the_ordinary_one_is_preferred(
    labels: list[str], person: bool, preferred: str
) -> None:
    """Each is what one article calls the thing."""
    seen = Counter(terms.text(label, "en") for label in labels)
    assert preferred_label(seen, person=person) == terms.text(preferred, "en")


# What is refused ---------------------------------------------------------------------------------

TAKE_BACK = "take the line back, or retract the other"
ONE_OF_THESE = "retract one of these judgements, or correct the annotation"
CODE = "the code of its annotation"


def test_what_is_different_cannot_be_one(shards: Shards) -> None:
    apart = judged("w", "different", f"b/{FINCH}", f"c/{FINCH}", on="2031-04-01")
    assert one_of(shards, apart, *CHAIN[:2]).judged[0][0].id == "w"
    assert refused(shards, apart, *CHAIN) == [
        f"{FILE}:1: b/T8 and c/T8 are judged different, but are one: b/T8 = a/T8 ({FILE}:2) = d/T8 "
        f"({FILE}:4) = c/T8 ({FILE}:3); {ONE_OF_THESE}"
    ]


@pytest.mark.parametrize(
    ("decision", "told"), [("different", "different"), ("related", "related and two")]
)
def test_codes_contradict_judgements_too(decision: str, told: str, shards: Shards) -> None:
    apart = judged("w", decision, f"a/{TOWN}", f"b/{TOWN}")
    place = "place:gbt2260-141031-2020"
    assert refused(shards, apart) == [
        f"{FILE}:1: a/T9 and b/T9 are judged {told}, but are one: a/T9 = {place} ({CODE}) = b/T9 "
        f"({CODE}); {ONE_OF_THESE}"
    ]
    apart = judged("w", decision, f"a/{TOWN}", "gbt2260:141031")
    assert refused(shards, apart) == [
        f"{FILE}:1: a/T9 and {place} are judged {told}, but are one: a/T9 = {place} ({CODE}); "
        f"{ONE_OF_THESE}"
    ]


def test_what_is_one_already_cannot_be_joined_again(shards: Shards) -> None:
    circle = judged("zz", "same", f"b/{FINCH}", f"c/{FINCH}", on="2031-05-04")
    assert refused(shards, circle, *CHAIN) == [
        f"{FILE}:1: b/T8 and c/T8 are one already: b/T8 = a/T8 ({FILE}:2) = d/T8 ({FILE}:4) = c/T8 "
        f"({FILE}:3); {TAKE_BACK}"
    ]
    known = judged("x", "same", f"a/{TOWN}", "gbt2260:141031")
    assert refused(shards, known) == [
        f"{FILE}:1: a/T9 and place:gbt2260-141031-2020 are one already: a/T9 = "
        f"place:gbt2260-141031-2020 ({CODE}); {TAKE_BACK}"
    ]


KINDS = {
    "a person and an organization": (
        f"a/{PERSON}", f"a/{POST}", "a/T1 is of class Person, a/T4 of class Organization",
    ),
    "an organization and a place": (
        f"a/{POST}", f"d/{COUNTY}", "a/T4 is of class Organization, d/T3 of class Place",
    ),
    "a platform and goods": (
        f"a/{PLATFORM}", f"b/{AMBER}", "a/T6 is of class Platform, b/T10 of class Product",
    ),
    "a person and a code": (
        f"a/{PERSON}", "gbt2260:141031",
        "a/T1 is of class Person, place:gbt2260-141031-2020 of class Place",
    ),
    "generic goods": (
        f"b/{GOODS}", f"a/{AMBER}", "b/T7 (pears) is generic: a kind of goods of that article",
    ),
    "goods that are generic elsewhere": (
        f"a/{AMBER}", f"b/{GOODS}", "b/T7 (pears) is generic: a kind of goods of that article",
    ),
    "two places": (
        f"a/{TOWN}", f"c/{COUNTY}",
        "a/T9 and c/T3 are two places: a/T9 = place:gbt2260-141031-2020 "
        f"({CODE}) and c/T3 = place:gbt2260-141000-2020 ({CODE})",
    ),
    "a place and another code": (
        f"a/{TOWN}", "gbt2260:141000",
        "a/T9 and place:gbt2260-141000-2020 are two places: a/T9 = place:gbt2260-141031-2020 "
        f"({CODE})",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "why"), KINDS.values(), ids=KINDS)
def test_what_cannot_be_one(one: str, other: str, why: str, shards: Shards) -> None:
    assert refused(shards, judged("x", "same", one, other)) == [f"{FILE}:1: {why}; {TAKE_BACK}"]


def test_what_cannot_be_one_is_found_along_the_way(shards: Shards) -> None:
    first = judged("x", "same", f"d/{TOWN}", f"d/{COUNTY}", entity="x")
    second = judged("y", "same", f"d/{COUNTY}", f"a/{TOWN}", entity="y")
    third = judged("z", "same", f"d/{TOWN}", "gbt2260:141000")
    (problem,) = refused(shards, first, second, third)
    assert problem == (
        f"{FILE}:3: d/T9 and place:gbt2260-141000-2020 are two places: d/T9 = d/T3 ({FILE}:1) = "
        f"a/T9 ({FILE}:2) = place:gbt2260-141031-2020 ({CODE}); {TAKE_BACK}"
    )


def test_an_id_of_one_thing_cannot_be_that_of_another(shards: Shards) -> None:
    first = judged("x", "same", f"a/{FINCH}", f"b/{FINCH}", entity="finch")
    second = judged("y", "same", f"c/{FINCH}", f"d/{FINCH}", entity="finch")
    assert refused(shards, first, second) == [
        f"{FILE}:2: the id 'finch' is that of a/T8 already; {TAKE_BACK}"
    ]


@pytest.mark.parametrize("days", [("2031-05-07", "2031-05-08"), ("2031-05-08", "2031-05-07")])
def test_of_two_lines_with_one_id_the_later_is_to_be_mended(
    days: tuple[str, str], shards: Shards
) -> None:
    one = judged("x", "same", f"a/{FINCH}", f"b/{FINCH}", entity="finch", on=days[0])
    other = judged("y", "same", f"c/{PERSON}", f"d/{PERSON}", entity="finch", on=days[1])
    assert refused(shards, one, other) == [
        f"{FILE}:2: the id 'finch' is that of a/T8 already; {TAKE_BACK}"
    ]


LISTED = "correct it; kg candidates lists what may be judged"
UNKNOWN = {
    "no article": (
        "x/T1", "'x/T1' is of no article of this build; correct it, or retract the judgement if "
        "its article is gone",
    ),
    "no annotation": ("a/T99", f"'a/T99' is no entity of its article; {LISTED}"),
    "a post": ("a/T2", f"'a/T2' is no entity of its article; {LISTED}"),
    "another mention": ("a/T12", "'a/T12' is a mention of a/T1; name a/T1"),
    "a code that never was": (
        "gbt2260:999999", "no division of China has or had the code '999999'; look the place up in "
        "ontology/reference/divisions.csv",
    ),
    "a code of another time": (
        "gbt2260:310108", "no division of China had the code '310108' in 2031: it was Zhabei "
        "District from 1980 to 2014, followed by Jing'an District (310106); write the code of "
        "2031, or 310108-2014 for the unit of other years",
    ),
    "a vintage that never was": (
        "gbt2260:141031-1999", "no division of China is named '141031-1999': it is Xi County since "
        "2000; write 141031-2020",
    ),
}  # fmt: skip


@pytest.mark.parametrize("decision", ["same", "different", "unsure", "related"])
@pytest.mark.parametrize(("thing", "sentence"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_there(thing: str, sentence: str, decision: str, shards: Shards) -> None:
    assert refused(shards, judged("x", decision, f"d/{COUNTY}", thing)) == [f"{FILE}:1: {sentence}"]


def test_every_problem_is_told_in_the_order_of_the_lines(shards: Shards) -> None:
    problems = refused(
        shards,
        judged("z", "same", f"a/{PERSON}", f"a/{POST}", on="2031-05-09"),
        judged("y", "same", "x/T1", "x/T2", on="2031-05-01"),
        judged("x", "different", f"a/{TOWN}", f"b/{TOWN}", on="2031-05-08"),
    )
    assert [problem.partition(": ")[0] for problem in problems] == [
        f"{FILE}:1", f"{FILE}:2", f"{FILE}:2", f"{FILE}:3",
    ]  # fmt: skip


# Builds ------------------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "corpus", "abc", CODES)


class AtOneMoment(datetime):
    """A clock that stands."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> AtOneMoment:
        return cls(2031, 5, 9, tzinfo=tz)


@pytest.fixture(scope="module", autouse=True)
def _at_one_moment() -> Iterator[None]:
    """All builds are made at one moment; they wait neither for the shapes nor for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "datetime", AtOneMoment)
        patch.setattr(making, "validate_article", lambda *_: Report())
        patch.setattr(os, "fsync", lambda _: None)
        yield


def results(store: Path) -> dict[str, Any]:
    """All that can be asked of the snapshot in force, byte for byte."""
    view = kg.open_graph(store)
    entity = {"evidence": {"entity": local(f"a/{PERSON}")}}
    found: dict[str, Any] = {
        name: view.query(name, **entity.get(name, {})).rows for name in query_names()
    }
    return found | {name: export(view.reader, name) for name in ("nquads", "turtle", "jsonld")}


def test_what_is_taken_back_leaves_no_trace(corpus: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    kg.build(corpus, store=store)
    before, shards = results(store), tree(store / "shards")
    merged = [
        judged("x", "same", f"a/{PERSON}", f"b/{PERSON}"),
        judged("y", "same", f"c/{TOWN}", "gbt2260:141031"),
        judged("z", "related", f"a/{POST}", f"b/{SITE}"),
        judged("w", "different", f"a/{FINCH}", f"b/{FINCH}"),
    ]
    add(corpus, merged)
    assert kg.build(corpus, store=store).judged == 4
    between = results(store)
    differs = {name for name in before if before[name] != between[name]}
    assert differs >= {
        "persons",
        "officials",
        "organizations",
        "identities",
        "judgements",
        "nquads",
    }
    assert tree(store / "shards") == shards, "a shard does not change when things are merged"
    add(corpus, [retracted(f"no-{one.id}", one.id) for one in merged])
    assert kg.build(corpus, store=store).judged == 0
    assert results(store) == before
    assert tree(store / "shards") == shards


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The graphs that each build wrote."""
    found: list[set[str]] = []

    class Told(Writer):
        def __enter__(self) -> Writer:
            found.append(set())
            return super().__enter__()

        def add(self, lines: Iterable[str]) -> None:
            super().add(_graphs_told(lines))

        def remove(self, lines: Iterable[str]) -> None:
            super().remove(_graphs_told(lines))

    def _graphs_told(lines: Iterable[str]) -> list[str]:
        listed = list(lines)
        found[-1] |= {line.rsplit(" ", 2)[1][1:-1] for line in listed}
        return listed

    monkeypatch.setattr(pipeline, "Writer", Told)
    return found


def graphs_of(*articles: str) -> set[str]:
    return {make(each) for each in articles for make in (ns.content_graph, ns.evidence_graph)}


def test_a_build_writes_what_a_judgement_touches(
    corpus: Path, tmp_path: Path, written: list[set[str]]
) -> None:
    def build() -> Summary:
        return kg.build(corpus, store=tmp_path / "store")

    told = {ns.BUILD_GRAPH, ns.JUDGEMENTS_GRAPH}
    derived = {ns.DERIVATIONS_GRAPH, ns.derived_graph("asserted")}
    assert build().written == ("a", "b", "c")
    assert written[-1] >= graphs_of("a", "b", "c")
    assert build().written == ()
    assert written[-1] <= {ns.BUILD_GRAPH}
    add(corpus, [judged("x", "same", f"a/{PERSON}", f"b/{PERSON}")])
    assert build().written == ("a", "b")
    assert written[-1] - {ns.BUILD_GRAPH} == (
        graphs_of("a", "b") | derived | {ns.IDENTITY_GRAPH, ns.JUDGEMENTS_GRAPH}
    )
    add(corpus, [judged("w", "different", f"a/{FINCH}", f"c/{FINCH}")])
    assert build().written == ()
    assert written[-1] | {ns.BUILD_GRAPH} == told
    add(corpus, [judged("v", "related", f"a/{POST}", f"c/{SITE}")])
    assert build().written == ()
    assert written[-1] | {ns.BUILD_GRAPH} == told | {ns.IDENTITY_GRAPH}
    add(corpus, [retracted("no-x", "x")])
    assert build().written == ("a", "b")
    assert not written[-1] & graphs_of("c")


def test_judgements_that_contradict_change_nothing(corpus: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    add(corpus, [judged("x", "same", f"a/{PERSON}", f"b/{PERSON}")])
    kg.build(corpus, store=store)
    before, graph = snapshots(store), SnapshotReader(store).quads()
    add(corpus, [judged("y", "different", f"b/{PERSON}", f"a/{PERSON}")])
    file = (corpus / FILE).as_posix()
    sentence = (
        f"{file}:2: b/T1 and a/T1 are judged different, but are one: b/T1 = a/T1 ({file}:1); "
        f"{ONE_OF_THESE}"
    )
    for refuse in (kg.build, kg.check, tried):
        with pytest.raises(InputError) as caught:
            refuse(corpus, **({"store": store} if refuse is kg.build else {}))
        assert str(caught.value) == sentence
    assert snapshots(store) == before
    assert SnapshotReader(store).quads() == graph


def test_judgements_can_be_tried_before_they_are_written(corpus: Path) -> None:
    one = judged("x", "same", f"a/{PERSON}", f"b/{PERSON}", entity="quill")
    found = tried(corpus, one)
    assert found.canonical[local(f"b/{PERSON}")] == ns.entity("quill")
    assert not (corpus / FILE).exists()
    with pytest.raises(InputError, match="different, but are one"):
        tried(corpus, one, judged("y", "different", *one.things))


THINGS = [
    f"{article}/{each}" for article in "abc" for each in (PERSON, FINCH, TOWN, COUNTY, POST, AMBER)
]
EDITS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["same", "same", "same", "different", "related"]),
            st.sampled_from(THINGS),
            st.sampled_from([*THINGS, "gbt2260:141031", "gbt2260:141000"]),
        ),
        st.tuples(st.just("retract"), st.integers(0, 5), st.none()),
        st.tuples(st.just("article"), st.sampled_from("bcd"), st.none()),
    ),
    min_size=1,
    max_size=5,
)


def edited(corpus: Path, number: int, edit: tuple[str, Any, Any], known: list[Judgement]) -> None:
    """Does an edit that a build will not refuse; ``known`` are the judgements in force."""
    kind, one, other = edit
    if kind == "retract":
        if one < len(known):
            gone = known.pop(one)
            add(corpus, [retracted(f"no-{gone.id}", gone.id)])
    elif kind == "article":
        if not (corpus / "articles" / f"{one}.yaml").exists():
            write_articles(corpus, one)
        elif one == "d":
            for path in corpus.rglob("d.*"):
                path.unlink()
    elif one != other:
        judgement = judged(f"j{number}", kind, one, other)
        try:
            tried(corpus, judgement)
        except InputError:
            return
        add(corpus, [judgement])
        known.append(judgement)


@settings(max_examples=5, deadline=timedelta(seconds=60))
@given(EDITS)
def test_what_is_built_bit_by_bit_is_what_is_built_at_once(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, Any, Any]]
) -> None:
    root = tmp_path_factory.mktemp("edits")
    corpus = write_articles(root / "corpus", "abc", CODES)
    known: list[Judgement] = []
    kg.build(corpus, store=root / "by-bits")
    for number, edit in enumerate(edits):
        edited(corpus, number, edit, known)
        kg.build(corpus, store=root / "by-bits")
    kg.build(corpus, store=root / "at-once")
    bits, once = SnapshotReader(root / "by-bits"), SnapshotReader(root / "at-once")
    assert bits.quads() == once.quads()
    counted = ("quads", "statements", "claims", "mentions", "derived", "entities", "records")
    assert [bits.manifest[name] for name in counted] == [once.manifest[name] for name in counted]
    assert bits.manifest["quads"] == len(bits.quads())
    shutil.rmtree(root)
