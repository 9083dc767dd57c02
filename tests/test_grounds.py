"""Receipts of identity: which code, judgement or rule made things one, or keeps them apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kg
from annotating import brat
from judging import (
    COUNTY,
    FINCH,
    PERSON,
    POST,
    SITE,
    TOWN,
    judged,
    write_articles,
)
from kg import namespaces as ns
from kg.errors import InputError
from kg.judgements import add
from kg.namespaces import DCTERMS
from kg.receipts import Receipt, receipt
from kg.store.engine import Bindings
from kg.view import View
from tiny import run, write_article

XIXIAN = ns.place("gbt2260", "141031", 2020)
NAMED = "gbt2260:141031-2020 (Xi County 隰县)"
TEXT = (
    "Wang Wei, head of Xixian county in Linfen, counted pears. Nobody in the valley had asked for "
    "it, and the evening was warm and long, as evenings in May are, and those who had come stayed "
    "until the last of the lamps went out and the last of the crates was shut.\n"
)
ROWS = """
    T1 Person | {name}
    T2 Tenure | head
    T3 Place | Xixian county
    T4 Place | Linfen
    E1 Tenure:T2 Member:T1 Jurisdiction:T3
    N1 Reference E1 role:county-head | head
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four articles with judgements of every kind, and two persons whom a rule makes one."""
    root = tmp_path_factory.mktemp("grounds")
    corpus = write_articles(root / "corpus", "abcd", {f"a/{COUNTY}": "gbt2260:141031"})
    for article, name in (("m", "Wang Wei"), ("n", "WANG Wei")):
        text = TEXT.replace("Wang Wei", name)
        write_article(corpus, article, brat(ROWS.format(name=name), text), text)
    add(
        corpus,
        [
            judged("first", "same", f"a/{PERSON}", f"b/{PERSON}", entity="quill"),
            judged("second", "same", f"c/{PERSON}", f"b/{PERSON}", because="she <sang> again"),
            judged("open", "unsure", f"c/{PERSON}", f"d/{PERSON}"),
            judged("finches", "different", f"a/{FINCH}", f"b/{FINCH}", because="one is a boy"),
            judged("site", "related", f"b/{SITE}", f"a/{POST}"),
            judged("papers", "same", f"a/{POST}", f"c/{POST}", entity="post"),
            judged("county", "same", f"b/{COUNTY}", "gbt2260:141031"),
            judged("codes", "different", "gbt2260:141031", "gbt2260:141028"),
        ],
    )
    kg.build(corpus, store=root / "store")
    return root / "store"


@pytest.fixture(scope="module")
def judged_view(built: Path) -> View:
    return kg.open_graph(built)


def told(receipt: Receipt) -> list[tuple[str, str]]:
    return [(ground.statement, ground.origin) for ground in receipt.grounds]


def grounds(receipt: Receipt) -> list[str]:
    return [ns.shrink(ground.iri) for ground in receipt.grounds]


def row_of(judged_view: View, name: str, **where: str) -> str:
    (row,) = judged_view.query(name, where=where)
    return str(row["claims"])


# --- a row, a record and a statement ------------------------------------------------------------


def test_a_row_tells_why_its_person_and_its_place_are_what_they_are(judged_view: View) -> None:
    receipt = judged_view.receipt(row_of(judged_view, "officials", article="n"))
    assert told(receipt) == [
        ("“WANG Wei” n/T1 and “Wang Wei” m/T1 are one: article:m/T1", "by rule, context"),
        (f"“Xixian county” n/T3 is {NAMED}", "by rule, context"),
    ]
    person, place = receipt.grounds
    assert "the same post (head); the same place (Xi County [141031]);" in str(person.because)
    assert place.because == "the only Xi County in Linfen, which the article names"
    sides = [side.support for side in person.sides if side.support]
    assert [(side.article, side.quotes[0].text, side.line) for side in sides] == [
        ("n", "WANG Wei", 1), ("m", "Wang Wei", 1),
    ]  # fmt: skip
    assert [side.now for side in person.sides] == [ns.node("m", "T1")] * 2


def test_each_ground_is_told_that_leads_from_the_article_to_the_id(judged_view: View) -> None:
    def of(article: str) -> list[str]:
        receipt = judged_view.receipt(ns.node(article, "E1"))
        return [iri.removeprefix("judgement:") for iri in grounds(receipt)]

    assert of("a") == ["first", "article:a/c-N2", "second", "open"]
    assert of("b") == ["first", "second", "county", "open"]
    assert of("c") == ["first", "second", "open"]
    assert of("d") == ["open"]
    assert grounds(judged_view.receipt(ns.node("m", "E1"))) == ["resolution:m/T3"]


def test_the_code_of_an_annotation_is_a_ground(judged_view: View) -> None:
    receipt = judged_view.receipt((ns.node("a", COUNTY), "kg:sameDivision", XIXIAN))
    assert told(receipt) == [
        (f"“Larkhaven county” a/T3 is {NAMED}", "by the code of its annotation, inferred")
    ]
    (ground,) = receipt.grounds
    assert ground.one.support == receipt.claims[0].supports[0]
    assert (ground.because, ground.by, ground.basis) == (None, None, "outside-knowledge")


def test_statements_of_the_identity_graph_rest_on_judgements(judged_view: View) -> None:
    site, post = ns.node("b", SITE), ns.entity("post")
    for statement in ((site, "kg:relatedTo", post), ("entity:post", "kg:relatedTo", f"b/{SITE}")):
        receipt = judged_view.receipt(statement)
        assert (len(receipt), grounds(receipt)) == (0, ["judgement:site"])
    assert receipt.grounds[0].statement == (
        "“The Larkhaven Post” a/T4 and “larkhavenpost.example” b/T5 are related, not one"
    )
    replaced = judged_view.receipt((f"c/{POST}", "dcterms:isReplacedBy", post))
    assert grounds(replaced) == ["judgement:papers"]


@pytest.mark.parametrize(
    "statement",
    [
        (f"b/{SITE}", "kg:relatedTo", f"a/{PERSON}"),
        ("entity:post", "dcterms:isReplacedBy", "entity:post"),
        (f"c/{POST}", "dcterms:isReplacedBy", "entity:quill"),
        (f"c/{POST}", "kg:host", "entity:post"),
    ],
)
def test_a_wrong_statement_has_no_ground(
    judged_view: View, statement: tuple[str, str, str]
) -> None:
    with pytest.raises(InputError, match=r"nothing in .* is known as"):
        judged_view.receipt(statement)


# --- an entity, a place, a judgement, a resolution ----------------------------------------------


def test_an_entity_tells_all_that_made_it_one_and_all_that_it_is_not(judged_view: View) -> None:
    assert grounds(judged_view.receipt("entity:quill")) == [
        "judgement:first", "judgement:second", "judgement:open",
    ]  # fmt: skip
    assert grounds(judged_view.receipt(f"a/{FINCH}")) == ["judgement:finches"]
    assert told(judged_view.receipt(f"a/{FINCH}")) == [
        ("“Bo Finch” a/T8 and “Bo Finch” b/T8 are not one",
         "judgement finches by Cy Lark on 2031-05-07"),
    ]  # fmt: skip
    assert grounds(judged_view.receipt("gbt2260:141031")) == [
        "article:a/c-N2", "judgement:county", "resolution:m/T3", "resolution:n/T3",
        "judgement:codes",
    ]  # fmt: skip


def test_a_superseded_id_tells_what_its_own_article_says(judged_view: View) -> None:
    whole, own = judged_view.receipt("entity:quill"), judged_view.receipt(f"c/{PERSON}")
    told_by = {support.article for claim in whole.claims for support in claim.supports}
    assert told_by == {"a", "b", "c"}
    assert own.claims
    assert all("c" in {s.article for s in claim.supports} for claim in own.claims)
    assert any(claim.derived for claim in own.claims)
    assert grounds(own) == ["judgement:first", "judgement:second", "judgement:open"]


@pytest.mark.parametrize("name", ["judgement:second", ns.judgement("second")])
def test_a_judgement(judged_view: View, name: str) -> None:
    receipt = judged_view.receipt(name)
    (ground,) = receipt.grounds
    assert (ground.by, ground.on, ground.because) == ("Cy Lark", "2031-05-07", "she <sang> again")
    assert [claim.claim for claim in receipt.claims] == [
        ns.claim("b", PERSON), ns.claim("c", PERSON),
    ]  # fmt: skip


def test_a_resolution_and_a_judgement_of_two_codes(judged_view: View) -> None:
    resolved = judged_view.receipt("resolution:n/T3")
    assert told(resolved) == [(f"“Xixian county” n/T3 is {NAMED}", "by rule, context")]
    assert [claim.claim for claim in resolved.claims] == [ns.claim("n", "T3")]
    codes = judged_view.receipt("judgement:codes")
    assert told(codes) == [
        (f"gbt2260:141028-2020 (Ji County 吉县) and {NAMED} are not one",
         "judgement codes by Cy Lark on 2031-05-07"),
    ]  # fmt: skip
    assert (codes.claims, [side.support for side in codes.grounds[0].sides]) == ((), [None, None])


@pytest.mark.parametrize("thing", ["judgement:none", "resolution:n/T9", "entity:none"])
def test_what_is_unknown(judged_view: View, thing: str) -> None:
    with pytest.raises(InputError, match=f"nothing in .* is known as {thing}"):
        judged_view.receipt(thing)


# --- rows of files ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "ground"), [("judgements", "judgement"), ("identities", "ground")]
)
def test_a_row_of_a_ground_tells_that_ground(
    judged_view: View, tmp_path: Path, query: str, ground: str
) -> None:
    rows = judged_view.query(query)
    (tmp_path / "rows.csv").write_text(rows.delimited(","), encoding="utf-8")
    for number, row in enumerate(rows, start=1):
        receipt = judged_view.receipt(f"{tmp_path / 'rows.csv'}#{number}")
        iri = row[f"{ground}_iri"] or str(row["claims"])
        assert [each.iri for each in receipt.grounds] == [iri]
        assert receipt.grounds[0].because == (row["because"] if row[f"{ground}_iri"] else None)
        assert [claim.claim for claim in receipt.claims] == str(row["claims"] or "").split()


def test_a_row_of_candidates_tells_what_the_articles_say_of_them(
    judged_view: View, tmp_path: Path
) -> None:
    file = tmp_path / "candidates.csv"
    lines = ["kind,one,one_label,other,other_label", f"Place,a/{TOWN},Thornbury,b/{TOWN},Thornbury"]
    lines.append("Place,n/T3,Xixian county,gbt2260:141031-2020,Xi County 隰县")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    towns = judged_view.receipt(f"{file}#1")
    assert [claim.claim for claim in towns.claims] == [ns.claim(each, TOWN) for each in "ab"]
    placed = judged_view.receipt(f"{file}#2")
    assert ns.claim("n", "T3") in [claim.claim for claim in placed.claims]
    assert "resolution:n/T3" in grounds(placed)
    assert len(grounds(placed)) == len(set(grounds(placed)))


def test_a_receipt_asks_few_questions_however_much_a_row_tells(judged_view: View) -> None:
    class Counting:
        """The same reader, which counts what it is asked."""

        name = judged_view.name
        asked = 0

        def select(self, query: str) -> Bindings:
            self.asked += 1
            return judged_view.reader.select(query)

        construct, quads = judged_view.reader.construct, judged_view.reader.quads

    for row in judged_view.query("officials"):
        counting = Counting()
        receipt(counting, str(row["claims"]).split())
        assert 0 < counting.asked <= 9


# --- how it is shown ----------------------------------------------------------------------------


def test_text_tells_each_support_once(judged_view: View) -> None:
    text = judged_view.receipt(f"d/{PERSON}").text()
    assert (
        "\n\nnobody can tell whether “Ada Quill” c/T1 and “Ada Quill” d/T1 are one  "
        "[judgement open by Cy Lark on 2031-05-07]\n  both tell of one\n  “Ada Quill” 0–9"
    ) in text
    assert text.count("annotations/gold/d.ann:1\n") == 1
    assert text.count("annotations/gold/c.ann:1\n") == 1


def test_notebook_and_json_have_the_grounds(judged_view: View, built: Path) -> None:
    receipt = judged_view.receipt("judgement:second")
    shown = receipt._repr_html_()
    assert "<b>“Ada Quill” b/T1 and “Ada Quill” c/T1 are one: entity:quill</b>" in shown
    assert "<br>she &lt;sang&gt; again</p>" in shown
    ran = run("receipt", "judgement:second", "--format", "json", "--store", built)
    assert (ran.code, ran.err) == (0, "")
    (ground,) = json.loads(ran.out)["grounds"]
    assert ground["kind"] == "judgement"
    assert ground["iri"] == ns.judgement("second")
    assert ground["other"]["iri"] == ns.node("c", PERSON)
    assert ground["other"]["support"]["quotes"][0]["text"] == "Ada Quill"


def test_every_superseded_id_of_the_bundled_corpus_has_a_ground(view: View) -> None:
    replaced = f"?id <{DCTERMS}isReplacedBy> ?now"
    rows = view.query(f"SELECT ?id ?now WHERE {{ GRAPH <{ns.IDENTITY_GRAPH}> {{ {replaced} }} }}")
    assert len(rows) > 20
    for row in rows:
        joining = [g for g in view.receipt(str(row["id"])).grounds if g.decision == "same"]
        assert {side.now for ground in joining for side in ground.sides} == {row["now"]}
