"""What was freed goes back to the system, where the C library can be asked for that."""

from __future__ import annotations

import ctypes

import pytest

from kg import memory


def test_the_library_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Library:
        malloc_trim = asked.append

    monkeypatch.setattr(ctypes, "CDLL", lambda _: Library)
    memory.give_back()
    assert asked == [0]


@pytest.mark.parametrize("error", [OSError, TypeError, AttributeError])
def test_a_library_that_cannot_be_asked_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def none(_: None) -> None:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", none)
    memory.give_back()
