"""What an article puts into an empty snapshot by itself, made where the article is made.

Only its persons may be those of other articles, where no judgement speaks of its things: what does
not speak of them can be stored before the other articles are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.contributions import applied, contribution, sliced
from kg.deciding import Placing
from kg.noting import Notes


@dataclass(frozen=True, slots=True)
class Settled:
    """An article's lines, ``count`` of them in ``text``, and what was noted of them.

    ``left`` are the lines of its shard about persons who may be those of other articles, in which
    places have their canonical ids; ``left_open`` counts the places that nobody decided.
    """

    text: str
    count: int
    left: tuple[str, ...]
    left_open: int
    notes: Notes


def settle(article: str, shard: Sequence[str], digest: str, placing: Placing) -> Settled:
    """Parts what an article puts into an empty snapshot; no judgement speaks of its things."""
    own = sliced(placing.canonical, placing.resolutions, placing.keys)
    whole = contribution(article, shard, digest, own)
    of_shard = applied(shard, placing.canonical)
    left: set[str] = set()
    if placing.keys:
        persons = re.compile("|".join(f"<{re.escape(local)}>" for local in placing.keys))
        left = {line for line in of_shard if persons.search(line)}
    lines = sorted(whole - left)
    notes = Notes()
    labels = notes.note(lines)
    return Settled(
        "".join((*lines, *labels)),
        len(lines) + len(labels),
        tuple(sorted(left)),
        placing.left_open,
        notes,
    )
