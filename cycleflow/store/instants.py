"""How an instant is kept: `timestamptz` on PostgreSQL, fixed-width text in UTC on SQLite.

**Why** a type of our own: SQLite forgets the zone of a datetime, and its text must sort as time does. A naive
datetime is refused before it can be written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator, TypeEngine

from cycleflow.core.history import stamp


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant; what comes back is in UTC."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(27))

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object]:
        return _checked if dialect.name == "postgresql" else _to_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return _in_utc if dialect.name == "postgresql" else _from_text


def _checked(at: datetime | None) -> datetime | None:
    if at is not None and at.tzinfo is None:
        raise ValueError(f"a naive datetime cannot be stored: {at!r}")
    return at


@lru_cache(maxsize=4096)
def _to_text(at: datetime | None) -> str | None:
    """Return the text of an instant; remembered, because a launch writes the same few instants for everyone."""
    return None if at is None else stamp(_checked(at) or at)


def _in_utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
