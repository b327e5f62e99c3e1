"""The online shop's month (register row 8): the points, the pay, and who goes or is rewarded after some months."""

from decimal import Decimal

import pytest

from cycleflow import policy
from tests.policies.stage import SILENT, person

FIRM = (
    person("BOSS", "总经理"),
    person("HR", "人事", "BOSS", department="人事部", roles=("hr",)),
    person("LEAD", "客服主管", "BOSS"),
    person("A", "甲", "LEAD"),
    person("B", "乙", "LEAD"),
)
WORKED = {
    "inquired": "200", "paid": "140", "ordered": "150", "alipay": "135", "own_value": "110", "shop_value": "100",
    "received": "400", "replied": "392", "response": "40", "transactions": "50", "refunded": "1",
    "late": "2", "leave": "1", "commission": "0", "bonus": "0",
}  # fmt: skip
"""X 70, F 90, Y 1.10, Z 98, T 40, twice late, a day's leave."""
MARKS = {"sorted_problems": "3", "relations": "2", "experiences": "10", "attitude": "5"}
POOR = {**WORKED, "paid": "100", "alipay": "108", "own_value": "100", "replied": "300", "response": "60", "late": "9"}
"""21 for inquiries, 12 for payments, nothing for all else the shop counts."""
NOTHING = {"sorted_problems": "0", "relations": "0", "experiences": "1"}


def scored(score):
    """Return what the supervisor marks where somebody with POOR figures and no reports comes to a score of 33 to 38."""
    return {**NOTHING, "attitude": str(Decimal(score) - 33)}


def play(stage, month, **scores):
    """Launch a month for those who are scored in it, and play it to its end."""
    cycle = stage.launch("shop-service-monthly", month, on=f"{month}-01", only=scores)
    script = {(who, "review"): scored(score) for who, score in scores.items()}
    stage.play({**script, ("*", "figures"): POOR, ("*", "weekly_report"): SILENT})
    return cycle.id


def open_duties(stage, who, cycle):
    return [task.state for task in stage.of(who, cycle).open_errands]


def test_a_month_from_launch_to_pay(stage):
    stage.hire(*FIRM)
    stage.launch("shop-service-monthly", "2026-10", on="2026-10-01", only=("A", "B"))

    stage.play({("A", "figures"): WORKED, ("A", "review"): MARKS})

    done = stage.of("A")
    assert done.score == Decimal("80.00")
    assert done.logged_at == done.given["review"].at
    assert stage.path("A") == ["figures", "review", "sign_off", "closed"]
    assert stage.log("A", "weekly_report") == [f"done 2026-10-{day}" for day in ("04", "11", "18", "25")]
    assert stage.mails("HR", "task")[0] == "task 2026-10-31"
    assert done.outcomes["pay"] == "600.00"
    assert done.outcomes["full_attendance"] == "0.00"
    assert done.outcomes["salary"] == "1800.00"
    stage.check()


def test_weekly_reports_that_were_not_made_cost_their_points_and_the_supervisor_is_told(stage_on_sqlite):
    stage = stage_on_sqlite
    stage.hire(*FIRM)
    stage.launch("shop-service-monthly", "2026-10", on="2026-10-01", only=("A",))

    stage.play({("A", "figures"): WORKED, ("A", "review"): MARKS, ("A", "weekly_report"): SILENT})

    assert stage.log("A", "weekly_report") == [f"missed 2026-10-{day}" for day in ("04", "11", "18", "25")]
    assert stage.of("A").score == Decimal("77.00")
    assert stage.mails("LEAD", "escalation") == [f"escalation 2026-10-{day}" for day in ("08", "12", "19", "26")]


def test_fewer_than_two_experiences_are_flagged_and_cost_nothing(stage_on_sqlite):
    stage = stage_on_sqlite
    stage.hire(*FIRM)
    stage.launch("shop-service-monthly", "2026-10", on="2026-10-01", only=("A",))

    stage.play({("A", "figures"): WORKED, ("A", "review"): {**MARKS, "experiences": "1"}})

    (noted,) = stage.of("A").remarks["review"]
    assert noted.words["zh"] == "经验不足两条"
    assert stage.of("A").score == Decimal("78.00")


def test_whoever_objects_is_looked_at_by_the_next_superior_and_rated_again(stage_on_sqlite):
    stage = stage_on_sqlite
    stage.hire(*FIRM)
    stage.launch("shop-service-monthly", "2026-10", on="2026-10-01", only=("A",))
    stage.play({("A", "figures"): WORKED, ("A", "review"): MARKS, ("A", "sign_off"): SILENT}, until="2026-11-01 10:00")

    stage.answer("A", "A", "object", comment="态度分偏低")
    stage.answer("BOSS", "A", "redo")
    stage.answer("LEAD", "A", "submit", **{**MARKS, "attitude": "4", "remark": ""})
    stage.play()

    assert stage.path("A") == ["figures", "review", "sign_off", "second_review", "review", "sign_off", "closed"]
    assert stage.of("A").outcomes["pay"] == "592.50"
    stage.check()


def test_silence_takes_the_result_as_it_is(stage_on_sqlite):
    stage = stage_on_sqlite
    stage.hire(*FIRM)
    stage.launch("shop-service-monthly", "2026-10", on="2026-10-01", only=("A",))

    stage.play({("A", "sign_off"): SILENT})

    assert stage.of("A").state == "closed"


def test_twice_below_35_asks_hr_whether_to_eliminate(stage_on_sqlite):
    stage = stage_on_sqlite
    stage.now = stage.now.replace(month=1, day=1)
    stage.hire(*FIRM)
    first = play(stage, "2026-01", A=34, B=34)
    second = play(stage, "2026-02", A=36, B="34.9")

    assert stage.of("B", first).raised == {}
    assert stage.of("B", second).outcomes["low_run"] == "2"
    assert stage.of("B", second).raised["elimination"]["zh"] == "连续两次分数低于35分"
    assert stage.log("B", "elimination", second)[0].startswith("done")
    third = play(stage, "2026-03", A=34, B=35)
    assert [stage.of(who, third).outcomes["low_run"] for who in "AB"] == ["1", "0"]
    assert stage.of("A", third).raised == {}
    stage.check()


def test_a_result_changed_on_objection_takes_the_elimination_back(stage_on_sqlite):
    stage = stage_on_sqlite
    stage.now = stage.now.replace(month=1, day=1)
    stage.hire(*FIRM)
    play(stage, "2026-01", A=34)
    cycle = stage.launch("shop-service-monthly", "2026-02", only=("A",)).id
    script = {("A", "figures"): POOR, ("A", "review"): scored(34), ("*", "weekly_report"): SILENT}
    stage.play({**script, ("A", "sign_off"): ("object", {"comment": "有误"}), ("A", "second_review"): SILENT})
    stage.answer("BOSS", "A", "redo")

    stage.play({**script, ("A", "review"): scored(35)})

    assert stage.of("A", cycle).outcomes["low_run"] == "0"
    assert "elimination" not in stage.of("A", cycle).duties


@pytest.mark.parametrize(
    ("ranks", "raised"),
    [(["last", "last", "last"], ["elimination"]), (["last", "last", "second", "last"], [])],
    ids=["three-times", "with-a-break"],
)
def test_three_times_last_in_a_row_asks_whether_to_eliminate(stage_on_sqlite, ranks, raised):
    stage = stage_on_sqlite
    stage.now = stage.now.replace(month=1, day=1)
    stage.hire(*FIRM, person("C", "丙", "LEAD"))

    for month, rank in enumerate(ranks, 1):
        cycle = play(stage, f"2026-{month:02}", A=36 if rank == "last" else "37.5", B=37, C=38)

    assert list(stage.of("A", cycle).raised) == raised
    assert stage.of("C", cycle).outcomes["first_run"] == str(len(ranks))
    assert stage.of("C", cycle).outcomes["prize"] == ("200.00" if len(ranks) == 3 else "0.00")
    stage.check()


def test_the_reply_worth_800_of_100_points_that_is_printed_is_refused(stage_on_sqlite):
    text = stage_on_sqlite.regulation("shop-service-monthly").text

    with pytest.raises(policy.PolicyError, match="800"):
        policy.load(text.replace("from 97 below 99: 80", "from 97 below 99: 800"))
