"""Answers: what a person or a panel says, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from cycleflow.core import duties
from cycleflow.core.agreement import done_of, is_decided, prevailing, relieved
from cycleflow.core.assessment import assess, sparing
from cycleflow.core.checks import Setting, before_result, check_sheet
from cycleflow.core.condition import holds
from cycleflow.core.gathering import with_row
from cycleflow.core.grading import grade_of
from cycleflow.core.inspection import ANSWER, inspect
from cycleflow.core.knowledge import Knowledge, Within, filled
from cycleflow.core.machine import answer_trigger, step
from cycleflow.core.model import Answers, Given, Json, Task, TaskStatus
from cycleflow.core.naming import cast_named
from cycleflow.core.refusals import (
    FixedResultError,
    NotNowError,
    NotYourTaskError,
    PausedError,
    ReasonMissingError,
    RegulationRefusesError,
    SheetError,
    TaskOverError,
    UnknownAnswerError,
    WrongValueError,
)
from cycleflow.core.turn import Turn
from cycleflow.core.verdict import lifted
from cycleflow.core.workflow import Field, Sheet, State
from cycleflow.errors import Phrase


def answer(turn: Turn) -> None:
    """Take one person's answer; when all who must have answered, move on.

    Of several who stand in for somebody (a task escalated or handed over), one is enough.

    Where those asked answered differently, the answer listed first in the workflow prevails; where the majority
    decides, the one most have given, and of equals the one listed first.
    """
    task = own_task(turn)
    stage = turn.workflow.stages[task.state]
    if stage.cohort:
        raise NotNowError(deed="answer", appraisal=turn.appraisal.id, state=stage.name)
    name = _chosen(stage, turn.text("answer"))
    if task.occurrence:
        duties.take(turn, task, name, _filled_sheet(turn, task, name))
    else:
        _answer_state(turn, task, name)


def _answer_state(turn: Turn, task: Task, name: str) -> None:
    state = turn.state
    step(turn.workflow, turn.appraisal, answer_trigger(name), now=turn.now, zone=task.member.zone)
    turn.learn()
    turn.feed()
    answers = _keep_sheet(turn, task, name)
    turn.close([task], TaskStatus.DONE, name)
    turn.close(relieved(state, task, turn.appraisal.tasks), TaskStatus.VOID)
    decided = is_decided(state, task, turn.appraisal.tasks)
    if decided:
        _take_result(turn, state, prevailing(state, turn.appraisal.tasks))
    _look_again(turn, task, name, answers)
    if decided:
        _move_on(turn, state, prevailing(state, turn.appraisal.tasks))


def release(turn: Turn) -> None:
    """Release an appraisal from calibration, as the panel leaves it; whom nobody graded gets the grade of his rank."""
    state = _cohort_state(turn)
    name = next(iter(state.answers))
    grade = turn.text("grade")
    if grade in {one.name for one in turn.workflow.grades} and not (turn.appraisal.grade or turn.appraisal.fixed):
        turn.set_result(turn.appraisal.score, grade)
    known = Knowledge(turn.workflow, turn.appraisal)
    target = step(turn.workflow, turn.appraisal, answer_trigger(name), now=turn.now, known=known)
    turn.record(Given(by=(turn.action.actor,), at=turn.now, answer=name))
    turn.close(turn.appraisal.open_tasks, TaskStatus.DONE, name)
    turn.enter(target)
    _raise_all(turn, state, name)


def adjust(turn: Turn) -> None:
    """Give another score or grade in calibration; the reason is kept, and with it what the panel looked at."""
    _cohort_state(turn)
    need_reason(turn)
    fixed = turn.appraisal.fixed
    if fixed:
        raise FixedResultError(appraisal=turn.appraisal.id, reason=Phrase(fixed.reason))
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
    task = next((task for task in turn.appraisal.asked if task.id == turn.action.task), None)
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


def _filled_sheet(turn: Turn, task: Task, name: str) -> Answers:
    """Return what was filled in for a duty, checked; nothing where the answer takes no sheet."""
    duty = turn.workflow.duties[task.state]
    if duty.answers[name].blank:
        return {}
    sheet = turn.workflow.sheet_for(duty, task.role, turn.appraisal.facts)
    answers = check_sheet(sheet, turn.mapping("sheet"), _setting(turn, task, name))
    if sheet:
        known = Knowledge(turn.workflow, turn.appraisal, {**filled(sheet.fields, answers), ANSWER: name})
        _inspect(turn, duty.name, sheet, answers, known=known)
    return answers


def _keep_sheet(turn: Turn, task: Task, name: str) -> Answers:
    """Take what was filled in, as far as it does not depend on the result it may lead to, and return it."""
    state = turn.state
    if state.answers[name].blank:
        return {}
    sheet = before_result(_sheet(turn, task, name))
    answers = check_sheet(sheet, turn.mapping("sheet"), _setting(turn, task, name))
    former = _answers_of_this_visit(turn)
    together = with_row(state, task, former, answers) if state.gather else {**former, **answers}
    turn.appraisal = replace(turn.appraisal, sheets={**turn.appraisal.sheets, state.name: together})
    _cast_named(turn, task, answers)
    return answers


def _sheet(turn: Turn, task: Task, name: str) -> Sheet | None:
    """Return the sheet as the person is asked for it."""
    sheet = turn.workflow.sheet_for(turn.state, task.role, turn.appraisal.facts)
    return sparing(turn.workflow, sheet, turn.mapping("sheet"), _setting(turn, task, name))


def _setting(turn: Turn, task: Task, name: str) -> Setting:
    return Setting(
        answer=name,
        appraisal=turn.appraisal,
        calendar=turn.workflow.calendar,
        zone=task.member.zone,
        now=turn.now,
        people=turn.mapping("people"),
    )


def _cast_named(turn: Turn, task: Task, answers: Answers) -> None:
    """Give the roles that are named in this sheet to those who are."""
    zones = {person: str(zone) for person, zone in turn.mapping("people").items()}
    named = cast_named(turn.workflow, task, answers, zones)
    turn.appraisal = replace(turn.appraisal, cast={**turn.appraisal.cast, **named})


def _answers_of_this_visit(turn: Turn) -> Answers:
    answers = turn.state.answers
    is_given = any(task.answer and not answers[task.answer].blank for task in done_of(turn.appraisal.tasks))
    return turn.appraisal.sheets.get(turn.state.name, {}) if is_given else {}


def _take_result(turn: Turn, state: State, name: str) -> None:
    """Compute the score where the state completes it, or take what people set in its place, as a ruling does.

    A score that is set leaves the grade there is where grades go by rank: the others have theirs already.
    """
    workflow = turn.workflow
    if state.answers[name].blank:
        return
    if workflow.scorecard and workflow.scorecard.after == state.name:
        duties.close_books(turn)
        assess(turn)
    answers = turn.appraisal.sheets.get(state.name, {})
    set_by = {field.sets: str(answers[field.name]) for field in _fields(turn, state) if field.name in answers}
    if set_by.keys() & {"score", "grade"}:
        turn.appraisal = replace(turn.appraisal, verdicts=lifted(turn.appraisal.verdicts))
    if "score" in set_by:
        score = Decimal(set_by["score"])
        turn.set_result(score, grade_of(workflow, score) or turn.appraisal.grade)
    if "grade" in set_by:
        turn.set_result(turn.appraisal.score, set_by["grade"])


def _look_again(turn: Turn, task: Task, name: str, own: Answers) -> None:
    """Judge an answer by what it has led to: what it needs may depend on the result, and so may a refusal.

    Where sheets are gathered, one is judged by itself.

    Raises:
        SheetError: something is needed with such a result, or the regulation's own checks find something.
        RegulationRefusesError: the regulation refuses the answer, in its own words.
    """
    state, answer = turn.state, turn.state.answers[name]
    sheet = None if answer.blank else _sheet(turn, task, name)
    if sheet != before_result(sheet):
        check_sheet(sheet, turn.mapping("sheet"), _setting(turn, task, name))
    together = own if state.gather else turn.appraisal.sheets.get(state.name, {})
    seen = filled(sheet.fields, own) if sheet and state.gather else _filled_in(turn, state, name)
    known = Knowledge(turn.workflow, turn.appraisal, seen)
    if sheet:
        answers = {key: value for key, value in together.items() if key in sheet.fields}
        _inspect(turn, state.name, sheet, answers, known=Within({ANSWER: name}, known))
    for refusal in answer.refuses:
        if holds(refusal.when, known):
            raise RegulationRefusesError(said=Phrase(refusal.words))
    known.refuse_hungry()


def _inspect(turn: Turn, stage: str, sheet: Sheet, answers: Answers, *, known: Mapping[str, object]) -> None:
    """Refuse what the regulation's own checks refuse, and note what they note.

    Raises:
        SheetError: they refuse something.
    """
    found = inspect(turn.workflow.checks.get(sheet.name, ()), sheet, answers, known)
    if found.problems:
        raise SheetError(found.problems)
    turn.note(stage, sheet, found.remarks)


def _move_on(turn: Turn, state: State, name: str) -> None:
    done = done_of(turn.appraisal.tasks)
    people = tuple(task.member.person for task in done)
    zone = done[-1].member.zone
    known = Knowledge(turn.workflow, turn.appraisal, _filled_in(turn, state, name))
    target = step(turn.workflow, turn.appraisal, answer_trigger(name), now=turn.now, zone=zone, known=known)
    known.refuse_hungry()
    turn.record(Given(by=people, at=turn.now, answer=name))
    for replaced, source in state.answers[name].adopts.items():
        turn.adopt(replaced, source)
    turn.enter(target)
    _raise_all(turn, state, name)


def _raise_all(turn: Turn, state: State, name: str) -> None:
    for duty in state.answers[name].raises:
        duties.raise_duty(turn, duty)


def _filled_in(turn: Turn, state: State, name: str) -> dict[str, object]:
    """Return what was filled in at the state, by all who were asked; nothing where the answer takes no sheet.

    Nor where sheets are gathered: of several, none is the one that decides.
    """
    if state.gather:
        return {}
    answers = {} if state.answers[name].blank else turn.appraisal.sheets.get(state.name, {})
    return filled({field.name: field for field in _fields(turn, state)}, answers)


def _fields(turn: Turn, state: State) -> list[Field]:
    sheets = (turn.workflow.sheets[sheet] for sheet in state.ask.values() if sheet)
    return [field for sheet in sheets for field in sheet.fields.values()]


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
