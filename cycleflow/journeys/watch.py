"""Watching cycles as HR does: how far they are, who is late, what does not move, which mails failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from cycleflow.core.cycle import Cycle
from cycleflow.core.machine import WITHDRAWN
from cycleflow.core.organisation import Person
from cycleflow.core.workflow import State, Workflow
from cycleflow.journeys.office import Office
from cycleflow.store import cycles, outbox, overview, people
from cycleflow.store.outbox import Mail
from cycleflow.store.overview import Late, Position, Stuck

_FAILURES = 200


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A cycle in three numbers."""

    cycle: Cycle
    workflow: Workflow
    size: int
    ended: int
    late: int


@dataclass(frozen=True, kw_only=True)
class Stage:
    """How many stand in a state; `state` is None for those withdrawn."""

    name: str
    state: State | None
    size: int


@dataclass(frozen=True, kw_only=True)
class Department:
    name: str
    size: int
    ended: int


@dataclass(frozen=True, kw_only=True)
class CycleView:
    """One cycle as HR sees it. `late` is the first page of what is overdue; `progress.late` counts all of it.

    `remaining` is what is still asked in appraisals that are over.
    """

    progress: Progress
    stages: tuple[Stage, ...]
    departments: tuple[Department, ...]
    late: tuple[Late, ...]
    remaining: tuple[Late, ...]
    stuck: tuple[Stuck, ...]
    failures: tuple[Mail, ...]
    people: Mapping[str, Person]


@dataclass(frozen=True, kw_only=True)
class Roll:
    """A page of a cycle's appraisals; `after` leads to the next page, and is empty on the last."""

    cycle: Cycle
    workflow: Workflow
    positions: tuple[Position, ...]
    people: Mapping[str, Person]
    after: str


def all_progress(office: Office, now: datetime) -> tuple[Progress, ...]:
    """Return how far every cycle is, the latest launch first."""
    with office.store.read() as conn:
        launched = cycles.all_cycles(conn)
        funnels = {one.id: overview.funnel(conn, one.id) for one in launched}
        late = {one.id: overview.count_overdue(conn, one.id, now) for one in launched}
    return tuple(_progress(one, office.workflows(one.fingerprint), funnels[one.id], late[one.id]) for one in launched)


def watch(office: Office, cycle: str, now: datetime) -> CycleView:
    """Return one cycle.

    Raises:
        NotFoundError: there is none of that name.
    """
    one, workflow = _cycle(office, cycle)
    with office.store.read() as conn:
        counted = overview.funnel(conn, cycle)
        late, remaining = overview.overdue(conn, cycle, now), overview.remaining(conn, cycle, ends=_ends(workflow))
        stuck = overview.stuck(conn, cycle, now, ends=_ends(workflow))
        failures = _failures(conn, cycle)
        named = {who for item in (*late, *remaining) for who in (item.asked, item.person)}
        named |= {who for item in stuck for who in (item.asked, item.person) if who}
        named |= {mail.person for mail in failures}
        return CycleView(
            progress=_progress(one, workflow, counted, overview.count_overdue(conn, cycle, now)),
            stages=_stages(workflow, counted),
            departments=_departments(workflow, counted),
            late=late,
            remaining=remaining,
            stuck=stuck,
            failures=failures,
            people=people.several(conn, named),
        )


def roll(office: Office, cycle: str, *, state: str | None, department: str | None, after: str) -> Roll:
    """Return a page of a cycle's appraisals, narrowed to a state or a department.

    Raises:
        NotFoundError: there is no cycle of that name.
    """
    one, workflow = _cycle(office, cycle)
    with office.store.read() as conn:
        found = overview.positions(conn, cycle, state=state, department=department, after=after)
        named = people.several(conn, {position.person for position in found})
    last = found[-1].id if len(found) == overview.PAGE else ""
    return Roll(cycle=one, workflow=workflow, positions=found, people=named, after=last)


def _cycle(office: Office, name: str) -> tuple[Cycle, Workflow]:
    """Return a cycle and its workflow, which the office may have to read with a transaction of its own."""
    with office.store.read() as conn:
        one = cycles.get(conn, name)
    return one, office.workflows(one.fingerprint)


def _ends(workflow: Workflow) -> set[str]:
    return {WITHDRAWN, *(state.name for state in workflow.states.values() if state.is_end)}


def _progress(cycle: Cycle, workflow: Workflow, counted: tuple[overview.Funnel, ...], late: int) -> Progress:
    ends = _ends(workflow)
    return Progress(
        cycle=cycle,
        workflow=workflow,
        size=sum(one.size for one in counted),
        ended=sum(one.size for one in counted if one.state in ends),
        late=late,
    )


def _stages(workflow: Workflow, counted: tuple[overview.Funnel, ...]) -> tuple[Stage, ...]:
    """Return every state in the order of the workflow, also where nobody stands, and the withdrawn if there are any."""
    sizes: dict[str, int] = {}
    for one in counted:
        sizes[one.state] = sizes.get(one.state, 0) + one.size
    stages = [Stage(name=name, state=state, size=sizes.get(name, 0)) for name, state in workflow.states.items()]
    if WITHDRAWN in sizes:
        stages.append(Stage(name=WITHDRAWN, state=None, size=sizes[WITHDRAWN]))
    return tuple(stages)


def _departments(workflow: Workflow, counted: tuple[overview.Funnel, ...]) -> tuple[Department, ...]:
    ends = _ends(workflow)
    names = sorted({one.department for one in counted})
    members = {name: [one for one in counted if one.department == name] for name in names}
    return tuple(
        Department(
            name=name,
            size=sum(one.size for one in members[name]),
            ended=sum(one.size for one in members[name] if one.state in ends),
        )
        for name in names
    )


def _failures(conn: Connection, cycle: str) -> tuple[Mail, ...]:
    """Return the mails of a cycle that were given up."""
    failed = outbox.failures(conn, _FAILURES)
    return tuple(mail for mail in failed if (mail.appraisal or "").startswith(f"{cycle}."))
