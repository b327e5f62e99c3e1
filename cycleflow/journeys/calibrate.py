"""Calibration: a panel looks at a whole cohort, corrects with reasons, and releases.

What the panel looked at (the distribution against its quotas) is computed over the Cohort and goes as the basis into
the Action of every appraisal it touches, so an auditor sees why a grade was changed or a deviation accepted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from cycleflow.core.cohort import (
    COMPANY,
    GroupCheck,
    Ranked,
    assign,
    check_all,
    distribution_for,
    group_of,
    place_of,
)
from cycleflow.core.engine import decide
from cycleflow.core.knowledge import Knowledge
from cycleflow.core.model import Action, Appraisal, Channel, Decision, Deed, Json, Standing
from cycleflow.core.organisation import Person
from cycleflow.core.quota import Distribution
from cycleflow.core.workflow import Workflow
from cycleflow.errors import RefusedError
from cycleflow.journeys.aftermath import carry_through
from cycleflow.journeys.answer import act
from cycleflow.journeys.grouping import value_of
from cycleflow.journeys.office import Office
from cycleflow.store import appraisals, cycles, people


class NothingToReleaseError(RefusedError):
    words = "Nothing of {group} waits for calibration in {cycle}."


class StillOutError(RefusedError):
    words = "{count} of {group} are not rated yet ({names}); wait for them, or give a reason to release without them."


class MisfitError(RefusedError):
    words = "The grades of {group} do not fit the distribution ({excess}); adjust them, or give a reason to release."


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """One group in calibration: who waits, who is to come, who is through, and the check over all that have a grade.

    `distribution` is the one that is for all of the group.
    """

    group: str
    distribution: Distribution | None
    waiting: Sequence[Appraisal]
    to_come: Sequence[Appraisal]
    through: Sequence[Appraisal]
    check: GroupCheck | None


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Who decides, and through which channel."""

    actor: str
    standing: Standing
    channel: Channel


def overview(office: Office, cycle: str) -> tuple[Cohort, ...]:
    """Return the cohorts of a cycle, by group."""
    with office.store.read() as connection:
        fingerprint = cycles.get(connection, cycle).fingerprint
        everybody = appraisals.of_cycle(connection, cycle)
        directory = people.people(connection)
    return cohorts_of(office.workflows(fingerprint), everybody, directory)


def cohorts_of(
    workflow: Workflow, everybody: Sequence[Appraisal], directory: Mapping[str, Person]
) -> tuple[Cohort, ...]:
    """Return the cohorts of all the appraisals of a cycle, by group."""
    groups: dict[str, list[Appraisal]] = {}
    distributions: dict[str, Distribution | None] = {}
    for one in everybody:
        distribution = distribution_for(workflow, Knowledge(workflow, one))
        group = group_of(
            distribution, value_of(distribution.base if distribution else COMPANY, one, directory[one.person])
        )
        distributions[group] = distribution
        groups.setdefault(group, []).append(one)
    checks = _checks(workflow, groups, distributions)
    return tuple(
        _cohort(workflow, group, groups[group], distribution=distributions[group], check=checks.get(group))
        for group in sorted(groups)
    )


def _checks(
    workflow: Workflow,
    groups: Mapping[str, Sequence[Appraisal]],
    distributions: Mapping[str, Distribution | None],
) -> dict[str, GroupCheck]:
    """Check all groups at once, since a team's quotas may depend on its rank among them."""
    ranked = [
        replace(_ranked(one, group), place=place_of(distributions[group], Knowledge(workflow, one)))
        for group, members in groups.items()
        for one in members
        if one.state in workflow.states and (one.grade or one.score is not None)
    ]
    return check_all(workflow, distributions, ranked)


def adjust(
    office: Office, appraisal: str, *, grade: str | None, score: str | None, reason: str, panel: Panel, now: datetime
) -> Decision:
    """Give one appraisal in calibration another grade or score.

    Raises:
        RefusedError: it is not in calibration, no reason is given, or the value is not possible.
    """
    basis = _basis(_cohort_of(overview(office, cycle_of(office, appraisal)), appraisal))
    inputs: dict[str, Json] = {"reason": reason, "basis": basis}
    inputs |= {name: value for name, value in (("grade", grade), ("score", score)) if value}
    return act(office, appraisal, _action(Deed.ADJUST, panel, inputs), now)


def release(office: Office, cycle: str, *, group: str, reason: str, panel: Panel, now: datetime) -> Sequence[Decision]:
    """Release all of a group that wait, in one transaction, and return all that was decided with it.

    The panel's own members are left for another: nobody releases his own appraisal, so it stays until somebody else
    of the panel or HR releases the group again.

    Raises:
        NothingToReleaseError, StillOutError, MisfitError: it cannot be released, or not without a reason.
        CollisionError: somebody else acted in between; nothing was released.
    """
    cohort = next((one for one in overview(office, cycle) if one.group == group), None)
    mine = [one for one in cohort.waiting if one.person != panel.actor] if cohort else []
    if cohort is None or not mine:
        raise NothingToReleaseError(group=group or "the company", cycle=cycle)
    if not reason.strip():
        _need_no_reason(cohort)
    action = _action(Deed.RELEASE, panel, {"reason": reason, "basis": _basis(cohort)})
    workflow = office.workflows(mine[0].fingerprint)
    with office.store.begin() as connection:
        locked = appraisals.many(connection, [one.id for one in mine], lock=True)
        grades = propose(workflow, cohort)
        decisions = [decide(workflow, one, _graded(action, grades.get(one.id)), now) for one in locked.values()]
        return carry_through(office, connection, decisions, now)


def propose(workflow: Workflow, cohort: Cohort) -> dict[str, str]:
    """Return the grade each appraisal of a cohort gets by its rank, where the scores alone give none.

    Whom the panel has graded already keeps his place among the others.
    """
    if cohort.distribution is None or cohort.check is None or not any(grade.by_rank for grade in workflow.grades):
        return {}
    members = [_ranked(one, cohort.group) for one in (*cohort.waiting, *cohort.through)]
    return assign(cohort.distribution, members, cohort.check.place)


def _graded(action: Action, grade: str | None) -> Action:
    return replace(action, inputs={**action.inputs, "grade": grade}) if grade else action


def cycle_of(office: Office, appraisal: str) -> str:
    """Return the cycle an appraisal belongs to.

    Raises:
        NotFoundError: there is no such appraisal.
    """
    with office.store.read() as connection:
        return appraisals.get(connection, appraisal).cycle


def _cohort(
    workflow: Workflow,
    group: str,
    members: Sequence[Appraisal],
    *,
    distribution: Distribution | None,
    check: GroupCheck | None,
) -> Cohort:
    states = list(workflow.states)
    panels = [name for name, state in workflow.states.items() if state.cohort]
    first = min((states.index(name) for name in panels), default=len(states))
    running = [one for one in members if one.state in workflow.states]
    return Cohort(
        group=group,
        distribution=distribution,
        waiting=[one for one in running if one.state in panels],
        to_come=[one for one in running if states.index(one.state) < first],
        through=[one for one in running if states.index(one.state) >= first and one.state not in panels],
        check=check,
    )


def _ranked(one: Appraisal, group: str) -> Ranked:
    return Ranked(appraisal=one.id, group=group, score=one.score, grade=one.grade)


def _cohort_of(cohorts: Sequence[Cohort], appraisal: str) -> Cohort:
    everyone = ((cohort, one) for cohort in cohorts for one in (*cohort.waiting, *cohort.to_come, *cohort.through))
    return next((cohort for cohort, one in everyone if one.id == appraisal), cohorts[0])


def _need_no_reason(cohort: Cohort) -> None:
    """Raise where the regulation wants the panel to say why it releases all the same."""
    group = cohort.group or "the company"
    if cohort.to_come:
        names = ", ".join(one.person for one in cohort.to_come[:5])
        raise StillOutError(count=len(cohort.to_come), group=group, names=names)
    if cohort.check and not cohort.check.fits:
        excess = ", ".join(f"{grade}: {beyond:+}" for grade, beyond in cohort.check.excess.items() if beyond)
        raise MisfitError(group=group, excess=excess)


def _basis(cohort: Cohort) -> dict[str, Json]:
    """Return what the panel saw, as it goes into the history."""
    check = cohort.check
    basis: dict[str, Json] = {"group": cohort.group, "waiting": len(cohort.waiting), "to_come": len(cohort.to_come)}
    if check:
        basis |= {
            "size": check.size,
            "quotas": dict(check.quotas),
            "counts": dict(check.counts),
            "excess": dict(check.excess),
            "exact": {grade: _plain(share) for grade, share in check.exact.items()},
        }
        basis |= {"tendency": check.tendency} if check.tendency else {}
    return basis


def _plain(share: Decimal) -> str:
    return f"{share.normalize():f}"


def _action(deed: Deed, panel: Panel, inputs: dict[str, Json]) -> Action:
    return Action(deed=deed, actor=panel.actor, standing=panel.standing, channel=panel.channel, inputs=inputs)
