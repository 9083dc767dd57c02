"""What an engine found -> violations, with the annotations that they come from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from operator import attrgetter

from kg.engines import Judged
from kg.lookup import Lookup, plain
from kg.namespaces import KG, OA, RDF, SH
from kg.reports import Report, Violation

_TYPE, _ARTICLE = f"<{RDF}type>", f"<{KG}Article>"
_FOCUS, _PATH, _EVIDENCE, _LINE, _FILE = (
    f"<{KG}{name}>" for name in ("focus", "path", "evidence", "annotationLine", "annotationFile")
)
_SELECTOR, _SOURCE, _START, _EXACT = (
    f"<{OA}{name}>" for name in ("hasSelector", "hasSource", "start", "exact")
)
_RESULT, _DETAIL, _VALUE, _RESULT_PATH = (
    f"<{SH}{name}>" for name in ("ValidationResult", "detail", "value", "resultPath")
)
_NUMBER = re.compile("[0-9]{1,18}")


def report_of(judged: Judged, text: Callable[[], str], scope: str, file: str | None) -> Report:
    """What was found in a scope. ``text`` are its data, which are read where something is wrong."""
    report = Report(scopes=1, engines=Counter([judged.engine]))
    if judged.why:
        report.fallbacks.append(f"{scope}: judged by {judged.engine}, as shacl said: {judged.why}")
    if not judged.results:
        return report
    report.results.append(judged.results)
    results, data = Lookup(judged.results), Lookup(text())
    details = {detail for _, detail in results.pairs(_DETAIL)}

    def told(node: str, name: str) -> str:
        return plain(results.value(node, f"<{SH}{name}>") or "").removeprefix(SH)

    for node in results.subjects(_TYPE, _RESULT):
        if node in details:
            continue
        [focus] = results.values(node, f"<{SH}focusNode>")
        path, value = results.value(node, _RESULT_PATH), results.value(node, _VALUE)
        of_article = _ARTICLE in data.values(focus, _TYPE)
        found, line, quote = _annotation(data, (value if of_article else focus) or "", path)
        report.violations.append(
            Violation(
                scope=scope,
                focus=plain(focus),
                path=None if path is None else plain(path),
                value=None if value is None or value == focus else plain(value),
                component=told(node, "sourceConstraintComponent"),
                severity=told(node, "resultSeverity"),
                message=told(node, "resultMessage"),
                file=file or found,
                line=line,
                quote=quote,
            )
        )
    report.violations.sort(key=attrgetter("order"))
    return report


def _annotation(
    data: Lookup, focus: str, path: str | None
) -> tuple[str | None, int | None, str | None]:
    """The file, the line and the words of the annotation that a focus node comes from.

    Where one annotation gives the node its value of the path, it is that one.
    """
    claims = sorted({focus, *data.subjects(_FOCUS, focus)}, key=plain)
    claims.sort(
        key=lambda claim: (
            path is not None and path not in data.values(claim, _PATH),
            claim != focus,
        )
    )
    evidence = (sorted(data.values(claim, _EVIDENCE), key=plain) for claim in claims)
    mentions = next(filter(None, evidence), [*data.subjects(_SELECTOR, focus), focus])
    lines = (_number(data.value(node, _LINE)) for node in (*claims, *mentions))
    stretches = {
        (_number(start) or 0, plain(exact))
        for mention in mentions
        for selector in data.values(mention, _SELECTOR)
        for start in data.values(selector, _START)
        for exact in data.values(selector, _EXACT)
    }
    quote = " … ".join(words for _, words in sorted(stretches)) or None
    files = (
        data.value(source, _FILE) for each in mentions for source in data.values(each, _SOURCE)
    )
    file = next(filter(None, files), None)
    return file and plain(file), next(filter(None, lines), None), quote


def _number(term: str | None) -> int | None:
    """The whole number that a literal is; None if it is none."""
    words = plain(term) if term else ""
    return int(words) if _NUMBER.fullmatch(words) else None
