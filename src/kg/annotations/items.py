"""The annotations that a file may hold: what they are called, their ids and order, their faults."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from kg.annotations.model import Equivalence, Item
from kg.errors import Problem

_Kind = TypeVar("_Kind", bound=Item)

# What they are called, and how a line is written; in canonical order.
KINDS = {
    "T": ("a mention", "T1<tab>Label 0 5<tab>words"),
    "E": ("an event", "E1<tab>Label:T1 Role:T2"),
    "R": ("a relation", "R1<tab>Label Arg1:T1 Arg2:T2"),
    "A": ("an attribute", "A1<tab>Label T1 value, or without the value"),
    "N": ("a normalization", "N1<tab>Reference T1 authority:code<tab>text"),
    "#": ("a note", "#1<tab>Label T1<tab>text"),
    "*": ("an equivalence", "*<tab>Equiv T1 T2, two mentions or more"),
}
_ORDER = {letter: place for place, letter in enumerate(KINDS)}
# At most 12 digits: far beyond any article, and far below what int() refuses to convert.
_ID = re.compile("[TERAN#][1-9][0-9]{0,11}")


@dataclass(frozen=True, slots=True)
class Problems:
    """What is wrong with a file, as it is found."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def add(self, line: int | None, message: str, remedy: str) -> None:
        """Notes a fault on a line, or of the whole file, and what to do about it."""
        self.found.append(Problem(message, self.file, line, remedy))

    def by_line(self) -> list[Problem]:
        """All of them, those of the whole file first."""
        return sorted(self.found, key=lambda problem: problem.line or 0)


@lru_cache(maxsize=4096)
def is_id(value: str) -> bool:
    """Whether this is an id: a letter of ``KINDS``, then a number without leading zeros."""
    return _ID.fullmatch(value) is not None


def rank(item: Item) -> tuple[int, int, str]:
    """By kind, then by number: without leading zeros, the longer one is the greater."""
    id_ = id_of(item)
    return _ORDER[id_[0]], len(id_), id_


def id_of(item: Item) -> str:
    """The id of an annotation; equivalences share one."""
    return "*" if isinstance(item, Equivalence) else item.id


def only(kind: type[_Kind], items: Iterable[Item]) -> list[_Kind]:
    """Those annotations that are of a kind, in their order."""
    return [item for item in items if isinstance(item, kind)]
