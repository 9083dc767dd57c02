"""Derived edges: each rule is a CONSTRUCT file; each edge comes with the claims it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kg import namespaces as ns
from kg import resources, terms
from kg.errors import KgError
from kg.namespaces import KG

_CERTAINTY = f"<{KG}certainty>"
_PARTS = {f"<{KG}focus>": 0, f"<{KG}path>": 1, f"<{KG}value>": 2}


def derive(construct: Callable[[str], Iterable[str]]) -> list[str]:
    """Runs every rule and returns N-Quads lines.

    An edge goes into the graph of each certainty that some derivation of it has; the derived
    claims go into a graph of their own.
    """
    lines: set[str] = set()
    for path in resources.files("queries/rules", "*.rq"):
        constructed = list(construct(path.read_text(encoding="utf-8")))
        lines.update(_into_graphs(path.name, constructed))
    return sorted(lines)


def _into_graphs(rule: str, constructed: Iterable[str]) -> Iterable[str]:
    edges: set[str] = set()
    keys: dict[str, list[str]] = {}
    certainties: dict[str, str] = {}
    derivations = terms.iri(ns.DERIVATIONS_GRAPH)
    prefix = f"<{ns.DERIVED}"
    for line in constructed:
        statement = line.removesuffix(" .\n")
        subject, predicate, value = statement.split(" ", 2)
        if not subject.startswith(prefix):
            edges.add(statement)
            continue
        yield f"{statement} {derivations} .\n"
        if predicate in _PARTS:
            keys.setdefault(subject, ["", "", ""])[_PARTS[predicate]] = value
        elif predicate == _CERTAINTY:
            certainties[subject] = value[1:-1].rsplit("/", 1)[-1]
    for claim, key in keys.items():
        graph = terms.iri(ns.derived_graph(certainties[claim]))
        yield f"{' '.join(key)} {graph} .\n"
    unclaimed = edges - {" ".join(key) for key in keys.values()}
    if unclaimed:
        raise KgError(
            f"the rule derives {min(unclaimed)} without a claim",
            file=f"queries/rules/{rule}",
            remedy="construct a claim with focus, path, value and certainty for every edge",
        )
