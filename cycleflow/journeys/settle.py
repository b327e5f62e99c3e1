"""Settling a whole cycle: a cohort compared with each other, by the clock or because HR says so.

A group of a cohort is settled once nobody of it is on the way any more; on HR's word, with a reason, those who are
there are compared without the others. Where nobody is compared, each is settled again: facts may have become others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from cycleflow.core.evolve import evolve
from cycleflow.core.model import Appraisal, Cell, Channel, Decision, Json
from cycleflow.core.outcomes import Outcomes
from cycleflow.core.settling import at_payout, given_of
from cycleflow.core.snapshot import FedBody, load_fed
from cycleflow.core.together import Member, compare
from cycleflow.core.workflow import Workflow
from cycleflow.errors import RefusedError
from cycleflow.journeys.grouping import value_of
from cycleflow.journeys.keep import keep
from cycleflow.journeys.office import Office
from cycleflow.journeys.settlement import Work, brief, lines_of, settle_each, settled
from cycleflow.store import appraisals, cycles, people, unsettled


class NoOutcomesError(RefusedError):
    words = "{workflow} says nothing of what a result causes, so there is nothing to settle."


class StillOnTheWayError(RefusedError):
    words = "{count} are still on the way ({names}); wait for them, or give a reason to compare those who are there."


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What settling a cycle did: whose outcomes are there, whose of them became others, and who is on the way."""

    there: int
    decisions: Sequence[Decision]
    on_the_way: Sequence[str]
    lacking: Mapping[str, Sequence[str]]


def settle(office: Office, cycle: str, *, by: str, reason: str, now: datetime) -> Settled:
    """Settle a cycle now; what would come to the same is left as it is.

    Raises:
        NotFoundError: there is no such cycle.
        NoOutcomesError: its regulation has no outcomes.
        StillOnTheWayError: a cohort is incomplete, and no reason is given.
        UnequalPoolError: a cohort does not agree on what is to be shared out.
    """
    with office.store.read() as conn:
        workflow = office.workflows(cycles.get(conn, cycle).fingerprint)
    if workflow.outcomes is None:
        raise NoOutcomesError(workflow=workflow.name)
    with office.store.begin() as conn:
        work = Work(office=office, connection=conn, actor=by, channel=Channel.CLI, now=now, reason=reason.strip())
        return _settle(work, cycle, workflow.outcomes, is_forced=bool(work.reason))


def settle_marked(office: Office, cycle: str, now: datetime) -> Sequence[Decision]:
    """Settle what is complete of a cohort that was marked, as the clock."""
    with office.store.read() as conn:
        workflow = office.workflows(cycles.get(conn, cycle).fingerprint)
    with office.store.begin() as conn:
        work = Work(office=office, connection=conn, actor="clock", channel=Channel.CLOCK, now=now)
        if workflow.outcomes is None:
            unsettled.remove(conn, cycle)
            return ()
        return _settle_together(work, cycle, workflow.outcomes, is_forced=False).decisions


def _settle(work: Work, cycle: str, outcomes: Outcomes, *, is_forced: bool) -> Settled:
    if not outcomes.is_cohort:
        everybody = _locked(work, cycle)
        there = [one for one in everybody.values() if one.state in outcomes.arrived]
        return _report(outcomes, everybody, settle_each(work, there))
    found = _settle_together(work, cycle, outcomes, is_forced=is_forced)
    if found.on_the_way and not is_forced:
        raise StillOnTheWayError(count=len(found.on_the_way), names=", ".join(found.on_the_way[:5]))
    return found


def _settle_together(work: Work, cycle: str, outcomes: Outcomes, *, is_forced: bool) -> Settled:
    cycles.lock(work.connection, cycle)
    everybody = _locked(work, cycle)
    groups = _groups(work, outcomes, everybody)
    waiting = set() if is_forced else {groups[one.id] for one in everybody.values() if one.state in outcomes.on_the_way}
    there = {
        name: one for name, one in everybody.items() if one.state in outcomes.arrived and groups[name] not in waiting
    }
    decisions = list(_compared(work, outcomes, there, groups))
    keep(work.office, work.connection, decisions)
    later = settle_each(work, (), changed=[one.appraisal for one in decisions])
    unsettled.remove(work.connection, cycle)
    return _report(outcomes, everybody, [*decisions, *later])


def _locked(work: Work, cycle: str) -> dict[str, Appraisal]:
    names = appraisals.names_of(work.connection, cycle)
    return dict(appraisals.many(work.connection, names, lock=True))


def _groups(work: Work, outcomes: Outcomes, everybody: Mapping[str, Appraisal]) -> dict[str, str]:
    known = people.several(work.connection, {one.person for one in everybody.values()})
    return {name: value_of(outcomes.base, one, known[one.person]) for name, one in everybody.items()}


def _compared(
    work: Work, outcomes: Outcomes, there: Mapping[str, Appraisal], groups: Mapping[str, str]
) -> Iterator[Decision]:
    """Yield what is decided of those who are compared."""
    if not there:
        return
    workflow = work.office.workflows(next(iter(there.values())).fingerprint, work.connection)
    lines = {row.appraisal: line for line in lines_of(work, workflow.name, there.values()) for row in line}
    briefing = brief(work, workflow.name, there.values())
    inputs = {name: briefing.inputs(work, one, lines[name]) for name, one in there.items()}
    members = {name: _member(workflow, one, inputs[name], groups[name]) for name, one in there.items()}
    bases = compare(outcomes, members)
    for name, one in there.items():
        made = settled(work, one, {**inputs[name], **bases[name]})
        if made:
            yield made


def _member(workflow: Workflow, one: Appraisal, inputs: Mapping[str, Json], group: str) -> Member:
    """Return somebody as he is compared: with what is known of him now, and whether he is paid."""
    facts, fed = inputs.get("facts", dict(one.facts)), inputs.get("fed")
    known = evolve(one, facts=cast("Mapping[str, Cell]", facts), fed=load_fed(cast(FedBody, fed)) if fed else one.fed)
    known, _ = at_payout(workflow, known)
    return Member(given=given_of(workflow, known, inputs), sheets=one.sheets, group=group)


def _report(outcomes: Outcomes, before: Mapping[str, Appraisal], decisions: Sequence[Decision]) -> Settled:
    after = {**before, **{one.appraisal.id: one.appraisal for one in decisions if one.appraisal.id in before}}
    there = [one for one in after.values() if one.outcomes is not None]
    wanted = (*outcomes.money, *outcomes.told)
    return Settled(
        there=len(there),
        decisions=decisions,
        on_the_way=[one.person for one in after.values() if one.state in outcomes.on_the_way],
        lacking={
            one.id: names for one in there if (names := [name for name in wanted if name not in (one.outcomes or {})])
        },
    )
