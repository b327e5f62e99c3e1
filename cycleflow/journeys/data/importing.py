"""Importing figures: a provider answers many of his tasks at once, from a file.

Each line is about one person: `number`, and a column a field. First what would be given, then exactly that, in one
transaction or not at all; every line goes through the one door, as if the provider had filled in the page. The same
file a second time changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import cast

from sqlalchemy import Connection

from cycleflow.core.launching import unit_id
from cycleflow.core.model import Action, Answers, Appraisal, Cell, Channel, Decision, Deed, Json, Standing, TaskStatus
from cycleflow.core.refusals import SheetError
from cycleflow.core.snapshot import dump_answers
from cycleflow.core.workflow import Field, Workflow, is_figure
from cycleflow.errors import RefusedError
from cycleflow.journeys.aftermath import carry_through
from cycleflow.journeys.data.columns import Target, UnclearError, plain, read, targets
from cycleflow.journeys.feeding import Feeder, Order
from cycleflow.journeys.informing import informed
from cycleflow.journeys.office import Office
from cycleflow.journeys.progress import Progress, unseen
from cycleflow.journeys.roster import columns as people_columns
from cycleflow.journeys.roster.complaint import Complaint, TableError
from cycleflow.journeys.roster.grid import Grid, Row
from cycleflow.store import appraisals, cycles, tasks
from cycleflow.store.tasks import TaskRow

_STEP = 500


class NothingAskedError(RefusedError):
    words = "{person} is asked for nothing in {cycle}; figures are given by whoever is asked for them."


class FiguresChangedError(RefusedError):
    words = "While you were looking at the preview, somebody else acted in {cycle}; look at it again."


@dataclass(frozen=True, kw_only=True)
class DataOrder:
    """Who gives the figures, in which cycle; `answer` is the answer they go with, the state's first if left out."""

    cycle: str
    by: str
    answer: str | None = None


@dataclass(frozen=True, kw_only=True)
class DataPlan:
    """What a file gives: about whom, who has it already, and what is odd. `asked` is how many tasks wait in all."""

    file: str
    how: str
    given: tuple[str, ...]
    unchanged: tuple[str, ...]
    asked: int
    warnings: tuple[Complaint, ...] = ()

    @property
    def left(self) -> int:
        """Return how many tasks still wait afterwards."""
        return self.asked - len(self.given)


def plan_data(office: Office, grid: Grid, order: DataOrder, now: datetime) -> DataPlan:
    """Return what the file would give.

    Raises:
        NotFoundError: there is no such cycle.
        NothingAskedError: the provider has no task in it.
        TableError: with everything that is wrong with the file.
    """
    workflow = _workflow(office, order.cycle)
    with office.store.read() as conn:
        clerk = _clerk(conn, workflow, grid, order, now=now, lock=False)
        return clerk.decided(office, conn, only_looks=True).plan()


def import_data(
    office: Office,
    grid: Grid,
    order: DataOrder,
    now: datetime,
    *,
    expect: DataPlan | None = None,
    progress: Progress = unseen,
) -> DataPlan:
    """Give the figures of the file, and return what was given.

    Raises:
        NotFoundError, NothingAskedError, TableError: as `plan_data`; nothing was written.
        FiguresChangedError: it would no longer do what was expected of it; nothing was written.
    """
    workflow = _workflow(office, order.cycle)
    with office.store.begin() as conn:
        clerk = _clerk(conn, workflow, grid, order, now=now, lock=True).decided(office, conn)
        plan = clerk.plan()
        if expect is not None and plan != expect:
            raise FiguresChangedError(cycle=order.cycle)
        for start in range(0, len(clerk.decisions), _STEP):
            carry_through(office, conn, clerk.decisions[start : start + _STEP], now)
            progress("saving", min(start + _STEP, len(clerk.decisions)), len(clerk.decisions))
    return plan


def _workflow(office: Office, cycle: str) -> Workflow:
    with office.store.read() as conn:
        fingerprint = cycles.get(conn, cycle).fingerprint
    return office.workflows(fingerprint)


def _clerk(conn: Connection, workflow: Workflow, grid: Grid, order: DataOrder, *, now: datetime, lock: bool) -> _Clerk:
    who = "department" if workflow.appraises == "department" else "number"
    number = next((i for i, head in enumerate(grid.headings) if people_columns.known(head) == who), None)
    named = {_name(workflow, row.cells[number]) for row in grid.rows} if number is not None else set()
    asked = [row for row in tasks.open_of(conn, order.by) if row.cycle == order.cycle]
    waiting = [row for row in asked if row.state in workflow.states]
    others = named - {row.appraisal.removeprefix(f"{order.cycle}.") for row in waiting}
    done = tasks.of_appraisals(conn, {f"{order.cycle}.{one}" for one in others})
    given = (row for row in done if row.person == order.by and row.status is TaskStatus.DONE)
    rows = [*waiting, *(row for row in given if row.state in workflow.states)]
    if not rows:
        raise NothingAskedError(person=order.by, cycle=order.cycle)
    wanted = {row.appraisal for row in rows if row.appraisal.removeprefix(f"{order.cycle}.") in named}
    clerk = _Clerk(
        workflow=workflow,
        grid=grid,
        order=order,
        now=now,
        who=who,
        number=number,
        tasks={
            row.appraisal.removeprefix(f"{order.cycle}."): row for row in sorted(rows, key=lambda one: one.opened_at)
        },
        appraisals=appraisals.many(conn, wanted, lock=lock),
        asked=len(waiting),
    )
    clerk.read()
    return clerk


@dataclass
class _Clerk:
    """Goes through a grid once; notes down decisions and complaints."""

    workflow: Workflow
    grid: Grid
    order: DataOrder
    now: datetime
    who: str
    number: int | None
    tasks: Mapping[str, TaskRow]
    """The task about each person: the open one, else the one answered last."""

    appraisals: Mapping[str, Appraisal]
    asked: int
    orders: list[tuple[str, Sequence[Row], Order]] = field(default_factory=list)
    """Whom an answer is about, the lines it stands in, and the answer."""

    decisions: list[Decision] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    at: dict[int, str] = field(default_factory=dict)
    known: dict[tuple[str, str, str], Mapping[str, Target]] = field(default_factory=dict)

    def plan(self) -> DataPlan:
        """Return what was found, or refuse it."""
        if self.complaints:
            raise TableError(self.complaints)
        return DataPlan(
            file=self.grid.file,
            how=self.grid.how,
            given=tuple(self.given),
            unchanged=tuple(self.unchanged),
            asked=self.asked,
            warnings=tuple(self.grid.warnings),
        )

    def decided(self, office: Office, conn: Connection, *, only_looks: bool = False) -> _Clerk:
        """Decide all answers together, and note what is refused at its line."""
        orders = informed(office, conn, [order for _, _, order in self.orders])
        made = Feeder(office, conn, is_bulk=True, only_looks=only_looks).decide_all(orders, self.now)
        for (person, rows, _), one in zip(self.orders, made, strict=True):
            if isinstance(one, RefusedError):
                self._refuse(rows, one)
            else:
                self.decisions.append(one)
                self.given.append(person)
        return self

    def read(self) -> None:
        self.complaints += self.grid.complaints
        if self.number is None:
            heads = people_columns.heads(self.who)
            self._complain(None, self.who, "There is no such column; head it {heads}.", heads=heads)
            return
        self._read_headings()
        for person, rows in _grouped(self.grid.rows, self.number).items():
            self._read_person(person, rows)

    def _read_headings(self) -> None:
        """Every column is about the person or gives a figure; one that does neither was misspelt."""
        sheets = {(row.state, row.role): row for row in self.tasks.values()}.values()
        known = {heading for row in sheets for heading in self._targets(row)}
        names = ", ".join(sorted({name for row in sheets for name in self._fields(row)}))
        for index, heading in enumerate(self.grid.headings):
            if plain(heading) in known:
                self.at[index] = plain(heading)
            elif people_columns.known(heading) is None:
                self._complain(None, heading, "Nothing of that name is asked for; known are {known}.", known=names)

    def _targets(self, row: TaskRow) -> Mapping[str, Target]:
        facts = self._facts(row)
        place = (row.state, row.role, str(facts.get("cadence")))
        if place not in self.known:
            self.known[place] = targets(self._fields(row))
        return self.known[place]

    def _fields(self, row: TaskRow) -> Mapping[str, Field]:
        sheet = self.workflow.sheet_for(self.workflow.states[row.state], row.role, self._facts(row))
        return sheet.fields if sheet else {}

    def _facts(self, row: TaskRow) -> Mapping[str, object]:
        """Return what is known of the person; nothing of one the file is not about."""
        return self.appraisals[row.appraisal].facts if row.appraisal in self.appraisals else {}

    def _read_person(self, person: str, rows: Sequence[Row]) -> None:
        name = _name(self.workflow, person)
        if name not in self.tasks:
            facts = {"by": self.order.by, "person": person or "nobody", "cycle": self.order.cycle}
            self._complain(rows[0], self.who, "{by} is asked for no figures about {person} in {cycle}.", **facts)
            return
        task = self.tasks[name]
        appraisal = self.appraisals[task.appraisal]
        sheet = self._sheet(self._targets(task), rows)
        if task.status is TaskStatus.DONE:
            self._compare(person, rows[0], sheet, appraisal.sheets.get(task.state, {}))
        else:
            order = Order(workflow=self.workflow, appraisal=appraisal, action=self._action(task, sheet))
            self.orders.append((person, rows, order))

    def _sheet(self, known: Mapping[str, Target], rows: Sequence[Row]) -> dict[str, object]:
        """Return the sheet the lines about one person fill in: cells once, tables line by line."""
        sheet: dict[str, object] = {}
        tables: dict[str, list[dict[str, Cell]]] = {}
        for row in rows:
            lines: dict[str, dict[str, Cell]] = {}
            for index, heading in self.at.items():
                target = known.get(heading)
                value = self._read(target, row, index) if target else None
                if target is None or value is None:
                    continue
                if target.column:
                    lines.setdefault(target.field.name, {})[target.column.name] = cast(Cell, value)
                elif sheet.setdefault(target.field.name, value) != value:
                    self._complain(row, self.grid.headings[index], "An earlier line says something else about it.")
            for name, line in lines.items():
                tables.setdefault(name, []).append(line)
        return {**sheet, **tables}

    def _read(self, target: Target, row: Row, index: int) -> Cell | tuple[Mapping[str, Cell], ...] | None:
        try:
            return read(target, row.cells[index])
        except UnclearError as error:
            self._complain(row, self.grid.headings[index], error.words, **error.facts)
            return None

    def _action(self, task: TaskRow, sheet: Mapping[str, object]) -> Action:
        state = self.workflow.states[task.state]
        answer = self.order.answer or next(iter(state.answers))
        inputs: dict[str, Json] = {"answer": answer, "sheet": cast("Json", dict(dump_answers(cast(Answers, sheet))))}
        return Action(
            deed=Deed.ANSWER,
            actor=self.order.by,
            standing=Standing.PERSON,
            channel=Channel.IMPORT,
            task=task.id,
            inputs=inputs,
        )

    def _refuse(self, rows: Sequence[Row], error: RefusedError) -> None:
        if not isinstance(error, SheetError):
            self._complain(rows[0], self.who, error.words, **error.facts)
            return
        for problem in error.problems:
            line = rows[problem.row - 1] if problem.row and problem.row <= len(rows) else rows[0]
            column = ".".join(part for part in (problem.field, problem.column) if part)
            self._complain(line, column, problem.words, **problem.facts)

    def _compare(self, person: str, row: Row, sheet: Mapping[str, object], before: Answers) -> None:
        if _as_text(sheet) == _as_text({name: value for name, value in before.items() if name in sheet}):
            self.unchanged.append(person)
            return
        self._complain(row, self.who, "The figures about {person} were given already, and others.", person=person)

    def _complain(self, row: Row | None, column: str, words: str, **facts: object) -> None:
        line = self.grid.heading_line if row is None else row.line
        self.complaints.append(Complaint(file=self.grid.file, line=line, column=column, words=words, facts=facts))


def _name(workflow: Workflow, cell: str) -> str:
    """Return what an appraisal is called in its cycle, of the person or the unit a line is about."""
    return cell if workflow.appraises == "person" else unit_id("", cell).removeprefix(".")


def _grouped(rows: Sequence[Row], number: int) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.cells[number], []).append(row)
    return found


def _as_text(sheet: Mapping[str, object]) -> dict[str, object]:
    """Return a sheet so that two can be compared: figures without the zeros at their ends."""
    return {
        name: [_as_text(row) for row in value] if isinstance(value, tuple | list) else _figure(value)
        for name, value in sheet.items()
    }


def _figure(value: object) -> object:
    return Decimal(value).normalize() if isinstance(value, str) and is_figure(value) else value
