"""What many tests share: the bundled corpus, built once a test run."""

from __future__ import annotations

import fcntl
import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import pytest

import kg
from kg.cli import main
from kg.store.snapshots import SnapshotReader
from kg.view import View

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"
MEMORY = Path("/dev/shm")
ROOM = 2_000_000_000  # bytes; a run of all tests takes a tenth of it


def pytest_configure(config: pytest.Config) -> None:
    """The folders of tests are in memory where there is room: stores wait for the disk often.

    They are gone afterwards; to look at them, name a place for them by ``--basetemp``.
    """
    if config.option.basetemp or "PYTEST_XDIST_WORKER" in os.environ:
        return
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        folder = mkdtemp(prefix="kg-tests-", dir=MEMORY)
        config.option.basetemp = folder
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need the articles' texts are skipped without them, but never in CI."""
    if (SHARED / "seeds").is_dir():
        return
    if os.environ.get("CI"):
        raise pytest.UsageError(f"the articles' texts are not at {SHARED}, and CI must have them")
    skip = pytest.mark.skip(reason="needs the articles' texts, which the project may not ship")
    for item in items:
        if item.get_closest_marker("texts"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def corpus() -> Path:
    return CORPUS


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The articles' texts; only for tests marked ``texts``."""
    return SHARED / "seeds"


@pytest.fixture(scope="session")
def facts() -> Path:
    """The facts that the articles state; only for tests marked ``texts``."""
    return SHARED / "facts"


@pytest.fixture
def in_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder, in memory where there is a place: stores wait for the disk often."""
    with TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        monkeypatch.chdir(folder)
        yield Path(folder)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A file or folder, read-only for tests, that is made once for all worker processes."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    made, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(made)
            done.touch()
    return made


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the bundled corpus."""
    return made_once(tmp_path_factory, "bundled-store", lambda path: kg.build(CORPUS, store=path))


@pytest.fixture(scope="session")
def reader(store: Path) -> SnapshotReader:
    return SnapshotReader(store)


@pytest.fixture(scope="session")
def view(store: Path) -> View:
    return kg.open_graph(store)


@pytest.fixture(name="kg")
def command_line(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., tuple[int, str, str]]:
    """Runs the command line: exit code, stdout and stderr."""
    monkeypatch.setenv("KG_STORE", str(store))

    def call(*arguments: object, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        code = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsysbinary.readouterr()
        return code, printed.out.decode("utf-8"), printed.err.decode("utf-8")

    return call
