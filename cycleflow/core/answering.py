"""Answers: what a person or a panel says, and what follows from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from cycleflow.core.checks import Setting, check_sheet
from cycleflow.core.grading import grade_of, judge_appraisal
from cycleflow.core.knowledge import Knowledge, filled
from cycleflow.core.machine import answer_trigger, step
from cycleflow.core.model import Answers, Given, Json, Task, TaskStatus
from cycleflow.core.refusals import (
    NotNowError,
    NotYourTaskError,
    PausedError,
    ReasonMissingError,
    TaskOverError,
    UnknownAnswerError,
    WrongValueError,
)
from cycleflow.core.turn import Turn
from cycleflow.core.workflow import Sheet, State


def answer(turn: Turn) -> None:
    """Take one person's answer; when all who must have answered, move on.

    Of several who stand in for somebody (a task escalated or handed over), one is enough.

    Where those asked answered differently, the answer listed first in the workflow prevails; where the majority
    decides, the one most have given, and of equals the one listed first.
    """
    task = own_task(turn)
    state = turn.state
    if state.cohort:
        raise NotNowError(deed="answer", appraisal=turn.appraisal.id, state=state.name)
    name = _chosen(state, turn.text("answer"))
    step(turn.workflow, turn.appraisal, answer_trigger(name), now=turn.now, zone=task.member.zone)
    turn.learn()
    _keep_sheet(turn, task, name)
    turn.close([task], TaskStatus.DONE, name)
    if task.role not in state.ask or _is_decided(turn, state):
        _move_on(turn, state)


def release(turn: Turn) -> None:
    """Release an appraisal from calibration, as the panel leaves it; whom nobody graded gets the grade of his rank."""
    state = _cohort_state(turn)
    name = next(iter(state.answers))
    grade = turn.text("grade")
    if grade in {one.name for one in turn.workflow.grades} and turn.appraisal.grade is None:
        turn.set_result(turn.appraisal.score, grade)
    known = Knowledge(turn.workflow, turn.appraisal)
    target = step(turn.workflow, turn.appraisal, answer_trigger(name), now=turn.now, known=known)
    turn.record(Given(by=(turn.action.actor,), at=turn.now, answer=name))
    turn.close(turn.appraisal.open_tasks, TaskStatus.DONE, name)
    turn.enter(target)


def adjust(turn: Turn) -> None:
    """Give another score or grade in calibration; the reason is kept, and with it what the panel looked at."""
    _cohort_state(turn)
    need_reason(turn)
    score, grade = turn.action.inputs.get("score"), turn.action.inputs.get("grade")
    if score is not None:
        figure = _figure(score)
        turn.set_result(figure, grade_of(turn.workflow, figure))
    if grade is not None or score is None:
        names = [one.name for one in turn.workflow.grades]
        if grade not in names:
            raise WrongValueError(name="grade", value=grade, expected=", ".join(names))
        turn.set_result(turn.appraisal.score, str(grade))


def own_task(turn: Turn) -> Task:
    """Return the open task the action names.

    Raises:
        TaskOverError, NotYourTaskError, PausedError: it cannot be acted on by this person now.
    """
    task = next((task for task in turn.appraisal.open_tasks if task.id == turn.action.task), None)
    if task is None:
        raise TaskOverError(appraisal=turn.appraisal.id, state=turn.appraisal.state)
    if task.member.person != turn.action.actor:
        raise NotYourTaskError
    if turn.appraisal.paused_at:
        raise PausedError(appraisal=turn.appraisal.id)
    return task


def need_reason(turn: Turn) -> str:
    reason = turn.text("reason").strip()
    if not reason:
        raise ReasonMissingError(deed=turn.action.deed.value)
    return reason


def _chosen(state: State, name: str) -> str:
    if name not in state.answers:
        raise UnknownAnswerError(answer=name or "Nothing", state=state.name, answers=", ".join(state.answers))
    return name


def _keep_sheet(turn: Turn, task: Task, name: str) -> None:
    state = turn.state
    if state.answers[name].blank:
        return
    sheet = turn.workflow.sheet_for(state, task.role)
    setting = Setting(
        answer=name,
        appraisal=turn.appraisal,
        calendar=turn.workflow.calendar,
        zone=task.member.zone,
        now=turn.now,
    )
    answers = check_sheet(sheet, turn.mapping("sheet"), setting)
    sheets = {**turn.appraisal.sheets, state.name: {**_answers_of_this_visit(turn), **answers}}
    turn.appraisal = replace(turn.appraisal, sheets=sheets)
    _apply_result(turn, sheet, answers)


def _answers_of_this_visit(turn: Turn) -> Answers:
    done = any(task.status is TaskStatus.DONE for task in turn.appraisal.tasks)
    return turn.appraisal.sheets.get(turn.state.name, {}) if done else {}


def _apply_result(turn: Turn, sheet: Sheet | None, answers: Answers) -> None:
    """Compute the score where this sheet completes it, or replace it where a ruling corrects it."""
    workflow = turn.workflow
    for field in sheet.fields.values() if sheet else ():
        if field.sets and field.name in answers:
            score = Decimal(str(answers[field.name]))
            turn.set_result(score, grade_of(workflow, score))
    if workflow.scorecard and workflow.scorecard.after == turn.state.name:
        result = judge_appraisal(workflow, turn.appraisal)
        turn.set_result(result.score, result.grade)


def _is_decided(turn: Turn, state: State) -> bool:
    open_tasks, done = turn.appraisal.open_tasks, _done(turn)
    if state.complete == "any" or not open_tasks:
        return True
    most = max(Counter(task.answer for task in done).values())
    return state.complete == "majority" and most * 2 > len(open_tasks) + len(done)


def _done(turn: Turn) -> list[Task]:
    return [task for task in turn.appraisal.tasks if task.status is TaskStatus.DONE]


def _move_on(turn: Turn, state: State) -> None:
    done = _done(turn)
    votes = Counter(task.answer for task in done)
    given = [name for name in state.answers if votes[name]]
    name = max(given, key=lambda name: votes[name]) if state.complete == "majority" else given[0]
    people = tuple(task.member.person for task in done)
    zone, known = done[-1].member.zone, Knowledge(turn.workflow, turn.appraisal, _filled_in(turn, state))
    target = step(turn.workflow, turn.appraisal, answer_trigger(name), now=turn.now, zone=zone, known=known)
    turn.record(Given(by=people, at=turn.now, answer=name))
    turn.enter(target)


def _filled_in(turn: Turn, state: State) -> dict[str, object]:
    """Return what was filled in at the state, by all who were asked."""
    answers = turn.appraisal.sheets.get(state.name, {})
    sheets = (turn.workflow.sheets[sheet] for sheet in state.ask.values() if sheet)
    return {name: value for sheet in sheets for name, value in filled(sheet.fields, answers).items()}


def _cohort_state(turn: Turn) -> State:
    state = turn.workflow.states.get(turn.appraisal.state)
    if state is None or not state.cohort:
        raise NotNowError(deed=turn.action.deed.value, appraisal=turn.appraisal.id, state=turn.appraisal.state)
    if turn.appraisal.paused_at:
        raise PausedError(appraisal=turn.appraisal.id)
    return state


def _figure(score: Json) -> Decimal:
    try:
        figure = Decimal(str(score))
    except InvalidOperation:
        figure = Decimal("NaN")
    if not figure.is_finite():
        raise WrongValueError(name="score", value=score, expected="a number such as 3.6")
    return figure
