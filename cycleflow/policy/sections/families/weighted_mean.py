"""`weighted_mean: {of: manager_review.goals.score, by: goal_setting.goals.weight}`."""

from __future__ import annotations

from cycleflow.core.scoring.weighted import WeightedMean
from cycleflow.policy.node import Pairs
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.columns import Column, field_of, read_column
from cycleflow.policy.sections.families.family import Family, Filled, Made
from cycleflow.policy.vocabulary import WEIGHTED_MEAN


def _read(reader: Reader, section: Pairs, filled: Filled) -> Made | None:
    scores = read_column(reader, section.get("of"), filled.sources, filled.sheets)
    weights = read_column(reader, section.get("by"), filled.sources, filled.sheets)
    if scores is None or weights is None:
        return None
    if not _run_together(scores, weights, filled):
        reader.complain(
            scores.place,
            f"The rows of {_name(scores)} and {_name(weights)} do not belong together; "
            "one table must repeat the other with 'each'.",
        )
    if not (weights.field.total or (weights.field.low and weights.field.low > 0)):
        reader.complain(
            weights.place, f"All of {_name(weights)} could be 0; give them a total or a least value above 0."
        )
    return Made(rule=WeightedMean(scores=scores.path, weights=weights.path), uses=(scores, weights))


def _run_together(scores: Column, weights: Column, filled: Filled) -> bool:
    """Whether both tables have the same rows in the same order, as far as what they repeat is known."""
    roots = {column.table.each or ".".join(column.path[:2]) for column in (scores, weights)}
    known = [field_of(filled.sources, filled.sheets, *root.partition(".")[::2]) for root in roots]
    return len(roots) == 1 or None in known


def _name(column: Column) -> str:
    return ".".join(column.path)


FAMILY = Family(keys=WEIGHTED_MEAN, read=_read)
