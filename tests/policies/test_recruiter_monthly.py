"""The recruiter's month (register row 22): lists due on Sunday at four, deductions by week, two months below half."""

from decimal import Decimal

import pytest

from tests.policies.stage import SILENT, at, person

WAGES = {"post_wage": "3000", "performance_wage": "2000"}
FIRM = (
    person("BOSS", "总经理"),
    person("HR", "人事", "BOSS", department="人事部", roles=("hr",)),
    person("LEAD", "人事主管", "BOSS"),
    person("A", "甲", "LEAD", position="招聘专员", attributes=WAGES),
)
LISTS = ("survey", "interviews", "entries", "summary", "changes", "week")
IN_TIME = {
    ("A", "survey"): {"filed": True},
    ("A", "interviews"): {"need": "5", "interviewed": "10"},
    ("A", "entries"): {"filed": True},
    ("A", "summary"): {"summary": "总结", "plan": "计划"},
    ("A", "week"): {"leaving": "5", "channels": "2", "drills": "1"},
}


def off(points):
    """Return what the superior hands in at the month's end for so many points off."""
    faults = [{"week": "w1", "item": "breach", "times": str(points)}] if points else []
    return {"vacancies": [], "faults": faults}


@pytest.fixture
def firm(stage_on_sqlite):
    stage_on_sqlite.hire(*FIRM)
    return stage_on_sqlite


def test_a_month_whose_first_week_lacks_the_survey_and_a_guarantee_comes_to_96(stage):
    stage.hire(*FIRM)
    stage.launch("recruiter-monthly", "2026-11", on="2026-11-01", only=("A",))
    guarantee = {"vacancies": [], "faults": [{"week": "w1", "item": "guarantee", "times": "1"}]}

    stage.play({**IN_TIME, ("A", "survey"): SILENT}, until="2026-11-05 00:30")
    stage.play({**IN_TIME, ("A", "deductions"): guarantee})

    assert stage.log("A", "survey") == ["missed 2026-11-01", *(f"done 2026-11-{day:02}" for day in (8, 15, 22, 29))]
    assert stage.log("A", "changes") == ["done 2026-11-30"]
    assert (stage.of("A").score, stage.of("A").grade) == (Decimal("96.00"), "合格")
    assert stage.of("A").outcomes == {"low": "0", "pay": "5000.00"}
    assert stage.path("A") == ["deductions", "signature", "closed"]
    assert stage.entered("A", "signature") == "2026-12-01"
    stage.check()


def test_the_lists_are_due_to_the_second_and_the_month_ends_on_its_last_day(firm):
    """Sunday at 16:00:00 is in time and a second later late; in February 2008 the last day is the 29th."""
    firm.now = at("2008-02-01")
    firm.launch("recruiter-monthly", "2008-02", only=("A",))
    assert [firm.due("A", duty=duty) for duty in LISTS] == [
        *("2008-02-03 16:00", "2008-02-03 16:00", "2008-02-03 16:00", "2008-02-03 17:00"),
        *("2008-02-29 16:00", "2008-02-03 18:00"),
    ]

    firm.play(
        {**IN_TIME, ("A", "survey"): SILENT, ("A", "entries"): SILENT, ("A", "changes"): SILENT},
        until="2008-02-03 12:00",
    )
    firm.answer("A", "A", "done", when="2008-02-03 16:00:00", duty="survey", need="5", signed=True, filed=True)
    firm.answer("A", "A", "done", when="2008-02-03 16:00:01", duty="entries", entries="无", filed=True)
    firm.play({**IN_TIME, ("A", "changes"): SILENT, ("A", "deductions"): off(0)}, until="2008-03-03 18:30")

    # The entries a second late, the changes never.
    assert firm.of("A").score == Decimal("98.00")
    firm.check()


def test_whoever_says_nothing_is_reminded_then_reported_and_it_costs_every_week(firm):
    firm.launch("recruiter-monthly", "2026-11", on="2026-11-02", only=("A",))
    silent = {("A", duty): SILENT for duty in LISTS}

    firm.play({**silent, ("A", "deductions"): off(0)})

    # Four Sundays: survey, entries and summary 2 each, interviews 1; and the changes of staff once.
    assert firm.of("A").score == Decimal(100 - 4 * 7 - 1)
    assert firm.mails("A", "reminder")[:4] == ["reminder 2026-11-06"] * 4
    assert firm.mails("HR", "escalation")[0] == "escalation 2026-11-11"
    assert firm.of("A").outcomes["pay"] == "4420.00"
    firm.check()


def two_months(firm, first, second, *, script=None):
    """Play two months that come to these scores."""
    for month, score in (("2026-09", first), ("2026-10", second)):
        firm.now = at(f"{month}-01")
        firm.launch("recruiter-monthly", month, only=("A",))
        firm.play(
            {**IN_TIME, ("A", "deductions"): off(100 - score), **(script or {})},
            until=f"2026-{int(month[-2:]) + 1}-30",
        )


def test_two_months_below_half_leave_the_post_wage_and_lead_through_training_back_or_out(firm):
    two_months(firm, 48, 45, script={("A", "retest"): "failed"})

    first, second = firm.cycles
    assert firm.of("A", first).outcomes == {"low": "1", "pay": "3960.00"}
    assert firm.of("A", second).outcomes == {"low": "2", "pay": "3000.00"}
    assert firm.of("A", first).raised == {}
    assert [firm.log("A", duty)[0][:4] for duty in ("training", "retest", "elimination")] == ["done"] * 3
    assert [mail.split()[0] for mail in firm.mails("BOSS", "task")] == ["task"]
    firm.check()


def test_a_month_of_exactly_half_begins_anew(firm):
    two_months(firm, 48, 50)

    assert firm.of("A").outcomes == {"low": "0", "pay": "4000.00"}
    assert firm.log("A", "training") == []


def test_an_objection_leads_to_a_new_rating_by_the_same_rules(firm):
    firm.launch("recruiter-monthly", "2026-11", on="2026-11-01", only=("A",))
    firm.play({**IN_TIME, ("A", "deductions"): off(20), ("A", "signature"): SILENT}, until="2026-12-01 12:00")
    assert firm.of("A").score == Decimal("80.00")

    firm.answer("A", "A", "object", comment="九月的违规")
    firm.play({("A", "second_look"): "redo", ("A", "deductions"): off(10)})

    assert (firm.of("A").score, firm.of("A").grade) == (Decimal("90.00"), "合格")
    assert firm.path("A")[-4:] == ["second_look", "deductions", "signature", "closed"]
    firm.check()
