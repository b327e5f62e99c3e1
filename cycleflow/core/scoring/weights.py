"""Weights: parts that count with percentages of their own.

What does not apply to somebody leaves its weight to the other parts, in their proportion. **Why** not full marks: a
thing that never happened says nothing about the person; a regulation that grants them says so with `empty` in a ratio.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import BlankError, Reckoning
from cycleflow.core.scoring.phrase import Fact, shown
from cycleflow.core.scoring.scorecard import Explanation


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Name to weight in percent; they add up to what the regulation says, 100 as a rule."""

    weights: tuple[tuple[str, Decimal], ...]

    def asks(self, known: Reckoning) -> Iterable[str]:
        return (name for name, _ in self.weights)

    def evaluate(self, given: Reckoning) -> Explanation:
        found = [(given.find(name), weight) for name, weight in self.weights]
        applying = [(part, weight) for part, weight in found if not part.blank]
        weighed = sum((weight for _, weight in applying), Decimal(0))
        if not weighed:
            raise BlankError
        share = sum((weight for _, weight in found), Decimal(0)) / weighed
        parts = tuple(_part(part, weight * share) for part, weight in applying)
        value = sum((part.value for part in parts), Decimal(0))
        left_out = tuple(part.term for part, _ in found if part.blank)
        facts: dict[str, Fact] = {"sum": " + ".join(shown(part.value) for part in parts), "value": value}
        words = "{sum} = {value}"
        if left_out:
            facts["left_out"] = left_out
            words = "{sum} = {value}; what does not apply ({left_out}) leaves its weight to the rest"
        return Explanation(value=value, words=words, facts=facts, parts=parts, rule="weights", adds=True)


@dataclass(frozen=True, kw_only=True)
class WeightsBy:
    """Weights of their own for every level of `by`, such as the positions; whom none are for it does not apply to."""

    by: str
    levels: Mapping[str, Weights]

    def asks(self, known: Reckoning) -> Iterable[str]:
        """Return the side, and all that has a weight at the level, or at any where that is not known yet."""
        found = known.settled(self.by)
        levels = self.levels if found is None else {shown(found): self.levels.get(shown(found))}
        return (self.by, *(name for weights in levels.values() if weights for name, _ in weights.weights))

    def evaluate(self, given: Reckoning) -> Explanation:
        weights = self.levels.get(shown(given.find(self.by).amount))
        if weights is None:
            raise BlankError
        return weights.evaluate(given)


def _part(part: Explanation, weight: Decimal) -> Explanation:
    value = part.value * weight / 100
    return Explanation(
        value=value,
        words="{name} {value} × {weight} % = {result}",
        facts={"name": part.term, "value": part.value, "weight": weight, "result": value},
        parts=(part,),
        name=part.name,
        title=part.title,
        rule="weights",
    )
