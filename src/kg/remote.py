"""Any SPARQL 1.1 endpoint as a reader, through SPARQLWrapper."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError, URLError

from kg import terms
from kg.errors import InputError, StoreError
from kg.store import Bindings

TIMEOUT = 60


class EndpointReader:
    """The graph behind an endpoint. It sends the same text that a snapshot would be asked."""

    def __init__(self, endpoint: str, timeout: int = TIMEOUT) -> None:
        if not endpoint.startswith(("http://", "https://")):
            raise InputError(
                f"the endpoint {endpoint!r} is no web address",
                remedy="give one such as http://localhost:7878/query",
            )
        self._endpoint = endpoint
        self._timeout = timeout

    @property
    def name(self) -> str:
        """The endpoint's address."""
        return self._endpoint

    def select(self, query: str) -> Bindings:
        """SELECT or ASK -> SPARQL 1.1 Results JSON, decoded."""
        raw = self._ask(query, "application/sparql-results+json")
        try:
            decoded: Bindings = json.loads(raw)
        except ValueError as error:
            raise StoreError(
                f"the endpoint {self._endpoint} answered with no SPARQL results",
                remedy="give the address that answers queries, often ending in /query or /sparql",
            ) from error
        return decoded

    def construct(self, query: str) -> list[str]:
        """CONSTRUCT or DESCRIBE -> sorted N-Triples lines."""
        raw = self._ask(query, "application/n-triples")
        return sorted(raw.decode("utf-8").splitlines(keepends=True))

    def quads(self) -> list[str]:
        """Every quad as a sorted N-Quads line."""
        answered = self.select("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        return sorted(
            f"{' '.join(_term(row[name]) for name in ('s', 'p', 'o', 'g'))} .\n"
            for row in answered["results"]["bindings"]
        )

    def _ask(self, query: str, accept: str) -> bytes:
        from SPARQLWrapper import POST, SPARQLWrapper
        from SPARQLWrapper.SPARQLExceptions import (
            EndPointInternalError,
            EndPointNotFound,
            QueryBadFormed,
            SPARQLWrapperException,
        )

        wrapper = SPARQLWrapper(self._endpoint)
        wrapper.setMethod(POST)
        wrapper.setTimeout(self._timeout)
        wrapper.setQuery(query)
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", accept)
        try:
            response = wrapper.query().response
            raw: bytes = response.read()
        except QueryBadFormed as error:
            raise InputError(
                f"the endpoint {self._endpoint} cannot read the query: {_reason(error)}",
                remedy="correct the query",
            ) from error
        except EndPointNotFound as error:
            raise StoreError(
                f"there is no endpoint at {self._endpoint}", remedy="correct the address"
            ) from error
        except (EndPointInternalError, SPARQLWrapperException, HTTPError) as error:
            raise StoreError(f"the endpoint {self._endpoint} failed: {_reason(error)}") from error
        except (URLError, TimeoutError, ConnectionError) as error:
            raise StoreError(
                f"the endpoint {self._endpoint} cannot be reached: {_reason(error)}",
                remedy="start it, or correct the address",
            ) from error
        self._refuse_truncated(response)
        return raw

    def _refuse_truncated(self, response: Any) -> None:
        """Virtuoso tells in a header that it left rows out."""
        limit = response.info().get("X-SPARQL-MaxRows")
        if limit is not None:
            raise StoreError(
                f"the endpoint {self._endpoint} left out rows beyond {limit}",
                remedy="raise its limit, or ask for less",
            )


def _term(cell: dict[str, str]) -> str:
    """A term of SPARQL results as N-Triples."""
    if cell["type"] == "uri":
        return terms.iri(cell["value"])
    if cell["type"] == "bnode":
        return f"_:{cell['value']}"
    literal = terms.text(cell["value"], cell.get("xml:lang"))
    datatype = cell.get("datatype")
    return f"{literal}^^{terms.iri(datatype)}" if datatype else literal


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or getattr(error, "msg", None) or error
    return " ".join(str(reason).split())[:300]
