"""The shard, the one thing that an article contributes to the graph, and its master copy."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from kg import disk
from kg.errors import StoreError
from kg.parts import split

AGAIN = "build again: kg build CORPUS"


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
        return digest_of(self.text)


@dataclass(frozen=True, slots=True)
class KeptShard:
    """A shard whose master copy is read when its lines are asked for."""

    article: str
    folder: Path
    name: str
    digest: str

    @property
    def lines(self) -> list[str]:
        """The lines of the master copy.

        Raises:
            StoreError: it is not there, or not what was kept.
        """
        return read_kept(self.folder, self.name, self.digest)


def digest_of(text: str) -> str:
    """SHA-256 of a shard's text, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def shard_name(article: str, key: str) -> str:
    """The file name of a master copy; ``key`` is a hash of all that shaped the shard."""
    return f"{article}-{key[:16]}.nq"


def keep(folder: Path, name: str, text: str) -> None:
    """Puts a master copy into a folder; whoever counts on it has it on disk first.

    Raises:
        StoreError: it cannot be written.
    """
    path, content = folder / name, text.encode("utf-8")
    remedy = "choose another folder with --store, or make room there"
    with disk.told(f"the store {folder.parent} cannot be written", remedy):
        if not path.exists() or path.read_bytes() != content:
            disk.write_whole(path, content)


def stamp_of(folder: str | Path, name: str) -> str:
    """What the file system tells of a master copy: if it stays, so did the copy."""
    try:
        told = os.stat(f"{folder}/{name}")  # noqa: PTH116 (quick)
    except OSError:
        return ""
    return f"{told.st_size} {told.st_mtime_ns}"


def read_kept(folder: Path, name: str, digest: str) -> list[str]:
    """The lines of a master copy.

    Raises:
        StoreError: it is not there, or not what was kept.
    """
    path = folder / name
    with disk.told(f"the shard {path} cannot be read", AGAIN):
        raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != digest:
        raise StoreError(f"the shard {path} was changed after the build", remedy=AGAIN)
    return lines_of(raw)


def lines_of(raw: bytes) -> list[str]:
    """The lines of a text in UTF-8."""
    return split(raw.decode("utf-8"))
