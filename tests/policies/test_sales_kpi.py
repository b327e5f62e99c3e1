"""Sales, region, channel and promotion (register row 27): every indicator in its own cycles, from its own source."""

from decimal import Decimal

import pytest

from cycleflow import policy, shipped
from tests.policies.stage import SILENT, at, person

FIRM = (
    person("BOSS", "总经理", department="总部"),
    person("HR", "人事", "BOSS", department="人事部", roles=("hr",)),
    person("FIN", "财务", "BOSS", department="财务部", roles=("finance",)),
    person("MKT", "市场", "BOSS", department="市场部", roles=("market",)),
    person("HEAD", "销售部长", "BOSS", department="销售部", roles=("sales_data",)),
    person("S", "丁", "HEAD", department="销售部"),
    person("RHEAD", "区域部长", "BOSS", department="区域部"),
    person("R", "戊", "RHEAD", department="区域部"),
    person("CHEAD", "渠道部长", "BOSS", department="渠道部"),
    person("C", "己", "CHEAD", department="渠道部"),
    person("PHEAD", "促销部长", "BOSS", department="促销部"),
    person("P", "庚", "PHEAD", department="促销部"),
)
PERIODS = {"month": "2026-12", "quarter": "2026-Q4", "year": "2026"}


@pytest.fixture(scope="module")
def workflow():
    return policy.load_file(shipped.workflows() / "sales-kpi.yaml")


def marks(workflow, department):
    """Return how many of the indicators a department's table prints have each mark, a rate being one, not two."""
    state = workflow.states["figures"]
    asked = {}
    for cadence in PERIODS:
        facts = {"department": department, "cadence": cadence, "status": "active"}
        names = {name for role in state.ask for name in workflow.sheet_for(state, role, facts).fields}
        asked[cadence] = len({name.removesuffix("_a").removesuffix("_b") for name in names})
    return asked


@pytest.mark.parametrize(
    ("department", "month", "quarter", "year"),
    [("销售部", 2, 9, 10), ("区域部", 3, 9, 10), ("渠道部", 1, 9, 11), ("促销部", 2, 6, 8)],
)
def test_each_cycle_asks_for_the_indicators_that_have_its_mark(workflow, department, month, quarter, year):
    """The stock of the channels is three figures (what there is, and its range), the effect of a promotion two."""
    assert marks(workflow, department) == {"month": month, "quarter": quarter, "year": year}


def test_one_person_is_appraised_by_month_quarter_and_year_on_the_figures_of_each(stage):
    stage.now = at("2026-12-01")
    stage.hire(*FIRM)
    cycles = [stage.launch("sales-kpi", label, only=("S",)).id for label in PERIODS.values()]

    stage.play({("S", "review"): ("submit", {"whole": "88", "explanation": "依据数据"})})

    told = [{one.name for one in score_of(stage, "S", cycle)} for cycle in cycles]
    assert [("f_plan" in one, "f_growth" in one) for one in told] == [(False, False), (True, False), (True, True)]
    assert [stage.of("S", cycle).score for cycle in cycles] == [Decimal("88.00")] * 3
    assert {stage.of("S", cycle).state for cycle in cycles} == {"closed"}
    assert stage.path("S") == ["figures", "review", "sign_off", "closed"]
    stage.check()


def score_of(stage, ratee, cycle=None):
    """Return what is told beside the score."""
    one = stage.of(ratee, cycle)
    workflow = stage.office.workflows(one.fingerprint)
    return workflow.scorecard.rule.reckon(one.sheets, {**one.facts}).also()


def test_whoever_the_table_names_as_the_source_gives_the_figure(stage_on_sqlite):
    stage = stage_on_sqlite
    stage.now = at("2026-10-01")
    stage.hire(*FIRM)
    stage.launch("sales-kpi", "2026-Q4", only=("S", "R", "C", "P", "FIN"))
    stage.ring("2026-12-31 09:30")

    asked = {one: {task.member.person for task in stage.of(one).open_tasks} for one in ("S", "R", "C", "P")}
    assert asked == {
        "S": {"HEAD", "FIN", "MKT"},
        "R": {"RHEAD", "HEAD", "FIN", "MKT"},  # the sales department counts the region's new customers
        "C": {"CHEAD", "FIN"},
        "P": {"PHEAD", "FIN", "MKT"},
    }
    assert not stage.running("FIN")  # no table of the finance department


def test_who_does_not_give_figures_is_reminded_and_hr_learns_of_it(stage_on_sqlite):
    stage = stage_on_sqlite
    stage.now = at("2026-11-02")
    stage.hire(*FIRM)
    stage.launch("sales-kpi", "2026-11", only=("P",))
    stage.play({("P", "figures", "FIN"): SILENT}, until="2026-12-10")

    assert stage.due("P") == "2026-12-07 18:00"
    assert stage.mails("FIN", "reminder") == ["reminder 2026-12-04", "reminder 2026-12-08"]
    assert stage.mails("HR", "escalation") == ["escalation 2026-12-09"]
    stage.play({("P", "figures", "FIN"): {"p_lift_a": "110", "p_lift_b": "100"}})

    assert stage.of("P").state == "closed"
    assert {one.name: one.value for one in score_of(stage, "P")}["f_p_lift"] == 10
    stage.check()
