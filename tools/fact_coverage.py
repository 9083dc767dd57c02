"""The page that tells how each known fact is held: from the tables of facts and the ontology."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import groupby
from pathlib import Path

from rdflib import RDFS, Graph, Literal

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests"))

from fact_table import Fact, Statement, read_tables  # noqa: E402

INTRODUCTION = """\
# What the articles state, and how the graph holds it

{count} facts were read out of the five bundled articles by hand. {held} of them are held by the
graph and {otherwise} otherwise than the reader put them, each with its reason. *Held* is what
`tests/test_facts.py` proves over the built graph, one test a fact: the value stands there, with
its bound, unit, currency, status, base and precision; with the certainty, the source and the basis
named here; and a mention conveys it that overlaps the words of the fact. Of opinions and aims the
graph holds who, about what, of what kind and where in the text, never a paraphrase.

Numbers such as 799–820 are code points of the article's text: where the words stand.

"""


def coverage_page() -> str:
    """The page, in Markdown."""
    facts = read_tables()
    otherwise = sum(1 for fact in facts if fact.otherwise)
    page = INTRODUCTION.format(count=len(facts), held=len(facts) - otherwise, otherwise=otherwise)
    labels = _labels()
    page += _counts(facts)
    for article, group in groupby(facts, key=lambda fact: fact.article):
        page += f"\n## Article {article}\n\n"
        page += "".join(_entry(fact, labels) for fact in group)
    return page


def _labels() -> dict[str, str]:
    """The English label of every class and property, by local name."""
    graph = Graph().parse(ROOT / "ontology" / "officials.ttl")
    return {
        str(term).replace("#", "/").rsplit("/", 1)[1]: str(label)
        for term, label in graph.subject_objects(RDFS.label)
        if isinstance(label, Literal) and label.language == "en"
    }


def _kind(fact: Fact) -> str:
    subject = fact.holds[0].subject
    return "Article" if subject == "article" else subject.split("@")[0]


def _counts(facts: list[Fact]) -> str:
    """How many facts of which kind each article states; the kind is what a fact is about."""
    articles = sorted({fact.article for fact in facts})
    counts = Counter((_kind(fact), fact.article) for fact in facts)
    kinds = Counter(map(_kind, facts))
    rows = [
        [kind, *(str(counts[kind, article] or "") for article in articles), str(total)]
        for kind, total in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    ]
    held = Counter(fact.article for fact in facts if not fact.otherwise)
    other = Counter(fact.article for fact in facts if fact.otherwise)
    for name, count in (("**held**", held), ("**held otherwise**", other)):
        rows.append([name, *(str(count[article]) for article in articles), str(count.total())])
    head = ["kind", *articles, "all"]
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in lines)


def _entry(fact: Fact, labels: dict[str, str]) -> str:
    manner = ", ".join(
        [
            fact.certainty,
            *(f"by {_node(one, labels)}" for one in fact.by),
            *([f"basis {fact.basis}"] if fact.basis else []),
        ]
    )
    parts = [
        f"{_node(subject, labels)}: {', '.join(_said(one, labels) for one in statements)}"
        for subject, statements in groupby(fact.holds, key=lambda statement: statement.subject)
    ]
    lines = [f"- **{fact.id}** {fact.says}", f"  Held as {'; '.join(parts)} ({manner})."]
    lines += [f"  *{note}*" for note in (fact.unlike, fact.otherwise) if note]
    return "\\\n".join(lines) + "\n"


def _node(reference: str, labels: dict[str, str]) -> str:
    if reference == "article":
        return "the article"
    class_, span = reference.split("@")
    return f"{labels[class_]} {span.replace('-', '–')}"


def _said(statement: Statement, labels: dict[str, str]) -> str:
    path = " → ".join(labels.get(name, name) for name in statement.path)
    value = statement.value
    match value:
        case None:
            return f"no {path}"
        case bool():
            return path if value else f"not {path}"
        case str() if value == "article" or "@" in value:
            shown = _node(value, labels)
        case _:
            shown = f"`{value}`"
    own = f" ({statement.certainty})" if statement.certainty else ""
    return f"{path} {shown}{own}"


if __name__ == "__main__":
    print(coverage_page(), end="")
