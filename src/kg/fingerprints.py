"""Whether two graphs are one, told by their fingerprints: no need to hold or to sort either."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from kg.namespaces import GEO, XSD
from kg.terms import decimal_lexical

_SPACE = 1 << 256
_GEOMETRY = "http://www.openlinksw.com/schemas/virtrdf#Geometry"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_TIME = re.compile(r"(.+T[0-9:]+)(\.[0-9]+)?(Z|[+-][0-9:]+)?")
_POINT = re.compile(r"POINT ?\((-?[0-9]{1,9}(?:\.[0-9]+)?) (-?[0-9]{1,9}(?:\.[0-9]+)?)\)")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The count of a graph's triples and a digest of them, in whatever order they come.

    The digest is the sum of the SHA-256 of the canonical N-Triples lines, modulo 2**256: of two
    graphs it is equal where the SHA-256 of their sorted lines is (Bellare and Micciancio 1997,
    AdHash). ``values`` is the same of the lines as :func:`by_value` gives them; ``others`` counts
    those that it changes, and ``example`` is one of them.
    """

    count: int = 0
    digest: int = 0
    values: int = 0
    others: int = 0
    example: str | None = None

    def plus(self, lines: Iterable[str]) -> Fingerprint:
        """The fingerprint of this graph and of more lines: canonical N-Triples, each once."""
        count, digest, values = self.count, self.digest, self.values
        others, example = self.others, self.example
        for line in lines:
            of_line = _hash(line)
            count += 1
            digest += of_line
            common = by_value(line)
            if common == line:
                values += of_line
            else:
                values += _hash(common)
                others += 1
                example = example or line
        return Fingerprint(count, digest % _SPACE, values % _SPACE, others, example)

    def equals(self, other: Fingerprint) -> bool:
        """Whether both are of the same triples, letter by letter."""
        return self.count == other.count and self.digest == other.digest

    def agrees(self, other: Fingerprint) -> bool:
        """Whether both are of the same triples, though literals may be written otherwise."""
        return self.count == other.count and self.values == other.values

    def __str__(self) -> str:
        """The count and the beginning of the digest."""
        return f"{self.count} triples of digest {self.digest >> 208:012x}"


def _hash(line: str) -> int:
    return int.from_bytes(hashlib.sha256(line.encode("utf-8")).digest(), "big")


def by_value(line: str) -> str:
    """A canonical N-Triples line in a form that all have which an engine may hold in its place.

    Engines rewrite literals, and most keep the value: a fraction of zeros, ``1`` for ``true``, a
    decimal for a large integer (Virtuoso). Virtuoso keeps a point in single precision, which is a
    change of up to a metre: here both are the point in single precision.

    >>> by_value('<urn:s> <urn:p> "10.0"^^<http://www.w3.org/2001/XMLSchema#decimal> .\\n')
    '<urn:s> <urn:p> "10"^^<http://www.w3.org/2001/XMLSchema#integer> .\\n'
    """
    head, typed, datatype = line.rpartition('"^^<')
    if not typed:
        return line
    form = _FORMS.get(datatype[: -len("> .\n")])
    if form is None:
        return line
    head, quote, lexical = head.rpartition('"')
    common = form(lexical)
    return f'{head}{quote}{common[0]}"^^<{common[1]}> .\n' if common else line


def _number(lexical: str) -> tuple[str, str] | None:
    if not _NUMBER.fullmatch(lexical):
        return None
    text, datatype = decimal_lexical(Decimal(lexical))
    return text, XSD + datatype


def _truth(lexical: str) -> tuple[str, str]:
    return {"1": "true", "0": "false"}.get(lexical, lexical), f"{XSD}boolean"


def _time(lexical: str) -> tuple[str, str] | None:
    found = _TIME.fullmatch(lexical)
    if found is None:
        return None
    fraction = (found[2] or "").rstrip("0").rstrip(".")
    zone = "Z" if found[3] in ("+00:00", "-00:00") else found[3] or ""
    return f"{found[1]}{fraction}{zone}", f"{XSD}dateTime"


def _point(lexical: str) -> tuple[str, str] | None:
    found = _POINT.fullmatch(lexical)
    if found is None:
        return None
    return f"POINT({_single(found[1])} {_single(found[2])})", _GEOMETRY


def _single(number: str) -> float:
    rounded: float = struct.unpack("f", struct.pack("f", float(number)))[0]
    return rounded


_FORMS: dict[str, Callable[[str], tuple[str, str] | None]] = {
    f"{XSD}integer": _number,
    f"{XSD}decimal": _number,
    f"{XSD}boolean": _truth,
    f"{XSD}dateTime": _time,
    f"{GEO}wktLiteral": _point,
    _GEOMETRY: _point,
}
