"""Tables as they were given, to read: each row with enough of the row it is about to be understood alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cycleflow.core.handing import sources
from cycleflow.core.model import Appraisal, Cell
from cycleflow.core.version import in_force
from cycleflow.core.workflow import Field, Workflow
from cycleflow.web.form import rows_of


@dataclass(frozen=True, kw_only=True)
class Given:
    """The columns of a table, and its rows with a cell, or None, for each of them."""

    columns: tuple[Field, ...]
    rows: tuple[tuple[Cell | None, ...], ...]


def given(
    workflow: Workflow,
    appraisal: Appraisal,
    table: Field,
    rows: Sequence[Mapping[str, Cell]],
    *,
    at: datetime | None = None,
) -> Given:
    """Return a table to read; where it repeats another, with that one's first column and what its rows weigh.

    It was filled in `at` an instant, about what was in force then.
    """
    named = _naming(workflow, table)
    others = _rows_about(appraisal, table, at)
    padded = [*others, *({} for _ in rows)]
    return Given(
        columns=(*named, *table.columns.values()),
        rows=tuple(
            (*(other.get(column.name) for column in named), *(row.get(name) for name in table.columns))
            for row, other in zip(rows, padded, strict=False)
        ),
    )


def source_of(workflow: Workflow, path: str) -> Field | None:
    """Return the table that `state.field` names, as the sheet of that state defines it."""
    state, _, name = path.partition(".")
    known = sources(workflow)
    asked = known[state].ask.values() if state in known else ()
    sheets = (workflow.sheets[sheet] for sheet in asked if sheet)
    return next((sheet.fields[name] for sheet in sheets if name in sheet.fields), None)


def _naming(workflow: Workflow, table: Field) -> tuple[Field, ...]:
    source = source_of(workflow, table.each) if table.each else None
    columns = tuple(source.columns.values()) if source else ()
    return (*columns[:1], *(column for column in columns[1:] if column.total is not None))


def _rows_about(appraisal: Appraisal, table: Field, at: datetime | None) -> Sequence[Mapping[str, Cell]]:
    state, _, name = (table.each or "").partition(".")
    return rows_of(in_force(appraisal, state, at), name)
