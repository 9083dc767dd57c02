"""What kg does, a step in each process.

    python by_kg.py build|unvalidated CORPUS STORE    a build from nothing
    python by_kg.py change CORPUS STORE               a build after one article changed
    python by_kg.py dump STORE QUADS                  the quads of a store as one file
    python by_kg.py shards CORPUS FOLDER              what pySHACL is given: see write_shards
    python by_kg.py validate FOLDER SHAPES            validation of what that wrote
    python by_kg.py query STORE NAME...               named queries

Each prints what it found out as JSON.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

SHARDS, TRIPLES = "shards", "triples"


def build(corpus: Path, store: Path) -> dict[str, Any]:
    """A build as anybody has it."""
    import kg

    return {"quads": kg.build(corpus, store=store).quads}


def unvalidated(corpus: Path, store: Path) -> dict[str, Any]:
    """A build that holds nothing against the shapes, which users cannot have.

    Every task goes out with ``validate`` as false, to other processes too.
    """
    from inspect import signature

    from kg import making

    made = making.Task.__init__
    known = [each for each in signature(made).parameters.values() if each.default is not each.empty]
    assert any(each.name == "validate" and each.default is True for each in known)
    made.__defaults__ = tuple(each.name != "validate" and each.default for each in known)
    return build(corpus, store)


def change(corpus: Path, store: Path) -> dict[str, Any]:
    """One article changed, and built, in a process that has kg: seconds from edit to snapshot."""
    import kg

    began = time.perf_counter()
    edit(corpus)
    summary = kg.build(corpus, store=store)
    seconds = time.perf_counter() - began
    assert len(summary.written) == 1, summary.written
    return {"seconds": seconds, "written": list(summary.written)}


def edit(corpus: Path) -> None:
    """Makes a website of the first article's newspaper, or a newspaper of that website again."""
    path = min((corpus / "annotations" / "gold").iterdir())
    text = path.read_text(encoding="utf-8")
    for here, there in (("newspaper", "website"), ("website", "newspaper")):
        kind = re.compile(rf"(?m)^(A\d+\tOrganizationKind T\d+) {here}$")
        changed = kind.sub(rf"\1 {there}", text, count=1)
        if changed != text:
            path.write_text(changed, encoding="utf-8")
            return
    raise ValueError(f"{path.name} tells of no newspaper")


def dump(store: Path, quads: Path) -> dict[str, Any]:
    """The quads of a store as one N-Quads file."""
    import pyoxigraph as ox

    from kg.store.snapshots import SnapshotReader

    path = SnapshotReader(store).path
    ox.Store.read_only(str(path)).dump(str(quads), format=ox.RdfFormat.N_QUADS)
    return {}


def shards(corpus: Path, folder: Path) -> dict[str, Any]:
    """The articles' shards as N-Quads and as N-Triples, with shapes and what these need to know.

    ``shapes.nt`` are all shapes of articles, ``core.nt`` those but for what is SPARQL.
    """
    from rdflib import SH, Graph

    from kg import validation
    from kg.pipeline import read_shards

    for name in (SHARDS, TRIPLES):
        (folder / name).mkdir(parents=True)
    quads = 0
    for shard in read_shards(corpus):
        quads += len(shard.lines)
        (folder / SHARDS / f"{shard.article}.nq").write_text(shard.text, encoding="utf-8")
        triples = {line[: line.rindex(" <", 0, -3)] + " .\n" for line in shard.lines}
        text = "".join(sorted(triples))
        (folder / TRIPLES / f"{shard.article}.nt").write_text(text, encoding="utf-8")
    core = Graph() + validation.article_shapes()
    core.remove((None, SH.sparql, None))
    for name, graph in (
        ("closure", validation.closure()),
        ("shapes", validation.article_shapes()),
        ("core", core),
    ):
        (folder / f"{name}.nt").write_text(graph.serialize(format="nt"), encoding="utf-8")
    return {"quads": quads}


def validate(folder: Path, name: str) -> dict[str, Any]:
    """Every shard held against shapes of the folder, which are read before the clock starts.

    ``validate_article`` takes them in the place of the package's own, which ``shapes.nt`` are.
    """
    from kg import shapes, validation

    given = (folder / name).read_text(encoding="utf-8")
    shapes.article_shapes = lambda: given
    texts = [
        (path.stem, path.read_text(encoding="utf-8"))
        for path in sorted((folder / SHARDS).iterdir())
    ]
    validation.validate_article(texts[0][0], None, [texts[0][1]])
    found: dict[str, list[tuple[str, ...]]] = {}
    began = time.perf_counter()
    for article, text in texts:
        report = validation.validate_article(article, None, [text])
        found[article] = [
            (v.focus, v.path or "", v.value or "", v.component, v.severity)
            for v in report.violations
        ]
    return {"seconds": time.perf_counter() - began, "found": found}


def query(store: Path, names: list[str]) -> dict[str, Any]:
    """Named queries asked a second time: seconds of the package's own reader, and its answer.

    ``engine`` are the seconds of the engine alone for the same text, answered in JSON.
    """
    import pyoxigraph as ox

    from kg.query import named_query, run
    from kg.store.snapshots import SnapshotReader

    reader = SnapshotReader(store)
    engine = ox.Store.read_only(str(reader.path))
    told: dict[str, Any] = {}
    for _ in range(2):
        for name in names:
            asked = named_query(name)
            text = asked.bound({})
            began = time.perf_counter()
            answer = engine.query(text, use_default_graph_as_union=True)
            answer.serialize(format=ox.QueryResultsFormat.JSON)
            between = time.perf_counter()
            rows = run(reader, asked)
            told[name] = {
                "seconds": time.perf_counter() - between,
                "engine": between - began,
                "answer": rows.bindings,
            }
    return told


STEPS = {step.__name__: step for step in (build, unvalidated, change, dump, shards)}


if __name__ == "__main__":
    step, place, *more = sys.argv[1:]
    if step == "query":
        answer = query(Path(place), more)
    elif step == "validate":
        answer = validate(Path(place), more[0])
    else:
        answer = STEPS[step](Path(place), Path(more[0]))
    print(json.dumps(answer))
