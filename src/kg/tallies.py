"""What a build's summary counts, kept up as a snapshot changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, Protocol

from kg import namespaces as ns
from kg.namespaces import KG, RDF
from kg.parts import Parts
from kg.scheme import Scheme

_CONTENT = "/content> .\n"
_DERIVATIONS = f" <{ns.DERIVATIONS_GRAPH}> .\n"
_DERIVED = f" <{ns.derived_graph('')}"
_TYPE, _OF_KG = f"<{RDF}type>", f"<{KG}"
_COUNTED = ("mentions", "claims", "statements", "derived", "resolved")

_BY_KIND = {"Mention": "mentions", "Claim": "claims", "Resolution": "resolved"}

Typed = tuple[str, str]


class _Store(Protocol):
    def match(
        self, subject: str | None, predicate: str | None, value: str | None, graph: str | None
    ) -> list[str]: ...


class Tally:
    """Counts over the lines that a snapshot holds, from those of the snapshot that it changes.

    A thing is counted once, however many articles speak of it. ``shared`` are ids of articles'
    things that other articles may speak of, too.
    """

    def __init__(self, before: dict[str, Any] | None, shared: Collection[str]) -> None:
        known = before or {}
        self._counts = Counter({name: known.get(name, 0) for name in _COUNTED})
        self._kinds = Counter(known.get("entities", {}) | known.get("records", {}))
        self._fresh = before is None
        self._shared = shared
        self._typed: set[Typed] = set()

    def add(self, lines: Iterable[Parts], sign: int = 1) -> None:
        """Takes in lines that are added, or with the sign -1 removed."""
        statements = derived = 0
        for subject, predicate, rest in lines:
            statements += (content := rest.endswith(_CONTENT))
            derived += (of_rules := _DERIVED in rest and _is_of_rules(rest))
            if predicate != _TYPE or not rest.startswith(_OF_KG):
                continue
            kind, graph = rest.removeprefix(_OF_KG).split(">", 1)
            if content or of_rules:
                self._type(subject[1:-1], kind, graph)
            elif kind in _BY_KIND and graph != _DERIVATIONS:
                self._counts[_BY_KIND[kind]] += sign
        self._counts["statements"] += sign * statements
        self._counts["derived"] += sign * derived

    def join(self, other: Tally) -> None:
        """Takes in what another counted from nothing."""
        self._counts.update(other._counts)
        self._kinds.update(other._kinds)
        self._typed |= other._typed

    def _type(self, subject: str, kind: str, graph: str) -> None:
        own = subject.startswith(graph[2:].partition("/content>")[0] + "/")
        if self._fresh and own and subject not in self._shared:
            self._kinds[kind] += 1
        else:
            self._typed.add((subject, kind))

    def summary(self, before: _Store | None, now: _Store) -> dict[str, Any]:
        """The counts by their names in a build's summary."""
        for typed in self._typed:
            was = before is not None and _is_typed(before, typed)
            self._kinds[typed[1]] += (self._fresh or _is_typed(now, typed)) - was
        self._typed.clear()
        known = {t.iri.removeprefix(KG) for t in Scheme.load().types.values() if t.kind == "entity"}
        sizes = {kind: count for kind, count in sorted(self._kinds.items()) if count}
        entities = {k: n for k, n in sizes.items() if k in known or k == "Official"}
        return {
            **self._counts,
            "entities": entities,
            "records": {kind: n for kind, n in sizes.items() if kind not in entities},
        }


def _is_of_rules(rest: str) -> bool:
    """Whether a line is in a graph of derived edges, by what follows its predicate."""
    return rest.startswith(_DERIVED, rest.rindex(" <"))


def _is_typed(store: _Store, typed: Typed) -> bool:
    """Whether an article or a rule says of which class a thing is."""
    subject, kind = typed
    found = store.match(subject, RDF + "type", KG + kind, None)
    return any(line.endswith(_CONTENT) or _DERIVED in line for line in found)
