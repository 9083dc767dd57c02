"""The engines that hold data against shapes: a fast one, and the reference, which is pySHACL."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.errors import InputError

if TYPE_CHECKING:
    import shacl
    from rdflib import Graph

# The reference, and how we read for it, change settings of rdflib, logging and warnings meanwhile.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Judged:
    """What an engine found: a ``sh:ValidationReport`` as N-Triples, empty if that is nothing.

    ``why`` says why the fast engine could not judge.
    """

    engine: str
    results: str
    why: str = ""


def judge(text: Callable[[], str], form: str, shapes: str, data: Callable[[], Graph]) -> Judged:
    """By ``shacl``, whose time is a hundredth of pySHACL's; ``shapes`` are Turtle.

    It is stricter about terms than rdflib: what it can't read the reference takes, as ``data``.

    Raises:
        InputError: neither can use the shapes.
    """
    try:
        report = _compiled(shapes).validate_text(text(), format=form)
        return Judged("shacl", report.serialize("ntriples") if len(report) else "")
    except Exception as error:
        from kg.rdffiles import to_graph

        with _ONE_AT_A_TIME:
            return by_reference(data(), to_graph(shapes, "turtle"), " ".join(str(error).split()))


@lru_cache(maxsize=4)
def _compiled(shapes: str) -> shacl.Shapes:
    import shacl

    return shacl.Shapes.from_turtle(shapes)


def by_reference(data: Graph, shapes: Graph, why: str = "") -> Judged:
    """By pySHACL, without inference.

    Raises:
        InputError: the shapes cannot be used.
    """
    from pyshacl import validate
    from pyshacl.errors import ShapeRecursionWarning
    from rdflib import Graph

    from kg.rdffiles import silent, written

    # What pySHACL says is raised as well; rdflib tells each ill-typed literal once more.
    try:
        with silent("pyshacl-validate"), silent("rdflib.term"), warnings.catch_warnings():
            warnings.simplefilter("error", ShapeRecursionWarning)
            conforms, results, text = validate(
                data,
                shacl_graph=shapes,
                inference="none",
                advanced=False,
                meta_shacl=False,
                do_owl_imports=False,
            )
        if not isinstance(results, Graph):
            raise ValueError(text)
    except Exception as error:  # every kind of constraint raises its own
        raise InputError(
            f"the shapes cannot be used: {' '.join(str(error).split())}", remedy="mend the shapes"
        ) from error
    return Judged("pyshacl", "" if conforms else written(results), why)
