"""Providers of figures are asked side by side, as far as they have anything to give."""

from datetime import date

from cycleflow.core.model import Appraisal, Given
from cycleflow.journeys.disclosure import everything
from cycleflow.journeys.launch import plan_launch
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.policy import load, years_around
from tests.offices import LAUNCH

TEXT = """
workflow: provided
title: 数据 | Figures
status: effective
period: [month, quarter]
calendar: {country: CN, zone: Asia/Shanghai}
roles: {manager: manager, finance: group(finance), hr: group(hr)}
eligibility: [{when: department == "总经理室", then: excluded, reason: 负责人 | Owner}]
indicators:
  manner: {title: 态度 | Manner, number: 0..10, by: manager}
  cost: {title: 费用 | Cost, number: 0..10, by: finance, every: [quarter], optional: true}
score: {after: figures, measures: {total: {mean: [manner, cost]}}, result: total}
states:
  figures:
    {ask: {manager: manager_indicators, finance: finance_indicators}, complete: each, due: cycle.end + 5 workdays,
      answers: {submit: done}}
  done:
words:
  states: {figures: 数据 | Figures, done: 归档 | Done}
  answers: {submit: 提交 | Submit}
"""


def plan(office, period, text=TEXT):
    workflow = load(text.replace(", hr: group(hr)", "") if "escalate" not in text else text, years=years_around(period))
    return plan_launch(office, LaunchOrder(workflow=workflow, period=period, by="E2"), LAUNCH)


def test_a_role_nobody_holds_blocks_only_where_it_has_something_to_give(office):
    assert plan(office, "2026-11").problems == ()
    (problem,) = plan(office, "2026-Q4").problems
    assert problem.startswith("In figures nobody can be asked for E2, E3")


def test_an_escalation_stands_in_for_a_role_nobody_holds(office):
    text = TEXT.replace("complete: each,", "complete: each, escalate: {hr: 1 workday},")

    found = plan(office, "2026-Q4", text)

    assert found.problems == ()
    assert any("nobody is finance" in one and "hr is asked instead" in one for one in found.warnings)


CHECKED = (
    TEXT.replace("finance: group(finance)", "finance: {who: group(finance), when: level == 'M'}")
    .replace("\nwords:", "\nduties: {check: {every: month, ask: finance}}\nwords:")
    .replace("\n  answers:", "\n  duties: {check: 检查 | Check}\n  answers:")
)


def test_a_role_that_depends_on_a_condition_is_not_missed_where_nobody_holds_it(office):
    assert plan(office, "2026-Q4", CHECKED).problems == ()


def test_a_duty_nobody_can_be_asked_blocks(office):
    found = plan(office, "2026-11", CHECKED.replace("{who: group(finance), when: level == 'M'}", "group(finance)"))

    (problem,) = found.problems
    assert problem.startswith("In check nobody can be asked for E2, E3")


def test_whoever_gave_nothing_where_each_provider_is_asked_is_not_shown():
    workflow = load(TEXT.replace(", hr: group(hr)", ""), years=years_around("2026-Q4"))
    given = Given(by=("E5",), at=LAUNCH, answer="submit")
    appraisal = Appraisal(
        id="provided-2026-Q4.E7",
        cycle="provided-2026-Q4",
        person="E7",
        fingerprint=workflow.fingerprint,
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 12, 31),
        state="done",
        sheets={"figures": {"manner": "3"}},
        given={"figures": given},
    )

    assert [one.fields.name for one in everything(workflow, appraisal)] == ["manager_indicators"]
