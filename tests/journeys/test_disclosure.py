"""Who may read what of an appraisal."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cycleflow.core.cycle import Cycle
from cycleflow.core.launching import planned
from cycleflow.core.model import Given, Member, Task
from cycleflow.core.publication import is_published
from cycleflow.journeys.disclosure import (
    OwnRecordError,
    check_not_own,
    for_holder,
    for_ratee,
    is_over,
    may_see_result,
    result_of,
    stands_above,
)

NOW = datetime(2027, 1, 12, 1, tzinfo=UTC)
CYCLE = Cycle(
    id="quarterly-2026-Q4",
    workflow="quarterly",
    period="2026-Q4",
    fingerprint="f",
    starts_on=date(2026, 10, 1),
    ends_on=date(2026, 12, 31),
    launched_at=NOW,
    launched_by="E2",
)
GOALS = ({"goal": "a", "standard": "b", "weight": "60"}, {"goal": "c", "standard": "d", "weight": "40"})
SCORES = ({"score": "3"}, {"score": "4"})


def task(person, role):
    return Task(
        id="x.1.0",
        state="manager_review",
        role=role,
        member=Member(person=person, zone="UTC"),
        opened_at=NOW,
        due_at=NOW,
    )


def given(*by, forfeited=False):
    return Given(by=by, at=NOW, answer="submit", forfeited=forfeited)


@pytest.fixture
def rated(quarterly):
    """Return an appraisal whose score is known and not yet published."""
    return replace(
        planned(CYCLE, "E8"),
        state="interview",
        sheets={
            "goal_setting": {"goals": GOALS},
            "manager_review": {"goals": SCORES, "summary": "steady"},
            "interview_invitation": {"place": "Room 2"},
        },
        given={
            "goal_setting": given("E8"),
            "self_review": given(forfeited=True),
            "manager_review": given("E6"),
            "interview_invitation": given("E6"),
        },
        score=Decimal("3.40"),
        grade="3",
    )


def names(shown):
    return [one.state.name for one in shown]


def test_the_ratee_does_not_see_what_makes_the_score_before_it_is_published(quarterly, rated):
    assert names(for_ratee(quarterly, rated)) == ["goal_setting", "self_review", "interview_invitation"]
    assert not may_see_result(quarterly, rated, task("E8", "employee"))

    published = replace(rated, marks={"published": NOW})
    assert "manager_review" in names(for_ratee(quarterly, published))
    assert may_see_result(quarterly, published, task("E8", "employee"))


def test_without_a_score_nothing_is_covered(quarterly, rated):
    assert "manager_review" in names(for_ratee(replace(quarterly, scorecard=None), rated))


def test_whoever_stands_above_sees_what_was_given(quarterly, rated):
    for role in ("manager", "skip_level", "head", "hr", "panel"):
        asked = task("E6", role)
        assert names(for_holder(quarterly, rated, asked)) == [
            "goal_setting",
            "self_review",
            "manager_review",
            "interview_invitation",
        ]
        assert may_see_result(quarterly, rated, asked)


@pytest.mark.parametrize("path", ["peers", "reports"])
def test_a_peer_sees_nothing(quarterly, rated, path):
    workflow = replace(quarterly, roles={**quarterly.roles, "colleague": path})
    asked = task("E7", "colleague")

    assert for_holder(workflow, rated, asked) == ()
    assert not may_see_result(workflow, rated, asked)


def test_a_role_nobody_knows_sees_nothing(quarterly, rated):
    assert not stands_above(quarterly, task("E7", "stranger"))
    assert for_holder(quarterly, rated, task("E7", "stranger")) == ()


def test_the_ratee_stays_the_ratee_in_whatever_role(quarterly, rated):
    assert "manager_review" not in names(for_holder(quarterly, rated, task("E8", "manager")))


def test_what_was_forfeited_is_said(quarterly, rated):
    (silent,) = [one for one in for_ratee(quarterly, rated) if one.state.name == "self_review"]

    assert silent.forfeited
    assert silent.answers == {}


def test_nobody_looks_after_his_own_appraisal_until_it_is_published(quarterly, rated):
    with pytest.raises(OwnRecordError):
        check_not_own(quarterly, rated, "E8")

    check_not_own(quarterly, rated, "E6")
    check_not_own(quarterly, replace(rated, state="closed"), "E8")


def test_what_is_over_and_what_is_published(quarterly, rated):
    assert not is_over(quarterly, rated)
    assert is_over(quarterly, replace(rated, state="withdrawn"))
    assert is_over(quarterly, replace(rated, state="closed"))
    assert not is_published(quarterly, replace(rated, state="withdrawn"))


def test_a_result_explains_itself(quarterly, rated):
    found = result_of(quarterly, rated)

    assert found
    assert found.score == "3.40"
    assert found.grade
    assert found.grade.name == "3"
    assert found.account
    assert [share.value for share in found.account.steps[1].shares] == [Decimal("1.8"), Decimal("1.6")]
    assert not found.is_adjusted


def test_a_result_that_was_set_otherwise_says_so(quarterly, rated):
    for changed in (replace(rated, grade="4"), replace(rated, score=Decimal("4.00"), grade="4")):
        found = result_of(quarterly, changed)
        assert found
        assert found.is_adjusted


def test_there_may_be_no_result_or_none_that_can_be_explained(quarterly, rated):
    assert result_of(quarterly, replace(rated, score=None, grade=None)) is None

    found = result_of(replace(quarterly, scorecard=None), replace(rated, score=None))
    assert found
    assert (found.score, found.account, found.computed, found.is_adjusted) == (None, None, None, False)


def test_sheets_given_anew_no_longer_explain_an_old_score(quarterly, rated):
    rewritten = replace(rated, sheets={**rated.sheets, "goal_setting": {"goals": GOALS[:1]}})

    found = result_of(quarterly, rewritten)

    assert found
    assert found.computed is None


def test_grades_a_cohort_gives_are_no_adjustment(quarterly, rated):
    by_rank = tuple(replace(grade, by_rank=True) for grade in quarterly.grades)

    found = result_of(replace(quarterly, grades=by_rank), replace(rated, grade="5"))

    assert found
    assert not found.is_adjusted
