"""From corpora to a snapshot: same input, same bytes; true numbers; one thing, one id."""

from __future__ import annotations

import errno
import importlib
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, URIRef
from rdflib.term import Node

import kg
from kg import records
from kg.cli.commands import COMMANDS
from kg.errors import InputError, Refusal, StoreError
from kg.labels import preferred as preferred_label
from kg.namespaces import ARTICLE, BUILD_GRAPH, GRAPH, ID, IDENTITY_GRAPH, KG, PLACE
from kg.pipeline import Summary
from kg.store import writer
from kg.store.snapshots import SnapshotReader
from tiny import ANNOTATIONS, TEXT, mention, run, tree, write_article

WHEN = re.compile(r'"[0-9T:-]+Z"')


@pytest.fixture(autouse=True)
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def shards(store: str | Path) -> dict[str, str]:
    """The shards of the graph in force, byte for byte (by digest)."""
    reader = SnapshotReader(Path(store))
    named = reader.articles.shards()
    return {n: d for n, d in tree(Path(store) / "shards").items() if n in named}


def graph(store: str | Path) -> list[str]:
    """Every quad but those of the build's own graph."""
    return [
        q for q in SnapshotReader(Path(store)).quads() if not q.endswith(f" <{BUILD_GRAPH}> .\n")
    ]


OTHER_TEXT = (
    "Bo Reed sold plums in Larkhaven, a place that he knew well, and nobody asked him why he did "
    "so on a day on which it rained and the river rose, for all of them knew him well enough.\n"
)
OTHER = (
    mention("T1", "Person", "Bo Reed", OTHER_TEXT)
    + mention("T2", "Livestream", "sold", OTHER_TEXT)
    + mention("T3", "Product", "plums", OTHER_TEXT)
    + mention("T4", "Place", "Larkhaven", OTHER_TEXT)
    + "E1\tLivestream:T2 Host:T1 Product:T3\n"
    + "A1\tActivityKind E1 sale\n"
    + "N1\tReference T4 gbt2260:141031\tLarkhaven\n"
)


def write_other(corpus: Path, id_: str = "b", annotations: str = OTHER) -> Path:
    return write_article(corpus, id_, annotations, OTHER_TEXT)


# Same input, same bytes


def test_what_the_engine_takes_meanwhile_is_what_it_takes_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    corpus = write_other(write_article(Path("corpus")))
    kg.build(corpus, store="at once")
    aside: list[int] = []
    take = writer.Writer.load_aside

    def noted(self: writer.Writer) -> None:
        aside.append(len(self))
        take(self)

    monkeypatch.setattr(writer, "_AT_ONCE", 20)
    monkeypatch.setattr(writer.Writer, "load_aside", noted)
    summary = kg.build(corpus, store="meanwhile")
    assert len(aside) > 2
    assert graph("meanwhile") == graph("at once")
    assert summary.quads == len(SnapshotReader(Path("meanwhile")).quads())


def test_what_piles_up_is_merged_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = write_other(write_article(Path("corpus")))
    kg.build(corpus, store="at once")
    merged: list[int] = []
    merge = writer.Writer._merge

    def noted(self: writer.Writer) -> None:
        merge(self)
        merged.append(len(self))

    monkeypatch.setattr(writer, "_AT_ONCE", 20)
    monkeypatch.setattr(writer, "_PILED", 2)
    monkeypatch.setattr(writer.Writer, "_merge", noted)
    kg.build(corpus, store="meanwhile")
    assert len(merged) > 2
    assert graph("meanwhile") == graph("at once")


def test_what_the_engine_cannot_merge_meanwhile_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writer.Writer, "_merge", full)
    with pytest.raises(StoreError, match="the store store cannot be written: No space left"):
        kg.build(write_article(Path("corpus")), store="store")
    assert not Path("store").exists()


def test_what_the_engine_cannot_take_meanwhile_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writer, "_AT_ONCE", 20)
    monkeypatch.setattr(writer.Writer, "_take", full)
    with pytest.raises(StoreError, match="the store store cannot be written: No space left"):
        kg.build(write_other(write_article(Path("corpus"))), store="store")
    assert not Path("store").exists()


@pytest.mark.parametrize("changed", [2, 3])
def test_where_most_articles_have_changed_a_build_begins_anew(
    changed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "_MANY", 1)
    corpus = write_other(write_article(Path("corpus")))
    for id_ in ("c", "d"):
        write_other(corpus, id_)
    kg.build(corpus, store="store")
    for id_ in ("b", "c", "d")[:changed]:
        write_other(corpus, id_, OTHER.replace("E1 sale", "E1 show"))
    kg.build(corpus, store="store")
    manifest = SnapshotReader(Path("store")).manifest
    assert manifest["grown"] == (0 if changed == 3 else 1)
    kg.build(corpus, store="fresh")
    assert graph("store") == graph("fresh")
    assert shards("store") == shards("fresh")


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    corpus = write_other(write_article(Path("corpus")))
    kg.build(corpus, store="one")
    copy = Path("elsewhere/deep/copied")
    for path in sorted(corpus.rglob("*"), reverse=True):  # created in the opposite order
        if path.is_file():
            (copy / path.relative_to(corpus)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy / path.relative_to(corpus))
    os.utime(copy / "articles" / "a.yaml", (0, 0))
    given: list[str | Path] = [
        tmp_path / copy,
        "./corpus/",
        f"../{tmp_path.name}/corpus",
        str(tmp_path / "corpus") + "/",
    ]
    expected, quads = shards("one"), graph("one")
    assert len(expected) == 2
    for number, corpus_given in enumerate(given):
        store = f"store{number}"
        kg.build(corpus_given, store=store)
        assert shards(store) == expected
        assert graph(store) == quads
        assert b"corpus" not in b"".join(p.read_bytes() for p in Path(store, "shards").iterdir())


def test_a_build_changes_nothing_but_the_moment_of_it() -> None:
    corpus = write_article(Path("corpus"))
    one = kg.build(corpus, store="store")
    before = SnapshotReader(Path("store")).quads()
    two = kg.build(corpus, store="store")
    after = SnapshotReader(Path("store")).quads()
    assert one.snapshot < two.snapshot
    assert [WHEN.sub("", q) for q in before] == [WHEN.sub("", q) for q in after]
    assert len(list(Path("store/shards").iterdir())) == 1


def test_whether_texts_were_at_hand_is_told_by_the_build_and_not_in_the_shards() -> None:
    corpus = write_article(Path("corpus"))
    without = kg.build(corpus, store="without")
    held = kg.build(corpus, store="with", texts=corpus / "texts")
    assert (without.anchors_verified, held.anchors_verified) == (False, True)
    assert shards("with") == shards("without")
    assert graph("with") == graph("without")
    start = f"<{ID}build> <{KG}anchorsVerified> "
    for store, verified in (("with", "true"), ("without", "false")):
        [line] = [q for q in SnapshotReader(Path(store)).quads() if q.startswith(start)]
        assert f'"{verified}"' in line


def test_two_corpora_together_are_each_by_itself() -> None:
    write_article(Path("one"), "a")
    write_other(Path("two"), "b")
    kg.build("one", store="first")
    kg.build("two", store="second")
    kg.build("one", "two", store="both")
    kg.build("two", "one", store="swapped")
    assert shards("both") == shards("first") | shards("second") == shards("swapped")
    assert graph("both") == graph("swapped")
    by_article = dict(SnapshotReader(Path("both")).shards())
    assert by_article == {
        **dict(SnapshotReader(Path("first")).shards()),
        **dict(SnapshotReader(Path("second")).shards()),
    }


def test_a_removed_article_is_removed() -> None:
    corpus = write_other(write_article(Path("corpus")))
    kg.build(corpus, store="store")
    kg.build(write_article(Path("alone")), store="alone-store")
    assert any(f"{ARTICLE}b" in quad for quad in graph("store"))
    (corpus / "articles/b.yaml").unlink()
    (corpus / "annotations/gold/b.ann").unlink()
    kg.build(corpus, store="store")
    assert graph("store") == graph("alone-store")
    assert shards("store") == shards("alone-store")
    assert not any("Bo Reed" in quad for quad in SnapshotReader(Path("store")).quads())


def test_a_line_break_of_unicode_stays_inside_its_literal() -> None:
    """brat parts lines by LF alone; so must whoever reads shards and results."""
    words = "the last\u2028of the\x85lamps"
    text = TEXT.replace("the last of the lamps", words)
    annotations = ANNOTATIONS.replace("E1\t", mention("T10", "Product", words, text) + "E1\t", 1)
    corpus = write_article(Path("corpus"), annotations=annotations, text=text)
    assert run("build", corpus, "--store", "store", "--texts", corpus / "texts").code == 0
    assert run("validate", "--store", "store").code == 0
    reader = SnapshotReader(Path("store"))
    labels = [q for q in reader.quads() if f'"{words}"@en' in q]
    assert len(labels) == 2
    assert all(line.endswith(" .\n") for line in reader.quads())
    [(_, lines)] = reader.shards()
    assert all(line.startswith("<") and line.endswith(" .\n") for line in lines)
    assert any(words in t for t in reader.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))


# The summary


def counted(store: Path) -> dict[str, object]:
    """What the summary tells, counted by rdflib over everything in the store."""
    reader = SnapshotReader(store)
    dataset = reader.dataset()

    def graphs(predicate: str) -> list[Graph]:
        return [dataset.graph(URIRef(str(g))) for g in dataset.objects(None, URIRef(predicate))]

    def of(kind: str) -> int:
        typed = (evidence.subjects(RDF.type, URIRef(KG + kind)) for evidence in evidences)
        return sum(len(list(subjects)) for subjects in typed)

    contents, evidences = graphs(KG + "contentGraph"), graphs(KG + "evidenceGraph")
    levels = ("asserted", "reported", "inferred", "planned")
    derived = [dataset.graph(URIRef(f"{GRAPH}derived/{level}")) for level in levels]
    kinds: dict[str, set[Node]] = {}
    for graph in (*contents, *derived):
        for subject, kind in graph.subject_objects(RDF.type):
            kinds.setdefault(str(kind).removeprefix(KG), set()).add(subject)
    return {
        "articles": len(contents),
        "mentions": of("Mention"),
        "claims": of("Claim"),
        "statements": sum(map(len, contents)),
        "derived": sum(map(len, derived)),
        "quads": len(reader.quads()),
        "kinds": {kind: len(nodes) for kind, nodes in kinds.items()},
    }


def check_summary(summary: Summary, store: Path) -> None:
    found = counted(store)
    kinds = found.pop("kinds")
    assert {name: getattr(summary, name) for name in found} == found
    assert {**summary.entities, **summary.records} == kinds
    assert not set(summary.entities) & set(summary.records)


def test_the_summary_is_true() -> None:
    corpus = write_other(write_article(Path("corpus")))
    summary = kg.build(corpus, store="store")
    check_summary(summary, Path("store"))
    assert summary.entities == {
        "Official": 1,
        "Organization": 1,
        "Person": 2,
        "Place": 1,
        "Platform": 1,
        "Product": 2,
    }
    assert summary.records == {"Figure": 1, "Livestream": 2, "Tenure": 1, "Time": 1}
    assert (summary.articles, summary.mentions, summary.violations) == (2, 13, 0)
    assert summary.store == Path("store")
    ran = run("build", corpus, "--store", "again")
    told = dict(re.split(" {2,}", line, maxsplit=1) for line in ran.out.splitlines())
    assert told == {
        "articles": "2",
        "mentions": "13",
        "claims": str(summary.claims),
        "statements": f"{summary.statements} said, {summary.derived} derived by rule",
        "entities": "1 Official, 1 Organization, 2 Person, 1 Place, 1 Platform, 2 Product",
        "records": "1 Figure, 2 Livestream, 1 Tenure, 1 Time",
        "identity": "0 judged, 0 resolved by rule, 0 places undecided (kg candidates)",
        "violations": "0",
        "anchors": "not verified (no texts given)",
        "snapshot": f"{SnapshotReader(Path('again')).name} in again ({summary.quads} quads)",
    }


def test_things_that_are_merged_are_counted_once() -> None:
    """Two mentions of one article that are not said to be the same, but have the same code."""
    twice = ANNOTATIONS.replace(
        "E1\t",
        mention("T10", "Place", "valley")
        + "N9\tReference T10 gbt2260:141031\tvalley\n#1\tLabel T10\tLarkhaven county\nE1\t",
        1,
    )
    once = kg.build(write_article(Path("once")), store="once-store")
    summary = kg.build(write_article(Path("corpus"), annotations=twice), store="store")
    check_summary(summary, Path("store"))
    assert summary.entities == once.entities
    assert summary.statements == once.statements
    assert summary.mentions == once.mentions + 1


def test_the_manifest_says_what_the_bundled_store_holds(store: Path) -> None:
    manifest = SnapshotReader(store).manifest
    found = counted(store)
    kinds = found.pop("kinds")
    assert {**manifest["entities"], **manifest["records"]} == kinds
    assert manifest["articles"] == found.pop("articles") == 5
    assert {name: manifest[name] for name in found} == found


def test_progress_is_told_step_by_step() -> None:
    corpus = write_other(write_article(Path("corpus")))
    told: list[tuple[str, int, int]] = []
    kg.build(corpus, store="store", progress=lambda *step: told.append(step))
    phases: dict[str, list[tuple[int, int]]] = {}
    for phase, done, total in told:
        assert 0 <= done <= total
        phases.setdefault(phase, []).append((done, total))
    assert list(phases) == ["reading", "storing", "deriving", "tidying"]
    assert [phase for phase, _, _ in told] == [p for p, steps in phases.items() for _ in steps]
    for phase, steps in phases.items():
        assert {total for _, total in steps} == {1 if phase in ("deriving", "tidying") else 2}
        assert [done for done, _ in steps] == sorted({done for done, _ in steps})
    told.clear()
    kg.check(corpus, progress=lambda *step: told.append(step))
    assert {phase for phase, _, _ in told} == {"reading"}


# Identity


def names(quads: Iterable[str], predicate: str, end: str = "") -> dict[str, set[str]]:
    """Subject to the literals of one predicate, over lines of N-Quads."""
    found: dict[str, set[str]] = {}
    for quad in quads:
        subject, name, rest = quad.split(" ", 2)
        if name == f"<{predicate}>" and quad.endswith(f"{end} .\n"):
            found.setdefault(subject[1:-1], set()).add(rest.rsplit(" <", 1)[0])
    return found


def test_one_code_in_two_articles_is_one_place() -> None:
    kg.build(write_other(write_article(Path("corpus"))), store="store")
    quads = SnapshotReader(Path("store")).quads()
    [place] = {s for s in names(quads, str(RDFS.label)) if s.startswith(PLACE) and "141031" in s}
    labels = [
        (q.split(" ", 2)[2].split("@")[0], q.rsplit(" ", 2)[1])
        for q in quads
        if q.startswith(f"<{place}> <{RDFS.label}>") and q.endswith("/content> .\n")
    ]
    assert labels == [
        ('"Larkhaven county"', f"<{ARTICLE}a/content>"),
        ('"Larkhaven"', f"<{ARTICLE}b/content>"),
    ]
    redirected = names(quads, "http://purl.org/dc/terms/isReplacedBy", f" <{IDENTITY_GRAPH}>")
    assert redirected == {f"{ARTICLE}a/T4": {f"<{place}>"}, f"{ARTICLE}b/T4": {f"<{place}>"}}
    contents = [q for q in quads if q.endswith("/content> .\n")]
    assert not any(f"<{ARTICLE}{one}/T4>" in q for q in contents for one in "ab")
    assert any(f"<{ARTICLE}a/m-T4>" in q for q in quads), "mentions stay what they are"
    rows = kg.open_graph("store").query("places")
    assert {row["article"] for row in rows if row["code"] == "141031"} == {"a", "b"}


def test_the_same_words_in_two_articles_are_two_things() -> None:
    corpus = write_article(Path("corpus"))
    write_article(corpus, "b", ANNOTATIONS.replace("gbt2260:141031", "gbt2260:370300"))
    kg.build(corpus, store="store")
    people = {row["person_iri"] for row in kg.open_graph("store").query("persons")}
    assert people == {f"{ARTICLE}a/T2", f"{ARTICLE}b/T2"}
    redirected = names(
        SnapshotReader(Path("store")).quads(), "http://purl.org/dc/terms/isReplacedBy"
    )
    assert len({iri for iris in redirected.values() for iri in iris}) == 2


PREFERRED = {
    "English before others": (
        ['"蒲县"@zh', '"蒲县"@zh', '"Puxian county"@en'],
        '"Puxian county"@en',
    ),
    "what most articles say": (
        ['"Puxian"@en', '"Pu county"@en', '"Pu county"@en'],
        '"Pu county"@en',
    ),
    "then the shortest": (['"Puxian county"@en', '"Pu county"@en'], '"Pu county"@en'),
    "then by the alphabet": (['"Pv"@en', '"Pu"@en'], '"Pu"@en'),
    "others if there is no English": (['"蒲县城"@zh', '"蒲县"@zh'], '"蒲县"@zh'),
}


@pytest.mark.parametrize("rule", PREFERRED)
def test_the_preferred_label(rule: str) -> None:
    labels, preferred = PREFERRED[rule]
    for order in (labels, labels[::-1]):
        assert preferred_label(Counter(order)) == preferred


def test_every_thing_in_the_store_has_one_preferred_label(store: Path) -> None:
    quads = SnapshotReader(store).quads()
    preferred = names(quads, str(SKOS.prefLabel), f" <{IDENTITY_GRAPH}>")
    assert all(len(labels) == 1 for labels in preferred.values())
    contents = [q for q in quads if q.endswith("/content> .\n")]
    labels = names(contents, str(RDFS.label))
    assert set(labels) <= set(preferred)
    for thing, found in labels.items():
        [one] = preferred[thing]
        assert one in found
        counts = Counter(
            q.split(" ", 2)[2].rsplit(" <", 1)[0]
            for q in contents
            if q.startswith(f"<{thing}> <{RDFS.label}>")
        )
        english = [label for label in counts if label.endswith("@en")] or list(counts)
        assert counts[one] == max(counts[label] for label in english)


# Public names


def test_the_front_door_is_small_and_open() -> None:
    assert len(kg.__all__) <= 8
    assert len(set(kg.__all__)) == len(kg.__all__)
    for name in kg.__all__:
        assert getattr(kg, name).__doc__
    assert {"build", "check", "validate", "open_graph", "KgError"} <= set(kg.__all__)
    with pytest.raises(AttributeError, match="module 'kg' has no attribute 'biuld'"):
        kg.biuld  # noqa: B018
    fresh = importlib.reload(kg)
    assert fresh.build is kg.build


def test_every_error_of_the_library_is_a_kg_error() -> None:
    write_article(Path("corpus"))
    Path("corpus/texts/a.txt").write_text("Another text.")
    with pytest.raises(Refusal) as refused:
        kg.check("corpus", texts="corpus/texts")
    with pytest.raises(InputError) as unusable:
        kg.check("nowhere")
    with pytest.raises(kg.KgError, match=r"^no corpus is given; name a folder"):
        kg.build()
    assert isinstance(refused.value, kg.KgError)
    assert isinstance(unusable.value, kg.KgError)
    assert (refused.value.exit_code, unusable.value.exit_code) == (1, 2)
    assert unusable.value.problems[0].file == "nowhere"


def test_a_check_tells_what_it_held() -> None:
    corpus = write_other(write_article(Path("corpus")))
    checked = kg.check(corpus, texts=corpus / "texts")
    assert (checked.articles, checked.mentions, checked.anchors_verified) == (2, 13, True)
    assert not kg.check(str(corpus)).anchors_verified
    assert run("check", corpus).out == "2 articles, 13 mentions: not held against texts\n"
    assert not Path("build").exists()


def test_a_check_tells_what_a_build_would_refuse() -> None:
    homeless = ANNOTATIONS.replace("Member:T2 Jurisdiction:T4", "Member:T2")
    checked = run("check", write_article(Path("corpus"), annotations=homeless))
    assert (checked.code, checked.out) == (1, "")
    assert "A tenure needs an organization, a jurisdiction or a place" in checked.err
    assert "the graph has 1 violation and cannot be built; mend the annotations" in checked.err


def test_an_ending_that_stands_for_no_format_is_refused() -> None:
    build_tiny = run("build", write_article(Path("corpus")), "--store", "store")
    assert build_tiny.code == 0
    asked = ("query", "officials", "--store", "store", "-o")
    refused = run(*asked, "officials.xlsx")
    assert (refused.code, Path("officials.xlsx").exists()) == (2, False)
    assert "the ending of officials.xlsx stands for no format; use .txt, .csv" in refused.err
    assert run(*asked, "officials.txt").code == 0


def test_every_command_has_help() -> None:
    whole = run("--help")
    assert whole.code == 0
    for command in COMMANDS:
        ran = run(command, "--help")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(f"Usage: kg {command}")
        assert command in whole.out


def test_a_build_without_room_for_temporary_files_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    write_article(Path("corpus"))
    monkeypatch.setattr(tempfile, "tempdir", "gone")
    ran = run("build", "corpus", "--store", "store")
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(
        r"kg: temporary files cannot be written: [^\n]+; make room there.+\n", ran.err
    )
    assert not Path("store").exists()
