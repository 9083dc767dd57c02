"""What validation found: violations, and the report of them, which can be kept and told again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from kg import namespaces as ns
from kg import terms
from kg.namespaces import RDF, SH

if TYPE_CHECKING:
    from rdflib import Graph

_TYPE = f"<{RDF}type>"
_IS_RESULT = f" {_TYPE} <{SH}ValidationResult> .\n"
_IS_REPORT = f"<{SH}ValidationReport>"

ENGINES = ("shacl", "pyshacl")
"""The fast engine and the reference, by the names of their distributions."""

Kept = dict[str, Any]
"""What is kept of the report of one article, as plain values.

It is empty where the fast engine found nothing.
"""


@dataclass(frozen=True, slots=True)
class Violation:
    """One result of validation.

    ``line`` and ``quote`` lead to the annotation that is to be mended; both are None where the
    data hold no claims.
    """

    scope: str
    focus: str
    path: str | None
    value: str | None
    component: str
    severity: str
    message: str
    file: str | None = None
    line: int | None = None
    quote: str | None = None

    def __str__(self) -> str:
        """One line: where the annotation stands, its words, what is wrong."""
        place = f"{self.file}:{self.line}" if self.file and self.line else self.file or self.scope
        shown = f" ({ns.shrink(self.path)})" if self.path else ""
        value = f", not {ns.shrink(self.value)}" if self.value else ""
        quote = f", “{self.quote}”" if self.quote else ""
        warning = "" if self.breaks else "warning: "
        return f"{place}: {warning}{ns.shrink(self.focus)}{quote}{shown}{value}: {self.message}"

    @property
    def order(self) -> tuple[int, str, str, str, str, str]:
        """By this the violations of a scope are put in order."""
        line, path, value = self.line or 0, self.path or "", self.value or ""
        return line, self.focus, path, value, self.component, self.message

    @property
    def breaks(self) -> bool:
        """Whether it is more than a warning."""
        return self.severity not in ("Warning", "Info")


@dataclass(slots=True)
class Report:
    """What validation found, over one or more scopes. It is small, and can be pickled.

    ``results`` are the ``sh:ValidationResult`` as N-Triples, one text for each run of an engine
    that found any.
    ``engines`` tells how many scopes each engine judged, and ``fallbacks`` of each scope that was
    not for the fast engine, and why. Of so many scopes as are ``repeated`` it tells what a build
    kept.
    """

    violations: list[Violation] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    scopes: int = 0
    engines: Counter[str] = field(default_factory=Counter)
    fallbacks: list[str] = field(default_factory=list)
    repeated: int = 0

    @classmethod
    def again(cls, known: Iterable[tuple[str, str, Kept]], quiet: int = 0) -> Report:
        """The report of articles: of each its id, its annotation file, and what was kept of it.

        Of so many more that are ``quiet`` there is nothing to tell.
        """
        report = cls(repeated=quiet)
        for article, file, kept in known:
            found = (Violation(scope=article, file=file, **each) for each in kept["violations"])
            report.violations += found
            report.results += kept["results"]
            report.engines.update(kept["engines"])
            report.fallbacks += kept["fallbacks"]
            report.repeated += 1
        report.scopes = report.repeated
        if quiet:
            report.engines[ENGINES[0]] += quiet
        return report

    @classmethod
    def joined(cls, parts: Iterable[Report]) -> Report:
        """The report of one scope that was judged in parts, each by itself."""
        whole = cls()
        for part in parts:
            whole.add(part)
        whole.violations.sort(key=attrgetter("order"))
        whole.scopes = 1
        whole.engines = Counter([max(whole.engines, default=ENGINES[0], key=ENGINES.index)])
        whole.fallbacks = list(dict.fromkeys(whole.fallbacks))
        return whole

    @property
    def kept(self) -> Kept:
        """What is to be kept of the report of one article; empty if there is nothing to tell."""
        if not self.violations and not self.fallbacks:
            return {}
        return {
            "violations": [
                {name: value for name, value in each.items() if name not in ("scope", "file")}
                for each in self.json()
            ],
            "results": self.results,
            "engines": dict(self.engines),
            "fallbacks": self.fallbacks,
        }

    @property
    def conforms(self) -> bool:
        """Whether nothing was found, not even a warning."""
        return not self.violations

    @property
    def breaks(self) -> bool:
        """Whether anything was found that is more than a warning."""
        return any(violation.breaks for violation in self.violations)

    def add(self, other: Report) -> None:
        """Takes in the results of another scope."""
        self.violations += other.violations
        self.results += other.results
        self.scopes += other.scopes
        self.engines.update(other.engines)
        self.fallbacks += other.fallbacks
        self.repeated += other.repeated

    @property
    def graph(self) -> Graph:
        """The results as one graph, made anew each time."""
        from kg.rdffiles import to_graph

        return to_graph("".join(self._lines()))

    def turtle(self) -> str:
        """One ``sh:ValidationReport`` in Turtle."""
        from kg.store import engine

        report, lines = ns.ID + "report", self._lines()
        found = {line.split(" ", 1)[0] for line in lines if line.endswith(_IS_RESULT)}
        details = {line.split(" ", 2)[2] for line in lines if f" <{SH}detail> " in line}
        own = sorted(node for node in found if f"{node} .\n" not in details)
        conforms = terms.truth(self.conforms)
        whole = [
            f"<{report}> {_TYPE} {_IS_REPORT} .\n",
            f"<{report}> <{SH}conforms> {conforms} .\n",
            *(f"<{report}> <{SH}result> {node} .\n" for node in own),
            *lines,
        ]
        try:
            return engine.turtle(whole, ns.PREFIXES | {"sh": SH}).decode("utf-8")
        except (SyntaxError, ValueError):  # a language tag that is none; N-Triples are Turtle, too
            return "".join(whole)

    def _lines(self) -> list[str]:
        """The results as N-Triples; each text has blank nodes of its own."""
        lines: list[str] = []
        for number, text in enumerate(self.results):
            mark = f"_:s{number}"
            triples = [line.split(" ", 2) for line in text.split("\n") if line]
            reports = {s for s, _, value in triples if value.startswith(_IS_REPORT)}
            for triple in triples:
                if triple[0] not in reports:
                    marked = (t.replace("_:", mark, 1) if t.startswith("_:") else t for t in triple)
                    lines.append(" ".join(marked) + "\n")
        return lines

    def json(self) -> list[dict[str, Any]]:
        """The violations as plain values."""
        return [
            {name: getattr(violation, name) for name in Violation.__slots__}
            for violation in self.violations
        ]
