"""Appraisals looked at together: does the distribution of grades fit the regulation?

Pure over a Cohort. What it finds is shown to the panel, and goes as the basis into the Action of every appraisal it
touches; no guard of a single appraisal ever looks at others.

The default shares 5/10/70/10/5 are those of the annual cycle (register row 18).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

from cycleflow.core.condition import holds
from cycleflow.core.quota import Distribution
from cycleflow.core.workflow import Workflow

COMPANY, DEPARTMENT, TEAM = "company", "department", "team"
"""Over whom grades may be spread; any attribute of the people file besides."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """The rank of a team among its like; 1 is the best."""

    rank: int
    among: int


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """One appraisal of a cohort. `group` is the value of the distribution's base, such as the department.

    `place` is that of the group, where the regulation names the figures that say it.
    """

    appraisal: str
    group: str
    score: Decimal | None
    grade: str | None
    place: Place | None = None


ALONE = Place(rank=1, among=1)

Tendency: TypeAlias = Literal["lenient", "strict", "central"]

FEWEST_TO_TELL = 5
"""Of fewer people no tendency can be told."""


@dataclass(frozen=True, kw_only=True)
class GroupCheck:
    """One group against its quotas, by grade, best first.

    `exact` are the shares in heads before rounding, `quotas` after it; `residual` is what rounding left unassigned.
    `excess` is how many heads a grade has above its quota and the tolerance (negative: below). `tendency` is the error
    of rating that the grades as a whole look like.
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
    tendency: Tendency | None = None

    @property
    def fits(self) -> bool:
        return not self.ungraded and not any(self.excess.values())


def distribution_for(workflow: Workflow, known: Mapping[str, object]) -> Distribution | None:
    """Return the distribution somebody falls under, given what is known of him; None where none is for him."""
    return next((one for one in workflow.distributions if one.when is None or holds(one.when, known)), None)


def place_of(distribution: Distribution | None, known: Mapping[str, object]) -> Place | None:
    """Return the place somebody's team has by the figures the distribution names; None where they are not known."""
    if distribution is None or distribution.rank is None or distribution.among is None:
        return None
    rank, among = known.get(distribution.rank), known.get(distribution.among)
    if not isinstance(rank, Decimal) or not isinstance(among, Decimal):
        return None
    return Place(rank=int(rank), among=int(among))


def group_of(distribution: Distribution | None, value: str) -> str:
    """Return what a group is called: its value of the base, and for whom its distribution is where that is said."""
    when = distribution.when if distribution else None
    return value if when is None else " · ".join(part for part in (value, when.text) if part)


def check_all(
    workflow: Workflow, groups: Mapping[str, Distribution | None], members: Sequence[Ranked]
) -> dict[str, GroupCheck]:
    """Check all groups, each against its own distribution; a team ranks among the teams under the same one.

    Where grades go by rank, whoever has none yet counts with the one his rank gives.
    """
    by_rank = any(grade.by_rank for grade in workflow.grades)
    checks = (
        check_distribution(one, [member for member in members if groups[member.group] is one], by_rank=by_rank)
        for one in workflow.distributions
    )
    return {check.group: check for several in checks for check in several}


def check_distribution(
    distribution: Distribution, members: Sequence[Ranked], *, by_rank: bool = False
) -> tuple[GroupCheck, ...]:
    """Return one check a group, in the groups' order of name."""
    groups: dict[str, list[Ranked]] = {}
    for member in members:
        groups.setdefault(member.group, []).append(member)
    places = rank_groups(groups) | {member.group: member.place for member in members if member.place}
    found = []
    for name in sorted(groups):
        counted = _as_ranked(distribution, groups[name], places[name]) if by_rank else groups[name]
        found.append(_check(distribution, name, counted, places[name]))
    return tuple(found)


def _as_ranked(distribution: Distribution, members: Sequence[Ranked], place: Place) -> list[Ranked]:
    """Return the members, each without a grade with the one his rank gives."""
    grades = assign(distribution, members, place)
    return [replace(one, grade=one.grade or grades.get(one.appraisal)) for one in members]


def rank_groups(groups: Mapping[str, Sequence[Ranked]]) -> dict[str, Place]:
    """Return the place of each group by the mean score of its members; equal means share the better rank."""
    means = {name: _mean([one.score for one in group if one.score is not None]) for name, group in groups.items()}
    ascending = sorted(means.values())
    return {
        name: Place(rank=1 + len(means) - bisect_right(ascending, mean), among=len(means))
        for name, mean in means.items()
    }


def _mean(scores: Sequence[Decimal]) -> Decimal:
    return sum(scores, Decimal(0)) / len(scores) if scores else Decimal(0)


def rank(members: Sequence[Ranked]) -> dict[str, int]:
    """Return the rank of each appraisal that has a score: 1 is the best, ties share the better rank (1, 1, 3)."""
    scores = sorted(one.score for one in members if one.score is not None)
    ranks = {score: len(scores) - place for place, score in enumerate(scores)}
    return {one.appraisal: ranks[one.score] for one in members if one.score is not None}


def assign(distribution: Distribution, members: Sequence[Ranked], place: Place = ALONE) -> dict[str, str]:
    """Propose a grade for each member of one group by rank, best first.

    Of a tie, the first in the list is better, unless ties go together. A key that joins grades (`A+B`, `C+D`) proposes
    the one nearest the middle of all: whose is the best or the worst is for people to say. The heads no quota covers go
    to the grade that takes the rest.
    """
    return {name: _usual(distribution, key) for name, key in _placed(distribution, members, place).items()}


def _usual(distribution: Distribution, key: str) -> str:
    best = list(distribution.grades)
    joined = key.split("+")
    return min(joined, key=lambda grade: abs(2 * best.index(grade) - len(best) + 1)) if best else joined[-1]


def _placed(distribution: Distribution, members: Sequence[Ranked], place: Place) -> dict[str, str]:
    """Return the key, a grade or several joined, each member falls under by rank."""
    order = sorted((one for one in members if one.score is not None), key=lambda one: -_score(one))
    keys = [key for key, count in _heads(distribution, len(order), place).items() for _ in range(count)]
    found: dict[str, str] = {}
    for number, one in enumerate(order):
        before = order[number - 1] if number and distribution.ties == "together" else None
        if before and before.score == one.score and before.appraisal in found:
            found[one.appraisal] = found[before.appraisal]
        elif number < len(keys):
            found[one.appraisal] = keys[number]
    return found


def _heads(distribution: Distribution, size: int, place: Place) -> dict[str, int]:
    """Return how many heads fall under each key, best first, the rest included."""
    heads = quotas(distribution, size, place)
    rest = _rest_of(distribution, heads)
    if rest is not None:
        heads[rest] = heads.get(rest, 0) + size - sum(heads.values())
    best = list(distribution.grades)
    return dict(sorted(heads.items(), key=lambda item: best.index(item[0].split("+")[0]) if best else 0))


def _rest_of(distribution: Distribution, keys: Iterable[str]) -> str | None:
    """Return the key that takes the rest: the grade named, or the one that joins it with others."""
    rest = distribution.rest
    return next((key for key in keys if key == rest or rest in key.split("+")), rest)


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
    allowed = _allowed(distribution, members, place)
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
        tendency=_tendency(distribution, counts),
    )


def _tendency(distribution: Distribution, counts: Mapping[str, int]) -> Tendency | None:
    """Return what all grades together look like: half a grade too good, half a grade too bad, or all the same.

    Only where every grade has a share that is neither a cap nor a floor is it known what would be usual.
    """
    shares = list(distribution.shares.values())
    if distribution.bounds or distribution.rest or not shares or sum(counts.values()) < FEWEST_TO_TELL:
        return None
    usual, usual_spread = _spread(shares)
    found, spread = _spread([Decimal(count) for count in counts.values()])
    if abs(found - usual) > Decimal("0.5"):
        return "lenient" if found < usual else "strict"
    return "central" if spread * 2 < usual_spread else None


def _spread(weights: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Return the mean place and the variance of grades, 0 the best, with so much weight each."""
    total = sum(weights)
    mean = sum((place * weight for place, weight in enumerate(weights)), Decimal(0)) / total
    return mean, sum(((place - mean) ** 2 * weight for place, weight in enumerate(weights)), Decimal(0)) / total


def _allowed(distribution: Distribution, members: Sequence[Ranked], place: Place) -> dict[str, int]:
    """Return the quotas of a group; where ties go together, what they come to with them. No tie breaks a bound."""
    allowed = quotas(distribution, len(members), place)
    if distribution.ties == "in_order" or distribution.bounds:
        return allowed
    heads = Counter(_placed(distribution, members, place).values())
    return {key: heads[key] for key in allowed}


def _counted(distribution: Distribution, key: str, excess: int) -> int:
    """A cap can only be exceeded and a floor only be missed; what takes the rest may take more."""
    bound = distribution.bounds.get(key)
    if bound == "at_most":
        return max(excess, 0)
    return min(excess, 0) if bound == "at_least" or key == _rest_of(distribution, [key]) else excess


def _beyond(difference: int, tolerance: int) -> int:
    if abs(difference) <= tolerance:
        return 0
    return difference - tolerance if difference > 0 else difference + tolerance
