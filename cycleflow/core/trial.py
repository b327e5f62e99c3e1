"""A score worked out from figures alone, without an appraisal: for examples, for `score`, for whoever wants to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from cycleflow.core.checks import Setting, check_sheet
from cycleflow.core.model import Answers, Appraisal
from cycleflow.core.scoring.card import Card, Value, inputs_of
from cycleflow.core.workflow import Field, FieldKind, Sheet, Workflow, is_figure

_NOBODY = Appraisal(id="", cycle="", person="", fingerprint="", starts_on=date.min, ends_on=date.min)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def take_inputs(workflow: Workflow, raw: Mapping[str, object], *, complete: bool) -> dict[str, Value]:
    """Return indicator values as the rules compute with them; `complete` asks for every figure that is needed.

    Raises:
        SheetError: a value is wrong, surplus or, where all are asked for, missing.
    """
    card = workflow.scorecard.rule if workflow.scorecard else None
    fields = card.fields if isinstance(card, Card) else {}
    asked = fields if complete else {name: _relaxed(field) for name, field in fields.items()}
    setting = Setting(answer="", appraisal=_NOBODY, calendar=workflow.calendar, zone="UTC", now=_LONG_AGO)
    answers = check_sheet(Sheet(name="inputs", fields=asked), _plain(asked, raw), setting)
    return inputs_of(fields, {"inputs": _without_blank(fields, answers, raw)})


def take_measure(text: str) -> Value:
    """Return the value of a measure that is given instead of being worked out."""
    return Decimal(text) if is_figure(text) else text


def _relaxed(field: Field) -> Field:
    return replace(field, optional=True, needed_when=None, needed_for=())


def _plain(fields: Mapping[str, Field], raw: Mapping[str, object]) -> dict[str, object]:
    """Return the values as a sheet takes them: figures as text, a list as a table of one column."""
    return {name: _cell_or_rows(fields.get(name), value) for name, value in raw.items()}


def _cell_or_rows(field: Field | None, value: object) -> object:
    if field is None or field.kind is not FieldKind.ROWS or not isinstance(value, Sequence) or isinstance(value, str):
        return _text(value)
    rows = (row if isinstance(row, Mapping) else {next(iter(field.columns)): row} for row in value)
    return [{name: _text(cell) for name, cell in row.items()} for row in rows]


def _text(value: object) -> object:
    """Return a figure as text; true and false stay what they are, whichever way they are written."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return value == "true" if value in ("true", "false") else value


def _without_blank(fields: Mapping[str, Field], answers: Answers, raw: Mapping[str, object]) -> Mapping[str, object]:
    """Drop tables nobody gave, so that they are missed; keep ticks that were said to be false."""
    kept: dict[str, object] = {name: value for name, value in answers.items() if name in raw}
    ticks = {name for name in raw if name in fields and fields[name].kind is FieldKind.TICK}
    return {**dict.fromkeys(ticks, False), **kept}
