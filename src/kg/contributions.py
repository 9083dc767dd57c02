"""What one article puts into a snapshot: its shard with canonical ids, and who its things are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from kg import namespaces as ns
from kg import terms
from kg.claims import certainty
from kg.deciding import Resolution
from kg.labels import is_unnamed
from kg.namespaces import DCTERMS, KG, PROV, RDF, RDFS, SKOS
from kg.parts import Parts, joined
from kg.reference import division_label
from kg.store.snapshots import SnapshotReader

_SAME = f"<{KG}sameDivision>"
_FOCUS, _PATH = f"<{KG}focus>", f"<{KG}path>"
_LABEL = f"<{RDFS}label>"
_REPLACED = f"<{DCTERMS}isReplacedBy>"
_DIVISION = ns.place("gbt2260", "")
_KEPT_ELSEWHERE = (f"<{SKOS}prefLabel>", _SAME, f"<{KG}relatedTo>")
_GRAPH = terms.iri(ns.IDENTITY_GRAPH)


@dataclass(frozen=True, slots=True)
class Slice:
    """What identity made of one article's things.

    ``canonical`` leads from its local ids to those of other things that they are; ``lines`` are
    those of the identity graph about its ids, by the local id. ``left_open`` counts the places that
    nobody decided; None where that is as it was.
    """

    canonical: dict[str, str] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)
    left_open: int | None = None

    def stays(self, before: Slice) -> bool:
        """Whether all is as it was; the order of lines does not matter."""
        told, was = ({k: sorted(v) for k, v in each.lines.items()} for each in (self, before))
        return self.left_open is None and (self.canonical, told) == (before.canonical, was)


def sliced(
    canonical: Mapping[str, str],
    resolutions: Iterable[Resolution],
    keys: Mapping[str, Sequence[str]],
) -> Slice:
    """The slice of an article, of all whose things these are the ids, decisions and keys."""
    found = Slice(dict(canonical))
    for local, iri in canonical.items():
        found.lines.setdefault(local, []).append(f"<{local}> {_REPLACED} <{iri}> {_GRAPH} .\n")
    for local, of_person in keys.items():
        found.lines.setdefault(local, []).extend(
            f"<{local}> <{KG}personKey> {terms.text(key)} {_GRAPH} .\n" for key in of_person
        )
    for resolved in resolutions:
        found.lines.setdefault(resolved.local, []).extend(_resolution_lines(resolved))
    return found


def _resolution_lines(resolved: Resolution) -> Iterator[str]:
    node = ns.resolution(*(ns.local(resolved.local) or ("", "")))
    told = certainty(None, resolved.basis, attributed=False)
    for predicate, value in (
        (RDF + "type", terms.iri(KG + "Resolution")),
        (KG + "resolves", terms.iri(resolved.local)),
        (KG + "resolvedTo", terms.iri(resolved.to)),
        (KG + "basis", terms.iri(ns.code("basis", resolved.basis))),
        (KG + "certainty", terms.iri(ns.code("certainty", told))),
        (KG + "because", terms.text(resolved.because)),
    ):
        yield f"<{node}> <{predicate}> {value} {_GRAPH} .\n"


def standing(snapshot: SnapshotReader, article: str, shard: Iterable[Parts]) -> Slice:
    """The slice of an article in a snapshot that holds it with this shard."""
    found = Slice()
    for local in _named(shard):
        known = ns.local(local)
        if known is None or known[0] != article:
            continue
        for subject in (local, ns.resolution(*known)):
            for line in snapshot.match(subject, None, None, ns.IDENTITY_GRAPH):
                _, predicate, value, _ = line.split(" ", 3)
                if predicate not in _KEPT_ELSEWHERE:
                    found.lines.setdefault(local, []).append(line)
                if predicate == _REPLACED:
                    found.canonical[local] = value[1:-1]
    return found


def contribution(article: str, shard: Sequence[Parts], digest: str, found: Slice) -> set[str]:
    """The N-Quads lines that an article puts into a snapshot; ``digest`` is that of its shard."""
    return {*joined(applied(shard, found.canonical)), *own_lines(article, digest, found)}


def own_lines(article: str, digest: str, found: Slice) -> Iterator[str]:
    """What an article puts into the graphs of identity and build."""
    yield from chain.from_iterable(found.lines.values())
    yield from _build_lines(article, digest)


def contributed(shard: Sequence[Parts], found: Slice) -> set[str]:
    """Lines of a shard with canonical ids, and those of the identity graph about its things."""
    return {*joined(applied(shard, found.canonical)), *chain.from_iterable(found.lines.values())}


def applied(shard: Sequence[Parts], canonical: Mapping[str, str]) -> list[Parts]:
    """The lines of a shard with canonical ids, some perhaps more than once.

    What identifies goes to the identity graph, and a claim of it keeps the local id that it is
    about. That a division is "the city" is left to the mention: where its article calls it nothing
    else, its label is that of the gazetteer.
    """
    stands_for = {f"<{local}>": f"<{iri}>" for local, iri in canonical.items()}
    identify = {
        claim for claim, name, rest in shard if name == _PATH and rest.startswith(f"{_SAME} ")
    }
    found: list[Parts] = []
    labels: dict[int, str] = {}
    for parts in shard:
        subject, predicate, rest = parts
        value, _, graph = rest.partition(" ")
        if predicate == _SAME:
            found.append([subject, predicate, f"{value} {_GRAPH} .\n"])
            continue
        local = predicate == _FOCUS and subject in identify
        if not local and (subject in stands_for or value in stands_for):
            subject, value = stands_for.get(subject, subject), stands_for.get(value, value)
            parts = [subject, predicate, f"{value} {graph}"]
        if predicate == _LABEL and subject.startswith(f"<{_DIVISION}"):
            labels[len(found)] = subject
        found.append(parts)
    return _labelled(found, labels) if labels else found


def _labelled(shard: list[Parts], labels: Mapping[int, str]) -> list[Parts]:
    """Gives divisions that their article only describes another label, or that of the gazetteer.

    ``labels`` are the numbers of the lines that label divisions.
    """
    named: dict[str, Parts] = {}
    described: list[tuple[int, str, str]] = []
    for number, division in labels.items():
        label, graph = shard[number][2].removesuffix(" .\n").rsplit(" ", 1)
        if is_unnamed(label):
            described.append((number, division, graph))
        else:
            named[division] = shard[number]
    for number, division, graph in described:
        known = [division, _LABEL, f"{division_label(division[1:-1])} {graph} .\n"]
        shard[number] = named.get(division, known)
    return shard


def _named(shard: Iterable[Parts]) -> set[str]:
    """The ids that a shard labels."""
    return {subject[1:-1] for subject, predicate, _ in shard if predicate == _LABEL}


def _build_lines(article: str, digest: str) -> Iterator[str]:
    """What the build's own graph tells of an article."""
    graph = terms.iri(ns.BUILD_GRAPH)
    node = terms.iri(ns.article(article))
    yield f"<{ns.BUILD}> <{PROV}used> {node} {graph} .\n"
    yield f"{node} <{KG}shardDigest> {terms.text(digest)} {graph} .\n"
