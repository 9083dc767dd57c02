"""The documentation of the ontology as Markdown, from ontology, shapes, scheme and rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import RDF, RDFS, SKOS, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL
from rdflib.term import Node

from kg.namespaces import CODE, KG, REF, SCHEME
from ontology_layout import COLOURS, EDGES, LAYOUT
from ontology_model import LANGUAGES, Ontology, Rule, Use

_KINDS = {
    "entity": "an entity: its name or head words are marked",
    "event": "an event: a trigger, with roles",
    "value": "a value: the marked words are read",
    "cue": "a cue: marked words that are only evidence",
}
_GRAINS = {
    "record": "one claim covers the whole record",
    "statement": "every statement has a claim of its own",
}
_GRAMMARS = "read by the grammar"
_LEGEND = """\
Boxes are classes. Solid arrows are properties that annotators state, dashed arrows are derived by
rule, hollow arrows lead to the wider class. In a box, a property in bold must be there; to its
right stands what its value is: a class, a code list or a datatype. Red is the sentence that the
graph is for; some of its arrows stand at a narrower class than the one that has the property, which
the tables name. Open the picture by itself, and every class is a link.

What a class must have is said by the [shapes](../shapes), how it is annotated by the
[scheme](../ontology/scheme.ttl). *How often* counts the values that one thing may have. Several
articles can tell of one entity, so there it is seldom limited.
"""


def documentation(ontology: Ontology) -> str:
    """The whole file; the same text for the same ontology."""
    return _Writer(ontology).text()


def anchor(ontology: Ontology, term: Node) -> str:
    """The name under which a term of the document is linked."""
    name = ontology.curie(term).removeprefix("kg:").replace(":", "-").replace("/", "-")
    if str(term).startswith(CODE):
        return name.lower()
    kind = "class" if term in ontology.classes else "property"
    return f"{kind}-{name}".lower()


class _Writer:
    """Writes one ontology down."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        order = {name: number for number, name in enumerate(LAYOUT)}
        self.groups: dict[str, list[URIRef]] = {
            group: sorted(
                (c for c in ontology.classes if LAYOUT[ontology.local(c)].group == group),
                key=lambda cls: order[ontology.local(cls)],
            )
            for group in COLOURS
        }
        self.users: dict[Node, list[tuple[URIRef, Use]]] = {}
        for cls in ontology.classes:
            for use in ontology.uses(cls):
                self.users.setdefault(use.path, []).append((cls, use))

    def text(self) -> str:
        parts = (
            self._head(),
            self._contents(),
            self._classes(),
            self._others(),
            self._properties(),
            self._code_lists(),
            self._disjoint(),
        )
        return "\n".join(line for part in parts for line in part).rstrip("\n") + "\n"

    def _head(self) -> Iterator[str]:
        ontology, header = self.ontology, URIRef(KG.removesuffix("#"))
        said = {p: str(ontology.graph.value(header, p)) for p in (OWL.versionInfo, DCTERMS.license)}
        yield "<!-- Generated from ontology, shapes and rules by `make generated`; do not edit. -->"
        yield ""
        yield "# The ontology"
        yield ""
        for language in LANGUAGES:
            description = ontology.text(header, DCTERMS.description, language)
            if description:
                yield f"{_safe(description)}\n"
        yield (
            f"Version {said[OWL.versionInfo]} · namespace `{KG}`, prefix `kg:` · "
            f"licence <{said[DCTERMS.license]}>\n"
        )
        yield "[![Class diagram of the ontology](ontology.svg)](ontology.svg)\n"
        yield _LEGEND

    def _contents(self) -> Iterator[str]:
        yield "## Contents\n"
        for group, classes in self.groups.items():
            yield f"- [{group}](#{_slug(group)}): {', '.join(map(self._link, classes))}"
        yield "- [Terms of others](#terms-of-others)"
        yield "- [Properties](#properties), [reference](#reference), [scheme](#scheme)"
        lists = ", ".join(map(self._link, self.ontology.code_lists))
        yield f"- [Code lists](#code-lists): {lists}"
        yield "- [What can never be both](#disjoint)\n"

    def _classes(self) -> Iterator[str]:
        for group, classes in self.groups.items():
            yield from _heading(2, group, _slug(group))
            for cls in classes:
                yield from self._class(cls)

    def _class(self, cls: URIRef) -> Iterator[str]:
        ontology = self.ontology
        yield from _heading(3, ontology.local(cls), anchor(ontology, cls))
        labels = (ontology.label(cls, language) for language in LANGUAGES)
        yield f"{' · '.join((f'`{ontology.curie(cls)}`', *filter(None, labels)))}\n"
        yield self._definition(cls, "\n\n")
        yield ""
        for name, said in self._facts(cls):
            yield f"- {name}: {said}"
        yield ""
        yield from self._table(cls)

    def _facts(self, cls: URIRef) -> Iterator[tuple[str, str]]:
        ontology = self.ontology
        above = ontology.above(cls)
        ours, others = (
            [c for c in above if ontology.is_ours(c) is is_ours] for is_ours in (True, False)
        )
        if ours:
            yield "A kind of", self._links(ours)
        if others:
            yield "In terms of others", ", ".join(f"`{ontology.curie(c)}`" for c in others)
        if below := ontology.below(cls):
            yield "Kinds of it", self._links(below)
        yield "Annotated as", self._annotated(cls)
        inherited = [c for c in ontology.ancestors(cls) if ontology.uses(c)]
        if inherited:
            yield "Has the properties of", f"{self._links(inherited)} too"
        if pointing := self._pointing(cls):
            yield "Value of", pointing
        if derived := ", ".join(self._derived_from(cls)):
            yield "Derived from what articles say", derived

    def _annotated(self, cls: URIRef) -> str:
        ontology = self.ontology
        if cls in ontology.derived:
            rule = ontology.derived[cls]
            return f"nothing; {_derived(rule)}"
        labels = ontology.scheme(cls, "label")
        if not labels:
            return "nothing of its own"
        said = [f"`{labels[0]}`, {_KINDS[ontology.scheme(cls, 'annotatedAs')[0]]}"]
        said += [f"{_GRAMMARS} *{grammar}*" for grammar in ontology.scheme(cls, "grammar")]
        said += [f"stands for the {what}" for what in ontology.scheme(cls, "standsFor")]
        said += [_GRAINS[grain] for grain in ontology.scheme(cls, "grain")]
        said += [f"formerly `{label}`" for label in ontology.scheme(cls, "formerLabel")]
        return "; ".join(said)

    def _derived_from(self, cls: URIRef) -> Iterator[str]:
        """The derived properties that the picture draws from a class."""
        for edge in EDGES:
            if edge.derived and URIRef(KG + edge.start.name) == cls:
                ends = (self._link(URIRef(KG + name)) for name in (edge.derived, edge.end.name))
                yield " ".join(ends)

    def _pointing(self, cls: URIRef) -> str:
        found = {
            path: None
            for path, users in sorted(
                self.users.items(), key=lambda pair: self.ontology.local(pair[0])
            )
            if any(cls in use.values for _, use in users)
        }
        return self._links(found)

    def _table(self, cls: Node) -> Iterator[str]:
        uses = self.ontology.uses(cls)
        if uses:
            yield "| property | value | how often | stated by | what must hold |"
            yield "|---|---|---|---|---|"
            for use in uses:
                cells = (
                    self._link(use.path),
                    self._values(use),
                    _often(use),
                    self._stated(use),
                    _safe(" ".join(use.messages)),
                )
                yield f"| {' | '.join(cells)} |"
            yield ""
        for condition in self.ontology.conditions(cls):
            yield f"- {_safe(condition)}"
        if self.ontology.conditions(cls):
            yield ""

    def _values(self, use: Use) -> str:
        values = [self._link(value) for value in use.values] or list(use.node_kinds) or ["text"]
        return " or ".join(values) + "".join(f", like `{_safe(p)}`" for p in use.patterns)

    def _stated(self, use: Use) -> str:
        """By which annotations a property is stated, and what holds without one."""
        scheme, path = self.ontology.scheme, use.path
        ways = [f"role `{role}`" for role in scheme(path, "role")]
        ways += [f"relation `{relation}`" for relation in scheme(path, "relation")]
        attributes = use.attributes or scheme(path, "attribute")
        ways += [f"attribute `{attribute}`" for attribute in attributes]
        ways += [f"note `{note}`" for note in scheme(path, "note")]
        ways += [f"normalization `{name}:`" for name in scheme(path, "authority")]
        ways += ["the marked words"] * bool(scheme(path, "fromTrigger"))
        ways += [f"event `{event}`" for event in scheme(path, "claimEvent")]
        ways += [f"shown by role `{role}`" for role in scheme(path, "evidenceRole")]
        defaults = use.defaults or scheme(path, "default")
        ways += [f"else `{default.rsplit('/', 1)[-1]}`" for default in defaults]
        ways += [f"else what the article's `{name}` is" for name in scheme(path, "implicit")]
        return "; ".join(dict.fromkeys(ways))

    def _others(self) -> Iterator[str]:
        """Classes of others that have shapes of ours."""
        yield from _heading(2, "Terms of others", "terms-of-others")
        yield "Used as they are, and held to shapes of ours.\n"
        for target in self.ontology.targets():
            if target not in self.ontology.classes:
                yield f"### `{self.ontology.curie(target)}`\n"
                yield from self._table(target)

    def _properties(self) -> Iterator[str]:
        spaces = (REF, SCHEME)
        rest = [p for p in self.ontology.properties if not str(p).startswith(spaces)]
        yield from _heading(2, "Properties", "properties")
        yield "| property | label | definition | from → to |\n|---|---|---|---|"
        for term in rest:
            yield f"| {self._defined(term)} | {self._from_to(term)} |"
        yield ""
        for title, space, remark in (
            ("Reference", REF, "What the gazetteer knows of places, apart from what articles say."),
            (
                "Scheme",
                SCHEME,
                "How classes and properties say by which annotations they are stated.",
            ),
        ):
            yield from _heading(3, title, title.lower())
            yield f"{remark}\n\n| property | label | definition |\n|---|---|---|"
            for term in self.ontology.properties:
                if str(term).startswith(space):
                    yield f"| {self._defined(term)} |"
            yield ""

    def _defined(self, term: URIRef) -> str:
        """The first three cells of a property's row."""
        name = f'<a id="{anchor(self.ontology, term)}"></a>`{self.ontology.curie(term)}`'
        labels = [self.ontology.label(term, language) for language in LANGUAGES]
        above = self.ontology.above(term, RDFS.subPropertyOf)
        wider = "".join(f"<br>A kind of `{self.ontology.curie(p)}`." for p in above)
        label = " · ".join(filter(None, labels))
        return f"{name} | {label} | {self._definition(term, '<br>')}{wider}"

    def _from_to(self, term: URIRef) -> str:
        if term in self.ontology.derived:
            rule = self.ontology.derived[term]
            return _derived(rule)
        return "<br>".join(
            f"{self._link(cls)} → {self._values(use)}" for cls, use in self.users.get(term, [])
        )

    def _code_lists(self) -> Iterator[str]:
        ontology = self.ontology
        yield from _heading(2, "Code lists", "code-lists")
        for code_list in ontology.code_lists:
            labels = (ontology.label(code_list, language) for language in LANGUAGES)
            title = " · ".join((ontology.local(code_list), *filter(None, labels)))
            yield from _heading(3, title, anchor(ontology, code_list))
            users = [
                f"{self._link(path)} of {self._link(cls)}"
                for path, pairs in sorted(self.users.items(), key=lambda p: ontology.local(p[0]))
                for cls, use in pairs
                if code_list in use.values
            ]
            if users:
                yield f"Value of {', '.join(users)}.\n"
            yield from self._codes(ontology.members(code_list))

    def _codes(self, codes: list[Node]) -> Iterator[str]:
        ontology = self.ontology
        known = {RDF.type, SKOS.inScheme, SKOS.notation, SKOS.prefLabel, SKOS.definition}
        further = sorted(
            {p for code in codes for p in ontology.graph.predicates(code)} - known,
            key=ontology.local,
        )
        has_definitions = any(ontology.definition(code) for code in codes)
        heads = ["code", "English", "Chinese", *["definition"] * has_definitions]
        yield f"| {' | '.join((*heads, *map(self._link, further)))} |"
        yield "|---" * (len(heads) + len(further)) + "|"
        for code in codes:
            name = f'<a id="{anchor(ontology, code)}"></a>`{ontology.notation(code)}`'
            cells = [name, *(_safe(ontology.label(code, language)) for language in LANGUAGES)]
            cells += [self._definition(code, "<br>")] * has_definitions
            for predicate in further:
                values = sorted(ontology.graph.objects(code, predicate), key=str)
                cells.append(", ".join(map(self._link, values)))
            yield f"| {' | '.join(cells)} |"
        yield ""

    def _disjoint(self) -> Iterator[str]:
        yield from _heading(2, "What can never be both", "disjoint")
        yield "Nothing belongs to two classes of one line, nor to classes below them.\n"
        for classes in self.ontology.disjoint():
            yield f"- {self._links(classes)}"

    def _definition(self, term: Node, between: str) -> str:
        texts = (self.ontology.definition(term, language) for language in LANGUAGES)
        return between.join(_safe(text) for text in texts if text)

    def _link(self, node: Node) -> str:
        """A term of the document as a link, anything else as code."""
        ontology = self.ontology
        if isinstance(node, Literal):
            return _safe(str(node))
        known = (
            node in ontology.classes or node in ontology.properties or str(node).startswith(CODE)
        )
        if not known:
            return f"`{_safe(ontology.curie(node))}`"
        name = ontology.local(node) if ontology.is_ours(node) else ontology.curie(node)
        return f"[{name.removeprefix('code:')}](#{anchor(ontology, node)})"

    def _links(self, nodes: Iterable[Node]) -> str:
        return ", ".join(map(self._link, nodes))


def _heading(level: int, title: str, name: str) -> Iterator[str]:
    yield f'<a id="{name}"></a>\n'
    yield f"{'#' * level} {title}\n"


def _slug(title: str) -> str:
    return "group-" + title.lower().replace(" ", "-")


def _derived(rule: Rule) -> str:
    where = f"../queries/rules/{rule.name}.rq"
    return f"derived by the rule [{rule.name}]({where}): {_safe(rule.sentence)}"


def _often(use: Use) -> str:
    if use.maximum is None:
        return f"{use.minimum} or more" if use.minimum else "any"
    return f"{use.minimum}" if use.minimum == use.maximum else f"{use.minimum}–{use.maximum}"


def _safe(text: str) -> str:
    """A text that Markdown leaves as it is, in a table's cell too."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("\n", " ")
