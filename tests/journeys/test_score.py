"""People scored from figures alone."""

import pytest

from cycleflow import policy, shipped
from cycleflow.journeys.score import Figures, FiguresError, NoScoreError, score, template
from tests.feeding import own, regulation

SHOP = policy.load_file(shipped.workflows() / "shop-service-monthly.yaml")
HANDE = policy.load_file(shipped.workflows() / "hande-monthly.yaml")
HOTLINE = policy.load_file(shipped.workflows() / "cm-10086-monthly.yaml")
QUARTERLY = policy.load_file(shipped.workflows() / "quarterly.yaml")
METHODS = policy.load_file(shipped.workflows() / "appraisal-methods.yaml")
AORUIJIN = policy.load_file(shipped.workflows() / "aoruijin-half-year.yaml")
WORKED = {
    "inquired": "200", "paid": "140", "ordered": "150", "alipay": "135", "own_value": "110", "shop_value": "100",
    "received": "400", "replied": "392", "response": "40", "transactions": "50", "refunded": "1", "late": "2",
    "leave": "1", "attitude": "5", "sorted_problems": "3", "relations": "2", "experiences": "10",
    "weekly_report": [{"done": True}, {"done": True}],
}  # fmt: skip


def test_the_worked_example_of_the_shop():
    (one,) = score(SHOP, [Figures(person="a", inputs=WORKED)]).people

    assert str(one.result.score) == "80.00"
    assert {step.name: str(step.value) for step in one.result.also} == {"refund_rate": "2.00", "too_few": "0"}
    assert one.settlement
    assert str(one.settlement.steps["pay"].value) == "600.00"
    assert one.rank == 1
    assert one.grade is None


def test_everybodys_wrong_figures_are_named_at_once():
    people = [
        Figures(person="a", inputs={**WORKED, "leave": "190"}),
        Figures(person="b", inputs={**WORKED, "more": "1"}),
        Figures(person="b", inputs=WORKED),
        Figures(person="c", inputs={name: value for name, value in WORKED.items() if name != "late"}),
    ]

    with pytest.raises(FiguresError) as refused:
        score(SHOP, people)

    assert str(refused.value).split("\n") == [
        "a: leave: This must lie between 0 and 31.",
        "b: more: This sheet has no such field.",
        "c: late: This is needed.",
    ]


def test_a_person_twice_is_refused():
    with pytest.raises(FiguresError, match="there twice"):
        score(SHOP, [Figures(person="a", inputs=WORKED), Figures(person="a", inputs=WORKED)])


def test_what_does_not_apply_leaves_its_weight_to_the_rest():
    figures = {
        "position": "班长助理", "surveys": "20", "talk_time": "1", "login_time": "0", "staff_satisfaction": "9",
        "own_score": "8", "room_scores": ["9", "8", "7"], "supervisor": "8",
    }  # fmt: skip

    (one,) = score(HOTLINE, [Figures(person="a", inputs=figures)]).people

    assert str(one.result.score) == "8.25"  # (8 x 20 + 9 x 10 + 8 x 10) / 40


def test_the_better_the_team_the_more_of_its_people_are_good():
    marks = dict.fromkeys(("discipline", "output", "execution", "quality_check"), "9")
    people = [
        Figures(
            person=f"{team}{n}",
            group=team,
            inputs={"position": "客服代表", "own_score": own, "room_scores": ["9", "5"], **marks, "praise": str(n % 9)},
        )
        for team, own in (("x", "5"), ("y", "9"))
        for n in range(10)
    ]

    groups = {one.group: one for one in score(HOTLINE, people).groups}

    assert {team: (one.place.rank, one.quotas["A+B"]) for team, one in groups.items()} == {"x": (2, 0), "y": (1, 2)}


def test_a_cohort_is_graded_by_rank():
    names = ("solving", "initiative", "cooperation", "responsibility", "discipline")
    people = [
        Figures(
            person=str(n),
            group="x",
            inputs={
                **dict.fromkeys(names, str(100 if n > 10 else 50)),
                "task_marks.goals.done": [str(80 + n)],
                "planning.goals.weight": ["100"],
                "post_kind": "操作",
                "on_trial": n == 20,
            },
        )
        for n in range(1, 21)
    ]

    scores = score(HANDE, people)
    grades = [one.grade for one in scores.people]

    assert grades[-1] == "中"
    assert scores.people[-1].result.score == 85
    assert scores.groups[0].quotas == {"优": 2, "良": 3, "中": 10, "基本合格": 3, "不合格": 2}


def test_caps_and_floors_are_checked():
    people = [
        Figures(
            person=str(n), inputs={"marks.tasks.score": ["8"], "planning.tasks.weight": ["100"], "post_kind": "其他"}
        )
        for n in range(10)
    ]

    scores = score(AORUIJIN, people)

    assert {one.grade for one in scores.people} == {"A"}
    assert scores.groups[0].excess == {"S": 0, "A": 9, "C": -1, "D": -1}


def test_a_score_over_sheets_takes_columns():
    inputs = {"manager_review.goals.score": ["5", "4"], "goal_setting.goals.weight": ["30", "70"]}

    (one,) = score(QUARTERLY, [Figures(person="a", inputs=inputs)]).people

    assert (str(one.result.score), one.grade) == ("4.30", "4")


MINFU = policy.load_file(shipped.workflows() / "minfu-year-end.yaml")
PAID = {"status": "active", "employment": "", "suspended": False, "wage": "5000", "base": "1", "transfers": []}
STAR = {"appraisal.results.score": ["5", "4"], "star.results.weight": ["50", "50"]}


def test_measures_over_sheets_take_columns_each_table_by_itself():
    given = {"supervisor": True, **STAR, "appraisal.ability.score": ["4"], "appraisal.ability.weight": ["1"]}

    alone, leader = score(
        MINFU,
        [
            Figures(person="a", inputs={**PAID, **STAR, "supervisor": False, "appraisal.ability.score": []}),
            Figures(person="b", inputs={**PAID, **given}),
        ],
    ).people

    assert (str(alone.result.score), str(leader.result.score)) == ("90", "87")
    assert {"star.results.weight", "appraisal.ability.score"} <= {blank.name for blank in template(MINFU)}


def test_a_table_that_is_given_in_part_is_refused():
    with pytest.raises(FiguresError, match=r"star\.results\.weight: This is needed"):
        score(MINFU, [Figures(person="a", inputs={**PAID, "appraisal.results.score": ["5", "4"]})])


NOTE = """
workflow: note
title: 述职 | Annual note
status: draft
period: year
calendar: {country: CN, zone: Asia/Shanghai}
roles: {manager: manager}
states: {reading: {ask: manager, due: cycle.end, answers: {accept: done}}, done: {tell: {manager: closed}}}
words: {states: {reading: 审阅 | Reading, done: 归档 | Done}, answers: {accept: 接受 | Accept}}
"""


def test_a_regulation_without_a_score_has_nothing_to_work_out():
    with pytest.raises(NoScoreError):
        score(policy.load(NOTE), [Figures(person="a", inputs={})])


def test_the_template_says_what_each_figure_is():
    blanks = {blank.name: blank for blank in template(SHOP)}

    assert blanks["paid"].value is None
    assert blanks["commission"].value == "0"
    assert blanks["response"].about == ("旺旺平均响应时间 | Average Wangwang response, 0.. 秒, lower is better, by hr")
    assert blanks["weekly_report"].about == "每周书面汇报 | Weekly report, the log of the duty, a row each time"


def test_the_template_says_what_comes_from_other_appraisals():
    rate = "rate: {title: 率 | Rate, number: 0..100, from: {regulation: survey, of: reports, as: mean}}"
    blanks = template(policy.load(regulation("taker", [own(), rate], "total: {formula: own + rate}")))

    assert next(blank.about for blank in blanks if blank.name == "rate") == (
        "率 | Rate, 0..100, from the mean of the score of everybody directly below (survey, the same period)"
    )


def test_the_template_of_tables_and_lists():
    hotline = {blank.name: blank.value for blank in template(HOTLINE)}
    methods = {blank.name: blank.value for blank in template(METHODS)}

    assert hotline["last_rates"] == []
    assert hotline["slips"] == "0"
    assert hotline["company_award"] is False
    assert methods["comparisons"] == [{"element": None, "with": None, "lost": None}]
    assert [blank.value for blank in template(QUARTERLY)] == [[], []]


def test_a_score_that_cannot_be_worked_out_is_refused_by_name():
    figures = {"marks.tasks.score": ["8"], "planning.tasks.weight": ["100"], "post_kind": "管理"}

    with pytest.raises(FiguresError, match="a: The score cannot be worked out before these are given: marks"):
        score(AORUIJIN, [Figures(person="a", inputs=figures)])


def test_a_log_that_only_outcomes_count_is_asked_for_and_counted():
    checked = policy.load_file(shipped.workflows() / "construction-annual.yaml")
    log = [{"done": True, "complete": True, "timely": True}, {"done": True, "complete": True}, {"done": False}]

    (one,) = score(checked, [Figures(person="a", inputs={"inspection": log})]).people

    assert [blank.name for blank in template(checked)] == ["inspection"]
    assert one.settlement
    assert {name: str(one.settlement.steps[name].value) for name in ("checked", "timely_at")} == {
        "checked": "2",
        "timely_at": "1",
    }
