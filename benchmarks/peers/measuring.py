"""Runs a command and measures it: seconds of the wall clock, peak of memory."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

SAMPLED = 0.05
"""Seconds between two looks at the memory of a tree of processes."""


class Ran(NamedTuple):
    """What a command took, and the JSON that it printed.

    ``seconds`` are from its start until what it wrote is on disk.
    """

    seconds: float
    told: Any


class Peak(NamedTuple):
    """Resident memory in MB: the peak of the process, and of it with all that it started.

    Pages that several of them share count once for each.
    """

    process: float
    tree: float


def run(command: Sequence[object], output: Path | None = None) -> Ran:
    """Runs a command and has its output, a file or a folder, written to disk.

    Raises:
        subprocess.CalledProcessError: it failed; what it said is on stderr.
    """
    began = time.perf_counter()
    ran = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, check=True)
    if output is not None:
        flush(output)
    seconds = time.perf_counter() - began
    return Ran(seconds, _told(ran.stdout))


def _told(printed: bytes) -> Any:
    try:
        return json.loads(printed)
    except ValueError:
        return None


def flush(output: Path) -> None:
    """Has a file, or a folder with all that is in it, written to disk."""
    paths = [output, *output.rglob("*")] if output.is_dir() else [output]
    for path in paths:
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def peak(command: Sequence[object]) -> Peak:
    """Runs a command and looks at its memory, again and again.

    Raises:
        subprocess.CalledProcessError: it failed; what it said is on stderr.
    """
    import psutil

    parts = [str(part) for part in command]
    with subprocess.Popen(parts, stdout=subprocess.DEVNULL) as started:
        process, alone, tree = psutil.Process(started.pid), 0, 0
        while started.poll() is None:
            try:
                own = process.memory_info().rss
                others = sum(_resident(child) for child in process.children(recursive=True))
            except psutil.NoSuchProcess:
                break
            alone, tree = max(alone, own), max(tree, own + others)
            time.sleep(SAMPLED)
    if started.returncode:
        raise subprocess.CalledProcessError(started.returncode, parts)
    return Peak(alone / 2**20, tree / 2**20)


def _resident(process: Any) -> int:
    import psutil

    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def machine() -> dict[str, Any]:
    """Cores, memory in GiB, system and Python, and what part of a second others keep it busy.

    Nothing names the machine.
    """
    import platform

    import psutil

    pages, page = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": cores(),
        "memory_gib": round(pages * page / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "busy_percent": round(psutil.cpu_percent(1.0)),
    }
