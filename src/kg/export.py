"""The graph as a file for other tools: every graph as it is, or flattened into one.

The same graph gives the same bytes, so that two exports can be compared line by line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from kg import namespaces as ns
from kg.errors import InputError, KgError
from kg.namespaces import KG, RDF, RDFS, SKOS, XSD
from kg.store import Reader

Format = Callable[[list[str]], bytes]
"""Makes the bytes of a file from every quad of a graph, given as N-Quads lines."""


class Statement(NamedTuple):
    """One line of N-Quads, its terms as N-Triples text; ``graph`` is empty in the default graph."""

    subject: str
    predicate: str
    value: str
    graph: str


_IRI = r'<[^<>"{}|^`\\\x00-\x20]+>'
_LITERAL = rf'"(?:[^"\\\n\r]|\\.)*"(?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^{_IRI})?'
_LINE = re.compile(rf"({_IRI}) ({_IRI}) ({_IRI}|{_LITERAL})(?: ({_IRI}))? \.\n?")

_TYPE = f"<{RDF}type>"
_LABEL = f"<{SKOS}prefLabel>"
_FIRST = (_TYPE, _LABEL, f"<{RDFS}label>")

# What can be written bare is only what a parser that goes through numbers gives back as it was:
# rdflib refuses an integer of some thousand digits, and makes 0.0000001 the decimal "1E-7".
_BARE = {
    f"<{XSD}integer>": re.compile(r"0|-?[1-9][0-9]{0,17}"),
    f"<{XSD}decimal>": re.compile(r"(?!-0\.0$)-?(0|[1-9][0-9]{0,11})\.(0|[0-9]{0,5}[1-9])"),
    f"<{XSD}boolean>": re.compile(r"true|false"),
}
_DIGITS = re.compile("([0-9]+)")
# Narrower than Turtle allows: parsers disagree on dots and escapes in local names.
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_PREFIX_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

# The ontology's classes in the order in which a person reads the graph.
_KINDS = {
    "Article": "Articles",
    "Image": "Images",
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
    "Time": "Times",
}

_TURTLE_HEADER = """\
# What news articles convey, in one graph: their content and metadata, preferred labels, places,
# the labels of codes, and the derived edges that are asserted or reported.
# Conveyed is not the same as true: some of it is planned or wished (mind kg:status), and some only
# inferred or reported, which the claims in the formats trig and nquads tell, and this file can not.
# A graph from news measures reporting, not conduct or sales.
"""
_TRIG_HEADER = """\
# What news articles convey and the evidence for it, graph by graph.
# Conveyed is not the same as true. A graph from news measures reporting, not conduct or sales.
"""


def export_names() -> tuple[str, ...]:
    """The names of the formats that :func:`export` writes."""
    return tuple(FORMATS)


def export(reader: Reader, format_name: str) -> bytes:
    """The graph in a format, as UTF-8; the same graph gives the same bytes.

    ``nquads`` and ``trig`` keep every graph. ``ntriples`` and ``turtle`` flatten into one graph:
    content and metadata of the articles, preferred labels, places, labels of codes, asserted and
    reported derived edges; neither evidence nor inferred or planned edges.

    Raises:
        InputError: there is no such format.
        KgError: the graph has a blank node, or what is read is not canonical N-Quads.
    """
    if format_name not in FORMATS:
        raise InputError(
            f"there is no export format {format_name!r}",
            remedy=f"use one of {', '.join(export_names())}",
        )
    return FORMATS[format_name](reader.quads())


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


def _nquads(lines: list[str]) -> bytes:
    for line in lines:
        split_line(line)
    return "".join(sorted(lines)).encode("utf-8")


def _ntriples(lines: list[str]) -> bytes:
    triples = {f"{s.subject} {s.predicate} {s.value} .\n" for s in _flattened(_split(lines))}
    return "".join(sorted(triples)).encode("utf-8")


def _trig(lines: list[str]) -> bytes:
    statements = _split(lines)
    names = _Names(statements)
    graphs: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        graphs[statement.graph].append(statement)
    body = []
    for graph in sorted(graphs, key=_natural):
        subjects = _by_subject(graphs[graph])
        blocks = [_block(subject, subjects[subject], names) for subject in _ordered(subjects)]
        name = f"{names.short(graph)} " if graph else ""
        body.append(name + "{\n" + "\n".join(blocks) + "}\n")
    return _document(_TRIG_HEADER, names, body)


def _turtle(lines: list[str]) -> bytes:
    statements = _flattened(_split(lines))
    names = _Names(statements)
    subjects = _by_subject(statements)
    kinds: dict[tuple[int, str], list[str]] = defaultdict(list)
    for subject in _ordered(subjects):
        kinds[_kind(subject, subjects[subject].get(_TYPE, set()))].append(subject)
    body = []
    for place, heading in sorted(kinds):
        blocks = [_block(each, subjects[each], names) for each in kinds[place, heading]]
        body.append(f"# {heading}\n\n" + "\n".join(blocks))
    return _document(_TURTLE_HEADER, names, body)


FORMATS: dict[str, Format] = {
    "turtle": _turtle,
    "trig": _trig,
    "ntriples": _ntriples,
    "nquads": _nquads,
}


def _split(lines: Iterable[str]) -> list[Statement]:
    return [split_line(line) for line in lines]


def _flattened(statements: list[Statement]) -> list[Statement]:
    """What plain queries should find: no evidence, nothing that is only inferred or planned."""
    keep = dict(_KEPT)
    for _, predicate, value, graph in statements:
        if graph == _ARTICLES and predicate == f"<{KG}contentGraph>":
            keep[value] = _everything
    return [s for s in statements if s.graph in keep and keep[s.graph](s)]


def _everything(_: Statement) -> bool:
    return True


def _is_preferred_label(statement: Statement) -> bool:
    return statement.predicate == _LABEL


def _is_place_or_label(statement: Statement) -> bool:
    return statement.predicate == _LABEL or not statement.subject.startswith(f"<{ns.CODE}")


_ARTICLES = f"<{ns.ARTICLES_GRAPH}>"
_KEPT: dict[str, Callable[[Statement], bool]] = {
    _ARTICLES: _everything,
    f"<{ns.IDENTITY_GRAPH}>": _is_preferred_label,
    f"<{ns.REFERENCE_GRAPH}>": _is_place_or_label,
    f"<{ns.derived_graph('asserted')}>": _everything,
    f"<{ns.derived_graph('reported')}>": _everything,
}

_Values = dict[str, set[str]]


def _by_subject(statements: Iterable[Statement]) -> dict[str, _Values]:
    """Subject -> predicate -> values."""
    found: dict[str, _Values] = defaultdict(lambda: defaultdict(set))
    for statement in statements:
        found[statement.subject][statement.predicate].add(statement.value)
    return found


def _ordered(terms: Iterable[str]) -> list[str]:
    return sorted(terms, key=_natural)


def _natural(term: str) -> tuple[list[str | tuple[int, str]], str]:
    """Sorts E2 before E10. Not by int(): Python limits its digits, literals do not."""
    parts: list[str | tuple[int, str]] = list(_DIGITS.split(term))
    for index in range(1, len(parts), 2):
        digits = str(parts[index]).lstrip("0")
        parts[index] = (len(digits), digits)
    return parts, term


def _kind(subject: str, types: set[str]) -> tuple[int, str]:
    """Where the subject stands in the file, and under which heading."""
    for place, (name, heading) in enumerate(_KINDS.items()):
        if f"<{KG}{name}>" in types:
            return place, heading
    if types:
        return len(_KINDS), re.split("[/#]", min(types)[1:-1])[-1]
    if subject.startswith(f"<{ns.CODE}"):
        return len(_KINDS) + 2, "Code lists"
    return len(_KINDS) + 1, "Other things"


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
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        base, local = iri[1:cut], iri[cut:-1]
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
        return "".join(f"@prefix {name}: <{used[name]}> .\n" for name in _ordered(used))


def _block(subject: str, values: _Values, names: _Names) -> str:
    """All that is said of a subject; a value a line, so that a change shows as that line."""
    first = [predicate for predicate in _FIRST if predicate in values]
    rest = [predicate for predicate in _ordered(values) if predicate not in first]
    parts = []
    for predicate in first + rest:
        verb = "a" if predicate == _TYPE else names.short(predicate)
        parts.append(f"{verb} {_listed(values[predicate], names)}")
    return f"{names.short(subject)} " + " ;\n    ".join(parts) + " .\n"


def _listed(values: set[str], names: _Names) -> str:
    return " ,\n        ".join(names.value(value) for value in _ordered(values))


def _document(header: str, names: _Names, body: Iterable[str]) -> bytes:
    """The body is written before its prefixes are declared: only those it used are."""
    text = "\n".join(body)
    return "\n".join(filter(None, [header, names.declarations(), text])).encode("utf-8")
