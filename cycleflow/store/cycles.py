"""Cycles: which have been launched, and under which definition."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, RowMapping, select, update

from cycleflow.core.cycle import Cycle, CycleStatus
from cycleflow.errors import NotFoundError, RefusedError
from cycleflow.store.bulk import insert_new
from cycleflow.store.tables import cycle


class AlreadyLaunchedError(RefusedError):
    words = "Cannot launch {cycle} a second time."


def create(connection: Connection, one: Cycle) -> None:
    """Record a cycle as launched.

    Raises:
        AlreadyLaunchedError: it has been before, perhaps a moment ago by somebody else.
    """
    if not insert_new(connection, cycle, [{**vars(one), "status": one.status.value}]):
        raise AlreadyLaunchedError(cycle=one.id)


def get(connection: Connection, name: str) -> Cycle:
    """Return a cycle.

    Raises:
        NotFoundError: none has that name.
    """
    row = connection.execute(select(cycle).where(cycle.c.id == name)).mappings().first()
    if row is None:
        raise NotFoundError(kind="cycle", name=name)
    return _to_cycle(row)


def all_cycles(connection: Connection) -> tuple[Cycle, ...]:
    """Return every cycle, the latest launch first."""
    query = select(cycle).order_by(cycle.c.launched_at.desc(), cycle.c.id)
    return tuple(_to_cycle(row) for row in connection.execute(query).mappings())


def lock(connection: Connection, name: str) -> Cycle:
    """Return a cycle that is ours until the transaction ends; who comes second waits.

    Raises:
        NotFoundError: none has that name.
    """
    connection.execute(select(cycle.c.id).where(cycle.c.id == name).with_for_update(key_share=True))
    return get(connection, name)


def of_workflow(connection: Connection, workflow: str) -> tuple[Cycle, ...]:
    """Return the cycles of one regulation, the earliest first."""
    query = select(cycle).where(cycle.c.workflow == workflow).order_by(cycle.c.starts_on, cycle.c.id)
    return tuple(_to_cycle(row) for row in connection.execute(query).mappings())


def close(connection: Connection, name: str, *, by: str, why: str, now: datetime) -> None:
    """Record that a cycle is over; nothing in it moves any more.

    Raises:
        NotFoundError: none has that name.
    """
    _change(connection, name, status=CycleStatus.CLOSED.value, closed_at=now, closed_by=by, closed_why=why)


def reopen(connection: Connection, name: str) -> None:
    """Record that something in a cycle moves again.

    Raises:
        NotFoundError: none has that name.
    """
    _change(connection, name, status=CycleStatus.RUNNING.value, closed_at=None, closed_by=None, closed_why=None)


def _change(connection: Connection, name: str, **columns: object) -> None:
    if not connection.execute(update(cycle).where(cycle.c.id == name).values(**columns)).rowcount:
        raise NotFoundError(kind="cycle", name=name)


def _to_cycle(row: RowMapping) -> Cycle:
    return Cycle(**{**row, "status": CycleStatus(row["status"])})
