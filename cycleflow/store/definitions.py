"""Definitions: the text of every regulation a cycle was launched under, word for word, for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select

from cycleflow.errors import NotFoundError
from cycleflow.store.bulk import insert_new
from cycleflow.store.tables import definition


@dataclass(frozen=True, kw_only=True)
class Definition:
    """`calendar` is JSON: the working days as they were known at launch; so are `tables`, those beside the text."""

    fingerprint: str
    name: str
    text: str
    calendar: str
    created_at: datetime
    tables: str | None = None


def save(connection: Connection, one: Definition) -> None:
    """Keep a definition; one with the same fingerprint says the same and stays as it is."""
    if not connection.scalar(select(exists().where(definition.c.fingerprint == one.fingerprint))):
        insert_new(connection, definition, [vars(one)])


def get(connection: Connection, fingerprint: str) -> Definition:
    """Return the definition with a fingerprint.

    Raises:
        NotFoundError: there is none.
    """
    row = connection.execute(select(definition).where(definition.c.fingerprint == fingerprint)).mappings().first()
    if row is None:
        raise NotFoundError(kind="definition", name=fingerprint)
    return Definition(**row)
