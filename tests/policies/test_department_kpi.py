"""Department sheets (register row 16): a sheet for each post, indicators in their own cycles, three signatures."""

from decimal import Decimal

import pytest

from cycleflow import policy, shipped
from cycleflow.core.model import Deed
from cycleflow.core.refusals import SheetError
from cycleflow.journeys.intervene import intervene
from cycleflow.policy.loading import tables_beside
from tests.policies.stage import SILENT, at, person

FILE = shipped.workflows() / "department-kpi.yaml"
OFFICES = {"PROD": "production_data", "QUAL": "quality", "FIN": "finance", "SALES": "sales_data", "EQ": "equipment"}
FIRM = (
    person("GM", "总经理", department="总部", position="总经理"),
    person("HR", "人事", "GM", department="人事部", roles=("hr",)),
    *(person(one, manager="GM", department="职能", roles=(role,)) for one, role in OFFICES.items()),
    person("PM", "生产经理", "GM", department="生产管理部", position="生产管理部经理"),
    person("WD", "车间主任", "PM", department="生产管理部", position="车间主任"),
    person("TL", "班组长", "WD", department="生产管理部", position="班组长"),
    person("CS", "客服经理", "GM", department="客服部", position="客服部经理"),
    person("AG", "客服", "CS", department="客服部", position="客服专员"),
    person("LEAD", "产品总监", "GM", department="产品部", position="产品总监"),
    person("P", "产品", "LEAD", department="产品部", position="产品经理"),
)
LEVELS = ("document", "research", "optimisation", "coordination", "life_cycle")
SELF = {f"self_{name}": mark for name, mark in zip(LEVELS, ("10", "8", "6", "10", "8"), strict=True)}
MARKS = dict(zip(LEVELS, ("8", "8", "6", "8", "8"), strict=True))
TEAM = {
    "plan_on_time": "100", "productivity": "90", "first_pass": "95", "rework": "4", "hours_reached": "100",
    "accidents": "0", "major_accidents": "1",
}  # fmt: skip


@pytest.fixture
def firm(stage_on_sqlite):
    """Return the firm on a day, everybody hired."""

    def firm(day="2026-02-02", stage=stage_on_sqlite):
        stage.now = at(day)
        stage.hire(*FIRM)
        return stage

    return firm


@pytest.fixture(scope="module")
def workflow():
    return policy.load_file(FILE)


def asked(workflow, position, cadence):
    state = workflow.states["figures"]
    facts = {"position": position, "cadence": cadence, "status": "active"}
    return {name for role in state.ask for name in workflow.sheet_for(state, role, facts).fields}


def told(stage, ratee):
    """Return what is told beside the score."""
    steps = stage.regulation("department-kpi").scorecard.rule.reckon(stage.of(ratee).sheets).also()
    return {step.name: step.value for step in steps}


def test_a_cycle_asks_for_the_indicators_that_have_its_mark(workflow):
    """Only the sampling pass rate is due each month, equipment utilisation only by the year, and all at its close."""
    month, quarter, year = (asked(workflow, "生产管理部经理", one) for one in ("month", "quarter", "year"))

    assert month == {"sampling"}
    assert quarter == {"plan_rate", "profit_rate", "labour", "delivery_rate", "sampling", "cost_cut", "safety"}
    assert year == quarter | {"equipment"}
    assert {"tests", "document_errors", "hours_cut", "process_cut"} == asked(workflow, "工艺管理部经理", "month")
    assert "satisfaction" in asked(workflow, "客服部经理", "quarter")
    assert not any(name.startswith("opinions") for name in asked(workflow, "客服部经理", "quarter"))


def test_the_weights_of_both_workshop_sheets_add_up(workflow):
    levels = workflow.scorecard.rule.measures["total"].rule.levels
    sums = {position: sum(dict(one.weights).values()) for position, one in levels.items()}

    assert list(dict(levels["车间主任"].weights).values()) == [15, 10, 10, 10, 10, 10, 10, 5, 10, 5, 5]
    assert list(dict(levels["班组长"].weights).values()) == [20, 20, 20, 10, 15, 15]
    assert set(sums.values()) == {100}


def test_blanks_that_are_left_keep_the_regulation_from_being_put_in_force():
    """The limits are blank in the source; with one left blank nothing but a draft can be read."""
    text = FILE.read_text(encoding="utf-8")

    with pytest.raises(policy.PolicyError) as refused:
        policy.load(text.replace("figure: 95}", 'figure: "?"}'), find=tables_beside(FILE))

    line = 1 + next(n for n, one in enumerate(text.splitlines()) if "figure: 95}" in one)
    assert any(one.line == line for one in refused.value.complaints)


def test_a_sheet_is_rated_by_both_and_signed_by_three(firm, stage):
    """The product department: 10 + 8 + 6 + 10 + 8 = 42 by himself, 8 + 8 + 6 + 8 + 8 = 38 by the supervisor."""
    stage = firm(stage=stage)
    stage.launch("department-kpi", "2026-02", only=("P",))
    stage.play({("P", "self_rating"): SELF, ("P", "review"): MARKS, ("P", "recheck"): SILENT}, until="2026-03-20")

    assert (stage.of("P").score, told(stage, "P")["self_product"]) == (Decimal("38.00"), 42)
    assert stage.of("P").state == "recheck"
    assert stage.mails("GM", "reminder")
    stage.play()

    assert stage.path("P") == [
        *("self_rating", "review", "assessed_signature", "assessor_signature", "recheck", "closed"),
    ]
    signed = [(entry.came_from, entry.actor) for entry in stage.entries("P") if entry.came_from.endswith("signature")]
    assert signed == [("assessed_signature", "P"), ("assessor_signature", "LEAD")]
    stage.check()


def test_what_is_proved_wrong_afterwards_is_marked_again(firm):
    stage = firm()
    stage.launch("department-kpi", "2026-02", only=("P",))
    stage.play({("P", "self_rating"): SELF, ("P", "review"): MARKS})
    said = {"to": "review", "reason": "优化建议事后证伪"}

    intervene(stage.office, stage.of("P").id, Deed.REOPEN, actor="HR", task=None, said=said, now=stage.now)
    stage.play({("P", "review"): {**MARKS, "optimisation": "0"}})

    assert stage.of("P").score == Decimal("32.00")
    assert stage.path("P").count("recheck") == 2
    stage.check()


def test_only_described_levels_are_taken(firm):
    stage = firm()
    stage.launch("department-kpi", "2026-02", only=("P",))
    stage.ring("2026-02-28 09:30")

    with pytest.raises(SheetError, match="self_document"):
        stage.answer("P", "P", "submit", **{**SELF, "self_document": "9"}, remark="无")


def test_a_department_is_marked_from_its_figures_and_a_workshop_by_its_limits(firm):
    """A major accident costs the team leader all 15 points: 20 + 18 + 19 + 7.5 + 15 = 79.5."""
    stage = firm()
    stage.launch("department-kpi", "2026-02", only=("PM", "TL", "AG", "CS"))
    none = {"opinions_a": "0", "opinions_b": "0", "satisfaction": [{"value": mark} for mark in ("90", "80", "85")]}
    stage.play(
        {
            ("PM", "figures", "QUAL"): {"sampling": "98"},
            ("PM", "review"): {"whole": "88"},
            ("TL", "review"): TEAM,
            ("CS", "figures"): none,
        }
    )

    assert (stage.of("PM").score, stage.of("TL").score) == (Decimal("88.00"), Decimal("79.50"))
    assert stage.path("PM")[:3] == ["self_rating", "figures", "review"]
    assert stage.path("TL")[:2] == ["self_rating", "review"]
    assert told(stage, "CS")["f_satisfaction"] == 85
    assert "f_opinions" not in told(stage, "CS")  # nothing was due: not 0 %
    stage.check()


def test_who_has_no_sheet_is_not_appraised(firm):
    stage = firm()
    stage.launch("department-kpi", "2026-02", only=("AG", "LEAD", "FIN"))

    assert [len(stage.running(one)) for one in ("AG", "LEAD", "FIN")] == [1, 0, 0]
