"""What may be judged in some corpora, and the judgements there, by any of their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg import namespaces as ns
from kg.entities import Entity, Told, read_entities
from kg.errors import InputError
from kg.judgements import Judgement, names_a_thing
from kg.naming import iri_of, name_of
from kg.parts import parted
from kg.shards import Shard

_LISTED = "write ARTICLE/T1, or the code of a place such as gbt2260:141031"
_PROPOSED = 3  # so many things of one name are proposed; of more, how many there are
_CODE = re.compile(r"(gbt2260:)?(?P<digits>[0-9]+)(?P<vintage>-[0-9]{4}|)")


class Judgeable:
    """The entities of some corpora, and the judgements on them."""

    def __init__(
        self, corpora: Sequence[Path], shards: Iterable[Shard], judged: Iterable[Judgement]
    ) -> None:
        self.told: dict[str, Told] = {s.article: read_entities(parted(s.lines)) for s in shards}
        self.judgements = {one.id: one for one in judged}
        self._corpora = corpora
        self._gone = {one.retracts: one for one in self.judgements.values() if one.retracts}

    def judgement(self, given: str) -> Judgement:
        """The judgement in force of that id, also given as an IRI, whole or prefixed.

        Raises:
            InputError: there is none; it tells why.
        """
        id_ = (iri_of(given) or given).removeprefix(ns.JUDGEMENT)
        found = self.judgements.get(id_)
        if found is None:
            told, remedy = "is the id of no judgement", "kg query judgements lists them"
        elif found.retracts is not None:
            told, remedy = "is a retraction itself", "judge anew instead"
        elif id_ in self._gone:
            told, remedy = f"was taken back in {self._gone[id_]} already", "judge anew if it holds"
        else:
            return found
        raise InputError(f"{id_!r} {told}", remedy=remedy)

    def thing(self, given: str) -> str:
        """A thing as judgements name it, from that or from an IRI, whole or prefixed.

        Raises:
            InputError: it is not there, or cannot be judged; it tells what may be meant.
        """
        iri = None if names_a_thing(given) else iri_of(given)
        if iri is not None and iri.startswith(ns.ENTITY):
            return self._joined_as(iri)
        name = name_of(iri) if iri is not None else given
        if not names_a_thing(name):
            raise InputError(
                f"{given!r} names nothing that can be judged", remedy=self._meant(given)
            )
        return name if ":" in name else self.entity(name).thing

    def entity(self, name: str) -> Entity:
        """The entity that judgements name so.

        Raises:
            InputError: there is none; it tells what is there.
        """
        article, slash, _ = name.partition("/")
        told = self.told.get(article)
        if not slash:
            raise InputError(f"{name!r} is no entity of an article", remedy="write ARTICLE/T1")
        if told is None:
            corpora = " or ".join(corpus.as_posix() for corpus in self._corpora)
            raise InputError(
                f"{name} is of no article of {corpora}", remedy="correct it, or name its --corpus"
            )
        entity = told.entities.get(ns.ARTICLE + name)
        if entity is not None:
            return entity
        if ns.ARTICLE + name in told.mentions:
            head = name_of(told.mentions[ns.ARTICLE + name])
            raise InputError(f"{name} is a mention of {head}", remedy=f"name {head}")
        raise InputError(
            f"{name} is no entity of its article",
            remedy="correct it; kg candidates lists what may be judged",
        )

    def shown(self, thing: str) -> str:
        """A thing as judgements name it, with its label if it has one here."""
        told = self.told.get(thing.partition("/")[0])
        entity = told.entities.get(ns.ARTICLE + thing) if told else None
        return f"{thing} ({entity.label})" if entity else thing

    def _joined_as(self, iri: str) -> str:
        """A thing that bears the id of a judgement."""
        shown, entity = name_of(iri), iri.removeprefix(ns.ENTITY)
        made = [one for one in self.judgements.values() if one.entity == entity]
        for one in made:
            if one.id not in self._gone:
                return one.things[0]
        if not made:
            raise InputError(
                f"{shown} is the id of nothing", remedy="kg query identities lists what is one"
            )
        told = f"{shown} was taken back in {self._gone[made[0].id]}"
        raise InputError(told, remedy=f"name {' or '.join(made[0].things)}")

    def _meant(self, given: str) -> str:
        """What to write in the place of something that names nothing."""
        code = _CODE.fullmatch(given)
        if code and len(code["digits"]) == 6:
            return f"did you mean gbt2260:{code['digits']}{code['vintage']}?"
        if code:
            return f"write six digits, not {len(code['digits'])}"
        if names_a_thing(f"iso3166:{given}"):
            return f"did you mean iso3166:{given}?"
        called = [
            entity.thing
            for told in self.told.values()
            for entity in told.entities.values()
            if entity.label.casefold() == given.casefold()
        ]
        if not called:
            return _LISTED
        more = f", or one of {len(called) - _PROPOSED} more" if len(called) > _PROPOSED else ""
        return f"did you mean {' or '.join(called[:_PROPOSED])}{more}?"
