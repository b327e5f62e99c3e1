"""The dispute over performance pay (register row 29): method, requirement and appraisal proved, or no deduction."""

import pytest

from tests.policies.stage import SILENT, at, person

FIRM = (
    person("GM", "总经理", department="总经办"),
    person("HR", "人事", "GM", department="人事部", roles=("hr",)),
    person("LEAD", "主管", "GM", department="研发部"),
    person("A", "陈某", "LEAD", department="研发部", attributes={"wage": "10000"}),
)
MARKED = {("A", "review"): {"mark": "0"}}
"""The company says he failed."""


def month(stage, label, script=None):
    stage.launch("performance-pay-monthly", label, only=("A",))
    stage.play({**MARKED, **(script or {})}, until=f"{label}-28 09:00")
    stage.play({**MARKED, **(script or {})})
    return stage.of("A")


@pytest.fixture
def firm(stage_on_sqlite):
    stage_on_sqlite.now = at("2026-09-01")
    stage_on_sqlite.hire(*FIRM)
    return stage_on_sqlite


def test_an_appraisal_that_is_proved_may_cost_performance_pay(stage):
    stage.now = at("2026-09-01")
    stage.hire(*FIRM)

    one = month(stage, "2026-09")

    assert (one.outcomes or {})["performance_pay"] == "0.00"
    assert stage.log("A", "gap") == []
    stage.check()


@pytest.mark.parametrize("lacking", ["requirement", "acknowledgement", "review"])
def test_whichever_proof_is_missing_the_pay_is_full(firm, lacking):
    one = month(firm, "2026-09", {("A", lacking): SILENT})

    assert (one.outcomes or {})["performance_pay"] == "2000.00"
    assert len(firm.log("A", "gap")) == 1
    firm.check()


def test_what_could_not_have_been_withheld_adds_up_month_by_month(firm):
    for label in ("2026-09", "2026-10", "2026-11"):
        one = month(firm, label, {("A", "acknowledgement"): SILENT})

    assert [(one.outcomes or {})[name] for name in ("unproven_months", "exposure")] == ["3", "6000"]


def test_who_leaves_keeps_the_performance_pay_of_his_month(firm):
    firm.launch("performance-pay-monthly", "2026-09", only=("A",))
    firm.play(MARKED, until="2026-09-20")
    firm.hire(person("A", "陈某", "LEAD", department="研发部", attributes={"wage": "10000"}, status="left"))
    firm.play({("A", "review"): {"mark": "100"}})

    assert (firm.of("A").outcomes or {})["performance_pay"] == "2000.00"
