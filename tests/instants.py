"""Ends a process at every instant of its work on a store, and looks at what it left.

    python tests/instants.py WORK      in an empty folder; tells what was found, a word an instant

Every call of Python that may change a path of the store is an instant at which the process may end,
just before it. A child process ends there; another looks at what it left. No store is opened before
the fork: the engine's threads would not be there after it.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kg.store.retention
from kg.errors import StoreError
from kg.store.collecting import collect
from kg.store.retention import delete_tag, removed_articles, tag
from kg.store.snapshots import (
    SnapshotReader,
    current_snapshot,
    find_snapshot,
    read_tags,
    snapshots,
)
from kg.store.writer import Writer
from stores import hidden, holding, put, quads

ROOT, BASE = Path("store"), Path("base")
SWITCHED = Path("switched")


@dataclass(frozen=True)
class Work:
    """Work on a copy of the store that was prepared, and what must hold wherever it ends."""

    prepare: Callable[[], None]
    do: Callable[[], None]
    look: Callable[[], None]


def child(work: Callable[..., None], *arguments: Any) -> int:
    """How a process ended that did some work."""
    pid = os.fork()
    if pid == 0:
        try:
            work(*arguments)
        except BaseException:
            traceback.print_exc()
            os._exit(9)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def until(instant: int, do: Callable[[], None]) -> None:
    """Does the work up to an instant; tells in a file whether the pointer was switched by then."""
    left, switching, switched = instant, False, False

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left, switching, switched
        paths = [os.fspath(a) for a in arguments if isinstance(a, (str, os.PathLike))]
        if any(path.startswith("store/") for path in paths) and not only_reads(event, arguments):
            left -= 1
            switched = switching
            switching = switching or (event == "os.rename" and paths[-1] == "store/current")
            if left == 0:
                SWITCHED.write_text("after" if switched else "before")
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    do()


def only_reads(event: str, arguments: tuple[object, ...]) -> bool:
    if event == "open":
        mode, flags = arguments[1:3]
        assert isinstance(flags, int)
        return mode == "r" or not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    return event in ("os.scandir", "os.listdir", "pathlib.Path.glob", "pathlib.Path.rglob")


def sound(root: Path) -> str:
    """Opens every snapshot; the text of the one in force."""
    texts = {}
    for name in snapshots(root):
        reader = SnapshotReader(root, name)
        texts[name] = reader.quads()[0].split('"')[1]
        assert reader.quads() == quads(texts[name])
        assert all(lines == [f"{texts[name]}\n"] for _, lines in reader.shards())
    return texts[current_snapshot(root)]


def tidy(root: Path) -> None:
    """Nothing is there that no snapshot needs."""
    assert not hidden(root), hidden(root)
    readers = [SnapshotReader(root, name) for name in snapshots(root)]
    needed = {article["shard"] for reader in readers for article in reader.articles.values()}
    found = {path.name for path in root.glob("shards/*")}
    assert found == needed, (found, needed)


# A build


def of_three() -> None:
    kg.store.retention.KEPT = 3
    for n in range(3):
        put(BASE, f"v{n}", {"a": f"v{n}\n", "b": f"v{n}\n"})


def build() -> None:
    put(ROOT, "new", {"a": "new\n", "b": "new\n"})


def look_at_build() -> None:
    text = sound(ROOT)
    assert text == {"before": "v2", "after": "new"}[SWITCHED.read_text()]
    print(text, flush=True)
    current = current_snapshot(ROOT)
    with Writer(ROOT):
        pass
    tidy(ROOT)
    assert current_snapshot(ROOT) == current


# kg gc


def of_removed() -> None:
    """The words of v0 and v1 are an article's that v2 and v3 do not have, but for their files."""
    kg.store.retention.KEPT = 10
    put(BASE, "removed-v0", {"a": "removed-v0\n", "gone": "removed-v0\n"})
    put(BASE, "removed-v1", {"a": "removed-v1\n", "gone": "removed-v1\n"})
    tag(BASE, "held")
    put(BASE, "v2", {"a": "v2\n"}, inherit=True)
    tag(BASE, "clean")
    put(BASE, "v3", {"a": "v3\n"}, inherit=True)


def gc() -> None:
    collect(ROOT)


def look_at_gc() -> None:
    assert sound(ROOT) == "v3"
    assert SnapshotReader(ROOT, "clean").quads() == quads("v2")
    try:
        held = find_snapshot(ROOT, "held")
    except StoreError:
        print("gone", flush=True)
    else:
        assert SnapshotReader(ROOT, held).quads() == quads("removed-v1")
        print("held", flush=True)
    collect(ROOT)
    assert sound(ROOT) == "v3"
    assert not removed_articles(ROOT)
    assert not holding(ROOT, "removed-v")
    assert {tag: SnapshotReader(ROOT, tag).quads() for tag in read_tags(ROOT)} == {
        "clean": quads("v2")
    }
    tidy(ROOT)


# kg tag


def of_tagged() -> None:
    of_three()
    tag(BASE, "old", "1")


def tagging() -> None:
    tag(ROOT, "new", "2")
    delete_tag(ROOT, "old")


def look_at_tagging() -> None:
    assert sound(ROOT) == "v2"
    first, second, _ = snapshots(ROOT)
    tags = read_tags(ROOT)
    assert tags in ({"old": first}, {"old": first, "new": second}, {"new": second}), tags
    print("+".join(sorted(tags)), flush=True)
    with Writer(ROOT):
        pass
    tidy(ROOT)
    assert read_tags(ROOT) == tags


WORKS = {
    "build": Work(of_three, build, look_at_build),
    "gc": Work(of_removed, gc, look_at_gc),
    "tag": Work(of_tagged, tagging, look_at_tagging),
}


def main(name: str) -> None:
    work = WORKS[name]
    assert child(work.prepare) == 0
    kg.store.retention.KEPT = 3 if name != "gc" else 10
    instant, ended = 0, -signal.SIGKILL
    while ended == -signal.SIGKILL:
        instant += 1
        shutil.rmtree(ROOT, ignore_errors=True)
        shutil.copytree(BASE, ROOT)
        SWITCHED.write_text("after")
        ended = child(until, instant, work.do)
        assert child(work.look) == 0, instant
    assert ended == 0


if __name__ == "__main__":
    main(sys.argv[1])
