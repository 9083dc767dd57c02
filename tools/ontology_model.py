"""What documentation and diagram say of the ontology, read from ontology, shapes and rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import networkx as nx
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Literal, Node

from kg.namespaces import CODE, KG, PREFIXES, REF, SCHEME

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "zh")

_OURS = (KG, REF, SCHEME)
_FURTHER_PREFIXES = {
    "code": CODE,
    "qudt": "http://qudt.org/schema/qudt/",
    "time": "http://www.w3.org/2006/time#",
    "vann": "http://purl.org/vocab/vann/",
    "shape": "https://w3id.org/officials-kg/shapes#",
}
_NODE_KINDS: dict[Node, str] = {SH.IRI: "IRI", SH.Literal: "text"}


@dataclass(frozen=True, slots=True)
class Use:
    """What the shapes of one class say of one path, all property shapes of it taken together.

    ``values`` are classes, code lists and datatypes; ``maximum`` is None without a limit.
    """

    path: Node
    values: tuple[Node, ...]
    node_kinds: tuple[str, ...]
    patterns: tuple[str, ...]
    minimum: int
    maximum: int | None
    messages: tuple[str, ...]
    attributes: tuple[str, ...]
    defaults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that derives a property or a class: its name and what its head says it does."""

    name: str
    sentence: str


class Ontology:
    """The terms of the ontology and what is said of them, in an order of its own."""

    def __init__(self, graph: Graph, rules: dict[str, str]) -> None:
        self.graph = graph
        self.classes = self._ours(OWL.Class, (KG,))
        self.properties = sorted(
            {
                term
                for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
                for term in graph.subjects(RDF.type, kind)
                if isinstance(term, URIRef) and (self.label(term) or (None, SH.path, term) in graph)
            },
            key=self._order,
        )
        self.code_lists = self._ours(SKOS.ConceptScheme, (CODE,))
        self.derived = {
            term: Rule(name, sentence)
            for name, text in sorted(rules.items())
            for term, sentence in _derives(text)
        }

    @classmethod
    @cache
    def load(cls, root: Path = ROOT) -> Ontology:
        """The ontology of a checkout, by default this one."""
        graph = Graph()
        for folder in ("ontology", "shapes"):
            for path in sorted((root / folder).glob("*.ttl")):
                graph.parse(path, format="turtle")
        rules = (root / "queries" / "rules").glob("*.rq")
        return cls(graph, {path.stem: path.read_text(encoding="utf-8") for path in rules})

    def _ours(self, kind: URIRef, spaces: tuple[str, ...]) -> list[URIRef]:
        found = {t for t in self.graph.subjects(RDF.type, kind) if isinstance(t, URIRef)}
        return sorted((t for t in found if str(t).startswith(spaces)), key=self._order)

    def _order(self, term: Node) -> tuple[str, str]:
        return self.local(term).casefold(), str(term)

    def curie(self, node: Node) -> str:
        """The short name of a term, such as ``kg:host``; a path in SPARQL's writing."""
        if not isinstance(node, URIRef):
            return self._path(node)
        spaces = {**PREFIXES, **_FURTHER_PREFIXES}
        fitting = [(space, prefix) for prefix, space in spaces.items() if node.startswith(space)]
        if not fitting:
            return f"<{node}>"
        space, prefix = max(fitting, key=lambda pair: len(pair[0]))
        return f"{prefix}:{node.removeprefix(space)}"

    def _path(self, node: Node) -> str:
        inverse = self.graph.value(node, SH.inversePath)
        if inverse is not None:
            return f"^{self.curie(inverse)}"
        either = self.graph.value(node, SH.alternativePath)
        steps = Collection(self.graph, node if either is None else either)
        return ("/" if either is None else "|").join(map(self.curie, steps))

    def local(self, node: Node) -> str:
        """The name of a term without its prefix."""
        return self.curie(node).split(":", 1)[-1]

    def is_ours(self, node: Node) -> bool:
        return str(node).startswith(_OURS)

    def text(self, term: Node, predicate: Node, language: str) -> str:
        """The text of a term in a language; empty without one."""
        found = sorted(
            str(value)
            for value in self.graph.objects(term, predicate)
            if isinstance(value, Literal) and value.language == language
        )
        return found[0] if found else ""

    def label(self, term: Node, language: str = "en") -> str:
        return self.text(term, RDFS.label, language) or self.text(term, SKOS.prefLabel, language)

    def definition(self, term: Node, language: str = "en") -> str:
        return self.text(term, SKOS.definition, language)

    def above(self, term: Node, relation: URIRef = RDFS.subClassOf) -> list[Node]:
        """The terms straight above a class or property: ours first, then those of others."""
        return sorted(
            self.graph.objects(term, relation),
            key=lambda node: (not self.is_ours(node), self._order(node)),
        )

    def ancestors(self, cls: Node) -> list[Node]:
        """Our classes above a class, the nearest first."""
        found: list[Node] = []
        todo = [cls]
        while todo:
            parents = [p for p in self.above(todo.pop(0)) if self.is_ours(p) and p not in found]
            found += parents
            todo += parents
        return found

    def below(self, cls: Node) -> list[URIRef]:
        """Our classes straight below a class."""
        return [c for c in self.classes if (c, RDFS.subClassOf, cls) in self.graph]

    def scheme(self, term: Node, name: str) -> list[str]:
        """What the annotation scheme says of a term under a name, in order."""
        values = self.graph.objects(term, URIRef(SCHEME + name))
        return sorted(
            str(v).lower() if isinstance(v, Literal) and v.value is True else str(v) for v in values
        )

    def uses(self, cls: Node) -> list[Use]:
        """What the shapes that target this very class say, required properties first."""
        found: dict[Node, list[Node]] = {}
        for shape in self._shapes(cls):
            for said in self.graph.objects(shape, SH.property):
                path = self.graph.value(said, SH.path)
                if path is not None:
                    found.setdefault(path, []).append(said)
        uses = [self._use(path, said) for path, said in found.items()]
        return sorted(uses, key=lambda use: (use.minimum == 0, self._order(use.path)))

    def conditions(self, cls: Node) -> list[str]:
        """The messages of what the shapes of a class ask beyond single properties."""
        holders = [
            holder
            for shape in self._shapes(cls)
            for holder in (shape, *self.graph.objects(shape, SH.sparql))
        ]
        return self._messages(holders)

    def targets(self) -> list[Node]:
        """Every class that a shape targets."""
        return sorted(set(self.graph.objects(None, SH.targetClass)), key=self._order)

    def asked_of_codes(self) -> list[str]:
        """What shapes ask of codes, which are of no class of their own."""
        targets = (SH.targetSubjectsOf, SH.targetObjectsOf)
        shapes = {shape for target in targets for shape in self.graph.subjects(target)}
        return self._messages(self._objects(sorted(shapes, key=str), SH.property))

    def members(self, code_list: Node) -> list[Node]:
        """The codes of a list, by rank where they have one, else by notation."""
        rank = URIRef(KG + "rank")
        return sorted(
            self.graph.subjects(SKOS.inScheme, code_list),
            key=lambda code: (str(self.graph.value(code, rank) or ""), self.notation(code)),
        )

    def notation(self, code: Node) -> str:
        return str(self.graph.value(code, SKOS.notation) or self.local(code))

    def disjoint(self) -> list[list[Node]]:
        """The largest sets of classes of which no two share a thing, by declaration."""
        pairs: nx.Graph[Node] = nx.Graph(self.graph.subject_objects(OWL.disjointWith))
        for axiom in self.graph.subjects(RDF.type, OWL.AllDisjointClasses):
            for members in self.graph.objects(axiom, OWL.members):
                pairs.add_edges_from(combinations(Collection(self.graph, members), 2))
        sets = (sorted(members, key=self._order) for members in nx.find_cliques(pairs))
        return sorted(sets, key=lambda members: [self._order(cls) for cls in members])

    def _shapes(self, cls: Node) -> list[Node]:
        return sorted(self.graph.subjects(SH.targetClass, cls), key=str)

    def _use(self, path: Node, said: list[Node]) -> Use:
        branches = [b for shape in said for b in (shape, *self._alternatives(shape))]
        values = {
            value
            for branch in branches
            for predicate in (SH["class"], SH.datatype)
            for value in self.graph.objects(branch, predicate)
        }
        values |= {code for branch in branches for code in self._code_lists(branch)}
        kinds = {kind for branch in branches for kind in self.graph.objects(branch, SH.nodeKind)}
        return Use(
            path=path,
            values=tuple(sorted(values, key=self._order)),
            node_kinds=tuple(sorted(_NODE_KINDS.get(kind, self.curie(kind)) for kind in kinds)),
            patterns=tuple(sorted(map(str, self._objects(branches, SH.pattern)))),
            minimum=max(map(int, map(str, self._objects(said, SH.minCount))), default=0),
            maximum=min(map(int, map(str, self._objects(said, SH.maxCount))), default=None),
            messages=tuple(self._messages(said)),
            attributes=tuple(a for shape in said for a in self.scheme(shape, "attribute")),
            defaults=tuple(d for shape in said for d in self.scheme(shape, "default")),
        )

    def _objects(self, subjects: Iterable[Node], predicate: Node) -> list[Node]:
        return [value for subject in subjects for value in self.graph.objects(subject, predicate)]

    def _messages(self, holders: Iterable[Node]) -> list[str]:
        return sorted(map(str, self._objects(holders, SH.message)))

    def _alternatives(self, shape: Node) -> list[Node]:
        lists = self._objects([shape], SH["or"]) + self._objects([shape], SH.xone)
        return [branch for head in lists for branch in Collection(self.graph, head)]

    def _code_lists(self, shape: Node) -> list[Node]:
        return [
            value
            for node_shape in self.graph.objects(shape, SH.node)
            for constraint in self.graph.objects(node_shape, SH.property)
            if self.graph.value(constraint, SH.path) == SKOS.inScheme
            for value in self.graph.objects(constraint, SH.hasValue)
        ]


def _derives(rule: str) -> list[tuple[URIRef, str]]:
    """What the first statement that a rule constructs is of, with the sentence at its head."""
    lines = [line.removeprefix("#").strip() for line in rule.splitlines() if line.startswith("#")]
    sentence = " ".join(line for line in lines if not line.startswith("version:"))
    made = re.search(r"CONSTRUCT\s*\{\s*\?\w+\s+(?:a\s+)?kg:(\w+)", rule)
    return [(URIRef(KG + made[1]), sentence.removeprefix("rule:").strip())] if made else []
