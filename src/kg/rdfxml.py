"""RDF/XML, for tools that read nothing else: an element a subject, a value a line.

By hand: the engine's writer makes names that no XML parser takes, and loses carriage returns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from kg import namespaces as ns
from kg.errors import KgError
from kg.namespaces import RDF, XSD
from kg.triples import TYPE, Statement, Values, cut, grouped, in_reading_order, literal, ordered

# Names that every edition of XML takes: parsers differ in which they follow.
_START = r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u0131\u4E00-\u9FA5"
_NAME_AT_END = re.compile(rf"[{_START}][{_START}0-9.-]*\Z")
_NOT_XML = re.compile(r"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]")
# Section 2.14 of RDF/XML Syntax: these have a meaning of their own as elements.
_RESERVED = {
    RDF + name
    for name in (
        "RDF", "Description", "ID", "about", "parseType", "resource", "nodeID", "datatype",
        "li", "aboutEach", "aboutEachPrefix", "bagID",
    )
}  # fmt: skip
# Readers resolve every address (RFC 3986, 5.2.4): "a/../b" would come back as "b".
_DOTS = re.compile(r"[^?#]*/\.\.?(?=[/?#]|\Z)")
_CR = "\r"
_REMEDY = "export turtle, or any other format"


def rdfxml(statements: Iterable[Statement]) -> bytes:
    """Statements as one graph, by kind.

    Raises:
        KgError: a property's IRI has no end that can name an XML element, a literal has a
            character that XML 1.0 forbids, or an IRI has a segment of dots.
    """
    names = _Names()
    body = []
    for heading, subjects in grouped(statements):
        blocks = [_block(subject, values, names) for subject, values in subjects.items()]
        body.append(f"<!-- {_comment(heading)} -->\n\n" + "\n".join(blocks))
    top = ['<?xml version="1.0" encoding="UTF-8"?>', f"<rdf:RDF{names.declarations()}>", ""]
    return "\n".join([*top, *body, "</rdf:RDF>", ""]).encode("utf-8")


class _Names:
    """Element names for properties and classes; remembers which prefixes were used."""

    def __init__(self) -> None:
        self._prefixes = {base: name for name, base in ns.PREFIXES.items()}
        self._used = {RDF}

    def element(self, iri: str) -> tuple[str, str] | None:
        """The name, and the attribute that declares its namespace; None if none is possible."""
        if iri in _RESERVED:
            return None
        base, local = cut(iri)
        if base in self._prefixes and _NAME_AT_END.match(local):
            self._used.add(base)
            return f"{self._prefixes[base]}:{local}", ""
        found = _NAME_AT_END.search(iri)
        if found is None or found.start() == 0:
            return None
        return found.group(), f' xmlns="{_quoted(iri[: found.start()])}"'

    def declarations(self) -> str:
        """A line for each prefix used so far."""
        used = {self._prefixes[base]: base for base in self._used}
        return "".join(f'\n    xmlns:{name}="{_quoted(used[name])}"' for name in sorted(used))


def _block(subject: str, values: Values, names: _Names) -> str:
    """All that is said of a subject; its first type is the element's name, if it can be."""
    element, told = ("rdf:Description", ""), ""
    for kind in ordered(values.get(TYPE, ())):
        found = names.element(kind[1:-1]) if kind.startswith("<") else None
        if found is not None and not found[1]:
            element, told = found, kind
            break
    lines = [f'<{element[0]} rdf:about="{_address(subject[1:-1])}">']
    for predicate in in_reading_order(values):
        for value in ordered(values[predicate]):
            if predicate != TYPE or value != told:
                lines.append("  " + _property(predicate[1:-1], value, names))
    return "\n".join([*lines, f"</{element[0]}>", ""])


def _property(predicate: str, value: str, names: _Names) -> str:
    found = names.element(predicate)
    if found is None:
        raise KgError(f"RDF/XML cannot express the property <{predicate}>", remedy=_REMEDY)
    name, declared = found
    if value.startswith("<"):
        return f'<{name}{declared} rdf:resource="{_address(value[1:-1])}"/>'
    text, language, datatype = literal(value)
    forbidden = _NOT_XML.search(text)
    if forbidden is not None:
        raise KgError(
            f"RDF/XML cannot hold the character U+{ord(forbidden.group()):04X} of a value of "
            f"<{predicate}>",
            remedy=_REMEDY,
        )
    if language:
        declared += f' xml:lang="{language}"'
    elif datatype != XSD + "string":
        declared += f' rdf:datatype="{_address(datatype)}"'
    return f"<{name}{declared}>{escape(text, {_CR: '&#13;'})}</{name}>"


def _address(iri: str) -> str:
    """An IRI that a reader resolves."""
    if _DOTS.match(iri):
        raise KgError(f"RDF/XML cannot hold <{iri}>: readers drop its dots", remedy=_REMEDY)
    return _quoted(iri)


def _quoted(iri: str) -> str:
    return escape(iri, {'"': "&quot;"})


def _comment(heading: str) -> str:
    """Two hyphens would end the comment."""
    return heading.replace("-", "–")
