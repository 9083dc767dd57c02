"""Networks: a named projection of the graph, with the claims behind every edge."""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple

from kg import measures, resources
from kg import namespaces as ns
from kg.errors import InputError
from kg.query import CERTAINTIES
from kg.tables import Cell, Table

if TYPE_CHECKING:
    import networkx as nx

    from kg.store.snapshots import Reader

STRICT = ("asserted", "reported")

_FOLDER = "queries/projections"
_HEADER = re.compile(r"# ([a-z]+):(?: (.*))?")
# Fewer edges than this show single tellings, and no network.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Projection:
    """A named rule that makes a network from the graph: a query, and what its header says.

    ``measures`` are defensible over the network; ``limits`` says why others are not. ``certain``
    says whether its edges have a certainty, ``generic`` what is left out unless asked for.
    """

    name: str
    question: str
    version: int
    kinds: tuple[str, ...]
    two_mode: bool
    directed: bool
    parallel: bool
    certain: bool
    weight: str
    measures: tuple[str, ...]
    limits: str
    generic: str
    text: str = field(repr=False)

    @property
    def sha256(self) -> str:
        """The digest of the file's text."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


class Row(NamedTuple):
    """What one article says of one edge in one unit, such as a livestream or the story.

    A row without a target is of a node that may have no edge.
    """

    source: str
    target: str | None
    predicate: str | None
    certainty: str | None
    unit: str
    weight: float
    claims: tuple[str, ...]
    article: str
    story: str
    source_label: str
    source_kind: str
    target_label: str
    target_kind: str
    generic: bool


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A network made by a projection.

    ``graph`` is a networkx graph whose nodes are IRIs with ``label``, ``kind``, ``stories`` (how
    many tell of the node here) and, on two-mode networks, ``bipartite`` (0 for sources). Edges have
    ``weight``, ``certainty`` (the weakest shown), ``predicate``, and ``claims``, ``articles`` and
    ``stories`` as IRIs with spaces between. ``rows`` are what the graph was added up from.
    """

    name: str
    graph: nx.Graph[str] = field(repr=False)
    projection: Projection = field(repr=False)
    manifest: dict[str, Any] = field(repr=False)
    caveat: str | None = None
    rows: tuple[Row, ...] = field(default=(), repr=False)

    def measure(self, name: str, exploratory: bool = False) -> measures.Scores:
        """Scores the nodes; see :func:`kg.measures.measure`.

        Raises:
            InputError: there is no such measure.
            Refusal: the measure would mislead over this network.
            MissingExtra: the measure needs packages that are not installed.
        """
        return measures.measure(self, name, exploratory=exploratory)

    def graphml(self) -> str:
        """The graph as GraphML, the same bytes for the same graph."""
        import networkx as nx

        return "\n".join(nx.generate_graphml(self.graph)) + "\n"

    def table(self) -> Table:
        """The edges, by the labels of source and target."""
        columns = (
            "source", "source_kind", "target", "target_kind", "predicate", "weight", "certainty",
            "stories", "articles", "source_iri", "target_iri", "claims",
        )  # fmt: skip
        nodes = self.graph.nodes
        rows: list[tuple[Cell, ...]] = []
        for source, target, edge in self.graph.edges(data=True):
            predicate = edge.get("predicate")
            articles = (iri.removeprefix(ns.ARTICLE) for iri in edge["articles"].split())
            rows.append(
                (
                    nodes[source]["label"],
                    nodes[source]["kind"],
                    nodes[target]["label"],
                    nodes[target]["kind"],
                    None if predicate is None else ns.shrink(predicate),
                    edge["weight"],
                    edge.get("certainty"),
                    len(edge["stories"].split()),
                    " ".join(articles),
                    source,
                    target,
                    edge["claims"],
                )
            )
        rows.sort(key=lambda row: tuple(str(row[cell]).casefold() for cell in (0, 2, 4, 9, 10)))
        return Table(columns, rows, self.manifest, self.caveat)

    def _repr_html_(self) -> str:
        kinds = Counter(kind for _, kind in self.graph.nodes(data="kind"))
        counted = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
        counts = self.manifest["counts"]
        text = (
            f"<p><strong>{html.escape(self.name)}</strong>: edges: {counts['edges']}, "
            f"nodes: {counts['nodes']} ({html.escape(counted) or 'none'}), "
            f"from stories: {counts['stories']}</p>"
        )
        note = f"<p><em>{html.escape(self.caveat)}</em></p>" if self.caveat else ""
        return text + note


def projection_names() -> tuple[str, ...]:
    """The projections, by name."""
    return tuple(path.stem for path in resources.files(_FOLDER, "*.rq"))


def named_projection(name: str) -> Projection:
    """A projection of the project by its name.

    Raises:
        InputError: there is none.
    """
    if name not in projection_names():
        raise InputError(
            f"there is no projection {name!r}", remedy=f"use one of {', '.join(projection_names())}"
        )
    text = resources.path(_FOLDER, f"{name}.rq").read_text(encoding="utf-8")
    said: dict[str, str] = {}
    for line in text.splitlines():
        found = _HEADER.fullmatch(line)
        if found is None:
            break
        said[found[1]] = (found[2] or "").strip()
    return Projection(
        name=said["projection"],
        question=said["question"],
        version=int(said["version"]),
        kinds=tuple(said["kinds"].split()),
        two_mode=said["modes"] == "two",
        directed=said["direction"] == "directed",
        parallel=said.get("parallel") == "true",
        certain=said.get("certainty") != "none",
        weight=said["weight"],
        measures=tuple(said["measures"].split()),
        limits=said["limits"],
        generic=said.get("generic", ""),
        text=text,
    )


def project(
    reader: Reader,
    name: str,
    *,
    certainty: str | Sequence[str] | None = None,
    include_generic: bool = False,
) -> Network:
    """Makes the network of a named projection.

    ``certainty`` are the certainties whose edges are shown, asserted and reported if nobody says.
    ``include_generic`` shows what the projection's header lists under ``generic``.

    Raises:
        InputError: there is no such projection or certainty, or its edges have none.
    """
    projection = named_projection(name)
    wanted = _wanted(projection, certainty)
    found = _rows(reader.select(projection.text), include_generic)
    asked = [row for row in found if include_generic or not row.generic]
    shown = [row for row in asked if row.certainty is None or row.certainty in wanted]
    graph = assemble(projection, shown)
    held = {value: _edges(row for row in asked if row.certainty == value) for value in CERTAINTIES}
    manifest = {
        "projection": name,
        "version": projection.version,
        "query_sha256": projection.sha256,
        "parameters": {"certainty": list(wanted), "include_generic": include_generic},
        "read_from": reader.name,
        "kg": version("officials-kg"),
        "networkx": version("networkx"),
        "counts": {
            "nodes": graph.number_of_nodes(),
            "edges": graph.number_of_edges(),
            "edges_by_certainty": {value: number for value, number in held.items() if number},
            "rows": len(shown),
            "articles": len({row.article for row in shown}),
            "stories": len({row.story for row in shown}),
        },
    }
    generic = _edges(
        row
        for row in found
        if row.generic and not include_generic and (row.certainty in wanted or not wanted)
    )
    caveat = _caveat(projection, graph.number_of_edges(), wanted, held, generic)
    return Network(name, graph, projection, manifest, caveat, tuple(shown))


def assemble(projection: Projection, rows: Iterable[Row]) -> nx.Graph[str]:
    """Adds rows up to a graph, the same for the same rows in any order.

    An edge weighs what its distinct units weigh together: telling of one unit twice adds nothing.
    """
    rows = list(rows)
    graph = _nodes(projection, rows)
    edges: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        if row.target is None:
            continue
        source, target = row.source, row.target
        if not projection.directed and not projection.two_mode:
            source, target = sorted((source, target))
        parallel = (row.predicate or "") if projection.parallel else ""
        edges.setdefault((source, target, parallel), []).append(row)
    for number, key in enumerate(sorted(edges), start=1):
        source, target, _ = key
        attributes = _edge(edges[key])
        if graph.is_multigraph():
            # GraphML wants one id an edge, and networkx writes the key there.
            graph.add_edge(source, target, key=f"e{number}", **attributes)
        else:
            graph.add_edge(source, target, **attributes)
    return graph


def _nodes(projection: Projection, rows: Sequence[Row]) -> nx.Graph[str]:
    """The graph without edges; sources stand first, so that edges are listed from them."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    if projection.directed:
        graph = nx.MultiDiGraph() if projection.parallel else nx.DiGraph()
    graph.graph.update(projection=projection.name, version=projection.version)
    labels: dict[str, str] = {}
    kinds: dict[str, str] = {}
    stories: dict[str, set[str]] = {}
    ends = [(r.source, r.source_label, r.source_kind, r.story) for r in rows]
    ends += [(r.target, r.target_label, r.target_kind, r.story) for r in rows if r.target]
    for node, label, kind, story in ends:
        labels[node] = label
        # A platform is an organization too; of two kinds that articles give it, show the platform.
        kinds[node] = max(kind, kinds.get(node, ""))
        stories.setdefault(node, set()).add(story)
    sources = {row.source for row in rows}
    for node in sorted(labels, key=lambda node: (node not in sources, node)):
        graph.add_node(node, label=labels[node], kind=kinds[node], stories=len(stories[node]))
        if projection.two_mode:
            graph.nodes[node]["bipartite"] = int(node not in sources)
    return graph


def _edge(rows: Sequence[Row]) -> dict[str, str | float]:
    weights: dict[str, float] = {}
    for row in rows:
        weights[row.unit] = max(row.weight, weights.get(row.unit, 0.0))
    attributes: dict[str, str | float] = {"weight": fsum(weights.values())}
    certainties = [row.certainty for row in rows if row.certainty is not None]
    if certainties:
        attributes["certainty"] = max(certainties, key=CERTAINTIES.index)
    predicates = {row.predicate for row in rows if row.predicate is not None}
    if predicates:
        attributes["predicate"] = " ".join(sorted(predicates))
    attributes["claims"] = " ".join(sorted({claim for row in rows for claim in row.claims}))
    attributes["articles"] = " ".join(sorted({row.article for row in rows}))
    attributes["stories"] = " ".join(sorted({row.story for row in rows}))
    return attributes


def _wanted(projection: Projection, certainty: str | Sequence[str] | None) -> tuple[str, ...]:
    if not projection.certain:
        if certainty is not None:
            raise InputError(
                f"the edges of {projection.name} have no certainty", remedy="leave it out"
            )
        return ()
    given = (certainty,) if isinstance(certainty, str) else certainty
    wanted = STRICT if given is None else tuple(given)
    unknown = [value for value in wanted if value not in CERTAINTIES]
    if unknown or not wanted:
        raise InputError(
            f"there is no certainty {unknown[0]!r}" if unknown else "no certainty is given",
            remedy=f"use {', '.join(CERTAINTIES)}",
        )
    return tuple(value for value in CERTAINTIES if value in wanted)


def _rows(answered: dict[str, Any], include_generic: bool) -> list[Row]:
    found = []
    for binding in answered["results"]["bindings"]:
        cells = {column: cell["value"] for column, cell in binding.items()}
        source, target = cells["source"], cells.get("target")
        weight = cells.get("weight", "0")
        if include_generic:
            # Where a weight depends on how many entities are counted, generic ones count as well.
            weight = cells.get("weight_generic", weight)
        flags = (cells.get("source_generic"), cells.get("target_generic"))
        row = Row(
            source=source,
            target=target,
            predicate=cells.get("predicate"),
            certainty=cells.get("certainty"),
            unit=cells["unit"],
            weight=float(weight),
            claims=tuple(sorted(cells.get("claims", "").split())),
            article=cells["article"],
            story=cells["story"],
            source_label=cells.get("source_label") or ns.shrink(source),
            source_kind=cells["source_kind"],
            target_label=cells.get("target_label") or ns.shrink(target or ""),
            target_kind=cells.get("target_kind", ""),
            generic=any(flag in ("true", "1") for flag in flags),
        )
        found.append(row)
    return found


def _edges(rows: Iterable[Row]) -> int:
    return len({(r.source, r.target, r.predicate) for r in rows if r.target is not None})


def _caveat(
    projection: Projection, edges: int, wanted: Sequence[str], held: dict[str, int], generic: int
) -> str | None:
    """Says so if hardly anything is there, and where more would be; never fills it."""
    if edges >= _FEW:
        return None
    has = {0: "has no edge", 1: "has one edge"}.get(edges, f"has only {edges} edges")
    others = [f"{value} {n}" for value, n in held.items() if n and value not in wanted]
    at = f" at {' or '.join(wanted)} certainty" if wanted else ""
    said = [f"{projection.name} {has}{at}"]
    if others:
        said.append(f"edges of other certainties: {', '.join(others)}")
    if generic:
        said.append(f"edges to or from {projection.generic}: {generic}")
    return f"{'; '.join(said)}. Nothing was filled in."
