"""Whether two ways made the same: graphs, answers of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.fingerprints import Fingerprint


def fingerprint(path: Path, *, graphs: bool) -> Fingerprint:
    """That of the quads in a file (N-Quads or N-Triples), or of their triples without graph names.

    What is there twice counts once; the lines are held meanwhile.
    """
    form = ox.RdfFormat.from_extension(path.suffix[1:])
    if form is None:
        raise ValueError(f"{path.name} has no RDF that is known by its name")
    quads = ox.parse(path=str(path), format=form)
    return Fingerprint().plus(set(_lines(quads, graphs)))


def _lines(quads: Iterable[ox.Quad], graphs: bool) -> Iterator[str]:
    """The graph first, if it counts: the fingerprint looks for a literal at a line's end."""
    for quad in quads:
        triple = f"{quad.subject} {quad.predicate} {quad.object} .\n"
        yield f"{quad.graph_name} {triple}" if graphs else triple


def compared(ours: Fingerprint, theirs: Fingerprint) -> str:
    """Both in words, or how they differ."""
    if ours.equals(theirs):
        return "the same"
    if ours.agrees(theirs):
        return "the same values"
    return f"DIFFERENT: {theirs} against {ours}"


def answer(bindings: dict[str, Any]) -> list[tuple[tuple[str, ...], ...]]:
    """SPARQL results in JSON as rows that can be compared, in whatever order rows and lists are.

    What is twice in a list counts once, and an empty text as no cell: so kg has it.
    """
    return sorted(
        tuple(sorted(_cell(name, cell) for name, cell in row.items() if cell["value"]))
        for row in bindings["results"]["bindings"]
    )


def _cell(name: str, cell: dict[str, str]) -> tuple[str, ...]:
    text = " ".join(sorted(set(cell["value"].replace(";", " ").split())))
    return name, cell["type"].replace("typed-", ""), text, cell.get("xml:lang", "")
