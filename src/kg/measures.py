"""What may be said of a network's nodes: scores, ranks where they are defensible, refusals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from kg.errors import InputError, MissingExtra, Refusal
from kg.tables import Cell, Table

if TYPE_CHECKING:
    import networkx as nx

Values = Mapping[str, float]

# A rank says that a node stands out in several tellings; one story can only say that it was told.
_RANKED_FROM = 2


class Rules(Protocol):
    """What a projection says of the measures over it."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its nodes."""

    @property
    def two_mode(self) -> bool:
        """Whether edges join nodes of two modes only."""

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that are defensible over it."""

    @property
    def limits(self) -> str:
        """Why the others are not, as a clause."""


class Measurable(Protocol):
    """What a measure needs to know of a network."""

    @property
    def name(self) -> str:
        """The projection's name."""

    @property
    def graph(self) -> nx.Graph[str]:
        """Nodes by IRI, with label, kind and number of stories; edges with weights."""

    @property
    def projection(self) -> Rules:
        """What the projection allows."""

    @property
    def manifest(self) -> dict[str, Any]:
        """How the network came about; ``counts`` has the number of stories."""

    @property
    def caveat(self) -> str | None:
        """What is wrong with the network as a whole."""

    def table(self) -> Table:
        """The edges."""


@dataclass(frozen=True, slots=True)
class Scores(Table):
    """A score a node, with ranks only where they can be defended.

    Columns: ``rank`` (only if something is ranked; within a mode, ties share one), ``label``,
    ``kind``, ``score``, on two-mode networks for degree ``normalised``, ``stories`` (in how many
    the node is seen), ``label_iri``. A listing has its edges as rows, and no score.
    """

    measure: str = ""


@dataclass(frozen=True, slots=True)
class _Result:
    """Scores by node; a node without one is left out."""

    scores: Values
    normalised: Values | None = None
    component: tuple[int, int] | None = None


def measure_names() -> tuple[str, ...]:
    """The measures, by name."""
    return (*_MEASURES, "listing")


def measure(network: Measurable, name: str, *, exploratory: bool = False) -> Scores:
    """Scores the nodes of a network.

    With ``exploratory`` everything is scored and nothing ranked, under a caveat.

    Raises:
        InputError: there is no such measure.
        Refusal: the measure would mislead over this network.
        MissingExtra: the measure needs packages that are not installed.
    """
    if name not in measure_names():
        raise InputError(
            f"there is no measure {name!r}", remedy=f"use one of {', '.join(measure_names())}"
        )
    if not exploratory:
        _refuse(network, name)
    if name == "listing":
        return _listing(network, exploratory)
    flat = _flat(network.graph)
    result = _MEASURES[name](flat) if len(flat) else _Result({})
    return _scores(network, name, result, exploratory)


def _refuse(network: Measurable, name: str) -> None:
    reason = None
    if name not in network.projection.measures:
        reason = network.projection.limits
    elif name == "eigenvector" and len(_components(network.graph)) > 1:
        reason = "the graph is not connected, and one component alone would decide every score"
    if reason is not None:
        raise Refusal(
            f"{name} over {network.name} is refused: {reason}",
            remedy="--exploratory gives unranked scores under a caveat",
        )


def _flat(graph: nx.Graph[str]) -> nx.Graph[str]:
    """The graph without directions, with the weights of parallel edges added up."""
    import networkx as nx

    if not graph.is_directed() and not graph.is_multigraph():
        return graph
    flat: nx.Graph[str] = nx.Graph()
    flat.add_nodes_from(graph.nodes(data=True))
    for source, target, edge in graph.edges(data=True):
        before = flat.edges[source, target]["weight"] if flat.has_edge(source, target) else 0.0
        flat.add_edge(source, target, weight=before + edge["weight"])
    return flat


def _degree(graph: nx.Graph[str]) -> _Result:
    """How many neighbours; on two-mode graphs also as a share of the other mode.

    The norm: Borgatti and Everett, Network analysis of 2-mode data, Social Networks 19 (1997).
    """
    degrees = {node: len(graph[node]) for node in graph}
    modes = {node: data["bipartite"] for node, data in graph.nodes.items() if "bipartite" in data}
    if not modes:
        return _Result(degrees)
    sizes = Counter(modes.values())
    shares = {node: degree / sizes[1 - modes[node]] for node, degree in degrees.items()}
    return _Result(degrees, shares)


def _strength(graph: nx.Graph[str]) -> _Result:
    """The sum of the weights of a node's edges.

    Barrat et al., The architecture of complex weighted networks, PNAS 101 (2004).
    """
    return _Result({node: float(weight) for node, weight in graph.degree(weight="weight")})


def _pagerank(graph: nx.Graph[str]) -> _Result:
    """PageRank with a damping of 0.85.

    Brin and Page, Computer Networks and ISDN Systems 30 (1998).
    """
    import networkx as nx

    try:
        return _Result(nx.pagerank(graph, weight="weight", tol=1e-10, max_iter=1000))
    except ImportError as error:
        raise MissingExtra("pagerank", "network") from error


def _betweenness(graph: nx.Graph[str]) -> _Result:
    """Betweenness within the largest component, as a share of the pairs of nodes.

    Algorithm: Brandes, Journal of Mathematical Sociology 25 (2001). Weights are strengths, so that
    an edge is 1/weight long: Newman, Physical Review E 64, 016132 (2001).
    """
    import networkx as nx

    inside = _largest(graph)
    for _, _, edge in inside.edges(data=True):
        # Rounded, so that paths of one length stay of one length: 1/(1/49) is not 49.
        edge["length"] = round(1 / edge["weight"], 9)
    scores = nx.betweenness_centrality(inside, weight="length")
    return _Result(scores, component=(len(inside), len(graph)))


def _eigenvector(graph: nx.Graph[str]) -> _Result:
    """Eigenvector centrality within the largest component.

    Bonacich, Journal of Mathematical Sociology 2 (1972).
    """
    import networkx as nx

    inside = _largest(graph)
    try:
        scores = nx.eigenvector_centrality(inside, weight="weight", tol=1e-9, max_iter=10_000)
    except nx.PowerIterationFailedConvergence as error:
        raise Refusal(
            "eigenvector is refused: its iteration does not settle on this graph",
            remedy="use another measure",
        ) from error
    return _Result(scores, component=(len(inside), len(graph)))


_MEASURES: dict[str, Callable[[nx.Graph[str]], _Result]] = {
    "degree": _degree,
    "strength": _strength,
    "pagerank": _pagerank,
    "betweenness": _betweenness,
    "eigenvector": _eigenvector,
}


def _components(graph: nx.Graph[str]) -> list[set[str]]:
    """The components, the largest first, those of one size by their first IRI."""
    import networkx as nx

    found = nx.connected_components(_flat(graph))
    return sorted(found, key=lambda component: (-len(component), min(component)))


def _largest(graph: nx.Graph[str]) -> nx.Graph[str]:
    """A copy of the largest component, its nodes in the graph's order.

    A subgraph view may iterate in the order of a set, which would change sums of floats from one
    process to the next.
    """
    import networkx as nx

    component = _components(graph)[0]
    inside: nx.Graph[str] = nx.Graph()
    inside.add_nodes_from(node for node in graph if node in component)
    inside.add_weighted_edges_from(
        (source, target, graph.edges[source, target]["weight"])
        for source, target in graph.edges
        if source in component
    )
    return inside


def _scores(network: Measurable, name: str, result: _Result, exploratory: bool) -> Scores:
    nodes = network.graph.nodes
    ranks = {} if exploratory else _ranks(network.graph, result.scores)

    def order(node: str) -> tuple[int, float, str, str]:
        """Mode, rank, then label: what has no rank stands alphabetically after what has one."""
        mode = nodes[node].get("bipartite", 0) if ranks else 0
        return mode, ranks.get(node, float("inf")), nodes[node]["label"].casefold(), node

    columns = ["label", "kind", "score", "stories", "label_iri"]
    if ranks:
        columns.insert(0, "rank")
    if result.normalised is not None:
        columns.insert(columns.index("score") + 1, "normalised")
    rows: list[tuple[Cell, ...]] = []
    for node in sorted(result.scores, key=order):
        cells: dict[str, Cell] = {
            "rank": ranks.get(node),
            "label": nodes[node]["label"],
            "kind": nodes[node]["kind"],
            "score": result.scores[node],
            "normalised": None if result.normalised is None else result.normalised[node],
            "stories": nodes[node]["stories"],
            "label_iri": node,
        }
        rows.append(tuple(cells[column] for column in columns))
    manifest = _manifest(network, name, exploratory) | {"ranked": bool(ranks)}
    if result.component is not None:
        manifest["component"] = {"nodes": result.component[0], "of": result.component[1]}
    caveat = _caveat(network, exploratory, result.component)
    return Scores(tuple(columns), rows, manifest, caveat, name)


def _ranks(graph: nx.Graph[str], scores: Values) -> dict[str, int]:
    """Ranks within each mode among the nodes seen in several stories; equal scores share one."""
    modes: dict[int, list[str]] = {}
    for node in scores:
        if graph.nodes[node]["stories"] >= _RANKED_FROM:
            modes.setdefault(graph.nodes[node].get("bipartite", 0), []).append(node)
    ranks: dict[str, int] = {}
    for members in modes.values():
        if len(members) < 2:
            continue
        # What differs only by the arithmetic of floating point is a tie.
        comparable = {node: float(f"{scores[node]:.10g}") for node in members}
        ordered = sorted(comparable.values(), reverse=True)
        first: dict[float, int] = {}
        for place, score in enumerate(ordered, start=1):
            first.setdefault(score, place)
        ranks.update({node: first[score] for node, score in comparable.items()})
    return ranks


def _listing(network: Measurable, exploratory: bool) -> Scores:
    """Who goes with whom, and the claims that say so."""
    table = network.table()
    kinds = [kind.lower() for kind in network.projection.kinds]
    renamed = dict(zip(("source", "target"), kinds, strict=False))
    wanted = ["source", "target", "certainty", "stories", "articles", "source_iri", "target_iri"]
    columns = []
    for column in (*wanted, "claims"):
        end, _, rest = column.partition("_")
        end = renamed.get(end, end) if network.projection.two_mode else end
        columns.append(f"{end}_{rest}" if rest else end)
    rows = [tuple(row[column] for column in (*wanted, "claims")) for row in table]
    manifest = _manifest(network, "listing", exploratory) | {"ranked": False}
    caveat = _caveat(network, exploratory, None)
    return Scores(tuple(columns), rows, manifest, caveat, "listing")


def _manifest(network: Measurable, name: str, exploratory: bool) -> dict[str, Any]:
    return {**network.manifest, "measure": name, "exploratory": exploratory}


def _caveat(network: Measurable, exploratory: bool, component: tuple[int, int] | None) -> str:
    """What must be known before a score is quoted, the gravest first."""
    said = []
    if exploratory:
        said.append(f"Exploratory and unranked: {network.projection.limits}.")
    if component is not None:
        said.append(
            f"Computed within the largest component only: {component[0]} of {component[1]} nodes."
        )
    seen: list[int] = [data["stories"] for data in network.graph.nodes.values()]
    once = sum(stories < _RANKED_FROM for stories in seen)
    reporting = "this measures reporting, not conduct or sales"
    stories = network.manifest["counts"]["stories"]
    rests = f"it rests on {stories} {'story' if stories == 1 else 'stories'}"
    told = f"{once} of {len(seen)} nodes are seen in one story only: " if once else ""
    sentence = f"{told}{reporting}; {rests}."
    said.append(sentence[0].upper() + sentence[1:])
    if network.caveat is not None:
        said.append(network.caveat)
    return " ".join(said)
