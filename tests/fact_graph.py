"""A built graph, asked whether it holds the facts of the table."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any

from fact_table import CERTAINTIES, NODE, Fact, Span, Statement
from kg import namespaces as ns
from kg.namespaces import CODE, DCTERMS, ID, KG, OA, ORG, OWL, RDF, RDFS, SKOS, XSD

_NUMERIC = {XSD + name for name in ("integer", "decimal", "double")}
_TRIGGERS = tuple(KG + name for name in ("asWritten", "titleAsWritten", "list"))


class NotHeld(Exception):
    """The graph does not hold a fact; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class _Claim:
    paths: frozenset[str]
    value: str | None
    certainty: str
    basis: str
    by: frozenset[str]
    mentions: frozenset[str]


_Pairs = dict[str, dict[str, list[Any]]]


@dataclass
class _Article:
    """What the graph says of and in one article."""

    iri: str
    content: _Pairs = field(default_factory=dict)
    metadata: _Pairs = field(default_factory=dict)
    claims: dict[str, list[_Claim]] = field(default_factory=dict)
    mentions: dict[str, tuple[list[Span], str]] = field(default_factory=dict)
    nodes: dict[str, dict[str, list[Span]]] = field(default_factory=dict)

    def values(self, subject: str, path: str) -> list[Any]:
        """What the article's content and the metadata say, as terms."""
        found = [*self.content.get(subject, {}).get(path, ())]
        return [*found, *self.metadata.get(subject, {}).get(path, ())]


class BuiltGraph:
    """The quads of a store, indexed for asking whether they hold facts.

    ``quads`` are those of pyoxigraph: terms with ``value`` and, for literals, ``datatype``.
    """

    def __init__(self, quads: Any) -> None:
        graphs: dict[str, _Pairs] = {}
        for quad in quads:
            pairs = graphs.setdefault(quad.graph_name.value, {})
            about = pairs.setdefault(quad.subject.value, {})
            about.setdefault(quad.predicate.value, []).append(quad.object)
        ontology = graphs[ns.ONTOLOGY_GRAPH]
        metadata = graphs[ns.ARTICLES_GRAPH]
        self.parents = {
            iri: {term.value for term in about.get(RDFS + "subClassOf", ())}
            for iri, about in ontology.items()
        }
        self.properties = _properties(ontology)
        self.codes: dict[str, list[str]] = {}
        for pairs in graphs.values():
            for iri in pairs:
                if iri.startswith(CODE) and "/" in iri.removeprefix(CODE):
                    code_list, notation = iri.removeprefix(CODE).split("/")
                    self.codes.setdefault(code_list, []).append(notation)
        self.articles = {}
        for iri, about in metadata.items():
            if KG + "contentGraph" in about:
                id_ = iri.removeprefix(ns.ARTICLE)
                self.articles[id_[:3]] = _article(
                    iri, graphs[ns.content_graph(id_)], graphs[ns.evidence_graph(id_)], metadata
                )

    def check(self, fact: Fact) -> None:
        """Nothing if the graph holds the fact.

        Raises:
            NotHeld: with what is missing.
        """
        article = self.articles[fact.article]
        ways = [self._ways(article, statement) for statement in fact.holds]
        main, conveyed = fact.holds[0], ways[0]
        spans = sorted({span for one in ways for way in one for span in way.spans})
        if not _touch(spans, fact.evidence):
            raise NotHeld(f"the mentions are at {spans}, none at {fact.evidence}")
        by = frozenset().union(*(self.resolve(article, one) for one in fact.by))
        fitting = [
            way
            for way in conveyed
            if way.certainty == fact.certainty
            and way.by == by
            and (fact.basis is None or fact.basis in way.bases)
        ]
        if not fitting:
            known = [
                f"{way.certainty}, {sorted(way.bases)}, by {sorted(way.by)}" for way in conveyed
            ]
            wanted = f"{fact.certainty}, {fact.basis or 'any basis'}, by {sorted(by)}"
            raise NotHeld(f"{main}: it is {known}, not {wanted}")
        if not any(_touch(way.spans, fact.evidence) for way in fitting):
            shown = sorted({span for way in fitting for span in way.spans})
            raise NotHeld(f"{main}: its mentions are at {shown}, none at {fact.evidence}")

    def resolve(self, article: _Article, reference: str) -> frozenset[str]:
        """The node that a reference means; of mentions, all that touch the stretch.

        Where several nodes touch it, the one is meant that has a mention of just this extent. After
        a plus stands a stretch that is evidence for something that is stated of the node too: it
        tells apart what the same words give several of, such as entries of a ranking.

        Raises:
            NotHeld: no node or several nodes can be meant.
        """
        if reference == "article":
            return frozenset({article.iri})
        match = NODE.fullmatch(reference)
        assert match
        name, span = match[1], (int(match[2]), int(match[3]))
        if name == "Mention":
            return frozenset(m for m, (at, _) in article.mentions.items() if _touch(at, [span]))
        of_class = self._nodes(article, KG + name)
        near = {node: spans for node, spans in of_class.items() if _touch(spans, [span])}
        exact = [node for node, spans in near.items() if span in spans]
        found = exact if len(near) > 1 else list(near)
        if match[4]:
            also = [(int(match[4]), int(match[5]))]
            found = [node for node in found if _touch(_evidence(article, node), also)]
        if len(found) != 1:
            raise NotHeld(f"{reference} is {len(found)} nodes, not one: {sorted(near)}")
        return frozenset(found)

    def values(self, article: _Article, statement: Statement) -> list[Any]:
        """What stands at the end of a statement's path."""
        reached = self._follow(article, statement)
        return [term for steps in reached for term in [steps[-1][2]]]

    def _nodes(self, article: _Article, class_: str) -> dict[str, list[Span]]:
        """The article's nodes of a class, with the stretches where they are mentioned."""
        if class_ not in article.nodes:
            article.nodes[class_] = {
                node: _spans(article, node)
                for node, about in article.content.items()
                if any(self._is(term.value, class_) for term in about.get(RDF + "type", ()))
            }
        return article.nodes[class_]

    def _is(self, class_: str, wanted: str) -> bool:
        return class_ == wanted or any(
            self._is(parent, wanted) for parent in self.parents.get(class_, ())
        )

    def _property(self, name: str) -> str:
        if name not in self.properties:
            raise NotHeld(f"no property of the ontology is called {name!r}")
        return self.properties[name]

    def _follow(
        self, article: _Article, statement: Statement
    ) -> list[tuple[tuple[str, str, Any], ...]]:
        """Every way along the path, as the statements that it takes."""
        (start,) = self.resolve(article, statement.subject)
        ways: list[tuple[tuple[str, str, Any], ...]] = [()]
        for name in statement.path:
            path = self._property(name)
            ways = [
                (*way, (at, path, term))
                for way in ways
                for at in [way[-1][2].value if way else start]
                for term in article.values(at, path)
            ]
        return ways

    def _ways(self, article: _Article, statement: Statement) -> list[_Way]:
        """How the article conveys a statement: each choice of one claim a step."""
        reached = self._follow(article, statement)
        if statement.value is None:
            if reached:
                raise NotHeld(f"{statement}: there is {_shown(reached)}")
            return [_Way((), (), "asserted", frozenset(), frozenset())]
        wanted = statement.value
        nodes: frozenset[str] = frozenset()
        if isinstance(wanted, str) and (wanted == "article" or NODE.fullmatch(wanted)):
            nodes = self.resolve(article, wanted)
        equal = [way for way in reached if _equal(way[-1][2], wanted, nodes)]
        if not equal:
            raise NotHeld(f"{statement}: there is {_shown(reached) or 'nothing'}")
        ways = [one for way in equal for one in _conveyed(article, way)]
        if not ways:
            raise NotHeld(f"{statement}: no claim with evidence says so")
        fitting = [way for way in ways if statement.certainty in (None, way.certainty)]
        if not fitting:
            known = sorted({way.certainty for way in ways})
            raise NotHeld(f"{statement}: it is {known}, not {statement.certainty}")
        return fitting


@dataclass(frozen=True, slots=True)
class _Way:
    """One choice of claims that convey a statement, and what follows for it."""

    claims: tuple[_Claim, ...]
    spans: tuple[Span, ...]
    certainty: str
    bases: frozenset[str]
    by: frozenset[str]


def _properties(ontology: _Pairs) -> dict[str, str]:
    """Local name -> property: those that annotations state, our own before those of others."""
    found = {"label": RDFS + "label", "type": RDF + "type", "title": DCTERMS + "title"}
    for base in (SKOS, ORG, KG):
        for iri, about in ontology.items():
            types = {term.value for term in about.get(RDF + "type", ())}
            if iri.startswith(base) and types & {OWL + "ObjectProperty", OWL + "DatatypeProperty"}:
                found[iri.removeprefix(base)] = iri
    return found


def _article(iri: str, content: _Pairs, evidence: _Pairs, metadata: _Pairs) -> _Article:
    article = _Article(iri, content, metadata)
    for node, about in evidence.items():
        types = {term.value for term in about.get(RDF + "type", ())}
        if KG + "Mention" in types:
            selectors = [evidence[s.value] for s in about[OA + "hasSelector"]]
            pieces = sorted(
                (int(s[OA + "start"][0].value), int(s[OA + "end"][0].value), s[OA + "exact"][0])
                for s in selectors
            )
            words = " ".join(exact.value for _, _, exact in pieces)
            article.mentions[node] = ([(start, end) for start, end, _ in pieces], words)
        elif KG + "Claim" in types:
            value = about.get(KG + "value")
            claim = _Claim(
                paths=_iris(about, "path"),
                value=str(value[0]) if value else None,
                certainty=_code(about[KG + "certainty"][0]),
                basis=_code(about[KG + "basis"][0]),
                by=_iris(about, "attributedTo"),
                mentions=_iris(about, "evidence"),
            )
            article.claims.setdefault(about[KG + "focus"][0].value, []).append(claim)
    return article


def _iris(about: dict[str, list[Any]], name: str) -> frozenset[str]:
    return frozenset(term.value for term in about.get(KG + name, ()))


def _code(term: Any) -> str:
    return str(term.value).rsplit("/", 1)[1]


def _spans(article: _Article, node: str) -> list[Span]:
    """Where a node is mentioned; a record that keeps its trigger's words, at its trigger."""
    shown = {
        mention
        for claim in article.claims.get(node, ())
        if not claim.paths or RDF + "type" in claim.paths
        for mention in claim.mentions
    }
    written = {t.value for path in _TRIGGERS for t in article.content[node].get(path, ())}
    at_trigger = {m for m in shown if article.mentions[m][1] in written}
    return [span for m in at_trigger or shown for span in article.mentions[m][0]]


def _evidence(article: _Article, node: str) -> list[Span]:
    """Every stretch that conveys something of a node."""
    of_node = article.claims.get(node, ())
    return [span for c in of_node for m in c.mentions for span in article.mentions[m][0]]


def _conveyed(article: _Article, steps: tuple[tuple[str, str, Any], ...]) -> list[_Way]:
    """What each choice of one claim a step gives.

    The least certain step decides. A time of the metadata has no claim: it tells its own certainty
    and basis, and the mentions are those of the statement that leads to it.
    """
    choices: list[list[_Claim]] = []
    for subject, path, term in steps:
        own = article.metadata.get(subject, {})
        if choices and KG + "certainty" in own:
            kept = choices.pop()
            certainty, basis = (_code(own[KG + name][0]) for name in ("certainty", "basis"))
            choices.append(
                [_Claim(c.paths, c.value, certainty, basis, c.by, c.mentions) for c in kept]
            )
            continue
        choices.append(
            [
                claim
                for claim in article.claims.get(subject, ())
                if (not claim.paths or path in claim.paths)
                and claim.value in (None, str(term))
                and claim.mentions
            ]
        )
    return [
        _Way(
            claims=claims,
            spans=tuple(s for c in claims for m in c.mentions for s in article.mentions[m][0]),
            certainty=max((c.certainty for c in claims), key=CERTAINTIES.index),
            bases=frozenset(c.basis for c in claims),
            by=frozenset().union(*(c.by for c in claims)),
        )
        for claims in product(*choices)
    ]


def _equal(term: Any, wanted: str | int | float | bool, nodes: frozenset[str]) -> bool:
    datatype = getattr(term, "datatype", None)
    if datatype is None:
        return term.value in nodes if nodes else _local(term.value) == wanted
    if isinstance(wanted, bool):
        return bool(datatype.value == XSD + "boolean" and term.value == str(wanted).lower())
    if isinstance(wanted, int | float):
        numeric = datatype.value in _NUMERIC
        return numeric and Decimal(term.value) == Decimal(str(wanted))
    start, gap, end = wanted.partition("…")
    same = (
        term.value.startswith(start) and term.value.endswith(end) if gap else term.value == wanted
    )
    return bool(datatype.value not in _NUMERIC and same)


def _local(iri: str) -> str | None:
    """The notation of a code, or the name of a class; nothing else is meant by its letters."""
    if iri.startswith((CODE, KG)):
        return re.split("[#/]", iri)[-1]
    return None


def _shown(reached: list[tuple[tuple[str, str, Any], ...]]) -> str:
    return ", ".join(sorted(way[-1][2].value.removeprefix(ID) for way in reached))


def _touch(some: Any, others: Any) -> bool:
    return any(start < e and s < end for start, end in some for s, e in others)
