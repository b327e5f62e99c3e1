"""What a template needs to draw a sheet: each question with its name, its value and what is wrong with it.

**Why** not draw straight from the Sheet: which problem belongs to which cell, which row of the other table stands
beside this one, and what a moment is on the reader's wall clock are decisions, and decisions are tested in Python.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from cycleflow.core.checks import typed
from cycleflow.core.model import Answers, Appraisal, Cell
from cycleflow.core.organisation import Person
from cycleflow.core.refusals import Problem
from cycleflow.core.version import is_present
from cycleflow.core.workflow import Field, FieldKind, Sheet, Words, Workflow
from cycleflow.journeys.disclosure import Shown
from cycleflow.journeys.naming import Choices
from cycleflow.web.form import rows_of, to_local
from cycleflow.web.given import source_of

_SHORT_TEXT = 200
_EMPTY_ROWS = 3
ANYBODY = "anybody"
_SHORT_LIST = 15
"""So many people are a list to choose from; of more, one finds somebody by typing."""
_UNPLACED = 999
"""The number of the row a script copies, until it has one of its own."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """One question: `name` is that of its form field, `value` what it holds now.

    `needed_for` are the answers that need it; `needed_with` the choices beside it that do, by the field they are of.
    `choices` are who may be named, as far as they can be proposed, `person` is who is named now.
    """

    name: str
    field: Field
    value: Cell
    problems: tuple[Problem, ...] = ()
    needed_for: tuple[Words, ...] = ()
    needed_with: tuple[tuple[Field, tuple[str, ...]], ...] = ()
    choices: Sequence[Person] = ()
    person: Person | None = None

    @property
    def is_short_list(self) -> bool:
        """Whether those who may be named are so few that a list shows them all, and what was typed is among them."""
        numbers = [person.number for person in self.choices]
        return 0 < len(numbers) <= _SHORT_LIST and (not self.value or self.value in numbers)

    @property
    def list_id(self) -> str:
        """Return the id of the list a page proposes people from; the fields that name the same people share it."""
        return f"people-{self.field.among or ANYBODY}"

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
class Beside:
    """A cell of another table that stands beside a row, to read; `titles` say what it is, from the outside in."""

    titles: tuple[Words, ...]
    field: Field
    value: Cell


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a table: its cells, and beside them what others said in the same row."""

    number: int
    cells: tuple[Control, ...]
    beside: tuple[Beside, ...] = ()


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
    """A sheet being filled in: what it holds, what is wrong with it, and what its reader is shown besides."""

    workflow: Workflow
    appraisal: Appraisal
    state: str
    zone: str
    answers: Answers
    problems: tuple[Problem, ...] = ()
    shown: tuple[Shown, ...] = ()
    choices: Choices = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)


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


def _control(field: Field, filling: Filling) -> Control:
    found = tuple(problem for problem in filling.problems if problem.field == field.name)
    value = filling.answers.get(field.name, "")
    return Control(
        name=field.name,
        field=field,
        value=_shown(field, "" if isinstance(value, tuple) else value, filling.zone),
        problems=found,
        needed_for=_titles(field, filling),
        choices=_choices(field, filling),
        person=_person(field, value, filling),
    )


def _titles(field: Field, filling: Filling) -> tuple[Words, ...]:
    answers = filling.workflow.stages[filling.state].answers
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
        blank=_line(field, _UNPLACED, {}, filling),
        totals=tuple(
            _total(field, column, rows)
            for column in field.columns.values()
            if column.total is not None and not column.total_by
        ),
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
            needed_with=_needed_with(column, field.columns, filling.appraisal.facts),
            choices=_choices(column, filling),
            person=_person(column, row.get(column.name), filling),
        )
        for column in field.columns.values()
    )
    return Line(number=number, cells=cells, beside=_beside(field, number, filling))


def _choices(field: Field, filling: Filling) -> Sequence[Person]:
    return filling.choices.get(field.among, ()) if field.kind is FieldKind.PERSON else ()


def _person(field: Field, value: object, filling: Filling) -> Person | None:
    return filling.people.get(str(value)) if field.kind is FieldKind.PERSON else None


def _of_cell(problems: Sequence[Problem], field: str, number: int, column: str) -> tuple[Problem, ...]:
    place = (field, number + 1, column)
    return tuple(one for one in problems if (one.field, one.row, one.column) == place)


def _needed_with(
    field: Field, siblings: Mapping[str, Field], facts: Mapping[str, Cell]
) -> tuple[tuple[Field, tuple[str, ...]], ...]:
    """Return the choices in the same row that make the field needed, by the field they are of."""
    condition = field.needed_when
    if condition is None:
        return ()
    empty = {**facts, **dict.fromkeys(siblings)}
    found = (
        (other, tuple(one for one in other.options if condition.evaluate({**empty, name: typed(other, one)})))
        for name, other in siblings.items()
    )
    return tuple((other, values) for other, values in found if values)


def _beside(field: Field, number: int, filling: Filling) -> tuple[Beside, ...]:
    """Return the row this one is about, and what others whom the reader may read said about it."""
    if not field.each:
        return ()
    found = _row_beside(source_of(filling.workflow, field.each), _other_rows(field, filling), number, ())
    source = field.each.partition(".")[0]
    for shown in (one for one in filling.shown if is_present(filling.appraisal, source, one.at)):
        for other in shown.fields.fields.values():
            if other.each == field.each:
                found += _row_beside(other, rows_of(shown.answers, other.name), number, (shown.state.title,))
    return found


def _row_beside(
    table: Field | None, rows: Sequence[Mapping[str, Cell]], number: int, titles: tuple[Words, ...]
) -> tuple[Beside, ...]:
    if table is None or number >= len(rows):
        return ()
    row = rows[number]
    return tuple(
        Beside(titles=(*titles, column.title), field=column, value=row[name])
        for name, column in table.columns.items()
        if name in row
    )


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
