"""What a panel sees: the groups of a cycle that are calibrated, with names; one's own result stays covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cycleflow.core.cycle import Cycle, CycleStatus
from cycleflow.core.model import Appraisal
from cycleflow.core.organisation import Person
from cycleflow.core.workflow import Workflow
from cycleflow.journeys.calibrate import Cohort, overview
from cycleflow.journeys.office import Office
from cycleflow.store import cycles, people


@dataclass(frozen=True, kw_only=True)
class Table:
    """`reader` is whose own score and grade must not be shown."""

    cycle: Cycle
    workflow: Workflow
    cohorts: tuple[Cohort, ...]
    people: Mapping[str, Person]
    reader: str

    def members(self, cohort: Cohort) -> Sequence[Appraisal]:
        """Return who waits for calibration, best score first, the reader last."""
        return sorted(cohort.waiting, key=lambda one: (one.person == self.reader, -(one.score or 0), one.person))


def panel_cycles(office: Office) -> tuple[tuple[Cycle, Workflow], ...]:
    """Return the running cycles that have anything to calibrate, the latest first."""
    with office.store.read() as conn:
        running = [one for one in cycles.all_cycles(conn) if one.status is CycleStatus.RUNNING]
    paired = ((one, office.workflows(one.fingerprint)) for one in running)
    return tuple((one, found) for one, found in paired if any(state.cohort for state in found.states.values()))


def table(office: Office, cycle: str, reader: str) -> Table:
    """Return the groups of a cycle as the panel sees them.

    Raises:
        NotFoundError: there is no such cycle.
    """
    cohorts = overview(office, cycle)
    named = {one.person for cohort in cohorts for one in cohort.waiting}
    with office.store.read() as conn:
        one = cycles.get(conn, cycle)
        known = people.several(conn, named)
    return Table(cycle=one, workflow=office.workflows(one.fingerprint), cohorts=cohorts, people=known, reader=reader)
