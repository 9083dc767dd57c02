"""RDF terms as N-Triples text, in the lexical forms that a store keeps as they are."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from kg import namespaces as ns
from kg.namespaces import XSD

_ESCAPES = {
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
    **{code: f"\\u{code:04X}" for code in (*range(8), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)},
    8: "\\b",
    12: "\\f",
}
_ESCAPED = re.compile(f"[{re.escape(''.join(map(chr, _ESCAPES)))}]")
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')

_INTEGER = f"^^<{XSD}integer>"


def is_iri(value: str) -> bool:
    """Whether a string can stand between angle brackets as an absolute IRI."""
    return _IRI.fullmatch(value) is not None


def iri(value: str) -> str:
    """An IRI in angle brackets.

    >>> iri("https://example.org/a")
    '<https://example.org/a>'
    """
    if not is_iri(value):
        raise ValueError(f"{value!r} is not an absolute IRI")
    return f"<{value}>"


@lru_cache(maxsize=4096)
def concept(code_list: str, notation: str) -> str:
    """A concept of a code list, in angle brackets; every article names the same few."""
    return iri(ns.code(code_list, notation))


def text(value: str, language: str | None = None) -> str:
    """A string, with a language where one is given.

    >>> text('say "hi"', "en")
    '"say \\\\"hi\\\\""@en'
    """
    quoted = f'"{_escaped(value)}"'
    return f"{quoted}@{language}" if language else quoted


def _escaped(value: str) -> str:
    return value.translate(_ESCAPES) if _ESCAPED.search(value) else value


def number(value: Decimal | int) -> str:
    """An ``xsd:integer``, or an ``xsd:decimal`` where there is a fraction."""
    if isinstance(value, int):
        return f'"{value}"{_INTEGER}'
    lexical, datatype = decimal_lexical(value)
    return f'"{lexical}"^^<{XSD}{datatype}>'


def decimal_lexical(value: Decimal) -> tuple[str, str]:
    """The canonical XSD form of a number, and its type: ``integer`` or ``decimal``.

    Stores rewrite other forms (35000.00 becomes 35000): what is read would not be what was written.

    Raises:
        ValueError: the number is not finite.

    >>> decimal_lexical(Decimal("1E+10")), decimal_lexical(Decimal("-2.250"))
    (('10000000000', 'integer'), ('-2.25', 'decimal'))
    """
    if not value.is_finite():
        raise ValueError(f"{value} has no decimal form")
    lexical = format(value, "f")
    if "." in lexical:
        lexical = lexical.rstrip("0").rstrip(".")
    return ("0" if lexical == "-0" else lexical), "decimal" if "." in lexical else "integer"


def day(value: date) -> str:
    """An ``xsd:date`` without time zone."""
    return f'"{value.isoformat()}"^^<{XSD}date>'


def truth(value: bool) -> str:
    """An ``xsd:boolean``."""
    return f'"{str(value).lower()}"^^<{XSD}boolean>'


def uri(value: str) -> str:
    """An ``xsd:anyURI``."""
    return f'"{_escaped(value)}"^^<{XSD}anyURI>'
