"""Short names of things, as people type them and as the project prints them."""

from __future__ import annotations

import re

from kg import namespaces as ns
from kg import terms
from kg.judgements import name_of_place, names_a_thing

_LOCAL = re.compile(r"[^/\s:]+/[^/\s:]+")
_OF_AN_ARTICLE = "a-"  # the prefixes that an export to Turtle declares


def whole_iri(given: str) -> str | None:
    """The IRI that is written whole, in angle brackets or with a prefix of the project, or None."""
    whole = given[1:-1] if given.startswith("<") and given.endswith(">") else given
    prefix, colon, local = whole.partition(":")
    if colon and prefix in ns.PREFIXES:
        whole = ns.PREFIXES[prefix] + local
    known = whole.startswith(("http://", "https://", "urn:"))
    return whole if known and terms.is_iri(whole) else None


def iri_of(given: str) -> str | None:
    """The IRI of a thing by any of its names, or None.

    Beside :func:`whole_iri` these are ``ARTICLE/T1``, as judgements and tables have it,
    ``a-ARTICLE:T1``, as Turtle has it, and the code of a place, with a year where the code alone
    means another.

    >>> ns.shrink(iri_of("001-linfen/T13")), ns.shrink(iri_of("a-001-linfen:T13"))
    ('article:001-linfen/T13', 'article:001-linfen/T13')
    >>> ns.shrink(iri_of("gbt2260:141031")), ns.shrink(iri_of("gbt2260:142635"))
    ('place:gbt2260-141031-2020', 'place:gbt2260-142635-1999')
    """
    found = whole_iri(given)
    if found is not None:
        return found
    prefix, colon, local = given.partition(":")
    if not colon:
        found = ns.ARTICLE + given if _LOCAL.fullmatch(given) else None
    elif names_a_thing(given):
        found = _place(prefix, local)
    elif prefix.startswith(_OF_AN_ARTICLE):
        found = ns.node(prefix.removeprefix(_OF_AN_ARTICLE), local)
    return found if found and terms.is_iri(found) else None


def _place(authority: str, code: str) -> str:
    if authority == "gbt2260":
        from kg.places.gazetteer import Gazetteer

        division = Gazetteer.load().division(code)
        code = division.key if division else code
    return ns.place(authority, code)


def name_of(iri: str) -> str:
    """A thing as judgements and tables name it, any other IRI with its prefix.

    >>> name_of(ns.node("001-linfen", "T13")), name_of(ns.place("gbt2260", "141031", 2020))
    ('001-linfen/T13', 'gbt2260:141031-2020')
    """
    if iri.startswith(ns.PLACE):
        return name_of_place(iri)
    return iri.removeprefix(ns.ARTICLE) if ns.local(iri) else ns.shrink(iri)
