"""The engine of the store alone, loading an N-Quads file into a new store: the limit of a build.

python by_engine.py QUADS FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph as ox


def main(quads: Path, folder: Path) -> None:
    """Loads the file."""
    store = ox.Store(str(folder))
    store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    store.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
