"""Judgements of who and what is the same: read from the corpora, added to them, taken back.

A corpus may hold ``identity.jsonl``, a JSON object a line, to which lines are only ever added::

    {"id": "k3x9", "judgement": "same", "things": ["a/T4", "b/T7"], "entity": "k3x9",
     "by": "Ada Quill", "on": "2031-05-07", "because": "both tell of the mayor of Larkhaven"}
    {"id": "m5d2", "judgement": "retracted", "retracts": "k3x9", "by": "Ada Quill",
     "on": "2031-05-09", "because": "the second was her predecessor"}

A thing is an entity of an article, named by the ids of article and annotation, or a place by its
code (``gbt2260:141031``; with a year where the code meant another place at the article's date:
``gbt2260:310108-2014``). ``entity`` is the id that two things bear once they are one; a place has
its code, and needs none.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

from kg import namespaces as ns
from kg.errors import InputError, Problem
from kg.jsonlines import Form, Line
from kg.places.gazetteer import Gazetteer
from kg.signed import Signed, read_entries, signature, statements

FILE = "identity.jsonl"
DECISIONS = ("same", "different", "unsure", "related")
RETRACTED = "retracted"

_ENTITY = re.compile(r"[^/\s:\ud800-\udfff]+/T[0-9]+")
_PLACE = re.compile(r"gbt2260:[0-9]{6}(-[0-9]{4})?|iso3166:[A-Z]{2}")
_FORM = Form(
    '{"id": "…", "judgement": "same", "things": ["ARTICLE/T1", "ARTICLE/T2"], "entity": "…", '
    '"by": "…", "on": "YYYY-MM-DD", "because": "…"}',
    known=("id", "judgement", "things", "entity", "retracts", "by", "on", "because"),
    needed=("id", "judgement", "by", "on", "because"),
)
_APPENDING = os.O_RDWR | os.O_CREAT | os.O_APPEND
_TAKEN_BACK = (
    '{"id": "…", "judgement": "retracted", "retracts": "…", "by": "…", "on": "YYYY-MM-DD", '
    '"because": "…"}'
)


@dataclass(frozen=True, slots=True)
class Judgement(Signed):
    """One line of the file. ``things`` are as given; a retraction has none, but ``retracts``."""

    decision: str
    things: tuple[str, ...]
    entity: str | None = None
    retracts: str | None = None

    @property
    def order(self) -> tuple[date, str]:
        """By what judgements are older or younger, whatever file they stand in."""
        return self.on, self.id


def minted(*parts: object) -> str:
    """A short id that depends on the parts alone: the same for the same, and no word of any.

    >>> minted("a/T4", "b/T7") == minted("a/T4", "b/T7") != minted("a/T4", "b/T8")
    True
    """
    digest = hashlib.sha256("\n".join(map(str, parts)).encode("utf-8", "surrogatepass")).digest()
    return b32encode(digest).decode("ascii").lower()[:10]


def names_a_thing(given: str) -> bool:
    """Whether a judgement can speak of it: ``ARTICLE/T1``, or the code of a place."""
    return bool(_ENTITY.fullmatch(given) or _PLACE.fullmatch(given))


def name_of_place(iri: str) -> str:
    """A place as judgements name it.

    >>> name_of_place(ns.place("gbt2260", "141031", 2020))
    'gbt2260:141031-2020'
    """
    return iri.removeprefix(ns.PLACE).replace("-", ":", 1)


def read_judgements(corpora: Iterable[Path]) -> list[Judgement]:
    """Every judgement of the corpora, also those taken back, file by file.

    Raises:
        InputError: a line cannot be used; every problem is told.
    """
    problems: list[Problem] = []
    found = read_entries(corpora, FILE, _FORM, _judgement, problems)
    problems += _wrong_retractions(found)
    if problems:
        raise InputError.from_problems(problems)
    return found


def checked(one: Judgement) -> Judgement:
    """The same judgement, if a file could hold it.

    Raises:
        InputError: with everything that is wrong with it.
    """
    line = Line("", 0)
    _judgement(line, _fields(one))
    if line.problems:
        problems = [Problem(each.message, remedy=each.remedy) for each in line.problems]
        raise InputError.from_problems(problems)
    return one


def in_force(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Those that were not taken back, and no retraction."""
    judgements = list(judgements)
    gone = {one.retracts for one in judgements}
    return [one for one in judgements if one.id not in gone and one.decision != RETRACTED]


def _wrong_retractions(judgements: Sequence[Judgement]) -> list[Problem]:
    """A retraction takes back one judgement that stands before it, once, and no retraction."""
    problems: list[Problem] = []
    before: dict[str, Judgement] = {}
    gone: dict[str, Judgement] = {}
    known = {one.id for one in judgements}
    for one in judgements:
        if one.retracts is not None:
            target = before.get(one.retracts)
            if target is None or target.file != one.file:
                what = "no line before this one" if one.retracts in known else "no judgement"
                message = f"{one.retracts!r} is the id of {what}"
                remedy = "name a judgement that stands before it in the same file"
            elif target.decision == RETRACTED:
                message = f"{one.retracts!r} is a retraction itself"
                remedy = "judge anew instead"
            elif one.retracts in gone:
                message = f"{one.retracts!r} was taken back in {gone[one.retracts]} already"
                remedy = "take the line out"
            else:
                gone[one.retracts] = one
                message = ""
            if message:
                problems.append(Problem(message, one.file, one.line, remedy))
        before[one.id] = one
    return problems


def _judgement(line: Line, given: dict[str, Any]) -> Judgement | None:
    """The line's judgement, None after a complaint."""
    decision = given["judgement"]
    if decision not in (*DECISIONS, RETRACTED):
        line.complain(f"{decision!r} is no judgement", f"use {', '.join(DECISIONS)} or {RETRACTED}")
        return None
    _check_keys(line, decision, given)
    for key in ("entity", "retracts"):
        if key in given:
            line.id(key, given[key])
    signed = signature(line, given)
    things = _things(line, given)
    if line.problems:
        return None
    return Judgement(decision, things, given.get("entity"), given.get("retracts"), **signed)


def _check_keys(line: Line, decision: str, given: dict[str, Any]) -> None:
    if decision == RETRACTED:
        needed, unwanted, example = "retracts", ["things", "entity"], _TAKEN_BACK
    else:
        needed, unwanted, example = "things", ["retracts"], _FORM.example
    if needed not in given:
        line.complain(f"the key {needed!r} is missing", f"write {example}")
    for key in unwanted:
        if key in given:
            line.complain(f"a line that says {decision!r} has no {key!r}", f"write {example}")


def _things(line: Line, given: dict[str, Any]) -> tuple[str, ...]:
    if "things" not in given:
        return ()
    things = given["things"]
    if not isinstance(things, list) or len(things) != 2:
        line.complain(f"things is {things!r}", 'name two: ["ARTICLE/T1", "ARTICLE/T2"]')
        return ()
    for thing in things:
        if not isinstance(thing, str) or not names_a_thing(thing):
            line.complain(
                f"{thing!r} names no thing",
                "write ARTICLE/T1, or the code of a place such as gbt2260:141031",
            )
    if things[0] == things[1]:
        line.complain(f"{things[0]!r} stands twice", "name two things")
    if line.problems:
        return ()
    if _are_one_place(*things):
        line.complain(f"{things[0]!r} and {things[1]!r} are one place", "name two things")
        return ()
    _check_entity(line, given, things)
    return tuple(things)


def _are_one_place(one: str, other: str) -> bool:
    """Whether two names are one unit's: its code alone, and its code with the year."""
    (code, dash, _), (second, again, _) = (name.partition("-") for name in (one, other))
    if code != second or bool(dash) == bool(again):
        return False
    gazetteer = Gazetteer.load()
    units = [gazetteer.division(name.partition(":")[2]) for name in (one, other)]
    return None not in units and units[0] == units[1]


def _check_entity(line: Line, given: dict[str, Any], things: Sequence[str]) -> None:
    places = sum(bool(_PLACE.fullmatch(thing)) for thing in things)
    joined = given["judgement"] == "same"
    if joined and places == 2:
        line.complain("two codes are two places", "say that they are related, or take it out")
    if joined and not places and "entity" not in given:
        line.complain("the key 'entity' is missing", f'add "entity": "{minted(*things)}"')
    if "entity" in given and (places or not joined):
        line.complain(
            "entity names what two things are once they are one, and a place has its code",
            "take it out",
        )


def add(corpus: Path, judgements: Sequence[Judgement]) -> list[Judgement]:
    """Adds judgements at the end of a corpus's file: all of them or none; see :func:`add_all`."""
    return add_all({corpus: judgements})


def add_all(
    made: Mapping[Path, Sequence[Judgement]],
    corpora: Sequence[Path] = (),
    known: Sequence[Judgement] | None = None,
) -> list[Judgement]:
    """Adds judgements at the ends of the files of some corpora; returns them with their places.

    ``known`` are those that they were held against, of all ``corpora``: once every file is locked,
    these must hold just that. Of what cannot be written whole nothing stays. Only who is killed
    between two files leaves whole lines in the first alone; the same command then adds the rest.

    Raises:
        InputError: a file cannot be written, or somebody else is writing or has written one.
    """
    with ExitStack() as stack:
        for corpus in corpora:
            if corpus not in made and (corpus / FILE).exists():
                stack.enter_context(_locked(corpus / FILE, os.O_RDONLY, fcntl.LOCK_SH))
        files = {
            corpus: stack.enter_context(_locked(corpus / FILE, _APPENDING, fcntl.LOCK_EX))
            for corpus in made
        }
        if known is not None:
            _check_unchanged(corpora, known)
        sizes = {file: os.fstat(file).st_size for file in files.values()}
        try:
            return [
                added
                for corpus, judgements in made.items()
                for added in _append(files[corpus], corpus / FILE, judgements)
            ]
        except BaseException:
            for file, size in sizes.items():
                os.ftruncate(file, size)
            raise


def _check_unchanged(corpora: Sequence[Path], known: Sequence[Judgement]) -> None:
    for now, before in zip_longest(read_judgements(corpora), known):
        if now != before:
            raise _overtaken((now or before).file)


@contextmanager
def _locked(path: Path, flags: int, lock: int) -> Iterator[int]:
    """The descriptor of a file that nobody else writes meanwhile."""
    with _told(path):
        descriptor = os.open(path, flags, 0o644)
    try:
        with _told(path):
            fcntl.flock(descriptor, lock | fcntl.LOCK_NB)
        yield descriptor
    finally:
        os.close(descriptor)


def _append(descriptor: int, path: Path, judgements: Sequence[Judgement]) -> list[Judgement]:
    """Adds judgements at the end of an open file; returns them with their places."""
    with _told(path):
        before = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        whole = not before or before.endswith(b"\n")
        raw = (("" if whole else "\n") + "".join(map(_written, judgements))).encode("utf-8")
        if os.write(descriptor, raw) < len(raw):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
    first = before.count(b"\n") + (1 if whole else 2)
    return [
        replace(one, file=path.as_posix(), line=number)
        for number, one in enumerate(judgements, start=first)
    ]


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What keeps a file from being written is told in a sentence."""
    try:
        yield
    except BlockingIOError as error:
        raise _overtaken(path.as_posix()) from error
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}",
            file=path.as_posix(),
            remedy="see that it can be, and try again",
        ) from error


def _overtaken(file: str) -> InputError:
    return InputError("somebody else has just written it", file=file, remedy="try again")


def _written(one: Judgement) -> str:
    return json.dumps(_fields(one), ensure_ascii=False) + "\n"


def _fields(one: Judgement) -> dict[str, Any]:
    """What a line says, in its order."""
    fields = {
        "id": one.id,
        "judgement": one.decision,
        "things": list(one.things) or None,
        "entity": one.entity,
        "retracts": one.retracts,
        "by": one.by,
        "on": one.on.isoformat(),
        "because": one.because,
    }
    return {key: value for key, value in fields.items() if value is not None}


def lines(judged: Iterable[tuple[Judgement, Sequence[str]]]) -> list[str]:
    """Judgements in force, each with the IRIs of its things, as N-Quads lines of their graph."""
    return sorted(
        line
        for one, things in judged
        for line in statements(
            ns.judgement(one.id),
            "Judgement",
            one,
            (
                ("decision", ns.code("decision", one.decision)),
                *(("judged", thing) for thing in things),
            ),
        )
    )
