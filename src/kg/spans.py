"""Lines of N-Quads, found by what stands in them: most are never taken apart, which takes the time.

Every line ends with a line feed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Span = tuple[int, int]
"""Where a line begins, and where the next one does."""


def split(text: str) -> list[str]:
    r"""Lines as RDF has them: other breaks, such as U+2028, may stand inside a literal.

    >>> split("a\u2028b\nc\n")
    ['a\u2028b\n', 'c\n']
    """
    return [line + "\n" for line in text.split("\n")[:-1]]


def lines_with(text: str, needle: str) -> Iterator[Span]:
    r"""The lines in which something stands, in their order.

    >>> list(lines_with("ab\nac\nbc\n", "b"))
    [(0, 3), (6, 9)]
    """
    at = text.find(needle)
    while at >= 0:
        start, end = span_at(text, at)
        yield start, end
        at = text.find(needle, end)


def having(text: str, predicate: str, value: str = "") -> Iterator[tuple[Span, str, str]]:
    r"""The lines with a predicate, and a value if one is given: the subject, and what follows.

    What stands in a literal is no predicate.

    >>> list(having('<a> <p> " <q> " <g> .\n<a> <q> <b> <g> .\n', "<q>"))
    [((22, 40), '<a>', '<b> <g> .\n')]
    """
    for span in lines_with(text, f" {predicate} {value}"):
        subject, name, rest = text[slice(*span)].split(" ", 2)
        if name == predicate and rest.startswith(value):
            yield span, subject, rest


def span_at(text: str, at: int) -> Span:
    r"""The line in which a character stands.

    >>> span_at("ab\nac\n", 4)
    (3, 6)
    """
    return text.rfind("\n", 0, at) + 1, text.index("\n", at) + 1


def edited(text: str, edits: Iterable[tuple[Span, str]]) -> Iterator[tuple[str, bool]]:
    r"""A text in parts, some lines of it in other words; whether each part is as it was.

    >>> list(edited("ab\nac\n", [((0, 3), "x\n")]))
    [('x\n', False), ('ac\n', True)]
    """
    at = 0
    for (start, end), line in sorted(edits):
        if at < start:
            yield text[at:start], True
        yield line, False
        at = end
    if at < len(text):
        yield text[at:], True
