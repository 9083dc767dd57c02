"""One annotated article -> what it conveys, with claims and evidence: its shard.

The builder knows kinds of annotation (entity, event, value, claim), never single classes: which
class and which property an annotation makes is the scheme's to say.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from kg import namespaces as ns
from kg import terms, values
from kg.annotations.model import Attribute, Document, Event, Mention, Normalization, Note
from kg.errors import InputError, Problem
from kg.namespaces import KG, OA, RDF, RDFS
from kg.places import Gazetteer
from kg.scheme import CLAIM, Scheme, Type
from kg.sources import Article, Date

TYPE = RDF + "type"
LABEL = RDFS + "label"
SAME_DIVISION = KG + "sameDivision"
ATTRIBUTED_TO = KG + "attributedTo"
BASIS = KG + "basis"
STATUS = KG + "status"

_T = TypeVar("_T", Attribute, Normalization, Note)

_INFERRED = frozenset({"arithmetic", "context", "outside-knowledge"})
_NOT_YET = frozenset({"planned", "wished"})


@dataclass(frozen=True, slots=True)
class Shard:
    """All that one article contributes: sorted N-Quads lines, the same bytes for the same input."""

    article: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The shard as canonical N-Quads."""
        return "".join(self.lines)

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


def make_shard(
    article: Article, document: Document, scheme: Scheme, gazetteer: Gazetteer
) -> Shard:
    """The shard of a document that agrees with the scheme (see :mod:`kg.checking`).

    Raises:
        InputError: with every value that cannot be read, each with its file and line.
    """
    builder = _Builder(article, document, scheme, gazetteer)
    builder.build()
    if builder.problems:
        problems = sorted(builder.problems, key=lambda problem: problem.line or 0)
        raise InputError.from_problems(problems)
    return Shard(article.id, tuple(sorted(builder.lines)))


def certainty(status: str | None, basis: str, attributed: bool) -> str:
    """Planned over inferred over reported over asserted.

    >>> certainty("planned", "explicit", attributed=True)
    'planned'
    >>> certainty("happened", "dateline", attributed=False)
    'asserted'
    """
    if status in _NOT_YET:
        return "planned"
    if basis in _INFERRED:
        return "inferred"
    return "reported" if attributed else "asserted"


@dataclass(frozen=True, slots=True)
class _Axes:
    """What holds for every claim of one annotation: who says so, how it follows, its status."""

    basis: str = "explicit"
    attributed_to: tuple[str, ...] = ()
    status: str | None = None


@dataclass(slots=True)
class _Claim:
    """A claim about to be written; ``mentions`` are annotation ids."""

    iri: str
    focus: str
    line: int
    mentions: list[str]
    axes: _Axes
    paths: list[str] = field(default_factory=list)
    value: str | None = None


class _Builder:
    def __init__(
        self, article: Article, document: Document, scheme: Scheme, gazetteer: Gazetteer
    ) -> None:
        self.article = article
        self.document = document
        self.scheme = scheme
        self.gazetteer = gazetteer
        self.lines: set[str] = set()
        self.problems: list[Problem] = []
        self.content = terms.iri(ns.content_graph(article.id))
        self.evidence = terms.iri(ns.evidence_graph(article.id))
        self.heads = self._cluster_heads()
        self.events_of_trigger: dict[str, list[str]] = defaultdict(list)
        for event in document.events.values():
            self.events_of_trigger[event.trigger].append(event.id)
        self.attributes = self._by_target(document.attributes)
        self.normalizations = self._by_target(document.normalizations)
        self.notes = self._by_target(document.notes)

    def _by_target(self, items: Iterable[_T]) -> dict[str, list[_T]]:
        """Attributes, codes or notes by what they are about; a trigger's are its events'."""
        found: dict[str, list[T]] = defaultdict(list)
        for item in items:
            for owner in self.events_of_trigger.get(item.target, [item.target]):
                found[owner].append(item)
        return found

    def _cluster_heads(self) -> dict[str, str]:
        """Mention -> the first mention of the same thing, whose id names the entity."""
        heads = {mention: mention for mention in self.document.mentions}
        for equivalence in self.document.equivalences:
            head = min(equivalence.members, key=lambda member: int(member[1:]))
            heads.update(dict.fromkeys(equivalence.members, head))
        return heads

    def build(self) -> None:
        """Writes every line of the shard."""
        self._metadata()
        for mention in self.document.mentions.values():
            self._mention(mention)
        for mention in self.document.mentions.values():
            kind = self.scheme.kind(mention.label)
            if kind == "entity" and self.heads[mention.id] == mention.id:
                self._entity(mention)
            elif kind == "value":
                self._time(mention)
        for event in self.document.events.values():
            if self.scheme.kind(event.label) == "claim":
                self._claim_event(event)
            else:
                self._event(event)
        for relation in self.document.relations.values():
            path = self.scheme.relations[relation.label].path
            value = terms.iri(self._node(relation.target))
            focus = self._node(relation.source)
            self._state(focus, path, value)
            claim = self._new_claim(
                relation.id, focus, relation.line, [relation.source, relation.target],
                self._axes(relation.id), paths=[path], value=value,
            )
            self._write_claim(claim)

    # What is written

    def _quad(self, subject: str, predicate: str, value: str, graph: str) -> None:
        self.lines.add(f"<{subject}> <{predicate}> {value} {graph} .\n")

    def _state(self, subject: str, predicate: str, value: str) -> None:
        self._quad(subject, predicate, value, self.content)

    def _problem(self, message: str, line: int, remedy: str) -> None:
        self.problems.append(Problem(message, self.document.file, line, remedy))

    # Where annotations lead

    def _node(self, annotation: str) -> str:
        """The IRI of what a mention or event stands for."""
        event = self.document.events.get(annotation)
        if event is None:
            return ns.node(self.article.id, self.heads[annotation])
        if self.scheme.types[event.label].stands_for == "article":
            return ns.article(self.article.id)
        return ns.node(self.article.id, annotation)

    def _evidence_of(self, annotation: str) -> str:
        """The mention that shows an annotation: itself, or an event's trigger."""
        event = self.document.events.get(annotation)
        return event.trigger if event else annotation

    # Axes and claims

    def _axes(self, annotation: str, default_basis: str = "explicit") -> _Axes:
        basis, status = default_basis, None
        for attribute in self.attributes[annotation]:
            if attribute.label in self.scheme.claim_attributes:
                basis = attribute.value or basis
        event = self.document.events.get(annotation)
        attributed: list[str] = []
        if event is not None:
            status = self._status(event)
            attributed = [
                self._node(argument.target)
                for argument in event.arguments
                if argument.role in self.scheme.claim_roles
                and self.scheme.claim_roles[argument.role].path == ATTRIBUTED_TO
            ]
        return _Axes(basis, tuple(attributed), status)

    def _status(self, event: Event) -> str | None:
        """The event's own status, or that of the event it speaks of."""
        annotated = self.scheme.types.get(event.label)
        if annotated is None:
            subject = next(a.target for a in event.arguments if a.role == "Subject")
            owner = self.document.events.get(subject)
            return self._status(owner) if owner else None
        for known in annotated.attributes.values():
            if known.path == STATUS:
                given = (a.value for a in self.attributes[event.id] if a.label == known.name)
                return next(given, known.default)
        return None

    def _new_claim(
        self,
        annotation: str,
        focus: str,
        line: int,
        evidence: Iterable[str],
        axes: _Axes,
        *,
        part: str | None = None,
        paths: Iterable[str] = (),
        value: str | None = None,
    ) -> _Claim:
        mentions = list(dict.fromkeys(self._evidence_of(item) for item in evidence))
        iri = ns.claim(self.article.id, annotation, part)
        return _Claim(iri, focus, line, mentions, axes, list(paths), value)

    def _write_claim(self, claim: _Claim) -> None:
        def write(predicate: str, value: str) -> None:
            self._quad(claim.iri, predicate, value, self.evidence)

        axes = claim.axes
        write(TYPE, terms.iri(CLAIM))
        write(KG + "focus", terms.iri(claim.focus))
        for path in claim.paths:
            write(KG + "path", terms.iri(path))
        if claim.value is not None:
            write(KG + "value", claim.value)
        for mention in claim.mentions:
            write(KG + "evidence", terms.iri(ns.mention(self.article.id, mention)))
        for actor in axes.attributed_to:
            write(ATTRIBUTED_TO, terms.iri(actor))
        write(BASIS, terms.iri(ns.code("basis", axes.basis)))
        computed = certainty(axes.status, axes.basis, bool(axes.attributed_to))
        write(KG + "certainty", terms.iri(ns.code("certainty", computed)))
        write(KG + "annotationLine", terms.number(claim.line))

    # Metadata and mentions

    def _metadata(self) -> None:
        article = self.article
        subject = ns.article(article.id)
        graph = terms.iri(ns.ARTICLES_GRAPH)

        def write(predicate: str, value: str | None) -> None:
            if value is not None:
                self._quad(subject, predicate, value, graph)

        def literal(value: str | None) -> str | None:
            return None if value is None else terms.text(value)

        write(TYPE, terms.iri(KG + "Article"))
        if article.title:
            write(ns.DCTERMS + "title", terms.text(article.title, article.language))
        write(ns.DCTERMS + "source", terms.uri(article.url) if article.url else None)
        write(ns.DCTERMS + "language", literal(article.language))
        write(ns.DCTERMS + "rights", literal(article.rights))
        write(KG + "publisherName", literal(article.publisher))
        write(KG + "viaName", literal(article.via))
        for name in article.authors:
            write(KG + "authorName", literal(name))
        for name in article.editors:
            write(KG + "editorName", literal(name))
        write(KG + "textFile", literal(article.text_file))
        write(KG + "sha256", literal(article.sha256))
        write(KG + "textLength", terms.number(article.length))
        write(KG + "annotator", literal(article.annotator))
        write(KG + "annotationFile", literal(article.annotation_file))
        write(KG + "layer", literal(self.document.layer))
        write(KG + "story", terms.iri(ns.story(article.story)))
        write(KG + "contentGraph", self.content)
        write(KG + "evidenceGraph", self.evidence)
        for key, known in (("published", article.published), ("modified", article.modified)):
            if known is not None:
                write(KG + key, terms.iri(ns.metadata_time(article.id, key)))
                self._metadata_time(key, known, graph)

    def _metadata_time(self, key: str, known: Date, graph: str) -> None:
        subject = ns.metadata_time(self.article.id, key)
        self._quad(subject, TYPE, terms.iri(KG + "Time"), graph)
        for predicate, value in _time_values(known.when):
            self._quad(subject, predicate, value, graph)
        self._quad(subject, BASIS, terms.iri(ns.code("basis", known.basis)), graph)
        computed = terms.iri(ns.code("certainty", certainty(None, known.basis, attributed=False)))
        self._quad(subject, KG + "certainty", computed, graph)

    def _mention(self, mention: Mention) -> None:
        def write(subject: str, predicate: str, value: str) -> None:
            self._quad(subject, predicate, value, self.evidence)

        article = self.article.id
        node = ns.mention(article, mention.id)
        write(node, TYPE, terms.iri(KG + "Mention"))
        write(node, OA + "hasSource", terms.iri(ns.article(article)))
        write(node, KG + "annotationLine", terms.number(mention.line))
        offset = 0
        for number, (start, end) in enumerate(mention.spans, 1):
            selector = ns.selector(article, mention.id, number)
            exact = mention.text[offset : offset + end - start]
            offset += end - start + 1
            write(node, OA + "hasSelector", terms.iri(selector))
            write(selector, TYPE, terms.iri(OA + "TextPositionSelector"))
            write(selector, TYPE, terms.iri(OA + "TextQuoteSelector"))
            write(selector, OA + "start", terms.number(start))
            write(selector, OA + "end", terms.number(end))
            write(selector, OA + "exact", terms.text(exact))

    # Entities

    def _entity(self, head: Mention) -> None:
        node = ns.node(self.article.id, head.id)
        members = [m for m, first in self.heads.items() if first == head.id]
        annotated = self.scheme.types[head.label]
        self._state(node, TYPE, terms.iri(annotated.iri))
        self._state(node, LABEL, terms.text(self._label(members, head), self.article.language))
        claim = self._new_claim(
            head.id, node, head.line, members, _Axes(), paths=[TYPE, LABEL]
        )
        self._write_claim(claim)
        for member in members:
            for attribute in self.attributes[member]:
                known = annotated.attributes[attribute.label]
                value = _code_or_flag(known.code_list, attribute.value)
                self._state(node, known.path, value)
                self._write_claim(
                    self._new_claim(
                        attribute.id, node, attribute.line, [member], _Axes(),
                        paths=[known.path], value=value,
                    )
                )
            for item in self.normalizations[member]:
                value = self._coded(item)
                if value is None:
                    continue
                path = self.scheme.authorities[item.authority]
                self._state(node, path, value)
                self._write_claim(
                    self._new_claim(
                        item.id, node, item.line, [member], _Axes(), paths=[path], value=value
                    )
                )

    def _label(self, annotations: Iterable[str], trigger: Mention) -> str:
        """What a note calls it, else the words of its first mention."""
        notes = (note.text for item in annotations for note in self.notes[item])
        return next(notes, trigger.text)

    def _coded(self, item: Normalization) -> str | None:
        """The value of a normalization: a concept, or a place by its code and vintage."""
        if item.authority in self.scheme.codes:
            return terms.iri(ns.code(item.authority, item.code))
        if item.authority != "gbt2260":
            return terms.iri(ns.place(item.authority, item.code))
        anchor = self.article.anchor
        division = self.gazetteer.division(item.code, anchor.year if anchor else None)
        if division is None:
            self._problem(
                f"no division of China has or had the code {item.code!r}",
                item.line,
                "look the place up in ontology/reference/divisions.csv",
            )
            return None
        return terms.iri(ns.place(item.authority, division.code, division.vintage))

    # Values

    def _time(self, mention: Mention) -> None:
        node = ns.node(self.article.id, mention.id)
        given = next((n for n in self.normalizations[mention.id]), None)
        when, basis = self._read_time(mention, given)
        if when is None:
            return
        self._state(node, TYPE, terms.iri(self.scheme.types[mention.label].iri))
        self._state(node, KG + "asWritten", terms.text(mention.text))
        plain = [TYPE, KG + "asWritten"]
        computed: list[str] = []
        for predicate, value in _time_values(when):
            self._state(node, predicate, value)
            spelt = basis == "explicit" or predicate == KG + "monthDay"
            (plain if spelt else computed).append(predicate)
        self._write_claim(
            self._new_claim(mention.id, node, mention.line, [mention.id], _Axes(), paths=plain)
        )
        if computed:
            self._write_claim(
                self._new_claim(
                    mention.id, node, given.line if given else mention.line, [mention.id],
                    _Axes(basis), part="computed", paths=computed,
                )
            )

    def _read_time(
        self, mention: Mention, given: Normalization | None
    ) -> tuple[values.When | None, str]:
        """The time that a mention denotes, and the basis of what its words don't spell."""
        stated = next(
            (a.value for a in self.attributes[mention.id] if a.label == "Basis"), None
        )
        try:
            written = values.parse_date(mention.text, self.article.anchor)
            if given is None:
                if written is None:
                    self._problem(
                        f"{mention.text!r} is not a date by itself",
                        mention.line,
                        f"say which: N1<tab>Reference {mention.id} edtf:2020-05-08<tab>…, with a "
                        "Basis attribute",
                    )
                    return None, ""
                default = "dateline" if written.from_anchor else "explicit"
                return written, stated or default
            when = values.read_edtf(given.code)
        except ValueError as error:
            line = given.line if given else mention.line
            self._problem(str(error), line, "correct the date")
            return None, ""
        if stated is None:
            self._problem(
                f"{mention.id} is given the date {given.code} without a basis",
                given.line,
                f"add A1<tab>Basis {mention.id} dateline, or another basis",
            )
        month_day = written.month_day if written else None
        full = values.When(when.edtf, month_day, when.earliest, when.latest, when.from_anchor)
        return full, stated or "explicit"

    # Events

    def _event(self, event: Event) -> None:
        annotated = self.scheme.types[event.label]
        node = self._node(event.id)
        axes = self._axes(event.id)
        own = self._own_statements(event, annotated)
        for path, value in own:
            self._state(node, path, value)
        cues: list[str] = []
        parts: list[tuple[str, str, str | None, str]] = []
        for argument in event.arguments:
            role = annotated.roles.get(argument.role)
            if role is None:
                role = self.scheme.claim_roles[argument.role]
                if role.evidence_only:
                    cues.append(argument.target)
            elif role.evidence_only:
                parts.append((argument.name, role.path, None, argument.target))
            else:
                value = terms.iri(self._node(argument.target))
                self._state(node, role.path, value)
                parts.append((argument.name, role.path, value, argument.target))
        self._event_claims(event, annotated, node, axes, own, cues, parts)

    def _event_claims(
        self,
        event: Event,
        annotated: Type,
        node: str,
        axes: _Axes,
        own: list[tuple[str, str]],
        cues: list[str],
        parts: list[tuple[str, str, str | None, str]],
    ) -> None:
        base = [event.trigger, *cues]
        if annotated.grain == "record":
            evidence = [*base, *(target for *_, target in parts)]
            claim = self._new_claim(event.id, node, event.line, evidence, axes)
            claim.iri = node
            self._write_claim(claim)
            return
        if own:
            paths = sorted({path for path, _ in own})
            self._write_claim(
                self._new_claim(event.id, node, event.line, base, axes, paths=paths)
            )
        for name, path, value, target in parts:
            evidence = [target] if value is None else [*base, target]
            self._write_claim(
                self._new_claim(
                    event.id, node, event.line, evidence, axes,
                    part=name, paths=[path], value=value,
                )
            )

    def _own_statements(self, event: Event, annotated: Type) -> list[tuple[str, str]]:
        """What the event says by itself: class, label, attributes, codes, what its words spell."""
        if annotated.stands_for:
            return []
        trigger = self.document.mentions[event.trigger]
        found = [(TYPE, terms.iri(annotated.iri))]
        if LABEL in annotated.properties:
            label = self._label([event.id], trigger)
            found.append((LABEL, terms.text(label, self.article.language)))
        given = {attribute.label: attribute.value for attribute in self.attributes[event.id]}
        for known in annotated.attributes.values():
            if known.name in given:
                found.append((known.path, _code_or_flag(known.code_list, given[known.name])))
            elif known.default is not None and known.code_list is not None:
                found.append((known.path, terms.iri(ns.code(known.code_list, known.default))))
        for item in self.normalizations[event.id]:
            value = self._coded(item)
            if value is not None:
                found.append((self.scheme.authorities[item.authority], value))
        said = {path for path, _ in found}
        for path, value in self._spelt(event, annotated, trigger, frozenset(given)):
            if path not in said:
                found.append((path, value))
        filled = {annotated.roles[a.role].path for a in event.arguments if a.role in annotated.roles}
        for path, key in self.scheme.implicit.items():
            if path in annotated.properties and path not in filled:
                found.append((path, terms.iri(ns.metadata_time(self.article.id, key))))
        return found

    def _spelt(
        self, event: Event, annotated: Type, trigger: Mention, given: frozenset[str]
    ) -> Iterator[tuple[str, str]]:
        """What the trigger's words spell, by the class's grammar."""
        for path in sorted(self.scheme.from_trigger & annotated.properties):
            if not any(known.path == path for known in annotated.attributes.values()):
                yield path, terms.text(trigger.text)
        if annotated.grammar != "quantity":
            return
        try:
            quantity = values.parse_quantity(trigger.text)
        except ValueError as error:
            self._problem(
                str(error), trigger.line, "mark the amount only, with its bound and unit"
            )
            return
        if quantity.number is not None:
            yield KG + "number", terms.number(Decimal(quantity.number))
        yield KG + "bound", terms.iri(ns.code("bound", quantity.bound))
        yield KG + "unit", terms.iri(ns.code("unit", quantity.unit))
        if quantity.currency:
            yield KG + "currency", terms.iri(ns.code("currency", quantity.currency))

    def _claim_event(self, event: Event) -> None:
        """One statement annotated by itself, with its own basis and attribution."""
        path = self.scheme.claims[event.label].path
        ends = {argument.role: argument.target for argument in event.arguments}
        cues = [a.target for a in event.arguments if self._is_cue(a.role)]
        focus = self._node(ends["Subject"])
        value = terms.iri(self._node(ends["Object"]))
        self._state(focus, path, value)
        evidence = [event.trigger, *cues, ends["Subject"], ends["Object"]]
        self._write_claim(
            self._new_claim(
                event.id, focus, event.line, evidence, self._axes(event.id),
                paths=[path], value=value,
            )
        )

    def _is_cue(self, role: str) -> bool:
        known = self.scheme.claim_roles.get(role)
        return known is not None and known.evidence_only


def _time_values(when: values.When) -> Iterator[tuple[str, str]]:
    if when.edtf:
        yield KG + "edtf", terms.text(when.edtf)
    if when.month_day:
        yield KG + "monthDay", terms.text(when.month_day)
    if when.earliest:
        yield KG + "earliest", terms.day(when.earliest)
    if when.latest:
        yield KG + "latest", terms.day(when.latest)


def _code_or_flag(code_list: str | None, value: str | None) -> str:
    if code_list is None:
        return terms.truth(True)
    return terms.iri(ns.code(code_list, value or ""))
