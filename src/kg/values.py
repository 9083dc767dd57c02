"""What the annotations of one article give as values: codes, dates, amounts, words, names.

What the words spell is read by the grammars of :mod:`kg.quantities` and :mod:`kg.times`; what
they do not spell stands in normalizations and notes, with a basis.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from kg import namespaces as ns
from kg import quantities, terms, times
from kg.annotations.model import Attribute, Document, Event, Mention, Normalization, Note
from kg.errors import Problem
from kg.namespaces import KG, RDFS
from kg.places.gazetteer import Gazetteer
from kg.scheme import Scheme, Type
from kg.sources import Article

LABEL = RDFS + "label"

PathValue = tuple[str, str]
"""A property of some node, and its value as N-Triples text."""

_T = TypeVar("_T", Attribute, Normalization, Note)


class Values:
    """Reads the values of one document that agrees with the scheme.

    ``attributes``, ``normalizations`` and ``notes`` are by what they are about; those on a trigger
    are its events'. ``problems`` gathers what cannot be read.
    """

    def __init__(
        self, article: Article, document: Document, scheme: Scheme, gazetteer: Gazetteer
    ) -> None:
        self.article = article
        self.document = document
        self.scheme = scheme
        self.gazetteer = gazetteer
        self.problems: list[Problem] = []
        known = scheme.claim_attributes
        self._basis_labels = {name for name, each in known.items() if each.path == KG + "basis"}
        self._events_of: dict[str, list[str]] = defaultdict(list)
        for event in document.events.values():
            self._events_of[event.trigger].append(event.id)
        self.attributes = self._by_target(document.attributes)
        self.normalizations = self._by_target(document.normalizations)
        self.notes = self._by_target(document.notes)

    def _by_target(self, items: Iterable[_T]) -> dict[str, list[_T]]:
        found: dict[str, list[_T]] = defaultdict(list)
        for item in items:
            for owner in self._events_of.get(item.target, [item.target]):
                found[owner].append(item)
        return found

    def _problem(self, message: str, line: int, remedy: str) -> None:
        self.problems.append(Problem(message, self.document.file, line, remedy))

    def stated_basis(self, annotation: str) -> str | None:
        """The basis that an attribute of the annotation gives, if one does."""
        given = (a.value for a in self.attributes[annotation] if a.label in self._basis_labels)
        return next(given, None)

    def given(self, annotation: str) -> dict[str, str | None]:
        """What the attributes of an annotation give, by their labels."""
        return {attribute.label: attribute.value for attribute in self.attributes[annotation]}

    def noted(self, annotation: str, path: str) -> list[Note]:
        """The notes on an annotation that give the value of one property."""
        return [n for n in self.notes[annotation] if self.scheme.notes[n.label] == path]

    def label(self, annotations: Iterable[str], trigger: Mention) -> str:
        """What a note calls it, else the words of its first mention."""
        return next(
            (note.text for item in annotations for note in self.noted(item, LABEL)), trigger.text
        )

    def coded(self, item: Normalization) -> str | None:
        """The value of a normalization: a concept, or a place by its code and vintage.

        A division's code is one of the article's year, or names its vintage, too.
        """
        if item.authority in self.scheme.codes:
            return terms.concept(item.authority, item.code)
        if item.authority != "gbt2260":
            if item.code.isascii() and item.code.isalnum():
                return terms.iri(ns.place(item.authority, item.code))
            self._problem(
                f"{item.code!r} is no code of {item.authority}",
                item.line,
                "write letters and digits only",
            )
            return None
        anchor = self.article.anchor
        year = anchor.year if anchor else None
        division = self.gazetteer.division(item.code, year)
        if division is None:
            message, remedy = self.gazetteer.refusal(item.code, year)
            self._problem(message, item.line, remedy)
            return None
        return terms.iri(ns.place(item.authority, division.code, division.vintage))

    def time(self, mention: Mention, given: Normalization | None) -> tuple[times.When | None, str]:
        """The time that a mention denotes, and the basis of what its words don't spell."""
        stated = self.stated_basis(mention.id)
        try:
            written = times.parse_date(mention.text, self.article.anchor)
            when = times.read_edtf(given.code) if given else written
        except ValueError as error:
            self._problem(str(error), given.line if given else mention.line, "correct the date")
            return None, ""
        if when is None:
            self._problem(
                f"{mention.text!r} is not a date by itself",
                mention.line,
                f"give {mention.id} a Reference such as edtf:2020-05-08, and a Basis",
            )
            return None, ""
        if given is None:
            return when, stated or ("dateline" if when.from_anchor else "explicit")
        if stated is None:
            self._problem(
                f"{mention.id} is given the date {given.code!r} without a basis",
                given.line,
                f"add a Basis attribute to {mention.id}, such as dateline",
            )
        month_day = written.month_day if written else times.written_months(mention.text)
        if month_day and not times.agree(month_day, when):
            self._problem(
                f"{mention.id} says {mention.text!r}, but is given the date {given.code!r}",
                given.line,
                "correct the date or the words",
            )
        return replace(when, month_day=month_day), stated or "explicit"

    def spelt(self, event: Event, annotated: Type, trigger: Mention) -> Iterator[PathValue]:
        """What the trigger's words are, and what they spell by the class's grammar."""
        coded = {known.path for known in annotated.attributes.values()}
        for path in sorted((self.scheme.from_trigger & annotated.properties) - coded):
            yield path, terms.text(trigger.text)
        if annotated.grammar == "quantity":
            yield from self._quantity(event, trigger)
        elif annotated.grammar == "position":
            position, bound = quantities.parse_position(trigger.text) or (None, "unspecified")
            if position is not None:
                yield KG + "position", terms.number(position)
            yield KG + "bound", terms.concept("bound", bound)

    def _quantity(self, event: Event, trigger: Mention) -> Iterator[PathValue]:
        """The amount that a note gives, with its basis, else the one that the trigger spells."""
        note = next(iter(self.noted(event.id, KG + "number")), None)
        written, line = (note.text, note.line) if note else (trigger.text, trigger.line)
        if note and self.stated_basis(event.id) is None:
            self._problem(
                f"{event.id} is given the amount {note.text!r} without a basis",
                note.line,
                f"add a Basis attribute to {event.id}, such as arithmetic",
            )
        try:
            quantity = quantities.parse_quantity(written)
        except ValueError as error:
            self._problem(str(error), line, "mark the amount only, with its bound and unit")
            return
        if quantity.number is not None:
            yield KG + "number", terms.number(quantity.number)
        yield KG + "bound", terms.concept("bound", quantity.bound)
        yield KG + "unit", terms.concept("unit", quantity.unit)
        if quantity.currency:
            yield KG + "currency", terms.concept("currency", quantity.currency)
