"""What people put on record in a corpus, a line each: who says it, on which day, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from kg import namespaces as ns
from kg import terms
from kg.errors import Problem
from kg.jsonlines import Form, Line, lines_of, objects
from kg.namespaces import DCTERMS, KG, RDF

KEYS = ("id", "by", "on", "because")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What every such line has, and where it stands."""

    id: str
    by: str
    on: date
    because: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        """Where it stands; what was not added to a file yet stands nowhere."""
        return f"{self.file}:{self.line}" if self.file else "this judgement"


Entry = TypeVar("Entry", bound=Signed)


def read_entries(
    corpora: Iterable[Path],
    name: str,
    form: Form,
    read: Callable[[Line, dict[str, Any]], Entry | None],
    problems: list[Problem],
) -> list[Entry]:
    """What the files of that name say, corpus by corpus; a corpus need not have one.

    ``read`` makes an entry of a line's object, or complains of the line. What is wrong is added to
    the problems, also an id that stands twice.
    """
    found = [
        entry
        for corpus in corpora
        for line, given in objects(lines_of(corpus / name, problems), form, problems)
        if (entry := read(line, given)) is not None
    ]
    problems += _repeated(found)
    return found


def signature(line: Line, given: dict[str, Any]) -> dict[str, Any]:
    """The fields of :class:`Signed`, as far as nothing is to complain of."""
    line.id("id", given["id"])
    for key in ("by", "because"):
        line.text(key, given[key])
    day = line.day("on", given["on"])
    return {**{key: given[key] for key in KEYS}, "on": day, "file": line.file, "line": line.number}


def statements(
    node: str, class_: str, one: Signed, links: Iterable[tuple[str, str]]
) -> Iterator[str]:
    """An entry as N-Quads lines of the graph of judgements; ``links`` are predicates and IRIs."""
    graph = terms.iri(ns.JUDGEMENTS_GRAPH)
    for predicate, value in (
        (RDF + "type", terms.iri(KG + class_)),
        (DCTERMS + "creator", terms.text(one.by)),
        (DCTERMS + "created", terms.day(one.on)),
        (KG + "because", terms.text(one.because)),
        *((KG + link, terms.iri(iri)) for link, iri in links),
    ):
        yield f"<{node}> <{predicate}> {value} {graph} .\n"


def _repeated(entries: Sequence[Signed]) -> list[Problem]:
    first: dict[str, Signed] = {}
    return [
        Problem(
            f"the id {one.id!r} stands in {first[one.id]} already",
            one.file,
            one.line,
            "give each line an id of its own",
        )
        for one in entries
        if first.setdefault(one.id, one) is not one
    ]
