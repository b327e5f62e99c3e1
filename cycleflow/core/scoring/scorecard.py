"""How filled-in sheets become a score, and the explanation that goes with it.

A Scorecard is a tree of rules; each rule family is a module of this package and returns an Explanation, so that the
same steps that made the figure can be shown to the person it judges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Protocol, TypeAlias

Amount: TypeAlias = Decimal | str | bool | None
"""What a measure can come to: a figure, a level, a truth, or nothing that could be judged."""


class Rounding(StrEnum):
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"

    def apply(self, value: Decimal, places: int) -> Decimal:
        mode = ROUND_HALF_UP if self is Rounding.HALF_UP else ROUND_HALF_EVEN
        return value.quantize(Decimal(1).scaleb(-places), rounding=mode)


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A value and how it came about: a sentence in plain figures, and the parts it was made of.

    `name` is the measure or indicator it explains, `rule` the family that made it. What is not a figure is `said`: a
    level such as `A`, or true and false. `blank` says that there is nothing to judge; the value is then 0 and means
    nothing.
    """

    value: Decimal
    sentence: str
    parts: tuple[Explanation, ...] = ()
    name: str = ""
    rule: str = ""
    said: str | bool | None = None
    blank: bool = False

    @property
    def amount(self) -> Amount:
        """The value as a formula takes it."""
        if self.blank:
            return None
        return self.value if self.said is None else self.said


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
        return self.finish(self.rule.evaluate(sheets))

    def finish(self, exact: Explanation) -> Explanation:
        value = self.rounding.apply(exact.value, self.places)
        return Explanation(value=value, sentence=f"{exact.value} rounded {self.rounding} to {value}", parts=(exact,))
