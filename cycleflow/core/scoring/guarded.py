"""Guarded: a sum of money that may not be cut without proof, nor paid to whom it is not due.

A deduction holds only if the firm can prove what was agreed, what was asked and that the appraisal took place. While a
proof is missing, what counts is the sum without the deduction, or more where the figures give more. Where the rules of
payment leave somebody out, he gets nothing; but they, too, may take nothing away that proof is missing for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import MeasureRule, Reckoning
from cycleflow.core.scoring.formula import Formula
from cycleflow.core.scoring.phrase import Fact
from cycleflow.core.scoring.scorecard import Explanation

PROVEN = "proven"
UNPAID = "unpaid"


def innermost(rule: MeasureRule) -> MeasureRule:
    """Return a rule without what guards it."""
    return innermost(rule.rule) if isinstance(rule, Guarded) else rule


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """`rule` makes the sum; `unproven` is what holds without proof, None where proof is not asked for."""

    rule: MeasureRule
    unproven: Formula | None = None

    def asks(self, known: Reckoning) -> Iterable[str]:
        return (*self.rule.asks(known), *(self.unproven.names if self.unproven else ()))

    def evaluate(self, given: Reckoning) -> Explanation:
        if self.unproven and given.find(PROVEN).said is False:
            return self._without_proof(self.unproven, given)
        if given.find(UNPAID).said is True:
            return Explanation(value=Decimal(0), words="not due by the rules of payment", rule="guarded")
        return self.rule.evaluate(given)

    def _without_proof(self, unproven: Formula, given: Reckoning) -> Explanation:
        full = unproven.evaluate(given)
        made = given.attempt(self.rule)
        if made and made.value >= full.value:
            return made
        facts: dict[str, Fact] = {"full": full.value, "made": made.amount if made else None}
        words = "the proof is incomplete, so nothing is deducted: {full} instead of {made}"
        return Explanation(value=full.value, words=words, facts=facts, parts=(full,), rule="guarded")
