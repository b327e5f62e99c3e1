"""KPI rules of the labour-information company (register row 6): months make quarters, quarters the year."""

import re
from decimal import Decimal
from functools import cache

import pytest

from cycleflow import policy, shipped
from cycleflow.journeys.feeding import FeedAwaitedError
from cycleflow.journeys.launch import NotEffectiveError
from cycleflow.policy import years_around
from tests.policies.stage import SILENT, at, person

TEXT = (shipped.workflows() / "labour-info-kpi.yaml").read_text(encoding="utf-8")
FIRM = (
    person("GM", "总经理", department="总经办"),
    person("HR", "人事", "GM", department="人力资源部", roles=("hr",)),
    person("LEAD", "主管", "GM", department="财务部"),
    person("F", "会计", "LEAD", department="财务部"),
    person("B", "业务员", "LEAD", department="业务拓展部"),
    person("ADM", "行政", "LEAD", department="行政部"),
)
GOOD = {"statements": "100", "deviation": "4", "money": "100"}
"""All three targets of the finance department are reached, which is half of the month's score."""


@cache
def filled_in():
    """Return the regulation with its blanks filled in, put in force."""
    text = re.sub(r"(deviation_target.*)figure: \"\?\"", r"\1figure: 5", TEXT)
    text = text.replace('figure: "?"', "figure: 95").replace("status: draft", "status: effective")
    return policy.load(text, years=years_around("2026"))


def run(stage, period, script=None, *, only=("F",), until=None):
    """Launch a cycle on its first day, and play it."""
    cycle = stage.launch(filled_in(), period, only=only)
    stage.play(script or {}, until=until)
    return stage.of(only[0], cycle.id)


@pytest.fixture
def firm(stage_on_sqlite):
    stage_on_sqlite.hire(*FIRM)
    return stage_on_sqlite


def test_none_of_the_twelve_targets_may_be_left_blank():
    """A 37: whoever puts it in force is told of each placeholder, with its place."""
    with pytest.raises(policy.PolicyError) as refused:
        policy.load(TEXT.replace("status: draft", "status: effective"), file="labour.yaml")

    blanks = [number for number, line in enumerate(TEXT.splitlines(), 1) if '"?"' in line]
    assert [one.line for one in refused.value.complaints] == blanks
    assert len(blanks) == 12


def test_the_draft_cannot_be_launched(firm):
    with pytest.raises(NotEffectiveError):
        firm.launch("labour-info-kpi", "2026-10")


def test_months_of_80_90_and_85_make_a_quarter_of_85_and_the_quarter_the_year(stage):
    """A 42."""
    stage.hire(*FIRM)
    months = [
        run(stage, month, {("F", "appraisal", "HR"): GOOD, ("F", "appraisal", "LEAD"): {"mark": mark}})
        for month, mark in (("2026-10", "60"), ("2026-11", "80"), ("2026-12", "70"))
    ]

    quarter, year = run(stage, "2026-Q4"), run(stage, "2026")

    assert [month.score for month in months] == [Decimal("80.00"), Decimal("90.00"), Decimal("85.00")]
    assert ["bonus" in one.outcomes for one in (*months, quarter, year)] == [False, False, False, True, True]
    assert (quarter.score, year.score) == (Decimal("85.00"), Decimal("85.00"))
    assert quarter.outcomes["bonus"] == "100.00"
    assert set(year.raised) == {"pay_review"}
    assert quarter.fed["months"].value == ("80", "90", "85")
    stage.check()


def test_a_quarter_waits_for_its_months(firm):
    quarter = firm.launch(filled_in(), "2026-Q4", only=("F",)).id
    firm.play({("F", "appraisal"): SILENT}, until="2027-01-21 12:00")

    with pytest.raises(FeedAwaitedError, match="2026-Q4"):
        firm.answer("LEAD", "F", "submit", assessment="本季度工作按计划完成，没有重大失误")

    assert firm.of("F", quarter).state == "appraisal"


def test_the_income_of_a_quarter_is_that_of_its_months(firm):
    firm.now = at("2026-12-01")
    figures = {"customers": "96", "signing": "95", "income": "285", "income_plan": "300"}
    run(firm, "2026-12", {("B", "appraisal", "HR"): figures, ("B", "appraisal", "LEAD"): {"mark": "80"}}, only=("B",))

    quarter = run(firm, "2026-Q4", only=("B",))

    assert {name: quarter.fed[name].value for name in ("earned", "planned")} == {"earned": "285", "planned": "300"}
    assert quarter.score == Decimal("90.00")


def test_a_month_has_its_talk_its_figures_and_a_plan_made_together(firm):
    """A deviation of 6 where 5 is allowed costs one target of three; whoever does not agree has the plan made anew."""
    figures = {**GOOD, "deviation": "6"}
    said = {("F", "appraisal", "HR"): figures, ("F", "appraisal", "LEAD"): {"mark": "80"}, ("F", "agreement"): SILENT}

    one = run(firm, "2026-10", said, until="2026-11-04 15:00")
    while one.state != "agreement":
        firm.play(said, until=f"{firm.now.date()} 17:59")
        one = firm.of("F")
    firm.answer("F", "F", "return", remark="期限太短")
    firm.play({})

    assert firm.path("F") == [
        "setting", "talk", "appraisal", "feedback", "agreement", "feedback", "agreement", "closed",
    ]  # fmt: skip
    assert firm.of("F").score == Decimal("73.33")
    firm.check()


def test_who_does_not_talk_in_a_month_is_escalated_and_on_record(firm):
    said = {("F", "talk"): SILENT}

    one = run(firm, "2026-10", said)

    assert one.given["talk"].forfeited
    assert [mail for mail in firm.mails("GM", "escalation") if mail <= "escalation 2026-11-05"]
    assert one.state == "closed"


def test_hr_is_asked_for_the_figures_of_the_department_and_for_none_where_there_are_none(firm):
    cycle = firm.launch(filled_in(), "2026-10", only=("F", "ADM")).id
    firm.play({("*", "appraisal"): SILENT}, until="2026-11-03")
    workflow = firm.regulation("labour-info-kpi")

    asked = workflow.sheet_for(workflow.states["appraisal"], "statistics", firm.of("F", cycle).facts).fields

    assert set(asked) == {"statements", "deviation", "money"}
    assert {task.role for task in firm.of("ADM", cycle).open_tasks} == {"superior"}


def test_two_quarters_below_the_standard_raise_a_proposal(firm):
    """The rules begin in September, so of the third quarter there is one month."""
    firm.now = at("2026-09-01")
    poor = {("F", "appraisal", "HR"): dict.fromkeys(GOOD, "50"), ("F", "appraisal", "LEAD"): {"mark": "90"}}
    labels = ("2026-09", "2026-Q3", "2026-10", "2026-11", "2026-12", "2026-Q4")
    found = {label: run(firm, label, {} if "Q" in label else poor) for label in labels}

    quarters = found["2026-Q3"], found["2026-Q4"]

    assert {one.score for one in found.values()} == {Decimal("45.00")}
    assert [set(one.raised) for one in quarters] == [set(), {"post_or_training"}]
    assert quarters[1].outcomes["bonus"] == "75.00"
    firm.check()
