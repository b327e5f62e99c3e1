"""The legal moves of a workflow, run by `transitions`.

One flat Machine per workflow is shared by every appraisal; what moves is a Cursor made for one step. Callbacks are
callables of ours, never strings: `transitions` would import and call a dotted string. Guards say why they refuse on
the cursor, since a false condition of the library is silent.

**Why** no nested or parallel states: several raters are Tasks of one state with a rule of completion, which a fixed
set of regions could not be.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import cast
from zoneinfo import ZoneInfo

from transitions import EventData, Machine, MachineError

from cycleflow.core.condition import holds
from cycleflow.core.model import Appraisal, DutyLog, OccurrenceStatus
from cycleflow.core.refusals import NotNowError, NotYetGivenError, WindowClosedError
from cycleflow.core.timers import is_past, last_call
from cycleflow.core.workflow import Answer, Route, State, Workflow
from cycleflow.errors import RefusedError

PLANNED = "planned"
WITHDRAWN = "withdrawn"

logging.getLogger("transitions").setLevel(logging.WARNING)


@dataclass
class Cursor:
    """What the machine moves in one step: the state, what guards look at, and why one refused.

    `known` is what the conditions of routes may ask.
    """

    state: str
    workflow: Workflow
    appraisal: Appraisal
    zone: str
    now: datetime
    known: Mapping[str, object] = field(default_factory=dict)
    refusal: RefusedError | None = None


def answer_trigger(name: str) -> str:
    return f"answer {name}"


def move_trigger(target: str) -> str:
    return f"move to {target}"


LAUNCH, SILENCE, WITHDRAW = "launch", "silence", "withdraw"
_SETTLED = (OccurrenceStatus.DONE, OccurrenceStatus.WITHDRAWN)


def step(
    workflow: Workflow,
    appraisal: Appraisal,
    trigger: str,
    *,
    now: datetime,
    zone: str = "UTC",
    known: Mapping[str, object] | None = None,
) -> str:
    """Return the state the trigger leads to, given what is known.

    Raises:
        NotNowError: the trigger is not possible from the appraisal's state.
        RefusedError: a guard refused, and says why.
    """
    cursor = Cursor(
        state=appraisal.state, workflow=workflow, appraisal=appraisal, zone=zone, now=now, known=known or {}
    )
    refused = NotNowError(deed=trigger, appraisal=appraisal.id, state=appraisal.state)
    event = machine_of(workflow).events.get(trigger)
    if event is None:
        raise refused
    try:
        moved = event.trigger(cursor)
    except MachineError as error:
        raise refused from error
    if not moved:
        raise cursor.refusal or refused
    return cursor.state


@lru_cache(maxsize=256)
def machine_of(workflow: Workflow) -> Machine:
    """Return the workflow's one Machine."""
    return Machine(
        model=None,
        states=[PLANNED, *workflow.states, WITHDRAWN],
        initial=PLANNED,
        transitions=list(_transitions(workflow)),
        auto_transitions=False,
        send_event=True,
        queued=False,
    )


def _transitions(workflow: Workflow) -> Iterator[dict[str, object]]:
    yield {"trigger": LAUNCH, "source": PLANNED, "dest": workflow.initial.name}
    running = [state.name for state in workflow.states.values() if not state.is_end]
    everywhere = [*workflow.states, WITHDRAWN]
    yield {"trigger": WITHDRAW, "source": running, "dest": WITHDRAWN}
    for state in workflow.states.values():
        yield {"trigger": move_trigger(state.name), "source": everywhere, "dest": state.name}
        if state.silence and state.silence.to:
            yield {"trigger": SILENCE, "source": state.name, "dest": state.silence.to}
        for answer in state.answers.values():
            yield from _ways(state, answer)


def _ways(state: State, answer: Answer) -> Iterator[dict[str, object]]:
    """Yield a transition for each route of an answer; the machine takes the first that is possible."""
    allowed = [partial(_has_what_it_needs, state), partial(_is_open, answer)]
    for route in answer.routes:
        yield _way(state, answer, route.to, [*allowed, partial(_is_taken, route)])
    yield _way(state, answer, answer.to, allowed)


def _way(state: State, answer: Answer, target: str, conditions: list[partial[bool]]) -> dict[str, object]:
    return {
        "trigger": answer_trigger(answer.name),
        "source": state.name,
        "dest": target,
        "conditions": conditions,
    }


def _has_what_it_needs(state: State, event: EventData) -> bool:
    cursor = cast(Cursor, event.model)
    missing = [needed for needed in state.needs if not _is_given(cursor, needed)]
    if missing:
        cursor.refusal = NotYetGivenError(state=state.name, needed=", ".join(missing))
    return not missing


def _is_given(cursor: Cursor, name: str) -> bool:
    """Return whether a state was given or forfeited; or whether a duty was done or called off, and not raised since."""
    duty = cursor.workflow.duties.get(name)
    if duty is None:
        return name in cursor.appraisal.given
    settled = [row.status in _SETTLED for row in cursor.appraisal.duties.get(name, DutyLog()).rows]
    return any(settled) if duty.every else settled[-1:] == [True]


def _is_open(answer: Answer, event: EventData) -> bool:
    cursor = cast(Cursor, event.model)
    last = last_call(cursor.workflow.calendar, answer, cursor.appraisal, cursor.zone)
    if last is None or not is_past(last, cursor.now, cursor.zone):
        return True
    said = last.astimezone(ZoneInfo(cursor.zone)).strftime("%Y-%m-%d %H:%M") if isinstance(last, datetime) else last
    cursor.refusal = WindowClosedError(answer=answer.name, last_day=str(said))
    return False


def _is_taken(route: Route, event: EventData) -> bool:
    return holds(route.when, cast(Cursor, event.model).known)
