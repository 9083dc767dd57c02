"""Articles in our own words that name the same things, and judgements of them, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import kg
from annotating import brat
from kg.judgements import Judgement, add, minted
from kg.view import View
from tiny import write_article

TEXT = (
    "Ada Quill, head of Larkhaven county, and Bo Finch of Thornbury spoke to The Larkhaven Post. "
    "They had sold pears and the Larkhaven Amber on Peartube, and larkhavenpost.example showed "
    "the evening in full, with the Larkhaven choir. Ms Quill sang. Nobody was surprised, for the "
    "valley had been famous already, and the lamps went out late, as they always did when there "
    "was singing to be heard and no rain.\n"
)
ROWS = """
    T1 Person | Ada Quill
    T2 Tenure | head
    T3 Place | Larkhaven county
    T4 Organization | The Larkhaven Post
    T5 Organization | larkhavenpost.example
    T6 Platform | Peartube
    T7 Product | pears
    T8 Person | Bo Finch
    T9 Place | Thornbury
    T10 Product | Larkhaven Amber
    T11 Organization | Larkhaven choir
    T12 Person | Ms Quill
    * Equiv T1 T12
    E1 Tenure:T2 Member:T1 Jurisdiction:T3
    A1 Generic T7
    N1 Reference E1 role:county-head | head
"""
PERSON, COUNTY, POST, SITE, PLATFORM, GOODS, FINCH, TOWN, AMBER, CHOIR = (
    f"T{number}" for number in (1, 3, 4, 5, 6, 7, 8, 9, 10, 11)
)


def write_articles(
    corpus: Path, ids: Iterable[str], codes: Mapping[str, str] | None = None
) -> Path:
    """Adds articles with these words; ``codes`` gives places, such as ``a/T3``, their codes."""
    for id_ in ids:
        rows = [ROWS]
        for thing, code in (codes or {}).items():
            article, _, annotation = thing.partition("/")
            if article == id_:
                words = {COUNTY: "Larkhaven county", TOWN: "Thornbury"}[annotation]
                rows.append(f"N{len(rows) + 1} Reference {annotation} {code} | {words}\n")
        write_article(corpus, id_, brat("".join(rows), TEXT), TEXT)
    return corpus


def build_articles(
    root: Path,
    ids: Iterable[str],
    codes: Mapping[str, str] | None = None,
    judgements: Iterable[Judgement] = (),
) -> View:
    """Builds a corpus of such articles with judgements; both stand in ``root``."""
    corpus = write_articles(root / "corpus", ids, codes)
    add(corpus, list(judgements))
    kg.build(corpus, store=root / "store")
    return kg.open_graph(root / "store")


def judged(
    id_: str,
    decision: str,
    one: str,
    other: str,
    *,
    entity: str | None = None,
    on: str = "2031-05-07",
    because: str = "both tell of one",
) -> Judgement:
    """A judgement; two entities that are the same get an id where none is given."""
    if decision == "same" and entity is None and ":" not in one + other:
        entity = minted(id_, one, other)
    day = date.fromisoformat(on)
    return Judgement(decision, (one, other), entity, id=id_, by="Cy Lark", on=day, because=because)


def retracted(id_: str, retracts: str, on: str = "2031-05-09") -> Judgement:
    """What takes a judgement back."""
    day = date.fromisoformat(on)
    because = "it was another"
    return Judgement(
        "retracted", (), retracts=retracts, id=id_, by="Cy Lark", on=day, because=because
    )
