# ruff: noqa: E501 - a row a fault reads better than a fault in pieces
"""What is wrong with a rule of eligibility is shown at its place; what it may ask depends on when it is asked."""

from decimal import Decimal
from pathlib import Path

import pytest

from cycleflow.core.verdict import Effect, Occasion

ELIGIBLE = (Path(__file__).parent / "eligible.yaml").read_text(encoding="utf-8")
BARE = ELIGIBLE.partition("examples:")[0]
LATE = "when: late >= 5 or personal_leave > 10, at: scoring, then: cancelled"
ABOVE = "then: excluded, reason"
TRIAL = "then: counts as 中, score: 75"
JOINED = "then: pro_rated, share: service_days / 30"

WRONG = {
    "an occasion there is not": (
        LATE,
        LATE.replace("at: scoring", "at: §scorring"),
        "There is no occasion 'scorring'; did you mean 'scoring'?",
    ),
    "a verdict there is not": (
        ABOVE,
        "then: §exclude, reason",
        "There is no verdict 'exclude'; did you mean 'excluded'?",
    ),
    "a grade there is not": (TRIAL, "then: counts as §良, score: 75", "There is no grade '良'; known are 优, 中, 差."),
    "excluded at scoring": (
        LATE,
        LATE.replace("cancelled", "excluded").replace("scoring", "§scoring"),
        "'excluded' can be decided at launch, not at scoring.",
    ),
    "unpaid at launch": (ABOVE, "then: §unpaid, reason", "'unpaid' can be decided at payout, not at launch."),
    "not assessed at payout": (
        LATE,
        LATE.replace("cancelled", "not_assessed").replace("scoring", "§[scoring, payout]"),
        "'not_assessed' can be decided at launch or scoring, not at payout.",
    ),
    "an indicator at launch": (LATE, LATE.replace("at: scoring, ", "").replace("late", "§late"), None),
    "an indicator at launch and scoring": (
        LATE,
        LATE.replace("scoring", "[launch, scoring]").replace("late", "§late"),
        None,
    ),
    "the score at scoring": ("when: score < 60, at: payout", "when: §score < 60, at: scoring", None),
    "a score without a grade": (ABOVE, "then: excluded, §score: 3, reason", "'score' belongs to 'counts as a grade'."),
    "a share of everything": (TRIAL, "then: counts as 中, §share: 0.5", "'share' belongs to 'pro_rated'."),
    "no share": (
        "  - {when: joined_in_period, " + JOINED,
        "  - §{when: joined_in_period, then: pro_rated",
        "What is due is missing; add 'share', such as share: service_days / 365.",
    ),
    "a share that is a text": (
        JOINED,
        "then: pro_rated, share: §department",
        "The expression gives a text, where a number is expected.",
    ),
    "a share of nothing known": (JOINED, "then: pro_rated, share: §weight / 30", None),
}


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_is_shown_at_its_place(old, new, sentence, complain, place):
    assert BARE.count(old) == 1
    text = BARE.replace(old, new)

    found = complain(text.replace("§", ""))

    if sentence is None:
        assert any(one.startswith(f"{place(text)}: There is no name") for one in found)
    else:
        assert f"{place(text)}: {sentence}" in found


def test_a_rule_is_asked_at_launch_unless_it_says_otherwise(read):
    rules = read(ELIGIBLE).eligibility

    assert [rule.at for rule in rules[:5]] == [(Occasion.LAUNCH,)] * 4 + [(Occasion.SCORING,)]
    assert (rules[2].then, rules[2].grade, rules[2].score) == (Effect.COUNTS_AS, "中", Decimal(75))


def test_a_rule_may_be_asked_on_several_occasions(read):
    text = BARE.replace("when: service_days < 10, then", "when: service_days < 10, at: [scoring, launch], then")

    workflow = read(text)

    assert workflow.eligibility[1].at == (Occasion.SCORING, Occasion.LAUNCH)
    assert "service_days" in workflow.facts_used


def test_only_facts_of_later_occasions_are_kept(read):
    assert read(ELIGIBLE).facts_used == ("status",)


def test_what_only_a_rule_asks_for_counts_as_used(read):
    assert "late" in read(ELIGIBLE).indicators


def test_an_example_that_gives_another_verdict_fails(complain, place):
    text = ELIGIBLE.replace(
        "{given: {level: 总经理助理}, expect: {verdict: excluded}}",
        "{given: {level: 总经理助理}, expect: {verdict: §none}}",
    )

    assert complain(text.replace("§", "")) == [
        f"{place(text)}: The example fails: verdict comes to excluded, not to none."
    ]


def test_a_regulation_without_a_score_may_have_examples_of_verdicts(read, base):
    bare = base.replace(
        "score: {after: review, weighted_mean: {of: review.goals.score, by: goal_setting.goals.weight}, round: 2 half_up}\n",
        "",
    )
    for line in ("grades: ", "distribution: "):
        bare = "\n".join(row for row in bare.splitlines() if not row.startswith(line)) + "\n"
    bare = bare.replace(", sets: score", "")

    assert read(f"{bare}examples:\n  - {{given: {{status: left}}, expect: {{verdict: excluded}}}}\n")
