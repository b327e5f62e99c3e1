"""Ratio: one figure in another, in percent as a rule.

Where there was nothing to do the ratio does not apply; it is neither 0 nor an error, unless the regulation grants
something for it (`empty`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import BlankError, Reckoning
from cycleflow.core.scoring.formula import shown
from cycleflow.core.scoring.scorecard import Explanation


@dataclass(frozen=True, kw_only=True)
class Ratio:
    of: str
    to: str
    times: Decimal = Decimal(100)
    empty: Decimal | None = None

    def evaluate(self, given: Reckoning) -> Explanation:
        over, under = given.figure(self.of), given.figure(self.to)
        parts = (given.find(self.of), given.find(self.to))
        if under:
            value = over / under * self.times
            sentence = f"{shown(over)} / {shown(under)} x {shown(self.times)} = {shown(value)}"
            return Explanation(value=value, sentence=sentence, parts=parts, rule="ratio")
        if self.empty is None:
            raise BlankError
        sentence = f"nothing in {self.to}: {shown(self.empty)}"
        return Explanation(value=self.empty, sentence=sentence, parts=parts, rule="ratio")
