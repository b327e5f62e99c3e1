"""The default regulation (register row 1): its points of improvement are looked at again."""

from decimal import Decimal

import pytest

from cycleflow import policy, shipped
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


GOAL = "{goal: 一, standard: 甲, weight: %s}"
POINT = "{point: 一, action: 二}"


@pytest.mark.parametrize(
    "example",
    [
        "{period: 2026-Q4, given: {opened: 2026-10-01}, expect: {goal_setting: 2026-10-20}}",
        "{given: {goal_setting.goals.weight: [60, 40], manager_review.goals.score: [4, 3]}, expect: {score: 3.6}}",
        f"{{sheet: goals, given: {{goals: [{GOAL % 5}, {GOAL % 95}]}}, refused: none}}",
        f"{{sheet: goals, given: {{goals: [{GOAL % 4}, {GOAL % 96}]}}, refused: goals.weight}}",
        f"{{sheet: goals, given: {{goals: [{GOAL % 50}, {GOAL % 40}]}}, refused: goals.weight}}",
        f"{{sheet: goals, given: {{goals: [{', '.join([GOAL % 10] * 9)}]}}, refused: goals}}",
        f"{{sheet: interview, given: {{improvements: [{', '.join([POINT] * 4)}]}}, refused: improvements}}",
        "{sheet: interview, answer: record, given: {notes: 一, signature: true}, refused: verdict}",
        "{sheet: opinion, answer: sign, given: {signature: true}, refused: opinion}",
        "{sheet: opinion, answer: sign, given: {opinion: reserve, signature: true}, refused: none}",
        "{heads: 20, expect: {5: 1, 4: 2, 3: 14, 2: 2, 1: 1}}",
    ],
)
def test_the_default_comes_to_what_its_sources_say(example):
    """What fails where the file's text is changed, as much is tried that way, stands here and not in the file."""
    text = (shipped.workflows() / "quarterly.yaml").read_text(encoding="utf-8")
    without = text.partition("\nexamples:")[0]

    assert policy.load(f"{without}\nexamples: [{example}]\n", years=(2026, 2027)).name == "quarterly"
