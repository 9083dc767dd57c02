"""The engine's merging of tables gives way to what a build does, where threads have priorities."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.store import compaction

_OPENED = """
import os, sys
from pathlib import Path
from kg.store import compaction
from kg.store.writer import Writer

assert compaction.merging() == []
os.nice(int(sys.argv[2]))
with Writer(Path(sys.argv[1])):
    print(sorted({os.getpriority(os.PRIO_PROCESS, each) for each in compaction.merging()}))
    print(os.getpriority(os.PRIO_PROCESS, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority for each thread")
@pytest.mark.parametrize("before", [0, 15])
def test_merging_gives_way_and_nothing_else_does(before: int, tmp_path: Path) -> None:
    own = min(os.getpriority(os.PRIO_PROCESS, 0) + before, 19)
    told = subprocess.run(
        [sys.executable, "-c", _OPENED, str(tmp_path / "store"), str(before)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert told.splitlines() == [str([max(10, own)]), str(own)]


def test_where_threads_are_not_told_of_nothing_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "_THREADS", tmp_path / "none")
    assert compaction.merging() == []
    compaction.give_way()
