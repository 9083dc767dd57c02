"""Derived edges: each rule is a CONSTRUCT file; each edge comes with the claims it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from kg import namespaces as ns
from kg import resources, terms
from kg.errors import KgError
from kg.namespaces import KG, PROV

_CERTAINTY = f"<{KG}certainty>"
_PARTS = {f"<{KG}focus>": 0, f"<{KG}path>": 1, f"<{KG}value>": 2}
_WHERE = "WHERE {"


class _Store(Protocol):
    def match(
        self, subject: str | None, predicate: str | None, value: str | None, graph: str | None
    ) -> list[str]: ...


def derive(
    construct: Callable[[str], Iterable[str]], articles: Iterable[str] | None = None
) -> set[str]:
    """Runs every rule and returns N-Quads lines.

    An edge goes into the graph of each certainty that some derivation of it has; the derived
    claims go into a graph of their own. A rule joins only what one article says; ``articles`` are
    those from which to derive, by default all.

    The engine begins with a rule's own VALUES where these are fewer than the articles, and so looks
    through the whole store; and it does not order the patterns that stand before a BIND.
    """
    only = ""
    if articles is not None:
        listed = " ".join(terms.iri(ns.article(article)) for article in articles)
        only = f" VALUES ?article {{ {listed} }}"
    lines: set[str] = set()
    for path in resources.files("queries/rules", "*.rq"):
        rule = path.read_text(encoding="utf-8").replace(_WHERE, _WHERE + only, 1)
        lines.update(_into_graphs(path.name, list(construct(rule))))
    return lines


def withdrawn(store: _Store, claims: Iterable[str]) -> list[str]:
    """The derived lines of a store that fall with some claims of articles."""
    fallen: dict[str, set[str]] = {}
    for base in claims:
        for line in store.match(None, PROV + "wasDerivedFrom", base, ns.DERIVATIONS_GRAPH):
            fallen.setdefault(line.split(" ", 1)[0][1:-1], set()).add(line)
    lines: list[str] = []
    for claim, bases in fallen.items():
        said = store.match(claim, None, None, ns.DERIVATIONS_GRAPH)
        if bases < {line for line in said if f" <{PROV}wasDerivedFrom> " in line}:
            lines += bases
        else:
            lines += _into_graphs("", [f"{line.rsplit(' ', 2)[0]} .\n" for line in said])
    return lines


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
