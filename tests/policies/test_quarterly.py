"""The default regulation (register row 1): its points of improvement are looked at again."""

from decimal import Decimal

import pytest

from cycleflow.core.refusals import SheetError
from tests.policies.stage import SILENT, at, person

FIRM = (
    person("GM", "总经理", department="总经办"),
    person("HR", "人事", "GM", department="人事部", roles=("hr",)),
    person("PANEL", "评审", "GM", department="人事部", roles=("panel",)),
    person("HEAD", "部长", "GM", department="研发部"),
    person("LEAD", "组长", "HEAD", department="研发部"),
    person("A", "甲", "LEAD", department="研发部"),
)
GOALS = {
    "goals": [{"goal": "目标", "standard": "95%", "weight": "60"}, {"goal": "周报", "standard": "每周", "weight": "40"}]
}
WELL = {
    ("A", "goal_setting"): GOALS,
    ("A", "manager_review"): {"goals": [{"score": "4", "facts": "数据"}, {"score": "3", "facts": ""}]},
}


@pytest.fixture
def quarter(stage_on_sqlite):
    stage = stage_on_sqlite
    stage.now = at("2026-10-08")
    stage.hire(*FIRM)
    stage.launch("quarterly", "2026-Q4", only=("A",))
    return stage


def test_the_points_of_improvement_are_looked_at_thirty_workdays_after_the_interview(quarter):
    quarter.play({**WELL, ("A", "check_in"): SILENT}, until="2027-02-10")
    due = quarter.due("A", duty="check_in")
    quarter.play(WELL)

    one = quarter.of("A")
    assert (one.state, one.score) == ("closed", Decimal("3.60"))
    assert due == "2027-03-19 18:00"
    assert quarter.log("A", "check_in") == ["done 2027-03-19"]
    quarter.check()


def test_who_is_invited_is_told_what_to_bring_and_a_week_ahead(quarter):
    quarter.play({**WELL, ("A", "interview_invitation"): SILENT}, until="2027-01-25 09:30")
    with pytest.raises(SheetError, match="earliest"):
        quarter.answer("LEAD", "A", "invite", held_at="2027-01-29T10:30", place="会议室", bring="考核书、总结")
    quarter.answer("LEAD", "A", "invite", held_at="2027-02-01T10:30", place="会议室", bring="考核书、总结")

    assert quarter.of("A").sheets["interview_invitation"]["bring"] == "考核书、总结"
