"""What one article puts into a snapshot: its shard with canonical ids, and who its things are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg import namespaces as ns
from kg import terms
from kg.identity import Identity
from kg.namespaces import DCTERMS, KG, PROV, RDFS
from kg.store.snapshots import SnapshotReader

_LABEL = f"<{RDFS}label>"
_REPLACED = f"<{DCTERMS}isReplacedBy>"


def contribution(
    article: str, shard: Sequence[str], digest: str, identity: Identity, own: Iterable[str]
) -> set[str]:
    """The N-Quads lines that an article puts into a snapshot.

    ``own`` are the lines of the identity graph that are about ids of the article; ``digest`` is
    that of its shard.
    """
    return {*identity.apply(shard), *own, *_build_lines(article, digest)}


def standing(snapshot: SnapshotReader, article: str, shard: Sequence[str], digest: str) -> set[str]:
    """What an article with this shard put into a snapshot."""
    own: list[str] = []
    canonical: dict[str, str] = {}
    for subject in _subjects(article, shard):
        for line in snapshot.match(subject, None, None, ns.IDENTITY_GRAPH):
            own.append(line)
            _, predicate, value, _ = line.split(" ", 3)
            if predicate == _REPLACED:
                canonical[subject] = value[1:-1]
    return contribution(article, shard, digest, Identity(canonical, {}), own)


def owner(subject: str) -> str | None:
    """The article to whose contribution an IRI of the identity graph belongs; None if to none."""
    for base in (ns.ARTICLE, ns.RESOLUTION):
        if subject.startswith(base):
            return subject.removeprefix(base).partition("/")[0]
    return None


def _subjects(article: str, shard: Sequence[str]) -> set[str]:
    """The ids of an article that the identity graph may speak of."""
    labelled = {line.split(" ", 1)[0][1:-1] for line in shard if f" {_LABEL} " in line}
    local = (known for subject in labelled if (known := ns.local(subject)))
    return labelled | {ns.resolution(article, annotation) for _, annotation in local}


def _build_lines(article: str, digest: str) -> Iterator[str]:
    """What the build's own graph tells of an article."""
    graph = terms.iri(ns.BUILD_GRAPH)
    node = terms.iri(ns.article(article))
    yield f"<{ns.BUILD}> <{PROV}used> {node} {graph} .\n"
    yield f"{node} <{KG}shardDigest> {terms.text(digest)} {graph} .\n"
