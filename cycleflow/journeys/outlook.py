"""What a launch sets going: every deadline with its date, and how many mails leave on which day.

Deadlines that count from the cycle's first or last day have a date; those that count from something that has yet to
happen (`opened + 3 workdays`) are told in words alone. Mails are those of the launch itself and those its
tasks bring about until somebody answers; mails that are gathered count once a person and day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cycleflow.core.calendar import Calendar, local_day
from cycleflow.core.cycle import Cycle
from cycleflow.core.daterule import END, OPENED, START, DateRule, day_of, instant_of, resolve
from cycleflow.core.model import Appraisal, Decision, DutyLog
from cycleflow.core.recurrence import Series
from cycleflow.core.timers import BellKind, bells, later, series_of
from cycleflow.core.workflow import Duty, Silence, State, Words, Workflow
from cycleflow.journeys.keep import digest_time
from cycleflow.policy.wording import Wording


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A day the regulation names: in words, and as a date where it has one already."""

    rule: str
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """When a state or duty opens, falls due, and is taken for silent; of one that recurs, the next time."""

    state: str
    title: Words
    roles: tuple[str, ...]
    due: Moment
    opens: Moment | None = None
    silent: Moment | None = None


@dataclass(frozen=True, kw_only=True)
class MailDay:
    """How many mails leave on a day, by kind."""

    on: date
    kinds: Mapping[str, int]


def deadlines(workflow: Workflow, cycle: Cycle, now: datetime) -> tuple[Deadline, ...]:
    """Return the deadline of every state and duty that has one, in the order of the regulation."""
    stages = (stage for stage in workflow.stages.values() if stage.due)
    recurring = (duty for duty in workflow.duties.values() if duty.every)
    return (
        *(_deadline(workflow, cycle, stage, now) for stage in stages),
        *(_recurrence(workflow, cycle, duty, now) for duty in recurring),
    )


def _recurrence(workflow: Workflow, cycle: Cycle, duty: Duty, now: datetime) -> Deadline:
    """Return when a duty falls due the first time; none where the cycle is over before."""
    assert duty.every, "only what recurs comes here"
    zone = workflow.calendar.zone
    series = Series(every=duty.every, calendar=workflow.calendar, starts_on=cycle.starts_on, ends_on=cycle.ends_on)
    due = (series.due_at(number, zone) for number, _ in series.openings())
    first = next((at for at in due if at > now), None)
    return Deadline(
        state=duty.name,
        title=duty.title,
        roles=tuple(duty.ask),
        due=Moment(rule=Wording(workflow, "en").every(duty.every), on=first and local_day(first, zone)),
    )


def _deadline(workflow: Workflow, cycle: Cycle, state: State, now: datetime) -> Deadline:
    """Return the dates there are already: the first state opens at once, or on its day; when others do is not known."""
    calendar, words, due = workflow.calendar, Wording(workflow, "en"), state.due
    assert due, "only states with a deadline come here"
    zone, usual = calendar.zone, due.rule.at or calendar.day_ends
    anchors: dict[str, date | datetime] = {START: cycle.starts_on, END: cycle.ends_on}
    opens = _named(calendar, state.opens, anchors) if state.opens else None
    if state is workflow.initial:
        anchors[OPENED] = opened_at = max(now, instant_of(opens, calendar.day_starts, zone)) if opens else now
    named = _named(calendar, due.rule, anchors)
    due_at = instant_of(named, usual, zone) if named else None
    if due_at and due.at_least and state is workflow.initial:
        due_at = max(due_at, instant_of(later(calendar, opened_at, due.at_least, zone), usual, zone))
    return Deadline(
        state=state.name,
        title=state.title,
        roles=tuple(state.ask),
        due=Moment(rule=words.due_rule(due), on=due_at and local_day(due_at, zone)),
        opens=Moment(rule=words.rule(state.opens), on=opens and day_of(opens, zone)) if state.opens else None,
        silent=_silent(calendar, words, state.silence, due_at) if state.silence else None,
    )


def _silent(calendar: Calendar, words: Wording, silence: Silence, due_at: datetime | None) -> Moment:
    zone = calendar.zone
    on = day_of(later(calendar, due_at, silence.after, zone), zone) if due_at else None
    return Moment(rule=f"due + {words.offset(silence.after)}", on=on)


def _named(calendar: Calendar, rule: DateRule, anchors: Mapping[str, date | datetime]) -> date | datetime | None:
    return resolve(calendar, rule, anchors[rule.anchor], calendar.zone) if rule.anchor in anchors else None


class MailOutlook:
    """Counts the mails of one launched appraisal after the other.

    Appraisals that ring alike are only counted; person by person it looks at what is gathered, once a reader and day.
    """

    def __init__(self, workflow: Workflow) -> None:
        self._workflow = workflow
        self._gathering = frozenset(workflow.digest.roles if workflow.digest else ())
        self._rings: dict[object, tuple[_Ring, ...]] = {}
        self._alike: Counter[object] = Counter()
        self._single: Counter[tuple[date, str]] = Counter()
        self._gathered: set[tuple[date, str]] = set()

    def add(self, decision: Decision) -> None:
        appraisal, zone = decision.appraisal, self._workflow.calendar.zone
        for notice in decision.notices:
            at = digest_time(self._workflow, appraisal, notice, decision.entry.at)
            self._count(local_day(at, zone), notice.kind, notice.person, gathered=notice.digest)
        shape = _shape(appraisal)
        if shape not in self._rings:
            self._rings[shape] = tuple(_rings(self._workflow, appraisal))
        self._alike[shape] += 1
        for ring in self._rings[shape]:
            if self._is_personal(ring):
                for person in _readers(appraisal, ring):
                    self._count(ring.on, ring.kind, person, gathered=ring.role in self._gathering)

    def days(self) -> tuple[MailDay, ...]:
        kinds: dict[date, Counter[str]] = {}
        for (day, kind), count in self._single.items():
            kinds.setdefault(day, Counter())[kind] += count
        for shape, count in self._alike.items():
            for ring in self._rings[shape]:
                if not self._is_personal(ring):
                    kinds.setdefault(ring.on, Counter())[ring.kind] += count
        for day, _ in self._gathered:
            kinds.setdefault(day, Counter())["digest"] += 1
        return tuple(MailDay(on=day, kinds=dict(sorted(kinds[day].items()))) for day in sorted(kinds))

    def _is_personal(self, ring: _Ring) -> bool:
        """Return whether it matters who is reminded, or how many they are."""
        return ring.task is None or ring.role in self._gathering

    def _count(self, day: date, kind: str, person: str, *, gathered: bool) -> None:
        if gathered:
            self._gathered.add((day, person))
        else:
            self._single[day, kind] += 1


def _shape(appraisal: Appraisal) -> object:
    """Return what an appraisal's bells follow from."""
    tasks = [(task.state, task.role, task.member.zone, task.due_at) for task in appraisal.asked]
    return (appraisal.state, appraisal.opens_at, *tasks)


@dataclass(frozen=True)
class _Ring:
    """A mail to come: its day and kind, the role it goes to, and which of the open tasks it reminds of."""

    on: date
    kind: str
    role: str
    task: int | None = None


def _rings(workflow: Workflow, appraisal: Appraisal) -> Iterator[_Ring]:
    """Yield the mails that follow if nobody answers, up to the moment at which silence has a meaning."""
    places = {task.id: place for place, task in enumerate(appraisal.asked)}
    is_silent = False
    for bell in bells(workflow, appraisal):
        day = local_day(bell.at, workflow.calendar.zone)
        is_silent = is_silent or bell.kind is BellKind.SILENCE
        if bell.kind is BellKind.OPEN:
            yield from (_Ring(day, "task", role) for role in workflow.states[appraisal.state].ask)
        elif bell.kind is BellKind.DUTY:
            yield from _callings(workflow, appraisal, workflow.duties[bell.duty or ""])
        elif bell.kind in (BellKind.REMINDER, BellKind.ESCALATION) and (bell.duty or not is_silent):
            place = places[bell.task or ""]
            usual = appraisal.asked[place].role
            yield _Ring(day, "escalation", bell.role) if bell.role else _Ring(day, "reminder", usual, place)


def _callings(workflow: Workflow, appraisal: Appraisal, duty: Duty) -> Iterator[_Ring]:
    """Yield the mails with which a recurring duty is asked from now on, each time."""
    series, log = series_of(workflow, appraisal, duty), appraisal.duties.get(duty.name, DutyLog())
    for _, opens_at in series.openings(log.next) if series else ():
        day = local_day(opens_at, workflow.calendar.zone)
        yield from (_Ring(day, "task", role) for role in duty.ask)


def _readers(appraisal: Appraisal, ring: _Ring) -> Iterable[str]:
    if ring.task is not None:
        return (appraisal.asked[ring.task].member.person,)
    return (member.person for member in appraisal.cast.get(ring.role, ()))
