"""A corpus of one's own: what `kg init` and `kg add` write, refuse, and leave as it was."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotating import find_articles
from kg.errors import InputError
from kg.scaffold import add, init
from tiny import ANNOTATIONS, TEXT, run, tree

ROOT = Path(__file__).resolve().parent.parent
DATED = {"published": "2031-05-06", "language": "en", "rights": "CC0", "annotator": "tests"}
LICENSE = "https://creativecommons.org/publicdomain/zero/1.0/"
# One character of two bytes, one of four, and one that joins the letter before it.
WIDE = "Zoë sold 🍐 by the crate, cafe\u0301 by the cup.\n"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `kg init` makes, for tests to look at and to copy."""
    corpus = tmp_path_factory.mktemp("fresh") / "mine"
    init(corpus)
    return corpus


@pytest.fixture
def corpus(fresh: Path, tmp_path: Path) -> Path:
    return shutil.copytree(fresh, tmp_path / "mine")


def _text(folder: Path, content: str | bytes = TEXT, name: str = "pears.txt") -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def test_a_new_corpus_holds_guide_and_configuration(fresh: Path) -> None:
    for name, same in {
        "guide.md": "docs/annotation-guide.md",
        "annotations/annotation.conf": "corpus/annotations/annotation.conf",
    }.items():
        assert (fresh / name).read_bytes() == (ROOT / same).read_bytes()
    assert (fresh / "articles").is_dir()
    assert (fresh / "annotations" / "gold").is_dir()
    assert "kg add mine " in (fresh / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in fresh.parent.iterdir()] == ["mine"]
    assert (fresh.stat().st_mode & 0o777) == (fresh / "articles").stat().st_mode & 0o777


def test_the_way_from_a_text_to_an_answer(corpus: Path, tmp_path: Path) -> None:
    text = _text(tmp_path)
    added = run("add", corpus, text, "--published", "2031-05-06", "--annotator", "tests")
    assert (added.code, added.err) == (0, "")
    assert run("check", corpus, "--texts", tmp_path).code == 2  # nothing is marked yet
    (corpus / "annotations/gold/pears.ann").write_text(ANNOTATIONS, encoding="utf-8")
    assert run("check", corpus, "--texts", tmp_path).code == 0
    store = tmp_path / "store"
    assert run("build", corpus, "--texts", tmp_path, "--store", store).code == 0
    assert "Ada Quill" in run("query", "officials", "--store", store).out


def test_the_text_is_measured_in_characters_and_stays(corpus: Path, tmp_path: Path) -> None:
    text = _text(tmp_path, WIDE)
    added = add(corpus, text, DATED, "wide")
    (article,) = find_articles(corpus)
    assert article.id == added.article.id == "wide"
    assert article.length == len(WIDE) < len(WIDE.encode())
    assert article.sha256 == hashlib.sha256(WIDE.encode()).hexdigest()
    assert article.text(tmp_path) == WIDE
    assert not list(corpus.rglob("*.txt"))


def test_every_option_reaches_the_metadata(corpus: Path, tmp_path: Path) -> None:
    given = {
        **{"--title": "Pears: a study", "--publisher": "Post", "--url": "https://example.org/a"},
        **{"--via": "Other", "--modified": "2031-05-07", "--story": "pears-2031"},
        **{"--section": "Life", "--copyright": "(c) Post", "--annotation-license": LICENSE},
        **{"--language": "zh-hans", "--rights": "CC BY", "--published": "2031-05"},
    }
    words = [word for pair in given.items() for word in pair]
    words += ["--author", "A, B", "--author", "C", "--editor", "D", "--annotator", "E"]
    assert run("add", corpus, _text(tmp_path), *words).code == 0
    (article,) = find_articles(corpus)
    assert article.title == "Pears: a study"
    assert (article.publisher, article.via) == ("Post", "Other")
    assert article.url == "https://example.org/a"
    assert (article.authors, article.editors) == (("A, B", "C"), ("D",))
    assert (article.published.edtf, article.dates["modified"].edtf) == ("2031-05", "2031-05-07")
    assert (article.story, article.language) == ("pears-2031", "zh-hans")
    assert (article.section, article.copyright) == ("Life", "(c) Post")
    assert article.annotation_license == LICENSE
    assert (article.rights, article.annotator) == ("CC BY", "E")


@settings(max_examples=60, deadline=None)
@given(title=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@example("\x85").via("a line end that YAML folds into a space")
def test_any_title_is_read_as_it_was_given(
    tmp_path_factory: pytest.TempPathFactory, title: str
) -> None:
    folder = tmp_path_factory.mktemp("titles")
    (folder / "articles").mkdir()
    add(folder, _text(folder), {**DATED, "title": title})
    (article,) = find_articles(folder)
    assert article.title == title


def test_the_metadata_have_a_key_a_line(corpus: Path, tmp_path: Path) -> None:
    """So that a message can name the line, whether there are lists or not."""
    both: tuple[dict[str, tuple[str, ...]], ...] = ({}, {"authors": ("Ada Quill", "Bo Reed")})
    for number, names in enumerate(both):
        added = add(corpus, _text(tmp_path), {**DATED, **names}, f"a{number}")
        lines = added.metadata_file.read_text(encoding="utf-8").splitlines()
        assert len(lines) == 7 + len(names)
        assert all(": " in line and line[0].isalpha() for line in lines)


def test_annotations_that_are_there_are_kept(corpus: Path, tmp_path: Path) -> None:
    path = corpus / "annotations" / "gold" / "pears.ann"
    path.write_text(ANNOTATIONS, encoding="utf-8")
    assert add(corpus, _text(tmp_path), DATED).annotated
    assert path.read_text(encoding="utf-8") == ANNOTATIONS


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the text is empty"),
        (b" \n", "the text is empty"),
        (b"caf\xe9\n", "the text is not UTF-8 at byte 3"),
        ("\ufeffPears\n".encode(), "byte order mark"),
        (b"Pears\r\n", "carriage returns"),
    ],
)
def test_a_text_that_tools_would_count_differently(
    corpus: Path, tmp_path: Path, content: bytes, told: str
) -> None:
    before = tree(corpus)
    ran = run("add", corpus, _text(tmp_path, content), *_required())
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert "save it as UTF-8" in ran.err
    assert tree(corpus) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--published", "yesterday"], "published: 'yesterday'"),
        (["--id", "a b"], "the article id 'a b'"),
        (["--id", "../a"], "the article id '../a' is not a plain name"),
        (["--url", "example"], "url 'example' is no address"),
        (["--language", "English!"], "language 'english!' is no language tag"),
        (["--story", "a b"], "story 'a b'"),
    ],
)
def test_metadata_that_cannot_be_read_are_not_written(
    corpus: Path, tmp_path: Path, words: list[str], told: str
) -> None:
    before = tree(corpus)
    ran = run("add", corpus, _text(tmp_path), *_required(), *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"kg: {told}")
    assert ran.err.count("\n") == 1
    assert tree(corpus) == before


def test_no_article_is_overwritten(corpus: Path, tmp_path: Path) -> None:
    text = _text(tmp_path)
    assert run("add", corpus, text, *_required()).code == 0
    before = tree(corpus)
    ran = run("add", corpus, text, *_required())
    assert ran.code == 2
    assert "pears.yaml: the article is there already; choose another id with --id" in ran.err
    assert tree(corpus) == before


def test_add_needs_a_corpus_and_a_text(corpus: Path, tmp_path: Path) -> None:
    ran = run("add", tmp_path, _text(tmp_path), *_required())
    assert (ran.code, "kg init" in ran.err) == (2, True)
    ran = run("add", corpus, tmp_path / "none.txt", *_required())
    assert (ran.code, "cannot be read" in ran.err) == (2, True)
    ran = run("add", corpus, tmp_path / "pears.txt")
    assert (ran.code, "--published" in ran.err) == (2, True)


def test_when_the_metadata_cannot_be_written_nothing_is(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.write_text

    def full(self: Path, content: str, *rest: object, **more: object) -> int:
        """Half of it is in the corpus when there is no room for the other half."""
        if corpus not in self.parents:
            return real(self, content, *rest, **more)  # type: ignore[arg-type]
        real(self, content[: len(content) // 2], *rest, **more)  # type: ignore[arg-type]
        raise OSError(28, "No space left on device")

    before = tree(corpus)
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(InputError, match="No space left"):
        add(corpus, _text(tmp_path), DATED)
    monkeypatch.undo()
    assert tree(corpus) == before


def test_init_keeps_what_a_folder_has(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("mine", encoding="utf-8")
    init(tmp_path)
    assert (tmp_path / "notes.md").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "guide.md").is_file()
    assert (tmp_path / "articles").is_dir()


@pytest.mark.parametrize("name", ["README.md", "guide.md", "articles", ".gitignore"])
def test_init_overwrites_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    before = tree(tmp_path)
    ran = run("init", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"kg: {tmp_path}: {name} would be overwritten; name a new folder\n"
    assert tree(tmp_path) == before


def test_init_takes_a_file_for_no_folder(tmp_path: Path) -> None:
    text = _text(tmp_path)
    for path in (text, text / "inside"):
        ran = run("init", path)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert [path.name for path in tmp_path.iterdir()] == ["pears.txt"]


def test_init_that_stops_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    real = Path.rename

    def stops(self: Path, target: Path) -> Path:
        if self.name == "articles" and target.parent.name == "mine":
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", stops)
    with pytest.raises(InputError, match="Permission denied"):
        init(tmp_path / "mine")
    assert list(tmp_path.rglob("*")) == [tmp_path / "mine"]


def _required() -> tuple[str, ...]:
    return ("--published", "2031-05-06", "--annotator", "tests")
