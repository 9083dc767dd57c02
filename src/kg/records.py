"""What a build remembers of every article, so that the next one makes only what has changed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.inputs import Input, Stamp, settled, shaped_by
from kg.making import Made, Task
from kg.scheduling import Progress, Sharing, make_all
from kg.shards import read_kept
from kg.store.snapshots import current_snapshot, read_state
from kg.store.writer import Writer
from kg.validation import Report, shapes_digest, validate_article

Record = dict[str, Any]
"""Of one article: the file of its shard and its digest, what they were made of, what was found."""


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
    """
    records = {}
    tasks: list[Task] = []
    stamps: dict[str, Stamp] = {}
    same_makers = writer.parent is not None and writer.parent.state["shaped_by"] == shaped_by()
    for each in order.inputs:
        stamps[each.article] = stamp = each.stamp()
        record = known.get(each.article)
        if record is not None and _is_kept(writer, record, order):
            if same_makers and stamp and stamp == record["stamp"]:
                records[each.article] = dict(record)
                continue
            if each.key() == record["key"]:
                records[each.article] = {**record, "stamp": _lasting(stamp)}
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
    report = _held_again(writer, records)
    for made in make_all(tasks, order.tell, order.sharing, take):
        report.add(made.report)
        records[made.article] = {
            "shard": made.name,
            "sha256": made.digest,
            "kept": _stamp_of(writer.shards / made.name),
            "key": made.key,
            "stamp": _lasting(stamps[made.article]),
            "file": made.file,
            "violations": len(made.report.violations),
            "open": 0,
        }
    return dict(sorted(records.items())), report


def _held_again(writer: Writer, records: dict[str, Record]) -> Report:
    """What is wrong with shards that are as they were, where the shapes are not."""
    report = Report()
    if writer.parent is None or writer.parent.state["shapes"] != shapes_digest():
        for article, record in records.items():
            lines = read_kept(writer.shards, record["shard"], record["sha256"])
            found = validate_article(article, record["file"], lines)
            record["violations"] = len(found.violations)
            report.add(found)
    return report


def _is_kept(writer: Writer, record: Record, order: Order) -> bool:
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
