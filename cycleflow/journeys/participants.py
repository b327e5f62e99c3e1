"""Scripted participants: who acts when, and how they answer.

They can answer any state of any workflow, so a regulation can be rehearsed before anybody has seen it.

**Why** temperaments and not scripts: a script knows one workflow; a temperament says what people are like, and what
it comes to is for the regulation to show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

from cycleflow.core.calendar import Calendar, Offset, instant, local_day
from cycleflow.core.checks import Setting
from cycleflow.core.model import Action, Appraisal, Channel, Deed, Standing, Task
from cycleflow.core.organisation import Person
from cycleflow.core.timers import is_past, last_call
from cycleflow.core.workflow import Answer, Duty, State, Workflow
from cycleflow.journeys.chance import chance, pick
from cycleflow.journeys.filling import Page, Phrases, fill

DETOURS = 0.06
"""How often somebody sends work back before it goes on."""

AT_LEAST = timedelta(minutes=7)
"""Nobody answers faster than this."""

PATIENCE = 4
"""How often somebody who was refused tries the same answer once more, before he takes another."""

BEFORE_THE_END = timedelta(hours=2)
"""How long before its task falls due a panel meets."""


_OTHERS = 20
"""So many are known to everybody."""


class Temperament(StrEnum):
    """How somebody treats what is asked of him.

    The absent leave undone what goes on without them, and do late what does not. The appealing appeal whatever can be
    appealed, the refusing refuse to sign; both are punctual.
    """

    SILENT = "silent"
    PUNCTUAL = "punctual"
    LATE = "late"
    ABSENT = "absent"
    APPEALING = "appealing"
    REFUSING = "refusing"


_LATE = (Temperament.LATE, Temperament.ABSENT)
_INSISTS_ON = {Temperament.APPEALING: "appeal", Temperament.REFUSING: "refuse"}


@dataclass(frozen=True, kw_only=True)
class Participants:
    """Everybody who may be asked: what they are like, and what they write."""

    people: Mapping[str, Person]
    usual: Temperament = Temperament.SILENT
    temperaments: Mapping[str, Temperament] = field(default_factory=dict)
    phrases: Phrases = field(default_factory=dict)
    channel: Channel = Channel.REHEARSAL

    def temperament(self, person: str) -> Temperament:
        return self.temperaments.get(person, self.usual)

    def colleagues(self, person: str) -> Sequence[str]:
        """Return whom somebody would name: those at work in the department, then a few others."""
        near = self._departments.get(self.people[person].department, ())
        return tuple(dict.fromkeys((*near, *self._first)))

    @cached_property
    def _departments(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for one in self.people.values():
            if one.is_active:
                found.setdefault(one.department, []).append(one.number)
        return found

    @cached_property
    def _first(self) -> Sequence[str]:
        return tuple(number for members in self._departments.values() for number in members)[:_OTHERS]

    def says(self, name: str, person: str) -> str:
        """Return what the person would write there, in his language; the name itself where he knows nothing."""
        words = self.phrases.get(name)
        said = pick(words, person, name).get(self.people[person].locale) if words else None
        return said or name


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An open task at the moment somebody turns to it."""

    workflow: Workflow
    appraisal: Appraisal
    task: Task
    now: datetime


def acts_at(participants: Participants, workflow: Workflow, task: Task) -> datetime | None:
    """Return when the person asked will answer, or None: never. A panel meets when its task falls due, all at once."""
    state, calendar = workflow.stages[task.state], workflow.calendar
    temperament = participants.temperament(task.member.person)
    goes_on = _goes_on(state, task)
    if temperament is Temperament.SILENT or (temperament is Temperament.ABSENT and goes_on):
        return None
    if state.cohort:
        return max(task.due_at - BEFORE_THE_END, task.opened_at + AT_LEAST)
    drawn = chance(task.member.person, task.state, task.role)
    first, last = (local_day(at, task.member.zone) for at in (task.opened_at, task.due_at))
    if temperament in _LATE:
        day = calendar.shift(last, Offset(count=1 + int(drawn * 3)))
    else:
        day = calendar.next_workday(first + timedelta(days=int(drawn * ((last - first).days + 1))))
    at = max(_at_leisure(calendar, day, task.member.zone, drawn), task.opened_at + AT_LEAST)
    if at <= task.due_at or temperament in _LATE:
        return at
    return max(task.due_at - AT_LEAST, task.opened_at + AT_LEAST)


def _goes_on(stage: State, task: Task) -> bool:
    """Return whether what is asked need not be done: silence is taken for an answer, or a duty is missed."""
    if isinstance(stage, Duty):
        return stage.every is not None or stage.missed is not None
    return stage.silence is not None and task.role != stage.silence.hand_to


def _at_leisure(calendar: Calendar, day: date, zone: str, drawn: float) -> datetime:
    """Return a moment of the working day, neither its first nor its last."""
    opens, closes = instant(day, calendar.day_starts, zone), instant(day, calendar.day_ends, zone)
    minutes = (closes - opens).total_seconds() / 60 * (0.05 + 0.9 * drawn)
    return opens + timedelta(minutes=int(minutes))


def reply(participants: Participants, asked: Asked, attempt: int = 0) -> Action:
    """Return what the person asked answers now; after a refusal, at another `attempt`, something else."""
    task, workflow = asked.task, asked.workflow
    person = participants.people[task.member.person]
    answer = _choose(asked, participants.temperament(person.number), attempt)
    setting = Setting(
        answer=answer.name,
        appraisal=asked.appraisal,
        calendar=workflow.calendar,
        zone=task.member.zone,
        now=asked.now,
    )
    page = Page(
        setting=setting,
        writer=person.number,
        locale=person.locale,
        phrases=participants.phrases,
        colleagues=participants.colleagues(asked.appraisal.person),
        attempt=attempt,
    )
    sheet = None if answer.blank else workflow.sheet_for(workflow.stages[task.state], task.role, asked.appraisal.facts)
    return Action(
        deed=Deed.ANSWER,
        actor=person.number,
        standing=Standing.PERSON,
        channel=participants.channel,
        task=task.id,
        inputs={"answer": answer.name, "sheet": fill(sheet, page)},
    )


def _choose(asked: Asked, temperament: Temperament, attempt: int) -> Answer:
    """Return what he insists on; now and then a step back; else what leads to the end soonest; or what is left."""
    task, person = asked.task, asked.task.member.person
    answers = list(asked.workflow.stages[task.state].answers.values())
    possible = [one for one in answers if _is_open(one, asked)] or answers
    if attempt > PATIENCE:
        return possible[attempt % len(possible)]
    insisted = [one for one in possible if one.name == _INSISTS_ON.get(temperament)]
    if insisted:
        return insisted[0]
    back = [one for one in possible if asked.appraisal.given.keys() >= set(one.targets)]
    if back and len(back) < len(possible) and chance(task.id, person) < DETOURS:
        return pick(back, task.id)
    steps = steps_to_end(asked.workflow)
    far = {one.name: distance(steps, one) for one in possible}
    if task.occurrence and chance(task.id, person) < DETOURS:
        return pick(possible, task.id)
    return pick([one for one in possible if far[one.name] == min(far.values())], person, task.state)


def _is_open(answer: Answer, asked: Asked) -> bool:
    zone = asked.task.member.zone
    last = last_call(asked.workflow.calendar, answer, asked.appraisal, zone)
    return last is None or not is_past(last, asked.now, zone)


def distance(steps: Mapping[str, int], answer: Answer) -> int:
    """Return how far an answer is from an end, by the nearest state it may lead to; one to a duty, by all it raises."""
    if answer.to:
        return min(steps[target] for target in answer.targets)
    return max((steps[duty] for duty in answer.raises), default=0)


@lru_cache(maxsize=16)
def steps_to_end(workflow: Workflow) -> Mapping[str, int]:
    """Return how many answers or silences each state is from an end, and each duty from being done with.

    What leads to none is the furthest.
    """
    steps = {state.name: 0 for state in workflow.states.values() if state.is_end}
    for distance in range(1, len(workflow.states)):
        nearer = [
            state for state in workflow.states.values() if state.name not in steps and _ways(state) & steps.keys()
        ]
        steps |= {state.name: distance for state in nearer}
    return dict.fromkeys(workflow.states, len(workflow.states)) | steps | _duty_steps(workflow)


def _duty_steps(workflow: Workflow) -> dict[str, int]:
    steps: dict[str, int] = {}
    for distance in range(1, len(workflow.duties) + 1):
        steps |= {
            duty.name: distance
            for duty in workflow.duties.values()
            if duty.name not in steps and any(steps.keys() >= set(answer.raises) for answer in duty.answers.values())
        }
    return dict.fromkeys(workflow.duties, len(workflow.duties) + 1) | steps


def _ways(state: State) -> set[str]:
    silent = {state.silence.to} if state.silence and state.silence.to else set()
    return {target for answer in state.answers.values() for target in answer.targets} | silent
