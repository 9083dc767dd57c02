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


def standing(snapshot: SnapshotReader, article: str, shard: Sequence[str]) -> Slice:
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


def contribution(article: str, shard: Sequence[str], digest: str, found: Slice) -> set[str]:
    """The N-Quads lines that an article puts into a snapshot; ``digest`` is that of its shard."""
    return {*applied(shard, found.canonical), *own_lines(article, digest, found)}


def own_lines(article: str, digest: str, found: Slice) -> Iterator[str]:
    """What an article puts into the graphs of identity and build."""
    yield from chain.from_iterable(found.lines.values())
    yield from _build_lines(article, digest)


def contributed(lines: Sequence[str], found: Slice) -> set[str]:
    """Lines of a shard with canonical ids, and those of the identity graph about its things."""
    return {*applied(lines, found.canonical), *chain.from_iterable(found.lines.values())}


def applied(shard: Sequence[str], canonical: Mapping[str, str]) -> list[str]:
    """The lines of a shard with canonical ids.

    What identifies goes to the identity graph, and a claim of it keeps the local id that it is
    about. That a division is "the city" is left to the mention: where its article calls it nothing
    else, its label is that of the gazetteer.
    """
    text = "".join(shard)
    for local, iri in canonical.items():
        text = text.replace(f"<{local}>", f"<{iri}>")
    found = [line + "\n" for line in text.split("\n")[:-1]]
    claims: set[str] = set()
    focused: list[int] = []
    labels: list[int] = []
    for number, line in enumerate(shard):
        predicate = line.split(" ", 2)[1]
        if predicate == _FOCUS:
            focused.append(number)
        elif predicate == _PATH and _SAME in line:
            claims.add(line.split(" ", 1)[0])
        elif predicate == _SAME:
            subject, _, value, _ = line.split(" ", 3)
            found[number] = f"{subject} {predicate} {value} {_GRAPH} .\n"
        elif predicate == _LABEL and found[number].startswith(f"<{_DIVISION}"):
            labels.append(number)
    for number in focused if claims else ():
        if shard[number].split(" ", 1)[0] in claims:
            found[number] = shard[number]
    _name(found, labels)
    return found


def _name(found: list[str], labels: Iterable[int]) -> None:
    """Gives divisions that their article only describes the label of the gazetteer."""
    described: list[tuple[int, str]] = []
    named: dict[str, str] = {}
    for number in labels:
        subject, _, rest = found[number].split(" ", 2)
        if is_unnamed(rest.rsplit(" <", 1)[0]):
            described.append((number, subject))
        else:
            named[subject] = found[number]
    for number, subject in described:
        graph = found[number].rsplit(" ", 2)[1]
        known = f"{subject} {_LABEL} {division_label(subject[1:-1])} {graph} .\n"
        found[number] = named.get(subject, known)


def _named(shard: Sequence[str]) -> set[str]:
    """The ids that a shard labels."""
    return {line.split(" ", 1)[0][1:-1] for line in shard if f" {_LABEL} " in line}


def _build_lines(article: str, digest: str) -> Iterator[str]:
    """What the build's own graph tells of an article."""
    graph = terms.iri(ns.BUILD_GRAPH)
    node = terms.iri(ns.article(article))
    yield f"<{ns.BUILD}> <{PROV}used> {node} {graph} .\n"
    yield f"{node} <{KG}shardDigest> {terms.text(digest)} {graph} .\n"
