"""One graph, opened for reading: the public face of queries, networks, receipts and exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import InputError
from kg.query import Query, Rows, named_query, query_file, query_names, run
from kg.receipts import Receipt, receipt
from kg.store.snapshots import Reader, SnapshotReader, default_path

if TYPE_CHECKING:
    from rdflib import Dataset

    from kg.network import Network
    from kg.totals import Total


def open_graph(
    store: str | Path | None = None,
    *,
    snapshot: str = "current",
    endpoint: str | None = None,
) -> View:
    """Opens a graph for reading: a snapshot of a store, or what stands behind an endpoint.

    ``store`` defaults to ``$KG_STORE``, else ``build/kg``; ``snapshot`` is a
    name, a number or a tag.

    Raises:
        StoreError: there is no such store or snapshot.
        InputError: an endpoint is given, and a store or a snapshot, too.
    """
    if endpoint is None:
        return View(SnapshotReader(default_path() if store is None else Path(store), snapshot))
    if store is not None:
        raise InputError("a store and an endpoint are given", remedy="give one of them")
    if snapshot != "current":
        raise InputError("an endpoint has no snapshots", remedy="name a store, or no snapshot")
    from kg.remote import EndpointReader

    return View(EndpointReader(endpoint))


class View:
    """A graph that can be read and not written. A later build does not change it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def __repr__(self) -> str:
        return f"<kg.View of {self._reader.name}>"

    @property
    def name(self) -> str:
        """The snapshot's name, or the endpoint's address."""
        return self._reader.name

    @property
    def reader(self) -> Reader:
        """What the graph is read through."""
        return self._reader

    @property
    def queries(self) -> tuple[str, ...]:
        """The named queries."""
        return query_names()

    def query(
        self,
        name: str | Path,
        /,
        *,
        certainty: str | Sequence[str] | None = None,
        where: Mapping[str, str] | None = None,
        **parameters: str,
    ) -> Rows:
        """The rows of a named query, of a .rq file, or of SPARQL text that holds a brace.

        Parameters are bound as terms. ``certainty`` keeps only rows of the given certainties,
        ``where`` only those with the given values, such as ``{"speaker": "Cai Dong"}``.

        Raises:
            InputError: there is no such query, or it or a parameter cannot be used.
        """
        wanted = [certainty] if isinstance(certainty, str) else certainty
        return run(self._reader, find_query(name), parameters, wanted, where)

    def construct(self, query: Query, parameters: Mapping[str, str] | None = None) -> bytes:
        """The graph that a CONSTRUCT query makes, as Turtle."""
        from kg.namespaces import PREFIXES
        from kg.store.engine import turtle

        text = query.bound(parameters or {})
        try:
            lines = self._reader.construct(text)
        except InputError as error:
            raise query.blame(error, text) from error
        return turtle(lines, PREFIXES)

    def network(self, name: str, **options: Any) -> Network:
        """A network by a named projection; options are those of :func:`kg.network.project`.

        Raises:
            InputError: there is no such projection.
        """
        from kg.network import project

        return project(self._reader, name, **options)

    def total(self, measure: str, **options: Any) -> Total:
        """The sum of a measure's disjoint figures; options are those of :func:`kg.totals.total`.

        Raises:
            InputError: there is no such measure, status, unit, set or certainty.
            Refusal: amounts of the measure do not add up.
        """
        from kg.totals import total

        return total(self._reader, measure, **options)

    def receipt(self, thing: str | tuple[str, str, str] | Sequence[str]) -> Receipt:
        """The quoted characters behind an IRI, a statement, or the claims of a row or an edge.

        Raises:
            InputError: the graph knows nothing by it.
        """
        return receipt(self._reader, thing)

    def export(self, format: str, to: str | Path | None = None) -> bytes:  # noqa: A002 (contract)
        """The graph in a format of :func:`kg.export.export`, also written to ``to`` if given.

        Raises:
            InputError: there is no such format.
        """
        from kg.export import export
        from kg.tables import write_with_manifest

        written = export(self._reader, format)
        if to is not None:
            manifest = {"read_from": self.name, "format": format}
            write_with_manifest(Path(to), written, manifest)
        return written

    def dataset(self) -> Dataset:
        """The graph as a read-only rdflib Dataset.

        The default graph of a snapshot's is the union of all graphs; an endpoint's is what the
        endpoint makes of it.
        """
        if isinstance(self._reader, SnapshotReader):
            return self._reader.dataset()
        from rdflib import Dataset
        from rdflib.plugins.stores.sparqlstore import SPARQLStore

        return Dataset(SPARQLStore(self._reader.name), default_union=True)


def find_query(name: str | Path) -> Query:
    """A named query, a file ending in .rq, or a query given as its text."""
    if isinstance(name, Path) or name.endswith(".rq"):
        return query_file(Path(name))
    if "{" in name:
        from kg.query import read_query

        return read_query("ad hoc", name)
    return named_query(name)
