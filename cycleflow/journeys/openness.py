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
from cycleflow.store import appraisals, cycles, overview, people

PAGE = overview.PAGE


@dataclass(frozen=True, kw_only=True)
class OpenCycle:
    """A page of a running cycle in which sheets are public: those of whom there are any.

    `after` is where the next page begins; empty on the last.
    """

    cycle: Cycle
    workflow: Workflow
    found: tuple[tuple[Appraisal, Person], ...]
    after: str


@dataclass(frozen=True, kw_only=True)
class OpenRecord:
    """The public sheets of one appraisal."""

    cycle: Cycle
    workflow: Workflow
    appraisal: Appraisal
    ratee: Person
    shown: tuple[Shown, ...]
    people: Mapping[str, Person]


def open_cycles(office: Office, cycle: str = "", after: str = "") -> tuple[OpenCycle, ...]:
    """Return the first page of all that is open in running cycles, the latest first; of one `cycle` that `after`."""
    with office.store.read() as conn:
        running = [one for one in cycles.all_cycles(conn) if one.status is CycleStatus.RUNNING]
    return tuple(
        _page(office, one, after)
        for one in reversed(running)
        if cycle in ("", one.id) and _has_any(office.workflows(one.fingerprint))
    )


def _has_any(workflow: Workflow) -> bool:
    return any(state.public for state in workflow.states.values())


def _page(office: Office, cycle: Cycle, after: str) -> OpenCycle:
    with office.store.read() as conn:
        positions = overview.positions(conn, cycle.id, after=after, limit=PAGE)
        found = appraisals.many(conn, [one.id for one in positions]).values()
        ratees = people.several(conn, {one.person for one in found})
    is_open = (one for one in found if for_everybody(office.workflows(one.fingerprint), one))
    return OpenCycle(
        cycle=cycle,
        workflow=office.workflows(cycle.fingerprint),
        found=tuple((one, ratees[one.person]) for one in is_open),
        after=positions[-1].id if len(positions) == PAGE else "",
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
