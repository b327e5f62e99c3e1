"""Versions: under which definitions a cycle has run since its launch, who moved it, when and why; for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from cycleflow.store.tables import cycle, version


@dataclass(frozen=True, kw_only=True)
class Version:
    """A move from one definition to the next, both by fingerprint; `body` is the plan it was made by, as JSON."""

    left: str
    entered: str
    moved_at: datetime
    moved_by: str
    reason: str
    body: str


def add(connection: Connection, name: str, one: Version) -> None:
    """Record that a cycle was moved, and let the new definition hold for it."""
    number = connection.scalar(select(func.count()).where(version.c.cycle_id == name)) or 0
    connection.execute(insert(version), [{"cycle_id": name, "number": number + 1, **vars(one)}])
    connection.execute(update(cycle).where(cycle.c.id == name).values(fingerprint=one.entered))


def of_cycle(connection: Connection, name: str) -> tuple[Version, ...]:
    """Return all moves of a cycle, the earliest first."""
    columns = [version.c[field] for field in Version.__dataclass_fields__]
    query = select(*columns).where(version.c.cycle_id == name).order_by(version.c.number)
    return tuple(Version(**row) for row in connection.execute(query).mappings())
