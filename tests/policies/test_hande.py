"""Hande: months from the plan to the pay and the appeal, the year made of them, and what years lead to."""

from decimal import Decimal

import pytest

from cycleflow.core.refusals import SheetError
from cycleflow.errors import RefusedError
from tests.policies.stage import SILENT, at, person

SALES = "销售部"
FIRM = (
    person("GM", "总经理", department="公司", attributes={"post_kind": "总经理"}),
    person("DEP", "副总经理", "GM", department="公司", attributes={"post_kind": "副总经理"}),
    person("HR", "人力资源", "GM", department="人力资源部", roles=("hr",)),
    person("PANEL", "委员", "GM", department="财务部", roles=("panel",)),
    person("HEAD", "销售经理", "DEP", department=SALES, attributes={"post_kind": "部门主管"}),
    person("SUP", "组长", "HEAD", department=SALES),
    person("A", "甲", "SUP", department=SALES, attributes={"performance_wage": "2000"}),
    person("B", "乙", "SUP", department=SALES, attributes={"post_kind": "操作"}),
)
GOALS = {
    "goals": [
        {"goal": "销售", "target": "100万", "weight": "60", "aligned": True},
        {"goal": "回款", "target": "90%", "weight": "40", "aligned": True},
    ]
}


IMPROVE = {"improvements": [{"point": "完成率", "action": "周计划", "until": "2026-06-01"}]}
SCORING = ["own_evidence", "task_marks", "conduct_marks"]


def reached(*shares):
    return {"goals": [{"done": share, "basis": "台帐"} for share in shares]}


def marks(**figures):
    names = ("solving", "initiative", "cooperation", "responsibility", "discipline")
    return {**dict.fromkeys(names, "85"), **figures}


@pytest.fixture
def firm(stage_on_sqlite):
    stage_on_sqlite.now = at("2026-01-01")
    stage_on_sqlite.hire(*FIRM)
    return stage_on_sqlite


def test_a_month_goes_from_the_agreed_plan_to_the_pay(stage):
    stage.now = at("2026-01-01")
    stage.hire(*FIRM)
    stage.launch("hande-monthly", "2026-01", only=("HEAD", "A", "B"))

    stage.play(
        {
            ("*", "planning"): GOALS,
            ("*", "task_marks"): reached("100", "100"),
            ("B", "task_marks"): reached("90", "90"),
            ("*", "conduct_marks"): marks(),
            ("A", "conduct_marks"): marks(solving="100"),
            ("HEAD", "conduct_marks"): {"leading": "100", "saving": "10"},
        }
    )

    assert [stage.of(who).score for who in ("HEAD", "A", "B")] == [Decimal("94.75"), Decimal("87.25"), Decimal("60.50")]
    assert [stage.of(who).grade for who in ("HEAD", "A", "B")] == ["良", "中", "中"]
    assert stage.of("A").outcomes == {"coefficient": "1", "pay": "2000.00", "poor": "0", "running": "0"}
    assert "pay" not in (stage.of("B").outcomes or {}), "nobody has told what his performance wage is"
    assert stage.path("A")[3:] == ["running", *SCORING, "grading", "feedback", "result", "closed"]
    assert [stage.entered("A", state) for state in ("task_marks", "feedback")] == ["2026-02-02", "2026-02-09"]
    assert stage.mails("A", "task") == [
        f"task {day}" for day in ("2026-01-01", "2026-01-01", "2026-02-02", "2026-02-09")
    ]
    assert stage.mails("A", "closed") == ["closed 2026-02-09"]
    assert stage.log("A", "ledger") == ["done 2026-01-31"]
    stage.check()


def test_what_the_two_cannot_agree_on_the_common_superior_decides(firm):
    firm.launch("hande-monthly", "2026-01", only=("A",))
    other = {"goals": [{**GOALS["goals"][0], "weight": "100"}]}

    firm.play(
        {
            ("A", "planning"): GOALS,
            ("A", "agreement"): ("disagree", {"remark": "太高"}),
            ("A", "dispute"): ("decide", other),
            ("A", "running"): SILENT,
            ("A", "own_evidence"): SILENT,
            ("A", "task_marks"): SILENT,
        },
        until="2026-02-04 12:00",
    )

    one = firm.of("A")
    assert firm.path("A") == ["planning", "agreement", "dispute", "running", "own_evidence", "task_marks"]
    assert one.given["dispute"].by == ("HEAD",)
    assert [row["weight"] for row in one.sheets["planning"]["goals"]] == ["100"]
    assert firm.entered("A", "own_evidence") == "2026-02-01", "nothing was changed"
    firm.check()


def test_a_change_is_in_force_once_the_next_leader_has_approved_it(firm):
    firm.launch("hande-monthly", "2026-01", only=("A",))
    firm.play({("A", "planning"): GOALS, ("A", "running"): SILENT}, until="2026-01-12")
    changed = {"goals": [{**row, "weight": "50"} for row in GOALS["goals"]]}

    firm.answer("A", "A", "change", **changed)
    firm.answer("SUP", "A", "agree")
    before = [row["weight"] for row in firm.of("A").sheets["planning"]["goals"]]
    firm.answer("HEAD", "A", "approve", when="2026-01-13")

    one = firm.of("A")
    assert before == ["60", "40"]
    assert [row["weight"] for row in one.sheets["planning"]["goals"]] == ["50", "50"]
    assert [row["weight"] for row in one.former["planning"][0].answers["goals"]] == ["60", "40"]
    firm.check()


def test_nine_indicators_are_too_many_and_one_against_the_superiors_goals_is_void(firm):
    firm.launch("hande-monthly", "2026-01", only=("A",))
    nine = {"goals": [{**GOALS["goals"][0], "weight": str(weight)} for weight in (20, *[10] * 8)]}
    void = {"goals": [{**GOALS["goals"][0], "weight": "100", "aligned": False}]}

    with pytest.raises(SheetError, match="At most 8 rows are allowed; there are 9"):
        firm.answer("SUP", "A", "propose", **nine)
    with pytest.raises(SheetError, match="aligned"):
        firm.answer("SUP", "A", "propose", **void)


def test_whoever_is_on_trial_in_a_new_post_counts_as_middling(firm):
    firm.hire(person("A", "甲", "SUP", department=SALES, attributes={"on_trial": "是"}))
    firm.launch("hande-monthly", "2026-01", only=("A",))

    firm.play({("A", "planning"): GOALS, ("A", "task_marks"): reached("50", "50")})

    assert (firm.of("A").score, firm.of("A").grade) == (Decimal(85), "中")
    firm.check()


@pytest.fixture
def published(stage_on_sqlite):
    """Return a firm whose January 2021 was told on Friday 26 February."""
    stage = stage_on_sqlite
    stage.now = at("2021-01-04")
    stage.hire(*FIRM)
    stage.launch("hande-monthly", "2021-01", only=("HEAD", "SUP", "A"))
    said = {("*", "planning"): GOALS, ("*", "task_marks"): reached("98", "98"), ("*", "grading"): SILENT}
    stage.play({**said, ("*", "conduct_marks"): marks(), ("HEAD", "conduct_marks"): {}}, until="2021-02-26 09:00")
    stage.release(stage.of("A").cycle, by="HR")
    stage.play({("*", "result"): SILENT}, until="2021-03-01 10:00")
    return stage


def test_the_three_clocks_of_an_appeal_run_from_the_day_hr_received_it(published):
    stage = published
    stage.answer("HEAD", "HEAD", "appeal", grounds="费用超支系公司统一采购所致，附原始凭证。")
    assert stage.due("HEAD") == "2021-03-04 18:00"
    with pytest.raises(SheetError, match="reason"):
        stage.answer("HR", "HEAD", "reject", when="2021-03-02")

    stage.answer("HR", "HEAD", "accept")
    answer_by = stage.due("HEAD")
    stage.answer("HR", "HEAD", "escalate", when="2021-03-15", talks="三方谈话", reason="未能协调一致")
    decide_by = stage.due("HEAD")
    stage.answer(
        "PANEL", "HEAD", "change", when="2021-03-22", questions="已质询", score="90", grade="优", reason="凭证属实"
    )

    assert (answer_by, decide_by) == ("2021-03-15 18:00", "2021-03-22 18:00")
    assert stage.mails("HEAD", "for_information") == [f"for_information {day}" for day in ("2021-03-02", "2021-03-15")]
    one = stage.of("HEAD")
    assert (one.score, one.grade, one.state) == (Decimal(90), "优", "closed")
    assert (one.outcomes or {})["coefficient"] == "1.2"
    assert stage.mails("HEAD", "closed") == ["closed 2021-03-22"]
    stage.play()
    stage.check()


def test_what_hr_leaves_lying_goes_on_by_itself(published):
    published.answer("HEAD", "HEAD", "appeal", grounds="费用超支系公司统一采购所致，附原始凭证。")

    published.play({("HEAD", "acceptance"): SILENT, ("HEAD", "hearing"): SILENT, ("*", "result"): SILENT})

    assert published.entered("HEAD", "hearing") == "2021-03-09"
    assert published.entered("HEAD", "committee_review") == "2021-03-16"
    assert published.of("HEAD").state == "closed"


@pytest.mark.parametrize(("ratee", "hearer"), [("A", "HEAD"), ("SUP", "DEP")])
def test_the_manager_of_the_department_hears_his_skip_level_staff_first(published, ratee, hearer):
    """Whom he rated himself the common superior hears."""
    published.answer(ratee, ratee, "appeal", grounds="评分与台帐记录不符，请予以复核，谢谢。")

    published.answer(hearer, ratee, "settle", account="已说明评分依据")
    published.answer(ratee, ratee, "pursue")

    assert published.path(ratee)[-4:] == ["result", "department", "reply", "acceptance"]
    assert published.due(ratee) == "2021-03-04 18:00"


def test_three_bad_months_of_a_year_propose_another_post(firm):
    """Months 1, 2 and 4: the committee decides, and HR carries it out."""
    for month in ("01", "02", "04"):
        firm.launch("hande-monthly", f"2026-{month}", only=("B",))
        said = {("*", "planning"): GOALS, ("*", "grading"): SILENT, ("*", "conduct_marks"): marks()}
        firm.play({**said, ("*", "task_marks"): reached("80", "80")}, until=f"2026-{int(month) + 1:02}-08 12:00")
        firm.adjust("B", "不合格", by="HR")
        firm.release(firm.of("B").cycle, by="HR", reason="只有一人")
        told = {("B", "feedback"): ("plan", IMPROVE), ("B", "adjustment"): "approve"}
        firm.play(told, until=f"2026-{int(month) + 1:02}-28")

    one = firm.of("B")
    assert one.outcomes == {"coefficient": "0.5", "poor": "3", "running": "1"}
    assert dict(one.raised) == {
        "adjustment": {"zh": "一年内累计三个月不合格，岗位调整直至待岗", "en": "Three months of a year failed"}
    }
    assert [firm.log("B", duty)[0].partition(" ")[0] for duty in ("adjustment", "arrangement", "follow_up")] == [
        "done"
    ] * 3
    assert "termination" not in one.duties
    firm.check()


# -- the year --------------------------------------------------------------------------------------------------------

YEAR = (
    person("LOG", "物流经理", "DEP", department="物流部", attributes={"post_kind": "部门主管", "serves": SALES}),
    person("C", "丙", "SUP", department=SALES),
)
LEVELS = ("teamwork", "planning", "solving", "influence", "communication", "judgement", "leadership")


def view(mark, **more):
    return {**dict.fromkeys(("help", "service", *LEVELS), mark), **more}


def rated(mark, **more):
    return {**dict.fromkeys(LEVELS, mark), **more}


@pytest.fixture
def year(firm):
    """Return the firm with November and December 2026 marked, December not yet told, and its year launched."""
    firm.hire(*YEAR)
    for month, share in (("11", "100"), ("12", "90")):
        firm.launch("hande-monthly", f"2026-{month}", on=f"2026-{month}-02", only=("HEAD", "A"))
        said = {("*", "planning"): GOALS, ("*", "task_marks"): reached(share, share), ("*", "conduct_marks"): marks()}
        said[("HEAD", "conduct_marks")] = {"leading": "100", "saving": "10"}
        hold = {("*", "grading"): SILENT} if month == "12" else {}
        firm.launch("hande-annual", "2026", only=("HEAD", "A", "B")) if hold else None
        firm.play({**said, **hold, ("*", "views"): SILENT}, until="2026-12-28" if not hold else "2027-01-09 09:00")
    return firm


SAID: dict[tuple[str, ...], object] = {
    ("*", "views", "SUP"): rated("85"),
    ("HEAD", "views", "DEP"): rated("85", task="88"),
    ("HEAD", "views", "LOG"): view("85", service="70"),
    ("HEAD", "views", "SUP"): view("100"),
    ("A", "views", "B"): view("85"),
    ("A", "views", "C"): view("100"),
    ("HEAD", "figures"): {"benefit": "90", "approved": False},
    ("*", "figures"): {"approved": False},
}
UNTOLD: dict[tuple[str, ...], object] = dict.fromkeys([("HEAD", "figures"), ("*", "figures")], SILENT)


def test_the_year_is_rated_by_whom_the_table_names_and_waits_for_december(year):
    asked = {who: {(task.role, task.member.person) for task in year.of(who).open_tasks} for who in ("HEAD", "A", "B")}
    assert asked["HEAD"] == {("employee", "HEAD"), ("superior", "DEP"), ("colleagues", "LOG"), ("below", "SUP")}
    assert asked["A"] == {("employee", "A"), ("superior", "SUP"), ("colleagues", "B"), ("colleagues", "C")}
    assert asked["B"] == {("employee", "B"), ("superior", "SUP")}
    assert (year.mails("C", "task"), year.due("A")) == (["task 2027-01-01"], "2027-01-10 18:00")
    december = year.of("A", "hande_monthly-2026-12").cycle
    year.play({**SAID, **UNTOLD, ("*", "grading"): SILENT}, until="2027-01-12 10:00")

    with pytest.raises(RefusedError, match="comes from other appraisals, and these are not there yet: 甲"):
        year.answer("HR", "A", "submit", duty="figures", approved=False, worked_months="12")
    year.release(december, by="HR")
    year.play({**UNTOLD, ("*", "result"): SILENT}, until="2027-01-13")
    year.play({**SAID, ("B", "figures"): SILENT, ("*", "review"): SILENT}, until="2027-01-14")

    one = year.of("A", "hande_annual-2026")
    assert one.fed["months"].value == "72.75", "85 and 60.5"
    assert one.score == Decimal("74.73"), "90 % of the months and 10 % of 92.5"
    year.check()


def test_the_year_of_the_head_is_the_department_s_and_whoever_is_excused_counts_as_middling(year):
    december = year.of("A", "hande_monthly-2026-12").cycle
    year.play({**SAID, **UNTOLD, ("*", "grading"): SILENT}, until="2027-01-12 10:00")
    year.release(december, by="HR")
    year.play({**UNTOLD, ("*", "result"): SILENT}, until="2027-01-13")
    said = {**SAID, ("B", "figures"): {"approved": True, "worked_months": "5"}, ("*", "result"): SILENT}
    year.play(said, until="2027-03-01")
    head, excused = year.of("HEAD", "hande_annual-2026"), year.of("B", "hande_annual-2026")

    year.launch("hande-department", "2026", only=(SALES,))
    year.play()

    assert (excused.score, excused.grade, excused.verdicts[-1].said) == (Decimal(85), "中", "counts as 中")
    # 94.75 and 82.5 of the months count 60, 88 of the task 20, 90 of the benefit 10; one peer is too few to count
    assert head.score == Decimal("88.64")
    assert year.of(SALES).score == head.score
    assert year.entered("HEAD", "feedback", "hande_annual-2026") == "2027-01-25"
    assert year.mails("HEAD", "closed")[-1] >= "closed 2027-02-01"


def test_years_that_are_barely_passed_lead_to_another_post_and_then_to_the_end(firm):
    raised = []
    for label in ("2026", "2027", "2028"):
        after = int(label) + 1
        firm.launch("hande-annual", label, on=f"{label}-12-20", only=("DEP",))
        said = {("DEP", "views", "GM"): rated("70", task="60", management="60"), ("*", "review"): SILENT}
        firm.play(said, until=f"{after}-01-20")
        firm.adjust("DEP", "基本合格")
        firm.release(firm.of("DEP").cycle, reason="只有一人")
        firm.play({("DEP", "feedback"): ("plan", IMPROVE), ("DEP", "termination"): "reject"}, until=f"{after}-06-01")
        raised.append(set(firm.of("DEP").raised))

    assert raised == [{"training"}, {"training", "adjustment"}, {"training", "termination"}]
    one = firm.of("DEP")
    assert one.outcomes == {"step": "0", "coefficient": "0.8", "barely": "3"}
    assert [firm.log("DEP", duty) for duty in ("training", "termination")] == [["done 2029-02-02"], ["done 2029-02-02"]]
    assert "arrangement" not in one.duties, "the committee has not approved it"
    firm.check()
