"""Cycles: which have been launched, and under which definition."""

from __future__ import annotations

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


def set_status(connection: Connection, name: str, status: CycleStatus) -> None:
    """Say whether a cycle still runs.

    Raises:
        NotFoundError: none has that name.
    """
    if not connection.execute(update(cycle).where(cycle.c.id == name).values(status=status.value)).rowcount:
        raise NotFoundError(kind="cycle", name=name)


def _to_cycle(row: RowMapping) -> Cycle:
    return Cycle(**{**row, "status": CycleStatus(row["status"])})
