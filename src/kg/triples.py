"""Statements with terms as N-Triples text: taken apart, put in order, grouped as people read them.

The writers of the export formats stand on this; none of them needs to know another.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kg import namespaces as ns
from kg.errors import KgError
from kg.namespaces import DCTERMS, KG, RDF, RDFS, SKOS, XSD

TYPE = f"<{RDF}type>"
LABEL = f"<{SKOS}prefLabel>"
REPLACED = f"<{DCTERMS}isReplacedBy>"

Values = dict[str, set[str]]
"""What is said of one subject: predicate -> values."""


class Statement(NamedTuple):
    """One line of N-Quads, its terms as N-Triples text; ``graph`` is empty in the default graph."""

    subject: str
    predicate: str
    value: str
    graph: str = ""


class Literal(NamedTuple):
    """A literal without quotes and escapes; ``datatype`` is an IRI, also where it goes unsaid."""

    text: str
    language: str
    datatype: str


class Group(NamedTuple):
    """Subjects of one kind in their order, and the heading under which they stand."""

    heading: str
    subjects: dict[str, Values]


_IRI = r'<[^<>"{}|^`\\\x00-\x20]+>'
_TEXT = r'"(?:[^"\\\n\r]|\\.)*"'
_TAG = r"[A-Za-z]+(?:-[A-Za-z0-9]+)*"
_LINE = re.compile(
    rf"({_IRI}) ({_IRI}) ({_IRI}|{_TEXT}(?:@{_TAG}|\^\^{_IRI})?)(?: ({_IRI}))? \.\n?"
)
_LITERAL = re.compile(rf"({_TEXT})(?:@({_TAG})|\^\^({_IRI}))?")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_DIGITS = re.compile("([0-9]+)")
_FIRST = (TYPE, LABEL, f"<{RDFS}label>")

# The ontology's classes in the order in which a person reads the graph.
_KINDS = {
    "Person": "Persons",
    "Place": "Places",
    "Organization": "Organizations",
    "Platform": "Platforms",
    "Group": "Groups",
    "Product": "Products",
    "Tenure": "Tenures",
    "Livestream": "Livestreams",
    "TrainingProgramme": "Training programmes",
    "Activity": "Activities",
    "Figure": "Figures",
    "Ranking": "Rankings",
    "RankingEntry": "Ranking entries",
    "Tie": "Ties",
    "Utterance": "Utterances",
    "Aim": "Aims",
    "Characterization": "Characterizations",
    "Designation": "Designations",
    "Article": "Articles",
    "Image": "Images",
    "Time": "Times",
}


def split_line(line: str) -> Statement:
    """The terms of a canonical N-Quads or N-Triples line.

    >>> split_line('<urn:s> <urn:p> "a <b> .\\\\""@en <urn:g> .').value
    '"a <b> .\\\\""@en'

    Raises:
        KgError: the line has a blank node or is no such line.
    """
    match = _LINE.fullmatch(line)
    if match is None:
        raise KgError(
            f"{line.rstrip()!r} cannot be exported",
            remedy="give every node an IRI, and one statement a line in canonical N-Quads",
        )
    return Statement(*match.groups(default=""))


def literal(term: str) -> Literal:
    """What a literal's N-Triples text means.

    >>> literal('"caf\\\\u00E9"@fr')[:2]
    ('café', 'fr')
    """
    match = _LITERAL.fullmatch(term)
    assert match is not None, f"{term!r} is no literal"
    quoted, language, datatype = match.groups(default="")
    text = _ESCAPE.sub(_unescaped, quoted[1:-1])
    unsaid = RDF + "langString" if language else XSD + "string"
    return Literal(text, language, datatype[1:-1] or unsaid)


def _unescaped(match: re.Match[str]) -> str:
    short, long, letter = match.groups(default="")
    return chr(int(short or long, 16)) if short or long else _ESCAPED.get(letter, letter)


def by_subject(statements: Iterable[Statement]) -> dict[str, Values]:
    """What is said of each subject, in no order."""
    found: dict[str, Values] = defaultdict(lambda: defaultdict(set))
    for statement in statements:
        found[statement.subject][statement.predicate].add(statement.value)
    return found


def grouped(statements: Iterable[Statement]) -> list[Group]:
    """Every subject once, by kind, and in each kind as people count."""
    subjects = by_subject(statements)
    kinds: dict[tuple[int, str], list[str]] = defaultdict(list)
    for subject in ordered(subjects):
        kinds[_kind(subject, subjects[subject])].append(subject)
    return [
        Group(heading, {subject: subjects[subject] for subject in kinds[place, heading]})
        for place, heading in sorted(kinds)
    ]


def ordered(terms: Iterable[str]) -> list[str]:
    """Terms as people count: E2 before E10."""
    return sorted(terms, key=_natural)


def in_reading_order(predicates: Iterable[str]) -> list[str]:
    """The type and the labels first."""
    every = set(predicates)
    first = [predicate for predicate in _FIRST if predicate in every]
    return first + ordered(every.difference(first))


def cut(iri: str) -> tuple[str, str]:
    """An IRI as namespace and local name, parted after its last slash or hash.

    >>> cut("http://example.org/a#b")
    ('http://example.org/a#', 'b')
    """
    at = max(iri.rfind("/"), iri.rfind("#")) + 1
    return iri[:at], iri[at:]


def _natural(term: str) -> tuple[list[str | tuple[int, str]], str]:
    """Not by int(): Python limits its digits, literals do not."""
    parts: list[str | tuple[int, str]] = list(_DIGITS.split(term))
    for index in range(1, len(parts), 2):
        digits = str(parts[index]).lstrip("0")
        parts[index] = (len(digits), digits)
    return parts, term


def _kind(subject: str, values: Values) -> tuple[int, str]:
    """Where the subject stands in the file, and under which heading."""
    types = values.get(TYPE, set())
    if subject.startswith(f"<{ns.DATASET}"):
        return len(_KINDS) + 4, "This dataset"
    if subject == f"<{ns.BUILD}>":
        return len(_KINDS) + 5, "Its build"
    for place, (name, heading) in enumerate(_KINDS.items()):
        if f"<{KG}{name}>" in types:
            return place, heading
    if types:
        return len(_KINDS), re.split("[/#]", min(types)[1:-1])[-1]
    if subject.startswith(f"<{ns.CODE}"):
        return len(_KINDS) + 3, "Code lists"
    if REPLACED in values:
        return len(_KINDS) + 2, "Superseded ids"
    return len(_KINDS) + 1, "Other things"
