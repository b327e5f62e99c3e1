"""Moving a running appraisal to another version of its regulation, and what stands in the way.

What was filled in, given and counted stays; states that got another name are renamed. Who is being asked stays asked
and never has less time than before.

**Why** obstacles are looked for beforehand: what the new version builds on and this appraisal never had would only show
months later, when a score cannot be worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cycleflow.core import timers
from cycleflow.core.answering import need_reason
from cycleflow.core.basis import missing
from cycleflow.core.checks import NEEDED, Setting, check_sheet
from cycleflow.core.evolve import evolve
from cycleflow.core.gathering import BY, rows_of
from cycleflow.core.model import Answers, Appraisal, Given
from cycleflow.core.naming import people_in
from cycleflow.core.refusals import CannotMoveError, Problem, SheetError
from cycleflow.core.scoring.card import Card
from cycleflow.core.scoring.tabled import Tabled
from cycleflow.core.scoring.weighted import WeightedMean
from cycleflow.core.snapshot import dump_answers
from cycleflow.core.turn import Turn
from cycleflow.core.workflow import Field, Sheet, State, Workflow

Names = Mapping[str, str]
"""States and duties that are called otherwise in the new version: old name to new."""


def migrate(turn: Turn) -> None:
    """Let the new version, which is the turn's, hold from now on.

    Raises:
        CannotMoveError: something stands in the way; all of it is named.
    """
    reason = need_reason(turn)
    turn.learn()
    names = {old: new for old, new in turn.mapping("states").items() if isinstance(new, str)}
    found = obstacles(turn.workflow, turn.appraisal, names)
    if found:
        raise CannotMoveError(appraisal=turn.appraisal.id, detail=" ".join(str(one) for one in found))
    turn.appraisal = evolve(renamed(turn.appraisal, names), fingerprint=turn.workflow.fingerprint)
    if turn.mapping("cast"):
        turn.recast()
    if turn.appraisal.opens_at:
        turn.wait_or_ask()
    for task in turn.appraisal.open_tasks:
        by_rule = timers.due_at(turn.workflow, turn.appraisal, turn.state, member=task.member, now=task.opened_at)
        moved = evolve(task, due_at=max(task.due_at, by_rule))
        turn.put(moved)
        if moved.due_at != task.due_at:
            turn.owe("extended", task.member, role=task.role, task=moved, facts={"reason": reason})


def renamed(appraisal: Appraisal, names: Names) -> Appraisal:
    """Return the appraisal with its states under their new names."""

    def new(name: str) -> str:
        return names.get(name, name)

    return evolve(
        appraisal,
        state=new(appraisal.state),
        sheets={new(state): answers for state, answers in appraisal.sheets.items()},
        former={new(state): former for state, former in appraisal.former.items()},
        remarks={new(state): remarks for state, remarks in appraisal.remarks.items()},
        given={new(state): given for state, given in appraisal.given.items()},
        tasks=tuple(evolve(task, state=new(task.state)) for task in appraisal.tasks),
        duties={new(duty): log for duty, log in appraisal.duties.items()},
        errands=tuple(evolve(task, state=new(task.state)) for task in appraisal.errands),
    )


def obstacles(workflow: Workflow, appraisal: Appraisal, names: Names) -> tuple[Problem, ...]:
    """Return what keeps an appraisal from going on under another version."""
    moved = renamed(appraisal, names)
    state = workflow.states.get(moved.state)
    if state is None or state.is_end:
        words = "It is in {state}, which the new version does not have; name the state that takes its place."
        return (Problem(words=words, facts={"state": appraisal.state}),)
    lost = (*_lost_roles(workflow, moved), *_lost_duties(workflow, moved), *_lost_basis(workflow, moved, state))
    return (*lost, *_unfit_sheets(workflow, moved), *_lost_secrecy(workflow, moved))


def _lost_roles(workflow: Workflow, appraisal: Appraisal) -> Iterator[Problem]:
    for role in dict.fromkeys(task.role for task in appraisal.asked):
        if role not in workflow.roles:
            yield Problem(words="It waits for {role}, a role the new version does not have.", facts={"role": role})


def _lost_duties(workflow: Workflow, appraisal: Appraisal) -> Iterator[Problem]:
    for duty in dict.fromkeys(task.state for task in appraisal.open_errands):
        if duty not in workflow.duties:
            words = "It waits for {duty}, a duty the new version does not have; name the one that takes its place."
            yield Problem(words=words, facts={"duty": duty})


def _lost_basis(workflow: Workflow, appraisal: Appraisal, state: State) -> Iterator[Problem]:
    lacking = missing(workflow, appraisal, state)
    if lacking:
        facts = {"state": state.name, "missing": ", ".join(lacking)}
        yield Problem(words="In the new version {state} is built on {missing}, which it never had.", facts=facts)


def _unfit_sheets(workflow: Workflow, appraisal: Appraisal) -> Iterator[Problem]:
    """Look again at all that was filled in; what is missing matters only where something is worked out from it."""
    for name, given in appraisal.given.items():
        state = workflow.states.get(name)
        if state is None or given.forfeited or name not in appraisal.sheets:
            continue
        used = _used(workflow, name)
        for problem in _problems(workflow, appraisal, state, given):
            if problem.words != NEEDED or f"{problem.field}" in used or f"{problem.field}.{problem.column}" in used:
                facts = {"state": name, "problem": str(problem)}
                yield Problem(words="What was filled in at {state} does not fit any more: {problem}", facts=facts)


def _problems(workflow: Workflow, appraisal: Appraisal, state: State, given: Given) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    for sheet, answers in _fillings(workflow, appraisal, state):
        known = {name: value for name, value in answers.items() if name in sheet.fields}
        calendar = workflow.calendar
        setting = Setting(
            answer=given.answer,
            appraisal=appraisal,
            calendar=calendar,
            zone=calendar.zone,
            now=given.at,
            people=people_in(sheet, known),
        )
        try:
            check_sheet(sheet, dump_answers(known), setting)
        except SheetError as error:
            problems += error.problems
    return tuple(problems)


def _fillings(workflow: Workflow, appraisal: Appraisal, state: State) -> Iterator[tuple[Sheet, Answers]]:
    """Yield what was filled in at a state: one sheet by all together, or one by each of its raters."""
    answers = appraisal.sheets[state.name]
    if state.gather:
        sheets = {role: workflow.sheets[name] for role, name in state.ask.items() if name}
        yield from ((sheet, row) for role, sheet in sheets.items() for row in rows_of(answers, role))
        return
    fields: dict[str, Field] = {}
    for role in state.ask:
        sheet = workflow.sheet_for(state, role, appraisal.facts)
        fields |= sheet.fields if sheet else {}
    yield Sheet(name=state.name, fields=fields), answers


def _lost_secrecy(workflow: Workflow, appraisal: Appraisal) -> Iterator[Problem]:
    """What was said under no name must not come to be shown one by one."""
    for name, answers in appraisal.sheets.items():
        state = workflow.states.get(name)
        gather = state.gather if state else None
        for role in answers if gather else ():
            if gather and role not in gather.anonymous and any(BY not in row for row in rows_of(answers, role)):
                words = "What {role} said at {state} without their names would be shown one by one."
                yield Problem(words=words, facts={"role": role, "state": name})


def _used(workflow: Workflow, state: str) -> set[str]:
    """Return the fields, and columns of tables, of a state that something is worked out from."""
    used = set(workflow.indicators)
    for sheet in workflow.sheets.values():
        used |= {field.each.partition(".")[2] for field in sheet.fields.values() if field.each}
    for path in _paths(workflow):
        if path[0] == state:
            used |= {path[1], f"{path[1]}.{path[2]}"}
    return used


def _paths(workflow: Workflow) -> Iterator[tuple[str, str, str]]:
    rule = workflow.scorecard.rule if workflow.scorecard else None
    measures = [measure.rule for measure in rule.measures.values()] if isinstance(rule, Card) else [rule]
    for one in (measure.rule if isinstance(measure, Tabled) else measure for measure in measures):
        if isinstance(one, WeightedMean):
            yield from (one.scores, one.weights)
