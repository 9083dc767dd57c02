"""An existing Dask cluster that makes articles, over storage that all its machines share.

Functions go over by name, and all else as bytes: a scheduler needs no kg, and a worker without it
can say so, which it could not if it had to read our classes before it may answer.
"""

from __future__ import annotations

import asyncio
import logging
import operator
import os
import pickle
import secrets
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import dask_worker, disk
from kg.errors import InputError, KgError, MissingExtra, Problem
from kg.inputs import Input
from kg.making import Made, Task

if TYPE_CHECKING:
    from distributed import Client, Future

# Seconds within which a machine must be found, a scheduler there speak, and workers tell what they
# see; and for how long a cluster may be without any worker.
FOUND, HEARD, ASKED, DESERTED = 5, 20, 60, 60
# Seconds from one look at the workers to the next, and for the article in hand to be made.
_LOOK = _REST = 5
# How often a group of articles may fail, and how many are out at a time for each thread.
_TRIES, _AHEAD = 3, 3

Submitted = tuple[Sequence[Task], "Future"]


class Cluster:
    """The workers of a cluster, while they make articles; use it as a context manager.

    The cluster is left as it was found: what is still to be made is called off, and nothing stays.
    """

    def __init__(self, address: str, tasks: Sequence[Task]) -> None:
        """``address`` is that of the scheduler; the tasks are those that will be submitted.

        Each has a folder for its shard, which is the same for all.
        """
        self._address = address
        self._folders = _folders(tasks)
        self._undo = ExitStack()
        self._submitted = self._done = self._threads = 0
        self._looked = self._peopled = time.monotonic()

    def __enter__(self) -> Cluster:
        """Sees that every worker can make these articles.

        Raises:
            InputError: the scheduler does not answer, or a worker cannot.
        """
        reach(self._address)
        with ExitStack() as undo:
            self._client = undo.enter_context(_connected(self._address))
            undo.callback(self._bring_to_rest)
            mark = undo.enter_context(_marked(self._folders[0]))
            self._demands = (dask_worker.software_here(), *mark, [*map(str, self._folders)])
            self._ask_workers()
            self._undo = undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Calls off what is still to be made; afterwards nobody is at work."""
        self._undo.close()

    def count(self) -> int:
        """How many articles are made at a time."""
        return max(1, self._threads)

    def ahead(self) -> int:
        """How many groups of articles may be out at a time."""
        return _AHEAD * self.count()

    def submit(self, tasks: Sequence[Task]) -> Submitted:
        """Has a group of articles made."""
        self._submitted += 1
        raw = pickle.dumps((self._demands, [_absolute(task) for task in tasks]))
        with self._watched(tasks):
            future = self._client.submit(
                *_by_name("work", raw),
                key=f"kg-build-{self._submitted}-{secrets.token_hex(16)}",
                pure=False,
                retries=_TRIES - 1,
            )
        return tasks, future

    def result(self, submitted: Submitted) -> list[Made]:
        """A group of articles, once it is made.

        Raises:
            InputError: the cluster could not make it.
        """
        tasks, future = submitted
        with self._watched(tasks):
            made: list[Made] = pickle.loads(self._wait_for(future))
        self._done += 1
        return [_as_given(each, task) for task, each in zip(tasks, made, strict=True)]

    def _wait_for(self, future: Future) -> bytes:
        """What a group of articles became; looks at the workers meanwhile.

        Not ``future.result(timeout)``, which tells of no result where one comes as the time ends.
        """

        async def gather() -> bytes:
            raw: bytes = await self._client.gather(future, asynchronous=True)
            return raw

        waiting = asyncio.run_coroutine_threadsafe(gather(), self._client.loop.asyncio_loop)
        while not wait([waiting], timeout=_LOOK).done:
            self._look_at_workers()
        if time.monotonic() > self._looked + _LOOK:
            self._look_at_workers()
        return waiting.result()

    def _bring_to_rest(self) -> None:
        """Waits until no worker has an article in hand, where some still may."""
        if self._done < self._submitted:
            with suppress(Exception):  # a cluster that is lost makes nothing
                self._run_everywhere(_REST, "rest")

    def _run_everywhere(self, seconds: int, function: str, *arguments: object) -> dict[str, Any]:
        """Worker -> what a function returns there, or the error that it ends with."""

        async def run() -> dict[str, Any]:
            called = self._client.run(*_by_name(function, *arguments), on_error="return")
            answers: dict[str, Any] = await called
            return answers

        found: dict[str, Any] = self._client.sync(run, callback_timeout=seconds)
        return found

    def _ask_workers(self) -> None:
        """Asks every worker what it lacks, and tells of the first that lacks something."""
        with self._watched():
            self._look_at_workers()
            try:
                answers = self._run_everywhere(ASKED, "look", *self._demands)
            except TimeoutError as error:
                raise InputError(
                    f"some of the workers of {self._address} kept silent for {ASKED} seconds",
                    remedy="see what they are doing, or build without --scheduler",
                ) from error
        if not answers:
            raise InputError(
                f"the scheduler {self._address} has no workers",
                remedy=f"start some with: dask worker {self._address}",
            )
        lacks = ((worker, *_lack(answer)) for worker, answer in sorted(answers.items()))
        unfit = [(worker, told, remedy) for worker, told, remedy in lacks if told]
        for worker, told, remedy in unfit:
            more = f" ({len(unfit)} of {len(answers)} workers are unfit)" if unfit[1:] else ""
            raise InputError(f"the worker {worker} {told}{more}", remedy=remedy)

    def _look_at_workers(self) -> None:
        """Sees how many workers there are; gives up when there have been none for long."""
        self._threads = sum(self._client.nthreads().values())
        self._looked = time.monotonic()
        if self._threads:
            self._peopled = self._looked
        elif self._looked > self._peopled + DESERTED:
            raise InputError(
                f"the scheduler {self._address} has lost all its workers",
                remedy="start some, and build again",
            )

    @contextmanager
    def _watched(self, tasks: Sequence[Task] = ()) -> Iterator[None]:
        """Whatever may become of a cluster, as one sentence."""
        from distributed import KilledWorker

        try:
            yield
        except KgError:
            raise
        except KilledWorker as error:
            named = f"{tasks[0].input.article} to {tasks[-1].input.article}"
            raise InputError(
                f"one worker after another was lost over {named}",
                remedy="see the logs of the workers, and give them more memory if they ran out",
            ) from error
        except (CancelledError, asyncio.CancelledError, OSError) as error:
            raise InputError(
                f"the scheduler {self._address} was lost in mid-build",
                remedy="start it and its workers, and build again",
            ) from error
        except Exception as error:
            told, remedy = _lack(error)
            raise InputError(f"a worker of {self._address} {told}", remedy=remedy) from error


def reach(address: str) -> None:
    """Sees that a scheduler answers.

    Raises:
        MissingExtra: Dask is not installed.
        InputError: no scheduler answers at this address.
    """
    try:
        from distributed.comm import get_address_host_port
        from distributed.core import rpc
        from distributed.security import Security
    except ImportError as error:
        raise MissingExtra("--scheduler", "cluster") from error

    async def ask() -> str:
        credentials = Security().get_connection_args("client")
        async with rpc(address, connection_args=credentials, timeout=HEARD) as called:
            answer = await called.identity()
        return str(answer["type"])

    def call() -> str:
        socket.create_connection(get_address_host_port(address), FOUND).close()
        return asyncio.run(asyncio.wait_for(ask(), HEARD))

    remedy = "start one with: dask scheduler"
    try:
        with _silent(), ThreadPoolExecutor(1) as apart:  # the caller may be in a loop of its own
            found = apart.submit(call).result()
    except Exception as error:  # what else may listen there answers in its own way
        reason = disk.reason(error) or f"silent for {HEARD} seconds"
        raise InputError(
            f"no scheduler of Dask answers at {address!r} ({reason})", remedy=remedy
        ) from error
    if found != "Scheduler":
        raise InputError(f"what answers at {address!r} is no scheduler: {found}", remedy=remedy)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    from distributed import Client

    with _silent(), Client(address, timeout=HEARD, set_as_default=False) as client:
        yield client


@contextmanager
def _silent() -> Iterator[None]:
    """Dask logs nothing meanwhile: what matters is told in a sentence."""
    names = [name for name in logging.root.manager.loggerDict if _is_of_dask(name)]
    before = {name: logging.getLogger(name).disabled for name in names}
    for name in names:
        logging.getLogger(name).disabled = True
    try:
        yield
    finally:
        for name, disabled in before.items():
            logging.getLogger(name).disabled = disabled


def _is_of_dask(logger: str) -> bool:
    return logger.split(".", 1)[0] in ("distributed", "tornado")


@contextmanager
def _marked(folder: Path) -> Iterator[tuple[str, str]]:
    """A file in the folder of the shards, and what it holds.

    Whoever reads it sees the same store. When it is gone the build is over, and a worker that has
    not heard of it stops. Should this process be killed, the next build removes it.
    """
    content = secrets.token_hex(16)
    path = folder / f".mark-{content}.nq.{os.getpid()}"
    with disk.told(f"the store {folder.parent} cannot be written", "make room there"):
        disk.write_durably(path, content.encode())
    try:
        yield str(path), content
    finally:
        with suppress(OSError):
            path.unlink()


def _by_name(function: str, *arguments: object) -> tuple[Any, ...]:
    """A call of a function of ``kg.dask_worker``, made of what every worker of Dask has."""
    from toolz import pipe

    call = operator.methodcaller(function, *arguments)
    return pipe, dask_worker.__name__, import_module, call


def _lack(answer: Any) -> dask_worker.Lack:
    """What a worker answered that it lacks; an error is an answer, too."""
    if isinstance(answer, Exception):
        reason = f"{type(answer).__name__}: {' '.join(str(answer).split())}"
        return f"cannot run kg ({reason})", dask_worker.SAME
    told, remedy = answer
    return told, remedy


# Paths: a worker is in a folder of its own, and messages name files as the user does


def _folders(tasks: Sequence[Task]) -> list[Path]:
    """The folders that workers must see: first that of the shards, then corpora and texts."""
    found = dict.fromkeys(
        path for task in tasks for path in (task.folder, task.input.corpus, task.texts)
    )
    return [path.absolute() for path in found if path is not None]


def _absolute(task: Task) -> Task:
    given = task.input
    return replace(
        task,
        input=Input(given.article, given.corpus.absolute()),
        key=task.key or given.key(),
        texts=task.texts and task.texts.absolute(),
        folder=task.folder and task.folder.absolute(),
    )


def _as_given(made: Made, task: Task) -> Made:
    """What was made, its files named as they were given."""
    folders = [folder for folder in (task.input.corpus, task.texts) if folder is not None]
    folders.sort(key=lambda folder: -len(str(folder.absolute())))

    def text(told: str) -> str:
        for folder in folders:
            told = told.replace(_prefix(folder.absolute()), _prefix(folder))
        return told

    def problem(told: Problem) -> Problem:
        return replace(told, message=text(told.message), file=told.file and text(told.file))

    made.report.violations[:] = [
        replace(each, file=each.file and text(each.file)) for each in made.report.violations
    ]
    return replace(
        made,
        file=text(made.file),
        problems=tuple(map(problem, made.problems)),
        wrong=tuple(map(problem, made.wrong)),
    )


def _prefix(folder: Path) -> str:
    return "" if folder == Path() else f"{folder.as_posix().rstrip('/')}/"
