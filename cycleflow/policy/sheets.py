"""Reads the sheets: what people fill in, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from cycleflow.core.workflow import Field, FieldKind, Sheet, Words
from cycleflow.policy.columns import is_number
from cycleflow.policy.complaint import listed
from cycleflow.policy.conditions import read_condition
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Node, Pairs, Scalar
from cycleflow.policy.phrase import (
    parse_ahead,
    parse_count,
    parse_length,
    parse_number,
    parse_rows,
    parse_span,
    parse_truth,
    parse_words,
)
from cycleflow.policy.reader import Reader
from cycleflow.policy.vocabulary import COLUMN, FIELD, KINDS, TABLES, Keys

UNTITLED: Words = {"zh": "", "en": ""}
"""Stands in where words could not be read; such a regulation is refused anyway."""

Scales = Mapping[str, Mapping[str, Words]]


def read_scales(reader: Reader, node: Node | None) -> dict[str, dict[str, Words]]:
    scales = {}
    for key, values in reader.named(node, "each scale by its name"):
        scales[key.text] = read_options(reader, values)
    return scales


def read_options(reader: Reader, node: Node | None) -> dict[str, Words]:
    """Return values with their words; a scale's are listed best first."""
    pairs = reader.pairs(node, "each value with its words")
    if pairs and len(pairs.pairs) < 2:
        reader.complain(pairs, "There must be at least two values to choose from.")
    return {key.text: reader.phrase(words, parse_words) or UNTITLED for key, words in pairs or ()}


def read_sheets(reader: Reader, node: Node | None, scales: Scales) -> dict[str, Sheet]:
    sheets = {}
    for key, fields in reader.named(node, "each sheet by its name"):
        if key.text in {"cohort", "answer"}:
            reader.complain(key, f"A sheet cannot be called {key.text}: `ask` uses this word for something else.")
        sheets[key.text] = Sheet(name=key.text, fields=_read_fields(reader, fields, scales, FIELD))
    return sheets


def _read_fields(reader: Reader, node: Node | None, scales: Scales, keys: Keys) -> dict[str, Field]:
    what = "each column by its name" if keys is COLUMN else "each field by its name"
    nodes = dict(reader.named(node, what)) if node else {}
    if isinstance(node, Pairs) and not node.pairs:
        reader.complain(node, f"Here {what} is expected.")
    read = {key.text: _read_field(reader, key, value, scales, keys) for key, value in nodes.items()}
    fields = {name: field for name, field in read.items() if field}
    kinds = {name: kind for name, field in fields.items() if (kind := _kind_of(field))}
    for key, value in nodes.items():
        condition = value.get("needed_when") if isinstance(value, Pairs) else None
        if condition and key.text in fields:
            others = {name: kind for name, kind in kinds.items() if name != key.text}
            fields[key.text] = replace(fields[key.text], needed_when=read_condition(reader, condition, others))
    return fields


def _kind_of(field: Field) -> Kind | None:
    """Return what an expression may take a field for; a table is nothing it can ask about."""
    match field.kind:
        case FieldKind.NUMBER:
            return Kind.NUMBER
        case FieldKind.SCALE:
            return Kind.NUMBER if all(is_number(value) for value in field.options) else Kind.TEXT
        case FieldKind.TEXT | FieldKind.CHOICE:
            return Kind.TEXT
        case FieldKind.TICK:
            return Kind.TRUTH
        case FieldKind.DATE | FieldKind.MOMENT:
            return Kind.MOMENT
        case FieldKind.ROWS:
            return None


def _read_field(reader: Reader, key: Scalar, node: Node, scales: Scales, keys: Keys) -> Field | None:
    section = reader.section(node, keys)
    if section is None:
        return None
    kinds = [kind for kind in (*KINDS, *TABLES) if section.get(kind)]
    if len(kinds) != 1:
        _complain_of_kinds(reader, section, key, kinds, keys)
        return None
    kind = kinds[0]
    optional = reader.phrase(section.get("optional"), parse_truth) or False
    _complain_of_leftovers(reader, section, kind)
    return Field(
        name=key.text,
        title=reader.phrase(section.get("title"), parse_words) or UNTITLED,
        kind=FieldKind.ROWS if kind in TABLES else FieldKind(kind),
        optional=optional,
        places=_read_places(reader, section),
        total=reader.phrase(section.get("total"), parse_number),
        needed_for=_read_needed_for(reader, section, optional=optional),
        sets=_read_sets(reader, section),
        **_read_kind(reader, section, kind, scales),
    )


def _complain_of_kinds(reader: Reader, section: Pairs, key: Scalar, kinds: list[str], keys: Keys) -> None:
    known = KINDS if keys is COLUMN else (*KINDS, *TABLES)
    if kinds:
        reader.complain(key, f"{key.text} is {listed(kinds, last='and')} at once; it can only be one of them.")
    else:
        reader.complain(key, f"What {key.text} takes is missing; add one of {listed(known)}.")


_ONLY_FOR = {
    "columns": TABLES,
    "places": ("number",),
    "total": ("number",),
    "sets": ("number", "scale"),
}


def _complain_of_leftovers(reader: Reader, section: Pairs, kind: str) -> None:
    """Refuse keys that mean nothing for this kind of field, and those that contradict each other."""
    for name, kinds in _ONLY_FOR.items():
        key = section.key(name)
        if key and kind not in kinds:
            reader.complain(key, f"{name!r} belongs to {listed(kinds)}, not to {kind}.")
    if kind in TABLES and not section.get("columns"):
        reader.complain(section, "A table needs 'columns'.")
    if len([name for name in ("optional", "needed_for", "needed_when") if section.get(name)]) > 1:
        reader.complain(
            section, "Only one of 'optional', 'needed_for' and 'needed_when' can say when the field is needed."
        )


def _read_places(reader: Reader, section: Pairs) -> int:
    places = reader.phrase(section.get("places"), parse_count)
    if places is not None and places > 6:
        reader.complain(section.get("places") or section, "A number has at most 6 places.")
    return 2 if places is None else places


def _read_needed_for(reader: Reader, section: Pairs, *, optional: bool) -> tuple[str, ...]:
    """Return the answers as they are written; whether they exist is known once the states are."""
    if not section.get("needed_for") or optional:
        return ()
    return tuple(
        name for item in reader.items(section.get("needed_for"), "each answer") if (name := reader.phrase(item, str))
    )


def _read_sets(reader: Reader, section: Pairs) -> Literal["score"] | None:
    return "score" if reader.known(section.get("sets"), ("score",), "result") else None


def _read_kind(reader: Reader, section: Pairs, kind: str, scales: Scales) -> dict[str, Any]:
    """Return the particulars of a field's kind."""
    node = section.get(kind)
    match kind:
        case "text" | "number" | "rows":
            span = reader.phrase(node, {"text": parse_length, "number": parse_span, "rows": parse_rows}[kind])
            bounds = {"low": span.low, "high": span.high} if span else {}
            columns = _read_fields(reader, section.get("columns"), scales, COLUMN) if kind == "rows" else {}
            return {**bounds, "columns": columns}
        case "each":
            return {
                "each": reader.phrase(node, str),
                "columns": _read_fields(reader, section.get("columns"), scales, COLUMN),
            }
        case "scale":
            scale = reader.known(node, scales, "scale")
            return {"options": scales[scale] if scale else {}}
        case "choice":
            return {"options": read_options(reader, node)}
        case "moment":
            return {"ahead": reader.phrase(node, parse_ahead)}
        case _:
            if reader.phrase(node, parse_truth) is False and node:
                reader.complain(node, f"Write {kind}: true.")
            return {}
