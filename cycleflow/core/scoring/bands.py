"""Bands: where a figure lies decides what it is worth; each edge is in one band only.

The worth is a figure, a level, or a formula over `x`, the figure itself, and `part`, how far into the band it lies
(0 at the lower edge, 1 at the upper): that makes a curve. Edges may be measures: a challenge that is worked out anew
every month is an edge like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from cycleflow.core.scoring.card import BlankError, Reckoning
from cycleflow.core.scoring.formula import explained, figure
from cycleflow.core.scoring.inputs import Titles
from cycleflow.core.scoring.phrase import Fact, Phrase
from cycleflow.core.scoring.scorecard import Explanation
from cycleflow.core.workflow import Expression

Bound: TypeAlias = Decimal | str
"""A figure, or the name of what gives it."""

_OWN: Titles = {
    "x": {"zh": "数值", "en": "the figure"},
    "part": {"zh": "区间内位置", "en": "the part of the band"},
}


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

    def asks(self, known: Reckoning) -> Iterable[str]:
        edges = (edge for band in self.bands for edge in (band.low, band.high) if isinstance(edge, str))
        return (self.of, *edges, *(name for band in self.bands for name in band.names if name not in _OWN))

    def evaluate(self, given: Reckoning) -> Explanation:
        x = given.figure(self.of)
        for band in self.bands:
            low, high = edge(band.low, given), edge(band.high, given)
            if _above(x, low, is_open=band.low_open) and _below(x, high, is_open=band.high_open):
                return self._worth(band, given, {"x": x, "part": _part(x, low, high)})
        raise BlankError

    def _worth(self, band: Band, given: Reckoning, own: Mapping[str, Decimal]) -> Explanation:
        edges = tuple(given.find(name) for name in (band.low, band.high) if isinstance(name, str))
        others = tuple(_own(name, own) if name in own else given.find(name) for name in band.names)
        parts = (given.find(self.of), *edges, *(part for part in others if part.name not in own))
        facts: dict[str, Fact] = {"name": parts[0].term, "value": own["x"], "band": _where(band, given)}
        words = "{name} {value} is {band}: {worth}"
        if isinstance(band.worth, Decimal):
            facts["worth"] = band.worth
            return Explanation(value=band.worth, words=words, facts=facts, parts=parts, rule="bands")
        if isinstance(band.worth, str):
            facts["worth"] = band.worth
            return Explanation(value=Decimal(0), said=band.worth, words=words, facts=facts, parts=parts, rule="bands")
        made = explained(given, band.worth, others, rule="bands", own=_OWN)
        return Explanation(
            value=made.value, words=words, facts={**facts, "worth": made.phrase}, parts=parts, rule="bands"
        )


def edge(bound: Bound | None, given: Reckoning) -> Decimal | None:
    return given.figure(bound) if isinstance(bound, str) else bound


def edge_shown(bound: Bound | None, given: Reckoning) -> Fact:
    """Return an edge as it stands in a phrase: a figure, or a name with its value."""
    return figure(given.find(bound)) if isinstance(bound, str) else bound


def _where(band: Band, given: Reckoning) -> Phrase:
    facts = {"low": edge_shown(band.low, given), "high": edge_shown(band.high, given)}
    if band.low is None:
        return Phrase(words="below {high}" if band.high_open else "at most {high}", facts=facts)
    if band.high is None:
        return Phrase(words="above {low}" if band.low_open else "at least {low}", facts=facts)
    match band.low_open, band.high_open:
        case False, False:
            return Phrase(words="from {low} to {high}", facts=facts)
        case False, True:
            return Phrase(words="from {low} below {high}", facts=facts)
        case True, False:
            return Phrase(words="above {low} to {high}", facts=facts)
        case _:
            return Phrase(words="above {low} below {high}", facts=facts)


def _own(name: str, own: Mapping[str, Decimal]) -> Explanation:
    return Explanation(value=own[name], words="{value}", facts={"value": own[name]}, name=name, title=_OWN[name])


def _above(x: Decimal, low: Decimal | None, *, is_open: bool) -> bool:
    return low is None or x > low or (x == low and not is_open)


def _below(x: Decimal, high: Decimal | None, *, is_open: bool) -> bool:
    return high is None or x < high or (x == high and not is_open)


def _part(x: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    """How far into the band: 1 where the band is a single figure or endless."""
    if low is None or high is None or low == high:
        return Decimal(1)
    return (x - low) / (high - low)
