"""Shapes and data -> a report.

The engines stand behind :func:`validate_graph`, for any graph, and :func:`validate_article`, which
hands the text of a shard on as it is: rdflib reads it only where something is wrong with it.
"""

from __future__ import annotations

import hashlib
import logging
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rdflib
import shacl
from rdflib import RDF, RDFS, SH, BNode, Dataset, Graph, URIRef
from rdflib.namespace import Namespace
from rdflib.term import Node

from kg import namespaces as ns
from kg import resources, terms
from kg.errors import InputError
from kg.namespaces import KG
from kg.namespaces import OA as OA_IRI

if TYPE_CHECKING:
    from kg.store.snapshots import Reader

OA = Namespace(OA_IRI)
_ARTICLE = URIRef(KG + "Article")
_FOCUS, _PATH, _EVIDENCE, _LINE, _FILE = (
    URIRef(KG + name) for name in ("focus", "path", "evidence", "annotationLine", "annotationFile")
)
_IS_RESULT = f" <{RDF.type}> <{SH.ValidationResult}> .\n"
CORPUS = "corpus"
"""The scope of what articles share."""


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
        warning = "" if self.breaks else "warning: "
        return f"{place}: {warning}{ns.shrink(self.focus)}{quote}{shown}{value}: {self.message}"

    @property
    def breaks(self) -> bool:
        """Whether it is more than a warning."""
        return self.severity not in ("Warning", "Info")


@dataclass(slots=True)
class Report:
    """What validation found, over one or more scopes. It is small, and can be pickled.

    ``results`` are the ``sh:ValidationResult`` as N-Triples, one text for each scope with any.
    ``engines`` tells how many scopes each engine judged, and ``fallbacks`` of each scope that was
    not for the fast engine, and why.
    """

    violations: list[Violation] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    scopes: int = 0
    engines: Counter[str] = field(default_factory=Counter)
    fallbacks: list[str] = field(default_factory=list)

    @property
    def conforms(self) -> bool:
        """Whether nothing was found, not even a warning."""
        return not self.violations

    @property
    def breaks(self) -> bool:
        """Whether anything was found that is more than a warning."""
        return any(violation.breaks for violation in self.violations)

    def add(self, other: Report) -> None:
        """Takes in the results of another scope."""
        self.violations += other.violations
        self.results += other.results
        self.scopes += other.scopes
        self.engines += other.engines
        self.fallbacks += other.fallbacks

    @property
    def graph(self) -> Graph:
        """The results as one graph, made anew each time."""
        return _graph("".join(self._lines()))

    def turtle(self) -> str:
        """One ``sh:ValidationReport`` in Turtle."""
        from kg.store import engine

        report, lines = ns.ID + "report", self._lines()
        found = {line.split(" ", 1)[0] for line in lines if line.endswith(_IS_RESULT)}
        details = {line.split(" ", 2)[2] for line in lines if f" <{SH.detail}> " in line}
        own = sorted(node for node in found if f"{node} .\n" not in details)
        conforms = terms.truth(self.conforms)
        whole = [
            f"<{report}> <{RDF.type}> <{SH.ValidationReport}> .\n",
            f"<{report}> <{SH.conforms}> {conforms} .\n",
            *(f"<{report}> <{SH.result}> {node} .\n" for node in own),
            *lines,
        ]
        try:
            return engine.turtle(whole, ns.PREFIXES | {"sh": str(SH)}).decode("utf-8")
        except (SyntaxError, ValueError):  # a language tag that is none; N-Triples are Turtle, too
            return "".join(whole)

    def _lines(self) -> list[str]:
        """The results as N-Triples; each scope has blank nodes of its own."""
        lines: list[str] = []
        for number, text in enumerate(self.results):
            mark = f"_:s{number}"
            triples = [line.split(" ", 2) for line in text.split("\n") if line]
            reports = {s for s, _, value in triples if value.startswith(f"<{SH.ValidationReport}>")}
            for triple in triples:
                if triple[0] not in reports:
                    marked = (t.replace("_:", mark, 1) if t.startswith("_:") else t for t in triple)
                    lines.append(" ".join(marked) + "\n")
        return lines

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
    """Validates RDF files, or without files a store: each article, and what articles share.

    Each article is a scope; what articles share is the scope ``corpus``. ``shapes`` replace the
    project's own; they are asked of articles only. ``full`` validates every article again; so far
    every validation does.

    Raises:
        InputError: a file cannot be read.
        StoreError: there is no store.
    """
    from kg.store.snapshots import SnapshotReader, default_path

    tell = progress or (lambda *_: None)
    report = Report()
    chosen = _read_all(map(Path, shapes)) if shapes else None
    if files:
        data = _read_all(map(Path, files))
        names = ", ".join(str(name) for name in files)
        if chosen is not None:
            report.add(validate_graph(data, chosen, scope=names))
        else:
            report.add(validate_graph(data, article_shapes(), extra=closure(), scope=names))
        return report
    reader = SnapshotReader(Path(store) if store is not None else default_path())
    for number, (article, lines) in enumerate(reader.shards()):
        tell("validating", number, len(reader.articles))
        file = reader.articles[article]["file"]
        if chosen is None:
            report.add(validate_article(article, file, lines))
        else:
            data = graph_of(lines)
            report.add(validate_graph(data, chosen, extra=closure(), scope=article, file=file))
    if chosen is None:
        report.add(validate_corpus(reader))
    return report


@cache
def article_shapes() -> Graph:
    """The project's own shapes, which are asked of each article."""
    return _read_all(resources.files("shapes", "*.ttl"))


@cache
def corpus_shapes() -> Graph:
    """The project's own shapes of what articles share: who and what is one, and why."""
    return _read_all(
        (*resources.files("shapes/corpus", "*.ttl"), resources.path("shapes", "judgements.ttl"))
    )


def _closure_files() -> list[Path]:
    return [resources.path("ontology", name) for name in ("officials.ttl", "codes.ttl")]


@cache
def closure() -> Graph:
    """What shapes reach beside an article's shard: classes and code lists."""
    return _read_all(_closure_files())


@cache
def shapes_digest() -> str:
    """What the verdict on an article hangs on beside its shard: shapes, closure and engines.

    SHA-256, in hexadecimal digits.
    """
    digest = hashlib.sha256()
    for path in (*resources.files("shapes", "*.ttl"), *_closure_files()):
        raw = path.read_bytes()
        digest.update(f"{path.name} {len(raw)}\n".encode() + raw)
    for engine in ENGINES:
        digest.update(f"{engine} {version(engine)}\n".encode())
    return digest.hexdigest()


@cache
def _reached_closure() -> str:
    """The part of the closure that the article shapes can look at, as N-Triples.

    It is read with each article, and reading is what takes the time. A class or a code is judged
    only as a value, or by a shape that targets it by a property. No statement of an article is
    about one, so that of its class only what shapes name counts, and the query for statements
    without claims, which is asked of the nodes of an article, does not look there.
    """
    shapes, whole = article_shapes(), closure()
    kinds: set[Node] = set()
    for named in (SH.targetClass, SH["class"]):
        for kind in set(shapes.objects(None, named)):
            below = whole.transitive_subjects(RDFS.subClassOf, kind)
            kinds.update(node for node in below if node is not None)
    predicates = {RDFS.subClassOf, *_paths(shapes)}
    reached = Graph()
    for kind in kinds:
        for node in whole.subjects(RDF.type, kind):
            reached += whole.triples((node, None, None))
    for predicate in predicates:
        reached += whole.triples((None, predicate, None))
    return _in_order(reached)


def _in_order(graph: Graph) -> str:
    """N-Triples in the same order in every process, so that results come in one order, too."""
    return "".join(f"{line}\n" for line in sorted(graph.serialize(format="nt").split("\n")) if line)


def _paths(shapes: Graph) -> set[Node]:
    """The predicates that shapes follow from a value, or from a node targeted by a property."""
    asked: set[Node] = set()
    found: set[Node] = set()
    for target in (SH.targetSubjectsOf, SH.targetObjectsOf):
        for shape, predicate in shapes.subject_objects(target):
            asked.add(shape)
            found.add(predicate)
    for shape, path in shapes.subject_objects(SH.path):
        asked.update(node for name, node in shapes.predicate_objects(shape) if name != SH.path)
        if isinstance(path, BNode):
            found.update(_below(shapes, path))
    for shape in asked:
        for node in _below(shapes, shape):
            found.update(shapes.objects(node, SH.path))
    return found


def _below(shapes: Graph, shape: Node) -> set[Node]:
    """A shape or a path, and all that it is made of."""
    found: set[Node] = set()
    todo = [shape]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += shapes.objects(node)
    return found


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
        with _as_written():
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


@contextmanager
def _as_written() -> Iterator[None]:
    """Literals are read as they are, ill-typed ones too: the shapes judge them.

    Else rdflib would make false of the boolean "none", and true of "1".
    """
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        with _silent("rdflib.term"), warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _graph(triples: str) -> Graph:
    """N-Triples as a graph."""
    with _as_written():
        return Graph().parse(data=triples, format="nt")


def graph_of(lines: Iterable[str]) -> Graph:
    """N-Quads lines as one graph, whatever graphs they name."""
    return _graph("".join(_without_graph(line) for line in lines))


def _without_graph(line: str) -> str:
    return line[: line.rindex(" <", 0, len(line) - 3)] + " .\n"


def validate_article(article: str, file: str | None, lines: Iterable[str]) -> Report:
    """Holds one article's shard, with the closure it needs, against the article shapes.

    ``file`` is its annotation file, as messages show it. ``lines`` are the shard's N-Quads, line
    by line or in any other portions. What is given and what is returned can be pickled.

    One run of the engine takes one article: the part of the closure that is read with it takes
    about as long as 300 quads, while the query for statements without claims takes longer, quad by
    quad, with every article of the same run (benchmarks/validation.py prints both).
    """
    text = "".join(lines)

    def data() -> Graph:
        return graph_of(f"{line}\n" for line in text.split("\n") if line)

    whole, shapes = text + _reached_closure(), article_shapes()
    judged = _judge(lambda: whole, "nquads", shapes, lambda: data() + closure())
    return _report(judged, data, article, file)


def validate_corpus(reader: Reader) -> Report:
    """Holds what the articles of a snapshot share against the corpus shapes.

    Things of several articles are read, and what made them one; what only one article tells of is
    judged with that article.
    """
    query = resources.path("queries", "validation", "corpus.rq").read_text(encoding="utf-8")
    text = "".join(reader.construct(query)) + closure().serialize(format="nt")

    judged = _judge(lambda: text, "ntriples", corpus_shapes(), lambda: _graph(text))
    return _report(judged, Graph, CORPUS, None)


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
    if engine is None:
        engine = "shacl" if shapes is article_shapes() else "pyshacl"
    if engine == "shacl":
        judged = _judge(lambda: whole.serialize(format="nt"), "ntriples", shapes, lambda: whole)
    else:
        judged = _Judged(engine, _by_pyshacl(whole, shapes))
    return _report(judged, lambda: data, scope, file)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What an engine found: a ``sh:ValidationReport`` as N-Triples, empty if that is nothing.

    ``why`` says why the fast engine could not judge.
    """

    engine: str
    results: str
    why: str = ""


def _judge(text: Callable[[], str], form: str, shapes: Graph, data: Callable[[], Graph]) -> _Judged:
    """By ``shacl``, whose time is a hundredth of pySHACL's.

    It is stricter about terms than rdflib: what it can't read the reference takes, as ``data``.
    """
    try:
        report = _compiled(shapes).validate_text(text(), format=form)
        return _Judged("shacl", report.serialize("ntriples") if len(report) else "")
    except Exception as error:
        return _Judged("pyshacl", _by_pyshacl(data(), shapes), " ".join(str(error).split()))


@lru_cache(maxsize=4)
def _compiled(shapes: Graph) -> shacl.Shapes:
    return shacl.Shapes.from_text(_in_order(shapes), format="ntriples")


def _by_pyshacl(data: Graph, shapes: Graph) -> str:
    """By pySHACL, the reference.

    Raises:
        InputError: the shapes cannot be used.
    """
    from pyshacl import validate
    from pyshacl.errors import ShapeRecursionWarning

    # What pySHACL says is raised as well; rdflib tells each ill-typed literal once more.
    try:
        with _silent("pyshacl-validate"), _silent("rdflib.term"), warnings.catch_warnings():
            warnings.simplefilter("error", ShapeRecursionWarning)
            conforms, results, text = validate(
                data,
                shacl_graph=shapes,
                inference="none",
                advanced=False,
                meta_shacl=False,
                do_owl_imports=False,
            )
        if not isinstance(results, Graph):
            raise ValueError(text)
    except Exception as error:  # every kind of constraint raises its own
        raise InputError(
            f"the shapes cannot be used: {' '.join(str(error).split())}", remedy="mend the shapes"
        ) from error
    return "" if conforms else _written(results)


ENGINES = ("shacl", "pyshacl")
"""The fast engine and the reference, by the names of their distributions."""


def _report(judged: _Judged, graph: Callable[[], Graph], scope: str, file: str | None) -> Report:
    """What was found in a scope, with the annotations that it comes from."""
    report = Report(scopes=1, engines=Counter([judged.engine]))
    if judged.why:
        report.fallbacks.append(f"{scope}: judged by {judged.engine}, as shacl said: {judged.why}")
    if not judged.results:
        return report
    report.results.append(judged.results)
    results, data = _graph(judged.results), graph()
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
    report.violations.sort(
        key=lambda v: (v.line or 0, v.focus, v.path or "", v.value or "", v.component, v.message)
    )
    return report


_UNWRITABLE = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def _written(graph: Graph) -> str:
    """A graph as N-Triples; what cannot stand in an IRI, which data may have there, is escaped."""

    def writable(node: Node) -> Node:
        if isinstance(node, URIRef) and _UNWRITABLE.search(node):
            return URIRef(_UNWRITABLE.sub(lambda found: f"%{ord(found[0]):02X}", node))
        return node

    whole = Graph()
    for subject, predicate, value in graph:
        whole.add((writable(subject), predicate, writable(value)))
    return whole.serialize(format="nt")


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
