"""Questions as they are asked where nobody need answer them: figures tried out, and tables that rules compute with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cycleflow.core.workflow import Field


def relaxed(field: Field) -> Field:
    """Return the field as one that may stay blank."""
    return replace(field, optional=True, needed_when=None, needed_for=())


def relaxed_columns(columns: Mapping[str, Field]) -> dict[str, Field]:
    """Return columns that may stay blank and need not add up to anything."""
    return {name: replace(relaxed(column), total=None) for name, column in columns.items()}
