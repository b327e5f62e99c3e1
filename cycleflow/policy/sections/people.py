"""Reads who takes part: roles, what is known of people, and whose mails are gathered."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cycleflow.core.facts import FACTS, OF_THE_CYCLE, UNIT_FACTS
from cycleflow.core.organisation import ALL, MEMBERS
from cycleflow.core.workflow import Appraised, Digest, Expression, Field, FieldKind, Words
from cycleflow.policy.node import Node, Pairs
from cycleflow.policy.phrase import parse_name, parse_path, parse_time, parse_words
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.conditions import read_condition
from cycleflow.policy.vocabulary import ATTRIBUTE, ATTRIBUTES, DIGEST, ROLE

_ATTRIBUTE = re.compile(rf"(?:people|heads)\((?!{ALL}\))([a-z0-9_]+)\)")
"""A path that follows a column of the people file."""


def read_roles(reader: Reader, node: Node | None, attributes: Collection[str], appraises: Appraised) -> dict[str, str]:
    """Return the path by role; one that cannot be read leads to the person himself, and is refused anyway."""
    paths = {}
    for key, value in reader.named(node, "each role with its path"):
        section = reader.section(value, ROLE) if isinstance(value, Pairs) else None
        written = value if section is None else section.get("who") or section
        path = paths[key.text] = reader.phrase(written, parse_path) or "self"
        named = _ATTRIBUTE.fullmatch(path)
        if named and named[1] not in attributes:
            reader.complain(written, f"{named[1]!r} is no attribute; name it under 'attributes'.")
        if path == MEMBERS and appraises == "person":
            reader.complain(written, "A person has no members; a unit has: write 'appraises: department' or the like.")
    return paths


def read_held_when(reader: Reader, node: Node | None, parameters: Collection[str]) -> dict[str, Expression]:
    """Return the conditions of the roles that are not held in every appraisal."""
    found: dict[str, Expression] = {}
    for key, value in node if isinstance(node, Pairs) else ():
        when = value.get("when") if isinstance(value, Pairs) else None
        condition = read_condition(reader, when, {}, at_launch=True) if when else None
        for name in condition.names if condition else ():
            if when and name in {*OF_THE_CYCLE, *parameters}:
                reader.complain(when, f"{name!r} changes from cycle to cycle; ask for what the people file says.")
        if condition:
            found[key.text] = condition
    return found


def read_attributes(reader: Reader, node: Node | None, appraises: Appraised) -> dict[str, Field]:
    """Return the further columns of the people file that are facts too: a list of texts, or each with its kind."""
    fields = {}
    for item, written in _attributes(reader, node):
        name = reader.phrase(item, parse_name)
        title, kind = _described(reader, written)
        if name in FACTS or (name in UNIT_FACTS and appraises != "person"):
            reader.complain(item, f"{name!r} is known anyway; leave it out.")
        elif name:
            title = title or {"zh": name, "en": name}
            fields[name] = Field(name=name, title=title, kind=FieldKind(kind or FieldKind.TEXT), optional=True)
    return fields


def _described(reader: Reader, written: Node | None) -> tuple[Words, str | None]:
    """Return what people call a column, if that is said, and its kind."""
    title: Words = {}
    if isinstance(written, Pairs):
        section = reader.section(written, ATTRIBUTE)
        title = reader.phrase(section.get("title"), parse_words) or {} if section else {}
        written = section.get("kind") if section else None
    return title, reader.known(written, ATTRIBUTES, "kind of attribute") if written else None


def _attributes(reader: Reader, node: Node | None) -> Iterator[tuple[Node, Node | None]]:
    if isinstance(node, Pairs):
        yield from node
    else:
        yield from ((item, None) for item in reader.items(node, "each attribute"))


def read_digest(reader: Reader, node: Node | None, roles: Collection[str]) -> Digest | None:
    section = reader.section(node, DIGEST)
    if section is None:
        return None
    names = reader.known_all(section.get("roles"), roles, "role")
    at = reader.phrase(section.get("at"), parse_time)
    return Digest(roles=names, at=at) if at else None
