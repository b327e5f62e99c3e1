"""Looking back: what the same ratee came to in earlier periods, as rules over several periods ask for it.

A period counts once it is settled; under a version of the regulation that had no outcomes, once it is over. What was
withdrawn, or came to no result, is not there. What was only on trial counts for nothing but what is on trial, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from cycleflow.core.machine import WITHDRAWN
from cycleflow.core.model import Json
from cycleflow.core.outcomes import Outcomes
from cycleflow.core.period import cadence_of
from cycleflow.core.scoring.past import GAP, PERIOD
from cycleflow.core.settling import GRADE, SCORE
from cycleflow.core.workflow import Status, Workflow
from cycleflow.store.results import ResultRow

MOST_PERIODS = 60
"""So many are looked back on."""


def look_back(
    workflows: Callable[[str], Workflow], workflow: Workflow, line: Sequence[ResultRow], row: ResultRow
) -> list[Json]:
    """Return what came before a row of a line, the earliest first, each with the figures the regulation asks for."""
    outcomes = workflow.outcomes
    assert outcomes is not None, "only a workflow with outcomes looks back"
    before = [
        one
        for one in line
        if one.starts_on < row.starts_on
        and cadence_of(one.starts_on, one.ends_on) == cadence_of(row.starts_on, row.ends_on)
        and _counts(workflows(one.fingerprint), one, for_trial=workflow.status is Status.TRIAL)
    ][-MOST_PERIODS:]
    return [_told(outcomes, one, is_gap=_is_gap(one, after)) for one, after in pairwise([*before, row])]


def _counts(workflow: Workflow, row: ResultRow, *, for_trial: bool) -> bool:
    if row.state == WITHDRAWN or (workflow.status is Status.TRIAL and not for_trial):
        return False
    if row.score is None and row.grade is None and workflow.scorecard is not None:
        return False
    if workflow.outcomes is not None:
        return row.outcomes is not None
    return workflow.states[row.state].is_end


def _is_gap(row: ResultRow, after: ResultRow) -> bool:
    """Whether a whole period lies between two; where a regulation moved its first day, a few days do not matter."""
    return (after.starts_on - row.ends_on).days > (row.ends_on - row.starts_on).days // 2


def _told(outcomes: Outcomes, row: ResultRow, *, is_gap: bool) -> dict[str, Json]:
    told: dict[str, Json] = {"appraisal": row.appraisal, PERIOD: row.period, SCORE: row.score, GRADE: row.grade}
    told |= {name: value for name, value in (row.outcomes or {}).items() if name in outcomes.keeps}
    return told | ({GAP: True} if is_gap else {})
