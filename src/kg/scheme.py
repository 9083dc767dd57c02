"""The annotation scheme, read from ontology and shapes: labels, roles, codes, value grammars.

Nothing is listed here that the ontology's scheme annotations or the shapes already say. A class is
annotated if it has a ``scheme:label``; what roles and attributes it takes, and with what fillers,
follows from the property shapes of the class and of the classes above it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path

from kg import resources
from kg.definitions import Definitions
from kg.errors import KgError
from kg.namespaces import CODE, KG, OWL, RDF, RDFS, SCHEME, SH, SKOS, XSD

SUBJECT, OBJECT = "Subject", "Object"


@dataclass(frozen=True, slots=True)
class Role:
    """A role of an event: the property it states and the labels that may fill it.

    The filler of a role ``in_words`` is a cue, whose words are the value.
    """

    name: str
    path: str
    fillers: frozenset[str]
    required: bool
    single: bool
    evidence_only: bool
    in_words: bool = False


@dataclass(frozen=True, slots=True)
class AttributeType:
    """A choice from a code list, or a flag (``codes`` empty)."""

    name: str
    path: str
    code_list: str | None
    codes: tuple[str, ...]
    default: str | None
    required: bool


@dataclass(frozen=True, slots=True)
class Type:
    """A class as it is annotated.

    ``kind`` is entity, event, value or cue. ``properties`` are the paths that its shapes speak of.
    """

    label: str
    iri: str
    kind: str
    former_labels: tuple[str, ...]
    stands_for: str | None
    grain: str
    grammar: str | None
    roles: dict[str, Role]
    attributes: dict[str, AttributeType]
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Link:
    """A property annotated between two things: a relation, or an event that claims it.

    The words of the target are the value if it is ``in_words``. A claim of a coded property has no
    target: its ``attribute`` gives the value.
    """

    label: str
    path: str
    sources: frozenset[str]
    targets: frozenset[str]
    in_words: bool = False
    attribute: AttributeType | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """All that an annotator may mark, by label.

    ``disjoint`` are pairs of classes, without namespace, of which nothing can be both.
    """

    types: dict[str, Type]
    relations: dict[str, Link]
    claims: dict[str, Link]
    claim_roles: dict[str, Role]
    claim_attributes: dict[str, AttributeType]
    notes: dict[str, str]
    authorities: dict[str, str]
    from_trigger: frozenset[str]
    implicit: dict[str, str]
    codes: dict[str, frozenset[str]]
    disjoint: frozenset[frozenset[str]]

    def kind(self, label: str) -> str | None:
        """What a label is: entity, event, value, cue, claim or relation; None if unknown."""
        if label in self.types:
            return self.types[label].kind
        if label in self.claims:
            return "claim"
        return "relation" if label in self.relations else None

    def former(self, label: str) -> str | None:
        """The present label of a class that was once called so."""
        return next((t.label for t in self.types.values() if label in t.former_labels), None)

    def digests(self) -> dict[str, str]:
        """A hash of what the scheme says of each label, and under ``""`` of what it says of all."""
        labelled = (self.types, self.relations, self.claims)
        common = [getattr(self, field.name) for field in fields(self)][len(labelled) :]
        said = {label: each for table in labelled for label, each in table.items()} | {"": common}
        return {
            label: hashlib.sha256(_canonical(each).encode()).hexdigest()
            for label, each in sorted(said.items())
        }

    @classmethod
    @cache
    def load(cls) -> Scheme:
        """The scheme of the installed ontology and shapes."""
        return _Reader(Definitions.read(cls.files())).scheme()

    @staticmethod
    def files() -> tuple[Path, ...]:
        """The files that the scheme is read from."""
        return (*resources.files("ontology", "*.ttl"), *resources.files("shapes", "*.ttl"))


def _canonical(value: object) -> str:
    """A text that is the same for equal values, in every process."""
    if is_dataclass(value):
        return _canonical([getattr(value, field.name) for field in fields(value)])
    if isinstance(value, dict):
        return _canonical(sorted(value.items()))
    if isinstance(value, frozenset):
        return f"[{','.join(sorted(map(_canonical, value)))}]"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_canonical, value))}]"
    return repr(value)


@dataclass(frozen=True, slots=True)
class _Property:
    """What the shapes of one class say of one path."""

    path: str
    classes: tuple[str, ...]
    code_list: str | None
    attribute: str | None
    default: str | None
    required: bool
    single: bool
    flag: bool
    in_words: bool


class _Reader:
    """Reads one scheme from the definitions of ontology and shapes."""

    def __init__(self, known: Definitions) -> None:
        self.known = known
        self.labels = dict(known.pairs(SCHEME + "label"))
        self.codes = {
            code_list.removeprefix(CODE): frozenset(
                notation
                for concept in known.subjects(SKOS + "inScheme", code_list)
                for notation in known.values(concept, SKOS + "notation")
            )
            for code_list in known.subjects(RDF + "type", SKOS + "ConceptScheme")
        }
        self.from_trigger = frozenset(node for node, _ in known.pairs(SCHEME + "fromTrigger"))
        self.implicit = dict(known.pairs(SCHEME + "implicit"))

    def scheme(self) -> Scheme:
        claim = self._properties(KG + "Claim")
        types = {label: self._type(node, label) for label, node in self._by_label()}
        return Scheme(
            types=types,
            relations=self._links("relation"),
            claims=self._links("claimEvent"),
            claim_roles=self._roles(claim),
            claim_attributes=self._attributes(claim),
            notes=self._by_name("note"),
            authorities=self._by_name("authority"),
            from_trigger=self.from_trigger,
            implicit=self.implicit,
            codes=self.codes,
            disjoint=frozenset(self._disjoint()),
        )

    def _disjoint(self) -> Iterator[frozenset[str]]:
        for one, other in self.known.pairs(OWL + "disjointWith"):
            for narrow in self.known.backwards(one, RDFS + "subClassOf"):
                for narrower in self.known.backwards(other, RDFS + "subClassOf"):
                    yield frozenset(each.removeprefix(KG) for each in (narrow, narrower))

    def _by_label(self) -> list[tuple[str, str]]:
        return sorted((label, node) for node, label in self.labels.items())

    def _text(self, node: str, name: str) -> str | None:
        return self.known.value(node, SCHEME + name)

    def _by_name(self, name: str) -> dict[str, str]:
        return {value: node for node, value in sorted(self.known.pairs(SCHEME + name))}

    def _type(self, node: str, label: str) -> Type:
        properties = self._properties(node)
        return Type(
            label=label,
            iri=node,
            kind=self._text(node, "annotatedAs") or "entity",
            former_labels=tuple(sorted(self.known.values(node, SCHEME + "formerLabel"))),
            stands_for=self._text(node, "standsFor"),
            grain=self._text(node, "grain") or "record",
            grammar=self._text(node, "grammar"),
            roles=self._roles(properties),
            attributes=self._attributes(properties),
            properties=frozenset(properties),
        )

    def _properties(self, node: str) -> dict[str, _Property]:
        """Path by path what the shapes of a class and of the classes above it say."""
        found: dict[str, _Property] = {}
        for cls in self.known.onwards(node, RDFS + "subClassOf"):
            for shape in sorted(self.known.subjects(SH + "targetClass", cls)):
                for property_shape in self.known.values(shape, SH + "property"):
                    read = self._property(property_shape)
                    found.setdefault(read.path, read)
        return found

    def _property(self, shape: str) -> _Property:
        known = self.known
        path = known.value(shape, SH + "path")
        classes = known.values(shape, SH + "class")
        for alternatives in known.values(shape, SH + "or"):
            for branch in known.members(alternatives):
                classes += known.values(branch, SH + "class")
        attribute, default = (
            self._text(shape, name) or (self._text(path, name) if path is not None else None)
            for name in ("attribute", "default")
        )
        datatype = known.value(shape, SH + "datatype")
        maximum = known.value(shape, SH + "maxCount")
        return _Property(
            path=str(path),
            classes=tuple(classes),
            code_list=self._code_list(shape),
            attribute=attribute,
            default=default,
            required=known.value(shape, SH + "minCount") is not None,
            single=maximum is not None and int(maximum) == 1,
            flag=datatype == XSD + "boolean",
            in_words=datatype == XSD + "string" and not classes,
        )

    def _code_list(self, shape: str) -> str | None:
        for node_shape in self.known.values(shape, SH + "node"):
            for constraint in self.known.values(node_shape, SH + "property"):
                if self.known.value(constraint, SH + "path") == SKOS + "inScheme":
                    value = self.known.value(constraint, SH + "hasValue")
                    return str(value).removeprefix(CODE)
        return None

    def _fillers(self, classes: tuple[str, ...]) -> frozenset[str]:
        """The labels of the given classes and of all classes below them."""
        return frozenset(
            self.labels[node]
            for cls in classes
            for node in self.known.backwards(cls, RDFS + "subClassOf")
            if node in self.labels
        )

    def _values(self, said: _Property) -> frozenset[str]:
        """The labels of what may be a value: things of the right class, or words."""
        return self._cues() if said.in_words else self._fillers(said.classes)

    def _cues(self) -> frozenset[str]:
        return frozenset(
            label for node, label in self.labels.items() if self._text(node, "annotatedAs") == "cue"
        )

    def _roles(self, properties: dict[str, _Property]) -> dict[str, Role]:
        roles: dict[str, Role] = {}
        for path, said in sorted(properties.items()):
            name = self._text(path, "role")
            evidence = self._text(path, "evidenceRole")
            label = name or evidence
            if label is None:
                continue
            roles[label] = Role(
                name=label,
                path=path,
                fillers=self._cues() if evidence else self._values(said),
                required=said.required and not evidence and path not in self.implicit,
                single=said.single and not evidence,
                evidence_only=bool(evidence),
                in_words=said.in_words and not evidence,
            )
        return roles

    def _attributes(self, properties: dict[str, _Property]) -> dict[str, AttributeType]:
        attributes: dict[str, AttributeType] = {}
        for _, said in sorted(properties.items()):
            if said.attribute is not None:
                attributes[said.attribute] = self._attribute(said, said.attribute)
        return attributes

    def _attribute(self, said: _Property, name: str) -> AttributeType:
        from_trigger = said.path in self.from_trigger
        return AttributeType(
            name=name,
            path=said.path,
            code_list=None if said.flag else said.code_list,
            codes=() if said.flag else self._codes(said),
            default=said.default.rsplit("/", 1)[-1] if said.default else None,
            required=said.required and said.default is None and not from_trigger,
        )

    def _codes(self, said: _Property) -> tuple[str, ...]:
        if said.code_list not in self.codes:
            raise KgError(
                f"the shapes give the attribute {said.attribute} of {said.path} no code list",
                remedy="add sh:node with the shape of a code list, or sh:datatype xsd:boolean",
            )
        return tuple(sorted(self.codes[said.code_list]))

    def _links(self, name: str) -> dict[str, Link]:
        links: dict[str, Link] = {}
        for path, label in sorted(self.known.pairs(SCHEME + name)):
            sources: set[str] = set()
            targets: frozenset[str] = frozenset()
            ways: set[tuple[bool, AttributeType | None]] = set()
            for cls, said in self._uses(path):
                sources |= self._fillers((cls,))
                targets |= self._values(said)
                attribute = self._attribute(said, said.attribute) if said.attribute else None
                ways.add((said.in_words, attribute))
            if len(ways) > 1:
                raise KgError(
                    f"the shapes of {path} differ, so that {label} would have two meanings",
                    remedy="let them ask for the same kind of value",
                )
            in_words, coded = next(iter(ways), (False, None))
            link = Link(label, path, frozenset(sources), targets, in_words, coded)
            links[link.label] = link
        return links

    def _uses(self, path: str) -> Iterator[tuple[str, _Property]]:
        for property_shape in self.known.subjects(SH + "path", path):
            for shape in self.known.subjects(SH + "property", property_shape):
                for cls in self.known.values(shape, SH + "targetClass"):
                    yield cls, self._property(property_shape)
