"""Snapshots on disk: one writer, many readers. The only room that knows the engine (Oxigraph).

A store is a folder: ``snapshots/<name>/`` with the engine's files and a manifest, ``shards/`` with
the master copy of every article, ``current`` with the name of the snapshot in force, ``lock``. A
snapshot is made aside and switched in by renaming; whoever reads an older one keeps it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from kg.errors import InputError, StoreError

if TYPE_CHECKING:
    from rdflib import Dataset

FORMAT = 1
KEPT = 10

Bindings = dict[str, Any]


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
        if snapshot == "current":
            snapshot = current_snapshot(root)
        folder = root / "snapshots" / snapshot
        if not folder.is_dir():
            raise StoreError(
                f"the store {root} has no snapshot {snapshot!r}",
                remedy=f"use one of {', '.join(snapshots(root)) or 'none: build first'}",
            )
        self.root = root
        self.manifest = _manifest(folder)
        self._name = snapshot
        try:
            self._store = ox.Store.read_only(str(folder / "store"))
        except OSError as error:
            raise StoreError(
                f"the snapshot {snapshot} of {root} cannot be opened: {error}",
                remedy="build again: kg build CORPUS",
            ) from error

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
        results = _query(self._store, query)
        if isinstance(results, ox.QueryTriples):
            raise InputError(
                "the query makes a graph, not a table", remedy="ask with SELECT or ASK"
            )
        text = results.serialize(format=ox.QueryResultsFormat.JSON)
        decoded: Bindings = json.loads(text)
        return decoded

    def construct(self, query: str) -> list[str]:
        """CONSTRUCT or DESCRIBE -> sorted N-Triples lines."""
        return _construct(self._store, query)

    def quads(self) -> list[str]:
        """Every quad as a sorted N-Quads line."""
        dumped = self._store.dump(format=ox.RdfFormat.N_QUADS)
        return sorted(dumped.decode("utf-8").splitlines(keepends=True))


    def shards(self) -> Iterator[tuple[str, list[str]]]:
        """The master copies that the snapshot was made of, article by article."""
        for article, name in sorted(self.manifest["shards"].items()):
            path = self.root / "shards" / name
            try:
                text = path.read_text(encoding="utf-8")
            except OSError as error:
                raise StoreError(
                    f"the shard {path} cannot be read: {error.strerror}",
                    remedy="build again: kg build CORPUS",
                ) from error
            yield article, text.splitlines(keepends=True)

    def dataset(self) -> Dataset:
        """The snapshot as an rdflib Dataset whose default graph is the union; it cannot write."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        return Dataset(OxigraphStore(store=self._store), default_union=True)


class Writer:
    """Makes the next snapshot aside; nothing is seen of it before :meth:`commit`.

    Use it as a context manager: without a commit everything it made is removed.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock: int | None = None
        self._folder: Path | None = None

    def __enter__(self) -> Writer:
        try:
            (self.root / "snapshots").mkdir(parents=True, exist_ok=True)
            (self.root / "shards").mkdir(exist_ok=True)
            self._lock = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise StoreError(
                f"the store {self.root} cannot be written: {error.strerror}",
                remedy="choose another folder with --store",
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            raise StoreError(
                f"another build is writing the store {self.root}", remedy="wait until it is done"
            ) from error
        self._remove_leftovers()
        self._folder = self.root / "snapshots" / f".new-{os.getpid()}"
        self._folder.mkdir()
        self._store = ox.Store(str(self._folder / "store"))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._folder is not None and self._folder.exists():
            shutil.rmtree(self._folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)

    def _remove_leftovers(self) -> None:
        """What a killed build left; the lock is ours, so nobody is making it."""
        for stale in (self.root / "snapshots").glob(".new-*"):
            shutil.rmtree(stale, ignore_errors=True)

    def write_shard(self, article: str, digest: str, text: str) -> str:
        """Keeps the master copy of an article; returns its file name."""
        name = f"{article}-{digest[:16]}.nq"
        path = self.root / "shards" / name
        if not path.exists():
            _write_durably(path, text)
        return name

    def load(self, lines: Sequence[str]) -> None:
        """Loads N-Quads lines."""
        self._store.bulk_load("".join(lines).encode("utf-8"), format=ox.RdfFormat.N_QUADS)

    def load_turtle(self, path: Path, graph: str) -> None:
        """Loads a Turtle file into one graph."""
        self._store.bulk_load(
            path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph)
        )

    def construct(self, query: str) -> list[str]:
        """CONSTRUCT over what is loaded so far -> sorted N-Triples lines."""
        return _construct(self._store, query)

    def select(self, query: str) -> Bindings:
        """SELECT over what is loaded so far."""
        results = _query(self._store, query)
        assert not isinstance(results, ox.QueryTriples)
        decoded: Bindings = json.loads(results.serialize(format=ox.QueryResultsFormat.JSON))
        return decoded

    def __len__(self) -> int:
        """How many quads are loaded so far."""
        return len(self._store)

    def commit(self, manifest: dict[str, Any]) -> str:
        """Makes what was loaded the snapshot in force; returns its name."""
        assert self._folder is not None
        self._store.flush()
        del self._store
        name = self._next_name()
        text = json.dumps({"format": FORMAT, "snapshot": name, **manifest}, indent=1) + "\n"
        _write_durably(self._folder / "manifest.json", text)
        for path in sorted(self._folder.rglob("*")):
            _fsync(path)
        _fsync(self._folder)
        self._folder.rename(self.root / "snapshots" / name)
        _fsync(self.root / "snapshots")
        _write_durably(self.root / "current", name + "\n")
        self._prune()
        return name

    def _next_name(self) -> str:
        """Counted, so that names sort by age whatever the clock says."""
        existing = snapshots(self.root)
        number = int(existing[-1].partition("-")[0]) + 1 if existing else 1
        return f"{number:06d}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"

    def _prune(self) -> None:
        """Keeps the last snapshots, and the shards that they name."""
        kept = snapshots(self.root)[-KEPT:]
        for name in set(snapshots(self.root)) - set(kept):
            shutil.rmtree(self.root / "snapshots" / name, ignore_errors=True)
        needed = {
            shard
            for name in kept
            for shard in _manifest(self.root / "snapshots" / name)["shards"].values()
        }
        for path in (self.root / "shards").glob("*.nq"):
            if path.name not in needed:
                path.unlink()


def snapshots(root: Path) -> tuple[str, ...]:
    """The complete snapshots of a store, oldest first."""
    folder = root / "snapshots"
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")))


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
        raise StoreError(f"the store {root} cannot be read: {error}") from error
    if name not in snapshots(root):
        raise StoreError(
            f"{root / 'current'} names the snapshot {name!r}, which is not there",
            remedy="build again: kg build CORPUS",
        )
    return name


def parse_quads(lines: Iterable[str], *, sort: bool = True) -> list[ox.Quad]:
    """N-Quads lines as the engine's quads."""
    ordered = sorted(lines) if sort else list(lines)
    return list(ox.parse("".join(ordered).encode("utf-8"), format=ox.RdfFormat.N_QUADS))


def serialize(lines: Iterable[str], engine_format: str, prefixes: dict[str, str]) -> bytes:
    """N-Quads or N-Triples lines in another format, in the order of the lines."""
    chosen = {"turtle": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG}[engine_format]
    quads: Iterable[Any] = parse_quads(lines)
    if chosen is ox.RdfFormat.TURTLE:
        quads = (quad.triple for quad in quads)
    written = ox.serialize(quads, format=chosen, prefixes=prefixes)
    assert written is not None
    return written


def _query(store: ox.Store, query: str) -> Any:
    try:
        return store.query(query, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise InputError(_syntax_message(error), remedy="correct it there") from error
    except (OSError, RuntimeError) as error:
        raise StoreError(f"the query failed: {_one_line(error)}") from error


def _construct(store: ox.Store, query: str) -> list[str]:
    results = _query(store, query)
    if not isinstance(results, ox.QueryTriples):
        raise InputError("the query makes a table, not a graph", remedy="ask with CONSTRUCT")
    text = results.serialize(format=ox.RdfFormat.N_TRIPLES)
    return sorted(text.decode("utf-8").splitlines(keepends=True))


def _syntax_message(error: SyntaxError) -> str:
    """The engine's message without its list of every character that could have stood there."""
    place, _, rest = _one_line(error).partition(": ")
    line, _, column = place.removeprefix("error at ").partition(":")
    if not (line.isdigit() and column.isdigit()):
        return f"the query is not SPARQL: {_one_line(error)}"
    expected = "" if rest.startswith("expected") else f" ({rest})"
    return f"the query is not SPARQL at line {line}, column {column}{expected}"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(
            f"the snapshot {folder.name} has no readable manifest",
            remedy="build again: kg build CORPUS",
        ) from error
    if manifest.get("format") != FORMAT:
        raise StoreError(
            f"the snapshot {folder.name} was written by another version of kg",
            remedy="build again: kg build CORPUS",
        )
    return manifest


def _write_durably(path: Path, text: str) -> None:
    """Writes a file whole or not at all, and has it on disk before returning."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)
    _fsync(path.parent)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
