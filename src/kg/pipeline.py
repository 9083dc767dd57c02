"""The way from corpora to a validated snapshot."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kg import disjointness, identity, judgements, making, reference, resources, terms
from kg import namespaces as ns
from kg.candidates import candidates
from kg.changes import Changes
from kg.contributions import contribution, owner, standing
from kg.disjointness import disjoint_sets
from kg.errors import InputError, Problem, Refusal, StoreError, plural
from kg.identity import Identity
from kg.inputs import Input, Stamp, find_inputs, settled, shaped_by
from kg.judgements import Judgement, read_judgements
from kg.making import Made, Task
from kg.namespaces import DCTERMS, KG, PROV, RDF
from kg.places.gazetteer import Gazetteer
from kg.shards import KeptShard, Shard
from kg.store.engine import read_turtle
from kg.store.snapshots import default_path
from kg.store.writer import Writer
from kg.validation import Report

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
    processes: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Builds corpora into a new snapshot of the store, and switches it in.

    The store then holds exactly these corpora; what is as it was in the snapshot before is taken
    from there. ``texts`` is the folder of the articles' texts, for whoever has them: every mention
    is then held against the text. ``processes`` share the work, by default one for each core where
    there is enough of it. ``progress`` is called with a phase, how much of it is done, and how much
    there is.

    Raises:
        InputError: a file cannot be used; every problem is told.
        Refusal: the graph violates the shapes, or the anchors are wrong.
        StoreError: the store cannot be written, or another build is writing it.
    """
    root = Path(store) if store is not None else default_path()
    order = _Order(
        corpora=tuple(map(Path, corpora)),
        inputs=find_inputs(corpora),
        texts=_folder_of(texts),
        allow_violations=allow_violations,
        processes=processes,
        tell=progress or (lambda *_: None),
    )
    with Writer(root, inherit=True) as writer:
        try:
            return _build(order, writer)
        except StoreError:
            if writer.parent is None:
                raise
    # The snapshot in force cannot be built on; nor need it be.
    with Writer(root) as writer:
        return _build(order, writer)


def check(
    *corpora: str | Path, texts: str | Path | None = None, progress: Progress | None = None
) -> CheckResult:
    """Holds corpora against scheme and shapes and, where the texts are at hand, against the texts.

    Raises:
        InputError: a file cannot be used, or departs from the scheme; every problem is told.
        Refusal: an anchor or a hash is wrong, or the graph would violate the shapes.
    """
    folder = _folder_of(texts)
    made = _made(
        [Task(each, folder) for each in find_inputs(corpora)], None, progress or (lambda *_: None)
    )
    shards = [each.shard for each in made if each.shard]
    disjoint_sets(map(Path, corpora), shards)
    identify(shards, corpora)
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
    made = _made(tasks, None, progress or (lambda *_: None))
    return [each.shard for each in made if each.shard]


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
    return identity.resolve((shard.lines for shard in shards), judged, Gazetteer.load())


def _folder_of(texts: str | Path | None) -> Path | None:
    if texts is not None and not Path(texts).is_dir():
        raise InputError(
            "there is no such folder of texts", file=str(texts), remedy="name it with --texts"
        )
    return None if texts is None else Path(texts)


def _made(tasks: Sequence[Task], processes: int | None, tell: Progress) -> list[Made]:
    """The articles made; every problem is told."""
    found: list[Made] = []
    for number, made in enumerate(making.make(tasks, processes)):
        tell("reading", number, len(tasks))
        found.append(made)
    problems = [problem for each in found for problem in each.problems]
    wrong = [problem for each in found for problem in each.wrong]
    if problems:
        raise InputError.from_problems(problems + wrong)
    if wrong:
        raise Refusal.from_problems(wrong)
    return found


def _refuse(report: Report, what: str, remedy: str) -> None:
    """Tells every violation, and what comes of them."""
    if report.violations:
        count = plural(len(report.violations), "violation")
        told = [Problem(str(violation)) for violation in report.violations]
        raise Refusal.from_problems(
            [*told, Problem(f"the graph has {count} and {what}", remedy=remedy)]
        )


# A build


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be built, and how."""

    corpora: tuple[Path, ...]
    inputs: list[Input]
    texts: Path | None
    allow_violations: bool
    processes: int | None
    tell: Progress


def _build(order: _Order, writer: Writer) -> Summary:
    records, report = _records(order, writer)
    shards = [
        KeptShard(article, writer.shards, record["shard"], record["sha256"])
        for article, record in records.items()
    ]
    disjoint = disjoint_sets(order.corpora, shards)
    found = identify(shards, order.corpora)
    if not order.allow_violations:
        _refuse(report, "was not built", "mend the annotations, or build with --allow-violations")
    known = reference.place_lines(found.places(), Gazetteer.load())
    found = identity.with_reference(found, known)
    changes = Changes(writer, set(found.canonical.values()))
    own, common = _identity_lines(found)
    for number, shard in enumerate(shards):
        order.tell("storing", number, len(shards))
        _change_article(writer, changes, shard, records[shard.article], found, own[shard.article])
    for article in _known(writer).keys() - records.keys():
        changes.article(article, _before(writer, article), set())
    code_lists = read_turtle(resources.path("ontology", "codes.ttl"), ns.REFERENCE_GRAPH)
    changes.graph(ns.ONTOLOGY_GRAPH, _ontology())
    changes.graph(ns.REFERENCE_GRAPH, [*code_lists, *known])
    changes.graph(
        ns.JUDGEMENTS_GRAPH, [*disjointness.lines(disjoint), *judgements.lines(found.judged)]
    )
    changes.lines(_unowned(writer), common)
    order.tell("deriving", 0, 1)
    changes.derive()
    changes.lines(_about_build(writer), _build_lines(report, order.texts is not None))
    counts = changes.counts() | {
        "judged": len(found.judged),
        "resolved": len(found.resolutions),
        "undecided": len(candidates(found)),
    }
    manifest: dict[str, Any] = {
        "software": f"officials-kg {version('officials-kg')}",
        "shaped_by": shaped_by(),
        "corpora": sorted({corpus.as_posix() for corpus in order.corpora}),
        "corpora_at": sorted({str(corpus.resolve()) for corpus in order.corpora}),
        "articles": len(records),
        "anchors_verified": order.texts is not None,
        "violations": len(report.violations),
        "quads": len(writer),
        **counts,
    }
    return Summary(
        snapshot=writer.commit(manifest, records),
        store=writer.root,
        articles=len(records),
        quads=manifest["quads"],
        written=tuple(sorted(changes.written & records.keys())),
        anchors_verified=order.texts is not None,
        report=report,
        **counts,
    )


Record = dict[str, Any]


def _known(writer: Writer) -> dict[str, Record]:
    return writer.parent.articles if writer.parent else {}


def _records(order: _Order, writer: Writer) -> tuple[dict[str, Record], Report]:
    """What is known of every article, those that changed made afresh; and what violates shapes."""
    records = {}
    tasks: list[Task] = []
    stamps: dict[str, Stamp] = {}
    same_makers = writer.parent is not None and writer.parent.manifest["shaped_by"] == shaped_by()
    for each in order.inputs:
        stamps[each.article] = stamp = each.stamp()
        record = _known(writer).get(each.article)
        if record is not None and _is_kept(writer, record, order):
            if same_makers and stamp and stamp == record["stamp"]:
                records[each.article] = dict(record)
                continue
            key = each.key()
            if key == record["key"]:
                records[each.article] = {**record, "stamp": _lasting(stamp)}
                continue
        else:
            key = each.key()
        tasks.append(Task(each, order.texts, writer.shards, key))
    report = Report()
    for task, made in zip(tasks, _made(tasks, order.processes, order.tell), strict=True):
        report.add(made.report)
        records[made.article] = {
            "shard": made.name,
            "sha256": made.digest,
            "kept": _stamp_of(writer.shards / made.name),
            "key": task.key,
            "stamp": _lasting(stamps[made.article]),
            "file": made.file,
            "mentions": made.mentions,
            "violations": len(made.report.violations),
        }
    return dict(sorted(records.items())), report


def _is_kept(writer: Writer, record: Record, order: _Order) -> bool:
    """Whether an article's shard is there as it was made, and nothing is to be told of it again."""
    if record["violations"] or order.texts is not None:
        return False
    try:
        return bool(_stamp_of(writer.shards / record["shard"]) == record["kept"])
    except OSError:
        return False


def _stamp_of(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _lasting(stamp: Stamp) -> Stamp:
    return stamp if settled(stamp) else []


def _change_article(
    writer: Writer,
    changes: Changes,
    shard: KeptShard,
    record: Record,
    found: Identity,
    own: list[str],
) -> None:
    """Changes what an article puts into the snapshot, if its shard or its things' ids changed."""
    record["identity"] = hashlib.sha256("".join(sorted(own)).encode()).hexdigest()[:16]
    before = _known(writer).get(shard.article)
    same = ("sha256", "identity")
    if before is not None and [before[key] for key in same] == [record[key] for key in same]:
        return
    after = contribution(shard.article, shard.lines, record["sha256"], found, own)
    changes.article(shard.article, _before(writer, shard.article), after)


def _before(writer: Writer, article: str) -> set[str]:
    """What an article put into the snapshot in force."""
    parent = writer.parent
    if parent is None or article not in parent.articles:
        return set()
    return standing(parent, article, parent.shard(article), parent.articles[article]["sha256"])


def _identity_lines(found: Identity) -> tuple[dict[str, list[str]], list[str]]:
    """The lines of the identity graph, by the article that they are about, and the others."""
    own: dict[str, list[str]] = defaultdict(list)
    common: list[str] = []
    for line in found.lines():
        article = owner(line.split(" ", 1)[0][1:-1])
        (common if article is None else own[article]).append(line)
    return own, common


def _unowned(writer: Writer) -> list[str]:
    """The lines of the identity graph in force that are about no article's ids."""
    if writer.parent is None:
        return []
    lines = writer.parent.match(None, None, None, ns.IDENTITY_GRAPH)
    return [line for line in lines if owner(line.split(" ", 1)[0][1:-1]) is None]


def _ontology() -> list[str]:
    names = ("officials.ttl", "reference.ttl", "alignments.ttl", "scheme.ttl")
    return [
        line
        for name in names
        for line in read_turtle(resources.path("ontology", name), ns.ONTOLOGY_GRAPH)
    ]


def _about_build(writer: Writer) -> list[str]:
    """What the snapshot in force tells of its build, but for the articles that it used."""
    if writer.parent is None:
        return []
    lines = writer.parent.match(ns.BUILD, None, None, ns.BUILD_GRAPH)
    return [line for line in lines if f" <{PROV}used> " not in line]


def _build_lines(report: Report, verified: bool) -> Iterator[str]:
    """The build's own graph: when, by what software, with what allowed."""
    graph = terms.iri(ns.BUILD_GRAPH)
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for predicate, value in (
        (RDF + "type", terms.iri(PROV + "Activity")),
        (PROV + "endedAtTime", f'"{moment}"^^<{ns.XSD}dateTime>'),
        (DCTERMS + "creator", terms.text(f"officials-kg {version('officials-kg')}")),
        (KG + "anchorsVerified", terms.truth(verified)),
        (KG + "violationsAllowed", terms.number(len(report.violations))),
    ):
        yield f"<{ns.BUILD}> <{predicate}> {value} {graph} .\n"
