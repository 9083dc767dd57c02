"""Snapshots on disk: one writer, many readers. The only room that knows the engine (Oxigraph).

A store is a folder: ``snapshots/<name>/`` with the engine's files and a manifest, ``shards/`` with
the master copy of every article, ``current`` with the name of the snapshot in force, ``lock``. A
snapshot is made aside and switched in by renaming; whoever reads an older one keeps it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from kg.errors import InputError, StoreError

if TYPE_CHECKING:
    from rdflib import Dataset

FORMAT = 2

# A keyword outside strings, IRIs and comments; an escaped letter there could spell one, too.
_QUOTED = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\\\s]*>|#[^\n]*',
    re.DOTALL,
)
_SERVICE = re.compile(r"(?<![\w:?$-])SERVICE(?![\w:-])|\\u", re.IGNORECASE)
KEPT = 10

_ASIDE = ("snapshots/.new-*", "snapshots/.old-*", "shards/.*.nq.*", ".current.*")
_NAME = re.compile(r"[0-9]{6,}-[0-9]{8}T[0-9]{6}Z")
_AGAIN = "build again: kg build CORPUS"

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
        """Opens it; raises StoreError where there is none, or none that can be read."""
        if snapshot == "current":
            snapshot = current_snapshot(root)
        elif snapshot not in snapshots(root):
            raise StoreError(
                f"the store {root} has no snapshot {snapshot!r}",
                remedy=f"use one of {', '.join(snapshots(root)) or 'none: build first'}",
            )
        folder = root / "snapshots" / snapshot
        self.root = root
        self.manifest = _manifest(folder)
        self._name = snapshot
        with _told(f"the snapshot {snapshot} of {root} cannot be opened", _AGAIN):
            self._store = ox.Store.read_only(str(folder / "store"))

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
        return _select(self._store, query)

    def construct(self, query: str) -> list[str]:
        """CONSTRUCT or DESCRIBE -> sorted N-Triples lines."""
        return _construct(self._store, query)

    def backup(self, folder: Path) -> None:
        """Links the engine's files into a folder that is not there yet."""
        self._store.backup(str(folder))

    def quads(self) -> list[str]:
        """Every quad as a sorted N-Quads line."""
        with _told(f"the snapshot {self._name} of {self.root} cannot be read", _AGAIN):
            return sorted(_lines(self._store.dump(format=ox.RdfFormat.N_QUADS)))

    def shards(self) -> Iterator[tuple[str, list[str]]]:
        """The master copies that the snapshot was made of, article by article."""
        for article, name in sorted(self.manifest["shards"].items()):
            path = self.root / "shards" / name
            with _told(f"the shard {path} cannot be read", _AGAIN):
                raw = path.read_bytes()
            if name != _shard_name(article, hashlib.sha256(raw).hexdigest()):
                raise StoreError(f"the shard {path} was changed after the build", remedy=_AGAIN)
            yield article, _lines(raw)

    def dataset(self) -> Dataset:
        """The snapshot as an rdflib Dataset whose default graph is the union; it cannot write."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset, Graph

        class ReadOnlyStore(OxigraphStore):
            def add_graph(self, graph: Graph) -> None:
                """``dataset.graph(name)`` first tells the store of the graph; it has it, or not."""

        return Dataset(ReadOnlyStore(store=self._store), default_union=True)


class Writer:
    """Makes the next snapshot aside; nothing is seen of it before :meth:`commit`.

    It starts from the snapshot in force and writes only the graphs that differ; what the new one
    holds in the end is what was loaded, and nothing else. Use it as a context manager: without a
    commit everything it made is removed.
    """

    def __init__(self, root: Path, *, afresh: bool = False) -> None:
        """A writer of the store at ``root``, which need not be there yet.

        ``afresh`` writes every graph, whatever the snapshot in force holds.
        """
        self.root = root
        self.written: set[str] = set()
        """The graphs that differ from the snapshot in force, by IRI."""
        self.inherits = False
        """Whether it started from the snapshot in force."""
        self._afresh = afresh
        self._folder = root / "snapshots" / f".new-{os.getpid()}{'-afresh' if afresh else ''}"
        self._undo = ExitStack()
        self._store: ox.Store | None = None
        self._inherited: dict[str, str] = {}
        self._loaded: dict[str, list[str]] = {}
        self._digests: dict[str, str] = {}

    def __enter__(self) -> Writer:
        """Takes the lock; raises StoreError where somebody has it, or nothing can be written."""
        with ExitStack() as undo, self._writing():
            (self.root / "snapshots").mkdir(parents=True, exist_ok=True)
            (self.root / "shards").mkdir(exist_ok=True)
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
            self._folder.mkdir()
            self._inherited = {} if self._afresh else self._inherit()
            self.inherits = bool(self._inherited)
            self._store = ox.Store(str(self._folder / "store"))
            self._undo = undo.pop_all()
        return self

    def _inherit(self) -> dict[str, str]:
        """Links the files of the snapshot in force; its graphs and their digests.

        None where there is no such snapshot, or none that is as it was written.
        """
        try:
            parent = SnapshotReader(self.root)
            if _tables(parent.path) != parent.manifest["tables"]:
                return {}
            parent.backup(self._folder / "store")
        except (StoreError, OSError, RuntimeError):
            shutil.rmtree(self._folder / "store", ignore_errors=True)
            return {}
        graphs: dict[str, str] = parent.manifest["graphs"]
        return graphs

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
    def _open(self) -> ox.Store:
        assert self._store is not None, "the writer is used outside its with block"
        return self._store

    def _writing(self) -> AbstractContextManager[None]:
        remedy = "choose another folder with --store, or make room there"
        return _told(f"the store {self.root} cannot be written", remedy)

    def _remove_leftovers(self) -> None:
        """What no snapshot needs: the work of a killed or refused build, pruned snapshots, shards.

        The lock is ours, so nobody is making any of it. Where nothing was set aside the shards,
        which may be many, need not be looked through.
        """
        aside = [path for pattern in _ASIDE for path in self.root.glob(pattern)]
        needed = self._needed_shards() if aside else None
        shards = self.root.glob("shards/*.nq") if needed is not None else ()
        aside = [*(path for path in shards if path.name not in (needed or ())), *aside]
        for path in aside:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()

    def _needed_shards(self) -> set[str] | None:
        """None where a snapshot does not tell: the shards may be all that is left of it."""
        try:
            manifests = [_manifest(self.root / "snapshots" / n) for n in snapshots(self.root)]
        except StoreError:
            return None
        return {shard for manifest in manifests for shard in manifest["shards"].values()}

    def write_shard(self, article: str, digest: str, text: str) -> str:
        """Keeps the master copy of an article; returns its file name."""
        name = _shard_name(article, digest)
        path = self.root / "shards" / name
        with self._writing():
            if not path.exists() or path.read_bytes() != text.encode("utf-8"):
                _write_durably(path, text)
        return name

    def load(self, lines: Iterable[str]) -> None:
        """Takes N-Quads lines; all lines of a graph are to come before any :meth:`construct`."""
        for line in lines:
            graph = line.rsplit(" ", 2)[1][1:-1]
            self._loaded.setdefault(graph, []).append(line)

    def load_turtle(self, path: Path, graph: str) -> None:
        """Takes the triples of a Turtle file into one graph."""
        triples = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        with self._writing():
            self.load(f"{t.subject} {t.predicate} {t.object} <{graph}> .\n" for t in triples)

    def construct(self, query: str) -> list[str]:
        """CONSTRUCT over what is loaded so far -> sorted N-Triples lines."""
        self._write()
        return _construct(self._open, query)

    def _write(self) -> None:
        """Writes the graphs loaded so far that are not yet as they were loaded."""
        changed: list[str] = []
        for graph, lines in self._loaded.items():
            assert graph not in self._digests, f"{graph} is loaded in two parts"
            text = "".join(sorted(set(lines)))
            self._digests[graph] = hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]
            if self._digests[graph] != self._inherited.get(graph):
                self.written.add(graph)
                self._remove(graph)
                changed.append(text)
        self._loaded = {}
        with self._writing():
            text = "".join(changed)
            self._open.bulk_load(text.encode("utf-8"), format=ox.RdfFormat.N_QUADS)

    def _remove(self, graph: str) -> None:
        if graph in self._inherited:
            with self._writing():
                self._open.remove_graph(ox.NamedNode(graph))

    def __len__(self) -> int:
        """How many quads the snapshot holds."""
        self._write()
        self._drop()
        with self._writing():
            return len(self._open)

    def _drop(self) -> None:
        """Removes the graphs of the snapshot in force that were not loaded again."""
        for graph in sorted(self._inherited.keys() - self._digests.keys()):
            self._remove(graph)
            del self._inherited[graph]
            self.written.add(graph)

    def commit(self, manifest: dict[str, Any]) -> str:
        """Makes what was loaded the snapshot in force; returns its name."""
        self._write()
        self._drop()
        with self._writing():
            self._open.flush()
            self._store = None
            name = self._next_name()
            whole = {
                "format": FORMAT,
                "snapshot": name,
                **manifest,
                "graphs": dict(sorted(self._digests.items())),
                "tables": _tables(self._folder / "store"),
            }
            _write_durably(self._folder / "manifest.json", json.dumps(whole, indent=1) + "\n")
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
        number = _number(existing[-1]) + 1 if existing else 1
        return f"{number:06d}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"

    def _prune(self) -> None:
        """Keeps the last snapshots; what else there was goes with the leftovers."""
        for name in snapshots(self.root)[:-KEPT]:
            path = self.root / "snapshots" / name
            with suppress(OSError):
                path.rename(path.with_name(f".old-{name}"))


def snapshots(root: Path) -> tuple[str, ...]:
    """The snapshots of a store, oldest first."""
    folder = root / "snapshots"
    if not folder.is_dir():
        return ()
    names = (path.name for path in folder.iterdir())
    return tuple(sorted(filter(_NAME.fullmatch, names), key=lambda name: (_number(name), name)))


def _number(snapshot: str) -> int:
    return int(snapshot.partition("-")[0])


def _shard_name(article: str, digest: str) -> str:
    return f"{article}-{digest[:16]}.nq"


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
            f"the store {root} cannot be read: {_reason(error)}",
            remedy="name a folder that kg build made, with --store",
        ) from error
    if name not in snapshots(root):
        raise StoreError(
            f"{root / 'current'} names the snapshot {name[:60]!r}, which is not there",
            remedy=_AGAIN,
        )
    return name


def parse_quads(lines: Iterable[str]) -> list[ox.Quad]:
    """N-Triples or N-Quads lines as the engine's quads."""
    return list(ox.parse("".join(lines).encode("utf-8"), format=ox.RdfFormat.N_QUADS))


def turtle(lines: Iterable[str], prefixes: dict[str, str]) -> bytes:
    """N-Triples lines as Turtle, in the order of the lines; blank nodes are welcome."""
    triples = (quad.triple for quad in parse_quads(lines))
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert written is not None
    return written


@contextmanager
def _told(what: str, remedy: str) -> Iterator[None]:
    """Errors of the disk and of the engine as one sentence."""
    try:
        yield
    except (OSError, RuntimeError, ValueError, SyntaxError) as error:
        raise StoreError(f"{what}: {_reason(error)}", remedy=remedy) from error


def _query(store: ox.Store, query: str) -> Any:
    if _SERVICE.search(_QUOTED.sub(" ", query)):
        raise InputError(
            "the query calls SERVICE, which would send it over the network",
            remedy="ask that endpoint by itself, with --endpoint",
        )
    try:
        return store.query(query, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise InputError(_syntax_message(error), remedy="correct it there") from error


def _select(store: ox.Store, query: str) -> Bindings:
    with _told("the query failed", "correct it, or build again: kg build CORPUS"):
        results = _query(store, query)
        if isinstance(results, ox.QueryTriples):
            raise InputError(
                "the query makes a graph, not a table", remedy="ask with SELECT or ASK"
            )
        decoded: Bindings = json.loads(results.serialize(format=ox.QueryResultsFormat.JSON))
    return decoded


def _construct(store: ox.Store, query: str) -> list[str]:
    with _told("the query failed", "correct it, or build again: kg build CORPUS"):
        results = _query(store, query)
        if not isinstance(results, ox.QueryTriples):
            raise InputError("the query makes a table, not a graph", remedy="ask with CONSTRUCT")
        return sorted(_lines(results.serialize(format=ox.RdfFormat.N_TRIPLES)))


def _lines(raw: bytes | None) -> list[str]:
    """Lines as RDF has them: other breaks, such as U+2028, may stand inside a literal."""
    return [line.decode("utf-8") for line in (raw or b"").splitlines(keepends=True)]


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


def _reason(error: Exception) -> str:
    """Why it failed, without the path that the sentence names already."""
    return getattr(error, "strerror", None) or _one_line(error)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        readable = isinstance(manifest, dict)
    except (OSError, ValueError):
        readable = False
    if not readable:
        raise StoreError(f"the snapshot {folder.name} has no readable manifest", remedy=_AGAIN)
    known = all(isinstance(manifest.get(key), dict) for key in ("shards", "graphs", "tables"))
    if manifest.get("format") != FORMAT or not known:
        raise StoreError(
            f"the snapshot {folder.name} was written by another version of kg", remedy=_AGAIN
        )
    found: dict[str, Any] = manifest
    return found


def _tables(store: Path) -> dict[str, int]:
    """The engine's tables by name, with a check sum of each.

    What nobody reads for long, the engine does not check for long, and it would be handed on from
    snapshot to snapshot.
    """
    return {path.name: _check_sum(path) for path in sorted(store.glob("*.sst"))}


def _check_sum(path: Path) -> int:
    found = 0
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            found = zlib.crc32(block, found)
    return found


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
