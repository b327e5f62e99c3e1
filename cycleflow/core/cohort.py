"""Appraisals looked at together: does the distribution of grades fit the regulation?

Pure over a Cohort. What it finds is shown to the panel, and goes as the basis into the Action of every appraisal it
touches; no guard of a single appraisal ever looks at others.

The default shares 5/10/70/10/5 are those of the annual cycle (register row 18).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from cycleflow.core.workflow import Distribution


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """One appraisal of a cohort. `group` is the value of the distribution's base, such as the department."""

    appraisal: str
    group: str
    score: Decimal | None
    grade: str | None


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

    @property
    def fits(self) -> bool:
        return not self.ungraded and not any(self.excess.values())


def check_distribution(distribution: Distribution, members: Sequence[Ranked]) -> tuple[GroupCheck, ...]:
    """Return one check a group, in the groups' order of name."""
    groups: dict[str, list[Ranked]] = {}
    for member in members:
        groups.setdefault(member.group, []).append(member)
    return tuple(_check(distribution, name, groups[name]) for name in sorted(groups))


def quotas(distribution: Distribution, size: int) -> dict[str, int]:
    """Return how many of `size` heads each grade may take, by the declared rounding.

    `largest_remainder` gives every head a grade: first the whole heads, then one each to the largest fractions, the
    better grade first on a tie. `floor` and `half_up` round each grade alone and may leave heads over or short.
    """
    exact = _exact(distribution, size)
    if distribution.rounding == "half_up":
        return {grade: int(share.to_integral_value(ROUND_HALF_UP)) for grade, share in exact.items()}
    whole = {grade: int(share.to_integral_value(ROUND_FLOOR)) for grade, share in exact.items()}
    if distribution.rounding == "largest_remainder":
        by_fraction = sorted(exact, key=lambda grade: whole[grade] - exact[grade])
        for grade in by_fraction[: size - sum(whole.values())]:
            whole[grade] += 1
    return whole


def _exact(distribution: Distribution, size: int) -> dict[str, Decimal]:
    return {grade: share * size / 100 for grade, share in distribution.shares.items()}


def _check(distribution: Distribution, name: str, members: Sequence[Ranked]) -> GroupCheck:
    allowed = quotas(distribution, len(members))
    found = Counter(member.grade for member in members)
    counts = {grade: found[grade] for grade in distribution.shares}
    return GroupCheck(
        group=name,
        size=len(members),
        exact=_exact(distribution, len(members)),
        quotas=allowed,
        counts=counts,
        residual=len(members) - sum(allowed.values()),
        excess={grade: _beyond(counts[grade] - allowed[grade], distribution.tolerance) for grade in counts},
        ungraded=len(members) - sum(counts.values()),
    )


def _beyond(difference: int, tolerance: int) -> int:
    if abs(difference) <= tolerance:
        return 0
    return difference - tolerance if difference > 0 else difference + tolerance
