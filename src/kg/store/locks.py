"""Who may change a store, and what may not be removed from it meanwhile.

The locks are the operating system's: a process that ends, in whatever way, has none any more.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg import disk
from kg.errors import StoreError

_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)


@contextmanager
def lock_store(root: Path) -> Iterator[None]:
    """Keeps everybody else from changing a store.

    Raises:
        StoreError: somebody else is changing it, or nothing can be written there.
    """
    remedy = "choose another folder with --store, or make room there"
    with disk.told(f"the store {root} cannot be written", remedy):
        lock = os.open(root / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        with disk.told(f"the store {root} cannot be locked", remedy):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreError(
                    f"another kg is writing the store {root}", remedy="wait until it is done"
                ) from error
        yield
    finally:
        os.close(lock)


def lock_snapshot(folder: Path, *, to_remove: bool = False) -> int:
    """Locks a snapshot's folder against removal, or for it; closing the descriptor ends that.

    A process that ends in whatever way has no lock any more. Where the file system has no locks
    there is none against removal.

    Raises:
        BlockingIOError: it is being removed, or somebody has it open.
        OSError: it is not there, or has no manifest.
    """
    path = folder / "manifest.json"
    lock = os.open(path, os.O_RDWR if to_remove else os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, (fcntl.LOCK_EX if to_remove else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError as error:
            if to_remove or error.errno not in _NO_LOCKS:
                raise
        if not os.path.samestat(os.fstat(lock), path.stat()):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    except OSError:
        os.close(lock)
        raise
    return lock
