"""The rule families a score can be made by: one module each, entered here.

**Why** a registry: a regulation names its family as a key, and a new family is a module and one line. FAMILIES stand
alone as a whole score over filled-in sheets; MEASURES are the steps of a card over indicators and earlier measures;
OUTCOMES are those of them and the ones that look at earlier periods, or at the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from cycleflow.policy.node import Node
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.families import (
    allocate,
    bands,
    cases,
    count,
    formula,
    lookup,
    mean,
    past,
    points,
    rank_points,
    ratio,
    records,
    tabled,
    top,
    weighted_mean,
    weights,
)
from cycleflow.policy.sections.families.family import Family
from cycleflow.policy.sections.scope import Made, Scope

Read: TypeAlias = Callable[[Reader, Node, Scope], Made | None]

FAMILIES: Mapping[str, Family] = {family.keys.name: family for family in (weighted_mean.FAMILY,)}

MEASURES: Mapping[str, Read] = {
    "formula": formula.read,
    "cases": cases.read,
    "bands": bands.read,
    "points": points.read,
    "weights": weights.read,
    "mean": mean.read,
    "ratio": ratio.read,
    "lookup": lookup.read,
    "rank_points": rank_points.read,
    "top": top.read,
    "records": records.read,
    "count": count.read,
    "weighted_mean": tabled.read,
}

OUTCOMES: Mapping[str, Read] = {
    **MEASURES,
    "streak": past.read_streak,
    "tally": past.read_tally,
    "allocate": allocate.read,
}
