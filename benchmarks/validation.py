"""Measures validation: beside pySHACL at 100,000 quads, as it grows, and by the size of a run.

Run it with ``python benchmarks/validation.py``. Articles are 200 of ``made_corpus.py``, two in a
hundred with a violation, or those of ``--corpus DIR``; again and again under new ids, if they are
too few. Times are those of the processor, on one core, and by quad of the shards. The bulk load of
the same quads by the engine of the store is the limit that all is held against.

What is run
-----------
- *ours*: ``kg.validation.validate_article``, article by article, all shapes
- *pySHACL*: the same quads without the query for statements without claims, which takes it minutes
  an article: article by article, as the scopes are, and as one graph, which is its fastest way;
  and with that query, as many articles as ``--queries`` says
- *runs of N*: the engine alone, given N articles at once with the closure they need, with and
  without that query. From this follows that a run takes one article.

It ends with exit code 1 where the two do not find the same.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path

import pyoxigraph as ox
import shacl
from made_corpus import write_corpus
from rdflib import SH, Graph

from kg import namespaces as ns
from kg import validation
from kg.pipeline import read_shards

MADE = 200
RUNS = (1, 2, 4, 8, 16)

Shards = list[tuple[str, str]]
"""Article and text."""


def shards(corpus: Path, quads: int) -> Iterator[tuple[str, str]]:
    """Shards of a corpus up to so many quads; from the second time on under new ids."""
    known = [(shard.article, shard.text) for shard in read_shards(corpus)]
    made = 0
    for turn in count():
        for article, text in known:
            if made >= quads:
                return
            name = f"{article}-{turn}" if turn else article
            old, new = ns.article(article), ns.article(name)
            copied = text.replace(f"<{old}/", f"<{new}/").replace(f"<{old}>", f"<{new}>")
            made += copied.count("\n")
            yield name, copied


def spent(work: Callable[[], object]) -> float:
    """Seconds of the processor."""
    start = time.process_time()
    work()
    return time.process_time() - start


def taken(work: Callable[[], validation.Report]) -> tuple[float, validation.Report]:
    """Seconds of the processor, and what came of it."""
    start = time.process_time()
    report = work()
    return time.process_time() - start, report


def size(articles: Shards) -> int:
    """Quads."""
    return sum(text.count("\n") for _, text in articles)


def validate(articles: Iterable[tuple[str, str]]) -> validation.Report:
    """By our way, all shapes."""
    report = validation.Report()
    for article, text in articles:
        report.add(validation.validate_article(article, None, [text]))
    return report


def load(articles: Shards) -> None:
    """The limit: the engine of the store takes the same quads from one text."""
    folder = tempfile.mkdtemp()
    text = "".join(text for _, text in articles).encode("utf-8")
    store = ox.Store(folder)
    store.bulk_load(text, format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store
    shutil.rmtree(folder)


def without_queries() -> Graph:
    """The shapes but for what is SPARQL."""
    shapes = Graph() + validation.article_shapes()
    shapes.remove((None, SH.sparql, None))
    return shapes


def by_reference(articles: Shards, shapes: Graph) -> validation.Report:
    """By pySHACL, as one graph."""
    lines = (f"{line}\n" for _, text in articles for line in text.split("\n") if line)
    data, extra = validation.graph_of(lines), validation.closure()
    return validation.validate_graph(data, shapes, extra=extra, engine="pyshacl")


def by_reference_each(articles: Shards, shapes: Graph) -> validation.Report:
    """By pySHACL, article by article."""
    report = validation.Report()
    for article in articles:
        report.add(by_reference([article], shapes))
    return report


def found(report: validation.Report) -> list[tuple[str, ...]]:
    """What two engines must agree on."""
    return sorted(
        (v.focus, v.path or "", v.value or "", v.component, v.severity) for v in report.violations
    )


def against_reference(articles: Shards, queries: int) -> bool:
    """Prints both times and their ratio; whether the two found the same."""
    quads = size(articles)
    print(f"\n{len(articles)} articles, {quads:,} quads")
    loaded = spent(lambda: load(articles))
    show("bulk load", loaded, quads)
    ours, report = taken(lambda: validate(articles))
    show("ours", ours, quads, f"{ours / loaded:.2f} of the bulk load")
    core = [one for one in found(report) if one[3] != "SPARQLConstraintComponent"]
    agreed = True
    shapes, few = without_queries(), articles[:queries]
    for name, way, those, graph, expected in (
        ("article by article, no query", by_reference_each, articles, shapes, core),
        ("as one graph, no query", by_reference, articles, shapes, core),
        (f"{queries} with the query", by_reference_each, few, validation.article_shapes(), None),
    ):
        if those:
            theirs, told = taken(lambda: way(those, graph))  # noqa: B023 (called at once)
            mine = ours * size(those) / quads
            same = found(told) == (found(validate(those)) if expected is None else expected)
            agreed = agreed and same
            note = f"{theirs / mine:,.0f} times ours, {'the same' if same else 'OTHER'} results"
            show(f"pySHACL, {name}", theirs, size(those), f"{note}: {len(told.violations):,}")
    return agreed


def growth(corpus: Path, sizes: Iterable[int]) -> None:
    """Prints the time as the corpus grows. Articles are made one by one: nothing holds them."""
    print("\ngrowth of ours")
    for quads in sizes:
        seconds, done = 0.0, 0
        for article in shards(corpus, quads):
            seconds += spent(lambda: validate([article]))  # noqa: B023 (called at once)
            done += size([article])
        show(f"{done:,} quads", seconds, done)


def runs(articles: Shards) -> None:
    """Prints the time by how many articles a run takes."""
    print("\nthe engine alone, by articles a run")
    closure = validation._reached_closure()
    for name, graph in (("all", validation.article_shapes()), ("no query", without_queries())):
        shapes = shacl.Shapes.from_text(graph.serialize(format="nt"), format="ntriples")
        for number in RUNS:

            def work(number: int = number, shapes: shacl.Shapes = shapes) -> None:
                for start in range(0, len(articles), number):
                    text = "".join(text for _, text in articles[start : start + number])
                    shapes.validate_text(text + closure, format="nquads")

            show(f"runs of {number}, {name}", spent(work), size(articles))


def show(what: str, seconds: float, quads: int, note: str = "") -> None:
    """Prints one line."""
    each = seconds / quads * 1e6
    print(f"  {what:<40} {seconds:8.2f} s {each:9.2f} us a quad  {note}".rstrip(), flush=True)


def main() -> int:
    """Prints all of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--corpus", type=Path, help="articles to take; else some are made")
    parser.add_argument("--quads", type=int, default=100_000, help="beside pySHACL")
    parser.add_argument("--queries", type=int, default=1, help="articles for pySHACL with queries")
    parser.add_argument("--grow", type=int, nargs="*", default=[100_000, 300_000, 1_000_000])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = given.corpus
        if corpus is None:
            write_corpus(MADE, Path(folder), violations=0.02)
            corpus = Path(folder) / "corpus"
        validate(shards(corpus, 1))  # shapes and closure are read once a process
        runs(list(shards(corpus, min(given.quads, 50_000))))
        growth(corpus, given.grow)
        return 0 if against_reference(list(shards(corpus, given.quads)), given.queries) else 1


if __name__ == "__main__":
    sys.exit(main())
