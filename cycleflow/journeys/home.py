"""What somebody signed in finds: what is asked of him now, and where his own appraisals stand.

Somebody's own result is shown once it is published, not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cycleflow.core.cycle import Cycle
from cycleflow.core.model import Appraisal
from cycleflow.core.organisation import Person
from cycleflow.core.publication import is_published
from cycleflow.core.ruling import Ruling
from cycleflow.core.workflow import State, Workflow
from cycleflow.errors import NotFoundError
from cycleflow.journeys.disclosure import Result, Shown, announced, for_ratee, people_of, result_of
from cycleflow.journeys.effects import Effects, effects_of, versions_of
from cycleflow.journeys.logs import Log, logs_for, readers_of
from cycleflow.journeys.office import Office
from cycleflow.journeys.recomputed import Recomputed, recomputed
from cycleflow.journeys.ruled import people_of_rulings, ruled
from cycleflow.store import appraisals, cycles, histories, people, tasks
from cycleflow.store.tasks import TaskRow


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """One open task: about whom, in which cycle and state."""

    row: TaskRow
    ratee: Person
    unit: str | None
    cycle: Cycle
    workflow: Workflow

    @property
    def state(self) -> State:
        return self.workflow.stages[self.row.state]


@dataclass(frozen=True, kw_only=True)
class Mine:
    """One of the reader's own appraisals; of `result` what is published by now."""

    appraisal: Appraisal
    cycle: Cycle
    workflow: Workflow
    result: Result | None

    @property
    def state(self) -> State | None:
        return self.workflow.states.get(self.appraisal.state)


@dataclass(frozen=True, kw_only=True)
class Home:
    todo: tuple[ToDo, ...]
    mine: tuple[Mine, ...]


@dataclass(frozen=True, kw_only=True)
class OwnRecord:
    """One of the reader's own appraisals with the sheets the reader may see."""

    mine: Mine
    shown: tuple[Shown, ...]
    logs: tuple[Log, ...]
    people: Mapping[str, Person]
    rulings: tuple[Ruling, ...] = ()
    recomputed: tuple[Recomputed, ...] = ()
    effects: Effects | None = None


def home(office: Office, person: str) -> Home:
    """Return what somebody is asked, the most urgent first, and his own appraisals, the latest first."""
    with office.store.read() as conn:
        rows = tasks.open_of(conn, person)
        subjects = appraisals.many(conn, {row.appraisal for row in rows})
        own = appraisals.of_person(conn, person)
        launched = {one.cycle for one in (*subjects.values(), *own)}
        found = {name: cycles.get(conn, name) for name in sorted(launched)}
        ratees = people.several(conn, {one.person for one in subjects.values()})
    todo = (
        ToDo(
            row=row,
            ratee=ratees[subjects[row.appraisal].person],
            unit=subjects[row.appraisal].unit,
            cycle=found[row.cycle],
            workflow=office.workflows(found[row.cycle].fingerprint),
        )
        for row in rows
    )
    return Home(todo=tuple(todo), mine=tuple(_mine(office, one, found[one.cycle]) for one in reversed(own)))


def own_record(office: Office, appraisal: str, person: str) -> OwnRecord:
    """Return one of somebody's own appraisals; anybody else's does not exist here.

    Raises:
        NotFoundError: there is no such appraisal, or it is somebody else's.
    """
    with office.store.read() as conn:
        found = appraisals.get(conn, appraisal)
        cycle = cycles.get(conn, found.cycle)
    if found.person != person:
        raise NotFoundError(kind="appraisal", name=appraisal)
    workflow, mine = office.workflows(found.fingerprint), _mine(office, found, cycle)
    shown, kept = for_ratee(workflow, found), logs_for(workflow, found, person)
    with office.store.read() as conn:
        entries = histories.entries(conn, appraisal) if mine.result and is_published(workflow, found) else ()
        set_by_hand = ruled(office, entries, fully=False)
        named = people.several(conn, people_of(shown) | readers_of(kept) | people_of_rulings(set_by_hand))
    effects = effects_of(found, entries, versions_of(office, found, entries), fully=False) if entries else None
    return OwnRecord(
        mine=mine,
        shown=shown,
        logs=kept,
        people=named,
        rulings=set_by_hand,
        recomputed=recomputed(workflow, entries),
        effects=effects,
    )


def _mine(office: Office, appraisal: Appraisal, cycle: Cycle) -> Mine:
    workflow = office.workflows(appraisal.fingerprint)
    result = result_of(workflow, appraisal) if is_published(workflow, appraisal) else announced(appraisal)
    return Mine(appraisal=appraisal, cycle=cycle, workflow=workflow, result=result)
