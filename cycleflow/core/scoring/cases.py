"""Cases: the first condition that holds says what counts.

Two conditions at once, a small sample replaced by a group's average, a role's own card: all are "if this, then that,
otherwise the other".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cycleflow.core.scoring.card import Reckoning
from cycleflow.core.scoring.formula import Formula
from cycleflow.core.scoring.phrase import Fact
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

    def asks(self, known: Reckoning) -> Iterable[str]:
        """Return what the cases that can still hold ask for: what is known may decide some of them."""
        names: list[str] = []
        *conditional, last = self.cases
        for case in conditional:
            holds = known.decide(case.when) if case.when else True
            if holds is None:
                names += case.when.names if case.when else ()
            if holds is not False:
                names += case.then.names
            if holds:
                return names
        return [*names, *last.then.names]

    def evaluate(self, given: Reckoning) -> Explanation:
        case = next(case for case in self.cases if _holds(case, given))
        made = case.then.evaluate(given)
        if case.when is None:
            return replace(made, words="otherwise: {then}", facts={"then": made.phrase}, rule="cases")
        asked = tuple(given.find(name) for name in case.when.names)
        facts: dict[str, Fact] = {"when": given.written(case.when.expression.text), "then": made.phrase}
        shown = {part.name for part in made.parts}
        others = tuple(part for part in asked if part.name not in shown)
        return replace(made, words="{when}: {then}", facts=facts, parts=(*made.parts, *others), rule="cases")


def _holds(case: Case, given: Reckoning) -> bool:
    if case.when is None:
        return True
    return not given.refutes(case.when) and case.when.expression.evaluate(given.amounts(case.when.names)) is True
