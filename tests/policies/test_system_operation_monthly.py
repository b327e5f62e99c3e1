"""Information-system operation (register row 14): the month's days, points a record and a day, the third repetition."""

from decimal import Decimal

import pytest

from tests.policies.stage import SILENT, at, person

FIRM = (
    person("BOSS", "主管领导", department="总部"),
    person("HR", "考核人", "BOSS", department="总部", roles=("hr",)),
    person("PROD", "生产部长", "BOSS", department="生产部"),
    person("MAT", "物控主任", "BOSS", department="物控中心"),
    person("FIN", "财务部长", "BOSS", department="财务部"),
    person("CARE", "后勤主任", "BOSS", department="后勤部"),
)
WRONG = {"found_on": "2026-11-03", "problem": "错单", "mark": "2", "stopped": False, "earlier": False}
BEFORE = {**WRONG, "found_on": "2026-10-12", "earlier": True}
NOTHING = {"wrong_records": "0", "conduct": [], "process": [], "notes": ""}
THIRD = {**NOTHING, "wrong_records": "7", "process": [BEFORE, BEFORE, WRONG]}


def november(stage):
    stage.now = at("2026-11-01")
    stage.hire(*FIRM)
    stage.launch("system-operation-monthly", "2026-11")
    return stage


@pytest.fixture
def month(stage_on_sqlite):
    return november(stage_on_sqlite)


def play(stage, found=NOTHING, until=None, **silent):
    """Play with what was found of production; duties that are named are left alone."""
    script = {("*", duty): SILENT for duty in silent}
    stage.play({**script, ("*", "tally"): NOTHING, ("生产部", "tally"): found}, until=until)


def test_a_month_of_late_closing_wrong_records_and_a_third_repetition(stage):
    """Closed on the 12th 6, seven records 0.7, the third time worth 2 doubled: 10.7 points off."""
    november(stage)
    play(stage, monthly_close=True, until="2026-11-12")
    stage.answer("PROD", "生产部", "done", duty="monthly_close")
    play(stage, THIRD, accountability=True, until="2026-12-04")

    done = stage.of("生产部")
    assert done.score == Decimal("89.30")
    assert stage.path("生产部") == ["tally", "result", "closed"]
    assert stage.log("生产部", "monthly_close") == ["done 2026-11-10"]
    assert stage.mails("BOSS", "escalation")[0] == "escalation 2026-11-11"
    assert stage.mails("HR", "task")[0] == "task 2026-12-01"
    assert done.raised["accountability"]["zh"] == "同类问题三次以上或推诿造成影响"
    assert stage.due("生产部", duty="accountability") == "2026-12-08 18:00"
    stage.answer("BOSS", "生产部", "done", duty="accountability", decision="通报批评")
    assert not stage.of("生产部").open_errands
    stage.check()


def test_each_unit_has_the_days_of_its_own_modules(month):
    play(month)

    duties = ("monthly_close", "documents", "summary", "sap_processing")
    kept = {unit: [len(month.log(unit, one)) for one in duties] for unit in ("生产部", "物控中心", "财务部", "后勤部")}
    assert kept == {"生产部": [1, 0, 0, 1], "物控中心": [0, 2, 1, 0], "财务部": [1, 0, 0, 0], "后勤部": [0, 0, 0, 0]}
    assert month.log("物控中心", "documents") == ["done 2026-11-15", "done 2026-11-29"]
    assert month.log("物控中心", "summary") == ["done 2026-11-28"]
    assert month.log("生产部", "sap_processing") == ["done 2026-11-30"]
    assert {month.of(unit).score for unit in kept} == {Decimal("100.00")}
    month.check()


def test_the_days_are_reminded_of_before_they_come(month):
    late = dict.fromkeys(("monthly_close", "documents", "summary", "sap_processing"), True)

    play(month, until="2026-11-30", **late)

    assert month.mails("PROD", "reminder") == [f"reminder 2026-11-{day:02}" for day in (6, 10, 26, 30)]
    assert month.mails("MAT", "reminder")[-4:] == [f"reminder 2026-11-{day}" for day in (26, 26, 28, 29)]


def test_what_is_handed_in_late_or_never_is_a_record_each(month):
    play(month, documents=True, until="2026-11-16")
    month.answer("MAT", "物控中心", "done", duty="documents")

    play(month, documents=True)

    assert month.log("物控中心", "documents") == ["done 2026-11-15", "missed 2026-11-29"]
    assert month.of("物控中心").score == Decimal("99.80")


def test_a_close_that_is_never_made_counts_to_the_end_of_the_month(month):
    play(month, monthly_close=True)

    assert month.of("财务部").score == Decimal("40.00")
    assert month.of("后勤部").score == Decimal("100.00")


def test_a_range_is_kept_and_lack_of_skill_is_never_heavier(month):
    play(month, until="2026-11-30 18:00")
    month.play({("*", "tally"): SILENT}, until="2026-12-01 10:00")
    row = {"happened_on": "2026-11-03", "kind": "unskilled", "points": "3", "impact": True, "heavier": "2"}
    skill = {**row, "reason": "停产"}

    with pytest.raises(Exception, match="the range is not exceeded"):
        month.answer("HR", "生产部", "submit", **{**NOTHING, "conduct": [skill]})
    with pytest.raises(Exception, match="points"):
        month.answer("HR", "生产部", "submit", **{**NOTHING, "conduct": [{**skill, "kind": "command", "points": "4"}]})

    shifting = {**NOTHING, "conduct": [{**skill, "kind": "shifting"}]}
    assert month.answer("HR", "生产部", "submit", **shifting).score == Decimal("95.00")


def test_an_objection_is_decided_by_the_superior_and_a_changed_result_holds_nobody_accountable(month):
    script = {("*", "tally"): NOTHING, ("生产部", "tally"): THIRD, ("生产部", "accountability"): SILENT}
    month.play(
        {**script, ("生产部", "result"): ("object", {"comment": "上月未发生"}), ("生产部", "second_look"): "uphold"},
        until="2026-12-03",
    )
    assert month.path("生产部") == ["tally", "result", "second_look", "closed"]
    assert list(month.of("生产部").raised) == ["accountability"]

    month.reopen("生产部", "tally")
    play(month, {**NOTHING, "process": [BEFORE, WRONG]}, accountability=True)

    assert month.of("生产部").score == Decimal("98.00")
    assert month.of("生产部").raised == {}
    assert month.log("生产部", "accountability") == ["withdrawn 2026-12-08"]
    month.check()
