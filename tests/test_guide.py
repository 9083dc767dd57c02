"""The annotation guide: every example is sound, and nothing that may be marked is missing."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kg.annotations.anchors import check_anchors
from kg.annotations.brat import read_brat
from kg.checking import MAX_CHARACTERS, MAX_WORDS, check
from kg.guide import annotation_guide
from kg.places.gazetteer import Gazetteer
from kg.scheme import Scheme
from kg.sources import read_article
from kg.statements import make_shard
from kg.validation import validate_article
from tiny import metadata

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "annotation-guide.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(
    r"^### ([^\n]+)\n\n```text\n(.*?)\n```\n\n```ann\n(.*?)```\n", GUIDE, re.DOTALL | re.MULTILINE
)
SCHEME = Scheme.load()


def _names(column: str) -> set[str]:
    return set(re.findall(rf"^{column}", GUIDE, re.MULTILINE))


def test_every_example_is_found() -> None:
    assert len(EXAMPLES) == GUIDE.count("```ann\n") == GUIDE.count("```text\n") > 5


@pytest.mark.parametrize(
    ("text", "rows"), [pair for _, *pair in EXAMPLES], ids=[name for name, *_ in EXAMPLES]
)
def test_an_example_can_be_built_as_it_stands(tmp_path: Path, text: str, rows: str) -> None:
    """Anchors, scheme, values and shapes; the limit on all marks is for whole articles."""
    path = tmp_path / "x.ann"
    path.write_text(rows, encoding="utf-8", newline="\n")
    document = read_brat(path, article="x", layer="gold", file=path.name)
    assert check_anchors(document, text) == []
    assert check(document, SCHEME, 100 * len(text)) == []
    (tmp_path / "x.yaml").write_text(metadata(text), encoding="utf-8")
    article = read_article(tmp_path, tmp_path / "x.yaml")
    shard = make_shard(article, document, SCHEME, Gazetteer.load())
    assert [str(v) for v in validate_article("x", path.name, shard.lines).violations] == []


def test_every_label_role_attribute_and_code_is_explained() -> None:
    assert set(SCHEME.types) <= _names(r"### (\w+)$")
    assert {*SCHEME.relations, *SCHEME.claims} <= _names(r"\| `(\w+)` \|")
    groups = [*SCHEME.types.values()]
    named = {name for t in groups for name in (*t.roles, *t.attributes)}
    assert named | set(SCHEME.claim_roles) | set(SCHEME.claim_attributes) <= _names(r"\| `(\w+)` ")
    lists = {a.code_list for t in groups for a in t.attributes.values() if a.code_list}
    for code_list in lists:
        _, _, section = GUIDE.partition(f"\n### {code_list}\n\n")
        codes = re.findall(r"^- `([^`]+)`", section.partition("\n#")[0], re.MULTILINE)
        assert set(codes) == SCHEME.codes[code_list]


def test_no_cell_of_a_table_is_empty() -> None:
    for line in GUIDE.splitlines():
        if line.startswith("|"):
            assert all(cell.strip() for cell in line.strip("|").split("|")), line


def test_every_link_leads_to_a_heading() -> None:
    headings = [
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", GUIDE, re.MULTILINE)
    ]
    assert len(headings) == len(set(headings))
    for target in re.findall(r"\]\(#([^)]+)\)", GUIDE):
        assert target in headings


def test_the_limits_are_those_that_are_checked() -> None:
    assert f"{MAX_WORDS} words and {MAX_CHARACTERS}\ncharacters" in GUIDE


def test_a_new_role_or_class_would_be_told() -> None:
    """The tables follow the scheme and are not written by hand."""
    tenure = SCHEME.types["Tenure"]
    role = replace(tenure.roles["Member"], name="Deputy", required=False)
    grown = replace(
        tenure, label="Stint", iri=tenure.iri + "-2", roles={**tenure.roles, "Deputy": role}
    )
    guide = annotation_guide(replace(SCHEME, types={**SCHEME.types, "Stint": grown}))
    assert "\n### Stint\n" in guide
    assert "| `Deputy` | Group or Person | at most one |" in guide
