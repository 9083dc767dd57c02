"""The one family of errors that `kg` raises for its callers to handle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it stands, and what to do about it."""

    message: str
    file: str | None = None
    line: int | None = None
    remedy: str | None = None

    def __str__(self) -> str:
        place = self.file or ""
        if place and self.line is not None:
            place = f"{place}:{self.line}"
        text = f"{place}: {self.message}" if place else self.message
        return f"{text}; {self.remedy}" if self.remedy else text


class KgError(Exception):
    """Root of every error raised on purpose.

    Its text is one sentence per problem. ``exit_code`` is what the command line exits with.
    """

    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        remedy: str | None = None,
    ) -> None:
        self.problems: tuple[Problem, ...] = (Problem(message, file, line, remedy),)
        super().__init__(str(self.problems[0]))

    @classmethod
    def from_problems(cls, problems: Iterable[Problem]) -> KgError:
        """One error that tells several problems, a line each."""
        error = cls.__new__(cls)
        error.problems = tuple(problems)
        Exception.__init__(error, "\n".join(str(problem) for problem in error.problems))
        return error


class InputError(KgError):
    """A file, value or call that cannot be used."""


class StoreError(KgError):
    """The store is missing, broken, locked, or cannot be reached."""


class Refusal(KgError):
    """The answer is no: violations, wrong anchors, a measure that would mislead."""

    exit_code = 1


class MissingExtra(KgError):
    """An optional dependency is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs packages that are not installed",
            remedy=f"install them with: pip install 'officials-kg[{extra}]'",
        )


def plural(count: int, noun: str) -> str:
    """A count with its noun, as messages tell it: ``1 violation``, ``2 violations``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
