"""What is decided by rule where neither an annotation nor a judgement says who or what is meant.

Places go by the gazetteer and the other places of their article, persons by name, post, place and
date together. What the rules leave open is for a person to judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg import namespaces as ns
from kg.clusters import shown
from kg.entities import Entity, Post, Told
from kg.lasting import Lasting
from kg.people import resolver as people
from kg.people.pinyin import simplified
from kg.people.records import Known, PlaceKey, Record, days, fold_place
from kg.places.gazetteer import Division, Gazetteer
from kg.places.resolver import PlaceMention, PlaceResolver
from kg.places.resolver import Resolution as Found

MOST_CANDIDATES = 5

# What a title says and a code of the list of roles does not.
_NOT_PLAIN = re.compile(
    r"\b(?:former|ex|then|late|acting|executive|interim)\b|^[前原代]", re.IGNORECASE
)

_LONGEST_PLACE = 200  # characters: a longer text names no place
_CODE = re.compile(r"[0-9]{6}(?:-[0-9]{4})?")

Canonical = Callable[[str], str]
"""A local id -> the place that the entity is known to be, else any id that all of its bear."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided by rule: that an entity is a certain place, or one with another entity.

    ``instead`` are other places that it might have been.
    """

    local: str
    to: str
    basis: str
    because: str
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undecided:
    """What nobody decided: whether an entity is one with another, or is a certain place.

    ``other`` is None where not even a candidate is known; ``score`` is from 0 to 1.
    """

    one: str
    other: str | None
    score: float | None
    because: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the rules decided and left open; ``names`` are those of the places they thought of."""

    resolutions: tuple[Resolution, ...]
    undecided: tuple[Undecided, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Placing:
    """Which places the places of one article are, where no judgement speaks of any.

    ``canonical`` leads from local ids to places, ``resolutions`` are what the rules decided of
    that, ``left_open`` counts what they did not. ``keys`` are those of the article's persons, by
    local id: only persons that share one are made one by rule.
    """

    canonical: dict[str, str]
    resolutions: tuple[Resolution, ...]
    left_open: int
    keys: dict[str, tuple[str, ...]]


def place_article(told: Told, resolver: PlaceResolver) -> Placing:
    """Decides the places of one article by itself."""
    codes = {entity.id: entity.code for entity in told.entities.values() if entity.code}
    found = decide_places([told], resolver, lambda local: codes.get(local, local))
    return Placing(
        codes | {each.local: each.to for each in found.resolutions},
        found.resolutions,
        len({each.one for each in found.undecided}),
        person_keys(told),
    )


def placed(told: Told, canonical: Mapping[str, str], persons: Collection[str]) -> Told:
    """What of an article deciding some of its persons needs, once its places are decided."""
    entities: dict[str, Entity] = {}
    for entity in told.entities.values():
        if entity.id in persons:
            posts = tuple(
                replace(post, place=canonical.get(post.place, post.place) if post.place else None)
                for post in entity.posts
            )
            entities[entity.id] = replace(entity, posts=posts)
            for post in posts:
                for iri in (post.place, post.organization):
                    if iri in told.entities:
                        entities[iri] = told.entities[iri]
    return Told(told.article, told.day, entities, placed=True)


def decide_places(told: Sequence[Told], resolver: PlaceResolver, canonical: Canonical) -> Decisions:
    """Which divisions the places are that have none yet."""
    resolutions: list[Resolution] = []
    undecided: list[Undecided] = []
    names: dict[str, str] = {}
    for article in told:
        if article.placed:
            continue
        places = [e for e in article.entities.values() if "Place" in e.kinds]
        for place in places:
            if canonical(place.id).startswith(ns.PLACE):
                continue
            found = _find(place, places, article, resolver, canonical)
            if found.outcome == "not-a-place":
                continue
            thought_of = {_iri(each): each for each in found.candidates[:MOST_CANDIDATES]}
            names |= {iri: f"{each.full_en} {each.zh}" for iri, each in thought_of.items()}
            if found.code is None:
                undecided += left_open(place.id, tuple(thought_of), found.reason)
            else:
                iri = ns.place("gbt2260", found.code, found.vintage)
                instead = tuple(each for each in thought_of if each != iri)
                resolutions.append(Resolution(place.id, iri, found.basis, found.reason, instead))
    return Decisions(tuple(resolutions), tuple(undecided), names)


def left_open(local: str, places: tuple[str, ...], because: str) -> list[Undecided]:
    """That an entity may be one of some places, each as likely as the others; or none known."""
    score = round(1 / len(places), 2) if places else None
    return [Undecided(local, place, score, because) for place in places or (None,)]


def _find(
    place: Entity,
    places: Sequence[Entity],
    article: Told,
    resolver: PlaceResolver,
    canonical: Canonical,
) -> Found:
    """The division of the first of a place's names that leads anywhere."""
    around = tuple(each.label for each in places if each.id != place.id)
    within = tuple(code[:6] for each in place.within if (code := _code(canonical(each))))
    found = [
        resolver.resolve(PlaceMention(name, place.level, article.year, around, None, within))
        for name in place.names
    ]
    leading = (each for each in found if each.code or each.candidates)
    return next(leading, found[0])


def decide_persons(
    told: Sequence[Told],
    gazetteer: Gazetteer,
    canonical: Canonical,
    same: Iterable[Sequence[str]],
    different: Iterable[tuple[str, str]],
    *,
    candidates: bool = True,
) -> Decisions:
    """Which persons of several articles, or of one, are one person.

    ``same`` are groups of entities that are one by judgement, ``different`` pairs that are not.
    Who may be one person is told with ``candidates`` alone.
    """
    labels = {entity.id: entity.label for each in told for entity in each.entities.values()}
    known = _knowing(gazetteer, canonical, labels)
    records: list[Record] = []
    bound: list[tuple[str, str]] = [pair for group in same for pair in pairwise(group)]
    for article in told:
        for of_person in _records(article, known):
            bound += pairwise(record.id for record in of_person)
            records += of_person
    ids = {record.id for record in records}
    found = people.resolve(
        records,
        same=[pair for pair in bound if ids.issuperset(pair)],
        different=[pair for pair in different if ids.issuperset(pair)],
        with_candidates=candidates,
    )
    resolutions = (
        Resolution(_person(m.b), _person(m.a), "context", m.reason)
        for m in found.merges
        if _person(m.a) != _person(m.b)
    )
    undecided = (
        Undecided(_person(c.a), _person(c.b), c.score, c.explanation) for c in found.candidates
    )
    return Decisions(tuple(resolutions), tuple(undecided), {})


def person_keys(told: Told) -> dict[str, tuple[str, ...]]:
    """The keys of an article's persons that have any, by local id."""
    labels = {entity.id: entity.label for entity in told.entities.values()}
    found: dict[str, tuple[str, ...]] = {}
    for records in _records(told, lambda local: Known(local, labels[local])):
        keys = {key for record in records for key in people.keys(record)}
        if keys:
            found[records[0].id] = tuple(sorted(keys))
    return found


def _knowing(
    gazetteer: Gazetteer, canonical: Canonical, labels: Mapping[str, str]
) -> Callable[[str], Known]:
    """What is known of a place or an organization by its local id."""
    lasting = Lasting(gazetteer)

    def known(local: str) -> Known:
        iri = canonical(local)
        code = _code(iri)
        division = gazetteer.division(code) if code else None
        if division is not None:
            return lasting.known(division)
        called = labels.get(iri) or (None if iri.startswith(ns.PLACE) else labels.get(local))
        return Known(iri, called or shown(iri))

    return known


def _records(article: Told, known: Callable[[str], Known]) -> Iterator[list[Record]]:
    """The records of each person, one for each post."""
    for person in article.entities.values():
        if "Person" in person.kinds:
            ids = [person.id, *(f"{person.id} {n}" for n in range(2, len(person.posts) + 1))]
            posts = person.posts or (None,)
            yield [
                _record(id_, person, post, article, known)
                for id_, post in zip(ids, posts, strict=True)
            ]


def place_key(resolver: PlaceResolver, gazetteer: Gazetteer | None = None) -> PlaceKey:
    """What places as printed, or as codes, are: divisions of the gazetteer, else their words.

    Namesakes between which nothing decides are nothing certain. The gazetteer defaults to the
    project's own.
    """
    gazetteer = gazetteer or Gazetteer.load()
    lasting = Lasting(gazetteer)

    def key(printed: str, record: Record) -> Known | None:
        first, last = days(record.date or "")
        year = first.year if first and last and first.year == last.year else None
        if len(printed) > _LONGEST_PLACE:
            return None
        printed = "".join(map(simplified, printed))
        if _CODE.fullmatch(printed):
            division = gazetteer.division(printed, year) or gazetteer.division(printed)
        else:
            found = resolver.resolve(PlaceMention(printed, date=year))
            if found.code is None and found.candidates:
                return None
            division = gazetteer.division(f"{found.code}-{found.vintage}") if found.code else None
        return lasting.known(division) if division else fold_place(printed, record)

    return key


def _record(
    id_: str, person: Entity, post: Post | None, article: Told, known: Callable[[str], Known]
) -> Record:
    if post is None:
        return Record(id_, person.names, date=article.day, article=article.article)
    plain = post.title is None or not _NOT_PLAIN.search(post.title)
    return Record(
        id_,
        person.names,
        post.role if post.role and plain else post.title,
        known(post.place) if post.place else None,
        article.day,
        article.article,
        known(post.organization) if post.organization else None,
        post.title,
    )


def _person(record_id: str) -> str:
    return record_id.partition(" ")[0]


def _code(iri: str) -> str | None:
    """The code of a division of China, with its vintage."""
    authority, _, rest = iri.removeprefix(ns.PLACE).partition("-")
    return rest if iri.startswith(ns.PLACE) and authority == "gbt2260" else None


def _iri(division: Division) -> str:
    return ns.place("gbt2260", division.code, division.vintage)
