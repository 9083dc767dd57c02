"""Holds a document against the scheme: labels, roles, fillers, codes, short spans."""

from __future__ import annotations

from collections import defaultdict
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
    checker.check()
    problems = [*checker.problems, *_span_problems(document, text_length)]
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
        for start, end in mention.spans:
            covered.update(range(start, end))
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
        self.problems: list[Problem] = []
        groups = (document.mentions, document.events, document.relations)
        self.labels = {id_: item.label for group in groups for id_, item in group.items()}
        self.events_of: dict[str, list[str]] = defaultdict(list)
        for event in document.events.values():
            self.events_of[event.trigger].append(event.id)

    def check(self) -> None:
        """Gathers the problems, each kind of annotation by itself."""
        document = self.document
        for mention in document.mentions.values():
            self._mention(mention)
        for event in document.events.values():
            self._event(event)
        for relation in document.relations.values():
            link = self.scheme.relations.get(relation.label)
            if link is None:
                self._unknown("relation", relation.label, relation.line, self.scheme.relations)
            else:
                ends = (("Arg1", relation.source), ("Arg2", relation.target))
                self._link(relation.id, relation.line, link, ends)
        for attribute in document.attributes:
            self._attribute(attribute)
        self._normalizations()
        self._repetitions()
        self._notes()
        self._equivalences()

    def _problem(self, message: str, line: int, remedy: str) -> None:
        self.problems.append(Problem(message, self.document.file, line, remedy))

    def _unknown(self, what: str, value: str, line: int, allowed: Iterable[str]) -> None:
        self._problem(f"unknown {what} {value!r}", line, _choice(value, allowed))

    def _type_of(self, target: str) -> Type | None:
        return self.scheme.types.get(self.labels[target])

    def _mention(self, mention: Mention) -> None:
        kind = self.scheme.kind(mention.label)
        if kind in (None, "relation"):
            former = self.scheme.former(mention.label)
            allowed = {*self.scheme.types, *self.scheme.claims}
            if former:
                self._problem(
                    f"the label {mention.label} is no longer used", mention.line, f"use {former}"
                )
            else:
                self._unknown("label", mention.label, mention.line, allowed)
        elif kind in ("event", "claim") and mention.id not in self.events_of:
            self._problem(
                f"{mention.id} is marked {mention.label}, which is an event, but no E line has it "
                "as trigger",
                mention.line,
                f"add a line such as E1<tab>{mention.label}:{mention.id}",
            )

    def _event(self, event: Event) -> None:
        kind = self.scheme.kind(event.label)
        if kind == "claim":
            link = self.scheme.claims[event.label]
            self._roles(event, self._claim_event_roles(link))
            if link.attribute is not None:
                self._missing_attributes(event, [link.attribute])
        elif kind == "event":
            roles = {**self.scheme.types[event.label].roles, **self.scheme.claim_roles}
            self._roles(event, roles)
            attributes = self.scheme.types[event.label].attributes.values()
            self._missing_attributes(event, (a for a in attributes if a.required))
        elif kind is not None:
            self._problem(
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

    def _roles(self, event: Event, roles: dict[str, Role]) -> None:
        given = [argument.role for argument in event.arguments]
        for argument in event.arguments:
            role = roles.get(argument.role)
            if role is None:
                self._unknown(f"role of {event.label}", argument.role, event.line, roles)
            else:
                what = f"{argument.name} of {event.id}"
                self._filler(what, argument.target, event.line, role.fillers)
        for role in roles.values():
            if role.required and role.name not in given:
                self._problem(
                    f"{event.label} {event.id} has no {role.name}",
                    event.line,
                    f"add {role.name}:… with {_listing(role.fillers)}",
                )
            if role.single and given.count(role.name) > 1:
                self._problem(
                    f"{event.label} {event.id} has {given.count(role.name)} fillers of {role.name}",
                    event.line,
                    "keep one",
                )

    def _filler(self, what: str, target: str, line: int, allowed: frozenset[str]) -> None:
        label = self.labels[target]
        if label not in allowed:
            self._problem(f"{what} is {target}, marked {label}", line, f"give {_listing(allowed)}")
        elif events := self.events_of.get(target):
            self._problem(
                f"{what} is {target}, only the trigger of {' and '.join(events)}",
                line,
                f"give {' or '.join(events)}",
            )

    def _link(
        self, name: str, line: int, link: Link, ends: tuple[tuple[str, str], tuple[str, str]]
    ) -> None:
        for (end, target), allowed in zip(ends, (link.sources, link.targets), strict=True):
            self._filler(f"{end} of {name}", target, line, allowed)

    def _attribute_types(self, target: str) -> dict[str, AttributeType]:
        label = self.labels[target]
        kind = self.scheme.kind(label)
        own = self.scheme.types[label].attributes if label in self.scheme.types else {}
        claimed = self.scheme.claims[label].attribute if kind == "claim" else None
        if claimed is not None:
            own = {claimed.name: claimed}
        if kind in ("event", "claim", "relation", "value"):
            return {**own, **self.scheme.claim_attributes}
        return own

    def _attribute(self, attribute: Attribute) -> None:
        types = self._attribute_types(attribute.target)
        known = types.get(attribute.label)
        if known is None:
            what = f"attribute of {self.labels[attribute.target]}"
            self._unknown(what, attribute.label, attribute.line, types)
        elif known.code_list is None and attribute.value is not None:
            self._problem(
                f"{attribute.label} is a flag and takes no value, but has {attribute.value!r}",
                attribute.line,
                "remove the value",
            )
        elif known.code_list is not None and attribute.value not in known.codes:
            self._unknown(
                f"value of {attribute.label}", attribute.value or "", attribute.line, known.codes
            )

    def _missing_attributes(self, event: Event, needed: Iterable[AttributeType]) -> None:
        for attribute in needed:
            given = {a.target for a in self.document.attributes if a.label == attribute.name}
            if given.isdisjoint((event.id, event.trigger)):
                self._problem(
                    f"{event.label} {event.id} has no {attribute.name}",
                    event.line,
                    f"add an attribute such as A1<tab>{attribute.name} {event.id} "
                    f"{attribute.codes[0]}",
                )

    def _normalizations(self) -> None:
        authorities = self.scheme.authorities
        for item in self.document.normalizations:
            path = authorities.get(item.authority)
            target = self._type_of(item.target)
            if path is None:
                self._unknown("authority", item.authority, item.line, authorities)
            elif target is None or path not in target.properties:
                self._problem(
                    f"{self.labels[item.target]} takes no {item.authority} code",
                    item.line,
                    "put the normalization on the annotation that it is about",
                )
            elif item.authority in self.scheme.codes:
                codes = self.scheme.codes[item.authority]
                if item.code not in codes:
                    self._unknown(f"{item.authority} code", item.code, item.line, codes)

    def _repetitions(self) -> None:
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
                    self._problem(f"{owner} has a second {what}", line, "keep one")
                seen.add((key, owner))

    def _notes(self) -> None:
        for note in self.document.notes:
            path = self.scheme.notes.get(note.label)
            target = self._type_of(note.target)
            if path is None:
                self._unknown("note", note.label, note.line, self.scheme.notes)
            elif target is None or path not in target.properties:
                self._problem(
                    f"{self.labels[note.target]} takes no {note.label} note",
                    note.line,
                    "remove it, or put it on an entity or an activity",
                )

    def _equivalences(self) -> None:
        for equivalence in self.document.equivalences:
            labels = {self.document.mentions[member].label for member in equivalence.members}
            if equivalence.label != "Equiv":
                self._unknown("group", equivalence.label, equivalence.line, ["Equiv"])
            elif len(labels) > 1 or self.scheme.kind(min(labels)) != "entity":
                self._problem(
                    f"the group joins mentions marked {' and '.join(sorted(labels))}",
                    equivalence.line,
                    "join mentions of one entity only, all with one label",
                )


def _listing(labels: frozenset[str]) -> str:
    names = sorted(labels)
    return f"an annotation marked {' or '.join(names)}" if names else "nothing"
