"""The comparison with peers: it tells the same from the other, and its tables tell what was run."""

from __future__ import annotations

import copy
import doctest
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.errors import Refusal

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "benchmarks" / "peers"
sys.path.insert(0, str(ROOT / "benchmarks"))

from made_corpus import write_corpus  # noqa: E402
from peers import by_kg, environments, report, sameness, tables  # noqa: E402


def ran(script: str, *arguments: object) -> Any:
    """What a script of the peers prints, run with what is installed here."""
    command = [sys.executable, "-P", str(PEERS / script), *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout) if done.stdout else None


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles, their store, and its quads as a file and as tables."""
    folder = tmp_path_factory.mktemp("speed")
    write_corpus(3, folder)
    by_kg.build(folder / "corpus", folder / "store")
    by_kg.dump(folder / "store", folder / "all.nq")
    tables.write_tables(folder / "all.nq", folder / "tables")
    return folder


# The same, or not


def test_what_rdflib_makes_of_the_tables_is_the_same_graph(made: Path, tmp_path: Path) -> None:
    output = tmp_path / "made.nq"
    ran("by_rdflib.py", "add", made / "tables", output)
    ours = sameness.fingerprint(made / "all.nq", graphs=True)
    assert ours.count == sum(1 for _ in (made / "all.nq").open(encoding="utf-8"))
    theirs = sameness.fingerprint(output, graphs=True)
    assert sameness.compared(ours, theirs) == "the same values"  # it writes a time otherwise


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ('<urn:s> <urn:p> "1.5"^^<{xsd}decimal> <urn:g> .\n', "the same"),
        ('<urn:s> <urn:p> "1.5"^^<{xsd}decimal> <urn:g> .\n' * 2, "the same"),
        ('<urn:s> <urn:p> "1.50"^^<{xsd}decimal> <urn:g> .\n', "the same values"),
        ('<urn:s> <urn:p> "1.6"^^<{xsd}decimal> <urn:g> .\n', "DIFFERENT"),
        ('<urn:s> <urn:p> "1.5"^^<{xsd}decimal> <urn:h> .\n', "DIFFERENT"),
        ('<urn:s> <urn:p> "1.5" <urn:g> .\n', "DIFFERENT"),
        ("", "DIFFERENT"),
    ],
)
def test_a_quad_that_is_other_is_seen(tmp_path: Path, other: str, told: str) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    one, another = tmp_path / "one.nq", tmp_path / "another.nq"
    one.write_text(f'<urn:s> <urn:p> "1.5"^^<{xsd}decimal> <urn:g> .\n', encoding="utf-8")
    another.write_text(other.format(xsd=xsd), encoding="utf-8")
    prints = [sameness.fingerprint(path, graphs=True) for path in (one, another)]
    assert sameness.compared(*prints).split(":")[0] == told


def test_without_graph_names_triples_are_compared(tmp_path: Path) -> None:
    quads, triples = tmp_path / "all.nq", tmp_path / "all.nt"
    quads.write_text("<urn:s> <urn:p> <urn:o> <urn:g> .\n<urn:s> <urn:p> <urn:o> <urn:h> .\n")
    triples.write_text("<urn:s> <urn:p> <urn:o> .\n")
    prints = [sameness.fingerprint(path, graphs=False) for path in (quads, triples)]
    assert sameness.compared(*prints) == "the same"
    assert prints[0].count == 1


def test_a_blank_node_cannot_stand_in_a_table(tmp_path: Path) -> None:
    (tmp_path / "all.nq").write_text("<urn:s> <urn:p> _:b <urn:g> .\n")
    with pytest.raises(ValueError, match="cannot stand in a table"):
        tables.write_tables(tmp_path / "all.nq", tmp_path / "tables")


def test_every_table_has_its_place_in_the_mapping(made: Path, tmp_path: Path) -> None:
    from rdflib import Graph, URIRef

    listed = [tables.Table(**one) for one in json.loads((made / "tables/tables.json").read_text())]
    tables.write_mapping(listed, tmp_path, tmp_path / "made.nq", 1)
    rml, ns = "http://semweb.mmlab.be/ns/rml#", "http://www.w3.org/ns/r2rml#"
    mapping = Graph().parse(tmp_path / "mapping.ttl")
    sources = {str(value) for value in mapping.objects(None, URIRef(f"{rml}source"))}
    assert sources == {table.file for table in listed}
    predicates = {str(value) for value in mapping.objects(None, URIRef(f"{ns}predicate"))}
    assert predicates == {table.predicate for table in listed}


def test_rdflib_answers_as_kg_does(made: Path) -> None:
    theirs = ran("by_rdflib.py", "query", made / "all.nq", 60, ROOT / "queries" / "outlets.rq")
    ours = by_kg.query(made / "store", ["outlets"])["outlets"]["answer"]
    rows = sameness.answer(ours)
    assert rows
    assert sameness.answer(theirs["outlets"]["answer"]) == rows
    fewer = copy.deepcopy(ours)
    del fewer["results"]["bindings"][0]["outlet"]
    assert sameness.answer(fewer) != rows


def test_pyshacl_finds_what_kg_finds(tmp_path: Path) -> None:
    write_corpus(3, tmp_path / "made", violations=1.0)
    by_kg.shards(tmp_path / "made" / "corpus", tmp_path / "given")
    given = tmp_path / "given"
    files = sorted((given / "triples").iterdir())
    theirs = ran("by_pyshacl.py", "each", given / "core.nt", given / "closure.nt", *files)
    ours = {}
    for shapes in ("shapes.nt", "core.nt"):
        told = ran("by_kg.py", "validate", given, shapes)["found"]
        ours[shapes] = sorted(one for some in told.values() for one in some)
    core = [one for one in ours["shapes.nt"] if one[3] != "SPARQLConstraintComponent"]
    assert core
    assert theirs["found"] == core == ours["core.nt"]


# What is run


def test_a_build_without_validation_lets_violations_pass(tmp_path: Path) -> None:
    write_corpus(3, tmp_path, violations=1.0)
    with pytest.raises(Refusal):
        by_kg.build(tmp_path / "corpus", tmp_path / "store")
    assert ran("by_kg.py", "unvalidated", tmp_path / "corpus", tmp_path / "other")["quads"] > 3000


def test_one_article_is_changed_and_back(tmp_path: Path) -> None:
    write_corpus(3, tmp_path)
    by_kg.build(tmp_path / "corpus", tmp_path / "store")
    first = min((tmp_path / "corpus" / "annotations" / "gold").iterdir())
    for _ in range(2):
        before = first.read_text(encoding="utf-8")
        told = ran("by_kg.py", "change", tmp_path / "corpus", tmp_path / "store")
        assert told["written"] == [first.stem]
        assert first.read_text(encoding="utf-8") != before


def test_every_peer_has_pinned_versions() -> None:
    assert {"maplib", "morph-kgc", "pyshacl", "rdflib"} == set(environments.PEERS)
    for peer in environments.PEERS:
        assert all(environments.pinned(peer).values())
        assert peer in environments.pinned(peer)


# What is told


def way(quads: int, seconds: float, **more: Any) -> dict[str, Any]:
    return {"articles": 3, "quads": quads, "seconds": seconds, "same": None} | more


@pytest.fixture
def told() -> dict[str, Any]:
    """Measurements in round figures."""
    peers = {name: way(500, 10, same="the same") for name in report.WAYS}
    return {
        "date": "2026-01-01",
        "articles": 30,
        "rounds": 3,
        "limit": 60,
        "machine": {
            "cores": 2,
            "memory_gib": 24,
            "system": "Linux",
            "python": "3.11",
            "busy_percent": 0,
        },
        "versions": {"shacl": "0.3"},
        "peers": {"maplib": "0.20"},
        "build": peers | {"bulk load": way(1000, 1), "kg": way(1000, 2)},
        "validation": {
            "kg, all shapes": way(1000, 1, violations=7, beside="kg, all shapes"),
            "kg, no query": way(1000, 0.5, violations=7, beside="kg, no query"),
            "pySHACL": way(100, 10, violations=7, same="the same", beside="kg, no query"),
        },
        "queries": {
            "articles": {"part": 3, "whole": 30},
            "queries": {
                "officials": {
                    "whole": {"kg": 0.3, "engine": 0.2},
                    "part": {"kg": 0.2, "engine": 0.1, "rdflib": 5.0, "same": "the same"},
                },
                "figures": {
                    "whole": {"kg": 0.3, "engine": 0.2},
                    "part": {"kg": 0.2, "engine": 0.1, "rdflib": None, "same": "more than 60 s"},
                },
            },
        },
        "shell": {"kg query officials": {"seconds": 0.4}},
        "change": {"kg build": {"seconds": 0.9}},
        "memory": {
            f"{name}, {size}": {"way": name, "articles": size, "process": peak, "tree": peak}
            for name, size, peak in (
                ("bulk load", 3, 50.0),
                ("kg", 3, 150.0),
                ("bulk load", 30, 100.0),
                ("kg", 30, 220.0),
            )
        },
    }


def test_figures_are_written_as_documented() -> None:
    tested = doctest.testmod(report)
    assert tested.attempted >= 2
    assert not tested.failed


def row(text: str, begin: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(f"| {begin}"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_ratios_are_those_of_equal_work(told: dict[str, Any]) -> None:
    text = report.section(told)
    assert "The peers got the first 3 articles." in text
    assert row(text, "**kg build**")[3:7] == ["2.00 s", "500", "2.0", "1.00"]
    assert row(text, "Morph-KGC")[3:] == ["10.0 s", "50", "20", "10", "the same"]
    assert row(text, "pySHACL")[3:] == ["10.0 s", "200", "7", "the same"]
    assert row(text, "officials")[1:] == [
        "0.20 s", "0.30 s", "1.50", "0.20 s", "5.00 s", "25", "the same",
    ]  # fmt: skip
    assert row(text, "kg, above")[1:] == ["", "100 MB", "", "120 MB", "1.20"]
    assert row(text, "figures")[5:] == ["more than 60 s", "", ""]


def test_parts_that_were_not_run_are_left_out(told: dict[str, Any]) -> None:
    del told["memory"], told["queries"]
    text = report.section(told)
    assert "Peak memory" not in text
    assert "From the shell" in text


def test_the_section_stands_between_its_marks(told: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    path.write_text(f"before\n\n{report.BEGIN}old\n{report.END}\nafter\n")
    for _ in range(2):
        report.put(report.section(told), path)
        text = path.read_text(encoding="utf-8")
        assert text.startswith("before\n\n<!--")
        assert text.endswith("-->\n\nafter\n")
        assert text.count("## Speed (") == 1
        assert "old" not in text.split("\n")
    path.write_text("no marks")
    with pytest.raises(ValueError, match="no place"):
        report.put("text", path)


def test_a_chart_is_the_same_for_the_same(told: dict[str, Any], tmp_path: Path) -> None:
    drawn = [tmp_path / name for name in ("one.svg", "other.svg")]
    for path in drawn:
        report.chart(told, path)
    assert drawn[0].read_bytes() == drawn[1].read_bytes()
    assert "rdflib: more than 60 s" in drawn[0].read_text(encoding="utf-8")


def test_the_programme_runs_what_needs_no_peers() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "speed.py"), "3", "--rounds", "1"]
    done = subprocess.run(
        [*command, "--only", "change", "memory"], capture_output=True, text=True, check=True
    )
    assert row(done.stdout, "kg.build(), imported")[1].endswith("s")
    assert row(done.stdout, "kg, above the bulk load")[2].endswith(" MB")
