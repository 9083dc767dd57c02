"""Whether a snapshot's files are those that were written: the engine would not always notice."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

from kg import disk

# What the engine writes for people, or anew wherever it opens a store.
_PASSING = ("LOCK", "LOG", "OPTIONS", "IDENTITY")


def engine_files(store: Path) -> list[Path]:
    """The files of which the engine makes a store: tables, what was not put into one yet, lists."""
    return sorted(path for path in store.iterdir() if not path.name.startswith(_PASSING))


def files(store: Path, known: dict[str, list[int]]) -> dict[str, list[int]]:
    """The engine's files by name: size, time of change, check sum.

    ``known`` are files of which some may be among them, untouched: those are not read.
    """
    found = {}
    for path in engine_files(store):
        stamp, before = _stamp(path), known.get(path.name, [])
        found[path.name] = before if before[:-1] == stamp else [*stamp, disk.check_sum(path)]
    return found


def _stamp(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def check_files(store: Path, known: dict[str, list[int]]) -> None:
    """Holds the engine's files against what was written: one that seems untouched is not read.

    The engine would answer from some broken files as if rows were missing.
    """
    found = {path.name: path for path in engine_files(store)}
    if found.keys() != known.keys():
        raise ValueError("its files are not those that were written")
    for name, (size, changed, check_sum) in known.items():
        stamp = _stamp(found[name])
        if stamp != [size, changed] and (
            stamp[0] != size or disk.check_sum(found[name]) != check_sum
        ):
            raise ValueError(f"the file {name} was changed after the build")


def of_bytes(raw: bytes) -> int:
    """The check sum of what a file holds."""
    return zlib.crc32(raw)


def sealed(manifest: dict[str, Any]) -> dict[str, Any]:
    """A manifest with a check sum of all that it tells."""
    return {**manifest, "check_sum": _of_manifest(manifest)}


def is_sealed(manifest: dict[str, Any]) -> bool:
    """Whether a manifest is as it was sealed."""
    return manifest.get("check_sum") == _of_manifest(manifest)


def _of_manifest(manifest: dict[str, Any]) -> int:
    told = {name: value for name, value in manifest.items() if name != "check_sum"}
    return of_bytes(json.dumps(told, sort_keys=True).encode("utf-8"))
