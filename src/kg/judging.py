"""Adding judgements to corpora: nothing is written that would contradict what stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from kg import judgements, pipeline
from kg import namespaces as ns
from kg.entities import Entity, read_entities
from kg.errors import InputError, StoreError
from kg.identity import Identity
from kg.judgements import (
    RETRACTED,
    Judgement,
    checked,
    in_force,
    minted,
    name_of_place,
    names_a_thing,
)
from kg.shards import Shard
from kg.sources import find_articles
from kg.store import SnapshotReader

_LISTED = "write ARTICLE/T1, or the code of a place such as gbt2260:141031"


def corpora_at_hand(store: Path) -> list[Path]:
    """The corpora that a store was built from, else the one in or at the working directory.

    Raises:
        InputError: there is none.
    """
    try:
        built = [Path(name) for name in SnapshotReader(store).manifest.get("corpora_at", ())]
    except StoreError:
        built = []
    at_hand = [_from_here(path) for path in built if (path / "articles").is_dir()]
    nearby = [path for path in (Path("corpus"), Path()) if (path / "articles").is_dir()]
    if not at_hand and not nearby:
        raise InputError("no corpus is at hand", remedy="name its folder")
    return at_hand or nearby[:1]


def _from_here(path: Path) -> Path:
    """A path as one would type it in the working directory."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


class Judge:
    """Somebody who judges, for a reason, what some corpora hold."""

    def __init__(self, corpora: Sequence[Path], by: str, because: str) -> None:
        self.corpora = list(corpora)
        self._by = by
        self._because = because

    @cached_property
    def _shards(self) -> list[Shard]:
        return pipeline.read_shards(*self.corpora)

    @cached_property
    def _judged(self) -> list[Judgement]:
        return judgements.read_judgements(self.corpora)

    @cached_property
    def _identity(self) -> Identity:
        return self._after()

    def judge(self, decision: str, one: str, other: str) -> list[Judgement]:
        """Adds a judgement on two things.

        Raises:
            InputError: they are not there, or the judgement contradicts others.
        """
        things = (self._thing(one), self._thing(other))
        return self._add([self._made(decision, things)])

    def split(self, thing: str) -> list[Judgement]:
        """Adds what parts a thing from all that it is one with.

        Raises:
            InputError: it is one with nothing, or by the code that its annotation gives.
        """
        name = self._thing(thing)
        local = ns.ARTICLE + name
        entity = self._identity.entities.get(local)
        if entity is None:
            raise InputError(f"{thing!r} is no entity of an article", remedy="write ARTICLE/T1")
        made = [
            self._retraction(one)
            for one, things in self._identity.judged
            if one.decision == "same" and local in things
        ]
        by_rule = [r for r in self._identity.resolutions if local in (r.local, r.to)]
        places = [r.to for r in by_rule if r.to.startswith(ns.PLACE)]
        others = [each for each in self._identity.one_with(local) if each != local]
        parted = places or (others if by_rule else [])
        made += [self._made("different", (name, self._thing(each))) for each in parted]
        if not made:
            remedy = "kg query identities lists what is one"
            told = "is one with nothing else"
            if entity.code:
                told = f"is what it is by the code {name_of_place(entity.code)} of its annotation"
                remedy = "correct the annotation"
            raise InputError(f"{name} ({entity.label}) {told}", remedy=remedy)
        return self._add(made)

    def retract(self, judgement_id: str) -> list[Judgement]:
        """Adds a retraction.

        Raises:
            InputError: there is no such judgement in force.
        """
        standing = {one.id: one for one in in_force(self._judged)}
        if judgement_id not in standing:
            raise InputError(
                f"no judgement in force has the id {judgement_id!r}",
                remedy="kg query judgements lists them",
            )
        made = [self._retraction(standing[judgement_id])]
        try:
            self._after()
        except InputError:  # they contradict one another already: this is how to mend it
            return self._write(made)
        return self._add(made)

    def sentence(self, one: Judgement) -> str:
        """A judgement as people read it."""
        if one.retracts is not None:
            before = next(each for each in self._judged if each.id == one.retracts)
            return f"{one.id}: {RETRACTED}: {before.id}: {self._said(before)}"
        becomes = f", now entity:{one.entity}" if one.entity else ""
        return f"{one.id}: {self._said(one)}{becomes}"

    def _said(self, one: Judgement) -> str:
        return f"{one.decision}: {' and '.join(map(self._shown, one.things))}"

    # Making judgements

    def _made(self, decision: str, things: tuple[str, ...]) -> Judgement:
        entity = None
        if decision == "same" and not any(":" in thing for thing in things):
            entity = minted(*sorted(things))
        return self._new(decision, things, entity)

    def _retraction(self, one: Judgement) -> Judgement:
        return self._new(RETRACTED, (), retracts=one.id)

    def _new(
        self,
        decision: str,
        things: tuple[str, ...],
        entity: str | None = None,
        retracts: str | None = None,
    ) -> Judgement:
        today = date.today()
        told = (decision, *things, retracts, self._by, self._because, len(self._judged))
        return checked(
            Judgement(
                decision,
                things,
                entity,
                retracts,
                id=minted(*told),
                by=self._by,
                on=today,
                because=self._because,
            )
        )

    def _add(self, made: Sequence[Judgement]) -> list[Judgement]:
        """Writes judgements if they agree with what stands."""
        self._after(made)
        return self._write(made)

    def _write(self, made: Sequence[Judgement]) -> list[Judgement]:
        """Writes judgements, each group into the corpus that it belongs to."""
        by_corpus: dict[Path, list[Judgement]] = {}
        for one in made:
            by_corpus.setdefault(self._corpus_of(one), []).append(one)
        return [
            added
            for corpus, some in by_corpus.items()
            for added in judgements.add(corpus, some, self._judged)
        ]

    def _after(self, made: Sequence[Judgement] = ()) -> Identity:
        return pipeline.identify(self._shards, self.corpora, [*self._judged, *made])

    def _corpus_of(self, one: Judgement) -> Path:
        """Where a retracted line stands, else the corpus of the first thing's article."""
        if one.retracts is not None:
            file = next(each.file for each in self._judged if each.id == one.retracts)
            return next(c for c in self.corpora if (c / judgements.FILE).as_posix() == file)
        articles = {thing.partition("/")[0] for thing in one.things if "/" in thing}
        for corpus in self.corpora:
            if any(article.id in articles for article in find_articles(corpus)):
                return corpus
        return self.corpora[0]

    # What is judged

    def _thing(self, given: str) -> str:
        """A thing as the file writes it, from that or from an IRI, whole or prefixed."""
        iri = given.removeprefix("<").removesuffix(">")
        prefix, _, rest = iri.partition(":")
        if prefix in ("article", "entity", "place"):
            iri = ns.PREFIXES[prefix] + rest
        if iri.startswith(ns.ENTITY):
            iri = next(iter(self._identity.one_with(iri)), iri)
        is_place = iri.startswith(ns.PLACE)
        name = name_of_place(iri) if is_place else iri.removeprefix(ns.ARTICLE)
        if not names_a_thing(name):
            raise InputError(f"{given!r} names nothing that can be judged", remedy=_LISTED)
        return name

    def _shown(self, thing: str) -> str:
        entity: Entity | None = self._entities.get(ns.ARTICLE + thing)
        return f"{thing} ({entity.label})" if entity else thing

    @cached_property
    def _entities(self) -> dict[str, Entity]:
        told = (read_entities(shard.lines) for shard in self._shards)
        return {iri: entity for each in told for iri, entity in each.entities.items()}
