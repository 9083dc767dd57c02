"""What an article puts into an empty snapshot by itself, made where the article is made.

What is said of things that may yet turn out to be others is left until all articles are read: of
persons, and where judgements speak of an article's things, of all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.contributions import Slice, applied, own_lines, sliced
from kg.identifying import Outcome
from kg.namespaces import KG
from kg.noting import Notes

# Claims of this are about what the annotation names, whatever that is.
_SAME = KG + "sameDivision"


@dataclass(frozen=True, slots=True)
class Settled:
    """An article's lines, ``count`` of them in ``text``, and what was noted of them.

    ``left`` are the lines of its shard that are left, in which things that are decided have their
    canonical ids; ``left_open`` counts the places that nobody decided.
    """

    text: str
    count: int
    left: tuple[str, ...]
    left_open: int
    notes: Notes


def settle(
    article: str, shard: Sequence[str], digest: str, outcome: Outcome, *, judged: bool
) -> Settled:
    """Parts what an article puts into an empty snapshot; ``judged`` if judgements speak of it."""
    told, placing = outcome.told, outcome.placing
    if judged:
        own, may_be_others = Slice(), {*told.entities, _SAME}
    else:
        own = sliced(placing.canonical, placing.resolutions, placing.keys)
        may_be_others = set(placing.keys)
    lines = dict.fromkeys(applied(shard, own.canonical))
    left: list[str] = []
    if may_be_others:
        named = re.compile("|".join(f"<{re.escape(iri)}>" for iri in may_be_others)).search
        left = [line for line in lines if named(line)]
        for line in left:
            del lines[line]
    lines |= dict.fromkeys(own_lines(article, digest, own))
    notes = Notes()
    labels = notes.note(lines)
    return Settled(
        "".join((*lines, *labels)),
        len(lines) + len(labels),
        tuple(left),
        placing.left_open,
        notes,
    )
