"""What leads to nothing, and what can never come out, is refused."""

import pytest

SENSE = {
    "a role nobody needs": (
        "panel: group(panel)}",
        "panel: group(panel), §peer: peers}",
        "The role 'peer' is never used.",
    ),
    "a sheet nobody gets": (
        "  ruling: {score",
        "  §spare: {a: {title: x, text: 9}}\n  ruling: {score",
        "The sheet 'spare' is never used.",
    ),
    "a scale nobody uses": ("scales:\n", "scales:\n  §two: {1: a, 2: b}\n", "The scale 'two' is never used."),
    "grades that overlap": (
        "B: from 2 below 4",
        "§B: from 2 below 4.5",
        "Scores from 4 below 4.5 have two grades, A and B.",
    ),
    "grades with a gap": (
        "B: from 2 below 4",
        "§B: from 2 below 3.5",
        "Scores from 3.5 below 4 lie between two grades.",
    ),
    "a best grade with a ceiling": (
        "{A: from 4,",
        "{§A: from 4 below 5,",
        "Scores from 5 up have no grade; the best grade comes first and is open above.",
    ),
    "a lowest grade with a floor": (
        "C: below 2}",
        "§C: from 1 below 2}",
        "Scores below 1 have no grade; the lowest grade comes last and is open below.",
    ),
    "shares that are not the whole": (
        "{A: 20, B: 70, C: 10}",
        "§{A: 20, B: 70, C: 5}",
        "The shares add up to 95, not to 100.",
    ),
    "a grade without a share": (
        "{A: 20, B: 70, C: 10}",
        "§{A: 30, B: 70}",
        "The share of C is missing; write 0 where there is none.",
    ),
    "a misspelt rounding": ("round: 2 half_up}", "§rond: 2 half_up}", "The score has no 'rond'; did you mean 'round'?"),
    "a column that is no number": (
        "by: goal_setting.goals.weight",
        "by: §goal_setting.goals.goal",
        "goal_setting.goals.goal does not hold numbers that are always filled in, so no score can be made of it.",
    ),
    "a column there is not": (
        "by: goal_setting.goals.weight",
        "by: §goal_setting.goals.wait",
        "The table 'goals' has no column 'wait'; it has goal, weight.",
    ),
    "a table there is not": (
        "by: goal_setting.goals.weight",
        "by: §goal_setting.aims.weight",
        "No table 'aims' is filled in at 'goal_setting'.",
    ),
    "a state there is not": (
        "by: goal_setting.goals.weight",
        "by: §goal_seting.goals.weight",
        "There is no column 'goal_seting.goals.weight'; did you mean 'goal_setting.goals.weight'?",
    ),
    "half a path": (
        "by: goal_setting.goals.weight",
        "by: §goals.weight",
        "'goals.weight' is not a column; write it like manager_review.goals.score.",
    ),
}


@pytest.mark.parametrize(("old", "new", "sentence"), [pytest.param(*case, id=name) for name, case in SENSE.items()])
def test_what_makes_no_sense_is_refused(breaking, old, new, sentence):
    found, expected = breaking(old, new, sentence)

    assert found == expected


@pytest.mark.parametrize(
    ("rows", "figures", "sentence"),
    [
        ("1..30", "5..100", "30 rows of at least 5 are more than 100; allow fewer rows."),
        ("1..8", "5..50", "1 rows of at most 50 never reach 100; ask for more rows."),
        ("0..8", "5..50", "1 rows of at most 50 never reach 100; ask for more rows."),
    ],
)
def test_a_total_must_be_possible_with_the_fewest_and_the_most_rows(breaking, rows, figures, sentence):
    old = (
        "rows: 1..8\n      columns:\n        goal: {title: 目标 | Goal, text: 300}\n"
        "        weight: {title: 权重 | Weight, number: 5..100, total: 100}"
    )
    new = old.replace("1..8", rows).replace("5..100", figures).replace("total: ", "total: §")

    found, expected = breaking(old, new, sentence)

    assert found == expected


def test_a_total_without_bounds_is_possible(read, base):
    workflow = read(base.replace("number: 5..100", "number: 0.."))

    assert workflow.sheets["goals"].fields["goals"].columns["weight"].high is None


def test_grades_stand_best_first(complain, base):
    text = base.replace("{A: from 4, B: from 2 below 4, C: below 2}", "{C: below 2, B: from 2 below 4, A: from 4}")

    assert [one.partition(": ")[2] for one in complain(text)] == [
        "Scores from 2 up have no grade; the best grade comes first and is open above.",
        "The grades C and B overlap.",
        "Scores below 4 have no grade; the lowest grade comes last and is open below.",
        "The grades B and A overlap.",
    ]


def test_weights_that_may_all_be_nothing_make_no_mean(complain, base):
    text = base.replace("number: 5..100, total: 100", "number: 0..100")

    assert [one.partition(": ")[2] for one in complain(text)] == [
        "All of goal_setting.goals.weight could be 0; give them a total or a least value above 0."
    ]


def test_a_least_weight_makes_a_mean(read, base):
    assert read(base.replace("number: 5..100, total: 100", "number: 1..100")).scorecard


def test_two_tables_that_do_not_belong_together_make_no_mean(complain, base):
    text = base.replace("each: goal_setting.goals", "rows: 1..8")

    (found,) = complain(text)
    assert found.partition(": ")[2] == (
        "The rows of review.goals.score and goal_setting.goals.weight do not belong together; "
        "one table must repeat the other with 'each'."
    )


def test_a_score_is_made_one_way(complain, base):
    text = base.replace("weighted_mean: {of: review.goals.score, by: goal_setting.goals.weight}, ", "")

    assert [one.partition(": ")[2] for one in complain(text)] == [
        "A score is made by exactly one of measures or weighted_mean."
    ]


def test_without_a_score_there_is_nothing_to_grade_or_correct(complain, base):
    line = next(line for line in base.split("\n") if line.startswith("score: "))

    assert [one.partition(": ")[2] for one in complain(base.replace(line + "\n", ""))] == [
        "There is no 'score' that could be set.",
        "There are grades but no 'score' to grade.",
    ]


def test_a_distribution_needs_grades(complain, base):
    text = base.replace("grades: {A: from 4, B: from 2 below 4, C: below 2}\n", "")

    assert complain(text)[0].endswith("There is a distribution but there are no 'grades'.")


def test_a_distribution_needs_a_cohort(complain, base):
    text = base.replace("{panel: cohort}", "panel")

    assert [one.partition(": ")[2] for one in complain(text)] == [
        "There is a distribution, but no state asks a cohort, so nobody would look at it."
    ]


def test_grades_must_be_there(complain, base):
    text = base.replace("{A: from 4, B: from 2 below 4, C: below 2}", "{}")

    assert "There is no grade." in [one.partition(": ")[2] for one in complain(text)]


def test_a_grade_is_called_by_its_words_else_by_its_scale_else_by_its_name(read, base):
    text = base.replace("words:\n", "words:\n  grades: {A: 优秀 | Excellent}\n")
    text = text.replace("B: from 2 below 4, C", "4: from 2 below 4, C").replace("B: 70", "4: 70")

    titles = {grade.name: dict(grade.title) for grade in read(text).grades}

    assert titles == {
        "A": {"zh": "优秀", "en": "Excellent"},
        "4": {"zh": "良", "en": "Good"},
        "C": {"zh": "C", "en": "C"},
    }


def test_words_for_a_grade_there_is_not_are_refused(complain, base):
    text = base.replace("words:\n", "words:\n  grades: {D: x}\n")

    assert [one.partition(": ")[2] for one in complain(text)] == ["There is no grade 'D'."]


def test_a_column_can_need_only_answers_there_are(complain, base):
    text = base.replace(
        "goal: {title: 目标 | Goal, text: 300}", "goal: {title: 目标 | Goal, text: 300, needed_for: [sbmit]}"
    )

    assert [one.partition(": ")[2] for one in complain(text)] == ["There is no answer 'sbmit'; did you mean 'submit'?"]
