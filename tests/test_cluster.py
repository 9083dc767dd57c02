"""A Dask cluster makes what one machine makes, whoever is lost, or says in a sentence why not.

Scheduler and workers are processes of their own on loopback, each in a folder of its own. Those
that have our kg are forked from one that has imported it, and Dask.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from distributed import Client

import kg
from forking import Forked, Forks
from kg import dask_cluster
from kg.errors import InputError
from kg.store.snapshots import SnapshotReader
from tiny import Ran, run, tree, write_article

ROOT = Path(__file__).resolve().parent.parent
KG_COMMAND = Path(sys.executable).with_name("kg")
ENOUGH = 12

Progress = Callable[[str, int, int], None]
Process = Forked | subprocess.Popen[bytes]


class Farm:
    """A scheduler and workers of our own."""

    def __init__(self, forks: Forks, folder: Path, workers: int) -> None:
        folder.mkdir()
        self.forks, self.folder = forks, folder
        self.processes: list[Process] = []
        self.workers: list[Process] = []
        file = folder / "scheduler.json"
        given = ("--no-dashboard", "--port", "0", "--scheduler-file", str(file))
        self.scheduler = self._start("scheduler", (), (), *given)
        wait_for(lambda: file.exists() and file.read_text().endswith("}"))
        self.address: str = json.loads(file.read_text())["address"]
        for number in range(workers):
            self.add_worker(threads=1 + number)
        self.wait_for_workers(workers)

    def add_worker(
        self, *paths: Path, threads: int = 1, prefix: tuple[str | Path, ...] = ()
    ) -> None:
        """A worker that finds modules on these paths, or has our kg; a command may start it."""
        options = ("--nthreads", str(threads), "--name", f"w{len(self.workers)}")
        given = (self.address, "--no-nanny", "--no-dashboard", "--local-directory", ".")
        self.workers.append(self._start("worker", paths, prefix, *given, *options))

    def _start(
        self, kind: str, paths: tuple[Path, ...], prefix: tuple[str | Path, ...], *options: str
    ) -> Process:
        folder = self.folder / f"{kind}-{len(self.processes)}"
        folder.mkdir()
        program = ["dask", kind, "--host", "127.0.0.1", *options]
        if paths or prefix:
            process: Process = self._start_afresh(program, folder, paths or (ROOT / "src",), prefix)
        else:
            process = self.forks.start(program, folder, folder / "log")
        self.processes.append(process)
        return process

    def _start_afresh(
        self, program: list[str], folder: Path, paths: Sequence[Path], prefix: Sequence[str | Path]
    ) -> subprocess.Popen[bytes]:
        command = [*prefix, sys.executable, "-m", *program]
        environment = {**os.environ, "PYTHONPATH": ":".join(map(str, paths))}
        with (folder / "log").open("wb") as log:
            return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)

    @contextmanager
    def asked(self) -> Iterator[Client]:
        with Client(self.address, set_as_default=False) as client:
            yield client

    def wait_for_workers(self, count: int) -> None:
        with self.asked() as client:
            wait_for(lambda: len(client.nthreads()) == count)

    def workers_and_tasks(self) -> tuple[dict[str, int], list[str]]:
        """The threads of each worker, and every task that the scheduler knows of."""
        with self.asked() as client:
            tasks = client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.tasks))
            return client.nthreads(), tasks

    def allow_no_failures(self) -> None:
        """Has the scheduler give up what a worker had in hand that was lost."""
        with self.asked() as client:
            client.run_on_scheduler(
                lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 0)
            )

    def stop_one_at_work(self) -> Process:
        """Stops a worker that has work in hand, as SIGSTOP does; the others go on."""
        for worker in self.workers:
            worker.send_signal(signal.SIGSTOP)
        with self.asked() as client:
            known, in_hand = client.scheduler_info()["workers"], client.processing()
        busy = {known[address]["name"] for address, tasks in in_hand.items() if tasks}
        names = (n for n in range(len(self.workers)) if f"w{n}" in busy)
        found = self.workers[next(names)]
        for worker in self.workers:
            if worker is not found:
                worker.send_signal(signal.SIGCONT)
        return found

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


def wait_for(met: Callable[[], object]) -> None:
    end = time.monotonic() + 120
    while not met():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    """Starts what has imported Dask and our kg."""
    modules = ("distributed.cli.dask_scheduler", "distributed.cli.dask_worker", "kg.dask_worker")
    with Forks([*modules, "kg.warmed"], [ROOT / "src"]) as started:
        yield started


@pytest.fixture
def farms(forks: Forks, tmp_path: Path) -> Iterator[Callable[..., Farm]]:
    """Starts clusters of so many workers, and ends them after the test."""
    with ExitStack() as undo:

        def start(workers: int) -> Farm:
            farm = Farm(forks, tmp_path / f"farm-{workers}", workers)
            undo.callback(farm.close)
            return farm

        yield start


@pytest.fixture(scope="module")
def farm(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """Two workers, the second with two threads, for all who leave them alive."""
    shared = Farm(forks, tmp_path_factory.mktemp("shared") / "farm", 2)
    yield shared
    shared.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made corpus, and what is built of it here."""
    folder = tmp_path_factory.mktemp("made")
    write_made(folder, ENOUGH)
    kg.build(folder / "corpus", store=folder / "local", processes=1)
    return folder


def write_made(folder: Path, count: int, *options: str) -> None:
    program = ROOT / "benchmarks" / "made_corpus.py"
    subprocess.run([sys.executable, program, str(count), folder, *options], check=True)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def but_for_the_moment(store: Path) -> list[str]:
    """Every quad but that which tells when it was built."""
    found = SnapshotReader(store).quads()
    assert len(found) == len(set(found))
    return [line for line in found if "endedAtTime" not in line]


def assert_same(store: Path, other: Path) -> None:
    assert tree(store / "shards") == tree(other / "shards")
    assert but_for_the_moment(store) == but_for_the_moment(other)


def at_first(do: Callable[[], object]) -> tuple[Progress, list[int]]:
    """Does something once the first article is made; also, which articles were told of."""
    told: list[int] = []

    def progress(phase: str, done: int, _total: int) -> None:
        if phase == "reading":
            told.append(done)
            if done == 0:
                do()

    return progress, told


def hidden(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.name.startswith(".")]


# The same as here


def test_a_cluster_makes_what_one_machine_makes(farm: Farm, made: Path) -> None:
    before = farm.workers_and_tasks()
    corpus, texts = (Path(os.path.relpath(made / name)) for name in ("corpus", "texts"))
    progress, told = at_first(lambda: None)
    summary = kg.build(
        corpus, store="store", texts=texts, scheduler=farm.address, progress=progress
    )
    assert (summary.articles, summary.anchors_verified) == (ENOUGH, True)
    assert told == [*range(ENOUGH)]
    store = Path("store")
    assert tree(store / "shards") == tree(made / "local" / "shards")
    assert hidden(store) == []
    assert farm.workers_and_tasks() == before
    assert before[1] == []


def test_a_cluster_makes_what_changed(farm: Farm, made: Path) -> None:
    shutil.copytree(made / "corpus", "corpus")
    first = run("build", "corpus", "--store", "store", "--scheduler", farm.address)
    assert (first.code, first.err) == (0, "")
    assert_same(Path("store"), made / "local")
    changed = Path("corpus", "articles", "made-00000005.yaml")
    changed.write_text(changed.read_text(encoding="utf-8") + "section: gardens\n")
    progress, told = at_first(lambda: None)
    kg.build("corpus", store="store", scheduler=farm.address, progress=progress)
    assert told == [0]
    kg.build("corpus", store="afresh", processes=1)
    assert but_for_the_moment(Path("store")) == but_for_the_moment(Path("afresh"))


def test_what_comes_as_the_waiting_ends_is_taken(
    farm: Farm, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "_LOOK", 0.0001)
    kg.build(made / "corpus", store="store", scheduler=farm.address)
    assert_same(Path("store"), made / "local")


def test_what_is_wrong_is_told_as_it_is_here(farm: Farm, tmp_path: Path) -> None:
    for number in range(4):
        write_article(tmp_path / "corpus", f"a{number}")
    Path("corpus/texts/a0.txt").unlink()
    Path("corpus/texts/a1.txt").write_text("Another text.\n")
    Path("corpus/annotations/gold/a2.ann").write_text("T1\tPerson 0 1\tAda\n")
    Path("corpus/articles/a3.yaml").write_text("title: [\n")
    texts = ("--texts", "corpus/texts")
    for corpus in (Path("corpus"), tmp_path / "corpus"):
        here = run("build", corpus, "--store", "here", *texts)
        there = run("build", corpus, "--store", "there", *texts, "--scheduler", farm.address)
        assert here.code == 2
        assert here.err.count("\n") >= 4
        assert there == here
    assert set(tree(Path("there"))) <= {"lock"}


def test_violations_are_those_that_are_found_here(farm: Farm, tmp_path: Path) -> None:
    write_made(tmp_path, 6, "--violations", "1")
    build = ("build", "corpus", "--store")
    here = run(*build, "here", "--processes", "1")
    assert here.code == 1
    assert "corpus/annotations/gold/made-00000000.ann:" in here.err
    assert run(*build, "there", "--scheduler", farm.address) == here
    allowed = [
        run(*build, "here", "--allow-violations"),
        run(*build, "there", "--allow-violations", "--scheduler", farm.address),
    ]
    assert allowed[0].err == allowed[1].err
    assert_same(Path("there"), Path("here"))


# Losses


def test_nothing_is_lost_with_a_worker(farms: Callable[..., Farm], made: Path) -> None:
    farm = farms(2)
    lost: list[Process] = []

    def lose_one() -> None:
        lost.append(farm.stop_one_at_work())
        lost[0].kill()

    progress, told = at_first(lose_one)
    summary = kg.build(made / "corpus", store="store", scheduler=farm.address, progress=progress)
    assert summary.articles == ENOUGH
    assert told == [*range(ENOUGH)]
    assert lost[0].wait() == -signal.SIGKILL
    assert len(farm.workers_and_tasks()[0]) == 1
    assert_same(Path("store"), made / "local")
    assert hidden(Path("store")) == []


def refused(farm: Farm, corpus: Path, progress: Progress | None = None) -> str:
    """The sentence with which a build ends."""
    with pytest.raises(InputError) as raised:
        kg.build(corpus, store="store", scheduler=farm.address, progress=progress)
    told = str(raised.value)
    assert re.fullmatch(r"[^\n]+; [^\n]+", told)
    assert set(tree(Path("store"))) <= {"lock"}
    return told


def test_losing_worker_after_worker_is_told(farms: Callable[..., Farm], made: Path) -> None:
    farm = farms(1)
    farm.allow_no_failures()
    progress, _ = at_first(lambda: farm.stop_one_at_work().kill())
    told = refused(farm, made / "corpus", progress)
    articles = "made-000000[0-9]{2}"
    assert re.match(f"one worker after another was lost over {articles} to {articles}; see", told)


def test_losing_all_workers_is_told(
    farms: Callable[..., Farm], made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "DESERTED", 1)
    farm = farms(1)
    progress, _ = at_first(lambda: farm.stop_one_at_work().kill())
    told = refused(farm, made / "corpus", progress)
    assert told.startswith(f"the scheduler {farm.address} has lost all its workers; start some")


def test_others_may_come_for_those_who_are_lost(farms: Callable[..., Farm], made: Path) -> None:
    farm = farms(1)

    def replace_it() -> None:
        farm.stop_one_at_work().kill()
        farm.wait_for_workers(0)
        farm.add_worker()

    kg.build(
        made / "corpus", store="store", scheduler=farm.address, progress=at_first(replace_it)[0]
    )
    assert_same(Path("store"), made / "local")


def test_losing_the_scheduler_is_told(farms: Callable[..., Farm], made: Path) -> None:
    farm = farms(1)
    begin = time.monotonic()
    progress, _ = at_first(farm.scheduler.kill)
    told = refused(farm, made / "corpus", progress)
    assert told.startswith(f"the scheduler {farm.address} was lost in mid-build; start it")
    assert time.monotonic() < begin + 60


def ended_by(number: signal.Signals, corpus: Path, farm: Farm) -> Ran:
    """How a build ends that gets a signal once there is a shard."""
    with subprocess.Popen(
        [KG_COMMAND, "build", corpus, "--store", "store", "--scheduler", farm.address],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_for(lambda: [*Path().glob("store/shards/made-*.nq")])
        process.send_signal(number)
        out, err = process.communicate()
    return Ran(process.returncode, out, err)


def test_an_interrupted_build_calls_the_workers_off(farm: Farm, made: Path) -> None:
    ran = ended_by(signal.SIGINT, made / "corpus", farm)
    assert ran == Ran(130, "", "kg: interrupted; start it again\n")
    assert set(tree(Path("store"))) <= {"lock"}
    wait_for(lambda: farm.workers_and_tasks()[1] == [])
    time.sleep(0.5)
    assert set(tree(Path("store"))) <= {"lock"}


def test_what_a_killed_build_leaves_is_put_in_order(farm: Farm, made: Path) -> None:
    assert ended_by(signal.SIGKILL, made / "corpus", farm) == Ran(-signal.SIGKILL, "", "")
    assert [path.name[:6] for path in hidden(Path("store")) if ".mark-" in path.name] == [".mark-"]
    kg.build(made / "corpus", store="store", processes=1)
    assert_same(Path("store"), made / "local")
    assert hidden(Path("store")) == []
    wait_for(lambda: farm.workers_and_tasks()[1] == [])


# Workers that cannot


def other_kg(folder: Path) -> Path:
    """A checkout that differs in one word."""
    for name in ("ontology", "shapes", "queries", "pyproject.toml"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "src", folder / "src")
    room = folder / "src" / "kg" / "claims.py"
    room.write_text(room.read_text(encoding="utf-8") + "\n# otherwise\n", encoding="utf-8")
    return folder / "src"


def no_kg(folder: Path) -> Path:
    """A folder of modules without kg."""
    (folder / "kg").mkdir()
    (folder / "kg" / "__init__.py").write_text("raise ModuleNotFoundError('there is no kg here')")
    return folder


UNFIT = {
    other_kg: r"has officials-kg \S+ \([0-9a-f]{12}\) with Python 3.[0-9]+, and this machine has "
    r"officials-kg [^;]+; install the same there, and start it again",
    no_kg: r"cannot run kg \(ModuleNotFoundError: there is no kg here\); install the same there.+",
}


@pytest.mark.parametrize("unfit", UNFIT)
def test_a_worker_with_another_kg_is_refused(
    farms: Callable[..., Farm], tmp_path: Path, unfit: Callable[[Path], Path]
) -> None:
    write_article(tmp_path / "corpus")
    farm = farms(1)
    (tmp_path / "modules").mkdir()
    farm.add_worker(unfit(tmp_path / "modules"))
    farm.wait_for_workers(2)
    told = refused(farm, Path("corpus"))
    assert re.fullmatch(rf"the worker tcp://127.0.0.1:[0-9]+ {UNFIT[unfit]}", told)
    farm.add_worker(tmp_path / "modules" / "src" if unfit is other_kg else tmp_path / "modules")
    farm.wait_for_workers(3)
    assert "(2 of 3 workers are unfit); " in refused(farm, Path("corpus"))
    assert len(farm.workers_and_tasks()[0]) == 3


@pytest.mark.parametrize("unfit", UNFIT)
def test_a_worker_with_another_kg_may_not_join_in(
    farms: Callable[..., Farm], made: Path, tmp_path: Path, unfit: Callable[[Path], Path]
) -> None:
    farm = farms(1)
    (tmp_path / "modules").mkdir()
    modules = unfit(tmp_path / "modules")

    def replace_it() -> None:
        farm.add_worker(modules)
        farm.wait_for_workers(2)
        farm.workers[0].kill()

    told = refused(farm, made / "corpus", at_first(replace_it)[0])
    assert re.fullmatch(rf"(the worker|a worker of) tcp://\S+ {UNFIT[unfit]}", told)
    assert len(farm.workers_and_tasks()[0]) == 1


def hiding(folder: Path, *command: str | Path) -> tuple[str | Path, ...]:
    """Runs a command for which a folder is empty, as on a machine that has no such mount."""
    return ("unshare", "-rm", "sh", "-c", 'mount -t tmpfs none "$0" && exec "$@"', folder, *command)


HIDDEN = {
    "there/corpus": "reads the article 'a' otherwise than it was read first; share the storage",
    "there": r"does not see \S+/there/corpus; put it on storage that all machines share",
    "texts": r"does not see \S+/texts/of-all; put it on storage that all machines share",
    "stores": r"does not see \S+/stores/store/shards; put it on storage that all machines share",
    "stores/store/shards": r"does not see what is written to \S+/stores/store/shards; put it on",
}


@pytest.mark.skipif(
    subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode != 0,
    reason="this machine hides no folders from a process",
)
@pytest.mark.parametrize("folder", HIDDEN)
def test_a_worker_that_sees_other_folders_is_refused(
    farms: Callable[..., Farm], tmp_path: Path, folder: str
) -> None:
    write_article(tmp_path / "there" / "corpus")
    (tmp_path / "texts").mkdir()
    Path("there/corpus/texts").rename("texts/of-all")
    Path("stores/store/shards").mkdir(parents=True)
    farm = farms(0)
    farm.add_worker(prefix=hiding(tmp_path / folder))
    farm.wait_for_workers(1)
    given = ("--store", "stores/store", "--texts", "texts/of-all", "--scheduler", farm.address)
    ran = run("build", "there/corpus", *given)
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(rf"kg: the worker tcp://\S+ {HIDDEN[folder]}[^\n]*\n", ran.err)
    assert set(tree(Path("stores/store"))) <= {"lock"}


def test_a_worker_that_cannot_write_is_named(farm: Farm, made: Path) -> None:
    def take_away() -> None:
        Path("store/shards").rename("store/elsewhere")  # at once: the workers write there
        Path("store/shards").write_text("no folder")

    told = refused_by_disk(farm, made / "corpus", at_first(take_away)[0])
    assert re.match(r"the worker tcp://\S+ (failed: the store|does not see) ", told)


def refused_by_disk(farm: Farm, corpus: Path, progress: Progress) -> str:
    with pytest.raises(InputError) as raised:
        kg.build(corpus, store="store", scheduler=farm.address, progress=progress)
    return str(raised.value)


# Schedulers that cannot


@pytest.fixture
def one_article(tmp_path: Path) -> Path:
    write_article(tmp_path / "corpus")
    return Path("corpus")


def told_of(corpus: Path, scheduler: str) -> str:
    """What the command says of a scheduler, in one line and after a few seconds."""
    begin = time.monotonic()
    ran = run("build", corpus, "--store", "store", "--scheduler", scheduler)
    assert time.monotonic() < begin + 30
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(r"kg: [^\n]+; [^\n]+\n", ran.err)
    assert set(tree(Path("store"))) <= {"lock"} if Path("store").exists() else True
    return ran.err


@pytest.mark.parametrize(
    "address",
    ["", "nowhere", "127.0.0.1:x", "http://127.0.0.1:1", "tls://127.0.0.1:1", "127.0.0.1:1"],
)
def test_an_address_without_a_scheduler_is_told(one_article: Path, address: str) -> None:
    told = told_of(one_article, address)
    assert told.startswith(f"kg: no scheduler of Dask answers at {address!r} (")
    assert not Path("store").exists()


def test_whoever_keeps_silent_is_no_scheduler(
    one_article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "HEARD", 2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        assert "(silent for 2 seconds); start one" in told_of(one_article, address)


def test_a_worker_is_no_scheduler(one_article: Path, farm: Farm) -> None:
    address = next(iter(farm.workers_and_tasks()[0]))
    assert f"what answers at {address!r} is no scheduler: Worker; " in told_of(one_article, address)


def test_a_scheduler_without_workers_is_told(one_article: Path, farms: Callable[..., Farm]) -> None:
    farm = farms(0)
    expected = f"the scheduler {farm.address} has no workers; start some with: dask worker "
    assert expected in told_of(one_article, farm.address)


def test_workers_that_keep_silent_are_told(
    one_article: Path, farms: Callable[..., Farm], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "ASKED", 2)
    farm = farms(1)
    farm.workers[0].send_signal(signal.SIGSTOP)
    assert "kept silent for 2 seconds; see what they are doing" in told_of(
        one_article, farm.address
    )


def test_without_dask_the_extra_is_named(
    one_article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed.core", None)
    assert "pip install 'officials-kg[cluster]'" in told_of(one_article, "127.0.0.1:8786")


def test_a_scheduler_and_processes_exclude_one_another(one_article: Path) -> None:
    ran = run("build", one_article, "--scheduler", "127.0.0.1:1", "--processes", "2")
    assert ran == Ran(
        2, "", "kg: either a scheduler or processes here make the articles; name one of them\n"
    )
