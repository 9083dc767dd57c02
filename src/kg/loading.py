"""A snapshot sent to a SPARQL 1.1 server, graph by graph, and read back to see that it is there.

What the server holds is asked of the server and of nothing else. A load that broke off is therefore
continued by starting it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from kg import namespaces as ns
from kg.errors import InputError, StoreError, plural
from kg.fingerprints import Fingerprint, by_value
from kg.graphstore import Counts, GraphStore, guess
from kg.store.snapshots import SnapshotReader, default_path

PARALLEL = 4

# Triples in a body: about 3 MB, or 200 kB compressed.
BATCH = 20_000

# Graphs in the queue at a time: a load of any size holds the names of so many.
_QUEUED = 1000

_SHOWN = 300

Progress = Callable[[str, int, int], None]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did; every graph of the snapshot is behind the endpoint now."""

    snapshot: str
    endpoint: str
    graph_store: str
    graphs: int
    quads: int
    sent: int
    """Graphs of which something was sent; the others were there."""
    sent_quads: int
    removed: int
    """Graphs of an earlier load."""
    rewritten: int
    """Literals that the server holds in another form."""
    example: str | None
    """A line with such a literal, as the server gives it."""


@dataclass(frozen=True, slots=True)
class _Graph:
    """One graph after its turn: how much was sent of it, and what is there."""

    sent_quads: int
    there: Fingerprint
    rewritten: bool


@dataclass(slots=True)
class _Brought:
    """All graphs so far: how many triples each has, and what was done."""

    counts: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    sent_quads: int = 0
    rewritten: int = 0
    example: str | None = None

    def add(self, name: str, graph: _Graph) -> None:
        """Takes in one more graph."""
        self.counts[name] = graph.there.count
        self.sent += graph.sent_quads > 0
        self.sent_quads += graph.sent_quads
        if graph.rewritten:
            self.rewritten += graph.there.others
            self.example = self.example or graph.there.example


def load(
    endpoint: str,
    store: str | Path | None = None,
    *,
    graph_store: str | None = None,
    snapshot: str = "current",
    parallel: int = PARALLEL,
    progress: Progress | None = None,
) -> Loaded:
    """Makes a server hold the graphs of a snapshot, and no other graphs of ours.

    Only graphs whose names begin as ours do are removed. ``graph_store`` is the address of the
    Graph Store Protocol, guessed from the endpoint's if None; ``parallel`` requests are under way
    at once. The user and the password for a server that asks for them are taken from
    ``$KG_ENDPOINT_USER`` and ``$KG_ENDPOINT_PASSWORD``, else from a netrc file.

    Raises:
        InputError: an address cannot be used.
        StoreError: there is no such snapshot; or the server cannot be reached, refuses, or does not
            hold what it took.
    """
    if parallel < 1:
        raise InputError(f"{parallel} requests at once are none", remedy="use 1 or more")
    reader = SnapshotReader(default_path() if store is None else Path(store), snapshot)
    counts = Counts(endpoint)
    graphs = GraphStore(guess(endpoint).url if graph_store is None else graph_store)
    with closing(counts.server), closing(graphs.server):
        return _Load(reader, counts, graphs, parallel, progress or _quietly).run()


def _quietly(phase: str, done: int, total: int) -> None:
    """Progress that nobody wants to see."""


class _Load:
    """One load under way."""

    def __init__(
        self,
        reader: SnapshotReader,
        counts: Counts,
        graphs: GraphStore,
        parallel: int,
        progress: Progress,
    ) -> None:
        self._reader = reader
        self._counts = counts
        self._graphs = graphs
        self._parallel = parallel
        self._progress = progress
        self._held: dict[str, int] = {}

    def run(self) -> Loaded:
        """Sends what is not there, removes what is no more, and counts again."""
        self._progress("counting", 0, 1)
        self._held = self._counts.all()
        names = self._reader.graphs()
        stale = sorted(name for name in self._held.keys() - set(names) if _is_ours(name))
        brought = _Brought()
        # the build's record goes last: who finds it behind the endpoint finds the build there, too
        record = [name for name in names if name == ns.BUILD_GRAPH]
        others = [name for name in names if name != ns.BUILD_GRAPH]
        for name, one in self._each("loading", self._bring, others):
            brought.add(name, one)
        for _ in self._each("removing", self._graphs.remove, stale):
            pass
        for name, one in self._each("recording", self._bring, record):
            brought.add(name, one)
        self._count_again(brought.counts)
        return Loaded(
            snapshot=self._reader.name,
            endpoint=self._counts.url,
            graph_store=self._graphs.url,
            graphs=len(brought.counts),
            quads=sum(brought.counts.values()),
            sent=brought.sent,
            sent_quads=brought.sent_quads,
            removed=len(stale),
            rewritten=brought.rewritten,
            example=brought.example,
        )

    def _each(
        self, phase: str, act: Callable[[str], Result], names: list[str]
    ) -> Iterator[tuple[str, Result]]:
        """Acts on every graph, several at a time; the names in their order, and what it gave.

        However it ends before its time, nothing is under way any more when it has ended.
        """
        with ThreadPoolExecutor(self._parallel) as pool:
            try:
                for start in range(0, len(names), _QUEUED):
                    part = names[start : start + _QUEUED]
                    results = zip(part, pool.map(act, part), strict=True)
                    for done, result in enumerate(results, start + 1):
                        self._progress(phase, done, len(names))
                        yield result
            except BaseException:
                self._graphs.server.stop()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _bring(self, name: str) -> _Graph:
        """Has a graph behind the endpoint as it is in the snapshot."""
        there_already = 0
        if name in self._held:
            marks = list(self._marks(name))
            there = self._graphs.fingerprint(name)
            if marks[-1].agrees(there):
                return _Graph(0, there, not marks[-1].equals(there))
            there_already = next((n for n, mark in enumerate(marks) if mark.agrees(there)), 0)
        here, sent = Fingerprint(), 0
        for number, lines in enumerate(self._batches(name)):
            here = here.plus(lines)
            if number >= there_already:
                (self._graphs.add if number else self._graphs.put)(name, lines)
                sent += len(lines)
        there = self._graphs.fingerprint(name)
        if not here.agrees(there):
            raise self._differs(name, here, there)
        return _Graph(sent, there, not here.equals(there))

    def _batches(self, name: str) -> Iterator[list[str]]:
        lines = self._reader.triples(name)
        while batch := list(islice(lines, BATCH)):
            yield batch

    def _marks(self, name: str) -> Iterator[Fingerprint]:
        """The fingerprint of a graph before its first batch, and after each.

        A graph whose sending broke off between two batches is known by one of them.
        """
        found = Fingerprint()
        yield found
        for lines in self._batches(name):
            found = found.plus(lines)
            yield found

    def _differs(self, name: str, here: Fingerprint, there: Fingerprint) -> StoreError:
        """The error of a graph that came back other than it was sent, with one line that did."""
        if here.count > there.count and self._counts.all().get(name) == here.count:
            return StoreError(
                f"the graph store {self._graphs.url} gives only {there.count} of the {here.count} "
                f"triples of the graph {name}",
                remedy="raise its limit of rows (ResultSetMaxRows of Virtuoso), and start it again",
            )
        found = set(map(by_value, self._graphs.lines(name)))
        wanted = (line for lines in self._batches(name) for line in lines)
        lost = next((line for line in wanted if by_value(line) not in found), None)
        example = f": it lacks {lost.strip()[:_SHOWN]}" if lost else ""
        return StoreError(
            f"the graph store {self._graphs.url} holds {there} in the graph {name}, where {here} "
            f"were sent{example}",
            remedy="see that nobody else writes there, and start it again",
        )

    def _count_again(self, expected: dict[str, int]) -> None:
        """What was read back graph by graph must still be there when all have been sent."""
        self._progress("counting", 1, 1)
        held = {name: count for name, count in self._counts.all().items() if _is_ours(name)}
        for name in sorted(expected.keys() | held.keys()):
            sent, counted = expected.get(name, 0), held.get(name, 0)
            if sent != counted:
                raise StoreError(
                    f"the endpoint {self._counts.url} counts {plural(counted, 'triple')} in the "
                    f"graph {name}, where {sent} should be",
                    remedy=f"see that it reads what {self._graphs.url} takes and that nobody else "
                    "writes there, and start it again",
                )


def _is_ours(graph: str) -> bool:
    return graph.startswith((ns.GRAPH, ns.ARTICLE))
