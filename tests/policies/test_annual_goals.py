"""Company goals come down to the departments (register row 18), each step with its Yes and No."""

import pytest

from tests.policies.stage import SILENT, person

FIRM = (
    person("GM", "总经理", department="总经办", roles=("panel",)),
    person("VP", "副总", "GM", department="总经办", roles=("panel",)),
    person("HR", "人事", "GM", department="人事部", roles=("hr",)),
    person("HR2", "人事二", "HR", department="人事部", roles=("hr",)),
    *(person(f"H{n}", f"部长{n}", "GM", department=f"部门{n}") for n in (1, 2)),
    person("A", "甲", "H1", department="部门1"),
)
GOALS = {
    "company": [{"how": "销售9000万"}],
    "goals": [
        {"area": "客户", "goal": "增加客户", "measure": "年底前100个", "nature": "result", "crosses": "部门2"},
    ],
    "resources": "18次推广活动",
}
COMPANY = {
    "attainment": "达成",
    "long_term": "可行",
    "goals": [{"goal": "增长", "measure": "9000万"}],
}


@pytest.fixture
def goals(stage_on_sqlite):
    stage_on_sqlite.hire(*FIRM)
    stage_on_sqlite.launch("annual-goals", "2027", on="2026-10-12")
    return stage_on_sqlite


def said(**more):
    return {("*", "company_goals"): COMPANY, ("*", "department_goals"): GOALS} | {
        ("部门1", *key.split("__")): one for key, one in more.items()
    }


def test_goals_come_down_are_reviewed_across_departments_and_filed(goals):
    goals.play(said())

    assert goals.path("部门1") == [
        "company_goals", "department_goals", "company_check", "cross_review", "filing", "communication", "filed",
    ]  # fmt: skip
    assert goals.mails("A", "closed")
    goals.check()


def test_a_no_to_the_department_leaves_the_goals_of_the_company_as_they_are(goals):
    goals.play(said(company_check=SILENT), until="2026-10-13")
    approved = goals.of("部门1").sheets["company_goals"]

    goals.answer("GM", "部门1", "return", remark="不支撑公司目标")

    one = goals.of("部门1")
    assert one.state == "department_goals"
    assert one.sheets["company_goals"] == approved


def test_one_department_that_objects_sends_them_back(goals):
    goals.play(
        said(cross_review__H2=("return", {"impact": "人力不足"}), cross_review=("agree", {})), until="2026-10-20"
    )

    assert "cross_review" in goals.path("部门1")
    assert goals.path("部门1")[goals.path("部门1").index("cross_review") + 1] == "department_goals"
