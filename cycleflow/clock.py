"""The only place that reads the time.

**Why** a module for one line: everything below the edge is handed `now`, so a quarter can be rehearsed in seconds
and a history replayed years later. The linter forbids every other way of asking.
"""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant, aware and in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place that may
