"""Named queries: files with a header, parameters bound as terms, rows with receipts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import namespaces as ns
from kg import resources, terms
from kg.errors import InputError
from kg.naming import iri_of, whole_iri
from kg.store.engine import Bindings
from kg.store.snapshots import Reader
from kg.tables import Cell, Table

CERTAINTIES = ("asserted", "reported", "inferred", "planned")

_HEADER = re.compile(r"# ([a-z]+): (.*)")
_SLOT = re.compile(r"VALUES \?(\w+) \{ UNDEF \}")
_SYNTAX = re.compile(r"(the query is not SPARQL at )line (\d+), column (\d+)(.*)")
_QUOTED = re.compile(r"""<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*""")
_SPECIAL = re.compile(r'(?<=\\)[uU]|[\x00-\x1f"\\\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LIST_SEPARATORS = {"claims": " ", "articles": " "}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A place in a query for a value: an IRI or a text."""

    name: str
    kind: str
    required: bool
    meaning: str


_SELECTED = re.compile(r"^\s*SELECT\s+(?:DISTINCT\s+)?(.*?)\s*WHERE\b", re.DOTALL | re.MULTILINE)
_EXPRESSION = re.compile(r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\bAS\s+\?(\w+)\s*\)")
_VARIABLE = re.compile(r"\?(\w+)")


@dataclass(frozen=True, slots=True)
class Query:
    """A query's text and what its header says of it.

    A parameter stands in the text as ``VALUES ?name { UNDEF }``, so that the file is a whole query
    as it is; a bound one has its term there, and one left out is taken away.
    """

    name: str
    text: str
    question: str
    notes: str
    example: str
    parameters: tuple[Parameter, ...]
    lists: frozenset[str]
    file: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The variables that the query selects, as far as its text names them."""
        selected = _SELECTED.search(self.text)
        named = _EXPRESSION.sub(r"?\1 ", selected[1]) if selected else ""
        return tuple(_VARIABLE.findall(named))

    def bound(self, values: Mapping[str, str | Sequence[str]]) -> str:
        """The text with terms in place of the parameters; several values are alternatives.

        Raises:
            InputError: a value is missing, unknown, or not what the parameter takes.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise InputError(
                    f"the query {self.name} has no parameter {name!r}",
                    remedy=f"use {', '.join(known)}" if known else "leave it out",
                )
        filled = {}
        for name, parameter in known.items():
            if name in values:
                given = values[name]
                alternatives = [given] if isinstance(given, str) else given
                found = " ".join(_term(parameter, value) for value in alternatives)
                filled[name] = f"VALUES ?{name} {{ {found} }}"
            elif parameter.required:
                raise InputError(
                    f"the query {self.name} needs the parameter {name}: {parameter.meaning}",
                    remedy=f"for example: {self.example}" if self.example else f"add -p {name}=…",
                )
        # in one go: a value that looks like a slot is never filled
        return _SLOT.sub(lambda slot: filled.get(slot[1], ""), self.text)

    def manifest(self, text: str, read_from: str, **more: Any) -> dict[str, Any]:
        """What a file with the answer says of how it came about; ``text`` is what was sent."""
        return {
            "query": self.name,
            "query_sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
            "read_from": read_from,
            "kg": _version(),
            **more,
        }

    def blame(self, error: InputError, text: str) -> InputError:
        """The error of a reader that was sent ``text``, with the query's file and line."""
        problem = error.problems[0]
        message, line = problem.message, None
        if found := _SYNTAX.fullmatch(message):
            line, column = _last_read(text, int(found[2]), int(found[3]))
            place = f"column {column}" if self.file else f"line {line}, column {column}"
            message = f"{found[1]}{place}{found[4]}"
        remedy = _undeclared(text) if found else None
        return InputError(message, file=self.file, line=line, remedy=remedy or problem.remedy)


def _undeclared(text: str) -> str | None:
    """The line that declares a prefix of the project that a query uses as if it had done so."""
    bare = _QUOTED.sub(" ", text)
    declared = set(re.findall(r"(?i)\bPREFIX\s+([\w-]*):", bare))
    used = {name for name in re.findall(r"([A-Za-z][\w-]*):", bare) if name in ns.PREFIXES}
    missing = sorted(used - declared)
    return f"begin with PREFIX {missing[0]}: <{ns.PREFIXES[missing[0]]}>" if missing else None


def _last_read(text: str, line: int, column: int) -> tuple[int, int]:
    """Where the last character before a place stands: a parser stops behind spaces and lines."""
    lines = text.split("\n")[:line]
    lines[-1] = lines[-1][: column - 1]
    read = "\n".join(lines).rstrip()
    return read.count("\n") + 1, len(read.rpartition("\n")[2])


def query_names() -> tuple[str, ...]:
    """The named queries, by name."""
    return tuple(path.stem for path in resources.files("queries", "*.rq"))


def named_query(name: str) -> Query:
    """A query of the project by its name.

    Raises:
        InputError: there is none.
    """
    if name not in query_names():
        raise InputError(
            f"there is no query {name!r}",
            remedy=f"use one of {', '.join(query_names())}, a .rq file, or - for standard input",
        )
    return read_query(name, resources.path("queries", f"{name}.rq").read_text(encoding="utf-8"))


def query_file(path: Path) -> Query:
    """A query of the user's own.

    Raises:
        InputError: the file is missing or not UTF-8.
    """
    try:
        return read_query(path.stem, path.read_text(encoding="utf-8-sig"), str(path))
    except FileNotFoundError as error:
        raise InputError(f"there is no query file {path}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("not readable as UTF-8 text", file=str(path)) from error


def read_query(name: str, text: str, file: str | None = None) -> Query:
    """A query from its text; slots that no header declares take IRIs or texts."""
    said: dict[str, list[str]] = {}
    for line in text.splitlines():
        found = _HEADER.fullmatch(line)
        if found is None:
            if line.strip() and not line.startswith("#"):
                break
            continue
        said.setdefault(found[1], []).append(found[2])
    declared = {p.name: p for p in map(_parameter, said.get("parameter", []))}
    for slot in _SLOT.findall(text):
        declared.setdefault(slot, Parameter(slot, "any", False, "an IRI or a text"))
    return Query(
        name=name,
        text=text,
        question=" ".join(said.get("question", [])),
        notes=" ".join(said.get("note", [])),
        example=" ".join(said.get("example", [])),
        parameters=tuple(declared.values()),
        lists=frozenset(" ".join(said.get("lists", ["claims"])).split()),
        file=file,
    )


def _parameter(line: str) -> Parameter:
    head, _, meaning = line.partition(" - ")
    name, kind, *rest = head.split()
    return Parameter(name, kind, "required" in rest, meaning)


def _term(parameter: Parameter, value: str) -> str:
    """The value as a term; nothing in it can end the term and go on as query text."""
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise InputError(
            f"the parameter {parameter.name} is no Unicode text: {value!r}",
            remedy="give it in UTF-8",
        )
    if parameter.kind == "text":
        return _quoted(value)
    iri = iri_of(value) if parameter.kind == "iri" else whole_iri(value)
    if iri is not None:
        return terms.iri(iri)
    if parameter.kind == "iri":
        raise InputError(
            f"the parameter {parameter.name} takes an IRI, not {value!r}",
            remedy="give one from a column ending in _iri, or a short name: ARTICLE/T1, or the "
            "code of a place such as gbt2260:141031",
        )
    return _quoted(value)


def _quoted(value: str) -> str:
    """A string of a query, whether an engine expands ``\\u0022`` before it reads strings or after.

    The specification (SPARQL 1.1, 19.2) has it before, and so some do even behind a backslash that
    is itself escaped; ``u`` is therefore never left behind one.
    """
    return f'"{_SPECIAL.sub(lambda found: _ESCAPES.get(found[0]) or _long(found[0]), value)}"'


def _long(character: str) -> str:
    return f"\\U{ord(character):08X}"


@dataclass(frozen=True, slots=True)
class Rows(Table):
    """The rows of a query; ``bindings`` are SPARQL 1.1 Results JSON with the same rows."""

    bindings: Bindings | None = None


def run(
    reader: Reader,
    query: Query,
    parameters: Mapping[str, str | Sequence[str]] | None = None,
    certainty: Sequence[str] | None = None,
    where: Mapping[str, str] | None = None,
) -> Rows:
    """Runs a query; with ``certainty`` only rows of these certainties are kept.

    ``where`` keeps the rows whose cells have these values, by column, capitals aside; one of a
    list suffices, and an empty value asks for an empty cell.

    Raises:
        InputError: the query or a parameter cannot be used.
    """
    values = dict(parameters or {})
    text = query.bound(values)
    try:
        answered = reader.select(text)
    except InputError as error:
        raise query.blame(error, text) from error
    if "boolean" in answered:
        answered = _as_rows(bool(answered["boolean"]))
    _sort_lists(answered, query.lists)
    if certainty is not None:
        _narrow(answered, query.name, certainty)
    if where:
        _keep(answered, query.name, where)
    columns = tuple(answered["head"]["vars"])
    bindings = answered["results"]["bindings"]
    rows = [tuple(_cell(row.get(column)) for column in columns) for row in bindings]
    manifest = query.manifest(
        text,
        reader.name,
        parameters=values,
        certainty=list(certainty) if certainty is not None else None,
        where=dict(where or {}),
        rows=len(rows),
    )
    return Rows(columns, rows, manifest, None, answered)


def _version() -> str:
    from importlib.metadata import version

    return version("officials-kg")


def _as_rows(answer: bool) -> Bindings:
    value = {
        "type": "literal",
        "value": str(answer).lower(),
        "datatype": ns.XSD + "boolean",
    }
    return {"head": {"vars": ["answer"]}, "results": {"bindings": [{"answer": value}]}}


def _sort_lists(answered: Bindings, lists: Iterable[str]) -> None:
    """Puts what an engine joins in any order into one order."""
    for row in answered["results"]["bindings"]:
        for column in lists:
            if column not in row:
                continue
            separator = _LIST_SEPARATORS.get(column, "; ")
            items = sorted(set(filter(None, row[column]["value"].split(separator))))
            if items:
                row[column]["value"] = separator.join(items)
            else:
                del row[column]


def _narrow(answered: Bindings, name: str, certainty: Sequence[str]) -> None:
    for wanted in certainty:
        if wanted not in CERTAINTIES:
            raise InputError(
                f"there is no certainty {wanted!r}", remedy=f"use {', '.join(CERTAINTIES)}"
            )
    if "certainty" not in answered["head"]["vars"]:
        raise InputError(f"the rows of {name} have no certainty", remedy="leave out --certainty")
    answered["results"]["bindings"] = [
        row
        for row in answered["results"]["bindings"]
        if row.get("certainty", {}).get("value") in certainty
    ]


def _keep(answered: Bindings, name: str, where: Mapping[str, str]) -> None:
    columns = answered["head"]["vars"]
    for column in where:
        if column not in columns:
            raise InputError(
                f"the rows of {name} have no column {column!r}",
                remedy=f"use some of {', '.join(columns)}",
            )
    answered["results"]["bindings"] = [
        row
        for row in answered["results"]["bindings"]
        if all(_has(row.get(column, {}).get("value", ""), value) for column, value in where.items())
    ]


def _has(cell: str, value: str) -> bool:
    """Whether a cell is the value, or lists it."""
    wanted = value.strip().casefold()
    return wanted in {cell.casefold(), *cell.casefold().split("; ")}


def _cell(binding: Any) -> Cell:
    if binding is None:
        return None
    value: str = binding["value"]
    datatype = binding.get("datatype", "")
    if datatype == ns.XSD + "integer":
        return int(value)
    return value
