"""Moving a running cycle to a new version of its regulation: first what that means, then exactly that, or nothing.

Whoever is on the way goes on under the new version; whose appraisal has ended keeps the version it ended under. What
the new version builds on and somebody never had stands in the way: then nothing is moved, until HR has put it right or
leaves that person to the old version, with a reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import cast

from sqlalchemy import Connection

from cycleflow.core.casting import cast_of
from cycleflow.core.cycle import Cycle, CycleStatus
from cycleflow.core.engine import decide
from cycleflow.core.facts import Facts
from cycleflow.core.history import canonical, stamp
from cycleflow.core.migrating import obstacles
from cycleflow.core.model import Action, Appraisal, Channel, Decision, Deed, Json, Standing
from cycleflow.core.organisation import Organisation
from cycleflow.core.period import period_dates
from cycleflow.core.ratee import Ratee, ratees
from cycleflow.core.snapshot import dump_cast
from cycleflow.core.workflow import Status, Workflow
from cycleflow.errors import CycleflowError, InputError, RefusedError
from cycleflow.journeys.aftermath import carry_through
from cycleflow.journeys.company import company
from cycleflow.journeys.disclosure import is_over
from cycleflow.journeys.known import all_facts_now
from cycleflow.journeys.office import Office
from cycleflow.journeys.progress import Progress, unseen
from cycleflow.policy import pin
from cycleflow.policy.comparison import Change, compare
from cycleflow.store import appraisals, cycles, definitions, versions
from cycleflow.store import people as directory
from cycleflow.store.definitions import Definition
from cycleflow.store.versions import Version

_STEP = 1000
_NAMED = 20


class OtherRegulationError(InputError):
    words = "{cycle} runs {old}; {new} is another regulation, not a version of it."


class OtherDaysError(InputError):
    words = "Under the new version {cycle} would last from {starts_on} to {ends_on}; a running cycle keeps its days."


class NotMovableError(RefusedError):
    words = "{cycle} cannot be moved: {why}."


class UnknownStateError(InputError):
    words = "There is no state {state} in the {version} version; known are {known}."


class InTheWayError(RefusedError):
    words = (
        "{cycle} cannot be moved:\n{obstacles}\n"
        "Put this right, say what a state is called now (--map OLD=NEW), or leave people to the old version (--leave)."
    )


class MovePlanChangedError(CycleflowError):
    words = "The plan is no longer {expected} but {found}: somebody has acted in the meantime. Look at it again."


@dataclass(frozen=True, kw_only=True)
class MoveOrder:
    """What HR asks for: `states` are those called otherwise in the new version, `leave` who stays under the old one."""

    cycle: str
    workflow: Workflow
    by: str
    reason: str
    states: Mapping[str, str] = field(default_factory=dict)
    leave: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """What keeps one appraisal from going on under the new version."""

    appraisal: str
    person: str
    state: str
    why: str


@dataclass(frozen=True, kw_only=True)
class MovePlan:
    """What a move does: who goes on from which state to which, who has ended, who is left, and what is in the way."""

    cycle: Cycle
    entered: str
    changes: tuple[Change, ...]
    moves: Mapping[tuple[str, str], int]
    ended: int
    left: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]
    digest: str

    def check(self) -> None:
        """Refuse a move something is in the way of.

        Raises:
            InTheWayError: with every obstacle.
        """
        if self.obstacles:
            lines = [f"{one.appraisal}, in {one.state}: {one.why}" for one in self.obstacles[:_NAMED]]
            more = len(self.obstacles) - _NAMED
            raise InTheWayError(
                cycle=self.cycle.id, obstacles="\n".join([*lines, *([f"and {more} more"] if more > 0 else [])])
            )


def cycle_period(office: Office, cycle: str) -> str:
    """Return the label of a cycle's period.

    Raises:
        NotFoundError: there is no such cycle.
    """
    with office.store.read() as conn:
        return cycles.get(conn, cycle).period


def plan_move(office: Office, order: MoveOrder) -> MovePlan:
    """Return what moving the cycle would do; something may be in the way.

    Raises:
        NotFoundError: there is no such cycle.
        OtherRegulationError, OtherDaysError, NotMovableError, UnknownStateError: it cannot be moved there at all.
    """
    old = _check(office, order)
    with office.store.read() as conn:
        cycle = cycles.get(conn, order.cycle)
        return _plan(order, old, cycle, _informed(conn, order, cycle, appraisals.of_cycle(conn, order.cycle)))


def move(
    office: Office, order: MoveOrder, now: datetime, *, expect: str | None = None, progress: Progress = unseen
) -> MovePlan:
    """Move the cycle in one transaction, and return the plan it was moved by.

    Raises:
        NotFoundError, OtherRegulationError, OtherDaysError, NotMovableError, UnknownStateError: as `plan_move`.
        InTheWayError: something is in the way; nothing was moved.
        MovePlanChangedError: it would no longer do what was shown; nothing was moved.
    """
    old = _check(office, order)
    with office.store.begin() as conn:
        everybody = appraisals.of_cycle(conn, order.cycle)
        locked = appraisals.many(conn, [one.id for one in everybody], lock=True)
        cycle = cycles.get(conn, order.cycle)
        informed = _informed(conn, order, cycle, list(locked.values()))
        plan = _plan(order, old, cycle, informed)
        plan.check()
        if expect not in (None, plan.digest):
            raise MovePlanChangedError(expected=expect, found=plan.digest)
        _open_version(conn, order, plan, now)
        organisation = company(directory.people(conn), office.settings.groups)
        moving = [one for one in informed if _goes_on(old, order, one)]
        for start in range(0, len(moving), _STEP):
            part = moving[start : start + _STEP]
            made = [_decide(order, organisation, locked[one.id], now, facts=one.facts) for one in part]
            carry_through(_knowing(office, order.workflow), conn, made, now)
            progress("moving", start + len(part), len(moving))
    return plan


def _informed(conn: Connection, order: MoveOrder, cycle: Cycle, everybody: Sequence[Appraisal]) -> Sequence[Appraisal]:
    """Return the appraisals with what the new version asks of those they are about."""
    facts = all_facts_now(conn, lambda _: order.workflow, everybody, {cycle.id: cycle})
    return [replace(one, facts=facts[one.id]) if one.id in facts else one for one in everybody]


def to_json(plan: MovePlan) -> dict[str, Json]:
    """Return the plan as it is printed, and kept with the cycle."""
    return {
        "cycle": plan.cycle.id,
        "left": plan.cycle.fingerprint,
        "entered": plan.entered,
        "digest": plan.digest,
        "changes": [one.sentence for one in plan.changes],
        "moves": [{"from": old, "to": new, "appraisals": count} for (old, new), count in plan.moves.items()],
        "ended": plan.ended,
        "left_to_the_old": list(plan.left),
        "obstacles": [
            {"appraisal": one.appraisal, "person": one.person, "state": one.state, "why": one.why}
            for one in plan.obstacles
        ],
    }


def _check(office: Office, order: MoveOrder) -> Workflow:
    """Return the version the cycle runs under, if it can be moved to the other at all."""
    with office.store.read() as conn:
        cycle = cycles.get(conn, order.cycle)
    old, new = office.workflows(cycle.fingerprint), order.workflow
    if new.name != old.name:
        raise OtherRegulationError(cycle=cycle.id, old=old.name, new=new.name)
    if cycle.status is not CycleStatus.RUNNING:
        raise NotMovableError(cycle=cycle.id, why="it is closed, and keeps the version it ended under")
    if new.status not in (Status.TRIAL, Status.EFFECTIVE):
        raise NotMovableError(cycle=cycle.id, why=f"the new version is {new.status.value}")
    if new.fingerprint == old.fingerprint:
        raise NotMovableError(cycle=cycle.id, why="it runs under this very version")
    starts_on, ends_on = period_dates(new.periods, cycle.period)
    if (starts_on, ends_on) != (cycle.starts_on, cycle.ends_on):
        raise OtherDaysError(cycle=cycle.id, starts_on=starts_on, ends_on=ends_on)
    for state, version, known in (
        *((name, "old", old) for name in order.states),
        *((name, "new", new) for name in order.states.values()),
    ):
        if state not in known.stages:
            raise UnknownStateError(state=state, version=version, known=", ".join(known.stages))
    return old


def _plan(order: MoveOrder, old: Workflow, cycle: Cycle, everybody: Sequence[Appraisal]) -> MovePlan:
    running = [one for one in everybody if not is_over(old, one) and one.fingerprint == cycle.fingerprint]
    moving = [one for one in running if one.person not in order.leave]
    moves = Counter((one.state, order.states.get(one.state, one.state)) for one in moving)
    said = sha256(f"{cycle.id} {order.workflow.fingerprint} {sorted(order.leave)}".encode())
    for one in sorted(moving, key=lambda appraisal: appraisal.id):
        said.update(one.head.encode())
    return MovePlan(
        cycle=cycle,
        entered=order.workflow.fingerprint,
        changes=compare(old, order.workflow),
        moves={way: moves[way] for way in sorted(moves, key=lambda way: list(old.states).index(way[0]))},
        ended=len(everybody) - len(running),
        left=tuple(sorted(one.person for one in running if one.person in order.leave)),
        obstacles=tuple(
            Obstacle(appraisal=one.id, person=one.person, state=one.state, why=str(problem))
            for one in moving
            for problem in obstacles(order.workflow, one, order.states)
        ),
        digest=said.hexdigest()[:16],
    )


def _goes_on(old: Workflow, order: MoveOrder, one: Appraisal) -> bool:
    return not is_over(old, one) and one.fingerprint == old.fingerprint and one.person not in order.leave


def _open_version(conn: Connection, order: MoveOrder, plan: MovePlan, now: datetime) -> None:
    new, cycle = order.workflow, plan.cycle
    definition = Definition(fingerprint=new.fingerprint, name=new.name, created_at=now, **pin(new)._asdict())
    definitions.save(conn, definition)
    version = Version(
        left=cycle.fingerprint,
        entered=new.fingerprint,
        moved_at=now,
        moved_by=order.by,
        reason=order.reason,
        body=canonical({**to_json(plan), "moved_at": stamp(now)}),
    )
    versions.add(conn, cycle.id, version)


def _decide(
    order: MoveOrder, organisation: Organisation, appraisal: Appraisal, now: datetime, *, facts: Facts
) -> Decision:
    units = ratees(organisation, order.workflow.appraises) if appraisal.unit is not None else ()
    ratee = next(
        (one for one in units if one.key == appraisal.unit), Ratee(person=organisation.people[appraisal.person])
    )
    members = cast_of(organisation, order.workflow, ratee)
    roles = {role: members[role] for role in members if role not in appraisal.cast}
    inputs: dict[str, Json] = {
        "reason": order.reason,
        "from": appraisal.fingerprint,
        "states": dict(order.states),
        "cast": cast("Json", dump_cast({**appraisal.cast, **roles})),
    }
    if order.workflow.facts_used:
        inputs["facts"] = dict(facts)
    action = Action(deed=Deed.MIGRATE, actor=order.by, standing=Standing.SYSTEM, channel=Channel.CLI, inputs=inputs)
    return decide(order.workflow, appraisal, action, now)


def _knowing(office: Office, workflow: Workflow) -> Office:
    """Return the office with a workflow at hand whose definition is not in the store before the transaction ends."""

    def workflows(name: str, connection: Connection | None = None, /) -> Workflow:
        return workflow if name == workflow.fingerprint else office.workflows(name, connection)

    return replace(office, workflows=workflows)
