"""Mean: of several measures, or of a table's column, with or without weights.

With fewer than `at_least` values there is none: too few raters say too little, and would be recognised.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import BlankError, Reckoning
from cycleflow.core.scoring.phrase import Fact
from cycleflow.core.scoring.scorecard import Explanation
from cycleflow.core.workflow import Expression


@dataclass(frozen=True, kw_only=True)
class Mean:
    """`names` are averaged, those that do not apply left out."""

    names: tuple[str, ...]
    at_least: int = 1

    def asks(self, known: Reckoning) -> Iterable[str]:
        return self.names

    def evaluate(self, given: Reckoning) -> Explanation:
        parts = tuple(part for part in map(given.find, self.names) if not part.blank)
        return _mean([(part.value, Decimal(1)) for part in parts], self.at_least, parts)


@dataclass(frozen=True, kw_only=True)
class ColumnMean:
    """`of` and `by` are columns of one table; without `by` every row counts the same."""

    table: str
    of: str
    by: str | None = None
    at_least: int = 1

    def asks(self, known: Reckoning) -> Iterable[str]:
        return (self.table,)

    def evaluate(self, given: Reckoning) -> Explanation:
        rows = [row for row in given.rows(self.table) if isinstance(row.get(self.of), Decimal)]
        pairs = [(_figure(row[self.of]), _figure(row.get(self.by)) if self.by else Decimal(1)) for row in rows]
        parts = tuple(
            Explanation(value=value, words="{value} × {weight}", facts={"value": value, "weight": weight}, rule="mean")
            for value, weight in pairs
        )
        return _mean(pairs, self.at_least, given.told(self.table, parts))


@dataclass(frozen=True, kw_only=True)
class RowMean:
    """The mean of what a formula over its columns makes of each row; `names` are what it asks for besides."""

    table: str
    each: Expression
    names: tuple[str, ...] = ()
    at_least: int = 1

    def asks(self, known: Reckoning) -> Iterable[str]:
        return (self.table, *self.names)

    def evaluate(self, given: Reckoning) -> Explanation:
        rows = given.rows(self.table)
        beside = given.amounts(self.names)
        values = [value for row in rows if isinstance(value := self.each.evaluate({**beside, **row}), Decimal)]
        formula = given.written(self.each.text, given.columns(self.table))
        parts = tuple(
            Explanation(
                value=value, words="{formula} = {value}", facts={"formula": formula, "value": value}, rule="mean"
            )
            for value in values
        )
        least = max(self.at_least, given.least(self.table))
        return _mean([(value, Decimal(1)) for value in values], least, given.told(self.table, parts))


def _figure(value: object) -> Decimal:
    if not isinstance(value, Decimal):
        raise BlankError
    return value


def _mean(pairs: list[tuple[Decimal, Decimal]], at_least: int, parts: tuple[Explanation, ...]) -> Explanation:
    total = sum((weight for _, weight in pairs), Decimal(0))
    if len(pairs) < max(at_least, 1) or not total:
        raise BlankError
    value = sum((value * weight for value, weight in pairs), Decimal(0)) / total
    facts: dict[str, Fact] = {"count": len(pairs), "value": value}
    return Explanation(value=value, words="mean of {count} = {value}", facts=facts, parts=parts, rule="mean")
