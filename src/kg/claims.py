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
        head, tail = f"<{self.iri}> <", f" <{ns.evidence_graph(article)}> .\n"
        yield f"{head}{TYPE}> <{CLAIM}>{tail}"
        yield f"{head}{KG}focus> <{self.focus}>{tail}"
        for path in self.paths:
            yield f"{head}{KG}path> <{path}>{tail}"
        for mention in self.mentions:
            yield f"{head}{KG}evidence> <{ns.mention(article, mention)}>{tail}"
        for actor in axes.attributed_to:
            yield f"{head}{KG}attributedTo> <{actor}>{tail}"
        yield f"{head}{KG}basis> <{ns.code('basis', axes.basis)}>{tail}"
        yield f"{head}{KG}certainty> <{ns.code('certainty', computed)}>{tail}"
        yield f"{head}{KG}annotationLine> {terms.number(self.line)}{tail}"
        if self.value is not None:
            yield f"{head}{KG}value> {self.value}{tail}"


def mention_lines(article: str, mention: Mention) -> Iterator[str]:
    """A mention with a selector for each of its stretches, in the article's evidence graph."""
    node = ns.mention(article, mention.id)
    head, tail = f"<{node}> <", f" <{ns.evidence_graph(article)}> .\n"
    yield f"{head}{TYPE}> <{KG}Mention>{tail}"
    yield f"{head}{OA}hasSource> <{ns.article(article)}>{tail}"
    yield f"{head}{KG}annotationLine> {terms.number(mention.line)}{tail}"
    offset = 0
    for number, (start, end) in enumerate(mention.spans, 1):
        selector = ns.selector(article, mention.id, number)
        exact = mention.text[offset : offset + end - start]
        offset += end - start + 1
        yield f"{head}{OA}hasSelector> <{selector}>{tail}"
        yield f"<{selector}> <{TYPE}> <{OA}TextPositionSelector>{tail}"
        yield f"<{selector}> <{TYPE}> <{OA}TextQuoteSelector>{tail}"
        yield f"<{selector}> <{OA}start> {terms.number(start)}{tail}"
        yield f"<{selector}> <{OA}end> {terms.number(end)}{tail}"
        yield f"<{selector}> <{OA}exact> {terms.text(exact)}{tail}"
