"""The articles of a snapshot, a line each, of which only those are read that somebody asks for.

A build looks at thousands of articles to find the few that have changed: it compares the beginnings
of their lines, and writes the others as they were.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, MutableMapping
from typing import NamedTuple


class Record(NamedTuple):
    """Of one article: its master copy, and what that was made of.

    ``shard`` is the file of the master copy and ``sha256`` its digest, ``file`` that of the
    annotations, as messages show it. ``stamp`` is what the file system tells of the article's files
    and ``kept`` of the master copy: empty where it does not tell enough. ``key`` is the hash of
    all that shaped the copy. ``identity`` names the snapshot with which something else came to be
    told of who its things are; two snapshots that have the same tell the same.
    """

    shard: str
    file: str
    stamp: str
    kept: str
    sha256: str
    key: str
    identity: str = ""


class Catalogue(MutableMapping[str, Record]):
    """The record of each article."""

    def __init__(self, records: Mapping[str, Record] | None = None) -> None:
        self._lines: dict[str, str] = {}
        self.update(records or {})

    @classmethod
    def parse(cls, text: str) -> Catalogue:
        """The catalogue of which this is the text.

        Raises:
            ValueError: it is not whole.
        """
        *lines, end = text.split("\n")
        if end or not all(line.startswith('["') and line.endswith("]") for line in lines):
            raise ValueError("it is not whole")
        found = cls()
        found._lines = {line[2 : line.index('"', 2)]: line for line in lines}
        return found

    def text(self) -> str:
        """JSON Lines, by article."""
        return "".join(f"{line}\n" for line in sorted(self._lines.values()))

    def copy(self) -> Catalogue:
        """A catalogue that may be changed without this one."""
        found = Catalogue()
        found._lines = dict(self._lines)
        return found

    def shard(self, article: str) -> str:
        """The file of an article's master copy."""
        return _shard(self._lines[article])

    def shards(self) -> set[str]:
        """The files of all master copies."""
        return set(map(_shard, self._lines.values()))

    def unidentified(self) -> set[str]:
        """The articles that name no snapshot for their identity."""
        return {article for article, line in self._lines.items() if line.endswith(' ""]')}

    def holds(self, article: str, shard: str, file: str, stamp: str, kept: str) -> bool:
        """Whether this, and more, is what is told of an article; ``file`` is as JSON has it."""
        begin = f'["{article}", "{shard}", "{file}", "{stamp}", "{kept}", '
        return self._lines[article].startswith(begin)

    def __getitem__(self, article: str) -> Record:
        _, *values = json.loads(self._lines[article])
        return Record(*values)

    def __setitem__(self, article: str, record: Record) -> None:
        self._lines[article] = json.dumps([article, *record])

    def __delitem__(self, article: str) -> None:
        del self._lines[article]

    def __contains__(self, article: object) -> bool:
        return article in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def _shard(line: str) -> str:
    return line.split('"', 4)[3]
