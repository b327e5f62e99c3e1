"""Weights: parts that count with percentages of their own.

What does not apply to somebody leaves its weight to the other parts, in their proportion. **Why** not full marks: a
thing that never happened says nothing about the person; a regulation that grants them says so with `empty` in a ratio.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import BlankError, Reckoning
from cycleflow.core.scoring.formula import shown
from cycleflow.core.scoring.scorecard import Explanation


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Name to weight in percent; they add up to what the regulation says, 100 as a rule."""

    weights: tuple[tuple[str, Decimal], ...]

    def evaluate(self, given: Reckoning) -> Explanation:
        found = [(given.find(name), weight) for name, weight in self.weights]
        applying = [(part, weight) for part, weight in found if not part.blank]
        weighed = sum((weight for _, weight in applying), Decimal(0))
        if not weighed:
            raise BlankError
        share = sum((weight for _, weight in found), Decimal(0)) / weighed
        parts = tuple(_part(part, weight * share) for part, weight in applying)
        value = sum((part.value for part in parts), Decimal(0))
        sentence = " + ".join(shown(part.value) for part in parts)
        return Explanation(value=value, sentence=f"{sentence} = {shown(value)}", parts=parts, rule="weights")


def _part(part: Explanation, weight: Decimal) -> Explanation:
    value = part.value * weight / 100
    sentence = f"{part.name} {shown(part.value)} x {shown(weight)} % = {shown(value)}"
    return Explanation(value=value, sentence=sentence, parts=(part,), name=part.name, rule="weights")
