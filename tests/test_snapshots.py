"""What snapshots are called, which of them stay, and that what was removed is gone."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import pytest

import kg
from kg.errors import InputError, StoreError
from kg.store import collecting, retention
from kg.store.collecting import collect, tidy
from kg.store.retention import KEPT, Removed, delete_tag, kept, read_tags, removed_articles, tag
from kg.store.snapshots import (
    ARTICLES,
    SnapshotReader,
    current_snapshot,
    find_snapshot,
    number_of,
    snapshots,
)
from kg.store.writer import Writer
from stores import hidden, holding, put, quads, scripted
from test_tutorial import run_in_checkout
from tiny import ANNOTATIONS, TEXT, run, tree, write_article

ROOT = Path("store")
PUBLISHER = "The Quornwhistle Gazette"
# Of the engine: one table each when they are in order, up to three when a build leaves them.
FAMILIES = 12


@pytest.fixture(autouse=True)
def _in_memory(in_memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    monkeypatch.setenv("KG_STORE", "store")


@pytest.fixture
def three() -> list[str]:
    """The names of three snapshots: of article a and b, of both again, and of a alone."""
    both = {"a": "a\n", "b": "b\n"}
    put(ROOT, "v1", both)
    put(ROOT, "v2", both, inherit=True)
    put(ROOT, "v3", {"a": "a\n"}, inherit=True)
    return list(snapshots(ROOT))


@contextmanager
def opened_elsewhere(snapshot: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that has a snapshot open; a line on its stdin makes it read everything."""
    code = (
        "import sys; from pathlib import Path; from kg.store.snapshots import SnapshotReader\n"
        "reader = SnapshotReader(Path('store'), sys.argv[1]); print(reader.name, flush=True)\n"
        "for _ in sys.stdin: print(*reader.quads(), *dict(reader.shards()), flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, snapshot],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == find_snapshot(ROOT, snapshot)
        yield process
        process.kill()


# Names


def test_a_snapshot_is_named_by_its_name_its_number_or_a_tag(three: list[str]) -> None:
    first, second, third = three
    assert tag(ROOT, "before-merge", "2") == second
    assert tag(ROOT, "名", "current") == third
    assert [find_snapshot(ROOT, n) for n in (first, "1", "000001")] == [first] * 3
    assert find_snapshot(ROOT, "before-merge") == second
    assert find_snapshot(ROOT, "名") == find_snapshot(ROOT, "current") == third
    assert SnapshotReader(ROOT, "before-merge").quads() == quads("v2")
    assert kg.open_graph(snapshot="before-merge").name == second
    with pytest.raises(StoreError) as raised:
        find_snapshot(ROOT, "4")
    assert str(raised.value) == (
        f"the store store has no snapshot '4'; use one of {', '.join(three)}, before-merge, 名"
    )


def test_a_tag_means_one_snapshot_until_it_is_deleted(three: list[str]) -> None:
    tag(ROOT, "paper", "1")
    tag(ROOT, "paper", three[0])
    tag(ROOT, "first", "paper")
    with pytest.raises(InputError, match=f"^the tag paper names {three[0]} already; take it away"):
        tag(ROOT, "paper", "2")
    assert delete_tag(ROOT, "paper") == three[0]
    with pytest.raises(InputError, match=r"has no tag 'paper'; use one of first$"):
        delete_tag(ROOT, "paper")
    tag(ROOT, "paper", "2")
    assert read_tags(ROOT) == {"first": three[0], "paper": three[1]}
    assert hidden(ROOT) == []


@pytest.mark.parametrize("name", ["current", "1", "", ".", "../x", "a b", "a/b", "-x", "a" * 65])
def test_what_cannot_be_a_tag_is_refused(name: str, three: list[str]) -> None:
    with pytest.raises(InputError, match=r"^a tag cannot be called .*; begin with a letter"):
        tag(ROOT, name, three[0])
    with pytest.raises(InputError, match=r"^a tag cannot be called"):
        tag(ROOT, three[0], three[0])


def test_there_are_no_tags_without_a_store_or_while_somebody_writes() -> None:
    for call in (lambda: tag(ROOT, "x"), lambda: delete_tag(ROOT, "x"), lambda: collect(ROOT)):
        with pytest.raises(StoreError, match=r"^there is no graph at store yet; build one"):
            call()
    assert not ROOT.exists()
    put(ROOT, "v1")
    for call in (lambda: tag(ROOT, "x"), lambda: delete_tag(ROOT, "x"), lambda: collect(ROOT)):
        with (
            Writer(ROOT),
            pytest.raises(StoreError, match=r"^another kg is writing the store store; wait"),
        ):
            call()


@pytest.mark.parametrize("content", ["", "[]", '{"a": 1}', "\x00", '{"a": "'])
def test_tags_that_cannot_be_read_keep_everything(
    content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "KEPT", 2)
    put(ROOT, "old")
    tag(ROOT, "kept")
    (ROOT / "tags.json").write_text(content)
    for n in range(3):
        put(ROOT, f"v{n}")
    assert len(snapshots(ROOT)) == 4
    for call in (lambda: collect(ROOT), lambda: find_snapshot(ROOT, "kept")):
        with pytest.raises(StoreError, match=r"^the tags in store/tags.json cannot be read; mend"):
            call()
    assert SnapshotReader(ROOT).quads() == quads("v2")
    (ROOT / "tags.json").unlink()
    collect(ROOT)
    assert len(snapshots(ROOT)) == 2


def test_a_tag_of_what_is_gone_says_so(three: list[str]) -> None:
    tag(ROOT, "lost", "1")
    shutil.rmtree(ROOT / "snapshots" / three[0])
    with pytest.raises(StoreError, match=f"names {three[0]}, which is gone; take it away: kg tag"):
        SnapshotReader(ROOT, "lost")
    collect(ROOT)
    assert read_tags(ROOT) == {}


# What stays


def test_the_last_and_those_with_a_tag_stay() -> None:
    for n in range(3):
        put(ROOT, f"v{n}")
    tag(ROOT, "kept", "2")
    for n in range(3, KEPT + 5):
        put(ROOT, f"v{n}")
    numbers = [int(name[:6]) for name in snapshots(ROOT)]
    assert numbers == [2, *range(6, KEPT + 6)]
    assert SnapshotReader(ROOT, "kept").quads() == quads("v1")
    assert dict(SnapshotReader(ROOT, "kept").shards()) == {"a": quads("v1")}
    delete_tag(ROOT, "kept")
    [gone] = collect(ROOT).going
    assert (gone.name[:6], gone.because) == (
        "000002",
        f"is older than the last {KEPT} and has no tag",
    )
    assert [int(name[:6]) for name in snapshots(ROOT)] == numbers[1:]
    assert len(list((ROOT / "shards").iterdir())) == KEPT


@pytest.mark.parametrize("changing", [3, 60])
def test_of_many_master_copies_those_needed_stay(changing: int) -> None:
    """Few or many change from build to build, and come back after some; they go in their turn."""
    for n in range(2 * KEPT):
        texts = {f"a{i}": f"{n % 5 if i < changing else 0}\n" for i in range(70)}
        put(ROOT, f"v{n}", {**texts, f"b{n}": "once\n"})
    readers = [SnapshotReader(ROOT, name) for name in snapshots(ROOT)]
    needed = set().union(*(reader.articles.shards() for reader in readers))
    assert {path.name for path in (ROOT / "shards").iterdir()} == needed
    assert len(needed) == changing * 5 + (70 - changing) + KEPT


def test_gc_looks_at_every_master_copy() -> None:
    put(ROOT, "v1", {"a": "a\n"})
    (ROOT / "shards" / "b-0123456789abcdef.nq").write_text("of no snapshot")
    collect(ROOT)
    assert [path.name[0] for path in (ROOT / "shards").iterdir()] == ["a"]


def test_what_the_pointer_names_stays_however_old_it_is() -> None:
    for n in range(KEPT + 2):
        put(ROOT, f"v{n}")
        if n == 0:
            tag(ROOT, "first")
    first = find_snapshot(ROOT, "first")
    delete_tag(ROOT, "first")
    (ROOT / "current").write_text(f"{first}\n")  # as somebody might who wants it back
    assert first in collect(ROOT).staying
    assert SnapshotReader(ROOT).quads() == quads("v0")
    put(ROOT, "new")
    assert SnapshotReader(ROOT).quads() == quads("new")
    assert first not in snapshots(ROOT)


def test_a_snapshot_that_somebody_has_open_stays() -> None:
    first = put(ROOT, "v0")
    with opened_elsewhere("1") as process:
        for n in range(1, KEPT + 3):
            put(ROOT, f"v{n}")
        assert snapshots(ROOT)[0] == first
        assert [int(name[:6]) for name in snapshots(ROOT)] == [1, *range(4, KEPT + 4)]
        [spared] = collect(ROOT).going
        assert (spared.name, spared.open, spared.holds_removed) == (first, True, False)
        assert process.stdin
        assert process.stdout
        process.stdin.write("read\n")
        process.stdin.flush()
        assert process.stdout.readline().strip() == quads("v0")[0].strip()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert [each.open for each in collect(ROOT).going] == [False]
    assert first not in snapshots(ROOT)
    assert len(list((ROOT / "shards").iterdir())) == KEPT


def test_a_dataset_keeps_its_snapshot_open() -> None:
    first = put(ROOT, "v0")
    dataset = SnapshotReader(ROOT, first).dataset()
    for n in range(1, KEPT + 2):
        put(ROOT, f"v{n}")
    assert snapshots(ROOT)[0] == first
    assert len(dataset) == 3


def test_who_opens_the_current_snapshot_while_it_is_replaced_gets_one() -> None:
    """Another process opens it again and again, while it goes as soon as there is a next."""
    put(ROOT, "v0", {"a": "v0\n", "b": "v0\n"})
    code = (
        "import sys; from pathlib import Path; from kg.store.snapshots import SnapshotReader\n"
        "print('begun', flush=True)\n"
        "while not Path('done').exists():\n"
        "    reader = SnapshotReader(Path('store'))\n"
        "    assert len(reader.quads()) == 3 and list(reader.shards())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()
        for n in range(1, 15):
            put(ROOT, f"v{n}", {f"a{n}": f"v{n}\n"}, inherit=True)
            collect(ROOT)
        Path("done").touch()
        _, errors = process.communicate()
    assert process.returncode == 0, errors


# What was removed


def build(*articles: str) -> None:
    """Builds a corpus of these articles."""
    shutil.rmtree("corpus", ignore_errors=True)
    for article in articles:
        write(article)
    kg.build("corpus", store=ROOT)


def write(article: str) -> None:
    """Adds an article to the corpus; b is of another person and another publisher."""
    if article != "b":
        write_article(Path("corpus"), article)
        return
    one, other = "Ada Quill", "Zed Quorn"
    write_article(Path("corpus"), "b", ANNOTATIONS.replace(one, other), TEXT.replace(one, other))
    path = Path("corpus/articles/b.yaml")
    path.write_text(path.read_text().replace("The Larkhaven Post", PUBLISHER))


def test_a_removed_article_is_gone_from_every_file_after_gc() -> None:
    build("a", "b")
    run("tag", "both")
    build("a")
    build("a", "c")
    before = SnapshotReader(ROOT).quads()
    assert not any(PUBLISHER in quad for quad in before)
    # Were it not so, nothing had to be written afresh: the engine clears its files of nothing.
    assert holding(ROOT / "snapshots" / current_snapshot(ROOT), PUBLISHER)
    removed = removed_articles(ROOT)
    assert removed == Removed(("b",), snapshots(ROOT))
    assert str(removed) == "1 removed article is still held by 3 snapshots; kg gc removes it"
    first, second, third = snapshots(ROOT)
    ran = run("gc", "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert "would be removed: it holds 1 removed article: b\n" in ran.out
    ran = run("gc")
    assert (ran.code, ran.err) == (0, "")
    afresh = current_snapshot(ROOT)
    assert ran.out == (
        f"{first} (both) removed: it holds 1 removed article: b\n"
        f"{second} removed: it still holds in its files 1 removed article: b\n"
        f"{third} written afresh as {afresh}: its files held lines of removed articles\n"
        "1 snapshot stays\n"
    )
    assert holding(ROOT, PUBLISHER) == []
    assert snapshots(ROOT) == (afresh,)
    assert afresh.partition("-")[0] == third.partition("-")[0]
    assert not removed_articles(ROOT)
    assert SnapshotReader(ROOT).quads() == before
    assert [row["article"] for row in kg.open_graph(ROOT).query("articles")] == ["a", "c"]
    assert hidden(ROOT) == []
    assert read_tags(ROOT) == {}
    assert run("gc").out == "1 snapshot stays\n"
    summary = kg.build("corpus", store=ROOT)
    assert summary.written == ()


def test_a_tagged_snapshot_is_written_afresh_if_only_its_files_hold_what_was_removed(
    three: list[str],
) -> None:
    tag(ROOT, "without", "3")
    put(ROOT, "v4", {"a": "a\n", "c": "c\n"}, inherit=True)
    collected = collect(ROOT)
    assert [each.name for each in collected.going] == [*three, list(collected.afresh)[-1]]
    [without, current] = snapshots(ROOT)
    assert read_tags(ROOT) == {"without": without}
    assert (without[:6], current[:6]) == ("000003", "000004")
    assert SnapshotReader(ROOT, "without").quads() == quads("v3")
    assert dict(SnapshotReader(ROOT, "without").shards()) == {"a": ["a\n"]}
    assert SnapshotReader(ROOT).quads() == quads("v4")
    assert not holding(ROOT, "v1")
    assert not holding(ROOT, "v2")


def test_what_was_removed_and_added_again_is_no_reason(three: list[str]) -> None:
    put(ROOT, "v4", {"a": "a\n", "b": "b\n"}, inherit=True)
    assert not removed_articles(ROOT)
    collected = collect(ROOT)
    assert (collected.going, collected.afresh) == ((), {})
    assert len(snapshots(ROOT)) == len(three) + 1


def test_a_removed_article_in_an_open_snapshot_is_told(three: list[str]) -> None:
    with opened_elsewhere("2"):
        for _ in range(2):
            ran = run("gc")
            assert ran.code == 1
            assert f"{three[1]} spared, for somebody has it open: it holds 1 removed" in ran.out
            assert ran.err == (
                f"kg: removed articles are still held by 1 snapshot: {three[1]}; "
                "run kg gc again when nobody uses the store\n"
            )
            assert [int(name[:6]) for name in snapshots(ROOT)] == [2, 3]
    assert run("gc").code == 0
    assert not removed_articles(ROOT)
    assert [path.name[0] for path in (ROOT / "shards").iterdir()] == ["a"]


def test_a_dry_run_changes_nothing(three: list[str]) -> None:
    tag(ROOT, "kept", "1")
    before = tree(ROOT)
    collected = collect(ROOT, dry_run=True)
    assert [each.name for each in collected.going] == three[:2]
    assert collected.afresh == {three[2]: None}
    assert collected.staying == (three[2],)
    assert tree(ROOT) == before


def test_a_snapshot_that_does_not_tell_what_it_holds_goes(three: list[str]) -> None:
    tag(ROOT, "silent", "1")
    (ROOT / "snapshots" / three[0] / ARTICLES).write_text("{")
    [silent, *_] = collect(ROOT).going
    assert silent.because == "does not tell which articles it holds"
    assert len(snapshots(ROOT)) == 1
    assert [path.name[0] for path in (ROOT / "shards").iterdir()] == ["a"]


def test_gc_refuses_where_the_current_snapshot_does_not_tell(three: list[str]) -> None:
    (ROOT / "snapshots" / three[2] / ARTICLES).write_text("{")
    before = tree(ROOT)
    with pytest.raises(StoreError, match="has no list of articles; build again"):
        collect(ROOT)
    assert tree(ROOT) == before


def test_snapshots_are_listed_with_what_holds_removed_articles(three: list[str]) -> None:
    tag(ROOT, "one", "1")
    tag(ROOT, "uno", "1")
    ran = run("snapshots", "--format", "json")
    rows = json.loads(ran.out)
    assert [row["snapshot"] for row in rows] == three
    assert [row["current"] for row in rows] == [False, False, True]
    assert [row["tags"] for row in rows] == [["one", "uno"], [], []]
    assert [row["removed_articles"] for row in rows] == [["b"], ["b"], []]
    assert [row["removed_in_files"] for row in rows] == [[], [], ["b"]]
    assert [row["quads"] for row in rows] == [3, 3, 3]
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["when"]) for row in rows)
    text = run("snapshots").out
    assert text.count("current") == 2  # the column, and its one cell
    assert "one; uno" in text
    assert "removed_in_files" in text
    collect(ROOT)
    assert "removed" not in run("snapshots").out
    assert run("snapshots", "-o", "list.csv").code == 0
    assert Path("list.csv").read_text().startswith("snapshot,when,articles,")
    assert Path("list.csv.prov.json").is_file()


def test_a_snapshot_of_another_version_is_listed(three: list[str]) -> None:
    (ROOT / "snapshots" / three[0] / "manifest.json").write_text('{"format": 1}')
    rows = json.loads(run("snapshots", "--format", "json").out)
    assert (rows[0]["quads"], rows[0]["removed_articles"]) == (None, "unknown")
    assert next(each.removed for each in kept(ROOT)) is None


def test_tags_on_the_command_line(three: list[str]) -> None:
    assert run("tag", "now").out == f"now names {three[2]}\n"
    ran = run("tag", "then", "1")
    assert ran.out == f"then names {three[0]}\n"
    assert ran.err == "kg: it holds 1 removed article: b; kg gc will remove it, tag or no tag\n"
    assert run("query", "SELECT ?o { ?s ?p ?o } LIMIT 1", "--snapshot", "then").code == 0
    assert run("tag", "--delete", "then").out == f"then no longer names {three[0]}\n"
    assert run("tag", "--delete", "then").code == 2
    assert run("tag", "--delete", "now", "1").code == 2
    ran = run("query", "SELECT * { ?s ?p ?o }", "--snapshot", "then")
    assert (ran.code, ran.out) == (2, "")
    assert "the store store has no snapshot 'then'; use one of" in ran.err


def test_commands_that_read_take_a_snapshot() -> None:
    build("a")
    build("a", "b")
    for command in (
        ["query", "persons"],
        ["export", "nquads"],
        ["network", "full", "--format", "csv"],
        ["receipt", "b/T2"],
        ["total", "units-sold"],
    ):
        older, current = (run(*command, "--snapshot", number).out for number in ("1", "2"))
        assert current == run(*command).out
        assert older != current, command
        assert "Zed Quorn" not in older
    with pytest.raises(InputError, match="an endpoint has no snapshots"):
        kg.open_graph(snapshot="1", endpoint="http://127.0.0.1:1/")


# The page that tells of them


def test_the_page_goes_as_it_is_told(store: Path, tmp_path: Path) -> None:
    """All but the names of snapshots, which tell when they were made."""
    told = (Path(__file__).parent.parent / "docs" / "snapshots.md").read_text(encoding="utf-8")
    went, codes = run_in_checkout(told, store, tmp_path)
    name = re.compile(r"(\d{6}-)\d{8}T\d{6}Z")
    assert name.sub(r"\1", went) == name.sub(r"\1", told), "run tools/tutorial.py"
    assert {code for _, code in codes} == {0}


# File systems

# Every link that a process asks for fails, its engine's too: the kernel answers with this error.
WITHOUT_LINKS = """
import errno, os, shutil, sys
import kg
from instants import child
from system_calls import LINKS, refuse

def build(name):
    refuse(LINKS, getattr(errno, name))
    try:
        os.link("script.py", "linked")
    except OSError as error:
        assert error.errno == getattr(errno, name)
    else:
        raise AssertionError("links are made")
    # What the older snapshot had is built upon, not made again.
    assert kg.build("corpus", store=name).written == ("b",)

kg.check("corpus")
for name in sys.argv[1:]:
    shutil.copytree("store", name)
    assert child(build, name) == 0, name
"""
ERRORS = ("EPERM", "EXDEV", "ENOTSUP", "EMLINK", "ENOSYS")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter of calls is Linux's")
def test_where_there_are_no_links_a_build_copies() -> None:
    build("a")
    write("b")
    Path("script.py").write_text(WITHOUT_LINKS)
    ended = scripted("script.py", *ERRORS)
    assert ended.returncode == 0, ended.stderr
    for root in map(Path, ERRORS):
        one, two = (SnapshotReader(root, name) for name in snapshots(root))
        assert len(two.quads()) == two.manifest["quads"] > one.manifest["quads"] == len(one.quads())
        assert not {path.stat().st_ino for path in one.path.iterdir()} & {
            path.stat().st_ino for path in two.path.iterdir()
        }
        assert hidden(root) == []


def test_a_snapshot_on_another_device_is_built_upon() -> None:
    elsewhere = Path(gettempdir())
    if elsewhere.stat().st_dev == Path().stat().st_dev:
        pytest.skip("there is no other device")
    build("a")
    folder = ROOT / "snapshots" / current_snapshot(ROOT)
    with TemporaryDirectory(dir=elsewhere) as there:
        shutil.move(folder, there)
        folder.symlink_to(Path(there) / folder.name)
        write("b")
        summary = kg.build("corpus", store=ROOT)
        assert summary.written == ("b",)
        assert len(kg.open_graph(ROOT).query("articles")) == 2
        path = SnapshotReader(ROOT).path
        assert {each.stat().st_dev for each in path.iterdir()} == {Path().stat().st_dev}
    folder.unlink()


# Many builds upon builds


def test_after_many_builds_the_tables_are_put_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_GROWN", 3)
    build("a")
    tag(ROOT, "first")
    for number in range(3):
        assert tidy(ROOT) is None
        write("b")
        text = Path("corpus/articles/b.yaml").read_text(encoding="utf-8")
        Path("corpus/articles/b.yaml").write_text(f"{text}section: n{number}\n", encoding="utf-8")
        summary = kg.build("corpus", store=ROOT)
    now = SnapshotReader(ROOT)
    assert summary.snapshot == now.name == snapshots(ROOT)[-1]
    assert number_of(now.name) == 4
    assert now.manifest["grown"] == 0
    assert len(list(now.path.glob("*.sst"))) <= FAMILIES
    assert len(snapshots(ROOT)) == 4
    assert hidden(ROOT) == []
    fresh = kg.build("corpus", store="fresh")
    assert len(now.quads()) == fresh.quads == now.manifest["quads"]
    Path("corpus/articles/b.yaml").unlink()
    Path("corpus/annotations/gold/b.ann").unlink()
    assert kg.build("corpus", store=ROOT).quads == SnapshotReader(ROOT, "first").manifest["quads"]


def test_who_cannot_put_tables_in_order_now_leaves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_GROWN", 0)
    name = put(ROOT, "old")
    with Writer(ROOT):
        assert tidy(ROOT) is None
    with opened_elsewhere(name):
        later = tidy(ROOT)
        assert later == current_snapshot(ROOT) != name
        assert snapshots(ROOT) == (name, later)
    assert SnapshotReader(ROOT).quads() == quads("old")
    (SnapshotReader(ROOT).path / "CURRENT").unlink()
    assert tidy(ROOT) is None
