"""What of a store stays: the last snapshots, those with a tag, and the master copies they need."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg import disk
from kg.errors import InputError, StoreError, plural
from kg.store.checksums import is_sealed
from kg.store.locks import lock_snapshot, lock_store
from kg.store.snapshots import (
    FORMAT,
    current_snapshot,
    find_snapshot,
    number_of,
    read_articles,
    read_json,
    read_manifest,
    read_tags,
    snapshots,
)

KEPT = 10

# Articles that a message names.
_NAMED = 3

# Work of a process that was killed, and what was set aside to be removed.
_OLD = ".old-"
_ASIDE = ("snapshots/.new-*", f"snapshots/{_OLD}*", "shards/.*.nq.*", ".current.*", ".tags.json.*")
_TAG = re.compile(r"[^\W\d_][\w.-]{0,63}")


# Tags


def tag(root: Path, name: str, given: str = "current") -> str:
    """Names a snapshot, which then stays; returns the snapshot's own name.

    Raises:
        InputError: the name cannot be a tag, or is that of another snapshot.
        StoreError: there is no such snapshot, or the store cannot be written.
    """
    if name == "current" or not _TAG.fullmatch(name):
        raise InputError(
            f"a tag cannot be called {name!r}",
            remedy="begin with a letter, go on with letters, digits, '.', '_' and '-'",
        )
    snapshot = find_snapshot(root, given)
    with lock_store(root):
        snapshot = find_snapshot(root, snapshot)
        tags = read_tags(root)
        if tags.get(name, snapshot) != snapshot:
            raise InputError(
                f"the tag {name} names {tags[name]} already",
                remedy=f"take it away first: kg tag --delete {name}",
            )
        _write_tags(root, {**tags, name: snapshot})
    return snapshot


def delete_tag(root: Path, name: str) -> str:
    """Takes a tag away; returns the name of the snapshot that it named.

    Raises:
        InputError: there is no such tag.
        StoreError: the store cannot be written.
    """
    current_snapshot(root)
    with lock_store(root):
        tags = read_tags(root)
        if name not in tags:
            raise InputError(
                f"the store {root} has no tag {name!r}",
                remedy=f"use one of {', '.join(tags)}" if tags else "kg tag makes one",
            )
        snapshot = tags.pop(name)
        _write_tags(root, tags)
    return snapshot


def move_tags(root: Path, old: str, new: str) -> None:
    """Gives the tags of a snapshot to another; for whoever has the store locked."""
    tags = read_tags(root)
    if old in tags.values():
        _write_tags(root, {tag: new if name == old else name for tag, name in tags.items()})


def forget_tags(root: Path) -> None:
    """Takes away the tags of snapshots that are gone; for whoever has the store locked."""
    tags, names = read_tags(root), snapshots(root)
    if any(name not in names for name in tags.values()):
        _write_tags(root, {tag: name for tag, name in tags.items() if name in names})


def _write_tags(root: Path, tags: Mapping[str, str]) -> None:
    text = json.dumps(dict(sorted(tags.items())), indent=1, ensure_ascii=False) + "\n"
    with disk.told(f"the store {root} cannot be written", "make room there"):
        disk.write_durably(root / "tags.json", text.encode("utf-8"))


# What snapshots hold


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot as the store's folder tells of it.

    ``removed`` are the articles that it has and the snapshot in force does not; None if it does not
    tell what it has. ``residue`` are such articles that it does not have itself, but that the
    engine's files may still hold: the engine does not clear its files of what is removed.
    """

    name: str
    current: bool
    tags: tuple[str, ...]
    manifest: dict[str, Any]
    removed: frozenset[str] | None
    residue: frozenset[str]

    @property
    def only_in_files(self) -> bool:
        """Whether it holds removed articles in the engine's files and nowhere else."""
        return self.removed is not None and not self.removed and bool(self.residue)

    @property
    def because(self) -> str | None:
        """Why it may not stay as it is, tagged or not; None if it may."""
        if self.removed is None:
            return "does not tell which articles it holds"
        if self.removed:
            return f"holds {_named(self.removed)}"
        return f"still holds in its files {_named(self.residue)}" if self.residue else None


def _named(articles: Iterable[str]) -> str:
    listed = sorted(articles)
    more = len(listed) - _NAMED
    told = ", ".join(listed[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{plural(len(listed), 'removed article')}: {told}"


def kept(root: Path) -> list[Kept]:
    """The snapshots of a store, oldest first.

    Raises:
        StoreError: there is no store, or its pointer, its tags or the snapshot in force cannot be
            read.
    """
    current, tags = current_snapshot(root), read_tags(root)

    @cache
    def now() -> frozenset[str]:
        return frozenset(read_articles(_folder(root, current)))

    digest = read_manifest(_folder(root, current))["articles_sha256"]
    found = []
    for name in snapshots(root):
        manifest = read_json(_folder(root, name) / "manifest.json") or {}
        if manifest.get("format") == FORMAT and not is_sealed(manifest):
            manifest = {}
        removed: frozenset[str] | None = frozenset()
        if manifest.get("articles_sha256") != digest:
            removed = _articles(root, name)
        residue = manifest.get("residue")
        found.append(
            Kept(
                name=name,
                current=name == current,
                tags=tuple(tag for tag, named in tags.items() if named == name),
                manifest=manifest,
                removed=None if removed is None or residue is None else removed and removed - now(),
                residue=frozenset(residue) - now() if residue else frozenset(),
            )
        )
    return found


def _articles(root: Path, name: str) -> frozenset[str] | None:
    try:
        return frozenset(read_articles(_folder(root, name)))
    except StoreError:
        return None


@dataclass(frozen=True, slots=True)
class Removed:
    """Removed articles that a store still holds, and the snapshots whose files hold them."""

    articles: tuple[str, ...]
    snapshots: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.articles)

    def __str__(self) -> str:
        """A sentence for people."""
        one = len(self.articles) == 1
        return (
            f"{plural(len(self.articles), 'removed article')} {'is' if one else 'are'} still held "
            f"by {plural(len(self.snapshots), 'snapshot')}; kg gc removes {'it' if one else 'them'}"
        )


def removed_articles(root: Path) -> Removed:
    """The articles that the snapshot in force does not have and a snapshot's files still hold.

    Raises:
        StoreError: there is no store, or its pointer, its tags or the snapshot in force cannot be
            read.
    """
    holding = {each.name: (each.removed or frozenset()) | each.residue for each in kept(root)}
    holding = {name: articles for name, articles in holding.items() if articles}
    return Removed(tuple(sorted(frozenset().union(*holding.values()))), tuple(holding))


# Removing


def staying(root: Path) -> set[str]:
    """The snapshots that stay: the last, those with a tag, and the one in force.

    Raises:
        StoreError: the pointer or the tags cannot be read.
    """
    return {*snapshots(root)[-KEPT:], *read_tags(root).values(), current_snapshot(root)}


def prune(root: Path) -> None:
    """Sets aside what does not stay; for whoever has the store locked.

    It goes with the leftovers. One that somebody has open is spared, and nothing is removed where
    it cannot be told what stays.
    """
    with suppress(StoreError):
        for name in sorted(set(snapshots(root)) - staying(root)):
            with suppress(OSError):
                set_aside(root, name)


def set_aside(root: Path, name: str) -> bool:
    """Takes a snapshot out of the store, to go with the leftovers; False if somebody has it open.

    Raises:
        OSError: nothing can be written there.
    """
    folder = _folder(root, name)
    lock = None
    try:
        lock = lock_snapshot(folder, to_remove=True)
    except BlockingIOError:
        return False
    except OSError:
        pass  # without a manifest nobody can have it open
    try:
        folder.rename(folder.with_name(f"{_OLD}{name}"))
    finally:
        if lock is not None:
            os.close(lock)
    return True


def is_open(root: Path, name: str) -> bool:
    """Whether a living process has a snapshot open."""
    try:
        os.close(lock_snapshot(_folder(root, name), to_remove=True))
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False


def remove_leftovers(root: Path, *, thorough: bool = False) -> list[Path]:
    """Removes what no snapshot needs; for whoever has the store locked: nobody is making any of it.

    That is the work of a killed or refused build, what was set aside, and master copies; where
    there is no more than old snapshots these are looked for each time that so many snapshots are
    new as are kept, or if ``thorough``. Returns what cannot be removed.
    """
    aside = _aside(root)
    builds = any(not path.name.startswith(_OLD) for path in aside)
    turn = any(number_of(latest) % KEPT == 0 for latest in snapshots(root)[-1:])
    if thorough or builds or (aside and turn):
        with suppress(StoreError):
            for name in _unneeded(root):
                with suppress(OSError):
                    (root / "shards" / name).unlink()
    for path in aside:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
    return _aside(root) if aside else []


def _aside(root: Path) -> list[Path]:
    return [path for pattern in _ASIDE for path in root.glob(pattern)]


def _unneeded(root: Path) -> set[str]:
    """The master copies that no snapshot needs any more.

    Raises:
        StoreError: a snapshot does not tell what it needs; that may be all that is left of it.
    """
    found = {path.name for path in (root / "shards").glob("*.nq")}
    for snapshot in reversed(snapshots(root)):
        found -= read_articles(_folder(root, snapshot)).shards()
    return found


def _folder(root: Path, name: str) -> Path:
    return root / "snapshots" / name
