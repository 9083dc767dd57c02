"""Snapshots: immutable builds that many may read while one writes the next.

A store is a folder: ``snapshots/<name>/`` with the engine's files and a manifest, ``shards/`` with
the master copy of every article, ``current`` with the name of the snapshot in force, ``tags.json``
with the names that people gave to snapshots, ``lock``. A snapshot is made aside and switched in by
renaming; whoever reads an older one keeps it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
import weakref
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from kg import disk
from kg.errors import StoreError
from kg.shards import AGAIN, read_kept
from kg.store import engine
from kg.store.catalogue import Catalogue
from kg.store.checksums import check_files, engine_files, is_sealed, of_bytes
from kg.store.engine import Bindings
from kg.store.locks import lock_snapshot

if TYPE_CHECKING:
    from rdflib import Dataset

FORMAT = 5

# Files of a snapshot beside its manifest, which has their check sums.
ARTICLES, STATE = "articles.jsonl", "state.json"

_NAME = re.compile(r"[0-9]{6,}-[0-9]{8}T[0-9]{6}Z")
_NUMBER = re.compile(r"[0-9]+")

# How often, and how many seconds apart, it is tried to open a snapshot that is being removed.
_TRIES, _APART = 5, 0.02


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
    """One snapshot, read-only. It stays as it is, and where it is, while later builds go on."""

    def __init__(self, root: Path, snapshot: str = "current") -> None:
        """Opens the snapshot of a name, number or tag.

        Raises:
            StoreError: there is none, or none that can be read.
        """
        self.root = root
        self._name, lock = _locked(root, snapshot)
        if lock is not None:
            weakref.finalize(self, os.close, lock)
        self.manifest = read_manifest(self.path.parent)
        with disk.told(f"the snapshot {self._name} of {root} cannot be opened", AGAIN):
            check_files(self.path, self.manifest["files"])
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

    def graphs(self) -> list[str]:
        """The names of the graphs, sorted."""
        with disk.told(f"the snapshot {self._name} of {self.root} cannot be read", AGAIN):
            return engine.graphs(self._store)

    def triples(self, graph: str) -> Iterator[str]:
        """The N-Triples lines of a graph, one by one, always in the same order."""
        with disk.told(f"the snapshot {self._name} of {self.root} cannot be read", AGAIN):
            yield from engine.triples(self._store, graph)

    def copy_to(self, folder: Path) -> None:
        """Puts the engine's files into a folder that is not there yet, for another to go on with.

        Its tables, which nobody writes any more, are linked, or copied where the file system has no
        links; the small files are copied, for the engine goes on writing some of them.

        Raises:
            OSError: they cannot be.
        """
        folder.mkdir()
        for path in engine_files(self.path):
            if path.suffix == ".sst":
                with suppress(OSError):
                    (folder / path.name).hardlink_to(path)
                    continue
            shutil.copy2(path, folder)

    def quads(self) -> list[str]:
        """Every quad as a sorted N-Quads line."""
        with disk.told(f"the snapshot {self._name} of {self.root} cannot be read", AGAIN):
            return engine.dump(self._store)

    def lines(self) -> Iterator[str]:
        """Every quad as an N-Quads line, in no order; they are not held at once."""
        with disk.told(f"the snapshot {self._name} of {self.root} cannot be read", AGAIN):
            yield from engine.lines(self._store)

    @cached_property
    def articles(self) -> Catalogue:
        """The articles that the snapshot was made of.

        Raises:
            StoreError: they cannot be read.
        """
        return read_articles(self.path.parent)

    @cached_property
    def state(self) -> dict[str, Any]:
        """What the next build wants to know of this one, beside its articles.

        Raises:
            StoreError: it cannot be read.
        """
        return read_state(self.path.parent)

    def shard(self, article: str) -> list[str]:
        """The lines of an article's master copy.

        Raises:
            StoreError: it is not there, or not what was kept.
        """
        known = self.articles[article]
        return read_kept(self.root / "shards", known.shard, known.sha256)

    def shards(self) -> Iterator[tuple[str, list[str]]]:
        """The master copies that the snapshot was made of, article by article."""
        for article in sorted(self.articles):
            yield article, self.shard(article)

    def dataset(self) -> Dataset:
        """The snapshot as an rdflib Dataset whose default graph is the union; it cannot write."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset, Graph

        class ReadOnlyStore(OxigraphStore):
            def __init__(self, snapshot: SnapshotReader) -> None:
                super().__init__(store=snapshot._store)
                self.snapshot = snapshot  # which stays while somebody has the dataset

            def add_graph(self, graph: Graph) -> None:
                """``dataset.graph(name)`` first tells the store of the graph; it has it, or not."""

        return Dataset(ReadOnlyStore(self), default_union=True)


def snapshots(root: Path) -> tuple[str, ...]:
    """The snapshots of a store, oldest first."""
    folder = root / "snapshots"
    if not folder.is_dir():
        return ()
    names = (path.name for path in folder.iterdir())
    return tuple(sorted(filter(_NAME.fullmatch, names), key=lambda name: (number_of(name), name)))


def snapshot_name(number: int, moment: datetime) -> str:
    """The name of a snapshot: counted, so that names sort by age whatever the clock says."""
    return f"{number:06d}-{moment:%Y%m%dT%H%M%SZ}"


def number_of(snapshot: str) -> int:
    """How many builds came before, and one."""
    return int(snapshot.partition("-")[0])


def moment_of(snapshot: str) -> datetime:
    """When it was made, in UTC."""
    return datetime.strptime(f"{snapshot.partition('-')[2]}+0000", "%Y%m%dT%H%M%SZ%z")


def find_snapshot(root: Path, given: str) -> str:
    """The name of a snapshot that is given by its name, its number, a tag, or as ``current``.

    Raises:
        StoreError: there is none.
    """
    if given == "current":
        return current_snapshot(root)
    names = snapshots(root)
    number = int(given) if _NUMBER.fullmatch(given) else None
    for name in reversed(names):
        if given == name or number == number_of(name):
            return name
    tags = read_tags(root)
    if given not in tags:
        raise StoreError(
            f"the store {root} has no snapshot {given!r}",
            remedy=f"use one of {', '.join([*names, *tags]) or 'none: build first'}",
        )
    if tags[given] not in names:
        raise StoreError(
            f"the tag {given} of the store {root} names {tags[given]}, which is gone",
            remedy=f"take it away: kg tag --delete {given}",
        )
    return tags[given]


def read_tags(root: Path) -> dict[str, str]:
    """The names that people gave to snapshots, by name.

    Raises:
        StoreError: they cannot be read.
    """
    path = root / "tags.json"
    if not path.exists():
        return {}
    tags = read_json(path)
    if tags is None or not all(
        isinstance(name, str) and _NAME.fullmatch(name) for name in tags.values()
    ):
        raise StoreError(f"the tags in {path} cannot be read", remedy="mend the file or remove it")
    return tags


def _locked(root: Path, given: str) -> tuple[str, int | None]:
    """The name of a snapshot, locked against removal; what has no manifest cannot be locked."""
    for _ in range(_TRIES):
        name = find_snapshot(root, given)
        folder = root / "snapshots" / name
        try:
            return name, lock_snapshot(folder)
        except BlockingIOError:
            time.sleep(_APART)
        except OSError:
            if folder.exists():
                return name, None
    raise StoreError(f"the snapshot {name} of {root} is being removed", remedy="use another")


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
    manifest = read_json(folder / "manifest.json")
    if manifest is None:
        raise StoreError(f"the snapshot {folder.name} has no readable manifest", remedy=AGAIN)
    if manifest.get("format") != FORMAT:
        raise StoreError(
            f"the snapshot {folder.name} was written by another version of kg", remedy=AGAIN
        )
    if not is_sealed(manifest):
        raise StoreError(
            f"the manifest of the snapshot {folder.name} was changed after the build", remedy=AGAIN
        )
    return manifest


def read_articles(folder: Path) -> Catalogue:
    """The articles that a snapshot was made of.

    Raises:
        StoreError: they cannot be read.
    """
    with suppress(OSError, ValueError):
        return Catalogue.parse(_read_held(folder, ARTICLES).decode("utf-8"))
    raise StoreError(f"the snapshot {folder.name} has no list of articles", remedy=AGAIN)


def read_state(folder: Path) -> dict[str, Any]:
    """What a build leaves for the next beside its snapshot.

    Raises:
        StoreError: it cannot be read.
    """
    with suppress(OSError, ValueError):
        state: dict[str, Any] = json.loads(_read_held(folder, STATE))
        return state
    raise StoreError(f"the snapshot {folder.name} does not tell of its build", remedy=AGAIN)


def read_json(path: Path) -> dict[str, Any] | None:
    """The JSON object in a file; None if there is none that can be read."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _read_held(folder: Path, name: str) -> bytes:
    """One of a snapshot's files, held against what its manifest tells of it.

    Raises:
        OSError: it cannot be read.
        ValueError: it was changed after the build, or nothing tells whether it was.
    """
    raw = (folder / name).read_bytes()
    manifest = read_json(folder / "manifest.json") or {"format": FORMAT}
    if manifest.get("format") == FORMAT and not (
        is_sealed(manifest) and manifest["lists"][name] == of_bytes(raw)
    ):
        raise ValueError(f"{name} was changed after the build")
    return raw
