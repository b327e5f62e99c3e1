"""What HR sees of a cycle: how many stand where, who is late, what does not move.

Every list is paged by the key of its last row, not by counting from the start, so that page one thousand costs what
page one does, and nobody is skipped when somebody above him finishes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, literal, select, tuple_

from cycleflow.core.organisation import ACTIVE
from cycleflow.store.tables import appraisal, is_open, person, task

PAGE = 50
PATIENCE = timedelta(hours=1)
"""How late the clock may be before somebody should look whether it still runs."""


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """How many appraisals of a department stand in a state."""

    state: str
    department: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where one appraisal stands."""

    id: str
    person: str
    unit: str | None = None
    department: str
    state: str
    seq: int
    score: str | None
    grade: str | None
    opened_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Late:
    """A task that should have been done, in a state or for a duty: who was asked, and about whom."""

    task: str
    asked: str
    role: str
    due_at: datetime
    appraisal: str
    person: str
    unit: str | None = None
    department: str
    state: str


class Reason(StrEnum):
    """Why an appraisal does not move.

    `nobody`: nobody is asked, and the clock has nothing to do. `clock`: a bell is due and has not rung. `left`: who
    is asked is no longer at work.
    """

    NOBODY = "nobody"
    CLOCK = "clock"
    LEFT = "left"


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """An appraisal that does not move, and why; `asked` is who is asked and no longer at work."""

    appraisal: str
    person: str
    unit: str | None = None
    department: str
    state: str
    reason: Reason
    asked: str | None = None


def funnel(connection: Connection, cycle: str) -> tuple[Funnel, ...]:
    """Return how many stand where, by state and department."""
    place = (appraisal.c.state, appraisal.c.department)
    query = select(*place, func.count().label("size")).where(appraisal.c.cycle_id == cycle).group_by(*place)
    found = [Funnel(**row) for row in connection.execute(query).mappings()]
    return tuple(sorted(found, key=lambda one: (one.state, one.department)))


def positions(
    connection: Connection,
    cycle: str,
    *,
    state: str | None = None,
    department: str | None = None,
    except_for: Collection[str] = (),
    after: str = "",
    limit: int | None = PAGE,
) -> tuple[Position, ...]:
    """Return a page of a cycle by name, from after the appraisal named; all of it without a `limit`.

    It can be narrowed to a state or a department, or to all states `except_for` some.
    """
    wanted = [appraisal.c.cycle_id == cycle, appraisal.c.id > after]
    wanted += [appraisal.c.state.not_in(sorted(except_for))] if except_for else []
    wanted += [appraisal.c.state == state] if state is not None else []
    wanted += [appraisal.c.department == department] if department is not None else []
    columns = [appraisal.c[name] for name in Position.__dataclass_fields__]
    query = select(*columns).where(*wanted).order_by(appraisal.c.id).limit(limit)
    return tuple(Position(**row) for row in connection.execute(query).mappings())


def lingering(connection: Connection, cycle: str, *, ends: Collection[str]) -> tuple[Position, ...]:
    """Return the appraisals that are over and in which something is still asked."""
    columns = [appraisal.c[name] for name in Position.__dataclass_fields__]
    asked = exists().where(task.c.appraisal_id == appraisal.c.id, is_open)
    query = select(*columns).where(appraisal.c.cycle_id == cycle, appraisal.c.state.in_(sorted(ends)), asked)
    return tuple(Position(**row) for row in connection.execute(query.order_by(appraisal.c.id)).mappings())


def overdue(
    connection: Connection, cycle: str, now: datetime, *, after: Late | None = None, limit: int = PAGE
) -> tuple[Late, ...]:
    """Return a page of what is overdue, the longest first, from after the last of the page before."""
    query = _asked().where(_late(cycle, now)).limit(limit)
    if after:
        last = tuple_(literal(after.due_at, task.c.due_at.type), literal(after.task))
        query = query.where(tuple_(task.c.due_at, task.c.id) > last)
    return tuple(Late(**row) for row in connection.execute(query).mappings())


def remaining(connection: Connection, cycle: str, *, ends: Collection[str], limit: int = PAGE) -> tuple[Late, ...]:
    """Return what is still asked in appraisals that are over, the most urgent first."""
    over = appraisal.c.state.in_(sorted(ends))
    query = _asked().where(task.c.cycle_id == cycle, is_open, over).limit(limit)
    return tuple(Late(**row) for row in connection.execute(query).mappings())


def _asked() -> Select[Any]:
    columns = (
        task.c.id.label("task"),
        task.c.person.label("asked"),
        task.c.role,
        task.c.due_at,
        task.c.state,
        appraisal.c.id.label("appraisal"),
        appraisal.c.person,
        appraisal.c.unit,
        appraisal.c.department,
    )
    return select(*columns).join(appraisal).order_by(task.c.due_at, task.c.id)


def count_overdue(connection: Connection, cycle: str, now: datetime) -> int:
    """Return how many tasks are overdue."""
    return connection.execute(select(func.count()).select_from(task).where(_late(cycle, now))).scalar_one()


def stuck(
    connection: Connection, cycle: str, now: datetime, *, ends: Collection[str], patience: timedelta = PATIENCE
) -> tuple[Stuck, ...]:
    """Return what does not move of itself; `ends` are the states in which an appraisal may rest."""
    asked = exists().where(task.c.appraisal_id == appraisal.c.id, is_open)
    resting = and_(appraisal.c.due_at.is_(None), ~asked)
    left = _standing(cycle, (), task.c.person.label("asked")).join(task).join(person, person.c.number == task.c.person)
    queries = {
        Reason.NOBODY: _standing(cycle, ends).where(resting),
        Reason.CLOCK: _standing(cycle, ends).where(appraisal.c.due_at < now - patience),
        Reason.LEFT: left.where(is_open, person.c.status != ACTIVE),
    }
    found = [
        Stuck(reason=reason, **row) for reason, query in queries.items() for row in connection.execute(query).mappings()
    ]
    return tuple(sorted(found, key=lambda one: (one.appraisal, one.reason)))


def _standing(cycle: str, ends: Collection[str], *more: ColumnElement[Any]) -> Select[Any]:
    place = (appraisal.c.person, appraisal.c.unit, appraisal.c.department, appraisal.c.state)
    query = select(appraisal.c.id.label("appraisal"), *place, *more).select_from(appraisal)
    return query.where(appraisal.c.cycle_id == cycle, appraisal.c.state.not_in(sorted(ends)))


def _late(cycle: str, now: datetime) -> ColumnElement[bool]:
    return (task.c.cycle_id == cycle) & is_open & (task.c.due_at < now)
