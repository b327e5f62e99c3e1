"""The User Service department's form (register row 11): reviewed, signed by three, kept, and taken over by persons."""

from decimal import Decimal

import pytest

from cycleflow.core.model import Deed
from cycleflow.journeys.feeding import FeedAwaitedError
from tests.policies.stage import SILENT, at, person

DEPARTMENT = "用户服务部"
FIRM = (
    person("GM", "总经理", department="总经办"),
    person("HR", "人事", "GM", department="人事部", roles=("hr",)),
    person("VP", "分管领导", "GM", department="总经办"),
    person("HEAD", "部门经理", "VP", department=DEPARTMENT, attributes={"department_head": "是"}),
    person("E", "工程师", "HEAD", department=DEPARTMENT),
)
PLAN = [{"task": "甲", "standard": "按期", "weight": "60"}, {"task": "乙", "standard": "按期", "weight": "40"}]


def marks(duties=(100,) * 9):
    """Return a sheet of marks, of which the plan comes to 96."""
    return {
        "duties": [{"score": str(mark)} for mark in duties],
        "plan": [{"score": "100"}, {"score": "90"}],
    }


def form(**changed):
    """Return what is said about the department: 100, 96, 100 and a key score of 100."""
    figures = {"complaints": [], "survey": "100", "key_score": "100"}
    said = {"planning": {"plan": PLAN}, "preparation": figures, "self_rating": marks(), "review": marks(), **changed}
    return {(DEPARTMENT, state): words for state, words in said.items()}


PERSONS = {("*", "rating"): {"own": "90"}}


def launched(stage):
    """Launch the department's quarter and that of its people."""
    stage.hire(*FIRM)
    cycles = [
        stage.launch(name, "2026-Q4", on="2026-10-01").id for name in ("department-form", "department-form-person")
    ]
    stage.now = at("2026-10-01 09:30")
    return cycles


@pytest.fixture
def quarter(stage_on_sqlite):
    launched(stage_on_sqlite)
    return stage_on_sqlite


def test_a_department_of_78_80_makes_81_04_of_its_manager_and_87_76_of_an_employee(stage):
    """A 9 and 41; and then the year, by the superior above the direct leader (A 52)."""
    forms, persons = launched(stage)
    stage.play({**form(), **PERSONS}, until="2027-02-05")
    year = stage.launch("department-form-year", "2026", on="2027-02-05").id
    stage.play({(DEPARTMENT, "appraisal", "GM"): {"mark": "85"}}, until="2027-03-01")

    department = stage.of(DEPARTMENT, forms)
    assert (department.state, department.score) == ("kept", Decimal("78.80"))
    assert department.outcomes == {"pay_basis": "78.80"}
    assert {who: stage.of(who, persons).score for who in ("HEAD", "E")} == {
        "HEAD": Decimal("81.04"),
        "E": Decimal("87.76"),
    }
    assert {task.member.person for task in stage.of(DEPARTMENT, year).tasks} <= {"GM"}
    assert stage.of(DEPARTMENT, year).score == Decimal("85.00")
    assert stage.of(DEPARTMENT, year).fed["quarters"].value == ("78.8",)
    stage.check()


def test_the_form_is_signed_by_three_and_kept_for_a_year(quarter):
    """A 44 and 45."""
    forms, _ = quarter.cycles
    quarter.play({**form(), **PERSONS}, until="2027-12-01")
    archived = quarter.entered(DEPARTMENT, "kept", forms)

    assert quarter.path(DEPARTMENT, forms)[-4:] == ["preparer_signature", "self_signature", "review_signature", "kept"]
    assert archived == "2026-12-31"
    assert quarter.of(DEPARTMENT, forms).open_tasks == ()
    quarter.ring("2027-12-30 18:00")
    assert quarter.of(DEPARTMENT, forms).open_tasks == ()
    quarter.ring("2028-01-01 10:00")
    assert quarter.answer("HR", DEPARTMENT, "dispose").state == "closed"
    quarter.check()


@pytest.mark.parametrize(
    ("state", "who"), [("preparer_signature", "HR"), ("self_signature", "HEAD"), ("review_signature", "VP")]
)
def test_without_one_signature_the_form_stays_open_and_nobody_takes_it_over(quarter, state, who):
    forms, persons = quarter.cycles

    quarter.play({**form(), (DEPARTMENT, state): SILENT, ("*", "rating"): SILENT}, until="2027-02-05")

    assert quarter.of(DEPARTMENT, forms).state == state
    assert {task.member.person for task in quarter.of(DEPARTMENT, forms).open_tasks} == {who}
    with pytest.raises(FeedAwaitedError, match=DEPARTMENT):
        quarter.answer("HEAD", "E", "submit", own="90", grounds="按期完成全部工作，客户评价良好")
    assert quarter.of("E", persons).score is None


def test_what_the_reviewer_says_counts_and_what_the_head_said_is_kept(quarter):
    """A 40: without target 1.3 the duties are 90, so the total is 75.80; the head's own marks stay beside it."""
    forms, persons = quarter.cycles
    late = [{"kind": "special", "parts": "30", "onsite": "10"}]
    figures = {"complaints": late, "survey": "100", "key_score": "90"}

    reviewed = marks((100, 100, 0, 100, 100, 100, 100, 100, 100))
    quarter.play({**form(preparation=figures, review=reviewed), **PERSONS}, until="2027-02-05")

    one = quarter.of(DEPARTMENT, forms)
    assert one.score == Decimal("68.22")
    assert [row["score"] for row in one.sheets["self_rating"]["duties"]] == ["100"] * 9
    # 68.22 x 20 % + 90 x 80 %
    assert quarter.of("E", persons).score == Decimal("85.64")
    quarter.check()


def test_a_form_that_is_reviewed_anew_makes_another_quarter_of_everybody(quarter):
    """A 45: the old result stays in the history, with who changed it and when; 90 of the duties make 75.80."""
    forms, persons = quarter.cycles
    quarter.play({**form(), **PERSONS}, until="2027-02-05")

    quarter.reopen(DEPARTMENT, "review", cycle=forms, deed=Deed.SEND_BACK)
    quarter.play(form(review=marks((100, 100, 0, 100, 100, 100, 100, 100, 100))), until="2027-03-01")

    assert (quarter.of(DEPARTMENT, forms).state, quarter.of(DEPARTMENT, forms).score) == ("kept", Decimal("75.80"))
    rescored = [entry for entry in quarter.entries("HEAD", persons) if entry.deed is Deed.RESCORE]
    assert [entry.changed["score"] for entry in rescored] == [["81.04", "78.64"]]
    assert quarter.of("E", persons).score == Decimal("87.16")
    quarter.check()


def test_whoever_does_not_review_hands_the_form_to_the_superior_above(quarter):
    forms, _ = quarter.cycles

    quarter.play({**form(), (DEPARTMENT, "review", "VP"): SILENT, ("*", "rating"): SILENT}, until="2027-02-10")

    assert quarter.of(DEPARTMENT, forms).given["review"].by == ("GM",)


def test_quality_information_is_due_on_the_third_of_each_month(quarter):
    forms, _ = quarter.cycles

    quarter.play({(DEPARTMENT, "quality_report"): SILENT, (DEPARTMENT, "preparation"): SILENT}, until="2026-11-20")

    assert quarter.log(DEPARTMENT, "quality_report", forms)[:2] == ["missed 2026-10-03", "open 2026-11-03"]
    assert "escalation 2026-11-04" in quarter.mails("VP", "escalation")
