"""Stores of a few quads, for tests of what happens to them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from kg.shards import keep, shard_name
from kg.store.catalogue import Catalogue, Record
from kg.store.writer import Writer


def quads(text: str, count: int = 3) -> list[str]:
    """Some N-Quads lines that tell one graph from another."""
    return [
        f'<https://example.org/{text}-{n}> <https://example.org/p> "{text}" '
        "<https://example.org/g> .\n"
        for n in range(count)
    ]


def put(
    root: Path, text: str, shards: dict[str, str] | None = None, *, inherit: bool = False
) -> str:
    """Makes a snapshot of a few quads; the shards are named by their articles."""
    contents = shards or {"a": "".join(quads(text))}
    with Writer(root, inherit=inherit) as writer:
        kept = Catalogue({a: keep_shard(writer, a, shard) for a, shard in contents.items()})
        if inherit:
            writer.remove(writer.match(None, None, None, None))
        writer.add(quads(text))
        return writer.commit({"quads": len(writer)}, kept)


def keep_shard(writer: Writer, article: str, shard: str) -> Record:
    """What a snapshot's list of articles tells of one, its shard kept."""
    name = shard_name(article, digest(shard))
    keep(writer.shards, name, shard)
    return Record(name, article, "", "", digest(shard), digest(shard))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def hidden(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.name.startswith(".")]


def holding(root: Path, words: str) -> list[Path]:
    """The files of a store in which words stand."""
    raw = words.encode("utf-8")
    return [path for path in root.rglob("*") if path.is_file() and raw in path.read_bytes()]


def scripted(script: str | Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A script of these tests in a process of its own: forked, this one would lack its threads."""
    here = Path(__file__).parent
    return subprocess.run(
        [sys.executable, script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(here), *filter(None, sys.path)])},
        capture_output=True,
        text=True,
        check=False,
    )
