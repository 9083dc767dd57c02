"""Whether the annotations of a file hold together: ids, what they point to, what stands twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from kg.annotations.anchors import shown
from kg.annotations.items import KINDS, Problems, id_of, is_id, only
from kg.annotations.model import (
    Attribute,
    Equivalence,
    Event,
    Item,
    Mention,
    Normalization,
    Note,
    Relation,
)

_Key = TypeVar("_Key", bound=Hashable)


def check_coherence(
    items: Sequence[Item], ids: Sequence[tuple[str, int]], problems: Problems
) -> None:
    """Notes what is wrong between the annotations of a file.

    ``ids`` are what stands in the first column of all its lines, with the numbers of the lines: an
    id on a line that cannot be read is known all the same, so that one slip is one complaint.
    """
    known = {words[0] for id_, _ in ids if (words := id_.split()) and is_id(words[0])}
    events = only(Event, items)
    _check_references(items, known, problems)
    _check_triggers(only(Mention, items), events, problems)
    _check_cycles(events, problems)
    _check_ids(ids, problems)
    _check_repetitions(items, problems)


def _check_references(items: Iterable[Item], known: set[str], problems: Problems) -> None:
    for item in items:
        own = id_of(item)
        for part, target, kinds in _references(item):
            if target in known and target[0] in kinds and target != own:
                continue
            remedy = f"give the id of {' or '.join(KINDS[kind][0] for kind in kinds)}"
            if not is_id(target):
                fault = f"{shown(target)}, which is not an id"
            elif target == own:
                fault = f"{target} itself"
            elif target[0] not in kinds:
                fault = f"{target}, which is {KINDS[target[0]][0]}"
            else:
                fault = f"{target}, which is not in this file"
                remedy = "annotate it or correct the id"
            problems.add(item.line, f"{_pointer(item, part)} points to {fault}", remedy)


def _references(item: Item) -> Iterator[tuple[str, str, str]]:
    """Which part of an item points, to which id, and of which kinds that id may be."""
    match item:
        case Event():
            yield "", item.trigger, "T"
            for argument in item.arguments:
                yield argument.name, argument.target, "TE"
        case Relation():
            yield "Arg1", item.source, "TE"
            yield "Arg2", item.target, "TE"
        case Attribute() | Note():
            yield "", item.target, "TER"
        case Normalization():
            yield "", item.target, "TE"
        case Equivalence():
            for member in dict.fromkeys(item.members):
                yield "", member, "T"


def _pointer(item: Item, part: str) -> str:
    """What points, as messages call it."""
    match item:
        case Event():
            return f"argument {part}" if part else f"the trigger of {item.id}"
        case Attribute() | Note():
            return f"{item.id} {item.label}"
        case Normalization():
            return f"{item.id} Reference"
    return part or "Equiv"


def _check_triggers(
    mentions: Iterable[Mention], events: Iterable[Event], problems: Problems
) -> None:
    labels: dict[str, list[str]] = {}
    for mention in mentions:
        labels.setdefault(mention.id, []).append(mention.label)
    for event in events:
        found = labels.get(event.trigger, [event.label])
        if event.label not in found:
            problems.add(
                event.line,
                f"{event.id} is labelled {event.label}, but its trigger {event.trigger} {found[0]}",
                "give both the same label or correct the trigger",
            )


def _check_cycles(events: Iterable[Event], problems: Problems) -> None:
    lines = {event.id: event.line for event in events}
    # Dicts for sets: which cycle is found first must not depend on the hash seed.
    inside = {
        event.id: {
            filler.target: None
            for filler in event.arguments
            if filler.target in lines and filler.target != event.id
        }
        for event in events
    }
    while True:
        try:
            return TopologicalSorter(inside).prepare()
        except CycleError as error:
            cycle = error.args[1][::-1]
        problems.add(
            min(lines[event] for event in cycle),
            f"the events {' > '.join(cycle)} are arguments of one another in a circle",
            "take one of these arguments out",
        )
        del inside[cycle[0]][cycle[1]]


def _check_ids(ids: Iterable[tuple[str, int]], problems: Problems) -> None:
    for id_, line, place in _repeated(each for each in ids if is_id(each[0])):
        remedy = "give one of the two a free number"
        problems.add(line, f"the id {id_} stands already {place}", remedy)


def _check_repetitions(items: Sequence[Item], problems: Problems) -> None:
    fillers = [
        ((event.line, event.id, filler.name), event.line)
        for event in only(Event, items)
        for filler in event.arguments
    ]
    for (_, event, name), line, place in _repeated(fillers):
        remedy = "give one of the two another number"
        problems.add(line, f"argument {name} of {event} stands already {place}", remedy)
    for (label, target), line, place in _repeated(
        [((each.label, each.target), each.line) for each in only(Attribute, items)]
    ):
        message = f"attribute {label} of {target} stands already {place}"
        problems.add(line, message, "keep one of the two")
    members = [
        (member, group.line) for group in only(Equivalence, items) for member in group.members
    ]
    for member, line, place in _repeated(members):
        remedy = "name it once, or join the two lines"
        problems.add(line, f"{member} in an Equiv stands already {place}", remedy)


def _repeated(found: Iterable[tuple[_Key, int]]) -> Iterator[tuple[_Key, int, str]]:
    """The keys that stood already, each with its line and with where it stood first."""
    first: dict[_Key, int] = {}
    for key, line in found:
        if key in first:
            yield key, line, "in this line" if first[key] == line else f"on line {first[key]}"
        first.setdefault(key, line)
