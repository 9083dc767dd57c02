"""Whether the engine's tables are those that were written: it would not always notice itself."""

from __future__ import annotations

from pathlib import Path

from kg import disk


def tables(store: Path, known: dict[str, list[int]]) -> dict[str, list[int]]:
    """The engine's tables by name: size, time of change, check sum.

    ``known`` are tables of which some may be among them, untouched: those are not read.
    """
    found = {}
    for path in _tables(store):
        stamp, before = _stamp(path), known.get(path.name, [])
        found[path.name] = before if before[:-1] == stamp else [*stamp, disk.check_sum(path)]
    return found


def _tables(store: Path) -> list[Path]:
    return sorted(store.glob("*.sst"))


def _stamp(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def check_tables(store: Path, known: dict[str, list[int]]) -> None:
    """Holds the tables against what was written: a table that seems untouched is not read.

    The engine would answer from some broken tables as if rows were missing.
    """
    found = {path.name: path for path in _tables(store)}
    if found.keys() != known.keys():
        raise ValueError("its tables are not those that were written")
    for name, (size, changed, check_sum) in known.items():
        stamp = _stamp(found[name])
        if stamp != [size, changed] and (
            stamp[0] != size or disk.check_sum(found[name]) != check_sum
        ):
            raise ValueError(f"the table {name} was changed after the build")
