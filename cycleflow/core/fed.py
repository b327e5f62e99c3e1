"""What other appraisals gave, as rules compute with it."""

from __future__ import annotations

from collections.abc import Mapping

from cycleflow.core.feed import Feed
from cycleflow.core.model import Cell, Fed, Json
from cycleflow.core.scoring.card import Value, amount_of
from cycleflow.core.workflow import Field, Workflow


def fed_amounts(workflow: Workflow, fed: Mapping[str, Fed]) -> dict[str, Value]:
    """Return what other appraisals gave, as rules compute with it."""
    feeds = feeds_of(workflow)
    return {name: _amount(workflow.indicators[name].asked, one.value) for name, one in fed.items() if name in feeds}


def _amount(field: Field, value: Cell | tuple[Cell, ...] | None) -> Value:
    if isinstance(value, tuple):
        (column,) = field.columns.values()
        return tuple({column.name: amount_of(column, cell)} for cell in value)
    return amount_of(field, value)


def cells(value: Cell | tuple[Cell, ...] | None) -> Json:
    """Return what was given, as it stands in an entry."""
    return list(value) if isinstance(value, tuple) else value


def feeds_of(workflow: Workflow) -> dict[str, Feed]:
    """Return the indicators other appraisals give, and which."""
    return {name: indicator.feed for name, indicator in workflow.indicators.items() if indicator.feed}
