"""A score worked out from figures alone, without an appraisal: for examples, for `score`, for whoever wants to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeAlias

from cycleflow.core.checks import Setting, check_sheet
from cycleflow.core.facts import fields_of
from cycleflow.core.model import Answers, Appraisal
from cycleflow.core.refusals import Problem, SheetError
from cycleflow.core.scoring.card import Card
from cycleflow.core.scoring.inputs import Value, inputs_of
from cycleflow.core.scoring.weighted import WeightedMean
from cycleflow.core.workflow import Field, FieldKind, Sheet, Workflow, asked_of, is_figure

Sheets: TypeAlias = Mapping[str, Mapping[str, object]]

_NOBODY = Appraisal(id="", cycle="", person="", fingerprint="", starts_on=date.min, ends_on=date.min)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def take(workflow: Workflow, given: Mapping[str, object], *, complete: bool) -> tuple[Sheets, dict[str, Value]]:
    """Return what is given as sheets, and as values the rules compute with.

    A card takes indicators, facts and gathered tables; a measure that is given is not worked out. A score over
    filled-in sheets takes columns such as `review.goals.score: [5, 4]`. `complete` asks for every figure needed.

    Raises:
        SheetError: a value is wrong, surplus or, where all are asked for, missing.
    """
    card = workflow.scorecard.rule if workflow.scorecard else None
    if not isinstance(card, Card):
        return _take_columns(_columns_of(card), given), {}
    measures = {name: _measure(str(value)) for name, value in given.items() if name in card.measures and not complete}
    inputs = {name: value for name, value in given.items() if name not in measures}
    tables = {name: table.asked for name, table in card.gathered.items()}
    values = take_figures(workflow, {**card.fields, **tables}, inputs, complete=complete)
    rows = {name: table.rows(values[name]) for name, table in card.gathered.items() if name in values}
    return {}, {**values, **rows, **measures}


def wanted(workflow: Workflow) -> dict[str, Field | None]:
    """Return what `take` takes: facts and indicators with their fields, or columns, which have none."""
    card = workflow.scorecard.rule if workflow.scorecard else None
    if not isinstance(card, Card):
        return dict.fromkeys(_columns_of(card))
    return {**_facts(workflow), **card.fields, **{name: table.asked for name, table in card.gathered.items()}}


def _facts(workflow: Workflow) -> dict[str, Field]:
    fields = fields_of(workflow)
    return {name: fields[name] for name in workflow.facts_used}


def _columns_of(rule: object) -> tuple[str, ...]:
    return (".".join(rule.scores), ".".join(rule.weights)) if isinstance(rule, WeightedMean) else ()


def _take_columns(columns: Sequence[str], given: Mapping[str, object]) -> Sheets:
    problems = [Problem(field=name, words="This sheet has no such field.") for name in given if name not in columns]
    problems += [Problem(field=name, words="This is needed.") for name in columns if name not in given]
    lists = {name: _cells(given[name]) for name in columns if name in given}
    problems += [Problem(field=name, words="This must be a list of numbers.") for name in lists if not lists[name]]
    if len({len(cells) for cells in lists.values()}) > 1:
        problems += [Problem(field=columns[0], words="The lists must be of the same length.")]
    if problems:
        raise SheetError(tuple(problems))
    sheets: dict[str, dict[str, list[dict[str, object]]]] = {}
    for name, cells in lists.items():
        state, table, column = name.split(".")
        rows = sheets.setdefault(state, {}).setdefault(table, [{} for _ in cells])
        for row, cell in zip(rows, cells, strict=True):
            row[column] = cell
    return sheets


def _cells(value: object) -> list[str]:
    """Return figures as text, or nothing where one is none."""
    cells = [str(cell) for cell in value] if isinstance(value, list) else []
    return cells if all(map(is_figure, cells)) else []


def take_figures(
    workflow: Workflow, indicators: Mapping[str, Field], raw: Mapping[str, object], *, complete: bool
) -> dict[str, Value]:
    """Return indicators and facts as values the rules compute with; raises what `take` raises."""
    fields = {**_facts(workflow), **asked_of(indicators, raw)}
    asked = fields if complete else {name: _relaxed(field) for name, field in fields.items()}
    setting = Setting(answer="", appraisal=_NOBODY, calendar=workflow.calendar, zone="UTC", now=_LONG_AGO)
    given = {name: value for name, value in raw.items() if value is not None}
    answers = check_sheet(Sheet(name="inputs", fields=asked), _plain(asked, given), setting)
    return inputs_of(fields, {"inputs": _without_blank(fields, answers, given)})


def _measure(text: str) -> Value:
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
