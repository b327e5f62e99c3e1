"""People, a cycle and appraisals to store: the sample workflow, run through the real engine."""

from datetime import UTC, datetime

from cycleflow.core.organisation import Person
from cycleflow.store import appraisals, cycles, definitions, people
from cycleflow.store.definitions import Definition
from tests.core.samples import CYCLE, WORKFLOW, Run

NOW = datetime(2026, 10, 1, 1, tzinfo=UTC)
DEFINITION = Definition(
    fingerprint=WORKFLOW.fingerprint, name="sample", text="workflow: sample", calendar="{}", created_at=NOW
)
STAFF = {"ann": "sales", "max": "sales", "sue": "board", "hr1": "hr", "hr2": "hr", "pat": "hr", "bob": "sales"}


def hire(connection, numbers=tuple(STAFF)):
    staff = [
        Person(number=one, name=one.title(), email=f"{one.title()}@Example.com", department=STAFF.get(one, "works"))
        for one in numbers
    ]
    people.save_people(connection, staff, NOW)


def found(connection):
    """Hire the staff and open the sample cycle, without an appraisal."""
    hire(connection)
    definitions.save(connection, DEFINITION)
    cycles.create(connection, CYCLE)


def launch(connection, *, person="ann", upto=None):
    """Save one appraisal, walked as far as a state, decision by decision; return its run."""
    run = Run(person=person)
    run.upto(upto) if upto else run.launch()
    for decision in run.decisions:
        appraisals.save(connection, [decision])
    return run
