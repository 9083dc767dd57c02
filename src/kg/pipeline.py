"""The way from corpora to a validated snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kg import disjointness, identity, judgements, reference, resources, rules, terms
from kg import namespaces as ns
from kg.annotations.anchors import check_anchors
from kg.annotations.brat import read_brat
from kg.annotations.model import Document
from kg.candidates import candidates
from kg.checking import check as check_document
from kg.disjointness import DisjointSet, disjoint_sets
from kg.errors import InputError, Problem, Refusal, StoreError, plural
from kg.identity import Identity
from kg.judgements import Judgement, read_judgements
from kg.namespaces import DCTERMS, KG, PROV, RDF
from kg.places.gazetteer import Gazetteer
from kg.scheme import Scheme
from kg.shards import Shard
from kg.sources import LAYER, Article, find_articles
from kg.statements import make_shard
from kg.store import Writer, default_path
from kg.validation import Report, validate_article

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build made.

    All is counted after identity: ``statements`` are those of the articles' content graphs,
    ``derived`` the edges that rules make of them, ``entities`` and ``records`` things by class.
    ``judged`` counts the judgements in force, ``resolved`` what was decided by rule, and
    ``undecided`` what ``kg candidates`` lists. ``written`` are the articles whose graphs are not
    those of the snapshot before.
    """

    snapshot: str
    store: Path
    articles: int
    mentions: int
    claims: int
    statements: int
    derived: int
    quads: int
    entities: dict[str, int]
    records: dict[str, int]
    judged: int
    resolved: int
    undecided: int
    written: tuple[str, ...]
    anchors_verified: bool
    report: Report

    @property
    def violations(self) -> int:
        """How many violations the snapshot was switched in with."""
        return len(self.report.violations)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check of corpora found right; a check that finds anything wrong raises."""

    articles: int
    mentions: int
    anchors_verified: bool


def build(
    *corpora: str | Path,
    store: str | Path | None = None,
    texts: str | Path | None = None,
    allow_violations: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Builds corpora into a new snapshot of the store, and switches it in.

    The store then holds exactly these corpora. ``texts`` is the folder of the articles' texts, for
    whoever has them: every mention is then held against the text. ``progress`` is called with a
    phase, how much of it is done, and how much there is.

    Raises:
        InputError: a file cannot be used; every problem is told.
        Refusal: the graph violates the shapes, or the anchors are wrong.
        StoreError: the store cannot be written, or another build is writing it.
    """
    tell = progress or (lambda *_: None)
    root = Path(store) if store is not None else default_path()
    documents = _read(corpora, None if texts is None else Path(texts), tell)
    shards = _make_shards(documents, tell)
    disjoint = disjoint_sets(map(Path, corpora), shards)
    resolved = identify(shards, corpora)
    report = _validate(documents, shards, tell)
    if not allow_violations:
        _refuse(report, "was not built", "mend the annotations, or build with --allow-violations")
    made = _Made(documents, shards, disjoint, resolved, report, texts is not None)
    writer = Writer(root)
    with suppress(_Broken):
        return _write(writer, made, tell)
    return _write(Writer(root, afresh=True), made, tell)


def check(
    *corpora: str | Path, texts: str | Path | None = None, progress: Progress | None = None
) -> CheckResult:
    """Holds corpora against scheme and shapes and, where the texts are at hand, against the texts.

    Raises:
        InputError: a file cannot be used, or departs from the scheme; every problem is told.
        Refusal: an anchor or a hash is wrong, or the graph would violate the shapes.
    """
    tell = progress or (lambda *_: None)
    documents = _read(corpora, None if texts is None else Path(texts), tell)
    shards = _make_shards(documents, tell)
    disjoint_sets(map(Path, corpora), shards)
    identify(shards, corpora)
    _refuse(_validate(documents, shards, tell), "cannot be built", "mend the annotations")
    mentions = sum(len(document.mentions) for _, document in documents)
    return CheckResult(len(documents), mentions, texts is not None)


def _read(
    corpora: Sequence[str | Path], texts: Path | None, tell: Progress
) -> list[tuple[Article, Document]]:
    """Articles and their annotations, by article id, all held against the scheme."""
    if not corpora:
        raise InputError("no corpus is given", remedy="name a folder with articles/")
    if texts is not None and not texts.is_dir():
        raise InputError(
            "there is no such folder of texts", file=str(texts), remedy="name it with --texts"
        )
    articles = _articles(corpora)
    scheme = Scheme.load()
    problems: list[Problem] = []
    wrong: list[Problem] = []
    documents: list[tuple[Article, Document]] = []
    for number, article in enumerate(articles):
        tell("reading", number, len(articles))
        try:
            path = article.corpus / article.annotation_file
            shown = _shown(path)
            document = read_brat(path, article=article.id, layer=LAYER, file=shown)
        except InputError as error:
            problems += error.problems
            continue
        problems += check_document(document, scheme, article.length)
        documents.append((article, document))
        if texts is not None:
            try:
                wrong += check_anchors(document, article.text(texts))
            except Refusal as error:
                wrong += error.problems
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError.from_problems(problems + wrong)
    if wrong:
        raise Refusal.from_problems(wrong)
    return documents


def _refuse(report: Report, what: str, remedy: str) -> None:
    """Tells every violation, and what comes of them."""
    if report.violations:
        count = plural(len(report.violations), "violation")
        told = [Problem(str(violation)) for violation in report.violations]
        raise Refusal.from_problems(
            [*told, Problem(f"the graph has {count} and {what}", remedy=remedy)]
        )


def _shown(path: Path) -> str:
    """A path as messages show it: as it was given, whatever the working directory."""
    return path.as_posix()


def _articles(corpora: Sequence[str | Path]) -> list[Article]:
    found: dict[str, Article] = {}
    problems: list[Problem] = []
    for corpus in corpora:
        try:
            articles = find_articles(Path(corpus))
        except InputError as error:
            problems += error.problems
            continue
        for article in articles:
            if article.id in found:
                problems.append(
                    Problem(
                        f"the article {article.id!r} stands in {found[article.id].file} already",
                        article.file,
                        remedy="give each corpus once, or rename one of the articles",
                    )
                )
            found[article.id] = article
    if problems:
        raise InputError.from_problems(problems)
    return [found[article] for article in sorted(found)]


def _make_shards(documents: list[tuple[Article, Document]], tell: Progress) -> list[Shard]:
    scheme, gazetteer = Scheme.load(), Gazetteer.load()
    shards: list[Shard] = []
    problems: list[Problem] = []
    for number, (article, document) in enumerate(documents):
        tell("stating", number, len(documents))
        try:
            shards.append(make_shard(article, document, scheme, gazetteer))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError.from_problems(problems)
    return shards


def _validate(
    documents: list[tuple[Article, Document]], shards: list[Shard], tell: Progress
) -> Report:
    report = Report()
    for number, ((article, document), shard) in enumerate(zip(documents, shards, strict=True)):
        tell("validating", number, len(shards))
        report.add(validate_article(article.id, document.file, shard.lines))
    return report


def read_shards(*corpora: str | Path, progress: Progress | None = None) -> list[Shard]:
    """The shards of all articles of some corpora, by article id.

    Raises:
        InputError: a file cannot be used; every problem is told.
    """
    tell = progress or (lambda *_: None)
    return _make_shards(_read(corpora, None, tell), tell)


def identify(
    shards: Sequence[Shard],
    corpora: Sequence[str | Path],
    judged: Sequence[Judgement] | None = None,
) -> Identity:
    """Who and what is one in some corpora, of which these are the shards.

    ``judged`` are taken in the place of the corpora's own judgements.

    Raises:
        InputError: judgements cannot be used, or contradict one another.
    """
    if judged is None:
        judged = read_judgements(map(Path, corpora))
    return identity.resolve((shard.lines for shard in shards), judged, Gazetteer.load())


@dataclass(frozen=True, slots=True)
class _Made:
    """All that a snapshot is written from."""

    documents: list[tuple[Article, Document]]
    shards: list[Shard]
    disjoint: list[DisjointSet]
    identity: Identity
    report: Report
    verified: bool


class _Broken(Exception):
    """The snapshot in force, from which a build started, cannot be built on; nor need it be."""


def _write(writer: Writer, made: _Made, tell: Progress) -> Summary:
    try:
        return _written(writer, made, tell)
    except StoreError:
        if writer.inherits:
            raise _Broken from None
        raise


def _written(writer: Writer, made: _Made, tell: Progress) -> Summary:
    known = reference.place_lines(made.identity.places(), Gazetteer.load())
    resolved = identity.with_reference(made.identity, known)
    with writer:
        files = {s.article: writer.write_shard(s.article, s.digest, s.text) for s in made.shards}
        for name in ("officials.ttl", "reference.ttl", "alignments.ttl", "scheme.ttl"):
            writer.load_turtle(resources.path("ontology", name), ns.ONTOLOGY_GRAPH)
        writer.load_turtle(resources.path("ontology", "codes.ttl"), ns.REFERENCE_GRAPH)
        writer.load([*known, *resolved.lines()])
        writer.load([*disjointness.lines(made.disjoint), *judgements.lines(resolved.judged)])
        counted = _Counts()
        for number, shard in enumerate(made.shards):
            tell("storing", number, len(made.shards))
            applied = resolved.apply(shard.lines)
            writer.load(applied)
            counted.add(shard.article, applied)
        tell("deriving", 0, 1)
        derived = rules.derive(writer.construct)
        writer.load(derived)
        counts = counted.summary(derived) | {
            "judged": len(resolved.judged),
            "resolved": len(resolved.resolutions),
            "undecided": len(candidates(resolved)),
        }
        writer.load(_build_lines(made.shards, made.report, made.verified))
        manifest: dict[str, Any] = {
            "software": f"officials-kg {version('officials-kg')}",
            "corpora": sorted({_shown(article.corpus) for article, _ in made.documents}),
            "corpora_at": sorted({str(article.corpus.resolve()) for article, _ in made.documents}),
            "annotations": {article.id: document.file for article, document in made.documents},
            "shards": files,
            "anchors_verified": made.verified,
            "violations": len(made.report.violations),
            "quads": len(writer),
            **counts,
        }
        snapshot = writer.commit(manifest)
    return Summary(
        snapshot=snapshot,
        store=writer.root,
        articles=len(made.shards),
        quads=manifest["quads"],
        written=tuple(
            shard.article
            for shard in made.shards
            if writer.written & {make(shard.article) for make in _GRAPHS}
        ),
        anchors_verified=made.verified,
        report=made.report,
        **counts,
    )


_GRAPHS = (ns.content_graph, ns.evidence_graph)


@dataclass(slots=True)
class _Counts:
    """What the summary tells, counted over the lines that are stored."""

    mentions: int = 0
    claims: int = 0
    statements: int = 0
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, article: str, lines: Sequence[str]) -> None:
        """Takes in an article's lines; merged things may have made some of them the same."""
        content = f" {terms.iri(ns.content_graph(article))} .\n"
        type_of = f" <{RDF}type> <{KG}"
        for line in set(lines):
            inside = line.endswith(content)
            self.statements += inside
            if type_of not in line:
                continue
            subject, _, value, _ = line.split(" ", 3)
            kind = value[1:-1].removeprefix(KG)
            if inside:
                self.kinds[kind].add(subject)
            self.mentions += kind == "Mention"
            self.claims += kind == "Claim"

    def summary(self, derived: Sequence[str]) -> dict[str, Any]:
        """The counts by their names in :class:`Summary`."""
        derivations = f" {terms.iri(ns.DERIVATIONS_GRAPH)} .\n"
        official = f" <{RDF}type> <{KG}Official> "
        self.kinds["Official"] = {line.split(" ", 1)[0] for line in derived if official in line}
        known = {t.iri.removeprefix(KG) for t in Scheme.load().types.values() if t.kind == "entity"}
        sizes = {kind: len(nodes) for kind, nodes in sorted(self.kinds.items()) if nodes}
        entities = {k: n for k, n in sizes.items() if k in known or k == "Official"}
        return {
            "mentions": self.mentions,
            "claims": self.claims,
            "statements": self.statements,
            "derived": sum(not line.endswith(derivations) for line in derived),
            "entities": entities,
            "records": {kind: n for kind, n in sizes.items() if kind not in entities},
        }


def _build_lines(shards: list[Shard], report: Report, verified: bool) -> Iterator[str]:
    """The build's own graph: when, by what software, from which shards, with what allowed."""
    graph = terms.iri(ns.BUILD_GRAPH)
    node = ns.ID + "build"
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def line(subject: str, predicate: str, value: str) -> str:
        return f"<{subject}> <{predicate}> {value} {graph} .\n"

    yield line(node, RDF + "type", terms.iri(PROV + "Activity"))
    yield line(node, PROV + "endedAtTime", f'"{moment}"^^<{ns.XSD}dateTime>')
    yield line(node, DCTERMS + "creator", terms.text(f"officials-kg {version('officials-kg')}"))
    yield line(node, KG + "anchorsVerified", terms.truth(verified))
    yield line(node, KG + "violationsAllowed", terms.number(len(report.violations)))
    for shard in shards:
        article = ns.article(shard.article)
        yield line(node, PROV + "used", terms.iri(article))
        yield line(article, KG + "shardDigest", terms.text(shard.digest))
