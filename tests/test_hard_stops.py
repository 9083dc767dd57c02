"""Whatever ends a build, or spoils a store: the old graph or the new, or a clear sentence.

The soak goes through every instant and every file: soak_kills.py.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.store.snapshots import SnapshotReader
from stores import hidden, scripted
from tiny import Ran, run, tree, write_article

KG_COMMAND = Path(sys.executable).with_name("kg")
HERE = Path(__file__).parent
ROOT = Path("store")
WHY_NOT = scripted(HERE / "system_calls.py").stdout.strip()
needs_the_kernel = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)

# The calls of ours that change a store, in the order in which a build makes them.
MAKES_FOLDERS = ["mkdir snapshots", "mkdir shards", "mkdir .new"]
KEEPS = [
    *("write articles.jsonl", "write state.json", "write manifest.json"),
    *("fsync shard", "fsync shards", "fsync .new", "rename snapshot", "fsync snapshots"),
]
SWITCHES = ["write current", "fsync current", "replace current", "fsync store"]
REMOVES = ["rename .old", "unlink tables", "rmdir .old"]
BUILDS = [*MAKES_FOLDERS, "write shard", "replace shard", "add quads", *KEEPS, *SWITCHES]
TAGS = ["write tags.json", "fsync tags.json", "replace tags.json", "fsync store"]
POINTS = {
    "fresh": ["mkdir store", *BUILDS],
    "rebuild": [*BUILDS, "link tables", "remove quads", *REMOVES],
    "gc": [*MAKES_FOLDERS, "add quads", *KEEPS, *TAGS, *SWITCHES, *REMOVES, "unlink shard"],
    "tag": TAGS,
}
LEFT = {
    "fresh": {"old", "new"},
    "rebuild": {"old", "new"},
    "gc": {"old", "new"},
    "tag": {"old", "new+old", "new"},
}


@pytest.fixture(autouse=True)
def _in_memory(in_memory: Path) -> None:
    """Stores are made in memory."""


def told(script: str, *arguments: object) -> list[dict[str, Any]]:
    """What a script found, an object a line."""
    ended = scripted(HERE / script, *arguments)
    assert ended.returncode == 0, ended.stdout[-300:] + ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


@pytest.mark.parametrize("works", [("rebuild", "tag"), ("fresh", "gc")], ids="-".join)
def test_killed_before_or_after_any_call_it_leaves_the_old_or_the_new(works: list[str]) -> None:
    found = told("instants.py", *(f"{work}:points" for work in works))
    for work in works:
        stopped = [each for each in found if each["work"] == work]
        points = {at for each in stopped for at in each["at"].split(" / ")}
        for point in POINTS[work]:
            assert {f"before {point}", f"after {point}"} <= points
        assert {each["left"] for each in stopped} == LEFT[work]


@needs_the_kernel
def test_at_some_system_calls() -> None:
    """Killed there, or with no room left from there on, or with nothing reaching the disk."""
    counts = {"calls": 4, "full": 6, "broken": 3}
    found = told("instants.py", *(f"rebuild:{how}:{count}" for how, count in counts.items()))
    assert Counter(each["how"] for each in found) == counts
    for each in found:
        assert each["ended"] == (-signal.SIGKILL if each["how"] == "calls" else 2)
        assert each["left"] in ("old", "new")


def test_harmed_files_are_noticed_and_mended() -> None:
    found = {each["harm"]: each["said"] for each in told("harms.py", "some")}
    assert len(found) > 20
    for harm, said in found.items():
        if ".sst" in harm or re.match("MANIFEST|CURRENT|manifest", harm):
            assert "build again: kg build CORPUS" in said[0], harm


# Processes


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [KG_COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for(met: Callable[[], object], process: subprocess.Popen[str]) -> None:
    while not met():
        assert process.poll() is None, process.communicate()
        time.sleep(0.001)


@pytest.fixture
def built() -> Path:
    """A store of one article; its corpus has two by now."""
    write_article(Path("corpus"))
    kg.build("corpus", store=ROOT)
    write_article(Path("corpus"), "b")
    return ROOT


@pytest.fixture
def building(built: Path) -> Iterator[subprocess.Popen[str]]:
    """A build that has begun."""
    with started("build", "corpus", "--store", "store") as process:
        wait_for(lambda: [*built.glob("snapshots/.new-*")], process)
        yield process


def test_an_interrupted_build_says_so_and_changes_nothing(
    built: Path, building: subprocess.Popen[str]
) -> None:
    building.send_signal(signal.SIGINT)
    out, err = building.communicate()
    assert (building.returncode, out) == (130, "")
    assert re.fullmatch(r"kg: interrupted; [^\n]+\n", err)
    assert hidden(built) == []
    assert SnapshotReader(built).manifest["articles"] == 1
    assert len(list((built / "shards").iterdir())) == 1


def test_of_two_builds_one_is_refused_and_the_other_is_whole(
    built: Path, building: subprocess.Popen[str]
) -> None:
    building.send_signal(signal.SIGSTOP)
    ran = run("build", "corpus", "--store", "store")
    assert ran == Ran(2, "", "kg: another kg is writing the store store; wait until it is done\n")
    building.send_signal(signal.SIGCONT)
    _, err = building.communicate()
    assert building.returncode == 0, err
    kg.build("corpus", store="clean")
    one, other = (SnapshotReader(root) for root in (built, Path("clean")))
    assert [re.sub(r'"[0-9T:-]+Z"', "", line) for line in one.quads()] == [
        re.sub(r'"[0-9T:-]+Z"', "", line) for line in other.quads()
    ]
    assert hidden(built) == []


# Disks


def test_a_disk_that_is_full_changes_nothing(built: Path) -> None:
    """No file may grow beyond a size; this needs no help of the kernel's filter."""
    largest = 20_000
    before = tree(built)
    ended = subprocess.run(
        [KG_COMMAND, "build", "corpus", "--store", "store"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert re.fullmatch(
        r"kg: the store store cannot be written: [^\n]*File too large; [^\n]+\n", ended.stderr
    )
    assert tree(built) == before


READ_ONLY = """
import errno, json, sys
from system_calls import CHANGING, refuse
from tiny import run
refuse(CHANGING, errno.EROFS)
told = []
for command in (["build", "corpus"], ["build", "corpus", "--store", "new"], ["tag", "x"], ["gc"]):
    told.append(run(*command))
told.append(run("export", "nquads"))
print(json.dumps([[ran.code, ran.out, ran.err] for ran in told]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter of calls is Linux's")
def test_where_nothing_can_be_written_a_store_is_read(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel refuses what a read-only file system refuses, to root as well."""
    monkeypatch.setenv("KG_STORE", "store")
    before, right = tree(built), run("export", "nquads")
    Path("script.py").write_text(READ_ONLY)
    ended = scripted("script.py")
    assert ended.returncode == 0, ended.stderr
    *writing, reading = (Ran(*each) for each in json.loads(ended.stdout))
    assert reading == right
    for ran, store in zip(writing, ("store", "new", "store", "store"), strict=True):
        assert (ran.code, ran.out) == (2, "")
        assert re.fullmatch(
            rf"kg: the store {store} cannot be written: Read-only file system; [^\n]+\n", ran.err
        )
    assert tree(built) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root can write to a folder without permission")
def test_a_folder_without_permission_is_told_in_a_sentence() -> None:
    write_article(Path("corpus"))
    ROOT.mkdir(mode=0o500)
    ran = run("build", "corpus", "--store", "store")
    assert ran.code == 2
    assert ran.err.startswith("kg: the store store cannot be written: Permission denied; ")
