"""The month's notice (register row 10): drawings by half past five, two visits, and what is carried until passed."""

from decimal import Decimal

import pytest

from tests.policies.stage import SILENT, person

STAFF = {"performance_pay": "1000"}
FIRM = (
    person("BOSS", "总经理", department="总经办", attributes=STAFF),
    person("HR", "备案", "BOSS", department="行政人事管理部", roles=("hr",)),
    person("PANEL", "绩效委员会", "BOSS", department="总经办", roles=("panel",)),
    person("WANG", "王震宁", "BOSS", department="总工办", roles=("drawings",)),
    person("YU", "俞伟", "BOSS", department="总工办", roles=("drawings_copy",)),
    person("ENG", "工程师", "BOSS", department="工程部", attributes=STAFF),
    person("FIN", "会计", "BOSS", department="财务管理部", attributes=STAFF),
)
KPIS = {"reading_set": True, "reading_weight": "40"}
NOT_SET = {"reading_set": False, "reading_weight": "40"}
PASSED = {"content": True, "on_18th": True, "on_20th": True}
PLAN = {"days_late": "2", "critical": "0", "interfaces": "0", "milestones": "0"}
REFLECTIONS = {
    "post_part": "结构部分", "problems": "标高不符", "solutions": "与设计核对", "learned": "读图方法", "known": True,
}  # fmt: skip


@pytest.fixture
def february(stage_on_sqlite):
    return launched(stage_on_sqlite)


def launched(stage, *only):
    stage.now = stage.now.replace(year=2014, month=2, day=8)
    stage.hire(*FIRM)
    stage.launch("notice-monthly", "2014-02", only=only)
    return stage


def play(stage, visits, *, kpis=KPIS, until=None):
    """Play with what the evaluator finds of the engineer; everybody else passes."""
    script = {("*", "notice"): kpis, ("*", "plan_check"): PLAN, ("*", "inspection"): PASSED}
    stage.play({**script, ("ENG", "inspection"): visits}, until=until)


def test_whoever_fails_loses_the_pay_and_is_examined_again_until_he_passes(stage):
    """Only February's notice has the drawings; he is away on the 20th, then on the 18th, then he is there."""
    stage = launched(stage, "ENG", "BOSS")
    play(stage, {**PASSED, "on_20th": False})
    march = stage.launch("notice-monthly", "2014-03", on="2014-03-09", only=("ENG", "BOSS")).id
    play(stage, {**PASSED, "on_18th": False}, kpis=NOT_SET)
    april = stage.launch("notice-monthly", "2014-04", on="2014-04-09", only=("ENG", "BOSS")).id
    play(stage, PASSED, kpis=NOT_SET)
    may = stage.launch("notice-monthly", "2014-05", on="2014-05-09", only=("ENG", "BOSS")).id
    play(stage, PASSED, kpis=NOT_SET)

    february = next(iter(stage.cycles))
    found = [stage.of("ENG", cycle) for cycle in (february, march, april, may)]
    assert [one.score for one in found] == [Decimal(54), Decimal(54), Decimal(94), Decimal(90)]
    assert [one.outcomes["deducted"] for one in found] == ["400.00", "400.00", "0.00", "0.00"]
    assert [one.fed["carried"].value for one in found] == [False, True, True, False]
    assert ["submission" in stage.path("ENG", cycle) for cycle in (february, march, april, may)] == [True] * 3 + [False]
    assert stage.of("BOSS", february).outcomes["pay"] == "1000.00"
    assert "submission" not in stage.path("BOSS", march)
    stage.check()


def test_all_but_finance_and_admin_read_the_drawings(february):
    play(february, PASSED)

    readers = {who: "submission" in february.path(who) for who in ("BOSS", "ENG", "FIN", "HR")}
    assert readers == {"BOSS": True, "ENG": True, "FIN": False, "HR": False}
    assert february.of("FIN").score == Decimal("90.00")
    february.check()


def test_the_notice_goes_out_by_the_10th_and_the_reflections_go_to_those_who_are_copied(february):
    play(february, PASSED, until="2014-02-20")

    assert february.mails("PANEL", "task")[0] == "task 2014-02-08"
    assert february.mails("ENG", "task") == ["task 2014-02-08"]
    assert february.mails("ENG", "reminder") == []
    for reader in ("WANG", "YU", "HR"):
        assert "for_information 2014-02-08" in february.mails(reader, "for_information")
    assert set(february.mails("WANG", "task")) >= {"task 2014-02-18"}


@pytest.mark.parametrize("missing", ["post_part", "problems", "solutions", "learned"])
def test_all_four_parts_must_be_there(february, missing):
    play_to_submission(february)

    with pytest.raises(Exception, match=f"{missing}: This is needed"):
        february.answer("ENG", "ENG", "send", **{**REFLECTIONS, missing: ""})


def test_the_mail_says_by_when_and_the_sheet_what_follows(february):
    play_to_submission(february)

    letter = february.letter("ENG", "task")
    sheet = february.regulation("notice-monthly", "2014").sheets["reflections"]

    assert "2014年2月14日星期五 17:30" in letter
    for said in ("18、20日", "不在岗即不合格", "扣发绩效工资", "延续至次月"):
        assert said in sheet.fields["known"].title["zh"]


def play_to_submission(stage):
    script = {("*", "notice"): KPIS, ("*", "submission"): SILENT, ("*", "inspection"): SILENT}
    stage.play(script, until="2014-02-13 12:00")
    assert stage.of("ENG").state == "submission"
    assert stage.due("ENG") == "2014-02-14 17:30"


@pytest.mark.parametrize(("moment", "state"), [("17:30:00", "submission"), ("17:30:01", "inspection")])
def test_half_past_five_is_kept_to_the_second(february, moment, state):
    play_to_submission(february)

    february.ring(f"2014-02-14 {moment}")

    assert february.of("ENG").state == state
    if state == "submission":
        assert february.answer("ENG", "ENG", "send", **REFLECTIONS).state == "inspection"
    february.check()


def test_a_result_that_changes_lets_the_next_month_drop_what_it_carried(february):
    """March has taken over that February was failed; then February is rated again, and it was not."""
    play(february, {**PASSED, "on_20th": False})
    cycle = next(iter(february.cycles))
    march = february.launch("notice-monthly", "2014-03", on="2014-03-09").id
    play(february, PASSED, kpis=NOT_SET)
    assert february.of("ENG", march).score == Decimal("94.00")

    february.reopen("ENG", "inspection", cycle=cycle)
    february.play({("ENG", "inspection"): PASSED, ("*", "plan_check"): PLAN})

    assert february.of("ENG", cycle).score == Decimal("94.00")
    assert february.of("ENG", march).score == Decimal("90.00")
    february.check()
