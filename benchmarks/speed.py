"""How fast kg builds, validates and answers beside its peers, all in one run.

    python benchmarks/speed.py [ARTICLES] [--write]

A made corpus (made_corpus.py) is built. The quads of its snapshot are what the peers are then given
and have to make again: the engine's own bulk load as one N-Quads file, which is the limit; rdflib
as that file and as tables; Morph-KGC and maplib as tables. What they made is compared with what
they were given. pySHACL validates the shards of a part of the corpus, rdflib answers named queries
on a part. The peers have virtual environments of their own, set up here from the lists in peers/.

Every run is a process of its own, of which the wall clock counts, from its start until what it
wrote is on disk; where it says otherwise, what the process itself clocked. Rounds go around: each
way once, then each once more; what is told is the median. Peers that would take too long get a part
of the corpus, and rates, in quads a second, are compared.

With 1,000 articles it takes most of an hour. It prints the section of RESULTS.md; with --write it
also puts it there, and writes results.json and results.svg beside it. It ends with exit code 1
where two ways did not make, or find, the same.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from made_corpus import write_corpus
from peers import environments, report, sameness, tables
from peers.by_kg import edit
from peers.measuring import Ran, cores, machine, peak, run

HERE = Path(__file__).resolve().parent
QUERIES = HERE.parent / "queries"
PEERS = HERE / "peers"

QUADS_AN_ARTICLE = 1080
ASKED = (
    "attributions",
    "figures",
    "inferences",
    "officials",
    "outlets",
    "places",
    "timeline",
    "training",
)
"""Of the others rdflib 7.6 fails in eight (NotBoundError), takes more than 15 s on 20 articles for
seven, and in ``persons`` loses the posts that no organization is told of."""
PACKAGES = ("officials-kg", "pyoxigraph", "rdflib", "shacl")
RUNS_FROM_SHELL = 5
"""How many times as often as anything else a command of the shell is run: it is short."""

Way = Callable[[], Ran]


class Bench:
    """A run of all of it, in a folder that is thrown away."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        self.given = given
        self.folder = folder
        self.all_same = True

    # What there is to work with

    def python(self, peer: str) -> list[str]:
        """How a script runs in a peer's environment."""
        return [str(environments.python_of(peer, self.given.environments)), "-P"]

    def script(self, name: str, *arguments: object, peer: str | None = None) -> list[object]:
        """The command that runs a script of peers/, in a peer's environment or in this one."""
        python = [sys.executable] if peer is None else self.python(peer)
        return [*python, PEERS / name, *arguments]

    def corpus(self, articles: int, violations: float = 0.0) -> Path:
        """A made corpus of so many articles."""
        made = self.folder / f"made-{articles}-{violations}"
        if not made.exists():
            self.tell(f"making {articles:,} articles")
            write_corpus(articles, made, violations=violations)
        return made / "corpus"

    def store(self, articles: int) -> Path:
        """A store of so many articles."""
        store = self.corpus(articles).parent / "store"
        if not store.exists():
            self.tell(f"building {articles:,} articles")
            run(self.script("by_kg.py", "build", self.corpus(articles), store))
        return store

    def quads(self, articles: int) -> Path:
        """The quads of that store as one file."""
        quads = self.corpus(articles).parent / "all.nq"
        if not quads.exists():
            run(self.script("by_kg.py", "dump", self.store(articles), quads))
        return quads

    def tell(self, what: str) -> None:
        """Says on stderr what is going on."""
        print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)

    def rounds(self, ways: dict[str, Way], times: int = 1) -> dict[str, list[Ran]]:
        """What each way took in each round."""
        ran: dict[str, list[Ran]] = {name: [] for name in ways}
        for number in range(self.given.rounds * times):
            for name, way in ways.items():
                ran[name].append(way())
                self.tell(f"round {number + 1}: {name}: {ran[name][-1].seconds:.2f} s")
        return ran

    def judged(self, same: str) -> str:
        """Keeps in mind whether all are the same."""
        self.all_same = self.all_same and same.startswith("the same")
        return same

    # The parts

    def build(self) -> dict[str, Any]:
        """The same graph, built and stored."""
        whole, part = self.given.articles, min(self.given.articles, self.given.part)
        counts = {articles: _lines(self.quads(articles)) for articles in {whole, part}}
        folder = self.corpus(part).parent / "tables"
        listed = tables.write_tables(self.quads(part), folder)
        out = self.folder / "out"
        configuration = tables.write_mapping(listed, folder, out / "made.nq", cores())
        morph = [*self.python("morph-kgc"), "-m", "morph_kgc", configuration]
        quads, corpus = self.quads(whole), self.corpus(whole)
        by_rdflib, part_quads = ("by_rdflib.py",), self.quads(part)
        made = out / "made.nq"
        commands: dict[str, tuple[int, list[object], Path]] = {
            "bulk load": (whole, self.script("by_engine.py", quads, out), out),
            "kg": (whole, self.script("by_kg.py", "build", corpus, out), out),
            "kg, unvalidated": (whole, self.script("by_kg.py", "unvalidated", corpus, out), out),
            "rdflib, N-Quads": (
                part,
                self.script(*by_rdflib, "parse", part_quads, made, peer="rdflib"),
                made,
            ),
            "rdflib, tables": (
                part,
                self.script(*by_rdflib, "add", folder, made, peer="rdflib"),
                made,
            ),
            "Morph-KGC": (part, morph, made),
            "maplib": (
                part,
                self.script("by_maplib.py", folder, out / "made.nt", peer="maplib"),
                out / "made.nt",
            ),
        }
        same: dict[str, str] = {}

        def way(name: str) -> Way:
            _, command, output = commands[name]

            def once() -> Ran:
                shutil.rmtree(out, ignore_errors=True)
                if output != out:
                    out.mkdir()
                ran = run(command, output)
                if output != out and name not in same:
                    graphs = output.suffix == ".nq"
                    theirs = sameness.fingerprint(output, graphs=graphs)
                    ours = sameness.fingerprint(part_quads, graphs=graphs)
                    same[name] = self.judged(sameness.compared(ours, theirs))
                return ran

            return once

        ran = self.rounds({name: way(name) for name in commands})
        shutil.rmtree(out, ignore_errors=True)
        return {
            name: {
                "articles": commands[name][0],
                "quads": counts[commands[name][0]],
                **_median(ran[name]),
                "same": same.get(name),
            }
            for name in commands
        }

    def validation(self) -> dict[str, Any]:
        """Shards held against the shapes of articles."""
        articles = max(1, min(self.given.articles, self.given.validated // QUADS_AN_ARTICLE))
        corpus, folder = self.corpus(articles, violations=0.02), self.folder / "validated"
        run(self.script("by_kg.py", "shards", corpus, folder))
        sizes = {path.stem: _lines(path) for path in (folder / "shards").iterdir()}
        files = sorted((folder / "triples").iterdir())
        plans = {
            "kg, all shapes": ("kg", "shapes.nt", files),
            "kg, no query": ("kg", "core.nt", files),
            "pySHACL, all shapes": ("each", "shapes.nt", files[: self.given.queried]),
            "pySHACL, no query": ("each", "core.nt", files),
            "pySHACL, one graph, no query": ("whole", "core.nt", files),
        }

        def way(kind: str, shapes: str, some: list[Path]) -> Way:
            if kind == "kg":
                command = self.script("by_kg.py", "validate", folder, shapes)
            else:
                rules, known = folder / shapes, folder / "closure.nt"
                command = self.script("by_pyshacl.py", kind, rules, known, *some, peer="pyshacl")
            return lambda: run(command)

        ran = self.rounds({name: way(*plan) for name, plan in plans.items()})
        ours = ran["kg, all shapes"][0].told["found"]
        told: dict[str, Any] = {}
        for name, runs in ran.items():
            _, shapes, some = plans[name]
            expected = sorted(
                found
                for path in some
                for found in ours[path.stem]
                if shapes != "core.nt" or found[3] != "SPARQLConstraintComponent"
            )
            same = "the same" if sorted(_found(runs[0])) == expected else "DIFFERENT"
            told[name] = {
                "articles": len(some),
                "quads": sum(sizes[path.stem] for path in some),
                "violations": len(expected),
                "same": None if name == "kg, all shapes" else self.judged(same),
                "beside": "kg, no query" if shapes == "core.nt" else "kg, all shapes",
                **_median([Ran(each.told["seconds"], None) for each in runs]),
            }
        return told

    def queries(self) -> dict[str, Any]:
        """Named queries by kg, beside the engine alone, and beside rdflib on fewer articles."""
        whole = min(self.given.articles, self.given.part)
        part = min(whole, self.given.asked)
        told: dict[str, Any] = {name: {} for name in ASKED}
        for articles in sorted({part, whole}):
            kg = self.script("by_kg.py", "query", self.store(articles), *ASKED)
            ways: dict[str, Way] = {"kg": lambda: run(kg)}  # noqa: B023 (called at once)
            if articles == part:
                ways["rdflib"] = self._by_rdflib(part)
            ran = self.rounds(ways)
            for name in ASKED:
                seconds = {
                    way: statistics.median(run.told[name][key] for run in ran["kg"])
                    for way, key in (("kg", "seconds"), ("engine", "engine"))
                }
                for size, count in (("part", part), ("whole", whole)):
                    if count == articles:
                        told[name][size] = dict(seconds)
                if "rdflib" in ran:
                    told[name]["part"] |= self._answered(ran, name)
        return {"articles": {"part": part, "whole": whole}, "queries": told}

    def _by_rdflib(self, articles: int) -> Way:
        """rdflib asked once a round; what failed or took too long is not asked again."""
        failed: dict[str, Any] = {}

        def once() -> Ran:
            files = [QUERIES / f"{name}.rq" for name in ASKED if name not in failed]
            quads, limit = self.quads(articles), self.given.limit
            command = self.script("by_rdflib.py", "query", quads, limit, *files, peer="rdflib")
            ran = run(command)
            failed.update({name: one for name, one in ran.told.items() if "failed" in one})
            return Ran(ran.seconds, ran.told | failed)

        return once

    def _answered(self, ran: dict[str, list[Ran]], name: str) -> dict[str, Any]:
        """What rdflib took for a query, and whether its answer is ours."""
        first = ran["rdflib"][0].told[name]
        if "failed" in first:
            return {"rdflib": None, "same": first["failed"]}
        ours = sameness.answer(ran["kg"][0].told[name]["answer"])
        same = "the same" if sameness.answer(first["answer"]) == ours else "DIFFERENT"
        seconds = statistics.median(each.told[name]["seconds"] for each in ran["rdflib"])
        return {"rdflib": seconds, "same": self.judged(same), "rows": len(ours)}

    def shell(self) -> dict[str, Any]:
        """A named query of the bundled corpus from the shell, beside an interpreter that starts."""
        store = self.folder / "small"
        run(self.script("by_kg.py", "build", HERE.parent / "corpus", store))
        commands: dict[str, list[object]] = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -c 'import rdflib'": [sys.executable, "-c", "import rdflib"],
            "kg query officials": [_kg(), "query", "officials", "--store", store],
        }
        ways: dict[str, Way] = {
            name: lambda command=command: run(command)  # type: ignore[misc]
            for name, command in commands.items()
        }
        ran = self.rounds(ways, RUNS_FROM_SHELL)
        return {name: _median(runs) for name, runs in ran.items()}

    def change(self) -> dict[str, Any]:
        """One article changed, from edit to validated snapshot."""
        corpus, store = self.corpus(self.given.articles), self.store(self.given.articles)

        def whole() -> Ran:
            began = time.perf_counter()
            edit(corpus)
            run([_kg(), "build", corpus, "--store", store])
            return Ran(time.perf_counter() - began, None)

        def inside() -> Ran:
            ran = run(self.script("by_kg.py", "change", corpus, store))
            return Ran(ran.told["seconds"], None)

        ran = self.rounds({"kg build, from the shell": whole, "kg.build(), imported": inside})
        return {name: _median(runs) for name, runs in ran.items()}

    def memory(self) -> dict[str, Any]:
        """Peaks of memory of a build and of a bulk load, of a tenth of the articles and of all."""
        told = {}
        for articles in (max(1, self.given.articles // 10), self.given.articles):
            out = self.folder / "out"
            corpus, quads = self.corpus(articles), self.quads(articles)
            for name, command in (
                ("bulk load", self.script("by_engine.py", quads, out)),
                ("kg", self.script("by_kg.py", "build", corpus, out)),
            ):
                found = peak(command)
                shutil.rmtree(out)
                self.tell(f"memory: {name}, {articles:,} articles: {found.tree:.0f} MB")
                told[f"{name}, {articles}"] = {"way": name, "articles": articles} | found._asdict()
        return told


def _lines(path: Path) -> int:
    with path.open("rb") as opened:
        return sum(1 for _ in opened)


def _median(runs: list[Ran]) -> dict[str, Any]:
    each = [round(run.seconds, 6) for run in runs]
    return {"seconds": statistics.median(each), "rounds": each}


def _found(ran: Ran) -> list[list[str]]:
    found = ran.told["found"]
    return [one for some in found.values() for one in some] if isinstance(found, dict) else found


def _kg() -> Path:
    """The command, beside the Python that runs this."""
    return Path(sys.executable).with_name("kg")


PARTS = ("build", "validation", "queries", "shell", "change", "memory")


def results(given: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """All that was measured, and whether all are the same."""
    here = machine()
    folder = Path(tempfile.mkdtemp(prefix="kg-speed-"))
    try:
        bench = Bench(given, folder)
        pinned = [environments.pinned(peer) for peer in environments.PEERS]
        told = {
            "date": date.today().isoformat(),
            "articles": given.articles,
            "rounds": given.rounds,
            "limit": given.limit,
            "machine": here,
            "versions": environments.versions(Path(sys.executable), PACKAGES),
            "peers": {name: version for each in pinned for name, version in each.items()},
        }
        parts = {part: getattr(bench, part)() for part in PARTS if part in given.only}
        return {**told, **parts}, bench.all_same
    finally:
        shutil.rmtree(folder)


def main() -> int:
    """Measures, and prints it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("articles", nargs="?", type=int, default=1000)
    add("--rounds", type=int, default=3)
    add("--part", type=int, default=1000, help="articles for what is slow, at most")
    add("--validated", type=int, default=100_000, help="quads for pySHACL")
    add("--queried", type=int, default=1, help="articles for pySHACL with its slowest shape")
    add("--asked", type=int, default=10, help="articles for queries by rdflib")
    add("--limit", type=int, default=60, help="seconds for each of these")
    add("--only", nargs="+", choices=PARTS, default=PARTS, help="not all parts")
    add("--write", action="store_true", help="RESULTS.md, results.json and results.svg, too")
    environment = Path(sys.prefix) / "peers"
    add("--environments", type=Path, default=environment, help="folder of the peers' environments")
    given = parser.parse_args()
    if given.write and set(given.only) != set(PARTS):
        parser.error("what is written is all of it: leave out --only")
    try:
        told, same = results(given)
    except subprocess.CalledProcessError as error:
        print(f"{' '.join(error.cmd)} failed", file=sys.stderr)
        return 2
    print(report.section(told))
    if given.write:
        (HERE / "results.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        report.put(report.section(told), HERE / "RESULTS.md")
        report.chart(told, HERE / "results.svg")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
