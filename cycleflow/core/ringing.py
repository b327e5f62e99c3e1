"""The clock's turn: whatever bells are due ring at once, each kind once.

After an outage nobody gets nine reminders: of all missed reminders to one task only one leaves. Where silence is
due, what it means is done instead of one more reminder: its tasks are no longer open.
"""

from __future__ import annotations

from dataclasses import replace

from cycleflow.core import duties
from cycleflow.core.gathering import is_anonymous
from cycleflow.core.history import stamp
from cycleflow.core.machine import SILENCE, step
from cycleflow.core.model import Json, Task, TaskStatus
from cycleflow.core.refusals import NobodyToAskError, NothingDueError
from cycleflow.core.timers import Bell, BellKind, bells
from cycleflow.core.turn import Turn


def ring(turn: Turn) -> None:
    """Ring every bell that is due.

    Raises:
        NothingDueError: none is; another round was faster.
    """
    due = [bell for bell in bells(turn.workflow, turn.appraisal) if bell.at <= turn.now]
    if not due:
        raise NothingDueError(appraisal=turn.appraisal.id)
    kinds = {bell.kind for bell in due}
    if BellKind.OPEN in kinds:
        turn.ask()
    elif BellKind.SILENCE in kinds:
        _take_silence(turn)
    duties.catch_up(turn)
    _remind(turn, due)
    _escalate(turn, due)
    turn.appraisal = replace(turn.appraisal, rung_at=turn.now)


def _take_silence(turn: Turn) -> None:
    silence = turn.state.silence
    assert silence, "only a state that says what silence means has such a bell"
    if silence.hand_to:
        _hand_over(turn, silence.hand_to)
        return
    target = step(turn.workflow, turn.appraisal, SILENCE, now=turn.now)
    turn.forfeit("silence")
    turn.enter(target)


def _hand_over(turn: Turn, role: str) -> None:
    """Give the open tasks to a role; where it leads to nobody, to the last escalation that leads to somebody.

    The task keeps the role's name it was handed to, which is how a second silence is known to have been taken.
    """
    state = turn.state
    roles = (role, *(one.role for one in reversed(state.escalations)))
    heirs = next((found for one in roles if (found := turn.members(one, state))), None)
    if heirs is None:
        raise NobodyToAskError(state=state.name, appraisal=turn.appraisal.id, roles=role)
    for task in turn.appraisal.open_tasks:
        turn.close([task], TaskStatus.VOID)
        turn.owe("relieved", task.member, role=task.role, facts={"to": heirs[0][1].person})
    for _, member in heirs:
        heir = turn.open_task(role, member)
        turn.owe("reassigned", member, role=role, task=heir, facts={"why": "silence"})


def _remind(turn: Turn, due: list[Bell]) -> None:
    asked = {bell.task for bell in due if bell.kind is BellKind.REMINDER}
    for task in turn.appraisal.asked:
        if task.id in asked:
            turn.owe("reminder", task.member, role=task.role, task=task, facts={"late": task.due_at < turn.now})


def _escalate(turn: Turn, due: list[Bell]) -> None:
    """Tell the superiors in the order of the bells: a replay must come out the same to the letter.

    Of those who answer under no name, that some are late is told once, and not who.
    """
    told: set[tuple[str, str | None]] = set()
    for task in turn.appraisal.asked:
        steps = [bell.role for bell in due if bell.kind is BellKind.ESCALATION and bell.task == task.id]
        state = turn.workflow.states.get(task.state)
        nameless = state is not None and is_anonymous(state, task.role)
        for role in steps:
            if (once := (task.role if nameless else task.id, role)) not in told:
                _tell_superior(turn, task, role, nameless=nameless)
            told.add(once)


def _tell_superior(turn: Turn, task: Task, role: str | None, *, nameless: bool) -> None:
    facts: dict[str, Json] = {"state": task.state, "late_since": stamp(task.due_at)}
    facts |= {} if nameless else {"asked": task.member.person, "task": task.id}
    for member in turn.appraisal.cast.get(role or "", ()):
        if member.person != task.member.person:
            turn.owe("escalation", member, role=role, facts=facts)
