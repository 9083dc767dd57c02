"""Work shared out: the same whoever does it, in order, and never much of it at a time."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
import pytest

import kg
from kg.errors import InputError
from kg.inputs import Input
from kg.making import Made, Task
from kg.scheduling import Sharing, make, make_by
from kg.store.snapshots import SnapshotReader
from tiny import run, tree, write_article

KG_COMMAND = Path(sys.executable).with_name("kg")
MANY = 44


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for number in range(MANY):
        write_article(tmp_path / "corpus", f"a{number:03}")
    return Path("corpus")


def but_for_the_moment(store: Path) -> list[str]:
    """Every quad but that which tells when it was built."""
    found = SnapshotReader(store).quads()
    assert len(found) == len(set(found))
    return [line for line in found if "endedAtTime" not in line]


def test_one_process_and_two_make_the_same(corpus: Path) -> None:
    phases = []
    for count in (1, 2):
        summary = kg.build(
            corpus,
            store=f"by-{count}",
            processes=count,
            progress=lambda *told: phases.append(told),
        )
        assert summary.articles == MANY
    assert tree(Path("by-1", "shards")) == tree(Path("by-2", "shards"))
    assert but_for_the_moment(Path("by-1")) == but_for_the_moment(Path("by-2"))
    reading = [done for phase, done, _ in phases if phase == "reading"]
    assert reading == [*range(MANY)] * 2


def test_processes_share_a_build_of_many_articles(corpus: Path) -> None:
    seen = set[int]()
    kg.build(corpus, store="store", processes=2, progress=lambda *_: seen.update(at_work()))
    assert len(seen) == 2
    assert not at_work()
    kg.build(corpus, store="afresh", processes=1, progress=lambda *_: seen.update(at_work()))
    assert len(seen) == 2


def test_a_script_that_builds_needs_no_guard(corpus: Path) -> None:
    script = Path("script.py")
    script.write_text(
        "import kg\n"
        "print('once')\n"
        f"print(kg.build({str(corpus)!r}, store='store', processes=2).articles)\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"once\n{MANY}\n", "")


# What becomes of the processes


def at_work(parent: int | None = None) -> list[int]:
    """The processes that make articles for another: the children of its fork server."""
    servers = [each.pid for each in children(parent) if "forkserver" in command(each)]
    return [child.pid for server in servers for child in children(server)]


def children(parent: int | None) -> list[psutil.Process]:
    try:
        return psutil.Process(parent).children()
    except psutil.Error:
        return []


def command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def wait_for(met: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not met():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_killed_process_is_told_in_a_sentence(corpus: Path) -> None:
    before = tree(Path())

    def kill(_phase: str, done: int, _total: int) -> None:
        if done == 0:
            os.kill(at_work()[0], signal.SIGKILL)

    with pytest.raises(InputError) as raised:
        kg.build(corpus, store="store", processes=2, progress=kill)
    assert re.fullmatch(r"a process [^\n]+ memory ran out; [^\n]+--processes 1", str(raised.value))
    assert not at_work()
    assert {name for name in tree(Path()) if name not in before} == set()


def test_nobody_is_at_work_once_a_build_has_failed(corpus: Path) -> None:
    def fail(*_: object) -> None:
        assert at_work()
        raise RuntimeError("no room on the screen")

    with pytest.raises(RuntimeError, match="no room"):
        kg.build(corpus, store="store", processes=2, progress=fail)
    assert not at_work()
    assert set(tree(Path("store"))) == set()


@pytest.mark.parametrize("delay", [0, 0.1, 0.3])
def test_an_interrupted_build_ends_quietly(corpus: Path, delay: float) -> None:
    """The signal goes to all processes of the group, as a terminal sends it."""
    with subprocess.Popen(
        [KG_COMMAND, "build", corpus, "--store", "store", "--processes", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        wait_for(lambda: any("forkserver" in command(each) for each in children(process.pid)))
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out, err) == (130, "", "kg: interrupted; start it again\n")
    assert set(tree(Path("store"))) == set()


# Out and back


class Recorder:
    """Makes articles at once, and keeps book of what is out."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.out = self.most = 0
        self.entered = False

    def __enter__(self) -> Recorder:
        self.entered = True
        return self

    def __exit__(self, *_: object) -> None:
        self.entered = False

    def count(self) -> int:
        return 2

    def ahead(self) -> int:
        return 5

    def submit(self, tasks: Sequence[Task]) -> Sequence[Task]:
        assert self.entered
        self.sizes.append(len(tasks))
        self.out += 1
        self.most = max(self.most, self.out)
        return tasks

    def result(self, submitted: Sequence[Task]) -> Iterator[Made]:
        self.out -= 1
        return (Made(task.input.article, "") for task in submitted)


@pytest.mark.parametrize(("count", "size"), [(1, 1), (7, 1), (33, 4), (160, 20), (1001, 20)])
def test_few_groups_are_out_at_a_time_and_come_back_in_order(count: int, size: int) -> None:
    tasks = [Task(Input(f"{n}", Path())) for n in range(count)]
    recorder = Recorder()
    made = [each.article for each in make_by(recorder, tasks)]
    assert made == [f"{n}" for n in range(count)]
    assert (sum(recorder.sizes), max(recorder.sizes)) == (count, size)
    assert recorder.most == min(5, len(recorder.sizes))
    assert not recorder.entered


def test_no_more_is_asked_for_than_is_taken() -> None:
    recorder = Recorder()
    made = make_by(recorder, [Task(Input(f"{n}", Path())) for n in range(1000)])
    for _ in range(3):
        next(made)
    assert len(recorder.sizes) == 5
    made.close()
    assert not recorder.entered


def test_nothing_to_make_starts_nobody() -> None:
    assert list(make([], Sharing(processes=2))) == []
    assert list(make([], Sharing(scheduler="127.0.0.1:1"))) == []


def test_processes_are_at_least_one(corpus: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be made by 0 processes; "):
        kg.build(corpus, store="store", processes=0)
    ran = run("build", corpus, "--store", "store", "--processes", "0")
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(r"kg: invalid value for '--processes'[^\n]+\n", ran.err)
    assert not Path("store").exists()
