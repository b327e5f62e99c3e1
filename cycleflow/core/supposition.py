"""Outcomes worked out from figures alone, without an appraisal: what would follow if this and that were so?

Besides the figures a score is made of, one may suppose what an appraisal would otherwise bring: the score itself, the
grade, where one stands, and what earlier periods came to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cycleflow.core.grading import grade_of, judge
from cycleflow.core.outcomes import STANDING, Outcomes
from cycleflow.core.refusals import Problem, SheetError
from cycleflow.core.scoring.card import Card, MissingInputError, NothingToScoreError
from cycleflow.core.scoring.guarded import PROVEN, UNPAID
from cycleflow.core.scoring.inputs import Row, Value
from cycleflow.core.scoring.past import GAP, PAST, PERIOD
from cycleflow.core.settling import GRADE, SCORE, SHARE, VERDICT, Settlement, compared, work_out
from cycleflow.core.together import Member, compare
from cycleflow.core.trial import Sheets, early_verdicts, late_verdicts, take, take_figures, wanted
from cycleflow.core.verdict import Verdict, barring, fixing, is_unpaid, said, share_of
from cycleflow.core.workflow import Field, FieldKind, Workflow, is_figure

_NUMBERS = frozenset({SCORE, SHARE, *STANDING})
_TRUTHS = frozenset({PROVEN, UNPAID})
_SUPPOSED = frozenset({*_NUMBERS, *_TRUTHS, GRADE, VERDICT, PERIOD, PAST})


def suppose(workflow: Workflow, given: Mapping[str, object], *, complete: bool) -> Member:
    """Return what outcomes are worked out from; the score and its grade are, too, where their figures are given.

    Raises:
        SheetError: a value is wrong or surplus; with `complete`, also if a figure of the score is missing.
    """
    assert workflow.outcomes is not None, "only a workflow with outcomes is settled"
    own = set() if complete else set(workflow.outcomes.measures)
    supposed = {name: value for name, value in given.items() if name in _SUPPOSED | own - {*workflow.facts_used}}
    tables = tables_beside(workflow)
    rest = {name: value for name, value in given.items() if name not in supposed and name not in tables}
    sheets, values = take(workflow, rest, complete=complete)
    beside = {name: value for name, value in given.items() if name in tables}
    taken, problems = {**values, **_rows(workflow, tables, beside)}, []
    for name, value in supposed.items():
        problem = _problem(workflow, name, value)
        if problem:
            problems.append(problem)
        else:
            taken[name] = _taken(name, value)
    if problems:
        raise SheetError(tuple(problems))
    early = early_verdicts(workflow, taken)
    return Member(sheets=sheets, given=_with_verdicts(workflow, _with_result(workflow, sheets, taken, early), early))


def tables_beside(workflow: Workflow) -> dict[str, Field]:
    """Return the tables only outcomes ask for: logs of duties, and what raters filled in."""
    card = workflow.outcomes.rule if workflow.outcomes else None
    if not isinstance(card, Card):
        return {}
    known = wanted(workflow)
    fields = {**card.fields, **{name: one.asked for name, one in card.gathered.items()}}
    return {name: one for name, one in fields.items() if one.kind is FieldKind.ROWS and name not in known}


def _rows(workflow: Workflow, tables: Mapping[str, Field], given: Mapping[str, object]) -> dict[str, Value]:
    card = workflow.outcomes.rule if workflow.outcomes else None
    gathered = card.gathered if isinstance(card, Card) else {}
    values = take_figures(workflow, tables, given, complete=False)
    return {name: gathered[name].rows(values[name]) if name in gathered else values[name] for name in given}


def caused(workflow: Workflow, member: Member) -> Settlement:
    """Return what would follow for one alone."""
    return work_out(workflow, member.sheets, member.given)


def all_caused(workflow: Workflow, members: Mapping[str, Member]) -> dict[str, Settlement]:
    """Return what would follow for everybody, each compared with his group.

    Raises:
        UnequalPoolError: the members of a group do not agree on a sum.
    """
    assert workflow.outcomes is not None, "only a workflow with outcomes is settled"
    bases = compare(workflow.outcomes, members)
    return {
        name: work_out(workflow, one.sheets, {**one.given, **compared(bases[name])}) for name, one in members.items()
    }


def _with_result(
    workflow: Workflow, sheets: Sheets, known: Mapping[str, Value], early: Sequence[Verdict]
) -> dict[str, Value]:
    score = known.get(SCORE)
    if isinstance(score, Decimal):
        return {GRADE: grade_of(workflow, score), **known}
    fixed = barring(early) or fixing(early)
    if fixed:
        return {**known, SCORE: fixed.score, GRADE: fixed.grade}
    if workflow.scorecard is None:
        return dict(known)
    try:
        result = judge(workflow, sheets, known)
    except (MissingInputError, NothingToScoreError):
        return dict(known)
    return {SCORE: result.score, GRADE: result.grade, **known}


def _with_verdicts(workflow: Workflow, known: Mapping[str, Value], early: Sequence[Verdict]) -> dict[str, Value]:
    """Return what is known with what the rules of eligibility make of it, unless that is supposed otherwise."""
    score, grade = known.get(SCORE), known.get(GRADE)
    late = late_verdicts(
        workflow,
        known,
        score=score if isinstance(score, Decimal) else None,
        grade=grade if isinstance(grade, str) else None,
    )
    verdicts = (*early, *late)
    return {SHARE: share_of(verdicts), VERDICT: said(verdicts), UNPAID: is_unpaid(verdicts), **known}


def _problem(workflow: Workflow, name: str, value: object) -> Problem | None:
    """Return what is wrong with something supposed."""
    if name in _NUMBERS and not is_figure(str(value)):
        return Problem(field=name, words="This must be a number.")
    if name in _TRUTHS and _plain(value) not in ("true", "false"):
        return Problem(field=name, words="This must be true or false.")
    grades = [grade.name for grade in workflow.grades]
    if name == GRADE and value not in grades:
        return Problem(field=name, words="This must be one of: {options}.", facts={"options": ", ".join(grades)})
    assert workflow.outcomes is not None, "only a workflow with outcomes is settled"
    return _past_problem(workflow.outcomes, value) if name == PAST else None


def _past_problem(outcomes: Outcomes, value: object) -> Problem | None:
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    if not isinstance(value, list) or len(rows) < len(value):
        return Problem(field=PAST, words="This must be a list of earlier periods, the earliest first.")
    known = (SCORE, GRADE, PERIOD, GAP, *outcomes.keeps)
    surplus = next((key for row in rows for key in row if key not in known), None)
    if surplus is None:
        return None
    return Problem(field=PAST, words="Of earlier periods nobody asks {name}.", facts={"name": surplus})


def _taken(name: str, value: object) -> Value:
    if name == PAST:
        rows: Sequence[Mapping[str, object]] = value if isinstance(value, list) else []
        return tuple(_row(row) for row in rows)
    text = _plain(value)
    if name in _TRUTHS:
        return text == "true"
    return Decimal(text) if is_figure(text) and name not in (GRADE, VERDICT, PERIOD) else text


def _row(row: Mapping[str, object]) -> Row:
    return {name: _plain(value) == "true" if name == GAP else _plain(value) for name, value in row.items()}


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
