"""What a person should judge: pairs that may be one, and entities that no rule could place.

Names alone never decide; here they only say whom to look at. Every pair comes with what speaks for
and against it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from kg import namespaces as ns
from kg.clusters import age
from kg.deciding import Undecided
from kg.entities import Entity
from kg.identity import Identity
from kg.judgements import name_of_place

COLUMNS = ("kind", "one", "one_label", "other", "other_label", "score", "because", "judged")

_NAMED = ("Organization", "Platform", "Product", "Place")
_WEBSITE = re.compile(
    r"(?:https?://)?(?:www\.)?([a-z0-9-]+)\.(?:[a-z]{2,4}\.)?(?:com|org|net|gov|edu|cn|[a-z]{2})"
)
_POSSESSIVE = re.compile(r"['’]s\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two things that may be one, or one that may be a certain place.

    ``one`` and ``other`` are as judgements name them; ``other`` is empty where nothing is proposed.
    ``score`` is from 0 to 1, None where there is nothing to score; ``judged`` is ``unsure`` where
    somebody looked and could not tell.
    """

    kind: str
    one: str
    one_label: str
    other: str
    other_label: str
    score: float | None
    because: str
    judged: str

    def row(self) -> tuple[str | float | None, ...]:
        """The cells in the order of ``COLUMNS``."""
        return tuple(getattr(self, name) for name in COLUMNS)


def candidates(identity: Identity, kind: str | None = None) -> list[Candidate]:
    """What is undecided, best first; what somebody is unsure of comes last.

    ``kind`` keeps the entities of one class. What is judged is not asked again.
    """
    decided, unsure = _judged(identity)
    found: dict[frozenset[str], Candidate] = {}
    open_places = _left_without(identity, decided)
    for pair in (*identity.undecided, *open_places, *_of_one_name(identity)):
        ids = _canonical(identity, pair)
        if ids in decided or (pair.other is not None and len(ids) == 1):
            continue
        one = identity.entities[pair.one]
        if kind is None or kind in one.kinds:
            found.setdefault(ids, _candidate(identity, pair, "unsure" if ids in unsure else ""))
    return sorted(found.values(), key=lambda c: (c.judged, -(c.score or 0), c.kind, c.one, c.other))


def _judged(identity: Identity) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    """Pairs of canonical ids that somebody decided, and those that somebody is unsure of."""
    decided: set[frozenset[str]] = set()
    unsure: set[frozenset[str]] = set()
    for judgement, things in identity.judged:
        pair = frozenset(identity.canonical.get(thing, thing) for thing in things)
        (unsure if judgement.decision == "unsure" else decided).add(pair)
    return decided, unsure


def _left_without(identity: Identity, decided: set[frozenset[str]]) -> Iterator[Undecided]:
    """The places that are judged to be none of those that they might be: which are they, then?"""
    proposed: dict[str, list[Undecided]] = defaultdict(list)
    for pair in identity.undecided:
        if pair.other in identity.names:
            proposed[pair.one].append(pair)
    for one, pairs in proposed.items():
        if all(_canonical(identity, pair) in decided for pair in pairs):
            yield Undecided(one, None, None, pairs[0].because)


def _canonical(identity: Identity, pair: Undecided) -> frozenset[str]:
    ids = (pair.one, pair.other or "")
    return frozenset(identity.canonical.get(iri, iri) for iri in ids)


def _candidate(identity: Identity, pair: Undecided, judged: str) -> Candidate:
    one = identity.entities[pair.one]
    other = identity.entities.get(pair.other or "")
    if other is not None:
        name, label = other.thing, other.label
    else:
        name, label = name_of_place(pair.other or ""), identity.names.get(pair.other or "", "")
    return Candidate(one.kind, one.thing, one.label, name, label, pair.score, pair.because, judged)


def _of_one_name(identity: Identity) -> Iterator[Undecided]:
    """Organizations, platforms, products and places without a code that bear one name.

    What an article calls generic, and what has no name but is only described, is left out. Of many
    of one name, each is compared with the first only: what is one with that is one with all.
    """
    by_name: dict[tuple[str, str], dict[str, Entity]] = defaultdict(dict)
    websites: dict[str, dict[str, Entity]] = defaultdict(dict)
    for entity in identity.entities.values():
        if not set(entity.kinds) & set(_NAMED) or entity.generic:
            continue
        if "Place" in entity.kinds and _is_placed(identity, entity):
            continue
        known = identity.canonical.get(entity.id, entity.id)
        for name in {n for n in entity.names if "Product" in entity.kinds or _is_proper(n)}:
            address = _WEBSITE.fullmatch(name.strip().lower())
            if address:
                websites[address[1].replace("-", "")].setdefault(known, entity)
            by_name[_family(entity), fold(name)].setdefault(known, entity)
    for (_, name), bearers in by_name.items():
        first, *others = sorted(bearers.values(), key=lambda each: age(each.id))
        for other in others:
            yield _pair(first, other)
        for site in websites.get(name.replace(" ", ""), {}).values():
            if site.id != first.id and _family(site) == _family(first):
                because = f"{site.label!r} is an address of that name: rather related than one"
                yield Undecided(first.id, site.id, 0.5, because)


def _pair(one: Entity, other: Entity) -> Undecided:
    because = f"both are called {one.label!r}"
    if one.article == other.article:
        because = f"{because}, in one article that does not join them"
        return Undecided(one.id, other.id, 0.9, because)
    return Undecided(one.id, other.id, 0.8, because)


def _is_placed(identity: Identity, entity: Entity) -> bool:
    return identity.canonical.get(entity.id, "").startswith(ns.PLACE)


def _family(entity: Entity) -> str:
    """Platforms are organizations."""
    return "Organization" if entity.kind == "Platform" else entity.kind


def _is_proper(name: str) -> bool:
    """A name, and no description: it has a capital, is an address, or has no letter case."""
    letters = [character for character in name if character.isalpha()]
    caseless = bool(letters) and not any(c.isupper() or c.islower() for c in letters)
    return caseless or any(c.isupper() for c in letters) or bool(_WEBSITE.fullmatch(name.strip()))


def fold(name: str) -> str:
    """A name without case, possessives, articles and punctuation.

    >>> fold("Linfen's City Government") == fold("the Linfen city government")
    True
    """
    text = unicodedata.normalize("NFKC", _POSSESSIVE.sub("", name)).casefold()
    words = re.split(r"[\W_]+", text)
    return " ".join(word for word in words if word not in ("", "the", "a", "an"))
