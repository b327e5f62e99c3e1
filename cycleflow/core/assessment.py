"""Making the result of an appraisal: the rules of eligibility are asked first, then what was filled in is scored.

So whoever is not assessed, or counts as a grade, needs no figures but those the rules themselves ask for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cycleflow.core.checks import Setting, check_sheet
from cycleflow.core.eligibility import judge
from cycleflow.core.evolve import evolve
from cycleflow.core.grading import Result, fixed_result, judge_appraisal
from cycleflow.core.knowledge import Knowledge
from cycleflow.core.model import Appraisal
from cycleflow.core.refusals import SheetError
from cycleflow.core.relaxed import relaxed
from cycleflow.core.turn import Turn
from cycleflow.core.verdict import FIXES, Occasion, Verdict, fixing, ruled
from cycleflow.core.workflow import Field, Sheet, Workflow, asked_of


def assess(turn: Turn) -> None:
    """Give the appraisal the verdict and the result it comes to now."""
    result = assessed(turn.workflow, turn.appraisal)
    turn.appraisal = evolve(turn.appraisal, verdicts=result.verdicts)
    turn.set_result(result.score, result.grade)
    turn.note_figures(result.figures)


def assessed(workflow: Workflow, appraisal: Appraisal) -> Result:
    """Return what an appraisal comes to now, with its verdicts.

    Raises:
        FeedsNeededError: that needs what has not been gathered from other appraisals.
    """
    known = Knowledge(workflow, appraisal)
    verdict = judge(workflow, Occasion.SCORING, known)
    known.refuse_hungry()
    verdicts = ruled(appraisal.verdicts, Occasion.SCORING, verdict)
    fixed = fixing(verdicts)
    result = fixed_result(fixed) if fixed else judge_appraisal(workflow, appraisal)
    return replace(result, verdicts=verdicts)


def sparing(workflow: Workflow, sheet: Sheet | None, given: Mapping[str, object], setting: Setting) -> Sheet | None:
    """Return the sheet that makes the score as it is asked for: where nothing is needed, all may stay blank.

    An indicator that has become needless since the sheet was shown, the person having another post now, may be given.
    """
    appraisal = setting.appraisal
    sheet = sheet and _with_needless(workflow, sheet, given, appraisal.facts)
    if sheet is None or workflow.scorecard is None or workflow.scorecard.after != appraisal.state:
        return sheet
    spared = replace(sheet, fields={name: _optional(field) for name, field in sheet.fields.items()})
    return spared if appraisal.fixed or _fixed_by(workflow, spared, given, setting) else sheet


def _with_needless(workflow: Workflow, sheet: Sheet, given: Mapping[str, object], facts: Mapping[str, object]) -> Sheet:
    whole = workflow.sheets[sheet.name].fields
    needless = {name: _optional(whole[name]) for name in whole if name in given and name not in sheet.fields}
    return replace(sheet, fields={**sheet.fields, **asked_of(needless, facts)}) if needless else sheet


def _fixed_by(workflow: Workflow, sheet: Sheet, given: Mapping[str, object], setting: Setting) -> Verdict | None:
    """Return the verdict that what is filled in leads to, if it fixes the result."""
    if not any(Occasion.SCORING in rule.at and rule.then in FIXES for rule in workflow.eligibility):
        return None
    appraisal = setting.appraisal
    try:
        answers = check_sheet(sheet, given, setting)
    except SheetError:
        return None
    sheets = {**appraisal.sheets, appraisal.state: {**appraisal.sheets.get(appraisal.state, {}), **answers}}
    verdict = judge(workflow, Occasion.SCORING, Knowledge(workflow, replace(appraisal, sheets=sheets)))
    return verdict if verdict and verdict.then in FIXES else None


def _optional(field: Field) -> Field:
    columns = {name: _optional(column) for name, column in field.columns.items()}
    return replace(relaxed(field), each=None, total=None, columns=columns)
