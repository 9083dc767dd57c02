"""rdflib: quads read from N-Quads or made of the tables' rows, and written; and queries.

python by_rdflib.py parse QUADS OUTPUT
python by_rdflib.py add TABLES OUTPUT
python by_rdflib.py query QUADS LIMIT QUERY...
"""

from __future__ import annotations

import csv
import json
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rdflib import Dataset, Graph, Literal, URIRef

Quad = tuple[URIRef, URIRef, Any, Graph]


def parse(quads: Path, output: Path) -> None:
    """Reads an N-Quads file and writes it."""
    dataset = Dataset()
    dataset.parse(quads, format="nquads")
    dataset.serialize(output, format="nquads")


def add(folder: Path, output: Path) -> None:
    """Makes quads of the tables, adds them to a dataset, and writes it."""
    dataset = Dataset()
    dataset.addN(rows(dataset, folder))
    dataset.serialize(output, format="nquads")


def rows(dataset: Dataset, folder: Path) -> Iterator[Quad]:
    """The quads of the tables."""
    graphs: dict[str, Graph] = {}
    for table in json.loads((folder / "tables.json").read_bytes()):
        predicate, kind = URIRef(table["predicate"]), table["kind"]
        datatype = None if kind == "iri" or kind[0] == "@" else URIRef(kind)
        with Path(table["file"]).open(encoding="utf-8", newline="") as opened:
            for subject, value, graph in list(csv.reader(opened))[1:]:
                if graph not in graphs:
                    graphs[graph] = dataset.graph(URIRef(graph))
                if kind == "iri":
                    term: Any = URIRef(value)
                elif datatype is None:
                    term = Literal(value, lang=kind[1:])
                else:
                    term = Literal(value, datatype=datatype)
                yield URIRef(subject), predicate, term, graphs[graph]


def query(quads: Path, limit: int, files: list[Path]) -> None:
    """Prints seconds and answer of each query as JSON, or why there is none."""
    dataset = Dataset(default_union=True)
    dataset.parse(quads, format="nquads")
    dataset.query("ASK {}")  # builds the parser
    told: dict[str, Any] = {}
    signal.signal(signal.SIGALRM, too_long)
    for file in files:
        text = file.read_text(encoding="utf-8")
        began = time.perf_counter()
        try:
            signal.alarm(limit)
            answer = dataset.query(text).serialize(format="json") or b""
            signal.alarm(0)
            took = time.perf_counter() - began
            told[file.stem] = {"seconds": took, "answer": json.loads(answer)}
        except TimeoutError:
            told[file.stem] = {"failed": f"more than {limit} s"}
        except Exception as error:  # every fault of an evaluation has its own
            told[file.stem] = {"failed": type(error).__name__}
        finally:
            signal.alarm(0)
    print(json.dumps(told))


def too_long(*_: object) -> None:
    """Ends a query."""
    raise TimeoutError


if __name__ == "__main__":
    step, source, *more = sys.argv[1:]
    if step == "query":
        query(Path(source), int(more[0]), [Path(name) for name in more[1:]])
    else:
        {"parse": parse, "add": add}[step](Path(source), Path(more[0]))
