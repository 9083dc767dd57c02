"""What a shard tells of the article's entities: all that deciding who and what is one needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg import namespaces as ns
from kg.namespaces import KG, OA, ORG, RDF, RDFS
from kg.parts import Parts
from kg.triples import literal

_TYPE, _LABEL = RDF + "type", RDFS + "label"
_NAMES = {f"<{_TYPE}>", f"<{_LABEL}>"}
_IN_CONTENT, _IN_EVIDENCE = "/content> .\n", "/evidence> .\n"
_IN_ARTICLES = f"<{ns.ARTICLES_GRAPH}> .\n"
_OF_CONTENT = tuple(
    f"<{predicate}>"
    for predicate in (
        *(_TYPE, _LABEL),
        *(ORG + name for name in ("member", "role", "organization")),
        *(KG + name for name in ("isGeneric", "sameDivision", "level", "within")),
        *(KG + name for name in ("jurisdiction", "titleAsWritten")),
    )
)
_OF_EVIDENCE = _FOCUS, _PATH, _EVIDENCE, _SELECTOR, _EXACT = (
    *(f"<{KG}{name}>" for name in ("focus", "path", "evidence")),
    *(f"<{OA}{name}>" for name in ("hasSelector", "exact")),
)
_OF_ARTICLES = tuple(f"<{KG}{name}>" for name in ("published", "modified", "earliest", "latest"))
_WANTED = (*_OF_CONTENT, *_OF_EVIDENCE, *_OF_ARTICLES)


@dataclass(frozen=True, slots=True)
class Post:
    """A tenure as an article tells it; ``place`` and ``organization`` are article-local ids."""

    title: str | None
    role: str | None
    place: str | None
    organization: str | None


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing of one article.

    ``id`` is its article-local IRI, ``kinds`` its classes without namespace, ``names`` its label
    and then the words of its mentions, each once. ``code`` is the place that its annotation names
    by a code, ``level`` the notation that the article gives a place, ``within`` local ids.
    """

    id: str
    article: str
    kinds: tuple[str, ...]
    label: str
    names: tuple[str, ...]
    generic: bool = False
    code: str | None = None
    level: str | None = None
    within: tuple[str, ...] = ()
    posts: tuple[Post, ...] = ()

    @property
    def thing(self) -> str:
        """How judgements name it: ``ARTICLE/T1``."""
        return self.id.removeprefix(ns.ARTICLE)

    @property
    def kind(self) -> str:
        """The class that it was annotated as."""
        return self.kinds[0]


@dataclass(frozen=True, slots=True)
class Told:
    """The entities of one article, by id; ``mentions`` leads from other mentions to them.

    ``day`` is the last day on which it may have been published, or else changed, if that is known.
    ``placed``: which places its places are is decided; its posts name these.
    """

    article: str
    day: str | None
    entities: dict[str, Entity]
    mentions: dict[str, str] = field(default_factory=dict)
    placed: bool = False

    @property
    def year(self) -> int | None:
        """The year in which the article was published, if that is known."""
        head = (self.day or "")[:4]
        return int(head) if head.isdigit() else None


Values = dict[str, list[str]]
Found = dict[str, list[tuple[str, str]]]
"""By predicate, the subjects that have it, and what follows it in their lines."""


def read_entities(shard: Iterable[Parts]) -> Told:
    """What the lines of one shard tell."""
    found: Found = {predicate: [] for predicate in _WANTED}
    for subject, predicate, rest in shard:
        if predicate in found:
            found[predicate].append((subject, rest))
    said = _by_subject(found, _OF_CONTENT, _IN_CONTENT)
    posts = _posts(said)
    shown, quotes = _shown(found), _Quotes(found)
    entities: dict[str, Entity] = {}
    for iri, values in said.items():
        known = ns.local(iri)
        if known is None or not known[1].startswith("T") or _LABEL not in values:
            continue
        label = _text(values[_LABEL][0])
        quoted = (quote for mention in shown.get(iri, ()) for quote in quotes.of(mention))
        entities[iri] = Entity(
            id=iri,
            article=known[0],
            kinds=tuple(sorted(_notation(kind, KG) for kind in values[_TYPE])),
            label=label,
            names=tuple(dict.fromkeys((label, *quoted))),
            generic=bool(values.get(KG + "isGeneric")),
            code=next(iter(_iris(values, KG + "sameDivision")), None),
            level=next((_notation(v) for v in values.get(KG + "level", ())), None),
            within=tuple(_iris(values, KG + "within")),
            posts=tuple(posts.get(iri, ())),
        )
    article = next((known[0] for iri in said if (known := ns.local(iri))), "")
    day = _published(_by_subject(found, _OF_ARTICLES, _IN_ARTICLES), article)
    mentions = {each.replace("/m-", "/"): iri for iri, them in shown.items() for each in them}
    return Told(article, day, entities, mentions)


def _by_subject(found: Found, predicates: Iterable[str], graph: str) -> dict[str, Values]:
    """What some graph tells with some predicates."""
    said: dict[str, Values] = defaultdict(lambda: defaultdict(list))
    for predicate in predicates:
        for subject, value in _pairs(found, predicate, graph):
            said[subject[1:-1]][predicate[1:-1]].append(value)
    return said


def _pairs(found: Found, predicate: str, graph: str) -> Iterator[tuple[str, str]]:
    """The subjects and values of a predicate in some graph, as N-Triples text."""
    for subject, rest in found[predicate]:
        if rest.endswith(graph):
            yield subject, rest.rsplit(" ", 2)[0]


def _posts(said: dict[str, Values]) -> dict[str, list[Post]]:
    """The tenures of every person."""
    found: dict[str, list[Post]] = defaultdict(list)
    for _, values in sorted(said.items()):
        for member in _iris(values, ORG + "member"):
            roles = [_notation(value) for value in values.get(ORG + "role", ())]
            title = [_text(value) for value in values.get(KG + "titleAsWritten", ())]
            places = list(_iris(values, KG + "jurisdiction"))
            organizations = list(_iris(values, ORG + "organization"))
            found[member].append(
                Post(*(next(iter(each), None) for each in (title, roles, places, organizations)))
            )
    return found


def _shown(found: Found) -> dict[str, list[str]]:
    """The mentions that show what a thing is and is called, in the order of their ids."""
    paths: dict[str, set[str]] = defaultdict(set)
    for claim, path in _pairs(found, _PATH, _IN_EVIDENCE):
        paths[claim].add(path)
    names = {claim: list[str]() for claim, every in paths.items() if every == _NAMES}
    for claim, mention in _pairs(found, _EVIDENCE, _IN_EVIDENCE):
        if claim in names:
            names[claim].append(mention[1:-1])
    return {
        focus[1:-1]: sorted(names[claim], key=lambda m: (len(m), m))
        for claim, focus in _pairs(found, _FOCUS, _IN_EVIDENCE)
        if claim in names
    }


class _Quotes:
    """The words of mentions: those of their stretches, joined."""

    def __init__(self, found: Found) -> None:
        self._selectors: dict[str, list[str]] = defaultdict(list)
        for mention, selector in _pairs(found, _SELECTOR, _IN_EVIDENCE):
            self._selectors[mention].append(selector)
        self._exact: dict[str, list[str]] = defaultdict(list)
        for selector, words in _pairs(found, _EXACT, _IN_EVIDENCE):
            self._exact[selector].append(words)

    def of(self, mention: str) -> Iterator[str]:
        """The words of one, if it has any."""
        selectors = sorted(self._selectors[f"<{mention}>"])
        words = [_text(value) for selector in selectors for value in self._exact[selector]]
        if words:
            yield " ".join(words)


def _published(told: dict[str, Values], article: str) -> str | None:
    values = told[ns.article(article)]
    for key in ("published", "modified"):
        for time in _iris(values, KG + key):
            for bound in ("latest", "earliest"):
                for value in told[time].get(KG + bound, ()):
                    return _text(value)
    return None


def _iris(values: Values, predicate: str) -> Iterable[str]:
    return (value[1:-1] for value in values.get(predicate, ()))


def _notation(value: str, base: str = "") -> str:
    return value[1:-1].removeprefix(base).rsplit("/", 1)[-1]


def _text(value: str) -> str:
    return literal(value).text
