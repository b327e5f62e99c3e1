"""Minfu's year (register row 5): the department's grade, the STAR appraisal, and the bonus that follows from them."""

from dataclasses import replace
from datetime import date

import pytest

from cycleflow.core.refusals import RegulationRefusesError, SheetError, WindowClosedError
from cycleflow.journeys.launch_plan import BlockedError
from tests.policies.stage import SILENT, at, person

COMMITTEE = (
    person("BOSS", "总裁", department="总部", position="总裁", roles=("bonus_committee", "chair")),
    person(
        "STANDING", "常任委员", "BOSS", department="总部", position="副总经理", roles=("bonus_committee", "standing")
    ),
    *(person(f"C{n}", f"委员{n}", "BOSS", department="总部", roles=("bonus_committee",)) for n in range(1, 5)),
)
FIRM = (
    *COMMITTEE,
    person("HR", "人事", "BOSS", department="人事部", roles=("hr",)),
    person("HR2", "用人单位人事", "BOSS", department="人事部", roles=("hr",)),
    person("LEAD", "主管", "BOSS", department="研发部"),
    person("A", "甲", "LEAD", department="研发部", hired_on=date(2017, 6, 1), attributes={"supervisor": "yes"}),
    person("N", "新人", "LEAD", department="研发部", hired_on=date(2020, 4, 15)),
    person("P", "试用", "LEAD", department="研发部", hired_on=date(2020, 11, 2), status="probation"),
)
ROW = {"formula": "", "basis": "验收报告", "situation": "旺季", "task": "按期完成", "action": "排产", "outcome": "按期"}
TWO = {"results": [{"result": "项目一", "weight": "50", **ROW}, {"result": "项目二", "weight": "50", **ROW}]}
ABILITY = {"ability": "计划", "weight": "1", "evidence": "排产一例", "score": "4"}
MARKS = {"results": [{"score": "5", "remark": ""}, {"score": "4", "remark": ""}], "ability": [ABILITY]}
WAGES = {"wage": "5000", "base": "1.5", "transfers": []}
MOVED = {"transfers": [{"moved_on": "2020-10-01", "before": "研发部", "after": "市场部"}]}
SCRIPT = {
    ("研发部", "figures"): {"completion": "95"},
    ("*", "star"): TWO,
    ("A", "appraisal"): MARKS,
    ("A", "figures"): ("submit", WAGES),
    ("N", "appraisal"): {"results": [{"score": "4", "remark": ""}, {"score": "4", "remark": ""}], "ability": []},
    ("N", "figures"): ("submit", {"wage": "8000", "base": "1", "transfers": []}),
    ("P", "star"): {"results": [{"result": "项目", "weight": weight, **ROW} for weight in ("30", "30", "40")]},
    ("P", "appraisal"): {"results": [{"score": mark, "remark": ""} for mark in ("4", "5", "2")], "ability": []},
    ("P", "subsidy_proposal"): {"subsidy": "1000", "grounds": "试用期表现突出"},
    ("P", "figures"): ("submit", WAGES),
}


def played(stage, only, *, until=None, departments=False, **changes):
    """Play the year with what is changed: a state and what is said there about everybody."""
    script = {**SCRIPT, **{("*", state): said for state, said in changes.items()}}
    script = {key: said for key, said in script.items() if key[0] == "*" or key[1] not in changes}
    stage.now = at("2020-12-14")
    stage.hire(*FIRM)
    if departments:
        stage.launch("minfu-department", "2020")
    stage.launch("minfu-year-end", "2020", only=only)
    stage.play(script, until=until)
    return stage


def paid(stage, number):
    return (stage.of(number).outcomes or {})["bonus"]


def test_the_bonus_follows_from_department_person_and_years(stage):
    """S 5000, X 1.5, grade I, 87 points, three years: 10,612.50. Who joined in April: 80 points, 2/3, and 100.

    On probation there is no bonus, but the subsidy that the supervisor proposes.
    """
    played(stage, ("A", "N", "P"), departments=True)

    assert stage.of("研发部", "minfu_department-2020").grade == "I"
    assert (stage.of("A").score, stage.of("A").grade) == (87, "良好")
    assert paid(stage, "A") == "10612.50"
    assert paid(stage, "N") == "6846.67"  # 8000 x 1.1 x 1.15 x 2/3 + 100
    outcomes = stage.of("P").outcomes or {}
    assert (stage.of("P").score, stage.of("P").grade) == (70, "中等")  # the product engineer's 4, 5 and 2
    assert (outcomes["bonus"], outcomes["probation_subsidy"]) == ("0.00", "1000.00")
    assert [one.reason["zh"] for one in stage.of("P").verdicts] == ["2.3.5 试用期"]
    assert stage.path("P")[:4] == ["star", "appraisal", "subsidy_proposal", "figures"]
    assert stage.path("A") == [
        *("star", "appraisal", "figures", "review", "interview", "result", "payment", "paid", "closed"),
    ]
    stage.check()


def test_who_resigns_before_the_payment_gets_nothing(stage_on_sqlite):
    """Scored, resigned on 20 January, paid on 25 January: 0."""
    stage = played(stage_on_sqlite, ("A",), until="2021-01-20")
    (one,) = [one for one in FIRM if one.number == "A"]
    stage.hire(replace(one, status="left"))
    stage.play(SCRIPT)

    assert stage.of("A").score == 87
    assert paid(stage, "A") == "0.00"
    assert stage.of("A").verdicts[-1].reason["zh"].startswith("2.3.1")


def test_what_a_sheet_lacks_is_refused(stage_on_sqlite):
    """Management ability of a supervisor, the limits and grounds of a subsidy, the handing over after a transfer."""
    stage = played(stage_on_sqlite, ("A", "P"), until="2021-01-07", appraisal=SILENT, subsidy_proposal=SILENT)

    with pytest.raises(SheetError, match="management ability"):
        stage.answer("LEAD", "A", **{**MARKS, "ability": []})
    stage.answer("LEAD", "A", **MARKS)
    stage.answer("LEAD", "P", results=[*MARKS["results"], MARKS["results"][0]], ability=[])
    for subsidy in ("99", "1001"):
        with pytest.raises(SheetError, match="subsidy"):
            stage.answer("LEAD", "P", subsidy=subsidy, grounds="表现突出")
    with pytest.raises(SheetError, match="grounds"):
        stage.answer("LEAD", "P", subsidy="100", grounds="")
    with pytest.raises(SheetError, match="must be handed over"):
        stage.answer("HR", "A", "submit", **{**WAGES, **MOVED})


def test_no_interview_without_its_conclusion_and_no_transfer_without_handing_over(stage_on_sqlite):
    figures = ("hand_over", {**WAGES, **MOVED})
    stage = played(stage_on_sqlite, ("A",), until="2021-01-21", figures=figures, interview=SILENT)
    said = dict.fromkeys(("achievements", "causes", "development", "problems", "plan"), "已谈")

    with pytest.raises(SheetError, match="training"):
        stage.answer("LEAD", "A", listened=True, training="", **said)
    stage.play()

    assert stage.log("A", "handover")[0].startswith("done ")
    assert (stage.of("A").outcomes or {})["paying_unit"] == "异动前单位"


def test_what_nobody_fills_in_moves_up(stage_on_sqlite):
    """Every result needs its basis; who writes none has it written by his superior, whose superior marks it in turn."""
    stage = played(stage_on_sqlite, ("A",), until="2020-12-18", star=SILENT)
    bare = [{**row, "basis": ""} for row in TWO["results"]]
    with pytest.raises(SheetError, match="basis"):
        stage.answer("A", "A", "submit", results=bare)
    stage.play({("A", "star", "A"): SILENT, ("A", "appraisal"): SILENT}, until="2021-01-25")

    assert stage.mails("LEAD", "escalation") == ["escalation 2021-01-04"]
    assert [entry.actor for entry in stage.entries("A") if entry.came_from == "star" != entry.went_to] == ["LEAD"]
    assert {task.member.person for task in stage.of("A").open_tasks} == {"BOSS"}
    stage.play(SCRIPT)

    assert stage.of("A").state == "closed"
    stage.check()


def test_each_appeal_has_its_own_way_and_the_other_is_told_it(stage_on_sqlite):
    """Paid on Monday 25 January: 9675 (II where no department is graded), less 15 % for 81 hours, though it was 80."""
    figures = ("submit", {**WAGES, "absent_hours": "81"})
    stage = played(stage_on_sqlite, ("A",), until="2021-01-21", figures=figures, result=SILENT)
    with pytest.raises(RegulationRefusesError, match="within 10 workdays after the bonus is paid"):
        stage.answer("A", "A", "appeal", subject="calculation", comment="少算一年")
    stage.answer("A", "A", "accept")
    stage.answer("HR", "A", "pay", when="2021-01-25 10:00")
    assert paid(stage, "A") == "8223.75"
    assert stage.due("A") == "2021-02-07 18:00"  # a Sunday that is worked, for the Spring Festival

    with pytest.raises(RegulationRefusesError, match="follow the appeal procedure of the appraisal scheme"):
        stage.answer("A", "A", "appeal", subject="coefficient", comment="太低")
    stage.now = at("2021-02-08")
    with pytest.raises(WindowClosedError):
        stage.answer("A", "A", "appeal", subject="calculation", comment="缺勤只有八十小时")
    stage.now = at("2021-02-07 10:00")
    stage.answer("A", "A", "appeal", subject="calculation", comment="缺勤只有八十小时")
    found = ("correct", {"reason": "确为八十小时"})
    stage.play({("A", "recount"): found, ("A", "correction"): {**WAGES, "absent_hours": "80"}})

    assert paid(stage, "A") == "9675.00"
    assert stage.of("A").state == "closed"
    stage.check()


def test_a_coefficient_is_appealed_to_the_superiors_superior(stage_on_sqlite):
    ruling = ("change", {"score": "92", "reason": "项目二也按期完成"})
    appeal = ("appeal", {"subject": "coefficient", "comment": "项目二也按期完成"})
    stage = played(stage_on_sqlite, ("A",), until="2021-01-28", result=appeal, coefficient_appeal=ruling)

    assert (stage.of("A").score, stage.of("A").grade) == (92, "优秀")
    assert paid(stage, "A") == "11550.00"  # 7500 x 1.5 + 300


def test_leave_across_the_years_end_is_made_up_for_in_the_next_year(stage_on_sqlite):
    """Taken as three months at first; it came to 106 days, four months, so a twelfth is taken back."""
    stage = played(stage_on_sqlite, ("A",), until="2021-01-28", figures=("submit", {**WAGES, "crosses_year": True}))
    assert paid(stage, "A") == "8868.75"  # 11/12 of 9675
    stage.now = at("2021-12-13")
    stage.launch("minfu-year-end", "2021", only=("A",))

    actual = ("submit", {**WAGES, "crossing_days": "106", "last_bonus": "9675"})
    stage.play({**SCRIPT, ("A", "figures"): actual}, until="2022-01-28")

    assert (stage.of("A").outcomes or {})["top_up"] == "-806.25"
    assert paid(stage, "A") == "8968.75"  # 7500 x 1.25 + 4 x 100 - 9675 / 12
    stage.check()


def test_a_launch_looks_at_the_committee_and_at_who_is_in_scope(stage_on_sqlite):
    stage = stage_on_sqlite
    stage.now = at("2020-12-14")
    stage.hire(*(one for one in FIRM if one.number != "C4"))
    with pytest.raises(BlockedError, match="5 members, not 6"):
        stage.launch("minfu-year-end", "2020", only=("A",))
    stage.hire(*FIRM, person("GMA", "总助", "BOSS", department="总部", position="总经理助理"))
    stage.launch("minfu-year-end", "2020", only=("A", "GMA", "STANDING"))

    assert [len(stage.running(one)) for one in ("A", "GMA", "STANDING")] == [1, 0, 0]
