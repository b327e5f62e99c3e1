"""A cohort looked at together: where each stands among its like, and each one's share of what is shared out.

Pure over a Cohort. What it finds goes, with its basis, into the Action that settles each appraisal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from cycleflow.core.model import Json
from cycleflow.core.outcomes import STANDING, Outcomes
from cycleflow.core.scoring.allocate import POOLS, Allocate
from cycleflow.core.scoring.card import EXACT, BlankError
from cycleflow.core.scoring.guarded import UNPAID, innermost
from cycleflow.core.scoring.inputs import Given
from cycleflow.core.settling import SCORE, card_of, compared, reckoning_of
from cycleflow.core.standing import share_out, standings
from cycleflow.errors import InputError, RefusedError


class UnequalPoolError(RefusedError):
    words = "What is to be shared out as {measure} is not the same for everybody: {sums}."


@dataclass(frozen=True, kw_only=True)
class Member:
    """One of a cohort: the sheets, all else outcomes are worked out from, and who the others are."""

    given: Given
    sheets: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    group: str = ""


Compared = dict[str, dict[str, Json]]
"""What a settling Action brings of the cohort, by member."""


def compare(outcomes: Outcomes, members: Mapping[str, Member]) -> Compared:
    """Return each one's standing, and the shares of every sum.

    Raises:
        UnequalPoolError: the members of a group do not agree on a sum.
    """
    groups: dict[str, dict[str, Member]] = {}
    for name in sorted(members):
        groups.setdefault(members[name].group, {})[name] = members[name]
    found: Compared = {}
    for group in groups.values():
        found |= _standing(group)
        for measure, rule in _allocations(outcomes):
            for name, row in _shares(outcomes, rule, group, found, is_money=measure in outcomes.money):
                pools = found[name].setdefault(POOLS, [])
                assert isinstance(pools, list), "it is only made here"
                pools.append(row)
    return found


def _standing(group: Mapping[str, Member]) -> Compared:
    scores = {name: score for name, one in group.items() if isinstance(score := one.given.get(SCORE), Decimal)}
    places = standings(scores)
    return {
        name: {"standing": {one: str(getattr(places[name], one)) for one in STANDING}} if name in places else {}
        for name in group
    }


def _allocations(outcomes: Outcomes) -> Iterator[tuple[str, Allocate]]:
    for name, measure in card_of(outcomes).measures.items():
        rule = innermost(measure.rule)
        if isinstance(rule, Allocate):
            yield name, rule


def _shares(
    outcomes: Outcomes, rule: Allocate, group: Mapping[str, Member], found: Compared, *, is_money: bool
) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield everybody's row; who is not paid weighs nothing, and who lacks his figures has no row."""
    weighed = {name: _weigh(outcomes, rule, one, found[name]) for name, one in group.items()}
    known = {name: pair for name, pair in weighed.items() if pair is not None}
    sums = sorted({pool for pool, _ in known.values()})
    if len(sums) > 1:
        raise UnequalPoolError(measure=rule.name, sums=", ".join(f"{pool:f}" for pool in sums))
    unpaid = {name for name in known if is_money and group[name].given.get(UNPAID) is True}
    weights = {name: Decimal(0) if name in unpaid else weight for name, (_, weight) in known.items()}
    with localcontext(EXACT):
        total = sum(weights.values(), Decimal(0))
    for name, share in share_out(sums[0], weights, rule.places).items() if sums else ():
        row: dict[str, Json] = {"measure": rule.name, "pool": f"{sums[0]:f}", "total": f"{total:f}"}
        yield name, row | {"share": f"{share:f}"}


def _weigh(
    outcomes: Outcomes, rule: Allocate, one: Member, basis: Mapping[str, Json]
) -> tuple[Decimal, Decimal] | None:
    reckoning = reckoning_of(outcomes, one.sheets, {**one.given, **compared(basis)})
    try:
        with localcontext(EXACT):
            weighed = rule.weigh(reckoning)
    except (BlankError, InputError):
        return None
    return weighed if reckoning.is_complete else None
