"""What we ask of the engine (Oxigraph): queries, and RDF in other syntaxes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import disk
from kg.errors import InputError
from kg.shards import lines_of

Bindings = dict[str, Any]

# A keyword outside strings, IRIs and comments; an escaped letter there could spell one, too.
_QUOTED = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\\\s]*>|#[^\n]*',
    re.DOTALL,
)
_SERVICE = re.compile(r"(?<![\w:?$-])SERVICE(?![\w:-])|\\u", re.IGNORECASE)
_FAILED = "the query failed", "correct it, or build again: kg build CORPUS"


def select(store: ox.Store, query: str) -> Bindings:
    """SELECT or ASK over all graphs as one -> SPARQL 1.1 Results JSON, decoded."""
    with disk.told(*_FAILED):
        results = _query(store, query)
        if isinstance(results, ox.QueryTriples):
            raise InputError(
                "the query makes a graph, not a table", remedy="ask with SELECT or ASK"
            )
        decoded: Bindings = json.loads(results.serialize(format=ox.QueryResultsFormat.JSON))
    return decoded


def construct(store: ox.Store, query: str) -> list[str]:
    """CONSTRUCT or DESCRIBE over all graphs as one -> sorted N-Triples lines."""
    with disk.told(*_FAILED):
        results = _query(store, query)
        if not isinstance(results, ox.QueryTriples):
            raise InputError("the query makes a table, not a graph", remedy="ask with CONSTRUCT")
        raw = results.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
        del results  # it holds every triple
        return sorted(lines_of(raw))


def dump(store: ox.Store) -> list[str]:
    """Every quad as a sorted N-Quads line."""
    return sorted(lines_of(store.dump(format=ox.RdfFormat.N_QUADS) or b""))


def lines(store: ox.Store) -> Iterator[str]:
    """Every quad as an N-Quads line, in no order, one by one."""
    return (f"{quad} .\n" for quad in store)


def graphs(store: ox.Store) -> list[str]:
    """The names of the graphs; the engine also keeps those of graphs that have become empty."""
    named = (name for name in store.named_graphs() if isinstance(name, ox.NamedNode))
    holds = store.quads_for_pattern
    return sorted(name.value for name in named if any(holds(None, None, None, name)))


def triples(store: ox.Store, graph: str) -> Iterator[str]:
    """The N-Triples lines of a graph, one by one, in the order of the store."""
    for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
        yield f"{quad.triple} .\n"


def match(
    store: ox.Store,
    subject: str | None,
    predicate: str | None,
    value: str | None,
    graph: str | None,
) -> list[str]:
    """The N-Quads lines with some IRIs, graph last; None stands for any term."""
    pattern = (
        None if iri is None else ox.NamedNode(iri) for iri in (subject, predicate, value, graph)
    )
    return [f"{quad} .\n" for quad in store.quads_for_pattern(*pattern)]


def parse_quads(lines: Iterable[str]) -> list[ox.Quad]:
    """N-Triples or N-Quads lines as the engine's quads."""
    return read_quads("".join(lines).encode("utf-8"))


def read_quads(raw: bytes) -> list[ox.Quad]:
    """N-Triples or N-Quads in UTF-8 as the engine's quads."""
    return list(ox.parse(raw, format=ox.RdfFormat.N_QUADS))


def subjects(store: ox.Store, predicate: str, text: str, graph: str) -> list[str]:
    """The IRIs of what has a text as a property in a graph."""
    pattern = ox.NamedNode(predicate), ox.Literal(text), ox.NamedNode(graph)
    found = (quad.subject for quad in store.quads_for_pattern(None, *pattern))
    return [subject.value for subject in found if isinstance(subject, ox.NamedNode)]


def read_turtle(path: Path, graph: str) -> list[str]:
    """The triples of a Turtle file as N-Quads lines of one graph."""
    triples = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    return [f"{t.subject} {t.predicate} {t.object} <{graph}> .\n" for t in triples]


def turtle(lines: Iterable[str], prefixes: dict[str, str]) -> bytes:
    """N-Triples lines as Turtle, in the order of the lines; blank nodes are welcome."""
    triples = (quad.triple for quad in parse_quads(lines))
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert written is not None
    return written


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


def _syntax_message(error: SyntaxError) -> str:
    """The engine's message without its list of every character that could have stood there."""
    message = " ".join(str(error).split())
    place, _, rest = message.partition(": ")
    line, _, column = place.removeprefix("error at ").partition(":")
    if not (line.isdigit() and column.isdigit()):
        return f"the query is not SPARQL: {message}"
    expected = "" if rest.startswith("expected") else f" ({rest})"
    return f"the query is not SPARQL at line {line}, column {column}{expected}"
