"""Measures over tables of sheets that are filled in once: `review.goals`, with the columns of the table it repeats."""

from decimal import Decimal
from typing import cast

import pytest

from cycleflow import policy
from cycleflow.core.scoring.card import Card
from cycleflow.core.trial import take, wanted
from cycleflow.journeys.disclosure import for_ratee
from cycleflow.policy.explain import explain
from cycleflow.policy.explain.document import texts
from tests.flows import launched, regulation

CARD = """
sheets:
  plan: {goals: {title: 目标 | Goals, rows: 0..5, columns: {goal: {title: 目标 | Goal, text: 100},
    kind: {title: 类别 | Kind, choice: {base: 基础 | Base, more: 超越 | More}},
    weight: {title: 权重 | Weight, number: 1..100}}}}
  review: {goals: {title: 评价 | Marks, each: plan.goals, columns: {points: {title: 得分 | Points, number: -2..5}}}}
score:
  after: review
  result: total
  also: [middle, weighed, most]
  measures:
    base: {records: {of: review.goals, when: kind == "base", each: {otherwise: points}}}
    more: {records: {of: review.goals, when: kind == "more", each: {points > 3: 2 * points, otherwise: points}}}
    many: {count: {of: plan.goals}}
    middle: {mean: {of: review.goals.points}}
    weighed: {mean: {of: review.goals.points, by: review.goals.weight}}
    most: {top: {of: review.goals.points, share: 1}}
    total: {formula: 100 + base + more + many}
states:
  plan: {ask: {employee: plan}, due: opened + 5 workdays, answers: {submit: review}}
  review: {ask: {manager: review}, due: opened + 5 workdays, answers: {submit: done}}
  done: {tell: {employee: closed}}
"""
GOALS = [
    {"goal": "安全", "kind": "base", "weight": "75"},
    {"goal": "创新", "kind": "more", "weight": "25"},
]


def reviewed(goals, *points):
    run = launched(regulation(CARD))
    run.answer("submit", "2026-10-08T10:00", sheet={"goals": goals})
    run.answer("submit", "2026-10-09T10:00", sheet={"goals": [{"points": one} for one in points]})
    return run


def beside(run):
    """Return what is told beside the score."""
    rule = cast("Card", run.workflow.scorecard.rule)
    return {one.name: one.value for one in rule.reckon(run.appraisal.sheets).also()}


def test_a_table_that_repeats_another_counts_with_the_columns_of_both():
    run = reviewed(GOALS, "-1", "4")

    assert run.appraisal.score == 100 - 1 + 2 * 4 + 2
    assert beside(run) == {"middle": Decimal("1.5"), "weighed": Decimal("0.25"), "most": 4}


def test_an_empty_table_comes_to_nothing_and_has_no_mean():
    run = reviewed([])

    assert (run.appraisal.score, beside(run)) == (100, {})


def test_what_was_planned_stays_open_to_whoever_planned_it():
    run = launched(regulation(CARD))
    run.answer("submit", "2026-10-08T10:00", sheet={"goals": GOALS})

    assert [shown.state.name for shown in for_ratee(run.workflow, run.appraisal)] == ["plan"]


def test_examples_and_figures_give_the_rows():
    workflow = regulation(
        CARD + "examples:\n  - {given: {review.goals: [{kind: base, points: -2}, {kind: more, points: 5}], plan.goals: "
        "[{goal: 一}]}, expect: {base: -2, more: 10, score: 109}}\n"
        "  - {given: {review.goals: [{points: 6}]}, refused: review.goals}\n"
    )

    assert {"plan.goals", "review.goals"} <= wanted(workflow).keys()
    assert take(workflow, {"review.goals": [{"points": "3"}]}, complete=False)[1]["review.goals"]


def test_a_table_is_told_by_its_title():
    said = " ".join(texts(explain(regulation(CARD), "en")))

    assert "“Marks”" in said
    assert "review.goals" not in said


@pytest.mark.parametrize(
    "silent", ["plan: {ask: {employee: plan},", "review: {ask: {manager: review},"], ids=["planned", "reviewed"]
)
def test_whoever_is_silent_may_leave_for_where_nothing_is_scored(silent):
    assert regulation(CARD.replace(silent, f"{silent} silence: {{after: 5 workdays, to: done}},"))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("of: plan.goals}", "of: plan.goal}", "There is no table 'plan.goal'; did you mean 'plan.goals'?"),
        (
            "answers: {submit: review}}",
            "answers: {submit: review, pass: {to: review, blank: true}}}",
            "'plan.goals' may not have been filled in by then: plan → review.",
        ),
    ],
)
def test_a_table_must_have_been_filled_in_on_every_way(old, new, sentence):
    assert old in CARD

    with pytest.raises(policy.PolicyError) as refused:
        regulation(CARD.replace(old, new))

    assert any(sentence in str(one) for one in refused.value.complaints)


def test_a_table_that_may_be_left_out_does_not_apply_where_it_is():
    text = CARD.replace("rows: 0..5", "rows: 0..5, optional: true").replace("each: plan.goals", "rows: 0..5")
    text = text.replace('when: kind == "base", ', "").replace('when: kind == "more", ', "").replace(", weighed", "")
    text = text.replace("    weighed: {mean: {of: review.goals.points, by: review.goals.weight}}\n", "")

    assert regulation(
        text.replace("answers: {submit: review}}", "answers: {submit: review, pass: {to: review, blank: true}}}")
    )


def test_figures_of_a_provider_are_reached_by_their_own_name_alone():
    text = """
indicators: {log: {title: 记录 | Log, rows: 0..3, by: manager, columns: {lost: {title: 扣分 | Lost, number: 0..9}}}}
score: {after: review, result: total, measures: {total: {records: {of: review.log, each: {otherwise: lost}}}}}
states:
  review: {ask: {manager: manager_indicators}, due: opened + 5 workdays, answers: {submit: done}}
  done:
"""
    assert regulation(text.replace("review.log", "log"))

    with pytest.raises(policy.PolicyError, match="known are log"):
        regulation(text)
