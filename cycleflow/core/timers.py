"""When the clock has something to do: due times, and the bells that follow from them.

Nothing is scheduled in advance. The bells of an appraisal are computed from its state, its open tasks and the
workflow, and `due_at` of the appraisal is the earliest that has not rung. So a deadline that moves, a step that is
taken early or a server that slept a week needs no clean-up: what is no longer due is simply not computed.

Reminders leave at the start of the working day, tasks fall due at its end, and silence counts from midnight: the
last day of a window belongs to the person asked until it is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from cycleflow.core.calendar import Calendar, DateRule, Offset, instant, local_day, resolve_day
from cycleflow.core.model import Appraisal, Member
from cycleflow.core.workflow import Answer, State, Workflow


class BellKind(StrEnum):
    OPEN = "open"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    SILENCE = "silence"


@dataclass(frozen=True, kw_only=True)
class Bell:
    """Something the clock does at an instant; `task` and `role` where it concerns one."""

    kind: BellKind
    at: datetime
    task: str | None = None
    role: str | None = None


def bells(workflow: Workflow, appraisal: Appraisal) -> tuple[Bell, ...]:
    """Return what has yet to ring, earliest first."""
    if appraisal.paused_at or appraisal.state not in workflow.states:
        return ()
    if appraisal.opens_at:
        return (Bell(kind=BellKind.OPEN, at=appraisal.opens_at),)
    ids = {place: task.id for place, task in enumerate(appraisal.open_tasks)}
    return tuple(
        [Bell(kind=one.kind, at=one.at, task=ids.get(one.place), role=one.role) for one in _chimes(workflow, appraisal)]
    )


def next_due(workflow: Workflow, appraisal: Appraisal) -> datetime | None:
    """Return when the clock next has something to do, or None."""
    if appraisal.paused_at or appraisal.state not in workflow.states:
        return None
    if appraisal.opens_at:
        return appraisal.opens_at
    rest = _chimes(workflow, appraisal)
    return rest[0].at if rest else None


def due_at(workflow: Workflow, appraisal: Appraisal, state: State, *, member: Member, now: datetime) -> datetime:
    """Return when a task of this state, opened now, falls due for the member: the end of his working day."""
    calendar, due = workflow.calendar, state.due
    if due is None:
        return instant(local_day(now, member.zone), calendar.day_ends, member.zone)
    day = _day(calendar, due.rule, appraisal, zone=member.zone, opened_at=now)
    if due.at_least:
        day = max(day, calendar.shift(local_day(now, member.zone), due.at_least))
    return instant(day, calendar.day_ends, member.zone)


def opening(
    workflow: Workflow, appraisal: Appraisal, opens: DateRule, *, member: Member, now: datetime
) -> datetime | None:
    """Return when the member is first asked in a state that opens by a rule, or None where that is at once."""
    anchor = anchor_of(appraisal, opens.anchor, now)
    if isinstance(anchor, datetime) and not opens.offset.count:
        at = anchor
    else:
        day = _day(workflow.calendar, opens, appraisal, zone=member.zone, opened_at=now)
        at = instant(day, workflow.calendar.day_starts, member.zone)
    return at if at > now else None


def last_day(calendar: Calendar, answer: Answer, appraisal: Appraisal, zone: str) -> date | None:
    """Return the last day on which the answer may be given, or None where it is never too late."""
    if answer.until is None:
        return None
    return _day(calendar, answer.until, appraisal, zone=zone, opened_at=appraisal.opened_at)


def anchor_of(appraisal: Appraisal, name: str, opened_at: datetime | None) -> date | datetime:
    """Return the day or instant a rule counts from.

    Raises:
        KeyError: it has not happened; the checker refuses rules that could ask for it.
    """
    named: dict[str, date | datetime | None] = {
        "cycle.start": appraisal.starts_on,
        "cycle.end": appraisal.ends_on,
        "opened": opened_at,
        **appraisal.marks,
    }
    found = named.get(name)
    if found is not None:
        return found
    state, _, field = name.partition(".")
    text = str(appraisal.sheets[state][field])
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _day(calendar: Calendar, rule: DateRule, appraisal: Appraisal, *, zone: str, opened_at: datetime | None) -> date:
    return resolve_day(calendar, rule, {rule.anchor: anchor_of(appraisal, rule.anchor, opened_at)}, zone)


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
    asked = [_Asked(task.role, task.member.zone, task.opened_at, task.due_at) for task in appraisal.open_tasks]
    return _chimes_of(workflow, appraisal.state, appraisal.rung_at, tuple(asked))


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
    times = (_morning(calendar, task, offset) for offset in state.reminders)
    return [_Chime(at, BellKind.REMINDER, place) for at in times if at > task.opened_at]


def _escalations(calendar: Calendar, state: State, task: _Asked, place: int) -> list[_Chime]:
    return [
        _Chime(_morning(calendar, task, step.after), BellKind.ESCALATION, place, step.role)
        for step in state.escalations
    ]


def _morning(calendar: Calendar, task: _Asked, offset: Offset) -> datetime:
    day = calendar.shift(local_day(task.due_at, task.zone), offset)
    return instant(day, calendar.day_starts, task.zone)


def _silence(calendar: Calendar, state: State, asked: tuple[_Asked, ...]) -> list[_Chime]:
    """The silence bell rings even if its time was past on entering: an expired window must not hold anybody up."""
    if not state.silence or not asked or all(task.role == state.silence.hand_to for task in asked):
        return []
    last = max(asked, key=lambda task: task.due_at)
    day = calendar.shift(local_day(last.due_at, last.zone), state.silence.after)
    return [_Chime(instant(day + timedelta(days=1), time(0), last.zone), BellKind.SILENCE)]
