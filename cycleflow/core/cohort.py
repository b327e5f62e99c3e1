"""Appraisals looked at together: does the distribution of grades fit the regulation?

Pure over a Cohort. What it finds is shown to the panel, and goes as the basis into the Action of every appraisal it
touches; no guard of a single appraisal ever looks at others.

The default shares 5/10/70/10/5 are those of the annual cycle (register row 18).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from cycleflow.core.quota import Distribution


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """One appraisal of a cohort. `group` is the value of the distribution's base, such as the department."""

    appraisal: str
    group: str
    score: Decimal | None
    grade: str | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """The rank of a team among its like; 1 is the best."""

    rank: int
    among: int


ALONE = Place(rank=1, among=1)


@dataclass(frozen=True, kw_only=True)
class GroupCheck:
    """One group against its quotas, by grade, best first.

    `exact` are the shares in heads before rounding, `quotas` after it; `residual` is what rounding left unassigned.
    `excess` is how many heads a grade has above its quota and the tolerance (negative: below).
    """

    group: str
    size: int
    exact: Mapping[str, Decimal]
    quotas: Mapping[str, int]
    counts: Mapping[str, int]
    residual: int
    excess: Mapping[str, int]
    ungraded: int
    place: Place = ALONE

    @property
    def fits(self) -> bool:
        return not self.ungraded and not any(self.excess.values())


def check_distribution(distribution: Distribution, members: Sequence[Ranked]) -> tuple[GroupCheck, ...]:
    """Return one check a group, in the groups' order of name."""
    groups: dict[str, list[Ranked]] = {}
    for member in members:
        groups.setdefault(member.group, []).append(member)
    places = rank_groups(groups)
    return tuple(_check(distribution, name, groups[name], places[name]) for name in sorted(groups))


def rank_groups(groups: Mapping[str, Sequence[Ranked]]) -> dict[str, Place]:
    """Return the place of each group by the mean score of its members; equal means share the better rank."""
    means = {name: _mean([one.score for one in group if one.score is not None]) for name, group in groups.items()}
    return {
        name: Place(rank=1 + sum(other > mean for other in means.values()), among=len(means))
        for name, mean in means.items()
    }


def _mean(scores: Sequence[Decimal]) -> Decimal:
    return sum(scores, Decimal(0)) / len(scores) if scores else Decimal(0)


def rank(members: Sequence[Ranked]) -> dict[str, int]:
    """Return the rank of each appraisal that has a score: 1 is the best, ties share the better rank (1, 1, 3)."""
    scores = sorted((one.score for one in members if one.score is not None), reverse=True)
    return {one.appraisal: 1 + scores.index(one.score) for one in members if one.score is not None}


def assign(distribution: Distribution, members: Sequence[Ranked], place: Place = ALONE) -> dict[str, str]:
    """Propose a grade for each member of one group by rank, best first; of a tie, the first in the list is better.

    A key that joins grades (`A+B`) proposes its lower grade: which of them deserve the higher one is for people to
    say. The heads no quota covers go to the grade that takes the rest.
    """
    order = sorted((one for one in members if one.score is not None), key=lambda one: -_score(one))
    heads = quotas(distribution, len(order), place)
    for key in heads:
        if distribution.rest in key.split("+"):
            heads[key] += len(order) - sum(heads.values())
    grades = [key.split("+")[-1] for key, count in heads.items() for _ in range(count)]
    return {one.appraisal: grade for one, grade in zip(order, grades, strict=False)}


def _score(member: Ranked) -> Decimal:
    return member.score if member.score is not None else Decimal(0)


def quotas(distribution: Distribution, size: int, place: Place = ALONE) -> dict[str, int]:
    """Return how many of `size` heads each grade may take, by the declared rounding.

    A cap is rounded down and a floor up, whatever the rounding: neither may be broken by a fraction of a head. Where
    the team's rank decides, its `place` says which row of shares holds.

    `largest_remainder` gives every head a grade: first the whole heads, then one each to the largest fractions, the
    better grade first on a tie. `floor` and `half_up` round each grade alone and may leave heads over or short.
    """
    exact = _exact(distribution, size, place)
    if distribution.bounds:
        return {grade: _bounded(distribution, grade, share) for grade, share in exact.items()}
    if distribution.rounding == "half_up":
        return {grade: int(share.to_integral_value(ROUND_HALF_UP)) for grade, share in exact.items()}
    whole = {grade: int(share.to_integral_value(ROUND_FLOOR)) for grade, share in exact.items()}
    if distribution.rounding == "largest_remainder":
        by_fraction = sorted(exact, key=lambda grade: whole[grade] - exact[grade])
        for grade in by_fraction[: size - sum(whole.values())]:
            whole[grade] += 1
    return whole


def _bounded(distribution: Distribution, grade: str, share: Decimal) -> int:
    rounding = {"at_most": ROUND_FLOOR, "at_least": ROUND_CEILING}.get(
        distribution.bounds.get(grade, ""), ROUND_HALF_UP
    )
    return int(share.to_integral_value(rounding))


def _exact(distribution: Distribution, size: int, place: Place) -> dict[str, Decimal]:
    return {grade: share * size / 100 for grade, share in shares_at(distribution, place).items()}


def shares_at(distribution: Distribution, place: Place) -> Mapping[str, Decimal]:
    """Return the shares that hold for a team at its place: the first row that reaches down to its rank."""
    rows = distribution.teams
    if not rows:
        return distribution.shares
    return next((row.shares for row in rows if place.rank * 100 <= row.upto * place.among), rows[-1].shares)


def _check(distribution: Distribution, name: str, members: Sequence[Ranked], place: Place) -> GroupCheck:
    allowed = quotas(distribution, len(members), place)
    found = Counter(member.grade for member in members)
    counts = {key: sum(found[grade] for grade in key.split("+")) for key in allowed}
    excess = {grade: _beyond(counts[grade] - allowed[grade], distribution.tolerance) for grade in counts}
    return GroupCheck(
        group=name,
        size=len(members),
        exact=_exact(distribution, len(members), place),
        quotas=allowed,
        counts=counts,
        residual=len(members) - sum(allowed.values()),
        excess={grade: _counted(distribution, grade, heads) for grade, heads in excess.items()},
        ungraded=sum(member.grade is None for member in members),
        place=place,
    )


def _counted(distribution: Distribution, grade: str, excess: int) -> int:
    """A cap can only be exceeded and a floor only be missed; a grade that takes the rest may take more."""
    bound = distribution.bounds.get(grade)
    if bound == "at_most":
        return max(excess, 0)
    return min(excess, 0) if bound == "at_least" or distribution.rest in grade.split("+") else excess


def _beyond(difference: int, tolerance: int) -> int:
    if abs(difference) <= tolerance:
        return 0
    return difference - tolerance if difference > 0 else difference + tolerance
