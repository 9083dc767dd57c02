"""Shapes and data -> a report. The engines stand behind :func:`validate_graph`."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import shacl
from rdflib import RDF, SH, Dataset, Graph, Literal, URIRef
from rdflib.namespace import Namespace
from rdflib.term import Node

from kg import namespaces as ns
from kg import resources
from kg.errors import InputError
from kg.namespaces import KG
from kg.namespaces import OA as OA_IRI

OA = Namespace(OA_IRI)
_ARTICLE = URIRef(KG + "Article")
_FOCUS, _PATH, _EVIDENCE, _LINE, _FILE = (
    URIRef(KG + name) for name in ("focus", "path", "evidence", "annotationLine", "annotationFile")
)


@dataclass(frozen=True, slots=True)
class Violation:
    """One result of validation.

    ``line`` and ``quote`` lead to the annotation that is to be mended; both are None where the
    data hold no claims.
    """

    scope: str
    focus: str
    path: str | None
    value: str | None
    component: str
    severity: str
    message: str
    file: str | None = None
    line: int | None = None
    quote: str | None = None

    def __str__(self) -> str:
        """One line: where the annotation stands, its words, what is wrong."""
        place = f"{self.file}:{self.line}" if self.file and self.line else self.file or self.scope
        shown = f" ({ns.shrink(self.path)})" if self.path else ""
        value = f", not {ns.shrink(self.value)}" if self.value else ""
        quote = f", “{self.quote}”" if self.quote else ""
        return f"{place}: {ns.shrink(self.focus)}{quote}{shown}{value}: {self.message}"


@dataclass(slots=True)
class Report:
    """What validation found, over one or more scopes."""

    violations: list[Violation] = field(default_factory=list)
    graph: Graph = field(default_factory=Graph)
    scopes: int = 0

    @property
    def conforms(self) -> bool:
        """Whether nothing was found."""
        return not self.violations

    def add(self, other: Report) -> None:
        """Takes in the results of another scope."""
        self.violations += other.violations
        self.scopes += other.scopes
        nodes = set(other.graph.subjects(RDF.type, SH.ValidationReport))
        for subject, predicate, value in other.graph:
            if subject not in nodes:
                self.graph.add((subject, predicate, value))

    def turtle(self) -> str:
        """One ``sh:ValidationReport`` in Turtle."""
        graph = Graph()
        for prefix, base in ns.PREFIXES.items():
            graph.bind(prefix, base)
        for triple in self.graph:
            graph.add(triple)
        report = URIRef(ns.ID + "report")
        graph.add((report, RDF.type, SH.ValidationReport))
        graph.add((report, SH.conforms, Literal(self.conforms)))
        for result in set(graph.subjects(RDF.type, SH.ValidationResult)):
            if not any(graph.subjects(SH.detail, result)):
                graph.add((report, SH.result, result))
        return graph.serialize(format="turtle")

    def json(self) -> list[dict[str, Any]]:
        """The violations as plain values."""
        return [
            {name: getattr(violation, name) for name in Violation.__slots__}
            for violation in self.violations
        ]


def validate(
    *files: str | Path,
    store: str | Path | None = None,
    shapes: Sequence[str | Path] | None = None,
    full: bool = False,  # noqa: ARG001 (contract)
    progress: Callable[[str, int, int], None] | None = None,
) -> Report:
    """Validates RDF files, or without files the articles of a store, each in its own scope.

    ``shapes`` replace the project's own. ``full`` validates every article again; so far every
    validation does.

    Raises:
        InputError: a file cannot be read.
        StoreError: there is no store.
    """
    from kg.store.snapshots import SnapshotReader, default_path

    tell = progress or (lambda *_: None)
    report = Report()
    chosen = _read_all(map(Path, shapes)) if shapes else article_shapes()
    if files:
        data = _read_all(map(Path, files))
        extra = None if shapes else closure()
        names = ", ".join(str(name) for name in files)
        report.add(validate_graph(data, chosen, extra=extra, scope=names))
        return report
    reader = SnapshotReader(Path(store) if store is not None else default_path())
    shards = reader.shards()
    for number, (article, lines) in enumerate(shards):
        tell("validating", number, len(reader.articles))
        data = graph_of(lines)
        file = reader.articles[article]["file"]
        report.add(validate_graph(data, chosen, extra=closure(), scope=article, file=file))
    return report


@cache
def article_shapes() -> Graph:
    """The project's own shapes."""
    return _read_all(resources.files("shapes", "*.ttl"))


@cache
def closure() -> Graph:
    """What shapes reach beside an article's shard: classes and code lists."""
    names = ("officials.ttl", "codes.ttl")
    return _read_all([resources.path("ontology", name) for name in names])


def _read_all(paths: Iterable[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph += read_graph(path)
    return graph


def read_graph(path: Path) -> Graph:
    """Any RDF file as one graph; named graphs are joined.

    Raises:
        InputError: it is missing, of no known format, or malformed.
    """
    from rdflib.util import guess_format

    if not path.is_file():
        raise InputError("there is no such file", file=str(path), remedy="name an RDF file")
    known = guess_format(path.name)
    if known is None:
        raise InputError(
            f"the ending {path.suffix!r} is that of no RDF format",
            file=str(path),
            remedy="use .ttl, .nt, .nq, .trig, .jsonld, .rdf or .n3",
        )
    graph = Graph()
    try:
        with _silent("rdflib.term"):  # ill-typed literals are data, too: the shapes judge them
            if known in ("nquads", "trig"):
                dataset = Dataset(default_union=True)
                dataset.parse(path, format=known)
                for subject, predicate, value, _ in dataset.quads():
                    graph.add((subject, predicate, value))
            else:
                graph.parse(path, format=known)
    except Exception as error:  # every parser of rdflib raises its own kind
        line = getattr(error, "lines", None)
        raise InputError(
            f"not readable as {known}: {' '.join(str(error).split())[:200]}",
            file=str(path),
            line=line + 1 if isinstance(line, int) else None,
            remedy="mend the file",
        ) from error
    return graph


@contextmanager
def _silent(logger: str) -> Iterator[None]:
    """Nothing is logged there for a while; then all is as it was."""
    library = logging.getLogger(logger)
    before, library.disabled = library.disabled, True
    try:
        yield
    finally:
        library.disabled = before


def graph_of(lines: Sequence[str]) -> Graph:
    """N-Quads lines as one graph, whatever graphs they name."""
    graph = Graph()
    graph.parse(data="".join(_without_graph(line) for line in lines), format="nt")
    return graph


def _without_graph(line: str) -> str:
    return line[: line.rindex(" <", 0, len(line) - 3)] + " .\n"


def validate_article(article: str, file: str, lines: Sequence[str]) -> Report:
    """Holds one article's shard, with the closure it needs, against the article shapes."""
    data = graph_of(lines)
    return validate_graph(data, article_shapes(), extra=closure(), scope=article, file=file)


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
    :data:`ENGINES`; without it, the fast one holds the project's own shapes against the data, and
    the reference, which refuses malformed shapes, holds anybody else's.

    Raises:
        InputError: the shapes cannot be used.
    """
    whole = data if extra is None else data + extra
    try:
        own = shapes is article_shapes()
        results = ENGINES[engine or ("shacl" if own else "pyshacl")](whole, shapes)
    except Exception as error:  # every engine and every kind of constraint raises its own
        raise InputError(
            f"the shapes cannot be used: {' '.join(str(error).split())}", remedy="mend the shapes"
        ) from error
    return _report(results, data, scope, file)


def _by_shacl(data: Graph, shapes: Graph) -> Graph:
    """By the engine ``shacl``, whose time is a hundredth of pySHACL's.

    It is stricter about terms than rdflib: what it can't read the reference takes.
    """
    try:
        text = data.serialize(format="nt")
        report = _compiled(shapes).validate_text(text, format="ntriples")
    except Exception:
        return _by_pyshacl(data, shapes)
    return Graph().parse(data=report.serialize("ntriples"), format="nt")


@lru_cache(maxsize=4)
def _compiled(shapes: Graph) -> shacl.Shapes:
    return shacl.Shapes.from_text(shapes.serialize(format="nt"), format="ntriples")


def _by_pyshacl(data: Graph, shapes: Graph) -> Graph:
    """By pySHACL, the reference."""
    from pyshacl import validate
    from pyshacl.errors import ShapeRecursionWarning

    # What pySHACL says is raised as well; rdflib tells each ill-typed literal once more.
    with _silent("pyshacl-validate"), _silent("rdflib.term"), warnings.catch_warnings():
        warnings.simplefilter("error", ShapeRecursionWarning)
        _, results, text = validate(
            data,
            shacl_graph=shapes,
            inference="none",
            advanced=False,
            meta_shacl=False,
            do_owl_imports=False,
        )
    if not isinstance(results, Graph):
        raise ValueError(text)
    return results


ENGINES = {"shacl": _by_shacl, "pyshacl": _by_pyshacl}
"""Name -> engine: from data and shapes it makes the graph of a ``sh:ValidationReport``."""


def _report(results: Graph, data: Graph, scope: str, file: str | None) -> Report:
    report = Report(graph=results, scopes=1)
    details = set(results.objects(None, SH.detail))

    def name(node: Node, predicate: URIRef) -> str:
        return str(results.value(node, predicate)).removeprefix(str(SH))

    for node in results.subjects(RDF.type, SH.ValidationResult):
        if node in details:
            continue
        focus = results.value(node, SH.focusNode)
        path, value = results.value(node, SH.resultPath), results.value(node, SH.value)
        of_article = (focus, RDF.type, _ARTICLE) in data
        found, line, quote = _annotation(data, value if of_article else focus, path)
        report.violations.append(
            Violation(
                scope=scope,
                focus=str(focus),
                path=None if path is None else str(path),
                value=None if value is None or value == focus else str(value),
                component=name(node, SH.sourceConstraintComponent),
                severity=name(node, SH.resultSeverity),
                message=str(results.value(node, SH.resultMessage)),
                file=file or found,
                line=line,
                quote=quote,
            )
        )
    report.violations.sort(key=lambda v: (v.line or 0, v.focus, v.path or "", v.value or ""))
    return report


def _annotation(
    data: Graph, focus: Node | None, path: Node | None
) -> tuple[str | None, int | None, str | None]:
    """The file, the line and the words of the annotation that a focus node comes from.

    Where one annotation gives the node its value of the path, it is that one.
    """
    if focus is None:
        return None, None, None
    claims = sorted({focus, *data.subjects(_FOCUS, focus)}, key=str)
    claims.sort(key=lambda claim: (bool(path) and (claim, _PATH, path) not in data, claim != focus))
    evidence = (sorted(data.objects(claim, _EVIDENCE), key=str) for claim in claims)
    itself = [*data.subjects(OA.hasSelector, focus), focus]
    mentions = next(filter(None, evidence), itself)
    lines = (data.value(node, _LINE) for node in (*claims, *mentions))
    line = next((int(str(found)) for found in lines if found is not None), None)
    stretches = {
        (int(str(start)), str(exact))
        for mention in mentions
        for selector in data.objects(mention, OA.hasSelector)
        for start in data.objects(selector, OA.start)
        for exact in data.objects(selector, OA.exact)
    }
    quote = " … ".join(words for _, words in sorted(stretches)) or None
    sources = (data.value(mention, OA.hasSource) for mention in mentions)
    file = next((data.value(source, _FILE) for source in sources if source is not None), None)
    return None if file is None else str(file), line, quote
