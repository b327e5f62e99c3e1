"""Ratio: one figure in another, in percent as a rule.

Where there was nothing to do the ratio does not apply; it is neither 0 nor an error, unless the regulation grants
something for it (`empty`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import BlankError, Reckoning
from cycleflow.core.scoring.phrase import Fact
from cycleflow.core.scoring.scorecard import Explanation


@dataclass(frozen=True, kw_only=True)
class Ratio:
    of: str
    to: str
    times: Decimal = Decimal(100)
    empty: Decimal | None = None

    def asks(self, known: Reckoning) -> Iterable[str]:
        return (self.of, self.to)

    def evaluate(self, given: Reckoning) -> Explanation:
        over, under = given.figure(self.of), given.figure(self.to)
        parts = (given.find(self.of), given.find(self.to))
        if under:
            value = over / under * self.times
            facts: dict[str, Fact] = {"of": over, "to": under, "times": self.times, "value": value}
            words = "{of} / {to} × {times} = {value}"
            return Explanation(value=value, words=words, facts=facts, parts=parts, rule="ratio")
        if self.empty is None:
            raise BlankError
        facts = {"name": parts[1].term, "value": self.empty}
        return Explanation(value=self.empty, words="nothing in {name}: {value}", facts=facts, parts=parts, rule="ratio")
