"""Any SPARQL 1.1 endpoint as a reader, through SPARQLWrapper."""

from __future__ import annotations

import ast
import json
import re
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError

from kg import terms
from kg.errors import InputError, StoreError
from kg.namespaces import XSD
from kg.store.engine import Bindings, parse_quads
from kg.web import is_web_address

TIMEOUT = 60
_LARGE = re.compile("-?[0-9]{10,}")
_SHOWN = 300


class EndpointReader:
    """The graph behind an endpoint. It sends the same text that a snapshot would be asked."""

    def __init__(self, endpoint: str, timeout: int = TIMEOUT) -> None:
        if not is_web_address(endpoint):
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
        raw = self._ask(query, "SELECT", "application/sparql-results+json")
        try:
            decoded: Bindings = json.loads(raw)
            if "boolean" not in decoded:
                _ = decoded["head"]["vars"]
                for row in decoded["results"]["bindings"]:
                    for term in row.values():
                        _put_as_here(term)
        except (ValueError, LookupError, TypeError) as error:
            raise self._no_answer("SPARQL results") from error
        return decoded

    def construct(self, query: str) -> list[str]:
        """CONSTRUCT or DESCRIBE -> sorted N-Triples lines."""
        raw = self._ask(query, "CONSTRUCT", "application/n-triples")
        try:
            lines = [f"{line}\n" for line in raw.decode("utf-8").split("\n") if line.strip()]
            parse_quads(lines)
        except (UnicodeDecodeError, SyntaxError) as error:
            raise self._no_answer("N-Triples") from error
        return sorted(lines)

    def quads(self) -> list[str]:
        """Every quad as a sorted N-Quads line."""
        answered = self.select("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        return sorted(
            f"{' '.join(_term(row[name]) for name in ('s', 'p', 'o', 'g'))} .\n"
            for row in answered["results"]["bindings"]
        )

    def _ask(self, query: str, form: str, accept: str) -> bytes:
        from SPARQLWrapper import POST, SPARQLWrapper
        from SPARQLWrapper.SPARQLExceptions import (
            EndPointNotFound,
            QueryBadFormed,
            SPARQLWrapperException,
        )

        wrapper = SPARQLWrapper(self._endpoint)
        wrapper.setMethod(POST)
        wrapper.setTimeout(self._timeout)
        # not setQuery: it guesses the form from any word of the text, and may send an update
        wrapper.queryString, wrapper.queryType = query, form
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
        except HTTPError as error:
            if error.code == HTTPStatus.NOT_ACCEPTABLE:
                made, other = ("table", "SELECT") if form == "SELECT" else ("graph", "CONSTRUCT")
                raise InputError(
                    f"the endpoint {self._endpoint} makes no {made} of the query",
                    remedy=f"ask with {other}",
                ) from error
            raise StoreError(f"the endpoint {self._endpoint} failed: {_reason(error)}") from error
        except EndPointNotFound as error:
            raise StoreError(
                f"there is no endpoint at {self._endpoint}", remedy="correct the address"
            ) from error
        except SPARQLWrapperException as error:
            raise StoreError(f"the endpoint {self._endpoint} failed: {_reason(error)}") from error
        except (URLError, HTTPException, TimeoutError, ConnectionError) as error:
            raise StoreError(
                f"the endpoint {self._endpoint} cannot be reached: {_reason(error)}",
                remedy="start it, or correct the address",
            ) from error
        self._refuse_truncated(response)
        return raw

    def _no_answer(self, wanted: str) -> StoreError:
        return StoreError(
            f"the endpoint {self._endpoint} answered with no {wanted}",
            remedy="give the address that answers queries, often ending in /query or /sparql",
        )

    def _refuse_truncated(self, response: Any) -> None:
        """Virtuoso tells in a header that it left rows out."""
        limit = response.info().get("X-SPARQL-MaxRows")
        if limit is not None:
            raise StoreError(
                f"the endpoint {self._endpoint} left out rows beyond {limit}",
                remedy="raise its limit, or ask for less",
            )


def _put_as_here(term: dict[str, str]) -> None:
    """Puts a literal in the form in which a snapshot would give it; its value stays what it is.

    Virtuoso calls typed literals so, writes truth as 1 and 0, and has decimals for large integers.
    """
    if term["type"] == "typed-literal":
        term["type"] = "literal"
    datatype, value = term.get("datatype"), term["value"]
    if datatype == f"{XSD}boolean":
        term["value"] = {"1": "true", "0": "false"}.get(value, value)
    elif datatype == f"{XSD}decimal" and _LARGE.fullmatch(value):
        term["datatype"] = f"{XSD}integer"


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
    """What the server said, else what the library says."""
    _, _, answered = str(error).partition("Response:\n")
    if answered:
        reason: object = ast.literal_eval(answered).decode("utf-8", "replace")
    else:
        reason = getattr(error, "reason", None) or getattr(error, "msg", None) or error
    return " ".join(str(reason).split())[:_SHOWN]
