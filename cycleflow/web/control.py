"""What a template needs to draw a sheet: each question with its name, its value and what is wrong with it.

**Why** not draw straight from the Sheet: which problem belongs to which cell, which row of the other table stands
beside this one, and what a moment is on the reader's wall clock are decisions, and decisions are tested in Python.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from cycleflow.core.model import Answers, Appraisal, Cell
from cycleflow.core.refusals import Problem
from cycleflow.core.workflow import Field, FieldKind, Sheet, Words, Workflow
from cycleflow.web.form import rows_of, to_local

_SHORT_TEXT = 200
_EMPTY_ROWS = 3


@dataclass(frozen=True, kw_only=True)
class Control:
    """One question: `name` is that of its form field, `value` what it holds now."""

    name: str
    field: Field
    value: Cell
    problems: tuple[Problem, ...] = ()
    needed_for: tuple[Words, ...] = ()

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def kind(self) -> str:
        return self.field.kind.value

    @property
    def is_long(self) -> bool:
        return self.field.kind is FieldKind.TEXT and (self.field.high is None or self.field.high > _SHORT_TEXT)

    @property
    def is_always_needed(self) -> bool:
        return not (self.field.optional or self.field.needed_for or self.field.needed_when)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a table: its cells, and beside them the row of the other table it speaks about."""

    number: int
    cells: tuple[Control, ...]
    beside: tuple[tuple[Field, Cell], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Total:
    """What a column adds up to so far, and what it should."""

    column: Field
    name: str
    so_far: Decimal
    wanted: Decimal


@dataclass(frozen=True, kw_only=True)
class Table:
    """A question with rows. `blank` is the row that "add" would add."""

    name: str
    field: Field
    lines: tuple[Line, ...]
    blank: Line
    totals: tuple[Total, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        return "f-" + self.name

    @property
    def kind(self) -> str:
        return self.field.kind.value

    @property
    def may_grow(self) -> bool:
        return not self.field.each and (self.field.high is None or len(self.lines) < self.field.high)

    @property
    def may_shrink(self) -> bool:
        return not self.field.each and len(self.lines) > 1


@dataclass(frozen=True, kw_only=True)
class Filling:
    """A sheet being filled in: by whom it is read, what it holds, and what is wrong with it."""

    workflow: Workflow
    appraisal: Appraisal
    state: str
    zone: str
    answers: Answers
    problems: tuple[Problem, ...] = ()


def controls_of(sheet: Sheet | None, filling: Filling) -> tuple[Control | Table, ...]:
    """Return the sheet's questions in their order."""
    fields = sheet.fields.values() if sheet else ()
    return tuple(
        _table(field, filling) if field.kind is FieldKind.ROWS else _control(field, filling) for field in fields
    )


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a problem is: the id of the question, its title, and the row if it is in a table."""

    id: str
    title: Words
    row: int | None = None


def places_of(controls: Sequence[Control | Table]) -> tuple[tuple[Place, Problem], ...]:
    """Return every problem with its place, in the order of the page."""
    found: list[tuple[Place, Problem]] = []
    for one in controls:
        found += ((Place(id=one.id, title=one.field.title), problem) for problem in one.problems)
        for line in one.lines if isinstance(one, Table) else ():
            found += (
                (Place(id=cell.id, title=cell.field.title, row=line.number + 1), problem)
                for cell in line.cells
                for problem in cell.problems
            )
    return tuple(found)


def source_of(workflow: Workflow, path: str) -> Field | None:
    """Return the table that `state.field` names, as the sheet of that state defines it."""
    state, _, name = path.partition(".")
    asked = workflow.states[state].ask.values() if state in workflow.states else ()
    sheets = (workflow.sheets[sheet] for sheet in asked if sheet)
    return next((sheet.fields[name] for sheet in sheets if name in sheet.fields), None)


def _control(field: Field, filling: Filling) -> Control:
    found = tuple(problem for problem in filling.problems if problem.field == field.name)
    value = filling.answers.get(field.name, "")
    return Control(
        name=field.name,
        field=field,
        value=_shown(field, "" if isinstance(value, tuple) else value, filling.zone),
        problems=found,
        needed_for=_titles(field, filling),
    )


def _titles(field: Field, filling: Filling) -> tuple[Words, ...]:
    answers = filling.workflow.states[filling.state].answers
    return tuple(answers[name].title for name in field.needed_for if name in answers)


def _table(field: Field, filling: Filling) -> Table:
    rows = _rows(field, filling)
    lines = tuple(_line(field, number, row, filling) for number, row in enumerate(rows))
    placed = {(problem.row, problem.column) for line in lines for cell in line.cells for problem in cell.problems}
    about_all = [one for one in filling.problems if one.field == field.name and (one.row, one.column) not in placed]
    return Table(
        name=field.name,
        field=field,
        lines=lines,
        blank=_line(field, len(lines), {}, filling),
        totals=tuple(_total(field, column, rows) for column in field.columns.values() if column.total is not None),
        problems=tuple(about_all),
    )


def _rows(field: Field, filling: Filling) -> Sequence[Mapping[str, Cell]]:
    """Return the rows to show: one for each of the other table, else what there is, else a few to begin with."""
    rows = rows_of(filling.answers, field.name)
    if field.each:
        wanted = len(_other_rows(field, filling))
        return [*rows, *({} for _ in range(wanted))][:wanted]
    if rows:
        return rows
    return [{}] * (min(_EMPTY_ROWS, int(field.high or _EMPTY_ROWS)) if field.low else 1)


def _other_rows(field: Field, filling: Filling) -> Sequence[Mapping[str, Cell]]:
    state, _, name = (field.each or "").partition(".")
    return rows_of(filling.appraisal.sheets.get(state, {}), name)


def _line(field: Field, number: int, row: Mapping[str, Cell], filling: Filling) -> Line:
    cells = tuple(
        Control(
            name=f"{field.name}.{number}.{column.name}",
            field=column,
            value=_shown(column, row.get(column.name, ""), filling.zone),
            problems=_of_cell(filling.problems, field.name, number, column.name),
        )
        for column in field.columns.values()
    )
    return Line(number=number, cells=cells, beside=_beside(field, number, filling))


def _of_cell(problems: Sequence[Problem], field: str, number: int, column: str) -> tuple[Problem, ...]:
    place = (field, number + 1, column)
    return tuple(one for one in problems if (one.field, one.row, one.column) == place)


def _beside(field: Field, number: int, filling: Filling) -> tuple[tuple[Field, Cell], ...]:
    rows, source = _other_rows(field, filling), source_of(filling.workflow, field.each or "")
    if source is None or number >= len(rows):
        return ()
    row = rows[number]
    return tuple((column, row[name]) for name, column in source.columns.items() if name in row)


def _total(field: Field, column: Field, rows: Sequence[Mapping[str, Cell]]) -> Total:
    figures = (_figure(row.get(column.name)) for row in rows)
    assert column.total is not None
    return Total(
        column=column, name=f"{field.name}.{column.name}", so_far=sum(figures, Decimal(0)), wanted=column.total
    )


def _figure(cell: Cell | None) -> Decimal:
    try:
        figure = Decimal(cell) if isinstance(cell, str) else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
    return figure if figure.is_finite() else Decimal(0)


def _shown(field: Field, value: Cell, zone: str) -> Cell:
    return to_local(value, zone) if field.kind is FieldKind.MOMENT and isinstance(value, str) and value else value
