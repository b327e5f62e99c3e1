"""Weighted mean of a table: Σ weight x score / Σ weight.

The rule of the quarterly post-responsibility appraisal (register row 1): every goal is scored on the 5-point scale
and counts with the weight agreed for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import MissingInputError
from cycleflow.core.scoring.phrase import Fact
from cycleflow.core.scoring.scorecard import Explanation


@dataclass(frozen=True, kw_only=True)
class WeightedMean:
    """`scores` and `weights` are `state.table.column`; the two tables run row by row."""

    scores: tuple[str, str, str]
    weights: tuple[str, str, str]

    def needs(self, facts: Mapping[str, object], besides: Iterable[str] = ()) -> frozenset[str] | None:
        return None

    def evaluate(self, sheets: Mapping[str, Mapping[str, object]]) -> Explanation:
        scores, weights = _column(sheets, self.scores), _column(sheets, self.weights)
        pairs = list(zip(scores, weights, strict=True))
        total = sum((weight for _, weight in pairs), Decimal(0))
        parts = tuple(
            Explanation(
                value=score * weight / total,
                words="{score} × {weight} / {total}",
                facts={"score": score, "weight": weight, "total": total},
                rule="weighted_mean",
            )
            for score, weight in pairs
        )
        value = sum((score * weight for score, weight in pairs), Decimal(0)) / total
        facts: dict[str, Fact] = {"count": len(pairs), "value": value}
        words = "weighted mean of {count} rows = {value}"
        return Explanation(value=value, words=words, facts=facts, parts=parts, rule="weighted_mean", adds=True)


def _column(sheets: Mapping[str, Mapping[str, object]], path: tuple[str, str, str]) -> list[Decimal]:
    """Return a table's column as figures.

    Raises:
        MissingInputError: the table was never filled in, or not this column of it.
    """
    state, table, column = path
    rows = sheets.get(state, {}).get(table)
    if not isinstance(rows, Sequence) or not rows or any(column not in row for row in rows):
        raise MissingInputError(names=".".join(path))
    return [Decimal(str(row[column])) for row in rows]
