"""brat standoff, strict profile: read, write, and compare with the article's text.

UTF-8 without BOM, LF line ends, a final newline, offsets in Unicode code points. Every line is of
one of the forms in ``KINDS`` or a problem; none is skipped. Labels are the scheme's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, starmap
from operator import lt
from pathlib import Path

from kg.annotations.anchors import pieces, places, shown
from kg.annotations.coherence import check_coherence
from kg.annotations.items import KINDS, Problems, is_id, only, rank
from kg.annotations.model import (
    Argument,
    Attribute,
    Document,
    Equivalence,
    Event,
    Item,
    Mention,
    Normalization,
    Note,
    Relation,
)
from kg.errors import InputError

_COLUMNS = {letter: form.count("<tab>") + 1 for letter, (_, form) in KINDS.items()}
_BOM = "\ufeff"
_DIGITS = "0123456789"
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
    problems = Problems(file)
    return _document(_decoded(content, problems), problems, article, layer)


def write_brat(document: Document) -> str:
    """The document as a canonical brat file: T, E, R, A, N, # by number, then the equivalences.

    ``read_brat`` gives the document back, except that its lines are those of the new file.

    Raises:
        InputError: the document has no annotations, or some that brat cannot say.
    """
    items = _items(document)
    text = "".join(f"{_row(item)}\n" for item in items)
    again = _document(text, Problems(document.file), document.article, document.layer)
    for item, read in zip(items, _items(again), strict=False):
        if replace(item, line=0) != replace(read, line=0):
            fault = f"brat would read {shown(_row(item))} as something else"
            raise InputError(fault, file=document.file, remedy="correct its names and its text")
    return text


@dataclass(slots=True)
class _Line:
    number: int
    id: str
    columns: list[str]
    problems: Problems

    def fault(self, message: str, remedy: str | None = None) -> None:
        remedy = remedy or f"write it as {KINDS[self.id[0]][1]}"
        self.problems.add(self.number, message, remedy)


def _decoded(content: bytes, problems: Problems) -> str:
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


def _document(text: str, problems: Problems, article: str, layer: str) -> Document:
    lines = list(_lines(text, problems))
    items = [item for line in lines if (item := _item(line))]
    check_coherence(items, [(line.id, line.number) for line in lines], problems)
    if problems.found:
        raise InputError.from_problems(problems.by_line())
    ordered = sorted(items, key=rank)
    return Document(
        article,
        layer,
        problems.file,
        mentions={each.id: each for each in only(Mention, ordered)},
        events={each.id: each for each in only(Event, ordered)},
        relations={each.id: each for each in only(Relation, ordered)},
        attributes=tuple(only(Attribute, ordered)),
        normalizations=tuple(only(Normalization, ordered)),
        notes=tuple(only(Note, ordered)),
        equivalences=tuple(only(Equivalence, items)),
    )


def _lines(text: str, problems: Problems) -> Iterator[_Line]:
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


def _item(line: _Line) -> Item | None:
    """What the line says, as far as it can be read; its faults are noted."""
    if line.columns == [""]:
        line.fault("the line is blank", "delete it")
    elif line.id[:1] not in KINDS:
        remedy = f"begin it with one of {' '.join(KINDS)}"
        line.fault(f"{_shown_row(line)} is no annotation", remedy)
    elif len(line.columns) != _COLUMNS[line.id[0]]:
        line.fault(f"{_shown_row(line)} has tabs too many or too few")
    elif line.id != "*" and not is_id(line.id):
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


def _content(line: _Line, words: list[str]) -> Item | None:
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
    line.fault(f"{shown(line.columns[1])} does not have the parts of {KINDS[kind][0]}")
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


def _row(item: Item) -> str:
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


def _items(document: Document) -> list[Item]:
    """All items in canonical order."""
    items: list[Item] = [
        *document.mentions.values(),
        *document.events.values(),
        *document.relations.values(),
        *document.attributes,
        *document.normalizations,
        *document.notes,
        *document.equivalences,
    ]
    return sorted(items, key=rank)


def _is_pair(value: str) -> bool:
    left, _, right = value.partition(":")
    return bool(left and right)
