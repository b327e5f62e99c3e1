"""The scripted panel: a few corrections towards the distribution, never its own, then the release."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cycleflow.core.cohort import Ranked, check_distribution
from cycleflow.journeys import sitting
from cycleflow.journeys.calibrate import Cohort
from cycleflow.journeys.participants import Participants
from cycleflow.journeys.sitting import MOST_ADJUSTMENTS, sit
from tests.core.samples import WORKFLOW, Run
from tests.offices import LAUNCH, person

PEOPLE = {"pat": person("pat", "Pat", locale="en")}


def cohort(*grades):
    """Return a cohort that waits: people p0, p1 … with these grades, the better the grade the better the score."""
    scores = {"A": "4.5", "B": "3.0", "C": "1.5"}
    appraisal = Run().upto("panel").appraisal
    waiting = [
        replace(appraisal, id=f"c.p{n}", person=f"p{n}", grade=grade, score=Decimal(scores[grade]) + Decimal(n) / 100)
        for n, grade in enumerate(grades)
    ]
    ranked = [Ranked(appraisal=one.id, group="Works", score=one.score, grade=one.grade) for one in waiting]
    [distribution] = WORKFLOW.distributions
    [check] = check_distribution(distribution, ranked)
    return Cohort(group="Works", distribution=distribution, waiting=waiting, to_come=[], through=[], check=check)


@pytest.fixture
def sitting_over(monkeypatch):
    """Let a panel sit over a cohort that stays as it is, and return whom it moved to which grade, and the releases."""

    def _sit(found, *, actor="pat"):
        moved, released = [], []

        def release(_office, _cycle, *, group, **_rest):
            released.append(group)
            return []

        monkeypatch.setattr(sitting, "overview", lambda _office, _cycle: (found,))
        monkeypatch.setattr(sitting, "adjust", lambda _office, name, *, grade, **rest: moved.append((name, grade)))
        monkeypatch.setattr(sitting, "release", release)
        participants = Participants(people={actor: PEOPLE["pat"]})
        sit(object(), participants, "c", actor=actor, now=LAUNCH)  # type: ignore[arg-type]  # nobody looks at it
        return moved, released

    return _sit


def test_a_cohort_that_fits_is_released_as_it_is(sitting_over):
    assert sitting_over(cohort("A", "B", "B", "B", "C")) == ([], ["Works"])


def test_the_best_of_a_full_grade_moves_up(sitting_over):
    moved, _ = sitting_over(cohort("B", "B", "B", "B", "C"))

    assert moved[0] == ("c.p3", "A")


def test_the_weakest_of_a_full_grade_moves_down(sitting_over):
    moved, _ = sitting_over(cohort("A", "A", "A", "A", "C"))

    assert moved[0] == ("c.p0", "B")


def test_no_more_than_a_few_are_moved_at_one_sitting(sitting_over):
    moved, released = sitting_over(cohort("A", "A", "A", "A", "A"))

    assert len(moved) == MOST_ADJUSTMENTS
    assert released == ["Works"]


def test_nobody_moves_himself(sitting_over):
    found = cohort("A", "A")
    both = replace(found, waiting=[replace(found.waiting[0], person="pat", grade="A"), found.waiting[1]])

    moved, _ = sitting_over(replace(both, waiting=[both.waiting[0], replace(both.waiting[1], grade="B")]))

    assert moved == []


def test_one_without_a_score_is_not_moved(sitting_over):
    found = cohort("A", "A", "A")

    assert sitting_over(replace(found, waiting=[replace(one, score=None) for one in found.waiting])) == ([], ["Works"])


def test_a_cohort_without_a_distribution_is_released(sitting_over):
    assert sitting_over(replace(cohort("A"), check=None)) == ([], ["Works"])


def test_a_panel_of_one_leaves_its_own_appraisal_to_others(sitting_over):
    found = cohort("A")

    assert sitting_over(replace(found, waiting=[replace(found.waiting[0], person="pat")])) == ([], [])
