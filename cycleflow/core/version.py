"""Sheets that were replaced by another: which version was in force when.

Goals that are changed in the middle of a year stay in force until the change is approved; what was said about the old
goals is still about them.
"""

from __future__ import annotations

from datetime import datetime

from cycleflow.core.model import Answers, Appraisal
from cycleflow.core.workflow import Workflow


def in_force(appraisal: Appraisal, state: str, at: datetime | None = None) -> Answers:
    """Return the sheet of a state that was in force at an instant, or is now."""
    versions = appraisal.former.get(state, ()) if at else ()
    return next((one.answers for one in versions if at and at < one.until), appraisal.sheets.get(state, {}))


def replaced_by(workflow: Workflow, state: str) -> str | None:
    """Return the state whose sheet that of this state may replace."""
    adopting = (answer.adopts for one in workflow.states.values() for answer in one.answers.values())
    return next((target for adopts in adopting for target, source in adopts.items() if source == state), None)


def is_present(appraisal: Appraisal, state: str, at: datetime | None) -> bool:
    """Return whether what was said of a state's sheet at an instant is about the version in force now."""
    versions = appraisal.former.get(state, ())
    return not versions or at is None or at >= versions[-1].until
