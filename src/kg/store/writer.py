"""Makes the next snapshot aside; nothing is seen of it before it is whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any

import pyoxigraph as ox

from kg import disk
from kg import namespaces as ns
from kg.errors import StoreError
from kg.memory import give_back
from kg.store import compaction, engine
from kg.store.catalogue import Catalogue
from kg.store.checksums import files, of_bytes, sealed
from kg.store.locks import lock_store
from kg.store.retention import move_tags, prune, remove_leftovers
from kg.store.snapshots import (
    ARTICLES,
    FORMAT,
    STATE,
    SnapshotReader,
    current_snapshot,
    number_of,
    snapshot_name,
    snapshots,
)

# Lines that the engine takes at a time: it needs 1 MB for each thousand of them, and the fewer they
# are, the more it has to sort its tables.
_AT_ONCE = 125_000
# Such portions that the engine takes side by side, so that nobody who makes articles waits for it.
_LOADERS = 2
# Fewer lines than these go into the engine's log, which costs less than tables of their own. After
# more of them what the engine needed to sort them is given back.
_FEW = 20_000
# Portions after which the engine merges what has piled up: each is a file in every table, and a
# process may have 1,024 open, or 256.
_PILED = 100

_IDENTITY = f" <{ns.IDENTITY_GRAPH}> .\n"


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
        self._added: list[bytes] = []
        self._waiting = 0
        self._loading: list[Future[None]] = []
        self._portions = 0
        self._grown = 0
        self._identified: set[str] = set()
        self._count = 0

    def __enter__(self) -> Writer:
        """Takes the lock; raises StoreError where somebody has it, or nothing can be written."""
        with ExitStack() as undo, self._writing():
            if not self.root.exists():
                undo.callback(self._remove_empty)
            (self.root / "snapshots").mkdir(parents=True, exist_ok=True)
            self.shards.mkdir(exist_ok=True)
            undo.enter_context(lock_store(self.root))
            remove_leftovers(self.root)
            undo.callback(remove_leftovers, self.root)
            self._current = _current(self.root)
            self._folder.mkdir()
            if self._inherit:
                self.parent = self._linked()
                self._count = self.parent.manifest["quads"] if self.parent else 0
                self._grown = self.parent.manifest["grown"] + 1 if self.parent else 0
            self._loader = undo.enter_context(ThreadPoolExecutor(_LOADERS))
            self._store = ox.Store(str(self._folder / "store"))
            if self.parent is None:
                compaction.give_way()
            self._undo = undo.pop_all()
        return self

    def _linked(self) -> SnapshotReader | None:
        """The snapshot in force, its files linked; None where there is none that is whole."""
        try:
            parent = SnapshotReader(self.root)
            _ = parent.articles, parent.state
            parent.copy_to(self._folder / "store")
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
        for each in self._loading:
            each.cancel()
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

    def _remove_empty(self) -> None:
        """A store that was not there before, and holds no snapshot, is not there afterwards."""
        if not snapshots(self.root):
            shutil.rmtree(self.root, ignore_errors=True)

    def add(self, lines: Iterable[str]) -> None:
        """Adds N-Quads lines, each once, that are not there yet."""
        listed = list(lines)
        if self.parent is not None:
            self._identify(listed)
        self.add_text("".join(listed).encode("utf-8"), len(listed))

    def add_text(self, text: bytes, count: int) -> None:
        """Adds so many lines, as one text in UTF-8; nothing is noted of them."""
        self._added.append(text)
        self._waiting += count
        self._count += count
        if self._waiting >= _AT_ONCE:
            self._wait(_LOADERS - 1)
            self.load_aside()

    def remove(self, lines: Iterable[str]) -> None:
        """Removes N-Quads lines, each once, that are there."""
        self.load()
        listed = list(lines)
        self._identify(listed)
        with self._writing():
            for quad in engine.parse_quads(listed):
                self._open.remove(quad)
                self._count -= 1

    def missing(self, lines: Iterable[str]) -> list[str]:
        """Those of some N-Quads lines, without blank nodes, that are not there yet.

        Several threads may ask at once, after :meth:`load`.
        """
        self.load()
        found: list[str] = []
        with self._writing():
            for (subject, graph), alike in groupby(sorted(lines), _subject_and_graph):
                there = set(engine.match(self._open, subject, None, None, graph))
                found += (line for line in alike if line not in there)
        return found

    def load(self) -> None:
        """Has the engine take all that was added."""
        self._wait()
        added, waiting = self._taken_out()
        if waiting:
            with self._writing():
                self._take(added, waiting)

    def load_aside(self) -> None:
        """Has the engine take it while other work goes on here: it does without Python's lock."""
        if self._waiting:
            self._loading.append(self._loader.submit(self._take, *self._taken_out()))
            self._portions += 1
            if self._portions % _PILED == 0:
                self.merge_aside()

    def merge_aside(self) -> None:
        """Has the engine merge its tables, if many have piled up, while other work goes on here.

        It waits with a flush until it would take more at once. A snapshot that is changed is left
        alone: what it adds is little.
        """
        if self.parent is None:
            self._loading.append(self._loader.submit(self._merge))

    def _merge(self) -> None:
        """Flushes; a method of the store's own, submitted, would keep it open for a moment more."""
        self._open.flush()

    def _wait(self, but: int = 0) -> None:
        """Waits until the engine has taken what was given to it, but for so many portions."""
        with self._writing():
            while len(self._loading) > but:
                self._loading.pop(0).result()

    def _taken_out(self) -> tuple[list[bytes], int]:
        added, waiting, self._added, self._waiting = self._added, self._waiting, [], 0
        return added, waiting

    def _take(self, added: list[bytes], count: int) -> None:
        """Has the engine take lines; of what we wrote it need not check every IRI again."""
        raw = b"".join(added)
        added.clear()
        if self.parent is not None and count < _FEW:
            self._open.extend(engine.read_quads(raw))
        else:
            self._open.bulk_load(raw, format=ox.RdfFormat.N_QUADS, lenient=True)
            del raw
            if count >= _FEW:
                give_back()

    def sort(self) -> None:
        """Has the engine put its tables in order, which are read through one by one otherwise."""
        with self._writing():
            self._open.optimize()
        self._grown = 0

    def construct(self, query: str) -> list[str]:
        """CONSTRUCT over what is there so far -> sorted N-Triples lines.

        Several threads may ask at once, after :meth:`load`.
        """
        self.load()
        return engine.construct(self._open, query)

    def match(
        self, subject: str | None, predicate: str | None, value: str | None, graph: str | None
    ) -> list[str]:
        """The N-Quads lines so far with some IRIs, graph last; None stands for any term."""
        self.load()
        with self._writing():
            return engine.match(self._open, subject, predicate, value, graph)

    def __len__(self) -> int:
        """How many quads the snapshot holds, by what was added and removed."""
        return self._count

    def commit(self, manifest: dict[str, Any], articles: Catalogue, **state: Any) -> str:
        """Makes what is there the snapshot in force; returns its name.

        ``articles`` are those that it was made of; a record without an identity is new, or takes
        that of the snapshot before. ``state`` is what else the next build wants to know.
        """
        name = self._next_name()
        self._keep(name, manifest, self._identities(articles, name), state)
        self._point_to(name)
        prune(self.root)
        return name

    def replace(self, snapshot: SnapshotReader) -> str:
        """Puts what is there, the same quads in new files, in the place of a snapshot.

        It has the same number; the pointer and tags follow. Returns its name.
        """
        name = self._later_name(snapshot.name)
        self._keep(name, snapshot.manifest, snapshot.articles, snapshot.state)
        with self._writing():
            move_tags(self.root, snapshot.name, name)
        if snapshot.name == self._current:
            self._point_to(name)
        return name

    def _keep(
        self, name: str, manifest: dict[str, Any], articles: Catalogue, state: dict[str, Any]
    ) -> None:
        """Makes what is there a snapshot, on disk as a whole."""
        self.load()
        with self._writing():
            self._store = None
            whole = {
                **manifest,
                "format": FORMAT,
                "snapshot": name,
                "articles_sha256": _digest(articles),
                "residue": self._residue(articles),
                "grown": self._grown,
                "files": files(self._folder / "store", self._linked_files()),
            }
            whole["lists"] = {
                ARTICLES: self._write(ARTICLES, articles.text()),
                STATE: self._write(STATE, _json(state)),
            }
            self._write("manifest.json", _json(sealed(whole)))
            disk.flush(self.shards, self._new_shards(articles))
            disk.flush(self._folder, self._new_files())
            if _current(self.root) != self._current:
                raise StoreError(
                    f"somebody else changed the store {self.root} meanwhile", remedy="build again"
                )
            self._folder.rename(self.root / "snapshots" / name)
            disk.fsync(self.root / "snapshots")

    def _write(self, name: str, text: str) -> int:
        """Writes one of the snapshot's files; returns its check sum."""
        raw = text.encode("utf-8")
        (self._folder / name).write_bytes(raw)
        return of_bytes(raw)

    def _identities(self, articles: Catalogue, name: str) -> Catalogue:
        """Articles, of which each names the snapshot with which its things came to be who they are.

        That is this one where the identity graph tells something else of them, or they are new.
        """
        found = articles.copy()
        known = self.parent.articles if self.parent else Catalogue()
        changed = articles.unidentified() | self._identified if self.parent else articles.keys()
        for article in changed & articles.keys():
            same = article in known and article not in self._identified
            identity = known[article].identity if same else name
            found[article] = articles[article]._replace(identity=identity)
        return found

    def _point_to(self, name: str) -> None:
        with self._writing():
            disk.write_durably(self.root / "current", f"{name}\n".encode())

    def _linked_files(self) -> dict[str, list[int]]:
        """The files of the snapshot that this one started from: most are linked, not written."""
        return self.parent.manifest["files"] if self.parent else {}

    def _residue(self, articles: Collection[str]) -> list[str]:
        """The articles that the engine's files may still hold: it does not clear them."""
        if self.parent is None:
            return []
        before = {*self.parent.articles, *self.parent.manifest["residue"]}
        return sorted(before.difference(articles))

    def _new_files(self) -> list[Path]:
        """All but linked tables, which are on disk already."""
        paths = sorted(self._folder.rglob("*"))
        return [path for path in paths if path.is_dir() or path.stat().st_nlink == 1]

    def _new_shards(self, articles: Catalogue) -> list[Path]:
        before = self.parent.articles.shards() if self.parent else set()
        return [self.shards / name for name in sorted(articles.shards() - before)]

    def _identify(self, lines: Iterable[str]) -> None:
        """Notes the articles about whose things the identity graph tells something else."""
        for line in lines:
            if line.endswith(_IDENTITY):
                subject = line.partition(" ")[0][1:-1]
                local = subject.removeprefix(ns.ARTICLE).removeprefix(ns.RESOLUTION)
                self._identified.add(local.partition("/")[0])

    def _next_name(self) -> str:
        """Counted, so that names sort by age whatever the clock says."""
        existing = snapshots(self.root)
        number = number_of(existing[-1]) + 1 if existing else 1
        return snapshot_name(number, datetime.now(UTC))

    def _later_name(self, snapshot: str) -> str:
        """Of the same number, and no other's."""
        moment, existing = datetime.now(UTC), snapshots(self.root)
        while (name := snapshot_name(number_of(snapshot), moment)) in existing:
            moment += timedelta(seconds=1)
        return name


def _subject_and_graph(line: str) -> tuple[str, str]:
    subject, _, _ = line.partition("> ")
    _, _, graph = line.rpartition(" <")
    return subject.removeprefix("<"), graph.removesuffix("> .\n")


def _json(content: dict[str, Any]) -> str:
    """A value a line, for people; indented JSON takes five times as long to write."""
    return json.dumps(content, separators=(",\n", ": ")) + "\n"


def _digest(articles: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(articles)).encode()).hexdigest()


def _current(root: Path) -> str | None:
    try:
        return current_snapshot(root)
    except StoreError:
        return None
