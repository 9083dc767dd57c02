"""What the articles of a build are made of on disk, and the keys that tell when one has changed.

An article's key is a hash of everything that shapes its shard: its two files, the software, the
labels of the scheme and the rows of the gazetteer that its annotations name.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import resources, sources
from kg.errors import InputError, Problem
from kg.places.gazetteer import Gazetteer
from kg.scheme import Scheme

# The rooms whose code shapes a shard: what kg.statements and the readers of annotations import.
SHAPED_BY = (
    "namespaces",
    "quantities",
    "times",
    "terms",
    "places.gazetteer",
    "sources",
    "annotations.model",
    "annotations.anchors",
    "annotations.brat",
    "annotations.coherence",
    "annotations.items",
    "definitions",
    "scheme",
    "checking",
    "claims",
    "metadata",
    "parts",
    "shards",
    "values",
    "statements",
)  # fmt: skip

# Those whose code decides who and what is one, beside those.
DECIDED_BY = (
    "jsonlines",
    "signed",
    "partition",
    "people.pinyin",
    "people.names",
    "people.agreement",
    "people.posts",
    "people.records",
    "people.likeness",
    "people.kinds",
    "people.pairs",
    "people.resolver",
    "places.words",
    "places.printed",
    "places.phrases",
    "places.index",
    "places.context",
    "places.resolver",
    "judgements",
    "triples",
    "entities",
    "clusters",
    "lasting",
    "deciding",
    "bonds",
    "identity",
)  # fmt: skip

# Those whose code makes of shards and decisions what is stored.
STORED_BY = (
    "disjointness",
    "reference",
    "labels",
    "contributions",
    "identifying",
    "tallies",
    "noting",
    "settling",
    "rules",
    "changes",
)  # fmt: skip

_LABEL = re.compile(rb"^[A-Z*#]\S*\t([^\s:]+)", re.MULTILINE)
_CODE = re.compile(rb"gbt2260:([0-9]{6})")

# The clock of a file system may be coarse: a file that was changed within this many nanoseconds
# before it was read may have changed since, under the same time.
_RECENT = 2_000_000_000

# What the file system tells of files, as text; empty where it does not tell enough.
Stamp = str


@dataclass(frozen=True, slots=True)
class Input:
    """The two files of one article; ``corpus`` is as it was given."""

    article: str
    corpus: Path

    @property
    def metadata(self) -> Path:
        """The file that describes the article."""
        return self.corpus / sources.metadata_file(self.article)

    @property
    def annotations(self) -> Path:
        """The file of its annotations."""
        return self.corpus / sources.annotation_file(self.article)

    def stamp(self) -> Stamp:
        """What the file system tells of both files: if it stays, so did they."""
        found = ""
        for name in (sources.metadata_file(self.article), sources.annotation_file(self.article)):
            try:
                told = os.stat(f"{self.corpus}/{name}")  # noqa: PTH116 (quick)
            except OSError:
                return ""
            found += f"{told.st_size} {told.st_ino} {told.st_mtime_ns} {told.st_ctime_ns} "
        return found

    def key(self) -> str:
        """The hash of everything that shapes the article's shard; empty if a file is missing."""
        try:
            metadata, annotations = self.metadata.read_bytes(), self.annotations.read_bytes()
        except OSError:
            return ""
        labels = {label.decode("utf-8", "replace") for label in _LABEL.findall(annotations)}
        codes = {code.decode() for code in _CODE.findall(annotations)}
        of_labels = (_scheme().get(label, "") for label in ("", *sorted(labels)))
        rows = (repr(unit) for code in sorted(codes) for unit in Gazetteer.load().units(code))
        return hashed(software(), *of_labels, *rows, self.article, metadata, annotations)


def find_inputs(corpora: Sequence[str | Path]) -> list[Input]:
    """The articles of some corpora, by id.

    Raises:
        InputError: a corpus cannot be used, or an id stands twice; every problem is told.
    """
    if not corpora:
        raise InputError("no corpus is given", remedy="name a folder with articles/")
    found: dict[str, Input] = {}
    problems: list[Problem] = []
    for corpus in map(Path, corpora):
        try:
            articles = sources.find_ids(corpus)
        except InputError as error:
            problems += error.problems
            continue
        for article in articles:
            given = Input(article, corpus)
            if article in found:
                first = found[article].metadata.as_posix()
                told = f"the article {article!r} stands in {first} already"
                remedy = "give each corpus once, or rename one of the articles"
                problems.append(Problem(told, given.metadata.as_posix(), remedy=remedy))
            found[article] = given
    if problems:
        raise InputError.from_problems(problems)
    return [found[article] for article in sorted(found)]


def settled(stamp: Stamp) -> bool:
    """Whether files with this stamp were left alone long enough for it to tell of any change."""
    told = list(map(int, stamp.split()))
    return bool(told) and max(*told[2::4], *told[3::4]) < time.time_ns() - _RECENT


def shaped_by() -> str:
    """A hash of all that may shape any shard besides the articles: if it stays, so do the keys."""
    scheme = (path.read_bytes() for path in Scheme.files())
    return hashed(software(SHAPED_BY), *scheme, _table("divisions"))


def decided_by() -> str:
    """A hash of all that may decide who and what is one besides the corpora."""
    return hashed(software(DECIDED_BY), _table("divisions"))


def stored_by() -> str:
    """A hash of all that may make what is stored of shards and decisions."""
    rules = (path.read_bytes() for path in resources.files("queries/rules", "*.rq"))
    return hashed(software(STORED_BY), *rules)


def reference_digest(places: Iterable[str]) -> str:
    """A hash of what the reference graph is made of, for some places."""
    codes = resources.path("ontology", "codes.ttl").read_bytes()
    return hashed(codes, _table("divisions"), _table("points"), *sorted(places))


def _table(name: str) -> bytes:
    return resources.path("ontology", "reference", f"{name}.csv").read_bytes()


@cache
def software(rooms: tuple[str, ...] = SHAPED_BY) -> str:
    """A hash of the code of some rooms, by default of those that shape shards."""
    package = Path(__file__).parent
    return hashed(
        *(package.joinpath(*room.split(".")).with_suffix(".py").read_bytes() for room in rooms)
    )


@cache
def _scheme() -> dict[str, str]:
    return Scheme.load().digests()


def hashed(*parts: str | bytes) -> str:
    """A hash of some parts, in their order."""
    found = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        found.update(b"%d:" % len(raw) + raw)
    return found.hexdigest()
