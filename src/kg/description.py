"""What an exported graph says of itself: a VoID and DCAT description with its counts.

It tells nothing of the moment of the build, unless the graph does: the same corpus gives the same
bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg import namespaces as ns
from kg import terms
from kg.namespaces import DCAT, DCTERMS, GEO, KG, PROV, RDF, VOID
from kg.triples import TYPE, Statement, Values, by_subject, cut

_ARTICLE = f"<{KG}Article>"
_CONTENT = f"<{KG}contentGraph>"
_EVIDENCE = f"<{KG}evidenceGraph>"
_CREATOR = f"<{DCTERMS}creator>"
_LICENSE = f"<{DCTERMS}license>"
_WKT = f"<{GEO}asWKT>"

_TITLES = {
    "one-graph": "What news articles convey: one graph",
    "all-graphs": "What news articles convey, and the evidence for it: all graphs",
}
_CONTENTS = {
    "one-graph": "Content and metadata of the articles, preferred labels, what is related, what "
    "superseded ids lead to, places with their points, labels of codes, and the derived edges that "
    "are asserted or reported; no evidence.",
    "all-graphs": "Content, metadata, mentions and claims of the articles, identities, places "
    "with their points, code lists, ontology, the derived edges of every certainty, and the build.",
}
CAVEAT = (
    "Made from annotated news articles. A statement means that an article conveys it, not that it "
    "is true. A graph from news measures reporting, not conduct or sales."
)
_RIGHTS = (
    "The articles are their publishers', and their texts are not included. The annotations, and "
    "what is stated from them, are the annotators' own work{licensed}. Ontology, code lists and "
    "reference data are CC0 1.0 but for points, with the sources named in "
    "ontology/reference/SOURCES.md."
)
POINTS_LICENSE = "https://creativecommons.org/licenses/by/4.0/"
POINTS_RIGHTS = (
    f"Points of places: GeoNames, https://www.geonames.org/, under CC BY 4.0, {POINTS_LICENSE}; "
    "chosen and assigned to divisions by officials-kg."
)
_UNLICENSED = ", under the licence given here for each article's graphs, or none"


def is_description(statement: Statement) -> bool:
    """Whether a statement comes from an earlier export's description."""
    return statement.graph == f"<{ns.DESCRIPTION_GRAPH}>"


def describe(
    statements: Iterable[Statement], told: Iterable[Statement], extent: str
) -> list[Statement]:
    """The description of ``statements``, in the default graph.

    ``void:triples`` counts statements, one for every graph that holds it; ``void:entities`` the
    subjects that have a type, and in a partition those of one class; ``void:classes``,
    ``void:properties`` and ``void:distinctSubjects`` each IRI once. The description itself is never
    counted. ``told`` are the statements of the articles' and the build's graphs: they name the
    articles, the licence of their annotations, the annotators and the build. ``extent`` is
    ``one-graph`` or ``all-graphs``; the time of the build is told only with all graphs, which hold
    it anyway.
    """
    dataset = ns.dataset(extent)
    statements = set(statements)
    known = by_subject(told)
    instances: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, value, _ in statements:
        if predicate == TYPE and value.startswith("<"):
            instances[value].add(subject)
    pointed = any(s.predicate == _WKT for s in statements)
    values = {
        **_texts(extent),
        DCTERMS + "isPartOf": [_iri(ns.dataset("all-graphs"))] if extent == "one-graph" else [],
        **_provenance(known, extent, pointed),
        **_counts(statements, instances),
        VOID + "classPartition": [_iri(ns.class_partition(dataset, c[1:-1])) for c in instances],
    }
    made = [Statement(_iri(dataset), f"<{p}>", v) for p in values for v in values[p]]
    for each, things in instances.items():
        partition = _iri(ns.class_partition(dataset, each[1:-1]))
        made.append(Statement(partition, f"<{VOID}class>", each))
        made.append(Statement(partition, f"<{VOID}entities>", terms.number(len(things))))
    build = _iri(ns.BUILD)
    for predicate in (TYPE, _CREATOR) if build in known and extent == "one-graph" else ():
        made += [Statement(build, predicate, value) for value in known[build].get(predicate, ())]
    return made


def _texts(extent: str) -> dict[str, list[str]]:
    return {
        RDF + "type": [_iri(VOID + "Dataset"), _iri(DCAT + "Dataset")],
        DCTERMS + "title": [terms.text(_TITLES[extent], "en")],
        DCTERMS + "description": [terms.text(f"{CAVEAT} {_CONTENTS[extent]}", "en")],
        VOID + "uriSpace": [terms.text(ns.ID)],
    }


def _provenance(known: dict[str, Values], extent: str, pointed: bool) -> dict[str, list[str]]:
    """The articles and what they say of their annotations; the build; whose the points are."""
    articles = [subject for subject in known if _ARTICLE in known[subject].get(TYPE, ())]
    graphs = [
        graph
        for article in articles
        for predicate in (_CONTENT, _EVIDENCE)
        for graph in known[article].get(predicate, ())
    ]
    common = common_licenses(known.get(graph, {}).get(_LICENSE, set()) for graph in graphs)
    annotators = {a for each in articles for a in known[each].get(f"<{KG}annotator>", ())}
    build = known.get(_iri(ns.BUILD), {})
    ended = build.get(f"<{PROV}endedAtTime>", set()) if extent == "all-graphs" else set()
    rights = [_RIGHTS.format(licensed="" if common else _UNLICENSED)]
    rights += [POINTS_RIGHTS] if pointed else []
    return {
        PROV + "wasDerivedFrom": articles,
        PROV + "wasGeneratedBy": [_iri(ns.BUILD)] if build else [],
        DCTERMS + "creator": list(annotators),
        DCTERMS + "license": list(common),
        DCTERMS + "rights": [terms.text(" ".join(rights))],
        DCTERMS + "issued": list(ended),
    }


def common_licenses(each: Iterable[set[str]]) -> set[str]:
    """The licences of all, given those of each: none where they differ."""
    different = {frozenset(licenses) for licenses in each}
    return set(different.pop()) if len(different) == 1 else set()


def _counts(statements: set[Statement], instances: dict[str, set[str]]) -> dict[str, list[str]]:
    properties = {s.predicate for s in statements}
    counted = {
        "triples": len(statements),
        "entities": len(set().union(*instances.values())),
        "classes": len(instances),
        "properties": len(properties),
        "distinctSubjects": len({s.subject for s in statements}),
    }
    bases = {cut(term[1:-1])[0] for term in (*properties, *instances)} - {""}
    return {
        **{VOID + name: [terms.number(count)] for name, count in counted.items()},
        VOID + "vocabulary": [_iri(base) for base in bases],
    }


def _iri(iri: str) -> str:
    return f"<{iri}>"
