"""From the snapshot in force to the next: only what differs is removed and added."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any, TypeVar

from kg import namespaces as ns
from kg import rules
from kg.affected import spoken_of, with_others
from kg.labels import label_lines
from kg.namespaces import DCTERMS, KG, SKOS
from kg.noting import Notes
from kg.parts import parted
from kg.settling import Settled
from kg.store.writer import Writer

# From how many articles a thread derives at a time, at most, and how many such parts are derived
# before any is stored; the engine does without Python's lock.
_TOGETHER, _THREADS, _AT_ONCE = 250, 2, 4
_FOCUS = f" <{KG}focus> "
_REPLACED, _JUDGED = DCTERMS + "isReplacedBy", KG + "judged"
_PREFERRED = SKOS + "prefLabel"

Item = TypeVar("Item")


class Changes:
    """Brings a writer's snapshot from what it started as to what it is to be.

    ``shared`` are ids of articles' things that other articles may speak of, too: they may become
    known before the first line about them is changed.
    """

    def __init__(self, writer: Writer, shared: Collection[str]) -> None:
        self.written: set[str] = set()
        """The articles whose own graphs are not as they were."""
        self._writer = writer
        parent = writer.parent
        self._notes = Notes(parent.manifest if parent else None, shared)
        self._derive_from: list[str] = []
        self._fallen: list[str] = []
        self._spoken_of: set[str] = set()

    def article(self, article: str, before: set[str], after: set[str]) -> None:
        """Changes what an article puts into the snapshot; nothing before, nothing after if so."""
        own = tuple(f"<{graph}> .\n" for graph in _own_graphs(article))
        if any(line.endswith(own) for line in before ^ after):
            self.written.add(article)
            self._fallen += (line.split(" ", 1)[0][1:-1] for line in before if _FOCUS in line)
            if after:
                self._derive_from.append(article)
        self.lines(before, after)

    def settled(self, article: str, settled: Settled) -> None:
        """Adds what an article puts into an empty snapshot by itself."""
        self.written.add(article)
        self._derive_from.append(article)
        self._writer.add_text(settled.text, settled.count)
        self._notes.join(settled.notes)

    def graph(self, graph: str, after: Iterable[str]) -> None:
        """Makes a graph what it is to be."""
        parent = self._writer.parent
        self.lines(parent.match(None, None, None, graph) if parent else (), after)

    def lines(self, before: Iterable[str], after: Iterable[str]) -> None:
        """Puts some lines in the place of others."""
        before, after = set(before), set(after)
        removed, added = sorted(before - after), sorted(after - before)
        if self._writer.parent is not None:
            self._spoken_of.update(spoken_of(chain(removed, added)))
        if removed:
            self._writer.remove(removed)
        self._writer.add(added)
        self._notes.note(parted(removed), -1)
        self._writer.add(self._notes.note(parted(added)))

    def call(self) -> None:
        """Gives what is called otherwise its preferred label."""
        parent = self._writer.parent
        before: set[str] = set()
        after: set[str] = set()
        for thing in self._notes.called:
            if parent is not None:
                before.update(parent.match(thing, _PREFERRED, None, ns.IDENTITY_GRAPH))
            after |= label_lines(self._writer, thing)
        self.lines(before, after)

    def places(self, before: Iterable[str]) -> set[str]:
        """The places that things are, or that judgements speak of: these, but for the changes."""
        uses = ((_REPLACED, ns.IDENTITY_GRAPH), (_JUDGED, ns.JUDGEMENTS_GRAPH))
        used = {
            place
            for place in self._notes.places
            if any(self._writer.match(None, name, place, graph) for name, graph in uses)
        }
        return (set(before) - self._notes.places) | used

    def derive(self) -> None:
        """Runs the rules over the articles that have changed."""
        fallen = set(rules.withdrawn(self._writer, self._fallen)) if self._fallen else set[str]()
        size = max(1, min(_TOGETHER, -(-len(self._derive_from) // _THREADS)))
        with ThreadPoolExecutor(_THREADS) as pool:
            for parts in _parts(list(_parts(self._derive_from, size)), _AT_ONCE):
                self._writer.load()
                new: set[str] = set()
                for derived, missing in pool.map(self._derived, parts):
                    fallen -= derived
                    new.update(missing)
                self.lines((), new)
        self.lines(fallen, ())

    def _derived(self, articles: Sequence[str]) -> tuple[set[str], list[str]]:
        """What the rules make of some articles, and what of it is not there yet."""
        derived = rules.derive(self._writer.construct, articles)
        return derived, self._writer.missing(derived)

    def affected(self, before: Iterable[str]) -> set[str]:
        """What corpus shapes may judge otherwise than before, and such things of then."""
        return with_others(self._writer, self._spoken_of.union(before))

    def counts(self) -> dict[str, Any]:
        """The counts of the snapshot as it is now, by their names in a build's summary."""
        return self._notes.tally.summary(self._writer.parent, self._writer)


def _own_graphs(article: str) -> tuple[str, str]:
    return ns.content_graph(article), ns.evidence_graph(article)


def _parts(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
