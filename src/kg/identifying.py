"""Who and what is one after a change: only what the change may touch is decided anew.

An article decides its places by itself. Its persons may be those of other articles with which they
share a key, and its things may be those of which judgements speak: these are looked up in the
snapshot in force, and decided together.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from kg import judgements as judging
from kg import namespaces as ns
from kg import terms
from kg.contributions import Slice, sliced
from kg.deciding import Placing, Resolution, place_article, placed
from kg.entities import Told, read_entities
from kg.identity import resolve
from kg.judgements import Judgement, in_force
from kg.namespaces import DCTERMS, KG
from kg.parts import Parts, parted
from kg.places.gazetteer import Gazetteer
from kg.places.resolver import PlaceResolver
from kg.shards import KeptShard
from kg.spool import Spool
from kg.store.snapshots import SnapshotReader
from kg.triples import literal

_GRAPH = terms.iri(ns.IDENTITY_GRAPH)
_KEY, _RELATED, _REPLACED = KG + "personKey", KG + "relatedTo", DCTERMS + "isReplacedBy"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an article tells of entities, and which places its places are by themselves."""

    told: Told
    placing: Placing

    @classmethod
    def of(cls, shard: Iterable[Parts], resolver: PlaceResolver) -> Outcome:
        """The outcome of a shard."""
        told = read_entities(shard)
        return cls(told, place_article(told, resolver))


class Scene:
    """The articles, things and judgements that are decided together after a change.

    Of the articles in ``whole`` everything is decided anew, of others only what is in ``things``.
    ``remembered`` is what a snapshot remembers of all judgements in force; ``before`` is what the
    last one remembers of those of the scene, and of those that are in force no more.
    """

    def __init__(
        self,
        parent: SnapshotReader | None,
        outcomes: Spool[Outcome],
        shards: Mapping[str, KeptShard],
        judgements: Sequence[Judgement],
        resolver: PlaceResolver,
        *,
        anew: bool,
    ) -> None:
        self._shards = shards
        self._resolver = resolver
        self._outcomes = outcomes
        self.whole = set(shards if anew else outcomes)
        self.articles = set(self.whole)
        self.things: set[str] = set()
        self.judgements = judgements
        self.remembered = {one.id: _remembered(one) for one in judgements}
        self.before: dict[str, Any] = parent.state["judgements"] if parent else {}
        if parent is not None and not anew:
            self._gather(parent, self.before)

    def outcome(self, article: str) -> Outcome:
        """What an article tells."""
        if article not in self._outcomes:
            self._outcomes.put(
                article, Outcome.of(parted(self._shards[article].lines), self._resolver)
            )
        return self._outcomes[article]

    def holds(self, thing: str) -> bool:
        """Whether a thing of an article is decided anew."""
        return thing in self.things or _article(thing) in self.whole

    def told(self) -> Iterator[Told]:
        """What the articles tell that may make things one.

        That is all that those tell of which judgements speak; their places are open. Of others it
        is what they tell of persons who share a key with one another, or with others.
        """
        judged = judged_articles(self.judgements)
        shared = self._shared_keys()
        for article in sorted(self.articles):
            outcome = self.outcome(article)
            if article in judged:
                yield outcome.told
                continue
            persons = {
                person
                for person, keys in outcome.placing.keys.items()
                if not shared.isdisjoint(map(hash, keys))
            }
            if persons:
                yield placed(outcome.told, outcome.placing.canonical, persons)

    def _shared_keys(self) -> set[int]:
        """Hashes of the keys that several persons have: the keys of all would take much memory."""
        hashes = array("q")
        for article in self.articles:
            for keys in self.outcome(article).placing.keys.values():
                hashes.extend(map(hash, keys))
        return {one for one, next_ in pairwise(sorted(hashes)) if one == next_}

    def _gather(self, parent: SnapshotReader, known: Mapping[str, Any]) -> None:
        """Follows keys and judgements from what has changed, as far as they lead."""
        by_thing: dict[str, list[Judgement]] = defaultdict(list)
        for one in self.judgements:
            for thing in one.things:
                by_thing[ns.ARTICLE + thing].append(one)
        by_key: dict[str, list[str]] = defaultdict(list)
        changed = {
            thing
            for id_ in known.keys() | self.remembered.keys()
            if known.get(id_) != self.remembered.get(id_)
            for each in (known.get(id_), self.remembered.get(id_))
            for thing in (each["things"] if each else ())
        }
        self.whole |= {_article(ns.ARTICLE + thing) for thing in changed} & self._shards.keys()
        gone = set(parent.articles).difference(self._shards)
        ahead: list[str] = [ns.ARTICLE + thing for thing in changed]
        for article in self.whole:
            told = self.outcome(article).told
            ahead += told.entities
            for person, keys in self.outcome(article).placing.keys.items():
                for key in keys:
                    by_key[key].append(person)
        for article in (self.whole | gone) & parent.articles.keys():
            ahead += _locals(parent.shard(article))
        used: set[str] = set()
        chosen: set[str] = set()
        while ahead:
            thing = ahead.pop()
            if thing in used:
                continue
            used.add(thing)
            article = _article(thing)
            for one in by_thing.get(thing, ()):
                chosen.add(one.id)
                ahead += (ns.ARTICLE + each for each in one.things)
            for key in self._keys(parent, thing):
                if key not in used:
                    used.add(key)
                    ahead += by_key.get(key, ())
                    ahead += parent.subjects(_KEY, key, ns.IDENTITY_GRAPH)
            if article in self._shards and article not in self.whole:
                self.things.add(thing)
                told = self.outcome(article).told
                if article not in self.articles:
                    self.articles.add(article)
                    ahead += (iri for iri in _grounds(told) if iri in by_thing)
                ahead += _holders(told, thing)
        self.articles |= self.whole
        self.judgements = [
            one
            for one in self.judgements
            if one.id in chosen or all(":" in thing for thing in one.things)
        ]
        looked_at = {one.id for one in self.judgements}
        self.before = {
            id_: each
            for id_, each in known.items()
            if id_ in looked_at or id_ not in self.remembered
        }

    def _keys(self, parent: SnapshotReader, thing: str) -> set[str]:
        """The keys of a person, as they were and as they are to be."""
        found = {
            literal(line.split(" ", 2)[2].rsplit(" ", 2)[0]).text
            for line in parent.match(thing, _KEY, None, ns.IDENTITY_GRAPH)
        }
        if _article(thing) in self.whole:
            found.update(self.outcome(_article(thing)).placing.keys.get(thing, ()))
        return found


class Identifying:
    """Decides who and what is one, where something has changed."""

    def __init__(
        self,
        parent: SnapshotReader | None,
        outcomes: Spool[Outcome],
        shards: Mapping[str, KeptShard],
        judgements: Sequence[Judgement],
        *,
        anew: bool,
    ) -> None:
        """Decides.

        ``outcomes`` are those of the articles that have changed since ``parent``, which is None
        where nothing is there; ``shards`` are those of all articles that are to be; ``judgements``
        are those of all corpora. ``anew`` decides everything, whatever has changed.

        Raises:
            InputError: judgements cannot be used, or contradict one another.
        """
        gazetteer = Gazetteer.load()
        self._parent = parent
        self._scene = Scene(
            parent, outcomes, shards, in_force(judgements), PlaceResolver(gazetteer), anew=anew
        )
        self._found = resolve(
            self._scene.told(), self._scene.judgements, gazetteer, candidates=False
        )
        self._judged = judged_articles(self._scene.judgements)
        self._canonical: dict[str, dict[str, str]] = defaultdict(dict)
        for local, iri in self._found.canonical.items():
            if ns.local(local) and self._scene.holds(local):
                self._canonical[_article(local)][local] = iri
        self._decided: dict[str, list[Resolution]] = defaultdict(list)
        for resolved in self._found.resolutions:
            if self._scene.holds(resolved.local):
                self._decided[_article(resolved.local)].append(resolved)

    @property
    def articles(self) -> set[str]:
        """The articles whose things may be other than they were."""
        return self._scene.articles

    @property
    def shared(self) -> set[str]:
        """Ids that stand for things of several articles."""
        return set(self._found.canonical.values())

    @property
    def judgements(self) -> dict[str, Any]:
        """What is to be remembered of the judgements in force, by their ids."""
        return self._scene.remembered

    def slice(self, article: str, before: Slice) -> Slice:
        """What became of the things of one of the articles, which were this before."""
        canonical, decided = self._canonical[article], self._decided[article]
        if article in self._scene.whole:
            return self._whole_slice(self._scene.outcome(article), canonical, decided)
        found = sliced(canonical, decided, {})
        for local, lines in before.lines.items():
            if not self._scene.holds(local):
                found.lines[local] = lines
                if local in before.canonical:
                    found.canonical[local] = before.canonical[local]
            else:
                keys = (line for line in lines if f" <{_KEY}> " in line)
                found.lines.setdefault(local, []).extend(keys)
        return found

    def rest(self, article: str) -> Slice:
        """What became of the things of an article that are not settled by the article itself."""
        if article in self._judged:
            return self.slice(article, Slice())
        return sliced(self._canonical[article], self._decided[article], {})

    def _whole_slice(
        self, outcome: Outcome, canonical: dict[str, str], decided: list[Resolution]
    ) -> Slice:
        told, placing = outcome.told, outcome.placing
        if told.article in self._judged:
            left = {each.one for each in self._found.undecided if each.one in told.entities}
            left_open = sum("Place" in told.entities[place].kinds for place in left)
        else:
            canonical = placing.canonical | canonical
            decided = [*placing.resolutions, *decided]
            left_open = placing.left_open
        return replace(sliced(canonical, decided, placing.keys), left_open=left_open)

    def common(self) -> tuple[set[str], set[str]]:
        """The lines about judgements and what they mint and relate, before and after."""
        before, after = set[str](), set(judging.lines(self._found.judged))
        now = self._found.canonical
        after.update(_related(*pair) for pair in self._found.related())
        for id_ in self._scene.before:
            before.update(self._recorded(id_))
        for iri in self._minted():
            if self._parent is not None:
                before.update(self._parent.match(iri, _REPLACED, None, ns.IDENTITY_GRAPH))
            if iri in now:
                after.add(f"<{iri}> <{_REPLACED}> <{now[iri]}> {_GRAPH} .\n")
        return before, after

    def _minted(self) -> set[str]:
        """The ids that the judgements of the scene mint, or minted."""
        before = {one["entity"] for one in self._scene.before.values()}
        minted = {one.entity for one in self._scene.judgements}
        return {ns.entity(each) for each in (before | minted) if each}

    def _recorded(self, judgement: str) -> Iterator[str]:
        """What the snapshot in force says of a judgement, and of what that relates."""
        assert self._parent is not None
        related = terms.iri(ns.code("decision", "related"))
        things: list[str] = []
        decision = ""
        for line in self._parent.match(ns.judgement(judgement), None, None, ns.JUDGEMENTS_GRAPH):
            yield line
            _, predicate, value, *_ = line.split(" ", 3)
            if predicate == f"<{KG}judged>":
                things.append(self._was(value[1:-1]))
            elif predicate == f"<{KG}decision>":
                decision = value
        if decision == related:
            yield _related(*things)
            yield _related(*reversed(things))

    def _was(self, thing: str) -> str:
        """What a thing was in the snapshot in force."""
        assert self._parent is not None
        for line in self._parent.match(thing, _REPLACED, None, ns.IDENTITY_GRAPH):
            return line.split(" ", 3)[2][1:-1]
        return thing


def judged_articles(judgements: Iterable[Judgement]) -> set[str]:
    """The articles of whose things judgements speak."""
    return {_article(ns.ARTICLE + thing) for one in judgements for thing in one.things}


def _related(one: str, other: str) -> str:
    return f"<{one}> <{_RELATED}> <{other}> {_GRAPH} .\n"


def _remembered(one: Judgement) -> dict[str, Any]:
    told = repr((one.decision, one.things, one.entity, one.by, one.on, one.because))
    return {
        "digest": hashlib.sha256(told.encode()).hexdigest()[:16],
        "entity": one.entity,
        "things": list(one.things),
    }


def _article(thing: str) -> str:
    """The article of a thing, of another IRI nothing that is an article."""
    return thing.removeprefix(ns.ARTICLE).partition("/")[0] if thing.startswith(ns.ARTICLE) else ""


def _locals(shard: Iterable[str]) -> set[str]:
    """The ids of the entities of a shard's article."""
    subjects = {line.split(" ", 1)[0][1:-1] for line in shard}
    return {iri for iri in subjects if (known := ns.local(iri)) and known[1].startswith("T")}


def _grounds(told: Told) -> Iterator[str]:
    """The things of an article by which its persons are told apart: places and employers."""
    for entity in told.entities.values():
        if "Place" in entity.kinds:
            yield entity.id
        for post in entity.posts:
            if post.organization:
                yield post.organization


def _holders(told: Told, thing: str) -> Iterator[str]:
    """The persons of an article who hold a post in a place or an organization."""
    for entity in told.entities.values():
        if any(thing in (post.place, post.organization) for post in entity.posts):
            yield entity.id
