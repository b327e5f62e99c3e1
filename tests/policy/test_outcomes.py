# ruff: noqa: E501 - a row a fault reads better than a fault in pieces
"""What outcomes a regulation may write, and what they come to."""

import pytest

from cycleflow.policy.complaint import PolicyError
from tests.settled import settled, without_examples, without_outcomes, without_wage

BARE = without_examples()
POOL = (
    "pay: {title: 绩效工资 | Performance pay, formula: wage * total / 100}",
    "pay: {allocate: {pool: 1000, by: total}}",
)


def complaints(*changes, text=BARE):
    with pytest.raises(PolicyError) as caught:
        settled(*changes, text=text)
    return [str(one).partition(": ")[2] for one in caught.value.complaints]


def example(line, *changes):
    """Return what is said of one more example; nothing if it holds."""
    text = f"{BARE}examples:\n  - {line}\n"
    try:
        settled(*changes, text=text)
    except PolicyError as error:
        return [str(one).partition(": ")[2] for one in error.complaints]
    return []


def test_a_regulation_with_outcomes_is_read():
    outcomes = settled().outcomes

    assert outcomes is not None
    assert outcomes.settle == "result"
    assert outcomes.on_the_way == {"agreement", "review"}
    assert outcomes.arrived == {"result", "ruling", "closed"}
    assert (outcomes.is_cohort, outcomes.asks_past) == (False, True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("settle: result", "settle: resutl", ["There is no state 'resutl'; did you mean 'result'?"]),
        ("settle: result", "settle: agreement", ["'agreement' does not come after 'review', where the score is made."]),
        ("settle: result", "settle: review", ["'review' does not come after 'review', where the score is made."]),
        ("money: [pay]", "money: [pya]", ["There is no measure 'pya'; did you mean 'pay'?"]),
        ("told: [low_run, poor]", "told: [low_run, nothing]", ["There is no measure 'nothing'; known are total, low_run, poor, pay."]),
        ("held: review", "held: closed", ["There is no state that asks somebody 'closed'; known are agreement, review, result, ruling."]),
        ("agreement.agree", "agreement.agreed", ["'agreement' has no answer 'agreed'; known are agree, object."]),
        ("method: agreement.agree, ", "", ["The evidence needs 'method'."]),
        ("unproven: {pay: wage}", "unproven: {low_run: wage}", ["There is no sum of money 'low_run'; known are pay."]),
        ("unproven: {pay: wage}", "unproven: {pay: pay * 2}", ["There is no name 'pay' here; known are rank, dense_rank, rank_last, heads, share, score, proven, verdict, grade, number, name, department, position, level, status, hired_on, service_days, service_months, joined_in_period, cadence, period, month, marks, wage, total, low_run, poor."]),
        ("when: low_run == 2", "when: poor == 3", ["A tally stands still in a good period, and this would be raised again; ask about this one too."]),
        ("when: low_run == 2", "when: low_run", ["The expression gives a number, where true or false is expected."]),
        ("within: year", "within: month", ["There is no stretch of time 'month'; known are year."]),
        ("within: year", "within: year, last: 3", ["A tally counts either 'within: year' or over the 'last' so many periods."]),
        ("streak: {when: score < 35}", "streak: {when: score}", ["The expression gives a number, where true or false is expected."]),
        ("streak: {when: score < 35}", "streak: {over_gaps: true}", ["Streak needs 'when'."]),
        ("result: total\n", "result: total\n  also: [total]\n", None),
        ("tally: {when: grade == \"C\", within: year}", "tally: {within: year}", ["Tally needs 'when'."]),
        ("formula: wage * total / 100", "allocate: {by: wage * total}", ["Allocate needs 'pool'."]),
        ("  money: [pay]", "  base: team\n  money: [pay]", ["Nothing here compares anybody with others, so there is no base."]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(old, new, said):
    if said is None:
        assert settled((old, new), text=BARE)
        return
    assert complaints((old, new))[: len(said)] == said


def test_a_measure_nothing_asks_for_counts_nowhere():
    assert complaints(("    low_run: {", "    idle: {formula: score * 2}\n    low_run: {")) == [
        "The measure 'idle' counts nowhere."
    ]


def test_money_is_a_number():
    said = complaints(
        ("    low_run: {", "    level: {lookup: {by: grade, in: {A: X, B: X, C: Y}}}\n    low_run: {"),
        ("money: [pay]", "money: [pay, level]"),
    )

    assert said == ["Money is a number; 'level' is a text."]


def test_a_sum_is_told_in_one_place():
    said = complaints(
        ("result: total\n", "result: total\n  also: [bonus]\n"),
        (
            "measures:\n    total: {formula: marks}",
            "measures:\n    total: {formula: marks}\n    bonus: {formula: wage}",
        ),
        ("money: [pay]", "money: [pay, bonus]"),
    )

    assert said == ["'bonus' is told with the score already; leave it out of 'also'."]


def test_outcomes_cause_something():
    text = (
        BARE[: BARE.index("  measures:\n    low_run")]
        + "  measures: {}\n"
        + BARE[BARE.index("states:\n  agreement:") :]
    )

    assert "These outcomes cause nothing; add 'money', 'told' or 'consequences'." in complaints(text=text)


def test_what_holds_without_proof_needs_something_that_proves():
    line = "  evidence: {method: agreement.agree, requirement: agreement, held: review}\n"

    assert complaints((line, "")) == ["What would prove it is missing; add 'evidence'."]


def test_evidence_is_asked_for_by_somebody():
    assert complaints(("  unproven: {pay: wage}\n", "")) == [
        "Nothing depends on this evidence; add 'unproven', or ask for 'proven'."
    ]
    assert settled(
        ("  unproven: {pay: wage}\n", ""), ("when: low_run == 2", "when: low_run == 2 and proven"), text=BARE
    )


def test_a_name_of_the_outcomes_is_no_indicator():
    said = complaints(("  wage: {title", "  heads: {title: 人 | Heads, number: 0.., by: manager}\n  wage: {title"))

    assert said[-1] == "'heads' means something of its own here; call the indicator or measure otherwise."


def test_earlier_periods_count_only_among_the_outcomes():
    assert "A measure has no 'streak'." in complaints(("total: {formula: marks}", "total: {streak: {when: marks < 5}}"))


def test_a_score_by_no_measures_can_have_outcomes():
    text = BARE.replace(
        "  result: total\n  measures:\n    total: {formula: marks}\n",
        "  weighted_mean: {of: review.goals.score, by: agreement.goals.weight}\n",
    )
    text = text.replace(
        "  goals: {goal: {title: 目标 | Goal, text: 200}}\n",
        "  goals: {goals: {title: 目标 | Goals, rows: 1..5, columns: {weight: {title: 权重 | Weight, number: 1..100, total: 100}}}}\n  marks: {goals: {title: 分 | Marks, each: agreement.goals, columns: {score: {title: 分 | Mark, number: 0..100}}}}\n",
    )
    text = (
        text.replace("{manager: manager_indicators}", "{manager: marks}")
        .replace("silence: {after: 2 workdays, to: review}, ", "")
        .replace("wage * total", "2000 * score")
        .replace("unproven: {pay: wage}", "unproven: {pay: 2000}")
    )
    text = text[: text.index("indicators:")] + text[text.index("sheets:") :]

    line = "examples:\n  - {given: {score: 50}, expect: {pay: 1000, low_run: 0, grade: C}}\n"
    found = settled(text=text)

    assert found.outcomes is not None
    assert "pay" in found.outcomes.names
    assert settled(text=text + line.replace(", grade: C", "")).outcomes


# -- examples --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "{given: {past: [{score: 34}, {score: 34, gap: true}], score: 34}, expect: {low_run: 1}}",
        "{given: {past: [{grade: C, period: 2026-01}, {grade: C, period: 2026-02}, {grade: A, period: 2026-03}], score: 50, period: 2026-04}, expect: {poor: 3, raises: transfer}}",
        "{given: {past: [{grade: C, period: 2025-12}, {grade: C, period: 2026-02}], score: 50, period: 2026-04}, expect: {poor: 2, raises: []}}",
        "{given: {past: [{grade: C}, {grade: C}, {grade: C}], score: 90}, expect: {poor: 3, raises: []}}",
        "{given: {past: [{score: 10, grade: C}, {score: 20, grade: C}], score: 30}, expect: {raises: [transfer]}}",
        "{given: {marks: 30, past: [{score: 10, grade: C}]}, expect: {raises: [elimination], pay: 600}}",
        "{vary: grade, given: {score: 34, past: [{score: 34}]}, expect: {raises: {A: [elimination], C: [elimination]}}}",
        "{given: {marks: 120, score: 100, proven: false}, expect: {pay: 2000}}",
        "{cohort: [{marks: 30}, {marks: 40}], expect: {pay: [600, 800]}}",
        "{given: {pay: 300}, expect: {pay: 300}}",
        "{given: {score: 50, unpaid: true}, expect: {pay: 0}}",
        "{given: {score: 50, unpaid: true, proven: false}, expect: {pay: 2000}}",
    ],
)
def test_an_example_holds(line):
    if "marks: 120" in line:
        assert example(line) == [
            "The example fails: The sheet cannot be accepted: marks: This must lie between 0 and 100."
        ]
    else:
        assert example(line) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{given: {score: 34}, expect: {low_run: 2}}", "low_run comes to 1, not to 2."),
        ("{given: {score: 34}, expect: {raises: elimination}}", "it raises nothing."),
        ("{given: {score: 34, past: [{score: 1}]}, expect: {raises: []}}", "it raises elimination."),
        ("{given: {marks: 34, wages: 1}, expect: {pay: 1}}", "The sheet cannot be accepted: wages: This sheet has no such field."),
        ("{given: {wage: 1}, expect: {pay: 1}}", "It cannot be worked out before these are given: marks."),
        ("{given: {score: high}, expect: {pay: 1}}", "The sheet cannot be accepted: score: This must be a number."),
        ("{given: {grade: Z}, expect: {pay: 1}}", "The sheet cannot be accepted: grade: This must be one of: A, B, C."),
        ("{given: {proven: 1}, expect: {pay: 1}}", "The sheet cannot be accepted: proven: This must be true or false."),
        ("{given: {past: 1}, expect: {pay: 1}}", "The sheet cannot be accepted: past: This must be a list of earlier periods, the earliest first."),
        ("{given: {past: [1]}, expect: {pay: 1}}", "The sheet cannot be accepted: past: This must be a list of earlier periods, the earliest first."),
        ("{given: {past: [{mark: 1}]}, expect: {pay: 1}}", "The sheet cannot be accepted: past: Of earlier periods nobody asks mark."),
        ("{cohort: [{score: 1}, {score: high}], expect: {pay: [1, 2]}}", "The sheet cannot be accepted: score: This must be a number."),
    ],
)  # fmt: skip
def test_an_example_that_does_not_hold_is_told(line, said):
    assert example(line)[0] == f"The example fails: {said}"


def test_a_cohort_is_said_what_each_of_it_gets():
    assert example("{cohort: [{score: 1}, {score: 2}], expect: {pay: [1]}}") == [
        "The cohort has 2, but this is said of 1."
    ]
    assert example("{cohort: [{score: 1}], expect: {prize: [1]}}") == ["There is no outcome 'prize'."]


def test_a_cohort_needs_outcomes():
    said = complaints(text=without_outcomes() + "examples:\n  - {cohort: [{marks: 1}], expect: {total: [1]}}\n")

    assert said == ["There are no 'outcomes' to give an example of."]


def test_a_sum_is_shared_out_over_the_cohort():
    pool = (POOL[0], POOL[1])

    assert example("{cohort: [{score: 30}, {score: 70}, {score: 0}], expect: {pay: [300, 700, 0]}}", pool) == []
    assert example("{given: {score: 30}, expect: {pay: 300}}", pool) == ["The example fails: pay does not apply."]


def test_who_is_not_paid_takes_no_part_in_the_sum():
    line = "{cohort: [{score: 30}, {score: 70}, {score: 50, unpaid: true}], expect: {pay: [300, 700, 0]}}"

    assert example(line, POOL) == []


def test_who_lacks_his_figures_takes_no_part_in_the_sum():
    assert example("{cohort: [{score: 30}, {wage: 10}], expect: {pay: [1000, 1]}}", POOL) == [
        "The example fails: It cannot be worked out before these are given: marks."
    ]


def test_all_of_a_cohort_share_the_same_sum():
    pool = (POOL[0], "pay: {allocate: {pool: wage, by: total}}")

    assert example("{cohort: [{score: 30, wage: 10}, {score: 70, wage: 20}], expect: {pay: [1, 1]}}", pool)[0] == (
        "The example fails: What is to be shared out as pay is not the same for everybody: 10, 20."
    )


def test_a_sum_by_what_cannot_be_worked_out_leaves_one_out():
    pool = (POOL[0], "pay: {allocate: {pool: 100, by: 100 / total}}")

    assert example("{cohort: [{score: 0}, {score: 70}], expect: {low_run: [1, 0]}}", pool) == []


def test_ranks_come_from_the_cohort():
    prize = (
        "    low_run: {",
        "    prize: {cases: {rank == 1: 500, rank == 2: 300, rank == 3: 200, otherwise: 0}}\n    low_run: {",
    )
    line = "{cohort: [{score: 85}, {score: 85}, {score: 80}, {score: 75}], expect: {prize: [500, 500, 200, 0]}}"

    assert example(line, prize, ("told: [", "told: [prize, ")) == []
    dense = (prize[0], prize[1].replace("rank ==", "dense_rank =="))
    assert example(line.replace("200, 0", "300, 200"), dense, ("told: [", "told: [prize, ")) == []


def test_who_has_no_result_has_no_rank():
    prize = ("    low_run: {", "    place: {formula: rank_last}\n    low_run: {")

    said = example("{cohort: [{score: 85}, {wage: 1}], expect: {place: [1, 1]}}", prize, ("told: [", "told: [place, "))

    assert said == ["The example fails: place does not apply."]


def test_who_is_not_assessed_takes_no_part_in_the_sum():
    excluded = "eligibility: [{when: marks < 5, at: scoring, then: not_assessed, reason: 无 | None}]\n"
    line = "{cohort: [{marks: 3}, {marks: 30}, {marks: 70}], expect: {pay: [1, 300, 700]}}"

    assert example(line, POOL, ("indicators:\n", f"{excluded}indicators:\n")) == [
        "The example fails: pay does not apply."
    ]


def test_a_figure_of_the_regulation_need_not_be_given():
    figure = ("roles:", "parameters: {most: {until 2026-01: 2000, from 2026-02: 3000}}\nroles:")
    changes = (figure, *without_wage("formula: most * total / 100"))

    assert example("{given: {score: 50}, expect: {pay: 1500}}", *changes) == []
    assert example("{given: {score: 50, most: 2000}, expect: {pay: 1000}}", *changes) == []
    assert example("{cohort: [{score: 50}, {score: 40, most: 2000}], expect: {pay: [1500, 800]}}", *changes) == []


def test_a_streak_may_go_on_over_gaps():
    gaps = ("streak: {when: score < 35}", "streak: {when: score < 35, over_gaps: true}")

    assert example("{given: {past: [{score: 34, gap: true}], score: 34}, expect: {low_run: 2}}", gaps) == []


def test_a_tally_may_count_the_last_periods():
    last = ("within: year", "last: 2")

    assert example("{given: {past: [{grade: C}, {grade: C}, {grade: A}], score: 50}, expect: {poor: 1}}", last) == []


def test_earlier_periods_are_asked_for_what_the_conditions_need():
    months = ("streak: {when: score < 35}", "streak: {when: marks >= 100}")
    text = "{given: {past: [{marks: 110}, {marks: 99}, {marks: 120}, {marks: 100}], marks: 100}, expect: {low_run: 3}}"

    assert example(text, months, ("when: low_run == 2", "when: low_run == 3")) == []
    assert settled(months, text=BARE).outcomes.keeps == ("marks",)


def test_facts_may_be_asked_by_outcomes():
    by_level = ("formula: wage * total / 100", 'cases: {level == "M1": wage, otherwise: 0}')

    assert settled(by_level, text=BARE).facts_used == ("level",)
