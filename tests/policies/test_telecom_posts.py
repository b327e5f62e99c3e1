"""Telecom company: 42 posts, each with its own sheet, three instruments at three cadences."""

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


@pytest.mark.parametrize(
    ("post", "cadences"),
    [
        ("长话业务事业部经理", {"month", "quarter", "half_year", "year"}),
        ("长话业务事业部客户关系组组长", {"quarter", "half_year", "year"}),
        ("增值电信事业部客户代表", {"month", "quarter", "half_year"}),
        ("财务部收费管理员", {"month", "quarter"}),
        ("门市收费员", {"month"}),
        ("系统部经理", {"year"}),
        ("财务总监", set()),
        ("司机", set()),
        ("前台", set()),
        ("保洁", set()),
        ("总经理", set()),
    ],
)
def test_every_post_has_the_instruments_of_the_file(stage_on_sqlite, post, cadences):
    periods = {"month": "2026-11", "quarter": "2026-Q4", "half_year": "2026-H2", "year": "2026"}

    found = {name for name, period in periods.items() if post in launched(stage_on_sqlite, period, post)[0]}

    assert found == cadences


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
