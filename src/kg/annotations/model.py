"""What an annotator marked in one article, whatever tool wrote it down.

Offsets are Unicode code points into the article's text as stored, half-open. Every item keeps the
line of the annotation file it was read from, so that a receipt can name it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Mention:
    """A span, or several, that denotes something (brat ``T``)."""

    id: str
    label: str
    spans: tuple[tuple[int, int], ...]
    text: str
    line: int

    @property
    def start(self) -> int:
        """First code point of the mention."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """First code point after the mention."""
        return self.spans[-1][1]


@dataclass(frozen=True, slots=True)
class Argument:
    """One filler of a role: ``Host2:T5`` has role ``Host``, name ``Host2`` and target ``T5``."""

    role: str
    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Event:
    """An n-ary annotation with a trigger mention (brat ``E``)."""

    id: str
    label: str
    trigger: str
    arguments: tuple[Argument, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed pair of mentions (brat ``R``)."""

    id: str
    label: str
    source: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """A flag (``value`` is None) or a choice on a mention, event or relation (brat ``A``)."""

    id: str
    label: str
    target: str
    value: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Normalization:
    """A code of an authority for a mention or event: ``gbt2260:370300`` (brat ``N``)."""

    id: str
    target: str
    authority: str
    code: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Note:
    """Free text on an annotation; its label says what the text is (brat ``#``)."""

    id: str
    label: str
    target: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Mentions of one thing within the article (brat ``*``)."""

    label: str
    members: tuple[str, ...]
    line: int


Item: TypeAlias = Mention | Event | Relation | Attribute | Normalization | Note | Equivalence
"""What a line of a file says."""


@dataclass(frozen=True, slots=True)
class Document:
    """All annotations of one article in one layer.

    ``file`` is the annotation file's name as messages and receipts show it, relative to the corpus.
    """

    article: str
    layer: str
    file: str
    mentions: dict[str, Mention] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    attributes: tuple[Attribute, ...] = ()
    normalizations: tuple[Normalization, ...] = ()
    notes: tuple[Note, ...] = ()
    equivalences: tuple[Equivalence, ...] = ()
