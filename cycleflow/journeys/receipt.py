"""What has become of a task that is no longer open: answered, handed on, overtaken, or its link has run out.

It is told from the history: the last entry that touched the task says what happened, when, and by whom. Names are
told only of people the reader deals with in this appraisal anyway; HR, a panel and the clock go by what they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from cycleflow.core.model import (
    Answers,
    Appraisal,
    Deed,
    DutyLog,
    Entry,
    Json,
    Member,
    OccurrenceStatus,
    Remark,
    Standing,
    Task,
    TaskStatus,
)
from cycleflow.core.naming import people_in
from cycleflow.core.organisation import Person
from cycleflow.core.snapshot import AnswersBody, RemarkBody, load_answers, load_remark
from cycleflow.core.verdict import Occasion, Verdict
from cycleflow.core.workflow import Answer, Sheet, State, Workflow
from cycleflow.journeys.disclosure import Result, may_see_result, result_of
from cycleflow.journeys.effects import Effects, effects_of, versions_of
from cycleflow.journeys.office import Office
from cycleflow.store import appraisals, cycles, histories, people, tasks
from cycleflow.store.tasks import TaskRow

_DEALT_WITH = ("self", "manager", "manager.manager", "head(department)")


class End(StrEnum):
    """What became of a task; a duty can be `missed` or `called_off`."""

    CALLED_OFF = "called_off"
    DONE = "done"
    EXPIRED = "expired"
    HANDED_ON = "handed_on"
    MISSED = "missed"
    OVERTAKEN = "overtaken"
    RAN_OUT = "ran_out"
    SENT_BACK = "sent_back"
    WAIVED = "waived"
    WITHDRAWN = "withdrawn"


_ENDS: Mapping[Deed, End] = {
    Deed.REASSIGN: End.HANDED_ON,
    Deed.DELEGATE: End.HANDED_ON,
    Deed.RECAST: End.HANDED_ON,
    Deed.RING: End.RAN_OUT,
    Deed.SEND_BACK: End.SENT_BACK,
    Deed.REOPEN: End.SENT_BACK,
    Deed.WAIVE: End.WAIVED,
    Deed.WITHDRAW: End.WITHDRAWN,
}


_DUTY_ENDS: Mapping[str, End] = {
    OccurrenceStatus.MISSED.value: End.MISSED,
    OccurrenceStatus.WITHDRAWN.value: End.CALLED_OFF,
    OccurrenceStatus.DONE.value: End.OVERTAKEN,
}
_EXPLAINED = (End.HANDED_ON, End.SENT_BACK, End.WITHDRAWN, End.CALLED_OFF)


@dataclass(frozen=True, kw_only=True)
class Next:
    """Who is asked now; `person` is None where the reader has no business with the name."""

    person: Person | None
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """`by_reader`: what happened was the reader's own doing. `mine` is what the reader is asked now, if anything.

    `result` is the one there is, as far as the reader may see it. `workflow` is the version the task was closed under,
    `present` the one that holds now.
    """

    row: TaskRow
    end: End
    at: datetime
    by_reader: bool
    standing: Standing
    reason: str
    appraisal: Appraisal
    workflow: Workflow
    present: Workflow
    period: str
    holder: Person
    ratee: Person
    given: Answers
    remarks: tuple[Remark, ...]
    people: Mapping[str, Person]
    asked: tuple[Next, ...]
    mine: Task | None
    result: Result | None
    effects: Effects | None

    @property
    def state(self) -> State:
        return self.workflow.stages[self.row.state]

    @property
    def is_beside(self) -> bool:
        """Return whether it was a duty, beside the states."""
        return self.row.state in self.workflow.duties

    @property
    def answer(self) -> Answer | None:
        return self.state.answers.get(self.row.answer or "")

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Return what the rules of eligibility decided on this answer, for whoever gave it about somebody else."""
        scorecard = self.workflow.scorecard
        is_scoring = self.end is End.DONE and scorecard is not None and scorecard.after == self.row.state
        if not is_scoring or self.holder.number == self.ratee.number:
            return ()
        return tuple(verdict for verdict in self.appraisal.verdicts if verdict.at is Occasion.SCORING)

    @property
    def now_in(self) -> State | None:
        """Return the state the appraisal is in now; None once withdrawn."""
        return self.present.states.get(self.appraisal.state)

    @property
    def sheet(self) -> Sheet | None:
        return self.workflow.sheet_for(self.state, self.row.role, self.appraisal.facts)


def receipt(office: Office, task: str) -> Receipt:
    """Return what has become of a task by now; of one that is open, that its link has run out."""
    with office.store.read() as conn:
        row = tasks.get(conn, task)
        appraisal = appraisals.get(conn, row.appraisal)
        entries = histories.entries(conn, row.appraisal)
        last = _last_touch(entries, row.id)
        asked = _in_order(appraisal, row)
        period = cycles.get(conn, appraisal.cycle).period
    workflow, present = office.workflows(last.fingerprint), office.workflows(appraisal.fingerprint)
    end = _end(row, last)
    given = _given(last) if end is End.DONE else {}
    named = people_in(workflow.sheet_for(workflow.stages[row.state], row.role, appraisal.facts), given)
    with office.store.read() as conn:
        known = people.several(conn, {row.person, appraisal.person, *named, *(one.member.person for one in asked)})
    result = _result(present, appraisal, row) if end is End.DONE else None
    return Receipt(
        row=row,
        end=end,
        at=last.at if end is not End.EXPIRED else row.link_until or last.at,
        by_reader=last.actor == row.person and last.standing is Standing.PERSON,
        standing=last.standing,
        reason=_reason(last, appraisal, row) if end in _EXPLAINED else "",
        appraisal=appraisal,
        workflow=workflow,
        present=present,
        period=period,
        holder=known[row.person],
        ratee=known[appraisal.person],
        given=given,
        remarks=_remarks(last) if end is End.DONE else (),
        people=known,
        asked=tuple(_next(present, one, known) for one in appraisal.open_tasks if one.member.person != row.person),
        mine=next((one for one in asked if one.member.person == row.person), None),
        result=result,
        effects=_effects(office, appraisal, entries, row) if result else None,
    )


def _result(workflow: Workflow, appraisal: Appraisal, row: TaskRow) -> Result | None:
    member = Member(person=row.person, zone=workflow.calendar.zone)
    task = Task(id=row.id, state=row.state, role=row.role, member=member, opened_at=row.opened_at, due_at=row.due_at)
    return result_of(workflow, appraisal) if may_see_result(workflow, appraisal, task) else None


def _effects(office: Office, appraisal: Appraisal, entries: Sequence[Entry], row: TaskRow) -> Effects | None:
    versions = versions_of(office, appraisal, entries)
    return effects_of(appraisal, entries, versions, fully=row.person != appraisal.person)


def _in_order(appraisal: Appraisal, row: TaskRow) -> tuple[Task, ...]:
    """Return what is asked now, what follows from the task first: the same duty again, or the next state."""
    return tuple(sorted(appraisal.asked, key=lambda task: task.state != row.state))


def was_sent_already(found: Receipt, choice: str, sheet: Answers) -> bool:
    """Return whether an answer that came too late is the very one that was taken: a button pressed twice."""
    return found.end is End.DONE and found.by_reader and found.row.answer == choice and found.given == sheet


def _last_touch(entries: Sequence[Entry], task: str) -> Entry:
    """Return the last entry that opened, changed or closed the task."""
    return next(entry for entry in reversed(entries) if task in _touched(entry))


def _touched(entry: Entry) -> list[Json]:
    tasks = entry.changed.get("tasks")
    return [task["id"] for task in tasks if isinstance(task, dict)] if isinstance(tasks, list) else []


def _end(row: TaskRow, last: Entry) -> End:
    ends = {TaskStatus.OPEN: End.EXPIRED, TaskStatus.DONE: End.DONE}
    if row.status is TaskStatus.VOID and last.deed is not Deed.WITHDRAW and (settled := _settled(row, last)):
        return settled
    if last.deed is Deed.RING and last.came_from == last.went_to:
        ends[TaskStatus.VOID] = End.HANDED_ON
    return ends.get(row.status) or _ENDS.get(last.deed, End.OVERTAKEN)


def _settled(row: TaskRow, last: Entry) -> End | None:
    """Return what has become of the duty that asked the task, if that entry says so."""
    changed = last.changed.get("duties")
    said = [one for one in changed if isinstance(one, dict)] if isinstance(changed, list) else []
    ends = (_DUTY_ENDS.get(str(one["status"])) for one in said if one["duty"] == row.state)
    return next((end for end in ends if end), None)


def _reason(last: Entry, appraisal: Appraisal, row: TaskRow) -> str:
    """Return the reason given, or kept in the log of the duty."""
    log = appraisal.duties.get(row.state, DutyLog()).rows
    kept = next((one.reason for one in log if one.closed_at == last.at and one.reason), "")
    reason = last.inputs.get("reason")
    return reason if isinstance(reason, str) else kept


def _given(last: Entry) -> Answers:
    sheet = last.inputs.get("sheet")
    return load_answers(cast(AnswersBody, sheet)) if isinstance(sheet, dict) else {}


def _remarks(last: Entry) -> tuple[Remark, ...]:
    """Return what the regulation noted about the sheet that was sent."""
    noted = last.changed.get("remarks")
    return tuple(load_remark(cast(RemarkBody, one)) for one in noted) if isinstance(noted, list) else ()


def _next(workflow: Workflow, task: Task, known: Mapping[str, Person]) -> Next:
    is_dealt_with = workflow.roles.get(task.role) in _DEALT_WITH
    return Next(person=known[task.member.person] if is_dealt_with else None, due_at=task.due_at)
