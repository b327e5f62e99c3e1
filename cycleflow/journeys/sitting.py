"""A scripted panel sits: over each cohort that waits it makes a few corrections, then releases.

A cohort that fits its distribution is released as it is. Otherwise the panel moves a few people by one grade, those
whose scores lie nearest to the border, and says why it accepts what is left.
"""

from __future__ import annotations

from datetime import datetime

from cycleflow.core.cohort import GroupCheck
from cycleflow.core.model import Appraisal, Decision, Standing
from cycleflow.journeys.calibrate import Cohort, Panel, adjust, overview, release
from cycleflow.journeys.office import Office
from cycleflow.journeys.participants import Participants

MOST_ADJUSTMENTS = 2
"""In one cohort at one sitting."""


def sit(office: Office, participants: Participants, cycle: str, *, actor: str, now: datetime) -> list[Decision]:
    """Correct and release, as one member of the panel, all that waits and is not the member's own."""
    panel = Panel(actor=actor, standing=Standing.PANEL, channel=participants.channel)
    decisions: list[Decision] = []
    for group in [cohort.group for cohort in overview(office, cycle) if _others(cohort, actor)]:
        for _ in range(MOST_ADJUSTMENTS):
            cohort = next(one for one in overview(office, cycle) if one.group == group)
            move = _move(cohort, actor)
            if move is None:
                break
            one, grade = move
            reason = participants.says("calibration.adjust", actor)
            decisions.append(adjust(office, one.id, grade=grade, score=None, reason=reason, panel=panel, now=now))
        reason = participants.says("calibration.release", actor)
        decisions += release(office, cycle, group=group, reason=reason, panel=panel, now=now)
    return decisions


def _others(cohort: Cohort, actor: str) -> list[Appraisal]:
    return [one for one in cohort.waiting if one.person != actor]


def _move(cohort: Cohort, actor: str) -> tuple[Appraisal, str] | None:
    """Return whom to move to which grade: one step from the fullest grade towards the emptiest."""
    if cohort.check is None or cohort.check.fits:
        return None
    grades = list(cohort.check.quotas)
    full, empty = _extremes(cohort.check)
    candidates = sorted(
        (one for one in _others(cohort, actor) if one.grade in full.split("+") and one.score is not None),
        key=lambda one: (one.score, one.id),
    )
    if full == empty or not candidates:
        return None
    better = grades.index(empty) < grades.index(full)
    step = -1 if better else 1
    return candidates[-1 if better else 0], grades[grades.index(full) + step].split("+")[-1 if better else 0]


def _extremes(check: GroupCheck) -> tuple[str, str]:
    """Return the grade furthest above its quota, and the one furthest below."""
    beyond = {grade: check.counts[grade] - quota for grade, quota in check.quotas.items()}
    return max(beyond, key=lambda grade: beyond[grade]), min(beyond, key=lambda grade: beyond[grade])
