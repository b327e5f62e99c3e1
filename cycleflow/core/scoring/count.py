"""Count: how many rows of a table there are, or how many different values a column of them has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import Reckoning
from cycleflow.core.scoring.phrase import Fact, Phrase, Term
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

    def asks(self, known: Reckoning) -> Iterable[str]:
        return (self.table, *self.names)

    def evaluate(self, given: Reckoning) -> Explanation:
        rows = given.rows(self.table)
        figures = given.amounts(self.names)
        found = [row for row in rows if self.when is None or self.when.evaluate({**figures, **row}) is True]
        titles = given.columns(self.table)
        facts: dict[str, Fact] = {"size": len(rows)}
        if self.different is None:
            count = len(found)
            such = Phrase(words="{count} of {size} rows", facts={**facts, "count": count})
        else:
            count = len({row.get(self.different) for row in found} - {None})
            facts |= {"column": Term(name=self.different, title=titles.get(self.different, {})), "count": count}
            such = Phrase(words="{count} different {column} in {size} rows", facts=facts)
        if self.when:
            when = given.written(self.when.text, titles)
            such = Phrase(words="{counted} where {when}", facts={"counted": such, "when": when})
        parts = (given.table(self.table), *map(given.find, self.names))
        return Explanation(value=Decimal(count), words=such.words, facts=such.facts, parts=parts, rule="count")
