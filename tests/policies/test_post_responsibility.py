"""The post-responsibility system (register row 1): book, interview before score, signatures, complaint, matrix."""

from decimal import Decimal

import pytest

from cycleflow.core.refusals import SheetError
from tests.policies.stage import SILENT, at, person

FIRM = (
    person("GM", "总经理", department="总经办"),
    person("HR", "人事", "GM", department="人事部", roles=("hr",)),
    person("HEAD", "部长", "GM", department="研发部"),
    person("LEAD", "组长", "HEAD", department="研发部"),
    person("A", "甲", "LEAD", department="研发部"),
)


def book(*weights, duties=1):
    rows = [
        {"kind": "planned", "goal": f"目标{n}", "standard": "95%", "finish": "2026-12-20", "weight": weight}
        for n, weight in enumerate(weights, 1)
    ]
    return {
        "duties": [{"duty": f"维护{n}"} for n in range(duties)],
        "goals": rows,
        "values": "协作",
        "development": "培训",
    }


def marks(*scores):
    rows = [
        {"goal": f"目标{n}", "weight": str(100 // len(scores)), "score": score, "facts": "数据"}
        for n, score in enumerate(scores, 1)
    ]
    return {"goals": rows, "behaviour": "4", "ability": "4", "method": "Points"}


WELL = {("A", "book"): book("60", "40"), ("A", "marks"): marks("5", "3")}
"""Goals 4, behaviour 4, ability 4."""


@pytest.fixture
def quarter(stage_on_sqlite):
    return begun(stage_on_sqlite)


def begun(stage, period="2026-Q4", day="2026-12-01"):
    stage.now = at(day)
    stage.hire(*FIRM)
    stage.launch("post-responsibility", period, only=("A",))
    return stage


def test_a_quarter_from_the_book_to_the_points_of_improvement(stage):
    begun(stage)

    stage.play(WELL | {("A", "preparation", "A"): {"wish": "High"}})

    assert stage.path("A") == [
        "book", "goal_agreement", "preparation", "interview_invitation", "interview", "marks", "employee_signing",
        "manager_signing", "head_signing", "result", "closed",
    ]  # fmt: skip
    one = stage.of("A")
    assert (one.score, one.grade, (one.outcomes or {})["matrix"]) == (Decimal("4.00"), "4", "发展")
    assert [len(stage.log("A", duty)) for duty in ("check_in", "incentive", "training")] == [1, 1, 0]
    stage.check()


@pytest.mark.parametrize(
    ("sheet", "where"),
    [
        (book("96", "4"), "goals"),
        (book("60", "30"), "goals"),
        (book("100", duties=9), "duties"),
        (book("100") | {"goals": [{**book("100")["goals"][0], "standard": "目标1"}]}, "goals"),
    ],
    ids=["a goal of 4 %", "weights of 90", "a ninth duty", "a standard that repeats the goal"],
)
def test_a_book_that_breaks_its_rules_is_refused(quarter, sheet, where):
    with pytest.raises(SheetError) as refused:
        quarter.answer("A", "A", "submit", **sheet)

    assert (refused.value.problems[0].field or "").startswith(where)


def test_without_an_interview_there_is_no_score_and_notice_is_a_week(quarter):
    quarter.play({**WELL, ("A", "interview_invitation"): SILENT}, until="2026-12-22 09:30")
    with pytest.raises(SheetError, match="earliest"):
        quarter.answer("LEAD", "A", "invite", held_at="2026-12-28T10:30", place="会议室", bring="考核书")
    quarter.answer("LEAD", "A", "invite", held_at="2026-12-29T10:30", place="会议室", bring="考核书")
    quarter.play({**WELL, ("A", "interview"): SILENT}, until="2026-12-29 11:00")
    quarter.answer("LEAD", "A", "reschedule")

    assert quarter.of("A").state == "interview_invitation"
    assert "marks" not in quarter.path("A")


def test_a_fourth_point_of_improvement_is_refused(quarter):
    quarter.play({**WELL, ("A", "interview"): SILENT}, until="2027-01-04 09:30")
    four = [{"point": f"改进{n}", "action": "一月"} for n in range(4)]

    with pytest.raises(SheetError, match="improvements"):
        quarter.answer("LEAD", "A", "record", improvements=four)


def test_who_refuses_to_sign_is_outweighed_by_the_head_and_the_history_says_so(quarter):
    quarter.play(
        {**WELL, ("A", "employee_signing"): ("refuse", {"opinion": "reserve"}), ("A", "head_signing"): SILENT},
        until="2027-01-20",
    )
    before = quarter.of("A").state
    quarter.play(WELL)

    assert before == "head_signing"  # not in effect without him
    assert quarter.path("A")[-5:] == ["employee_signing", "manager_alone", "head_signing", "result", "closed"]
    assert [entry.inputs["answer"] for entry in quarter.entries("A") if entry.came_from == "employee_signing"] == [
        "refuse"
    ]
    quarter.check()


def test_where_both_refuse_it_is_marked_anew(quarter):
    said = {("A", "employee_signing"): "refuse", ("A", "manager_alone"): "revise", ("A", "marks"): SILENT}
    quarter.play({**WELL, ("A", "employee_signing"): SILENT}, until="2027-01-01 18:00")
    quarter.play({**WELL, **said}, until="2027-01-06")

    assert quarter.of("A").state == "marks"


def test_a_reserved_opinion_opens_nothing_and_a_complaint_goes_to_hr(quarter):
    reserved = {("A", "employee_signing"): ("sign", {"opinion": "reserve"})}
    quarter.play(
        {**WELL, **reserved, ("A", "result"): ("complain", {"grounds": "不公"}), ("A", "complaint"): SILENT},
        until="2027-01-12",
    )
    asked = [task.member.person for task in quarter.of("A").open_tasks]
    quarter.answer("HR", "A", "change", score="4.6", reason="数据有误")

    one = quarter.of("A")
    assert asked == ["HR"]
    assert (one.score, one.grade) == (Decimal("4.60"), "5")


def test_the_book_filled_in_three_months_late_is_still_that_of_its_year(stage_on_sqlite):
    stage = begun(stage_on_sqlite, "2026", "2026-04-01")
    stage.play(WELL)

    one = stage.of("A")
    assert (one.starts_on.isoformat(), one.ends_on.isoformat()) == ("2026-01-01", "2026-12-31")
    assert stage.path("A") == ["book", "goal_agreement", "summary", "summary_signing", "closed"]
    assert one.score is None
    stage.check()
