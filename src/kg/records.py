"""What a build remembers of every article, so that the next one makes only what has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.inputs import Input, Stamp, settled, shaped_by
from kg.making import Made, Task
from kg.reports import Kept, Report
from kg.scheduling import Progress, Sharing, make_all
from kg.shapes import shapes_digest
from kg.shards import KeptShard, read_kept, stamp_of
from kg.sources import annotation_file
from kg.store.catalogue import Catalogue, Record
from kg.store.snapshots import SnapshotReader, current_snapshot, read_articles, read_state
from kg.store.writer import Writer
from kg.validation import validate_article

# Of so many articles that have changed, if they are most of all, a new snapshot is made sooner than
# the old one is changed.
_MANY = 200


class MostlyNewError(Exception):
    """Most of the articles have changed since the snapshot that a build would go on from."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built, and how."""

    corpora: tuple[Path, ...]
    inputs: list[Input]
    texts: Path | None
    allow_violations: bool
    sharing: Sharing
    tell: Progress


@dataclass(slots=True)
class Remembered:
    """What is known of articles: their records, and of some of them more.

    ``reports`` are those of articles of which validation has something to tell; ``left_open`` says
    how many of an article's places nobody decided, if there are any.
    """

    articles: Catalogue = field(default_factory=Catalogue)
    reports: dict[str, Kept] = field(default_factory=dict)
    left_open: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path, parent: SnapshotReader | None) -> Remembered:
        """What the snapshot in force tells, even if it cannot be opened; nothing if nothing."""
        try:
            folder = parent.path.parent if parent else root / "snapshots" / current_snapshot(root)
            articles = parent.articles.copy() if parent else read_articles(folder)
            state = parent.state if parent else read_state(folder)
            return cls(articles, dict(state["reports"]), dict(state["left_open"]))
        except (StoreError, KeyError):
            return cls()

    def state(self) -> dict[str, Any]:
        """What is kept beside the records."""
        return {"reports": self.reports, "left_open": dict(sorted(self.left_open.items()))}

    def leave_open(self, article: str, count: int) -> None:
        """Notes how many of an article's places nobody decided."""
        if count:
            self.left_open[article] = count
        else:
            self.left_open.pop(article, None)

    def report(self, article: str, report: Report) -> None:
        """Notes what is to be told of an article."""
        if report.kept:
            self.reports[article] = report.kept
        else:
            self.reports.pop(article, None)

    def forget(self, article: str) -> None:
        """Notes that an article is gone."""
        del self.articles[article]
        self.reports.pop(article, None)
        self.left_open.pop(article, None)


class MasterCopies(Mapping[str, KeptShard]):
    """The shards of articles that have records, by article."""

    def __init__(self, folder: Path, articles: Catalogue) -> None:
        self._folder, self._articles = folder, articles

    def __getitem__(self, article: str) -> KeptShard:
        record = self._articles[article]
        return KeptShard(article, self._folder, record.shard, record.sha256)

    def __contains__(self, article: object) -> bool:
        return article in self._articles

    def __iter__(self) -> Iterator[str]:
        return iter(self._articles)

    def __len__(self) -> int:
        return len(self._articles)


def bring_up(
    order: Order,
    writer: Writer,
    known: Remembered,
    judged: Collection[str],
    take: Callable[[Made], None],
) -> Report:
    """Makes the articles that have changed, and tells what violates shapes.

    Then all is ``known`` that there is to know. ``judged`` are the articles of whose things
    judgements speak. ``take`` gets what is made, article by article.

    Raises:
        InputError: a file cannot be used; every problem is told.
        Refusal: an anchor is wrong.
        StoreError: a shard is not what was kept.
        MostlyNewError: the writer should start from nothing.
    """
    for article in set(known.articles).difference(each.article for each in order.inputs):
        known.forget(article)
    changed = _changed(order, writer, known.articles)
    if writer.parent is not None and len(changed) > max(_MANY, len(order.inputs) // 2):
        raise MostlyNewError
    repeated = len(order.inputs) - len(changed) - _hold_again(writer, known, changed)
    tasks = [
        Task(
            each,
            order.texts,
            writer.shards,
            identify=True,
            settle=writer.parent is None,
            judged=each.article in judged,
        )
        for each in changed
    ]
    stamps = iter(changed.values())
    for made in make_all(tasks, order.tell, order.sharing):
        stamp = next(stamps)
        if made.problems:
            continue
        take(made)
        known.report(made.article, made.report)
        known.left_open.pop(made.article, None)
        known.articles[made.article] = Record(
            shard=made.name,
            file=made.file,
            stamp=_lasting(stamp),
            kept=stamp_of(str(writer.shards), made.name),
            sha256=made.digest,
            key=made.key,
        )
    told = sorted(known.reports.items())
    report = Report.again(
        ((article, known.articles[article].file, kept) for article, kept in told),
        quiet=len(known.articles) - len(told),
    )
    return replace(report, repeated=repeated)


def _changed(order: Order, writer: Writer, articles: Catalogue) -> dict[Input, Stamp]:
    """The articles whose shards are to be made, with the stamps of their files.

    The records of the others are brought up to the files' names and stamps.
    """
    found: dict[Input, Stamp] = {}
    folder = str(writer.shards)
    shown = {each: (each / "_").as_posix()[:-1] for each in order.corpora}
    in_json = {each: json.dumps(folder)[1:-1] for each, folder in shown.items()}
    same_makers = writer.parent is not None and writer.parent.state["shaped_by"] == shaped_by()
    for each in order.inputs:
        article, stamp = each.article, each.stamp()
        if order.texts is None and article in articles:
            file = annotation_file(article)
            shard = articles.shard(article)
            kept = stamp_of(folder, shard)
            known = same_makers and stamp != ""
            if known and articles.holds(article, shard, in_json[each.corpus] + file, stamp, kept):
                continue
            record = articles[article]
            known = known and stamp == record.stamp
            if kept == record.kept and (known or each.key() == record.key):
                file = shown[each.corpus] + file
                articles[article] = record._replace(file=file, stamp=_lasting(stamp))
                continue
        found[each] = stamp
    return found


def _hold_again(writer: Writer, known: Remembered, changed: Collection[Input]) -> int:
    """Holds shards that are as they were against shapes that are not; how many these were."""
    if writer.parent is not None and writer.parent.state["shapes"] == shapes_digest():
        return 0
    made_anew = {each.article for each in changed}
    again = [article for article in known.articles if article not in made_anew]
    for article in again:
        record = known.articles[article]
        lines = read_kept(writer.shards, record.shard, record.sha256)
        known.report(article, validate_article(article, record.file, lines))
    return len(again)


def _lasting(stamp: Stamp) -> Stamp:
    return stamp if settled(stamp) else ""
