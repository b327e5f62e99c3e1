"""What is given at launch and not filled in: tables whose rows are chosen by what is known of a person.

A regulation with a sheet for every post hands each person that of his own. Its fields are a sheet of the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cycleflow.core.model import Cell


@dataclass(frozen=True, kw_only=True)
class HandedTable:
    """The rows of one table: whose they are, say the facts in `by`."""

    by: tuple[str, ...]
    rows: Mapping[tuple[str, ...], tuple[Mapping[str, Cell], ...]]

    def level(self, facts: Mapping[str, Cell]) -> tuple[str, ...]:
        """Return what the rows of a person are found by."""
        return tuple(str(facts[name]) for name in self.by)

    def rows_for(self, facts: Mapping[str, Cell]) -> tuple[Mapping[str, Cell], ...]:
        return self.rows.get(self.level(facts), ())


@dataclass(frozen=True, kw_only=True)
class HandedOut:
    """One sheet that is handed out: what it is called, and its tables by the names of its fields."""

    name: str
    title: Mapping[str, str]
    tables: Mapping[str, HandedTable]
