"""Mentions held against the words of the article at their offsets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from kg.annotations.model import Document, Mention
from kg.errors import Problem

_Spans: TypeAlias = tuple[tuple[int, int], ...]

_MOST = 3


def check_anchors(document: Document, text: str) -> list[Problem]:
    """One problem for each mention that is not what the article has at its offsets, by line.

    ``text`` is the article as stored; the fragments of a mention are joined by one space. Where
    the words stand elsewhere the remedy says where, nearest to the stated start first.
    """
    problems = []
    for mention in document.mentions.values():
        found = " ".join(text[start:end] for start, end in mention.spans)
        if any(start < 0 or end > len(text) for start, end in mention.spans):
            fault = f"beyond the text's {len(text)} characters"
        elif found != mention.text:
            fault = f"where the text has {shown(found)}"
        else:
            continue
        found_at = _nearest(mention, text)
        marked = f"{mention.id} {shown(mention.text)} is marked at {places(mention.spans)}"
        remedy = "correct the offsets or the words"
        if found_at:
            shown_first = " or ".join(places(spans) for spans in found_at[:_MOST])
            more = len(found_at) - _MOST
            remedy = f"the text has it at {shown_first}" + (f", or {more} more" * (more > 0))
        problems.append(Problem(f"{marked}, {fault}", document.file, mention.line, remedy))
    return sorted(problems, key=lambda problem: problem.line or 0)


def pieces(mention: Mention) -> list[str]:
    """The words of each fragment, told by the fragments' lengths."""
    words, at = [], 0
    for start, end in mention.spans:
        words.append(mention.text[at : at + end - start])
        at += end - start + 1
    return words


def places(spans: Iterable[tuple[int, int]]) -> str:
    """_Spans as messages name them: ``75-83 and 90-96``."""
    return " and ".join(f"{start}-{end}" for start, end in spans)


def shown(value: str) -> str:
    """Quoted, with invisible characters spelled out, and not too long for a message."""
    return repr(value if len(value) <= 60 else f"{value[:59]}…")


def _nearest(mention: Mention, text: str) -> list[_Spans]:
    """Where the words stand, nearest first: in one piece, or with the fragments as far apart."""
    end = mention.start + len(mention.text)
    found = [*_occurrences(replace(mention, spans=((mention.start, end),)), text)]
    if " ".join(pieces(mention)) == mention.text:
        found += _occurrences(mention, text)
    return sorted(dict.fromkeys(found), key=lambda spans: abs(spans[0][0] - mention.start))


def _occurrences(mention: Mention, text: str) -> Iterator[_Spans]:
    words = pieces(mention)
    at = text.find(words[0])
    while at >= 0:
        spans = tuple(
            (start + at - mention.start, end + at - mention.start) for start, end in mention.spans
        )
        if all(text[start:end] == piece for (start, end), piece in zip(spans, words, strict=True)):
            yield spans
        at = text.find(words[0], at + 1)
