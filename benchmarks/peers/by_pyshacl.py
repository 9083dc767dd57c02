"""pySHACL: N-Triples files held against shapes, one by one or as one graph.

    python by_pyshacl.py each|whole SHAPES CLOSURE FILE...

Prints the seconds, reading of the data included, and what was found, as JSON.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import warnings
from pathlib import Path

import rdflib
from pyshacl import validate
from rdflib import RDF, SH, Graph

Found = list[tuple[str, str, str, str, str]]


def results(data: Graph, shapes: Graph) -> Found:
    """Focus, path, value, component and severity of what a graph violates."""
    _, report, text = validate(
        data,
        shacl_graph=shapes,
        inference="none",
        advanced=False,
        meta_shacl=False,
        do_owl_imports=False,
    )
    if not isinstance(report, Graph):
        raise ValueError(text)
    details = set(report.objects(None, SH.detail))
    found = []
    for node in set(report.subjects(RDF.type, SH.ValidationResult)) - details:
        focus, value = report.value(node, SH.focusNode), report.value(node, SH.value)
        found.append(
            (
                str(focus),
                str(report.value(node, SH.resultPath) or ""),
                "" if value is None or value == focus else str(value),
                str(report.value(node, SH.sourceConstraintComponent)).removeprefix(str(SH)),
                str(report.value(node, SH.resultSeverity)).removeprefix(str(SH)),
            )
        )
    return found


def main(way: str, shapes: Path, closure: Path, files: list[Path]) -> None:
    """Validates, and prints what came of it."""
    rdflib.NORMALIZE_LITERALS = False  # shapes judge literals as they are written
    logging.getLogger("rdflib.term").disabled = True
    warnings.simplefilter("ignore")
    rules, known = Graph().parse(shapes, format="nt"), Graph().parse(closure, format="nt")
    found: Found = []
    began = time.perf_counter()
    for some in [[file] for file in files] if way == "each" else [files]:
        data = Graph()
        for file in some:
            data.parse(file, format="nt")
        found += results(data + known, rules)
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "found": sorted(found)}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), [Path(name) for name in sys.argv[4:]])
