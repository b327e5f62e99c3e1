"""What a card computes with: figures, levels, truths and tables, as they are found in filled-in sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from cycleflow.core.scoring.scorecard import Amount
from cycleflow.core.workflow import Field, FieldKind

Row: TypeAlias = Mapping[str, Amount]
Value: TypeAlias = "Amount | Sequence[Row]"
Given: TypeAlias = Mapping[str, Value]
"""Indicator name to its value, or to the rows of its table."""

Titles: TypeAlias = dict[str, Mapping[str, str]]
"""What people call things, by their names."""


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """The sheets a role has filled in at a state, as the table `asked`: a row a person.

    Of an anonymous role only what `at_least` so many have said counts, column by column.

    Or, where it `is_filled` in only once, the table `role` of the sheet; `repeats` are the tables it goes on with row
    by row, each a state and a table, whose columns are known in it, too.
    """

    state: str
    role: str
    asked: Field
    anonymous: bool = False
    at_least: int = 1
    is_filled: bool = False
    repeats: tuple[tuple[str, str], ...] = ()

    def found(self, sheets: Mapping[str, Mapping[str, object]]) -> Sequence[Row] | None:
        """Return the rows there are in filled-in sheets; none where they repeat rows that are other ones now."""
        given = sheets.get(self.state, {}).get(self.role)
        if not self.repeats or not isinstance(given, Sequence):
            return self.rows(given)
        tables = [*(sheets.get(state, {}).get(table, ()) for state, table in self.repeats), given]
        columns = [table for table in tables if isinstance(table, Sequence)]
        if len({len(table) for table in columns}) > 1:
            return None
        joined = zip(*columns, strict=True)
        return self.rows(tuple({name: cell for row in rows for name, cell in row.items()} for rows in joined))

    def rows(self, given: object) -> Sequence[Row] | None:
        """Return the rows as rules compute with them, or nothing where too few have answered."""
        rows = _input(self.asked, given)
        if not isinstance(rows, tuple) or len(rows) < self.at_least:
            return None
        if not self.anonymous:
            return rows
        ticks = {name for name, column in self.asked.columns.items() if column.kind is FieldKind.TICK}
        told = ticks | {name for name in rows[0] if sum(row[name] is not None for row in rows) >= self.at_least}
        return tuple({name: cell if name in told else None for name, cell in row.items()} for row in rows)


def inputs_of(fields: Mapping[str, Field], sheets: Mapping[str, Mapping[str, object]]) -> dict[str, Value]:
    """Return the indicators found in the sheets, as rules compute with them; a later sheet prevails."""
    return {
        name: _input(fields[name], value)
        for answers in sheets.values()
        for name, value in answers.items()
        if name in fields
    }


def _input(field: Field, value: object) -> Value:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(
            {name: amount_of(column, row.get(name)) for name, column in field.columns.items()} for row in value
        )
    return amount_of(field, value)


def amount_of(field: Field, value: object) -> Amount:
    """Return a cell as rules compute with it; where nothing is written that is no text, there is nothing."""
    if value is None or isinstance(value, bool | Decimal):
        return value
    if value == "" and field.kind is not FieldKind.TEXT:
        return None
    figured = field.kind is FieldKind.NUMBER or (field.kind is FieldKind.SCALE and field.is_numeric)
    return Decimal(str(value)) if figured else str(value)
