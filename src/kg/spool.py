"""Values set aside on disk until they are wanted, so that a corpus need not fit in memory."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from kg import disk

_NO_ROOM = "temporary files cannot be written", "make room there, or set TMPDIR to another folder"

Value = TypeVar("Value")


class Spool(Mapping[str, Value], Generic[Value]):
    """Values by name, each read from a nameless file when asked for."""

    def __init__(self) -> None:
        """Raises StoreError where there is no room for temporary files."""
        with disk.told(*_NO_ROOM):
            self._file = tempfile.TemporaryFile(prefix="kg-")  # noqa: SIM115
        self._places: dict[str, int] = {}

    def put(self, name: str, value: Value) -> None:
        """Sets a value aside.

        Raises:
            StoreError: there is no room for it.
        """
        self.put_packed(name, packed(value))

    def put_packed(self, name: str, value: bytes) -> None:
        """Sets a value aside that was packed elsewhere.

        Raises:
            StoreError: there is no room for it.
        """
        with disk.told(*_NO_ROOM):
            self._places[name] = self._file.seek(0, 2)
            self._file.write(value)

    def __getitem__(self, name: str) -> Value:
        with disk.told(*_NO_ROOM):
            self._file.seek(self._places[name])
            value: Value = pickle.load(self._file)
        return value

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def close(self) -> None:
        """Gives the disk back."""
        self._file.close()


def packed(value: object) -> bytes:
    """A value as a spool sets it aside."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
