"""Exports of the bundled corpus and of nasty terms, read back by rdflib."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS
from rdflib.term import Node

from kg import namespaces as ns
from kg.errors import InputError, KgError
from kg.export import FORMATS, export, export_names
from kg.store.snapshots import Reader, SnapshotReader
from kg.triples import split_line
from reading import ALL_GRAPHS, ONE_GRAPH, Lines, by_engine, by_rdflib, from_rdflib, to_rdflib

ROOT = Path(__file__).resolve().parent.parent
KG = rdflib.Namespace(ns.KG)
GEO = rdflib.Namespace(ns.GEO)
XSD = rdflib.Namespace(ns.XSD)

pytestmark = [
    # rdflib deprecates what its own parsers call, and doubts forms that are odd on purpose.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib"),
    pytest.mark.filterwarnings("ignore:Parsing weird boolean:UserWarning"),
]

Triple = tuple[Node, Node, Node]


@pytest.fixture(scope="module", autouse=True)
def _lexical_forms_as_written() -> Iterator[None]:
    """By default rdflib reads "01" as 1, and a writer that did the same would go unseen."""
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    yield
    rdflib.NORMALIZE_LITERALS = before


@pytest.fixture(scope="session")
def exports(reader: SnapshotReader) -> dict[str, bytes]:
    return {name: export(reader, name) for name in export_names()}


@pytest.fixture(scope="session")
def engine_quads(reader: SnapshotReader) -> set[ox.Quad]:
    """The engine's own quads, without a text in between."""
    return set(ox.Store.read_only(str(reader.path)))


@pytest.fixture(scope="session")
def turtle(exports: dict[str, bytes]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=exports["turtle"], format="turtle")


@pytest.fixture(scope="session")
def dataset(exports: dict[str, bytes]) -> rdflib.Dataset:
    found = rdflib.Dataset(default_union=False)
    found.parse(data=exports["nquads"], format="nquads")
    return found


def _triples(quads: Iterable[ox.Quad]) -> set[Triple]:
    """As rdflib's, whatever the graph."""
    return {tuple(map(to_rdflib, quad.triple)) for quad in quads}  # type: ignore[misc]


def _description(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The statements that only an export makes, whose counts are tested elsewhere."""
    own = (ns.DATASET, ns.BUILD)
    return {
        quad
        for quad in quads
        if quad.graph_name == ox.NamedNode(ns.DESCRIPTION_GRAPH)
        or (quad.graph_name == ox.DefaultGraph() and quad.subject.value.startswith(own))
    }


def _graph(dataset: rdflib.Dataset, iri: str) -> rdflib.Graph:
    return dataset.graph(rdflib.URIRef(iri))


def _chosen(dataset: rdflib.Dataset) -> set[Triple]:
    """What one graph should hold, chosen by rdflib graph by graph."""
    metadata = _graph(dataset, ns.ARTICLES_GRAPH)
    reference = _graph(dataset, ns.REFERENCE_GRAPH)
    found = set(metadata)
    for article in metadata.subjects(RDF.type, KG.Article):
        content = _graph(dataset, f"{article}/content")
        found |= set(content) - set(content.triples((None, KG.caption, None)))
    for place in reference.subjects(RDF.type, KG.Place):
        found |= set(reference.triples((place, None, None)))
        for geometry in reference.objects(place, GEO.hasGeometry):
            found |= set(reference.triples((geometry, None, None)))
    found |= set(reference.triples((None, SKOS.prefLabel, None)))
    for predicate in (SKOS.prefLabel, DCTERMS.isReplacedBy, KG.relatedTo):
        found |= set(_graph(dataset, ns.IDENTITY_GRAPH).triples((None, predicate, None)))
    found |= set(_graph(dataset, ns.derived_graph("asserted")))
    found |= set(_graph(dataset, ns.derived_graph("reported")))
    return found


def test_the_formats() -> None:
    assert tuple(FORMATS) == ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml")
    assert export_names() == (*FORMATS, "geojson")


def test_an_unknown_format_is_told_with_those_known() -> None:
    with pytest.raises(InputError) as caught:
        export(Lines([]), "csv")
    assert "'csv'" in str(caught.value)
    for name in export_names():
        assert name in str(caught.value)


@pytest.mark.parametrize("name", ALL_GRAPHS)
def test_all_graphs_are_the_engines_own(
    name: str, exports: dict[str, bytes], engine_quads: set[ox.Quad]
) -> None:
    assert len(engine_quads) > 5000
    read = by_rdflib(name, exports[name])
    assert read - _description(read) == engine_quads


@pytest.mark.parametrize("name", ONE_GRAPH)
def test_one_graph_is_what_was_chosen_from_all(
    name: str, exports: dict[str, bytes], dataset: rdflib.Dataset
) -> None:
    expected = _chosen(dataset)
    assert len(expected) > 1000
    read = by_rdflib(name, exports[name])
    assert _triples(read - _description(read)) == expected


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_graph_gives_the_same_bytes(
    name: str, reader: Reader, exports: dict[str, bytes]
) -> None:
    shuffled = reader.quads()
    random.Random(7).shuffle(shuffled)
    assert export(Lines(shuffled, "000099-20300101T000000Z"), name) == exports[name]
    assert reader.name.encode() not in exports[name]


@pytest.mark.parametrize("name", ["nquads", "ntriples"])
def test_lines_are_sorted_and_once_each(name: str, exports: dict[str, bytes]) -> None:
    lines = exports[name].decode("utf-8").split("\n")
    assert lines.pop() == ""
    assert lines == sorted(set(lines))


def test_one_graph_leads_from_superseded_ids_and_to_what_is_related(turtle: rdflib.Graph) -> None:
    newspaper = rdflib.URIRef(ns.node("001-linfen", "T21"))
    (now,) = turtle.objects(newspaper, DCTERMS.isReplacedBy)
    (site,) = turtle.objects(now, KG.relatedTo)
    assert (site, KG.relatedTo, now) in turtle
    names = [str(turtle.value(each, SKOS.prefLabel)) for each in (now, site)]
    assert names == ["China Daily", "chinadaily.com.cn"]
    for superseded, now in turtle.subject_objects(DCTERMS.isReplacedBy):
        assert set(turtle.predicates(superseded)) == {DCTERMS.isReplacedBy}
        assert turtle.value(now, SKOS.prefLabel)
    assert not set(turtle.subjects(RDF.type, KG.Judgement))


def test_no_planned_or_inferred_edge_in_one_graph(
    turtle: rdflib.Graph, dataset: rdflib.Dataset
) -> None:
    bi, kandian = (turtle.value(None, SKOS.prefLabel, rdflib.Literal(label, lang="en"))
                   for label in ("Bi Rongqing", "Kandian"))  # fmt: skip
    planned = (bi, KG.streamsOn, kandian)
    assert planned in _graph(dataset, ns.derived_graph("planned"))
    assert planned not in turtle
    firm = set(_graph(dataset, ns.derived_graph("asserted")))
    firm |= set(_graph(dataset, ns.derived_graph("reported")))
    for certainty in ("planned", "inferred"):
        edges = set(_graph(dataset, ns.derived_graph(certainty))) - firm
        assert edges
        assert not [edge for edge in edges if edge in turtle]


def test_a_planned_livestream_stays_with_its_status(turtle: rdflib.Graph) -> None:
    planned = rdflib.URIRef(ns.code("status", "planned"))
    livestreams = set(turtle.subjects(RDF.type, KG.Livestream))
    assert livestreams & set(turtle.subjects(KG.status, planned))


def test_one_graph_has_no_evidence(turtle: rdflib.Graph, dataset: rdflib.Dataset) -> None:
    evidence = {
        s
        for kind in (KG.Claim, KG.Mention)
        for s, *_ in dataset.quads((None, RDF.type, kind, None))
    }
    # A record is the claim of itself, under one IRI.
    records = {s for s in evidence if any(dataset.quads((s, KG.focus, s, None)))}
    assert records
    assert len(evidence - records) > 500
    leaked = (evidence - records) & (set(turtle.subjects()) | set(turtle.objects()))
    assert sorted(leaked) == []
    for told in (KG.focus, KG.evidence, KG.derivedFrom, KG.shardDigest):
        assert not set(turtle.triples((None, told, None)))


def _blocks(exports: dict[str, bytes]) -> list[tuple[str, str]]:
    """Heading and subject of every block, in the order of the file."""
    heading, found = "", []
    for line in exports["turtle"].decode("utf-8").split("\n"):
        if line.startswith("# "):
            heading = line.removeprefix("# ")
        elif line and not line.startswith((" ", "@")):
            found.append((heading, line.split(" ")[0]))
    return found


def test_turtle_has_one_block_a_subject(exports: dict[str, bytes], turtle: rdflib.Graph) -> None:
    blocks = _blocks(exports)
    assert len(blocks) == len(set(turtle.subjects())) > 200
    assert max(Counter(subject for _, subject in blocks).values()) == 1


def test_turtle_is_ordered_by_kind(exports: dict[str, bytes], turtle: rdflib.Graph) -> None:
    blocks = _blocks(exports)
    headings = list(dict.fromkeys(heading for heading, _ in blocks))
    known = [
        "Persons", "Places", "Organizations", "Platforms", "Groups", "Products", "Tenures",
        "Livestreams", "Activities", "Figures", "Ties", "Articles", "Times", "Code lists",
        "This dataset", "Its build",
    ]  # fmt: skip
    # others may stand between; these do not change their order
    assert [heading for heading in headings if heading in known] == known
    assert (headings[0], headings[-3:]) == ("Persons", known[-3:])
    sizes = Counter(heading for heading, _ in blocks)
    for heading in known[:-3]:
        kind = "Activity" if heading == "Activities" else heading.removesuffix("s")
        assert sizes[heading] == len(set(turtle.subjects(RDF.type, KG[kind])))


def test_turtle_counts_as_people_do(exports: dict[str, bytes]) -> None:
    def counted(subject: str) -> list[str | int]:
        return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", subject)]

    by_kind: dict[str, list[str]] = {}
    for heading, subject in _blocks(exports):
        by_kind.setdefault(heading, []).append(subject)
    for subjects in by_kind.values():
        for article in {s.partition(":")[0] for s in subjects if s.startswith("a-")}:
            of_article = [s for s in subjects if s.startswith(f"{article}:")]
            assert of_article == sorted(of_article, key=counted)
    tenures = by_kind["Tenures"]
    assert tenures.index("a-001-linfen:E9") < tenures.index("a-001-linfen:E10")


def test_turtle_declares_the_prefixes_it_uses(exports: dict[str, bytes]) -> None:
    text = exports["turtle"].decode("utf-8")
    declared = re.findall(r"^@prefix (\S+): <", text, flags=re.MULTILINE)
    body = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>|^@prefix .*$|^#.*$', " ", text, flags=re.MULTILINE)
    assert set(declared) == set(re.findall(r"(?<![\w-])([a-z][\w-]*):", body))
    assert len(declared) == len(set(declared))
    for article in (ROOT / "corpus" / "articles").glob("*.yaml"):
        assert f"a-{article.stem}" in declared


def test_turtle_writes_values_as_people_do(exports: dict[str, bytes]) -> None:
    text = exports["turtle"].decode("utf-8")
    assert "\n    kg:number 14200000 ;\n" in text
    assert "\n    kg:isSeries true ;\n" in text
    assert '"2019-05-16"^^xsd:date' in text
    assert "xsd:integer" not in text


BASES = ("urn:x:", "http://example.org/", ns.KG, ns.ARTICLE, ns.node("000-zibo", ""), ns.CODE)
PIECES = [*"aE09_-.~:/()'&;,=@+*!$?é中", "%20", "%C3%A9"]
iris = st.builds(
    lambda base, local: rdflib.URIRef(base + "".join(local)),
    st.sampled_from(BASES),
    st.lists(st.sampled_from(PIECES), max_size=8),
)
lexical = st.one_of(
    st.integers().map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda d: f"{d:f}"),
    st.sampled_from(["007", "+5", "-0", "0", "-1", "1.", ".5", "1.0", "01.5", "1.50", "-0.0",
                     "-0.5", "0.0", "true", "True", "1", "1e3", "", " 1", "9" * 5000]),
)  # fmt: skip
numbers = st.builds(
    lambda form, datatype: rdflib.Literal(form, datatype=datatype),
    lexical,
    st.sampled_from([XSD.integer, XSD.decimal, XSD.boolean, XSD.double, XSD.date, KG.odd]),
)
nasty = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.text(
    "\"\\\n\r\t<>@^_:.{}|` #'\u2028\u0085\x00\x7f\U0001f600中aE", max_size=20
)
strings = st.one_of(
    nasty.map(rdflib.Literal),
    st.builds(
        lambda text, tag: rdflib.Literal(text, lang=tag),
        nasty,
        st.sampled_from(["en", "zh", "zh-hant", "de-1996"]),
    ),
)
triples = st.lists(st.tuples(iris, iris, iris | numbers | strings), min_size=1, max_size=6)


def _engine_lines(told: list[Triple], graph: str) -> list[str]:
    quads = [ox.Quad(*map(from_rdflib, triple), ox.NamedNode(graph)) for triple in told]
    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert text is not None
    return [f"{line}\n" for line in text.decode("utf-8").split("\n")[:-1]]


S, P = rdflib.URIRef("http://example.org/s"), rdflib.URIRef("http://example.org/p")


@settings(deadline=None)
@given(triples)
@example([(S, P, rdflib.Literal(f'x"^^<{ns.KG}y'))])
@example([(S, P, rdflib.Literal("x> <http://example.org/g> .\n"))])
@example([(S, P, rdflib.Literal("\\"))])
@example([(S, P, rdflib.Literal("0.0000001", datatype=XSD.decimal))])
@example([(S, P, rdflib.Literal("9" * 5000, datatype=XSD.integer))])
@example([(S, P, rdflib.URIRef("urn:x:?.")), (S, P, rdflib.URIRef("http://example.org/#/../"))])
@example([(S, P, rdflib.URIRef("http://example.org/a/../b"))])
@example([(rdflib.URIRef(ns.KG + "-a."), RDFS.label, rdflib.Literal("_:b", lang="en"))])
def test_nasty_terms_come_back_as_they_were(told: list[Triple]) -> None:
    """From rdflib, which most people have, and from the engine, which is stricter about names."""
    lines = _engine_lines(told, ns.ARTICLES_GRAPH)
    for name, format_ in FORMATS.items():
        graph = "" if format_.flattens else f"<{ns.ARTICLES_GRAPH}>"
        statements = [split_line(line)._replace(graph=graph) for line in lines]
        at = ox.NamedNode(ns.ARTICLES_GRAPH) if graph else ox.DefaultGraph()
        expected = {ox.Quad(*map(from_rdflib, triple), at) for triple in told}
        if name == "rdfxml" and _beyond_xml(told):
            with pytest.raises(KgError, match="RDF/XML cannot"):
                format_.write(statements)
            continue
        data = format_.write(statements)
        assert by_rdflib(name, data) == expected
        assert by_engine(name, data) == expected


def _beyond_xml(told: list[Triple]) -> bool:
    """Whether RDF/XML has no way to write a value's characters, an address or a predicate."""
    forbidden = {chr(code) for code in (*range(32), 0xFFFE, 0xFFFF)} - set("\t\n\r")
    return any(
        not re.search(r"[A-Za-z_é中][\w.-]*$", predicate)
        or (isinstance(value, rdflib.Literal) and not forbidden.isdisjoint(value))
        or any(isinstance(iri, rdflib.URIRef) and _has_dots(iri) for iri in (subject, value))
        for subject, predicate, value in told
    )


def _has_dots(iri: str) -> bool:
    """Whether a segment of the path is one or two dots, which readers take for steps."""
    return not {".", ".."}.isdisjoint(re.split("[?#]", iri)[0].split("/"))


@settings(deadline=None)
@given(triples)
def test_a_line_is_split_where_its_terms_meet(told: list[Triple]) -> None:
    for (subject, predicate, value), line in zip(
        told, _engine_lines(told, "http://example.org/g"), strict=True
    ):
        parts = split_line(line)
        assert parts.subject == f"<{subject}>"
        assert parts.predicate == f"<{predicate}>"
        assert parts.graph == "<http://example.org/g>"
        text = f"{parts.subject} {parts.predicate} {parts.value} .\n"
        read = by_rdflib("ntriples", text.encode())
        assert _triples(read) == {(subject, predicate, value)}
        triple = split_line(line.replace(" <http://example.org/g> .\n", " ."))
        assert triple == (*parts[:3], "")


@pytest.mark.parametrize(
    ("form", "datatype", "written"),
    [
        ("40", "integer", " 40 ."),
        ("-7", "integer", " -7 ."),
        ("1234567890123456789", "integer", ' "1234567890123456789"^^xsd:integer .'),
        ("007", "integer", ' "007"^^xsd:integer .'),
        ("+5", "integer", ' "+5"^^xsd:integer .'),
        ("1.5", "decimal", " 1.5 ."),
        ("0.0000001", "decimal", ' "0.0000001"^^xsd:decimal .'),
        ("1.50", "decimal", ' "1.50"^^xsd:decimal .'),
        ("-0.0", "decimal", ' "-0.0"^^xsd:decimal .'),
        ("15", "decimal", ' "15"^^xsd:decimal .'),
        ("true", "boolean", " true ."),
        ("1", "boolean", ' "1"^^xsd:boolean .'),
        ("2020-05-29", "date", ' "2020-05-29"^^xsd:date .'),
    ],
)
def test_only_canonical_values_are_written_bare(form: str, datatype: str, written: str) -> None:
    line = f'<urn:s> <urn:p> "{form}"^^<{ns.XSD}{datatype}> <{ns.ARTICLES_GRAPH}> .\n'
    text = FORMATS["turtle"].write([split_line(line)]).decode("utf-8")
    assert text.endswith(f"<urn:s> <urn:p>{written}\n")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "line",
    [
        f"_:b <urn:p> <urn:o> <{ns.ARTICLES_GRAPH}> .\n",
        f"<urn:s> <urn:p> _:b <{ns.ARTICLES_GRAPH}> .\n",
        "<urn:s> <urn:p> <urn:o> _:g .\n",
        '<urn:s> <urn:p> "half a line\n',
        '<urn:s> <urn:p> "a" <urn:g>\n',
    ],
)
def test_blank_nodes_and_broken_lines_are_refused(name: str, line: str) -> None:
    with pytest.raises(KgError, match="cannot be exported"):
        export(Lines([line]), name)


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_graph_is_an_empty_file(name: str) -> None:
    data = export(Lines([]), name)
    assert by_rdflib(name, data) == by_engine(name, data) == set()


def test_a_class_without_a_place_of_its_own_has_a_heading() -> None:
    graph = f"<{ns.ARTICLES_GRAPH}>"
    lines = [
        f"<urn:ship> <{RDF.type}> <{ns.KG}Ship> {graph} .\n",
        f'<urn:untyped> <{RDFS.label}> "x" {graph} .\n',
        f"<urn:person> <{RDF.type}> <{ns.KG}Person> {graph} .\n",
        f'<{ns.code("role", "mayor")}> <{SKOS.prefLabel}> "mayor" {graph} .\n',
    ]
    text = export(Lines(lines), "turtle").decode("utf-8")
    headings = ("Persons", "Ship", "Other things", "Code lists")
    order = [text.index(f"\n# {heading}\n") for heading in headings]
    assert order == sorted(order)
