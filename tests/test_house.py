"""The shape of the house: one-way imports, fresh generated files, a small front door."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import kg
from kg.inputs import DECIDED_BY, SHAPED_BY, STORED_BY
from kg.shapes import JUDGED_BY

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "kg"

# Each room imports only from rooms above it.
ROOMS = (
    "errors",
    "disk",
    "memory",
    "resources",
    "jsonlines",
    "namespaces",
    "quantities",
    "times",
    "terms",
    "signed",
    "partition",
    "people.pinyin",
    "people.names",
    "people.agreement",
    "people.posts",
    "people.records",
    "people.likeness",
    "people.kinds",
    "people.pairs",
    "people.resolver",
    "people.lines",
    "places.gazetteer",
    "places.words",
    "places.printed",
    "places.phrases",
    "places.index",
    "places.context",
    "places.resolver",
    "places.lines",
    "sources",
    "annotations.model",
    "annotations.anchors",
    "annotations.items",
    "annotations.coherence",
    "annotations.brat",
    "definitions",
    "scheme",
    "annotationconf",
    "checking",
    "guide",
    "scaffold",
    "claims",
    "metadata",
    "parts",
    "shards",
    "values",
    "statements",
    "inputs",
    "disjointness",
    "judgements",
    "naming",
    "triples",
    "entities",
    "reference",
    "clusters",
    "lasting",
    "deciding",
    "bonds",
    "identity",
    "candidates",
    "store.engine",
    "store.locks",
    "store.checksums",
    "store.catalogue",
    "store.snapshots",
    "store.retention",
    "store.compaction",
    "store.writer",
    "store.collecting",
    "logins",
    "web",
    "fingerprints",
    "graphstore",
    "loading",
    "labels",
    "contributions",
    "spool",
    "identifying",
    "tallies",
    "noting",
    "settling",
    "remote",
    "rules",
    "affected",
    "changes",
    "lookup",
    "rdffiles",
    "reports",
    "shapes",
    "engines",
    "findings",
    "validation",
    "tables",
    "query",
    "supports",
    "grounds",
    "receipts",
    "sums",
    "totals",
    "measures",
    "network",
    "turtle",
    "jsonld",
    "rdfxml",
    "description",
    "geojson",
    "export",
    "differences.articles",
    "differences.identities",
    "differences.results",
    "differences.diff",
    "making",
    "warmed",
    "dask_worker",
    "dask_cluster",
    "scheduling",
    "records",
    "pipeline",
    "judgeable",
    "judging",
    "view",
)


def _room(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)


def _imported(path: Path) -> set[str]:
    """The rooms that a file imports, at its top or inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    rooms = {name.removeprefix("kg.") for name in found if name.startswith("kg.")}
    return {room for room in rooms if room in ROOMS or room.startswith("cli")}


def test_every_room_is_named_and_imports_only_from_above() -> None:
    paths = [p for p in SOURCE.rglob("*.py") if p.name != "__init__.py"]
    rooms = {_room(p): p for p in paths if not _room(p).startswith("cli.")}
    assert set(rooms) == set(ROOMS)
    for room, path in rooms.items():
        above = set(ROOMS[: ROOMS.index(room)])
        assert _imported(path) <= above, f"{room} imports from below: {_imported(path) - above}"


def test_only_the_command_line_exits() -> None:
    for path in SOURCE.rglob("*.py"):
        if "cli" not in path.parts:
            assert "sys.exit" not in path.read_text(encoding="utf-8"), path


def test_only_the_store_and_what_reads_our_own_turtle_know_the_engine() -> None:
    users = [p for p in SOURCE.rglob("*.py") if "import pyoxigraph" in p.read_text("utf-8")]
    assert {p.parent.name for p in users if p.name != "definitions.py"} == {"store"}


def _reached(*rooms: str) -> set[str]:
    """The rooms that these import, and they."""
    ahead, found = list(rooms), set[str]()
    while ahead:
        room = ahead.pop()
        if room not in found:
            found.add(room)
            ahead += _imported(SOURCE.joinpath(*room.split(".")).with_suffix(".py"))
    return found - {"errors", "disk", "resources"}


def test_a_change_of_code_makes_afresh_what_it_shapes() -> None:
    """All that statements, checking and reading import shapes a shard; and so on."""
    shaping = _reached("statements", "checking", "annotations.brat")
    assert set(SHAPED_BY) == shaping
    deciding = _reached("identity", "deciding", "entities")
    assert set(DECIDED_BY) == deciding - shaping
    storing = _reached("identifying", "contributions", "changes", "reference", "disjointness")
    judging = _reached("validation") - {room for room in ROOMS if room.startswith("store.")}
    assert set(JUDGED_BY) == judging - shaping
    kept_apart = {
        "spool",
        "affected",
        "memory",
        *(room for room in ROOMS if room.startswith("store.")),
    }
    assert set(STORED_BY) == storing - deciding - shaping - kept_apart


def test_only_namespaces_builds_an_iri() -> None:
    for path in SOURCE.rglob("*.py"):
        if path.name != "namespaces.py":
            text = path.read_text(encoding="utf-8")
            assert "w3id.org/officials-kg" not in text.replace(">>>", ""), path


def test_the_front_door_has_few_names() -> None:
    assert len(kg.__all__) <= 8
    for name in kg.__all__:
        assert callable(getattr(kg, name))


def test_generated_files_are_fresh() -> None:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "tools" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, text in module.generated().items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, f"run `make generated` for {name}"
