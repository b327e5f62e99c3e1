"""The power company (register row 23): contracts of the year, cards of the month, results taken from level to level."""

from decimal import Decimal

import pytest

from cycleflow.core.grading import reckon
from cycleflow.core.refusals import WindowClosedError
from tests.policies.stage import SILENT, Script, person

FIRM = (
    person("GM", "总经理", department="公司领导"),
    person("HR", "人事", "GM", department="人资部", roles=("hr",)),
    person("PANEL", "考核委员", "GM", department="人资部", roles=("panel",)),
    person("DEPUTY", "副总", "GM", department="公司领导", position="营销副总经理"),
    person("FOREMAN", "队长", "GM", department="线路队", position="队长"),
    person("W", "线路工", "FOREMAN", department="线路队"),
)
LINE_TEAM = {
    "trips": "12", "repair": "85", "damage": "4", "repeated": "2", "accidents": "1", "clearing": "0", "cleared": "98",
    "postponed": "1", "temporary": "1",
}  # fmt: skip
OPERATIONS = {
    "audit": "基本满意", "old_problems": "6", "recovery": "99", "low_late": "0", "low_days": "6", "high_late": "0",
    "high_days": "14", "sold": "49.5978", "line_loss": "2.84", "market": "88.3", "price": "381.32", "mistakes": "1000",
    "cost": "2146.2",
}  # fmt: skip
NONE: list[dict[str, str]] = []


def points(*figures):
    return {"items": [{"points": str(one)} for one in figures]}


def card(*items):
    return {"items": [{"item": one, "standard": "按时", **({"kind": "plan"} if kind else {})} for one, kind in items]}


@pytest.fixture
def firm(stage_on_sqlite):
    stage_on_sqlite.hire(*FIRM)
    return stage_on_sqlite


def test_the_line_team_comes_to_108_with_its_cards_and_its_service_beside(stage):
    """Trips 12, repair 85, damage 4, repeated 2: +14; one accident and 98 % cleared: 94 of 100."""
    stage.hire(*FIRM)
    stage.launch("performance-card-department", "2026-12", on="2026-12-01")
    contract = stage.launch("performance-contract-department", "2026").id
    rating = {"friendly": "7", "thorough": "5", "prompt": "4", "effective": "6"}

    stage.play(
        {
            ("线路队", "card"): card(("巡线", True), ("消缺", True)),
            ("线路队", "marks"): points(5, -2),
            ("线路队", "contract"): {"items": NONE, "plan": "消缺计划"},
            ("线路队", "service"): rating,
            ("线路队", "service", "HR"): {**rating, "prompt": "2"},
            ("线路队", "figures"): LINE_TEAM,
        }
    )

    line = stage.of("线路队", contract)
    assert (line.score, line.state) == (Decimal("108.00"), "closed")
    told = {one.name: one.value for one in reckon(stage.regulation("performance-contract-department"), line).also()}
    assert [told[name] for name in ("kpi", "base", "common")] == [14, 94, 0]
    assert [told[name] for name in ("monthly", "prompt", "prompt_best", "prompt_worst")] == [3, 3, 4, 2]
    assert stage.path("线路队", contract)[:4] == ["contract", "signing", "service", "figures"]
    stage.check()


def test_the_deputy_comes_to_1069_and_is_told_what_his_company_came_to(firm):
    company = firm.launch("performance-contract-company", "2026", on="2026-11-02").id
    firm.launch("performance-contract", "2026", only=("DEPUTY", "FOREMAN"))
    items = [{"item": "供电可靠率", "level": level, "standard": "达标"} for level in ("kpi", "base", "common")]

    firm.play(
        {
            ("company", "contract"): {"items": items, "plan": "计划"},
            ("company", "assessment"): points(5, -2, -1),
            ("DEPUTY", "contract"): {"items": NONE, "plan": "计划"},
            ("DEPUTY", "figures"): OPERATIONS,
            ("FOREMAN", "contract"): {"items": items, "plan": "计划"},
            ("FOREMAN", "assessment"): points(3, 1, 4),
        }
    )

    assert firm.of("company", company).score == Decimal("102.00")
    assert firm.of("DEPUTY").score == Decimal("106.90")
    # What is forbidden earns nothing: 100 + 3 + 1.
    assert firm.of("FOREMAN").score == Decimal("104.00")
    assert firm.of("FOREMAN").sheets["figures"] == {}
    assert firm.of("DEPUTY").fed["company_score"].value == "102"
    firm.check()


def test_a_contract_holds_once_it_is_signed_and_an_objection_is_heard_for_five_days(firm):
    firm.launch("performance-contract", "2026", on="2026-11-02", only=("DEPUTY", "FOREMAN"))
    script: Script = {("*", "contract"): {"items": NONE}, ("DEPUTY", "figures"): OPERATIONS, ("*", "result"): SILENT}
    firm.play({**script, ("*", "signing"): SILENT}, until="2026-11-03")
    firm.answer("DEPUTY", "DEPUTY", "return", remark="目标过高")
    assert firm.path("DEPUTY") == ["contract", "signing", "contract"]

    # Nobody else signs for him: HR is told, and it waits.
    firm.play({**script, ("FOREMAN", "signing"): SILENT}, until="2027-01-06")
    assert firm.of("FOREMAN").state == "signing"
    assert firm.mails("HR", "escalation")
    assert firm.of("DEPUTY").score == Decimal("106.90")

    assert firm.due("DEPUTY") == "2027-01-08 18:00"
    firm.answer("DEPUTY", "DEPUTY", "object", comment="线损口径有误")
    firm.play(
        {
            **script,
            ("DEPUTY", "second_look"): ("change", {"score": "107.4", "reason": "口径更正"}),
            ("*", "signing"): SILENT,
        }
    )
    assert firm.of("DEPUTY").score == Decimal("107.40")


def test_an_objection_too_late_is_refused(firm):
    firm.launch("performance-contract", "2026", on="2026-11-02", only=("DEPUTY",))
    firm.play(
        {("DEPUTY", "contract"): {"items": NONE}, ("DEPUTY", "figures"): OPERATIONS, ("DEPUTY", "result"): SILENT},
        until="2027-01-08",
    )

    firm.now = firm.now.replace(day=9)
    with pytest.raises(WindowClosedError):
        firm.answer("DEPUTY", "DEPUTY", "object", comment="迟了")


def test_the_cards_of_a_month_add_up_and_the_work_inside_the_team_too(firm):
    firm.launch("performance-card-department", "2026-11", on="2026-11-02")
    firm.launch("performance-card-post", "2026-11", only=("W",))
    work = [{"task": "登杆", "times": "12", "quota": "1.5"}, {"task": "巡线", "times": "4", "quota": "8"}]

    firm.play(
        {
            ("线路队", "card"): card(("巡线", True), ("消缺", True)),
            ("线路队", "marks"): points(5, -2),
            ("W", "card"): card(("登杆", False), ("巡线", False)),
            ("W", "work"): {"work": work},
            ("W", "marks"): points(3, 1),
        }
    )

    assert firm.of("W").score == Decimal("4.00")
    assert firm.of("W").fed["department_card"].value == "3"
    assert firm.entered("W", "marks") == "2026-11-30"
    firm.check()
