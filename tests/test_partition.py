"""Disjoint sets: against sets that are joined one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.partition import Partition

PAIRS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=12)


@given(PAIRS)
def test_what_is_joined_is_one_and_nothing_else(pairs: list[tuple[str, str]]) -> None:
    partition = Partition("abcd")
    sets = [{thing} for thing in "abcdefgh"]
    for one, other in pairs:
        partition.join(one, other)
        joined = [each for each in sets if each & {one, other}]
        sets = [each for each in sets if each not in joined] + [set().union(*joined)]
    for one in "abcdefgh":
        (expected,) = (each for each in sets if one in each)
        assert set(partition.members(one)) == expected
        assert len(partition.members(one)) == len(expected)
        assert {partition.name(other) for other in expected} == {partition.name(one)}
        for other in "abcdefgh":
            assert partition.are_one(one, other) == (other in expected)
    assert sorted(map(sorted, partition)) == sorted(map(sorted, sets))
