"""Acting on one appraisal: the way every channel goes, from a click to a command.

`act` loads the appraisal under its lock, lets `decide` judge, and saves; `answer` is `act` for whoever is asked. A
refusal changes nothing; two people at once collide, and the second is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from cycleflow.core.model import Action, Answers, Channel, Decision, Deed, Json, Standing
from cycleflow.core.snapshot import dump_answers
from cycleflow.journeys.aftermath import carry_through
from cycleflow.journeys.feeding import Feeder, Order
from cycleflow.journeys.informing import informed
from cycleflow.journeys.office import Office
from cycleflow.store import appraisals


def act(office: Office, appraisal: str, action: Action, now: datetime) -> Decision:
    """Do something to an appraisal and save what follows, in one transaction; return what was decided on the action.

    Raises:
        NotFoundError: there is no such appraisal.
        RefusedError: the regulation does not allow it now.
        CollisionError: somebody else acted in between.
    """
    return enact(office, appraisal, action, now)[0]


def enact(office: Office, appraisal: str, action: Action, now: datetime) -> Sequence[Decision]:
    """Do the same, and return all that was decided: on the action, then on what follows from it here and elsewhere.

    Raises:
        NotFoundError: there is no such appraisal.
        RefusedError: the regulation does not allow it now.
        CollisionError: somebody else acted in between.
    """
    with office.store.read() as connection:
        fingerprint = appraisals.get(connection, appraisal).fingerprint
    workflow = office.workflows(fingerprint)
    with office.store.begin() as connection:
        found = appraisals.get(connection, appraisal, lock=True)
        (order,) = informed(office, connection, [Order(workflow=workflow, appraisal=found, action=action)])
        decision = Feeder(office, connection).decide(order, now)
        return carry_through(office, connection, [decision], now)


def answer(
    office: Office, task: str, person: str, *, choice: str, sheet: Answers, channel: Channel, now: datetime
) -> Decision:
    """Answer a task in a person's name; the caller has made sure who it is, `decide` that the task is his.

    Raises:
        RefusedError: the answer is not possible, or the sheet is not filled in as the regulation demands.
        CollisionError: somebody else acted in between.
    """
    inputs: dict[str, Json] = {"answer": choice, "sheet": cast(Json, dump_answers(sheet))}
    action = Action(
        deed=Deed.ANSWER,
        actor=person,
        standing=Standing.PERSON,
        channel=channel,
        task=task,
        inputs=inputs,
    )
    return act(office, appraisal_of(task), action, now)


def appraisal_of(task: str) -> str:
    """Return the appraisal a task belongs to: its id is `<appraisal>.<entry>.<number>`."""
    return task.rsplit(".", 2)[0]
