"""What the article shapes can look at beside an article, of all that the ontology tells.

A class or a code is judged only as a value, or by a shape that targets it by a property. No
statement of an article is about one, so that of its class only what shapes name counts, and the
query for statements without claims, which is asked of the nodes of an article, does not look there.
"""

from __future__ import annotations

from rdflib import RDF, RDFS, SH, BNode, Graph
from rdflib.term import Node

from kg.rdffiles import in_order
from kg.validation import article_shapes, closure


def reached_closure() -> str:
    """The file ``shapes/closure.nt``."""
    shapes, whole = article_shapes(), closure()
    kinds: set[Node] = set()
    for named in (SH.targetClass, SH["class"]):
        for kind in set(shapes.objects(None, named)):
            below = whole.transitive_subjects(RDFS.subClassOf, kind)
            kinds.update(node for node in below if node is not None)
    reached = Graph()
    for kind in kinds:
        for node in whole.subjects(RDF.type, kind):
            reached += whole.triples((node, None, None))
    for predicate in {RDFS.subClassOf, *_paths(shapes)}:
        reached += whole.triples((None, predicate, None))
    return in_order(reached)


def _paths(shapes: Graph) -> set[Node]:
    """The predicates that shapes follow from a value, or from a node targeted by a property."""
    asked: set[Node] = set()
    found: set[Node] = set()
    for target in (SH.targetSubjectsOf, SH.targetObjectsOf):
        for shape, predicate in shapes.subject_objects(target):
            asked.add(shape)
            found.add(predicate)
    for shape, path in shapes.subject_objects(SH.path):
        asked.update(node for name, node in shapes.predicate_objects(shape) if name != SH.path)
        if isinstance(path, BNode):
            found.update(_below(shapes, path))
    for shape in asked:
        for node in _below(shapes, shape):
            found.update(shapes.objects(node, SH.path))
    return found


def _below(shapes: Graph, shape: Node) -> set[Node]:
    """A shape or a path, and all that it is made of."""
    found: set[Node] = set()
    todo = [shape]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += shapes.objects(node)
    return found
