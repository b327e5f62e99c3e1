"""Finds the column `state.table.column` a score rule computes with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cycleflow.core.workflow import Field, FieldKind, Sheet, State
from cycleflow.policy.complaint import Place
from cycleflow.policy.node import Node
from cycleflow.policy.phrase import PhraseError, parse_number
from cycleflow.policy.reader import Reader

Path: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column in use: where it is, what it is, and where the regulation asks for it."""

    path: Path
    table: Field
    field: Field
    place: Place


def field_of(states: Mapping[str, State], sheets: Mapping[str, Sheet], state: str, name: str) -> Field | None:
    """Return a field of the sheet that is filled in at a state; none where everybody fills in his own."""
    is_one = state in states and not states[state].gather
    asked = [sheet for sheet in states[state].ask.values() if sheet] if is_one else []
    found = (sheets[sheet].fields.get(name) for sheet in asked if sheet in sheets)
    return next((field for field in found if field), None)


def read_column(
    reader: Reader, node: Node | None, states: Mapping[str, State], sheets: Mapping[str, Sheet]
) -> Column | None:
    """Return the column of figures a path names, or complain that it leads nowhere."""
    text = reader.phrase(node, str)
    if node is None or text is None:
        return None
    parts = text.split(".")
    if len(parts) != 3:
        reader.complain(node, f"{text!r} is not a column; write it like manager_review.goals.score.")
        return None
    state, name, column = parts
    if state not in states:
        reader.known(node, {f"{known}.{name}.{column}": None for known in states}, "column")
        return None
    table = field_of(states, sheets, state, name)
    if table is None or table.kind is not FieldKind.ROWS:
        reader.complain(node, f"No table {name!r} is filled in at {state!r}.")
        return None
    field = table.columns.get(column)
    if field is None:
        reader.complain(node, f"The table {name!r} has no column {column!r}; it has {', '.join(table.columns)}.")
        return None
    if not is_figure(field):
        reader.complain(node, f"{text} does not hold numbers that are always filled in, so no score can be made of it.")
        return None
    return Column(path=(state, name, column), table=table, field=field, place=node.place)


def is_figure(field: Field) -> bool:
    """Whether a field always holds a number."""
    if field.optional or field.needed_for or field.needed_when:
        return False
    return field.kind is FieldKind.NUMBER or (field.kind is FieldKind.SCALE and all(map(is_number, field.options)))


def is_number(text: str) -> bool:
    try:
        parse_number(text)
    except PhraseError:
        return False
    return True
