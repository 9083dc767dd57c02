"""The graph as a file for other tools: every graph as it is, or flattened into one.

The same graph gives the same bytes, so that two exports can be compared line by line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from kg import namespaces as ns
from kg.description import describe, is_description
from kg.errors import InputError
from kg.geojson import geojson
from kg.jsonld import jsonld
from kg.namespaces import KG
from kg.rdfxml import rdfxml
from kg.store.snapshots import Reader
from kg.triples import LABEL, REPLACED, Statement, split_line
from kg.turtle import trig, turtle


class Format(NamedTuple):
    """How statements become the bytes of a file; ``flattens`` if it holds one graph only."""

    write: Callable[[Iterable[Statement]], bytes]
    flattens: bool


def export_names() -> tuple[str, ...]:
    """The names of the formats that :func:`export` writes."""
    return (*FORMATS, *MAPS)


def export(reader: Reader, format_name: str) -> bytes:
    """The graph in a format, as UTF-8; the same graph gives the same bytes.

    ``trig`` and ``nquads`` keep every graph. ``turtle``, ``ntriples``, ``jsonld`` and ``rdfxml``
    flatten into one graph: content and metadata of the articles, preferred labels, what is related,
    what superseded ids lead to, places, labels of codes, asserted and reported derived edges;
    neither evidence nor inferred or planned edges.
    All hold a description of what they hold (:func:`kg.description.describe`), in a graph of its
    own where there are graphs; an empty graph has none. ``geojson`` is no RDF: the places that the
    articles speak of (:func:`kg.geojson.geojson`).

    Raises:
        InputError: there is no such format.
        KgError: the graph has a blank node, what is read is not canonical N-Quads, or the format
            cannot express it.
    """
    if format_name in MAPS:
        return MAPS[format_name](reader)
    if format_name not in FORMATS:
        raise InputError(
            f"there is no export format {format_name!r}",
            remedy=f"use one of {', '.join(export_names())}",
        )
    chosen = FORMATS[format_name]
    every = [s for s in map(split_line, reader.quads()) if not is_description(s)]
    kept = flattened(every) if chosen.flattens else every
    return chosen.write([*kept, *_described(kept, every, chosen.flattens)])


def _described(
    kept: list[Statement], every: list[Statement], flattens: bool
) -> Iterable[Statement]:
    if not kept:
        return []
    told = [s for s in every if s.graph in (_ARTICLES, _BUILD)]
    if flattens:
        return describe(kept, told, "one-graph")
    graph = f"<{ns.DESCRIPTION_GRAPH}>"
    return [s._replace(graph=graph) for s in describe(kept, told, "all-graphs")]


def nquads(statements: Iterable[Statement]) -> bytes:
    """Sorted lines; a statement of the default graph has three terms."""
    return "".join(sorted({" ".join([*filter(None, s), ".\n"]) for s in statements})).encode(
        "utf-8"
    )


FORMATS: dict[str, Format] = {
    "turtle": Format(turtle, flattens=True),
    "trig": Format(trig, flattens=False),
    "ntriples": Format(nquads, flattens=True),
    "nquads": Format(nquads, flattens=False),
    "jsonld": Format(jsonld, flattens=True),
    "rdfxml": Format(rdfxml, flattens=True),
}

MAPS: dict[str, Callable[[Reader], bytes]] = {"geojson": geojson}
"""What is written from answers, and not from the statements themselves."""


def flattened(statements: Iterable[Statement]) -> list[Statement]:
    """What plain queries should find, in the default graph: no evidence, nothing only planned."""
    statements = list(statements)
    keep = dict(_KEPT)
    for _, predicate, value, graph in statements:
        if graph == _ARTICLES and predicate == f"<{KG}contentGraph>":
            keep[value] = _is_no_pointer
    found = (s for s in statements if s.graph in keep and keep[s.graph](s))
    return list(dict.fromkeys(s._replace(graph="") for s in found))


def _everything(_: Statement) -> bool:
    return True


def _is_no_pointer(statement: Statement) -> bool:
    """A caption is a mention, and mentions are evidence."""
    return statement.predicate != f"<{KG}caption>"


def _is_for_readers(statement: Statement) -> bool:
    """What identity came to, and not how."""
    return statement.predicate in (LABEL, REPLACED, f"<{KG}relatedTo>")


def _is_place_or_label(statement: Statement) -> bool:
    return statement.predicate == LABEL or not statement.subject.startswith(f"<{ns.CODE}")


_ARTICLES = f"<{ns.ARTICLES_GRAPH}>"
_BUILD = f"<{ns.BUILD_GRAPH}>"
_KEPT: dict[str, Callable[[Statement], bool]] = {
    _ARTICLES: _everything,
    f"<{ns.IDENTITY_GRAPH}>": _is_for_readers,
    f"<{ns.REFERENCE_GRAPH}>": _is_place_or_label,
    f"<{ns.derived_graph('asserted')}>": _everything,
    f"<{ns.derived_graph('reported')}>": _everything,
}
