"""Claims and the mentions that are their evidence, as N-Quads lines of an evidence graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg import namespaces as ns
from kg import terms
from kg.annotations.model import Mention
from kg.namespaces import KG, OA, RDF

CLAIM = KG + "Claim"
TYPE = RDF + "type"

_INFERRED = frozenset({"arithmetic", "context", "outside-knowledge"})
_NOT_YET = frozenset({"planned", "wished"})


def certainty(status: str | None, basis: str, *, attributed: bool) -> str:
    """Planned over inferred over reported over asserted.

    >>> certainty("planned", "explicit", attributed=True)
    'planned'
    >>> certainty("happened", "dateline", attributed=False)
    'asserted'
    """
    if status in _NOT_YET:
        return "planned"
    if basis in _INFERRED:
        return "inferred"
    return "reported" if attributed else "asserted"


@dataclass(frozen=True, slots=True)
class Axes:
    """What holds of every claim of one annotation: how it follows, who says so, its status."""

    basis: str = "explicit"
    attributed_to: tuple[str, ...] = ()
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """That the article conveys statements about ``focus``.

    Without ``paths`` all statements of the focus are claimed, without ``value`` every value of the
    paths. ``mentions`` are annotation ids; ``value`` is a term in N-Triples.
    """

    iri: str
    focus: str
    line: int
    mentions: tuple[str, ...]
    axes: Axes = field(default_factory=Axes)
    paths: tuple[str, ...] = ()
    value: str | None = None

    def lines(self, article: str) -> Iterator[str]:
        """The claim in the evidence graph of its article."""
        axes = self.axes
        computed = certainty(axes.status, axes.basis, attributed=bool(axes.attributed_to))
        statements = [
            (TYPE, terms.iri(CLAIM)),
            (KG + "focus", terms.iri(self.focus)),
            *((KG + "path", terms.iri(path)) for path in self.paths),
            *((KG + "evidence", terms.iri(ns.mention(article, m))) for m in self.mentions),
            *((KG + "attributedTo", terms.iri(actor)) for actor in axes.attributed_to),
            (KG + "basis", terms.iri(ns.code("basis", axes.basis))),
            (KG + "certainty", terms.iri(ns.code("certainty", computed))),
            (KG + "annotationLine", terms.number(self.line)),
        ]
        if self.value is not None:
            statements.append((KG + "value", self.value))
        graph = terms.iri(ns.evidence_graph(article))
        for predicate, value in statements:
            yield f"<{self.iri}> <{predicate}> {value} {graph} .\n"


def mention_lines(article: str, mention: Mention) -> Iterator[str]:
    """A mention with a selector for each of its stretches, in the article's evidence graph."""
    graph = terms.iri(ns.evidence_graph(article))

    def line(subject: str, predicate: str, value: str) -> str:
        return f"<{subject}> <{predicate}> {value} {graph} .\n"

    node = ns.mention(article, mention.id)
    yield line(node, TYPE, terms.iri(KG + "Mention"))
    yield line(node, OA + "hasSource", terms.iri(ns.article(article)))
    yield line(node, KG + "annotationLine", terms.number(mention.line))
    offset = 0
    for number, (start, end) in enumerate(mention.spans, 1):
        selector = ns.selector(article, mention.id, number)
        exact = mention.text[offset : offset + end - start]
        offset += end - start + 1
        yield line(node, OA + "hasSelector", terms.iri(selector))
        yield line(selector, TYPE, terms.iri(OA + "TextPositionSelector"))
        yield line(selector, TYPE, terms.iri(OA + "TextQuoteSelector"))
        yield line(selector, OA + "start", terms.number(start))
        yield line(selector, OA + "end", terms.number(end))
        yield line(selector, OA + "exact", terms.text(exact))
