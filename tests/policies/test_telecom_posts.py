"""Telecom company: 42 posts, each with its own sheet, three instruments at three cadences."""

from collections import Counter
from decimal import Decimal

import pytest

from cycleflow import policy, shipped
from cycleflow.core.scoring.weights import WeightsBy
from cycleflow.journeys.launch import plan_launch
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.policy import years_around
from tests.policies.stage import person

EMPTY = {"财务总监", "系统部经理", "系统部系统助理", "系统部软件工程师", "系统部系统工程师", "财务部商务助理"}
MANAGERS = {
    "长话业务事业部经理",
    "增值电信事业部经理",
    "系统部经理",
    "人事行政部经理",
    "财务部经理",
    "市场部经理",
    "客户服务部经理",
}

PRINTED = """\
P01: 40 30 30 | 5 8 9
P02: 30 30 20 20 | 5 6 9
P04: 50 20 10 10 10 | 5 8 8
P05: 40 20 20 10 10 | 5 8 8
P06: 30 20 10 20 10 10 | 4 5 5
P07: 30 30 10 10 10 10 | 5 8 8
P08: 30 30 15 15 10 | 5 2 5
P09: 40 20 20 10 10 | 5 8 9
P10: 40 20 20 10 10 | 4 9 5
P11: 40 30 20 10 | 4 5 5
P12: 30 20 10 20 20 | 4 4 5
P13: 60 20 10 10 | 4 3 5
P18: 30 20 20 20 10 | 5 4 7
P19: 50 30 10 10 | 5 2 6
P20: 60 20 10 10 | 5 7 6
P21: 40 20 20 20 | 5 5 6
P22: 40 25 25 10 | 5 4 6
P23: 30 30 20 | 5 7 7
P24: 30 10 30 30 | 5 0 5
P25: 30 30 20 15 5 | 5 0 5
P26: 30 10 30 10 20 | 5 0 5
P27: 30 20 10 30 10 | 5 0 5
P28: 20 20 30 20 10 | 5 0 5
P29: 50 30 10 10 | 5 0 5
P31: 70 30 | 0 0 0
P32: 40 20 20 10 10 | 5 8 9
P33: 40 30 10 10 10 | 5 0 5
P34: 30 20 20 20 10 | 5 5 5
P35: 50 20 10 10 10 | 5 7 9
P36: 40 20 10 10 10 10 | 5 3 5
P37: 50 20 10 10 10 | 4 4 6
P38: 40 30 15 15 | 4 4 6
P39: 40 20 10 20 10 | 5 3 6
P40: 40 15 25 10 10 | 5 3 6
P41: 50 20 20 10 | 5 3 5
P42: 40 20 20 20 | 5 2 6
"""
"""What the sheets print: the weights of the quarter's KPIs, then the slots filled: core, reference, attitude."""


@pytest.fixture(scope="module")
def regulation():
    return policy.load_file(shipped.workflows() / "telecom-posts.yaml", years=years_around("2026"))


@pytest.fixture(scope="module")
def weights(regulation):
    """Return the weights of each post, by measure."""
    rule = regulation.scorecard.rule.measures["kpi"].rule
    assert isinstance(rule, WeightsBy)
    return {post: dict(one.weights) for post, one in rule.levels.items()}


def rows(regulation, table):
    return regulation.handed["post"].tables[table].rows


def test_thirty_six_posts_have_164_kpis_and_one_sheet_adds_up_to_eighty(weights):
    assert len(weights) == 36
    assert sum(map(len, weights.values())) == 164
    sums = {post: sum(each.values()) for post, each in weights.items()}
    assert {post: total for post, total in sums.items() if total != 100} == {"财务部经理": 80}


def test_each_sheet_has_the_weights_and_the_slots_that_are_printed(regulation, weights):
    slots = {post: Counter(row["kind"].split(" / ")[1].lower() for row in found)
             for (post, _), found in rows(regulation, "abilities").items()}  # fmt: skip

    found = []
    for post, each in weights.items():
        filled = slots.get(post, Counter())
        kinds = " ".join(str(filled[kind]) for kind in ("core", "reference", "attitude"))
        found.append(f"{next(iter(each))[:3].upper()}: {' '.join(map(str, each.values()))} | {kinds}")

    assert sorted(found) == PRINTED.splitlines()


@pytest.mark.parametrize(
    ("post", "goal", "standard"),
    [
        ("财务部财务分析师", "督促各部门按时提交预算报表", "不超过每月5日"),
        ("市场部推广专员", "信息提供的及时性", "2个工作日内"),
        ("客户服务部售后工程师", "接单24小时内", "反馈率100%"),
        ("人力资源总监", "优秀员工", "不超过20%"),
        ("财务部经理", "每月审核凭证", "不超过1次"),
        ("客户服务部受理服务代表(一)", "客户咨询", "95%"),
    ],
)
def test_the_figures_of_the_goals_are_those_printed(regulation, post, goal, standard):
    found = [row for row in rows(regulation, "goals")[post,] if goal in row["goal"] and standard in row["standard"]]

    assert found


def test_every_post_but_the_empty_ones_has_goals(regulation, weights):
    goals = {post for (post,) in rows(regulation, "goals")}

    assert weights.keys() <= goals
    assert goals - weights.keys() == {"系统部经理", "门市收费员"}
    assert not EMPTY - {"系统部经理"} & goals
    assert (
        sum(len(found) for found in rows(regulation, "goals").values()) == 321 + 25 + 1
    )  # printed, several in a cell, chosen


def test_half_year_lists_are_as_long_as_their_filled_slots(regulation):
    abilities = rows(regulation, "abilities")

    assert len(abilities) == 35
    assert {cadence for _, cadence in abilities} == {"half_year"}
    assert len(abilities["人力资源总监", "half_year"]) == 5 + 8 + 9
    assert len(abilities["增值电信事业部客户经理", "half_year"]) == 4 + 9 + 5


def test_the_printed_polarity_of_the_source_is_restored(regulation):
    standards = {row["goal"]: row.get("standard", "") for row in rows(regulation, "goals")["财务部经理",]}

    assert standards["保管财务证照 / keep financial certificates"].startswith("不丢失")


def launched(stage, period, *posts):
    stage.hire(person("BOSS", position="总经理", roles=("hr",)))
    staff = [person(f"E{n:02}", manager="BOSS", position=post) for n, post in enumerate(posts)]
    stage.hire(*staff)
    plan = plan_launch(
        stage.office, LaunchOrder(workflow=stage.regulation("telecom-posts", period), period=period, by="HR"), stage.now
    )
    names = {one.number: one.position for one in staff}
    return {names.get(one.key, "总经理") for one in plan.included}, plan


CADENCES = {
    "长话业务事业部经理": "month quarter half_year year",
    "长话业务事业部客户关系组组长": "quarter half_year year",
    "增值电信事业部客户代表": "month quarter half_year",
    "财务部收费管理员": "month quarter",
    "门市收费员": "month",
    "系统部经理": "year",
    "财务总监": "",
    "司机": "",
    "前台": "",
    "保洁": "",
    "总经理": "",
}


@pytest.mark.parametrize(
    ("cadence", "period"), [("month", "2026-11"), ("quarter", "2026-Q4"), ("half_year", "2026-H2"), ("year", "2026")]
)
def test_every_post_has_the_instruments_of_the_file(stage_on_sqlite, cadence, period):
    found, _ = launched(stage_on_sqlite, period, *CADENCES)

    assert found == {post for post, cadences in CADENCES.items() if cadence in cadences.split()}


def test_a_post_without_a_sheet_cannot_be_launched(stage_on_sqlite):
    _, plan = launched(stage_on_sqlite, "2026-Q4", "顾问")

    assert plan.problems[0] == "Too few rows can be handed out in post.goals for '顾问': E00."


def test_the_empty_templates_are_named(stage_on_sqlite):
    included, plan = launched(stage_on_sqlite, "2026-Q4", *sorted(EMPTY))

    assert included == set()
    reasons = [one.reason["zh"] for one in plan.excluded]
    assert reasons.count("该岗位的考核表为空白模板") == 6


def test_managers_and_supervisors_owe_six_sigma_projects(regulation):
    due = dict(regulation.scorecard.rule.measures["projects_due"].rule.cells)

    assert {post for (post,), count in due.items() if count == 3} == MANAGERS
    assert sorted(due.values()) == [2] * 7 + [3] * 7


def company(stage):
    """Return the stage of the company: a service department and a value-added department, their managers and clerks."""
    stage.hire(person("GM", position="总经理", department="总经办", roles=("general_manager",)))
    stage.hire(
        person("HR", manager="GM", department="人事行政部", position="行政助理", roles=("hr",)),
        person("FIN", manager="GM", department="财务部", position="出纳", roles=("finance",)),
        person("CFO", manager="GM", department="财务部", position="财务总监", roles=("finance_director",)),
        person("FM", manager="GM", department="财务部", position="财务部经理"),
        person("SM", manager="GM", department="客户服务部", position="客户服务部经理"),
        person("SL", manager="SM", department="客户服务部", position="客户服务部受理组组长"),
        person("VM", manager="GM", department="增值电信事业部", position="增值电信事业部经理"),
        person("VC", manager="VM", department="增值电信事业部", position="增值电信事业部客户经理"),
        person("VR", manager="VC", department="增值电信事业部", position="增值电信事业部客户代表"),
    )
    return stage


P36 = {"p36_1": "5", "p36_3": "3", "p36_4": "4"}, {"p36_2": "4", "p36_5": "5", "p36_6": "4"}


def test_a_quarter_asks_whoever_the_sheet_of_the_post_names(stage):
    """P36, points 5, 4, 3, 4, 5, 4 with weights 40, 20, 10, 10, 10, 10: 4.40."""
    company(stage)
    stage.launch("telecom-posts", "2026-Q4", only=("SL",))
    goals = stage.of("SL").sheets["post"]["goals"]

    stage.play(until="2026-12-31 09:10")
    asked = {(task.role, task.member.person) for task in stage.of("SL").open_tasks}
    hr, manager = P36
    stage.play({("SL", "rating", "HR"): hr, ("SL", "rating", "SM"): manager})

    assert asked == {("hr", "HR"), ("department_manager", "SM")}
    assert len(goals) == 10
    assert stage.path("SL") == ["posting", "rating", "closed"]
    assert stage.of("SL").score == Decimal("4.40")
    stage.check()


def test_a_printed_limit_that_is_reached_needs_no_opinion(stage_on_sqlite):
    """P11: collected 85 %, arrears 4‰, 7 of 20 contracts, satisfaction 4."""
    stage = company(stage_on_sqlite)
    stage.launch("telecom-posts", "2026-Q4", only=("VR",))

    figures = {"p11_1_rate": "85", "p11_2_rate": "4", "p11_3_signed": "7", "p11_3_planned": "20", "p11_4": "4"}
    stage.play(until="2026-12-31 09:10")
    one = stage.answer("HR", "VR", **figures)

    assert (one.state, one.score) == ("closed", Decimal("4.90"))
    stage.check()


def test_a_month_is_the_task_and_finance_alone_gives_it(stage_on_sqlite):
    stage = company(stage_on_sqlite)
    stage.launch("telecom-posts", "2026-11", only=("VR",))
    (task,) = stage.of("VR").sheets["post"]["task"]

    stage.play({("VR", "rating", "FIN"): {"task_rate": "85.5"}})

    assert task["target"] == "100%"
    assert stage.of("VR").score == Decimal("85.50")
    stage.check()


def test_half_a_year_is_one_mark_for_each_ability_and_attitude(stage_on_sqlite):
    stage = company(stage_on_sqlite)
    stage.launch("telecom-posts", "2026-H2", only=("VR",))
    abilities = stage.of("VR").sheets["post"]["abilities"]

    marks = [{"mark": "5" if n < 7 else "3"} for n in range(len(abilities))]
    stage.play({("VR", "rating", "VC"): {"abilities": marks}})

    assert len(abilities) == 4 + 5 + 5
    assert stage.of("VR").score == Decimal("4.00")
    stage.check()


def test_a_year_is_the_projects(stage_on_sqlite):
    stage = company(stage_on_sqlite)
    stage.launch("telecom-posts", "2026", only=("VM", "VC"))

    stage.play({("VM", "rating", "GM"): {"projects_done": "2"}, ("VC", "rating", "VM"): {"projects_done": "2"}})

    assert (stage.of("VM").score, stage.of("VC").score) == (Decimal("66.67"), Decimal("100.00"))
    stage.check()


def test_the_sheet_of_eighty_comes_to_four_points_at_most(stage_on_sqlite):
    stage = company(stage_on_sqlite)
    stage.launch("telecom-posts", "2026-Q4", only=("FM",))

    stage.play({("FM", "rating", "CFO"): {"p23_1": "5", "p23_2": "5"}, ("FM", "rating", "GM"): {"p23_3": "5"}})

    assert stage.of("FM").score == Decimal("4.00")
