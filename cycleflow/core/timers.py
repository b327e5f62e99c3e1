"""When the clock has something to do: due times, and the bells that follow from them.

Nothing is scheduled in advance. The bells of an appraisal are computed from its state, its open tasks and the
workflow, and `due_at` of the appraisal is the earliest that has not rung. So a deadline that moves, a step that is
taken early or a server that slept a week needs no clean-up: what is no longer due is simply not computed.

Reminders leave at the start of the working day, tasks fall due at its end unless their rule says a time, and silence
counts from midnight: the last day of a window belongs to the person asked until it is over. What counts in hours
counts from the instant itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from cycleflow.core.calendar import Calendar, Offset, instant, local_day
from cycleflow.core.casting import concerns
from cycleflow.core.daterule import END, OPENED, START, DateRule, instant_of, resolve
from cycleflow.core.model import Answers, Appraisal, DutyLog, Member, OccurrenceStatus, Task
from cycleflow.core.recurrence import Series
from cycleflow.core.workflow import Answer, Duty, State, Workflow


class BellKind(StrEnum):
    OPEN = "open"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    SILENCE = "silence"
    DUTY = "duty"
    """A recurring duty is to be asked again."""
    MISSED = "missed"
    """The time in which a duty could be done is over."""


@dataclass(frozen=True, kw_only=True)
class Bell:
    """Something the clock does at an instant; `task`, `role` and `duty` where it concerns one."""

    kind: BellKind
    at: datetime
    task: str | None = None
    role: str | None = None
    duty: str | None = None


def bells(workflow: Workflow, appraisal: Appraisal) -> tuple[Bell, ...]:
    """Return what has yet to ring, earliest first."""
    if appraisal.paused_at or appraisal.state not in workflow.states:
        return ()
    if appraisal.opens_at:
        found = [Bell(kind=BellKind.OPEN, at=appraisal.opens_at)]
    else:
        found = _bells_of(_chimes(workflow, appraisal), appraisal.open_tasks)
    if not workflow.duties:
        return tuple(found)
    found += _bells_of(_errand_chimes(workflow, appraisal), appraisal.open_errands)
    found += [Bell(kind=BellKind.DUTY, at=at, duty=name) for name, at in _callings(workflow, appraisal)]
    return tuple(sorted(found, key=lambda bell: bell.at))


def next_due(workflow: Workflow, appraisal: Appraisal) -> datetime | None:
    """Return when the clock next has something to do, or None."""
    if appraisal.paused_at or appraisal.state not in workflow.states:
        return None
    rest = () if appraisal.opens_at else _chimes(workflow, appraisal)
    due = appraisal.opens_at or (rest[0].at if rest else None)
    if not workflow.duties:
        return due
    beside = [chime.at for chime in _errand_chimes(workflow, appraisal)[:1]]
    beside += (at for _, at in _callings(workflow, appraisal))
    return min([*beside, *([due] if due else [])], default=None)


def series_of(workflow: Workflow, appraisal: Appraisal, duty: Duty) -> Series | None:
    """Return the occurrences of a duty in an appraisal's cycle, or None where it does not recur."""
    if duty.every is None:
        return None
    return Series(
        every=duty.every, calendar=workflow.calendar, starts_on=appraisal.starts_on, ends_on=appraisal.ends_on
    )


def due_at(workflow: Workflow, appraisal: Appraisal, state: State, *, member: Member, now: datetime) -> datetime:
    """Return when a task of this state, opened now, falls due for the member.

    That is at the end of his working day, unless the rule says a time.
    """
    calendar, due, zone = workflow.calendar, state.due, member.zone
    if due is None:
        return instant(local_day(now, zone), calendar.day_ends, zone)
    usual = due.rule.at or calendar.day_ends
    at = instant_of(_named(calendar, due.rule, appraisal, zone=zone, opened_at=now), usual, zone)
    if due.at_least is None:
        return at
    return max(at, instant_of(later(calendar, now, due.at_least, zone), usual, zone))


def later(calendar: Calendar, start: datetime, offset: Offset, zone: str) -> date | datetime:
    """Return what lies so long after an instant: a day, or an instant where it counts in hours."""
    if offset.unit.is_exact:
        return start + offset.duration
    return calendar.shift(local_day(start, zone), offset)


def opening(
    workflow: Workflow, appraisal: Appraisal, opens: DateRule, *, member: Member, now: datetime
) -> datetime | None:
    """Return when the member is first asked in a state that opens by a rule, or None where that is at once."""
    calendar, anchor = workflow.calendar, anchor_of(appraisal, opens.anchor, now)
    named = anchor if opens.is_bare else resolve(calendar, opens, anchor, member.zone)
    at = instant_of(named, calendar.day_starts, member.zone)
    return at if at > now else None


def last_call(calendar: Calendar, answer: Answer, appraisal: Appraisal, zone: str) -> date | datetime | None:
    """Return the last day, or the last instant, at which the answer may be given; None where it is never too late."""
    if answer.until is None:
        return None
    return _named(calendar, answer.until, appraisal, zone=zone, opened_at=appraisal.opened_at)


def is_past(named: date | datetime, now: datetime, zone: str) -> bool:
    """Whether a day is over, or an instant."""
    return now > named if isinstance(named, datetime) else local_day(now, zone) > named


def anchor_of(appraisal: Appraisal, name: str, opened_at: datetime | None) -> date | datetime:
    """Return the day or instant a rule counts from.

    Raises:
        KeyError: it has not happened; the checker refuses rules that could ask for it.
    """
    named: dict[str, date | datetime | None] = {
        START: appraisal.starts_on,
        END: appraisal.ends_on,
        OPENED: opened_at,
        **appraisal.marks,
    }
    found = named.get(name)
    if found is not None:
        return found
    source, _, field = name.partition(".")
    sheet = appraisal.sheets.get(source) or last_sheet(appraisal.duties[source])
    text = str(sheet[field])
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _named(
    calendar: Calendar, rule: DateRule, appraisal: Appraisal, *, zone: str, opened_at: datetime | None
) -> date | datetime:
    return resolve(calendar, rule, anchor_of(appraisal, rule.anchor, opened_at), zone)


def last_sheet(log: DutyLog) -> Answers:
    """Return what was filled in when a duty was last done; empty where it never was."""
    done = (row for row in reversed(log.rows) if row.status is OccurrenceStatus.DONE)
    return next((row.sheet for row in done), {})


class _Asked(NamedTuple):
    """What the bells of an open task follow from; whose it is does not matter."""

    role: str
    zone: str
    opened_at: datetime
    due_at: datetime


class _Chime(NamedTuple):
    """A Bell before it is known whose; `place` is that of the task among those open, -1 for all of them."""

    at: datetime
    kind: BellKind
    place: int = -1
    role: str | None = None


def _chimes(workflow: Workflow, appraisal: Appraisal) -> tuple[_Chime, ...]:
    return _chimes_of(workflow, appraisal.state, appraisal.rung_at, _asked(appraisal.open_tasks))


def _asked(tasks: Iterable[Task]) -> tuple[_Asked, ...]:
    return tuple([_Asked(task.role, task.member.zone, task.opened_at, task.due_at) for task in tasks])


def _bells_of(chimes: Iterable[_Chime], tasks: Sequence[Task]) -> list[Bell]:
    found = []
    for chime in chimes:
        task = tasks[chime.place] if chime.place >= 0 else None
        duty = task.state if task and task.occurrence else None
        found.append(Bell(kind=chime.kind, at=chime.at, task=task.id if task else None, role=chime.role, duty=duty))
    return found


@lru_cache(maxsize=4096)
def _chimes_of(
    workflow: Workflow, name: str, rung_at: datetime | None, asked: tuple[_Asked, ...]
) -> tuple[_Chime, ...]:
    """Return the bells of a state, earliest first; remembered, since a launch or a round asks the same for many."""
    calendar, state = workflow.calendar, workflow.states[name]
    found = [
        chime
        for place, task in enumerate(asked)
        for chime in (*_reminders(calendar, state, task, place), *_escalations(calendar, state, task, place))
    ]
    missed = [chime for chime in found if rung_at is None or chime.at > rung_at]
    return tuple(sorted([*missed, *_silence(calendar, state, asked)], key=lambda chime: chime.at))


def _reminders(calendar: Calendar, state: State, task: _Asked, place: int) -> list[_Chime]:
    times = (_bell_at(calendar, task, offset) for offset in state.reminders)
    return [_Chime(at, BellKind.REMINDER, place) for at in times if at > task.opened_at]


def _escalations(calendar: Calendar, state: State, task: _Asked, place: int) -> list[_Chime]:
    return [
        _Chime(_bell_at(calendar, task, step.after), BellKind.ESCALATION, place, step.role)
        for step in state.escalations
    ]


def _bell_at(calendar: Calendar, task: _Asked, offset: Offset) -> datetime:
    return instant_of(later(calendar, task.due_at, offset, task.zone), calendar.day_starts, task.zone)


def _silence(calendar: Calendar, state: State, asked: tuple[_Asked, ...]) -> list[_Chime]:
    """The silence bell rings even if its time was past on entering: an expired window must not hold anybody up."""
    if not state.silence or not asked or all(task.role == state.silence.hand_to for task in asked):
        return []
    last = max(asked, key=lambda task: task.due_at)
    return [_Chime(_over_at(calendar, last, state.silence.after), BellKind.SILENCE)]


def _over_at(calendar: Calendar, task: _Asked, after: Offset) -> datetime:
    """Return when the time granted after the due time is over: with its last day, or the moment itself."""
    end = later(calendar, task.due_at, after, task.zone)
    over = end + timedelta(seconds=1) if isinstance(end, datetime) else end + timedelta(days=1)
    return instant_of(over, time(0), task.zone)


class _Errand(NamedTuple):
    """What the bells of an open errand follow from; `again_at` is when its duty falls due the next time."""

    duty: str
    number: int
    again_at: datetime | None
    asked: _Asked


def _errand_chimes(workflow: Workflow, appraisal: Appraisal) -> tuple[_Chime, ...]:
    tasks = appraisal.open_errands
    if not tasks:
        return ()
    errands = [
        _Errand(task.state, task.occurrence, _again_at(workflow, appraisal, task), asked)
        for task, asked in zip(tasks, _asked(tasks), strict=True)
    ]
    return _errand_chimes_of(workflow, appraisal.called_at, tuple(errands))


def _again_at(workflow: Workflow, appraisal: Appraisal, task: Task) -> datetime | None:
    series = series_of(workflow, appraisal, workflow.duties[task.state])
    return series.due_at(task.occurrence + 1, task.member.zone) if series else None


@lru_cache(maxsize=4096)
def _errand_chimes_of(
    workflow: Workflow, called_at: datetime | None, errands: tuple[_Errand, ...]
) -> tuple[_Chime, ...]:
    """Return the bells of what is asked beside the state, earliest first.

    Nothing rings of the time before an errand was asked: it may have been overdue already. An occurrence is missed
    once, when the last who is asked can no longer do it.
    """
    calendar = workflow.calendar
    found: list[_Chime] = []
    missed: dict[tuple[str, int], _Chime] = {}
    for place, errand in enumerate(errands):
        duty, asked = workflow.duties[errand.duty], errand.asked
        chimes = (*_reminders(calendar, duty, asked, place), *_escalations(calendar, duty, asked, place))
        since = max(called_at or asked.opened_at, asked.opened_at)
        found += (chime for chime in chimes if chime.at > since)
        occurrence, missed_at = (errand.duty, errand.number), _missed_at(calendar, duty, errand)
        if missed_at and (occurrence not in missed or missed_at > missed[occurrence].at):
            missed[occurrence] = _Chime(missed_at, BellKind.MISSED, place)
    return tuple(sorted([*found, *missed.values()], key=lambda chime: chime.at))


def _missed_at(calendar: Calendar, duty: Duty, errand: _Errand) -> datetime | None:
    """Return when it is too late to do a duty: when the regulation says so, or as it falls due the next time."""
    if duty.missed:
        return _over_at(calendar, errand.asked, duty.missed.after)
    return max(errand.again_at, errand.asked.due_at) if errand.again_at else None


def _callings(workflow: Workflow, appraisal: Appraisal) -> Iterator[tuple[str, datetime]]:
    """Yield the recurring duties that will be asked again, each with when."""
    for duty in workflow.duties.values():
        series = series_of(workflow, appraisal, duty) if concerns(workflow, appraisal, duty) else None
        at = series.opens_at(appraisal.duties.get(duty.name, DutyLog()).next) if series else None
        if at:
            yield duty.name, at
