"""Writes a made corpus of any size, for measuring how a build grows and what validation finds.

Run it with ``python benchmarks/made_corpus.py N DIR``; it needs nothing but Python. It writes

- ``DIR/corpus``, which ``kg build`` accepts: metadata, annotations, judgements in identity.jsonl
- ``DIR/texts``, for ``--texts``
- ``DIR/violations.jsonl``, a line for each violation that was injected: the article, the kind, and
  the result that validation must tell (``focus`` is ``ARTICLE/E7``, ``path`` may be null)

What it is like
---------------
Articles tell of made-up officials in real divisions of 2020 who sell goods live on made-up
platforms, with figures, plans, rankings, courses, opinions and pictures in about the proportions of
the bundled corpus. Some tell a story that another told, with figures that differ or with somebody
else in the same post; some are of an official told of before, printed otherwise; some of a
namesake elsewhere. Places have a code, or are to be resolved. All words are the project's own.

The same seed gives the same bytes. An article depends on the seed and its number alone, so the
corpus of 1,000 is the beginning of that of 10,000; ``--first`` begins at another number and adds to
what ``DIR`` holds. Articles are written one by one: none is kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from made.article import MadeArticle, article_id, make_article
from made.cast import Cast

JUDGED = {"retold": 0.3, "again": 0.2, "namesake": 0.5}
"""How often the official is judged one with, or other than, that of the earlier article."""
RETRACTED = 0.04


def write_corpus(
    count: int, folder: Path, seed: int = 1, violations: float = 0.0, first: int = 0
) -> None:
    """Writes ``count`` articles from number ``first`` on, and adds to what the folder holds.

    Raises:
        FileExistsError: the folder has one of the articles already.
    """
    corpus, texts = folder / "corpus", folder / "texts"
    metadata, annotations = corpus / "articles", corpus / "annotations" / "gold"
    for each in (texts, metadata, annotations):
        each.mkdir(parents=True, exist_ok=True)
    cast = Cast(seed)
    with (
        (corpus / "identity.jsonl").open("a", encoding="utf-8", newline="\n") as judgements,
        (folder / "violations.jsonl").open("a", encoding="utf-8", newline="\n") as injected,
    ):
        for number in range(first, first + count):
            made = make_article(cast, number, violations)
            _write(metadata / f"{made.id}.yaml", made.metadata)
            _write(annotations / f"{made.id}.ann", made.annotations)
            _write(texts / f"{made.id}.txt", made.text)
            judgements.writelines(_judgements(cast, number, made, metadata))
            injected.writelines(_violations(made))


def _write(path: Path, text: str) -> None:
    with path.open("xb") as opened:
        opened.write(text.encode("utf-8"))


def _judgements(cast: Cast, number: int, made: MadeArticle, metadata: Path) -> Iterator[str]:
    """What was judged of the official, if the corpus has the earlier article."""
    earlier, chance = made.telling.earlier, cast.chance("judgement", number)
    if earlier is None or chance.random() >= JUDGED[made.telling.link]:
        return
    if not (metadata / f"{article_id(earlier)}.yaml").exists():
        return
    same = made.telling.link != "namesake"
    judged = {
        "id": f"{made.id}-official",
        "judgement": "same" if same else "different",
        "things": [f"{article_id(earlier)}/T1", f"{made.id}/T1"],
        **({"entity": _minted(cast.seed, made.id)} if same else {}),
        "by": "made_corpus.py",
        "on": f"{made.published + timedelta(30)}",
        "because": "Name and post agree." if same else "The same name in two places.",
    }
    yield json.dumps(judged) + "\n"
    if chance.random() < RETRACTED:
        taken_back = {
            "id": f"{made.id}-retracted",
            "judgement": "retracted",
            "retracts": judged["id"],
            "by": "made_corpus.py",
            "on": f"{made.published + timedelta(60)}",
            "because": "On second thought.",
        }
        yield json.dumps(taken_back) + "\n"


def _minted(seed: int, article: str) -> str:
    return "m" + hashlib.sha256(f"{seed}/{article}".encode()).hexdigest()[:12]


def _violations(made: MadeArticle) -> Iterator[str]:
    if made.violation is not None:
        kind, expected = made.violation
        line = {
            "article": made.id,
            "kind": kind,
            "focus": f"{made.id}/{expected.focus}",
            "path": expected.path,
            "component": expected.component,
        }
        yield json.dumps(line) + "\n"


def main() -> int:
    """Reads the command line and writes the corpus."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("count", metavar="N", type=int, help="how many articles")
    parser.add_argument("folder", metavar="DIR", type=Path, help="where to write them")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    parser.add_argument("--first", type=int, default=0, help="number of the first article")
    parser.add_argument(
        "--violations", type=float, default=0.0, metavar="P", help="share of articles with one"
    )
    given = parser.parse_args()
    if given.count < 0 or given.first < 0 or not 0 <= given.violations <= 1:
        parser.error("N and --first are not negative, and --violations is from 0 to 1")
    try:
        write_corpus(given.count, given.folder, given.seed, given.violations, given.first)
    except FileExistsError as error:
        parser.error(f"{error.filename} is there already: name another folder, or give --first")
    return 0


if __name__ == "__main__":
    sys.exit(main())
