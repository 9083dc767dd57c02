"""The bundled corpus: anchors, short spans, and what trips a hasty reader of the articles."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rdflib import Namespace

from annotating import find_articles
from kg import namespaces as ns
from kg.annotations.anchors import check_anchors
from kg.annotations.brat import read_brat, write_brat
from kg.annotations.model import Document, Mention
from kg.checking import MAX_CHARACTERS, MAX_SHARE, MAX_WORDS, check
from kg.scheme import Scheme
from kg.sources import Article

# rdflib deprecates what its own parsers call.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
KG, OA, ORG, CODE = (Namespace(base) for base in (ns.KG, ns.OA, ns.ORG, ns.CODE))

Span = tuple[int, int]


@cache
def _articles() -> dict[str, Article]:
    """By the three digits that the known facts call them."""
    return {article.id[:3]: article for article in find_articles(CORPUS)}


@cache
def _document(number: str) -> Document:
    article = _articles()[number]
    path = CORPUS / article.annotation_file
    return read_brat(path, article=article.id, layer="gold", file=article.annotation_file)


def _touch(some: Iterable[Span], others: Iterable[Span]) -> bool:
    return any(start < e and s < end for start, end in some for s, e in others)


NUMBERS = ("000", "001", "002", "003", "004")


def test_the_corpus_has_five_articles() -> None:
    assert tuple(_articles()) == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_the_files_are_in_canonical_form_and_follow_the_scheme(number: str) -> None:
    article, document = _articles()[number], _document(number)
    assert write_brat(document) == (CORPUS / article.annotation_file).read_bytes().decode("utf-8")
    assert check(document, Scheme.load(), article.length) == []


@pytest.mark.texts
@pytest.mark.parametrize("number", NUMBERS)
def test_every_mention_is_its_slice_of_the_text(number: str, seeds: Path) -> None:
    article, document = _articles()[number], _document(number)
    text = article.text(seeds)
    assert len(text) == article.length
    assert check_anchors(document, text) == []
    for mention in document.mentions.values():
        assert " ".join(text[start:end] for start, end in mention.spans) == mention.text


# The text stays out


@pytest.mark.parametrize("number", NUMBERS)
def test_spans_are_short_and_few(number: str) -> None:
    covered: set[int] = set()
    for mention in _document(number).mentions.values():
        assert len(mention.text) <= MAX_CHARACTERS == 60
        assert len(mention.text.split()) <= MAX_WORDS == 6
        for start, end in mention.spans:
            covered.update(range(start, end))
    assert len(covered) <= MAX_SHARE * _articles()[number].length
    assert MAX_SHARE == 0.4


def _words(text: str) -> list[str]:
    """Words of letters: figures and ids are not what makes a sentence."""
    return re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text.lower())


def _runs(words: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


@pytest.mark.texts
def test_no_file_of_corpus_or_facts_repeats_eight_words_in_a_row(seeds: Path) -> None:
    texts = {number: article.text(seeds) for number, article in _articles().items()}
    assert len(texts) == 5
    of_articles = {run for text in texts.values() for run in _runs(_words(text), 8)}
    titles = [article.title for article in _articles().values() if article.title]
    files = [path for path in CORPUS.rglob("*") if path.is_file()]
    assert len(files) > 10
    files += [*(ROOT / "tests" / "facts").glob("*.yaml"), ROOT / "docs" / "coverage.md"]
    for path in files:
        content = path.read_text(encoding="utf-8")
        for title in titles:
            content = content.replace(f"title: {title}\n", "")
        assert not _runs(_words(content), 8) & of_articles, path
        # Rows of mentions, read one after the other, are no way round it.
        columns = [row.split("\t")[-1] for row in content.splitlines()]
        assert not _runs(_words(" ".join(columns)), 8) & of_articles, path


# Traps

SPAM = (2732, 2950)
INSERTS = {
    "000": ("Print Print",),
    "001": (
        "LINE\n",
        "Text:AAAPrint",
        "\n    1\n",
        " App Download",
        "MoreVideo",
        "Privacy Policy",
        "Back to top",
        "MorePhoto",
        "Contact Us",
        "Most popular in 24h",
        ". All rights reserved",
        "MoreTop news",
        "Copyright ©",
        "Reproduction in whole",
        "About Us",
        "主站蜘蛛池模板",
    ),
    "002": ("Copyright © ", "RELATED STORIES"),
    "003": ("READ ALSO  Capital city steps up data",),
    "004": ("More Readings: ", "Tencent & Pinduoduo"),
}


def _stretches(text: str, insert: str) -> Iterator[Span]:
    """Where the insert stands; another article's headline goes on to the end of its line."""
    to_the_end = insert.startswith(("READ ALSO", "More Readings"))
    pattern = re.escape(insert) + ("[^\n]*" if to_the_end else "")
    yield from (found.span() for found in re.finditer(pattern, text))


@pytest.mark.texts
@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_not_the_article_is_not_annotated(number: str, seeds: Path) -> None:
    text = _articles()[number].text(seeds).replace("\u00a0", " ")
    for insert in INSERTS[number]:
        stretches = list(_stretches(text, insert))
        assert stretches, insert
        for mention in _document(number).mentions.values():
            assert not _touch(mention.spans, stretches), (insert, mention)


def test_nothing_is_taken_from_the_spam_footer() -> None:
    for mention in _document("001").mentions.values():
        assert not _touch(mention.spans, [SPAM]), mention


# What of the site's furniture shows the article's metadata or stands for an image: only that.
SHOWN = {
    "000": {f"{number}.jpg": {"Image"} for number in range(1, 6)},
    "001": {"Economy": {"Article.Section"}, "1999-2020": {"Article.Copyright"}},
    "002": {"Business": {"Article.Section"}},
}


@pytest.mark.texts
@pytest.mark.parametrize(
    ("number", "words"), [(number, words) for number, all_ in SHOWN.items() for words in all_]
)
def test_furniture_shows_metadata_or_images_and_nothing_else(
    number: str, words: str, seeds: Path
) -> None:
    document = _document(number)
    stretches = list(_stretches(_articles()[number].text(seeds), words))
    assert stretches
    touching = [m for m in document.mentions.values() if _touch(m.spans, stretches)]
    assert [_uses(document, mention) for mention in touching] == [SHOWN[number][words]]


def _uses(document: Document, mention: Mention) -> set[str]:
    """The events that a mention triggers, the roles that it fills, and its relations."""
    events = document.events.values()
    return {
        *(event.label for event in events if event.trigger == mention.id),
        *(
            f"{event.label}.{argument.role}"
            for event in events
            for argument in event.arguments
            if argument.target == mention.id
        ),
        *(
            relation.label
            for relation in document.relations.values()
            if mention.id in (relation.source, relation.target)
        ),
    }


def test_the_site_s_own_name_shows_the_publisher_and_nothing_else() -> None:
    """ECNS and Chinanews.com stand in site chrome: they are evidence of who published it."""
    document = _document("001")
    (cue,) = (m for m in document.mentions.values() if m.text == "Chinanews.com")
    pointing = [
        event.label
        for event in document.events.values()
        if cue.id in {argument.target for argument in event.arguments}
    ]
    assert (cue.label, pointing) == ("Cue", ["PublisherClaim"])


MEDIA = {"org:LinfenDaily", "org:ChinaDaily", "org:ChinaNewsService", "org:WomenOfChina"}


@pytest.mark.texts
def test_places_in_the_names_of_media_and_in_titles_are_not_marked(facts: Path) -> None:
    """A government is of its place; a newspaper only bears the name."""
    inside = [
        (mention["article"][:3], (mention["start"], mention["end"]))
        for name, entity in _entities(facts).items()
        for mention in entity.get("mentions", ())
        for whole in mention.get("insideNameOf", ())
        if name.startswith("place:") and (whole in MEDIA or whole.startswith("doc:"))
    ]
    assert len(inside) > 4
    for number, span in inside:
        for mention in _document(number).mentions.values():
            assert mention.label != "Place" or not _touch(mention.spans, [span]), mention


def _entities(facts: Path) -> dict[str, dict[str, Any]]:
    types = json.loads((facts / "entities.json").read_text("utf-8"))["types"]
    return {entity["id"]: entity for entities in types.values() for entity in entities}


@pytest.mark.texts
@pytest.mark.parametrize("kind", ["Person", "Place", "Organisation", "Platform", "Product"])
def test_every_named_thing_is_marked_at_least_once(facts: Path, kind: str) -> None:
    labels = {"Organisation": {"Organization", "Platform"}}.get(kind, {kind})
    types = json.loads((facts / "entities.json").read_text("utf-8"))["types"]
    seen = 0
    for entity in types[kind]:
        articles = {mention["article"][:3] for mention in entity.get("mentions", ())}
        for number in articles - UNMARKED.get(entity["id"], set()):
            known = {
                (mention["start"], mention["end"])
                for mention in entity["mentions"]
                if mention["article"].startswith(number)
            }
            assert any(_marks(m, labels, known) for m in _document(number).mentions.values()), (
                entity["id"],
                number,
            )
            seen += 1
    assert seen > 3


def _marks(mention: Mention, labels: set[str], known: set[Span]) -> bool:
    """By its whole name, or by a part of it where the name is long, or with a word more."""
    return mention.label in labels and any(
        (start <= s and e <= end) or (s <= start and end <= e)
        for start, end in mention.spans
        for s, e in known
    )


# Named only in the headline of another article, or in the title.
UNMARKED = {"org:Tencent": {"004"}, "product:local-products": {"002"}}
