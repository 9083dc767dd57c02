"""Figures declared disjoint: a corpus file that is held against the annotations."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, Graph, URIRef

from kg import namespaces as ns
from kg import pipeline, resources
from kg.disjointness import FILE, disjoint_sets, lines, reached
from kg.errors import InputError
from kg.export import split_line
from kg.namespaces import KG
from kg.rdffiles import graph_of
from kg.shards import Shard
from kg.validation import validate_graph
from kg.view import View
from tiny import ANNOTATIONS, mention, run, tree, write_article

GRAPH = f"<{ns.content_graph('a')}> ."
SAID = {
    "id": "pears",
    "figures": ["a/E1", "b/E1"],
    "by": "Ada Quill",
    "on": "2031-05-07",
    "because": "各县分开出售, two counties",
}
TWO = ANNOTATIONS + "".join(
    [mention("T10", "Figure", "300 crates"), "E4\tFigure:T10 About:E2\n", "A3\tMeasure E4 views\n"]
)


def shard(article: str, *links: tuple[str, str, str], figures: int = 4) -> Shard:
    """Figures E1, E2, … and the tenure E9; links are (E1, property, E2)."""
    graph = f"<{ns.content_graph(article)}>"
    types = [(f"E{number}", "Figure") for number in range(1, figures + 1)] + [("E9", "Tenure")]
    said = [
        f"<{ns.node(article, one)}> <{RDF.type}> <{KG}{kind}> {graph} .\n" for one, kind in types
    ]
    said += [
        f"<{ns.node(article, one)}> <{KG}{path}> <{ns.node(article, other)}> {graph} .\n"
        for one, path, other in links
    ]
    return Shard(article, tuple(sorted(said)))


def written(corpus: Path, *objects: Any) -> Path:
    """The corpus with a file of these lines; text and bytes stand as they are."""
    corpus.mkdir(parents=True, exist_ok=True)
    raw = b""
    for one in objects:
        text = one if isinstance(one, str | bytes) else json.dumps(one, ensure_ascii=False)
        raw += (text.encode("utf-8") if isinstance(text, str) else text) + b"\n"
    (corpus / FILE).write_bytes(raw)
    return corpus


def by_article(*shards: Shard) -> dict[str, Shard]:
    """As a build has them."""
    return {each.article: each for each in shards}


def told(corpus: Path, *shards: Shard) -> list[tuple[int | None, str]]:
    """Line and message of each problem; every one has its file and a remedy."""
    with pytest.raises(InputError) as caught:
        disjoint_sets([corpus], by_article(*(shards or (shard("a"), shard("b")))))
    assert caught.value.exit_code == 2
    for problem in caught.value.problems:
        assert problem.file == (corpus / FILE).as_posix()
        assert problem.remedy
    return [(problem.line, problem.message) for problem in caught.value.problems]


def test_no_file_and_an_empty_one_declare_nothing(tmp_path: Path) -> None:
    assert disjoint_sets([tmp_path], by_article(shard("a"))) == []
    assert disjoint_sets([written(tmp_path)], by_article(shard("a"))) == []
    assert lines([]) == []


def test_a_line_becomes_a_judgement_with_its_author_day_and_reason(tmp_path: Path) -> None:
    (one,) = disjoint_sets([written(tmp_path, SAID)], by_article(shard("a"), shard("b")))
    assert (one.id, one.on, one.line) == ("pears", date(2031, 5, 7), 1)
    node = f"<{ns.disjoint_set('pears')}>"
    statements = {split_line(line) for line in lines([one])}
    assert {s.graph for s in statements} == {f"<{ns.JUDGEMENTS_GRAPH}>"}
    assert {s.subject for s in statements} == {node}
    assert {(s.predicate[1:-1], s.value) for s in statements} == {
        (str(RDF.type), f"<{KG}DisjointSet>"),
        (ns.DCTERMS + "creator", '"Ada Quill"'),
        (ns.DCTERMS + "created", f'"2031-05-07"^^<{ns.XSD}date>'),
        (KG + "because", '"各县分开出售, two counties"'),
        (KG + "disjointFigure", f"<{ns.node('a', 'E1')}>"),
        (KG + "disjointFigure", f"<{ns.node('b', 'E1')}>"),
    }


def test_several_corpora_have_one_order_whatever_the_order_they_come_in(tmp_path: Path) -> None:
    one = written(tmp_path / "one", SAID)
    other = written(tmp_path / "other", SAID | {"id": "apples", "figures": ["b/E2", "a/E2"]})
    shards = by_article(shard("a"), shard("b"))
    found = disjoint_sets([one, other], shards)
    assert [declared.id for declared in found] == ["apples", "pears"]
    assert lines(found) == lines(disjoint_sets([other, one], shards)) == sorted(lines(found))


def test_an_id_stands_once_over_all_corpora(tmp_path: Path) -> None:
    one = written(tmp_path / "one", SAID)
    other = written(tmp_path / "other", SAID | {"id": "apples"}, SAID)
    with pytest.raises(InputError) as caught:
        disjoint_sets([one, other], by_article(shard("a"), shard("b")))
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ((other / FILE).as_posix(), 2)
    assert f"{(one / FILE).as_posix()}:1 already" in problem.message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "the line is no JSON object: '{'"),
        ("[]", "the line is no JSON object: '[]'"),
        ("[" * 100_000, "the line is no JSON object"),
        (" \ufeff{}", "the line is no JSON object"),
        (b"\xff", "the line is no UTF-8 text"),
        ('{"id": "x", "id": "y"}', "the key 'id' stands twice"),
        (SAID | {"who": "x"}, "unknown key 'who'"),
        ({k: v for k, v in SAID.items() if k != "because"}, "the key 'because' is missing"),
        (SAID | {"id": "Pear Sales"}, "id is 'Pear Sales', no id"),
        (SAID | {"id": "pears-"}, "id is 'pears-', no id"),
        (SAID | {"id": 3}, "id is 3, no id"),
        (SAID | {"by": " "}, "by is ' '"),
        (SAID | {"by": None}, "by is None"),
        (SAID | {"because": "a\nb"}, r"because is 'a\nb'"),
        (json.dumps(SAID | {"because": "\ud800"}), r"because is '\ud800'"),
        (SAID | {"on": "20310507"}, "on is '20310507', no day"),
        (SAID | {"on": "2031-02-30"}, "on is '2031-02-30', no day"),
        (SAID | {"on": 2031}, "on is 2031, no day"),
        (SAID | {"figures": "a/E1"}, "figures is 'a/E1', no list"),
        (SAID | {"figures": ["a/E1"]}, "the line names 1 figure"),
        (SAID | {"figures": []}, "the line names 0 figures"),
        (SAID | {"figures": ["a/E1", "a/E1"]}, "the figure 'a/E1' stands 2 times"),
        (SAID | {"figures": ["a/E1", "E2"]}, "'E2' names no figure"),
        (SAID | {"figures": ["a/E1", 2]}, "2 names no figure"),
        (SAID | {"figures": ["a/E1", "c/E1"]}, "'c/E1' is of no article of this build"),
        (SAID | {"figures": ["a/E1", "b/E77"]}, "'b/E77': the article b has no record E77"),
        (SAID | {"figures": ["a/E1", "b/E9"]}, "'b/E9' is no figure but a Tenure"),
    ],
)
def test_a_line_that_cannot_be_used_is_told(tmp_path: Path, line: Any, message: str) -> None:
    corpus = written(tmp_path, SAID | {"id": "sound", "figures": ["a/E3", "b/E3"]}, line)
    ((number, said),) = told(corpus)
    assert number == 2
    assert said.startswith(message)


def test_every_problem_of_a_line_and_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    corpus = written(
        tmp_path, SAID | {"id": "A", "on": "x"}, "{", SAID | {"figures": ["c/E1", "d/E1"]}
    )
    assert [number for number, _ in told(corpus)] == [1, 1, 2, 3, 3]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    ((number, said),) = told(tmp_path)
    assert number is None
    assert said.startswith("not readable: ")


@pytest.mark.parametrize(
    "links",
    [
        [("E1", "partOf", "E2")],
        [("E2", "partOf", "E1")],
        [("E1", "convertedAs", "E2")],
        [("E2", "convertedAs", "E1")],
        [("E1", "partOf", "E3"), ("E3", "partOf", "E2")],
        [("E1", "partOf", "E3"), ("E3", "convertedAs", "E2")],
        [("E1", "partOf", "E3"), ("E2", "convertedAs", "E3")],
    ],
)
def test_what_the_annotations_make_a_part_cannot_be_disjoint(
    tmp_path: Path, links: list[tuple[str, str, str]]
) -> None:
    corpus = written(tmp_path, SAID | {"figures": ["a/E1", "a/E2", "a/E4"]})
    ((number, said),) = told(corpus, shard("a", *links))
    assert number == 1
    assert "'a/E1'" in said
    assert "'a/E2'" in said
    apart = [("E1", "partOf", "E3"), ("E2", "partOf", "E3")]
    assert disjoint_sets([corpus], by_article(shard("a", *apart)))


def test_reached_follows_links_through_circles() -> None:
    links = {"a": {"b"}, "b": {"c"}, "c": {"b"}}
    assert reached("a", links) == {"b", "c"}
    assert reached("b", links) == {"b", "c"}
    assert reached("c", {}) == set()


# In a build


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_article(tmp_path_factory.mktemp("pears") / "corpus", annotations=TWO)
    return written(folder, SAID | {"figures": ["a/E3", "a/E4"]})


def test_the_judgement_is_in_the_graph_as_long_as_the_line_is(corpus: Path, tmp_path: Path) -> None:
    pipeline.build(corpus, store=tmp_path / "st")
    asked = "SELECT ?s WHERE { GRAPH graph:judgements { ?s a kg:DisjointSet } }"
    prefixes = f"PREFIX kg: <{KG}> PREFIX graph: <{ns.GRAPH}> "
    from kg.view import open_graph

    before = open_graph(tmp_path / "st")
    assert before.query(prefixes + asked).rows == [(ns.disjoint_set("pears"),)]
    # What nobody declared of the articles is no part of what the articles say.
    assert b"DisjointSet" not in before.export("turtle")
    for format_ in ("trig", "nquads"):
        assert b"DisjointSet" in before.export(format_)
    moved = corpus.parent / "moved"
    (corpus / FILE).rename(moved)
    try:
        pipeline.build(corpus, store=tmp_path / "st")
    finally:
        moved.rename(corpus / FILE)
    assert open_graph(tmp_path / "st").query(prefixes + asked).rows == []


def test_check_and_build_tell_it_and_nothing_is_built(tmp_path: Path) -> None:
    folder = write_article(tmp_path / "corpus")
    written(folder, SAID | {"figures": ["a/E3", "a/E8"]})
    store = tmp_path / "st"
    for command in (("check", folder), ("build", folder, "--store", store)):
        ended = run(*command)
        assert ended.code == 2
        assert ended.out == ""
        assert ended.err == (
            f"kg: {(folder / FILE).as_posix()}:1: 'a/E8': the article a has no record E8; correct "
            "it; kg query figures lists them: the end of figure_iri is the name\n"
        )
    assert not store.exists() or not [name for name in tree(store) if name.startswith("snap")]


# Shapes


def _shapes() -> Graph:
    return Graph().parse(resources.path("shapes", "judgements.ttl"))


def test_the_bundled_judgements_conform_to_their_shapes(view: View) -> None:
    data = graph_of([line for line in view.reader.quads() if f"<{ns.BUILD_GRAPH}>" not in line])
    sets = set(data.subjects(RDF.type, URIRef(KG + "DisjointSet")))
    assert sets
    assert validate_graph(data, _shapes()).conforms


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("kg:disjointFigure", "<urn:figure1>"),
        ("kg:disjointFigure", "<urn:figure1> , <urn:other>"),
        ("dcterms:creator", '""'),
        ("dcterms:creator", '"a" , "b"'),
        ("dcterms:created", '"2031-05-07"'),
        ("dcterms:created", '"2031-05-07"^^xsd:date , "2031-05-08"^^xsd:date'),
        ("kg:because", '""'),
        ("kg:because", '"a" , "b"'),
    ],
)
def test_each_constraint_of_the_shape_has_an_invalid_twin(path: str, value: str) -> None:
    sound = {
        "kg:disjointFigure": "<urn:figure1> , <urn:figure2>",
        "dcterms:creator": '"Ada Quill"',
        "dcterms:created": '"2031-05-07"^^xsd:date',
        "kg:because": '"two counties"',
    }

    def paths(said: dict[str, str]) -> list[str | None]:
        prefixes = "".join(f"@prefix {name}: <{base}> .\n" for name, base in ns.PREFIXES.items())
        body = " ; ".join(f"{one} {given}" for one, given in said.items() if given)
        text = f"{prefixes}<urn:set> a kg:DisjointSet ; {body} . <urn:figure1> a kg:Figure . "
        data = Graph().parse(data=f"{text}<urn:figure2> a kg:Figure .", format="turtle")
        return [violation.path for violation in validate_graph(data, _shapes()).violations]

    iri = ns.PREFIXES[path.partition(":")[0]] + path.partition(":")[2]
    assert paths(sound) == []
    assert set(paths(sound | {path: value})) == {iri}
    assert set(paths(sound | {path: ""})) == {iri}


@pytest.mark.parametrize(
    ("said", "sound"),
    [("true", True), ("false", True), ("true , false", False), ('"yes"', False), ("", False)],
)
def test_a_measure_must_say_whether_it_adds_up(said: str, sound: bool) -> None:
    adds = f"<urn:measure> kg:isAdditive {said} ." if said else ""
    text = f"@prefix kg: <{KG}> . <urn:figure> kg:measure <urn:measure> . {adds}"
    assert validate_graph(Graph().parse(data=text, format="turtle"), _shapes()).conforms is sound
