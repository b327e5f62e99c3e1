"""What is open to everybody at work: the sheets a regulation calls public, such as objectives.

**Why** a page of its own: whoever reads has no part in the appraisal, so he learns nothing of it but those sheets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cycleflow.core.cycle import Cycle, CycleStatus
from cycleflow.core.model import Appraisal
from cycleflow.core.organisation import Person
from cycleflow.core.workflow import Workflow
from cycleflow.errors import NotFoundError
from cycleflow.journeys.disclosure import Shown, for_everybody, people_of
from cycleflow.journeys.office import Office
from cycleflow.store import appraisals, cycles, people


@dataclass(frozen=True, kw_only=True)
class OpenCycle:
    """A running cycle in which sheets are public, with those of whom there are any."""

    cycle: Cycle
    workflow: Workflow
    found: tuple[tuple[Appraisal, Person], ...]


@dataclass(frozen=True, kw_only=True)
class OpenRecord:
    """The public sheets of one appraisal."""

    cycle: Cycle
    workflow: Workflow
    appraisal: Appraisal
    ratee: Person
    shown: tuple[Shown, ...]
    people: Mapping[str, Person]


def open_cycles(office: Office) -> tuple[OpenCycle, ...]:
    """Return all that is open in running cycles, the latest first."""
    with office.store.read() as conn:
        running = [one for one in cycles.all_cycles(conn) if one.status is CycleStatus.RUNNING]
    named = [(one, office.workflows(one.fingerprint)) for one in running]
    public = [(one, workflow) for one, workflow in named if any(state.public for state in workflow.states.values())]
    with office.store.read() as conn:
        held = {one.id: appraisals.of_cycle(conn, one.id) for one, _ in public}
        ratees = people.several(conn, {each.person for several in held.values() for each in several})
    return tuple(
        OpenCycle(
            cycle=one,
            workflow=workflow,
            found=tuple((each, ratees[each.person]) for each in held[one.id] if for_everybody(workflow, each)),
        )
        for one, workflow in reversed(public)
    )


def open_record(office: Office, appraisal: str) -> OpenRecord:
    """Return what is open of an appraisal.

    Raises:
        NotFoundError: there is no such appraisal, or nothing of it is open.
    """
    with office.store.read() as conn:
        found = appraisals.get(conn, appraisal)
        cycle = cycles.get(conn, found.cycle)
    workflow = office.workflows(found.fingerprint)
    shown = for_everybody(workflow, found)
    if not shown:
        raise NotFoundError(kind="appraisal", name=appraisal)
    with office.store.read() as conn:
        named = people.several(conn, people_of(shown) | {found.person})
    return OpenRecord(
        cycle=cycle, workflow=workflow, appraisal=found, ratee=named[found.person], shown=shown, people=named
    )
