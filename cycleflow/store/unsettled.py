"""Cycles whose cohort is to be looked at again: somebody has arrived, or a result in it has changed.

**Why** a mark and not the work itself: who answers last should not wait while ten thousand others are compared. The
mark is set in the transaction that made it necessary, so nothing that stops the program in between is forgotten.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from cycleflow.store.bulk import insert_new
from cycleflow.store.tables import unsettled


def add(connection: Connection, cycles: Collection[str]) -> None:
    """Have the cohorts of these cycles looked at again."""
    insert_new(connection, unsettled, [{"cycle_id": cycle} for cycle in sorted(cycles)])


def all_cycles(connection: Connection) -> tuple[str, ...]:
    return tuple(connection.scalars(select(unsettled.c.cycle_id).order_by(unsettled.c.cycle_id)))


def remove(connection: Connection, cycle: str) -> None:
    """Note that a cohort has been looked at."""
    connection.execute(delete(unsettled).where(unsettled.c.cycle_id == cycle))
