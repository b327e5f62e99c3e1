"""Management by objectives (register row 20): goals down the line, weights by level, the matrix, coaching."""

from decimal import Decimal

import pytest

from cycleflow.core.refusals import SheetError
from tests.policies.stage import SILENT, Script, person

FIRM = (
    person("BOSS", "总经理", department="总经办", level="L1"),
    person("HR", "人事", "BOSS", department="人事部", roles=("hr",)),
    person("PANEL", "董事", "BOSS", department="总经办", roles=("panel",)),
    person("HEAD", "财务总监", "BOSS", department="财务部", level="L2"),
    person("LEAD", "科长", "HEAD", department="财务部", level="L2"),
    person("A", "出纳", "LEAD", department="财务部", level="L3"),
    person("B", "会计", "LEAD", department="财务部", level="L3"),
)
DAY = "2026-12-31"


def goals(*weights):
    return [{"goal": "现金准确", "by": DAY, "degree": "零差错", "weight": str(weight)} for weight in weights]


def items(*weights):
    return [
        {"item": name, "weight": str(one)} for name, one in zip(("求实", "客户服务", "团队精神"), weights, strict=False)
    ]


def scores(*marks):
    return [{"score": str(mark)} for mark in marks]


CASHIER: Script = {
    ("A", "goals"): {"quantitative": goals(100), "leading": [], "values": items(50, 30, 20)},
    ("A", "goal_check"): {"behaviour_share": "30"},
    ("A", "marks"): {"quantitative": scores("4.5"), "leading": [], "values": scores(4, 2, 3)},
}


@pytest.fixture
def firm(stage_on_sqlite):
    stage_on_sqlite.hire(*FIRM)
    return stage_on_sqlite


def test_the_cashier_comes_to_411_and_to_b(stage):
    """50 % × 4 + 30 % × 2 + 20 % × 3 = 3.2; 70 % × 4.5 + 30 % × 3.2 = 4.11."""
    stage.hire(*FIRM)
    stage.launch("management-by-objectives", "2026-Q4", on="2026-10-01", only=("A",))

    stage.play({**CASHIER, ("A", "self_review"): {"wish": "High"}})

    assert (stage.of("A").score, stage.of("A").grade) == (Decimal("4.11"), "B")
    assert stage.path("A") == [
        *("goals", "goal_check", "goal_agreement", "self_review", "views", "interview_invitation", "interview"),
        *("marks", "department", "company", "result", "closed"),
    ]
    # The notice of the interview is a week before it, and the score comes after it.
    assert stage.entered("A", "interview_invitation") == "2026-12-31"
    assert stage.entered("A", "marks") >= "2027-01-07"
    assert stage.of("A").outcomes["development"] == "Develop"
    assert [mail.split()[0] for mail in stage.mails("HEAD", "task")] == [
        "task"
    ] * 2  # the department, and the promotion
    assert stage.log("A", "promotion")[0].startswith("done")
    assert [one.split()[1] for one in stage.log("A", "record")] == ["2026-10-31", "2026-11-30", "2026-12-31"]
    assert stage.mails("HR", "for_information")
    stage.check()


def test_each_level_counts_with_its_own_weight(firm):
    """Company 4, department 3; of the middle 2 (20 : 50 : 30), of the others 5 (0 : 20 : 80)."""
    for regulation in ("management-by-objectives-company", "management-by-objectives-department"):
        firm.launch(regulation, "2026", on="2026-10-01")
    firm.launch("management-by-objectives", "2026", only=("HEAD", "A"))
    of_goals = {"goals": goals(50, 50)}

    firm.play(
        {
            ("company", "goals"): of_goals,
            ("company", "marks"): {"goals": scores(4, 4)},
            ("财务部", "goals"): of_goals,
            ("财务部", "marks"): {"goals": scores(3, 3)},
            ("HEAD", "goals"): {"quantitative": goals(100), "leading": goals(100), "values": items(100)},
            ("HEAD", "marks"): {"quantitative": scores(2), "leading": scores(2), "values": scores(2)},
            ("A", "goals"): {"quantitative": goals(100), "leading": [], "values": items(100)},
            ("A", "marks"): {"quantitative": scores(5), "leading": [], "values": scores(5)},
        }
    )

    assert [(firm.of(one).score, firm.of(one).grade) for one in ("HEAD", "A")] == [
        (Decimal("2.00"), "D"),
        (Decimal("5.00"), "A"),
    ]
    assert [firm.of(one).outcomes["composite"] for one in ("HEAD", "A")] == ["2.90", "4.60"]
    assert firm.log("A", "reward")[0].startswith("done")
    firm.check()


def test_a_no_goes_back_one_step_and_what_is_approved_above_stays(firm):
    above = firm.launch("management-by-objectives-company", "2026-Q4", on="2026-10-01").id
    firm.play(until="2026-10-12")
    firm.launch("management-by-objectives-department", "2026-Q4")
    firm.play({("财务部", "check"): SILENT}, until="2026-10-14")

    firm.answer("BOSS", "财务部", "return", remark="与公司目标不符")

    assert firm.of("财务部").state == "goals"
    assert firm.of("company", above).given["check"].answer == "approve"
    firm.launch("management-by-objectives", "2026-Q4", only=("A",))
    firm.play({("A", "goal_check"): ("return", {"advice": "不可衡量"})}, until="2026-10-15")
    assert set(firm.path("A")) == {"goals", "goal_check"}


def test_the_limits_of_goals_are_kept(firm):
    firm.launch("management-by-objectives", "2026-Q4", on="2026-10-01", only=("A", "LEAD"))
    firm.ring()
    good = {"leading": [], "values": items(100)}

    for refused in (goals(4, 96), goals(*[10] * 7, 15, 15), goals(60, 30)):
        with pytest.raises(SheetError):
            firm.answer("A", "A", "submit", quantitative=refused, **good)
    with pytest.raises(SheetError, match="Eight duties"):
        firm.answer("A", "A", "submit", quantitative=goals(*[20] * 5), leading=goals(*[20] * 4), values=items(100))
    with pytest.raises(SheetError, match="goals of leading"):
        firm.answer("LEAD", "LEAD", "submit", quantitative=goals(100), **good)
    assert firm.answer("A", "A", "submit", quantitative=goals(5, 95), **good).state == "goal_check"


def test_the_department_may_grade_otherwise_and_hr_arbitrates(firm):
    firm.launch("management-by-objectives", "2026-Q4", on="2026-10-01", only=("A", "B"))
    marks = {"quantitative": scores(2), "leading": [], "values": scores(1, 1, 1)}
    script: Script = {
        **CASHIER,
        ("B", "goals"): CASHIER["A", "goals"],
        ("B", "goal_check"): CASHIER["A", "goal_check"],
        ("A", "marks"): marks,
        ("B", "marks"): marks,
        ("*", "result"): SILENT,
        ("A", "department"): ("agree", {"grade": "C", "opinion": "带病坚持工作"}),
    }

    firm.play(script, until="2027-01-29")
    assert firm.entered("A", "result") == "2027-01-22"

    # 70 % × 2 + 30 % × 1 = 1.70: of DE the better, from 1.5 on.
    assert (firm.of("B").score, firm.of("B").grade, firm.of("A").grade) == (Decimal("1.70"), "D", "C")
    firm.answer("A", "A", "appeal", comment="数据有误")
    firm.play({**script, ("A", "appeal"): ("change", {"grade": "B", "reason": "数据更正"})})
    assert [(firm.of(one).grade, firm.of(one).state) for one in ("A", "B")] == [("B", "closed"), ("D", "closed")]
    assert firm.entered("B", "closed") == "2027-02-02"  # ten days from the notice, and silence
    firm.check()


def test_coaching_goes_on_until_the_goal_is_reached(firm):
    firm.launch("management-by-objectives", "2026-Q4", on="2026-10-01", only=("A",))
    plan = {("A", "plan"): {"until": "2027-02-01"}}

    firm.play({**CASHIER, **plan, ("A", "consent"): "return"}, until="2027-01-12")
    assert len(firm.log("A", "plan")) > 1
    firm.play({**CASHIER, **plan, ("A", "consent"): "agree", ("A", "coaching"): SILENT}, until="2027-01-20")
    assert firm.due("A", duty="coaching") == "2027-02-01 18:00"
    firm.answer("LEAD", "A", "not_reached", duty="coaching", effect="尚有差距")

    firm.play({**CASHIER, **plan, ("A", "coaching"): "reached"})

    assert [row.answer for row in firm.of("A").duties["coaching"].rows] == ["not_reached", "reached"]
    firm.check()
