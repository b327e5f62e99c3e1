"""Closing a cycle: nothing in it moves any more.

It can be closed once every appraisal is over, nothing is asked beside the states, and what results cause is settled.
With a reason it is cut short: who is still on the way is withdrawn, and what is still asked is called off, each through
the one door. A closed cycle runs again by itself when HR reopens an appraisal of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from cycleflow.core.cycle import CycleStatus
from cycleflow.core.engine import decide
from cycleflow.core.model import Action, Appraisal, Channel, Decision, Deed, Standing
from cycleflow.core.workflow import Workflow
from cycleflow.errors import RefusedError
from cycleflow.journeys.aftermath import carry_through
from cycleflow.journeys.disclosure import is_over
from cycleflow.journeys.office import Office
from cycleflow.store import appraisals, cycles, unsettled


class NotOverError(RefusedError):
    words = (
        "{cycle} is not over: {running} appraisals run, {asked} tasks are open beside them, {unsettled} are not "
        "settled. Wait, or give a reason to cut it short."
    )


class ClosedBeforeError(RefusedError):
    words = "{cycle} has been closed already, by {by}."


class ClockRunsError(RefusedError):
    words = "{cycle} cannot be closed before {day}: until then {count} appraisals have duties that come again."


@dataclass(frozen=True, kw_only=True)
class Closed:
    """What closing did: how many appraisals are in the cycle, how many were withdrawn, how many tasks called off."""

    size: int
    withdrawn: int
    called_off: int


def close(office: Office, cycle: str, *, by: str, reason: str, now: datetime) -> Closed:
    """Close a cycle.

    Raises:
        NotFoundError: there is no such cycle.
        ClosedBeforeError: it is closed.
        NotOverError: something in it is not over, and no reason is given.
        ClockRunsError: something in it will be asked again.
    """
    with office.store.read() as conn:
        office.workflows(cycles.get(conn, cycle).fingerprint)
    with office.store.begin() as conn:
        one = cycles.lock(conn, cycle)
        if one.status is CycleStatus.CLOSED:
            raise ClosedBeforeError(cycle=cycle, by=one.closed_by)
        workflow = office.workflows(one.fingerprint)
        found = appraisals.many(conn, appraisals.names_of(conn, cycle), lock=True)
        left = _left(conn, workflow, found, cycle)
        if left.is_any and not reason.strip():
            raise NotOverError(cycle=cycle, running=left.running, asked=left.asked, unsettled=left.unsettled)
        made = list(_cut_short(workflow, found, Cut(by=by, reason=reason.strip(), now=now)))
        after = {**found, **{each.appraisal.id: each.appraisal for each in made}}
        ringing = [each.due_at for each in after.values() if each.due_at]
        if ringing:
            raise ClockRunsError(cycle=cycle, day=one.ends_on, count=len(ringing))
        carry_through(office, conn, made, now)
        unsettled.remove(conn, cycle)
        cycles.close(conn, cycle, by=by, why=reason.strip(), now=now)
    withdrawn = sum(each.entry.deed is Deed.WITHDRAW for each in made)
    return Closed(size=len(found), withdrawn=withdrawn, called_off=len(made) - withdrawn)


@dataclass(frozen=True, kw_only=True)
class Left:
    """What is not over in a cycle."""

    running: int
    asked: int
    unsettled: int

    @property
    def is_any(self) -> bool:
        return bool(self.running or self.asked or self.unsettled)


def _left(conn: Connection, workflow: Workflow, found: Mapping[str, Appraisal], cycle: str) -> Left:
    over = [one for one in found.values() if is_over(workflow, one)]
    outcomes = workflow.outcomes
    waiting = [one for one in over if outcomes and one.state in outcomes.arrived and one.outcomes is None]
    is_marked = cycle in unsettled.all_cycles(conn)
    return Left(
        running=len(found) - len(over),
        asked=sum(len(one.open_errands) for one in over),
        unsettled=len(waiting) or (len(over) if is_marked else 0),
    )


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Who cuts a cycle short, why and when."""

    by: str
    reason: str
    now: datetime


def _cut_short(workflow: Workflow, found: Mapping[str, Appraisal], cut: Cut) -> Iterator[Decision]:
    for one in found.values():
        if not is_over(workflow, one):
            yield _do(workflow, one, Deed.WITHDRAW, cut)
            continue
        while one.open_errands:
            made = _do(workflow, one, Deed.WAIVE, cut, task=one.open_errands[0].id)
            one = made.appraisal
            yield made


def _do(workflow: Workflow, one: Appraisal, deed: Deed, cut: Cut, *, task: str | None = None) -> Decision:
    action = Action(
        deed=deed, actor=cut.by, standing=Standing.HR, channel=Channel.CLI, task=task, inputs={"reason": cut.reason}
    )
    return decide(workflow, one, action, cut.now)
