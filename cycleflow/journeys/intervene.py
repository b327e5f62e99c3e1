"""What HR does to an appraisal from the console, and a holder to his own task: each with a reason, through `act`.

People are named as people name them, by email address or employee number; what the engine is told is the number and
the clock that binds them.
"""

from __future__ import annotations

from datetime import datetime

from cycleflow.core.model import Action, Channel, Decision, Deed, Json, Standing
from cycleflow.core.organisation import Person
from cycleflow.errors import InputError
from cycleflow.journeys.answer import act, appraisal_of
from cycleflow.journeys.office import Office
from cycleflow.store import people

HR_DEEDS = (
    Deed.EXTEND,
    Deed.REASSIGN,
    Deed.SEND_BACK,
    Deed.WAIVE,
    Deed.PAUSE,
    Deed.RESUME,
    Deed.REOPEN,
    Deed.WITHDRAW,
)


class NobodyByThatNameError(InputError):
    words = "Nobody at work here has the email address or employee number {name}."


def hand_over(office: Office, task: str, person: str, *, to: str, reason: str, now: datetime) -> Decision:
    """Let the holder of a task hand it to somebody else.

    Raises:
        NobodyByThatNameError: nobody active is meant by `to`.
        RefusedError: the regulation does not allow it.
        CollisionError: somebody else acted in between.
    """
    action = Action(
        deed=Deed.DELEGATE,
        actor=person,
        standing=Standing.PERSON,
        channel=Channel.PAGE,
        task=task,
        inputs=_heir(office, to) | {"reason": reason},
    )
    return act(office, appraisal_of(task), action, now)


def intervene(
    office: Office, appraisal: str, deed: Deed, *, actor: str, task: str | None, said: dict[str, str], now: datetime
) -> Decision:
    """Let HR intervene; `said` is what the form holds: the reason, and whom, where or when as the deed needs.

    Raises:
        NobodyByThatNameError: nobody active is meant.
        RefusedError: the regulation does not allow it, or the reason is missing.
        CollisionError: somebody else acted in between.
    """
    inputs: dict[str, Json] = {name: value for name, value in said.items() if value}
    if deed is Deed.REASSIGN:
        inputs |= _heir(office, said.get("to", ""))
    action = Action(
        deed=deed, actor=actor, standing=Standing.HR, channel=Channel.PAGE, task=task or None, inputs=inputs
    )
    return act(office, appraisal, action, now)


def _heir(office: Office, name: str) -> dict[str, Json]:
    """Return the inputs that name who is to take over; without a zone of his own, the clock stays the task's."""
    person = _active_person(office, name.strip())
    heir: dict[str, Json] = {"to": person.number}
    return heir | {"zone": person.zone} if person.zone else heir


def _active_person(office: Office, name: str) -> Person:
    with office.store.read() as conn:
        by_number = people.get(conn, name)
        found = (by_number,) if by_number else people.by_email(conn, name)
    active = [person for person in found if person.is_active]
    if len(active) != 1:
        raise NobodyByThatNameError(name=name or "–")
    return active[0]
