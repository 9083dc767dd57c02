"""One article on its way from its files to its shard: read, checked, stated, validated.

Each article goes by itself, so that several processes, or machines, can share the work.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from kg.annotations.anchors import check_anchors
from kg.annotations.brat import read_brat
from kg.checking import check
from kg.errors import InputError, Problem, Refusal
from kg.identifying import Outcome
from kg.inputs import Input
from kg.parts import parted
from kg.places.gazetteer import Gazetteer
from kg.places.resolver import PlaceResolver
from kg.reports import Report
from kg.scheme import Scheme
from kg.settling import Settled, settle
from kg.shards import Shard, digest_of, keep, shard_name
from kg.sources import LAYER, read_article
from kg.spool import packed
from kg.statements import make_shard
from kg.validation import validate_article


@dataclass(frozen=True, slots=True)
class Task:
    """An article to be made; its shard is kept in ``folder``, if given, under a name with its key.

    ``key`` is the input's, if it was read already.
    ``texts`` is the folder of the texts against which the anchors are held, if they are at hand;
    ``validate`` holds the shard against the shapes, ``identify`` reads its entities, ``settle``
    makes what it puts into an empty snapshot by itself; ``judged`` if judgements speak of it.
    """

    input: Input
    texts: Path | None = None
    folder: Path | None = None
    key: str = ""
    validate: bool = True
    identify: bool = False
    settle: bool = False
    judged: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What became of an article.

    ``problems`` are reasons why it cannot be used, ``wrong`` anchors that do not hold. Without
    problems there is a ``shard``; kept in a folder, it has no lines here but a ``name`` there.
    ``file`` is that of the annotations, as messages name it; ``key`` is that of the input.
    ``outcome`` is packed, as a spool sets it aside.
    """

    article: str
    file: str
    mentions: int = 0
    problems: tuple[Problem, ...] = ()
    wrong: tuple[Problem, ...] = ()
    shard: Shard | None = None
    key: str = ""
    name: str = ""
    digest: str = ""
    report: Report = field(default_factory=Report)
    outcome: bytes | None = None
    settled: Settled | None = None


def make_one(task: Task) -> Made:
    """Makes an article, or tells every reason why it cannot be made."""
    path = task.input.annotations
    made = Made(task.input.article, path.as_posix())
    wrong: list[Problem] = []
    try:
        article = read_article(task.input.corpus, task.input.metadata)
        document = read_brat(path, article=article.id, layer=LAYER, file=made.file)
        problems = check(document, _scheme(), article.length)
        if task.texts is not None:
            try:
                wrong = check_anchors(document, article.text(task.texts))
            except Refusal as error:
                wrong = list(error.problems)
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError.from_problems(problems)
        shard = make_shard(article, document, _scheme(), Gazetteer.load())
    except InputError as error:
        return replace(made, problems=error.problems, wrong=tuple(wrong))
    text = shard.text
    key, name, digest, packed_outcome, settled = "", "", digest_of(text), None, None
    report = Report()
    if task.identify:
        parts = parted(shard.lines)
        outcome = Outcome.of(parts, _resolver())
        packed_outcome = packed(outcome)
        if task.settle:
            settled = settle(article.id, parts, digest, outcome, judged=task.judged)
    if task.validate:
        report = validate_article(article.id, made.file, [text])
    if task.folder is not None:
        key = task.key or task.input.key()
        name = shard_name(article.id, key)
        keep(task.folder, name, text)
        shard = Shard(article.id, ())
    return replace(
        made,
        mentions=len(document.mentions),
        wrong=tuple(wrong),
        shard=shard,
        key=key,
        name=name,
        digest=digest,
        report=report,
        outcome=packed_outcome,
        settled=settled,
    )


@cache
def _scheme() -> Scheme:
    return Scheme.load()


@cache
def _resolver() -> PlaceResolver:
    return PlaceResolver(Gazetteer.load())


def warm() -> None:
    """Reads what making any article needs, beside the article."""
    _scheme()
    _resolver()
