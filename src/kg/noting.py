"""What is noted of lines as they come into a snapshot and leave it, for the end of a build."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from kg import namespaces as ns
from kg import terms
from kg.labels import label_line
from kg.namespaces import DCTERMS, KG, RDFS
from kg.parts import Parts
from kg.tallies import Tally

_LABEL = f"<{RDFS}label>"
_PLACE = f"<{ns.PLACE}"
_NAMED = (f"<{DCTERMS}isReplacedBy>", f"<{KG}judged>")
_REFERENCE = terms.iri(ns.REFERENCE_GRAPH)


class Notes:
    """Counts, what is called otherwise, and which places things are or judgements speak of.

    ``before`` are the counts of the snapshot that is changed, None where there is none. ``shared``
    are ids of articles' things that other articles may speak of, too.
    """

    def __init__(
        self, before: dict[str, Any] | None = None, shared: Collection[str] = frozenset()
    ) -> None:
        self.tally = Tally(before, shared)
        self.called: set[str] = set()
        self.places: set[str] = set()
        self._shared = shared
        self._fresh = before is None

    def note(self, lines: Sequence[Parts], sign: int = 1) -> list[str]:
        """Notes lines that are added, or with the sign -1 removed.

        Returns the lines of labels that are known at once: those of things of one article alone.
        """
        self.tally.add(lines, sign)
        labels: list[str] = []
        for subject, predicate, rest in lines:
            if predicate == _LABEL:
                label, graph = rest.removesuffix(" .\n").rsplit(" ", 1)
                thing = subject[1:-1]
                own = graph == f"<{thing.rsplit('/', 1)[0]}/content>"
                if self._fresh and own and thing not in self._shared:
                    labels.append(label_line(thing, label))
                elif graph.endswith("/content>") or graph == _REFERENCE:
                    self.called.add(thing)
            elif predicate in _NAMED and rest.startswith(_PLACE):
                self.places.add(rest[1:].partition(">")[0])
        return labels

    def join(self, other: Notes) -> None:
        """Takes in what was noted elsewhere of other lines, from nothing."""
        self.tally.join(other.tally)
        self.called |= other.called
        self.places |= other.places
