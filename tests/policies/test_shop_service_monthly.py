"""The online shop's month (register row 8), from launch to signature."""

from decimal import Decimal

from tests.policies.stage import person

FIRM = (
    person("BOSS", "总经理"),
    person("HR", "人事", "BOSS", department="人事部", roles=("hr",)),
    person("LEAD", "客服主管", "BOSS"),
    person("A", "甲", "LEAD"),
    person("B", "乙", "LEAD"),
)
WORKED = {
    "conversion": "70", "payment": "90", "order_value": "1.10", "reply": "98", "response": "40",
    "late": "2", "leave": "1",
}  # fmt: skip
MARKS = {"attitude": "5", "sorted_problems": "3", "weekly_reports": "3", "relations": "2", "experiences": "10"}


def test_a_month_from_launch_to_signature(stage):
    stage.hire(*FIRM)
    stage.launch("shop-service-monthly", "2026-10", on="2026-10-01", only=("A", "B"))

    stage.play({("A", "figures"): WORKED, ("A", "review"): MARKS})

    assert stage.of("A").score == Decimal("80.00")
    assert stage.of("A").state == "closed"
    assert stage.path("A") == ["figures", "review", "sign_off", "closed"]
    stage.check()
