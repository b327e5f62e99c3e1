"""Gathering: every one of several raters fills in a sheet of his own, and each sheet is a row of his role's table.

Of an anonymous role the rows name nobody, and lie in an order that does not tell who came first; what they say is told
in figures over all of them and in texts without their neighbours, and only if enough have answered. Who said what
stands in the entries of the history alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.history import canonical, digest
from cycleflow.core.model import Answers, Cell, Task
from cycleflow.core.workflow import Field, FieldKind, Gather, Sheet, State

BY = "by"
"""The column of a row that says whose it is; no field of a gathered sheet can be called so."""

Row = Mapping[str, Cell]

_LEAST_FORM = 3
"""A form with fewer answers than these may well be alike without anybody having copied."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What so many said of one question: the mean of figures, and how often each option was chosen."""

    field: Field
    count: int
    mean: Decimal | None = None
    chosen: Mapping[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """The texts given to one question, in an order that tells nothing."""

    field: Field
    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What an anonymous role says. `is_told` is false where too few have answered; then there is nothing else.

    `alike` is how many forms are the same as another, to the letter: a sign that they were not filled in apart.
    """

    count: int
    at_least: int
    figures: tuple[Figure, ...] = ()
    texts: tuple[Said, ...] = ()
    alike: int = 0

    @property
    def is_told(self) -> bool:
        return self.count >= self.at_least


def with_row(state: State, task: Task, former: Answers, answers: Answers) -> Answers:
    """Return what a state has gathered with one more sheet, that of the task."""
    role = state.seat(task.role)
    cells = {name: value for name, value in answers.items() if not isinstance(value, tuple)}
    if is_anonymous(state, task.role):
        return {**former, role: tuple(sorted((*rows_of(former, role), cells), key=_unrelated))}
    return {**former, role: (*rows_of(former, role), {BY: task.member.person, **cells})}


def is_anonymous(state: State, role: str) -> bool:
    """Return whether what somebody says there in this role is told to nobody under his name."""
    return state.gather is not None and state.seat(role) in state.gather.anonymous


def rows_of(gathered: Answers, role: str) -> tuple[Row, ...]:
    rows = gathered.get(role, ())
    return rows if isinstance(rows, tuple) else ()


def summarise(gather: Gather, rows: Sequence[Row], sheet: Sheet) -> Summary:
    """Return what an anonymous role says, as far as it may be told: nothing before enough have answered.

    Nor is a question told that too few of them have answered; only who leaves out a tick has answered, too.
    """
    if len(rows) < gather.at_least:
        return Summary(count=len(rows), at_least=gather.at_least)
    fields = sheet.fields.values()
    figures = [_figure(field, rows) for field in fields if _is_counted(field)]
    return Summary(
        count=len(rows),
        at_least=gather.at_least,
        figures=tuple(figure for figure in figures if figure.count >= gather.at_least),
        texts=tuple(said for field in fields if not _is_counted(field) and (said := _said(field, rows)).texts),
        alike=_alike(rows),
    )


def _is_counted(field: Field) -> bool:
    return field.kind in (FieldKind.NUMBER, FieldKind.SCALE, FieldKind.CHOICE, FieldKind.TICK)


def _figure(field: Field, rows: Sequence[Row]) -> Figure:
    cells = [row[field.name] for row in rows if field.name in row]
    if field.kind is FieldKind.NUMBER or field.is_numeric:
        total = sum((Decimal(str(cell)) for cell in cells), Decimal(0))
        return Figure(field=field, count=len(cells), mean=total / len(cells) if cells else None)
    if field.kind is FieldKind.TICK:
        return Figure(field=field, count=len(rows), chosen={"true": len(cells)})
    return Figure(field=field, count=len(cells), chosen={option: cells.count(option) for option in field.options})


def _said(field: Field, rows: Sequence[Row]) -> Said:
    texts = [str(row[field.name]) for row in rows if field.name in row]
    return Said(field=field, texts=tuple(sorted(texts, key=lambda text: digest(f"{field.name} {text}"))))


def _alike(rows: Sequence[Row]) -> int:
    forms = [canonical(dict(row)) for row in rows if len(row) >= _LEAST_FORM]
    return sum(forms.count(form) > 1 for form in forms)


def _unrelated(row: Row) -> str:
    """Return what orders rows without regard to who came first."""
    return digest(canonical(dict(row)))
