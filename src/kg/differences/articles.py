"""What differs in what articles contribute to two snapshots; what has one digest is not read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.namespaces import KG, RDF
from kg.store.snapshots import SnapshotReader

_CONTENT, _EVIDENCE = "/content> .\n", "/evidence> .\n"
_CLAIM = f" <{RDF}type> <{KG}Claim> "
_ANNOTATION_LINE = f" <{KG}annotationLine> "


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """What differs in an article that was added, removed or changed.

    ``lines`` are all of its shard, ``statements`` those of its content graph. A claim is changed if
    its own lines are, beside the line of the annotation file where it stands now.
    """

    article: str
    change: str
    statements_added: int
    statements_removed: int
    claims_added: int
    claims_removed: int
    claims_changed: int
    lines_added: int
    lines_removed: int


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of an article's shard that was added or removed.

    ``kind`` is ``statement``, ``claim`` (what the evidence graph says of one), ``place`` (where in
    the annotation file it stands), ``evidence`` (mentions) or ``metadata``.
    """

    kind: str
    change: str
    line: str


def compared(before: SnapshotReader, after: SnapshotReader) -> Iterator[ArticleChange]:
    """The articles that differ, by id.

    Raises:
        StoreError: a shard or a list of articles cannot be read.
    """
    known, now = before.articles, after.articles
    for article in sorted(known.keys() | now.keys()):
        if article in known and article in now:
            if known[article].sha256 != now[article].sha256:
                yield _change(article, "changed", before.shard(article), after.shard(article))
        elif article in now:
            yield _change(article, "added", [], after.shard(article))
        else:
            yield _change(article, "removed", before.shard(article), [])


def line_changes(
    before: SnapshotReader, after: SnapshotReader, article: str
) -> Iterator[LineChange]:
    """The lines of an article that only one of two snapshots has, those removed first.

    Raises:
        StoreError: a shard or a list of articles cannot be read.
    """
    was, now = (
        reader.shard(article) if article in reader.articles else [] for reader in (before, after)
    )
    for change, lines, others in (("removed", was, now), ("added", now, was)):
        claims, there = _claims(lines), set(others)
        for line in lines:
            if line not in there:
                yield LineChange(_kind(line, claims), change, line)


def _change(
    article: str, change: str, before: Sequence[str], after: Sequence[str]
) -> ArticleChange:
    was, now = set(before), set(after)
    added, removed = now - was, was - now
    claims_before, claims_after = _claims(before), _claims(after)
    return ArticleChange(
        article=article,
        change=change,
        statements_added=sum(line.endswith(_CONTENT) for line in added),
        statements_removed=sum(line.endswith(_CONTENT) for line in removed),
        claims_added=len(claims_after.keys() - claims_before.keys()),
        claims_removed=len(claims_before.keys() - claims_after.keys()),
        claims_changed=sum(
            lines != claims_after[claim]
            for claim, lines in claims_before.items()
            if claim in claims_after
        ),
        lines_added=len(added),
        lines_removed=len(removed),
    )


def _claims(lines: Sequence[str]) -> dict[str, set[str]]:
    """What an evidence graph says of each claim, but for its line in the annotation file."""
    subjects = {_subject(line) for line in lines if _CLAIM in line and line.endswith(_EVIDENCE)}
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        if line.endswith(_EVIDENCE) and _ANNOTATION_LINE not in line:
            subject = _subject(line)
            if subject in subjects:
                found[subject].add(line)
    return found


def _kind(line: str, claims: Iterable[str]) -> str:
    if line.endswith(_CONTENT):
        return "statement"
    if not line.endswith(_EVIDENCE):
        return "metadata"
    if _ANNOTATION_LINE in line:
        return "place"
    return "claim" if _subject(line) in claims else "evidence"


def _subject(line: str) -> str:
    return line.partition(" ")[0]
