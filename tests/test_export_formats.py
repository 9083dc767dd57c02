"""What a person sees in JSON-LD and RDF/XML, what RDF/XML refuses, and how small a diff is."""

from __future__ import annotations

import difflib
import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from kg import namespaces as ns
from kg.errors import KgError
from kg.export import FORMATS, export
from kg.namespaces import KG, RDF, XSD
from kg.store.snapshots import SnapshotReader
from kg.triples import Statement
from reading import Lines

TYPE = f"<{RDF}type>"


@pytest.fixture(scope="module")
def document(reader: SnapshotReader) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(export(reader, "jsonld"))
    return read


@pytest.fixture(scope="module")
def nodes(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {node["id"]: node for node in document["@graph"]}


def _written(name: str, *triples: tuple[str, str, str]) -> str:
    return FORMATS[name].write(Statement(*triple) for triple in triples).decode("utf-8")


def _members(*values: str) -> tuple[Any, Any]:
    """The definition and the value of one property that has these values."""
    read = json.loads(
        _written("jsonld", *((f"<{ns.node('a', 'E1')}>", f"<{KG}number>", v) for v in values))
    )
    return read["@context"]["number"], read["@graph"][0]["number"]


def test_a_node_reads_like_a_card(nodes: dict[str, dict[str, Any]]) -> None:
    figure = nodes["article/001-linfen/E19"]
    assert figure["type"] == "Figure"
    assert figure["asWritten"] == "14.2 million yuan"
    assert figure["number"] == 14200000
    assert figure["currency"] == "code:currency/CNY"
    assert figure["about"] in nodes
    place = nodes["place/gbt2260-141000-2020"]
    assert place["prefLabel"]["en"] == "Linfen"
    assert place["label"]["zh"] == "临汾市"
    time = nodes["article/001-linfen/published"]
    assert time["earliest"] == "2020-05-11"


def test_persons_come_first_and_the_dataset_last(
    document: dict[str, Any], reader: SnapshotReader
) -> None:
    order = [node["id"] for node in document["@graph"]]
    assert "person" in str(document["@graph"][0]["type"]).lower()
    assert order[-1] == "build"
    assert order[-2].startswith("dataset/one-graph")
    subjects = [
        element.attrib[f"{{{RDF}}}about"].removeprefix(ns.ID).replace(ns.CODE, "code:")
        for element in ET.fromstring(export(reader, "rdfxml"))
    ]
    assert order == subjects
    assert len(order) == len(set(order)) > 200


def test_the_context_has_every_name_used_and_no_other(document: dict[str, Any]) -> None:
    context: dict[str, Any] = document["@context"]
    keys = {key for node in document["@graph"] for key in node}
    types = {
        each
        for node in document["@graph"]
        for each in ([node["type"]] if isinstance(node.get("type"), str) else node.get("type", []))
    }
    # A property without a short name, and what is not our own, is a prefix and a name.
    names = {name for name in keys | types if ":" not in name}
    assert {name for name in names if name not in context} == set()
    text = json.dumps(document["@graph"]) + json.dumps(list(context.values()))
    assert [n for n in context if n[0] != "@" and n not in names and f'"{n}:' not in text] == []


@pytest.mark.parametrize(
    ("values", "definition", "written"),
    [
        ([f"<{ns.code('unit', 'kg')}>"], {"@id": "kg:number", "@type": "@id"}, "code:unit/kg"),
        (['"2020-05-11"^^<' + XSD + "date>"], {"@id": "kg:number", "@type": "xsd:date"},
         "2020-05-11"),
        (['"7"^^<' + XSD + "integer>"], "kg:number", 7),
        (['"true"^^<' + XSD + "boolean>"], "kg:number", True),
        (['"1.5"^^<' + XSD + "decimal>"], {"@id": "kg:number", "@type": "xsd:decimal"}, "1.5"),
        (['"1.5"^^<' + XSD + "decimal>", '"7"^^<' + XSD + "integer>"], "kg:number",
         [{"@value": "1.5", "type": "xsd:decimal"}, 7]),
        (['"9007199254740993"^^<' + XSD + "integer>"], "kg:number",
         {"@value": "9007199254740993", "type": "xsd:integer"}),
        (['"a"@en', '"b"@zh', '"c"@en'], {"@id": "kg:number", "@container": "@language"},
         {"en": ["a", "c"], "zh": "b"}),
        (['"a"@en', '"b"'], "kg:number", [{"@value": "a", "@language": "en"}, "b"]),
        (['"a"', f"<{ns.node('a', 'E2')}>"], "kg:number", ["a", {"id": "article/a/E2"}]),
    ],
)  # fmt: skip
def test_a_property_is_typed_where_that_helps(
    values: list[str], definition: Any, written: Any
) -> None:
    assert _members(*values) == (definition, written)


def test_a_shared_name_is_the_ontologys() -> None:
    subject = "<urn:s>"
    read = json.loads(
        _written("jsonld", (subject, f"<{ns.REF}level>", '"1"'), (subject, f"<{KG}level>", '"2"'))
    )
    assert read["@graph"] == [{"id": "urn:s", "level": "2", "ref:level": "1"}]
    assert read["@context"]["level"] == "kg:level"


def test_rdf_xml_has_headings_and_typed_elements(reader: SnapshotReader) -> None:
    text = export(reader, "rdfxml").decode("utf-8")
    headings = [line[5:-4] for line in text.split("\n") if line.startswith("<!-- ")]
    turtle = export(reader, "turtle").decode("utf-8")
    body = turtle.split("@prefix")[-1]
    assert headings == [line[2:] for line in body.split("\n") if line.startswith("# ")]
    assert f'\n<kg:Person rdf:about="{ns.ID}' in text
    assert '\n  <skos:prefLabel xml:lang="en">' in text


@pytest.mark.parametrize(
    ("triple", "told"),
    [
        (("<urn:s>", "<urn:p:1>", '"a"'), "the property <urn:p:1>"),
        (("<urn:s>", "<http://example.org/p/>", '"a"'), "<http://example.org/p/>"),
        (("<urn:s>", f"<{RDF}li>", '"a"'), "li>"),
        (("<urn:s>", f"<{RDF}Description>", '"a"'), "Description>"),
        (("<urn:s>", "<urn:p:a>", '"a\\u0000"'), "U+0000"),
        (("<urn:s>", "<urn:p:a>", '"a\\uFFFE"'), "U+FFFE"),
        (("<urn:s>", "<urn:p:a>", "<http://example.org/a/../b>"), "its dots"),
        (("<http://example.org/.>", "<urn:p:a>", '"a"'), "its dots"),
    ],
)
def test_what_rdf_xml_cannot_say_is_refused(triple: tuple[str, str, str], told: str) -> None:
    with pytest.raises(KgError) as caught:
        _written("rdfxml", triple)
    assert told in str(caught.value)
    assert "turtle" in str(caught.value)
    assert _written("jsonld", triple)


def _changed(before: bytes, after: bytes) -> list[str]:
    lines = [data.decode("utf-8").split("\n") for data in (before, after)]
    found = difflib.unified_diff(*lines, lineterm="", n=0)
    return [line for line in found if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize("name", FORMATS)
def test_one_changed_value_is_one_changed_line(name: str, reader: SnapshotReader) -> None:
    lines = reader.quads()
    changed = [line.replace('"14.2 million yuan"', '"14.3 million yuan"') for line in lines]
    touched = sum(line != other for line, other in zip(lines, changed, strict=True))
    diff = _changed(export(Lines(lines), name), export(Lines(changed), name))
    content = [line for line in diff if "asWritten" in line]
    assert len(content) == 2
    assert [line[0] for line in content] == ["-", "+"]
    # The words stand in the evidence, too, which only the formats with all graphs have.
    expected = 1 if FORMATS[name].flattens else touched
    assert len(diff) == 2 * expected


@pytest.mark.parametrize("name", [name for name in FORMATS if FORMATS[name].flattens])
def test_one_statement_more_is_few_lines_more(name: str, reader: SnapshotReader) -> None:
    """The statement and the count of triples; in JSON-LD a comma, or the list it makes."""
    subject, graph = ns.node("001-linfen", "E19"), ns.content_graph("001-linfen")
    line = f'<{subject}> <{KG}asWritten> "some 14 million yuan" <{graph}> .\n'
    diff = _changed(export(reader, name), export(Lines([*reader.quads(), line]), name))
    assert 3 <= len(diff) <= 8
    assert sum("some 14 million yuan" in each for each in diff) == 1


def test_turtle_keeps_kinds_together(reader: SnapshotReader) -> None:
    """A thing more is a block more, in its place: no other block moves."""
    subject, graph = ns.node("001-linfen", "E999"), ns.content_graph("001-linfen")
    line = f"<{subject}> {TYPE} <{KG}Figure> <{graph}> .\n"
    after = export(Lines([*reader.quads(), line]), "turtle").decode("utf-8")
    diff = _changed(export(reader, "turtle"), after.encode("utf-8"))
    assert [each for each in diff if "E999" in each] == ["+a-001-linfen:E999 a kg:Figure ."]
    lines = after.split("\n")
    at = lines.index("a-001-linfen:E999 a kg:Figure .")
    heading = next(each for each in reversed(lines[:at]) if each.startswith("# "))
    assert heading == "# Figures"
