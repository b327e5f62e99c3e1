"""How grades may be spread: shares over a company, its departments or teams, by the team's own rank if that counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from cycleflow.core.expression import Expression


@dataclass(frozen=True, kw_only=True)
class TeamShares:
    """The shares of teams that rank among the best `upto` percent; a key may join grades, such as `A+B`."""

    upto: Decimal
    shares: Mapping[str, Decimal]


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """Shares in percent by grade, best first, over the appraisals that have the same value of `base`.

    It is for those of whom `when` holds, or for everybody. A key may join grades, such as `A+B`. `bounds` says of one
    that its share is a cap or a floor; `rest` takes what the others leave. Where the team's own rank decides, `teams`
    holds the shares, best first; `rank` and `among` name the figures that say it, without them the members' mean score
    does. `ties` are together where equal scores get the same, better grade. `grades` are all there are, best first.
    """

    base: str
    shares: Mapping[str, Decimal]
    rounding: Literal["largest_remainder", "floor", "half_up"]
    tolerance: int = 0
    bounds: Mapping[str, Literal["at_most", "at_least"]] = field(default_factory=dict)
    teams: tuple[TeamShares, ...] = ()
    rank: str | None = None
    among: str | None = None
    rest: str | None = None
    when: Expression | None = None
    ties: Literal["together", "in_order"] = "in_order"
    grades: tuple[str, ...] = ()
