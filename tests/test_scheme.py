"""The annotation scheme follows from ontology and shapes, and from nothing in the source."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from rdflib import RDFS, SH, Graph, Literal, URIRef

from annotating import document
from kg import namespaces as ns
from kg import resources
from kg.checking import check
from kg.definitions import Definitions
from kg.errors import KgError
from kg.namespaces import KG, ORG, RDF
from kg.places.gazetteer import Gazetteer
from kg.scheme import Scheme, _Reader
from kg.sources import read_article
from kg.statements import make_shard

SOURCE = Path(__file__).resolve().parent.parent / "src" / "kg"

ACTORS = {"Group", "Organization", "Person", "Place", "Platform"}
ENTITIES = ACTORS | {"Product"}
ACTIVITIES = {"Activity", "Livestream", "TrainingProgramme"}
EVENTS = ACTIVITIES | {
    "Aim",
    "Article",
    "Characterization",
    "Designation",
    "Figure",
    "Image",
    "Ranking",
    "RankingEntry",
    "Tenure",
    "Tie",
    "Utterance",
}

PREFIXES = """
@prefix ex: <https://example.org/fair#> .
@prefix kg: <https://w3id.org/officials-kg/ontology#> .
@prefix code: <https://w3id.org/officials-kg/code/> .
@prefix prize: <https://w3id.org/officials-kg/code/prize/> .
@prefix scheme: <https://w3id.org/officials-kg/scheme#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

# A domain of its own: awards, won by people at fairs, which are places with a stall count.
AWARDS = """
ex:Fair a owl:Class ; rdfs:subClassOf kg:Place ;
  scheme:annotatedAs "entity" ; scheme:label "Fair" ; scheme:formerLabel "Market" , "Bazaar" .

ex:Award a owl:Class ; rdfs:subClassOf kg:Record ;
  scheme:annotatedAs "event" ; scheme:label "Award" ; scheme:grain "statement" .

ex:winner scheme:role "Winner" ; scheme:claimEvent "WinnerClaim" .
ex:at scheme:role "At" .
ex:prize scheme:attribute "Prize" ; scheme:default prize:ribbon .
ex:inWords scheme:fromTrigger true .
ex:isShared scheme:attribute "Shared" .
ex:near scheme:relation "Near" .

code:prize a skos:ConceptScheme .
prize:cup a skos:Concept ; skos:inScheme code:prize ; skos:notation "cup" .
prize:ribbon a skos:Concept ; skos:inScheme code:prize ; skos:notation "ribbon" .

ex:PrizeCode a sh:NodeShape ; sh:property [ sh:path skos:inScheme ; sh:hasValue code:prize ] .

ex:AwardShape a sh:NodeShape ; sh:targetClass ex:Award ;
  sh:property ex:AwardShape-winner , ex:AwardShape-at , ex:AwardShape-prize ,
    ex:AwardShape-inWords , ex:AwardShape-isShared .
ex:AwardShape-winner a sh:PropertyShape ; sh:path ex:winner ; sh:minCount 1 ; sh:maxCount 3 ;
  sh:or ( [ sh:class kg:Person ] [ sh:class kg:Group ] ) .
ex:AwardShape-at a sh:PropertyShape ; sh:path ex:at ; sh:class ex:Fair ; sh:maxCount 1 .
ex:AwardShape-prize a sh:PropertyShape ; sh:path ex:prize ; sh:minCount 1 ; sh:node ex:PrizeCode .
ex:AwardShape-inWords a sh:PropertyShape ; sh:path ex:inWords ; sh:datatype xsd:string .
ex:AwardShape-isShared a sh:PropertyShape ; sh:path ex:isShared ; sh:datatype xsd:boolean .

ex:FairShape a sh:NodeShape ; sh:targetClass ex:Fair ; sh:property ex:FairShape-near .
ex:FairShape-near a sh:PropertyShape ; sh:path ex:near ; sh:class kg:Place .
"""
EX = "https://example.org/fair#"


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return Scheme.load()


def _with(extra: str) -> Scheme:
    """The scheme of the project's own ontology and shapes and some more triples."""
    paths = *resources.files("ontology", "*.ttl"), *resources.files("shapes", "*.ttl")
    known = (path.read_bytes() for path in paths)
    return _Reader(Definitions(*known, (PREFIXES + extra).encode())).scheme()


@pytest.fixture(scope="module")
def awards() -> Scheme:
    return _with(AWARDS)


# What the project's own files say


def test_every_class_with_a_label_is_a_type_of_its_kind(scheme: Scheme) -> None:
    assert {label: annotated.kind for label, annotated in scheme.types.items()} == {
        **dict.fromkeys(ENTITIES, "entity"),
        **dict.fromkeys(EVENTS, "event"),
        "Time": "value",
        "Cue": "cue",
    }
    assert scheme.types["Cue"].iri == KG + "Mention"
    assert scheme.types["Tenure"].iri == KG + "Tenure"


def test_a_role_says_what_it_states_who_may_fill_it_and_how_often(scheme: Scheme) -> None:
    tenure = scheme.types["Tenure"]
    assert set(tenure.roles) == {"Member", "Organization", "Jurisdiction", "Place", "AttestedOn"}
    member = tenure.roles["Member"]
    assert (member.path, member.fillers) == (ORG + "member", {"Person", "Group"})
    assert (member.required, member.single, member.evidence_only) == (True, True, False)
    place = tenure.roles["Place"]
    assert (place.path, place.fillers) == (KG + "place", {"Place"})
    assert (place.required, place.single) == (False, False)
    assert scheme.types["Figure"].roles["About"].fillers == ENTITIES | ACTIVITIES
    assert scheme.types["Livestream"].roles["Host"].fillers == ACTORS


def test_what_is_implicit_need_not_be_annotated(scheme: Scheme) -> None:
    assert scheme.implicit == {KG + "attestedOn": "published"}
    assert not scheme.types["Tenure"].roles["AttestedOn"].required


def test_roles_and_attributes_are_those_of_the_classes_above(scheme: Scheme) -> None:
    activity, livestream = scheme.types["Activity"], scheme.types["Livestream"]
    assert {"Host", "Organizer", "Platform", "Product", "When"} <= set(activity.roles)
    assert livestream.roles == activity.roles
    assert livestream.attributes == activity.attributes
    platform, organization = scheme.types["Platform"], scheme.types["Organization"]
    assert platform.attributes == organization.attributes
    assert "OrganizationKind" in platform.attributes


def test_an_attribute_is_a_choice_from_a_list_or_a_flag(scheme: Scheme) -> None:
    status = scheme.types["Activity"].attributes["Status"]
    assert (status.path, status.code_list) == (KG + "status", "status")
    assert status.codes == ("happened", "ongoing", "planned", "wished")
    assert (status.default, status.required) == ("happened", False)
    kind = scheme.types["Activity"].attributes["ActivityKind"]
    assert (kind.path, kind.default, kind.required) == (KG + "kind", None, True)
    series = scheme.types["Activity"].attributes["Series"]
    assert (series.path, series.code_list, series.codes) == (KG + "isSeries", None, ())
    assert not series.required


def test_what_the_words_spell_is_no_duty_of_the_annotator(scheme: Scheme) -> None:
    figure = scheme.types["Figure"]
    assert figure.grammar == "quantity"
    assert not figure.attributes["Bound"].required
    assert not figure.attributes["Unit"].required
    assert figure.attributes["Measure"].required
    assert {KG + "titleAsWritten", KG + "asWritten", KG + "bound"} <= scheme.from_trigger


def test_one_property_has_other_attributes_in_other_classes(scheme: Scheme) -> None:
    named = {
        label: {a.name: a.code_list for a in annotated.attributes.values() if a.path == KG + "kind"}
        for label, annotated in scheme.types.items()
    }
    assert {label: kinds for label, kinds in named.items() if kinds} == {
        "Activity": {"ActivityKind": "activity-kind"},
        "Livestream": {"ActivityKind": "activity-kind"},
        "TrainingProgramme": {"ActivityKind": "activity-kind"},
        "Aim": {"AimKind": "aim-kind"},
        "Image": {"ImageKind": "image-kind"},
        "Group": {"MemberKind": "member-kind"},
        "Organization": {"OrganizationKind": "organization-kind"},
        "Platform": {"OrganizationKind": "organization-kind"},
        "Tie": {"TieKind": "tie-kind"},
    }


def test_code_lists_hold_every_notation(scheme: Scheme) -> None:
    graph = Graph().parse(resources.path("ontology", "codes.ttl"))
    notations = graph.subject_objects(URIRef("http://www.w3.org/2004/02/skos/core#notation"))
    assert {(name, code) for name, codes in scheme.codes.items() for code in codes} == {
        tuple(str(concept).removeprefix(ns.CODE).split("/")) for concept, _ in notations
    }
    assert scheme.codes["gender"] == {"female", "male"}


def test_relations_and_claim_events_have_ends(scheme: Scheme) -> None:
    within = scheme.relations["Within"]
    assert (within.path, within.sources, within.targets) == (KG + "within", {"Place"}, {"Place"})
    of_place = scheme.relations["OfPlace"]
    assert of_place.sources == {"Group", "Organization", "Platform"}
    host = scheme.claims["HostClaim"]
    assert (host.path, host.sources) == (KG + "host", ACTIVITIES)
    assert host.targets == ACTORS
    assert scheme.claims["PublisherClaim"].sources == {"Article"}
    for link in (*scheme.relations.values(), *scheme.claims.values()):
        assert link.sources, link
        assert link.targets or link.attribute, link


def test_the_words_of_a_cue_may_be_the_value(scheme: Scheme) -> None:
    criterion = scheme.types["Ranking"].roles["Criterion"]
    assert (criterion.path, criterion.fillers) == (KG + "criterion", {"Cue"})
    assert (criterion.in_words, criterion.evidence_only, criterion.single) == (True, False, False)
    position = scheme.relations["PositionWithin"]
    assert (position.targets, position.in_words) == ({"Cue"}, True)
    caption = scheme.types["Image"].roles["Caption"]
    assert (caption.fillers, caption.in_words) == ({"Cue"}, False)
    assert not scheme.types["Ranking"].roles["Ranked"].in_words


def test_the_claim_of_a_coded_property_has_an_attribute_and_no_object(scheme: Scheme) -> None:
    level = scheme.claims["LevelClaim"]
    assert (level.path, level.sources) == (KG + "level", {"Place", "TrainingProgramme"})
    assert level.attribute is not None
    assert (level.attribute.name, level.attribute.code_list) == ("Level", "level")
    assert (level.targets, level.in_words) == (frozenset(), False)
    assert scheme.claims["HostClaim"].attribute is None


def test_a_default_may_differ_by_class(scheme: Scheme) -> None:
    defaults = {
        label: scheme.types[label].attributes["Status"].default for label in ("Activity", "Aim")
    }
    assert defaults == {"Activity": "happened", "Aim": "ongoing"}


def test_every_claim_can_be_attributed_shown_and_based(scheme: Scheme) -> None:
    assert set(scheme.claim_roles) == {"AttributedTo", "Evidence"}
    assert scheme.claim_roles["AttributedTo"].fillers == ACTORS | ACTIVITIES
    assert scheme.claim_roles["Evidence"].fillers == {"Cue"}
    assert scheme.claim_roles["Evidence"].evidence_only
    assert set(scheme.claim_attributes) == {"Basis"}
    assert scheme.claim_attributes["Basis"].default == "explicit"


def test_notes_and_authorities_lead_to_their_properties(scheme: Scheme) -> None:
    assert scheme.notes == {
        "Label": str(RDFS.label),
        "Quantity": KG + "number",
        "AgeRange": KG + "ageRange",
    }
    assert scheme.authorities == {
        "role": ORG + "role",
        "gbt2260": KG + "sameDivision",
        "iso3166": KG + "sameDivision",
        "edtf": KG + "edtf",
    }


def test_kind_and_former_labels(scheme: Scheme) -> None:
    assert [scheme.kind(label) for label in ("Person", "Tenure", "Time", "Cue")] == [
        "entity",
        "event",
        "value",
        "cue",
    ]
    assert scheme.kind("HostClaim") == "claim"
    assert scheme.kind("Within") == "relation"
    assert scheme.kind("Location") is None
    assert scheme.former("Location") == "Place"
    assert scheme.former("Organisation") == "Organization"
    assert scheme.former("Place") is None


def test_no_role_or_label_ends_in_a_digit(scheme: Scheme) -> None:
    names = {*scheme.types, *scheme.relations, *scheme.claims, *scheme.claim_roles}
    for annotated in scheme.types.values():
        names |= {*annotated.roles, *annotated.attributes}
    assert len(names) > 50
    assert not [name for name in names if name[-1].isdigit() or ":" in name or " " in name]


def test_no_label_means_two_things(scheme: Scheme) -> None:
    assert not set(scheme.types) & set(scheme.claims)
    assert not set(scheme.relations) & {*scheme.types, *scheme.claims}
    former = [label for annotated in scheme.types.values() for label in annotated.former_labels]
    assert len(former) == len(set(former))
    assert not set(former) & {*scheme.types, *scheme.claims, *scheme.relations}
    for annotated in scheme.types.values():
        assert not set(annotated.roles) & set(scheme.claim_roles), annotated.label


def test_names_in_the_ontology_are_plain_strings() -> None:
    """The brat file holds no languages: a label with one would be another term."""
    graph = Graph().parse(resources.path("ontology", "scheme.ttl"))
    for name in ("label", "role", "evidenceRole", "claimEvent", "relation", "note", "authority"):
        values = list(graph.objects(None, URIRef(ns.SCHEME + name)))
        assert values, name
        assert all(isinstance(v, Literal) and v.language is None for v in values), name


def test_one_class_has_one_shape_for_a_path() -> None:
    """The scheme reads the first: a second would be passed over without a word."""
    graph = Graph()
    for path in resources.files("shapes", "*.ttl"):
        graph.parse(path)
    for cls in set(graph.objects(None, SH.targetClass)):
        shapes = [
            shape
            for node in graph.subjects(SH.targetClass, cls)
            for shape in graph.objects(node, SH.property)
        ]
        speaking = [
            graph.value(shape, SH.path)
            for shape in shapes
            if any((shape, p, None) in graph for p in (SH["class"], SH["or"], SH.node, SH.maxCount))
        ]
        assert len(speaking) == len(set(speaking)), cls


# What follows for a class that only the files know


def test_a_new_class_is_a_new_type(awards: Scheme, scheme: Scheme) -> None:
    award = awards.types["Award"]
    assert (award.iri, award.kind, award.grain, award.grammar) == (
        EX + "Award",
        "event",
        "statement",
        None,
    )
    assert {name: (role.path, role.fillers) for name, role in award.roles.items()} == {
        "Winner": (EX + "winner", {"Person", "Group"}),
        "At": (EX + "at", {"Fair"}),
    }
    assert (award.roles["Winner"].required, award.roles["Winner"].single) == (True, False)
    assert (award.roles["At"].required, award.roles["At"].single) == (False, True)
    assert award.attributes["Prize"].codes == ("cup", "ribbon")
    assert award.attributes["Prize"].default == "ribbon"
    assert award.attributes["Shared"].code_list is None
    assert awards.claims["WinnerClaim"].sources == {"Award"}
    assert awards.relations["Near"].targets == {"Place", "Fair"}
    assert set(awards.types) == {*scheme.types, "Award", "Fair"}


def test_a_new_subclass_fills_every_role_of_its_superclass(awards: Scheme) -> None:
    fair = awards.types["Fair"]
    assert fair.attributes == awards.types["Place"].attributes
    assert "Fair" in awards.types["Livestream"].roles["Host"].fillers
    assert "Fair" in awards.types["Tenure"].roles["Jurisdiction"].fillers
    assert "Fair" in awards.relations["Within"].sources
    assert "Fair" not in awards.types["Livestream"].roles["Platform"].fillers
    assert awards.former("Bazaar") == awards.former("Market") == "Fair"


def test_a_relation_has_one_meaning() -> None:
    with pytest.raises(KgError, match="so that PositionWithin would have two meanings"):
        _with("""
            ex:Shape a sh:NodeShape ; sh:targetClass kg:Group ; sh:property ex:Shape-position .
            ex:Shape-position a sh:PropertyShape ; sh:path kg:positionWithin ; sh:class kg:Place .
        """)


def test_a_subclass_may_be_stricter_than_its_superclass() -> None:
    scheme = _with("""
        ex:Auction a owl:Class ; rdfs:subClassOf kg:Livestream ;
          scheme:annotatedAs "event" ; scheme:label "Auction" .
        ex:Shape a sh:NodeShape ; sh:targetClass ex:Auction ; sh:property ex:Shape-host .
        ex:Shape-host a sh:PropertyShape ; sh:path kg:host ; sh:class kg:Person ;
          sh:minCount 1 ; sh:maxCount 1 .
    """)
    host = scheme.types["Auction"].roles["Host"]
    assert (host.fillers, host.required, host.single) == ({"Person"}, True, True)
    assert scheme.types["Livestream"].roles["Host"].fillers == ACTORS
    assert set(scheme.types["Auction"].roles) == set(scheme.types["Livestream"].roles)
    assert "Auction" in scheme.types["Figure"].roles["About"].fillers


def test_an_annotated_class_that_says_no_more_is_an_entity() -> None:
    scheme = _with('ex:Thing rdfs:subClassOf kg:Entity ; scheme:label "Thing" .')
    thing = scheme.types["Thing"]
    assert (thing.kind, thing.grain, thing.roles) == ("entity", "record", {})
    assert thing.properties == {str(RDFS.label)}


def test_an_attribute_without_codes_is_refused() -> None:
    with pytest.raises(KgError) as raised:
        _with("""
            ex:Award a owl:Class ; scheme:label "Award" .
            ex:Shape sh:targetClass ex:Award ; sh:property ex:Shape-prize .
            ex:Shape-prize sh:path ex:prize ; scheme:attribute "Prize" .
        """)
    assert str(raised.value) == (
        "the shapes give the attribute Prize of https://example.org/fair#prize no code list; "
        "add sh:node with the shape of a code list, or sh:datatype xsd:boolean"
    )


TEXT = "At the Larkhaven fair near Ostmark the brass cup went to Ada Quill and to Bo Reed."
ROWS = """
    T1 Fair | Larkhaven fair
    T2 Place | Ostmark
    T3 Award | brass cup
    T4 Person | Ada Quill
    T5 Person | Bo Reed
    E1 Award:T3 Winner:T4 Winner2:T5 At:T1
    R1 Near Arg1:T1 Arg2:T2
    A1 Prize E1 cup
    A2 Shared E1
"""


def test_a_new_domain_is_checked_and_built_without_a_line_of_python(
    awards: Scheme, scheme: Scheme, tmp_path: Path
) -> None:
    annotated = document(tmp_path, ROWS, TEXT)
    assert check(annotated, awards, 1000) == []
    assert {problem.message for problem in check(annotated, scheme, 1000)} >= {
        "unknown label 'Award'",
        "unknown label 'Fair'",
    }
    wrong = document(tmp_path, ROWS.replace("At:T1", "At:T2").replace("E1 cup", "E1 cap"), TEXT)
    assert [(problem.message, problem.remedy) for problem in check(wrong, awards, 1000)] == [
        ("At of E1 is T2, marked Place", "give an annotation marked Fair"),
        ("unknown value of Prize 'cap'", "did you mean cup?"),
    ]

    path = tmp_path / "articles" / "x.yaml"
    path.parent.mkdir()
    path.write_text(
        "title: t\npublished: 2031-05-06\ntext_file: x.txt\nlength: 1000\nlanguage: en\n"
        f"rights: CC0\nannotator: tests\nsha256: {'0' * 64}\n"
    )
    shard = make_shard(read_article(tmp_path, path), annotated, awards, Gazetteer.load())
    content = f"<{ns.content_graph('x')}> .\n"
    award = f"<{ns.node('x', 'E1')}>"
    said = {line.removesuffix(content).strip() for line in shard.lines if line.endswith(content)}
    assert {line for line in said if line.startswith(award)} == {
        f"{award} <{RDF}type> <{EX}Award>",
        f"{award} <{EX}winner> <{ns.node('x', 'T4')}>",
        f"{award} <{EX}winner> <{ns.node('x', 'T5')}>",
        f"{award} <{EX}at> <{ns.node('x', 'T1')}>",
        f"{award} <{EX}prize> <{ns.code('prize', 'cup')}>",
        f'{award} <{EX}isShared> "true"^^<{ns.XSD}boolean>',
        f'{award} <{EX}inWords> "brass cup"',
    }
    assert f"<{ns.node('x', 'T1')}> <{EX}near> <{ns.node('x', 'T2')}>" in said


# No list of them in the source

ALLOWED = {
    ("scheme.py", "Subject"): "the ends of every claim event, whatever its property",
    ("scheme.py", "Object"): "the ends of every claim event, whatever its property",
    ("checking.py", "Equiv"): "brat's own word for coreference, no label of the scheme",
    ("annotationconf.py", "Equiv"): "brat's own word for coreference, no label of the scheme",
    ("values.py", "Basis"): "a remedy names the attribute that is wanted",
}


def _words(path: Path) -> set[str]:
    """Every word of the string constants of a file, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return {
        word
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in docstrings
        for word in re.findall(r"\w+", node.value)
    }


@pytest.mark.parametrize(
    "name", ["scheme.py", "checking.py", "statements.py", "values.py", "annotationconf.py"]
)
def test_no_label_of_the_scheme_stands_in_the_source(scheme: Scheme, name: str) -> None:
    labels = {*scheme.types, *scheme.relations, *scheme.claims, *scheme.claim_roles, *scheme.notes}
    for annotated in scheme.types.values():
        labels |= {*annotated.roles, *annotated.attributes, *annotated.former_labels}
    labels |= {*scheme.claim_attributes, "Subject", "Object", "Equiv"}
    found = labels & _words(SOURCE / name)
    assert found - {word for file, word in ALLOWED if file == name} == set()


def test_every_exception_is_still_needed() -> None:
    for name, word in ALLOWED:
        assert word in _words(SOURCE / name), (name, word)


def test_the_bases_of_metadata_dates_are_codes() -> None:
    from kg import sources

    assert set(sources._BASES) <= Scheme.load().codes["basis"]
