"""How filled-in sheets become a score, and the explanation that goes with it.

A Scorecard is a tree of rules; each rule family is a module of this package and returns an Explanation, so that the
same steps that made the figure can be shown to the person it judges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Protocol


class Rounding(StrEnum):
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"

    def apply(self, value: Decimal, places: int) -> Decimal:
        mode = ROUND_HALF_UP if self is Rounding.HALF_UP else ROUND_HALF_EVEN
        return value.quantize(Decimal(1).scaleb(-places), rounding=mode)


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A value and how it came about: a sentence in plain figures, and the parts it was made of."""

    value: Decimal
    sentence: str
    parts: tuple[Explanation, ...] = ()


class Rule(Protocol):
    """One rule family: total over checked sheets, exact, and able to say what it did."""

    def evaluate(self, sheets: Mapping[str, Mapping[str, object]]) -> Explanation: ...


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """The rule that makes the score, computed when `after` is answered, and its rounding."""

    after: str
    rule: Rule
    places: int = 2
    rounding: Rounding = Rounding.HALF_UP

    def evaluate(self, sheets: Mapping[str, Mapping[str, object]]) -> Explanation:
        """Return the rounded score over what made it."""
        exact = self.rule.evaluate(sheets)
        value = self.rounding.apply(exact.value, self.places)
        return Explanation(value=value, sentence=f"{exact.value} rounded {self.rounding} to {value}", parts=(exact,))
