"""The shard: the one thing that an article contributes to the graph."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shard:
    """All that one article contributes: sorted N-Quads lines, the same bytes for the same input."""

    article: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The shard as canonical N-Quads."""
        return "".join(self.lines)

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()
