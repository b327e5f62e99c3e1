"""Which other appraisals give an indicator, as a regulation says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Reach: TypeAlias = Literal["same", "previous", "within", "each month", "each quarter", "each half_year"]
Fold: TypeAlias = Literal["mean", "sum", "count", "min", "max"]

SINGLE = ("self", "manager", "team", "led team", "department", "company")
"""Whose appraisal a feed may take from where there is but one; all others are several."""

UNITS: Mapping[str, str] = {"team": "team", "led team": "team", "department": "department", "company": "company"}
"""What is appraised where a unit's appraisal is taken."""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """Which other appraisals give an indicator.

    `regulation` is None for its own. `period` says which of its cycles, `of` whose appraisals in them, `take` what of
    each: the score, the grade, an indicator or a measure. `fold` makes one figure of many.
    """

    regulation: str | None = None
    period: Reach = "same"
    of: str = "self"
    take: str = "score"
    fold: Fold | None = None

    @property
    def is_single(self) -> bool:
        """Whether one appraisal at most gives it."""
        return self.of in SINGLE and self.period in ("same", "previous")
