"""What Turtle files of ours define: statements that are looked up, held as plain text.

rdflib would take 25 times as long to read them, and every process of every command reads them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.namespaces import RDF

_FIRST, _REST, _NIL = (RDF + name for name in ("first", "rest", "nil"))


class Definitions:
    """Statements by subject, predicate and value.

    A term is the IRI, the words of the literal, or the label of the blank node, which begins with
    ``_:``. What is found comes in the order of the files.
    """

    def __init__(self, *turtle: bytes) -> None:
        self._values: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._subjects: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._pairs: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        for each in turtle:
            for triple in ox.parse(each, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
                subject, value = _text(triple.subject), _text(triple.object)
                predicate = triple.predicate.value
                self._values[subject, predicate][value] = None
                self._subjects[predicate, value][subject] = None
                self._pairs[predicate][subject, value] = None

    @classmethod
    def read(cls, paths: Iterable[Path]) -> Definitions:
        """Those of some files."""
        return cls(*(path.read_bytes() for path in paths))

    def values(self, subject: str, predicate: str) -> list[str]:
        """What a subject has as a property."""
        return list(self._values.get((subject, predicate), ()))

    def value(self, subject: str, predicate: str) -> str | None:
        """The first of what a subject has as a property."""
        return next(iter(self._values.get((subject, predicate), ())), None)

    def subjects(self, predicate: str, value: str) -> list[str]:
        """What has a certain value as a property."""
        return list(self._subjects.get((predicate, value), ()))

    def pairs(self, predicate: str) -> list[tuple[str, str]]:
        """Every subject and value of a property."""
        return list(self._pairs.get(predicate, ()))

    def onwards(self, start: str, predicate: str) -> list[str]:
        """A term, and all to which the property leads from it."""
        return _reached(start, lambda term: self.values(term, predicate))

    def backwards(self, start: str, predicate: str) -> list[str]:
        """A term, and all from which the property leads to it."""
        return _reached(start, lambda term: self.subjects(predicate, term))

    def members(self, collection: str) -> Iterator[str]:
        """The members of an RDF list."""
        while collection != _NIL:
            yield from self.values(collection, _FIRST)
            collection = self.value(collection, _REST) or _NIL


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return str(term)


def _reached(start: str, follow: Callable[[str], Iterable[str]]) -> list[str]:
    found = {start: None}
    todo = [start]
    while todo:
        for term in follow(todo.pop()):
            if term not in found:
                found[term] = None
                todo.append(term)
    return list(found)
