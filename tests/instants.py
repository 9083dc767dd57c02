"""Ends a process at instants of its work on a store, and looks at what it left.

    python tests/instants.py WORK:HOW[:COUNT[:SEED]] ...

In an empty folder; prints a line of JSON for every instant. A child process does the work and ends;
another looks at what it left, and goes on from there. HOW is one of

- ``points``: before and after every call of ours that changes the store, the first time that it is
  made; after one is before the next. One process does the work, with all of its threads stopped at
  every point until its files are copied: who is killed there leaves the same;
- ``every-point``: as often as it is made, or COUNT of them, spread evenly;
- ``calls``: before every system call of any of its threads that changes a file, or before COUNT
  of them, spread evenly;
- ``moments``: at COUNT moments, drawn with SEED;
- ``full``, ``broken``: nothing ends it, but from a system call on there is no room any more, or
  nothing reaches the disk any more; at every call, or COUNT of them.

No store is opened before the fork: the engine's threads would not be there after it.
"""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import kg
import kg.store.retention
import system_calls
from kg.errors import KgError
from kg.inputs import decided_by, find_inputs, shaped_by, stored_by
from kg.making import Task, make_one
from kg.shapes import shapes_digest
from kg.store.collecting import collect
from kg.store.retention import delete_tag, read_tags, removed_articles, tag
from kg.store.snapshots import SnapshotReader, current_snapshot, read_articles, snapshots
from stores import hidden, holding
from tiny import ANNOTATIONS, TEXT, write_article

ROOT, BASE, CLEAN, CORPUS = Path("store"), Path("base"), Path("clean"), Path("corpus")
NOTE, DIGESTS = Path("note"), Path("digests")
TO_REMOVE = "Zed Quorn"
WHEN = re.compile(r'"[0-9T:-]+Z"')


@dataclass(frozen=True)
class Instant:
    """An instant, how the process ended, and what it must have left, if that is known."""

    at: str
    ended: int
    must: str | None = None


@dataclass(frozen=True)
class Work:
    """Work on a copy of the store that was prepared, and what must hold wherever it ends.

    ``look`` tells what was left, goes on from there, and raises where anything is wrong.
    ``switch`` is the call that makes the difference between what it may leave, if one call does.
    """

    prepare: Callable[[], None]
    do: Callable[[], None]
    look: Callable[[], str]
    switch: str | None = None


def digest(root: Path, snapshot: str = "current") -> str:
    """Of all that a snapshot holds, but for the moment of its build; "none" without a graph."""
    if not (root / "current").exists():
        return "none"
    reader = SnapshotReader(root, snapshot)
    lines = reader.quads()
    assert len(lines) == reader.manifest["quads"]
    assert len(list(reader.shards())) == reader.manifest["articles"]
    return hashlib.sha256(WHEN.sub("", "".join(lines)).encode()).hexdigest()


def tidy(root: Path) -> None:
    """Nothing is there that no snapshot needs."""
    assert not hidden(root), hidden(root)
    assert {path.name for path in root.iterdir()} <= {
        *("snapshots", "shards", "lock", "current", "tags.json")
    }
    folders = list((root / "snapshots").iterdir())
    assert len(folders) == len(snapshots(root))
    needed = {one.shard for folder in folders for one in read_articles(folder).values()}
    found = {path.name for path in root.glob("shards/*")}
    assert found == needed, (found, needed)


def write_corpus(*articles: str, changed: str = "") -> None:
    shutil.rmtree(CORPUS, ignore_errors=True)
    for article in articles:
        annotations, text = ANNOTATIONS, TEXT
        if article == "removed":
            one = "Ada Quill"
            annotations, text = (each.replace(one, TO_REMOVE) for each in (annotations, text))
        if article == changed:
            annotations = annotations.replace("E2 sale", "E2 promotion")
        write_article(CORPUS, article, annotations, text)


def build() -> None:
    kg.build(CORPUS, store=ROOT)


def built(root: Path) -> None:
    kg.build(CORPUS, store=root)


def keep_digests(**found: str) -> None:
    """What the work may leave, by a name."""
    DIGESTS.write_text(json.dumps(found))


# A build


def prepare_fresh() -> None:
    write_corpus("changed", "kept", "added", changed="changed")
    built(CLEAN)
    keep_digests(old="none", new=digest(CLEAN))


def prepare_rebuild() -> None:
    write_corpus("changed", "kept", "removed")
    for _ in range(kg.store.retention.KEPT):
        built(BASE)
    old = digest(BASE)
    prepare_fresh()
    keep_digests(old=old, new=digest(CLEAN))


def look_at_build() -> str:
    digests = json.loads(DIGESTS.read_text())
    left = {found: name for name, found in digests.items()}[digest(ROOT)]
    for name in snapshots(ROOT)[-1:]:
        if left == "old" and (ROOT / "current").exists() and name != current_snapshot(ROOT):
            assert digest(ROOT, name) == digests["new"]  # made, but not switched in
    build()
    assert digest(ROOT) == digests["new"]
    assert len(snapshots(ROOT)) <= kg.store.retention.KEPT + 1  # the one that was built upon
    tidy(ROOT)
    return left


# kg gc


def prepare_gc() -> None:
    write_corpus("changed", "removed")
    built(BASE)
    tag(BASE, "held")
    write_corpus("changed")
    built(BASE)
    tag(BASE, "clean")
    write_corpus("changed", changed="changed")
    built(BASE)
    keep_digests(**{name: digest(BASE, name) for name in ("current", "held", "clean")})
    assert holding(BASE, TO_REMOVE)


def gc() -> None:
    collect(ROOT)


def look_at_gc() -> str:
    digests = json.loads(DIGESTS.read_text())
    assert digest(ROOT) == digests["current"]
    tags = read_tags(ROOT)
    left = "old" if tags.get("held") in snapshots(ROOT) else "new"
    if left == "old":
        assert digest(ROOT, "held") == digests["held"]
    gc()
    for name in ("current", "clean"):
        assert digest(ROOT, name) == digests[name]
    assert not removed_articles(ROOT)
    assert not holding(ROOT, TO_REMOVE)
    assert list(read_tags(ROOT)) == ["clean"]
    tidy(ROOT)
    return left


# kg tag


def prepare_tag() -> None:
    prepare_rebuild()
    tag(BASE, "old")


def tagging() -> None:
    tag(ROOT, "new")
    delete_tag(ROOT, "old")


def look_at_tag() -> str:
    tags = sorted(read_tags(ROOT))
    assert tags in (["old"], ["new", "old"], ["new"]), tags
    assert look_at_build() == "old"
    assert sorted(read_tags(ROOT)) == tags
    return "+".join(tags)


WORKS = {
    "fresh": Work(prepare_fresh, build, look_at_build, "replace current"),
    "rebuild": Work(prepare_rebuild, build, look_at_build, "replace current"),
    "gc": Work(prepare_gc, gc, look_at_gc),
    "tag": Work(prepare_tag, tagging, look_at_tag),
}


# Processes


def child(work: Callable[..., object], *arguments: Any) -> int:
    """How a process ended that did some work."""
    pid = _started(work, *arguments)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _started(work: Callable[..., object], *arguments: Any) -> int:
    pid = os.fork()
    if pid == 0:
        code = 9
        try:
            work(*arguments)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return pid


def noted(work: Callable[[], object]) -> Any:
    """What a child process returned."""
    assert child(lambda: NOTE.write_text(json.dumps(work()))) == 0
    return json.loads(NOTE.read_text())


def renew() -> None:
    """The store as the work finds it."""
    shutil.rmtree(ROOT, ignore_errors=True)
    if BASE.exists():
        shutil.copytree(BASE, ROOT)


# Calls of ours

POSIX = frozenset("mkdir rmdir unlink rename replace link symlink fsync sync truncate".split())
ENGINE = {
    **dict.fromkeys(("bulk_load", "bulk_extend", "add", "extend"), "add quads"),
    **dict.fromkeys(("remove", "clear", "update"), "remove quads"),
    "backup": "link tables",
}
FSYNCED = ("shard", "shards", "snapshots", "current", "store", "tags.json")
CHANGING = POSIX | ENGINE.keys() | {"write"}
Point = tuple[str, int]
"""Before or after a call, and the how many-th time that it is made."""


def points(met: Callable[[str], None]) -> Callable[[FrameType, str, Any], None]:
    """For ``sys.setprofile``: calls of what is not written in Python and changes the store."""

    def profile(frame: FrameType, event: str, called: Any) -> None:
        if event.startswith("c_") and called.__name__ in CHANGING:
            name = point(frame, called)
            if name is not None:
                met(f"{'before' if event == 'c_call' else 'after'} {name}")

    return profile


def point(frame: FrameType, called: Any) -> str | None:
    """What a call does to which part of the store; None if it does nothing to it."""
    name, self = called.__name__, called.__self__
    module = type(self).__module__
    if module == "pyoxigraph":
        return ENGINE.get(name)
    if name == "write" and module == "_io":
        part = part_of(getattr(self, "name", None))
    elif self is sys.modules["posix"] and name in POSIX:
        here = frame.f_locals
        named = (here.get(each) for each in ("target", "path", "self"))
        part = next(filter(None, map(part_of, named)), None)
        if name == "fsync" and part not in (None, *FSYNCED):
            part = ".new"
    else:
        return None
    return part and f"{name} {part}"


def part_of(path: object) -> str | None:
    """The part of the store that a path is of, by one name in all processes."""
    if not isinstance(path, (str, Path)) or Path(path).parts[:1] != ROOT.parts:
        return None
    parts = Path(path).relative_to(ROOT).parts
    match parts:
        case ():
            return "store"
        case ("shards", _):
            return "shard"
        case ("snapshots", name):
            return re.sub(r"-.*|^[0-9].*", "", name) or "snapshot"
        case ("snapshots", _, "store", *_):
            return "tables"
        case ("snapshots", _, name):
            return name
        case (name,):
            return re.sub(r"^\.(.*)\.[0-9]+$", r"\1", name)
    return None


def at_points(work: Work, every: bool, count: int) -> Iterator[Instant]:
    """Stops it at calls of ours; after one is before the next."""
    names: list[str] = noted(lambda: _met(work))
    switched = names.index(f"after {work.switch}") if work.switch else 0
    chosen = list(_chosen(names, every))
    if count:
        chosen = [chosen[each - 1] for each in spread(len(chosen), count)]
    numbers = {(names[each], names[: each + 1].count(names[each])): each for each in chosen}
    stopped = _stopped(work, set(numbers))
    # How many tables the engine has to be written may differ from one time to the other.
    assert all(times > 1 for _, times in numbers.keys() - stopped.keys()), stopped
    for at, left in stopped.items():
        shutil.rmtree(ROOT, ignore_errors=True)
        if left.exists():
            left.rename(ROOT)
        number = numbers[at]
        must = ("new" if number >= switched else "old") if work.switch else None
        yield Instant(" / ".join(_together(names, number)), -signal.SIGSTOP, must)


def _chosen(names: list[str], every: bool) -> Iterator[int]:
    """Before every call and after the last, or only where that is not of a call seen already."""
    seen = set[str]()
    for number, name in enumerate(names):
        last = number + 1 == len(names)
        together = _together(names, number)
        if last or (name.startswith("before ") and (every or not seen.issuperset(together))):
            seen.update(together)
            yield number


def _together(names: list[str], number: int) -> list[str]:
    """What is one instant: after a call, and before the next."""
    last = number + 1 == len(names)
    return names[number:] if last else names[max(0, number - 1) : number + 1]


def _met(work: Work) -> list[str]:
    names: list[str] = []
    renew()
    sys.setprofile(points(names.append))
    work.do()
    sys.setprofile(None)
    return names


def _stopped(work: Work, points: set[Point]) -> dict[Point, Path]:
    """A copy of what the store was at these points, of those that were met; the work is done."""
    renew()
    found = dict[Point, Path]()
    pid = _started(_stopping, work, points)
    while os.WIFSTOPPED(status := os.waitpid(pid, os.WUNTRACED)[1]):
        name, times = json.loads(NOTE.read_text())
        left = found[name, times] = Path(f"left-{len(found)}")
        if ROOT.exists():
            subprocess.run(["cp", "-a", ROOT, left], check=True)
        os.kill(pid, signal.SIGCONT)
    assert os.waitstatus_to_exitcode(status) == 0
    return found


def _stopping(work: Work, at: set[Point]) -> None:
    seen = Counter[str]()

    def met(found: str) -> None:
        seen[found] += 1
        if (found, seen[found]) in at:
            NOTE.write_text(json.dumps([found, seen[found]]))
            os.kill(os.getpid(), signal.SIGSTOP)

    sys.setprofile(points(met))
    work.do()
    sys.setprofile(None)


# System calls, and moments


def at_calls(
    work: Work, error: int | None, only: Callable[[str], bool], count: int
) -> Iterator[Instant]:
    """Ends it at system calls, or has them fail from there on."""
    numbers = spread(_calls(work, only), count) if count else itertools.count(1)
    for number in numbers:
        renew()
        seen, at = 0, ""

        def verdict(name: str, number: int = number) -> int | None:
            nonlocal seen, at
            seen += only(name)
            if seen < number or not only(name):
                return None
            at = at or name
            return error or system_calls.KILL

        ended = system_calls.ended(lambda: _told(work.do), verdict)
        if not at and not count:
            assert ended == 0
            return
        yield Instant(f"{number} {at}", ended)


def _told(work: Callable[[], None]) -> None:
    """Ends as the command line does where work fails: with a sentence, and 2."""
    try:
        work()
    except KgError as error:
        os._exit(error.exit_code if re.fullmatch(r"[^\n]+; [^\n]+", str(error)) else 9)


def _calls(work: Work, only: Callable[[str], bool]) -> int:
    found = 0

    def verdict(name: str) -> None:
        nonlocal found
        found += only(name)

    renew()
    assert system_calls.ended(work.do, verdict) == 0
    return found


def spread(most: int, count: int) -> Iterator[int]:
    return iter(sorted({1 + most * each // count for each in range(count)}))


def at_moments(work: Work, count: int, seed: int) -> Iterator[Instant]:
    """Ends it at moments of its time, drawn evenly."""
    chance = random.Random(seed)
    whole = min(_seconds(work) for _ in range(3))
    for _ in range(count):
        renew()
        moment = chance.uniform(0, whole)
        pid = _started(work.do)
        time.sleep(moment)
        os.kill(pid, signal.SIGKILL)
        ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        yield Instant(f"{moment:.3f} of {whole:.3f} s", ended)


def room_is_taken(name: str) -> bool:
    return name not in ("unlink", "unlinkat", "rmdir", *system_calls.SYNCS)


def _seconds(work: Work) -> float:
    renew()
    start = time.monotonic()
    assert child(work.do) == 0
    return time.monotonic() - start


def main(*orders: str) -> None:
    write_corpus("changed", "kept", "added", "removed")
    prepare_children()
    for order in orders:
        work, how, *more = order.split(":")
        known = WORKS[work]
        count, seed = (int(each) for each in (*more, 0, 0)[:2])
        kg.store.retention.KEPT = 2 if work != "gc" else 10
        for folder in (BASE, CLEAN):
            shutil.rmtree(folder, ignore_errors=True)
        assert child(known.prepare) == 0
        for instant in instants(known, how, count, seed):
            left = noted(known.look)
            assert instant.must in (None, left), (instant, left)
            told = {
                "work": work,
                "how": how,
                "at": instant.at,
                "ended": instant.ended,
                "left": left,
            }
            print(json.dumps(told), flush=True)


def instants(work: Work, how: str, count: int, seed: int) -> Iterator[Instant]:
    match how:
        case "points" | "every-point":
            return at_points(work, how == "every-point", count)
        case "calls":
            return at_calls(work, None, lambda _: True, count)
        case "full":
            return at_calls(work, errno.ENOSPC, system_calls.takes_room, count)
        case "broken":
            return at_calls(work, errno.EIO, system_calls.SYNCS.__contains__, count)
        case "moments":
            return at_moments(work, count, seed)
    raise ValueError(how)


def prepare_children() -> None:
    """Reads what every child would have to read; opens no store."""
    kg.check(CORPUS)
    for each in find_inputs([CORPUS]):
        make_one(Task(each, identify=True))
        each.key()
    shaped_by(), decided_by(), stored_by(), shapes_digest()


if __name__ == "__main__":
    main(*sys.argv[1:])
