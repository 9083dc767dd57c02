"""What the rules decide in a build, what they leave open, and how judgements stand above them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kg
from kg.candidates import candidates
from kg.deciding import place_key
from kg.identity import Identity
from kg.namespaces import ARTICLE, PLACE
from kg.people.records import Record
from kg.pipeline import identify, read_shards
from kg.places.gazetteer import Gazetteer
from kg.places.resolver import PlaceResolver
from tiny import ANNOTATIONS, TEXT, mention, run, write_article

CORPUS = Path("corpus")
UNCODED = "".join(line + "\n" for line in ANNOTATIONS.splitlines() if "gbt2260" not in line)


@pytest.fixture(autouse=True)
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(id_: str, name: str, *around: str, reference: str = "") -> None:
    """An article on a county of that name that names other places, too."""
    text = TEXT.replace("Larkhaven county", name)
    text += "".join(f"{place} was dark.\n" for place in around)
    lines = []
    for line in UNCODED.replace("Larkhaven county", name).splitlines(keepends=True):
        words = line.rstrip("\n").split("\t")[-1]
        id_of, label = line.split("\t")[0], line.split("\t")[1].split(" ")[0]
        lines.append(mention(id_of, label, words, text) if line.startswith("T") else line)
    lines += [mention(f"T{n}", "Place", place, text) for n, place in enumerate(around, start=20)]
    write_article(CORPUS, id_, "".join(lines) + reference, text)


def identity() -> Identity:
    return identify(read_shards(CORPUS), [CORPUS])


def place_of(found: Identity, local: str) -> str | None:
    canonical = found.canonical.get(ARTICLE + local, "")
    return canonical.removeprefix(PLACE) if canonical.startswith(PLACE) else None


def test_a_homonym_is_decided_by_the_article_and_not_by_its_name() -> None:
    write("a", "Xixian county", "Linfen")
    write("b", "Xixian county", "Henan province")
    write("c", "Xixian county")
    found = identity()
    assert place_of(found, "a/T4") == "gbt2260-141031-2020"
    assert place_of(found, "b/T4") == "gbt2260-411528-2020"
    assert place_of(found, "c/T4") is None
    reasons = {r.local.removeprefix(ARTICLE): r for r in found.resolutions}
    assert reasons["a/T4"].basis == "context"
    assert "Linfen" in reasons["a/T4"].because
    offered = {c.other for c in candidates(found, "Place") if c.one == "c/T4"}
    assert {"gbt2260:141031-2020", "gbt2260:411528-2020"} <= offered


def test_the_annotation_wins_over_the_rule() -> None:
    coded = "N1\tReference T4 gbt2260:141031\tXixian county\n"
    write("a", "Xixian county", "Henan province", reference=coded)
    found = identity()
    assert place_of(found, "a/T4") == "gbt2260-141031-2020"
    assert "a/T4" not in {r.local.removeprefix(ARTICLE) for r in found.resolutions}


def test_a_judgement_wins_over_the_rule() -> None:
    write("a", "Xixian county", "Linfen")
    assert run("different", "a/T4", "gbt2260:141031", "--because", "x", "--by", "y").code == 0
    found = identity()
    assert place_of(found, "a/T4") is None
    assert "judged different" in next(u.because for u in found.undecided if u.one.endswith("a/T4"))
    assert run("same", "a/T4", "gbt2260:411528", "--because", "x", "--by", "y").code == 0
    assert place_of(identity(), "a/T4") == "gbt2260-411528-2020"


def test_what_was_decided_stands_in_the_graph_with_its_basis() -> None:
    write("a", "Xixian county", "Linfen")
    summary = kg.build(CORPUS, store="st")
    assert (summary.resolved, summary.judged) == (2, 0)
    asked = """
        PREFIX kg: <https://w3id.org/officials-kg/ontology#>
        PREFIX graph: <https://w3id.org/officials-kg/id/graph/>
        SELECT ?local ?place ?basis ?because WHERE { GRAPH graph:identity {
          ?r a kg:Resolution ; kg:resolves ?local ; kg:resolvedTo ?place ; kg:because ?because ;
            kg:basis ?basis } } ORDER BY ?local"""
    rows = list(kg.open_graph("st").query(asked))
    assert [(str(r["local"])[-4:], str(r["place"])[-19:]) for r in rows] == [
        ("/T20", "gbt2260-141000-2020"),
        ("a/T4", "gbt2260-141031-2020"),
    ]
    assert {row["code"] for row in kg.open_graph("st").query("places")} == {"141000", "141031"}
    told = kg.open_graph("st").query("identities", where={"ground": "rule"})
    assert [(row["id"], row["one_with"], row["certainty"], row["basis"]) for row in told] == [
        ("a/T20", "gbt2260:141000-2020", "inferred", "outside-knowledge"),
        ("a/T4", "gbt2260:141031-2020", "inferred", "context"),
    ]


def test_what_an_article_itself_says_of_a_place_is_asserted() -> None:
    write("a", "Xixian county, Linfen")
    kg.build(CORPUS, store="st")
    [row] = kg.open_graph("st").query("identities")
    assert (row["id"], row["certainty"], row["basis"]) == ("a/T4", "asserted", "explicit")


def people(found: Identity) -> set[str]:
    return {found.canonical.get(ARTICLE + f"{a}/T2", a) for a in "ab"}


def test_name_post_and_place_together_make_one_person() -> None:
    write_article(CORPUS, "a")
    write_article(CORPUS, "b")
    found = identity()
    assert people(found) == {"a", ARTICLE + "a/T2"}
    [merged] = [r for r in found.resolutions if r.local == ARTICLE + "b/T2"]
    assert merged.to == ARTICLE + "a/T2"
    kg.build(CORPUS, store="st")
    assert len({row["person_iri"] for row in kg.open_graph("st").query("persons")}) == 1


def test_a_county_with_a_new_code_is_one_place_to_those_who_led_it() -> None:
    write_article(CORPUS, "a")
    write_article(CORPUS, "b", ANNOTATIONS.replace("gbt2260:141031", "gbt2260:142635-1999"))
    found = identity()
    assert people(found) == {"a", ARTICLE + "a/T2"}
    [merged] = found.resolutions
    assert "the same place (Xi County [141031]; Xi County [142635]);" in merged.because
    assert place_of(found, "b/T4") == "gbt2260-142635-1999"


def test_a_printed_place_is_a_division_by_its_name_or_code_in_its_year() -> None:
    key = place_key(PlaceResolver(Gazetteer.load()))

    def place(printed: str, date: str | None = None) -> str | None:
        known = key(printed, Record("1", ("Ada Quill",), date=date))
        return known.key if known else None

    assert place("Xixian county, Linfen", "1999") == place("Xixian county, Linfen") == "141031"
    assert place("142635", "1999") == place("141031") == place("142635-1999") == "141031"
    assert place("142635", "1981") == place("Daning county") == "141030"
    assert place("內蒙古多倫縣") == place("Duolun county") == "152531"
    assert place("Xixian county") is None, "one of two, and nothing tells which"
    assert place("the Larkhaven Valley") == "larkhaven valley"
    assert place("999999") == "999999"


def test_two_counties_that_had_one_code_are_two() -> None:
    """142635 was Daning county before it was Xixian county."""
    for id_, vintage in (("a", "1981"), ("b", "1999")):
        code = f"gbt2260:142635-{vintage}"
        write_article(CORPUS, id_, ANNOTATIONS.replace("gbt2260:141031", code))
    found = identity()
    assert people(found) == {"a", "b"}
    [pair] = candidates(found, "Person")
    assert "different places (Daning County; Xi County [142635])" in pair.because


def test_reasons_name_posts_as_printed_and_bodies_and_places_as_they_are_called() -> None:
    body = "E1\tTenure:T3 Member:T2 Organization:T9\n"
    by_body = ANNOTATIONS.replace("E1\tTenure:T3 Member:T2 Jurisdiction:T4\n", body)
    write_article(CORPUS, "a", by_body)
    write_article(CORPUS, "b", by_body)
    [pair] = candidates(identity(), "Person")
    assert "the same post (head)" in pair.because
    assert "different organisations (county government)" in pair.because
    assert "://" not in pair.because
    assert run("same", "a/T9", "b/T9", "--because", "x", "--by", "y").code == 0
    [pair] = candidates(identity(), "Person")
    assert "the same organisation (county government)" in pair.because


def test_the_name_alone_makes_a_candidate_and_no_more() -> None:
    write_article(CORPUS, "a")
    write_article(CORPUS, "b", ANNOTATIONS.replace("gbt2260:141031", "gbt2260:370300"))
    found = identity()
    assert people(found) == {"a", "b"}
    [pair] = candidates(found, "Person")
    assert (pair.one, pair.other) == ("a/T2", "b/T2")
    assert pair.score is not None
    assert 0 < pair.score < 1


@pytest.mark.parametrize("command", ["different", "split"])
def test_what_a_rule_joined_a_person_can_part(command: str) -> None:
    write_article(CORPUS, "a")
    write_article(CORPUS, "b")
    kg.build(CORPUS, store="st")
    before = kg.open_graph("st").export("turtle")
    things = ["a/T2", "b/T2"] if command == "different" else ["b/T2"]
    ran = run(command, *things, "--because", "two of one name", "--by", "y", "--store", "st")
    assert ran.code == 0, ran.err
    assert people(identity()) == {"a", "b"}
    summary = kg.build(CORPUS, store="st")
    assert summary.written == ("b",)
    assert not candidates(identity(), "Person")
    line = json.loads((CORPUS / "identity.jsonl").read_text().splitlines()[0])
    assert run("retract", line["id"], "--because", "I was wrong", "--by", "y").code == 0
    kg.build(CORPUS, store="st")
    assert kg.open_graph("st").export("turtle") == before


def test_a_retraction_mends_what_contradicts_itself() -> None:
    write_article(CORPUS, "a")
    write_article(CORPUS, "b")
    told = {"by": "y", "on": "2031-05-07", "because": "x"}
    same = {"id": "one", "judgement": "same", "things": ["a/T9", "b/T9"], "entity": "one", **told}
    apart = {"id": "two", "judgement": "different", "things": ["a/T9", "b/T9"], **told}
    both = f"{json.dumps(same)}\n{json.dumps(apart)}\n"
    (CORPUS / "identity.jsonl").write_text(both)
    assert run("check", CORPUS).code == 2
    ran = run("retract", "two", "--because", "a slip", "--by", "y")
    assert (ran.code, ran.err) == (0, "")
    assert (CORPUS / "identity.jsonl").read_text().startswith(both)
    assert run("check", CORPUS).code == 0


def test_one_pair_is_judged_once_at_a_time() -> None:
    write_article(CORPUS, "a")
    write_article(CORPUS, "b")
    assert run("unsure", "a/T9", "b/T9", "--by", "y").code == 0
    again = run("same", "a/T9", "b/T9", "--because", "x", "--by", "y")
    assert again.code == 2
    assert "judged unsure already (corpus/identity.jsonl:1); retract that first: kg" in again.err


def test_the_corpora_are_found_from_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_article(CORPUS, "a")
    write_article(CORPUS, "b")
    kg.build(CORPUS, store="st")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    ran = run("related", "a/T9", "b/T9", "--by", "y", "--store", tmp_path / "st")
    assert ran.code == 0, ran.err
    assert (tmp_path / CORPUS / "identity.jsonl").exists()


def test_the_places_that_a_build_calls_undecided_are_listed() -> None:
    write("a", "Fuzhou")
    write("b", "Xixian county", "Linfen")
    summary = kg.build(CORPUS, store="st")
    listed = {one.one for one in candidates(identity()) if one.kind == "Place"}
    assert summary.undecided == len(listed) == 1


def test_a_chain_of_one_day_is_one_thing_and_can_be_parted() -> None:
    for id_ in "abcd":
        write_article(CORPUS, id_)
    for one, other in ("ab", "bc", "cd"):
        assert run("same", f"{one}/T9", f"{other}/T9", "--because", "x", "--by", "y").code == 0
    assert len({identity().canonical[ARTICLE + f"{id_}/T9"] for id_ in "abcd"}) == 1
    assert run("split", "b/T9", "--by", "y").code == 0
    found = identity()
    assert found.one_with(ARTICLE + "b/T9") == [ARTICLE + "b/T9"]
    assert found.one_with(ARTICLE + "c/T9") == [ARTICLE + "c/T9", ARTICLE + "d/T9"]


def test_parting_one_leaves_the_others_together() -> None:
    for id_ in "abcd":
        write_article(CORPUS, id_)
    assert run("split", "b/T2", "--because", "a namesake", "--by", "y").code == 0
    found = identity()
    assert found.one_with(ARTICLE + "b/T2") == [ARTICLE + "b/T2"]
    assert len(found.one_with(ARTICLE + "a/T2")) == 3


@pytest.mark.parametrize("decision", ["related", "unsure"])
def test_no_rule_joins_what_somebody_did_not(decision: str) -> None:
    write_article(CORPUS, "a")
    write_article(CORPUS, "b")
    assert run(decision, "a/T2", "b/T2", "--because", "x", "--by", "y").code == 0
    assert people(identity()) == {"a", "b"}


def test_who_was_head_is_not_who_is() -> None:
    write_article(CORPUS, "a")
    text = TEXT.replace("Quill, head", "Quill, former head")
    lines = []
    for line in ANNOTATIONS.splitlines(keepends=True):
        cells = line.rstrip("\n").split("\t")
        if line.startswith("T"):
            words = "former head" if cells[0] == "T3" else cells[-1]
            line = mention(cells[0], cells[1].split(" ")[0], words, text)
        lines.append(line.replace("\thead", "\tformer head"))
    write_article(CORPUS, "b", "".join(lines), text)
    found = identity()
    assert people(found) == {"a", "b"}
    assert [c.other for c in candidates(found, "Person")] == ["b/T2"]


def test_a_place_that_is_not_what_the_rule_said_is_asked_again() -> None:
    write("a", "Xixian county", "Linfen")

    def listed() -> list[tuple[str, float | None]]:
        found = candidates(identity(), "Place")
        assert all("judged different" in c.because for c in found)
        return [(c.other, c.score) for c in found if c.one == "a/T4"]

    assert not listed()
    assert run("split", "a/T4", "--by", "y").code == 0
    assert listed() == [("gbt2260:411528-2020", 1.0)]
    assert run("different", "a/T4", "gbt2260:411528", "--by", "y").code == 0
    assert listed() == [("", None)], "it is still to be told which place it is"
    assert run("same", "a/T4", "gbt2260:141030", "--because", "x", "--by", "y").code == 0
    assert not listed()


@pytest.mark.parametrize("around", [("Linfen", "The city"), ("The city",)])
def test_the_city_is_no_name(around: tuple[str, ...]) -> None:
    """Whether the article calls the place by its name besides, or only an annotation knows it."""
    last = f"T{19 + len(around)}"
    coded = f"N1\tReference {last} gbt2260:141000\tThe city\n" if len(around) == 1 else ""
    write("a", "Larkhaven county", *around, reference=coded)
    kg.build(CORPUS, store="st")
    view = kg.open_graph("st")
    [row] = [row for row in view.query("places") if row["code"] == "141000"]
    name = "Linfen" if len(around) == 2 else "Linfen City"
    assert (row["place"], row["label"]) == (name, name)
    assert '"Linfen City"@en' in view.export("turtle").decode()
    assert '"The city"@en' not in view.export("nquads").decode()
    assert any(
        row["quote"] == "The city" for row in view.query("evidence", entity=row["place_iri"])
    )


def test_what_is_no_division_may_be_the_city() -> None:
    write("a", "Larkhaven county", "The city")
    kg.build(CORPUS, store="st")
    assert '"The city"@en' in kg.open_graph("st").export("turtle").decode()


def test_many_of_one_name_are_compared_with_the_first_only() -> None:
    for id_ in "abcde":
        write_article(CORPUS, id_)
    listed = candidates(identity(), "Platform")
    assert [(c.one, c.other) for c in listed] == [("a/T7", f"{id_}/T7") for id_ in "bcde"]
