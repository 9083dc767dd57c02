"""The engine of the store alone: the limit of what a build and a query can reach.

    python by_engine.py load QUADS FOLDER
    python by_engine.py query FOLDER ROUNDS QUERY...
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pyoxigraph as ox


def load(quads: Path, folder: Path) -> None:
    """Loads an N-Quads file into a new store."""
    store = ox.Store(str(folder))
    store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    store.flush()


def query(folder: Path, rounds: int, files: list[Path]) -> None:
    """Prints the seconds of each query in each round, its answer written as JSON included."""
    store = ox.Store.read_only(str(folder))
    told: dict[str, list[float]] = {file.stem: [] for file in files}
    for _ in range(rounds):
        for file in files:
            text = file.read_text(encoding="utf-8")
            began = time.perf_counter()
            answer = store.query(text, use_default_graph_as_union=True)
            answer.serialize(format=ox.QueryResultsFormat.JSON)
            told[file.stem].append(time.perf_counter() - began)
    print(json.dumps(told))


if __name__ == "__main__":
    if sys.argv[1] == "load":
        load(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        query(Path(sys.argv[2]), int(sys.argv[3]), [Path(name) for name in sys.argv[4:]])
