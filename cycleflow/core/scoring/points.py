"""Points: a start, and what is added or taken away for each thing that happened.

Deductions per item, day or record, merit points, bonus and malus: `-5 each`, `-1 every 10 below 100`, `+0.05 each, at
most 0.2`, `-2 each, doubled from 3`. Full steps count, unless the phrase says `in part`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from cycleflow.core.scoring.bands import Bound, edge, edge_shown
from cycleflow.core.scoring.card import Reckoning
from cycleflow.core.scoring.formula import figure
from cycleflow.core.scoring.phrase import Fact, Phrase, shown
from cycleflow.core.scoring.scorecard import Explanation


@dataclass(frozen=True, kw_only=True)
class Item:
    """`step` is how much of `of` earns the points once; without it they are earned once, whatever the amount.

    `side` says whether the amount `above` or `below` `beyond` counts. `most` limits what the item may come to.
    From the unit `doubled_from` on, each counts twice.
    """

    of: str
    text: str
    points: Decimal
    step: Decimal | None = None
    side: Literal["above", "below"] = "above"
    beyond: Bound = Decimal(0)
    most: Decimal | None = None
    doubled_from: int | None = None
    in_part: bool = False

    def phrase(self, given: Reckoning) -> Phrase:
        """Return what the item says, with the figures of today."""
        facts: dict[str, Fact] = {"points": f"{self.points:+f}", "step": self.step}
        if self.step is None:
            said = Phrase(words="{points} once", facts=facts)
        else:
            said = Phrase(words="{points} each" if self.step == 1 else "{points} every {step}", facts=facts)
        if self.beyond:
            words = "{said} below {beyond}" if self.side == "below" else "{said} above {beyond}"
            said = Phrase(words=words, facts={"said": said, "beyond": edge_shown(self.beyond, given)})
        if self.most is not None:
            said = Phrase(words="{said}, at most {most}", facts={"said": said, "most": self.most})
        if self.doubled_from is not None:
            said = Phrase(words="{said}, doubled from {number}", facts={"said": said, "number": self.doubled_from})
        return Phrase(words="{said}, in part", facts={"said": said}) if self.in_part else said


@dataclass(frozen=True, kw_only=True)
class Points:
    """`start` is a figure or what gives it; what does not apply counts nothing."""

    start: Bound
    items: tuple[Item, ...]

    def asks(self, known: Reckoning) -> Iterable[str]:
        edges = (self.start, *(item.beyond for item in self.items))
        return (*(edge for edge in edges if isinstance(edge, str)), *(item.of for item in self.items))

    def evaluate(self, given: Reckoning) -> Explanation:
        start = edge(self.start, given) or Decimal(0)
        earned = tuple(_earned(item, given) for item in self.items)
        value = sum((part.value for part in earned), start)
        figures = [shown(start), *(f"{part.value:+f}" for part in earned if part.value)]
        return Explanation(
            value=value,
            words="{sum} = {value}",
            facts={"sum": " ".join(figures), "value": value},
            parts=(*self._begun(given, start), *earned),
            rule="points",
            adds=True,
        )

    def _begun(self, given: Reckoning, start: Decimal) -> tuple[Explanation, ...]:
        """Return the start as the first of what adds up, unless it is nothing."""
        if isinstance(self.start, str):
            found = given.find(self.start)
            said = figure(found)
            return (replace(found, words=said.words, facts=said.facts, parts=(found,), rule="points", value=start),)
        begun = Explanation(value=start, words="start {value}", facts={"value": start}, rule="points")
        return (begun,) if start else ()


def _earned(item: Item, given: Reckoning) -> Explanation:
    found = given.find(item.of)
    beyond = edge(item.beyond, given) or Decimal(0)
    amount = Decimal(0) if found.blank else _amount(item, found.value, beyond)
    value = item.points * _units(item, amount)
    if item.most is not None and abs(value) > item.most:
        value = item.most.copy_sign(value)
    return Explanation(
        value=value,
        words="{name} {amount}, {item}: {value}",
        facts={"name": found.term, "amount": found.shown, "item": item.phrase(given), "value": value},
        parts=(found,),
        name=item.of,
        title=found.title,
        rule="points",
    )


def _amount(item: Item, value: Decimal, beyond: Decimal) -> Decimal:
    return max(value - beyond if item.side == "above" else beyond - value, Decimal(0))


def _units(item: Item, amount: Decimal) -> Decimal:
    if item.step is None:
        return Decimal(int(amount > 0))
    units = amount / item.step
    whole = units if item.in_part else units.to_integral_value(ROUND_FLOOR)
    if item.doubled_from is None:
        return whole
    return whole + max(whole - (item.doubled_from - 1), Decimal(0))
