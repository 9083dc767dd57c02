"""One made article: its text, its annotations, its metadata."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from made import sentences, story
from made.cast import Cast, Telling, given_name, made_names, official
from made.draft import Draft
from made.scene import RESERVED, Scene
from made.violations import VIOLATIONS, Expected

MEDIAN_MARKS, SPREAD, FEWEST, MOST = 42, 0.4, 17, 98
"""How many stretches an article marks: log-normal with this median and sigma, within bounds. A
stretch makes about 25 quads, in the bundled corpus and here."""


@dataclass(frozen=True, slots=True)
class MadeArticle:
    """An article as it is to be written; ``violation`` is the kind injected, with its result."""

    id: str
    text: str
    annotations: str
    metadata: str
    published: date
    telling: Telling
    violation: tuple[str, Expected] | None


def article_id(number: int) -> str:
    """The id of an article: numbers of one length, so that names sort as numbers."""
    return f"made-{number:08}"


def make_article(cast: Cast, number: int, violations: float) -> MadeArticle:
    """The article of a number; a share ``violations`` of all articles has one injected.

    Chance for the text and for the violation are apart: what is injected comes at the end, and
    all before it is the same without.
    """
    chance, telling = cast.chance("article", number), cast.telling(number)
    published = telling.story.day + timedelta(chance.randint(0, 12))
    draft = Draft(RESERVED)
    scene = Scene(cast, chance, telling, published, draft)
    outlet, author = chance.choice(made_names("outlet")), _name(chance)
    place, goods = telling.story.official.home.county.name, telling.story.goods[0]
    title = f"{place} officials sell {goods} live"
    story.header(scene, title, outlet, author)
    _tell(scene)
    violation = None
    spoilt = cast.chance("violation", number)
    if spoilt.random() < violations:
        kind = VIOLATIONS[(number + cast.seed) % len(VIOLATIONS)]
        scene.chance = spoilt
        violation = kind.__name__.replace("_", " "), kind(scene)
    _thin(draft, spoilt)
    text = draft.text.rstrip() + "\n"
    metadata = "".join(
        f"{key}: {value}\n"
        for key, value in _metadata(chance, text, number, title, outlet, author, published, telling)
    )
    id_ = article_id(number)
    return MadeArticle(id_, text, draft.annotations(), metadata, published, telling, violation)


def _tell(scene: Scene) -> None:
    """The story, and then sentences by chance until there are as many marks as were drawn."""
    draft, chance = scene.draft, scene.chance
    wanted = min(MOST, max(FEWEST, round(MEDIAN_MARKS * chance.lognormvariate(0, SPREAD))))
    story.session(scene)
    story.where(scene)
    post = scene.telling.story.official.post
    if scene.telling.link in ("retold", "again") and post == "county-head" and scene.happens(0.1):
        story.rival(scene)
    _thin(draft, chance)
    left = dict(sentences.SENTENCES)
    while draft.marks < wanted:
        sentence = chance.choices(list(left), list(left.values()))[0]
        sentence(scene)
        if sentence in sentences.ONCE:
            del left[sentence]
        _thin(draft, chance)
        if scene.happens(0.2):
            draft.say("\n\n")


def _thin(draft: Draft, chance: Random) -> None:
    """Adds sentences that tell nothing until the marks repeat no more than they may."""
    while draft.is_dense:
        draft.say(chance.choice(sentences.BALLAST))


def _name(chance: Random) -> str:
    who = official(chance)
    return f"{who.family} {given_name(who.given)}"


def _metadata(
    chance: Random,
    text: str,
    number: int,
    title: str,
    outlet: str,
    author: str,
    published: date,
    telling: Telling,
) -> Iterator[tuple[str, str]]:
    """Keys and values, the values as YAML: quoted as JSON quotes, where they are words."""
    raw = text.encode("utf-8")
    yield "title", json.dumps(title)
    yield "publisher", json.dumps(outlet)
    yield "authors", json.dumps([author])
    drawn = chance.random()
    if drawn < 0.05:
        yield "published", f'{{edtf: "[..{published}]", basis: context}}'
        yield "modified", f"{published}"
    elif drawn < 0.3:
        clock = f"{chance.randrange(24):02}:{chance.randrange(60):02}:00"
        yield "published", f"{published}T{clock}+08:00"
    else:
        yield "published", f"{published}"
    if chance.random() < 0.3:
        yield "via", json.dumps(chance.choice(made_names("outlet")))
    if chance.random() < 0.3:
        yield "section", json.dumps(chance.choice(("Business", "Economy", "Country life")))
    if telling.story.number != number:
        yield "story", article_id(telling.story.number)
    yield "text_file", f"{article_id(number)}.txt"
    yield "sha256", hashlib.sha256(raw).hexdigest()
    yield "length", f"{len(text)}"
    yield "language", "en"
    yield "rights", json.dumps("Made up by a programme; nobody's")
    yield "annotator", json.dumps("made_corpus.py")
    yield "annotation_license", "https://creativecommons.org/publicdomain/zero/1.0/"
