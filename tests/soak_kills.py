"""A build is ended at every instant, and every file of a store is harmed in every way.

``KG_SOAK_SEED`` draws other moments; ``KG_SOAK_INSTANTS`` makes it shorter: so many instants of
each test, spread evenly. In full it takes an hour or so.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from test_hard_stops import LEFT, needs_the_kernel, told

COUNT = int(os.environ.get("KG_SOAK_INSTANTS", "0"))
SEED = os.environ.get("KG_SOAK_SEED", "0")
MOMENTS = COUNT or 300


@pytest.fixture(autouse=True)
def _in_memory(in_memory: Path) -> None:
    """Stores are made in memory."""


def ended(*orders: str) -> list[dict[str, object]]:
    """Every instant, and for people how many there were of each kind."""
    found = told("instants.py", *orders)
    for kind, count in sorted(Counter((e["how"], e["ended"], e["left"]) for e in found).items()):
        print(count, *kind)
    return found


@pytest.mark.parametrize("work", LEFT)
def test_killed_at_every_call_of_ours(work: str) -> None:
    found = ended(f"{work}:every-point:{COUNT}")
    assert COUNT or {each["left"] for each in found} == LEFT[work]


@needs_the_kernel
@pytest.mark.parametrize("work", ["rebuild", "gc"])
def test_killed_at_every_system_call(work: str) -> None:
    found = ended(f"{work}:calls:{COUNT}")
    assert {each["ended"] for each in found} == {-signal.SIGKILL}
    assert len(found) == COUNT or len(found) > 300
    assert COUNT or {each["left"] for each in found} == {"old", "new"}


def test_killed_at_any_moment() -> None:
    found = ended(f"rebuild:moments:{MOMENTS}:{SEED}")
    assert len(found) == MOMENTS
    assert {each["left"] for each in found} <= {"old", "new"}


@needs_the_kernel
@pytest.mark.parametrize("how", ["full", "broken"])
def test_where_the_disk_fails_from_any_system_call_on(how: str) -> None:
    found = ended(f"rebuild:{how}:{COUNT}")
    assert {each["ended"] for each in found} <= {0, 2}
    assert {each["left"] for each in found} <= {"old", "new"}


def test_every_file_harmed_in_every_way() -> None:
    found = told("harms.py", "every", COUNT)
    assert len(found) == COUNT or len(found) > 200
