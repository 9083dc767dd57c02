"""The articles of a snapshot: what is written is what is read, and what is asked of a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store.catalogue import Catalogue, Record

TEXTS = st.text()
RECORDS = st.builds(
    Record,
    st.from_regex(r"[a-z]{1,5}-[0-9a-f]{4}\.nq", fullmatch=True),
    *([TEXTS] * 5),
    st.sampled_from(["", "000001-20310507T000000Z"]),
)
ARTICLES = st.dictionaries(st.from_regex(r"[A-Za-z0-9_-]{1,4}", fullmatch=True), RECORDS)


@given(ARTICLES)
def test_what_is_written_is_what_is_read(articles: dict[str, Record]) -> None:
    written = Catalogue(articles).text()
    read = Catalogue.parse(written)
    assert dict(read) == articles
    assert read.text() == written
    assert [line.split('"')[1] for line in written.splitlines()] == sorted(articles)
    assert read.shards() == {record.shard for record in articles.values()}
    assert read.unidentified() == {a for a, record in articles.items() if not record.identity}
    assert all(read.shard(article) == record.shard for article, record in articles.items())


def test_a_line_holds_what_is_told_and_nothing_else() -> None:
    record = Record("a-0.nq", "corpus/a.ann", "1 2 3 4 ", "5 6", "digest", "key")
    catalogue = Catalogue({"a": record})
    assert catalogue.holds("a", *record[:4])
    for place in range(4):
        told = [*record[:4]]
        told[place] += "1"
        assert not catalogue.holds("a", *told)


def test_a_copy_changes_alone() -> None:
    record = Record("a-0.nq", "a.ann", "", "", "digest", "key")
    catalogue = Catalogue({"a": record, "b": record})
    copy = catalogue.copy()
    copy["a"] = record._replace(identity="then")
    del copy["b"]
    assert (catalogue["a"].identity, copy["a"].identity) == ("", "then")
    assert (len(catalogue), list(copy)) == (2, ["a"])


@pytest.mark.parametrize("text", ["x", "{}\n", '["a", "b"]', '["a", "b"]\n\n', '["a", "b\n'])
def test_what_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not whole"):
        Catalogue.parse(text)
