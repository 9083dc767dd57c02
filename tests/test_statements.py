"""What the annotations of an article come to: statements, claims, evidence; and their ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from annotating import FILE, document, find_articles
from kg import identity
from kg import namespaces as ns
from kg.annotations.brat import read_brat
from kg.checking import check
from kg.contributions import applied
from kg.entities import read_entities
from kg.errors import InputError
from kg.parts import joined, parted
from kg.places.gazetteer import Gazetteer
from kg.scheme import Scheme
from kg.shards import Shard
from kg.sources import Article, read_article
from kg.statements import make_shard
from kg.validation import validate_article

# rdflib deprecates what its own parsers call.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
KG, OA, CODE = Namespace(ns.KG), Namespace(ns.OA), Namespace(ns.CODE)

TEXT = (
    "Ada Quill, head of Larkhaven county in Ostmark, sold pears and yellow plums live on Peartube "
    "on 5 May 2031 and again on June 6. Miss Quill said over 300 fresh crates went, worth about "
    "2 million yuan ($280,000), this month alone. Hundreds of growers watched on Aug 7. The "
    "Larkhaven Post, which the Ostmark Group owns, wrote it down; the county is small."
)

PREFIXES = """
@prefix a: <https://w3id.org/officials-kg/id/article/x/> .
@prefix article: <https://w3id.org/officials-kg/id/article/> .
@prefix place: <https://w3id.org/officials-kg/id/place/> .
@prefix kg: <https://w3id.org/officials-kg/ontology#> .
@prefix code: <https://w3id.org/officials-kg/code/> .
@prefix basis: <https://w3id.org/officials-kg/code/basis/> .
@prefix certainty: <https://w3id.org/officials-kg/code/certainty/> .
@prefix status: <https://w3id.org/officials-kg/code/status/> .
@prefix kind: <https://w3id.org/officials-kg/code/activity-kind/> .
@prefix measure: <https://w3id.org/officials-kg/code/measure/> .
@prefix bound: <https://w3id.org/officials-kg/code/bound/> .
@prefix unit: <https://w3id.org/officials-kg/code/unit/> .
@prefix role: <https://w3id.org/officials-kg/code/role/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

METADATA = "published: 2031-06-10"


def _article(folder: Path, metadata: str = METADATA) -> Article:
    path = folder / "articles" / "x.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"{metadata}\ntext_file: x.txt\nsha256: {'0' * 64}\nlength: 5000\nlanguage: en\n"
        "rights: CC0\nannotator: tests\n",
        encoding="utf-8",
    )
    return read_article(folder, path)


def _shard(folder: Path, rows: str, metadata: str = METADATA) -> Shard:
    """The shard of rows that agree with the scheme."""
    annotated = document(folder, rows, TEXT)
    article, scheme = _article(folder, metadata), Scheme.load()
    assert check(annotated, scheme, article.length) == []
    return make_shard(article, annotated, scheme, Gazetteer.load())


class Told:
    """A shard read back, graph by graph."""

    def __init__(self, shard: Shard) -> None:
        dataset = Dataset()
        dataset.parse(data=shard.text, format="nquads")
        self.content = dataset.graph(URIRef(ns.content_graph(shard.article)))
        self.evidence = dataset.graph(URIRef(ns.evidence_graph(shard.article)))
        self.articles = dataset.graph(URIRef(ns.ARTICLES_GRAPH))

    def claims(self) -> Graph:
        """The claims without their mentions and lines."""
        graph = Graph()
        for claim in self.evidence.subjects(RDF.type, KG.Claim):
            for predicate, value in self.evidence.predicate_objects(claim):
                if predicate != KG.annotationLine:
                    graph.add((claim, predicate, value))
        return graph

    def claims_of(self, *names: str) -> Graph:
        """The claims of these names, as far as they are there."""
        return _about(self.claims(), *(URIRef(f"{ns.article('x')}/{name}") for name in names))


def _told(folder: Path, rows: str, metadata: str = METADATA) -> Told:
    return Told(_shard(folder, rows, metadata))


def _about(graph: Graph, *nodes: Node) -> Graph:
    """What the graph says of the nodes."""
    found = Graph()
    for node in nodes:
        for triple in graph.triples((node, None, None)):
            found.add(triple)
    return found


def _same(graph: Graph, turtle: str) -> None:
    """There are no blank nodes: graphs are one if their triples are."""
    expected = set(Graph().parse(data=PREFIXES + turtle, format="turtle"))
    found = set(graph)
    assert not found - expected, f"not expected: {sorted(found - expected)}"
    assert not expected - found, f"missing: {sorted(expected - found)}"


# Entities and relations


def test_an_entity_is_named_by_its_first_mention(tmp_path: Path) -> None:
    told = _told(tmp_path, "T3 Person | Ada Quill")
    _same(told.content, 'a:T3 a kg:Person ; rdfs:label "Ada Quill"@en .')
    _same(
        told.claims(),
        """
        a:c-T3 a kg:Claim ; kg:focus a:T3 ; kg:path rdf:type , rdfs:label ; kg:evidence a:m-T3 ;
          kg:basis basis:explicit ; kg:certainty certainty:asserted .
        """,
    )


def test_mentions_of_one_entity_are_one_node_with_the_lowest_id(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        """
        T10 Person | Miss Quill
        T9 Person | Ada Quill
        A1 Gender T10 female
        * Equiv T10 T9
        """,
    )
    _same(
        told.content,
        'a:T9 a kg:Person ; rdfs:label "Ada Quill"@en ; kg:gender code:gender\\/female .',
    )
    _same(
        told.claims(),
        """
        a:c-T9 a kg:Claim ; kg:focus a:T9 ; kg:path rdf:type , rdfs:label ;
          kg:evidence a:m-T9 , a:m-T10 ; kg:basis basis:explicit ; kg:certainty certainty:asserted .
        a:c-A1 a kg:Claim ; kg:focus a:T9 ; kg:path kg:gender ; kg:value code:gender\\/female ;
          kg:evidence a:m-T10 ; kg:basis basis:explicit ; kg:certainty certainty:asserted .
        """,
    )


def test_codes_flags_and_better_names_of_entities(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        """
        T1 Place | Larkhaven county
        T2 Place | the county
        T3 Product | yellow plums
        A1 Level T1 county
        A2 Generic T3
        N1 Reference T2 gbt2260:141031 | Larkhaven
        #1 Label T2 | Larkhaven
        * Equiv T1 T2
        """,
    )
    _same(
        told.content,
        """
        a:T1 a kg:Place ; rdfs:label "Larkhaven"@en ; kg:level code:level\\/county ;
          kg:sameDivision place:gbt2260-141031-2020 .
        a:T3 a kg:Product ; rdfs:label "yellow plums"@en ; kg:isGeneric true .
        """,
    )
    _same(
        told.claims_of("c-A1", "c-A2", "c-N1"),
        """
        a:c-A1 a kg:Claim ; kg:focus a:T1 ; kg:path kg:level ; kg:value code:level\\/county ;
          kg:evidence a:m-T1 ; kg:basis basis:explicit ; kg:certainty certainty:asserted .
        a:c-A2 a kg:Claim ; kg:focus a:T3 ; kg:path kg:isGeneric ; kg:value true ;
          kg:evidence a:m-T3 ; kg:basis basis:explicit ; kg:certainty certainty:asserted .
        a:c-N1 a kg:Claim ; kg:focus a:T1 ; kg:path kg:sameDivision ;
          kg:value place:gbt2260-141031-2020 ;
          kg:evidence a:m-T2 ; kg:basis basis:outside-knowledge ; kg:certainty certainty:inferred .
        """,
    )


@pytest.mark.parametrize(
    ("code", "year", "vintage"),
    [
        ("130123", 1990, 1992),  # Luancheng, and from 1993 on Zhengding
        ("130123", 2000, 2020),
        ("370300", 1999, 2020),
    ],
)
def test_a_code_means_the_division_of_the_article_s_year(
    tmp_path: Path, code: str, year: int, vintage: int
) -> None:
    rows = f"T1 Place | Ostmark\nN1 Reference T1 gbt2260:{code} | Ostmark"
    told = _told(tmp_path, rows, f"published: {year}-05-05")
    place = URIRef(f"{ns.PLACE}gbt2260-{code}-{vintage}")
    assert list(told.content.objects(None, KG.sameDivision)) == [place]


def test_a_code_with_a_vintage_names_a_former_division(tmp_path: Path) -> None:
    rows = "T1 Place | Ostmark\nN1 Reference T1 gbt2260:310108-2014 | Ostmark"
    told = _told(tmp_path, rows, "published: 2020-05-05")
    place = URIRef(f"{ns.PLACE}gbt2260-310108-2014")
    assert list(told.content.objects(None, KG.sameDivision)) == [place]


@pytest.mark.parametrize(
    ("code", "message", "remedy"),
    [
        (
            "310108",
            "no division of China had the code '310108' in 2020: it was Zhabei District from 1980 "
            "to 2014, followed by Jing'an District (310106)",
            "write the code of 2020, or 310108-2014 for the unit of other years",
        ),
        (
            "310108-2020",
            "no division of China is named '310108-2020': it was Zhabei District from 1980 "
            "to 2014, followed by Jing'an District (310106)",
            "write 310108-2014",
        ),
    ],
)
def test_a_code_of_other_years_is_told_with_them_and_its_successor(
    tmp_path: Path, code: str, message: str, remedy: str
) -> None:
    rows = f"T1 Place | Ostmark\nN1 Reference T1 gbt2260:{code} | Ostmark"
    with pytest.raises(InputError) as raised:
        _shard(tmp_path, rows, "published: 2020-05-05")
    (problem,) = raised.value.problems
    assert (problem.line, problem.message, problem.remedy) == (2, message, remedy)


def test_a_year_that_is_only_inferred_is_not_the_code_s(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        "T1 Place | Ostmark\nN1 Reference T1 gbt2260:130123 | Ostmark",
        "published: {edtf: 1990-05-05, basis: context}",
    )
    place = URIRef(f"{ns.PLACE}gbt2260-130123-2020")
    assert list(told.content.objects(None, KG.sameDivision)) == [place]


def test_a_country_has_no_vintage(tmp_path: Path) -> None:
    told = _told(tmp_path, "T1 Place | Ostmark\nN1 Reference T1 iso3166:CN | Ostmark")
    assert list(told.content.objects(None, KG.sameDivision)) == [
        URIRef(ns.PLACE + "iso3166-CN"),
    ]


def test_a_code_that_no_division_has_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        _shard(tmp_path, "T1 Place | Ostmark\nN1 Reference T1 gbt2260:999999 | Ostmark")
    (problem,) = raised.value.problems
    assert (problem.file, problem.line) == (FILE, 2)
    assert problem.message == "no division of China has or had the code '999999'"
    assert problem.remedy == "look the place up in ontology/reference/divisions.csv"


def test_a_relation_is_one_statement_with_its_claim(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        """
        T1 Place | Larkhaven county
        T2 Place | Ostmark
        T3 Place | the county
        R4 Within Arg1:T3 Arg2:T2
        A1 Basis R4 coreference
        * Equiv T1 T3
        """,
    )
    _same(
        told.content,
        """
        a:T1 a kg:Place ; rdfs:label "Larkhaven county"@en ; kg:within a:T2 .
        a:T2 a kg:Place ; rdfs:label "Ostmark"@en .
        """,
    )
    _same(
        told.claims_of("c-R4", "c-A1"),
        """
        a:c-R4 a kg:Claim ; kg:focus a:T1 ; kg:path kg:within ; kg:value a:T2 ;
          kg:evidence a:m-T3 , a:m-T2 ; kg:basis basis:coreference ;
          kg:certainty certainty:asserted .
        """,
    )


# Values in words, in notes, and claims of codes


def test_the_words_of_a_cue_are_the_value_of_a_role_or_relation(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        """
        T1 Organization | Larkhaven Post
        T2 Ranking | wrote
        T3 Cue | pears
        T4 Cue | yellow plums
        T5 Place | the county
        T6 Cue | is small
        E1 Ranking:T2 RankedBy:T1 Criterion:T3 Criterion2:T4
        R1 PositionWithin Arg1:T5 Arg2:T6
        """,
    )
    _same(
        _about(told.content, URIRef(ns.node("x", "E1")), URIRef(ns.node("x", "T5"))),
        """
        a:E1 a kg:Ranking ; rdfs:label "wrote"@en ; kg:rankedBy a:T1 ;
          kg:criterion "pears" , "yellow plums" .
        a:T5 a kg:Place ; rdfs:label "the county"@en ; kg:positionWithin "is small" .
        """,
    )
    _same(
        told.claims_of("c-E1-Criterion2", "c-R1"),
        """
        a:c-E1-Criterion2 a kg:Claim ; kg:focus a:E1 ; kg:path kg:criterion ;
          kg:value "yellow plums" ; kg:evidence a:m-T2 , a:m-T4 ;
          kg:basis basis:explicit ; kg:certainty certainty:asserted .
        a:c-R1 a kg:Claim ; kg:focus a:T5 ; kg:path kg:positionWithin ; kg:value "is small" ;
          kg:evidence a:m-T5 , a:m-T6 ; kg:basis basis:explicit ; kg:certainty certainty:asserted .
        """,
    )


def test_a_cue_that_is_pointed_to_is_a_mention(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        """
        T1 Image | wrote
        T2 Cue | the county is small
        E1 Image:T1 Caption:T2
        """,
    )
    _same(
        told.content,
        """
        a:E1 a kg:Image ; rdfs:label "wrote"@en ; kg:caption a:m-T2 ;
          kg:kind <https://w3id.org/officials-kg/code/image-kind/photograph> .
        """,
    )


def test_a_claim_of_a_code_has_a_basis_of_its_own(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        """
        T1 Place | Ostmark
        T2 LevelClaim | county
        E1 LevelClaim:T2 Subject:T1
        A1 Level E1 county
        A2 Basis E1 context
        """,
    )
    assert list(told.content.objects(None, KG.level)) == [CODE["level/county"]]
    _same(
        told.claims_of("c-E1"),
        """
        a:c-E1 a kg:Claim ; kg:focus a:T1 ; kg:path kg:level ; kg:value code:level\\/county ;
          kg:evidence a:m-T1 , a:m-T2 ; kg:basis basis:context ; kg:certainty certainty:inferred .
        """,
    )


def test_a_note_may_give_a_value_that_no_words_spell(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        """
        T1 Person | Ada Quill
        T2 Person | Miss Quill
        #1 AgeRange T2 | 60-69
        * Equiv T1 T2
        """,
    )
    _same(
        told.content,
        'a:T1 a kg:Person ; rdfs:label "Ada Quill"@en ; kg:ageRange "60-69" .',
    )
    _same(
        told.claims_of("c-note1"),
        """
        a:c-note1 a kg:Claim ; kg:focus a:T1 ; kg:path kg:ageRange ; kg:value "60-69" ;
          kg:evidence a:m-T2 ; kg:basis basis:explicit ; kg:certainty certainty:asserted .
        """,
    )


QUANTITY_NOTE = """
T1 Product | pears
T2 Figure | growers
E1 Figure:T2 About:T1
A1 Measure E1 participants
"""


def test_an_amount_that_is_worked_out_stands_in_a_note_with_its_basis(tmp_path: Path) -> None:
    rows = QUANTITY_NOTE + "A2 Basis E1 arithmetic\n#1 Quantity E1 | less than 20 percent"
    told = _told(tmp_path, rows)
    _same(
        _about(told.content, URIRef(ns.node("x", "E1"))),
        """
        a:E1 a kg:Figure ; kg:about a:T1 ; kg:measure measure:participants ; kg:number 20 ;
          kg:bound bound:lt ; kg:unit unit:percent ; kg:status status:happened ;
          kg:asWritten "growers" .
        """,
    )
    claim = URIRef(ns.node("x", "E1"))
    assert list(told.evidence.objects(claim, KG.basis)) == [CODE["basis/arithmetic"]]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            "#1 Quantity E1 | less than 20 percent",
            "E1 is given the amount 'less than 20 percent' without a basis",
        ),
        (
            "A2 Basis E1 arithmetic\n#1 Quantity E1 | some of it",
            "cannot read 'some of it' as one amount: a number should stand at 'of it'",
        ),
    ],
)
def test_an_amount_in_a_note_that_will_not_do_is_told(
    tmp_path: Path, rows: str, message: str
) -> None:
    with pytest.raises(InputError) as raised:
        _shard(tmp_path, QUANTITY_NOTE + rows)
    (problem,) = raised.value.problems
    assert (problem.message, problem.file) == (message, FILE)
    assert problem.line == (QUANTITY_NOTE + rows).strip().count("\n") + 1


@pytest.mark.parametrize(
    ("words", "position", "bound"),
    [("the top five", 5, "le"), ("ranked second", 2, "exact"), ("wrote", None, "unspecified")],
)
def test_a_place_in_a_ranking_is_read_from_its_words(
    tmp_path: Path, words: str, position: int | None, bound: str
) -> None:
    text = f"{TEXT} It {words} counted."
    annotated = document(
        tmp_path,
        f"""
        T1 Organization | Larkhaven Post
        T2 Ranking | counted
        T3 RankingEntry | {words}
        E1 Ranking:T2 RankedBy:T1
        E2 RankingEntry:T3 Ranking:E1 Ranked:T1
        """,
        text,
    )
    article = _article(tmp_path)
    assert check(annotated, Scheme.load(), article.length) == []
    told = Told(make_shard(article, annotated, Scheme.load(), Gazetteer.load()))
    entry = URIRef(ns.node("x", "E2"))
    found = told.content.value(entry, KG.position)
    assert (found.toPython() if isinstance(found, Literal) else None) == position
    assert told.content.value(entry, KG.bound) == CODE[f"bound/{bound}"]


# Records


def test_a_tenure_claims_itself_whole(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        """
        T1 Person | Ada Quill
        T2 Place | Larkhaven county
        T3 Tenure | head of
        T4 Organization | Larkhaven Post
        T5 Cue | wrote
        E7 Tenure:T3 Member:T1 Jurisdiction:T2 AttributedTo:T4 Evidence:T5
        N1 Reference E7 role:county-head | head
        """,
    )
    tenure = URIRef(ns.node("x", "E7"))
    _same(
        _about(told.content, tenure),
        """
        a:E7 a kg:Tenure ; org:member a:T1 ; org:role role:county-head ; kg:jurisdiction a:T2 ;
          kg:titleAsWritten "head of" ; kg:attestedOn a:published .
        """,
    )
    _same(
        told.claims_of("E7", "c-E7", "c-N1"),
        """
        a:E7 a kg:Claim ; kg:focus a:E7 ;
          kg:evidence a:m-T3 , a:m-T4 , a:m-T5 , a:m-T1 , a:m-T2 ;
          kg:attributedTo a:T4 ; kg:basis basis:explicit ; kg:certainty certainty:reported .
        """,
    )


def test_when_a_post_is_attested_may_be_said(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        """
        T1 Person | Ada Quill
        T2 Place | Larkhaven county
        T3 Tenure | head of
        T4 Time | 5 May 2031
        E1 Tenure:T3 Member:T1 Jurisdiction:T2 AttestedOn:T4
        N1 Reference T3 role:county-head | head
        """,
    )
    tenure = URIRef(ns.node("x", "E1"))
    assert list(told.content.objects(tenure, KG.attestedOn)) == [URIRef(ns.node("x", "T4"))]


LIVESTREAM = """
    T1 Person | Ada Quill
    T2 Product | pears
    T3 Product | yellow plums
    T4 Livestream | sold
    T5 Cue | live
    T6 Time | 5 May 2031
    T7 Platform | Peartube
    T9 Organization | Larkhaven Post
    T10 Person | Miss Quill
    E1 Livestream:T4 Product:T2 Product2:T3 When:T6 Evidence:T5
    A1 ActivityKind E1 sale
    A2 Series T4
"""


def test_a_livestream_claims_each_of_its_roles(tmp_path: Path) -> None:
    told = _told(tmp_path, LIVESTREAM)
    _same(
        _about(told.content, URIRef(ns.node("x", "E1"))),
        """
        a:E1 a kg:Livestream ; rdfs:label "sold"@en ; kg:kind kind:sale ; kg:isSeries true ;
          kg:status status:happened ; kg:product a:T2 , a:T3 ; kg:when a:T6 .
        """,
    )
    _same(
        told.claims_of("c-E1", "c-E1-Product", "c-E1-Product2", "c-E1-When", "c-E1-Evidence"),
        """
        a:c-E1 a kg:Claim ; kg:focus a:E1 ;
          kg:path rdf:type , rdfs:label , kg:kind , kg:isSeries , kg:status ;
          kg:evidence a:m-T4 , a:m-T5 ; kg:basis basis:explicit ; kg:certainty certainty:asserted .
        a:c-E1-Product a kg:Claim ; kg:focus a:E1 ; kg:path kg:product ; kg:value a:T2 ;
          kg:evidence a:m-T4 , a:m-T5 , a:m-T2 ;
          kg:basis basis:explicit ; kg:certainty certainty:asserted .
        a:c-E1-Product2 a kg:Claim ; kg:focus a:E1 ; kg:path kg:product ; kg:value a:T3 ;
          kg:evidence a:m-T4 , a:m-T5 , a:m-T3 ;
          kg:basis basis:explicit ; kg:certainty certainty:asserted .
        a:c-E1-When a kg:Claim ; kg:focus a:E1 ; kg:path kg:when ; kg:value a:T6 ;
          kg:evidence a:m-T4 , a:m-T5 , a:m-T6 ;
          kg:basis basis:explicit ; kg:certainty certainty:asserted .
        """,
    )


def test_a_claim_event_claims_one_statement_on_its_own_terms(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        LIVESTREAM
        + """
        T8 HostClaim | Miss Quill
        E2 HostClaim:T8 Subject:E1 Object:T10 AttributedTo:T9
        A3 Basis E2 coreference
        * Equiv T1 T10
        """,
    )
    assert (URIRef(ns.node("x", "E1")), KG.host, URIRef(ns.node("x", "T1"))) in told.content
    _same(
        told.claims_of("c-E2", "c-E1-Host", "E2"),
        """
        a:c-E2 a kg:Claim ; kg:focus a:E1 ; kg:path kg:host ; kg:value a:T1 ;
          kg:evidence a:m-T8 , a:m-T9 , a:m-T4 , a:m-T10 ; kg:attributedTo a:T9 ;
          kg:basis basis:coreference ; kg:certainty certainty:reported .
        """,
    )
    assert not list(told.content.predicate_objects(URIRef(ns.node("x", "E2"))))


def test_a_label_note_names_an_activity(tmp_path: Path) -> None:
    rows = LIVESTREAM + "#1 Label E1 | Pears by lamplight"
    told = _told(tmp_path, rows)
    assert list(told.content.objects(URIRef(ns.node("x", "E1")), None)).count(
        Literal("Pears by lamplight", "en")
    )
    assert Literal("sold", "en") not in set(told.content.objects())


def test_a_tie_and_its_ends(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        """
        T1 Organization | Ostmark Group
        T2 Organization | Larkhaven Post
        T3 Tie | owns
        E1 Tie:T3 From:T1 To:T2
        A1 TieKind E1 owns
        """,
    )
    _same(
        _about(told.content, URIRef(ns.node("x", "E1"))),
        "a:E1 a kg:Tie ; kg:from a:T1 ; kg:to a:T2 ; kg:kind code:tie-kind\\/owns .",
    )


def test_the_article_itself_is_what_an_article_event_is_about(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        """
        T1 Organization | Larkhaven Post
        T2 Article | wrote
        T3 Cue | 5 May 2031
        T4 Person | Ada Quill
        E1 Article:T2 Publisher:T1 Published:T3 Author:T4
        """,
        "published: 2031-05-05\ntitle: Pears\npublisher: The Post",
    )
    _same(
        told.content,
        """
        article:x kg:publisher a:T1 ; kg:author a:T4 .
        a:T1 a kg:Organization ; rdfs:label "Larkhaven Post"@en .
        a:T4 a kg:Person ; rdfs:label "Ada Quill"@en .
        """,
    )
    _same(
        told.claims_of("c-E1", "E1", "c-E1-Publisher", "c-E1-Published", "c-E1-Author"),
        """
        a:c-E1-Publisher a kg:Claim ; kg:focus article:x ; kg:path kg:publisher ; kg:value a:T1 ;
          kg:evidence a:m-T1 ; kg:basis basis:explicit ; kg:certainty certainty:asserted .
        a:c-E1-Author a kg:Claim ; kg:focus article:x ; kg:path kg:author ; kg:value a:T4 ;
          kg:evidence a:m-T4 ; kg:basis basis:explicit ; kg:certainty certainty:asserted .
        a:c-E1-Published a kg:Claim ; kg:focus article:x ; kg:path kg:published ;
          kg:evidence a:m-T3 ; kg:basis basis:explicit ; kg:certainty certainty:asserted .
        """,
    )


def test_metadata_stand_in_the_graph_of_articles(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        "T1 Person | Ada Quill",
        "published: {edtf: '[..2031-05-05]', basis: context}\nmodified: 2031-05-05\ntitle: Pears\n"
        "publisher: The Post\nvia: The Wire\nauthors: [Bo Reed, Cy]\neditors: [Di]\n"
        "url: https://example.org/pears\nstory: pears",
    )
    _same(
        told.articles,
        f"""
        article:x a kg:Article ; dcterms:title "Pears"@en ; dcterms:language "en" ;
          dcterms:source "https://example.org/pears"^^xsd:anyURI ; dcterms:rights "CC0" ;
          kg:publisherName "The Post" ; kg:viaName "The Wire" ; kg:authorName "Bo Reed" , "Cy" ;
          kg:editorName "Di" ; kg:textFile "x.txt" ; kg:sha256 "{"0" * 64}" ; kg:textLength 5000 ;
          kg:annotator "tests" ; kg:annotationFile "{FILE}" ; kg:layer "gold" ;
          kg:story <{ns.story("pears")}> ; kg:contentGraph a:content ;
          kg:evidenceGraph a:evidence ; kg:published a:published ; kg:modified a:modified .
        a:published a kg:Time ; kg:edtf "[..2031-05-05]" ; kg:latest "2031-05-05"^^xsd:date ;
          kg:basis basis:context ; kg:certainty certainty:inferred .
        a:modified a kg:Time ; kg:edtf "2031-05-05" ; kg:earliest "2031-05-05"^^xsd:date ;
          kg:latest "2031-05-05"^^xsd:date ;
          kg:basis basis:explicit ; kg:certainty certainty:asserted .
        """,
    )


# The three axes and what they come to. Columns: said by the article, said by somebody.

CERTAINTY = {
    "explicit": ("asserted", "reported"),
    "coreference": ("asserted", "reported"),
    "dateline": ("asserted", "reported"),
    "arithmetic": ("inferred", "inferred"),
    "context": ("inferred", "inferred"),
    "outside-knowledge": ("inferred", "inferred"),
}


@pytest.mark.parametrize("status", ["happened", "ongoing", "planned", "wished", None])
@pytest.mark.parametrize("basis", CERTAINTY)
@pytest.mark.parametrize("source", ["", " AttributedTo:T9"])
def test_certainty(tmp_path: Path, status: str | None, basis: str, source: str) -> None:
    rows = LIVESTREAM.replace("Evidence:T5", "Evidence:T5" + source)
    told = _told(
        tmp_path,
        rows
        + "T8 PlaceClaim | live\nT11 Place | Ostmark\n"
        + f"E2 PlaceClaim:T8 Subject:E1 Object:T11{source}\n"
        + "T12 Figure | 300 fresh crates\n"
        + f"E3 Figure:T12 About:E1{source}\nA8 Measure E3 units-sold\n"
        + f"A3 Basis E1 {basis}\nA4 Basis E2 {basis}\nA5 Basis E3 {basis}\n"
        + (f"A6 Status E1 {status}\nA7 Status E3 {status}\n" if status else ""),
    )
    expected = CERTAINTY[basis][bool(source)]
    if status in ("planned", "wished"):
        expected = "planned"
    for name in ("c-E1", "c-E1-Product2", "c-E1-When", "c-E2", "E3"):
        (found,) = told.claims_of(name).objects(None, KG.certainty)
        assert found == CODE[f"certainty/{expected}"], name
        assert list(told.claims_of(name).objects(None, KG.basis)) == [CODE[f"basis/{basis}"]]
        assert bool(list(told.claims_of(name).objects(None, KG.attributedTo))) == bool(source)


def test_the_status_of_an_event_is_not_that_of_its_figures_and_times(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        LIVESTREAM
        + "A3 Status E1 planned\nT12 Figure | 300 fresh crates\nE3 Figure:T12 About:E1\n"
        + "A8 Measure E3 units-sold",
    )
    certainty = {
        str(claim).rsplit("/", 1)[1]: str(value).rsplit("/", 1)[1]
        for claim, value in told.claims().subject_objects(KG.certainty)
    }
    assert certainty["c-E1-When"] == "planned"
    assert certainty["E3"] == "asserted"
    assert certainty["c-T6"] == "asserted"
    assert certainty["c-T1"] == "asserted"


# Times


def _time(folder: Path, rows: str, metadata: str = METADATA) -> Told:
    return _told(folder, rows, metadata)


def test_a_whole_date_is_as_written(tmp_path: Path) -> None:
    told = _time(tmp_path, "T1 Time | 5 May 2031")
    _same(
        told.content,
        """
        a:T1 a kg:Time ; kg:asWritten "5 May 2031" ; kg:edtf "2031-05-05" ;
          kg:earliest "2031-05-05"^^xsd:date ; kg:latest "2031-05-05"^^xsd:date .
        """,
    )
    _same(
        told.claims(),
        """
        a:c-T1 a kg:Claim ; kg:focus a:T1 ; kg:evidence a:m-T1 ;
          kg:path rdf:type , kg:asWritten , kg:edtf , kg:earliest , kg:latest ;
          kg:basis basis:explicit ; kg:certainty certainty:asserted .
        """,
    )


@pytest.mark.parametrize(
    "metadata",
    [
        "published: 2031-06-10",
        "published: 2031-06-10\nmodified: 2033-01-20",
        'published: {edtf: "[..2031-05-20]", basis: context}\nmodified: 2031-05-20',
    ],
)
def test_the_dateline_gives_the_year(tmp_path: Path, metadata: str) -> None:
    told = _time(tmp_path, "T1 Time | June 6", metadata)
    _same(
        told.content,
        """
        a:T1 a kg:Time ; kg:asWritten "June 6" ; kg:monthDay "--06-06" ; kg:edtf "2031-06-06" ;
          kg:earliest "2031-06-06"^^xsd:date ; kg:latest "2031-06-06"^^xsd:date .
        """,
    )
    _same(
        told.claims(),
        """
        a:c-T1 a kg:Claim ; kg:focus a:T1 ; kg:evidence a:m-T1 ;
          kg:path rdf:type , kg:asWritten , kg:monthDay ;
          kg:basis basis:explicit ; kg:certainty certainty:asserted .
        a:c-T1-computed a kg:Claim ; kg:focus a:T1 ; kg:evidence a:m-T1 ;
          kg:path kg:edtf , kg:earliest , kg:latest ;
          kg:basis basis:dateline ; kg:certainty certainty:asserted .
        """,
    )


@pytest.mark.parametrize("basis", ["context", "arithmetic", "outside-knowledge"])
def test_an_uncertain_dateline_gives_no_year(tmp_path: Path, basis: str) -> None:
    told = _time(tmp_path, "T1 Time | Aug 7", f"published: {{edtf: '2031-08', basis: {basis}}}")
    _same(
        told.content,
        'a:T1 a kg:Time ; kg:asWritten "Aug 7" ; kg:monthDay "--08-07" .',
    )
    _same(
        told.claims(),
        """
        a:c-T1 a kg:Claim ; kg:focus a:T1 ; kg:evidence a:m-T1 ;
          kg:path rdf:type , kg:asWritten , kg:monthDay ;
          kg:basis basis:explicit ; kg:certainty certainty:asserted .
        """,
    )


def test_a_given_date_has_its_basis_and_keeps_what_is_written(tmp_path: Path) -> None:
    told = _time(
        tmp_path,
        """
        T1 Time | Aug 7
        A1 Basis T1 outside-knowledge
        N1 Reference T1 edtf:2031?-08-07 | Aug 7
        """,
        "published: {edtf: '2031-08', basis: outside-knowledge}",
    )
    _same(
        told.content,
        """
        a:T1 a kg:Time ; kg:asWritten "Aug 7" ; kg:monthDay "--08-07" ; kg:edtf "2031?-08-07" ;
          kg:earliest "2031-08-07"^^xsd:date ; kg:latest "2031-08-07"^^xsd:date .
        """,
    )
    _same(
        told.claims_of("c-T1-computed", "c-N1", "c-A1"),
        """
        a:c-T1-computed a kg:Claim ; kg:focus a:T1 ; kg:evidence a:m-T1 ;
          kg:path kg:edtf , kg:earliest , kg:latest ;
          kg:basis basis:outside-knowledge ; kg:certainty certainty:inferred .
        """,
    )


def test_a_date_that_is_not_what_the_words_say_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        _shard(
            tmp_path,
            "T1 Time | Aug 7\nA1 Basis T1 dateline\nN1 Reference T1 edtf:2031-05-08 | Aug 7",
        )
    (problem,) = raised.value.problems
    assert (problem.line, problem.remedy) == (3, "correct the date or the words")
    assert problem.message == "T1 says 'Aug 7', but is given the date '2031-05-08'"


def test_an_open_time_has_one_bound(tmp_path: Path) -> None:
    told = _time(
        tmp_path,
        """
        T1 Time | this month
        A1 Basis T1 dateline
        N1 Reference T1 edtf:../2031-05-31 | this month
        """,
    )
    _same(
        told.content,
        """
        a:T1 a kg:Time ; kg:asWritten "this month" ; kg:edtf "../2031-05-31" ;
          kg:latest "2031-05-31"^^xsd:date .
        """,
    )


@pytest.mark.parametrize(
    ("rows", "line", "message", "remedy"),
    [
        (
            "T1 Time | this month",
            1,
            "'this month' is not a date by itself",
            "give T1 a Reference such as edtf:2020-05-08, and a Basis",
        ),
        (
            "T1 Time | this month\nN1 Reference T1 edtf:2031-05 | this month",
            2,
            "T1 is given the date '2031-05' without a basis",
            "add a Basis attribute to T1, such as dateline",
        ),
        (
            "T1 Time | this month\nA1 Basis T1 dateline\nN1 Reference T1 edtf:2031-13 | month",
            3,
            "'2031-13' is not an EDTF date that can be read",
            "correct the date",
        ),
    ],
)
def test_a_time_that_cannot_be_read_is_told(
    tmp_path: Path, rows: str, line: int, message: str, remedy: str
) -> None:
    with pytest.raises(InputError) as raised:
        _shard(tmp_path, rows)
    (problem,) = raised.value.problems
    assert (problem.file, problem.line, problem.message, problem.remedy) == (
        FILE,
        line,
        message,
        remedy,
    )


# Figures


def _figure(folder: Path, words: str, rows: str = "") -> Graph:
    """What is said of a figure about growers, but for its class and subject."""
    told = _told(
        folder,
        f"""
        T1 Group | growers
        T2 Figure | {words}
        E1 Figure:T2 About:T1
        A1 Measure E1 units-sold
        """
        + rows,
    )
    figure = URIRef(ns.node("x", "E1"))
    graph = _about(told.content, figure)
    for said in (
        (figure, RDF.type, KG.Figure),
        (figure, KG.about, URIRef(ns.node("x", "T1"))),
        (figure, KG.measure, CODE["measure/units-sold"]),
    ):
        assert said in graph
        graph.remove(said)
    return graph


FIGURES = {
    "a bounded count": (
        "over 300 ~ crates",
        "",
        'kg:asWritten "over 300 crates" ; kg:number 300 ; kg:bound bound:gt ; kg:unit unit:count ;'
        "kg:status status:happened",
    ),
    "money in words": (
        "about 2 million yuan",
        "",
        'kg:asWritten "about 2 million yuan" ; kg:number 2000000 ; kg:bound bound:approx ;'
        "kg:unit unit:currency ; kg:currency code:currency\\/CNY ; kg:status status:happened",
    ),
    "a vague amount": (
        "Hundreds",
        "",
        'kg:asWritten "Hundreds" ; kg:bound bound:unspecified ; kg:unit unit:count ;'
        "kg:status status:happened",
    ),
    "a bound that the annotator gives": (
        "300 fresh crates",
        "A2 Bound E1 ge",
        'kg:asWritten "300 fresh crates" ; kg:number 300 ; kg:bound bound:ge ;'
        "kg:unit unit:count ; kg:status status:happened",
    ),
    "a unit that the annotator gives": (
        "300 fresh crates",
        "A2 Unit T2 tonne",
        'kg:asWritten "300 fresh crates" ; kg:number 300 ; kg:bound bound:exact ;'
        "kg:unit unit:tonne ; kg:status status:happened",
    ),
    "a plan": (
        "$280,000",
        "A2 Status E1 planned",
        'kg:asWritten "$280,000" ; kg:number 280000 ; kg:bound bound:exact ;'
        "kg:unit unit:currency ; kg:currency code:currency\\/USD ; kg:status status:planned",
    ),
}


@pytest.mark.parametrize("case", FIGURES)
def test_a_figure_is_kept_as_written_and_read(tmp_path: Path, case: str) -> None:
    words, rows, expected = FIGURES[case]
    _same(_figure(tmp_path, words, rows), f"a:E1 {expected} .")


def test_a_figure_claims_itself_and_its_conversion_stands_beside_it(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        """
        T1 Group | growers
        T2 Figure | 2 million yuan
        T3 Figure | $280,000
        T4 Person | Miss Quill
        E1 Figure:T2 About:T1 ConvertedAs:E2 AttributedTo:T4
        E2 Figure:T3 About:T1
        A1 Measure E1 sales-revenue
        A2 Measure E2 sales-revenue
        """,
    )
    one, other = (URIRef(ns.node("x", name)) for name in ("E1", "E2"))
    assert (one, KG.convertedAs, other) in told.content
    _same(
        told.claims_of("E1", "c-E1", "c-E1-ConvertedAs"),
        """
        a:E1 a kg:Claim ; kg:focus a:E1 ;
          kg:evidence a:m-T2 , a:m-T4 , a:m-T1 , a:m-T3 ; kg:attributedTo a:T4 ;
          kg:basis basis:explicit ; kg:certainty certainty:reported .
        """,
    )


def test_an_amount_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        _figure(tmp_path, "2 million yuan ($280,000)")
    (problem,) = raised.value.problems
    assert (problem.file, problem.line) == (FILE, 2)
    assert problem.message.startswith("cannot read '2 million yuan ($280,000)' as one amount")
    assert problem.remedy == "mark the amount only, with its bound and unit"


def test_every_value_that_cannot_be_read_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        _shard(
            tmp_path,
            "N1 Reference T3 gbt2260:999999 | Ostmark\nT1 Time | this month\nT3 Place | Ostmark\n"
            "T4 Figure | growers\nE1 Figure:T4 About:T3\nA1 Measure E1 units-sold",
        )
    assert [problem.line for problem in raised.value.problems] == [1, 2, 4]


# Mentions


def test_a_mention_in_pieces_has_a_selector_for_each(tmp_path: Path) -> None:
    told = _told(tmp_path, "T7 Product | yellow ~ fresh ~ crates")
    starts = [TEXT.index(word) for word in ("yellow", "fresh", "crates")]
    nodes = [ns.mention("x", "T7"), *(ns.selector("x", "T7", number) for number in (1, 2, 3))]
    _same(
        _about(told.evidence, *map(URIRef, nodes)),
        f"""
        a:m-T7 a kg:Mention ; oa:hasSource article:x ; kg:annotationLine 1 ;
          oa:hasSelector a:m-T7-1 , a:m-T7-2 , a:m-T7-3 .
        a:m-T7-1 a oa:TextPositionSelector , oa:TextQuoteSelector ;
          oa:start {starts[0]} ; oa:end {starts[0] + 6} ; oa:exact "yellow" .
        a:m-T7-2 a oa:TextPositionSelector , oa:TextQuoteSelector ;
          oa:start {starts[1]} ; oa:end {starts[1] + 5} ; oa:exact "fresh" .
        a:m-T7-3 a oa:TextPositionSelector , oa:TextQuoteSelector ;
          oa:start {starts[2]} ; oa:end {starts[2] + 6} ; oa:exact "crates" .
        """,
    )
    assert Literal("yellow fresh crates", "en") in set(told.content.objects())


# What reads well and yet is not to be built

FIGURE = "T1 Group | growers\nE1 Figure:T2 About:T1\nA1 Measure E1 sales-revenue\n"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("T1 Place | Ostmark\nN1 Reference T1 iso3166:FR | Ostmark", None),
        (
            "T1 Place | Ostmark\nN1 Reference T1 iso3166:France | Ostmark",
            "A country is coded by two capital letters, a division of China by six digits: "
            "write a code such as iso3166:CN or gbt2260:370300.",
        ),
        (
            "T1 Place | Larkhaven\nN1 Reference T1 gbt2260:141031 | Larkhaven\n"
            "T2 Place | the county\nN2 Reference T2 gbt2260:141033 | county\n* Equiv T1 T2",
            "A place can be one administrative division only: remove the other code.",
        ),
        (FIGURE + "T2 Figure | 2 million yuan", None),
        (FIGURE + "T2 Figure | 300 fresh crates", None),
        (
            FIGURE + "T2 Figure | 2 million yuan\nA2 Unit E1 count",
            "Money has a currency, and nothing else has one: correct the words or the unit.",
        ),
        (
            FIGURE + "T2 Figure | 300 fresh crates\nA2 Unit E1 currency",
            "Money has a currency, and nothing else has one: correct the words or the unit.",
        ),
        (
            FIGURE + "T2 Figure | 2 million yuan\nA2 Bound E1 unspecified",
            "A figure has a number, or its bound is unspecified; not both and not neither.",
        ),
        (
            FIGURE + "T2 Figure | Hundreds\nA2 Bound E1 gt",
            "A figure has a number, or its bound is unspecified; not both and not neither.",
        ),
    ],
)
def test_the_shapes_refuse_what_cannot_be(tmp_path: Path, rows: str, message: str | None) -> None:
    report = validate_article("x", FILE, _shard(tmp_path, rows).lines)
    assert [violation.message for violation in report.violations] == [message] * bool(message)


# All shards of the bundled corpus


def _articles() -> tuple[Article, ...]:
    return find_articles(CORPUS)


@pytest.fixture(scope="module")
def bundled() -> dict[str, Shard]:
    return {article.id: _make(article, CORPUS / article.annotation_file) for article in _articles()}


def _make(article: Article, path: Path) -> Shard:
    annotated = read_brat(path, article=article.id, layer="gold", file=article.annotation_file)
    return make_shard(article, annotated, Scheme.load(), Gazetteer.load())


def _split(line: str) -> tuple[str, str, str, str]:
    """Subject, predicate, value and graph of an N-Quads line."""
    subject, predicate, rest = line.removesuffix(" .\n").split(" ", 2)
    value, graph = rest.rsplit(" ", 1)
    return subject, predicate, value, graph


def _lines(shards: dict[str, Shard]) -> Iterator[tuple[str, str, str, str]]:
    for shard in shards.values():
        assert list(shard.lines) == sorted(set(shard.lines))
        assert shard.text == "".join(shard.lines)
        for line in shard.lines:
            yield _split(line)


def test_a_shard_has_no_blank_nodes(bundled: dict[str, Shard]) -> None:
    for subject, predicate, value, graph in _lines(bundled):
        for term in (subject, predicate, graph):
            assert re.fullmatch(r"<[^<>\"{}|^`\\\s]+>", term)
        assert value.startswith(("<", '"'))


LOCAL = re.compile(
    r"(?P<entity>[TE]\d+)|m-(?P<mention>T\d+)(-\d+)?|c-(?P<claim>[TEARN]\d+|note\d+)(-[A-Z][A-Za-z]*\d*"
    r"|-computed)?|published|modified|content|evidence"
)


def test_every_iri_comes_from_the_ids_of_article_and_annotation(bundled: dict[str, Shard]) -> None:
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    for article, shard in bundled.items():
        path = CORPUS / "annotations" / "gold" / f"{article}.ann"
        annotations = {line.split("\t")[0] for line in path.read_text("utf-8").splitlines()}
        base = ns.article(article)
        elsewhere = (ns.KG, ns.CODE, ns.PLACE, ns.ID + "story/", ns.ARTICLES_GRAPH)
        vocabularies = (ns.RDF, ns.RDFS, ns.OA, ns.ORG, ns.SKOS, ns.DCTERMS)
        for term in {term for line in shard.lines for term in re.findall(r"<([^<>\s]+)>", line)}:
            if term in (base, licence) or term.startswith((*elsewhere, *vocabularies, ns.XSD)):
                continue
            assert term.startswith(base + "/"), term
            local = LOCAL.fullmatch(term.removeprefix(base + "/"))
            assert local, term
            named = {part.replace("note", "#") for part in local.groupdict().values() if part}
            assert named <= annotations, term


def test_every_annotation_line_leads_to_its_annotation(bundled: dict[str, Shard]) -> None:
    for article, shard in bundled.items():
        path = CORPUS / "annotations" / "gold" / f"{article}.ann"
        rows = path.read_text("utf-8").splitlines()
        for line in shard.lines:
            subject, predicate, value, _ = _split(line)
            if predicate != f"<{ns.KG}annotationLine>":
                continue
            row = rows[int(value.split('"')[1]) - 1]
            name = subject[1:-1].removeprefix(ns.article(article) + "/")
            owner = re.sub(r"^[mc]-|-.*", "", re.sub(r"^[mc]-", "", name))
            if name.endswith("-computed") and row.startswith("N"):
                assert f"Reference {owner} edtf:" in row
            else:
                assert row.split("\t")[0] == owner.replace("note", "#"), (name, row)


def test_every_statement_has_a_claim_and_every_claim_a_mention(bundled: dict[str, Shard]) -> None:
    for shard in bundled.values():
        told = Told(shard)
        keys: list[tuple[Node, set[Node], Node | None]] = []
        for claim in told.evidence.subjects(RDF.type, KG.Claim):
            (focus,) = told.evidence.objects(claim, KG.focus)
            paths = set(told.evidence.objects(claim, KG.path))
            keys.append((focus, paths, told.evidence.value(claim, KG.value)))
            mentions = set(told.evidence.objects(claim, KG.evidence))
            assert mentions, claim
            for mention in mentions:
                assert (mention, RDF.type, KG.Mention) in told.evidence
        for subject, predicate, value in told.content:
            assert any(
                focus == subject and (not paths or predicate in paths) and claimed in (None, value)
                for focus, paths, claimed in keys
            ), (subject, predicate, value)


def test_every_claimed_statement_is_made(bundled: dict[str, Shard]) -> None:
    """A claim that speaks of a path or value that nobody states would be a receipt for nothing."""
    for shard in bundled.values():
        told = Told(shard)
        said = Graph() + told.content + told.articles
        for claim in told.evidence.subjects(RDF.type, KG.Claim):
            focus = told.evidence.value(claim, KG.focus)
            value = told.evidence.value(claim, KG.value)
            for path in told.evidence.objects(claim, KG.path):
                assert (focus, path, value) in said, (claim, path)


def test_literals_are_kept_by_store_and_library_as_they_are(bundled: dict[str, Shard]) -> None:
    for shard in bundled.values():
        store = ox.Store()
        store.bulk_load(shard.text.encode("utf-8"), format=ox.RdfFormat.N_QUADS)
        kept = store.dump(format=ox.RdfFormat.N_QUADS).decode("utf-8").splitlines(keepends=True)
        assert sorted(kept) == list(shard.lines)
        written = {value for *_, value, _ in map(_split, shard.lines) if value.startswith('"')}
        dataset = Dataset()
        dataset.parse(data=shard.text, format="nquads")
        read = {o.n3() for _, _, o, _ in dataset.quads() if isinstance(o, Literal)}
        assert read == written


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_nothing_depends_on_the_order_of_lines(data: st.DataObject) -> None:
    article = data.draw(st.sampled_from(_articles()))
    path = CORPUS / article.annotation_file
    rows = data.draw(st.permutations(path.read_text("utf-8").splitlines(keepends=True)))
    with TemporaryDirectory() as folder:
        shuffled = Path(folder) / "shuffled.ann"
        shuffled.write_text("".join(rows), encoding="utf-8", newline="\n")
        found = _make(article, shuffled)
    line = f" <{ns.KG}annotationLine> "
    assert [row for row in found.lines if line not in row] == [
        row for row in _make(article, path).lines if line not in row
    ]


# What becomes of a shard once things are merged


def _applied(shard: Shard, resolved: identity.Identity) -> list[str]:
    return joined(applied(parted(shard.lines), resolved.canonical))


def test_merging_touches_nothing_but_what_is_merged(bundled: dict[str, Shard]) -> None:
    resolved = identity.resolve(read_entities(parted(shard.lines)) for shard in bundled.values())
    for local, canonical in resolved.canonical.items():
        assert re.fullmatch(re.escape(ns.ARTICLE) + r"[^/]+/T\d+", local)
        assert canonical.startswith(ns.PLACE)
    identity_graph = f"<{ns.IDENTITY_GRAPH}>"
    for shard in bundled.values():
        for before, after in zip(shard.lines, _applied(shard, resolved), strict=True):
            subject, predicate, value, graph = _split(before)
            if predicate == f"<{ns.KG}sameDivision>":
                assert _split(after) == (subject, predicate, value, identity_graph)
            else:
                assert _split(after)[1] == predicate
                assert _split(after)[3] == graph


def test_a_claim_of_identity_is_about_what_the_article_has(bundled: dict[str, Shard]) -> None:
    """Else it would say that a place is itself, or, without its path, whatever is said of it."""
    resolved = identity.resolve(read_entities(parted(shard.lines)) for shard in bundled.values())
    lines = [line for shard in bundled.values() for line in _applied(shard, resolved)]
    quads = [_split(line) for line in lines]
    said = {quad[:3] for quad in quads if quad[3] == f"<{ns.IDENTITY_GRAPH}>"}
    assert len(said) > 20
    keys: dict[str, dict[str, str]] = {}
    for subject, predicate, value, _ in quads:
        if "/c-N" in subject:
            keys.setdefault(subject, {})[predicate.removeprefix(f"<{ns.KG}")] = value
    claimed = {
        (key["focus>"], key["path>"], key["value>"])
        for key in keys.values()
        if key["path>"] == f"<{ns.KG}sameDivision>"
    }
    assert claimed == said
