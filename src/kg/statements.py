"""One annotated article -> what it conveys, with claims and evidence: its shard.

The builder knows kinds of annotation (entity, event, value, claim), never single classes: which
class and which property an annotation makes is the scheme's to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from kg import namespaces as ns
from kg import terms
from kg.annotations.model import Attribute, Document, Event, Mention, Normalization, Note
from kg.claims import TYPE, Axes, claim_lines, mention_lines
from kg.errors import InputError
from kg.metadata import metadata_lines, time_statements
from kg.namespaces import KG
from kg.places.gazetteer import Gazetteer
from kg.scheme import OBJECT, SUBJECT, Role, Scheme, Type
from kg.shards import Shard
from kg.sources import Article
from kg.values import LABEL, PathValue, Values


def make_shard(article: Article, document: Document, scheme: Scheme, gazetteer: Gazetteer) -> Shard:
    """The shard of a document that agrees with the scheme (see :mod:`kg.checking`).

    Raises:
        InputError: with every value that cannot be read, each with its file and line.
    """
    builder = _Builder(article, document, scheme, gazetteer)
    builder.build()
    if builder.values.problems:
        problems = sorted(builder.values.problems, key=lambda problem: problem.line or 0)
        raise InputError.from_problems(problems)
    return Shard(article.id, tuple(sorted(builder.lines)))


class _Builder:
    def __init__(
        self, article: Article, document: Document, scheme: Scheme, gazetteer: Gazetteer
    ) -> None:
        self.article = article
        self.document = document
        self.scheme = scheme
        self.values = Values(article, document, scheme, gazetteer)
        self.content: set[str] = set()  # two annotations may say the same
        self.evidence: list[str] = []
        self.graph = terms.iri(ns.content_graph(article.id))
        self.dates = article.dates
        self.heads = self._cluster_heads()
        self.members: dict[str, list[str]] = defaultdict(list)
        for mention, head in self.heads.items():
            self.members[head].append(mention)

    def _cluster_heads(self) -> dict[str, str]:
        """Mention -> the first mention of the same thing, whose id names the entity."""
        heads = {mention: mention for mention in self.document.mentions}
        for equivalence in self.document.equivalences:
            head = min(equivalence.members, key=lambda member: int(member[1:]))
            heads.update(dict.fromkeys(equivalence.members, head))
        return heads

    def build(self) -> None:
        """Writes every line of the shard."""
        self.content.update(metadata_lines(self.article, self.document.layer))
        for mention in self.document.mentions.values():
            self.evidence += mention_lines(self.article.id, mention)
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
            link = self.scheme.relations[relation.label]
            target = self._value(link.in_words, relation.target)
            shown = (relation.source, relation.target)
            self._link(relation.id, relation.line, link.path, relation.source, target, shown)

    @property
    def lines(self) -> list[str]:
        """Every line that was written, once."""
        return [*self.content, *self.evidence]

    def _state(self, subject: str, predicate: str, value: str) -> None:
        self.content.add(f"<{subject}> <{predicate}> {value} {self.graph} .\n")

    # Where annotations lead

    def _node(self, annotation: str) -> str:
        """The IRI of what a mention or event stands for; a cue stands for itself."""
        event = self.document.events.get(annotation)
        if event is None:
            if self.scheme.kind(self.document.mentions[annotation].label) == "cue":
                return ns.mention(self.article.id, annotation)
            return ns.node(self.article.id, self.heads[annotation])
        if self.scheme.types[event.label].stands_for == "article":
            return ns.article(self.article.id)
        return ns.node(self.article.id, annotation)

    def _value(self, in_words: bool, annotation: str) -> str:
        """The value that an annotation gives: its words, or what it stands for."""
        if in_words:
            return terms.text(self.document.mentions[annotation].text)
        return terms.iri(self._node(annotation))

    def _shown_by(self, annotation: str) -> tuple[str, ...]:
        """The mention that shows an annotation: itself, or an event's trigger.

        The article itself needs no showing.
        """
        event = self.document.events.get(annotation)
        if event is None:
            return (annotation,)
        return () if self.scheme.types[event.label].stands_for else (event.trigger,)

    # Axes and claims

    def _axes(self, annotation: str) -> Axes:
        """What the annotation's attributes and claim roles say of all its claims."""
        event = self.document.events.get(annotation)
        if event is None:
            return Axes(self.values.stated_basis(annotation) or "explicit")
        attributed = dict.fromkeys(
            self._node(argument.target)
            for argument in event.arguments
            if argument.role in self.scheme.claim_roles
            and not self.scheme.claim_roles[argument.role].evidence_only
        )
        basis = self.values.stated_basis(annotation) or "explicit"
        return Axes(basis, tuple(attributed), self._status(event))

    def _status(self, event: Event) -> str | None:
        """The event's own status, or that of the event it speaks of."""
        annotated = self.scheme.types.get(event.label)
        if annotated is None:
            subject = next(a.target for a in event.arguments if a.role == SUBJECT)
            owner = self.document.events.get(subject)
            return self._status(owner) if owner else None
        for known in annotated.attributes.values():
            if known.path == KG + "status":
                return self.values.given(event.id).get(known.name, known.default)
        return None

    def _claim(
        self,
        annotation: str,
        focus: str,
        line: int,
        evidence: Iterable[str],
        axes: Axes,
        *,
        part: str | None = None,
        paths: Iterable[str] = (),
        value: str | None = None,
        iri: str | None = None,
    ) -> None:
        """Writes a claim; ``evidence`` are mentions, or events shown by their triggers."""
        self.evidence += claim_lines(
            self.article.id,
            iri or ns.claim(self.article.id, annotation, part),
            focus=focus,
            line=line,
            mentions=dict.fromkeys(chain.from_iterable(map(self._shown_by, evidence))),
            axes=axes,
            paths=paths,
            value=value,
        )

    def _link(
        self,
        annotation: str,
        line: int,
        path: str,
        source: str,
        value: str,
        shown: Iterable[str],
    ) -> None:
        """One statement annotated by itself, with its own claim."""
        focus, axes = self._node(source), self._axes(annotation)
        self._state(focus, path, value)
        self._claim(annotation, focus, line, shown, axes, paths=[path], value=value)

    # Entities

    def _entity(self, head: Mention) -> None:
        node = ns.node(self.article.id, head.id)
        members = self.members[head.id]
        annotated = self.scheme.types[head.label]
        self._state(node, TYPE, terms.iri(annotated.iri))
        label = self.values.label(members, head)
        self._state(node, LABEL, terms.text(label, self.article.language))
        self._claim(head.id, node, head.line, members, Axes(), paths=[TYPE, LABEL])
        for member in members:
            for attribute in self.values.attributes[member]:
                known = annotated.attributes[attribute.label]
                value = _code_or_flag(known.code_list, attribute.value)
                self._entity_statement(node, member, attribute, known.path, value)
            for item in self.values.normalizations[member]:
                coded = self.values.coded(item)
                if coded is not None:
                    path = self.scheme.authorities[item.authority]
                    self._entity_statement(node, member, item, path, coded)
            for note in self.values.notes[member]:
                path = self.scheme.notes[note.label]
                if path != LABEL:
                    self._entity_statement(node, member, note, path, terms.text(note.text))

    def _entity_statement(
        self, node: str, member: str, said: Attribute | Normalization | Note, path: str, value: str
    ) -> None:
        """What an attribute, a code or a note says of an entity, shown by the mention it is on.

        No article spells a code: which thing a name means there is the annotator's knowledge.
        """
        axes = Axes("outside-knowledge" if isinstance(said, Normalization) else "explicit")
        self._state(node, path, value)
        self._claim(said.id, node, said.line, [member], axes, paths=[path], value=value)

    # Times

    def _time(self, mention: Mention) -> None:
        node = ns.node(self.article.id, mention.id)
        given = next(iter(self.values.normalizations[mention.id]), None)
        when, basis = self.values.time(mention, given)
        if when is None:
            return
        self._state(node, TYPE, terms.iri(self.scheme.types[mention.label].iri))
        self._state(node, KG + "asWritten", terms.text(mention.text))
        spelt = [TYPE, KG + "asWritten"]
        computed: list[str] = []
        for predicate, value in time_statements(when):
            self._state(node, predicate, value)
            in_words = basis == "explicit" or predicate == KG + "monthDay"
            (spelt if in_words else computed).append(predicate)
        self._claim(mention.id, node, mention.line, [mention.id], Axes(), paths=spelt)
        if computed:
            line = given.line if given else mention.line
            axes = Axes(basis)
            self._claim(mention.id, node, line, [mention.id], axes, part="computed", paths=computed)

    # Events

    def _event(self, event: Event) -> None:
        annotated = self.scheme.types[event.label]
        node = self._node(event.id)
        own = self._own_statements(event, annotated)
        for path, value in own:
            self._state(node, path, value)
        cues = list(self._shown_by(event.id))
        parts: list[tuple[str, Role, str, str | None]] = []
        for argument in event.arguments:
            role = annotated.roles.get(argument.role)
            if role is None:
                cues.append(argument.target)
            else:
                filled: str | None = None
                if not role.evidence_only:
                    filled = self._value(role.in_words, argument.target)
                    self._state(node, role.path, filled)
                parts.append((argument.name, role, argument.target, filled))
        if annotated.grain == "record":
            evidence = [*cues, *(target for _, _, target, _ in parts)]
            self._claim(event.id, node, event.line, evidence, self._axes(event.id), iri=node)
        else:
            self._claim_statements(event, node, own, cues, parts)

    def _claim_statements(
        self,
        event: Event,
        node: str,
        own: list[PathValue],
        cues: list[str],
        parts: list[tuple[str, Role, str, str | None]],
    ) -> None:
        """One claim for what the event says by itself, and one for each of its roles."""
        axes = self._axes(event.id)
        if own:
            paths = sorted({path for path, _ in own})
            self._claim(event.id, node, event.line, cues, axes, paths=paths)
        for name, role, target, value in parts:
            evidence = [target] if role.evidence_only else [*cues, target]
            dated = self.dates.get(role.path.removeprefix(KG))
            self._claim(
                event.id,
                node,
                event.line,
                evidence,
                replace(axes, basis=dated.basis) if dated else axes,
                part=name,
                paths=[role.path],
                value=value,
            )

    def _claim_event(self, event: Event) -> None:
        ends = {argument.role: argument.target for argument in event.arguments}
        cues = [a.target for a in event.arguments if a.role in self.scheme.claim_roles]
        link = self.scheme.claims[event.label]
        shown = [event.trigger, *cues, ends[SUBJECT]]
        if link.attribute is None:
            shown.append(ends[OBJECT])
            value = self._value(link.in_words, ends[OBJECT])
        else:
            given = self.values.given(event.id)[link.attribute.name]
            value = _code_or_flag(link.attribute.code_list, given)
        self._link(event.id, event.line, link.path, ends[SUBJECT], value, shown)

    def _own_statements(self, event: Event, annotated: Type) -> list[PathValue]:
        """What the event says by itself: class, label, attributes, codes, what its words spell.

        What is annotated goes before what the words spell, and that before what is implicit.
        """
        if annotated.stands_for:
            return []
        trigger = self.document.mentions[event.trigger]
        found = [(TYPE, terms.iri(annotated.iri)), *self._annotated(event, annotated, trigger)]
        filled = {
            annotated.roles[a.role].path for a in event.arguments if a.role in annotated.roles
        }
        filled.update(path for path, _ in found)
        spelt = self.values.spelt(event, annotated, trigger)
        for path, value in (*spelt, *self._implicit(annotated)):
            if path not in filled:
                found.append((path, value))
                filled.add(path)
        return found

    def _annotated(self, event: Event, annotated: Type, trigger: Mention) -> Iterator[PathValue]:
        if LABEL in annotated.properties:
            yield LABEL, terms.text(self.values.label([event.id], trigger), self.article.language)
        given = self.values.given(event.id)
        for known in annotated.attributes.values():
            if known.name in given:
                yield known.path, _code_or_flag(known.code_list, given[known.name])
            elif known.default is not None:
                yield known.path, _code_or_flag(known.code_list, known.default)
        for item in self.values.normalizations[event.id]:
            value = self.values.coded(item)
            if value is not None:
                yield self.scheme.authorities[item.authority], value

    def _implicit(self, annotated: Type) -> Iterator[PathValue]:
        for path, key in self.scheme.implicit.items():
            if path in annotated.properties:
                yield path, terms.iri(ns.metadata_time(self.article.id, key))


def _code_or_flag(code_list: str | None, value: str | None) -> str:
    if code_list is None:
        return terms.truth(True)
    return terms.concept(code_list, value or "")
