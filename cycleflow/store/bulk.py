"""Many rows in few statements: what SQLAlchemy leaves to each database.

**Why** never RETURNING here: it turns one bulk insert into thousands of small ones. Keys are given before the rows
are written, and a row count says whether all of them were new. Statements are kept once made: making one costs more
than sending it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

Row: TypeAlias = Mapping[str, Any]
Item = TypeVar("Item")

_DialectInsert: TypeAlias = "postgresql.Insert | sqlite.Insert"

CHUNK = 5000
"""Rows sent at once: bounds the memory, not the work."""


def insert_new(connection: Connection, table: Table, rows: Sequence[Row], **computed: ColumnElement[Any]) -> int:
    """Insert the rows whose key is not there yet, and return how many that were.

    `computed` columns are SQL, the same for every row.
    """
    if not rows:
        return 0
    statement = _insert_new(connection.dialect.name, table, tuple(computed.items()))
    return connection.execute(statement, list(rows), execution_options={"preserve_rowcount": True}).rowcount


def upsert(connection: Connection, table: Table, rows: Sequence[Row], *, changing: Sequence[str]) -> None:
    """Insert the rows; where the key is there already, take over the columns named."""
    if rows:
        connection.execute(_upsert(connection.dialect.name, table, tuple(changing)), list(rows))


def chunks(items: Sequence[Item], size: int = CHUNK) -> Iterator[Sequence[Item]]:
    """Yield the items, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


@cache
def _insert_new(dialect: str, table: Table, computed: tuple[tuple[str, ColumnElement[Any]], ...]) -> Insert:
    return _insert(dialect, table).values(**dict(computed)).on_conflict_do_nothing()


@cache
def _upsert(dialect: str, table: Table, changing: tuple[str, ...]) -> Insert:
    statement = _insert(dialect, table)
    taken = {name: statement.excluded[name] for name in changing}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=taken)


def _insert(dialect: str, table: Table) -> _DialectInsert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
