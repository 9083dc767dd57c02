"""JSON-LD for people: a node a subject, short names, and a context that says what they mean.

By hand, since the libraries at hand write expanded JSON-LD or an order of their own.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from kg import namespaces as ns
from kg.namespaces import KG, XSD
from kg.triples import TYPE, Statement, Values, cut, grouped, in_reading_order, literal, ordered

# Larger integers are not safe in JavaScript, where all numbers are doubles.
_SAFE = re.compile(r"0|-?[1-9][0-9]{0,14}")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_PATH = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")
_OUR_DATA = (ns.ID, ns.CODE)
_KEYWORDS = {"id": "@id", "type": "@type"}

# How all values of a property can be written alike. Everything else is told value by value.
_LINK, _WORDS, _BY_LANGUAGE, _NATIVE, _MIXED = "link", "words", "by language", "native", "mixed"


def jsonld(statements: Iterable[Statement]) -> bytes:
    """Statements as one graph, by kind.

    The context is made from what the graph holds: a property whose values are all links, all of one
    datatype, or all in some language is declared so, and its values stand bare. Names are those of
    the ontology; where two vocabularies share one, the second keeps its prefix. What belongs to the
    data is relative to ``@base``; a code is ``code:<list>/<notation>``.
    """
    statements = list(statements)
    names = _Names(statements)
    nodes = [
        _node(subject, values, names)
        for group in grouped(statements)
        for subject, values in group.subjects.items()
    ]
    context = _object(names.context(), 1)
    graph = ",\n".join("    " + _object(node, 2) for node in nodes)
    document = f'{{\n  "@context": {context},\n  "@graph": [\n{graph}\n  ]\n}}\n'
    return document.encode("utf-8")


def _object(members: dict[str, Any], depth: int) -> str:
    """A member a line, and of a list a value a line, so that a change shows as that line."""
    inner = "  " * (depth + 1)
    lines = []
    for key, value in members.items():
        told = _json(value)
        if isinstance(value, list):
            each = ",\n".join(f"{inner}  {_json(item)}" for item in value)
            told = f"[\n{each}\n{inner}]"
        lines.append(f"{inner}{_json(key)}: {told}")
    return "{\n" + ",\n".join(lines) + "\n" + "  " * depth + "}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


class _Names:
    """Short names for the IRIs of a graph, and how the values of each property are written."""

    def __init__(self, statements: list[Statement]) -> None:
        predicates: dict[str, set[str]] = defaultdict(set)
        for statement in statements:
            predicates[statement.predicate[1:-1]].add(_form(statement.value))
        classes = {s.value[1:-1] for s in statements if s.predicate == TYPE and s.value[0] == "<"}
        # A name that is also the scheme of an IRI would turn that IRI into another.
        taken = {iri.partition(":")[0] for iri in _iris(statements)} | set(_KEYWORDS)
        prefixes = {n: base for n, base in ns.PREFIXES.items() if not base.startswith(_OUR_DATA)}
        prefixes["code"] = ns.CODE
        known = {name: base for name, base in prefixes.items() if name not in taken}
        self._prefixes = {base: name for name, base in known.items()}
        self._used: set[str] = set()
        self._terms: dict[str, str] = {}
        taken |= set(known)
        for iri in sorted({*predicates, *classes} - {TYPE[1:-1]}, key=self._rank):
            base, local = cut(iri)
            if base in self._prefixes and _WORD.fullmatch(local) and local not in taken:
                self._terms[iri] = local
                taken.add(local)
        self._forms = {
            iri: forms.copy().pop() if len(forms) == 1 and iri in self._terms else _MIXED
            for iri, forms in predicates.items()
        }

    def _rank(self, iri: str) -> tuple[bool, int, str]:
        """Our own terms choose first, then the vocabularies in the order of the prefixes."""
        base = cut(iri)[0]
        bases = list(self._prefixes)
        return base != KG, bases.index(base) if base in bases else len(bases), iri

    def term(self, iri: str) -> str:
        """A property or class."""
        return self._terms.get(iri) or self._compact(iri)

    def link(self, iri: str) -> str:
        """Anything as ``@id`` has it."""
        if iri.startswith(ns.ID) and _PATH.fullmatch(iri, len(ns.ID)):
            return iri[len(ns.ID) :]
        return self._compact(iri)

    def form(self, predicate: str) -> str:
        """How the values of a property are written: a datatype's IRI or one of the words above."""
        return self._forms[predicate]

    def _compact(self, iri: str) -> str:
        base, local = (ns.CODE, iri[len(ns.CODE) :]) if iri.startswith(ns.CODE) else cut(iri)
        if base not in self._prefixes or not _PATH.fullmatch(local):
            return iri
        self._used.add(base)
        return f"{self._prefixes[base]}:{local}"

    def context(self) -> dict[str, Any]:
        """Asked for last: it declares the prefixes that were used."""
        terms = {name: self._definition(iri) for iri, name in self._terms.items()}
        prefixes = {self._prefixes[base]: base for base in self._used}
        return {
            "@version": 1.1,
            "@base": ns.ID,
            **_KEYWORDS,
            **dict(sorted(prefixes.items())),
            **dict(sorted(terms.items())),
        }

    def _definition(self, iri: str) -> Any:
        form, name = self._forms.get(iri, _WORDS), self._compact(iri)
        if form == _LINK:
            return {"@id": name, "@type": "@id"}
        if form == _BY_LANGUAGE:
            return {"@id": name, "@container": "@language"}
        if form in (_NATIVE, _WORDS, _MIXED):
            return name
        return {"@id": name, "@type": self._compact(form)}


def _iris(statements: list[Statement]) -> set[str]:
    """Every IRI of a graph, those of datatypes too."""
    found = {term for s in statements for term in s[:3]}
    return {term[1:-1] if term.startswith("<") else literal(term).datatype for term in found}


def _form(value: str) -> str:
    if value.startswith("<"):
        return _LINK
    text, language, datatype = literal(value)
    if language:
        return _BY_LANGUAGE
    if datatype == XSD + "string":
        return _WORDS
    if _native(text, datatype) is not None:
        return _NATIVE
    # Numbers that JSON can not hold stand among those that it can: such a property is mixed.
    return _MIXED if datatype in (XSD + "integer", XSD + "boolean") else datatype


def _native(text: str, datatype: str) -> bool | int | None:
    """As JSON's own value, if it comes back as it was."""
    if datatype == XSD + "boolean" and text in ("true", "false"):
        return text == "true"
    if datatype == XSD + "integer" and _SAFE.fullmatch(text):
        return int(text)
    return None


def _node(subject: str, values: Values, names: _Names) -> dict[str, Any]:
    """All that is said of a subject."""
    node: dict[str, Any] = {"id": names.link(subject[1:-1])}
    for predicate in in_reading_order(values):
        several, iri = ordered(values[predicate]), predicate[1:-1]
        if predicate == TYPE:
            node["type"] = _bare([names.term(value[1:-1]) for value in several if value[0] == "<"])
            several = [value for value in several if value[0] != "<"]
        if not several:
            continue
        form = names.form(iri)
        if form == _BY_LANGUAGE:
            node[names.term(iri)] = _by_language(several)
        else:
            node[names.term(iri)] = _bare([_value(value, form, names) for value in several])
    return {key: value for key, value in node.items() if value != []}


def _bare(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _by_language(values: list[str]) -> dict[str, Any]:
    found: dict[str, list[Any]] = defaultdict(list)
    for value in values:
        text, language, _ = literal(value)
        found[language].append(text)
    return {language: _bare(found[language]) for language in sorted(found)}


def _value(value: str, form: str, names: _Names) -> Any:
    if value.startswith("<"):
        link = names.link(value[1:-1])
        return link if form == _LINK else {"id": link}
    text, language, datatype = literal(value)
    if language:
        return {"@value": text, "@language": language}
    if datatype == XSD + "string" or form == datatype:
        return text
    native = _native(text, datatype)
    if native is not None:
        return native
    return {"@value": text, "type": names.term(datatype)}
