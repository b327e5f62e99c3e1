"""The log of a duty as a table: what conditions and measures compute with, and what a reader is shown.

A row is an occurrence that was done, or that should have been: what nobody has done counts from its due time, though it
may still be done late.

**Why** as of an instant: a score explained years later must be made of the rows that were there when it was worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from cycleflow.core.calendar import local_day
from cycleflow.core.model import Appraisal, Cell, DutyLog, Occurrence, OccurrenceStatus
from cycleflow.core.relaxed import relaxed_columns
from cycleflow.core.scoring.card import Card
from cycleflow.core.scoring.inputs import Value, inputs_of
from cycleflow.core.workflow import Duty, Field, FieldKind, Sheet, Words, Workflow

_TITLES: Mapping[str, tuple[FieldKind, Words]] = {
    "occurrence": (FieldKind.NUMBER, {"zh": "次数", "en": "No."}),
    "due_on": (FieldKind.DATE, {"zh": "期限", "en": "Due"}),
    "done": (FieldKind.TICK, {"zh": "已完成", "en": "Done"}),
    "late": (FieldKind.TICK, {"zh": "逾期", "en": "Late"}),
    "days_late": (FieldKind.NUMBER, {"zh": "逾期天数", "en": "Days late"}),
    "answer": (FieldKind.CHOICE, {"zh": "回答", "en": "Answer"}),
}
COLUMNS = tuple(_TITLES)
"""What every log says of an occurrence."""


def table_field(duty: Duty, sheets: Mapping[str, Sheet]) -> Field:
    """Return the log of a duty as a table: what every log has, and the fields of the sheets filled in."""
    filled = (sheets[name] for name in duty.ask.values() if name)
    asked = {name: one for sheet in filled for name, one in sheet.fields.items() if not one.columns}
    fields = relaxed_columns(asked)
    return Field(name=duty.name, title=duty.title, kind=FieldKind.ROWS, columns={**fields, **_columns(duty)})


def _columns(duty: Duty) -> dict[str, Field]:
    options = {answer.name: answer.title for answer in duty.answers.values()}
    return {
        name: Field(
            name=name, title=title, kind=kind, optional=True, options=options if kind is FieldKind.CHOICE else {}
        )
        for name, (kind, title) in _TITLES.items()
    }


def tables(workflow: Workflow, appraisal: Appraisal) -> dict[str, Value]:
    """Return the logs measures ask for, as they compute with them: as they were when the score was made."""
    if not workflow.duties:
        return {}
    rules = (part.rule for part in (workflow.outcomes, workflow.scorecard) if part)
    known = {name: field for rule in rules if isinstance(rule, Card) for name, field in rule.fields.items()}
    fields = {name: known[name] for name in workflow.duties if name in known}
    return inputs_of(fields, {"": {name: rows(appraisal, name, appraisal.logged_at) for name in fields}})


def rows(appraisal: Appraisal, duty: str, as_of: datetime | None = None) -> tuple[Mapping[str, Cell], ...]:
    """Return what had been done, or should have been, at an instant; else by now, as far as the clock has rung."""
    log = appraisal.duties.get(duty, DutyLog()).rows
    if as_of is None:
        return tuple(_row(one) for one in log if _counts(one, appraisal.called_at))
    then = (_as_it_was(one, as_of) for one in log)
    return tuple(_row(one) for one in then if _counts(one, as_of))


def _as_it_was(one: Occurrence, as_of: datetime) -> Occurrence:
    is_closed = one.closed_at is not None and one.closed_at <= as_of
    return one if is_closed else replace(one, status=OccurrenceStatus.OPEN, closed_at=None)


def _counts(one: Occurrence, as_of: datetime | None) -> bool:
    if one.status is OccurrenceStatus.OPEN:
        return as_of is not None and one.due_at < as_of
    return one.status is not OccurrenceStatus.WITHDRAWN


def _row(one: Occurrence) -> Mapping[str, Cell]:
    due_on = local_day(one.due_at, one.zone)
    row: dict[str, Cell] = {"occurrence": str(one.number), "due_on": due_on.isoformat(), "done": False, "late": False}
    if one.status is not OccurrenceStatus.DONE or one.closed_at is None:
        return row
    filled = {name: value for name, value in one.sheet.items() if not isinstance(value, tuple)}
    days_late = max((local_day(one.closed_at, one.zone) - due_on).days, 0)
    done: dict[str, Cell] = {"done": True, "late": one.closed_at > one.due_at, "days_late": str(days_late)}
    return {**filled, **row, **done, "answer": one.answer or ""}
