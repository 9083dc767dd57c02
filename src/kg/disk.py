"""Files that are there whole or not at all, and on disk when we say so."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreError

_MANY = 200


@contextmanager
def told(what: str, remedy: str) -> Iterator[None]:
    """Errors of the disk and of the engine as one sentence.

    Raises:
        StoreError: in the place of any of them.
    """
    try:
        yield
    except (OSError, RuntimeError, ValueError, SyntaxError) as error:
        raise StoreError(f"{what}: {reason(error)}", remedy=remedy) from error


def reason(error: Exception) -> str:
    """Why it failed, without the path that the sentence names already."""
    return getattr(error, "strerror", None) or " ".join(str(error).split())


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all; it may reach the disk later."""
    aside = _aside(path)
    aside.write_bytes(content)
    aside.replace(path)


def write_durably(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all, and has it on disk before returning."""
    aside = _aside(path)
    aside.write_bytes(content)
    fsync(aside)
    aside.replace(path)
    fsync(path.parent)


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}")


def fsync(path: Path) -> None:
    """Has a file or a folder on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush(folder: Path, paths: Iterable[Path]) -> None:
    """Has files of a folder on disk, and the folder itself; of many, all that there is to write."""
    listed = list(paths)
    if len(listed) > _MANY:
        os.sync()
        return
    for path in listed:
        fsync(path)
    fsync(folder)


def check_sum(path: Path) -> int:
    """CRC-32 of a file."""
    found = 0
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            found = zlib.crc32(block, found)
    return found
