"""brat standoff, strict profile: read, write, and compare with the article's text.

UTF-8 without BOM, LF line ends, a final newline, offsets in Unicode code points. Every line is of
one of the forms in ``_KINDS`` or a problem; none is skipped. Labels are the scheme's business.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise, starmap
from operator import lt
from pathlib import Path
from typing import TypeAlias, TypeVar

from kg.annotations.anchors import pieces, places, shown
from kg.annotations.model import (
    Argument,
    Attribute,
    Document,
    Equivalence,
    Event,
    Mention,
    Normalization,
    Note,
    Relation,
)
from kg.errors import InputError, Problem

_Item: TypeAlias = Mention | Event | Relation | Attribute | Normalization | Note | Equivalence
_Kind = TypeVar("_Kind", bound=_Item)
_Key = TypeVar("_Key", bound=Hashable)

_KINDS = {  # in canonical order
    "T": ("a mention", "T1<tab>Label 0 5<tab>words"),
    "E": ("an event", "E1<tab>Label:T1 Role:T2"),
    "R": ("a relation", "R1<tab>Label Arg1:T1 Arg2:T2"),
    "A": ("an attribute", "A1<tab>Label T1 value, or without the value"),
    "N": ("a normalization", "N1<tab>Reference T1 authority:code<tab>text"),
    "#": ("a note", "#1<tab>Label T1<tab>text"),
    "*": ("an equivalence", "*<tab>Equiv T1 T2, two mentions or more"),
}
_ORDER = {letter: place for place, letter in enumerate(_KINDS)}
_COLUMNS = {letter: form.count("<tab>") + 1 for letter, (_, form) in _KINDS.items()}
_BOM = "\ufeff"
_DIGITS = "0123456789"
# At most 12 digits: far beyond any article, and far below what int() refuses to convert.
_ID = re.compile("[TERAN#][1-9][0-9]{0,11}")
_SPAN = "(?:0|[1-9][0-9]{0,11}) (?:0|[1-9][0-9]{0,11})"
_SPANS = re.compile(f"{_SPAN}(?:;{_SPAN})*")


def read_brat(path: Path, *, article: str, layer: str, file: str) -> Document:
    """The annotations of one article, from a brat file.

    Offsets are code points, half-open. Items come in the order of their numbers, equivalences in
    the order of the file. ``file`` is the name that messages and receipts use for ``path``.

    Raises:
        InputError: with all problems of the file, sorted by line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        fault = f"cannot be read ({error.strerror})"
        remedy = "annotate the article, or remove its metadata"
        raise InputError(fault, file=file, remedy=remedy) from error
    problems = _Problems(file)
    return _document(_decoded(content, problems), problems, article, layer)


def write_brat(document: Document) -> str:
    """The document as a canonical brat file: T, E, R, A, N, # by number, then the equivalences.

    ``read_brat`` gives the document back, except that its lines are those of the new file.

    Raises:
        InputError: the document has no annotations, or some that brat cannot say.
    """
    items = _items(document)
    text = "".join(f"{_row(item)}\n" for item in items)
    again = _document(text, _Problems(document.file), document.article, document.layer)
    for item, read in zip(items, _items(again), strict=False):
        if replace(item, line=0) != replace(read, line=0):
            fault = f"brat would read {shown(_row(item))} as something else"
            raise InputError(fault, file=document.file, remedy="correct its names and its text")
    return text


@dataclass(frozen=True, slots=True)
class _Problems:
    file: str
    found: list[Problem] = field(default_factory=list)

    def add(self, line: int | None, message: str, remedy: str) -> None:
        self.found.append(Problem(message, self.file, line, remedy))

    def by_line(self) -> list[Problem]:
        return sorted(self.found, key=lambda problem: problem.line or 0)


@dataclass(slots=True)
class _Line:
    number: int
    id: str
    columns: list[str]
    problems: _Problems

    def fault(self, message: str, remedy: str | None = None) -> None:
        remedy = remedy or f"write it as {_KINDS[self.id[0]][1]}"
        self.problems.add(self.number, message, remedy)


def _decoded(content: bytes, problems: _Problems) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"the byte 0x{content[error.start]:02x} at byte offset {error.start} is not UTF-8",
            file=problems.file,
            line=content.count(b"\n", 0, error.start) + 1,
            remedy="save the file as UTF-8",
        ) from error
    if text.startswith(_BOM):
        problems.add(1, "the file begins with a byte order mark (BOM)", "save it without BOM")
    return text.removeprefix(_BOM)


def _document(text: str, problems: _Problems, article: str, layer: str) -> Document:
    lines = list(_lines(text, problems))
    items = [item for line in lines if (item := _item(line))]
    mentions, events = _only(Mention, items), _only(Event, items)
    relations, attributes = _only(Relation, items), _only(Attribute, items)
    normalizations, notes = _only(Normalization, items), _only(Note, items)
    equivalences = _only(Equivalence, items)
    pointing = [item for item in items if not isinstance(item, Mention)]
    # An id on a line that cannot be read is known all the same: one slip, one complaint.
    known = {words[0] for line in lines if (words := line.id.split()) and _is_id(words[0])}
    _check_references(pointing, known, problems)
    _check_triggers(mentions, events, problems)
    _check_cycles(events, problems)
    _check_repetitions(lines, events, attributes, equivalences, problems)
    if problems.found:
        raise InputError.from_problems(problems.by_line())
    return Document(
        article,
        layer,
        problems.file,
        mentions={mention.id: mention for mention in sorted(mentions, key=_rank)},
        events={event.id: event for event in sorted(events, key=_rank)},
        relations={relation.id: relation for relation in sorted(relations, key=_rank)},
        attributes=tuple(sorted(attributes, key=_rank)),
        normalizations=tuple(sorted(normalizations, key=_rank)),
        notes=tuple(sorted(notes, key=_rank)),
        equivalences=tuple(equivalences),
    )


def _lines(text: str, problems: _Problems) -> Iterator[_Line]:
    # Not splitlines(): U+2028 and its like may stand inside a mention.
    *rows, rest = text.split("\n")
    if rest:
        rows.append(rest)
        problems.add(len(rows), f"{shown(rest)} has no line end", "end the last line with LF")
    if not rows:
        problems.add(
            None, "the file holds no annotations", "annotate the article or delete the file"
        )
    if returns := [number for number, row in enumerate(rows, 1) if "\r" in row]:
        fault = f"carriage returns (CR) stand in {len(returns)} of the lines, here the first time"
        problems.add(returns[0], fault, "save the file with LF line ends")
    for number, row in enumerate(rows, 1):
        columns = row.removesuffix("\r").split("\t")
        yield _Line(number, columns[0], columns, problems)


def _item(line: _Line) -> _Item | None:
    """What the line says, as far as it can be read; its faults are noted."""
    if line.columns == [""]:
        line.fault("the line is blank", "delete it")
    elif line.id[:1] not in _KINDS:
        remedy = f"begin it with one of {' '.join(_KINDS)}"
        line.fault(f"{_shown_row(line)} is no annotation", remedy)
    elif len(line.columns) != _COLUMNS[line.id[0]]:
        line.fault(f"{_shown_row(line)} has tabs too many or too few")
    elif line.id != "*" and not _is_id(line.id):
        line.fault(
            f"{shown(line.id)} is not an id: its letter, then a number without leading zeros"
        )
    elif (words := line.columns[1].split(" ")) != line.columns[1].split():
        line.fault(f"{shown(line.columns[1])} is not words parted by single plain spaces")
    else:
        return _content(line, words)
    return None


def _shown_row(line: _Line) -> str:
    return shown("<tab>".join(line.columns))


def _content(line: _Line, words: list[str]) -> _Item | None:
    kind, text = line.id[0], line.columns[-1]
    if kind in "T#" and not text:
        line.fault(f"{line.id} has no text")
    if text != text.strip():
        line.fault(
            f"{shown(text)} begins or ends in white space", "take it away, and from any offsets"
        )
    match kind, words:
        case "T", [label, *offsets] if ":" not in label:
            return _mention(line, label, " ".join(offsets))
        case "E", [head, *fillers] if _is_pair(head):
            return _event(line, head, fillers)
        case "R", [label, source, target] if ":" not in label:
            if source.startswith("Arg1:") and target.startswith("Arg2:"):
                if source[5:] == target[5:]:
                    line.fault(f"{line.id} joins {source[5:]} to itself", "correct one of the two")
                return Relation(line.id, label, source[5:], target[5:], line.number)
        case "A", [label, target, *values] if ":" not in label and len(values) < 2:
            return Attribute(line.id, label, target, values[0] if values else None, line.number)
        case "N", ["Reference", target, reference] if _is_pair(reference):
            authority, _, code = reference.partition(":")
            return Normalization(line.id, target, authority, code, text, line.number)
        case "#", [label, target] if ":" not in label:
            return Note(line.id, label, target, text, line.number)
        case "*", ["Equiv", *members] if len(set(members)) > 1:
            return Equivalence("Equiv", tuple(members), line.number)
    line.fault(f"{shown(line.columns[1])} does not have the parts of {_KINDS[kind][0]}")
    return None


def _mention(line: _Line, label: str, offsets: str) -> Mention | None:
    if not _SPANS.fullmatch(offsets):
        line.fault(f"the offsets {shown(offsets)} are not each a start and an end, counted from 0")
        return None
    numbers = [*map(int, offsets.replace(";", " ").split(" "))]
    spans = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    mention = Mention(line.id, label, spans, line.columns[2], line.number)
    if fault := _misplaced(mention):
        message, remedy = fault
        line.fault(f"{line.id} {shown(mention.text)} at {places(spans)} {message}", remedy)
    return mention


def _misplaced(mention: Mention) -> tuple[str, str] | None:
    """What is wrong with a mention's offsets, by themselves and beside its text, and a remedy."""
    spans, text = mention.spans, mention.text
    length = sum([end - start for start, end in spans]) + len(spans) - 1
    if not all(starmap(lt, spans)):
        return "does not end after its start", "correct the offsets"
    if any(end > start for (_, end), (start, _) in pairwise(spans)):
        return "has fragments that overlap or go back", "put them in order, apart"
    if text and len(text) != length:
        fault = f"has words of length {len(text)} and offsets of length {length}"
        return fault, "correct the offsets or the words"
    if text and len(spans) > 1 and " ".join(pieces(mention)) != text:
        return "has no space where its fragments meet", "join them by one space"
    return None


def _event(line: _Line, head: str, fillers: list[str]) -> Event:
    label, _, trigger = head.partition(":")
    arguments = []
    for filler in fillers:
        name, _, target = filler.partition(":")
        role = name.rstrip(_DIGITS)
        if role and target:
            arguments.append(Argument(role, name, target))
        else:
            line.fault(f"{shown(filler)} is not a role and an id with a colon between")
    return Event(line.id, label, trigger, tuple(arguments), line.number)


def _check_references(items: Iterable[_Item], known: set[str], problems: _Problems) -> None:
    for item in items:
        own = _id(item)
        for part, target, kinds in _references(item):
            if target in known and target[0] in kinds and target != own:
                continue
            remedy = f"give the id of {' or '.join(_KINDS[kind][0] for kind in kinds)}"
            if not _is_id(target):
                fault = f"{shown(target)}, which is not an id"
            elif target == own:
                fault = f"{target} itself"
            elif target[0] not in kinds:
                fault = f"{target}, which is {_KINDS[target[0]][0]}"
            else:
                fault = f"{target}, which is not in this file"
                remedy = "annotate it or correct the id"
            problems.add(item.line, f"{_pointer(item, part)} points to {fault}", remedy)


def _references(item: _Item) -> Iterator[tuple[str, str, str]]:
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


def _pointer(item: _Item, part: str) -> str:
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
    mentions: Iterable[Mention], events: Iterable[Event], problems: _Problems
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


def _check_cycles(events: Iterable[Event], problems: _Problems) -> None:
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


def _check_repetitions(
    lines: Iterable[_Line],
    events: Iterable[Event],
    attributes: Iterable[Attribute],
    equivalences: Iterable[Equivalence],
    problems: _Problems,
) -> None:
    ids = [(line.id, line.number) for line in lines if _is_id(line.id)]
    for id_, line, place in _repeated(ids):
        remedy = "give one of the two a free number"
        problems.add(line, f"the id {id_} stands already {place}", remedy)
    fillers = [((e.line, e.id, filler.name), e.line) for e in events for filler in e.arguments]
    for (_, event, name), line, place in _repeated(fillers):
        remedy = "give one of the two another number"
        problems.add(line, f"argument {name} of {event} stands already {place}", remedy)
    for (label, target), line, place in _repeated(
        [((a.label, a.target), a.line) for a in attributes]
    ):
        message = f"attribute {label} of {target} stands already {place}"
        problems.add(line, message, "keep one of the two")
    members = [(member, group.line) for group in equivalences for member in group.members]
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


def _row(item: _Item) -> str:
    match item:
        case Mention():
            offsets = ";".join(f"{start} {end}" for start, end in item.spans)
            return f"{item.id}\t{item.label} {offsets}\t{item.text}"
        case Event():
            fillers = "".join(f" {filler.name}:{filler.target}" for filler in item.arguments)
            return f"{item.id}\t{item.label}:{item.trigger}{fillers}"
        case Relation():
            return f"{item.id}\t{item.label} Arg1:{item.source} Arg2:{item.target}"
        case Attribute():
            value = "" if item.value is None else f" {item.value}"
            return f"{item.id}\t{item.label} {item.target}{value}"
        case Normalization():
            return f"{item.id}\tReference {item.target} {item.authority}:{item.code}\t{item.text}"
        case Note():
            return f"{item.id}\t{item.label} {item.target}\t{item.text}"
        case Equivalence():
            return f"*\t{' '.join((item.label, *item.members))}"


def _items(document: Document) -> list[_Item]:
    """All items in canonical order."""
    items: list[_Item] = [
        *document.mentions.values(),
        *document.events.values(),
        *document.relations.values(),
        *document.attributes,
        *document.normalizations,
        *document.notes,
        *document.equivalences,
    ]
    return sorted(items, key=_rank)


def _rank(item: _Item) -> tuple[int, int, str]:
    """By kind, then by number: without leading zeros, the longer one is the greater."""
    id_ = _id(item)
    return _ORDER[id_[0]], len(id_), id_


def _id(item: _Item) -> str:
    return "*" if isinstance(item, Equivalence) else item.id


def _only(kind: type[_Kind], items: Iterable[_Item]) -> list[_Kind]:
    return [item for item in items if isinstance(item, kind)]


def _is_pair(value: str) -> bool:
    left, _, right = value.partition(":")
    return bool(left and right)


@lru_cache(maxsize=4096)
def _is_id(value: str) -> bool:
    return _ID.fullmatch(value) is not None
