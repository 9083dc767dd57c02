"""Statements as text, looked up by their terms, whether or not a strict parser would take them."""

from __future__ import annotations

from collections import defaultdict

from kg.triples import literal

_NO_VALUES: dict[str, list[str]] = {}


class Lookup:
    """The statements of N-Triples or N-Quads text; graphs are passed over.

    Terms are N-Triples text. What is found comes in the order of the text.
    """

    def __init__(self, text: str) -> None:
        self._values: dict[str, dict[str, list[str]]] = {}
        self._subjects: dict[tuple[str, str], list[str]] = defaultdict(list)
        for line in text.split("\n"):
            if line:
                subject, predicate, value = terms_of(line)
                of_subject = self._values.setdefault(subject, {})
                of_subject.setdefault(predicate, []).append(value)
                self._subjects[predicate, value].append(subject)

    def values(self, subject: str, predicate: str) -> list[str]:
        """What a subject has as a property."""
        return self.of(subject).get(predicate, [])

    def value(self, subject: str, predicate: str) -> str | None:
        """The first of what a subject has as a property."""
        return next(iter(self.values(subject, predicate)), None)

    def of(self, subject: str) -> dict[str, list[str]]:
        """All that a subject has, by property."""
        return self._values.get(subject, _NO_VALUES)

    def subjects(self, predicate: str, value: str) -> list[str]:
        """What has a certain value as a property."""
        return self._subjects.get((predicate, value), [])

    def pairs(self, predicate: str) -> list[tuple[str, str]]:
        """Every subject and value of a property."""
        every = self._values.items()
        return [(subject, value) for subject, of in every for value in of.get(predicate, ())]


def terms_of(line: str) -> tuple[str, str, str]:
    """Subject, predicate and value of a line.

    >>> terms_of('_:a <urn:p> "a b"@en <urn:g> .')
    ('_:a', '<urn:p>', '"a b"@en')
    """
    subject, predicate, rest = line.split(" ", 2)
    closing = max(rest.rfind('"'), 0)
    return subject, predicate, rest[: rest.index(" ", closing)]


def plain(term: str) -> str:
    """The IRI, the words of the literal, or the label of the blank node.

    >>> plain("<urn:a>"), plain('"a\\\\tb"@en'), plain("_:c")
    ('urn:a', 'a\\tb', 'c')
    """
    if term.startswith('"'):
        return literal(term[: term.rindex('"') + 1]).text
    return term[1:-1] if term.startswith("<") else term.removeprefix("_:")
