"""RDF as graphs of rdflib: any file, and N-Triples text there and back.

The fast way of validating does without: importing rdflib takes longer than validating ten articles.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import rdflib
from rdflib import Dataset, Graph, URIRef
from rdflib.term import Node
from rdflib.util import guess_format

from kg.errors import InputError

_UNWRITABLE = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def read_graphs(paths: Iterable[Path]) -> Graph:
    """Some RDF files as one graph.

    Raises:
        InputError: one is missing, of no known format, or malformed.
    """
    graph = Graph()
    for path in paths:
        graph += read_graph(path)
    return graph


def read_graph(path: Path) -> Graph:
    """Any RDF file as one graph; named graphs are joined.

    Raises:
        InputError: it is missing, of no known format, or malformed.
    """
    if not path.is_file():
        raise InputError("there is no such file", file=str(path), remedy="name an RDF file")
    known = guess_format(path.name)
    if known is None:
        raise InputError(
            f"the ending {path.suffix!r} is that of no RDF format",
            file=str(path),
            remedy="use .ttl, .nt, .nq, .trig, .jsonld, .rdf or .n3",
        )
    graph = Graph()
    try:
        with _as_written():
            if known in ("nquads", "trig"):
                dataset = Dataset(default_union=True)
                dataset.parse(path, format=known)
                for subject, predicate, value, _ in dataset.quads():
                    graph.add((subject, predicate, value))
            else:
                graph.parse(path, format=known)
    except Exception as error:  # every parser of rdflib raises its own kind
        line = getattr(error, "lines", None)
        raise InputError(
            f"not readable as {known}: {' '.join(str(error).split())[:200]}",
            file=str(path),
            line=line + 1 if isinstance(line, int) else None,
            remedy="mend the file",
        ) from error
    return graph


def to_graph(triples: str, form: str = "ntriples") -> Graph:
    """N-Triples as a graph, or Turtle."""
    with _as_written():
        return Graph().parse(data=triples, format=form)


def graph_of(lines: Iterable[str]) -> Graph:
    """N-Quads lines as one graph, whatever graphs they name."""
    return to_graph("".join(_without_graph(line) for line in lines))


def _without_graph(line: str) -> str:
    return line[: line.rindex(" <", 0, len(line) - 3)] + " .\n"


def in_order(graph: Graph) -> str:
    """N-Triples in the same order in every process, so that results come in one order, too."""
    return "".join(f"{line}\n" for line in sorted(graph.serialize(format="nt").split("\n")) if line)


def written(graph: Graph) -> str:
    """A graph as N-Triples; what cannot stand in an IRI, which data may have there, is escaped."""

    def writable(node: Node) -> Node:
        if isinstance(node, URIRef) and _UNWRITABLE.search(node):
            return URIRef(_UNWRITABLE.sub(lambda found: f"%{ord(found[0]):02X}", node))
        return node

    whole = Graph()
    for subject, predicate, value in graph:
        whole.add((writable(subject), predicate, writable(value)))
    return whole.serialize(format="nt")


@contextmanager
def _as_written() -> Iterator[None]:
    """Literals are read as they are, ill-typed ones too: the shapes judge them.

    Else rdflib would make false of the boolean "none", and true of "1".
    """
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        with silent("rdflib.term"), warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


@contextmanager
def silent(logger: str) -> Iterator[None]:
    """Nothing is logged there for a while; then all is as it was."""
    library = logging.getLogger(logger)
    before, library.disabled = library.disabled, True
    try:
        yield
    finally:
        library.disabled = before
