"""Input that cannot be used: a sentence each, the right exit code, and the graph stays as it is."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tiny import ANNOTATIONS, TEXT, Ran, mention, metadata, run, tree, write_article

SENTENCE = re.compile(r"kg: (?P<file>[^:]+)(:(?P<line>[0-9]+))?: (?P<what>[^\n]+); (?P<remedy>.+)")

ANN = "corpus/annotations/gold/a.ann"
META = "corpus/articles/a.yaml"

LONG = "the evening was warm and long, as evenings in May are, and those who"
AT_END = ANNOTATIONS.count("\n") + 1

Spoil = Callable[[Path], object]


def annotated(old: str, new: str | bytes) -> Spoil:
    """Replaces part of the annotations."""
    return _replaced("annotations/gold/a.ann", old, new)


def described(old: str, new: str | bytes) -> Spoil:
    """Replaces part of the metadata."""
    return _replaced("articles/a.yaml", old, new)


def _replaced(name: str, old: str, new: str | bytes) -> Spoil:
    def spoil(corpus: Path) -> None:
        path = corpus / name
        before = path.read_bytes()
        assert before.count(old.encode()) >= 1
        path.write_bytes(
            before.replace(old.encode(), new if isinstance(new, bytes) else new.encode(), 1)
        )

    return spoil


def described_as(content: bytes) -> Spoil:
    return lambda corpus: (corpus / "articles/a.yaml").write_bytes(content)


def annotated_as(content: bytes) -> Spoil:
    return lambda corpus: (corpus / "annotations/gold/a.ann").write_bytes(content)


def removed(name: str) -> Spoil:
    return lambda corpus: (corpus / name).unlink()


def folder_for(name: str) -> Spoil:
    def spoil(corpus: Path) -> None:
        (corpus / name).unlink(missing_ok=True)
        (corpus / name).mkdir()

    return spoil


def in_latin1(corpus: Path) -> None:
    """A text in Latin-1, annotated as those very bytes."""
    raw = TEXT.replace("Nobody", "N\xf3body").encode("latin-1")
    (corpus / "texts/a.txt").write_bytes(raw)
    digest = hashlib.sha256(raw).hexdigest()
    described_as(re.sub("sha256: .*", f"sha256: {digest}", metadata()).encode())(corpus)


@dataclass(frozen=True)
class Case:
    """What is done to a good corpus, and the sentence that must come of it."""

    spoil: Spoil
    place: str
    what: str
    remedy: str
    code: int = 2
    texts: str | None = None
    also: str | None = None


T2, T6, T8, T9 = (
    mention("T2", "Person", "Ada Quill"),
    mention("T6", "Product", "pears"),
    mention("T8", "Figure", "More than 300 crates"),
    mention("T9", "Organization", "county government"),
)
TEXTS = "corpus/texts"

CASES = {
    # annotations that depart from the scheme
    "unknown label": Case(
        annotated("T2\tPerson", "T2\tPersn"), f"{ANN}:2", "'Persn'", "did you mean Person?"
    ),
    "former label": Case(
        annotated("T4\tPlace", "T4\tLocation"), f"{ANN}:4", "Location", "use Place"
    ),
    "missing role": Case(annotated(" About:E2", ""), f"{ANN}:12", "E3 has no About", "add About"),
    "unknown role": Case(annotated("When:T1", "Whem:T1"), f"{ANN}:11", "'Whem'", "When?"),
    "wrong filler": Case(
        annotated("Member:T2", "Member:T6"), f"{ANN}:10", "Member of E1 is T6", "Person"
    ),
    "missing attribute": Case(
        annotated("A2\tMeasure E3 units-sold\n", ""), f"{ANN}:12", "no Measure", "add an attribute"
    ),
    "unknown value": Case(
        annotated("units-sold", "units-bought"), f"{ANN}:15", "'units-bought'", "units-sold?"
    ),
    "unknown role code": Case(
        annotated("county-head", "county-haed"), f"{ANN}:17", "'county-haed'", "county-head?"
    ),
    "unknown authority": Case(
        annotated("gbt2260:", "gbt2261:"), f"{ANN}:16", "'gbt2261'", "gbt2260"
    ),
    # lines that are wrong in themselves
    "dangling id": Case(annotated("Host:T2", "Host:T99"), f"{ANN}:11", "T99", "correct the id"),
    "duplicate id": Case(annotated("T9\tOrg", "T8\tOrg"), f"{ANN}:9", "T8", "free number"),
    "no annotation": Case(annotated("R1\tOfPlace", "OfPlace"), f"{ANN}:13", "OfPlace", "begin it"),
    # offsets and spans
    "beyond the text": Case(
        annotated(T9, "T9\tOrganization 9000 9017\tcounty government\n"),
        f"{ANN}:9",
        "9017",
        "correct the offsets",
    ),
    "beyond the length in the metadata": Case(
        described(f"length: {len(TEXT)}", "length: 100"), f"{ANN}:9", "beyond", "length"
    ),
    "beside the words": Case(
        annotated(T2, "T2\tPerson 15 24\tAda Quill\n"),
        f"{ANN}:2",
        "'Ada Quill'",
        "at 14-23",
        code=1,
        texts=TEXTS,
    ),
    "words too many": Case(
        annotated(T6, mention("T6", "Product", LONG)), f"{ANN}:6", "14 words", "head words"
    ),
    "spans too many": Case(
        annotated(T6, mention("T6", "Product", LONG)), ANN, "characters", "40% of the text"
    ),
    # values
    "amount without a number": Case(
        annotated(T8, mention("T8", "Figure", "More than")), f"{ANN}:8", "'More than'", "amount"
    ),
    "no date": Case(
        annotated(mention("T1", "Time", "5 May 2031"), mention("T1", "Time", "evening")),
        f"{ANN}:1",
        "'evening'",
        "edtf:",
    ),
    "EDTF without a basis": Case(
        annotated("N1\t", "N3\tReference T1 edtf:2031-05-05\t5 May\nN1\t"),
        f"{ANN}:16",
        "'2031-05-05' without a basis",
        "Basis",
    ),
    "no EDTF": Case(
        annotated("N1\t", "A9\tBasis T1 context\nN3\tReference T1 edtf:2031-25-05\t5 May\nN1\t"),
        f"{ANN}:17",
        "'2031-25-05'",
        "correct the date",
    ),
    "unknown division": Case(annotated("141031", "999999"), f"{ANN}:16", "'999999'", "divisions"),
    "no code of a country": Case(
        annotated("gbt2260:141031", "iso3166:C<N"), f"{ANN}:16", "'C<N'", "letters and digits"
    ),
    # annotation files
    "annotations not UTF-8": Case(
        annotated("Ada", b"\xe9da"), f"{ANN}:2", "0xe9", "save the file as UTF-8"
    ),
    "annotations empty": Case(annotated_as(b""), ANN, "no annotations", "annotate"),
    "annotations missing": Case(
        removed("annotations/gold/a.ann"), ANN, "cannot be read", "annotate the article"
    ),
    "annotations a folder": Case(
        folder_for("annotations/gold/a.ann"), ANN, "cannot be read", "annotate the article"
    ),
    "annotations of nothing": Case(
        lambda corpus: (corpus / "annotations/gold/b.ann").write_text(ANNOTATIONS),
        "corpus/annotations/gold/b.ann",
        "does not describe",
        "articles/b.yaml",
    ),
    # metadata files
    "YAML: a colon": Case(
        described("title: Pears", "title: Pears: ripe"), f"{META}:1", "not YAML", "quote"
    ),
    "YAML: a quote": Case(described("rights: ", 'rights: "'), f"{META}:10", "not YAML", "quote"),
    "YAML: a control character": Case(
        described("rights: ", "rights: \x07"), f"{META}:8", "not YAML", "quote"
    ),
    "YAML: itself": Case(
        described("rights: CC0", "rights: &x [*x]"), f"{META}:8", "not YAML", "`key: value`"
    ),
    "YAML: endless depth": Case(
        described("rights: CC0", f"rights: {'[' * 3000}"), META, "not YAML", "`key: value`"
    ),
    "YAML: two documents": Case(
        described("rights", "---\nrights"), f"{META}:8", "not YAML", "`key: value`"
    ),
    "YAML: half a character": Case(
        described("rights: CC0", r'rights: "\ud800"'), f"{META}:8", "rights", "write it whole"
    ),
    "metadata a list": Case(described_as(b"- a\n"), META, "no metadata", "`key: value`"),
    "metadata empty": Case(described_as(b""), META, "no metadata", "`key: value`"),
    "metadata not UTF-8": Case(
        described("annotator: t", b"annotator: \xe9"), f"{META}:9", "0xe9", "save it as UTF-8"
    ),
    "metadata a folder": Case(
        folder_for("articles/b.yaml"), "corpus/articles/b.yaml", "cannot be read", "metadata file"
    ),
    "an id with a blank": Case(
        lambda corpus: shutil.copy(corpus / "articles/a.yaml", corpus / "articles/b c.yaml"),
        "corpus/articles/b c.yaml",
        "'b c'",
        "letters, digits",
    ),
    "unknown key": Case(described("rights", "wrongs"), f"{META}:8", "'wrongs'", "rights"),
    "duplicate key": Case(described("rights", "title"), f"{META}:8", "'title'", "keep one"),
    "missing key": Case(described("annotator: tests\n", ""), META, "'annotator'", "add it"),
    "empty key": Case(described(": tests", ":"), f"{META}:9", "'annotator'", "add it"),
    "no such day": Case(described("05-06", "02-30"), f"{META}:3", "'2031-02-30'", "EDTF"),
    "a date in words": Case(described("2031-05-06", "May 6"), f"{META}:3", "'May 6'", "EDTF"),
    "unknown basis": Case(
        described("2031-05-06", "{edtf: 2031-05-06, basis: guess}"),
        f"{META}:3",
        "basis",
        "context, arithmetic",
    ),
    "length in words": Case(described("length: ", "length: x"), f"{META}:6", "'x", "characters"),
    "length beyond reason": Case(
        described("length: ", "length: " + "9" * 5000), f"{META}:6", "'99", "characters"
    ),
    "hash too short": Case(described("sha256: ", "sha256: 0 #"), f"{META}:5", "'0'", "sha256sum"),
    "no language": Case(described(": en", ": in English"), f"{META}:7", "'in english'", "such as"),
    "story with a blank": Case(
        described("rights", "story: a b\nrights"), f"{META}:8", "'a b'", "letters, digits"
    ),
    "no address": Case(
        described("rights", 'url: "see <there>"\nrights'), f"{META}:8", "'see <there>'", "https:"
    ),
    "authors in words": Case(
        described("rights", "authors: A and B\nrights"), f"{META}:8", "authors", "[A, B]"
    ),
    # texts
    "another text": Case(
        _replaced("texts/a.txt", "warm", "cold"),
        META,
        "SHA-256",
        "byte for byte",
        code=1,
        texts=TEXTS,
    ),
    "another length": Case(
        described(f"length: {len(TEXT)}", f"length: {len(TEXT) + 1}"),
        META,
        f"{len(TEXT)} characters",
        "correct length",
        code=1,
        texts=TEXTS,
    ),
    "text missing": Case(
        removed("texts/a.txt"), META, "corpus/texts/a.txt", "leave out --texts", texts=TEXTS
    ),
    "text a folder": Case(
        folder_for("texts/a.txt"), META, "corpus/texts/a.txt", "leave out --texts", texts=TEXTS
    ),
    "text not UTF-8": Case(in_latin1, META, "not UTF-8", "UTF-8", texts=TEXTS),
    "texts missing": Case(
        lambda corpus: shutil.rmtree(corpus / "texts"),
        "corpus/texts",
        "no such folder",
        "--texts",
        texts=TEXTS,
    ),
    # corpora
    "no corpus": Case(shutil.rmtree, "corpus", "no such folder", "articles/"),
    "no articles": Case(removed("articles/a.yaml"), "corpus", "no articles", "<id>.yaml"),
    "no folder of articles": Case(
        lambda corpus: shutil.rmtree(corpus / "articles"), "corpus", "no articles", "<id>.yaml"
    ),
    "an article in two corpora": Case(
        lambda corpus: shutil.copytree(corpus, corpus.with_name("other")),
        "other/articles/a.yaml",
        META,
        "rename one",
        also="other",
    ),
    "a corpus twice": Case(lambda _: None, META, "'a'", "give each corpus once", also="corpus"),
}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a good graph, which none of the builds below may change."""
    folder = tmp_path_factory.mktemp("good")
    built = run("build", write_article(folder / "corpus"), "--store", folder / "store")
    assert (built.code, built.err) == (0, "")
    return folder / "store"


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A good corpus, in the working directory; the commands are given it as ``corpus``."""
    monkeypatch.chdir(tmp_path)
    return write_article(Path("corpus"))


def sentences(ran: Ran) -> list[dict[str, str]]:
    """What a command that failed said, sentence by sentence."""
    assert ran.out == ""
    assert ran.err.endswith("\n")
    said = [SENTENCE.fullmatch(line) for line in ran.err.removesuffix("\n").split("\n")]
    assert all(said), ran.err
    return [match.groupdict() for match in said if match]


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_told_in_a_sentence_and_changes_nothing(
    name: str, corpus: Path, good: Path
) -> None:
    case = CASES[name]
    case.spoil(corpus)
    arguments = ["corpus", *([case.also] if case.also else [])]
    arguments += ["--texts", case.texts] if case.texts else []
    before, rows = tree(good), run("query", "articles", "--store", good)
    ran = run("build", *arguments, "--store", good)
    said = sentences(ran)
    assert ran.code == case.code
    place, _, line = case.place.partition(":")
    assert any(
        (one["file"], one["line"] or "") == (place, line)
        and case.what in one["what"]
        and case.remedy in one["remedy"]
        for one in said
    ), ran.err
    assert tree(good) == before
    assert run("query", "articles", "--store", good) == rows
    assert rows.code == 0
    assert "Pears by lamplight" in rows.out
    checked = run("check", *arguments)
    assert checked == ran


def test_the_corpus_that_the_cases_spoil_is_good(corpus: Path) -> None:
    ran = run("check", corpus, "--texts", corpus / "texts")
    assert ran == Ran(0, "1 article, 9 mentions: all equal their texts\n", "")


def test_every_problem_is_told_at_once(corpus: Path) -> None:
    write_article(corpus, "b")
    write_article(Path("other"), "c")
    annotated("T2\tPerson", "T2\tPersn")(corpus)
    annotated("units-sold", "units-bought")(corpus)
    (corpus / "annotations/gold/b.ann").write_bytes(b"\xff\n")
    _replaced("annotations/gold/c.ann", "141031", "999999")(Path("other"))
    places = [(one["file"], one["line"]) for one in sentences(run("check", corpus, "other"))]
    assert (ANN, "2") in places
    assert (ANN, "15") in places
    assert ("corpus/annotations/gold/b.ann", "1") in places
    described("rights", "wrongs")(corpus)
    _replaced("articles/b.yaml", "2031-05-06", "May")(corpus)
    _replaced("articles/c.yaml", "language: en", "language:")(Path("other"))
    places = [(one["file"], one["line"]) for one in sentences(run("check", corpus, "other"))]
    expected = [(META, "8"), ("corpus/articles/b.yaml", "3"), ("other/articles/c.yaml", "7")]
    assert set(expected) <= set(places)


def test_wrong_anchors_do_not_hide_behind_unusable_input(corpus: Path) -> None:
    annotated(T2, "T2\tPerson 15 24\tAda Quill\n")(corpus)
    described("length: ", "length: 9")(corpus)
    annotated("units-sold", "units-bought")(corpus)
    ran = run("check", corpus, "--texts", TEXTS)
    assert ran.code == 2
    assert [(one["file"], one["line"]) for one in sentences(ran)] == [(ANN, "15"), (META, None)]


@pytest.mark.parametrize(
    "given", ["corpus", "corpus/", "./corpus", "../{here}/corpus", "{cwd}/corpus"]
)
def test_files_are_named_as_the_corpus_was_given(given: str, corpus: Path) -> None:
    here = Path.cwd()
    given = given.format(here=here.name, cwd=here)
    annotated("T2\tPerson", "T2\tPersn")(corpus)
    said = sentences(run("check", given))
    assert {one["file"] for one in said} == {str(Path(given) / "annotations/gold/a.ann")}
    described("rights", "wrongs")(corpus)
    said = sentences(run("check", given))
    assert {one["file"] for one in said} == {str(Path(given) / "articles/a.yaml")}
    for one in said:
        assert Path(one["file"]).is_file()


CALLS = {
    "no corpus": (["build"], "missing argument 'CORPUS...'; see kg build --help"),
    "no corpus to check": (["check"], "missing argument 'CORPUS...'; see kg check --help"),
    "unknown option": (["build", "x", "--stor", "y"], "no such option '--stor'"),
    "no value": (["build", "x", "--store"], "option '--store' requires an argument"),
    "unknown command": (["bild"], "no such command 'bild'"),
    "unknown format": (["validate", "--format", "xml"], "invalid value for '--format': 'xml'"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_call_is_told_in_one_sentence(name: str) -> None:
    arguments, expected = CALLS[name]
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"kg: {expected}")
    assert re.fullmatch(r"kg: [^\n]+; see kg( [a-z]+)? --help\n", ran.err)


def test_debug_shows_the_traceback(corpus: Path) -> None:
    described("rights", "wrongs")(corpus)
    plain, debug = run("check", "corpus"), run("--debug", "check", "corpus")
    assert "Traceback" not in plain.err
    assert debug.err.startswith("Traceback (most recent call last):\n")
    assert "/kg/pipeline.py" in debug.err
    assert debug.err.endswith(plain.err)
    assert debug.code == plain.code == 2


def test_the_installed_command_does_the_same(corpus: Path) -> None:
    described("rights", "wrongs")(corpus)
    command = [Path(sys.executable).with_name("kg"), "check", "corpus"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert Ran(ended.returncode, ended.stdout, ended.stderr) == run("check", "corpus")
    assert ended.returncode == 2


def test_a_reader_who_has_seen_enough_is_no_error(good: Path) -> None:
    kg = Path(sys.executable).with_name("kg")
    with subprocess.Popen(
        [kg, "export", "nquads", "--store", good], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_a_full_disk_is_told_in_one_sentence(good: Path) -> None:
    kg = Path(sys.executable).with_name("kg")
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [kg, "export", "nquads", "--store", good],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ended.returncode == 2
    assert re.fullmatch(rb"kg: [^\n]*No space left on device; [^\n]+\n", ended.stderr)
