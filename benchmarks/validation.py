"""Measures validation as the corpus grows, and by the size of a run; beside pySHACL: speed.py.

Run it with ``python benchmarks/validation.py``. Articles are 200 of ``made_corpus.py``, two in a
hundred with a violation, or those of ``--corpus DIR``; again and again under new ids, if they are
too few. Times are those of the processor, on one core, and by quad of the shards.

What is run
-----------
- *growth*: ``kg.validation.validate_article``, article by article, all shapes
- *runs of N*: the engine alone, given N articles at once with the closure they need, with and
  without the query for statements without claims. From this follows that a run takes one article.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path

import shacl
from made_corpus import write_corpus
from rdflib import SH, Graph

from kg import namespaces as ns
from kg import validation
from kg.pipeline import read_shards
from kg.reports import Report
from kg.shapes import reached_closure

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


def size(articles: Shards) -> int:
    """Quads."""
    return sum(text.count("\n") for _, text in articles)


def validate(articles: Iterable[tuple[str, str]]) -> Report:
    """By our way, all shapes."""
    report = Report()
    for article, text in articles:
        report.add(validation.validate_article(article, None, [text]))
    return report


def without_queries() -> Graph:
    """The shapes but for what is SPARQL."""
    shapes = Graph() + validation.article_shapes()
    shapes.remove((None, SH.sparql, None))
    return shapes


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
    for name, graph in (("all", validation.article_shapes()), ("no query", without_queries())):
        shapes = shacl.Shapes.from_text(graph.serialize(format="nt"), format="ntriples")
        for number in RUNS:

            def work(number: int = number, shapes: shacl.Shapes = shapes) -> None:
                for start in range(0, len(articles), number):
                    text = "".join(text for _, text in articles[start : start + number])
                    shapes.validate_text(text + reached_closure(text), format="nquads")

            show(f"runs of {number}, {name}", spent(work), size(articles))


def show(what: str, seconds: float, quads: int) -> None:
    """Prints one line."""
    each = seconds / quads * 1e6
    print(f"  {what:<40} {seconds:8.2f} s {each:9.2f} us a quad", flush=True)


def main() -> None:
    """Prints all of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--corpus", type=Path, help="articles to take; else some are made")
    parser.add_argument("--quads", type=int, default=50_000, help="for runs")
    parser.add_argument("--grow", type=int, nargs="*", default=[100_000, 300_000, 1_000_000])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = given.corpus
        if corpus is None:
            write_corpus(MADE, Path(folder), violations=0.02)
            corpus = Path(folder) / "corpus"
        validate(shards(corpus, 1))  # shapes and closure are read once a process
        runs(list(shards(corpus, given.quads)))
        growth(corpus, given.grow)


if __name__ == "__main__":
    main()
