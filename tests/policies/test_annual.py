"""The annual cycle (register rows 18 and 19): return loops, a change in mid-year, eight modes, three weightings."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cycleflow.core.refusals import SheetError
from tests.policies.stage import SILENT, at, person

FIRM = (
    person("GM", "总经理", department="总经办"),
    person("HR", "人事", "GM", department="人事部", roles=("hr",)),
    person("PANEL", "考评", "GM", department="人事部", roles=("panel",)),
    person("HEAD", "部长", "GM", department="研发部"),
    person("LEAD", "组长", "HEAD", department="研发部"),
    person("A", "甲", "LEAD", department="研发部"),
)


def goals(*weights, kind="planned"):
    rows = [
        {
            "kind": kind,
            "nature": "result",
            "goal": f"目标{n}",
            "measure": "12月前20个",
            "plan": "拜访",
            "weight": weight,
        }
        for n, weight in enumerate(weights, 1)
    ]
    return {"goals": rows, "development": [{"goal": "谈判", "how": "培训"}]}


def marks(*scores):
    return {"goals": [{"score": score, "facts": "行为、事例、结果"} for score in scores]}


def abilities(*scores, attitude="80"):
    rows = [{"ability": f"能力{n}", "score": score} for n, score in enumerate(scores, 1)]
    return {"abilities": rows, "attitudes": [{"attitude": "责任心", "score": attitude}]}


WELL = {
    ("A", "goal_setting"): goals("60", "40"),
    ("A", "year_end_marks"): marks("4", "3"),
    ("A", "year_end_abilities"): abilities("3", "3", "3", "3", "2"),
    ("A", "feedback"): SILENT,
    ("A", "proposal"): "propose",
}
"""Performance 3.6 of 4 is 90 %, ability 2.8 of 4 is 70 %, attitude 80: reward 86, raise 80, promotion 78."""


@pytest.fixture
def annual(stage_on_sqlite):
    """Return the firm with the cycle of 2026 launched for one person, late, so that less happens."""
    return begun(stage_on_sqlite, "2026-12-01")


def begun(stage, day):
    stage.now = at(day)
    stage.hire(*FIRM)
    stage.launch("annual", day[:4], only=("A",))
    return stage


def test_a_year_from_the_goals_to_the_follow_up_of_the_plan(stage):
    begun(stage, "2026-12-01")

    stage.play(WELL)

    assert stage.path("A") == [
        "goal_setting", "goal_consent", "goal_filing", "mid_year", "mid_year_decision", "notice", "self_review",
        "interview_invitation", "interview", "year_end_marks", "year_end_abilities", "calibration", "result", "closed",
    ]  # fmt: skip
    one = stage.of("A")
    assert (one.score, one.grade) == (Decimal("3.60"), "满意")
    told = ("reward", "raise", "promotion", "mode")
    assert [(one.outcomes or {})[name] for name in told] == ["86.00", "80.00", "78.00", "在职培训"]
    assert [len(stage.log("A", duty)) for duty in ("proposal", "approval", "superior", "action")] == [1, 1, 0, 1]
    assert [len(stage.log("A", duty)) for duty in ("improvement", "plan_consent", "follow_up")] == [1, 1, 1]
    assert stage.mails("HR", "closed")
    assert stage.mails("A", "invitation")
    stage.check()


def test_goals_are_not_in_force_before_the_employee_agrees_and_return_one_step_at_a_time(annual):
    annual.answer("LEAD", "A", "submit", **goals("60", "40"))
    annual.answer("A", "A", "return", remark="太多")
    annual.answer("LEAD", "A", "submit", **goals("100"))
    annual.answer("A", "A", "agree", signature=True)
    annual.answer("HEAD", "A", "return", remark="与部门目标不符")

    assert annual.of("A").state == "goal_consent"
    assert annual.path("A")[-3:] == ["goal_consent", "goal_filing", "goal_consent"]


def test_a_measure_that_only_repeats_the_goal_is_refused(annual):
    rows = [{**row, "measure": row["goal"]} for row in goals("100")["goals"]]

    with pytest.raises(SheetError, match="measured"):
        annual.answer("LEAD", "A", "submit", **{**goals("100"), "goals": rows})


def test_goals_changed_in_mid_year_are_the_ones_marked_and_both_are_kept(annual):
    changed = {
        ("A", "mid_year_decision"): ("change", {"change": "新任务"}),
        ("A", "goal_change"): goals("50", "25", "25", kind="changed"),
        ("A", "year_end_marks"): marks("4", "2", "3"),
    }
    annual.play({**WELL, **changed, ("A", "change_filing"): SILENT}, until="2026-12-04")
    before = annual.of("A").sheets["goal_setting"]["goals"]
    annual.play({**WELL, **changed})

    one = annual.of("A")
    assert [row["weight"] for row in before] == ["60", "40"]
    assert [row["weight"] for row in one.sheets["goal_setting"]["goals"]] == ["50", "25", "25"]
    assert one.score == Decimal("3.25")  # 4 × 50 % + 2 × 25 % + 3 × 25 %
    assert "goal_setting" in one.former
    annual.check()


def test_last_year_goes_into_this_year(stage_on_sqlite):
    begun(stage_on_sqlite, "2025-12-10").play(WELL, until="2026-03-30")
    stage = begun(stage_on_sqlite, "2026-12-10")
    stage.play({**WELL, ("A", "year_end_marks"): marks("4", "4"), ("A", "result"): SILENT}, until="2027-01-28")

    one = stage.of("A")
    assert (one.state, one.score) == ("result", Decimal("4.00"))
    assert str(one.fed["last_year"].value) == "3.6"


def test_a_quarter_of_an_hour_is_no_notice_and_an_interrupted_talk_is_arranged_anew(annual):
    annual.play({**WELL, ("A", "interview_invitation"): SILENT}, until="2027-01-04 16:45")

    with pytest.raises(SheetError, match="earliest possible day is 2027-01-05"):
        annual.answer("LEAD", "A", "invite", held_at="2027-01-04T17:00", place="办公室")
    annual.answer("LEAD", "A", "invite", held_at="2027-01-06T10:30", place="会议室")
    annual.play({**WELL, ("A", "interview"): SILENT}, until="2027-01-06 11:00")
    annual.answer("LEAD", "A", "reschedule")

    assert annual.of("A").state == "interview_invitation"
    assert annual.mails("A", "invitation") == ["invitation 2027-01-04"]


def test_nobody_else_consents_and_who_does_not_review_himself_forfeits_it(annual):
    annual.play({**WELL, ("A", "goal_consent"): SILENT}, until="2026-12-20")
    state, told = annual.of("A").state, annual.mails("HR", "escalation")
    annual.play({**WELL, ("A", "self_review"): SILENT}, until="2027-01-25")

    assert (state, told) == ("goal_consent", ["escalation 2026-12-15"])
    assert "interview_invitation" in annual.path("A")
    assert "self_review" not in annual.of("A").sheets


def test_feedback_is_due_every_third_day_and_guidance_follows_where_it_is_needed(stage_on_sqlite):
    annual = begun(stage_on_sqlite, "2026-01-01")
    annual.play(WELL, until="2026-01-09 10:00")
    annual.answer("LEAD", "A", "guide", duty="feedback", said="文件整理", incidents=[])
    annual.play({**WELL, ("A", "coached"): SILENT}, until="2026-01-12 10:00")

    assert [row.split()[1] for row in annual.log("A", "feedback")] == [
        f"2026-01-{day}" for day in ("04", "07", "10", "13")
    ]
    assert annual.log("A", "feedback")[:2] == ["missed 2026-01-04", "done 2026-01-07"]
    assert [len(annual.log("A", duty)) for duty in ("coaching", "coached")] == [1, 1]
    assert annual.due("A", duty="coached") == "2026-01-23 18:00"


def test_the_year_keeps_its_dates(stage_on_sqlite):
    annual = begun(stage_on_sqlite, "2026-01-01")
    goal_setting = annual.due("A")
    annual.play({**WELL, ("A", "mid_year"): SILENT}, until="2026-07-16")

    assert goal_setting == "2026-01-22 18:00"
    assert annual.mails("A", "task")[-1] == "task 2026-07-01"
    assert annual.due("A") == "2026-07-15 18:00"


def test_poor_attitude_with_good_work_lets_the_superior_be_examined(annual):
    annual.play({**WELL, ("A", "year_end_abilities"): abilities("3", "3", attitude="60"), ("A", "superior"): SILENT})

    one = annual.of("A")
    assert (one.outcomes or {})["mode"] == "奖励考查上司"
    assert [(task.state, task.member.person) for task in one.asked] == [("superior", "HEAD")]


@pytest.mark.parametrize(("days", "state"), [(10, "closed"), (11, "")])
def test_an_appeal_is_decided_by_another_and_open_for_ten_days(annual, days, state):
    annual.play({**WELL, ("A", "result"): SILENT}, until="2027-01-29")
    published = at(annual.entered("A", "result"))
    annual.play({**WELL, ("A", "result"): SILENT}, until=f"{published + timedelta(days=days):%Y-%m-%d 09:30}")

    if not state:
        assert annual.of("A").state == "closed"
        return
    annual.answer("A", "A", "appeal", comment="不公")
    assert [task.member.person for task in annual.of("A").open_tasks] == ["HEAD"]
    annual.answer("HEAD", "A", "change", score="3", reason="证据不足")
    one = annual.of("A")
    assert (one.state, one.score, (one.outcomes or {})["reward"]) == ("closed", Decimal("3.00"), "77.00")
    annual.check()
