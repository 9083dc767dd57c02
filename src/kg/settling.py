"""What an article puts into an empty snapshot by itself, made where the article is made.

What is said of things that may yet turn out to be others is left until all articles are read: of
persons, and where judgements speak of an article's things, of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.contributions import Slice, applied, own_lines, sliced
from kg.identifying import Outcome
from kg.namespaces import KG
from kg.noting import Notes
from kg.spans import Span, edited, lines_with

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


def settle(article: str, shard: str, digest: str, outcome: Outcome, *, judged: bool) -> Settled:
    """Parts what an article puts into an empty snapshot; ``judged`` if judgements speak of it.

    ``digest`` is that of the article's shard.
    """
    told, placing = outcome.told, outcome.placing
    if judged:
        own, may_be_others = Slice(), {*told.entities, _SAME}
    else:
        own = sliced(placing.canonical, placing.resolutions, placing.keys)
        may_be_others = set(placing.keys)
    text, left = _left(applied(shard, own.canonical), may_be_others)
    about = dict.fromkeys(own_lines(article, digest, own))
    text = _once(text, own.canonical) + "".join(about)
    notes = Notes()
    text += "".join(notes.note(text))
    count = text.count("\n")
    return Settled(text.encode("utf-8"), count, tuple(left), placing.left_open, notes)


def _left(text: str, things: Iterable[str]) -> tuple[str, list[str]]:
    """Parts lines into those in which none of some things stands, and those in which one does."""
    found = {span for thing in things for span in lines_with(text, f"<{thing}>")}
    left = dict.fromkeys(text[slice(*span)] for span in sorted(found))
    return _without(text, found), list(left)


def _once(text: str, canonical: Mapping[str, str]) -> str:
    """Lines without repeats: two are one only where two things are."""
    by_line: dict[str, Span] = {}
    again: set[Span] = set()
    for thing in set(canonical.values()):
        for span in lines_with(text, f"<{thing}>"):
            if by_line.setdefault(text[slice(*span)], span) != span:
                again.add(span)
    return _without(text, again)


def _without(text: str, spans: Iterable[Span]) -> str:
    return "".join(part for part, _ in edited(text, ((span, "") for span in spans)))
