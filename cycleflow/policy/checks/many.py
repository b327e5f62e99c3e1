"""Tells the roles that several people may hold."""

from __future__ import annotations

from cycleflow.core.naming import source_of

_MANY = ("group(", "heads(", "people(")
_ALWAYS_MANY = frozenset({"peers", "reports", "members"})


def leads_to_many(path: str) -> bool:
    return path.startswith(_MANY) or path in _ALWAYS_MANY or _names_many(path)


def _names_many(path: str) -> bool:
    """Whether a path follows the column of a table, not a field that holds one person."""
    source = source_of(path)
    return source is not None and len(source) > 2
