"""Launches: what HR saw and decided when a cycle was launched, as one JSON text, for good."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from cycleflow.errors import NotFoundError
from cycleflow.store.tables import launch


def save(connection: Connection, cycle: str, body: str) -> None:
    """Keep the plan a cycle was launched by."""
    connection.execute(insert(launch), [{"cycle_id": cycle, "body": body}])


def get(connection: Connection, cycle: str) -> str:
    """Return the plan a cycle was launched by.

    Raises:
        NotFoundError: there is no such cycle.
    """
    body: str | None = connection.scalar(select(launch.c.body).where(launch.c.cycle_id == cycle))
    if body is None:
        raise NotFoundError(kind="cycle", name=cycle)
    return body
