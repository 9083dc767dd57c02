"""Judging by command: what is added where, what is refused, and what is told."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

import kg
from judging import (
    COUNTY,
    FINCH,
    GOODS,
    PERSON,
    POST,
    SITE,
    TOWN,
    judged,
    retracted,
    write_articles,
)
from kg import judgements
from kg.cli.commands import COMMANDS
from kg.errors import InputError
from kg.judgements import DECISIONS, FILE, in_force, read_judgements
from kg.judging import Judge
from tiny import run, tree

ROOT = Path(__file__).resolve().parent.parent
XIAN = "gbt2260:141031"
CODES = {f"b/{TOWN}": XIAN}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two corpora: A has the articles a, b and c, and B has d and e."""
    root = tmp_path_factory.mktemp("written")
    write_articles(root / "A", "abc", CODES)
    write_articles(root / "B", "de")
    old = root / "A" / "articles" / "c.yaml"
    old.write_text(old.read_text("utf-8").replace("2031-05-06", "1995-05-06"), "utf-8")
    return root


@pytest.fixture(autouse=True)
def root(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: it holds A and B, and no store."""
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_STORE", raising=False)
    monkeypatch.setenv("KG_ANNOTATOR", "Cy Lark")
    return tmp_path


A, B = ("--corpus", "A"), ("--corpus", "B")
WHY = ("--because", "both tell of one")


def said(*words: str) -> list[str]:
    """The sentences of a command that judges, without that of what comes next."""
    ran = run(*words)
    assert (ran.code, ran.err) == (0, "")
    return ran.out.splitlines()[:-1]


def refused(*words: str) -> str:
    """The sentence of a command that is refused; nothing was written."""
    before = tree(Path())
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert tree(Path()) == before
    sentence = ran.err.removeprefix("kg: ").removesuffix("\n")
    assert "\n" not in sentence
    return sentence


def standing(*corpora: str) -> list[tuple[str, tuple[str, ...]]]:
    """The judgements in force."""
    read = read_judgements([Path(corpus) for corpus in corpora])
    return [(one.decision, one.things) for one in in_force(read)]


def last_id(corpus: str = "A") -> str:
    lines = (Path(corpus) / FILE).read_text("utf-8").splitlines()
    return str(json.loads(lines[-1])["id"])


# What is told ------------------------------------------------------------------------------------


def test_what_was_added_is_told_with_what_comes_of_it() -> None:
    (told,) = said("same", f"a/{FINCH}", f"b/{FINCH}", *WHY, *A)
    (one,) = read_judgements([Path("A")])
    things = f"a/{FINCH} (Bo Finch) and b/{FINCH} (Bo Finch)"
    assert told == f"A/{FILE}:1: {one.id}: same: {things}, now entity:{one.entity}"
    assert (one.by, one.because) == ("Cy Lark", "both tell of one")
    (told,) = said("retract", one.id, *A)
    assert told == f"A/{FILE}:2: {last_id()}: retracted: {one.id}: same: {things}"


def test_what_is_joined_to_older_things_bears_their_id() -> None:
    said("same", f"a/{FINCH}", f"b/{FINCH}", *WHY, *A)
    (one,) = read_judgements([Path("A")])
    path = Path("A") / FILE
    path.write_text(path.read_text("utf-8").replace(one.on.isoformat(), "2001-01-01"), "utf-8")
    (told,) = said("same", f"b/{FINCH}", f"c/{FINCH}", *WHY, *A)
    assert told.endswith(f", now entity:{one.entity}")


def test_a_reason_must_be_given_where_things_are_joined_and_may_be_elsewhere() -> None:
    things = (f"a/{FINCH}", f"b/{FINCH}", *A)
    assert refused("same", *things) == 'say why: add --because "..."; see kg same --help'
    for decision in ("unsure", "different", "related"):
        assert 'default: "no reason given"' in " ".join(run(decision, "--help").out.split())
    said("unsure", *things)
    (one,) = read_judgements([Path("A")])
    assert one.because == "no reason given"


@pytest.mark.parametrize("option", ["--because", "--by"])
@pytest.mark.parametrize("given", ["\udcff", "a\tb", "a\nb", "\x1b[1m", " "])
def test_what_is_no_line_of_text_is_told(option: str, given: str) -> None:
    words = ("same", f"a/{FINCH}", f"b/{FINCH}", *WHY, *A, option, given)
    assert refused(*words) == f"{option[2:]} is {given!r}; write one line of text"


def test_the_next_build_leaves_out_nothing_of_the_store(root: Path) -> None:
    def then(*words: str) -> str:
        ran = run("unsure", *words)
        assert ran.code == 0
        return ran.out.splitlines()[-1]

    assert then(f"a/{FINCH}", f"b/{FINCH}", *A) == "next: kg build A"
    kg.build("A", "B", store="st")
    at = ("--store", "st")
    everything = "next: kg build A B --store st"
    assert then(f"a/{POST}", f"b/{POST}", *at) == everything
    assert then(f"a/{SITE}", f"b/{SITE}", *A, *at) == everything
    assert then(f"a/{GOODS}", f"b/{GOODS}", "--corpus", str(root / "A"), *at) == everything
    write_articles(root / "C d", "xy")
    told = then(f"x/{POST}", f"y/{POST}", "--corpus", "C d", *at)
    assert told == "next: kg build 'C d' --store FOLDER (st is of another corpus)"


def test_the_corpora_of_a_store_are_found_from_anywhere(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kg.build("A", store="st")
    (root / "else").mkdir()
    monkeypatch.chdir(root / "else")
    how = "(--corpus DIR; kg candidates DIR)"
    sentence = f"no corpus is at hand; name its folder {how}"
    assert refused("unsure", f"a/{FINCH}", f"b/{FINCH}") == sentence
    store = ("--store", "../st")
    said("unsure", f"a/{FINCH}", f"b/{FINCH}", *store)
    assert standing("../A") == [("unsure", (f"a/{FINCH}", f"b/{FINCH}"))]
    (root / "A").rename(root / "moved")
    shutil.copytree(root / "B", root / "else" / "corpus")
    sentence = (
        f"{root.as_posix()}/A, of which the store ../st was built, is no corpus; name the corpora "
        f"that you mean {how}"
    )
    assert refused("unsure", f"a/{FINCH}", f"b/{FINCH}", *store) == sentence
    assert refused("candidates", *store) == sentence


# What may be named -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        f"b/{FINCH}", f"article:b/{FINCH}", f"a-b:{FINCH}",
        f"https://w3id.org/officials-kg/id/article/b/{FINCH}",
        f"<https://w3id.org/officials-kg/id/article/b/{FINCH}>",
    ],
)  # fmt: skip
def test_a_thing_may_be_named_by_its_iri(given: str) -> None:
    said("unsure", f"a/{FINCH}", given, *A)
    assert standing("A") == [("unsure", (f"a/{FINCH}", f"b/{FINCH}"))]


@pytest.mark.parametrize(
    "form",
    ["{}", "judgement:{}", "https://w3id.org/officials-kg/id/judgement/{}"],
)
def test_a_judgement_may_be_named_by_its_iri(form: str) -> None:
    said("unsure", f"a/{FINCH}", f"b/{FINCH}", *A)
    said("retract", form.format(last_id()), *A)
    assert standing("A") == []


NOTHING = "names nothing that can be judged"
LISTED = "write ARTICLE/T1, or the code of a place such as gbt2260:141031"
UNNAMED = {
    "141031": f"'141031' {NOTHING}; did you mean gbt2260:141031?",
    "310108-2014": f"'310108-2014' {NOTHING}; did you mean gbt2260:310108-2014?",
    "gbt2260:14103": f"'gbt2260:14103' {NOTHING}; write six digits, not 5",
    "JP": f"'JP' {NOTHING}; did you mean iso3166:JP?",
    "ms quill": f"'ms quill' {NOTHING}; {LISTED}",
    "bo finch": f"'bo finch' {NOTHING}; did you mean a/T8 or b/T8 or c/T8, or one of 2 more?",
    "": f"'' {NOTHING}; {LISTED}",
    "a\udcff/T8": f"'a\\udcff/T8' {NOTHING}; {LISTED}",
    "a/T12": "a/T12 is a mention of a/T1; name a/T1",
    "a/T2": "a/T2 is no entity of its article; correct it; kg candidates lists what may be judged",
    "z/T8": "z/T8 is of no article of A or B; correct it, or name its --corpus",
    "entity:x": "entity:x is the id of nothing; kg query identities lists what is one",
}


@pytest.mark.parametrize("given", UNNAMED)
def test_what_is_not_there_is_told_with_what_may_be_meant(given: str) -> None:
    words = ("unsure", f"a/{FINCH}", given, *A, *B)
    assert refused(*words) == UNNAMED[given]
    assert refused("split", given, *A, *B) == UNNAMED[given]


def test_a_code_cannot_be_split() -> None:
    assert refused("split", XIAN, *A) == f"'{XIAN}' is no entity of an article; write ARTICLE/T1"


def test_an_id_that_was_taken_back_says_so() -> None:
    said("same", f"a/{FINCH}", f"b/{FINCH}", *WHY, *A)
    entity = f"entity:{read_judgements([Path('A')])[0].entity}"
    said("unsure", entity, f"c/{FINCH}", *A)
    said("split", entity, *A)
    sentence = f"{entity} was taken back in A/{FILE}:3; name a/{FINCH} or b/{FINCH}"
    assert refused("split", entity, *A) == sentence


def test_a_judgement_that_cannot_be_taken_back_says_why() -> None:
    said("unsure", f"a/{FINCH}", f"b/{FINCH}", *A)
    first = last_id()
    said("retract", first, *A)
    second = last_id()
    assert refused("retract", "x", *A).startswith("'x' is the id of no judgement; ")
    assert refused("retract", second, *A).startswith(f"'{second}' is a retraction itself; ")
    assert refused("retract", f"judgement:{first}", *A) == (
        f"'{first}' was taken back in A/{FILE}:2 already; judge anew if it holds"
    )


# What may not be judged --------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), list(permutations(DECISIONS, 2)), ids=str)
@pytest.mark.parametrize("swapped", [False, True])
def test_one_judgement_is_in_force_of_a_pair(first: str, second: str, swapped: bool) -> None:
    pair = (f"a/{FINCH}", f"b/{FINCH}")
    said(first, *pair, *WHY, *A)
    sentence = refused(second, *(reversed(pair) if swapped else pair), *WHY, *A)
    assert f"A/{FILE}:1" in sentence
    assert standing("A") == [(first, pair)]


@pytest.mark.parametrize("decision", DECISIONS)
def test_nothing_is_judged_twice(decision: str) -> None:
    pair = (f"a/{FINCH}", f"b/{FINCH}")
    said(decision, *pair, *WHY, *A)
    assert f"A/{FILE}:1" in refused(decision, *reversed(pair), *WHY, *A)


@pytest.mark.parametrize("decision", ["different", "related", "unsure"])
def test_one_place_under_two_names_is_one(decision: str) -> None:
    names = ("gbt2260:141000", "gbt2260:141000-2020")
    sentence = f"'{names[0]}' and '{names[1]}' are one place; name two things"
    assert refused(decision, *names, *A) == sentence
    assert refused(decision, *reversed(names), *A).endswith("are one place; name two things")
    said(decision, "gbt2260:142635", "gbt2260:142635-1981", *A)


def test_a_place_is_told_by_its_code_and_no_article_gets_one_of_another_year() -> None:
    (told,) = said("same", f"a/{TOWN}", f"b/{TOWN}", *WHY, *A)
    assert told.endswith(f", now {XIAN}-2020")
    for pair in ((f"c/{TOWN}", f"b/{TOWN}"), (f"a/{TOWN}", f"c/{TOWN}")):
        sentence = refused("same", *pair, *WHY, *A)
        assert sentence == (
            f"c/{TOWN} (Thornbury) would be {XIAN}-2020 (Xi County), which is not of 1995; "
            f"if that is meant, judge so: kg same c/{TOWN} {XIAN}-2020"
        )
    assert "had the code '141031' in 1995" in refused("same", f"c/{TOWN}", XIAN, *WHY, *A)
    said("same", f"c/{TOWN}", f"{XIAN}-2020", *WHY, *A)


def test_nor_by_way_of_what_it_is_one_with() -> None:
    said("same", f"a/{COUNTY}", f"c/{COUNTY}", *WHY, *A)
    sentence = refused("same", f"a/{COUNTY}", XIAN, *WHY, *A)
    assert sentence.endswith(
        f"which is not of 1995; if that is meant, judge so: kg same a/{COUNTY} {XIAN}-2020"
    )
    said("same", f"a/{COUNTY}", f"{XIAN}-2020", *WHY, *A)


# Several corpora ---------------------------------------------------------------------------------


def test_a_judgement_goes_to_the_corpus_of_its_first_article() -> None:
    said("unsure", f"d/{FINCH}", f"a/{FINCH}", *A, *B)
    said("unsure", f"a/{PERSON}", f"d/{PERSON}", *B, *A)
    said("unsure", XIAN, f"e/{TOWN}", *A, *B)
    assert standing("A") == [("unsure", (f"a/{PERSON}", f"d/{PERSON}"))]
    assert standing("B") == [
        ("unsure", (f"d/{FINCH}", f"a/{FINCH}")),
        ("unsure", (XIAN, f"e/{TOWN}")),
    ]
    said("retract", last_id("B"), *A, *B)
    assert len(standing("B")) == 1


def joined_in_two() -> None:
    """One person is joined by a judgement in either corpus."""
    said("same", f"a/{FINCH}", f"d/{FINCH}", *WHY, *A, *B)
    said("same", f"e/{FINCH}", f"a/{FINCH}", *WHY, *A, *B)


def test_what_is_parted_in_two_corpora_is_parted_in_both_or_in_none() -> None:
    joined_in_two()
    for held in ("A", "B"):
        with (Path(held) / FILE).open("ab") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            sentence = refused("split", f"a/{FINCH}", *A, *B)
            assert sentence == f"{held}/{FILE}: somebody else has just written it; try again"
    assert len(said("split", f"a/{FINCH}", *A, *B)) == 2
    assert standing("A", "B") == []


def test_while_somebody_writes_one_corpus_nothing_is_added_to_another() -> None:
    said("unsure", f"d/{PERSON}", f"e/{PERSON}", *B)
    with (Path("B") / FILE).open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        sentence = refused("unsure", f"a/{FINCH}", f"b/{FINCH}", *A, *B)
        assert sentence == f"B/{FILE}: somebody else has just written it; try again"
    said("unsure", f"a/{FINCH}", f"b/{FINCH}", *A, *B)


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_fault_in_the_second_file_leaves_the_first_as_it_was(
    fault: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined_in_two()
    before = tree(Path())
    really, calls = os.fsync, []

    def once(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise fault
        really(descriptor)

    monkeypatch.setattr(os, "fsync", once)
    ran = run("split", f"a/{FINCH}", *A, *B)
    assert len(calls) == 2
    assert ran.out == ""
    assert ran.code == (130 if isinstance(fault, KeyboardInterrupt) else 2)
    assert tree(Path()) == before


def test_who_was_killed_between_two_files_does_it_again() -> None:
    joined_in_two()
    both = [Path(name) for name in "AB"]
    (first, _) = read_judgements(both)
    judgements.add(Path("A"), [retracted("killed", first.id)])
    assert len(said("split", f"a/{FINCH}", *A, *B)) == 1
    assert standing("A", "B") == []


# At once -----------------------------------------------------------------------------------------


class Overtaken(Judge):
    """A judge who reads, and then somebody else is faster."""

    def __init__(self, corpora: Sequence[str], change: str) -> None:
        super().__init__([Path(corpus) for corpus in corpora], "Bo", "a reason")
        self._change = change

    def _write(self, made: Any) -> list[str]:
        path = Path("A") / FILE
        path.write_bytes(path.read_bytes().replace(b"both tell of one", self._change.encode()))
        return super()._write(made)


@pytest.mark.parametrize("corpora", [["A", "B"], ["B", "A"]])
def test_what_was_changed_since_it_was_read_is_not_added_to(corpora: list[str]) -> None:
    """The file has as many lines as before, and as many bytes."""
    said("unsure", f"a/{FINCH}", f"b/{FINCH}", *WHY, *A)
    judge = Overtaken(corpora, "neither of them")
    with pytest.raises(InputError) as caught:
        judge.judge("unsure", f"d/{FINCH}", f"e/{FINCH}")
    assert str(caught.value) == f"A/{FILE}: somebody else has just written it; try again"
    assert not standing("B")
    assert Overtaken(corpora, "neither").judge("unsure", f"d/{FINCH}", f"e/{FINCH}")


def test_of_two_at_once_one_is_told_to_try_again() -> None:
    code = "from kg.cli import main; import sys; main(sys.argv[1:])"
    words = [f"a/{FINCH}", f"b/{FINCH}", "--because", "x", "--corpus", "A"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    ended = [
        subprocess.Popen([sys.executable, "-c", code, decision, *words], env=env)
        for decision in ("same", "different")
    ]
    assert sorted(one.wait() for one in ended) == [0, 2]
    assert len(standing("A")) == 1
    assert run("candidates", "A").code == 0


# What contradicts itself already -----------------------------------------------------------------


def test_retractions_mend_what_contradicts_itself_one_by_one() -> None:
    things = (f"a/{FINCH}", f"b/{FINCH}")
    gone = (f"a/{PERSON}", f"z/{PERSON}")
    wrong = [judged("y", "different", *things), judged("z", "unsure", *gone)]
    judgements.add(Path("A"), [judged("x", "same", *things), *wrong])
    for one in wrong:
        ran = run("unsure", f"a/{POST}", f"b/{POST}", *A)
        assert (ran.code, ran.out) == (2, "")
        (told,) = said("retract", one.id, *A)
        assert f" retracted: {one.id}: {one.decision}: " in told
    assert standing("A") == [("same", things)]


def test_what_keeps_an_article_from_being_read_is_told_before_anything_is_written() -> None:
    said("unsure", f"a/{FINCH}", f"b/{FINCH}", *A)
    annotations = Path("A") / "annotations" / "gold" / "c.ann"
    annotations.write_text("T1\tPerson 0\n", "utf-8")
    assert refused("retract", last_id(), *A).startswith(annotations.as_posix())


# Interrupted -------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", ["click", "kg.judging", "yaml"])
def test_whoever_interrupts_while_it_is_being_loaded_gets_one_line(module: str) -> None:
    code = f"""
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
from kg.cli import main
main({["unsure", f"a/{FINCH}", f"b/{FINCH}", *A]!r})
"""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "kg: interrupted; start it again\n"
    assert not (Path("A") / FILE).exists()


# Told elsewhere ----------------------------------------------------------------------------------


def test_the_readme_of_a_new_corpus_tells_of_judging_by_commands_that_there_are() -> None:
    assert run("init", "new").code == 0
    readme = (Path("new") / "README.md").read_text("utf-8")
    commands = set(re.findall(r"\bkg ([a-z]+)", readme)) | set(re.findall(r"`([a-z]+)`", readme))
    assert {name for name, home in COMMANDS.items() if home == "judging"} <= commands
    assert set(re.findall(r"\bkg ([a-z]+)", readme)) <= set(COMMANDS)
    assert "gbt2260:" in readme
