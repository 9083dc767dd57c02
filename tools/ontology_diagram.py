"""The class diagram of the ontology as SVG.

Where a class stands and which way an edge goes is set by hand in the layout; what stands in the
boxes and on the edges comes from the ontology and its shapes. Lengths are in pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from rdflib import XSD, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from kg.namespaces import CODE, KG
from ontology_layout import (
    ASCENTS,
    BANDS,
    BUS,
    COLOURS,
    COLUMNS,
    EDGES,
    GAP,
    GUTTER,
    HEADER,
    INDENT,
    LABEL_GAP,
    LAYOUT,
    MARGIN,
    PAD,
    ROW,
    SPINE,
    TALL_HEADER,
    TOTAL,
    WIDTH,
    Band,
    Box,
    Edge,
    LayoutError,
)
from ontology_model import Ontology, Use


@dataclass(frozen=True, slots=True)
class Card:
    """What a class's box says: its name, in Chinese, the class above it, and its rows."""

    name: str
    chinese: str
    above: str
    rows: tuple[tuple[str, str, bool], ...]
    width: float

    @property
    def header(self) -> float:
        line = measure(self.name, 15, bold=True) + 8 + measure(self.chinese, 12)
        return TALL_HEADER if self.above or line > self.width - 2 * PAD else HEADER

    @property
    def height(self) -> float:
        lines = sum(2 if self.is_long(row) else 1 for row in self.rows)
        return self.header + (lines * ROW + 13 if lines else 0)

    def is_long(self, row: tuple[str, str, bool]) -> bool:
        """Whether a row needs two lines."""
        return measure(row[0], 12, bold=row[2]) + measure(row[1], 12) + 8 > self.width - 2 * PAD


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is; rather too wide than too narrow, as fonts differ."""
    return sum(map(_share, text)) * size * (1.1 if bold else 1.0)


def _share(character: str) -> float:
    """How wide a character is, in shares of the font's size."""
    if character > "\u2e7f":
        return 1.0
    if character in "iljtfrI.,:|()' ":
        return 0.38
    return 0.95 if character in "mwMW" else 0.7 if character.isupper() else 0.61


def diagram(ontology: Ontology) -> str:
    """The whole SVG file; the same text for the same ontology."""
    return _Drawing(ontology).svg()


class _Drawing:
    """One drawing of one ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        declared = {ontology.local(cls) for cls in ontology.classes}
        for name in sorted(declared ^ LAYOUT.keys()):
            where = "LAYOUT has no place for" if name in declared else "the ontology has no more"
            raise LayoutError(f"{where} kg:{name}: mend LAYOUT in tools/ontology_layout.py")
        self.labels = [(edge, self._properties(edge)) for edge in EDGES]
        self.cards = {name: self._card(name) for name in LAYOUT}
        self.boxes: dict[str, Box] = {}
        self.headings: list[tuple[Band, float]] = []
        self.height = self._place()

    def _term(self, name: str) -> URIRef:
        return URIRef(KG + name)

    def _properties(self, edge: Edge) -> list[str]:
        """The properties that an edge stands for."""
        if edge.derived:
            if self._term(edge.derived) not in self.ontology.derived:
                raise LayoutError(
                    f"no rule derives kg:{edge.derived}: mend EDGES in tools/ontology_layout.py"
                )
            return [edge.derived]
        source, target = edge.of or edge.start.name, edge.to or edge.end.name
        return [
            self.ontology.local(use.path)
            for use in self.ontology.uses(self._term(source))
            if self._term(target) in use.values
        ]

    def _card(self, name: str) -> Card:
        drawn = {
            prop
            for edge, props in self.labels
            if (edge.of or edge.start.name) == name
            for prop in props
        }
        uses = self.ontology.uses(self._term(name))
        return Card(
            name=name,
            chinese=self.ontology.label(self._term(name), "zh"),
            above=", ".join(p for p in self._above(name) if not self._is_drawn_above(name, p)),
            rows=tuple(
                (self.ontology.local(use.path), self._range(use), use.minimum > 0)
                for use in uses
                if self.ontology.local(use.path) not in drawn
            ),
            width=WIDTH - (INDENT if LAYOUT[name].indented else 0),
        )

    def _above(self, name: str) -> list[str]:
        ontology = self.ontology
        return [ontology.local(p) for p in ontology.above(self._term(name)) if ontology.is_ours(p)]

    def _is_drawn_above(self, name: str, parent: str) -> bool:
        if any((e.start.name, e.end.name) == (name, parent) for e in ASCENTS):
            return True
        return self._is_stacked(name, parent)

    def _is_stacked(self, name: str, parent: str) -> bool:
        """Whether a class stands below the one above it, with nothing between but its siblings."""
        order = [n for n, spot in LAYOUT.items() if spot.column == LAYOUT[name].column]
        if parent not in order or order.index(parent) > order.index(name):
            return False
        between = order[order.index(parent) + 1 : order.index(name)]
        return LAYOUT[name].band != "records" and all(
            LAYOUT[n].indented and parent in self._above(n) for n in between
        )

    def _range(self, use: Use) -> str:
        values = [self._value(value) for value in use.values]
        if len(values) > 3:
            return "…"
        if not values:
            return ", ".join(use.node_kinds) or "text"
        return " | ".join(values)

    def _value(self, value: Node) -> str:
        if value == XSD.string:
            return "text"
        iri = str(value)
        return iri.removeprefix(CODE) if iri.startswith(CODE) else self.ontology.local(value)

    def _place(self) -> float:
        """Give every class its box, band under band; the height of the whole."""
        y = 0.0
        for band in BANDS:
            y += band.space
            self.headings.append((band, y))
            bottoms = [y]
            for column in range(COLUMNS):
                top = y
                for name, spot in LAYOUT.items():
                    if (spot.column, spot.band) != (column, band.name):
                        continue
                    card = self.cards[name]
                    right = MARGIN + column * (WIDTH + GUTTER) + WIDTH
                    height = max(card.height, TALL_HEADER if name in SPINE else 0)
                    box = Box(right - card.width, top, card.width, height)
                    self.boxes[name] = box
                    bottoms.append(box.bottom)
                    top = box.bottom + (LABEL_GAP if self._is_linked(name) else GAP)
            y = max(bottoms)
        return y + MARGIN

    def _is_linked(self, name: str) -> bool:
        """Whether an edge enters a box from below, so that it needs room for a label."""
        return LAYOUT[name].band == "records" and any(
            edge.end.name == name and edge.end.side == "bottom" for edge in EDGES
        )

    def svg(self) -> str:
        return "\n".join([*self._frame(), *self._lines(), *self._cards(), "</svg>", ""])

    def _frame(self) -> Iterator[str]:
        width, height = _n(TOTAL), _n(self.height)
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-labelledby="title desc">'
        )
        yield '<title id="title">Class diagram of the officials-kg ontology</title>'
        yield f'<desc id="desc">{escape(self._description())}</desc>'
        yield f"<style>{_STYLE.read_text(encoding='utf-8')}</style>"
        yield _MARKERS
        yield f'<rect class="paper" width="{width}" height="{height}" rx="14"/>'
        header = URIRef(KG.removesuffix("#"))
        title = escape(self.ontology.text(header, DCTERMS.title, "en"))
        yield f'<text class="head" x="{MARGIN}" y="58">{title}</text>'
        yield f'<text class="motto" x="{MARGIN}" y="84">{_MOTTO}</text>'
        for band, y in self.headings:
            if band.heading:
                yield f'<path class="rule" d="M{MARGIN} {_n(y - 58)}H{_n(TOTAL - MARGIN)}"/>'
                yield (
                    f'<text class="band" x="{MARGIN}" y="{_n(y - 24)}">{band.heading}'
                    f'<tspan class="remark" dx="12">{band.remark}</tspan></text>'
                )
        yield from self._legend()

    def _description(self) -> str:
        said = [
            f"{edge.start.name} {prop} {edge.end.name}"
            for edge, props in self.labels
            for prop in props
        ]
        return f"The classes {', '.join(LAYOUT)}; between them: {'; '.join(said)}."

    def _legend(self) -> Iterator[str]:
        x, y = MARGIN + 3 * (WIDTH + GUTTER), 30.0
        entries = (
            (
                '<path class="edge" marker-end="url(#arrow)" d="M0 0H40"/>',
                "stated by annotators",
            ),
            (
                '<path class="edge derived" marker-end="url(#arrow)" d="M0 0H40"/>',
                "derived by rule",
            ),
            ('<path class="is" marker-end="url(#kind)" d="M0 0H40"/>', "is a kind of"),
        )
        for number, (line, words) in enumerate(entries):
            yield f'<g transform="translate({x} {_n(y + 20 * number)})">{line}'
            yield f'<text class="legend" x="54" y="4">{words}</text></g>'
        keys = ("bold", " must be there"), ("right", " Class, code-list or datatype")
        for number, (strong, rest) in enumerate(keys):
            yield (
                f'<text class="legend" x="{x}" y="{_n(y + 64 + 19 * number)}">'
                f'<tspan class="must">{strong}</tspan>{rest}</text>'
            )

    def _lines(self) -> Iterator[str]:
        for name in LAYOUT:
            for parent in self._above(name):
                if self._is_stacked(name, parent):
                    yield self._branch(name, parent)
        for edge in ASCENTS:
            if edge.end.name in self._above(edge.start.name):
                yield f'<path class="is" marker-end="url(#kind)" d="{_path(self._points(edge))}"/>'
        for edge, props in self.labels:
            if props:
                yield from self._edge(edge, props)

    def _branch(self, name: str, parent: str) -> str:
        box, top = self.boxes[name], self.boxes[parent]
        x = top.x + BUS
        if LAYOUT[name].indented:
            points = [(box.x, box.y + 17), (x, box.y + 17), (x, top.bottom)]
        else:
            points = [(x, box.y), (x, top.bottom)]
        return f'<path class="is" marker-end="url(#kind)" d="{_path(points)}"/>'

    def _points(self, edge: Edge) -> list[tuple[float, float]]:
        points = [edge.start.at(self.boxes[edge.start.name])]
        for kind, where, offset in edge.via:
            x, y = points[-1]
            if kind == "v":
                x = MARGIN + (int(where) + 1) * WIDTH + int(where) * GUTTER + offset
            else:
                y = self.boxes[str(where)].bottom + offset
            points.append((x, y))
        end = edge.end.at(self.boxes[edge.end.name])
        x, y = points[-1]
        points.append((x, end[1]) if edge.end.side in ("left", "right") else (end[0], y))
        points.append(end)
        return [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]

    def _edge(self, edge: Edge, props: list[str]) -> Iterator[str]:
        points = self._points(edge)
        spine = " spine" if {edge.start.name, edge.end.name} <= set(SPINE) else ""
        kind = " derived" if edge.derived else ""
        marker = "hot-arrow" if spine else "arrow"
        yield f'<path class="edge{spine}{kind}" marker-end="url(#{marker})" d="{_path(points)}"/>'
        (x1, y1), (x2, y2) = points[edge.leg], points[edge.leg + 1]
        x, y = x1 + (x2 - x1) * edge.at, y1 + (y2 - y1) * edge.at
        size = 13 if spine else 12
        wide = max(measure(prop, size, bold=bool(spine)) for prop in props) + 8
        high = 15.0 * len(props) + 4
        if len(props) == 1 and y1 == y2:
            y -= high / 2 + 1  # above the line, which then need not be broken
        yield (
            f'<rect class="label" x="{_n(x - wide / 2)}" y="{_n(y - high / 2)}" '
            f'width="{_n(wide)}" height="{_n(high)}" rx="3"/>'
        )
        for number, prop in enumerate(props):
            base = y - high / 2 + 15 * (number + 1) - 1.5
            yield f'<text class="on{spine}" x="{_n(x)}" y="{_n(base)}">{prop}</text>'

    def _cards(self) -> Iterator[str]:
        for name, card in self.cards.items():
            yield from self._one(name, card, self.boxes[name])

    def _one(self, name: str, card: Card, box: Box) -> Iterator[str]:
        spot = LAYOUT[name]
        hot = " hot" if name in SPINE else ""
        head = box.height if not card.rows else card.header
        definition = self.ontology.definition(self._term(name))
        yield f'<a href="ontology.md#class-{name.lower()}">'
        yield f'<g id="{name}" class="{COLOURS[spot.group]}{hot}">'
        yield f"<title>{escape(definition)}</title>"
        where = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}"'
        yield f'<rect class="box" {where} height="{_n(box.height)}" rx="7"/>'
        if card.rows:
            across, down = _n(box.width - 14), _n(head - 7)
            start = f"M{_n(box.x)} {_n(box.y + head)}"
            yield f'<path class="top" d="{start}v-{down}q0-7 7-7h{across}q7 0 7 7v{down}z"/>'
        else:
            yield f'<rect class="top" {where} height="{_n(box.height)}" rx="7"/>'
        yield f'<rect class="line" {where} height="{_n(box.height)}" rx="7"/>'
        left, right = box.x + PAD, box.right - PAD
        if card.header == HEADER:
            base = box.y + head / 2 + 5 if not card.rows else box.y + 22
            yield (
                f'<text class="name" x="{_n(left)}" y="{_n(base)}">{name}'
                f'<tspan class="zh" dx="8">{card.chinese}</tspan></text>'
            )
        else:
            yield f'<text class="name" x="{_n(left)}" y="{_n(box.y + 21)}">{name}</text>'
            yield f'<text class="zh" x="{_n(left)}" y="{_n(box.y + 39)}">{card.chinese}</text>'
            if card.above:
                at = f'x="{_n(right)}" y="{_n(box.y + 39)}"'
                yield f'<text class="above" {at}>a kind of {card.above}</text>'
        y = box.y + card.header + 4
        for row in card.rows:
            prop, value, required = row
            y += ROW
            must = "" if required else " may"
            yield f'<text class="prop{must}" x="{_n(left)}" y="{_n(y)}">{prop}</text>'
            if card.is_long(row):
                y += ROW
            yield f'<text class="value" x="{_n(right)}" y="{_n(y)}">{escape(value)}</text>'
        yield "</g></a>"


def _n(number: float) -> str:
    """A length with at most one decimal place."""
    return f"{number:.1f}".removesuffix(".0")


def _path(points: list[tuple[float, float]], radius: float = 9) -> str:
    """A line through points at right angles, its corners rounded."""
    parts = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        near, far = _towards(corner, before, radius), _towards(corner, after, radius)
        parts.append(f"L{_n(near[0])} {_n(near[1])}")
        parts.append(f"Q{_n(corner[0])} {_n(corner[1])} {_n(far[0])} {_n(far[1])}")
    parts.append(f"L{_n(points[-1][0])} {_n(points[-1][1])}")
    return "".join(parts)


def _towards(
    start: tuple[float, float], end: tuple[float, float], by: float
) -> tuple[float, float]:
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    share = min(by, length / 2) / length
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


_STYLE = Path(__file__).with_suffix(".css")

_MOTTO = " ".join(
    f'{words} <tspan class="hot">{name}</tspan>{after}'
    for words, name, after in (
        ("An", "Official", ""),
        ("holds a role in a", "County", ","),
        ("hosts a", "Livestream", ""),
        ("on a", "Platform", ","),
        ("sells a", "Product", "."),
    )
)


def _marker(name: str, size: int, shape: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 12 12" refX="11" refY="6" markerWidth="{size}" '
        f'markerHeight="{size}" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="{shape}"/></marker>'
    )


_MARKERS = (
    f"<defs>{_marker('arrow', 10, 'M0 1.5 11 6 0 10.5z')}"
    f"{_marker('hot-arrow', 14, 'M0 1.5 11 6 0 10.5z')}"
    f"{_marker('kind', 11, 'M1 1 11 6 1 11z')}</defs>"
)
