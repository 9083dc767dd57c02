"""What an article puts into an empty snapshot by itself, made where the article is made.

What is said of things that may yet turn out to be others is left until all articles are read: of
persons, and where judgements speak of an article's things, of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.claims import OF_WORDS
from kg.contributions import Slice, applied, own_lines, sliced
from kg.identifying import Outcome
from kg.namespaces import KG
from kg.noting import Notes
from kg.parts import Parts, joined, parted

# Claims of this are about what the annotation names, whatever that is.
_SAME = KG + "sameDivision"


@dataclass(frozen=True, slots=True)
class Settled:
    """An article's lines, ``count`` of them in ``text`` in UTF-8, and what was noted of them.

    ``left`` are the lines of its shard that are left, in which things that are decided have their
    canonical ids; ``left_open`` counts the places that nobody decided.
    """

    text: bytes
    count: int
    left: tuple[str, ...]
    left_open: int
    notes: Notes


def settle(
    article: str, shard: Iterable[Parts], digest: str, outcome: Outcome, *, judged: bool
) -> Settled:
    """Parts what an article puts into an empty snapshot; ``judged`` if judgements speak of it.

    ``digest`` is that of the article's shard.
    """
    told, placing = outcome.told, outcome.placing
    if judged:
        own, may_be_others = Slice(), {*told.entities, _SAME}
    else:
        own = sliced(placing.canonical, placing.resolutions, placing.keys)
        may_be_others = set(placing.keys)
    of_words: list[Parts] = []
    of_things: list[Parts] = []
    for parts in shard:
        (of_words if parts[1] in OF_WORDS else of_things).append(parts)
    known, left = _left(applied(of_things, own.canonical), may_be_others)
    known = _once(known, own.canonical.values())
    about = list(dict.fromkeys(own_lines(article, digest, own)))
    notes = Notes()
    labels = notes.note([*known, *parted(about)])
    lines = [*joined(of_words), *joined(known), *about, *labels]
    text = "".join(lines).encode("utf-8")
    return Settled(text, len(lines), tuple(left), placing.left_open, notes)


def _left(shard: Iterable[Parts], things: Iterable[str]) -> tuple[list[Parts], dict[str, None]]:
    """Parts lines into those in which none of some things stands, and those in which one does."""
    terms = {f"<{thing}>" for thing in things}
    known: list[Parts] = []
    left: dict[str, None] = {}
    for parts in shard:
        subject, predicate, rest = parts
        if subject in terms or predicate in terms or rest.partition(" ")[0] in terms:
            left[" ".join(parts)] = None
        else:
            known.append(parts)
    return known, left


def _once(shard: Iterable[Parts], things: Iterable[str]) -> list[Parts]:
    """Lines without repeats: two are one only where two things are."""
    terms = {f"<{thing}>" for thing in things}
    known: list[Parts] = []
    seen: set[str] = set()
    for parts in shard:
        if parts[0] in terms or parts[2].partition(" ")[0] in terms:
            line = " ".join(parts)
            if line in seen:
                continue
            seen.add(line)
        known.append(parts)
    return known
