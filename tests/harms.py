"""Harms the files of a store one by one, reads it, and builds again.

    python tests/harms.py some|every [COUNT]

In an empty folder; prints a line of JSON for every harm, or for COUNT of them, spread evenly: what
the commands that read said, which is ``right`` or the sentence that they refused with. What is
wrong raises: an answer that is not right, a traceback, a process that the engine took with it or
that hangs, a build that does not mend it.
"""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import kg.store.retention
from instants import (
    BASE,
    CORPUS,
    DIGESTS,
    ROOT,
    digest,
    noted,
    prepare_children,
    prepare_rebuild,
    renew,
    spread,
    write_corpus,
)
from kg.store.checksums import engine_files, sealed
from kg.store.retention import tag
from kg.store.snapshots import current_snapshot
from tiny import Ran, run

# The first reads every quad, the second every list of articles.
READING = (("export", "nquads"), ("gc", "--dry-run"))
MORE = (("diff", "1", "--results"), ("snapshots", "--format", "json"), ("query", "officials"))
SENTENCE = re.compile(r"kg: [^\n]+; [^\n]+\n")
# A process that takes longer than so many seconds hangs.
PATIENCE = 60

Harm = Callable[[Path], None]


def missing(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() * 2)


def flipped(at: float) -> Harm:
    """One bit is another, at some part of the file."""

    def harm(path: Path) -> None:
        raw = bytearray(path.read_bytes())
        raw[int(len(raw) * at)] ^= 4
        path.write_bytes(raw)

    return harm


def of_format(difference: int) -> Harm:
    def harm(path: Path) -> None:
        manifest = json.loads(path.read_bytes())
        manifest["format"] += difference
        path.write_text(json.dumps(sealed(manifest)))

    return harm


SOME: dict[str, Harm] = {"missing": missing, "halved": halved, "flipped": flipped(0.5)}
EVERY: dict[str, Harm] = {
    **SOME,
    "emptied": emptied,
    "longer": longer,
    **{f"flipped at {at}": flipped(at) for at in (0, 0.1, 0.3, 0.7, 0.9, 0.9999)},
}
UNREADABLE = ("halved", "emptied", "longer")
FORMATS: dict[str, Harm] = {"older": of_format(-1), "newer": of_format(1)}


def harms(every: bool) -> Iterator[tuple[str, Path, Harm]]:
    """What is harmed, and how: what is told of it, the file, the harm."""
    snapshot = ROOT / "snapshots" / current_snapshot(BASE)
    for path in [*parts_of_store(every), *snapshot_files(snapshot, every)]:
        for name, harm in (EVERY if every else SOME).items():
            if path.name == "tags.json" and name not in UNREADABLE:
                continue  # people may write it, so that nothing tells whether it is as it was
            if name == "missing" or (BASE / path.relative_to(ROOT)).stat().st_size:
                yield f"{path.name} {name}", path, harm
    for name, harm in FORMATS.items():
        yield f"of {name} format", snapshot / "manifest.json", harm


def parts_of_store(every: bool) -> list[Path]:
    shards = sorted((BASE / "shards").iterdir())
    paths = [BASE / "current", BASE / "tags.json", *(shards if every else shards[:1])]
    return [ROOT / path.relative_to(BASE) for path in paths]


def snapshot_files(snapshot: Path, every: bool) -> list[Path]:
    """The lists of a snapshot, and the engine's files; or of each kind that counts the largest."""
    folder = BASE / snapshot.relative_to(ROOT)
    files = sorted((folder / "store").iterdir(), key=lambda path: path.stat().st_size)
    held = [path for path in files if path in engine_files(folder / "store")]
    kinds = {path.suffix or path.name.partition("-")[0]: path for path in held}
    engine = files if every else list(kinds.values())
    return [snapshot / path.relative_to(folder) for path in [*folder.glob("*.json"), *engine]]


def read(every: bool) -> list[list[object]]:
    """What the commands that read say."""
    signal.alarm(PATIENCE)
    ran = [run(*command, "--store", ROOT) for command in commands(every)]
    return [[each.code, each.out, each.err] for each in ran]


def commands(every: bool) -> tuple[tuple[str, ...], ...]:
    return READING + MORE if every else READING


def mended() -> str:
    """A build, and what it made."""
    signal.alarm(PATIENCE)
    ran = run("build", CORPUS, "--store", ROOT)
    assert ran.code == 0, ran
    return digest(ROOT)


def said(found: Ran, right: Ran) -> str:
    if found == right:
        return "right"
    assert found.code == 2, found
    assert not found.out, found
    assert SENTENCE.fullmatch(found.err), found.err
    return found.err.strip()


def main(extent: str, count: str = "0") -> None:
    every = extent == "every"
    kg.store.retention.KEPT = 4
    write_corpus("changed", "kept", "added", "removed")
    prepare_children()
    noted(prepare)
    digests = json.loads(DIGESTS.read_text())
    renew()
    for command in (("build", CORPUS), *commands(every)):
        run(*command, "--store", Path(__file__))  # imports what no child needs to import then
    right = [Ran(*each) for each in noted(lambda: read(every))]
    assert all(each.code == 0 and each.out for each in right)
    planned = list(harms(every))
    if int(count):
        planned = [planned[each - 1] for each in spread(len(planned), int(count))]
    for name, path, harm in planned:
        renew()
        harm(path)
        answers = [Ran(*each) for each in noted(lambda: read(every))]
        told = [said(*each) for each in zip(answers, right, strict=True)]
        assert noted(mended) == digests["new"], name
        print(json.dumps({"harm": name, "said": told}), flush=True)


def prepare() -> None:
    prepare_rebuild()
    tag(BASE, "kept")


if __name__ == "__main__":
    main(*sys.argv[1:])
