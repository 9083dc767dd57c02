"""What a worker of a Dask cluster does: says what it lacks, and makes articles.

All that comes and goes is bytes and plain values; ``kg.dask_cluster`` is at the other end.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path

from kg import disk, inputs, resources
from kg.errors import InputError, StoreError
from kg.making import make_one

SHARED = "put it on storage that all machines share, under the same path"
SAME = "install the same there, and start it again"

Lack = tuple[str, str]
"""What a worker lacks, as the end of a sentence about it, and the remedy; both empty if nothing."""

# The threads of a worker take turns: Python would run one at a time in any case, and whoever has
# the turn knows that no article is being made.
_TURN = threading.Lock()


def look(software: str, mark: str, content: str, folders: Sequence[str]) -> Lack:
    """What this process lacks to make articles.

    It must have this software and see these folders, and the mark with its content.
    """
    if software_here() != software:
        return f"has {software_here()}, and this machine has {software}", SAME
    for folder in folders:
        if not Path(folder).is_dir():
            return f"does not see {folder}", SHARED
    return _look_at_mark(mark, content)


def _look_at_mark(mark: str, content: str) -> Lack:
    try:
        seen = Path(mark).read_text()
    except OSError:
        seen = ""
    if seen != content:
        return f"does not see what is written to {Path(mark).parent}", SHARED
    return "", ""


def work(raw: bytes) -> bytes:
    """Makes articles: pickled, what :func:`look` takes and tasks with keys -> a ``Made`` for each.

    Their shards are on disk before they count as made, by the machine that wrote them.

    Raises:
        InputError: this worker is not fit for it, or cannot write.
    """
    from distributed import get_worker

    demands, tasks = pickle.loads(raw)
    worker = get_worker().address
    _refuse(worker, look(*demands))
    made = []
    for task in tasks:
        with _told(worker), _TURN:
            _refuse(worker, _look_at_mark(*demands[1:3]))
            if task.input.key() != task.key:
                told = f"reads the article {task.input.article!r} otherwise than it was read first"
                _refuse(worker, (told, "share the storage, and leave the corpus alone meanwhile"))
            made.append(make_one(task))
    kept = [task.folder / each.name for task, each in zip(tasks, made, strict=True) if each.name]
    for folder in {path.parent for path in kept}:
        with _told(worker):
            disk.flush(folder, kept)
    return pickle.dumps(made)


def rest() -> None:
    """Waits until the article in hand, if there is one, is made; without a mark it is the last."""
    with _TURN:
        pass


@contextmanager
def _told(worker: str) -> Iterator[None]:
    """Names the worker on which something cannot be written."""
    try:
        yield
    except (OSError, StoreError) as error:
        raise InputError(f"the worker {worker} failed: {error}") from None


def _refuse(worker: str, lack: Lack) -> None:
    told, remedy = lack
    if told:
        raise InputError(f"the worker {worker} {told}", remedy=remedy)


@cache
def software_here() -> str:
    """The kg at hand, by all of its files that may shape an article or what is told of it."""
    found = hashlib.sha256(inputs.shaped_by().encode())
    data = [*resources.files("ontology", "*.ttl"), *resources.files("shapes", "*.*")]
    for path in [*sorted(Path(__file__).parent.rglob("*.py")), *data]:
        found.update(hashlib.sha256(path.read_bytes()).digest())
    release, python = version("officials-kg"), ".".join(map(str, sys.version_info[:2]))
    return f"officials-kg {release} ({found.hexdigest()[:12]}) with Python {python}"
