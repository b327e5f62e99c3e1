"""A visit to a task: all that the person asked needs to see in order to answer, and nothing beyond it.

Who comes by the mailed link holds the link; who comes signed in holds the task. From then on both see the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypedDict, cast

from cycleflow.core.calendar import local_day
from cycleflow.core.gathering import BY, is_anonymous, rows_of
from cycleflow.core.history import canonical, stamp
from cycleflow.core.model import Answers, Appraisal, Deed, Entry, Json, Task, TaskStatus
from cycleflow.core.naming import people_in
from cycleflow.core.organisation import Person
from cycleflow.core.ruling import Ruling
from cycleflow.core.snapshot import AnswersBody, dump_answers, load_answers
from cycleflow.core.timers import BellKind, bells, is_past, last_call
from cycleflow.core.verdict import FIXES, Occasion
from cycleflow.core.version import replaced_by
from cycleflow.core.workflow import Answer, FieldKind, Sheet, State, Words, Workflow
from cycleflow.errors import NotFoundError
from cycleflow.journeys.ahead import Ahead, ahead
from cycleflow.journeys.disclosure import Result, Shown, announced, for_holder, may_see_result, people_of, result_of
from cycleflow.journeys.effects import Effects, effects_of, versions_of
from cycleflow.journeys.known import facts_now
from cycleflow.journeys.logs import Log, logs_for, readers_of, reason_of
from cycleflow.journeys.naming import Choices, choices
from cycleflow.journeys.office import Office
from cycleflow.journeys.recomputed import Recomputed, recomputed
from cycleflow.journeys.ruled import people_of_rulings, ruled
from cycleflow.mail.tokens import token_hash
from cycleflow.store import appraisals, cycles, drafts, histories, people, tasks
from cycleflow.store.tasks import TaskRow

_EXPLAINED = (Deed.SEND_BACK, Deed.REOPEN, Deed.REASSIGN, Deed.DELEGATE)


class UnknownLinkError(NotFoundError):
    """The token is not that of any task, or of a link that was replaced by a newer one."""

    words = "This link is not known here. It may have been replaced by a newer one: look for our latest mail to you."


class DraftBody(TypedDict):
    """A draft as it lies in the store."""

    saved_at: str
    sheet: AnswersBody


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A task, and the person who is or was asked."""

    row: TaskRow
    holder: Person


@dataclass(frozen=True, kw_only=True)
class CameWith:
    """Why the task came to this person: what was done, by whom, and the reason given."""

    deed: Deed
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Visit:
    """An open task, seen by the person asked. `people` are all whose names appear, by employee number.

    `choices` are who may be named in its sheet.
    """

    row: TaskRow
    task: Task
    appraisal: Appraisal
    workflow: Workflow
    period: str
    people: Mapping[str, Person]
    shown: tuple[Shown, ...]
    result: Result | None
    effects: Effects | None
    rulings: tuple[Ruling, ...]
    recomputed: tuple[Recomputed, ...]
    typed: Answers
    saved_at: datetime | None
    came_with: CameWith | None
    choices: Choices
    ahead: tuple[Ahead, ...]
    now: datetime

    @property
    def state(self) -> State:
        return self.workflow.stages[self.task.state]

    @property
    def sheet(self) -> Sheet | None:
        """Return what is to be filled in; somebody handed a task by another role fills in the state's own."""
        return None if self.state.cohort else self.workflow.sheet_for(self.state, self.task.role, self.appraisal.facts)

    @property
    def ratee(self) -> Person:
        return self.people[self.appraisal.person]

    @property
    def is_own(self) -> bool:
        return self.task.member.person == self.appraisal.person

    @property
    def is_nameless(self) -> bool:
        """Return whether nobody is told who gave this answer."""
        return is_anonymous(self.state, self.task.role)

    @property
    def logs(self) -> tuple[Log, ...]:
        """Return what has become of the duties, as far as the reader may see it."""
        return logs_for(self.workflow, self.appraisal, self.row.person, self.task)

    @property
    def raised_for(self) -> str:
        """Return why a duty is asked, where something was said."""
        return reason_of(self.appraisal, self.task)

    @property
    def path(self) -> str:
        """Return the path over the organisation that led to this person."""
        return self.workflow.roles.get(self.task.role, "")

    @property
    def sparing(self) -> tuple[Words, ...]:
        """Return for what reasons nothing but what shows them need be filled in here."""
        fixed, scorecard = self.appraisal.fixed, self.workflow.scorecard
        if scorecard is None or scorecard.after != self.task.state or self.is_own:
            return ()
        if fixed:
            return (fixed.reason,)
        rules = self.workflow.eligibility
        return tuple(rule.reason for rule in rules if Occasion.SCORING in rule.at and rule.then in FIXES)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Return the answers that are possible today."""
        return tuple(answer for answer in self.state.answers.values() if not self._is_too_late(answer))

    @property
    def windows(self) -> tuple[tuple[Answer, date | datetime], ...]:
        """Return the answers that are possible for a while only, each with its last day or instant."""
        calls = ((answer, self._last_call(answer)) for answer in self.answers)
        return tuple((answer, last) for answer, last in calls if last)

    @property
    def closed(self) -> tuple[tuple[Answer, date | datetime], ...]:
        """Return the answers whose time is over, each with the day or instant that was the last."""
        calls = ((answer, self._last_call(answer)) for answer in self.state.answers.values())
        return tuple((answer, last) for answer, last in calls if last and self._is_too_late(answer))

    @property
    def silence_on(self) -> date | datetime | None:
        """Return the last day or instant before silence is taken for an answer, or None where it never is."""
        rings = (bell.at for bell in bells(self.workflow, self.appraisal) if bell.kind is BellKind.SILENCE)
        at = None if self.task.occurrence else next(rings, None)
        if at is None or (self.state.silence and self.state.silence.after.unit.is_exact):
            return at and at - timedelta(seconds=1)
        return local_day(at - timedelta(seconds=1), self.task.member.zone)

    @property
    def missed_at(self) -> datetime | None:
        """Return when a duty can no longer be done, or None where it always can."""
        visit = (self.task.state, self.task.occurrence)
        same = {one.id for one in self.appraisal.errands if (one.state, one.occurrence) == visit}
        rings = (bell for bell in bells(self.workflow, self.appraisal) if bell.kind is BellKind.MISSED)
        return next((bell.at for bell in rings if bell.task in same), None)

    @property
    def silence_to(self) -> State | None:
        silence = self.state.silence
        return self.workflow.states[silence.to] if silence and silence.to else None

    @property
    def may_delegate(self) -> bool:
        """Return whether the task may be handed on.

        Nobody can speak for the person appraised, sit in a panel, or give an opinion in the place of somebody else.
        """
        return (
            not self.state.gather
            and not self.is_own
            and self.path != "self"
            and not self.state.cohort
            and self.appraisal.paused_at is None
        )

    def _last_call(self, answer: Answer) -> date | datetime | None:
        return last_call(self.workflow.calendar, answer, self.appraisal, self.task.member.zone)

    def _is_too_late(self, answer: Answer) -> bool:
        last = self._last_call(answer)
        return last is not None and is_past(last, self.now, self.task.member.zone)


def by_link(office: Office, token: str) -> Asked:
    """Return the task a mailed link leads to, whatever has become of it.

    Raises:
        UnknownLinkError: there is none.
    """
    with office.store.read() as conn:
        row = tasks.by_token(conn, token_hash(token))
        holder = people.get(conn, row.person) if row else None
    if row is None or holder is None:
        raise UnknownLinkError
    return Asked(row=row, holder=holder)


def by_name(office: Office, task: str, person: Person) -> Asked:
    """Return a task to the person who was asked; for anybody else it does not exist.

    Raises:
        NotFoundError: there is no such task, or not for this person.
    """
    with office.store.read() as conn:
        row = tasks.get(conn, task)
    if row.person != person.number:
        raise NotFoundError(kind="task", name=task)
    return Asked(row=row, holder=person)


def visit(office: Office, row: TaskRow, now: datetime) -> Visit | None:
    """Return the visit to a task, or None where it is no longer open."""
    with office.store.read() as conn:
        stored = appraisals.get(conn, row.appraisal)
    if (task := next((one for one in stored.asked if one.id == row.id), None)) is None:
        return None
    workflow, appraisal = _of_today(office, stored)
    result, may_see = _result(workflow, appraisal, task), may_see_result(workflow, appraisal, task)
    with office.store.read() as conn:
        entries = histories.entries(conn, appraisal.id)
        came_with, is_own = _came_with(entries, task), task.member.person == appraisal.person
        set_by_hand = ruled(office, entries, fully=not is_own) if result and may_see else ()
        draft = drafts.get(conn, row.id)
        typed, saved_at = _read_draft(draft) if draft else (_earlier(workflow, appraisal, task), None)
        sheet = workflow.sheet_for(workflow.stages[task.state], task.role, appraisal.facts)
        named = _named(workflow, appraisal, task) | {*people_in(sheet, typed), *people_of_rulings(set_by_hand)}
        known = people.several(conn, named | ({came_with.by} if came_with else set()))
        period = cycles.get(conn, appraisal.cycle).period
        possible = choices(conn, appraisal, sheet)
        fed = () if task.occurrence else ahead(office, conn, workflow, appraisal)
        changed = recomputed(workflow, entries) if result and may_see else ()
    return Visit(
        row=row,
        task=task,
        appraisal=appraisal,
        workflow=workflow,
        period=period,
        people=known,
        shown=for_holder(workflow, appraisal, task),
        result=result,
        effects=_effects(office, appraisal, entries, task),
        rulings=set_by_hand,
        recomputed=changed,
        typed=typed,
        saved_at=saved_at,
        came_with=came_with,
        choices=possible,
        ahead=fed,
        now=now,
    )


def _of_today(office: Office, appraisal: Appraisal) -> tuple[Workflow, Appraisal]:
    """Return an appraisal that is about to be scored with what is known of the person today, as its answer will be."""
    workflow = office.workflows(appraisal.fingerprint)
    if workflow.scorecard is None or workflow.scorecard.after != appraisal.state:
        return workflow, appraisal
    with office.store.read() as conn:
        return workflow, replace(appraisal, facts=facts_now(conn, workflow, appraisal))


def _named(workflow: Workflow, appraisal: Appraisal, task: Task) -> set[str]:
    """Return whose names the reader is shown with what has been given so far."""
    logs = logs_for(workflow, appraisal, task.member.person, task)
    given = people_of(for_holder(workflow, appraisal, task)) | readers_of(logs)
    return {task.member.person, appraisal.person, *given}


def _result(workflow: Workflow, appraisal: Appraisal, task: Task) -> Result | None:
    if may_see_result(workflow, appraisal, task):
        return result_of(workflow, appraisal)
    return announced(appraisal) if task.member.person == appraisal.person else None


def _effects(office: Office, appraisal: Appraisal, entries: Sequence[Entry], task: Task) -> Effects | None:
    versions = versions_of(office, appraisal, entries)
    if not may_see_result(versions[appraisal.fingerprint], appraisal, task):
        return None
    return effects_of(appraisal, entries, versions, fully=task.member.person != appraisal.person)


def save_draft(office: Office, row: TaskRow, typed: Answers, now: datetime) -> bool:
    """Keep what was typed, and return whether there was anything to keep it for: a task that is still open."""
    body = canonical({"saved_at": stamp(now), "sheet": cast(Json, dump_answers(typed))})
    with office.store.begin() as conn:
        is_open = tasks.get(conn, row.id).status is TaskStatus.OPEN
        if is_open:
            drafts.save(conn, row.id, body, now)
    return is_open


def _read_draft(body: str) -> tuple[Answers, datetime]:
    said = cast(DraftBody, json.loads(body))
    return load_answers(said["sheet"]), datetime.fromisoformat(said["saved_at"])


def _earlier(workflow: Workflow, appraisal: Appraisal, task: Task) -> Answers:
    """Return what the state's sheet held the last time, to be corrected rather than typed again.

    What is to replace something in force begins as that. Nothing where several are asked: none is to see what another
    wrote. And no signature: each is given anew.
    """
    state = workflow.stages[task.state]
    earlier = appraisal.sheets.get(task.state, {})
    if state.gather:
        own = [row for row in rows_of(earlier, state.seat(task.role)) if row.get(BY) == task.member.person]
        earlier = own[-1] if own else {}
    elif len(appraisal.tasks) > 1:
        return {}
    sheet = workflow.sheet_for(state, task.role, appraisal.facts)
    fields = sheet.fields if sheet else {}
    kept = {name for name, field in fields.items() if field.kind is not FieldKind.TICK}
    held = earlier or appraisal.sheets.get(replaced_by(workflow, task.state) or "", {})
    return {name: value for name, value in held.items() if name in kept}


def _came_with(entries: tuple[Entry, ...], task: Task) -> CameWith | None:
    """Return the reason in the entry that opened the task, where somebody had to give one."""
    number = int(task.id.rsplit(".", 2)[1])
    entry = entries[number]
    reason = entry.inputs.get("reason")
    if entry.deed not in _EXPLAINED or not isinstance(reason, str):
        return None
    return CameWith(deed=entry.deed, by=entry.actor, reason=reason)
