"""Every constraint of every shape has a valid example and an invalid twin of it.

``twins/<Shape>.ttl`` is a graph that conforms. ``twins/<Shape>.invalid.yaml`` lists its twins:
small changes, each of which violates one constraint. An entry has

- ``breaks``: the constraint, as the shape and the parameter: ``Time-edtf sh:maxCount``; an
  ``sh:xone`` fails in two ways, ``Figure sh:xone none`` and ``Figure sh:xone several``;
- ``remove`` and ``add``: Turtle, with the prefixes of the valid graph;
- ``also`` and ``because``: what else it must violate, and why nothing violates it alone;
- ``never`` in place of a change: why nothing can violate it.

A new shape needs the two files and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.namespace import split_uri
from rdflib.term import Node

from kg import validation
from kg.rdffiles import read_graph
from kg.reports import Violation

TWINS = Path(__file__).resolve().parent / "twins"
SHAPES = validation.article_shapes()
CLOSURE = validation.closure()
CLASSES = Graph()
for triple in CLOSURE.triples((None, RDFS.subClassOf, None)):
    CLASSES.add(triple)

# Every node of an example is this article or below it, so that a copy can have IRIs of its own.
EXAMPLE = "https://w3id.org/officials-kg/id/article/example"

TARGETS = {SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf, SH.targetNode}
NO_CONSTRAINTS = {*TARGETS, SH.path, SH.property, SH.message, SH.severity, SH.flags}


def local(node: Node) -> str:
    """The last part of the name of a shape or of a term of SHACL."""
    assert isinstance(node, URIRef), "a shape with a target, and each of its properties, has a name"
    return str(split_uri(node)[1])


def targeted() -> dict[str, URIRef]:
    """The shapes that ask something of nodes of their own, by name."""
    found = {str(node) for target in TARGETS for node in SHAPES.subjects(target, None)}
    return {local(URIRef(node)): URIRef(node) for node in sorted(found)}


def constraints(shape: URIRef) -> set[str]:
    """What a shape asks for, by itself and by its properties, named as in the files of twins.

    What stands inside ``sh:or``, ``sh:xone``, ``sh:not`` and ``sh:node`` belongs to these.
    """
    found = set()
    for owner in (shape, *SHAPES.objects(shape, SH.property)):
        for predicate, value in SHAPES.predicate_objects(owner):
            if not str(predicate).startswith(str(SH)) or predicate in NO_CONSTRAINTS:
                continue
            name = local(value if predicate == SH.sparql else owner)
            for way in (" none", " several") if predicate == SH.xone else ("",):
                found.add(f"{name} sh:{local(predicate)}{way}")
    return found


def broken(violation: Violation) -> str:
    """The constraint that a violation is of, by its message and its component."""
    owners = set(SHAPES.subjects(SH.message, Literal(violation.message)))
    name = local(owners.pop()) if len(owners) == 1 else f"‘{violation.message}’"
    kind = violation.component.removesuffix("ConstraintComponent")
    return f"{name} sh:{'sparql' if kind == 'SPARQL' else kind[0].lower() + kind[1:]}"


@dataclass(frozen=True, slots=True)
class Twin:
    """One change to a valid graph."""

    breaks: str
    remove: str = ""
    add: str = ""
    also: tuple[str, ...] = ()
    because: str = ""
    never: str = ""

    @property
    def expected(self) -> list[str]:
        """The constraints that it violates, without the way of it."""
        return sorted(" ".join(name.split()[:2]) for name in (self.breaks, *self.also))


@cache
def valid(name: str) -> Graph:
    return read_graph(TWINS / f"{name}.ttl")


@cache
def twins(name: str) -> tuple[Twin, ...]:
    entries = yaml.safe_load((TWINS / f"{name}.invalid.yaml").read_text(encoding="utf-8"))
    return tuple(Twin(**{**entry, "also": tuple(entry.get("also", ()))}) for entry in entries)


def turtle(name: str, text: str) -> Graph:
    """A part of an entry, in the prefixes of the valid graph."""
    prefixes = "".join(
        f"@prefix {prefix}: <{base}> .\n" for prefix, base in valid(name).namespaces()
    )
    return Graph().parse(data=prefixes + text, format="turtle")


def changed(name: str, twin: Twin) -> Graph:
    """The twin's graph.

    Raises:
        AssertionError: it removes what is not there, adds what is, or changes nothing.
    """
    remove, add = turtle(name, twin.remove), turtle(name, twin.add)
    graph = valid(name)
    assert len(remove) + len(add), f"{twin.breaks}: changes nothing"
    assert all(triple in graph for triple in remove), f"{twin.breaks}: removes what is not there"
    assert not any(triple in graph for triple in add), f"{twin.breaks}: adds what is there"
    return graph - remove + add


def moved(graph: Graph, base: str) -> Graph:
    """The graph, with IRIs of its own."""

    def move(node: Node) -> Node:
        if isinstance(node, URIRef) and node.startswith(EXAMPLE):
            return URIRef(base + node.removeprefix(EXAMPLE))
        return node

    result = Graph()
    for subject, predicate, value in graph:
        result.add((move(subject), predicate, move(value)))
    return result


def targets(shape: Node, graph: Graph) -> set[Node]:
    """The nodes of a graph that a shape is about."""
    found: set[Node] = set()
    for target in SHAPES.objects(shape, SH.targetClass):
        for kind in CLOSURE.transitive_subjects(RDFS.subClassOf, target):
            found |= set(graph.subjects(RDF.type, kind))
    for target in SHAPES.objects(shape, SH.targetObjectsOf):
        found |= set(graph.objects(None, target))
    for target in SHAPES.objects(shape, SH.targetSubjectsOf):
        found |= set(graph.subjects(target, None))
    found |= set(SHAPES.objects(shape, SH.targetNode))
    return found


@cache
def without_queries() -> Graph:
    """What the reference can do in a time that one wants to wait: all but queries."""
    shapes = Graph() + SHAPES
    shapes.remove((None, SH.sparql, None))
    return shapes


def known(violation: Violation) -> tuple[str, ...]:
    """What two engines must agree on; each names blank nodes in its own way."""
    value = violation.value or ""
    named = value if ":" in value else ""
    return violation.focus, violation.path or "", named, violation.component, violation.message


def shard(graph: Graph) -> list[str]:
    """The lines of a shard that has the triples of a graph."""
    triples = graph.serialize(format="nt").split("\n")
    return [f"{triple.removesuffix(' .')} <{EXAMPLE}/content> .\n" for triple in triples if triple]


def validated(graphs: dict[str, Graph]) -> dict[str, list[tuple[str, URIRef]]]:
    """The constraint and the node of everything that is wrong with each of several graphs.

    The text of each by itself, and all as one graph by each engine, come to the same.
    """
    data, bases = Graph(), {}
    found: dict[str, list[tuple[str, URIRef]]] = defaultdict(list)
    alone: list[Violation] = []
    for number, (label, graph) in enumerate(graphs.items()):
        bases[f"{EXAMPLE}-{number}"] = label
        one = moved(graph, f"{EXAMPLE}-{number}")
        data += one
        single = validation.validate_article(label, None, shard(one))
        assert (single.scopes, dict(single.engines)) == (1, {"shacl": 1})
        alone += single.violations
    report = validation.validate_graph(data, SHAPES, extra=CLOSURE)
    reference = validation.validate_graph(data, without_queries(), extra=CLOSURE, engine="pyshacl")
    assert sorted(map(known, alone)) == sorted(map(known, report.violations))
    told = [v for v in report.violations if v.component != "SPARQLConstraintComponent"]
    assert sorted(map(known, told)) == sorted(map(known, reference.violations))
    for violation in report.violations:
        base = "/".join(violation.focus.split("/")[: EXAMPLE.count("/") + 1])
        assert base in bases, f"a node outside the examples violates a shape: {violation}"
        focus = URIRef(violation.focus.replace(base, EXAMPLE, 1))
        found[bases[base]].append((broken(violation), focus))
    return found


def test_there_are_files_for_every_shape_and_no_others() -> None:
    expected = {f"{name}{ending}" for name in targeted() for ending in (".ttl", ".invalid.yaml")}
    assert {path.name for path in TWINS.iterdir()} == expected


def test_every_constraint_has_a_message_of_its_own() -> None:
    """By its message the user, and this module, know which constraint is meant."""
    names = {name.split()[0] for shape in targeted().values() for name in constraints(shape)}
    messages = {
        str(message): {local(owner) for owner in SHAPES.subjects(SH.message, message)}
        for message in SHAPES.objects(None, SH.message)
    }
    assert {message: owners for message, owners in messages.items() if len(owners) > 1} == {}
    assert names - {owner for owners in messages.values() for owner in owners} == set()


def test_shapes_without_nodes_of_their_own_are_asked_of_values() -> None:
    """The code lists: their examples are those of the properties that ask for their codes."""
    named = set(SHAPES.subjects(RDF.type, SH.NodeShape))
    reached = {
        value
        for shape in targeted().values()
        for owner in (shape, *SHAPES.objects(shape, SH.property))
        for value in SHAPES.objects(owner, SH.node)
    }
    assert named - set(targeted().values()) == reached


@pytest.mark.parametrize("name", targeted())
def test_every_constraint_has_a_twin_and_every_twin_a_constraint(name: str) -> None:
    named = {twin.breaks for twin in twins(name)}
    asked = constraints(targeted()[name])
    assert sorted(named - asked) == [], f"{name}.invalid.yaml names what {name} does not ask for"
    assert sorted(asked - named) == [], f"{name}.invalid.yaml has no twin for it"
    for twin in twins(name):
        assert bool(twin.also) == bool(twin.because), f"{twin.breaks}: “also” needs “because”"
        assert bool(twin.never) != bool(twin.remove + twin.add), f"{twin.breaks}: change or “never”"


@pytest.mark.parametrize("name", targeted())
def test_the_valid_example_has_a_value_for_every_property(name: str) -> None:
    """Else a constraint would hold because there is nothing that it could be about."""
    shape, graph = targeted()[name], valid(name)
    nodes = targets(shape, graph)
    assert nodes
    paths = {SHAPES.value(owner, SH.path) for owner in SHAPES.objects(shape, SH.property)}
    shown = {path for node in nodes for path in graph.predicates(node)}
    assert sorted(map(str, paths - shown)) == []


@pytest.mark.parametrize("name", targeted())
def test_twins_violate_what_they_say_and_nothing_else(name: str) -> None:
    """And the graph that they are twins of conforms."""
    made = {f"{number}. {t.breaks}": t for number, t in enumerate(twins(name), 1) if not t.never}
    graphs = {label: changed(name, twin) for label, twin in made.items()}
    found = validated({"valid": valid(name), **graphs})
    told = {label: sorted(what for what, _ in found[label]) for label in ("valid", *made)}
    assert told == {"valid": [], **{label: twin.expected for label, twin in made.items()}}
    for label, twin in made.items():
        where = {focus for what, focus in found[label] if twin.breaks.startswith(what)}
        assert where & targets(targeted()[name], graphs[label]), f"{label}: of another shape's node"
