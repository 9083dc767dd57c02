"""The way from corpora to a validated snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from kg import disjointness, identity, reference, resources, terms
from kg import namespaces as ns
from kg.changes import Changes
from kg.contributions import Slice, contributed, contribution, standing
from kg.disjointness import disjoint_sets
from kg.entities import read_entities
from kg.errors import InputError, Problem, Refusal, StoreError, plural
from kg.identifying import Identifying, Outcome, judged_articles
from kg.identity import Identity
from kg.inputs import (
    decided_by,
    find_inputs,
    hashed,
    reference_digest,
    shaped_by,
    stored_by,
)
from kg.judgements import Judgement, in_force, read_judgements
from kg.making import Made, Task
from kg.namespaces import DCTERMS, KG, PROV, RDF
from kg.parts import Parts, parted
from kg.places.gazetteer import Gazetteer
from kg.records import MasterCopies, MostlyNewError, Order, Remembered, bring_up
from kg.reports import Report
from kg.scheduling import Progress, make_all, share
from kg.shapes import corpus_digest, shapes_digest
from kg.shards import KeptShard, Shard
from kg.spool import Spool
from kg.store.collecting import tidy
from kg.store.engine import read_turtle
from kg.store.snapshots import default_path
from kg.store.writer import Writer
from kg.validation import validate_corpus


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build made.

    All is counted after identity: ``statements`` are those of the articles' content graphs,
    ``derived`` the edges that rules make of them, ``entities`` and ``records`` things by class.
    ``judged`` counts the judgements in force, ``resolved`` what was decided by rule, and
    ``undecided`` the places of articles that nobody decided: ``kg candidates`` lists these, and who
    may be who. ``written`` are the articles whose graphs are not
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
    processes: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Builds corpora into a new snapshot of the store, and switches it in.

    The store then holds exactly these corpora; what is as it was in the snapshot before is taken
    from there. ``texts`` is the folder of the articles' texts, for whoever has them: every mention
    is then held against the text. ``processes`` share the work, by default one for each core where
    there is enough of it, or the workers of the Dask cluster whose ``scheduler`` is at an address;
    corpora, texts and store are then on storage that they share. ``progress`` is called with a
    phase, how much of it is done, and how much there is.

    Raises:
        InputError: a file cannot be used, every problem is told; or processes or cluster cannot.
        MissingExtra: a scheduler is named, and Dask is not installed.
        Refusal: the graph violates the shapes, or the anchors are wrong.
        StoreError: the store cannot be written, or another build is writing it.
    """
    root = Path(store) if store is not None else default_path()
    order = Order(
        corpora=tuple(map(Path, corpora)),
        inputs=find_inputs(corpora),
        texts=_folder_of(texts),
        allow_violations=allow_violations,
        sharing=share(processes, scheduler),
        tell=progress or _quiet,
    )
    summary = _built(root, order)
    order.tell("tidying", 0, 1)
    return replace(summary, snapshot=tidy(root) or summary.snapshot)


def check(
    *corpora: str | Path, texts: str | Path | None = None, progress: Progress | None = None
) -> CheckResult:
    """Holds corpora against scheme and shapes and, where the texts are at hand, against the texts.

    Raises:
        InputError: a file cannot be used, or departs from the scheme; every problem is told.
        Refusal: an anchor or a hash is wrong, or the graph would violate the shapes.
    """
    folder = _folder_of(texts)
    tasks = [Task(each, folder) for each in find_inputs(corpora)]
    made = list(make_all(tasks, progress or _quiet))
    shards = {each.article: each.shard for each in made if each.shard}
    disjoint_sets(map(Path, corpora), shards)
    identify(shards.values(), corpora)
    report = Report()
    for each in made:
        report.add(each.report)
    _refuse(report, "cannot be built", "mend the annotations")
    return CheckResult(len(made), sum(each.mentions for each in made), texts is not None)


def read_shards(*corpora: str | Path, progress: Progress | None = None) -> list[Shard]:
    """The shards of all articles of some corpora, by article id.

    Raises:
        InputError: a file cannot be used; every problem is told.
    """
    tasks = [Task(each, validate=False) for each in find_inputs(corpora)]
    return [each.shard for each in make_all(tasks, progress or _quiet) if each.shard]


def identify(
    shards: Iterable[Shard | KeptShard],
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
    told = (read_entities(parted(shard.lines)) for shard in shards)
    return identity.resolve(told, judged, Gazetteer.load())


def _quiet(_phase: str, _done: int, _total: int) -> None:
    """Tells nobody."""


def _folder_of(texts: str | Path | None) -> Path | None:
    if texts is not None and not Path(texts).is_dir():
        raise InputError(
            "there is no such folder of texts", file=str(texts), remedy="name it with --texts"
        )
    return None if texts is None else Path(texts)


def _refuse(report: Report, what: str, remedy: str) -> None:
    """Tells every violation, and what comes of them."""
    if report.violations:
        count = plural(len(report.violations), "violation")
        told = [Problem(str(violation)) for violation in report.violations]
        raise Refusal.from_problems(
            [*told, Problem(f"the graph has {count} and {what}", remedy=remedy)]
        )


# A build

_NOT_BUILT = "was not built", "mend the annotations, or build with --allow-violations"
_ABOUT_BUILD = (
    RDF + "type",
    PROV + "endedAtTime",
    DCTERMS + "creator",
    KG + "anchorsVerified",
    KG + "violationsAllowed",
)


class _Trust(Enum):
    """What a build goes on from, if it can: the snapshot in force, else its shards."""

    SNAPSHOT, SHARDS, NOTHING = range(3)


def _built(root: Path, order: Order) -> Summary:
    """Builds on as much of the store as can be trusted."""
    for trust in _Trust:
        with Writer(root, inherit=trust is _Trust.SNAPSHOT) as writer:
            parent = writer.parent
            known = Remembered()
            if trust is not _Trust.NOTHING:
                known = Remembered.of(root, parent)
            if trust is _Trust.SNAPSHOT and not (
                parent and parent.state["stored_by"] == stored_by()
            ):
                continue
            try:
                return _build(order, writer, known)
            except MostlyNewError:
                continue
            except StoreError:
                if trust is _Trust.NOTHING or not known.articles:
                    raise
    raise AssertionError("a build ends or raises")


def _build(order: Order, writer: Writer, known: Remembered) -> Summary:
    """Builds on what the writer starts from; ``known`` are the articles that have shards."""
    parent = writer.parent
    outcomes: Spool[Outcome] = Spool()
    left: Spool[tuple[Sequence[str], int]] = Spool()
    shared: set[str] = set()
    changes = Changes(writer, shared)

    def take(made: Made) -> None:
        if made.outcome is not None:
            outcomes.put_packed(made.article, made.outcome)
        if made.settled is not None:
            changes.settled(made.article, made.settled)
            left.put(made.article, (made.settled.left, made.settled.left_open))

    judged = read_judgements(order.corpora)
    report = bring_up(order, writer, known, judged_articles(in_force(judged)), take)
    writer.load_aside()
    writer.merge_aside()
    shards = MasterCopies(writer.shards, known.articles)
    disjoint = disjoint_sets(order.corpora, shards)
    anew = parent is None or parent.state["decided_by"] != decided_by()
    found = Identifying(parent, outcomes, shards, judged, anew=anew)
    shared |= found.shared
    if not order.allow_violations:
        _refuse(report, *_NOT_BUILT)
    for number, article in enumerate(sorted(found.articles)):
        order.tell("storing", number, len(found.articles))
        if article in left:
            lines, left_open = left[article]
            slice_ = found.rest(article)
            changes.lines((), contributed(parted(lines), slice_))
        else:
            shard, was = shards[article], _standing(writer, article)
            slice_, left_open = found.slice(article, was.slice), known.left_open.get(article, 0)
            if shard.digest != was.digest or not slice_.stays(was.slice):
                after = contribution(article, parted(shard.lines), shard.digest, slice_)
                changes.article(article, was.contribution(), after)
        known.leave_open(article, left_open if slice_.left_open is None else slice_.left_open)
    for article in sorted(_articles_before(writer).difference(shards)):
        changes.article(article, _standing(writer, article).contribution(), set())
    changes.lines(*found.common())
    changes.lines(_disjoint_before(writer), disjointness.lines(disjoint))
    judgements = found.judgements
    del found  # who is who, of everything
    state = _change_shared(writer, changes)
    order.tell("deriving", 0, 1)
    changes.derive()
    changes.call()
    of_shared = _validate_shared(writer, changes)
    if of_shared.breaks:
        report.add(of_shared)
        if not order.allow_violations:
            _refuse(report, *_NOT_BUILT)
    changes.lines(_about_build(writer), _build_lines(report, order.texts is not None))
    counts = changes.counts() | {
        "judged": len(judgements),
        "undecided": sum(known.left_open.values()),
    }
    manifest: dict[str, Any] = {
        "software": _software(),
        "corpora": sorted({corpus.as_posix() for corpus in order.corpora}),
        "corpora_at": sorted({str(corpus.resolve()) for corpus in order.corpora}),
        "articles": len(shards),
        "anchors_verified": order.texts is not None,
        "violations": len(report.violations),
        "quads": len(writer),
        **counts,
    }
    return Summary(
        snapshot=writer.commit(
            manifest,
            known.articles,
            judgements=judgements,
            shaped_by=shaped_by(),
            decided_by=decided_by(),
            stored_by=stored_by(),
            shapes=shapes_digest(),
            corpus_shapes=corpus_digest(),
            contested=sorted({violation.focus for violation in of_shared.violations}),
            **known.state(),
            **state,
        ),
        store=writer.root,
        articles=len(shards),
        quads=manifest["quads"],
        written=tuple(sorted(changes.written & shards.keys())),
        anchors_verified=order.texts is not None,
        report=report,
        **counts,
    )


def _validate_shared(writer: Writer, changes: Changes) -> Report:
    """Holds what articles share against the corpus shapes, as far as it may be judged otherwise."""
    before = writer.parent.state if writer.parent else {}
    writer.load()
    if before.get("corpus_shapes") != corpus_digest():
        return validate_corpus(writer)
    return validate_corpus(writer, changes.affected(before["contested"]))


def _articles_before(writer: Writer) -> set[str]:
    """The articles of the snapshot that a writer started from."""
    return set(writer.parent.articles) if writer.parent else set()


def _change_shared(writer: Writer, changes: Changes) -> dict[str, Any]:
    """Changes the graphs that no article owns, where what they are made of has changed.

    Returns what the next build wants to know of them.
    """
    before = writer.parent.state if writer.parent else {}
    places = sorted(changes.places(before.get("places", ())))
    state = {
        "places": places,
        "reference": reference_digest(places),
        "ontology": hashed(*(path.read_bytes() for path in _ontology_files())),
    }
    if state["ontology"] != before.get("ontology"):
        lines = (read_turtle(path, ns.ONTOLOGY_GRAPH) for path in _ontology_files())
        changes.graph(ns.ONTOLOGY_GRAPH, chain.from_iterable(lines))
    if state["reference"] != before.get("reference"):
        codes = read_turtle(resources.path("ontology", "codes.ttl"), ns.REFERENCE_GRAPH)
        known = reference.place_lines(places, Gazetteer.load())
        changes.graph(ns.REFERENCE_GRAPH, [*codes, *known])
    return state


def _ontology_files() -> list[Path]:
    names = ("officials.ttl", "reference.ttl", "alignments.ttl", "scheme.ttl")
    return [resources.path("ontology", name) for name in names]


@dataclass(frozen=True, slots=True)
class _Standing:
    """What an article put into the snapshot that a writer started from; no digest if nothing."""

    article: str
    shard: Sequence[Parts] = ()
    digest: str = ""
    slice: Slice = field(default_factory=Slice)

    def contribution(self) -> set[str]:
        """All that it put there."""
        if not self.digest:
            return set()
        return contribution(self.article, self.shard, self.digest, self.slice)


def _standing(writer: Writer, article: str) -> _Standing:
    parent = writer.parent
    if parent is None or article not in parent.articles:
        return _Standing(article)
    shard, digest = parted(parent.shard(article)), parent.articles[article].sha256
    return _Standing(article, shard, digest, standing(parent, article, shard))


def _disjoint_before(writer: Writer) -> list[str]:
    """The declarations of disjoint figures in the snapshot that a writer started from."""
    if writer.parent is None:
        return []
    match = writer.parent.match
    sets = match(None, RDF + "type", KG + "DisjointSet", ns.JUDGEMENTS_GRAPH)
    nodes = (line.split(" ", 1)[0][1:-1] for line in sets)
    return [line for node in nodes for line in match(node, None, None, ns.JUDGEMENTS_GRAPH)]


def _about_build(writer: Writer) -> list[str]:
    """What the snapshot in force tells of its build, but for the articles that it used."""
    if writer.parent is None:
        return []
    match = writer.parent.match
    told = (match(ns.BUILD, name, None, ns.BUILD_GRAPH) for name in _ABOUT_BUILD)
    return [line for lines in told for line in lines]


@cache
def _software() -> str:
    return f"officials-kg {version('officials-kg')}"


def _build_lines(report: Report, verified: bool) -> Iterator[str]:
    """The build's own graph: when, by what software, with what allowed."""
    graph = terms.iri(ns.BUILD_GRAPH)
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    values = (
        terms.iri(PROV + "Activity"),
        f'"{moment}"^^<{ns.XSD}dateTime>',
        terms.text(_software()),
        terms.truth(verified),
        terms.number(len(report.violations)),
    )
    for predicate, value in zip(_ABOUT_BUILD, values, strict=True):
        yield f"<{ns.BUILD}> <{predicate}> {value} {graph} .\n"
