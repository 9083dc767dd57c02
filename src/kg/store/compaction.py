"""The engine's own merging of its tables, which it begins whenever a few lie unsorted.

Each time it rewrites much of what it has merged before. While it is given much, it pays to let
tables pile up, and to merge them together.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

# How much the merging gives way: with 19 it would stand still while somebody else keeps the
# machine busy, and whoever waits for it with it.
_NICE = 10

_THREADS = Path("/proc/self/task")
_NAME = "rocksdb:low"


def give_way() -> None:
    """Lets the engine's threads that merge tables go after everybody else's, from now on.

    They serve every store of this process. Only Linux has a priority for each thread; elsewhere
    nothing is done.
    """
    with suppress(OSError):
        for thread in merging():
            now = os.getpriority(os.PRIO_PROCESS, thread)
            os.setpriority(os.PRIO_PROCESS, thread, max(_NICE, now))


def merging() -> list[int]:
    """The ids of the threads that merge tables, once a store is open; none where nobody tells."""
    with suppress(OSError):
        threads = ((int(each.name), each / "comm") for each in _THREADS.iterdir())
        return [number for number, name in threads if name.read_text().strip() == _NAME]
    return []
