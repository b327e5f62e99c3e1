"""Outcomes as a regulation writes them: when they are worked out, from what, what is money, and what somebody must do.

The measures are those of the score and the outcomes' own, on one card; so are, under names no regulation can write,
the conditions of the consequences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cycleflow.core.scoring.scorecard import Rule

STANDING = ("rank", "dense_rank", "rank_last", "heads")
"""What the others' results make of one's own: known only where the whole cohort is looked at."""


@dataclass(frozen=True, kw_only=True)
class Consequence:
    """What a result asks somebody to do: the condition is a measure of the card, `raises` the duty."""

    measure: str
    raises: str
    reason: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """What a result causes, worked out on entering the state `settle`.

    `evidence` names what proves an appraisal: for each proof the state that must have been answered, and how where
    only one answer proves it. `keeps` are figures that later periods ask for. `on_the_way` are the states from which an
    appraisal may still come to be settled, `arrived` those it is in afterwards. Where `is_cohort`, all of a group
    (`base`) are settled together, once none of them is on the way.
    """

    settle: str
    rule: Rule
    measures: tuple[str, ...]
    on_the_way: frozenset[str]
    arrived: frozenset[str]
    told: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    evidence: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    consequences: tuple[Consequence, ...] = ()
    base: str = "company"
    is_cohort: bool = False
    asks_past: bool = False

    @property
    def wanted(self) -> tuple[str, ...]:
        """Return the measures anything comes of."""
        return (*self.names, *(one.measure for one in self.consequences))

    @property
    def names(self) -> tuple[str, ...]:
        """Return every outcome there may be: what is money, what is told, the steps to it, and what is kept."""
        return tuple(dict.fromkeys((*self.measures, *self.money, *self.told, *self.keeps)))
