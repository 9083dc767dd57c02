"""How the making of articles is shared out: not at all, among processes, or on a Dask cluster.

Articles go out in groups and come back in their order. So many groups are out at a time as keep
everybody at work: whoever is slow holds up the others, and nothing piles up.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from types import ModuleType
from typing import Protocol, Self, TypeVar

from kg.errors import InputError, Problem, Refusal
from kg.making import Made, Task, make_one

# Articles that go out together, at most, and from how many articles on it pays to start processes.
_TOGETHER = 20
_WORTH_SHARING = 60
# In how many groups everybody's share goes out, at least: who is done early takes another.
_ROUNDS = 4

Out = TypeVar("Out")
Progress = Callable[[str, int, int], None]
"""Called with a phase, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who makes articles: so many processes, or the cluster of the scheduler at an address.

    By default there is a process for each core, where there is enough to do.
    """

    processes: int | None = None
    scheduler: str | None = None


def share(processes: int | None, scheduler: str | None) -> Sharing:
    """What was asked for, if it can be had.

    Raises:
        InputError: it cannot.
        MissingExtra: a scheduler is named, and Dask is not installed.
    """
    if processes is not None and processes < 1:
        raise InputError(f"articles cannot be made by {processes} processes", remedy="give 1")
    if scheduler is not None:
        if processes is not None:
            raise InputError(
                "either a scheduler or processes here make the articles", remedy="name one of them"
            )
        from kg.dask_cluster import reach

        reach(scheduler)
    return Sharing(processes, scheduler)


def make_all(
    tasks: Sequence[Task], tell: Progress, sharing: Sharing | None = None
) -> Iterator[Made]:
    """Makes articles, in their order; at the end it tells what was wrong with any.

    Raises:
        InputError: files cannot be used, or hands failed; every problem is told.
        Refusal: anchors are wrong.
        StoreError: a shard cannot be written from here.
    """
    problems: list[Problem] = []
    wrong: list[Problem] = []
    with closing(make(tasks, sharing or Sharing())) as all_made:
        for number, made in enumerate(all_made):
            tell("reading", number, len(tasks))
            problems += made.problems
            wrong += made.wrong
            yield made
    if problems:
        raise InputError.from_problems(problems + wrong)
    if wrong:
        raise Refusal.from_problems(wrong)


def make(tasks: Sequence[Task], sharing: Sharing) -> Generator[Made]:
    """Makes articles, in their order; nobody is at work any more once the iterator is closed.

    Raises:
        InputError: a process was killed, or the cluster failed.
        StoreError: a shard cannot be written from here.
    """
    if sharing.scheduler is not None and tasks:
        from kg.dask_cluster import Cluster

        yield from make_by(Cluster(sharing.scheduler, tasks), tasks)
        return
    given = sharing.processes
    count = min(given or _cores(), len(tasks) // _TOGETHER)
    if count < 2 or (given is None and len(tasks) < _WORTH_SHARING):
        yield from map(make_one, tasks)
    else:
        yield from make_by(_Processes(count), tasks)


def make_some(tasks: Sequence[Task]) -> list[Made]:
    """Makes articles here and now, in their order."""
    return [make_one(task) for task in tasks]


class Hands(Protocol[Out]):
    """Somebody who makes groups of articles, while it is entered."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def count(self) -> int:
        """How many articles are made at a time."""

    def ahead(self) -> int:
        """How many groups may be out at a time."""

    def submit(self, tasks: Sequence[Task], /) -> Out:
        """Has a group made."""

    def result(self, submitted: Out, /) -> list[Made]:
        """The group, once it is made."""


def make_by(hands: Hands[Out], tasks: Sequence[Task]) -> Generator[Made]:
    """Has articles made by somebody, in their order."""
    out: deque[Out] = deque()
    with hands:
        size = max(1, min(_TOGETHER, len(tasks) // (_ROUNDS * hands.count())))
        for first in range(0, len(tasks), size):
            while len(out) >= hands.ahead():
                yield from hands.result(out.popleft())
            out.append(hands.submit(tasks[first : first + size]))
        while out:
            yield from hands.result(out.popleft())


class _Processes:
    """Processes on this machine."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __enter__(self) -> Self:
        context = get_context("forkserver")
        context.set_forkserver_preload(["kg.warmed"])
        self._pool = ProcessPoolExecutor(self._count, mp_context=context)
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def count(self) -> int:
        """How many articles are made at a time."""
        return self._count

    def ahead(self) -> int:
        """How many groups may be out at a time: enough for all while the engine stores some."""
        return 4 * self._count

    def submit(self, tasks: Sequence[Task]) -> Future[list[Made]]:
        """Has a group made."""
        with self._watched(), _apart():
            return self._pool.submit(make_some, tasks)

    def result(self, submitted: Future[list[Made]]) -> list[Made]:
        """The group, once it is made.

        Raises:
            InputError: a process was killed.
        """
        with self._watched():
            return submitted.result()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except BrokenProcessPool as error:
            raise InputError(
                "a process that made articles was killed, perhaps because memory ran out",
                remedy="build with fewer: --processes 1",
            ) from error


@contextmanager
def _apart() -> Iterator[None]:
    """Processes that start meanwhile leave the caller's script alone, and Ctrl-C to this one.

    Otherwise each would run the script first, and tell on stderr where it was interrupted. This
    process is not interrupted either before it knows of them.
    """
    interrupted: list[int] = []
    here = threading.current_thread() is threading.main_thread()
    here = here and signal.getsignal(signal.SIGINT) is not None
    handler = here and signal.signal(signal.SIGINT, lambda number, _: interrupted.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if here:
            signal.signal(signal.SIGINT, handler)
        for number in interrupted:
            signal.raise_signal(number)


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
