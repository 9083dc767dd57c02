"""What benchmarks/speed.py measured, as tables for people and as a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

BEGIN = "<!-- speed.py writes from here -->\n"
END = "<!-- to here -->\n"

OURS = "kg"
LIMIT = "bulk load"

WAYS = {
    LIMIT: "the engine's bulk load of one N-Quads file",
    "kg": "**kg build**: from annotations to a validated snapshot",
    "kg, unvalidated": "the same without validation",
    "rdflib, N-Quads": "rdflib: N-Quads read, N-Quads written",
    "rdflib, tables": "rdflib: terms made of tables, N-Quads written",
    "Morph-KGC": "Morph-KGC: tables mapped by RML to N-Quads",
    "maplib": "maplib: data frames mapped by templates to N-Triples (no graph names)",
}


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def times(ratio: float) -> str:
    """A ratio in two or three digits.

    >>> times(0.4321), times(3.21), times(1234.5)
    ('0.43', '3.2', '1,230')
    """
    if ratio >= 100:
        return f"{float(f'{ratio:.3g}'):,.0f}"
    return f"{ratio:.2f}" if ratio < 2 else f"{ratio:.1f}" if ratio < 10 else f"{ratio:.0f}"


def seconds(value: float) -> str:
    """Seconds, or milliseconds where that reads better.

    >>> seconds(0.0123), seconds(1.234), seconds(123.4)
    ('12 ms', '1.23 s', '123 s')
    """
    if value < 0.1:
        return f"{value * 1000:.2g} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s" if value < 100 else f"{value:.0f} s"


def rate(way: dict[str, Any]) -> float:
    """Quads a second."""
    return float(way["quads"] / way["seconds"])


def section(told: dict[str, Any]) -> str:
    """All that was measured, in Markdown."""
    writers = {
        "build": _build,
        "memory": _memory,
        "change": _change,
        "validation": _validation,
        "queries": _queries,
        "shell": _shell,
    }
    parts = [write(told) for part, write in writers.items() if part in told]
    return "\n".join([_head(told), *parts])


def _head(told: dict[str, Any]) -> str:
    here, versions = told["machine"], told["versions"]
    known = ", ".join(f"{name} {version}" for name, version in versions.items())
    peers = ", ".join(f"{name} {version}" for name, version in told["peers"].items())
    return (
        "## Speed (`benchmarks/speed.py`)\n\n"
        f"{told['date']}, {told['articles']:,} made articles; {here['cores']} cores, "
        f"{here['memory_gib']} GiB, {here['system']}, Python {here['python']}; "
        f"{known}. Peers: {peers}. Others kept the machine busy by {here['busy_percent']}% when it "
        f"began. {_rounds(told['rounds'])}, each run a process of its own. "
        "Ratios travel; absolute times do not.\n\n![As bars](results.svg)\n"
    )


def _rounds(rounds: int) -> str:
    return "One round" if rounds == 1 else f"Medians of {rounds} rounds that go around"


def _build(told: dict[str, Any]) -> str:
    ways = told["build"]
    ours = rate(ways[OURS])
    rows = [
        (
            WAYS[name],
            f"{way['articles']:,}",
            f"{way['quads']:,}",
            seconds(way["seconds"]),
            f"{rate(way):,.0f}",
            times(rate(ways[LIMIT]) / rate(way)),
            times(ours / rate(way)),
            way["same"] or "",
        )
        for name, way in ways.items()
    ]
    few = min(way["articles"] for way in ways.values())
    part = "" if few == told["articles"] else f"The peers got the first {few:,} articles. "
    header = (
        "way",
        "articles",
        "quads",
        "time",
        "quads a second",
        "of the bulk load's time a quad",
        "of kg's time a quad",
        "what was made",
    )
    return (
        "### Building and storing the same graph\n\n"
        "Of a whole process, from its start until what it wrote is on disk. kg begins with "
        "annotated articles; the others are given the quads of its snapshot, ready made. The "
        "bulk load leaves an indexed store and kg a store, its shards and what it knows of them; "
        f"the others leave a file, which is not loaded yet. {part}What they made was compared with "
        "what they were given, by count and digest; *the same values* means that a literal is "
        "written otherwise.\n\n" + table(header, rows)
    )


def _memory(told: dict[str, Any]) -> str:
    runs = list(told["memory"].values())
    few, many = (pick(run["articles"] for run in runs) for pick in (min, max))
    found = {(run["way"], run["articles"]): run for run in runs}
    rows = []
    for way in (LIMIT, OURS):
        first, last = found[way, few], found[way, many]
        rows.append(
            (
                way,
                *(f"{run[what]:,.0f} MB" for run in (first, last) for what in ("process", "tree")),
                times(last["tree"] / first["tree"]),
            )
        )
    above = [found[OURS, size]["tree"] - found[LIMIT, size]["tree"] for size in (few, many)]
    rows.append(
        (
            "kg, above the bulk load",
            "",
            f"{above[0]:,.0f} MB",
            "",
            f"{above[1]:,.0f} MB",
            times(above[1] / above[0]) if min(above) > 0 else "",
        )
    )
    header = (
        "way",
        f"{few:,} articles: the process",
        "with its children",
        f"{many:,} articles: the process",
        "with its children",
        "growth",
    )
    return (
        "### Peak memory\n\nResident; pages that processes share count once for each of them.\n\n"
        + table(header, rows)
    )


def _change(told: dict[str, Any]) -> str:
    rows = [(name, seconds(way["seconds"])) for name, way in told["change"].items()]
    return f"### One changed article among {told['articles']:,}\n\n" + table(
        ("from the edit to a validated snapshot", "time"), rows
    )


def _validation(told: dict[str, Any]) -> str:
    ways = told["validation"]
    rows = [
        (
            name,
            f"{way['articles']:,}",
            f"{way['quads']:,}",
            seconds(way["seconds"]),
            times(rate(ways[way["beside"]]) / rate(way)),
            f"{way['violations']:,}",
            way["same"] or "",
        )
        for name, way in ways.items()
    ]
    header = (
        "way",
        "articles",
        "quads",
        "time",
        "of kg's time a quad",
        "violations",
        "what was found",
    )
    return (
        "### Validating articles\n\n"
        "In the process, reading of the data included, shapes and what they need to know read "
        "before, on one core; one by one, but for *one graph*. *No query* leaves out the shape "
        "that finds statements without claims by SPARQL, which takes pySHACL longest.\n\n"
        + table(header, rows)
    )


def _queries(told: dict[str, Any]) -> str:
    asked = told["queries"]
    part, whole = asked["articles"]["part"], asked["articles"]["whole"]
    rows = []
    for name, sizes in asked["queries"].items():
        few, many = sizes["part"], sizes["whole"]
        slow = few["rdflib"]
        rows.append(
            (
                name,
                seconds(many["engine"]),
                seconds(many["kg"]),
                times(many["kg"] / many["engine"]),
                seconds(few["kg"]),
                seconds(slow) if slow else few["same"],
                times(slow / few["kg"]) if slow else "",
                few["same"] if slow else "",
            )
        )
    header = (
        "query",
        f"engine, {whole:,} articles",
        "kg",
        "of the engine's",
        f"kg, {part:,} articles",
        "rdflib",
        "of kg's",
        "rows",
    )
    return (
        "### Named queries\n\n"
        "In the process, from the text of the query to all rows, asked a second time; rdflib, "
        f"which has the quads in memory, once. It was stopped after {told['limit']} s; where it "
        "fails, the name of its error stands.\n\n" + table(header, rows)
    )


def _shell(told: dict[str, Any]) -> str:
    rows = [(f"`{name}`", seconds(way["seconds"])) for name, way in told["shell"].items()]
    return "### From the shell\n\nThe bundled corpus; the whole process.\n\n" + table(
        ("command", "time"), rows
    )


def put(text: str, path: Path) -> None:
    """Puts the section between its marks.

    Raises:
        ValueError: the file has not both marks.
    """
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{path.name} has no place for the section: {BEGIN.strip()} {END.strip()}")
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


COLOURS = {"ours": "#1f6f8b", "limit": "#8a8a8a", "peer": "#d98e5f"}


def chart(told: dict[str, Any], path: Path) -> None:
    """Draws rates of building and validating, and times of queries, on logarithmic scales.

    The same measurements give the same bytes, with the same matplotlib.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = {"svg.hashsalt": "kg", "svg.fonttype": "none", "font.size": 9}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(8, 8), layout="constrained")
        building, validating, asking = figure.subplots(3, 1, height_ratios=(7, 5, 10))
        _rates(building, "Building and storing: quads a second", told["build"])
        _rates(validating, "Validating articles: quads a second", told["validation"])
        _query_times(asking, told["queries"], told["limit"])
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def _rates(axes: Any, title: str, ways: dict[str, Any]) -> None:
    names = list(ways)[::-1]
    rates = [rate(ways[name]) for name in names]
    bars = axes.barh(names, rates, color=[_colour(name) for name in names])
    axes.bar_label(bars, [f" {times(each)}" for each in rates])
    _logarithmic(axes, title, rates)


def _query_times(axes: Any, asked: dict[str, Any], limit: float) -> None:
    names = list(asked["queries"])[::-1]
    drawn: list[float] = []
    for shift, way, kind in ((0.2, "kg", "ours"), (-0.2, "rdflib", "peer")):
        for place, name in enumerate(names):
            found = asked["queries"][name]["part"]
            took, label, style = found[way], "", {"color": COLOURS[kind]}
            if took is None:
                took, label = limit, found["same"]
                style = {"facecolor": "white", "edgecolor": COLOURS[kind], "linestyle": "--"}
            drawn.append(took * 1000)
            bar = axes.barh(place + shift, took * 1000, 0.38, **style)
            axes.bar_label(bar, [f" {way}: {label or seconds(took)}"])
    axes.set_yticks(range(len(names)), names)
    part = asked["articles"]["part"]
    _logarithmic(axes, f"Named queries, {part:,} articles: milliseconds", drawn)


def _colour(name: str) -> str:
    kind = "ours" if name.startswith(OURS) else "limit" if name == LIMIT else "peer"
    return COLOURS[kind]


def _logarithmic(axes: Any, title: str, values: Sequence[float]) -> None:
    axes.set_xscale("log")
    axes.set_xlim(min(values) / 3, max(values) * 10)
    axes.set_title(title, loc="left", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
