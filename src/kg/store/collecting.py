"""What kg gc does: snapshots that need not stay are removed, and removed articles with them.

The engine never clears its files of what a build removes: strings stay in them for good. A snapshot
that stays is therefore written afresh, from its quads, if its files still hold a removed article.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from kg import disk
from kg.errors import StoreError
from kg.shards import AGAIN
from kg.store.locks import lock_store
from kg.store.retention import (
    KEPT,
    forget_tags,
    is_open,
    kept,
    remove_leftovers,
    removed_articles,
    set_aside,
    staying,
)
from kg.store.snapshots import SnapshotReader, current_snapshot, read_manifest, snapshots
from kg.store.writer import Writer

# Lines that are copied at a time.
_AT_ONCE = 50_000

# Builds upon builds after which the tables are put in order: each adds some eight of them, and with
# 36 on end the engine takes no more.
_GROWN = 24


@dataclass(frozen=True, slots=True)
class Going:
    """A snapshot that does not stay, and why; ``open`` if somebody has it open, which spares it."""

    name: str
    tags: tuple[str, ...]
    because: str
    holds_removed: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Collected:
    """What was removed, or would be.

    ``afresh`` are the snapshots that were written afresh, with their new names; those that would
    be have none yet. ``holding`` are snapshots that stay though they hold removed articles, for
    somebody has them open or built meanwhile.
    """

    going: tuple[Going, ...]
    afresh: dict[str, str | None]
    staying: tuple[str, ...]
    holding: tuple[str, ...]


def collect(root: Path, *, dry_run: bool = False) -> Collected:
    """Removes the snapshots that need not stay, and all that holds a removed article.

    The last snapshots and those with a tag stay, unless they have an article that the one in force
    does not have. ``dry_run`` only tells what would be done.

    Raises:
        StoreError: there is no store, it cannot be read or written, or somebody else is writing it.
    """
    if dry_run:
        going, afresh = _plan(root)
        gone = {each.name for each in going if not each.open}
        names = tuple(name for name in snapshots(root) if name not in gone)
        held = tuple(each.name for each in going if each.holds_removed and each.open)
        return Collected(going, dict.fromkeys(afresh), names, held)
    _, wanted = _plan(root)
    written: dict[str, str | None] = {name: _write_afresh(root, name) for name in wanted}
    remedy = "see that its files may be removed"
    with lock_store(root), disk.told(f"the store {root} cannot be written", remedy):
        going = tuple(replace(each, open=not set_aside(root, each.name)) for each in _plan(root)[0])
        forget_tags(root)
        names, held = snapshots(root), removed_articles(root).snapshots
        left = remove_leftovers(root, thorough=True)
    if left:
        raise StoreError(f"{left[0]} cannot be removed", remedy=remedy)
    return Collected(going, written, names, held)


def tidy(root: Path) -> str | None:
    """Puts the tables of the snapshot in force in order, where many builds have added to them.

    Returns the name that it has then, None where it is left as it was: nothing else changes, and
    who cannot do it now leaves it to the next build.
    """
    with suppress(StoreError, OSError):
        if read_manifest(root / "snapshots" / current_snapshot(root))["grown"] >= _GROWN:
            old, new = _put_in_order(root)
            with lock_store(root):
                set_aside(root, old)
                remove_leftovers(root)
            return new
    return None


def _put_in_order(root: Path) -> tuple[str, str]:
    with Writer(root, inherit=True) as writer:
        if writer.parent is None:
            raise StoreError(f"the snapshot in force of {root} is broken", remedy=AGAIN)
        writer.sort()
        return writer.parent.name, writer.replace(writer.parent)


def _plan(root: Path) -> tuple[tuple[Going, ...], list[str]]:
    """What goes, and what is to be written afresh before."""
    stay = staying(root)
    going: list[Going] = []
    afresh: list[str] = []
    for each in kept(root):
        because = each.because
        holds_removed = because is not None
        if each.only_in_files and (each.current or each.tags):
            if each.current or _can_be_read(root, each.name):
                afresh.append(each.name)
                continue
            because = f"{because}, and cannot be read to be written afresh"
        elif because is None and each.name not in stay:
            because = f"is older than the last {KEPT} and has no tag"
        if because is not None and not each.current:
            opened = is_open(root, each.name)
            going.append(Going(each.name, each.tags, because, holds_removed, opened))
    return tuple(going), afresh


def _can_be_read(root: Path, name: str) -> bool:
    try:
        SnapshotReader(root, name)
    except StoreError:
        return False
    return True


def _write_afresh(root: Path, name: str) -> str:
    with Writer(root) as writer:
        snapshot = SnapshotReader(root, name)
        lines = snapshot.lines()
        while some := list(islice(lines, _AT_ONCE)):
            writer.add(some)
        return writer.replace(snapshot)
