"""A graph as the tables that mapping engines take: a CSV file for each predicate and kind of value.

A table has the columns ``s``, ``o`` and ``g``: subject, value and graph. Its kind is that of its
values: ``iri``, ``@`` and a language, or a datatype's IRI. There are no blank nodes.
"""

from __future__ import annotations

import csv
import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

IRI = "iri"
LIST = "tables.json"

_RML = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""
_TRIPLES_MAP = """
<#{number}> a rr:TriplesMap ;
  rml:logicalSource [ rml:source "{file}" ; rml:referenceFormulation ql:CSV ] ;
  rr:subjectMap [
    rml:reference "s" ; rr:termType rr:IRI ;
    rr:graphMap [ rml:reference "g" ; rr:termType rr:IRI ]
  ] ;
  rr:predicateObjectMap [
    rr:predicate <{predicate}> ; rr:objectMap [ rml:reference "o" ; {value} ]
  ] .
"""
_CONFIGURATION = """[CONFIGURATION]
output_file = {output}
output_format = N-QUADS
number_of_processes = {processes}
na_values =
logging_level = ERROR

[tables]
mappings = {mapping}
"""


class Table(NamedTuple):
    """One of the tables: its file, and what all its rows share."""

    file: str
    predicate: str
    kind: str


def write_tables(quads: Path, folder: Path) -> list[Table]:
    """Writes the tables of an N-Quads file, and the list of them, into a new folder."""
    folder.mkdir(parents=True)
    writers: dict[tuple[str, str], Any] = {}
    tables: list[Table] = []
    with ExitStack() as opened:
        for quad in ox.parse(path=str(quads), format=ox.RdfFormat.N_QUADS):
            key = quad.predicate.value, kind_of(quad.object)
            if key not in writers:
                table = Table(str(folder / f"{len(tables):03}.csv"), *key)
                file = Path(table.file).open("w", encoding="utf-8", newline="")  # noqa: SIM115
                writers[key] = csv.writer(opened.enter_context(file))
                writers[key].writerow(("s", "o", "g"))
                tables.append(table)
            row = quad.subject.value, quad.object.value, quad.graph_name.value
            writers[key].writerow(row)
    listed = json.dumps([table._asdict() for table in tables])
    (folder / LIST).write_text(listed, encoding="utf-8")
    return tables


def kind_of(value: ox.NamedNode | ox.Literal) -> str:
    """The kind of a value.

    Raises:
        ValueError: it is a blank node, or a text without characters, which no table can tell.
    """
    if isinstance(value, ox.NamedNode):
        return IRI
    if not isinstance(value, ox.Literal) or not value.value:
        raise ValueError(f"{value} cannot stand in a table")
    return f"@{value.language}" if value.language else value.datatype.value


def write_mapping(tables: list[Table], folder: Path, output: Path, processes: int) -> Path:
    """Writes the tables' mapping and Morph-KGC's configuration, and returns the latter."""
    mapping, configuration = folder / "mapping.ttl", folder / "morph-kgc.ini"
    maps = [
        _TRIPLES_MAP.format(
            number=number, file=table.file, predicate=table.predicate, value=_value(table.kind)
        )
        for number, table in enumerate(tables)
    ]
    mapping.write_text(_RML + "".join(maps), encoding="utf-8")
    told = _CONFIGURATION.format(output=output, processes=processes, mapping=mapping)
    configuration.write_text(told, encoding="utf-8")
    return configuration


def _value(kind: str) -> str:
    if kind == IRI:
        return "rr:termType rr:IRI"
    if kind.startswith("@"):
        return f'rr:language "{kind[1:]}"'
    if kind == "http://www.w3.org/2001/XMLSchema#string":
        return "rr:termType rr:Literal"
    return f"rr:datatype <{kind}>"
