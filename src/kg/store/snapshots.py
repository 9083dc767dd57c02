"""Snapshots: immutable builds that many may read while one writes the next.

A store is a folder: ``snapshots/<name>/`` with the engine's files and a manifest, ``shards/`` with
the master copy of every article, ``current`` with the name of the snapshot in force, ``lock``. A
snapshot is made aside and switched in by renaming; whoever reads an older one keeps it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from kg import disk
from kg.errors import StoreError
from kg.shards import AGAIN, read_kept
from kg.store import engine
from kg.store.engine import Bindings

if TYPE_CHECKING:
    from rdflib import Dataset

FORMAT = 3

_NAME = re.compile(r"[0-9]{6,}-[0-9]{8}T[0-9]{6}Z")


class Reader(Protocol):
    """What can be asked of a graph, here or at an endpoint. It cannot write."""

    @property
    def name(self) -> str:
        """What is read: a snapshot's name, or an endpoint's address."""
        ...

    def select(self, query: str) -> Bindings:
        """SELECT or ASK -> SPARQL 1.1 Results JSON, decoded."""
        ...

    def construct(self, query: str) -> list[str]:
        """CONSTRUCT or DESCRIBE -> sorted N-Triples lines."""
        ...

    def quads(self) -> list[str]:
        """Every quad as a sorted N-Quads line."""
        ...


def default_path() -> Path:
    """Where the store is if nobody says: ``$KG_STORE``, else ``build/kg``."""
    return Path(os.environ.get("KG_STORE") or Path("build", "kg"))


class SnapshotReader:
    """One snapshot, read-only. It stays as it is while later builds go on."""

    def __init__(self, root: Path, snapshot: str = "current") -> None:
        """Opens it; raises StoreError where there is none, or none that can be read."""
        if snapshot == "current":
            snapshot = current_snapshot(root)
        elif snapshot not in snapshots(root):
            raise StoreError(
                f"the store {root} has no snapshot {snapshot!r}",
                remedy=f"use one of {', '.join(snapshots(root)) or 'none: build first'}",
            )
        self.root = root
        self.manifest = read_manifest(root / "snapshots" / snapshot)
        self._name = snapshot
        with disk.told(f"the snapshot {snapshot} of {root} cannot be opened", AGAIN):
            _check_tables(self.path, self.manifest["tables"])
            self._store = ox.Store.read_only(str(self.path))

    @property
    def name(self) -> str:
        """The snapshot's name."""
        return self._name

    @property
    def path(self) -> Path:
        """The engine's files of this snapshot."""
        return self.root / "snapshots" / self._name / "store"

    def select(self, query: str) -> Bindings:
        """SELECT or ASK -> SPARQL 1.1 Results JSON, decoded."""
        return engine.select(self._store, query)

    def construct(self, query: str) -> list[str]:
        """CONSTRUCT or DESCRIBE -> sorted N-Triples lines."""
        return engine.construct(self._store, query)

    def match(
        self, subject: str | None, predicate: str | None, value: str | None, graph: str | None
    ) -> list[str]:
        """The N-Quads lines with some IRIs, graph last; None stands for any term."""
        with disk.told(f"the snapshot {self._name} of {self.root} cannot be read", AGAIN):
            return engine.match(self._store, subject, predicate, value, graph)

    def subjects(self, predicate: str, text: str, graph: str) -> list[str]:
        """The IRIs of what has a text as a property in a graph."""
        with disk.told(f"the snapshot {self._name} of {self.root} cannot be read", AGAIN):
            return engine.subjects(self._store, predicate, text, graph)

    def backup(self, folder: Path) -> None:
        """Links the engine's files into a folder that is not there yet."""
        self._store.backup(str(folder))

    def quads(self) -> list[str]:
        """Every quad as a sorted N-Quads line."""
        with disk.told(f"the snapshot {self._name} of {self.root} cannot be read", AGAIN):
            return engine.dump(self._store)

    @cached_property
    def state(self) -> dict[str, Any]:
        """What the next build wants to know of this one.

        Raises:
            StoreError: it cannot be read.
        """
        return read_state(self.path.parent)

    @property
    def articles(self) -> dict[str, dict[str, Any]]:
        """What the snapshot was made of, by article: the file of its shard, its digest, and more.

        Raises:
            StoreError: it cannot be read.
        """
        found: dict[str, dict[str, Any]] = self.state["articles"]
        return found

    def shard(self, article: str) -> list[str]:
        """The lines of an article's master copy.

        Raises:
            StoreError: it is not there, or not what was kept.
        """
        known = self.articles[article]
        return read_kept(self.root / "shards", known["shard"], known["sha256"])

    def shards(self) -> Iterator[tuple[str, list[str]]]:
        """The master copies that the snapshot was made of, article by article."""
        for article in sorted(self.articles):
            yield article, self.shard(article)

    def dataset(self) -> Dataset:
        """The snapshot as an rdflib Dataset whose default graph is the union; it cannot write."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset, Graph

        class ReadOnlyStore(OxigraphStore):
            def add_graph(self, graph: Graph) -> None:
                """``dataset.graph(name)`` first tells the store of the graph; it has it, or not."""

        return Dataset(ReadOnlyStore(store=self._store), default_union=True)


def snapshots(root: Path) -> tuple[str, ...]:
    """The snapshots of a store, oldest first."""
    folder = root / "snapshots"
    if not folder.is_dir():
        return ()
    names = (path.name for path in folder.iterdir())
    return tuple(sorted(filter(_NAME.fullmatch, names), key=lambda name: (number_of(name), name)))


def number_of(snapshot: str) -> int:
    """How many builds came before, and one."""
    return int(snapshot.partition("-")[0])


def current_snapshot(root: Path) -> str:
    """The name of the snapshot in force.

    Raises:
        StoreError: there is no store here, or its pointer is broken.
    """
    try:
        name = (root / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise StoreError(
            f"there is no graph at {root} yet", remedy="build one: kg build CORPUS"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            f"the store {root} cannot be read: {disk.reason(error)}",
            remedy="name a folder that kg build made, with --store",
        ) from error
    if name not in snapshots(root):
        raise StoreError(
            f"{root / 'current'} names the snapshot {name[:60]!r}, which is not there",
            remedy=AGAIN,
        )
    return name


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a snapshot's manifest tells.

    Raises:
        StoreError: it cannot be read, or is of another version.
    """
    manifest = _read_json(folder / "manifest.json")
    if manifest is None:
        raise StoreError(f"the snapshot {folder.name} has no readable manifest", remedy=AGAIN)
    if manifest.get("format") != FORMAT or not isinstance(manifest.get("tables"), dict):
        raise StoreError(
            f"the snapshot {folder.name} was written by another version of kg", remedy=AGAIN
        )
    return manifest


def read_state(folder: Path) -> dict[str, Any]:
    """What a build leaves for the next beside its snapshot.

    Raises:
        StoreError: it cannot be read.
    """
    state = _read_json(folder / "state.json")
    if state is None or not isinstance(state.get("articles"), dict):
        raise StoreError(f"the snapshot {folder.name} has no list of articles", remedy=AGAIN)
    return state


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def tables(store: Path) -> dict[str, list[int]]:
    """The engine's tables by name: size, time of change, check sum."""
    return {path.name: [*_stamp(path), disk.check_sum(path)] for path in _tables(store)}


def _tables(store: Path) -> list[Path]:
    return sorted(store.glob("*.sst"))


def _stamp(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _check_tables(store: Path, known: dict[str, list[int]]) -> None:
    """Holds the tables against what was written: a table that seems untouched is not read.

    The engine would answer from some broken tables as if rows were missing.
    """
    found = {path.name: path for path in _tables(store)}
    if found.keys() != known.keys():
        raise ValueError("its tables are not those that were written")
    for name, (size, changed, check_sum) in known.items():
        stamp = _stamp(found[name])
        if stamp != [size, changed] and (
            stamp[0] != size or disk.check_sum(found[name]) != check_sum
        ):
            raise ValueError(f"the table {name} was changed after the build")
