"""Holds a document against the scheme: labels, roles, fillers, codes, short spans."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from kg.annotations.model import Attribute, Document, Event, Mention
from kg.errors import Problem
from kg.scheme import OBJECT, SUBJECT, AttributeType, Link, Role, Scheme, Type

MAX_WORDS = 6
MAX_CHARACTERS = 60
MAX_SHARE = 0.4


def check(document: Document, scheme: Scheme, text_length: int) -> list[Problem]:
    """Every way in which the document departs from the scheme, in the order of its lines.

    ``text_length`` is the article's length in code points, for the limit on what all spans
    together may repeat of it.
    """
    checker = _Checker(document, scheme)
    problems = [*checker.problems(), *_span_problems(document, text_length)]
    return sorted(problems, key=lambda problem: problem.line or 0)


def _choice(value: str, allowed: Iterable[str]) -> str:
    """The remedy for a word that is not one of those allowed."""
    names = sorted(allowed)
    close = get_close_matches(value, names, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"use one of {', '.join(names)}" if names else "remove it"


def _span_problems(document: Document, text_length: int) -> Iterator[Problem]:
    covered: set[int] = set()
    for mention in document.mentions.values():
        covered.update(*(range(start, end) for start, end in mention.spans))
        if len(mention.text) > MAX_CHARACTERS or len(mention.text.split()) > MAX_WORDS:
            yield Problem(
                f"{mention.id} marks {len(mention.text.split())} words, "
                f"{len(mention.text)} characters",
                document.file,
                mention.line,
                f"mark the head words only, at most {MAX_WORDS} words and "
                f"{MAX_CHARACTERS} characters",
            )
        if mention.end > text_length:
            yield Problem(
                f"{mention.id} ends at {mention.end}, beyond the text's {text_length} characters",
                document.file,
                mention.line,
                "correct the offsets, or length in the article's metadata",
            )
    if len(covered) > MAX_SHARE * text_length:
        yield Problem(
            f"the spans repeat {len(covered)} of the text's {text_length} characters",
            document.file,
            remedy=f"shorten them to at most {MAX_SHARE:.0%} of the text",
        )


class _Checker:
    def __init__(self, document: Document, scheme: Scheme) -> None:
        self.document = document
        self.scheme = scheme
        self.events_of: dict[str, list[str]] = defaultdict(list)
        for event in document.events.values():
            self.events_of[event.trigger].append(event.id)

    def problems(self) -> Iterator[Problem]:
        document = self.document
        for mention in document.mentions.values():
            yield from self._mention(mention)
        for event in document.events.values():
            yield from self._event(event)
        for relation in document.relations.values():
            link = self.scheme.relations.get(relation.label)
            if link is None:
                yield self._unknown(
                    "relation", relation.label, relation.line, self.scheme.relations
                )
            else:
                ends = (("Arg1", relation.source), ("Arg2", relation.target))
                yield from self._link(relation.id, relation.line, link, ends)
        for attribute in document.attributes:
            yield from self._attribute(attribute)
        yield from self._normalizations()
        yield from self._repetitions()
        yield from self._notes()
        yield from self._equivalences()

    def _problem(self, message: str, line: int, remedy: str) -> Problem:
        return Problem(message, self.document.file, line, remedy)

    def _unknown(self, what: str, value: str, line: int, allowed: Iterable[str]) -> Problem:
        return self._problem(f"unknown {what} {value!r}", line, _choice(value, allowed))

    def _label_of(self, target: str) -> str:
        items = self.document.mentions, self.document.events, self.document.relations
        return next(group[target].label for group in items if target in group)

    def _type_of(self, target: str) -> Type | None:
        return self.scheme.types.get(self._label_of(target))

    def _mention(self, mention: Mention) -> Iterator[Problem]:
        kind = self.scheme.kind(mention.label)
        if kind in (None, "relation"):
            former = self.scheme.former(mention.label)
            allowed = {*self.scheme.types, *self.scheme.claims}
            if former:
                yield self._problem(
                    f"the label {mention.label} is no longer used", mention.line, f"use {former}"
                )
            else:
                yield self._unknown("label", mention.label, mention.line, allowed)
        elif kind in ("event", "claim") and mention.id not in self.events_of:
            yield self._problem(
                f"{mention.id} is marked {mention.label}, which is an event, but no E line has it "
                "as trigger",
                mention.line,
                f"add a line such as E1<tab>{mention.label}:{mention.id}",
            )

    def _event(self, event: Event) -> Iterator[Problem]:
        kind = self.scheme.kind(event.label)
        if kind == "claim":
            link = self.scheme.claims[event.label]
            yield from self._roles(event, self._claim_event_roles(link))
            if link.attribute is not None:
                yield from self._missing_attributes(event, [link.attribute])
        elif kind == "event":
            roles = {**self.scheme.types[event.label].roles, **self.scheme.claim_roles}
            yield from self._roles(event, roles)
            attributes = self.scheme.types[event.label].attributes.values()
            yield from self._missing_attributes(event, (a for a in attributes if a.required))
        elif kind is not None:
            yield self._problem(
                f"{event.label} is marked as an event, but it is no event",
                event.line,
                f"remove {event.id}, or mark one of the scheme's events",
            )

    def _claim_event_roles(self, link: Link) -> dict[str, Role]:
        def end(name: str, fillers: frozenset[str]) -> Role:
            return Role(name, link.path, fillers, required=True, single=True, evidence_only=False)

        ends = {SUBJECT: end(SUBJECT, link.sources)}
        if link.attribute is None:
            ends[OBJECT] = end(OBJECT, link.targets)
        return {**ends, **self.scheme.claim_roles}

    def _roles(self, event: Event, roles: dict[str, Role]) -> Iterator[Problem]:
        given = Counter(argument.role for argument in event.arguments)
        for argument in event.arguments:
            role = roles.get(argument.role)
            if role is None:
                yield self._unknown(f"role of {event.label}", argument.role, event.line, roles)
            else:
                what = f"{argument.name} of {event.id}"
                yield from self._filler(what, argument.target, event.line, role.fillers)
        for role in roles.values():
            if role.required and not given[role.name]:
                yield self._problem(
                    f"{event.label} {event.id} has no {role.name}",
                    event.line,
                    f"add {role.name}:… with {_listing(role.fillers)}",
                )
            if role.single and given[role.name] > 1:
                yield self._problem(
                    f"{event.label} {event.id} has {given[role.name]} fillers of {role.name}",
                    event.line,
                    "keep one",
                )

    def _filler(
        self, what: str, target: str, line: int, allowed: frozenset[str]
    ) -> Iterator[Problem]:
        label = self._label_of(target)
        if label not in allowed:
            yield self._problem(
                f"{what} is {target}, marked {label}", line, f"give {_listing(allowed)}"
            )
        elif events := self.events_of.get(target):
            yield self._problem(
                f"{what} is {target}, only the trigger of {' and '.join(events)}",
                line,
                f"give {' or '.join(events)}",
            )

    def _link(
        self, name: str, line: int, link: Link, ends: tuple[tuple[str, str], tuple[str, str]]
    ) -> Iterator[Problem]:
        for (end, target), allowed in zip(ends, (link.sources, link.targets), strict=True):
            yield from self._filler(f"{end} of {name}", target, line, allowed)

    def _attribute_types(self, target: str) -> dict[str, AttributeType]:
        label = self._label_of(target)
        kind = self.scheme.kind(label)
        own = self.scheme.types[label].attributes if label in self.scheme.types else {}
        claimed = self.scheme.claims[label].attribute if kind == "claim" else None
        if claimed is not None:
            own = {claimed.name: claimed}
        if kind in ("event", "claim", "relation", "value"):
            return {**own, **self.scheme.claim_attributes}
        return own

    def _attribute(self, attribute: Attribute) -> Iterator[Problem]:
        types = self._attribute_types(attribute.target)
        known = types.get(attribute.label)
        if known is None:
            what = f"attribute of {self._label_of(attribute.target)}"
            yield self._unknown(what, attribute.label, attribute.line, types)
        elif known.code_list is None and attribute.value is not None:
            yield self._problem(
                f"{attribute.label} is a flag and takes no value, but has {attribute.value!r}",
                attribute.line,
                "remove the value",
            )
        elif known.code_list is not None and attribute.value not in known.codes:
            yield self._unknown(
                f"value of {attribute.label}", attribute.value or "", attribute.line, known.codes
            )

    def _missing_attributes(
        self, event: Event, needed: Iterable[AttributeType]
    ) -> Iterator[Problem]:
        targets = {event.id, event.trigger}
        given = {a.label for a in self.document.attributes if a.target in targets}
        for attribute in needed:
            if attribute.name not in given:
                yield self._problem(
                    f"{event.label} {event.id} has no {attribute.name}",
                    event.line,
                    f"add an attribute such as A1<tab>{attribute.name} {event.id} "
                    f"{attribute.codes[0]}",
                )

    def _normalizations(self) -> Iterator[Problem]:
        authorities = self.scheme.authorities
        for item in self.document.normalizations:
            path = authorities.get(item.authority)
            target = self._type_of(item.target)
            if path is None:
                yield self._unknown("authority", item.authority, item.line, authorities)
            elif target is None or path not in target.properties:
                yield self._problem(
                    f"{self._label_of(item.target)} takes no {item.authority} code",
                    item.line,
                    "put the normalization on the annotation that it is about",
                )
            elif item.authority in self.scheme.codes:
                codes = self.scheme.codes[item.authority]
                if item.code not in codes:
                    yield self._unknown(f"{item.authority} code", item.code, item.line, codes)

    def _repetitions(self) -> Iterator[Problem]:
        """Attributes, codes and notes that stand twice, perhaps once on an event's trigger."""
        paths = self.scheme.authorities
        said = [
            *((a.label, a.label, a.target, a.line) for a in self.document.attributes),
            *((n.label, f"{n.label} note", n.target, n.line) for n in self.document.notes),
            *(
                (paths.get(n.authority, n.authority), f"{n.authority} code", n.target, n.line)
                for n in self.document.normalizations
            ),
        ]
        seen: set[tuple[str, str]] = set()
        for key, what, target, line in said:
            for owner in self.events_of.get(target, [target]):
                if (key, owner) in seen:
                    yield self._problem(f"{owner} has a second {what}", line, "keep one")
                seen.add((key, owner))

    def _notes(self) -> Iterator[Problem]:
        for note in self.document.notes:
            path = self.scheme.notes.get(note.label)
            target = self._type_of(note.target)
            if path is None:
                yield self._unknown("note", note.label, note.line, self.scheme.notes)
            elif target is None or path not in target.properties:
                yield self._problem(
                    f"{self._label_of(note.target)} takes no {note.label} note",
                    note.line,
                    "remove it, or put it on an entity or an activity",
                )

    def _equivalences(self) -> Iterator[Problem]:
        for equivalence in self.document.equivalences:
            labels = {self.document.mentions[member].label for member in equivalence.members}
            if equivalence.label != "Equiv":
                yield self._unknown("group", equivalence.label, equivalence.line, ["Equiv"])
            elif len(labels) > 1 or self.scheme.kind(min(labels)) != "entity":
                yield self._problem(
                    f"the group joins mentions marked {' and '.join(sorted(labels))}",
                    equivalence.line,
                    "join mentions of one entity only, all with one label",
                )


def _listing(labels: frozenset[str]) -> str:
    names = sorted(labels)
    return f"an annotation marked {' or '.join(names)}" if names else "nothing"
