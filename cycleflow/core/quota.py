"""How grades may be spread: shares over a company, its departments or teams, by the team's own rank if that counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class TeamShares:
    """The shares of teams that rank among the best `upto` percent; a key may join grades, such as `A+B`."""

    upto: Decimal
    shares: Mapping[str, Decimal]


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """Shares in percent by grade, best first, over the appraisals that have the same value of `base`.

    `bounds` says of a grade that its share is a cap or a floor; a grade without a share takes the rest. Where the
    team's own rank decides, `teams` holds the shares, best first, and `rest` the grade that takes what they leave.
    """

    base: Literal["company", "department", "team"]
    shares: Mapping[str, Decimal]
    rounding: Literal["largest_remainder", "floor", "half_up"]
    tolerance: int = 0
    bounds: Mapping[str, Literal["at_most", "at_least"]] = field(default_factory=dict)
    teams: tuple[TeamShares, ...] = ()
    rest: str | None = None
