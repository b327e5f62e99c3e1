"""Records: a log of dated incidents, each with the points its kind and cause bring.

The first case of `each` that holds says what a row is worth, so that late and poor together can weigh otherwise than
the two alone. Only rows for which `when` holds count. Of rows that agree in `same`, those from the `doubled_from`th on
count twice, in the order of the log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import Reckoning
from cycleflow.core.scoring.inputs import Row
from cycleflow.core.scoring.phrase import Fact, Phrase
from cycleflow.core.scoring.scorecard import Explanation
from cycleflow.core.workflow import Expression


@dataclass(frozen=True, kw_only=True)
class Records:
    """`each` pairs a condition over the columns (None: otherwise) with points over the columns.

    `names` are what they ask for besides.
    """

    table: str
    each: tuple[tuple[Expression | None, Expression], ...]
    when: Expression | None = None
    same: str | None = None
    doubled_from: int | None = None
    names: tuple[str, ...] = ()

    def asks(self, known: Reckoning) -> Iterable[str]:
        return (self.table, *self.names)

    def evaluate(self, given: Reckoning) -> Explanation:
        parts = tuple(self._judged(given))
        value = sum((part.value for part in parts), Decimal(0))
        facts: dict[str, Fact] = {"count": len(parts), "value": value}
        words = "{count} records = {value}"
        told = given.told(self.table, parts)
        return Explanation(value=value, words=words, facts=facts, parts=told, rule="records", adds=True)

    def _judged(self, given: Reckoning) -> Iterator[Explanation]:
        seen: Counter[object] = Counter()
        rows = given.rows(self.table)
        beside = given.amounts(self.names) if rows else {}
        for number, own in enumerate(rows, 1):
            row = {**beside, **own}
            if self.when and self.when.evaluate(row) is not True:
                continue
            value, because = self._worth(row, given)
            seen[row.get(self.same or "")] += 1
            if self.same and self.doubled_from and seen[row.get(self.same)] >= self.doubled_from:
                value, because = value * 2, Phrase(words="{because}, doubled", facts={"because": because})
            facts: dict[str, Fact] = {"number": number, "because": because, "value": value}
            yield Explanation(value=value, words="{number}: {because}: {value}", facts=facts, rule="records")

    def _worth(self, row: Row, given: Reckoning) -> tuple[Decimal, Fact]:
        for when, then in self.each:
            if when is None or when.evaluate(row) is True:
                value = then.evaluate(row)
                worth = value if isinstance(value, Decimal) else Decimal(0)
                return worth, given.written(when.text, given.columns(self.table)) if when else Phrase(words="otherwise")
        return Decimal(0), Phrase(words="nothing")
