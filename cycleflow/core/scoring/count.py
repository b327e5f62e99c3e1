"""Count: how many rows of a table there are, or how many different values a column of them has."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import Reckoning
from cycleflow.core.scoring.scorecard import Explanation
from cycleflow.core.workflow import Expression


@dataclass(frozen=True, kw_only=True)
class Count:
    """Only rows for which `when` holds count; `names` are the figures it asks for beside the columns.

    With `different`, rows that agree in that column count once, and those without it not at all.
    """

    table: str
    when: Expression | None = None
    names: tuple[str, ...] = ()
    different: str | None = None

    def evaluate(self, given: Reckoning) -> Explanation:
        rows = given.rows(self.table)
        figures = given.amounts(self.names)
        found = [row for row in rows if self.when is None or self.when.evaluate({**figures, **row}) is True]
        if self.different is None:
            count, what = len(found), "rows"
        else:
            count = len({row.get(self.different) for row in found} - {None})
            what = f"different {self.different}"
        such = f" where {self.when.text}" if self.when else ""
        return Explanation(value=Decimal(count), sentence=f"{count} {what} of {len(rows)}{such}", rule="count")
