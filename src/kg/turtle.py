"""Turtle and TriG for people: ordered, with short names, a value a line, so that changes show."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from kg import namespaces as ns
from kg.namespaces import XSD
from kg.triples import TYPE, Statement, Values, by_subject, cut, grouped, in_reading_order, ordered

# What can be written bare is only what a parser that goes through numbers gives back as it was:
# rdflib refuses an integer of some thousand digits, and makes 0.0000001 the decimal "1E-7".
_BARE = {
    f"<{XSD}integer>": re.compile(r"0|-?[1-9][0-9]{0,17}"),
    f"<{XSD}decimal>": re.compile(r"(?!-0\.0$)-?(0|[1-9][0-9]{0,11})\.(0|[0-9]{0,5}[1-9])"),
    f"<{XSD}boolean>": re.compile(r"true|false"),
}
# Narrower than Turtle allows: parsers disagree on dots and escapes in local names.
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_PREFIX_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

_TURTLE_HEADER = """\
# What news articles convey, in one graph: their content and metadata, preferred labels, what is
# related, what superseded ids lead to (dcterms:isReplacedBy), places, the labels of codes, and the
# derived edges that are asserted or reported.
# Conveyed is not the same as true: some of it is planned or wished (mind kg:status), and some only
# inferred or reported, which the claims in the formats trig and nquads tell, and this file can not.
# A graph from news measures reporting, not conduct or sales.
"""
_TRIG_HEADER = """\
# What news articles convey and the evidence for it, graph by graph.
# Conveyed is not the same as true. A graph from news measures reporting, not conduct or sales.
"""


def turtle(statements: Iterable[Statement]) -> bytes:
    """Statements as one graph, grouped by kind under headings."""
    statements = list(statements)
    names = _Names(statements)
    body = []
    for heading, subjects in grouped(statements):
        blocks = [_block(subject, values, names) for subject, values in subjects.items()]
        body.append(f"# {heading}\n\n" + "\n".join(blocks))
    return _document(_TURTLE_HEADER, names, body)


def trig(statements: Iterable[Statement]) -> bytes:
    """Statements graph by graph."""
    statements = list(statements)
    names = _Names(statements)
    graphs: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        graphs[statement.graph].append(statement)
    body = []
    for graph in ordered(graphs):
        subjects = by_subject(graphs[graph])
        blocks = [_block(subject, subjects[subject], names) for subject in ordered(subjects)]
        name = f"{names.short(graph)} " if graph else ""
        body.append(name + "{\n" + "\n".join(blocks) + "}\n")
    return _document(_TRIG_HEADER, names, body)


class _Names:
    """Prefixes for the IRIs of a graph; remembers which were used."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        prefixes = {**ns.PREFIXES, "code": ns.CODE, "story": ns.story("")}
        for subject in sorted({statement.subject[1:-1] for statement in statements}):
            base, _, name = subject.rpartition("/")
            if base + "/" == ns.ARTICLE:
                prefixes.setdefault(f"a-{name}", ns.node(name, ""))
            elif base + "/" == ns.CODE:
                prefixes.setdefault(name, ns.code(name, ""))
        self._names = {
            base: name for name, base in prefixes.items() if _PREFIX_NAME.fullmatch(name)
        }
        self._used: set[str] = set()

    def short(self, iri: str) -> str:
        """An IRI in angle brackets as a prefixed name, where that is safe."""
        base, local = cut(iri[1:-1])
        if base not in self._names or not _LOCAL_NAME.fullmatch(local):
            return iri
        self._used.add(base)
        return f"{self._names[base]}:{local}"

    def value(self, term: str) -> str:
        """An IRI or a literal as Turtle writes it."""
        if term.startswith("<"):
            return self.short(term)
        if not term.endswith(">"):
            return term
        quoted, _, datatype = term.rpartition("^^")
        bare = _BARE.get(datatype)
        if bare is not None and bare.fullmatch(quoted[1:-1]):
            return quoted[1:-1]
        return f"{quoted}^^{self.short(datatype)}"

    def declarations(self) -> str:
        """A line for each prefix used so far."""
        used = {self._names[base]: base for base in self._used}
        return "".join(f"@prefix {name}: <{used[name]}> .\n" for name in ordered(used))


def _block(subject: str, values: Values, names: _Names) -> str:
    """All that is said of a subject; a value a line, so that a change shows as that line."""
    parts = []
    for predicate in in_reading_order(values):
        verb = "a" if predicate == TYPE else names.short(predicate)
        parts.append(f"{verb} {_listed(values[predicate], names)}")
    return f"{names.short(subject)} " + " ;\n    ".join(parts) + " .\n"


def _listed(values: set[str], names: _Names) -> str:
    return " ,\n        ".join(names.value(value) for value in ordered(values))


def _document(header: str, names: _Names, body: Iterable[str]) -> bytes:
    """The body is written before its prefixes are declared: only those it used are."""
    text = "\n".join(body)
    return "\n".join(filter(None, [header, names.declarations(), text])).encode("utf-8")
