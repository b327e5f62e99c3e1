"""Aoruijin: the half-year and the year, from the plan to the president, to the pay and to the pool to the cent."""

from decimal import Decimal

import pytest

from cycleflow.core.model import Deed
from cycleflow.core.refusals import SheetError
from cycleflow.journeys.calibrate import MisfitError
from tests.policies.stage import SILENT, ZONE, at, person

CENTRE = "营销中心"
FIRM = (
    person("PRES", "总裁", position="总裁", department="总裁办", roles=("panel",)),
    person("HR", "人力", "PRES", department="人力资源部", roles=("hr",)),
    person("FIN", "财务经理", "PRES", department="财务部"),
    person("DIR", "营销总监", "PRES", department=CENTRE, attributes={"post_kind": "总监", "post_wage": "10000"}),
    person(
        "MGR",
        "市场经理",
        "DIR",
        department=CENTRE,
        attributes={"post_kind": "管理", "post_wage": "10000", "surveyed_by": "财务部;人力资源部"},
    ),
    person("A", "甲", "MGR", department=CENTRE, attributes={"post_wage": "7000"}),
    person("B", "乙", "MGR", department=CENTRE),
)
KPIS = dict(
    zip(("规划准确性", "销售额", "占有率", "销售费用", "管理费用", "满意度"), (30, 25, 15, 10, 10, 10), strict=True)
)
SURVEY = (
    *("overall", "improvement", "service", "whole", "customers"),
    *("information", "promises", "efficiency", "standards", "skills"),
)


def plan(*weights, kpis=()):
    tasks = [{"task": f"任务{n}", "standard": "按时", "weight": str(weight)} for n, weight in enumerate(weights, 1)]
    rows = [{"indicator": name, "target": "达成", "weight": str(weight)} for name, weight in dict(kpis).items()]
    return {"kpis": rows, "tasks": tasks}


def marks(*scores, kpis=(), explanation="三个事例"):
    """Return marks, each with an example where one is needed."""

    def rows(given):
        return [{"score": str(one), **({"example": "事例"} if one in (10, 2, 0) else {})} for one in given]

    return {"kpis": rows(kpis), "tasks": rows(scores), "explanation": explanation}


@pytest.fixture
def firm(stage_on_sqlite):
    stage_on_sqlite.now = at("2021-12-01")
    stage_on_sqlite.hire(*FIRM)
    return stage_on_sqlite


def test_a_half_year_goes_from_the_plan_to_the_pay(stage):
    stage.now = at("2021-07-01")
    stage.hire(*FIRM)
    cycle = stage.launch("aoruijin-half-year", "2021-H2", only=("MGR", "A"))
    said = {
        ("MGR", "planning"): plan(100, kpis=KPIS),
        ("A", "planning"): plan(70, 20, 10),
        ("*", "running"): SILENT,
        ("MGR", "self_review", "FIN"): dict.fromkeys(SURVEY, "8"),
        ("MGR", "self_review", "HR"): dict.fromkeys(SURVEY, "6"),
        ("MGR", "marks"): marks(6, kpis=(8, 6, 6, 8, 10, 6)),
        ("A", "marks"): marks(4, 4, 4),
        ("*", "confirmation"): SILENT,
    }

    stage.play(said, until="2021-12-31 10:00")
    with pytest.raises(MisfitError, match="C: -1"):
        stage.release(cycle.id, by="PRES")
    stage.release(cycle.id, by="PRES", reason="仅两人")
    asked = {who: [task.member.person for task in stage.of(who).open_tasks] for who in ("MGR", "A")}
    stage.play()

    assert [(one.score, one.grade) for one in map(stage.of, ("MGR", "A"))] == [
        (Decimal("6.96"), "B"),
        (Decimal(4), "D"),
    ]
    assert asked == {"MGR": ["MGR"], "A": ["DIR"]}, "a D is told by the superior's superior"
    chain = ["self_review", "attendance", "marks", "interview", "consent", "second_look", "hr_look", "confirmation"]
    assert stage.path("A")[3:] == [*chain, "skip_interview", "sign_off", "closed"]
    assert stage.path("MGR")[3:] == [*chain, "sign_off", "closed"]
    assert stage.mails("A", "task")[2] == "task 2021-12-16"
    assert [stage.of(who).outcomes["pay"] for who in ("MGR", "A")] == ["10000.00", "4900.00"]
    assert stage.log("A", "incidents") == ["done 2021-09-30", "done 2021-12-31"]
    stage.check()


def at_the_marks(firm, **columns):
    firm.hire(person("A", "甲", "MGR", department=CENTRE, attributes=columns))
    firm.launch("aoruijin-half-year", "2021-H2", only=("A",))
    firm.play({("A", "planning"): plan(100), ("*", "marks"): SILENT}, until="2021-12-21 10:00")
    assert firm.of("A").state == "marks"


def test_marks_at_the_ends_need_an_example_and_a_whole_of_s_or_d_an_explanation(firm):
    at_the_marks(firm)

    for mark in ("10", "2", "0"):
        with pytest.raises(SheetError, match="tasks 1 example: This is needed"):
            firm.answer("MGR", "A", tasks=[{"score": mark}], kpis=[], explanation="三个事例")
    with pytest.raises(SheetError, match="tasks 1 score"):
        firm.answer("MGR", "A", tasks=[{"score": "7"}], kpis=[])
    for whole in (10, 4):
        with pytest.raises(SheetError, match="explanation: An overall S or D needs an explanation"):
            firm.answer("MGR", "A", **marks(whole, explanation=""))

    assert firm.answer("MGR", "A", **marks(8, explanation="")).grade == "A"
    firm.answer("MGR", "A", "record", problems="无", next_work="销售", training="无")
    firm.answer("A", "A", "differ", comment="任务一按时完成", when="2021-12-22")
    firm.answer("DIR", "A", "return", remark="请再议")
    assert firm.answer("MGR", "A", **marks(6, explanation="")).grade == "B"


def test_a_department_that_gives_ten_two_or_nought_gives_examples(firm):
    firm.launch("aoruijin-half-year", "2021-H2", only=("MGR",))
    firm.play({("MGR", "planning"): plan(100, kpis=KPIS), ("MGR", "self_review"): SILENT}, until="2021-12-16 10:00")
    glowing = {**dict.fromkeys(SURVEY, "8"), "service": "10"}

    with pytest.raises(SheetError, match="examples: This is needed"):
        firm.answer("FIN", "MGR", **glowing)
    firm.answer("FIN", "MGR", **glowing, examples="提前两天完成对账")

    assert [row["by"] for row in firm.of("MGR").sheets["self_review"]["surveyors"]] == ["FIN"]


def test_the_direct_superior_cannot_hold_the_interview_of_a_d(firm):
    at_the_marks(firm)
    firm.answer("MGR", "A", **marks(4))
    firm.play({("A", "confirmation"): "release", ("A", "skip_interview"): SILENT})
    conclusion = {"problems": "质量", "next_work": "改进", "training": "工艺"}
    task = firm.of("A").open_tasks[0]

    with pytest.raises(StopIteration):
        firm.answer("MGR", "A", "record", **conclusion)
    for missing in conclusion:
        with pytest.raises(SheetError, match=f"{missing}: This is needed"):
            firm.answer("DIR", "A", "record", **{**conclusion, missing: ""})
    assert (task.state, task.member.person) == ("skip_interview", "DIR")
    assert firm.answer("DIR", "A", "record", **conclusion).state == "sign_off"


def test_managers_have_indicators_besides_their_tasks_and_others_have_none(firm):
    firm.launch("aoruijin-half-year", "2021-H2", only=("MGR", "A"))

    with pytest.raises(SheetError, match="kpis: Managers and above have KPIs"):
        firm.answer("DIR", "MGR", **plan(100))
    with pytest.raises(SheetError, match="kpis: All others have special tasks only"):
        firm.answer("MGR", "A", **plan(100, kpis=KPIS))
    with pytest.raises(SheetError, match="tasks weight: These must add up to 100; they add up to 90"):
        firm.answer("MGR", "A", **plan(60, 30))


def test_a_change_is_written_down_and_filed(firm):
    firm.launch("aoruijin-half-year", "2021-H2", only=("A",))
    firm.play({("A", "planning"): plan(100), ("A", "running"): SILENT}, until="2021-12-03")

    firm.answer("A", "A", "change", **plan(50, 50))
    in_force = [row["weight"] for row in firm.of("A").sheets["planning"]["tasks"]]
    firm.answer("MGR", "A", "agree")

    one = firm.of("A")
    assert in_force == ["100"]
    assert [row["weight"] for row in one.sheets["planning"]["tasks"]] == ["50", "50"]
    assert [row["weight"] for row in one.former["planning"][0].answers["tasks"]] == ["100"]


def test_whoever_was_away_for_more_than_two_months_is_not_assessed_and_counts_nowhere(firm):
    firm.launch("aoruijin-half-year", "2021-H2", only=("A", "B"))
    away = {
        ("A", "attendance"): {"absent_months": "2", "absent_days": "1"},
        ("B", "attendance"): {"absent_months": "2", "absent_days": "0"},
    }
    said = {**away, ("*", "planning"): plan(100), ("B", "marks"): marks(6), ("*", "confirmation"): SILENT}

    firm.play(said, until="2021-12-31 10:00")

    one = firm.of("A")
    assert (one.state, one.score, one.grade, one.verdicts[-1].said) == ("closed", None, None, "not_assessed")
    assert firm.path("A")[-3:] == ["marks", "hr_look", "closed"]
    with pytest.raises(MisfitError, match="C: -1, D: -1"):
        firm.release(one.cycle, by="PRES")
    assert (firm.of("B").score, firm.of("B").state) == (Decimal(6), "confirmation")
    firm.check()


def test_the_president_keeps_the_shares_and_says_why(firm):
    firm.launch("aoruijin-half-year", "2021-H2", only=("A",))
    firm.play(
        {("A", "planning"): plan(100), ("A", "marks"): marks(6), ("A", "confirmation"): SILENT},
        until="2021-12-31 10:00",
    )

    firm.adjust("A", "D", by="PRES", reason="全公司D不足5%")
    firm.release(firm.of("A").cycle, by="PRES", reason="仅一人")

    entry = next(one for one in firm.entries("A") if one.deed is Deed.ADJUST)
    assert (entry.actor, entry.inputs["reason"], entry.changed["grade"]) == ("PRES", "全公司D不足5%", ["B", "D"])
    assert (firm.of("A").state, firm.of("A").open_tasks[0].member.person) == ("skip_interview", "DIR")
    firm.check()


# -- the year --------------------------------------------------------------------------------------------------------

FOUR = {"E1": (10, "S"), "E2": (6, "B"), "E3": (5, "C"), "E4": (4, "D")}


def test_the_pool_of_the_board_is_shared_out_to_the_cent(stage_on_sqlite):
    """ROE 15 draws 25 % of 240,000; four of equal wages with S, B, C and D share it."""
    stage = stage_on_sqlite
    stage.now = at("2021-06-01")
    shares = {"series": "M", "rung": "9", "virtual_capital": "50000"}
    wages = {"year_wages": "60000", "post_wage": "5000"}
    people = [person(who, who, "MGR", department=CENTRE, attributes={**wages, **shares}) for who in FOUR]
    stage.hire(*FIRM, *people)
    cycle = stage.launch("aoruijin-annual", "2021", only=FOUR)
    said = {("*", "planning"): plan(50, 50), ("*", "confirmation"): SILENT}
    for who, (mark, _) in FOUR.items():
        said[who, "marks"] = marks(*((4, 6) if mark == 5 else (mark, mark)))
    stage.play(said, until="2021-07-16 10:00")
    stage.launch("aoruijin-pool", "2021")
    stage.release(cycle.id, by="PRES", reason="仅四人")
    stage.play(
        {
            ("company", "accounts"): {"roe": "15", "all_wages": "240000"},
            ("E4", "waiting"): "approve",
            ("*", "sign_off"): SILENT,
        }
    )

    found = {who: stage.of(who, cycle.id) for who in FOUR}
    assert {who: one.grade for who, one in found.items()} == {who: grade for who, (_, grade) in FOUR.items()}
    bonuses = [Decimal(str((one.outcomes or {})["bonus"])) for one in found.values()]
    assert bonuses == [Decimal(one) for one in ("27857.14", "21428.57", "10714.29", "0.00")]
    assert sum(bonuses) == 60000
    assert [(one.outcomes or {})["pay"] for one in found.values()] == ["5450.00", "5000.00", "4250.00", "3500.00"]
    assert [set(one.raised) for one in found.values()] == [
        {"promotion", "payment"},
        {"payment"},
        {"training", "payment"},
        {"waiting"},
    ]
    assert {(one.outcomes or {})["dividend"] for one in found.values()} == {"0.00"}, "suspended below 20 % of ROE"
    assert stage.path("E4", cycle.id)[-3:] == ["skip_interview", "sign_off", "closed"]
    assert stage.log("E4", "arrangement", cycle.id)[0].startswith("done")
    assert {who: stage.log(who, "payment", cycle.id) for who in ("E1", "E4")} == {"E1": ["done 2021-08-24"], "E4": []}
    assert [one.at.astimezone(ZONE).date().isoformat() for one in stage.entries("E1", cycle.id)][-1] == "2021-07-24"
    stage.check()
