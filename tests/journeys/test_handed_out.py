"""Everybody begins with the sheet of his own post, which is rated row by row."""

import pytest

from cycleflow.core.model import Action, Channel, Deed, Json, Standing
from cycleflow.journeys.answer import act
from cycleflow.journeys.audit import verify
from cycleflow.journeys.disclosure import for_ratee
from cycleflow.journeys.launch import launch, plan_launch
from cycleflow.journeys.launch_plan import BlockedError
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.policy import PolicyError, load, years_around
from cycleflow.policy.beside import among
from cycleflow.store import appraisals, histories, people
from tests.offices import COMPANY, LAUNCH, person

TEXT = """
workflow: posts
title: 岗位考核 | Post appraisal
status: effective
period: quarter
calendar: {country: CN, zone: Asia/Shanghai}
roles: {employee: self, manager: manager, hr: group(hr)}
eligibility: [{when: position == "", then: excluded, reason: 无岗位 | No post}]
handed_out:
  post:
    title: 岗位表 | Post sheet
    tables:
      goals:
        title: 目标 | Goals
        table: goals.csv
        by: position
        rows: 1..9
        columns:
          goal: {title: 目标 | Goal, text: 300}
          weight: {title: 权重 | Weight, number: 1..100, total: 100}
          core: {title: 核心 | Core, tick: true, optional: true}
sheets:
  marks: {goals: {title: 评分 | Marks, each: post.goals, columns: {mark: {title: 分 | Mark, number: 0..10}}}}
score: {after: rating, weighted_mean: {of: rating.goals.mark, by: post.goals.weight}}
states:
  rating: {ask: {manager: marks}, escalate: {hr: 1 workday}, due: cycle.end + 5 workdays, answers: {submit: done}}
  done: {tell: {employee: closed}}
words:
  states: {rating: 评分 | Rating, done: 归档 | Done}
  answers: {submit: 提交 | Submit}
"""
GOALS = """\
position,goal,weight,core
Clerk,Reply within a day,70,true
Clerk,"Keep the files, all of them",30,
Driver,Arrive,100,true
"""


def read(goals=GOALS, text=TEXT):
    return load(text, years=years_around("2026-Q4"), find=among({"goals.csv": goals}))


@pytest.fixture
def order(office):
    with office.store.begin() as conn:
        clerks = [person(f"P{n}", f"Clerk {n}", "E6", position="Clerk") for n in (1, 2)]
        people.save_people(conn, [*COMPANY, *clerks], LAUNCH)
    return lambda **changes: LaunchOrder(workflow=read(**changes), period="2026-Q4", by="E2")


def get(office, number="P1"):
    with office.store.read() as conn:
        return appraisals.get(conn, f"posts-2026-Q4.{number}")


def test_everybody_is_handed_the_rows_of_his_post(office, order):
    launch(office, order(), LAUNCH)

    assert get(office).sheets["post"]["goals"] == (
        {"goal": "Reply within a day", "weight": "70", "core": True},
        {"goal": "Keep the files, all of them", "weight": "30"},
    )
    with office.store.read() as conn:
        first = histories.entries(conn, "posts-2026-Q4.P1")[0]
    assert first.changed["handed"]["post"]["goals"][1]["weight"] == "30"  # type: ignore[index,call-overload]  # JSON
    assert [shown.state.name for shown in for_ratee(read(), get(office))] == ["post"]


def test_the_rows_are_rated_one_by_one_and_weighed(office, order):
    launch(office, order(), LAUNCH)
    task = get(office).open_tasks[0]
    inputs: dict[str, Json] = {"answer": "submit", "sheet": {"goals": [{"mark": "9"}, {"mark": "5"}]}}
    action = Action(
        deed=Deed.ANSWER, actor="E6", standing=Standing.PERSON, channel=Channel.PAGE, task=task.id, inputs=inputs
    )

    act(office, "posts-2026-Q4.P1", action, LAUNCH)

    assert str(get(office).score) == "7.80"
    assert verify(office, "posts-2026-Q4").holds


def test_a_launch_is_refused_to_whom_nothing_can_be_handed_out(office, order):
    goals = GOALS.replace("Clerk", "Cook")

    plan = plan_launch(office, order(goals=goals), LAUNCH)

    assert plan.problems == ("Too few rows can be handed out in post.goals for 'Clerk': P1, P2.",)
    with pytest.raises(BlockedError, match="Too few rows"):
        launch(office, order(goals=goals), LAUNCH)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (",30,", ",20,", "goals.csv:2:1: These must add up to 100; they add up to 90."),
        (",70,", ",0,", "goals.csv:2:26: This must lie between 1 and 100."),
        (",70,", ",,", "goals.csv:2:1: This is needed."),
        ("Driver,", ",", "goals.csv:4:1: This row does not say for which position it is."),
        ("weight", "wait", "goals.csv:1:1: This table needs a column 'weight'."),
        ("core", "note", "goals.csv:1:22: This table has no column 'note'; known are position, goal, weight, core"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_there(old, new, complaint):
    with pytest.raises(PolicyError) as refused:
        read(GOALS.replace(old, new, 1))

    assert any(str(one).startswith(complaint) for one in refused.value.complaints), str(refused.value)


def test_weights_may_be_known_to_add_up_to_something_else():
    goals = GOALS.replace("core\n", "core,adds_up_to\n").replace("70,true", "50,true,80")

    assert read(goals).handed["post"].tables["goals"].rows["Clerk",][0]["weight"] == "50"


def test_rows_may_be_chosen_by_several_facts():
    text = TEXT.replace("by: position", "by: [position, cadence]")
    goals = GOALS.replace("position,", "position,cadence,").replace("Clerk,", "Clerk,quarter,")
    goals = goals.replace("Driver,", "Driver,month,")

    assert list(read(goals, text).handed["post"].tables["goals"].rows) == [("Clerk", "quarter"), ("Driver", "month")]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("  post:\n", "  marks:\n", "'marks' is a sheet or a state already; hand it out under another name."),
        ("by: position", "by: salary", "There is no fact 'salary'"),
        ("table: goals.csv", "table: nowhere.csv", "There is no table nowhere.csv beside the regulation."),
        ("text: 300}", "moment: true}", "The column 'goal' is moment, which cannot be handed out."),
        ("post.goals,", "post.goal,", "There is no table 'post.goal' to repeat"),
        ("        title: 目标 | Goals\n", "", "A table that is handed out needs 'title'."),
        ("    title: 岗位表 | Post sheet\n", "", "What is handed out needs 'title'."),
        ("        table: goals.csv\n", "", "A table that is handed out needs 'table'."),
    ],
)
def test_what_is_wrong_with_the_section_is_said(old, new, complaint):
    with pytest.raises(PolicyError) as refused:
        read(text=TEXT.replace(old, new, 1))

    assert complaint in str(refused.value)
