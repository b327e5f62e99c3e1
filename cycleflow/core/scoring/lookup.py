"""Lookup: a table with any number of sides; levels in, a figure or a level out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import BlankError, Reckoning
from cycleflow.core.scoring.formula import figure
from cycleflow.core.scoring.phrase import Fact, shown
from cycleflow.core.scoring.scorecard import Explanation


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """`cells` holds one value for every combination of the sides' levels."""

    sides: tuple[str, ...]
    cells: Mapping[tuple[str, ...], Decimal | str]

    def asks(self, known: Reckoning) -> Iterable[str]:
        return self.sides

    def evaluate(self, given: Reckoning) -> Explanation:
        parts = tuple(given.find(side) for side in self.sides)
        levels = tuple(shown(part.amount) for part in parts)
        if levels not in self.cells:
            raise BlankError
        value = self.cells[levels]
        facts: dict[str, Fact] = {"where": tuple(map(figure, parts)), "value": value}
        words = "{where}: {value}"
        if isinstance(value, str):
            return Explanation(value=Decimal(0), said=value, words=words, facts=facts, parts=parts, rule="lookup")
        return Explanation(value=value, words=words, facts=facts, parts=parts, rule="lookup")
