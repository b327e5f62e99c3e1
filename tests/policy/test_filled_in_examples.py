"""Examples of sheets: what of it a regulation refuses, and what it takes and notes; sums over groups of rows."""

import pytest

from cycleflow import policy
from cycleflow.core.trial import look_at
from cycleflow.policy.explain import explain, markdown
from tests.flows import regulation

TEXT = """
attributes: {site: text}
parameters: {most: 60}
sheets:
  plan:
    goals: {title: 目标 | Goals, rows: 1..9, columns: {area: {title: 领域 | Area, text: 20},
      weight: {title: 权重 | Weight, number: 5..100, total: 100 by area},
      done: {title: 完成 | Done, tick: true, optional: true}}}
    mood: {title: 心情 | Mood, choice: {good: 好 | Good, bad: 差 | Bad}, needed_for: [submit]}
  news: {news: {title: 进展 | News, each: plan.goals, columns: {said: {title: 说明 | Said, text: 20}}}}
checks:
  plan:
    - {of: goals, when: weight > most, then: warn, words: 过重 | Heavy}
    - {when: mood == "bad" and site == "沪" and answer == "submit", then: refuse, words: 先谈 | Talk first}
states:
  plan: {ask: {employee: plan}, due: opened + 5 workdays, answers: {submit: news, leave: done}}
  news: {ask: {employee: news}, due: opened + 5 workdays, answers: {submit: done}}
  done:
"""
ROWS = [{"area": "销售", "weight": "70"}, {"area": "销售", "weight": "30"}, {"area": "服务", "weight": "90"}]


def said_of(workflow, lang="en"):
    return markdown("", explain(workflow, lang), lang)


def with_examples(*examples):
    return policy.load(regulation(TEXT).text + "examples:\n" + "".join(f"  - {one}\n" for one in examples))


@pytest.mark.parametrize(
    "example",
    [
        "{sheet: plan, given: {goals: [{area: 销售, weight: 90}]}, refused: goals.weight}",
        "{sheet: plan, given: {goals: [{area: 销售, weight: 4}]}, refused: [goals, mood], answer: submit}",
        "{sheet: plan, given: {goals: [{area: 销售, weight: 100}], mood: good}, refused: none, noted: goals}",
        "{sheet: plan, given: {goals: [{weight: 70}]}, refused: goals.area, noted: goals}",
        "{sheet: plan, given: {goals: [{area: 销售, weight: 60}, {area: 销售, weight: 40}]}, noted: none}",
        "{sheet: plan, answer: submit, given: {mood: bad, site: 沪}, refused: mood}",
        "{sheet: news, given: {news: [{said: 好}]}, refused: none}",
    ],
)
def test_an_example_of_a_sheet_says_what_is_refused_and_what_is_noted(example):
    assert "a sheet with" in said_of(with_examples(example))


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ("{sheet: plan, given: {goals: [{area: 销售, weight: 90}]}, refused: none}", "goals.weight would be refused"),
        ("{sheet: plan, given: {goals: [{area: 销售, weight: 100}], mood: good}, noted: none}", "goals would be noted"),
        (
            "{sheet: plan, given: {goals: [{area: 销售, weight: 100}]}, refused: goals}",
            "what is given for 'goals' is not",
        ),
        ("{sheet: plam, given: {}, refused: none}", "did you mean 'plan'"),
        ("{sheet: journey, given: {}, refused: none}", "There is no sheet 'journey'"),
    ],
)
def test_an_example_of_a_sheet_that_fails_is_named(example, said):
    with pytest.raises(policy.PolicyError, match=said):
        with_examples(example)


def test_the_figures_of_each_group_add_up_by_themselves():
    workflow = regulation(TEXT)

    found = look_at(workflow, "plan", {"goals": ROWS})

    assert [str(one) for one in found.problems if one.column == "weight"] == [
        "goals weight: For 服务 these must add up to 100; they add up to 90."
    ]


def test_a_column_that_is_not_there_groups_nothing():
    with pytest.raises(policy.PolicyError, match="There is no column 'field' beside it to add up by"):
        regulation(TEXT.replace("by area", "by field"))


def test_a_sheet_that_is_wrong_throughout_is_looked_at_no_further():
    found = look_at(regulation(TEXT), "plan", {"goals": [{"area": "销售", "weight": "much"}]}, answer="leave")

    assert "This must be a number" in str(found.problems[0])
    assert not found.remarks


def test_what_must_add_up_by_groups_is_said():
    workflow = regulation(TEXT)

    assert "in which the rows of the same “Area” have 100 of “Weight” in all" in said_of(workflow)
    assert "“领域”相同的各行“权重”合计须为100" in said_of(workflow, "zh")


WITHOUT_SCORE = """
workflow: counted
title: 计数 | Counted
status: effective
period: quarter
calendar: {country: CN, zone: Asia/Shanghai}
roles: {manager: manager, committee: group(panel)}
sheets:
  view: {mark: {title: 分 | Mark, number: 0..10}}
  check: {faults: {title: 缺陷 | Faults, number: 0..9}}
outcomes:
  settle: done
  told: [checks, seen]
  measures:
    checks: {count: {of: log, when: done}}
    seen: {mean: {of: view.committee.mark}}
states:
  view: {ask: {committee: view}, gather: true, due: opened + 5 workdays, answers: {submit: done}}
  done:
duties:
  log: {every: month, ask: {manager: check}}
words:
  states: {view: 意见 | Views, done: 归档 | Done}
  duties: {log: 检查 | Checks}
  answers: {submit: 提交 | Submit}
  roles: {committee: 委员会 | Committee}
"""


def test_an_example_of_outcomes_alone_may_give_logs_and_what_raters_filled_in():
    example = "{given: {log: [{done: true, faults: 1}, {done: false}], view.committee: [{mark: 4}, {mark: 6}]}"

    policy.load(f"{WITHOUT_SCORE}examples:\n  - {example}, expect: {{checks: 1, seen: 5}}}}\n")
    with pytest.raises(policy.PolicyError, match="checks comes to 1, not to 2"):
        policy.load(f"{WITHOUT_SCORE}examples:\n  - {example}, expect: {{checks: 2}}}}\n")
