"""What differs between two snapshots is told, all of it, and nothing else is read."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from judging import PERSON, judged, write_articles
from kg import namespaces as ns
from kg.differences import identities
from kg.errors import StoreError
from kg.judgements import Judgement, add
from kg.namespaces import DCTERMS, KG, RDF, RDFS
from kg.query import named_query, query_names
from kg.store.catalogue import Catalogue
from kg.store.retention import tag
from kg.store.snapshots import SnapshotReader
from kg.store.writer import Writer
from stores import keep_shard
from tiny import ANNOTATIONS, run, write_article

ROOT = Path("store")


@pytest.fixture(autouse=True)
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_STORE", "store")


def build(**annotations: str) -> None:
    """Builds articles with these annotations."""
    shutil.rmtree("corpus", ignore_errors=True)
    for article, text in annotations.items():
        write_article(Path("corpus"), article, text)
    kg.build("corpus", store=ROOT)


def shard(snapshot: str, article: str) -> set[str]:
    return set(SnapshotReader(ROOT, snapshot).shard(article))


def statements(lines: set[str]) -> set[str]:
    return {line for line in lines if line.endswith("/content> .\n")}


def claims(lines: set[str]) -> set[str]:
    claim = f" <{RDF}type> <{KG}Claim> "
    return {line.split(" ")[0] for line in lines if claim in line}


PLANNED = ANNOTATIONS.replace("A1\tActivityKind E2 sale\n", "A1\tActivityKind E2 show\n")
NOWHERE = ANNOTATIONS.replace("R1\tOfPlace Arg1:T9 Arg2:T4\n", "")


# Articles


def test_nothing_differs_from_itself() -> None:
    build(a=ANNOTATIONS)
    kg.build("corpus", store=ROOT)
    for found in (kg.diff("1", "1"), kg.diff("1", results=True)):
        assert not found
        assert found.table().rows == []
        assert "no article, nothing in who is who" in found.text()
    ran = run("diff", "1", "current", "--results")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("no row of a named query differs\n")


def test_articles_added_removed_and_changed_are_counted() -> None:
    build(a=ANNOTATIONS, b=ANNOTATIONS, c=ANNOTATIONS, d=ANNOTATIONS)
    build(a=ANNOTATIONS, b=PLANNED, d=NOWHERE, e=ANNOTATIONS)
    found = kg.diff("1", "2")
    changes = {one.article: one for one in found.articles}
    assert {article: one.change for article, one in changes.items()} == {
        "b": "changed",
        "c": "removed",
        "d": "changed",
        "e": "added",
    }
    for article, one in changes.items():
        was = shard("1", article) if article != "e" else set()
        now = shard("2", article) if article != "c" else set()
        assert (one.lines_added, one.lines_removed) == (len(now - was), len(was - now))
        assert one.statements_added == len(statements(now) - statements(was))
        assert one.statements_removed == len(statements(was) - statements(now))
        assert one.claims_added == len(claims(now) - claims(was))
        assert one.claims_removed == len(claims(was) - claims(now))
        listed = list(found.lines(article))
        assert {each.line for each in listed if each.change == "added"} == now - was
        assert {each.line for each in listed if each.change == "removed"} == was - now
        assert len(listed) == len(now ^ was)
    assert changes["b"].statements_added == changes["b"].statements_removed == 1
    assert changes["d"].claims_removed == 1
    assert changes["e"].claims_added > 5
    backwards = {one.article: one for one in kg.diff("2", "1").articles}
    assert backwards["c"].change == "added"
    assert backwards["e"].claims_removed == changes["e"].claims_added


def test_claims_that_only_moved_in_their_file_are_not_changed() -> None:
    build(a=ANNOTATIONS)
    first, _, rest = ANNOTATIONS.partition("\n")
    build(a=f"{rest}{first}\n")
    [one] = kg.diff("1", "2").articles
    assert (one.statements_added, one.statements_removed) == (0, 0)
    assert (one.claims_added, one.claims_removed, one.claims_changed) == (0, 0, 0)
    assert one.lines_added == one.lines_removed > 0
    assert {each.kind for each in kg.diff("1", "2").lines("a")} == {"place"}
    assert " at another line of the annotations\n" in run("diff", "1", "2", "-v").out
    build(a=ANNOTATIONS + "A3\tBasis E3 coreference\n")
    [one] = kg.diff("2", "3").articles
    assert (one.claims_added, one.claims_removed, one.claims_changed) == (0, 0, 1)


def test_unchanged_articles_are_not_read() -> None:
    build(a=ANNOTATIONS, b=ANNOTATIONS)
    build(a=ANNOTATIONS, b=PLANNED)
    for path in (ROOT / "shards").glob("a-*"):
        path.unlink()
    assert [one.article for one in kg.diff("1", "2").articles] == ["b"]
    for path in (ROOT / "shards").glob("b-*"):
        path.write_text("")
    with pytest.raises(StoreError, match="was changed after the build"):
        kg.diff("1", "2")


# Who is who


def judge(*judgements: Judgement) -> None:
    """Builds the corpus with these judgements and no others."""
    Path("corpus/identity.jsonl").unlink(missing_ok=True)
    if judgements:
        add(Path("corpus"), judgements)
    kg.build("corpus", store=ROOT)


def told(before: str, after: str) -> list[tuple[str, str, list[str]]]:
    found = kg.diff(before, after).identity
    return [(one.change, one.whole.label, [str(part) for part in one.parts]) for one in found]


def test_what_became_one_and_what_parted() -> None:
    write_articles(Path("corpus"), "abcd")
    judge()
    judge(judged("j1", "same", f"a/{PERSON}", f"b/{PERSON}"))
    persons = [f"Ada Quill {article}/{PERSON}" for article in "abcd"]
    assert told("1", "2") == [("became one", "Ada Quill", persons[:2])]
    assert told("2", "1") == [("parted", "Ada Quill", persons[:2])]
    judge(
        judged("j1", "same", f"a/{PERSON}", f"b/{PERSON}"),
        judged("j2", "same", f"b/{PERSON}", f"c/{PERSON}", on="2031-05-08"),
    )
    [(change, label, parts)] = told("2", "3")
    assert (change, label) == ("became one", "Ada Quill")
    # a and b were one already, by the id that their judgement minted
    minted = kg.diff("1", "2").identity[0].whole
    assert sorted(parts) == sorted([str(minted), persons[2]])
    [(change, label, parts)] = told("1", "3")
    assert sorted(parts) == persons[:3]
    judge(judged("j2", "same", f"b/{PERSON}", f"c/{PERSON}", on="2031-05-08"))
    changes = {(change, tuple(sorted(parts))) for change, _, parts in told("3", "4")}
    assert changes == {("parted", tuple(sorted([persons[0], *shared("4", "b", "c")])))}
    found = kg.diff("3", "4")
    assert found.articles == ()
    assert found
    assert f"parted: {found.identity[0].whole} = " in found.text()


def shared(snapshot: str, *articles: str) -> list[str]:
    """How the one is named that persons of these articles are, or they themselves."""
    reader = SnapshotReader(ROOT, snapshot)
    ids = {
        identities.renamed(reader, [ns.node(article, PERSON)])[ns.node(article, PERSON)]
        for article in articles
    }
    [iri] = ids
    return [f"Ada Quill {ns.shrink(iri)}"]


def test_a_thing_that_came_to_be_a_place_is_one_with_it() -> None:
    write_articles(Path("corpus"), "ab", {"a/T3": "gbt2260:141031"})
    judge()
    judge(judged("j1", "same", "b/T3", "gbt2260:141031"))
    assert told("1", "2") == [
        # by rule, for they hold one post in one place now
        ("became one", "Ada Quill", ["Ada Quill a/T1", "Ada Quill b/T1"]),
        (
            "became one",
            "Larkhaven county",
            ["Larkhaven county b/T3", "Larkhaven county gbt2260:141031-2020"],
        ),
    ]


def test_an_article_that_goes_takes_no_identity_with_it() -> None:
    """Things take the id of the first article's; when that goes, who is one stays as it was."""
    write_articles(Path("corpus"), "abc", dict.fromkeys(("a/T3", "b/T3", "c/T3"), "gbt2260:141031"))
    same = judged("j2", "same", f"b/{PERSON}", f"c/{PERSON}")
    judge(judged("j1", "same", f"a/{PERSON}", f"b/{PERSON}"), same)
    Path("corpus/articles/a.yaml").unlink()
    Path("corpus/annotations/gold/a.ann").unlink()
    judge(same)
    found = kg.diff("1", "2")
    assert [one.change for one in found.articles] == ["removed"]
    assert found.identity == ()
    assert set(found.moved) == {"b", "c"}


THINGS = [(article, f"T{n}") for article in "abcd" for n in (1, 2, 3)]
PLACE = ns.place("gbt2260", "141031", 2020)


@st.composite
def partitions(draw: st.DrawFn) -> dict[str, str]:
    """The id that stands for each thing of a snapshot; some snapshots lack things or articles."""
    there = draw(st.sets(st.sampled_from("abcd"), min_size=1))
    things = [ns.node(*t) for t in THINGS if t[0] in there and draw(st.integers(0, 9))]
    groups = {thing: draw(st.integers(0, 4)) for thing in things}
    kinds = [draw(st.sampled_from(["first", "minted", "place"])) for _ in range(5)]
    found = {}
    for group in range(5):
        members = sorted(thing for thing in things if groups[thing] == group)
        names = {"minted": ns.entity(f"m{group}"), "place": f"{PLACE}{group}"}
        for thing in members:
            found[thing] = names.get(kinds[group], members[0])
    return found


def keep_partition(root: Path, canonical: dict[str, str]) -> None:
    """Makes a snapshot in which these ids stand for the things."""
    with Writer(root, inherit=True) as writer:
        before = set(writer.match(None, None, None, None))
        after: list[str] = []
        records = {}
        for article in sorted({iri.split("/")[-2] for iri in canonical}):
            own = sorted(iri for iri in canonical if f"/{article}/" in iri)
            graph = ns.content_graph(article)
            text = "".join(f'<{iri}> <{RDFS}label> "x" <{graph}> .\n' for iri in own)
            lines = [
                f"<{iri}> <{DCTERMS}isReplacedBy> <{canonical[iri]}> <{ns.IDENTITY_GRAPH}> .\n"
                for iri in own
                if canonical[iri] != iri
            ]
            after += lines
            records[article] = keep_shard(writer, article, text)
        writer.remove(sorted(before.difference(after)))
        writer.add(sorted(set(after) - before))
        writer.commit({"quads": len(writer)}, Catalogue(records))


def gathered(
    was: dict[str, str], now: dict[str, str], things: set[str]
) -> set[tuple[str, frozenset[str]]]:
    """What became one, looked for among all things."""
    places = {iri: iri for iri in [*was.values(), *now.values()] if iri.startswith(ns.PLACE)}
    was, now = ({thing: ids[thing] for thing in things} | places for ids in (was, now))
    found = set()
    for whole in set(now.values()):
        members = {thing for thing in now if now[thing] == whole}
        parts = set()
        for side in {was[thing] for thing in members}:
            of_side = {thing for thing in was if was[thing] == side}
            parts |= {side} if of_side <= members else of_side & members
        if len({was[thing] for thing in members}) > 1:
            found.add((whole, frozenset(parts)))
    return found


@given(partitions(), partitions())
@settings(max_examples=60, deadline=None)
def test_who_became_one_is_found_without_looking_at_all(
    tmp_path_factory, was: dict[str, str], now: dict[str, str]
) -> None:  # type: ignore[no-untyped-def]
    root = tmp_path_factory.mktemp("partitions")
    keep_partition(root, was)
    keep_partition(root, now)
    found = identities.compared(SnapshotReader(root, "1"), SnapshotReader(root, "2"))
    things = was.keys() & now.keys()
    moved = {thing.split("/")[-2] for thing in things if was[thing] != now[thing]}
    assert set(found.moved) == moved
    sides: dict[str, set[tuple[str, frozenset[str]]]] = {"became one": set(), "parted": set()}
    for one in found.changes:
        sides[one.change].add((one.whole.iri, frozenset(part.iri for part in one.parts)))
    assert sides["became one"] == gathered(was, now, things)
    assert sides["parted"] == gathered(now, was, things)
    shutil.rmtree(root)


# Rows of named queries


def test_cells_of_rows_that_changed() -> None:
    build(a=ANNOTATIONS)
    build(a=ANNOTATIONS.replace("role:county-head", "role:deputy-county-head"))
    found = kg.diff("1", "2", results=True)
    assert found.results
    officials = [row for row in found.results if row.query == "officials"]
    [row] = officials
    assert row.change == "changed"
    assert [cell for cell in row.cells() if not cell[0].endswith("_iri")] == [
        ("role", "county head", "deputy county head")
    ]
    assert row.row["article"] == "a"
    text = run("diff", "1", "--results").out
    assert "\nofficials  ~1\n  ~ Ada Quill, deputy county head, head, " in text
    assert ": role county head → deputy county head\n" in text


def test_a_row_is_followed_where_its_ids_are_others() -> None:
    write_articles(Path("corpus"), "ab")
    judge()
    judge(judged("j1", "same", f"a/{PERSON}", f"b/{PERSON}"))
    results = kg.diff("1", "2", results=True).results
    assert results
    officials = [row for row in results if row.query == "officials"]
    assert [row.change for row in officials] == ["changed", "changed"]
    assert {column for row in officials for column, _, _ in row.cells()} == {"official_iri"}
    assert (
        "officials  ~2\n  2 rows with other claims or ids only\n"
        in run("diff", "1", "--results").out
    )


def test_rows_before_with_their_changes_are_the_rows_after(corpus: Path) -> None:
    """Of every query, for every kind of change to the bundled corpus."""
    shutil.copytree(corpus, "corpus")
    kg.build("corpus", store=ROOT)
    gold = Path("corpus/annotations/gold")
    text = (gold / "001-linfen.ann").read_text(encoding="utf-8")
    text = text.replace("E10 role:county-head", "E10 role:deputy-county-head")
    (gold / "001-linfen.ann").write_text(text, encoding="utf-8")
    (gold / "004-zhejiang.ann").unlink()
    Path("corpus/articles/004-zhejiang.yaml").unlink()
    for name, words in (("identity", "kul7kkkca3"), ("identity", "ggwew2"), ("disjoint", "004-")):
        path = Path(f"corpus/{name}.jsonl")
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if words not in line), encoding="utf-8")
    write_article(Path("corpus"), "005-larkhaven")
    kg.build("corpus", store=ROOT)
    for before, after in (("1", "2"), ("2", "1")):
        results = kg.diff(before, after, results=True).results
        assert results
        assert {row.change for row in results} == {"added", "removed", "changed"}
        one, other = (kg.open_graph(snapshot=name) for name in (before, after))
        compared = 0
        for name in query_names():
            if any(parameter.required for parameter in named_query(name).parameters):
                assert not [row for row in results if row.query == name]
                continue
            rows = Counter(tuple(row.items()) for row in one.query(name))
            for row in results:
                if row.query == name:
                    rows.update([tuple(row.after.items())] if row.after else [])
                    rows.subtract([tuple(row.before.items())] if row.before else [])
                    assert row.before != row.after
            assert +rows == Counter(tuple(row.items()) for row in other.query(name)), name
            assert -rows == Counter(), name
            compared += 1
        assert compared > 25


# Forms


@pytest.fixture
def changed() -> None:
    build(a=ANNOTATIONS, b=ANNOTATIONS)
    build(a=PLANNED, c=ANNOTATIONS)
    tag(ROOT, "before", "1")


@pytest.mark.usefixtures("changed")
def test_the_table_tells_counts_that_files_tell_line_by_line() -> None:
    ran = run("diff", "before")
    assert ran.code == 0
    lines = ran.out.splitlines()
    first, second = (SnapshotReader(ROOT, name).name for name in ("1", "2"))
    assert lines[0] == f"{first} → {second}"
    assert lines[1].startswith("articles 2, mentions ")
    assert [line.split()[:2] for line in lines[5:8]] == [
        ["a", "changed"],
        ["b", "removed"],
        ["c", "added"],
    ]
    verbose = run("diff", "before", "-v").out
    assert "\n  - E2 kg:kind activity-kind:sale\n" in verbose
    assert "\n  + E2 kg:kind activity-kind:show\n" in verbose
    found = json.loads(run("diff", "before", "--format", "json").out)
    assert [one["article"] for one in found["articles"]] == ["a", "b", "c"]
    for one in found["articles"]:
        assert one["lines_added"] == sum(line["change"] == "added" for line in one["lines"])
    assert "results" not in found
    rows = list(csv.DictReader(io.StringIO(run("diff", "before", "--format", "csv").out)))
    assert [(row["name"], row["change"]) for row in rows if row["kind"] == "article"] == [
        ("a", "changed"),
        ("b", "removed"),
        ("c", "added"),
    ]
    told_lines = {row["after"] for row in rows if row["name"] == "c" and row["kind"] != "article"}
    assert {f"{line}\n" for line in told_lines} == shard("2", "c")


@pytest.mark.usefixtures("changed")
def test_it_is_written_with_a_manifest_and_shown_in_notebooks() -> None:
    assert run("diff", "before", "--results", "-o", "d.json").code == 0
    manifest = json.loads(Path("d.json.prov.json").read_text())
    first, second = (SnapshotReader(ROOT, name).name for name in ("1", "2"))
    assert (manifest["before"], manifest["after"]) == (first, second)
    assert manifest["results"] is True
    found = kg.diff("before", results=True)
    assert json.loads(Path("d.json").read_text()) == found.json()
    frame = found.df()
    assert list(frame.columns) == ["kind", "name", "change", "thing", "column", "before", "after"]
    assert len(frame) == len(found.table())
    html = found._repr_html_()
    assert "<td>c</td>" in html
    assert "activities" in html
    for ending in ("csv", "tsv", "txt"):
        assert run("diff", "before", "-o", f"d.{ending}").code == 0


@pytest.mark.usefixtures("changed")
def test_what_cannot_be_compared_is_told_in_a_sentence() -> None:
    for arguments in (["none"], ["1", "none"], ["9"]):
        ran = run("diff", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("kg: the store store has no snapshot ")
        assert ran.err.count("\n") == 1
    assert run("diff").code == 2
    assert run("diff", "1", "-o", "d.xml").code == 2
