"""docs/questions.md: every question of the project with the command that answers it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.query import named_query, query_file, query_names

FOLDER = "tests/questions"
ROOT = Path(__file__).resolve().parent.parent


def questions() -> str:
    """The document, from the headers of the question files and of the named queries."""
    files = [query_file(path) for path in sorted((ROOT / FOLDER).glob("*.rq"))]
    asked = [
        (file.question, f"kg query {FOLDER}/{file.name}.rq", _see(file.text)) for file in files
    ]
    named = [(query.question, query.example, "") for query in map(named_query, query_names())]
    return "\n".join(
        [
            "# Questions",
            "",
            "<!-- Written by `make generated`: change the headers of the queries instead. -->",
            "",
            f"Each question is a file in [{FOLDER}](../{FOLDER}), with the rows that the bundled",
            "articles give beside it. Take one that is near to yours, and change the name in its",
            "`FILTER`. The claims of a row lead to the words: `kg receipt`.",
            "A named query that answers it too, with more columns, stands in the last column.",
            "",
            *_table(("question", "command", "see also"), asked),
            "",
            "## Named queries",
            "",
            "They answer for all articles at once. `--certainty` keeps rows of some certainties,",
            "`--format csv` writes a table, `kg queries` tells parameters and notes.",
            "",
            *_table(("question", "command"), [row[:2] for row in named]),
            "",
            "`kg total sales-revenue` adds what may be added, and says what it leaves out.",
            "",
        ]
    )


def see_also(text: str) -> list[str]:
    """The named queries of a file's header, in its order."""
    lines = (line for line in text.splitlines() if line.startswith("# see: "))
    return next(lines, "# see: ").removeprefix("# see: ").split(", ")


def _see(text: str) -> str:
    return ", ".join(f"`kg {_command(name)}`" for name in see_also(text))


def _command(name: str) -> str:
    if name == "total":
        return "total sales-revenue"
    needed = [parameter.name for parameter in named_query(name).parameters if parameter.required]
    return " ".join([f"query {name}", *(f"-p {parameter}=…" for parameter in needed)])


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    for question, command, *more in rows:
        lines.append(" | ".join([question, f"`{command}`", *more]))
    return [f"| {line} |" for line in lines]
