"""Receipts: from every kind of result back to the quoted characters and the annotator's line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import namespaces as ns
from kg.errors import InputError
from kg.receipts import ClaimReceipt, Receipt
from kg.supports import Support
from kg.view import View

BI = ns.node("000-zibo", "T12")
SALE = ns.node("000-zibo", "E13")
POST = ns.node("000-zibo", "E6")
DEPARTMENT = ns.node("000-zibo", "T18")
ZHANG = ns.node("003-northeast", "T18")
REVENUE = ns.node("001-linfen", "E19")


def statements(receipt: Receipt) -> list[str]:
    return [claim.statement for claim in receipt.claims]


def quotes(*claims: ClaimReceipt) -> set[tuple[str, int, int]]:
    return {
        (quote.text, quote.start, quote.end)
        for claim in claims
        for support in claim.supports
        for quote in support.quotes
    }


@pytest.fixture(scope="module")
def claims(view: View) -> list[ClaimReceipt]:
    """Every claim that a named query returns."""
    cells: list[str] = []
    for name in view.queries:
        rows = view.query(name, **({"entity": BI} if name == "evidence" else {}))
        cells += map(str, rows.column("claims"))
    return list(view.receipt(" ".join(cells)).claims)


@pytest.fixture(scope="module")
def supports(claims: list[ClaimReceipt]) -> list[Support]:
    return [support for claim in claims for support in claim.supports]


# --- every way to ask ---------------------------------------------------------------------------


def test_an_entity(view: View) -> None:
    receipt = view.receipt(BI)
    assert receipt.thing == "article:000-zibo/T12"
    assert sorted(statements(receipt)) == [
        "1.jpg — depicts — Bi Rongqing",
        "Bi Rongqing — holds role in — Zibo",
        "Bi Rongqing — hosts — First online sale of the Zibo livestreaming month",
        "Bi Rongqing — label: Bi Rongqing, type: person",
        "Bi Rongqing — sells — ceramics",
        "Bi Rongqing — streams on — Kandian",
        "Bi Rongqing — type — official",
        "First online sale of the Zibo livestreaming month — host — Bi Rongqing",
        "Launch ceremony of the Zibo livestreaming month — participant — Bi Rongqing",
        "Presentation of ceramic products by Bi Rongqing — promoter — Bi Rongqing",
        "tenure — attested on: [..2020-06-05], member: Bi Rongqing, organization: "
        "publicity department of Zibo, role: director of publicity department, "
        "title as written: director of the publicity department",
    ]
    assert [claim.derived for claim in receipt.claims] == [False] * 6 + [True] * 5
    certainty = {claim.statement: (claim.certainty, claim.derived) for claim in receipt.claims}
    assert certainty["Bi Rongqing — streams on — Kandian"] == ("planned", True)
    assert certainty["Bi Rongqing — type — official"] == ("asserted", True)
    assert certainty["Bi Rongqing — label: Bi Rongqing, type: person"] == ("asserted", False)


@pytest.mark.parametrize(
    "thing", ["article:000-zibo/T12", f"<{BI}>", "000-zibo/T12", "a-000-zibo:T12"]
)
def test_a_short_iri_and_one_in_brackets(view: View, thing: str) -> None:
    receipt = view.receipt(thing)
    assert receipt.claims == view.receipt(BI).claims
    assert receipt.thing == "article:000-zibo/T12"


def test_a_place_by_its_code_and_a_statement_by_short_names(view: View) -> None:
    zibo = view.receipt("gbt2260:370300")
    assert zibo.thing == "place:gbt2260-370300-2020"
    assert zibo.claims == view.receipt("gbt2260:370300-2020").claims
    assert "Zibo — within — Shandong province" in statements(zibo)
    short = view.receipt(("000-zibo/E13", "kg:host", "a-000-zibo:T12"))
    assert short.claims == view.receipt((SALE, "kg:host", BI)).claims


def test_a_record_that_is_its_own_claim(view: View) -> None:
    (claim,) = view.receipt(POST).claims
    assert claim.claim == POST
    kind, _, said = claim.statement.partition(" — ")
    assert kind == "tenure"
    assert set(said.split(", ")) == {
        "member: Bi Rongqing",
        "organization: publicity department of Zibo",
        "role: director of publicity department",
        "title as written: director of the publicity department",
        "attested on: [..2020-06-05]",
    }
    assert quotes(claim) == {
        ("Bi Rongqing", 646, 657),
        ("director of the publicity department", 659, 695),
        ("publicity department of Zibo", 675, 703),
    }


def test_a_record_of_which_statements_are_claimed_one_by_one(view: View) -> None:
    receipt = view.receipt(SALE)
    sale = "First online sale of the Zibo livestreaming month"
    assert {f"{sale} — host — Bi Rongqing", f"{sale} — platform — Kandian"} <= set(
        statements(receipt)
    )
    assert f"{sale} — when — 2020-06-06" in statements(receipt)
    certainty = {claim.statement: claim.certainty for claim in receipt.claims}
    # The sale is only planned, but its poster is there to be seen.
    assert certainty.pop(f"5.jpg — depicts — {sale}") == "asserted"
    assert set(certainty.values()) == {"planned"}


def test_a_figure(view: View) -> None:
    (claim,) = view.receipt(REVENUE).claims
    for part in ("as written: 14.2 million yuan", "number: 14200000", "converted as: $2 million"):
        assert part in claim.statement
    assert "about: Livestreaming sales promotions by officials of Linfen" in claim.statement
    assert claim.certainty == "reported"
    assert claim.supports[0].speakers == ("Linfen Daily",)
    assert ("14.2 million yuan", 881, 898) in quotes(claim)


def test_a_claim(view: View) -> None:
    host = ns.claim("000-zibo", "E13", "Host")
    (claim,) = view.receipt(host).claims
    assert claim.claim == host
    assert [support.claim for support in claim.supports] == [host]
    assert ("Bi Rongqing", 646, 657) in quotes(claim)


def test_a_claim_that_its_article_repeats_says_only_what_it_says(view: View) -> None:
    (claim,) = view.receipt(ns.claim("000-zibo", "T12")).claims
    assert claim.statement == "Bi Rongqing — label: Bi Rongqing, type: person"
    (level,) = view.receipt(ns.claim("000-zibo", "A1")).claims
    assert level.statement == "Zibo — level — city"


def test_a_mention(view: View) -> None:
    (claim,) = view.receipt(ns.mention("003-northeast", "T34")).claims
    assert claim.statement.startswith("tenure — ")
    assert "member: Zhang Jiancheng" in claim.statement
    assert ("vice-mayor of Jilin province”s Shulan", 26, 63) in quotes(claim)


def test_a_place_and_its_superseded_id(view: View) -> None:
    zibo = view.query("places", certainty=None)
    (iri,) = {str(row["place_iri"]) for row in zibo if row["place"] == "Zibo"}
    whole = view.receipt(iri)
    assert "Zibo — within — Shandong province" in statements(whole)
    assert "Bi Rongqing — holds role in — Zibo" in statements(whole)
    local = view.receipt(ns.node("000-zibo", "T1"))
    assert "Zibo — within — Shandong province" in statements(local)


def test_a_cell_of_claims(view: View) -> None:
    row = next(row for row in view.query("officials") if row["official"] == "Bi Rongqing")
    claims = str(row["claims"]).split()
    assert len(claims) == 2
    for thing in (" ".join(claims), claims, tuple(claims), claims[::-1]):
        wanted = thing.split() if isinstance(thing, str) else list(thing)
        assert [claim.claim for claim in view.receipt(thing).claims] == wanted
    assert ("Zibo", 699, 703) in quotes(*view.receipt(claims).claims)


def test_a_said_statement(view: View) -> None:
    (claim,) = view.receipt((SALE, ns.KG + "host", BI)).claims
    assert claim.claim == ns.claim("000-zibo", "E13", "Host")
    (tenure,) = view.receipt((POST, ns.ORG + "member", BI)).claims
    assert tenure.claim == POST


def test_a_statement_with_a_literal(view: View) -> None:
    written = (REVENUE, "kg:asWritten", "14.2 million yuan")
    assert [claim.claim for claim in view.receipt(written).claims] == [REVENUE]
    assert view.receipt((REVENUE, "kg:number", "14200000")).claims[0].claim == REVENUE
    title = str(view.query("articles").column("title")[1])
    (claim,) = view.receipt(("article:001-linfen", "dcterms:title", title)).claims
    assert claim.statement == f"article:001-linfen — title — {title}"


def test_a_statement_of_identity(view: View) -> None:
    zibo = next(str(r["place_iri"]) for r in view.query("places") if r["place"] == "Zibo")
    (claim,) = view.receipt((ns.node("000-zibo", "T1"), "kg:sameDivision", zibo)).claims
    assert claim.claim == ns.claim("000-zibo", "N1")


def test_a_shared_place_answers_only_with_the_article_that_says_so(view: View) -> None:
    china = next(str(r["place_iri"]) for r in view.query("places") if r["place"] == "China")
    said = view.receipt((china, "rdf:type", "kg:Place"))
    assert len(said) == 4
    zibo = next(str(r["place_iri"]) for r in view.query("places") if r["place"] == "Zibo")
    shandong = next(
        str(r["place_iri"]) for r in view.query("places") if r["place"] == "Shandong province"
    )
    (within,) = view.receipt((zibo, "kg:within", shandong)).claims
    assert {support.article for support in within.supports} == {"000-zibo"}


def test_a_derived_statement_leads_to_the_quotes_of_its_base_claims(view: View) -> None:
    zibo = next(str(r["place_iri"]) for r in view.query("places") if r["place"] == "Zibo")
    (claim,) = view.receipt((BI, "kg:holdsRoleIn", zibo)).claims
    assert claim.derived
    assert claim.claim.startswith(ns.DERIVED)
    bases = {support.claim for support in claim.supports}
    assert POST in bases
    assert len(bases) == 2
    said = quotes(claim)
    assert ("director of the publicity department", 659, 695) in said
    assert ("Zibo", 699, 703) in said
    assert said == quotes(*view.receipt(sorted(bases)).claims)
    (official,) = view.receipt((BI, "rdf:type", "kg:Official")).claims
    assert [support.claim for support in official.supports] == [POST]


def test_a_wrong_value_has_no_receipt(view: View) -> None:
    with pytest.raises(InputError, match=r"nothing in .* is known as"):
        view.receipt((SALE, "kg:host", ZHANG))
    with pytest.raises(InputError, match=r"nothing in .* is known as"):
        view.receipt((REVENUE, "kg:asWritten", "14.3 million yuan"))


def test_a_row_of_a_file(
    view: View, tmp_path: Path, kg: Callable[..., tuple[int, str, str]]
) -> None:
    file = tmp_path / "officials.csv"
    assert kg("query", "officials", "-o", file)[0] == 0
    rows = view.query("officials")
    for number, row in enumerate(rows, start=1):
        receipt = view.receipt(f"{file}#{number}")
        assert [claim.claim for claim in receipt.claims] == str(row["claims"]).split()
        assert str(row["official"]) in {text for text, _, _ in quotes(*receipt.claims)}
    code, out, err = kg("receipt", f"{file}#7")
    assert (code, err) == (0, "")
    assert "“vice-mayor of Jilin province”s Shulan” 26–63" in out


def test_a_row_with_more_claims_than_the_csv_module_reads(view: View, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    limit = csv.field_size_limit()
    unknown = " ".join(f"https://example.org/{n}" for n in range(limit // 20))
    file.write_text(f"n,claims\n1,{POST} {unknown}\n", encoding="utf-8")
    assert file.stat().st_size > limit
    assert [claim.claim for claim in view.receipt(f"{file}#1").claims] == [POST]
    assert csv.field_size_limit() == limit


@pytest.mark.parametrize(
    ("content", "row", "message"),
    [
        ("a,claims\n1,x\n", "0", "there is no row '0'; rows count from 1 to 1 after the header"),
        ("a,claims\n1,x\n", "2", "there is no row '2'"),
        ("a,claims\n1,x\n", "-1", "there is no row '-1'"),
        ("a,claims\n1,x\n", "", "there is no row ''"),
        ("a,claims\n1,x\n", "²", "there is no row '²'"),
        ("a,claims\n1,x\n", "one", "there is no row 'one'"),
        ("a,b\n1,x\n", "1", ":2: row 1 has no claims"),
        ("a,claims\n1,\n", "1", ":2: row 1 has no claims"),
        ("", "1", "there is no row '1'"),
    ],
)
def test_a_bad_row(view: View, tmp_path: Path, content: str, row: str, message: str) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        view.receipt(f"{file}#{row}")
    assert message in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_file_that_is_no_table(view: View, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        view.receipt(f"{tmp_path / 'missing.csv'}#1")
    (tmp_path / "latin.csv").write_bytes(b"a,claims\ncaf\xe9,x\n")
    with pytest.raises(InputError, match="not readable as UTF-8 text"):
        view.receipt(f"{tmp_path / 'latin.csv'}#1")


@pytest.mark.parametrize(
    "thing", ["https://example.org/nobody", "article:000-zibo/T999", "urn:a urn:b", "kg:Nothing"]
)
def test_what_is_unknown(view: View, thing: str, kg: Callable[..., tuple[int, str, str]]) -> None:
    with pytest.raises(InputError, match=r"nothing in .* is known as"):
        view.receipt(thing)
    code, out, err = kg("receipt", thing)
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("thing", ["Bi", "> } DROP ALL #", "", "\x00", "caf\udce9"])
def test_what_is_no_iri(view: View, thing: str) -> None:
    with pytest.raises(InputError):
        view.receipt(thing)


def test_no_claims_at_all(view: View) -> None:
    with pytest.raises(InputError, match="is known as a result"):
        view.receipt([])


# --- lines and characters -----------------------------------------------------------------------


def annotation_of(claim: str) -> str:
    """The id of the annotation that a claim was made of (``E13`` of ``…/c-E13-Host``)."""
    found = re.fullmatch(r".*/(?:c-)?([TERAN]|note)(\d+)(?:-\w+)?", claim)
    assert found is not None, claim
    return found[1].replace("note", "#") + found[2]


def test_file_and_line_are_those_of_the_annotation(supports: list[Support], corpus: Path) -> None:
    seen = set()
    for support in supports:
        assert support.file == f"annotations/gold/{support.article}.ann"
        lines = (corpus / support.file).read_text(encoding="utf-8").split("\n")
        row, annotation = lines[support.line - 1], annotation_of(support.claim)
        if support.claim.endswith("-computed") and row.startswith("N"):
            assert f"\tReference {annotation} edtf:" in row
        else:
            assert row.split("\t")[0] == annotation
        for quote in support.quotes:
            identifier, place, text = lines[quote.line - 1].split("\t")
            assert identifier.startswith("T")
            spans = [pair.split() for pair in place.split(" ", 1)[1].split(";")]
            assert [str(quote.start), str(quote.end)] in spans
            assert quote.text in text
        seen.add(support.claim)
    assert len(seen) > 150


def test_who_annotated(supports: list[Support]) -> None:
    assert {support.annotator for support in supports} == {"officials-kg developers"}
    assert {support.basis for support in supports} <= {
        "explicit", "coreference", "dateline", "arithmetic", "context", "outside-knowledge",
    }  # fmt: skip


@pytest.mark.texts
def test_quotes_are_the_texts_own_characters(supports: list[Support], seeds: Path) -> None:
    texts = {path.name[:3]: path.read_bytes().decode("utf-8") for path in seeds.glob("*.txt")}
    seen = set()
    for support in supports:
        for quote in support.quotes:
            assert texts[support.article[:3]][quote.start : quote.end] == quote.text
            seen.add((support.article, quote.start, quote.end))
    assert len(seen) > 150


def test_statements_are_readable(claims: list[ClaimReceipt]) -> None:
    assert len(claims) > 150
    for claim in claims:
        assert " — " in claim.statement
        assert "http" not in claim.statement
        assert len(claim.statement) < 400
        assert not re.search(r"article:\S+/c-", claim.statement)


def test_every_basis_that_is_not_explicit_is_told(view: View) -> None:
    (liu,) = view.receipt(ns.claim("002-chengbu", "E11")).claims
    assert liu.statement == "Livestreaming from Chengbu — host — Liu Shujun"
    assert (liu.certainty, liu.supports[0].basis) == ("inferred", "context")


# --- how it is shown ----------------------------------------------------------------------------


def test_what_a_person_said_is_of_the_person(view: View) -> None:
    told = statements(view.receipt(ns.node("003-northeast", "T19")))
    assert any(s.startswith("utterance — ") and "speaker: Cai Dong" in s for s in told)


def test_a_row_of_another_snapshot_is_told_apart(view: View, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("a,claims\nx,https://example.org/gone\n", encoding="utf-8")
    (tmp_path / "rows.csv.prov.json").write_text('{"read_from": "000001-then"}', encoding="utf-8")
    with pytest.raises(InputError, match=r"rows\.csv#1 was written from 000001-then, and "):
        view.receipt(f"{rows}#1")


def test_text(view: View) -> None:
    text = view.receipt(POST).text()
    assert text.startswith("Receipt of article:000-zibo/E6\n\ntenure — ")
    assert "“Bi Rongqing” 646–657" in text
    assert "  [asserted]\n" in text
    assert re.search(r"annotated by officials-kg developers in annotations/gold/000-zibo.ann:\d+\n",
                     text)  # fmt: skip
    assert "[asserted, by rule]" in view.receipt((BI, "rdf:type", "kg:Official")).text()
    assert ", said by Linfen Daily;" in view.receipt(REVENUE).text()


def test_notebook_escapes(view: View) -> None:
    shown = view.receipt(ns.node("001-linfen", "E12"))._repr_html_()
    assert "<b>tenure — " in shown
    assert "Zhou Jianmin" in shown
    editor = view.receipt(ns.claim("001-linfen", "E1", "Editor"))._repr_html_()
    assert "Mo Hong&#x27;e" in editor


def test_json_on_the_command_line(view: View, kg: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = kg("receipt", POST, "--format", "json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told == json.loads(json.dumps(view.receipt(POST).json()))
    assert told["claims"][0]["supports"][0]["quotes"][0]["text"] == "Bi Rongqing"


def test_three_words_ask_for_a_statement(kg: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = kg("receipt", SALE, "kg:host", BI)
    assert code == 0
    assert "First online sale of the Zibo livestreaming month — host — Bi Rongqing" in out
    code, out, err = kg("receipt", SALE, BI)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_file_has_its_manifest_beside_it(
    view: View, tmp_path: Path, kg: Callable[..., tuple[int, str, str]]
) -> None:
    assert kg("receipt", POST, "-o", tmp_path / "receipt.txt") == (0, "", "")
    assert (tmp_path / "receipt.txt").read_text(encoding="utf-8") == view.receipt(POST).text()
    manifest = json.loads((tmp_path / "receipt.txt.prov.json").read_text(encoding="utf-8"))
    assert manifest["read_from"] == view.name
    assert manifest["thing"] == "article:000-zibo/E6"


def test_every_row_of_an_exported_network_has_a_receipt(
    view: View, tmp_path: Path, kg: Callable[..., tuple[int, str, str]]
) -> None:
    file = tmp_path / "edges.csv"
    assert kg("network", "official-place", "-o", file)[0] == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert len(rows) == 8
    for number in range(1, len(rows) + 1):
        assert len(view.receipt(f"{file}#{number}")) > 0
