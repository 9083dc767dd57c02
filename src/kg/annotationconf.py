"""The scheme as brat's ``annotation.conf``: the tool then offers just what is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.scheme import OBJECT, SUBJECT, AttributeType, Link, Role, Scheme

_HEAD = """\
# Generated from ontology and shapes by `make generated`; do not edit.
# See https://brat.nlplab.org/configuration.html
"""


def annotation_conf(scheme: Scheme) -> str:
    """The whole file, the same for the same scheme."""
    sections = (
        ("entities", _mentions(scheme)),
        ("relations", _relations(scheme)),
        ("events", _events(scheme)),
        ("attributes", _attributes(scheme)),
    )
    return _HEAD + "".join(
        f"\n[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections
    )


def _mentions(scheme: Scheme) -> Iterator[str]:
    for label, annotated in scheme.types.items():
        if annotated.kind != "event":
            yield label


def _relations(scheme: Scheme) -> Iterator[str]:
    for label, annotated in scheme.types.items():
        if annotated.kind == "entity":
            yield f"Equiv\tArg1:{label}, Arg2:{label}, <REL-TYPE>:symmetric-transitive"
    for link in scheme.relations.values():
        yield f"{link.label}\tArg1:{_any(link.sources)}, Arg2:{_any(link.targets)}"


def _events(scheme: Scheme) -> Iterator[str]:
    for label, annotated in scheme.types.items():
        if annotated.kind == "event":
            roles = {**annotated.roles, **scheme.claim_roles}
            yield f"{label}\t{', '.join(_role(roles[name]) for name in sorted(roles))}"
    for link in scheme.claims.values():
        yield f"{link.label}\t{', '.join((*_ends(link), *map(_role, _sorted(scheme))))}"


def _ends(link: Link) -> Iterator[str]:
    yield f"{SUBJECT}:{_any(link.sources)}"
    if link.attribute is None:
        yield f"{OBJECT}:{_any(link.targets)}"


def _sorted(scheme: Scheme) -> list[Role]:
    return [scheme.claim_roles[name] for name in sorted(scheme.claim_roles)]


def _role(role: Role) -> str:
    """A role with brat's mark for how often it may stand."""
    often = ("" if role.required else "?") if role.single else ("+" if role.required else "*")
    return f"{role.name}{often}:{_any(role.fillers)}"


def _attributes(scheme: Scheme) -> Iterator[str]:
    """One line an attribute, with every label that takes it."""
    found: dict[str, tuple[AttributeType, list[str]]] = {}
    for label, annotated in scheme.types.items():
        known = dict(annotated.attributes)
        if annotated.kind in ("event", "value"):
            known.update(scheme.claim_attributes)
        for name, attribute in known.items():
            found.setdefault(name, (attribute, []))[1].append(label)
    for name in scheme.claim_attributes:
        found[name][1].extend(scheme.claims)
    for link in scheme.claims.values():
        if link.attribute is not None:
            found[link.attribute.name][1].append(link.label)
    for name, (attribute, labels) in sorted(found.items()):
        values = f", Value:{_any(attribute.codes)}" if attribute.codes else ""
        yield f"{name}\tArg:{_any(labels)}{values}"


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(names))
