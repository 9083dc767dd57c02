"""How long a build takes beside the engine's own bulk load of the same quads, and beside rdflib.

A made corpus (see made_corpus.py) is built; its quads are then loaded by the engine from one
N-Quads file to disk, which is the limit, and parsed and written by rdflib. Each runs in a process
of its own. Times are of the wall clock: builds share their work among the cores, and so does the
engine. What is printed are ratios; other processes on the machine make them worse or better by a
few tenths.

    python benchmarks/build.py [ARTICLES] [--rdflib]
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()


def build(folder: Path) -> dict[str, Any]:
    """A build from nothing."""
    import kg

    return {"quads": kg.build(folder / "corpus", store=folder / "store").quads}


def again(folder: Path) -> dict[str, Any]:
    """A build after one article changed, seen in this process alone: imports are not counted."""
    import kg

    sidecar = sorted((folder / "corpus" / "articles").iterdir())[0]
    text = sidecar.read_text(encoding="utf-8")
    sidecar.write_text(text.replace("publisher: ", "publisher: The New ", 1), encoding="utf-8")
    return {"written": len(kg.build(folder / "corpus", store=folder / "store").written)}


def dump(folder: Path) -> dict[str, Any]:
    """The quads of the store as one file."""
    import pyoxigraph as ox

    from kg.store.snapshots import SnapshotReader

    path = SnapshotReader(folder / "store").path
    ox.Store.read_only(str(path)).dump(str(folder / "all.nq"), format=ox.RdfFormat.N_QUADS)
    return {}


def bulk(folder: Path) -> dict[str, Any]:
    """The engine's own bulk load."""
    import pyoxigraph as ox

    store = ox.Store(str(folder / "bulk"))
    store.bulk_load(path=str(folder / "all.nq"), format=ox.RdfFormat.N_QUADS)
    store.flush()
    return {}


def rdflib(folder: Path) -> dict[str, Any]:
    """rdflib reading the same quads into memory and writing them."""
    from rdflib import Dataset

    dataset = Dataset()
    dataset.parse(folder / "all.nq", format="nquads")
    dataset.serialize(folder / "rdflib.nq", format="nquads")
    return {}


STEPS: dict[str, Callable[[Path], dict[str, Any]]] = {
    step.__name__: step for step in (build, again, dump, bulk, rdflib)
}


def run(step: str, folder: Path) -> dict[str, Any]:
    """A step in a process of its own: its seconds, and its peak memory in MB."""
    ran = subprocess.run(
        [sys.executable, str(HERE), "--step", step, str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def measured(step: str, folder: Path) -> dict[str, Any]:
    """What :func:`run` tells, in this process."""
    began = time.perf_counter()
    told = STEPS[step](folder)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {**told, "seconds": seconds, "peak_mb": peak}


def main() -> None:
    """Prints the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=1000)
    parser.add_argument("--rdflib", action="store_true", help="also what rdflib takes")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("folder", nargs="?", type=Path, help=argparse.SUPPRESS)
    if "--step" in sys.argv:
        print(json.dumps(measured(sys.argv[2], Path(sys.argv[3]))))
        return
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kg-build-"))
    try:
        made = HERE.with_name("made_corpus.py")
        subprocess.run([sys.executable, made, str(options.articles), folder], check=True)
        built, limit = run("build", folder), None
        run("dump", folder)
        limit = run("bulk", folder)
        quads, seconds = built["quads"], limit["seconds"]
        print(f"{options.articles} articles, {quads:,} quads")
        print(f"the engine's bulk load: {seconds:.1f} s, {limit['peak_mb']} MB")
        print(
            f"a build with validation: {built['seconds']:.1f} s, {built['peak_mb']} MB: "
            f"{built['seconds'] / seconds:.2f} times as long"
        )
        changed = run("again", folder)
        assert changed["written"] <= 1
        print(f"one article changed: {changed['seconds']:.2f} s, {changed['peak_mb']} MB")
        if options.rdflib:
            slow = run("rdflib", folder)
            told = slow["seconds"] / built["seconds"]
            print(f"rdflib reading and writing the same quads: {told:.2f} times as long as a build")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
