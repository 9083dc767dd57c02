"""The annotation guide: prose and examples of a template, tables from scheme, ontology and shapes.

The template is ``ontology/guide.template.md``; what a class, role or code means is the ontology's
to say, and what is required the shapes'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from string import Template

from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, URIRef
from rdflib.term import Node

from kg import resources
from kg.checking import MAX_CHARACTERS, MAX_SHARE, MAX_WORDS
from kg.namespaces import CODE
from kg.scheme import OBJECT, SUBJECT, AttributeType, Link, Role, Scheme, Type


def annotation_guide(scheme: Scheme) -> str:
    """The whole guide as Markdown, the same for the same scheme."""
    template = resources.path("ontology", "guide.template.md").read_text(encoding="utf-8")
    return Template(template).substitute(_Tables(scheme).sections())


class _Tables:
    """The generated parts of the guide, by their names in the template."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.graph = Graph()
        for folder in ("ontology", "shapes"):
            for path in resources.files(folder, "*.ttl"):
                self.graph.parse(path, format="turtle")
        self.families = self._families()
        self.named: set[str] = set()  # the families that the tables speak of

    def sections(self) -> dict[str, str]:
        """What the template's names stand for."""
        made = {
            "words": str(MAX_WORDS),
            "characters": str(MAX_CHARACTERS),
            "share": f"{MAX_SHARE:.0%}",
            "everywhere": _text(self._everywhere()),
            "entities": _text(self._types("entity")),
            "values": _text(self._types("value")),
            "cues": _text(self._types("cue")),
            "events": _text(self._types("event")),
            "relations": _text(self._links(self.scheme.relations, "Arg1", "Arg2")),
            "claims": _text(self._links(self.scheme.claims, SUBJECT, OBJECT)),
            "codes": _text(self._codes()),
        }
        named = ((name, labels) for labels, name in self.families.items() if name in self.named)
        families = [f"- any {name}: {_any(sorted(labels))}" for name, labels in sorted(named)]
        return {**made, "families": "\n".join(families)}

    def _families(self) -> dict[frozenset[str], str]:
        """Sets of labels that have a name: a class with several below it that are annotated."""
        labels: dict[Node, str] = {URIRef(t.iri): name for name, t in self.scheme.types.items()}
        found: dict[frozenset[str], str] = {}
        for cls in self.graph.subjects(RDF.type, OWL.Class):
            below = self.graph.transitive_subjects(RDFS.subClassOf, cls)
            members = frozenset(labels[node] for node in below if node in labels)
            name = self._english(cls, RDFS.label)
            if name and len(members) > 1:
                found[members] = name
        return dict(sorted(found.items(), key=lambda item: (-len(item[0]), item[1])))

    def _english(self, node: Node, predicate: URIRef) -> str:
        """A text of the ontology in English, on one line; empty where there is none."""
        for text in self.graph.objects(node, predicate):
            if getattr(text, "language", None) in ("en", None):
                return " ".join(str(text).split())
        return ""

    def _meaning(self, path: str) -> str:
        return self._english(URIRef(path), SKOS.definition)

    def _shapes(self, annotated: Type) -> Iterator[Node]:
        """The shapes of a class and of the classes above it."""
        for cls in self.graph.transitive_objects(URIRef(annotated.iri), RDFS.subClassOf):
            yield from sorted(self.graph.subjects(SH.targetClass, cls), key=str)

    def _demand(self, annotated: Type, path: str) -> str:
        """What the shapes of a class say of a property that it cannot do without."""
        for shape in self._shapes(annotated):
            for said in self.graph.objects(shape, SH.property):
                if self.graph.value(said, SH.path) == URIRef(path):
                    required = self.graph.value(said, SH.minCount) is not None
                    return self._english(said, SH.message) if required else ""
        return ""

    def _labels(self, labels: frozenset[str]) -> str:
        """Labels as a choice, with the names of families where all of one are there."""
        named, rest = [], set(labels)
        for members, name in self.families.items():
            if members <= rest:
                named.append(f"any {name}")
                self.named.add(name)
                rest -= members
        return _any([*named, *sorted(rest)]) or "nothing"

    def _types(self, kind: str) -> Iterator[str]:
        for label, annotated in self.scheme.types.items():
            if annotated.kind == kind:
                yield from self._type(label, annotated)

    def _type(self, label: str, annotated: Type) -> Iterator[str]:
        yield f"### {label}"
        yield self._english(URIRef(annotated.iri), SKOS.definition)
        rules = dict.fromkeys(self._english(s, SH.message) for s in self._shapes(annotated))
        yield "\n".join(f"- {rule}" for rule in rules if rule)
        read = sorted(annotated.properties & self.scheme.from_trigger)
        if read:
            names = _any([self._english(URIRef(path), RDFS.label) for path in read], "and")
            yield f"Read from the marked words themselves: {names}."
        roles, attributes = annotated.roles, annotated.attributes
        written = list(self._written(annotated))
        wider = self._wider(annotated)
        if wider:
            roles = {k: v for k, v in roles.items() if wider.roles.get(k) != v}
            attributes = {k: v for k, v in attributes.items() if wider.attributes.get(k) != v}
            shared = list(self._written(wider))
            written = [line for line in written if line not in shared]
            more = "and these" if roles or attributes or written else "and no others"
            yield f"It takes all that [{wider.label}](#{wider.label.lower()}) takes, {more}."
        if roles:
            yield _table(("role", "filled by", "how many", "meaning"), self._roles(roles))
        if attributes:
            rows = self._attributes(attributes)
            yield _table(("attribute", "value", "needed", "meaning"), rows)
        if written:
            yield _table(("line", "meaning"), written)

    def _wider(self, annotated: Type) -> Type | None:
        """The class above that is annotated in the same manner, if there is one."""
        above = set(map(str, self.graph.objects(URIRef(annotated.iri), RDFS.subClassOf)))
        same = (t for t in self.scheme.types.values() if t.kind == annotated.kind)
        return next((t for t in same if t.iri in above), None)

    def _roles(self, roles: Mapping[str, Role]) -> Iterator[tuple[str, ...]]:
        for name, role in sorted(roles.items()):
            meaning = self._meaning(role.path)
            if role.evidence_only:
                meaning = f"Words that show it. {meaning}"
            fillers = _filled(self._labels(role.fillers), role.in_words)
            yield f"`{name}`", fillers, _how_many(role), meaning

    def _attributes(self, attributes: Mapping[str, AttributeType]) -> Iterator[tuple[str, ...]]:
        for name, attribute in sorted(attributes.items()):
            value = _coded(attribute)
            needed = "yes" if attribute.required else "no"
            if attribute.default:
                needed = f"no: `{attribute.default}` unless said"
            elif attribute.path in self.scheme.from_trigger:
                needed = "only where the words do not tell"
            elif attribute.code_list is None:
                value, needed = "none: a flag", "where it is so"
            yield f"`{name}`", value, needed, self._meaning(attribute.path)

    def _written(self, annotated: Type) -> Iterator[tuple[str, ...]]:
        """Normalizations and notes that the class takes."""
        for authority, path in self.scheme.authorities.items():
            if path in annotated.properties:
                linked = f"[{authority}](#{authority})"
                name = linked if authority in self.scheme.codes else authority
                yield f"`N`, {name}", f"{self._meaning(path)} {self._demand(annotated, path)}"
        for note, path in self.scheme.notes.items():
            if path in annotated.properties:
                yield f"`#`, `{note}`", f"{self._meaning(path)} {self._demand(annotated, path)}"

    def _everywhere(self) -> Iterator[str]:
        roles, attributes = self.scheme.claim_roles, self.scheme.claim_attributes
        yield _table(("role", "filled by", "how many", "meaning"), self._roles(roles))
        rows = self._attributes(attributes)
        yield _table(("attribute", "value", "needed", "meaning"), rows)

    def _links(self, links: Mapping[str, Link], source: str, target: str) -> Iterator[str]:
        rows = []
        for label, link in sorted(links.items()):
            value = _filled(self._labels(link.targets), link.in_words)
            if link.attribute:
                value = f"none, but the attribute `{link.attribute.name}`, {_coded(link.attribute)}"
            rows.append((f"`{label}`", self._labels(link.sources), value, self._meaning(link.path)))
        yield _table(("label", f"`{source}`", f"`{target}`", "meaning"), rows)

    def _codes(self) -> Iterator[str]:
        """Every list that an attribute or a normalization draws on."""
        types = self.scheme.types.values()
        groups = [*(t.attributes for t in types), self.scheme.claim_attributes]
        used = {a.code_list for group in groups for a in group.values() if a.code_list}
        for name in sorted(used | (set(self.scheme.authorities) & set(self.scheme.codes))):
            yield f"### {name}"
            yield "\n".join(self._concepts(URIRef(CODE + name)))

    def _concepts(self, code_list: URIRef) -> Iterator[str]:
        for concept in sorted(self.graph.subjects(SKOS.inScheme, code_list), key=str):
            code = str(self.graph.value(concept, SKOS.notation))
            label = self._english(concept, SKOS.prefLabel)
            said = [label if label.replace("-", " ") != code.replace("-", " ") else ""]
            said.append(self._english(concept, SKOS.definition))
            yield ": ".join([f"- `{code}`", *filter(None, said)])


def _how_many(role: Role) -> str:
    if role.required:
        return "exactly one" if role.single else "one or more"
    return "at most one" if role.single else "any number"


def _filled(labels: str, in_words: bool) -> str:
    return f"{labels}: its words are the value" if in_words else labels


def _coded(attribute: AttributeType) -> str:
    return f"a code of [{attribute.code_list}](#{attribute.code_list})"


def _any(names: list[str], conjunction: str = "or") -> str:
    """Names as a sentence lists them."""
    *most, last = names or [""]
    return f"{', '.join(most)} {conjunction} {last}" if most else last


def _text(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(filter(None, paragraphs))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.strip() for cell in row) + " |" for row in lines)
