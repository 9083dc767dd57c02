"""Documents from rows that are easy to write: offsets are found in the text, not counted.

And the articles of a corpus.
"""

from __future__ import annotations

from pathlib import Path

from kg.annotations.brat import read_brat
from kg.annotations.model import Document
from kg.sources import Article, find_ids, metadata_file, read_article

FILE = "annotations/gold/x.ann"


def brat(rows: str, text: str) -> str:
    """brat lines: ``T1 Person | Ada Quill`` is marked where it first stands.

    Words that stand apart are joined by `` ~ ``. The id of any row is parted from what follows by
    a space, and a last column by a bar.
    """
    stripped = (row.strip() for row in rows.splitlines())
    return "".join(f"{_line(row, text)}\n" for row in stripped if row)


def document(folder: Path, rows: str, text: str) -> Document:
    """What the project's own reader makes of the rows; line 1 is the first row."""
    path = folder / "x.ann"
    path.write_text(brat(rows, text), encoding="utf-8", newline="\n")
    return read_brat(path, article="x", layer="gold", file=FILE)


def find_articles(corpus: Path) -> tuple[Article, ...]:
    """The articles of a corpus, by id."""
    return tuple(read_article(corpus, corpus / metadata_file(each)) for each in find_ids(corpus))


def _line(row: str, text: str) -> str:
    head, _, last = row.partition(" | ")
    name, _, rest = head.partition(" ")
    if name.startswith("T"):
        pieces, spans, at = last.split(" ~ "), [], 0
        for piece in pieces:
            at = text.index(piece, at)
            spans.append(f"{at} {at + len(piece)}")
            at += len(piece)
        return f"{name}\t{rest} {';'.join(spans)}\t{' '.join(pieces)}"
    return "\t".join([name, rest, *([last] if name[0] in "N#" else [])])
