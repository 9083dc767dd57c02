"""Prefixes, and the minting of every IRI: no other room builds an IRI string.

IRIs come from an article's id and the annotation tool's own ids, never from a value that may be
corrected later.
"""

from __future__ import annotations

from urllib.parse import quote

BASE = "https://w3id.org/officials-kg/"
KG = BASE + "ontology#"
SCHEME = BASE + "scheme#"
REF = BASE + "reference#"
CODE = BASE + "code/"
ID = BASE + "id/"
ARTICLE = ID + "article/"
PLACE = ID + "place/"
GEOMETRY = ID + "geometry/"
GRAPH = ID + "graph/"
DERIVED = ID + "derived/"
DATASET = ID + "dataset/"
BUILD = ID + "build"
DISJOINT = ID + "disjoint/"
ENTITY = ID + "entity/"
JUDGEMENT = ID + "judgement/"
RESOLUTION = ID + "resolution/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
ORG = "http://www.w3.org/ns/org#"
OA = "http://www.w3.org/ns/oa#"
SCHEMA = "https://schema.org/"
SH = "http://www.w3.org/ns/shacl#"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
GEO = "http://www.opengis.net/ont/geosparql#"
GEONAMES = "https://sws.geonames.org/"

PREFIXES: dict[str, str] = {
    "kg": KG,
    "ref": REF,
    "article": ARTICLE,
    "place": PLACE,
    "geometry": GEOMETRY,
    "graph": GRAPH,
    "dataset": DATASET,
    "disjoint": DISJOINT,
    "entity": ENTITY,
    "judgement": JUDGEMENT,
    "resolution": RESOLUTION,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": PROV,
    "org": ORG,
    "oa": OA,
    "schema": SCHEMA,
    "sh": SH,
    "void": VOID,
    "dcat": DCAT,
    "geo": GEO,
    "scheme": SCHEME,
    **{
        name: f"{CODE}{name}/"
        for name in (
            "role",
            "status",
            "basis",
            "certainty",
            "measure",
            "bound",
            "unit",
            "currency",
            "level",
            "gender",
            "organization-kind",
            "activity-kind",
            "member-kind",
            "tie-kind",
            "image-kind",
            "aim-kind",
            "aspect",
            "polarity",
            "topic",
            "mode",
            "channel",
            "time-of-day",
            "decision",
            "point-kind",
        )
    },
}

ONTOLOGY_GRAPH = GRAPH + "ontology"
REFERENCE_GRAPH = GRAPH + "reference"
ARTICLES_GRAPH = GRAPH + "articles"
IDENTITY_GRAPH = GRAPH + "identity"
BUILD_GRAPH = GRAPH + "build"
DERIVATIONS_GRAPH = GRAPH + "derivations"
DESCRIPTION_GRAPH = GRAPH + "description"
JUDGEMENTS_GRAPH = GRAPH + "judgements"


def derived_graph(certainty: str) -> str:
    """The graph that holds the derived edges of one certainty."""
    return f"{GRAPH}derived/{certainty}"


def article(article_id: str) -> str:
    """The article itself."""
    return ARTICLE + article_id


def content_graph(article_id: str) -> str:
    """What the article conveys."""
    return f"{ARTICLE}{article_id}/content"


def evidence_graph(article_id: str) -> str:
    """Mentions and claims of the article."""
    return f"{ARTICLE}{article_id}/evidence"


def node(article_id: str, annotation: str) -> str:
    """A record or article-local entity made from one annotation (``E3``, ``T12``)."""
    return f"{ARTICLE}{article_id}/{annotation}"


def mention(article_id: str, annotation: str) -> str:
    """A mention, by the id of its annotation."""
    return f"{ARTICLE}{article_id}/m-{annotation}"


def selector(article_id: str, annotation: str, fragment: int) -> str:
    """One stretch of a mention, counted from 1."""
    return f"{ARTICLE}{article_id}/m-{annotation}-{fragment}"


def claim(article_id: str, annotation: str, part: str | None = None) -> str:
    """A claim of one annotation, or of one named part of it (``E3``, ``Host2``).

    A note's id (``#2``) would begin a fragment, and is spelt out (``note2``).
    """
    tail = f"-{part}" if part else ""
    return f"{ARTICLE}{article_id}/c-{annotation.replace('#', 'note')}{tail}"


def metadata_time(article_id: str, key: str) -> str:
    """A time that stands in the article's metadata file (``published``, ``modified``)."""
    return f"{ARTICLE}{article_id}/{key}"


def story(story_id: str) -> str:
    """Articles that reprint or rewrite one another."""
    return f"{ID}story/{story_id}"


def local(iri: str) -> tuple[str, str] | None:
    """The article and the annotation that an IRI of :func:`node` was minted from.

    >>> local(node("a", "T12"))
    ('a', 'T12')
    """
    article_id, slash, annotation = iri.removeprefix(ARTICLE).partition("/")
    return (article_id, annotation) if slash and iri.startswith(ARTICLE) else None


def resolution(article_id: str, annotation: str) -> str:
    """What was decided by rule on an article-local entity."""
    return f"{RESOLUTION}{article_id}/{annotation}"


def entity(entity_id: str) -> str:
    """What a judgement made one, by the id that the judgement minted for it."""
    return ENTITY + entity_id


def judgement(judgement_id: str) -> str:
    """A judgement of who or what is the same."""
    return JUDGEMENT + judgement_id


def disjoint_set(set_id: str) -> str:
    """A judgement that some figures share no part."""
    return DISJOINT + set_id


def code(code_list: str, notation: str) -> str:
    """A concept of a code list."""
    return f"{CODE}{code_list}/{notation}"


def code_list(name: str) -> str:
    """The code list itself."""
    return CODE + name


def place(authority: str, code: str, vintage: int | None = None) -> str:
    """A place by an authority's code, with the year in which the code meant this place."""
    tail = f"-{vintage}" if vintage is not None else ""
    return f"{PLACE}{authority}-{code}{tail}"


def geometry(place: str) -> str:
    """Where a place is, by the IRI of :func:`place`."""
    return GEOMETRY + place.removeprefix(PLACE)


def geonames(number: int) -> str:
    """A place of GeoNames, by its number there.

    >>> geonames(1803567)
    'https://sws.geonames.org/1803567/'
    """
    return f"{GEONAMES}{number}/"


def geonames_number(iri: str) -> int | None:
    """The number that :func:`geonames` made an IRI from, None for any other IRI.

    >>> geonames_number(geonames(1803567))
    1803567
    """
    number = iri.removeprefix(GEONAMES).removesuffix("/")
    return int(number) if iri.startswith(GEONAMES) and number.isdecimal() else None


def dataset(extent: str) -> str:
    """What one kind of export holds (``all-graphs``, ``one-graph``)."""
    return DATASET + extent


def class_partition(dataset: str, class_iri: str) -> str:
    """The things of one class in a dataset.

    >>> class_partition(dataset("one-graph"), KG + "Person").removeprefix(ID)
    'dataset/one-graph_kg_Person'
    """
    return f"{dataset}_{quote(shrink(class_iri).replace(':', '_', 1), safe='')}"


def shrink(iri: str) -> str:
    """An IRI as people read it: prefixed where a prefix fits, else whole."""
    best = max(
        ((name, base) for name, base in PREFIXES.items() if iri.startswith(base)),
        key=lambda pair: len(pair[1]),
        default=None,
    )
    return f"{best[0]}:{iri.removeprefix(best[1])}" if best else iri
