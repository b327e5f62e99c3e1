"""Rank points: the first gets so much, the last so much, those between in equal steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import BlankError, Reckoning
from cycleflow.core.scoring.phrase import Fact
from cycleflow.core.scoring.scorecard import Explanation


@dataclass(frozen=True, kw_only=True)
class RankPoints:
    """`rank` counts from 1 and `among` how many are ranked; one alone is the first."""

    rank: str
    among: str
    first: Decimal
    last: Decimal

    def asks(self, known: Reckoning) -> Iterable[str]:
        return (self.rank, self.among)

    def evaluate(self, given: Reckoning) -> Explanation:
        rank, among = given.figure(self.rank), given.figure(self.among)
        if not 1 <= rank <= among:
            raise BlankError
        steps = among - 1
        value = self.first - (self.first - self.last) * (rank - 1) / steps if steps else self.first
        facts: dict[str, Fact] = {"rank": rank, "among": among, "first": self.first, "last": self.last, "value": value}
        return Explanation(
            value=value,
            words="rank {rank} of {among}, {first} for the first to {last} for the last: {value}",
            facts=facts,
            parts=(given.find(self.rank), given.find(self.among)),
            rule="rank_points",
        )
