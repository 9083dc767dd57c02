"""Finds ontology, shapes and queries: in the checkout, else in the installed package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kg.errors import KgError

_MARK = 'name = "officials-kg"'


@cache
def root() -> Path:
    """The folder that holds ``ontology/``, ``shapes/`` and ``queries/``.

    A checkout is known by the project's own ``pyproject.toml``; a stranger's folder of the same
    layout is never used.
    """
    package = Path(__file__).resolve().parent
    checkout = package.parent.parent
    project = checkout / "pyproject.toml"
    if project.is_file() and _MARK in project.read_text(encoding="utf-8"):
        return checkout
    installed = package / "_data"
    if installed.is_dir():
        return installed
    raise KgError(
        f"the package at {package} has lost its data files",
        remedy="install officials-kg again",
    )


def path(*parts: str) -> Path:
    """A file or folder below the resources' root, which must exist."""
    found = root().joinpath(*parts)
    if not found.exists():
        raise KgError(f"the resource {'/'.join(parts)} is missing from {root()}")
    return found


def files(folder: str, pattern: str) -> tuple[Path, ...]:
    """The resource files of a folder that match, in a fixed order."""
    return tuple(sorted(path(folder).glob(pattern)))
