"""A rule over filled-in sheets, used as one measure of a card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cycleflow.core.scoring.card import MissingInputError, Reckoning
from cycleflow.core.scoring.scorecard import Explanation, Rule


@dataclass(frozen=True, kw_only=True)
class Tabled:
    """`rule` takes sheets, such as the weighted mean of a table agreed in one state and scored in another."""

    rule: Rule

    def asks(self, known: Reckoning) -> Iterable[str]:
        return ()

    def evaluate(self, given: Reckoning) -> Explanation:
        try:
            return self.rule.evaluate(given.sheets)
        except MissingInputError as error:
            raise given.lacking(str(error.facts["names"])) from None
