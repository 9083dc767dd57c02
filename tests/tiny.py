"""A corpus of one short article in our own words, for tests to build and to spoil; and ``kg``."""

from __future__ import annotations

import hashlib
import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from kg.cli import main

TEXT = (
    "On 5 May 2031 Ada Quill, head of Larkhaven county, sold pears live on Peartube. More than "
    "300 crates were sold that evening, the county government said. Nobody was surprised, for the "
    "pears of that valley were famous already, and the evening was warm and long, as evenings in "
    "May are, and those who had come stayed until the last of the lamps went out.\n"
)


def mention(id_: str, label: str, words: str, text: str = TEXT) -> str:
    """A brat line for the first place where the words stand in the text."""
    start = text.index(words)
    return f"{id_}\t{label} {start} {start + len(words)}\t{words}\n"


ANNOTATIONS = "".join(
    [
        mention("T1", "Time", "5 May 2031"),
        mention("T2", "Person", "Ada Quill"),
        mention("T3", "Tenure", "head"),
        mention("T4", "Place", "Larkhaven county"),
        mention("T5", "Livestream", "sold"),
        mention("T6", "Product", "pears"),
        mention("T7", "Platform", "Peartube"),
        mention("T8", "Figure", "More than 300 crates"),
        mention("T9", "Organization", "county government"),
        "E1\tTenure:T3 Member:T2 Jurisdiction:T4\n",
        "E2\tLivestream:T5 Host:T2 Product:T6 Platform:T7 When:T1\n",
        "E3\tFigure:T8 About:E2 AttributedTo:T9\n",
        "R1\tOfPlace Arg1:T9 Arg2:T4\n",
        "A1\tActivityKind E2 sale\n",
        "A2\tMeasure E3 units-sold\n",
        "N1\tReference T4 gbt2260:141031\tLarkhaven county\n",
        "N2\tReference E1 role:county-head\thead\n",
    ]
)


def metadata(text: str = TEXT, text_file: str = "a.txt") -> str:
    """The metadata file of an article with this text."""
    return (
        "title: Pears by lamplight\n"
        "publisher: The Larkhaven Post\n"
        "published: 2031-05-06\n"
        f"text_file: {text_file}\n"
        f"sha256: {hashlib.sha256(text.encode()).hexdigest()}\n"
        f"length: {len(text)}\n"
        "language: en\n"
        "rights: CC0\n"
        "annotator: tests\n"
    )


def write_article(
    corpus: Path, id_: str = "a", annotations: str = ANNOTATIONS, text: str = TEXT
) -> Path:
    """Adds an article to a corpus, and its text to the folder ``texts`` of the corpus."""
    contents = {
        f"articles/{id_}.yaml": metadata(text, f"{id_}.txt"),
        f"annotations/gold/{id_}.ann": annotations,
        f"texts/{id_}.txt": text,
    }
    for name, content in contents.items():
        path = corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8"))
    return corpus


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


def run(*arguments: str | Path) -> Ran:
    """Runs ``kg`` in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n") for _ in range(2))
    code = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Ran(code, _written(out), _written(err))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode("utf-8")


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder, by its name, with a digest of what it holds."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
