"""The engine of the store alone: the limit of what a build and a query can reach.

python by_engine.py load QUADS FOLDER
python by_engine.py query FOLDER QUERY...
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


def query(folder: Path, files: list[Path]) -> None:
    """Prints the seconds of each query asked a second time, its answer written as JSON included."""
    store = ox.Store.read_only(str(folder))
    told = {}
    for _ in range(2):
        for file in files:
            text = file.read_text(encoding="utf-8")
            began = time.perf_counter()
            answer = store.query(text, use_default_graph_as_union=True)
            answer.serialize(format=ox.QueryResultsFormat.JSON)
            told[file.stem] = {"seconds": time.perf_counter() - began}
    print(json.dumps(told))


if __name__ == "__main__":
    if sys.argv[1] == "load":
        load(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        query(Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
