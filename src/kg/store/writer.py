"""Makes the next snapshot aside; nothing is seen of it before it is whole."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import pyoxigraph as ox

from kg import disk
from kg.errors import StoreError
from kg.store import engine
from kg.store.snapshots import (
    FORMAT,
    SnapshotReader,
    current_snapshot,
    number_of,
    read_state,
    snapshots,
    tables,
)

KEPT = 10

# Lines that the engine takes at a time: it needs 1 MB for each thousand of them.
_AT_ONCE = 200_000

_ASIDE = ("snapshots/.new-*", "snapshots/.old-*", "shards/.*.nq.*", ".current.*")


class Writer:
    """Writes the next snapshot, which starts empty or as the one in force.

    Use it as a context manager: without a commit everything that was made for it is removed.
    """

    def __init__(self, root: Path, *, inherit: bool = False) -> None:
        """A writer of the store at ``root``, which need not be there yet.

        ``inherit`` starts from the snapshot in force, if it is whole.
        """
        self.root = root
        self.parent: SnapshotReader | None = None
        """The snapshot that this one starts from; None if it starts empty."""
        self._inherit = inherit
        self._folder = root / "snapshots" / f".new-{os.getpid()}{'' if inherit else '-afresh'}"
        self._undo = ExitStack()
        self._store: ox.Store | None = None
        self._current: str | None = None
        self._added: list[str] = []
        self._count = 0

    def __enter__(self) -> Writer:
        """Takes the lock; raises StoreError where somebody has it, or nothing can be written."""
        with ExitStack() as undo, self._writing():
            if not self.root.exists():
                undo.callback(self._remove_empty)
            (self.root / "snapshots").mkdir(parents=True, exist_ok=True)
            self.shards.mkdir(exist_ok=True)
            lock = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o644)
            undo.callback(os.close, lock)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreError(
                    f"another build is writing the store {self.root}",
                    remedy="wait until it is done",
                ) from error
            self._remove_leftovers()
            undo.callback(self._remove_leftovers)
            self._current = _current(self.root)
            self._folder.mkdir()
            if self._inherit:
                self.parent = self._linked()
                self._count = self.parent.manifest["quads"] if self.parent else 0
            self._store = ox.Store(str(self._folder / "store"))
            self._undo = undo.pop_all()
        return self

    def _linked(self) -> SnapshotReader | None:
        """The snapshot in force, its files linked; None where there is none that is whole."""
        try:
            parent = SnapshotReader(self.root)
            _ = parent.state
            parent.backup(self._folder / "store")
        except (StoreError, OSError, RuntimeError):
            shutil.rmtree(self._folder / "store", ignore_errors=True)
            return None
        return parent

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Removes what was not committed, and gives the lock back."""
        self._store = None
        self._undo.close()

    @property
    def shards(self) -> Path:
        """The folder of the master copies."""
        return self.root / "shards"

    @property
    def _open(self) -> ox.Store:
        assert self._store is not None, "the writer is used outside its with block"
        return self._store

    def _writing(self) -> AbstractContextManager[None]:
        remedy = "choose another folder with --store, or make room there"
        return disk.told(f"the store {self.root} cannot be written", remedy)

    def _remove_leftovers(self) -> None:
        """What no snapshot needs: the work of a killed or refused build, pruned snapshots, shards.

        The lock is ours, so nobody is making any of it. Where nothing was set aside the shards,
        which may be many, need not be looked through.
        """
        aside = [path for pattern in _ASIDE for path in self.root.glob(pattern)]
        if aside:
            self._remove_shards()
        for path in aside:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()

    def _remove_empty(self) -> None:
        """A store that was not there before, and holds no snapshot, is not there afterwards."""
        if not snapshots(self.root):
            shutil.rmtree(self.root, ignore_errors=True)

    def _remove_shards(self) -> None:
        """None where a snapshot does not tell what it needs: they may be all that is left of it."""
        try:
            needed = {
                article["shard"]
                for name in snapshots(self.root)
                for article in read_state(self.root / "snapshots" / name)["articles"].values()
            }
        except StoreError:
            return
        for path in self.shards.glob("*.nq"):
            if path.name not in needed:
                with suppress(OSError):
                    path.unlink()

    def add(self, lines: Iterable[str]) -> None:
        """Adds N-Quads lines, each once, that are not there yet."""
        before = len(self._added)
        self._added.extend(lines)
        self._count += len(self._added) - before
        if len(self._added) >= _AT_ONCE:
            self._load()

    def remove(self, lines: Iterable[str]) -> None:
        """Removes N-Quads lines, each once, that are there."""
        self._load()
        with self._writing():
            for quad in engine.parse_quads(lines):
                self._open.remove(quad)
                self._count -= 1

    def missing(self, lines: Iterable[str]) -> list[str]:
        """Those of some N-Quads lines that are not there yet."""
        self._load()
        listed = list(lines)
        with self._writing():
            quads = zip(listed, engine.parse_quads(listed), strict=True)
            return [line for line, quad in quads if quad not in self._open]

    def _load(self) -> None:
        if self._added:
            added, self._added = "".join(self._added), []
            with self._writing():
                self._open.bulk_load(added.encode("utf-8"), format=ox.RdfFormat.N_QUADS)

    def construct(self, query: str) -> list[str]:
        """CONSTRUCT over what is there so far -> sorted N-Triples lines."""
        self._load()
        return engine.construct(self._open, query)

    def match(
        self, subject: str | None, predicate: str | None, value: str | None, graph: str | None
    ) -> list[str]:
        """The N-Quads lines so far with some IRIs, graph last; None stands for any term."""
        self._load()
        with self._writing():
            return engine.match(self._open, subject, predicate, value, graph)

    def __len__(self) -> int:
        """How many quads the snapshot holds, by what was added and removed."""
        return self._count

    def commit(
        self, manifest: dict[str, Any], articles: dict[str, dict[str, Any]], **state: Any
    ) -> str:
        """Makes what is there the snapshot in force; returns its name.

        ``articles`` tells of each article the file of its shard, its digest, and more; it is kept
        with all else that the next build wants to know.
        """
        self._load()
        with self._writing():
            self._open.flush()
            self._store = None
            name = self._next_name()
            whole = {"format": FORMAT, "snapshot": name, **manifest}
            whole["tables"] = tables(self._folder / "store")
            _write_json(self._folder / "state.json", {"articles": articles, **state})
            _write_json(self._folder / "manifest.json", whole)
            disk.flush(self.shards, self._new_shards(articles))
            disk.flush(self._folder, sorted(self._folder.rglob("*")))
            if _current(self.root) != self._current:
                raise StoreError(
                    f"somebody else changed the store {self.root} meanwhile", remedy="build again"
                )
            self._folder.rename(self.root / "snapshots" / name)
            disk.fsync(self.root / "snapshots")
            disk.write_durably(self.root / "current", f"{name}\n".encode())
        self._prune()
        return name

    def _new_shards(self, articles: dict[str, dict[str, Any]]) -> list[Path]:
        known = self.parent.articles if self.parent else {}
        before = {article["shard"] for article in known.values()}
        names = sorted({article["shard"] for article in articles.values()} - before)
        return [self.shards / name for name in names]

    def _next_name(self) -> str:
        """Counted, so that names sort by age whatever the clock says."""
        existing = snapshots(self.root)
        number = number_of(existing[-1]) + 1 if existing else 1
        return f"{number:06d}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"

    def _prune(self) -> None:
        """Keeps the last snapshots; what else there was goes with the leftovers."""
        for name in snapshots(self.root)[:-KEPT]:
            path = self.root / "snapshots" / name
            with suppress(OSError):
                path.rename(path.with_name(f".old-{name}"))


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _current(root: Path) -> str | None:
    try:
        return current_snapshot(root)
    except StoreError:
        return None
