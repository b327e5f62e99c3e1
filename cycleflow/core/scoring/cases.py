"""Cases: the first condition that holds says what counts.

Two conditions at once, a small sample replaced by a group's average, a role's own card: all are "if this, then that,
otherwise the other".
"""

from __future__ import annotations

from dataclasses import dataclass

from cycleflow.core.scoring.card import Reckoning
from cycleflow.core.scoring.formula import Formula
from cycleflow.core.scoring.scorecard import Explanation


@dataclass(frozen=True, kw_only=True)
class Case:
    """A condition (None: otherwise) and what it leads to."""

    when: Formula | None
    then: Formula


@dataclass(frozen=True, kw_only=True)
class Cases:
    """A condition that does not apply does not hold; the last case has none."""

    cases: tuple[Case, ...]

    def evaluate(self, given: Reckoning) -> Explanation:
        case = next(case for case in self.cases if _holds(case, given))
        made = case.then.evaluate(given)
        because = case.when.expression.text if case.when else "otherwise"
        return Explanation(
            value=made.value, said=made.said, sentence=f"{because}: {made.sentence}", parts=made.parts, rule="cases"
        )


def _holds(case: Case, given: Reckoning) -> bool:
    return case.when is None or case.when.expression.evaluate(given.amounts(case.when.names)) is True
