"""Adding judgements to corpora: nothing is written that would contradict what stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from kg import judgements, pipeline
from kg import namespaces as ns
from kg.errors import InputError, StoreError
from kg.identity import Identity
from kg.judgeable import Judgeable
from kg.judgements import RETRACTED, Judgement, checked, minted
from kg.naming import name_of
from kg.places.gazetteer import Gazetteer
from kg.shards import Shard
from kg.store.snapshots import SnapshotReader

_NAMED = "--corpus DIR; kg candidates DIR"


def corpora_at_hand(store: Path) -> list[Path]:
    """The corpora that a store was built from, else the one in or at the working directory.

    Raises:
        InputError: there is none, or one of the store's is gone.
    """
    built = built_from(store)
    for path in built:
        if not _is_corpus(path):
            raise InputError(
                f"{path.as_posix()}, of which the store {store.as_posix()} was built, is no corpus",
                remedy=f"name the corpora that you mean ({_NAMED})",
            )
    nearby = [path for path in (Path("corpus"), Path()) if _is_corpus(path)]
    if not built and not nearby:
        raise InputError("no corpus is at hand", remedy=f"name its folder ({_NAMED})")
    return built or nearby[:1]


def built_from(store: Path) -> list[Path]:
    """The corpora of a store's last build, none where nothing was built."""
    try:
        manifest = SnapshotReader(store).manifest
    except StoreError:
        return []
    here = Path.cwd()
    paths = [Path(name) for name in manifest.get("corpora_at", ())]
    return [path.relative_to(here) if path.is_relative_to(here) else path for path in paths]


def _is_corpus(path: Path) -> bool:
    return (path / "articles").is_dir()


class Judge:
    """Somebody who judges, for a reason, what some corpora hold.

    Whatever is added is returned in sentences, one for each judgement.
    """

    def __init__(self, corpora: Sequence[Path], by: str, because: str) -> None:
        self.corpora = list(corpora)
        self._by = by
        self._because = because

    def judge(self, decision: str, one: str, other: str) -> list[str]:
        """Adds a judgement on two things.

        Raises:
            InputError: they are not there, or the judgement contradicts others.
        """
        things = (self._named.thing(one), self._named.thing(other))
        entities = [thing for thing in things if ":" not in thing]
        joined = decision == "same"
        entity = minted(*sorted(things)) if joined and len(entities) == 2 else None
        made = self._new(decision, things, entity)
        after = self._after([made])
        became = ""
        if joined:
            canonical = after.canonical[ns.ARTICLE + entities[0]]
            became = f", now {name_of(canonical)}"
            if canonical.startswith(ns.PLACE):
                self._check_years(made, canonical, after)
        return [f"{told}{became}" for told in self._write([made])]

    def split(self, thing: str) -> list[str]:
        """Adds what parts a thing from all that it is one with.

        Raises:
            InputError: it is one with nothing, or by the code that its annotation gives.
        """
        entity = self._named.entity(self._named.thing(thing))
        made = [
            self._retraction(one)
            for one, things in self._before.judged
            if one.decision == "same" and entity.id in things
        ]
        by_rule = [r for r in self._before.resolutions if entity.id in (r.local, r.to)]
        places = [r.to for r in by_rule if r.to.startswith(ns.PLACE)]
        others = [each for each in self._before.one_with(entity.id) if each != entity.id]
        for each in places or (others if by_rule else []):
            made.append(self._new("different", (entity.thing, self._named.thing(each))))
        if not made:
            remedy = "kg query identities lists what is one"
            told = "is one with nothing else"
            if entity.code:
                told = f"is what it is by the code {name_of(entity.code)} of its annotation"
                remedy = "correct the annotation"
            raise InputError(f"{entity.thing} ({entity.label}) {told}", remedy=remedy)
        self._after(made)
        return self._write(made)

    def retract(self, judgement: str) -> list[str]:
        """Adds a retraction of the judgement of that id.

        Raises:
            InputError: no such judgement is in force.
        """
        made = [self._retraction(self._named.judgement(judgement))]
        try:
            self._after(made)
        except InputError:
            if self._agrees():
                raise
            # What stands contradicts itself already, and this is how it is mended.
        return self._write(made)

    # What stands

    @cached_property
    def _shards(self) -> list[Shard]:
        return pipeline.read_shards(*self.corpora)

    @cached_property
    def _judged(self) -> list[Judgement]:
        return judgements.read_judgements(self.corpora)

    @cached_property
    def _named(self) -> Judgeable:
        return Judgeable(self.corpora, self._shards, self._judged)

    @cached_property
    def _before(self) -> Identity:
        return self._after()

    def _after(self, made: Sequence[Judgement] = ()) -> Identity:
        return pipeline.identify(self._shards, self.corpora, [*self._judged, *made])

    def _agrees(self) -> bool:
        """Whether what stands does not contradict itself."""
        try:
            return bool(self._before)
        except InputError:
            return False

    def _check_years(self, made: Judgement, place: str, after: Identity) -> None:
        """No article gets a code that is not of its year by way of another thing.

        Raises:
            InputError: one would, and the judgement does not name the code with its year.
        """
        name = name_of(place)
        unit = Gazetteer.load().division(name.removeprefix("gbt2260:"))
        if unit is None or name in made.things:
            return
        for local in after.one_with(place):
            entity = after.entities[local]
            year = self._named.told[entity.article].year
            new = self._before.canonical.get(local) != place
            if new and year is not None and not unit.valid_in(year):
                meant = entity.thing if made.entity else min(made.things, key=lambda t: ":" in t)
                raise InputError(
                    f"{self._named.shown(entity.thing)} would be {name} ({unit.full_en}), which is "
                    f"not of {year}",
                    remedy=f"if that is meant, judge so: kg same {meant} {name}",
                )

    # What is added

    def _retraction(self, one: Judgement) -> Judgement:
        return self._new(RETRACTED, (), retracts=one.id)

    def _new(
        self,
        decision: str,
        things: tuple[str, ...],
        entity: str | None = None,
        retracts: str | None = None,
    ) -> Judgement:
        told = (decision, *things, retracts, self._by, self._because, len(self._judged))
        return checked(
            Judgement(
                decision,
                things,
                entity,
                retracts,
                id=minted(*told),
                by=self._by,
                on=date.today(),
                because=self._because,
            )
        )

    def _write(self, made: Sequence[Judgement]) -> list[str]:
        """Writes judgements, each into the corpus that it belongs to, and tells of each."""
        by_corpus: dict[Path, list[Judgement]] = {}
        for one in made:
            by_corpus.setdefault(self._corpus_of(one), []).append(one)
        added = judgements.add_all(by_corpus, self.corpora, self._judged)
        return [f"{one}: {self._sentence(one)}" for one in added]

    def _corpus_of(self, one: Judgement) -> Path:
        """Where a retracted line stands, else the corpus of the first article that is judged."""
        article = next((thing for thing in one.things if ":" not in thing), "").partition("/")[0]
        for corpus in self.corpora:
            if one.retracts is not None:
                file = self._named.judgements[one.retracts].file
                here = file == (corpus / judgements.FILE).as_posix()
            else:
                here = (corpus / "articles" / f"{article}.yaml").is_file()
            if here:
                return corpus
        return self.corpora[0]

    def _sentence(self, one: Judgement) -> str:
        before = self._named.judgements[one.retracts] if one.retracts is not None else one
        things = " and ".join(map(self._named.shown, before.things))
        told = f"{before.id}: {before.decision}: {things}"
        return told if before is one else f"{one.id}: {RETRACTED}: {told}"
