"""What an article's metadata file says, as N-Quads lines of the graph of articles."""

from __future__ import annotations

from collections.abc import Iterator

from kg import namespaces as ns
from kg import terms
from kg.claims import TYPE, certainty
from kg.namespaces import DCTERMS, KG
from kg.sources import Article, Date
from kg.times import When


def metadata_lines(article: Article, layer: str) -> Iterator[str]:
    """The article, the licence of its annotations, the times of its publication and change."""
    graph = terms.iri(ns.ARTICLES_GRAPH)
    subject = ns.article(article.id)
    for predicate, value in _statements(article, layer):
        yield f"<{subject}> <{predicate}> {value} {graph} .\n"
    if article.annotation_license:
        # of what the annotations make; the article itself is its publisher's
        for made in (ns.content_graph(article.id), ns.evidence_graph(article.id)):
            licence = terms.iri(article.annotation_license)
            yield f"<{made}> <{DCTERMS}license> {licence} {graph} .\n"
    for key, date in article.dates.items():
        node = ns.metadata_time(article.id, key)
        yield f"<{subject}> <{KG}{key}> {terms.iri(node)} {graph} .\n"
        for predicate, value in _date_statements(date):
            yield f"<{node}> <{predicate}> {value} {graph} .\n"


def _statements(article: Article, layer: str) -> Iterator[tuple[str, str]]:
    yield TYPE, terms.iri(KG + "Article")
    if article.title:
        yield DCTERMS + "title", terms.text(article.title, article.language)
    if article.url:
        yield DCTERMS + "source", terms.uri(article.url)
    named = (
        ("section", article.section),
        ("copyrightNotice", article.copyright),
        ("publisherName", article.publisher),
        ("viaName", article.via),
        *(("authorName", name) for name in article.authors),
        *(("editorName", name) for name in article.editors),
        ("textFile", article.text_file),
        ("sha256", article.sha256),
        ("annotator", article.annotator),
        ("annotationFile", article.annotation_file),
        ("layer", layer),
    )
    for name, value in named:
        if value is not None:
            yield KG + name, terms.text(value)
    yield DCTERMS + "language", terms.text(article.language)
    yield DCTERMS + "rights", terms.text(article.rights)
    yield KG + "textLength", terms.number(article.length)
    yield KG + "story", terms.iri(ns.story(article.story))
    yield KG + "contentGraph", terms.iri(ns.content_graph(article.id))
    yield KG + "evidenceGraph", terms.iri(ns.evidence_graph(article.id))


def _date_statements(date: Date) -> Iterator[tuple[str, str]]:
    yield TYPE, terms.iri(KG + "Time")
    yield from time_statements(date.when)
    yield KG + "basis", terms.concept("basis", date.basis)
    computed = certainty(None, date.basis, attributed=False)
    yield KG + "certainty", terms.concept("certainty", computed)


def time_statements(when: When) -> Iterator[tuple[str, str]]:
    """What is known of a time, as predicates and values."""
    if when.edtf:
        yield KG + "edtf", terms.text(when.edtf)
    if when.month_day:
        yield KG + "monthDay", terms.text(when.month_day)
    if when.earliest:
        yield KG + "earliest", terms.day(when.earliest)
    if when.latest:
        yield KG + "latest", terms.day(when.latest)
