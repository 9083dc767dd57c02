"""Shapes and data -> a report.

The engines stand behind :func:`validate_graph`, for any graph, and :func:`validate_article`, which
hands the text of a shard on as it is: nothing is read by rdflib where the fast engine can judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kg import shapes as own
from kg import terms
from kg.engines import by_reference, judge
from kg.findings import report_of
from kg.reports import Kept, Report
from kg.shards import stamp_of

if TYPE_CHECKING:
    from rdflib import Graph

CORPUS = "corpus"
"""The scope of what articles share."""

# Of so many things is asked at a time, at most, and in how many threads: the engines do without
# Python's lock, and take memory for every thing.
_TOGETHER, _THREADS = 5000, 2


class _Graphs(Protocol):
    def construct(self, query: str) -> list[str]: ...


def validate(
    *files: str | Path,
    store: str | Path | None = None,
    shapes: Sequence[str | Path] | None = None,
    full: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Report:
    """Validates RDF files, or without files a store: each article, and what articles share.

    Each article is a scope; what articles share is the scope ``corpus``. ``shapes`` replace the
    project's own; they are asked of articles only. Of an article that is as the build left it, and
    was held against the same shapes, the report repeats what the build found; ``full`` validates
    every article again.

    Raises:
        InputError: a file cannot be read.
        StoreError: there is no store, or a shard is not what was kept.
    """
    from kg.rdffiles import graph_of, read_graphs
    from kg.store.snapshots import SnapshotReader, default_path

    chosen = read_graphs(map(Path, shapes)) if shapes else None
    if files:
        return _validate_files(files, chosen)
    tell = progress or (lambda *_: None)
    reader = SnapshotReader(Path(store) if store is not None else default_path())
    holds = not full and chosen is None and reader.state.get("shapes") == own.shapes_digest()
    report = Report()
    for number, article in enumerate(sorted(reader.articles)):
        tell("validating", number, len(reader.articles))
        record = reader.articles[article]
        if holds and stamp_of(reader.root / "shards", record.shard) == record.kept:
            report.add(_again(article, record.file, reader.state["reports"].get(article)))
            continue
        lines = reader.shard(article)
        if chosen is None:
            report.add(validate_article(article, record.file, lines))
        else:
            data = graph_of(lines)
            report.add(
                validate_graph(data, chosen, extra=closure(), scope=article, file=record.file)
            )
    if chosen is None:
        report.add(validate_corpus(reader))
    return report


def _again(article: str, file: str, kept: Kept | None) -> Report:
    return Report.again([(article, file, kept)]) if kept else Report.again((), quiet=1)


def _validate_files(files: Sequence[str | Path], chosen: Graph | None) -> Report:
    """Holds RDF files, as one graph, against these shapes or our own."""
    from kg.rdffiles import read_graphs

    data, scope = read_graphs(map(Path, files)), ", ".join(map(str, files))
    if chosen is not None:
        return validate_graph(data, chosen, scope=scope)
    return validate_graph(data, article_shapes(), extra=closure(), scope=scope)


@cache
def article_shapes() -> Graph:
    """The project's own shapes, which are asked of each article."""
    return _graph(own.article_shapes())


@cache
def closure() -> Graph:
    """What shapes reach beside an article's shard: classes and code lists."""
    return _graph(own.closure())


def validate_article(article: str, file: str | None, lines: Iterable[str]) -> Report:
    """Holds one article's shard, with the closure it needs, against the article shapes.

    ``file`` is its annotation file, as messages show it. ``lines`` are the shard's N-Quads, line
    by line or in any other portions. What is given and what is returned can be pickled.

    One run of the engine takes one article: the part of the closure that is read with it takes
    about as long as 70 quads, while the query for statements without claims takes longer, quad by
    quad, with every article of the same run (benchmarks/validation.py prints both).
    """
    text = "".join(lines)

    def data() -> Graph:
        from kg.rdffiles import graph_of

        return graph_of(f"{line}\n" for line in text.split("\n") if line) + closure()

    judged = judge(lambda: text + own.reached_closure(text), "nquads", own.article_shapes(), data)
    return report_of(judged, lambda: text, article, file)


def validate_corpus(graphs: _Graphs, things: Iterable[str] | None = None) -> Report:
    """Holds what the articles of a snapshot share against the corpus shapes.

    Things of several articles are read, and what made them one; what only one article tells of is
    judged with that article. ``things`` are the ids and things to ask of, by default all. Shapes
    look at each of them by itself, so that they can be asked of in parts.
    """
    asked = None if things is None else sorted(set(map(terms.iri, things)))
    parts = [(kind, part) for kind in own.SHARED for part in _parts(graphs, kind, asked)]
    with ThreadPoolExecutor(_THREADS) as pool:
        return Report.joined(pool.map(lambda part: _validate_part(graphs, *part), parts))


def _parts(
    graphs: _Graphs, kind: str, things: Sequence[str] | None
) -> Iterator[Sequence[str] | None]:
    """Things in parts; without things all of a kind, as one part without things if they are few."""
    if things is None:
        lines = graphs.construct(own.corpus_query(kind, "all"))
        things = [line.split(" ", 2)[2].removesuffix(" .\n") for line in lines]
        if 0 < len(things) <= _TOGETHER:
            yield None
            return
    for first in range(0, len(things), _TOGETHER):
        yield things[first : first + _TOGETHER]


def _validate_part(graphs: _Graphs, kind: str, things: Sequence[str] | None) -> Report:
    """Asks of things, as N-Triples text, or without them of all: to name them takes time, too."""
    query = own.corpus_query(kind, "told")
    if things is not None:
        query = query.replace("# of ?thing\n", f"VALUES ?thing {{ {' '.join(things)} }}\n")
    text = "".join(graphs.construct(query)) + own.closure()
    judged = judge(lambda: text, "turtle", own.corpus_shapes(kind), lambda: _graph(text))
    return report_of(judged, str, CORPUS, None)


def validate_graph(
    data: Graph,
    shapes: Graph,
    *,
    extra: Graph | None = None,
    scope: str = "data",
    file: str | None = None,
    engine: str | None = None,
) -> Report:
    """Holds a graph against shapes, without inference.

    ``extra`` is what the shapes need to know beside the data, such as classes. ``engine`` is one of
    :data:`kg.reports.ENGINES`; without it, the fast one holds the project's own shapes against the
    data, and the reference, which refuses malformed shapes, holds anybody else's.

    Raises:
        InputError: the shapes cannot be used.
    """
    from kg.rdffiles import in_order, written

    whole = data if extra is None else data + extra
    if engine == "shacl" or (engine is None and shapes is article_shapes()):
        judged = judge(
            lambda: whole.serialize(format="nt"), "ntriples", in_order(shapes), lambda: whole
        )
    else:
        judged = by_reference(whole, shapes)
    return report_of(judged, lambda: written(data), scope, file)


def _graph(turtle: str) -> Graph:
    from kg.rdffiles import to_graph

    return to_graph(turtle, "turtle")
