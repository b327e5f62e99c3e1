"""What HR may do beside the ordinary course: each a deed with a reason, never an edit of the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cycleflow.core import duties
from cycleflow.core.answering import need_reason, own_task
from cycleflow.core.basis import leaning_on, missing
from cycleflow.core.calendar import instant
from cycleflow.core.machine import WITHDRAW, WITHDRAWN, move_trigger, step
from cycleflow.core.model import Deed, Json, Member, Standing, Task, TaskStatus
from cycleflow.core.refusals import (
    NeededLaterError,
    NoBasisError,
    NotNowError,
    PausedError,
    RaterExcludedError,
    TaskOverError,
    WrongTargetError,
    WrongValueError,
)
from cycleflow.core.turn import Turn


def reopen(turn: Turn) -> None:
    """Take a closed or withdrawn appraisal back to a state."""
    if _is_running(turn):
        raise _not_now(turn)
    _move(turn, [state.name for state in turn.workflow.states.values() if not state.is_end])


def send_back(turn: Turn) -> None:
    """Take a running appraisal back to a state it has been in before."""
    _need_running(turn)
    passed = [name for name in turn.workflow.states if name in turn.appraisal.given or name in turn.appraisal.sheets]
    _move(turn, [name for name in passed if name != turn.appraisal.state])


def waive(turn: Turn) -> None:
    """Move on without the answer the state asks for; it counts as forfeited. Or call a duty off, if one is named."""
    errand = next((task for task in turn.appraisal.open_errands if task.id == turn.action.task), None)
    if errand:
        duties.call_off(turn, turn.workflow.duties[errand.state], errand.occurrence, need_reason(turn))
        return
    _need_running(turn)
    state = turn.state
    later = leaning_on(turn.workflow, state.name)
    if later and state.name not in turn.appraisal.sheets:
        raise NeededLaterError(state=state.name, later=", ".join(later))
    targets = list(dict.fromkeys(target for answer in state.answers.values() for target in answer.targets))
    if state.silence and state.silence.to:
        targets = [state.silence.to]
    _move(turn, targets, forfeit=True)


def reassign(turn: Turn) -> None:
    """Give an open task to somebody else: HR anybody's, a person his own (then it is a delegation)."""
    _need_asked(turn)
    reason = need_reason(turn)
    task = own_task(turn) if turn.action.standing is Standing.PERSON else _open_task(turn)
    heir = _heir(turn, task)
    facts: dict[str, Json] = {"why": turn.action.deed.value, "reason": reason, "from": task.member.person}
    new = turn.hand_on(task, heir)
    turn.owe("reassigned", heir, task=new, facts=facts)
    if turn.action.deed is not Deed.DELEGATE or turn.action.standing is Standing.HR:
        turn.owe("relieved", task.member, facts={"state": task.state, "to": heir.person, "reason": reason})


def extend(turn: Turn) -> None:
    """Move the due day of one open task, or of all."""
    _need_asked(turn)
    reason = need_reason(turn)
    tasks = [_open_task(turn)] if turn.action.task else list(turn.appraisal.asked)
    day = _day(turn.text("due_on"))
    for task in tasks:
        due_at = instant(day, turn.workflow.calendar.day_ends, task.member.zone)
        if due_at <= turn.now:
            raise WrongValueError(name="due_on", value=day.isoformat(), expected="a day in the future")
        moved = _move_due(turn, task, due_at)
        turn.owe("extended", task.member, role=task.role, task=moved, facts={"reason": reason})


def withdraw(turn: Turn) -> None:
    """End an appraisal without a result (a long leave, a launch by mistake)."""
    if not _is_running(turn):
        raise _not_now(turn)
    reason = need_reason(turn)
    told = {task.member.person: task.member for task in turn.appraisal.asked}
    step(turn.workflow, turn.appraisal, WITHDRAW, now=turn.now)
    turn.appraisal = replace(turn.appraisal, paused_at=None)
    duties.withdraw_all(turn, reason)
    turn.enter(WITHDRAWN)
    for member in {**told, turn.appraisal.person: _ratee(turn)}.values():
        turn.owe("withdrawn", member, facts={"reason": reason})


def pause(turn: Turn) -> None:
    """Stop the clock of an appraisal; nobody is reminded and nothing falls due until it is resumed."""
    _need_running(turn)
    reason = need_reason(turn)
    turn.appraisal = replace(turn.appraisal, paused_at=turn.now)
    for task in turn.appraisal.asked:
        turn.owe("paused", task.member, facts={"state": task.state, "reason": reason})


def resume(turn: Turn) -> None:
    """Start the clock again; whoever is asked gets the time the pause took.

    A recurring duty falls due when it would have; what fell due in the pause is no longer asked.
    """
    paused_at = turn.appraisal.paused_at
    if paused_at is None:
        raise _not_now(turn)
    reason = need_reason(turn)
    turn.appraisal = replace(turn.appraisal, paused_at=None)
    duties.excuse(turn, reason)
    for task in turn.appraisal.asked:
        recurs = task.occurrence and turn.workflow.duties[task.state].every
        moved = task if recurs else _move_due(turn, task, _later(turn, task, paused_at))
        turn.owe("resumed", task.member, task=moved, facts={"reason": reason})


def recast(turn: Turn) -> None:
    """Take over a changed organisation: who holds which role from now on, and what is known of the ratee.

    A unit whose head has changed is answered for by the new one.

    Where the workflow says `manager_change: move`, open tasks of somebody who lost the role go to who has it now,
    and both are told. A task that was reassigned or delegated by hand stays where it was put.
    """
    before = turn.appraisal.cast
    turn.recast()
    turn.learn()
    if turn.appraisal.unit is not None and turn.text("person"):
        turn.appraisal = replace(turn.appraisal, person=turn.text("person"))
    if turn.workflow.manager_change != "move" or turn.appraisal.state not in turn.workflow.states:
        return
    for task in turn.appraisal.asked:
        old = {member.person for member in before.get(task.role, ())}
        new = [member for _, member in turn.members(task.role, turn.workflow.stages[task.state])]
        if task.member.person in old and new and task.member.person not in {member.person for member in new}:
            _pass_on(turn, task, new)


def _pass_on(turn: Turn, task: Task, heirs: list[Member]) -> None:
    visit = (task.state, task.occurrence)
    tasks = (*turn.appraisal.asked, *(one for one in turn.appraisal.tasks if one.status is TaskStatus.DONE))
    holders = {one.member.person for one in tasks if (one.state, one.occurrence) == visit}
    turn.close([task], TaskStatus.VOID)
    turn.owe("relieved", task.member, facts={"state": task.state, "to": heirs[0].person, "why": "recast"})
    for heir in heirs:
        if heir.person not in holders:
            new = turn.add_task(task.state, task.role, heir, due_at=task.due_at, occurrence=task.occurrence)
            turn.owe("reassigned", heir, role=task.role, task=new, facts={"why": "recast", "from": task.member.person})


def _move(turn: Turn, targets: list[str], *, forfeit: bool = False) -> None:
    reason = need_reason(turn)
    wanted = turn.text("to") or (targets[0] if len(targets) == 1 else "")
    if wanted not in targets:
        facts = {"target": wanted or "nowhere", "targets": ", ".join(targets) or "none"}
        raise WrongTargetError(appraisal=turn.appraisal.id, state=turn.appraisal.state, **facts)
    lacking = missing(turn.workflow, turn.appraisal, turn.workflow.states[wanted])
    if lacking:
        raise NoBasisError(target=wanted, missing=", ".join(lacking))
    target = step(turn.workflow, turn.appraisal, move_trigger(wanted), now=turn.now)
    if forfeit:
        turn.forfeit("waived")
        turn.enter(target)
    else:
        turn.enter(target, kind="returned", facts={"reason": reason})


def _heir(turn: Turn, task: Task) -> Member:
    """Return who the task goes to.

    Raises:
        WrongValueError: nobody, the ratee himself, or the holder is named, or the zone is unknown.
        RaterExcludedError: the regulation bars the person here.
    """
    person, zone = turn.text("to"), turn.text("zone") or task.member.zone
    if not person or person in (turn.appraisal.person, task.member.person):
        raise WrongValueError(
            name="to", value=person or "nobody", expected="another person than the ratee and the holder"
        )
    stage = turn.workflow.stages[task.state]
    if person in turn.barred(stage):
        raise RaterExcludedError(person=person, states=", ".join(stage.never), state=stage.name)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise WrongValueError(name="zone", value=zone, expected="a time zone such as Asia/Shanghai") from error
    return Member(person=person, zone=zone)


def _move_due(turn: Turn, task: Task, due_at: datetime) -> Task:
    moved = replace(task, due_at=due_at)
    turn.put(moved)
    if task.occurrence:
        duties.keep_due(turn, moved)
    return moved


def _later(turn: Turn, task: Task, paused_at: datetime) -> datetime:
    """Return the due time moved by the pause, to the end of a working day."""
    zone = task.member.zone
    moved = (task.due_at + (turn.now - paused_at)).astimezone(ZoneInfo(zone)).date()
    return instant(turn.workflow.calendar.next_workday(moved), turn.workflow.calendar.day_ends, zone)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongValueError(name="due_on", value=text or "nothing", expected="a day such as 2026-11-30") from error


def _open_task(turn: Turn) -> Task:
    task = next((task for task in turn.appraisal.asked if task.id == turn.action.task), None)
    if task is None:
        raise TaskOverError(appraisal=turn.appraisal.id, state=turn.appraisal.state)
    return task


def _ratee(turn: Turn) -> Member:
    return Member(person=turn.appraisal.person, zone=turn.workflow.calendar.zone)


def _is_running(turn: Turn) -> bool:
    state = turn.workflow.states.get(turn.appraisal.state)
    return state is not None and not state.is_end


def _need_running(turn: Turn) -> None:
    if not _is_running(turn):
        raise _not_now(turn)
    if turn.appraisal.paused_at:
        raise PausedError(appraisal=turn.appraisal.id)


def _need_asked(turn: Turn) -> None:
    """Refuse unless something is asked; what is asked beside the states may outlast them."""
    if not turn.appraisal.open_errands:
        _need_running(turn)
    if turn.appraisal.paused_at:
        raise PausedError(appraisal=turn.appraisal.id)


def _not_now(turn: Turn) -> NotNowError:
    state = "a pause" if turn.appraisal.paused_at else turn.appraisal.state
    return NotNowError(deed=turn.action.deed.value, appraisal=turn.appraisal.id, state=state)
