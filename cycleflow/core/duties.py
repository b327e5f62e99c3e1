"""What is asked beside the states: recurring duties, those that are raised, and the log both leave behind.

A duty survives every change of state, also the end. A recurring one is asked anew when the occurrence before it falls
due; what was not done by the next due time is missed. Who wants something done raises a duty; who no longer wants it
withdraws it.

**Why** an occurrence nobody was asked is not in the log: while an appraisal is paused, or the clock stood still, nobody
could have done it, so nobody has missed it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from cycleflow.core import timers
from cycleflow.core.agreement import done_of, is_decided, prevailing
from cycleflow.core.casting import concerns
from cycleflow.core.evolve import evolve
from cycleflow.core.model import Answers, DutyLog, Json, Member, Occurrence, OccurrenceStatus, Task, TaskStatus
from cycleflow.core.turn import Turn
from cycleflow.core.workflow import Duty


def raise_duty(turn: Turn, name: str, *, reason: str = "", facts: Mapping[str, Json] | None = None) -> None:
    """Ask a duty now, if it is any here; `reason` and `facts` are told to whoever is asked.

    Raises:
        NobodyToAskError: its roles and escalations lead to nobody.
    """
    duty = turn.workflow.duties[name]
    if not concerns(turn.workflow, turn.appraisal, duty):
        return
    log = _log(turn, duty)
    _set(turn, duty, evolve(log, next=log.next + 1))
    _open(turn, duty, log.next, reason=reason, facts=facts)


def withdraw_duty(turn: Turn, name: str, reason: str) -> None:
    """Take back what is being asked of a duty; what has been done, or missed, stays."""
    duty = turn.workflow.duties[name]
    for number in dict.fromkeys(task.occurrence for task in turn.appraisal.open_errands if task.state == name):
        call_off(turn, duty, number, reason)


def call_off(turn: Turn, duty: Duty, number: int, reason: str) -> None:
    """Take back one occurrence, and tell whoever was asked."""
    for task in _tasks(turn, duty, number):
        if task.status is TaskStatus.OPEN:
            turn.owe("called_off", task.member, role=task.role, facts={"state": duty.name, "reason": reason})
    _close(turn, duty, number, OccurrenceStatus.WITHDRAWN, reason=reason)


def withdraw_all(turn: Turn, reason: str) -> None:
    """Take back everything that is asked beside the states, without a word: the appraisal itself ends."""
    for name, number in _open_occurrences(turn):
        _close(turn, turn.workflow.duties[name], number, OccurrenceStatus.WITHDRAWN, reason=reason)


def catch_up(turn: Turn) -> None:
    """Let what was not done in time be missed, then ask what has become due to be asked."""
    if not turn.workflow.duties:
        return
    tasks = {task.id: task for task in turn.appraisal.errands}
    for bell in timers.bells(turn.workflow, turn.appraisal):
        if bell.kind is timers.BellKind.MISSED and bell.at <= turn.now:
            task = tasks[bell.task or ""]
            _miss(turn, turn.workflow.duties[task.state], task.occurrence)
    for duty in turn.workflow.duties.values():
        if concerns(turn.workflow, turn.appraisal, duty):
            _ask_next(turn, duty)
    turn.appraisal = evolve(turn.appraisal, called_at=turn.now)


def close_books(turn: Turn) -> None:
    """Have the logs count in the score, and in what follows from it, as they are now that it is made."""
    if turn.workflow.duties:
        turn.appraisal = evolve(turn.appraisal, logged_at=turn.now)


def take(turn: Turn, task: Task, answer: str, sheet: Answers) -> None:
    """Take one person's answer to a duty; when all who must have answered, the occurrence is done."""
    duty, number = turn.workflow.duties[task.state], task.occurrence
    turn.close([task], TaskStatus.DONE, answer)
    row = _row(turn, duty, number)
    _put_row(turn, duty, evolve(row, sheet={**row.sheet, **sheet}))
    tasks = _tasks(turn, duty, number)
    if not is_decided(duty, task, tasks):
        return
    chosen = prevailing(duty, tasks)
    by = tuple(one.member.person for one in done_of(tasks))
    _close(turn, duty, number, OccurrenceStatus.DONE, answer=chosen, by=by)
    for name in duty.answers[chosen].raises:
        raise_duty(turn, name)
    if _times_done(turn, duty, number) < duty.times:
        _open(turn, duty, number)


def excuse(turn: Turn, reason: str) -> None:
    """Take back, after a pause, the occurrences of recurring duties that fell due in it."""
    paused_at = turn.before.paused_at or turn.now
    for name, number in _open_occurrences(turn):
        duty = turn.workflow.duties[name]
        if duty.every and paused_at <= _row(turn, duty, number).due_at <= turn.now:
            call_off(turn, duty, number, reason)


def keep_due(turn: Turn, task: Task) -> None:
    """Note in the log that an errand's due time has moved."""
    duty, number = turn.workflow.duties[task.state], task.occurrence
    due_at = max(one.due_at for one in _tasks(turn, duty, number))
    _put_row(turn, duty, evolve(_row(turn, duty, number), due_at=due_at))


def _ask_next(turn: Turn, duty: Duty) -> None:
    """Ask the occurrence whose turn it is, having passed over those that fell due while nobody could be asked."""
    series, log = timers.series_of(turn.workflow, turn.appraisal, duty), _log(turn, duty)
    for number, opens_at in series.openings(log.next) if series else ():
        if opens_at > turn.now:
            return
        _set(turn, duty, evolve(log, next=number + 1))
        if series and series.due_at(number, turn.workflow.calendar.zone) > turn.now:
            _open(turn, duty, number)
            return


def _open(turn: Turn, duty: Duty, number: int, *, reason: str = "", facts: Mapping[str, Json] | None = None) -> None:
    said: dict[str, Json] = {**({"reason": reason} if reason else {}), **(facts or {})}
    tasks = []
    for role, member in turn.asked(duty):
        due_at = _due_at(turn, duty, number, member)
        task = turn.add_task(duty.name, role, member, due_at=due_at, occurrence=number)
        turn.owe("task", member, role=role, task=task, facts=said)
        tasks.append(task)
    for tell in duty.tell:
        for member in turn.appraisal.cast.get(tell.role, ()):
            turn.owe(tell.notice, member, facts={"state": duty.name, **said})
    row = Occurrence(
        number=number,
        opened_at=turn.now,
        due_at=max(task.due_at for task in tasks),
        zone=tasks[0].member.zone,
        reason=reason,
    )
    log = _log(turn, duty)
    _set(turn, duty, evolve(log, rows=(*log.rows, row)))


def _due_at(turn: Turn, duty: Duty, number: int, member: Member) -> datetime:
    series = timers.series_of(turn.workflow, turn.appraisal, duty)
    if series:
        return series.due_at(number, member.zone)
    return timers.due_at(turn.workflow, turn.appraisal, duty, member=member, now=turn.now)


def _miss(turn: Turn, duty: Duty, number: int) -> None:
    """Close an occurrence nobody did in time; each time it was still to be done is missed."""
    row = _row(turn, duty, number)
    left = duty.times - _times_done(turn, duty, number) - 1
    _close(turn, duty, number, OccurrenceStatus.MISSED)
    log = _log(turn, duty)
    missed = evolve(row, status=OccurrenceStatus.MISSED, closed_at=turn.now)
    _set(turn, duty, evolve(log, rows=(*log.rows, *[missed] * left)))
    for name in duty.missed.raises if duty.missed else ():
        raise_duty(turn, name)


def _close(
    turn: Turn,
    duty: Duty,
    number: int,
    status: OccurrenceStatus,
    *,
    answer: str | None = None,
    by: tuple[str, ...] = (),
    reason: str = "",
) -> None:
    """Close an open occurrence, and with it what is still open of its tasks."""
    tasks = _tasks(turn, duty, number)
    turn.close([task for task in tasks if task.status is TaskStatus.OPEN], TaskStatus.VOID)
    ids = {task.id for task in tasks}
    turn.appraisal = evolve(
        turn.appraisal, errands=tuple(task for task in turn.appraisal.errands if task.id not in ids)
    )
    row = _row(turn, duty, number)
    closed = evolve(row, status=status, closed_at=turn.now, answer=answer, by=by, reason=reason or row.reason)
    _put_row(turn, duty, closed)


def _log(turn: Turn, duty: Duty) -> DutyLog:
    return turn.appraisal.duties.get(duty.name, DutyLog())


def _set(turn: Turn, duty: Duty, log: DutyLog) -> None:
    """Keep a log; the order is the regulation's, whatever the order the logs were stored in."""
    logs = {**turn.appraisal.duties, duty.name: log}
    named = [name for name in turn.workflow.duties if name in logs]
    turn.appraisal = evolve(turn.appraisal, duties={name: logs[name] for name in dict.fromkeys((*named, *logs))})


def _is_open(row: Occurrence, number: int) -> bool:
    return row.number == number and row.status is OccurrenceStatus.OPEN


def _row(turn: Turn, duty: Duty, number: int) -> Occurrence:
    return next(row for row in _log(turn, duty).rows if _is_open(row, number))


def _put_row(turn: Turn, duty: Duty, changed: Occurrence) -> None:
    """Put an occurrence in the place of the open one of its number."""
    log = _log(turn, duty)
    rows = tuple(changed if _is_open(row, changed.number) else row for row in log.rows)
    _set(turn, duty, evolve(log, rows=rows))


def _tasks(turn: Turn, duty: Duty, number: int) -> Sequence[Task]:
    return [task for task in turn.appraisal.errands if (task.state, task.occurrence) == (duty.name, number)]


def _times_done(turn: Turn, duty: Duty, number: int) -> int:
    rows = _log(turn, duty).rows
    return sum(row.number == number and row.status is OccurrenceStatus.DONE for row in rows)


def _open_occurrences(turn: Turn) -> list[tuple[str, int]]:
    return list(dict.fromkeys((task.state, task.occurrence) for task in turn.appraisal.open_errands))
