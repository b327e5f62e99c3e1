"""Reads the sheets: what people fill in, field by field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from cycleflow.core.workflow import Field, FieldKind, Sheet, Words
from cycleflow.policy.complaint import listed
from cycleflow.policy.expression import Formula, Kind
from cycleflow.policy.node import Node, Pairs, Scalar
from cycleflow.policy.phrase import (
    Span,
    parse_ahead,
    parse_length,
    parse_places,
    parse_rows,
    parse_span,
    parse_total,
    parse_truth,
    parse_words,
    parse_yes,
)
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.columns import is_number
from cycleflow.policy.sections.conditions import read_condition
from cycleflow.policy.vocabulary import COLUMN, FIELD, KINDS, TABLES, Keys

UNTITLED: Words = {"zh": "", "en": ""}
"""Stands in where words could not be read; such a regulation is refused anyway."""

RESERVED = frozenset({"cohort", "answer"})
"""Words that stand where `ask` could name a sheet."""

ANYBODY = "anybody"
"""`person: anybody`: whoever is at work may be named."""

Scales: TypeAlias = Mapping[str, Mapping[str, Words]]

NOTHING: Mapping[str, Kind] = {}

_ONLY_FOR: Mapping[str, tuple[str, ...]] = {
    "columns": TABLES,
    "places": ("number",),
    "total": ("number",),
    "sets": ("number", "scale", "choice"),
}


def read_scales(reader: Reader, node: Node | None) -> dict[str, dict[str, Words]]:
    return {key.text: _read_options(reader, values) for key, values in reader.named(node, "each scale by its name")}


def _read_options(reader: Reader, node: Node | None) -> dict[str, Words]:
    """Return values with their words; a scale's are listed best first."""
    pairs = reader.pairs(node, "each value with its words")
    if pairs and len(pairs.pairs) < 2:
        reader.complain(pairs, "There must be at least two values to choose from.")
    return {key.text: reader.phrase(words, parse_words) or UNTITLED for key, words in pairs or ()}


def read_sheets(
    reader: Reader,
    node: Node | None,
    scales: Scales,
    known: Mapping[str, Kind] = NOTHING,
    *,
    roles: Collection[str] = (),
) -> dict[str, Sheet]:
    """Return the sheets; `known` is what their conditions may ask besides the fields, `roles` whom they may name."""
    sheets = {}
    for key, fields in reader.named(node, "each sheet by its name"):
        if key.text in RESERVED:
            reader.complain(key, f"A sheet cannot be called {key.text!r}; under 'ask' the word means something else.")
        form = _Form(reader=reader, scales=scales, keys=FIELD, known=known, roles=roles)
        sheets[key.text] = Sheet(name=key.text, fields=form.read(fields))
    return sheets


def read_fields(reader: Reader, node: Node | None, scales: Scales) -> dict[str, Field]:
    """Return fields that stand outside any sheet: the indicators."""
    return _Form(reader=reader, scales=scales, keys=FIELD, known=NOTHING).read(node)


@dataclass(frozen=True, kw_only=True)
class _Form:
    """Reads the fields of a sheet, or the columns of a table: `keys` says which; `known` may be asked besides them."""

    reader: Reader
    scales: Scales
    keys: Keys
    known: Mapping[str, Kind]
    roles: Collection[str] = ()

    def read(self, node: Node | None) -> dict[str, Field]:
        """Return the fields by name; conditions last, since they may ask about any other field."""
        nodes = dict(self.reader.named(node, f"each {_what(self.keys)} by its name"))
        if isinstance(node, Pairs) and not node.pairs:
            self.reader.complain(node, f"There is no {_what(self.keys)} here.")
        read = {key.text: self._read_field(key, value) for key, value in nodes.items()}
        fields = {name: field for name, field in read.items() if field}
        kinds = {name: kind for name, field in fields.items() if (kind := kind_of(field))}
        for key, value in nodes.items():
            by = fields[key.text].total_by if key.text in fields else None
            if by and by not in fields and isinstance(value, Pairs):
                self.reader.complain(value.get("total") or value, f"There is no column {by!r} beside it to add up by.")
        for key, value in nodes.items():
            condition = value.get("needed_when") if isinstance(value, Pairs) else None
            if condition and key.text in fields:
                below = list(fields)[list(fields).index(key.text) :]
                needed_when = self._read_needed_when(condition, kinds, below)
                fields[key.text] = replace(fields[key.text], needed_when=needed_when)
        return fields

    def _read_needed_when(self, node: Node, kinds: Mapping[str, Kind], below: Sequence[str]) -> Formula:
        """Return the condition; a form is filled in from above, so only what stands above can decide."""
        others = {other: kind for other, kind in kinds.items() if other != below[0]}
        condition = read_condition(self.reader, node, {**self.known, **others})
        for other in condition.names:
            if other in below:
                sentence = f"{other!r} stands below; a condition can only ask about what stands above it."
                self.reader.complain(node, sentence)
        return condition

    def _read_field(self, key: Scalar, node: Node) -> Field | None:
        section = self.reader.section(node, self.keys)
        if section is None:
            return None
        kind = self._choose_kind(key, section)
        if kind is None:
            return None
        self._check_company(section, kind)
        total, total_by = self.reader.phrase(section.get("total"), parse_total) or (None, None)
        return Field(
            name=key.text,
            title=self.reader.phrase(section.get("title"), parse_words) or UNTITLED,
            kind=FieldKind.ROWS if kind in TABLES else FieldKind(kind),
            optional=self.reader.phrase(section.get("optional"), parse_truth) or False,
            total=total,
            total_by=total_by,
            needed_for=self._read_needed_for(section),
            sets=self._read_sets(section),
            **self._read_kind(section, kind),
        )

    def _choose_kind(self, key: Scalar, section: Pairs) -> str | None:
        known = tuple(kind for kind in (*KINDS, *TABLES) if kind in self.keys.all)
        kinds = [kind for kind in known if section.get(kind)]
        if len(kinds) == 1:
            return kinds[0]
        if kinds:
            sentence = f"{key.text!r} is {listed(kinds, last='and')} at once; it can only be one of them."
        else:
            sentence = f"What {key.text!r} takes is missing; add one of {listed(known)}."
        self.reader.complain(key, sentence)
        return None

    def _check_company(self, section: Pairs, kind: str) -> None:
        """Refuse keys that mean nothing for this kind of field, and those that contradict each other."""
        for name, kinds in _ONLY_FOR.items():
            key = section.key(name)
            if key and kind not in kinds and name in self.keys.all:
                self.reader.complain(key, f"{name!r} belongs to {listed(kinds)}, not to {kind}.")
        if kind in TABLES and not section.get("columns"):
            self.reader.complain(section, "A table needs 'columns'.")
        needed_for = section.get("needed_for")
        if kind in TABLES and needed_for:
            place = section.key("needed_for") or section
            self.reader.complain(place, "A table cannot have 'needed_for'; its rows say if it is needed.")
        if kind == "each" and section.get("needed_when"):
            place = section.key("needed_when") or section
            self.reader.complain(place, "A table that repeats another cannot have 'needed_when'; it has as many rows.")
        conditions = [name for name in ("optional", "needed_for", "needed_when") if section.get(name)]
        if len(conditions) > 1 and "optional" in conditions:
            self.reader.complain(section, f"Only one of {listed(conditions)} can say when the field is needed.")

    def _read_needed_for(self, section: Pairs) -> tuple[str, ...]:
        """Return the answers as they are written; whether they exist is known once the states are."""
        found = (self.reader.phrase(item, str) for item in self.reader.items(section.get("needed_for"), "each answer"))
        return tuple(name for name in found if name)

    def _read_sets(self, section: Pairs) -> Literal["score", "grade"] | None:
        found = self.reader.known(section.get("sets"), ("score", "grade"), "result")
        return "score" if found == "score" else "grade" if found == "grade" else None

    def _read_kind(self, section: Pairs, kind: str) -> dict[str, Any]:
        """Return the particulars of a field's kind."""
        reader, node = self.reader, section.get(kind)
        match kind:
            case "number":
                places = reader.phrase(section.get("places"), parse_places)
                return {**self._bounds(node, parse_span), "places": 2 if places is None else places}
            case "text":
                return self._bounds(node, parse_length)
            case "rows":
                return {**self._bounds(node, parse_rows), "columns": self._read_columns(section)}
            case "each":
                return {"each": reader.phrase(node, str), "columns": self._read_columns(section)}
            case "scale":
                scale = reader.known(node, self.scales, "scale")
                return {"options": self.scales[scale] if scale else {}}
            case "choice":
                return {"options": _read_options(reader, node)}
            case "person":
                among = reader.known(node, (*self.roles, ANYBODY), "role")
                return {"among": None if among == ANYBODY else among}
            case "moment":
                return {"ahead": reader.phrase(node, parse_ahead)}
            case _:
                reader.phrase(node, parse_yes)
                return {}

    def _bounds(self, node: Node | None, parse: Callable[[str], Span]) -> dict[str, Any]:
        span = self.reader.phrase(node, parse)
        return {"low": span.low, "high": span.high} if span else {}

    def _read_columns(self, section: Pairs) -> dict[str, Field]:
        return replace(self, keys=COLUMN).read(section.get("columns"))


def _what(keys: Keys) -> str:
    return "column" if keys is COLUMN else "field"


def kind_of(field: Field) -> Kind | None:
    """Return what an expression may take a field for; a table is nothing it can ask about."""
    match field.kind:
        case FieldKind.NUMBER:
            return Kind.NUMBER
        case FieldKind.SCALE:
            return Kind.NUMBER if all(map(is_number, field.options)) else Kind.TEXT
        case FieldKind.TEXT | FieldKind.CHOICE | FieldKind.PERSON:
            return Kind.TEXT
        case FieldKind.TICK:
            return Kind.TRUTH
        case FieldKind.DATE | FieldKind.MOMENT:
            return Kind.MOMENT
        case _:
            return None
