"""Lines of N-Quads in three parts: the subject, the predicate, and what follows them.

Every line ends with a line feed, which belongs to its last part.
"""

from __future__ import annotations

from collections.abc import Iterable

Parts = list[str]


def split(text: str) -> list[str]:
    r"""Lines as RDF has them: other breaks, such as U+2028, may stand inside a literal.

    >>> split("a\u2028b\nc\n")
    ['a\u2028b\n', 'c\n']
    """
    return [line + "\n" for line in text.split("\n")[:-1]]


def parted(lines: Iterable[str]) -> list[Parts]:
    r"""The parts of lines; a value, the first of what follows, may have spaces only as a literal.

    >>> parted(['<a> <p> "b c" <g> .\n'])
    [['<a>', '<p>', '"b c" <g> .\n']]
    """
    return [line.split(" ", 2) for line in lines]


def joined(parted: Iterable[Parts]) -> list[str]:
    """The lines of parts."""
    return [" ".join(parts) for parts in parted]
