"""Records: a log of dated incidents, each with the points its kind and cause bring.

The first case of `each` that holds says what a row is worth, so that late and poor together can weigh otherwise than
the two alone. Only rows for which `when` holds count. Of rows that agree in `same`, those from the `doubled_from`th on
count twice, in the order of the log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import Reckoning, Row
from cycleflow.core.scoring.formula import shown
from cycleflow.core.scoring.scorecard import Explanation
from cycleflow.core.workflow import Expression


@dataclass(frozen=True, kw_only=True)
class Records:
    """`each` pairs a condition over the columns (None: otherwise) with points over the columns."""

    table: str
    each: tuple[tuple[Expression | None, Expression], ...]
    when: Expression | None = None
    same: str | None = None
    doubled_from: int | None = None

    def evaluate(self, given: Reckoning) -> Explanation:
        parts = tuple(self._judged(given))
        value = sum((part.value for part in parts), Decimal(0))
        return Explanation(value=value, sentence=f"{len(parts)} records = {shown(value)}", parts=parts, rule="records")

    def _judged(self, given: Reckoning) -> Iterator[Explanation]:
        seen: Counter[object] = Counter()
        for number, row in enumerate(given.rows(self.table), 1):
            if self.when and self.when.evaluate(row) is not True:
                continue
            value, because = self._worth(row)
            seen[row.get(self.same or "")] += 1
            if self.same and self.doubled_from and seen[row.get(self.same)] >= self.doubled_from:
                value, because = value * 2, f"{because}, doubled"
            yield Explanation(value=value, sentence=f"{number}: {because}: {shown(value)}", rule="records")

    def _worth(self, row: Row) -> tuple[Decimal, str]:
        for when, then in self.each:
            if when is None or when.evaluate(row) is True:
                value = then.evaluate(row)
                return (value if isinstance(value, Decimal) else Decimal(0)), when.text if when else "otherwise"
        return Decimal(0), "nothing"
