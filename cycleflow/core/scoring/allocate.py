"""Allocate: everybody's share of a sum, by what each weighs in the cohort.

The share is worked out over the whole cohort and handed in with its basis, as a row of the table `pools`; here it is
only checked: the weight must be one's own, and the share the exact one, give or take the last place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cycleflow.core.scoring.card import BlankError, Reckoning
from cycleflow.core.scoring.formula import Formula
from cycleflow.core.scoring.phrase import Fact
from cycleflow.core.scoring.scorecard import Amount, Explanation
from cycleflow.errors import RefusedError

POOLS = "pools"


class StaleBasisError(RefusedError):
    words = "The share of {measure} does not follow from the figures; the cohort must be worked out again."


@dataclass(frozen=True, kw_only=True)
class Allocate:
    """`pool` is what is shared out, `by` what each one's share goes by, `places` those of the smallest coin."""

    name: str
    pool: Formula
    by: Formula
    places: int = 2

    def weigh(self, given: Reckoning) -> tuple[Decimal, Decimal]:
        """Return the sum to be shared and what this one weighs; nobody weighs less than nothing.

        Raises:
            BlankError: one of them does not apply.
        """
        pool, weight = self.pool.evaluate(given), self.by.evaluate(given)
        return pool.value, max(weight.value, Decimal(0))

    def asks(self, known: Reckoning) -> Iterable[str]:
        return (*self.pool.names, *self.by.names)

    def evaluate(self, given: Reckoning) -> Explanation:
        pool, weight = self.weigh(given)
        row = next((row for row in given.rows(POOLS) if row.get("measure") == self.name), None)
        if row is None:
            raise BlankError
        total, share = _figure(row.get("total")), _figure(row.get("share"))
        exact = Fraction(pool) * Fraction(weight) / Fraction(total) if total else Fraction(0)
        if pool != _figure(row.get("pool")) or abs(Fraction(share) - exact) >= Fraction(2, 10**self.places):
            raise StaleBasisError(measure=self.name)
        facts: dict[str, Fact] = {"pool": pool, "weight": weight, "total": total, "share": share}
        words = "{pool} shared out by {weight} of {total}, so that the shares add up: {share}"
        parts = (self.pool.evaluate(given), self.by.evaluate(given))
        return Explanation(value=share, words=words, facts=facts, parts=parts, rule="allocate")


def _figure(amount: Amount) -> Decimal:
    return amount if isinstance(amount, Decimal) else Decimal(str(amount or 0))
