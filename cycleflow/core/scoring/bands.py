"""Bands: where a figure lies decides what it is worth; each edge is in one band only.

The worth is a figure, a level, or a formula over `x`, the figure itself, and `part`, how far into the band it lies
(0 at the lower edge, 1 at the upper): that makes a curve. Edges may be measures: a challenge that is worked out anew
every month is an edge like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from cycleflow.core.scoring.card import BlankError, Reckoning
from cycleflow.core.scoring.formula import explained, shown
from cycleflow.core.scoring.scorecard import Amount, Explanation
from cycleflow.core.workflow import Expression

Bound: TypeAlias = Decimal | str
"""A figure, or the name of what gives it."""


@dataclass(frozen=True, kw_only=True)
class Band:
    """`low` and `high` are edges, None is endless; an open edge is not in the band. `names` are those of `worth`."""

    text: str
    low: Bound | None
    high: Bound | None
    low_open: bool
    high_open: bool
    worth: Decimal | str | Expression
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Bands:
    """The first band that holds the figure decides; a figure in none does not apply."""

    of: str
    bands: tuple[Band, ...]

    def evaluate(self, given: Reckoning) -> Explanation:
        x = given.figure(self.of)
        for band in self.bands:
            low, high = edge(band.low, given), edge(band.high, given)
            if _above(x, low, is_open=band.low_open) and _below(x, high, is_open=band.high_open):
                return self._worth(band, given, {"x": x, "part": _part(x, low, high)})
        raise BlankError

    def _worth(self, band: Band, given: Reckoning, own: Mapping[str, Decimal]) -> Explanation:
        parts = (given.find(self.of), *(given.find(name) for name in (band.low, band.high) if isinstance(name, str)))
        where = f"{self.of} {shown(own['x'])} is {band.text}"
        if isinstance(band.worth, Decimal):
            return Explanation(value=band.worth, sentence=f"{where}: {shown(band.worth)}", parts=parts, rule="bands")
        if isinstance(band.worth, str):
            return Explanation(
                value=Decimal(0), said=band.worth, sentence=f"{where}: {band.worth}", parts=parts, rule="bands"
            )
        others = [name for name in band.names if name not in own]
        amounts: dict[str, Amount] = {**{n: own[n] for n in band.names if n in own}, **given.amounts(others)}
        made = explained(band.worth, amounts, rule="bands", parts=parts)
        return Explanation(value=made.value, sentence=f"{where}: {made.sentence}", parts=parts, rule="bands")


def edge(bound: Bound | None, given: Reckoning) -> Decimal | None:
    return given.figure(bound) if isinstance(bound, str) else bound


def _above(x: Decimal, low: Decimal | None, *, is_open: bool) -> bool:
    return low is None or x > low or (x == low and not is_open)


def _below(x: Decimal, high: Decimal | None, *, is_open: bool) -> bool:
    return high is None or x < high or (x == high and not is_open)


def _part(x: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    """How far into the band: 1 where the band is a single figure or endless."""
    if low is None or high is None or low == high:
        return Decimal(1)
    return (x - low) / (high - low)
