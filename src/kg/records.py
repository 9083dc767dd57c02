"""What a build remembers of every article, so that the next one makes only what has changed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.inputs import Input, Stamp, settled, shaped_by
from kg.making import Made, Task
from kg.reports import Report
from kg.scheduling import Progress, Sharing, make_all
from kg.shapes import shapes_digest
from kg.shards import read_kept, stamp_of
from kg.sources import annotation_file
from kg.store.snapshots import current_snapshot, read_state
from kg.store.writer import Writer
from kg.validation import validate_article

Record = dict[str, Any]
"""Of one article: the file of its shard and its digest, what they were made of, what was found."""


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


def known_records(root: Path) -> dict[str, Record]:
    """What the snapshot in force tells of its articles; nothing where it tells nothing."""
    try:
        found: dict[str, Record] = read_state(root / "snapshots" / current_snapshot(root))[
            "articles"
        ]
    except StoreError:
        return {}
    return found


def bring_up(
    order: Order,
    writer: Writer,
    known: dict[str, Record],
    judged: Collection[str],
    take: Callable[[Made], None],
) -> tuple[dict[str, Record], Report]:
    """The record of every article, those that changed made afresh; and what violates shapes.

    ``judged`` are the articles of whose things judgements speak. ``take`` gets what is made,
    article by article.

    Raises:
        InputError: a file cannot be used; every problem is told.
        Refusal: an anchor is wrong.
        StoreError: a shard is not what was kept.
        MostlyNewError: the writer should start from nothing.
    """
    records = {}
    tasks: list[Task] = []
    stamps: dict[str, Stamp] = {}
    folder = str(writer.shards)
    shown = {each: (each / "_").as_posix()[:-1] for each in order.corpora}
    same_makers = writer.parent is not None and writer.parent.state["shaped_by"] == shaped_by()
    for each in order.inputs:
        stamps[each.article] = stamp = each.stamp()
        record = known.get(each.article)
        if record is not None and _is_kept(folder, record, order):
            file = shown[each.corpus] + annotation_file(each.article)
            if same_makers and stamp and stamp == record["stamp"]:
                records[each.article] = {**record, "file": file}
                continue
            if each.key() == record["key"]:
                records[each.article] = {**record, "file": file, "stamp": _lasting(stamp)}
                continue
        tasks.append(
            Task(
                each,
                order.texts,
                writer.shards,
                identify=True,
                settle=writer.parent is None,
                judged=each.article in judged,
            )
        )
    if writer.parent is not None and len(tasks) > max(_MANY, len(order.inputs) // 2):
        raise MostlyNewError
    repeated = len(records) - _hold_again(writer, records)
    for made in make_all(tasks, order.tell, order.sharing, take):
        records[made.article] = {
            "shard": made.name,
            "sha256": made.digest,
            "kept": stamp_of(folder, made.name),
            "key": made.key,
            "stamp": _lasting(stamps[made.article]),
            "file": made.file,
            "report": made.report.kept,
            "open": 0,
        }
    records = dict(sorted(records.items()))
    report = Report.again(
        (article, record["file"], record["report"]) for article, record in records.items()
    )
    return records, replace(report, repeated=repeated)


def _hold_again(writer: Writer, records: dict[str, Record]) -> int:
    """Holds shards that are as they were against shapes that are not; how many these were."""
    if writer.parent is not None and writer.parent.state["shapes"] == shapes_digest():
        return 0
    for article, record in records.items():
        lines = read_kept(writer.shards, record["shard"], record["sha256"])
        record["report"] = validate_article(article, record["file"], lines).kept
    return len(records)


def _is_kept(folder: str, record: Record, order: Order) -> bool:
    """Whether an article's shard is there as it was made, and its text is not to be read."""
    return order.texts is None and bool(stamp_of(folder, record["shard"]) == record["kept"])


def _lasting(stamp: Stamp) -> Stamp:
    return stamp if settled(stamp) else []
