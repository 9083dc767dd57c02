"""One question a file in ``questions/``, with the rows that answer it beside it.

The rows come from reading the articles; that they are what the list of questions and answers says,
is compared one question at a time, where that list is at hand.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.query import named_query, query_file, query_names
from kg.view import View
from questions_docs import FOLDER, see_also

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / FOLDER).glob("*.rq"))
BY_NAME = {path.stem: path for path in FILES}

Row = dict[str, str]
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def expected(name: str) -> list[Row]:
    """The rows beside a question; an empty cell is a value that no article tells."""
    with BY_NAME[name].with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- the rows -----------------------------------------------------------------------------------


@each_file
def test_the_rows_are_those_beside_the_question(path: Path, view: View) -> None:
    rows = view.query(path)
    columns = [column for column in rows.columns if column != "claims"]
    found = [["" if row[c] is None else str(row[c]) for c in columns] for row in rows]
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        assert [columns, *found] == list(csv.reader(file))
    assert found


@each_file
def test_every_row_leads_to_words(path: Path, view: View) -> None:
    cells = [str(cell or "").split() for cell in view.query(path).column("claims")]
    assert all(cells)
    claims = sorted({claim for cell in cells for claim in cell})
    receipt = view.receipt(claims)
    assert [found.claim for found in receipt.claims] == claims
    for found in receipt.claims:
        quotes = [quote.text for support in found.supports for quote in support.quotes]
        assert quotes
        assert all(quote.strip() for quote in quotes)


@each_file
def test_the_header_asks_and_names_queries_that_answer_too(path: Path) -> None:
    query = query_file(path)
    assert query.question.endswith("?")
    assert query.text.startswith("# question: ")
    assert (f"# id: {path.stem}" in query.text) == bool(re.fullmatch(r"Q\d\d", path.stem))
    assert set(see_also(query.text)) <= {*query_names(), "total"}


@each_file
def test_the_command_answers(path: Path, kg: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = kg("query", path, "--format", "csv")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].endswith("claims")


def test_no_file_is_left_over() -> None:
    assert len(FILES) > 20
    assert {path.name for path in (ROOT / FOLDER).iterdir()} == {
        path.stem + ending for path in FILES for ending in (".rq", ".csv")
    }


def test_every_question_and_every_named_query_is_in_the_cookbook() -> None:
    cookbook = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
    commands = re.findall(r"`kg query ([^` ]+)", cookbook)
    assert {f"{FOLDER}/{path.name}" for path in FILES} | set(query_names()) <= set(commands)
    assert set(commands) <= {f"{FOLDER}/{path.name}" for path in FILES} | set(query_names())
    for path in FILES:
        assert query_file(path).question in cookbook
    for name in query_names():
        assert named_query(name).question in cookbook


def test_the_safe_total_is_the_commands(view: View) -> None:
    rows = expected("Q34")
    total = view.total("sales-revenue")
    assert total.sum is not None
    (more_than,) = set(cells(rows, "yuan_more_than"))
    assert int(more_than) == total.sum.number == sum(map(int, cells(rows, "yuan")))
    assert (total.sum.bound, total.sum.unit) == ("gt", "CNY")
    counted = [row["as_written"] for row in total if row["counted"] == "true"]
    assert sorted(cells(rows, "as_written")) == sorted(map(str, counted))


# --- the answers that the list of questions gives -----------------------------------------------

Answer = Any
COMPARED: dict[str, Callable[[Answer, list[Row]], None]] = {}


def compares(name: str) -> Callable[[Callable[[Answer, list[Row]], None]], None]:
    def keep(function: Callable[[Answer, list[Row]], None]) -> None:
        COMPARED[name] = function

    return keep


def cells(rows: list[Row], column: str) -> list[str]:
    return [row[column] for row in rows]


def only(rows: list[Row]) -> Row:
    (row,) = rows
    return row


@compares("Q02")
def _head(answer: Answer, rows: list[Row]) -> None:
    assert cells(rows, "official") == answer


@compares("Q04")
def _authors(answer: Answer, rows: list[Row]) -> None:
    told = {
        row["article"][:3]: {
            **({"authors": set(row["author"].split("; "))} if row["author"] else {}),
            **({"editor": row["editor"]} if row["editor"] else {}),
        }
        for row in rows
    }
    for names in answer.values():
        if names and "authors" in names:
            names["authors"] = set(names["authors"])
    assert told == {article: names or {} for article, names in answer.items()}


@compares("Q06")
def _alliance(answer: Answer, rows: list[Row]) -> None:
    row = only(rows)
    assert (row["date"], row["place"]) == (answer["date"], answer["place"])
    assert (row["members"], row["bound"]) == (str(answer["members"]), "exact")


@compares("Q08")
def _manager(answer: Answer, rows: list[Row]) -> None:
    row = only(rows)
    assert row["organization"] == answer["organisation"] + "-streaming"
    assert (row["role"], row["owner"]) == (answer["role"], answer["parent"])
    assert row["official"] == str(answer["official"]).lower()
    assert row["gender"] == ""


@compares("Q10")
def _officials(answer: Answer, rows: list[Row]) -> None:
    assert len(rows) == len(answer)
    for row, (name, post, place) in zip(rows, sorted(answer), strict=True):
        assert (row["official"], row["post"]) == (name, post)
        assert re.fullmatch(rf"{place}( .*county)?", row["place"], re.IGNORECASE)


@compares("Q12")
def _deputies(answer: Answer, rows: list[Row]) -> None:
    titles = dict(answer)
    assert set(cells(rows, "official")) == set(titles)
    for row in rows:
        assert row["title_as_written"] in titles[row["official"]]


SHANDONG = {
    "Zibo livestreaming month": "Zibo livestreaming month",
    "its launch ceremony": "Launch ceremony of the Zibo livestreaming month",
    "first online sale (planned)": "First online sale of the Zibo livestreaming month",
    "influencer promotions in Zibo": "Livestreaming promotions by influencers in Zibo",
    "livestream sale of Chen Xiaodong (Shanghe; venue inferred)": "Livestream sale by "
    "Chen Xiaodong",
}


@compares("Q14")
def _of_shandong(answer: Answer, rows: list[Row]) -> None:
    assert sorted(cells(rows, "event")) == sorted(SHANDONG[event] for event in answer)
    planned = {SHANDONG[event] for event in answer if "planned" in event}
    assert {row["event"] for row in rows if row["status"] == "planned"} == planned
    inferred = {SHANDONG[event] for event in answer if "inferred" in event}
    assert inferred <= {row["event"] for row in rows if row["certainty"] == "inferred"}


@compares("Q16")
def _governed(answer: Answer, rows: list[Row]) -> None:
    row = only(rows)
    for column in ("total", "districts", "counties"):
        assert row[column] == str(answer[column])
    assert row["cities"] == str(answer["countyLevelCities"])
    named = {f"{county} county" for county in answer["named"]}
    assert set(row["named"].split("; ")) == named


@compares("Q18")
def _share(answer: Answer, rows: list[Row]) -> None:
    row = only(rows)
    assert float(row["share_percent"]) == answer["sharePercent"]
    assert int(row["rest_yuan"]) == answer["restYuan"]


@compares("Q20")
def _ranking(answer: Answer, rows: list[Row]) -> None:
    row = only(rows)
    assert row["ranker"].replace("'s", "") == answer["ranker"]
    assert row["criteria"].split("; ") == answer["criteria"]
    assert (row["first"] or None) == answer["first"]


@compares("Q22")
def _words(answer: Answer, rows: list[Row]) -> None:
    row = only(rows)
    assert {key: row[key] for key in answer} == {key: str(said) for key, said in answer.items()}


@compares("Q24")
def _training(answer: Answer, rows: list[Row]) -> None:
    (_, runs, (trainee, trainees), happened), (base, plans, nobody, planned) = answer
    told = [row for row in rows if row["status"] == happened]
    assert {row["run_by"] for row in told} == {runs}
    alone, group = told
    assert alone["trained"] == trainee
    for words in (group["trainees"], group["trained"].lower().removesuffix("xinjiang")):
        assert words in trainees
    assert group["channel"].replace("-", " ") in trainees
    row = only([row for row in rows if row not in told])
    assert (row["status"], row["trained"] or None) == (planned, nobody)
    assert all(words in plans for words in (row["run_by"], row["supporters"]))
    assert base.endswith("livestreaming training base")
    assert "livestreaming training base" in row["programme"]


@compares("Q26")
def _owners(answer: Answer, rows: list[Row]) -> None:
    told = {
        row["platform"].removesuffix("-streaming"): row["company"]
        + (" (backed)" if row["relation"] == "backs" else "")
        for row in rows
    }
    assert {platform: company or None for platform, company in told.items()} == answer


DATED = {
    "county heads join Taobao Live (start)": "County heads on Taobao Live-streaming",
    "livestream of Chen Xiaodong": "Livestream sale by Chen Xiaodong",
    "Chengbu livestreaming starts": "Livestreaming from Chengbu",
    "women's federation presidents start live broadcasting": "Live broadcasts with presidents "
    "of women’s federations",
    "female online celebrity alliance launched": "Launch of the first female online celebrity "
    "alliance",
    "Heilongjiang livestreaming sales": "Livestreaming sales in Heilongjiang",
    "61 promotions in Linfen": "Livestreaming sales promotions by officials of Linfen",
    "latest livestream of Yang Xiaozhou": "Livestreams of Yang Xiaozhou in May 2020",
    "Linfen Daily report": "Report of Linfen Daily",
    "launch of the Zibo livestreaming month": "Zibo livestreaming month",
    "first online sale, Zibo": "First online sale of the Zibo livestreaming month",
    "Shulan session": "Livestreaming session with Zhang Jiancheng",
    "promotion tour and forum in Jilin": "Chinese internet celebrity promotion tour in Jilin",
}
DATED_TOO = {
    ("when", "Livestreams of Yang Xiaozhou in May 2020"),
    ("when", "Tracking of the performance of officials of Linfen"),
    ("when", "Launch ceremony of the Zibo livestreaming month"),
    ("when", "Packing of zongzi led by Song Jianfang"),
    ("when", "Sale of plums with help of Song Jianfang"),
}


def _as_listed(row: Row) -> tuple[str, bool, bool]:
    """The date in the list's writing, whether it is inferred, and whether it is planned."""
    first, _, last = re.sub(r"[?~]", "", row["date"]).partition("/")
    short = last.removeprefix(first[: len(last) - 2]) if first else ""
    date = f"{first}/{short}" if first and last else first or f"until {last}"
    return date, row["certainty"] == "inferred", row["status"] == "planned"


@compares("Q28")
def _in_order(answer: Answer, rows: list[Row]) -> None:
    listed = [row for row in rows if (row["role"], row["event"]) not in DATED_TOO]
    assert len(rows) - len(listed) == len(DATED_TOO)
    assert cells(listed, "event") == [DATED[event] for _, event in answer]
    for row, (date, _) in zip(listed, answer, strict=True):
        bare = date.partition(" (")[0]
        assert _as_listed(row) == (bare, "inferred" in date, "planned" in date)


PLANNED = {
    "first online sale in Zibo": {
        "First online sale of the Zibo livestreaming month", "more than 40 products",
        "over 20 enterprises",
    },
    "Zibo officials promoting": {"Promotion by local government officials of Zibo"},
    "ending extreme poverty": {"extreme poverty"},
    "provincial livestreaming training base": {
        "Provincial livestreaming training base in Jilin", "22 vocational colleges",
    },
    "choosing 100 women": {"Choice of women entrepreneurs by the federation", "100", "cooperation"},
    "Chen Yuxian's wish to host": {"want"},
    "vow of the female influencers": {"welfare"},
}  # fmt: skip


@compares("Q30")
def _plans(answer: Answer, rows: list[Row]) -> None:
    assert len(answer) == len(PLANNED)
    for plan, (words, whats) in zip(answer, PLANNED.items(), strict=True):
        assert plan.startswith(words)
        told = [row for row in rows if row["what"] in whats]
        assert len(told) == len(whats)
        figures = {what for what in whats if re.search(r"\d", what)}
        assert all(figure.removeprefix("over ") in plan for figure in figures)
    assert len(rows) == sum(map(len, PLANNED.values()))
    (goods,) = {row["product"] for row in rows if row["who"].endswith("officials of Zibo")}
    assert all(name.removesuffix(" products") in answer[1] for name in goods.split("; "))
    wished = {row["who"] for row in rows if row["status"] == "wished"}
    assert wished == {"Chen Yuxian"}


@compares("Q32")
def _contradiction(answer: Answer, rows: list[Row]) -> None:
    row = only(rows)
    assert row["consistent"] == str(answer["consistent"]).lower()
    assert row["reached_yuan"] == str(answer["twoMonthsAtRateYuan"])
    assert row["nights_needed"] == str(answer["nightsNeeded"])
    assert (row["total_bound"], f"> {row['total_yuan']}") == ("gt", answer["totalYuan"])


@compares("Q34")
def _lower_bound(answer: Answer, rows: list[Row]) -> None:
    assert {row["yuan_more_than"] for row in rows} == {str(answer["yuanMoreThan"])}
    assert [int(row["yuan"]) for row in rows] == answer["parts"]
    assert "gt" in cells(rows, "bound")


@compares("Q36")
def _undecided(answer: Answer, rows: list[Row]) -> None:
    assert {row["place"] or None for row in rows} == {answer["place"]}
    candidates = [place.split()[0] for place in cells(rows, "candidate_place")]
    assert candidates == [place.split()[0] for place in answer["candidates"]]


@compares("Q38")
def _family(answer: Answer, rows: list[Row]) -> None:
    said = {"publisher": "published on", "via": "source|via", "image credit": "photo"}
    apart = {f"{row['article'][:3]} {row['publisher']}" for row in rows if not row["relation"]}
    assert apart == set(answer.pop("not"))
    assert {row["article"][:3] for row in rows if row["relation"]} == set(answer)
    for article, how in answer.items():
        told = [row for row in rows if row["article"].startswith(article)]
        assert all(row["outlet"] in how for row in told)
        assert all(row["publisher"] in how for row in told)
        for relation, words in said.items():
            assert bool(re.search(words, how, re.IGNORECASE)) == (
                relation in cells(told, "relation")
            )


@compares("Q40")
def _sources(answer: Answer, rows: list[Row]) -> None:
    """The list counts its own facts; only the first place does not hang on their grain."""
    counts = {row["source"]: int(row["records"]) for row in rows}
    (first, count), *others = answer
    assert (rows[0]["source"], counts[first]) == (first, count)
    assert all(counts[source] < count for source in counts if source != first)
    assert {source for source, _ in others} <= set(cells(rows[:5], "source"))


@pytest.fixture(scope="module")
def answers(facts: Path) -> dict[str, Answer]:
    lines = (facts / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return {entry["id"]: entry["answer"] for entry in map(json.loads, lines)}


@pytest.mark.texts
@pytest.mark.parametrize("name", COMPARED)
def test_the_answer_listed_is_what_the_rows_say(name: str, answers: dict[str, Answer]) -> None:
    COMPARED[name](json.loads(json.dumps(answers[name])), expected(name))


@pytest.mark.texts
def test_every_question_listed_has_a_file_and_a_comparison(answers: dict[str, Answer]) -> None:
    assert set(answers) == set(COMPARED)
    assert set(answers) <= set(BY_NAME)
