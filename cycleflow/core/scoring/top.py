"""Top: the lowest value among the best of a group; a threshold drawn from what others have reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from cycleflow.core.scoring.card import BlankError, Reckoning
from cycleflow.core.scoring.phrase import Fact
from cycleflow.core.scoring.scorecard import Explanation


@dataclass(frozen=True, kw_only=True)
class Top:
    """`share` is in percent of the rows of `table`, rounded down, but at least one."""

    table: str
    of: str
    share: Decimal

    def asks(self, known: Reckoning) -> Iterable[str]:
        return (self.table,)

    def evaluate(self, given: Reckoning) -> Explanation:
        values = sorted(
            (v for row in given.rows(self.table) if isinstance(v := row.get(self.of), Decimal)), reverse=True
        )
        if not values:
            raise BlankError
        count = max(int((len(values) * self.share / 100).to_integral_value(ROUND_FLOOR)), 1)
        value = values[count - 1]
        facts: dict[str, Fact] = {"count": count, "size": len(values), "value": value}
        words = "the lowest of the best {count} of {size}: {value}"
        return Explanation(value=value, words=words, facts=facts, parts=(given.table(self.table),), rule="top")
