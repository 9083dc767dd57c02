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
from kg.spans import Span, edited, having, split
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
    return {*_applied_lines(shard, found), *own_lines(article, digest, found)}


def own_lines(article: str, digest: str, found: Slice) -> Iterator[str]:
    """What an article puts into the graphs of identity and build."""
    yield from chain.from_iterable(found.lines.values())
    yield from _build_lines(article, digest)


def contributed(lines: Sequence[str], found: Slice) -> set[str]:
    """Lines of a shard with canonical ids, and those of the identity graph about its things."""
    return {*_applied_lines(lines, found), *chain.from_iterable(found.lines.values())}


def _applied_lines(lines: Sequence[str], found: Slice) -> list[str]:
    return split(applied("".join(lines), found.canonical))


def applied(shard: str, canonical: Mapping[str, str]) -> str:
    """The lines of a shard with canonical ids, some perhaps more than once.

    What identifies goes to the identity graph, and a claim of it keeps the local id that it is
    about. That a division is "the city" is left to the mention: where its article calls it nothing
    else, its label is that of the gazetteer.
    """
    parts: list[str] = []
    for part, as_it_was in edited(shard, _identifying(shard)):
        if as_it_was:
            for local, iri in canonical.items():
                part = part.replace(f"<{local}>", f"<{iri}>")
        parts.append(part)
    text = "".join(parts)
    labels = list(_labels(text))
    return "".join(part for part, _ in edited(text, labels)) if labels else text


def _identifying(shard: str) -> Iterator[tuple[Span, str]]:
    """The lines of a shard that identify, and what they are in a snapshot."""
    for span, subject, rest in having(shard, _SAME):
        yield span, f"{subject} {_SAME} {rest.split(' ', 1)[0]} {_GRAPH} .\n"
    claims = {claim for _, claim, _ in having(shard, _PATH, f"{_SAME} ")}
    for span, claim, _ in having(shard, _FOCUS) if claims else ():
        if claim in claims:
            yield span, shard[slice(*span)]


def _labels(text: str) -> Iterator[tuple[Span, str]]:
    """The labels of divisions that their article only describes, and those of the gazetteer."""
    described: list[tuple[Span, str, str]] = []
    named: dict[str, str] = {}
    for span, subject, rest in having(text, _LABEL):
        if not subject.startswith(f"<{_DIVISION}"):
            continue
        label, graph = rest.removesuffix(" .\n").rsplit(" ", 1)
        if is_unnamed(label):
            described.append((span, subject, graph))
        else:
            named[subject] = text[slice(*span)]
    for span, subject, graph in described:
        known = f"{subject} {_LABEL} {division_label(subject[1:-1])} {graph} .\n"
        yield span, named.get(subject, known)


def _named(shard: Sequence[str]) -> set[str]:
    """The ids that a shard labels."""
    return {line.split(" ", 1)[0][1:-1] for line in shard if f" {_LABEL} " in line}


def _build_lines(article: str, digest: str) -> Iterator[str]:
    """What the build's own graph tells of an article."""
    graph = terms.iri(ns.BUILD_GRAPH)
    node = terms.iri(ns.article(article))
    yield f"<{ns.BUILD}> <{PROV}used> {node} {graph} .\n"
    yield f"{node} <{KG}shardDigest> {terms.text(digest)} {graph} .\n"
