"""Shapes: what violates them, how it is told, and that every statement has its claim."""

from __future__ import annotations

import json
import logging
import pickle
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.compare import isomorphic

import kg
from kg import namespaces as ns
from kg import resources, validation
from kg import shapes as own
from kg.errors import InputError, StoreError
from kg.namespaces import CODE, KG, ORG
from kg.rdffiles import graph_of
from kg.reports import ENGINES, Report, Violation
from kg.store.snapshots import SnapshotReader
from kg.validation import validate_graph
from tiny import ANNOTATIONS, TEXT, Ran, mention, run, tree, write_article

ANN = "corpus/annotations/gold/a.ann"
ARTICLE = "https://w3id.org/officials-kg/id/article/a"

# What the check of annotations against the scheme lets pass and the shapes do not: a change to the
# annotations, and the line, the words, the path and the message of each violation.
VIOLATING = {
    "a tenure of nothing": (
        (" Jurisdiction:T4", ""),
        [("10", "Ada Quill … head", None, "A tenure needs an organization, a jurisdiction")],
    ),
    "a place that is two divisions": (
        (
            "E1\t",
            mention("T10", "Place", "valley")
            + "*\tEquiv T4 T10\nN3\tReference T10 gbt2260:370300\tvalley\nE1\t",
        ),
        [("19", "Larkhaven county", KG + "sameDivision", "one administrative division")],
    ),
    "an amount without bound, with a number": (
        (" AttributedTo:T9\n", "\nA3\tBound E3 unspecified\n"),
        [("12", "sold … More than 300 crates", None, "A figure has a number")],
    ),
    "two ends": (
        (
            "E1\t",
            mention("T10", "EndClaim", "stayed")
            + mention("T11", "EndClaim", "last")
            + mention("T12", "Time", "May", TEXT.replace("5 May", "5 ---"))
            + "E4\tEndClaim:T10 Subject:E2 Object:T1\n"
            + "E5\tEndClaim:T11 Subject:E2 Object:T12\nE1\t",
        ),
        [("13", "5 May 2031 … sold … stayed", KG + "end", "An end must be one time")],
    ),
    "two of them": (
        (
            ANNOTATIONS,
            ANNOTATIONS.replace(" Jurisdiction:T4", "").replace(" AttributedTo:T9", "")
            + "A3\tBound E3 unspecified\n",
        ),
        [
            ("10", "Ada Quill … head", None, "A tenure needs an organization"),
            ("12", "sold … More than 300 crates", None, "A figure has a number"),
        ],
    ),
}

LINE = re.compile(
    r"(?P<file>[^:]+):(?P<line>[0-9]+): (?P<focus>\S+), “(?P<quote>[^”]+)”"
    r"( \((?P<path>\S+)\))?(, not (?P<value>[^ ]+))?: (?P<message>[^\n]+)"
)


def build(change: tuple[str, str], folder: Path, *options: str) -> Ran:
    """Builds the tiny corpus with a change to its annotations."""
    assert change[0] in ANNOTATIONS
    write_article(folder / "corpus", annotations=ANNOTATIONS.replace(*change, 1))
    return run("build", "corpus", "--store", "store", *options)


@pytest.fixture(autouse=True)
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# A build with violations


@pytest.mark.parametrize("name", VIOLATING)
def test_a_violation_stops_the_build_and_names_the_annotation(name: str, tmp_path: Path) -> None:
    change, expected = VIOLATING[name]
    ran = build(change, tmp_path)
    assert (ran.code, ran.out) == (1, "")
    *lines, last = ran.err.removesuffix("\n").split("\n")
    count = "1 violation" if len(expected) == 1 else f"{len(expected)} violations"
    assert last == (
        f"kg: the graph has {count} and was not built; "
        "mend the annotations, or build with --allow-violations"
    )
    told = [LINE.fullmatch(line.removeprefix("kg: ")) for line in lines]
    assert all(told), ran.err
    found = [
        (match["file"], match["line"], match["quote"], match["path"]) for match in told if match
    ]
    shrunk = [kg_path and ns.shrink(kg_path) for _, _, kg_path, _ in expected]
    assert found == [
        (ANN, line, quote, path) for (line, quote, _, _), path in zip(expected, shrunk, strict=True)
    ]
    for match, (*_, message) in zip(told, expected, strict=True):
        assert match
        assert message in match["message"]
    marked = (tmp_path / ANN).read_text(encoding="utf-8").split("\n")
    for _, line, quote, _ in found:
        assert quote
        assert marked[int(line) - 1][0] in "EN"
        for words in quote.split(" … "):
            assert any(row.startswith("T") and row.endswith(f"\t{words}") for row in marked)
    assert not (tmp_path / "store").exists()


def test_a_refused_build_leaves_the_old_graph(tmp_path: Path) -> None:
    write_article(tmp_path / "corpus")
    assert run("build", "corpus", "--store", "store").code == 0
    before, rows = tree(tmp_path / "store"), run("query", "articles", "--store", "store")
    assert build(VIOLATING["two of them"][0], tmp_path).code == 1
    assert tree(tmp_path / "store") == before
    assert run("query", "articles", "--store", "store") == rows


@pytest.fixture(scope="module")
def allowed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """A store with two violations in one article and one in another, and what its build told."""
    folder = tmp_path_factory.mktemp("allowed")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_article(
            folder / "corpus", "b", ANNOTATIONS.replace(*VIOLATING["a tenure of nothing"][0])
        )
        ran = build(VIOLATING["two of them"][0], folder, "--allow-violations")
    return folder / "store", ran


def test_allowed_violations_are_switched_in_and_recorded(allowed: tuple[Path, Ran]) -> None:
    store, ran = allowed
    assert ran.code == 0
    assert re.search(r"^violations +3$", ran.out, re.MULTILINE)
    assert len(ran.err.splitlines()) == 3
    view = kg.open_graph(store)
    recorded = view.query(
        "SELECT ?count { GRAPH <https://w3id.org/officials-kg/id/graph/build> "
        "{ ?build <https://w3id.org/officials-kg/ontology#violationsAllowed> ?count } }"
    )
    assert list(recorded.rows) == [(3,)]
    assert SnapshotReader(store).manifest["violations"] == 3
    assert len(view.query("articles")) == 2


def test_validate_tells_what_the_build_told(allowed: tuple[Path, Ran]) -> None:
    store, built = allowed
    ran = run("validate", "--store", store)
    assert (ran.code, ran.err) == (1, "")
    *lines, last = ran.out.removesuffix("\n").split("\n")
    assert [f"kg: {line}" for line in lines] == built.err.splitlines()
    assert last == "3 violations in 3 scopes; 0 of 2 articles validated again"
    full = run("validate", "--store", store, "--full")
    assert full == replace(ran, out=ran.out.replace("; 0 of 2", "; 2 of 2"))


def test_a_report_in_turtle_is_one_shacl_report(allowed: tuple[Path, Ran]) -> None:
    store, _ = allowed
    ran = run("validate", "--store", store, "--format", "turtle")
    assert ran.code == 1
    graph = Graph().parse(data=ran.out, format="turtle")
    [report] = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms).toPython() is False  # type: ignore[union-attr]
    results = set(graph.objects(report, SH.result))
    assert len(results) == 3
    for result in results:
        assert (result, RDF.type, SH.ValidationResult) in graph
        for needed in ("focusNode", "resultSeverity", "sourceConstraintComponent", "sourceShape"):
            assert graph.value(result, SH[needed]) is not None
    focused = {str(graph.value(result, SH.focusNode)) for result in results}
    assert focused == {f"{ARTICLE}/E1", f"{ARTICLE}/E3", f"{ARTICLE[:-1]}b/E1"}


def test_a_report_in_json_has_what_the_text_has(allowed: tuple[Path, Ran]) -> None:
    store, built = allowed
    ran = run("validate", "--store", store, "--format", "json")
    assert ran.code == 1
    violations = [Violation(**values) for values in json.loads(ran.out)]
    assert [f"kg: {violation}" for violation in violations] == built.err.splitlines()
    assert {(v.scope, v.line, v.severity, v.component) for v in violations} == {
        ("a", 10, "Violation", "OrConstraintComponent"),
        ("a", 12, "Violation", "XoneConstraintComponent"),
        ("b", 10, "Violation", "OrConstraintComponent"),
    }


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the tiny corpus."""
    folder = tmp_path_factory.mktemp("clean")
    kg.build(write_article(folder / "corpus"), store=folder / "store")
    return folder / "store"


def test_a_graph_without_violations_conforms(clean: Path) -> None:
    ran = run("validate", "--store", clean)
    assert ran == Ran(0, "0 violations in 2 scopes; 0 of 1 article validated again\n", "")
    report = kg.validate(store=clean)
    assert report.conforms
    assert report.json() == []
    graph = Graph().parse(data=report.turtle(), format="turtle")
    [node] = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms).toPython() is True  # type: ignore[union-attr]


def test_progress_is_told(allowed: tuple[Path, Ran]) -> None:
    told: list[tuple[str, int, int]] = []
    kg.validate(store=allowed[0], progress=lambda *step: told.append(step))
    assert told == [("validating", 0, 2), ("validating", 1, 2)]


def test_there_must_be_a_store() -> None:
    with pytest.raises(StoreError, match="there is no graph at nowhere yet; build one"):
        kg.validate(store="nowhere")


def test_a_changed_shard_is_not_validated_as_if_it_were_the_master_copy(tmp_path: Path) -> None:
    write_article(tmp_path / "corpus")
    run("build", "corpus", "--store", "store")
    [shard] = (tmp_path / "store" / "shards").glob("*.nq")
    shard.write_bytes(shard.read_bytes().replace(b"Larkhaven", b"Larkheaven"))
    ran = run("validate", "--store", "store")
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(r"kg: the shard \S+ was changed after the build; [^\n]+\n", ran.err)
    assert run("build", "corpus", "--store", "store").code == 0
    assert run("validate", "--store", "store").code == 0


# Any RDF with any shapes

PREFIXES = """
@prefix : <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
SHAPES = PREFIXES + (
    ":Shape a sh:NodeShape ; sh:targetClass :Pear ; "
    'sh:property [ sh:path :weight ; sh:minCount 1 ; sh:message "A pear has a weight." ] .'
)
DATA = {
    "ttl": PREFIXES + ":a a :Pear ; :weight 120 .\n:b a :Pear .",
    "nt": f"<https://example.org/b> <{RDF.type}> <https://example.org/Pear> .\n",
    "nq": f"<https://example.org/b> <{RDF.type}> <https://example.org/Pear> <urn:g> .\n",
    "trig": PREFIXES + ":g { :b a :Pear }",
    "jsonld": '{"@id": "https://example.org/b", "@type": "https://example.org/Pear"}',
    "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="https://example.org/"><Pear rdf:about="https://example.org/b"/></rdf:RDF>',
}


@pytest.mark.parametrize("ending", DATA)
def test_any_rdf_file_is_held_against_any_shapes(ending: str) -> None:
    Path("shapes.ttl").write_text(SHAPES)
    name = f"data.{ending}"
    Path(name).write_text(DATA[ending])
    ran = run("validate", name, "--shapes", "shapes.ttl")
    expected = f"{name}: https://example.org/b (https://example.org/weight): A pear has a weight.\n"
    assert ran == Ran(1, f"{expected}1 violation in 1 scope\n", "")
    Path(name).write_text(DATA[ending].replace("Pear", "Plum"))
    assert run("validate", name, "--shapes", "shapes.ttl") == Ran(
        0, "0 violations in 1 scope\n", ""
    )


def test_several_files_are_one_graph_and_several_shapes_hold_together() -> None:
    Path("shapes.ttl").write_text(SHAPES)
    Path("more.ttl").write_text(
        PREFIXES + ":More a sh:NodeShape ; sh:targetNode :a ; sh:property "
        "[ sh:path :colour ; sh:minCount 1 ] ."
    )
    Path("data.ttl").write_text(DATA["ttl"])
    Path("weight.ttl").write_text(PREFIXES + ":b :weight 130 .")
    report = kg.validate("data.ttl", "weight.ttl", shapes=["shapes.ttl"])
    assert report.conforms
    report = kg.validate("data.ttl", "weight.ttl", shapes=["shapes.ttl", "more.ttl"])
    assert [violation.focus for violation in report.violations] == ["https://example.org/a"]


def test_without_shapes_a_file_is_held_against_the_project_s_own(clean: Path) -> None:
    name, lines = next(SnapshotReader(clean).shards())
    Path("shard.nq").write_text("".join(lines), encoding="utf-8")
    assert run("validate", "shard.nq").code == 0
    tenure = next(line for line in lines if line.split(" ")[1] == f"<{ORG}member>")
    Path("shard.nq").write_text("".join(line for line in lines if line != tenure), encoding="utf-8")
    ran = run("validate", "shard.nq")
    assert ran.code == 1
    assert f"annotations/gold/{name}.ann:" in ran.out
    assert "A tenure needs exactly one member" in ran.out


UNUSABLE = {
    "missing": ("data.ttl", None, "no such file"),
    "no known ending": ("data.pear", ":a a :Pear .", "'.pear' is that of no RDF format"),
    "no ending": ("data", ":a a :Pear .", "'' is that of no RDF format"),
    "no Turtle": ("data.ttl", PREFIXES + "\n:a a :Pear .\n:b a", "not readable as turtle"),
    "no N-Quads": ("data.nq", "<https://example.org/a>", "not readable as nquads"),
    "no JSON": ("data.jsonld", "{", "not readable as json-ld"),
    "no XML": ("data.rdf", "<rdf", "not readable as xml"),
    "not UTF-8": ("data.ttl", "\xff\xfe", "not readable as turtle"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_unusable_file_is_told_in_one_sentence(name: str) -> None:
    file, content, what = UNUSABLE[name]
    Path("shapes.ttl").write_text(SHAPES)
    if content is not None:
        Path(file).write_text(content, encoding="latin-1")
    for arguments in ([file, "--shapes", "shapes.ttl"], ["shapes.ttl", "--shapes", file]):
        ran = run("validate", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert re.fullmatch(rf"kg: {file}(:[0-9]+)?: [^\n]+; [^\n]+\n", ran.err)
        assert what in ran.err


def test_a_fault_in_turtle_is_told_with_its_line() -> None:
    Path("data.ttl").write_text(PREFIXES + ":a a :Pear .\n:b a ] .\n:c a :Pear .\n")
    line = PREFIXES.count("\n") + 2
    assert run("validate", "data.ttl").err.startswith(
        f"kg: data.ttl:{line}: not readable as turtle"
    )


MALFORMED = {
    "no path": "sh:property [ sh:minCount 1 ]",
    "a count in words": 'sh:property [ sh:path :weight ; sh:minCount "one" ]',
    "no expression": 'sh:property [ sh:path :weight ; sh:pattern "(" ]',
    "no SPARQL": 'sh:sparql [ sh:select "SELECT $this WHERE { pears" ]',
    "no list": 'sh:or "pears"',
    "no such path": "sh:property [ sh:path [ sh:along :weight ] ; sh:minCount 1 ]",
    "shapes in a circle": "sh:node :Shape",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_shapes_are_told_in_one_sentence(name: str) -> None:
    Path("data.ttl").write_text(DATA["ttl"])
    Path("shapes.ttl").write_text(
        f"{PREFIXES} :Shape a sh:NodeShape ; sh:targetClass :Pear ; {MALFORMED[name]} ."
    )
    ran = run("validate", "data.ttl", "--shapes", "shapes.ttl")
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(r"kg: the shapes cannot be used: [^\n]+; mend the shapes\n", ran.err)


def test_results_are_those_of_pyshacl(allowed: tuple[Path, Ran]) -> None:
    """Focus, path, component, value and severity, whatever the engine behind the report."""
    from pyshacl import validate

    [_, (article, lines)] = SnapshotReader(allowed[0]).shards()
    data = graph_of(lines)
    for _, _, place in list(data.triples((None, URIRef(KG + "place"), None))):
        data.remove((place, RDF.type, None))
    data.remove((None, URIRef(KG + "status"), None))
    data.remove((URIRef(ARTICLE[:-1] + article + "/c-T6"), None, None))
    extra, shapes = validation.closure(), validation.article_shapes()
    report = validate_graph(data, shapes, extra=extra, scope=article)
    _, results, _ = validate(data + extra, shacl_graph=shapes, inference="none")
    assert isinstance(results, Graph)
    expected = sorted(_results(results))
    assert sorted(_results(report.graph)) == expected
    assert len(report.violations) == len(expected) >= 5
    assert len({v.component for v in report.violations}) >= 3


def test_the_text_of_a_shard_is_judged_as_its_graph_is(allowed: tuple[Path, Ran]) -> None:
    """By either engine, in whatever portions the text comes; and what is told is the same."""
    [(article, lines), _] = SnapshotReader(allowed[0]).shards()
    kept = [line for line in lines if f"<{KG}status>" not in line and "/c-T6>" not in line]
    by_text = validation.validate_article(article, ANN, kept)
    assert validation.validate_article(article, ANN, ["".join(kept)]) == by_text
    assert len(by_text.violations) >= 5
    assert by_text.engines == {"shacl": 1}
    for engine in ENGINES:
        by_graph = validate_graph(
            graph_of(kept),
            validation.article_shapes(),
            extra=validation.closure(),
            scope=article,
            file=ANN,
            engine=engine,
        )
        assert by_graph.violations == by_text.violations
        assert sorted(_results(by_graph.graph)) == sorted(_results(by_text.graph))
        assert by_graph.engines == {engine: 1}


WITHOUT = """
import sys
from pathlib import Path
from kg.validation import validate_article
report = validate_article("a", None, [Path("shard.nq").read_text(encoding="utf-8")])
print(len(report.violations), {"rdflib", "pyshacl"} & sys.modules.keys())
"""


def test_an_article_is_validated_without_rdflib(allowed: tuple[Path, Ran]) -> None:
    """Importing it would take longer than a process needs for its first ten articles."""
    [(_, lines), _] = SnapshotReader(allowed[0]).shards()
    Path("shard.nq").write_text("".join(lines), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, check=True)
    assert done.stdout.decode() == "2 set()\n"


def test_a_report_can_be_sent_to_another_process(allowed: tuple[Path, Ran]) -> None:
    report = kg.validate(store=allowed[0])
    again = pickle.loads(pickle.dumps(report))
    assert again == report
    assert again.turtle() == report.turtle()
    assert report.engines == {"shacl": 3}


def test_the_digest_follows_shapes_closure_and_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = own.shapes_digest.__wrapped__
    first = digest()
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert digest() == first
    monkeypatch.setattr(own, "_version", lambda engine: f"{engine} of tomorrow")
    assert digest() != first
    monkeypatch.undo()
    for name in ("_article_files", "_closure_files"):
        with monkeypatch.context() as patch:
            patch.setattr(own, name, list)
            assert digest() != first
    monkeypatch.setattr(own, "JUDGED_BY", ())
    assert digest() != first


def test_an_ill_typed_literal_is_judged_as_it_is_written() -> None:
    Path("data.ttl").write_text(
        "@prefix : <https://example.org/> .\n:a a :Pear ; "
        ':ripe "none"^^<http://www.w3.org/2001/XMLSchema#boolean> .'
    )
    Path("shapes.ttl").write_text(
        f"{PREFIXES} :Shape a sh:NodeShape ; sh:targetClass :Pear ; sh:property "
        "[ sh:path :ripe ; sh:datatype <http://www.w3.org/2001/XMLSchema#boolean> ] ."
    )
    report = kg.validate("data.ttl", shapes=["shapes.ttl"])
    assert [(v.component, v.value) for v in report.violations] == [
        ("DatatypeConstraintComponent", "none")
    ]
    assert '"none"' in report.turtle()


def _results(graph: Graph) -> Iterator[tuple[str, ...]]:
    details = set(graph.objects(None, SH.detail))
    for node in set(graph.subjects(RDF.type, SH.ValidationResult)) - details:
        names = ("focusNode", "resultPath", "sourceConstraintComponent", "value", "resultSeverity")
        yield tuple(
            "" if value is None or isinstance(value, BNode) else str(value)
            for value in (graph.value(node, SH[name]) for name in names)
        )


@pytest.mark.parametrize(
    ("stated", "engine"),
    [
        ('rdfs:label "q"@en-abcdefghijk', "pyshacl"),
        ('kg:number "x"^^xsd:integer', "shacl"),
        ("kg:place <urn:a b>", "pyshacl"),
    ],
)
def test_what_the_fast_engine_cannot_read_is_validated_too(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], stated: str, engine: str
) -> None:
    """It is stricter about terms than rdflib; the shapes are not to blame, nor is the user."""
    data = tmp_path / "odd.ttl"
    data.write_text(
        f"@prefix kg: <{KG}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        f"<urn:a> a kg:Tenure ; {stated} .\n"
    )
    report = kg.validate(data)
    assert {v.focus for v in report.violations} == {"urn:a"}
    assert "Traceback" not in capfd.readouterr().err
    assert report.engines == {engine: 1}
    ran = run("validate", str(data))
    assert ran.code == 1
    told = rf"kg: {data}: judged by pyshacl, as shacl said: [^\n]+\n"
    assert re.fullmatch(told if engine == "pyshacl" else "", ran.err)
    turtle = Graph().parse(data=report.turtle(), format="turtle")
    assert len(set(turtle.objects(None, SH.result))) == len(report.violations)


def test_the_details_of_a_result_are_no_results() -> None:
    """A value that must fit another shape: what is wrong with it is told inside the one result."""
    Path("data.ttl").write_text(DATA["ttl"] + "\n:tree :bears :b .")
    Path("shapes.ttl").write_text(
        PREFIXES + ":Tree a sh:NodeShape ; sh:targetNode :tree ; sh:property "
        "[ sh:path :bears ; sh:node [ sh:property [ sh:path :weight ; sh:minCount 1 ] ] ] ."
    )
    report = kg.validate("data.ttl", shapes=["shapes.ttl"])
    [violation] = report.violations
    assert violation.focus == "https://example.org/tree"
    assert violation.value == "https://example.org/b"
    assert violation.component == "NodeConstraintComponent"
    graph = Graph().parse(data=report.turtle(), format="turtle")
    [result] = graph.objects(None, SH.result)
    [detail] = graph.objects(result, SH.detail)
    assert str(graph.value(detail, SH.focusNode)) == "https://example.org/b"


def test_reports_of_scopes_add_up() -> None:
    shapes = Graph().parse(data=SHAPES, format="turtle")
    whole = Report()
    for name in "abc":
        data = Graph().parse(data=PREFIXES + f":{name} a :Pear .", format="turtle")
        whole.add(validate_graph(data, shapes, scope=name))
    assert [(v.scope, v.focus[-1]) for v in whole.violations] == [
        ("a", "a"),
        ("b", "b"),
        ("c", "c"),
    ]
    assert whole.scopes == 3
    graph = Graph().parse(data=whole.turtle(), format="turtle")
    assert len(set(graph.objects(None, SH.result))) == 3
    assert isomorphic(graph, Graph().parse(data=whole.turtle(), format="turtle"))


def test_warnings_are_told_and_are_no_failure() -> None:
    Path("data.ttl").write_text(DATA["ttl"])
    warning = SHAPES.replace("sh:minCount 1 ;", "sh:minCount 1 ; sh:severity sh:Warning ;")
    Path("shapes.ttl").write_text(warning)
    told = "data.ttl: {}https://example.org/b (https://example.org/weight): A pear has a weight.\n"
    ran = run("validate", "data.ttl", "--shapes", "shapes.ttl")
    assert ran == Ran(0, told.format("warning: ") + "0 violations, 1 warning in 1 scope\n", "")
    turtle = run("validate", "data.ttl", "--shapes", "shapes.ttl", "--format", "turtle")
    graph = Graph().parse(data=turtle.out, format="turtle")
    assert [str(value) for value in graph.objects(None, SH.conforms)] == ["false"]
    Path("more.ttl").write_text(SHAPES.replace(":Shape", ":Strict").replace(":weight", ":colour"))
    ran = run("validate", "data.ttl", "--shapes", "shapes.ttl", "--shapes", "more.ttl")
    assert ran.code == 1
    assert ran.out.endswith("2 violations, 1 warning in 1 scope\n")


# What articles share

IDENTITY = f"<{ns.IDENTITY_GRAPH}>"
LOCAL, OTHER, THIRD = (f"<{ARTICLE}/T{number}>" for number in (2, 9, 4))
CODED = f"<{ns.place('gbt2260', '370300', 2020)}>"
ONE_FOR_TWO = (
    f"{IDENTITY} {{ {LOCAL} dcterms:isReplacedBy {OTHER} . {OTHER} skos:prefLabel 'a' }} "
    f"<{ARTICLE}/content> {{ {OTHER} a kg:Person ; %s }} "
    f"<{ARTICLE}b/content> {{ {OTHER} a kg:Person ; %s }}"
)

# TriG, and of each result its severity, its focus and a part of what is told.
SHARED: dict[str, tuple[str, list[tuple[str, str, str]]]] = {
    "nothing wrong": (
        f"{IDENTITY} {{ {LOCAL} dcterms:isReplacedBy {CODED} ; kg:sameDivision {CODED} }} "
        f"<{ns.REFERENCE_GRAPH}> {{ {CODED} a kg:Place ; ref:code '370300' ; skos:prefLabel 'Z' }}"
        f"<{ARTICLE}/content> {{ {CODED} a kg:Place ; kg:level <{CODE}level/city> }}",
        [],
    ),
    "what only one article tells": (
        f"<{ARTICLE}/content> {{ {LOCAL} kg:gender <{CODE}gender/male> , <{CODE}gender/female> }}",
        [],
    ),
    "an id that leads to two": (
        f"{IDENTITY} {{ {LOCAL} dcterms:isReplacedBy {OTHER} , {THIRD} . "
        f"{OTHER} skos:prefLabel 'a' . {THIRD} skos:prefLabel 'b' }}",
        [("Violation", LOCAL, "leads to one other id")],
    ),
    "an id that leads to a name": (
        f"{IDENTITY} {{ {LOCAL} dcterms:isReplacedBy 'Quill' }}",
        [("Violation", "Quill", "preferred name"), ("Violation", LOCAL, "to one other id")],
    ),
    "an id that leads to a replaced one": (
        f"{IDENTITY} {{ {LOCAL} dcterms:isReplacedBy {OTHER} . "
        f"{OTHER} dcterms:isReplacedBy {THIRD} ; skos:prefLabel 'a' . "
        f"{THIRD} skos:prefLabel 'b' }}",
        [("Violation", OTHER, "leads to an id in force")],
    ),
    "no name": (
        f"{IDENTITY} {{ {LOCAL} dcterms:isReplacedBy {OTHER} }}",
        [("Violation", OTHER, "preferred name")],
    ),
    "two genders": (
        ONE_FOR_TWO % (f"kg:gender <{CODE}gender/male>", f"kg:gender <{CODE}gender/female>"),
        [("Warning", OTHER, "of two genders")],
    ),
    "one gender, twice": (
        ONE_FOR_TWO % (f"kg:gender <{CODE}gender/male>", f"kg:gender <{CODE}gender/male>"),
        [],
    ),
    "two levels": (
        ONE_FOR_TWO % (f"kg:level <{CODE}level/city>", f"kg:level <{CODE}level/county>"),
        [("Warning", OTHER, "of two levels")],
    ),
    "two kinds": (
        ONE_FOR_TWO % (f"kg:kind <{CODE}member-kind/a>", f"kg:kind <{CODE}member-kind/b>"),
        [("Warning", OTHER, "of two kinds")],
    ),
    "a place that nobody knows": (
        f"{IDENTITY} {{ {LOCAL} kg:sameDivision {CODED} }}",
        [("Violation", CODED, "that code and a name")],
    ),
    "a place by rule, without a name": (
        f"{IDENTITY} {{ <urn:r> a kg:Resolution ; kg:resolves {LOCAL} ; kg:resolvedTo {CODED} ; "
        f"kg:basis <{CODE}basis/context> ; kg:because 'alone' }} "
        f"<{ns.REFERENCE_GRAPH}> {{ {CODED} ref:code '370300' }}",
        [("Violation", CODED, "that code and a name")],
    ),
    "a judgement without a reason": (
        f"<{ns.JUDGEMENTS_GRAPH}> {{ <urn:j> a kg:Judgement ; kg:decision <{CODE}decision/same> ; "
        f"dcterms:creator 'A' ; dcterms:created '2031-05-05'^^xsd:date ; "
        f"kg:judged {LOCAL} , {OTHER} }}",
        [("Violation", "<urn:j>", "exactly one reason")],
    ),
    "a sum of what are no figures": (
        f"<{ns.JUDGEMENTS_GRAPH}> {{ <urn:s> a kg:DisjointSet ; dcterms:creator 'A' ; "
        f"dcterms:created '2031-05-05'^^xsd:date ; kg:because 'apart' ; "
        f"kg:disjointFigure {LOCAL} , {OTHER} }} "
        f"<{ARTICLE}/content> {{ {LOCAL} a kg:Figure . {OTHER} a kg:Tenure }}",
        [("Violation", "<urn:s>", "nothing but figures")],
    ),
    "two ids that lead to a replaced one": (
        f"{IDENTITY} {{ {LOCAL} dcterms:isReplacedBy {OTHER} . "
        f"<urn:l> dcterms:isReplacedBy {OTHER} . "
        f"{OTHER} dcterms:isReplacedBy {THIRD} ; skos:prefLabel 'a' . "
        f"{THIRD} skos:prefLabel 'b' }}",
        [("Violation", OTHER, "leads to an id in force")],
    ),
    "a judgement of no kind": (
        f"<{ns.JUDGEMENTS_GRAPH}> {{ <urn:j> a kg:Judgement ; kg:decision <{CODE}basis/context> ; "
        f"dcterms:creator 'A' ; dcterms:created '2031-05-05'^^xsd:date ; kg:because 'so' ; "
        f"kg:judged {LOCAL} , {OTHER} }}",
        [("Violation", "<urn:j>", "one code of the list decision")],
    ),
    "a resolution on no basis": (
        f"{IDENTITY} {{ <urn:r> a kg:Resolution ; kg:resolves {LOCAL} ; kg:resolvedTo {OTHER} ; "
        f"kg:basis <{CODE}decision/same> ; kg:because 'alone' }}",
        [("Violation", "<urn:r>", "one code of the list basis")],
    ),
    "what is a group in two sets of figures": (
        f"<{ns.JUDGEMENTS_GRAPH}> {{ "
        + " ".join(
            f"<urn:{one}> a kg:DisjointSet ; dcterms:creator 'A' ; kg:because 'apart' ; "
            f"dcterms:created '2031-05-05'^^xsd:date ; kg:disjointFigure {LOCAL} , {OTHER} ."
            for one in "st"
        )
        + f" }} <{ARTICLE}/content> {{ {LOCAL} a kg:Figure , kg:Group , kg:Person . "
        f"{OTHER} a kg:Figure }}",
        [],
    ),
    **{
        f"{one} and {other}": (
            (ONE_FOR_TWO % (f"a kg:{one}", f"a kg:{other}")).replace("a kg:Person ; ", ""),
            [("Violation", OTHER, told)],
        )
        for one, other, told in (
            ("Person", "Group", "A person is no group"),
            ("Person", "Organization", "A person is no group"),
            ("Person", "County", "A person is no group"),
            ("Group", "Organization", "A group is no organization"),
            ("Group", "Place", "A group is no organization"),
            ("Organization", "Place", "An organization is no place"),
            ("Product", "Place", "A product is no person"),
        )
    },
}


class Union:
    """Stands for a snapshot that holds these graphs."""

    def __init__(self, trig: str) -> None:
        prefixes = "".join(f"@prefix {name}: <{base}> .\n" for name, base in ns.PREFIXES.items())
        self.store = ox.Store()
        self.store.load(f"{prefixes}@prefix ref: <{ns.REF}> .\n{trig}", format=ox.RdfFormat.TRIG)

    def construct(self, query: str) -> list[str]:
        found = self.store.query(query, use_default_graph_as_union=True)
        return [f"{triple} .\n" for triple in found]


@pytest.mark.parametrize("together", [1, 5000])
@pytest.mark.parametrize("name", SHARED)
def test_what_articles_share_is_judged_by_itself(
    monkeypatch: pytest.MonkeyPatch, name: str, together: int
) -> None:
    monkeypatch.setattr(validation, "_TOGETHER", together)
    trig, expected = SHARED[name]
    report = validation.validate_corpus(Union(trig))
    found = sorted((v.severity, v.focus, v.message) for v in report.violations)
    assert [(severity, focus) for severity, focus, _ in found] == [
        (severity, focus.strip("<>")) for severity, focus, _ in expected
    ]
    for (*_, message), (*_, part) in zip(found, expected, strict=True):
        assert part in message
    assert (report.scopes, report.engines) == (1, {"shacl": 1})
    assert {violation.scope for violation in report.violations} <= {"corpus"}


def test_what_the_fast_engine_cannot_judge_the_reference_judges_part_by_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: str) -> None:
        raise ValueError("not this")

    trig, _ = SHARED["an id that leads to two"]
    expected = validation.validate_corpus(Union(trig)).violations
    monkeypatch.setattr("kg.engines._compiled", refuse)
    monkeypatch.setattr(validation, "_TOGETHER", 1)
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    before = [*warnings.filters], [logger.disabled for logger in loggers]
    report = validation.validate_corpus(Union(trig))
    assert report.violations == expected != []
    assert (report.scopes, report.engines) == (1, {"pyshacl": 1})
    [why] = report.fallbacks
    assert why == "corpus: judged by pyshacl, as shacl said: not this"
    assert ([*warnings.filters], [logger.disabled for logger in loggers]) == before
    assert rdflib.NORMALIZE_LITERALS


def test_every_corpus_shape_has_an_example_that_violates_it() -> None:
    told = {part for _, expected in SHARED.values() for *_, part in expected}
    shapes = Graph()
    for path in resources.files("shapes/corpus", "*.ttl"):
        shapes.parse(path)
    for message in shapes.objects(None, SH.message):
        assert any(part in str(message) for part in told), message


def test_corpus_shapes_know_all_that_the_ontology_calls_disjoint() -> None:
    """Of classes of entities, which are what may be one."""
    ontology = validation.closure()
    shapes = Graph().parse(data=own.corpus_shapes("things"), format="turtle")
    entities = set(ontology.transitive_subjects(RDFS.subClassOf, URIRef(KG + "Entity")))
    expected = {
        frozenset((one, other))
        for one, other in ontology.subject_objects(OWL.disjointWith)
        if one in entities and other in entities | {URIRef(KG + "Actor")}
    }
    found = set()
    for shape, forbidden in shapes.subject_objects(SH["not"]):
        kinds = [*shapes.objects(forbidden, SH["class"])]
        for members in shapes.objects(forbidden, SH["or"]):
            for member in shapes.items(members):
                kinds += shapes.objects(member, SH["class"])
        found |= {
            frozenset((target, kind))
            for target in shapes.objects(shape, SH.targetClass)
            for kind in kinds
        }
    assert found == expected


def test_the_command_tells_what_articles_share(
    clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trig, _ = SHARED["two genders"]
    monkeypatch.setattr(SnapshotReader, "construct", lambda _, query: Union(trig).construct(query))
    ran = run("validate", "--store", clean)
    assert ran.code == 0
    told, last = ran.out.removesuffix("\n").split("\n")
    assert told.startswith("corpus: warning: ")
    assert last == "0 violations, 1 warning in 2 scopes; 0 of 1 article validated again"


# Every statement has its claim

RICH = (
    ANNOTATIONS.replace(
        "E1\t",
        mention("T10", "PlaceClaim", "live on")
        + mention("T11", "Tie", "famous")
        + mention("T12", "Time", "that evening")
        + mention("T13", "Article", "Nobody")
        + mention("T14", "Cue", "surprised")
        + mention("T15", "Product", "crates")
        + mention("T16", "Activity", "stayed")
        + mention("T17", "Person", "those who had come")
        + mention("T18", "Place", "valley")
        + "E4\tPlaceClaim:T10 Subject:E2 Object:T4\n"
        + "E5\tTie:T11 From:T9 To:T7 Evidence:T14\n"
        + "E6\tArticle:T13 Publisher:T9 Published:T1\n"
        + "E7\tActivity:T16 Participant:T17 Start:T12 Product:T15 PartOf:E2 Evidence:T14\n"
        + "R2\tKindOf Arg1:T15 Arg2:T6\n"
        + "A3\tTieKind E5 backs\n"
        + "A4\tBasis T12 context\n"
        + "A5\tLevel T4 county\n"
        + "A6\tGeneric T15\n"
        + "A7\tActivityKind E7 show\n"
        + "A8\tStatus E7 planned\n"
        + "A9\tOrganizationKind T9 government\n"
        + "N3\tReference T12 edtf:2031-05-05\tthat evening\n"
        + "#1\tLabel T17\tguests\n"
        + "E1\t",
        1,
    )
    .replace("Published:T1", "Published:T19")
    .replace("E4\t", mention("T19", "Cue", "5 May 2031") + "E4\t", 1)
)

# Each kind of node and statement: the claim, its focus, and the paths that it alone supports.
KINDS = {
    "a person": ("c-T2", "T2", {"type", "label"}),
    "a person with a label of its own": ("c-T17", "T17", {"type", "label"}),
    "a place": ("c-T4", "T4", {"type", "label"}),
    "an organization": ("c-T9", "T9", {"type", "label"}),
    "a platform": ("c-T7", "T7", {"type", "label"}),
    "a product": ("c-T6", "T6", {"type", "label"}),
    "an attribute": ("c-A5", "T4", {"level"}),
    "a flag": ("c-A6", "T15", {"isGeneric"}),
    "a kind": ("c-A9", "T9", {"kind"}),
    "a code": ("c-N1", "T4", {"sameDivision"}),
    "a relation": ("c-R1", "T9", {"ofPlace"}),
    "a kind of goods": ("c-R2", "T15", {"broader"}),
    "a time": ("c-T1", "T1", {"type", "asWritten", "edtf", "earliest", "latest"}),
    "a time's words": ("c-T12", "T12", {"type", "asWritten"}),
    "a time that was worked out": ("c-T12-computed", "T12", {"edtf", "earliest", "latest"}),
    "a livestream": ("c-E2", "E2", {"type", "label", "kind", "status"}),
    "a host": ("c-E2-Host", "E2", {"host"}),
    "a platform of a livestream": ("c-E2-Platform", "E2", {"platform"}),
    "a product of a livestream": ("c-E2-Product", "E2", {"product"}),
    "a time of a livestream": ("c-E2-When", "E2", {"when"}),
    "a place by a claim of its own": ("c-E4", "E2", {"place"}),
    "an activity": ("c-E7", "E7", {"type", "label", "kind", "status"}),
    "a whole": ("c-E7-PartOf", "E7", {"partOf"}),
    "a tenure": (
        "E1",
        "E1",
        {"type", "member", "jurisdiction", "role", "titleAsWritten", "attestedOn"},
    ),
    "a figure": (
        "E3",
        "E3",
        {"type", "about", "measure", "status", "number", "bound", "unit", "asWritten"},
    ),
    "a tie": ("E5", "E5", {"type", "from", "to", "kind"}),
    "a publisher": ("c-E6-Publisher", "", {"publisher"}),
}


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The shard of an article that has every kind of node."""
    folder = tmp_path_factory.mktemp("rich")
    write_article(folder / "corpus", annotations=RICH, text=TEXT + "Nothing else was said. " * 9)
    kg.build(folder / "corpus", store=folder / "store")
    [(_, lines)] = SnapshotReader(folder / "store").shards()
    return tuple(lines)


@pytest.fixture(scope="module")
def claim_shape() -> Graph:
    """The shapes without all but the one that asks for claims, which makes them fast."""
    shapes = Graph() + validation.article_shapes()
    article = URIRef("https://w3id.org/officials-kg/shapes#Article")
    targets = (SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf)
    for shape in {node for target in targets for node in shapes.subjects(target)} - {article}:
        shapes.remove((shape, None, None))
    shapes.remove((article, SH.property, None))
    assert (article, SH.sparql, None) in shapes
    return shapes


def _claims(lines: tuple[str, ...]) -> set[str]:
    of = f" <{RDF.type}> <{KG}Claim> "
    return {line.split(" ")[0][len(ARTICLE) + 2 : -1] for line in lines if of in line}


def _unsupported(lines: list[str], shapes: Graph, engine: str = "shacl") -> set[tuple[str, str]]:
    report = validate_graph(graph_of(lines), shapes, scope="a", file=ANN, engine=engine)
    assert {v.component for v in report.violations} <= {"SPARQLConstraintComponent"}
    return {(v.value or v.focus, v.path or "") for v in report.violations}


def test_every_kind_of_claim_is_among_those_removed_below(rich: tuple[str, ...]) -> None:
    tested = {re.sub("[0-9]+", "", claim) for claim, _, _ in KINDS.values()}
    claims = {re.sub("[0-9]+", "", claim) for claim in _claims(rich)}
    assert claims - tested == {"c-E-Participant", "c-E-Start", "c-E-Published"}


def test_nothing_is_unsupported(rich: tuple[str, ...], claim_shape: Graph) -> None:
    assert _unsupported(list(rich), claim_shape) == set()


@pytest.mark.parametrize("engine", ENGINES)
def test_statements_without_their_claim_are_found(
    engine: str, rich: tuple[str, ...], claim_shape: Graph
) -> None:
    """Each kind of claim is taken away, and leaves its own statements bare, and no others."""
    kept, expected = list(rich), set()
    for claim, focus, paths in KINDS.values():
        subject, graph = f"<{ARTICLE}/{claim}> ", f" <{ARTICLE}/evidence> .\n"
        before = len(kept)
        kept = [line for line in kept if not (line.startswith(subject) and line.endswith(graph))]
        assert len(kept) < before
        expected |= {(focus, path) for path in paths}
    found = _unsupported(kept, claim_shape, engine)
    assert {
        (node.removeprefix(ARTICLE).removeprefix("/"), re.split("[#/]", path)[-1])
        for node, path in found
    } == expected


@pytest.mark.parametrize("kind", ["a person", "a host", "a tenure", "a publisher"])
def test_a_statement_without_its_claim_is_found_alone(
    kind: str, rich: tuple[str, ...], claim_shape: Graph
) -> None:
    claim, focus, paths = KINDS[kind]
    subject, graph = f"<{ARTICLE}/{claim}> ", f" <{ARTICLE}/evidence> .\n"
    kept = [line for line in rich if not (line.startswith(subject) and line.endswith(graph))]
    found = _unsupported(kept, claim_shape)
    assert {node for node, _ in found} == {f"{ARTICLE}/{focus}".removesuffix("/")}
    assert {re.split("[#/]", path)[-1] for _, path in found} == paths


def test_statements_that_nobody_claims_are_found(rich: tuple[str, ...], claim_shape: Graph) -> None:
    nodes = [f"{ARTICLE}/{node}" for node in ("T2", "T1", "T12", "E2", "E7")]
    value = f"<{KG}gender> <{CODE}gender/female> <{ARTICLE}/content> .\n"
    strays = [f"<{node}> {value}" for node in nodes]
    # a second host, while the claim is of the first
    strays.append(f"<{ARTICLE}/E2> <{KG}host> <{ARTICLE}/T17> <{ARTICLE}/content> .\n")
    found = _unsupported([*rich, *strays], claim_shape)
    assert found == {*((node, KG + "gender") for node in nodes), (f"{ARTICLE}/E2", KG + "host")}


def test_a_missing_claim_is_told_with_the_annotation(rich: tuple[str, ...]) -> None:
    kept = [line for line in rich if not line.startswith(f"<{ARTICLE}/c-E2-Host> ")]
    report = validation.validate_article("a", ANN, kept)
    [violation] = report.violations
    line = 1 + RICH.split("\n").index(next(r for r in RICH.split("\n") if r.startswith("E2\t")))
    assert (violation.file, violation.line, violation.quote) == (ANN, line, "sold")
    assert violation.path == KG + "host"


def test_shapes_that_cannot_be_read_stop_the_library_too() -> None:
    with pytest.raises(InputError, match=r"shapes\.ttl: there is no such file"):
        kg.validate("x.ttl", shapes=["shapes.ttl"])
