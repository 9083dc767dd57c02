"""What the bundled corpus happens not to hold: marks said twice, and several of a thing."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.view import View
from tiny import ANNOTATIONS, mention, run, write_article

MORE = "".join(
    [
        mention("T20", "Place", "that valley"),
        mention("T21", "Place", "county"),
        mention("T22", "HostClaim", "who had come"),
        mention("T23", "PlaceClaim", "lamps"),
        mention("T24", "WithinClaim", "valley"),
        mention("T25", "Figure", "300"),
        mention("T26", "Place", "Nobody"),
        "E10\tHostClaim:T22 Subject:E2 Object:T2\n",
        "E11\tPlaceClaim:T23 Subject:E2 Object:T4\n",
        "E12\tPlaceClaim:T23 Subject:E2 Object:T4\n",
        "E13\tWithinClaim:T24 Subject:T4 Object:T26\n",
        "E14\tFigure:T25 About:E2\n",
        "E15\tFigure:T25 About:E2\n",
        "R10\tWithin Arg1:T20 Arg2:T26\n",
        "A10\tBasis E10 context\n",
        "A11\tBasis E12 context\n",
        "A12\tBasis E13 context\n",
        "A13\tMeasure E14 sessions\n",
        "A14\tMeasure E15 sessions\n",
        "A15\tLevel T4 county\n",
        "A16\tLevel T20 district\n",
        "N10\tReference T20 gbt2260:141031\tthat valley\n",
        "N11\tReference T26 iso3166:JP\tNobody\n",
    ]
)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> View:
    """One place under two marks, within another twice; one host and one place claimed twice."""
    folder = tmp_path_factory.mktemp("twice")
    corpus = write_article(folder / "corpus", annotations=ANNOTATIONS + MORE)
    kg.build(corpus, store=folder / "store")
    return kg.open_graph(folder / "store")


def test_one_place_is_one_row_whatever_its_marks(twice: View) -> None:
    (row,) = [row for row in twice.query("places") if row["code"] == "141031"]
    assert row["level"] == "county"
    assert row["within_certainty"] == "asserted"  # the stronger of an explicit and a context mark
    assert len(str(row["claims"]).split()) >= 5


def test_any_country_is_a_country(twice: View) -> None:
    (row,) = [row for row in twice.query("places") if row["code"] == "JP"]
    assert row["level"] == "country"


def test_a_livestream_told_twice_is_one_row(twice: View) -> None:
    (row,) = twice.query("livestreams")
    assert row["certainty"] == "asserted"
    assert row["place_certainty"] == "asserted"
    assert row["count"] == "300" or row["count"] == 300


def test_what_is_strongest_in_rows_is_so_in_edges(twice: View) -> None:
    hosts = [row for row in twice.query("derived-edges") if row["predicate"] == "hosts"]
    assert {row["certainty"] for row in hosts} == {"asserted", "inferred"}


def test_the_exports_agree_with_the_shapes(twice: View, tmp_path: Path) -> None:
    for name, file in (("trig", "x.trig"), ("nquads", "x.nq"), ("turtle", "x.ttl")):
        twice.export(name, tmp_path / file)
        report = kg.validate(tmp_path / file)
        assert report.conforms, [str(violation) for violation in report.violations][:3]


def test_two_labels_of_one_thing_are_told(tmp_path: Path) -> None:
    notes = "#1\tLabel T2\tAda\n#2\tLabel T2\tMiss Quill\n"
    corpus = write_article(tmp_path / "corpus", annotations=ANNOTATIONS + notes)
    ended = run("check", corpus)
    assert (ended.code, ended.out) == (2, "")
    assert "T2 has a second Label note; keep one" in ended.err


def test_a_text_file_stays_in_its_folder(tmp_path: Path) -> None:
    corpus = write_article(tmp_path / "corpus")
    metadata = corpus / "articles" / "a.yaml"
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    text = metadata.read_text(encoding="utf-8")
    metadata.write_text(text.replace("a.txt", "../../secret"), encoding="utf-8")
    ended = run("check", corpus, "--texts", corpus / "texts")
    assert ended.code == 2
    assert "text_file '../../secret' is not a plain file name" in ended.err
