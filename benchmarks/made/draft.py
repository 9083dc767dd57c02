"""An article in the making: its text and, as the text grows, the brat lines that mark it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

MOST_MARKED = 0.35
"""The share of a text that marks may repeat; ``kg check`` allows 0.4."""

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to be marked, of which ``{slot}`` may be marked within.

    Marks with one ``key`` denote one thing of the article. ``attributes`` are name and value, or
    name and nothing; they, the ``code`` (``gbt2260:370300``) and the ``name`` (a Label note) stand
    on the first mark of the thing, and on every mark without a key.
    """

    label: str
    words: str
    key: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    code: str = ""
    name: str = ""


class Draft:
    """A text and its annotations.

    ``reserved`` are keys whose first mark bears a given id. Offsets count code points.
    """

    def __init__(self, reserved: dict[str, str]) -> None:
        self._reserved = reserved
        self._pieces: list[str] = []
        self._at = 0
        self._inside = 0
        self._marked = 0
        self._marks = len(reserved)
        self._counts: Counter[str] = Counter()
        self._lines: dict[str, list[str]] = {kind: [] for kind in "TERAN#"}
        self._words: dict[str, str] = {}
        self._things: dict[str, list[str]] = defaultdict(list)

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    @property
    def marks(self) -> int:
        """How many stretches are marked."""
        return len(self._lines["T"])

    @property
    def is_dense(self) -> bool:
        """Whether the marks repeat more of the text than they may."""
        return self._marked > MOST_MARKED * self._at

    def annotations(self) -> str:
        """The brat lines, with one group for each thing that is marked more than once."""
        rows = [row for kind in "TERAN#" for row in self._lines[kind]]
        groups = (marks for marks in self._things.values() if len(marks) > 1)
        rows += ["*\tEquiv " + " ".join(marks) for marks in groups]
        return "".join(f"{row}\n" for row in rows)

    def first(self, key: str) -> str:
        """The id of the first mark of a thing."""
        return self._things[key][0]

    def knows(self, key: str) -> bool:
        """Whether a thing was marked."""
        return key in self._things

    def say(self, template: str, **slots: Mark | str) -> dict[str, str]:
        """Adds a sentence; gives the ids of what was marked in it, by slot."""
        ids: dict[str, str] = {}
        self._write(template, slots, ids)
        return ids

    def _write(self, template: str, slots: dict[str, Mark | str], ids: dict[str, str]) -> None:
        for number, piece in enumerate(_SLOT.split(template)):
            if not number % 2:
                self._emit(piece)
                continue
            slot = slots[piece]
            if isinstance(slot, str):
                self._write(slot, slots, ids)
            else:
                ids[piece] = self._mark(slot, slots, ids)

    def _emit(self, words: str) -> None:
        """Adds words; those that begin a sentence begin with a capital."""
        if not words:
            return
        if self._pieces[-1:] == [] or self._pieces[-1].rstrip(" ").endswith((".", "\n")):
            words = words[0].upper() + words[1:]
        self._pieces.append(words)
        self._at += len(words)

    def _mark(self, mark: Mark, slots: dict[str, Mark | str], ids: dict[str, str]) -> str:
        start, pieces = self._at, len(self._pieces)
        self._inside += 1
        self._write(mark.words, slots, ids)
        self._inside -= 1
        words = "".join(self._pieces[pieces:])
        self._marked += 0 if self._inside else len(words)
        id_ = self._mark_id(mark.key)
        self._lines["T"].append(f"{id_}\t{mark.label} {start} {self._at}\t{words}")
        self._words[id_] = words
        if not self.knows(mark.key) or not mark.key:
            for name, value in mark.attributes:
                self.attribute(name, id_, value)
            if mark.code:
                self.code(id_, mark.code)
            if mark.name:
                self.note("Label", id_, mark.name)
        if mark.key:
            self._things[mark.key].append(id_)
        return id_

    def _mark_id(self, key: str) -> str:
        if key in self._reserved and key not in self._things:
            return self._reserved[key]
        self._marks += 1
        return f"T{self._marks}"

    def _add(self, kind: str, rest: str) -> str:
        self._counts[kind] += 1
        id_ = f"{kind}{self._counts[kind]}"
        self._lines[kind].append(f"{id_}\t{rest}")
        return id_

    def event(
        self,
        label: str,
        trigger: str,
        roles: Sequence[tuple[str, str]],
        *attributes: tuple[str, str],
        name: str = "",
    ) -> str:
        """Adds an event, with the fillers of its roles, its attributes and a Label note."""
        seen: Counter[str] = Counter()
        arguments = []
        for role, filler in roles:
            seen[role] += 1
            arguments.append(f"{role}{seen[role] if seen[role] > 1 else ''}:{filler}")
        id_ = self._add("E", " ".join([f"{label}:{trigger}", *arguments]))
        for attribute, value in attributes:
            self.attribute(attribute, id_, value)
        if name:
            self.note("Label", id_, name)
        return id_

    def attribute(self, label: str, target: str, value: str = "") -> None:
        """Adds an attribute; without a value, a flag."""
        self._add("A", f"{label} {target} {value}".rstrip())

    def relation(self, label: str, source: str, target: str) -> None:
        """Adds a relation between two marks."""
        self._add("R", f"{label} Arg1:{source} Arg2:{target}")

    def code(self, target: str, reference: str) -> None:
        """Adds a code."""
        self._add("N", f"Reference {target} {reference}\t{self._words.get(target, '')}")

    def note(self, label: str, target: str, text: str) -> None:
        """Adds a note."""
        self._add("#", f"{label} {target}\t{text}")
