"""Rescoring: what the result comes to now that others gave something else than before.

The old figures and the new stand in the entry. A score or grade that people set, in calibration or by a ruling, stays.
"""

from __future__ import annotations

from cycleflow.core.assessment import assessed
from cycleflow.core.evolve import evolve
from cycleflow.core.fed import cells
from cycleflow.core.grading import Result
from cycleflow.core.machine import WITHDRAWN
from cycleflow.core.model import Appraisal, Json, Member
from cycleflow.core.publication import is_published
from cycleflow.core.refusals import NotNowError
from cycleflow.core.turn import Turn
from cycleflow.core.verdict import fixing
from cycleflow.core.workflow import Workflow

SET_BY_PEOPLE = "set_by_people"


def rescore(turn: Turn) -> None:
    """Take over what other appraisals give now, and compute the result anew.

    Raises:
        NotNowError: there is no result to compute anew.
    """
    before = turn.appraisal
    if not has_score(turn.workflow, before):
        raise NotNowError(deed="rescore", appraisal=before.id, state=before.state)
    old = assessed(turn.workflow, before)
    turn.feed()
    new = assessed(turn.workflow, turn.appraisal)
    turn.note_figures(new.figures)
    turn.beside["fed"] = _changes(before, turn.appraisal)
    if not follows(before, old):
        turn.beside["stays"] = SET_BY_PEOPLE
        return
    turn.appraisal = evolve(turn.appraisal, verdicts=new.verdicts)
    is_by_cohort = new.grade is None and not fixing(new.verdicts)
    turn.set_result(new.score, before.grade if is_by_cohort else new.grade)
    if (turn.appraisal.score, turn.appraisal.grade) != (before.score, before.grade):
        _tell(turn)


def has_score(workflow: Workflow, appraisal: Appraisal) -> bool:
    """Return whether the score has been computed and still counts."""
    card = workflow.scorecard
    return card is not None and appraisal.state != WITHDRAWN and card.after in appraisal.given


def follows(appraisal: Appraisal, judged: Result) -> bool:
    """Return whether score and grade are what the rules alone give; where they give no grade, a cohort does."""
    return appraisal.score == judged.score and judged.grade in (None, appraisal.grade)


def _changes(before: Appraisal, after: Appraisal) -> Json:
    """Return old and new of what was given, as far as it differs."""
    pairs: dict[str, Json] = {}
    for name, one in after.fed.items():
        old = before.fed.get(name)
        if old is None or old.value != one.value:
            pairs[name] = [cells(old.value) if old else None, cells(one.value)]
    return pairs


def _tell(turn: Turn) -> None:
    """Tell the person appraised, if the result he was told is no longer the same."""
    if is_published(turn.workflow, turn.before):
        turn.owe("rescored", Member(person=turn.appraisal.person, zone=turn.workflow.calendar.zone))
