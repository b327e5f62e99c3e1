"""Many rows in few statements: what SQLAlchemy leaves to each database.

**Why** never RETURNING here: it turns one bulk insert into thousands of small ones. Keys are given before the rows
are written, and a row count says whether all of them were new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row: TypeAlias = Mapping[str, Any]
Item = TypeVar("Item")

CHUNK = 5000
"""Rows sent at once: bounds the memory, not the work."""

_Insert: TypeAlias = "postgresql.Insert | sqlite.Insert"


def insert_new(connection: Connection, table: Table, rows: Sequence[Row], **computed: ColumnElement[Any]) -> int:
    """Insert the rows whose key is not there yet, and return how many that were.

    `computed` columns are SQL, the same for every row.
    """
    if not rows:
        return 0
    statement = _insert(connection, table).values(**computed).on_conflict_do_nothing()
    return connection.execute(statement, list(rows), execution_options={"preserve_rowcount": True}).rowcount


def upsert(connection: Connection, table: Table, rows: Sequence[Row], *, changing: Sequence[str]) -> None:
    """Insert the rows; where the key is there already, take over the columns named."""
    if not rows:
        return
    statement = _insert(connection, table)
    taken = {name: statement.excluded[name] for name in changing}
    keys = list(table.primary_key.columns)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=taken), list(rows))


def chunks(items: Sequence[Item], size: int = CHUNK) -> Iterator[Sequence[Item]]:
    """Yield the items, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _insert(connection: Connection, table: Table) -> _Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
