"""Claims and the mentions that are their evidence, as N-Quads lines of an evidence graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg import namespaces as ns
from kg import terms
from kg.annotations.model import Mention
from kg.namespaces import KG, OA, RDF

CLAIM = KG + "Claim"
TYPE = RDF + "type"

_IS_A_CLAIM = f"<{TYPE}> <{CLAIM}>"
_IS_A_MENTION = f"<{TYPE}> <{KG}Mention>"
_HAS_POSITION = f"<{TYPE}> <{OA}TextPositionSelector>"
_HAS_QUOTE = f"<{TYPE}> <{OA}TextQuoteSelector>"

OF_WORDS = frozenset(
    (
        *(f"<{KG}{name}>" for name in ("basis", "certainty", "annotationLine", "evidence")),
        *(f"<{OA}{name}>" for name in ("hasSource", "hasSelector", "start", "end", "exact")),
    )
)
"""The predicates, in angle brackets, with which claims and mentions tell of no thing."""

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


def claim_lines(
    article: str,
    iri: str,
    *,
    focus: str,
    line: int,
    mentions: Iterable[str],
    axes: Axes,
    paths: Iterable[str] = (),
    value: str | None = None,
) -> list[str]:
    """That the article conveys statements about ``focus``, in its evidence graph.

    Without ``paths`` all statements of the focus are claimed, without ``value`` every value of the
    paths. ``mentions`` are annotation ids; ``value`` is a term in N-Triples.
    """
    computed = certainty(axes.status, axes.basis, attributed=bool(axes.attributed_to))
    head, tail = f"<{iri}> <{KG}", f" <{ns.evidence_graph(article)}> .\n"
    lines = [
        f"<{iri}> {_IS_A_CLAIM}{tail}",
        f"{head}focus> <{focus}>{tail}",
        f"{head}basis> {terms.concept('basis', axes.basis)}{tail}",
        f"{head}certainty> {terms.concept('certainty', computed)}{tail}",
        f"{head}annotationLine> {terms.number(line)}{tail}",
    ]
    lines += [f"{head}path> <{path}>{tail}" for path in paths]
    lines += [f"{head}evidence> <{ns.mention(article, id_)}>{tail}" for id_ in mentions]
    lines += [f"{head}attributedTo> <{actor}>{tail}" for actor in axes.attributed_to]
    if value is not None:
        lines.append(f"{head}value> {value}{tail}")
    return lines


def mention_lines(article: str, mention: Mention) -> list[str]:
    """A mention with a selector for each of its stretches, in the article's evidence graph."""
    node = ns.mention(article, mention.id)
    tail = f" <{ns.evidence_graph(article)}> .\n"
    lines = [
        f"<{node}> {_IS_A_MENTION}{tail}",
        f"<{node}> <{OA}hasSource> <{ns.article(article)}>{tail}",
        f"<{node}> <{KG}annotationLine> {terms.number(mention.line)}{tail}",
    ]
    offset = 0
    for number, (start, end) in enumerate(mention.spans, 1):
        selector = ns.selector(article, mention.id, number)
        said = f"<{selector}> <{OA}"
        exact = mention.text[offset : offset + end - start]
        offset += end - start + 1
        lines += (
            f"<{node}> <{OA}hasSelector> <{selector}>{tail}",
            f"<{selector}> {_HAS_POSITION}{tail}",
            f"<{selector}> {_HAS_QUOTE}{tail}",
            f"{said}start> {terms.number(start)}{tail}",
            f"{said}end> {terms.number(end)}{tail}",
            f"{said}exact> {terms.text(exact)}{tail}",
        )
    return lines
