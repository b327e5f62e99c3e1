"""Scores worked out from figures alone, and grades that scores, ranks or overrides give."""

from decimal import Decimal
from pathlib import Path

import pytest

from cycleflow import policy, shipped
from cycleflow.core.cohort import ALONE, Place, Ranked, assign, check_distribution, quotas, rank, rank_groups
from cycleflow.core.grading import grade_of, judge
from cycleflow.core.quota import Distribution, TeamShares
from cycleflow.core.refusals import SheetError
from cycleflow.core.trial import take, wanted
from tests.core.samples import WORKFLOW

MEASURED = policy.load_file(Path(__file__).parents[1] / "policy" / "measured.yaml", notices={"closed"})
FIGURES = {
    "tier": "A",
    "done": "3",
    "due": "4",
    "rate": "80",
    "mark": "5",
    "peers": ["8", "9"],
    "ratings": [{"score": "7", "weight": "2"}],
}
D = Decimal


def test_indicators_become_values_lists_become_tables_and_defaults_hold():
    sheets, values = take(MEASURED, {**FIGURES, "late": 2, "log": None}, complete=True)

    assert sheets == {}
    assert values["done"] == 3
    assert values["peers"] == ({"value": D(8)}, {"value": D(9)})
    assert "log" not in values


def test_every_wrong_missing_and_surplus_figure_is_named():
    with pytest.raises(SheetError) as refused:
        take(MEASURED, {**FIGURES, "done": "x", "rate": None, "more": 1}, complete=True)

    assert {problem.field for problem in refused.value.problems} == {"done", "rate", "more"}


def test_a_measure_can_be_given_in_a_trial_but_not_for_a_person():
    assert take(MEASURED, {"m": "7"}, complete=False) == ({}, {"m": D(7)})
    with pytest.raises(SheetError):
        take(MEASURED, {**FIGURES, "m": "7"}, complete=True)


def test_a_level_can_be_given_in_place_of_a_measure():
    assert take(MEASURED, {"m": "A"}, complete=False)[1] == {"m": "A"}


@pytest.mark.parametrize("figure", ["8", [{"value": "8"}], [8]])
def test_a_list_may_be_figures_or_rows(figure):
    if figure == "8":
        with pytest.raises(SheetError):
            take(MEASURED, {"peers": figure}, complete=False)
    else:
        assert take(MEASURED, {"peers": figure}, complete=False)[1] == {"peers": ({"value": D(8)},)}


def test_a_tick_that_is_false_is_given():
    rows = [{"kind": "slow", "late": "true", "poor": False, "points": 2}]

    taken = take(MEASURED, {"log": rows}, complete=False)[1]["log"]

    assert taken == ({"kind": "slow", "late": True, "poor": None, "day": None, "verified": None, "points": D(2)},)


def test_what_is_wanted_are_the_indicators_or_the_columns():
    assert list(wanted(MEASURED))[:2] == ["tier", "done"]


def test_the_columns_of_sheets_are_taken_as_lists():
    names = list(wanted(WORKFLOW))

    sheets, values = take(WORKFLOW, {names[0]: ["5", "4"], names[1]: ["30", "70"]}, complete=True)

    assert values == {}
    assert judge(WORKFLOW, sheets).score == D("4.30")


ONE, TWO = wanted(WORKFLOW)


@pytest.mark.parametrize(
    "given", [{}, {"x": ["1"]}, {ONE: ["a"], TWO: ["1"]}, {ONE: ["1", "2"], TWO: ["1"]}, {ONE: "5", TWO: ["1"]}]
)
def test_columns_that_do_not_fit_are_refused(given):
    with pytest.raises(SheetError):
        take(WORKFLOW, given, complete=True)


def test_the_score_is_explained_and_graded():
    sheets, values = take(MEASURED, FIGURES, complete=True)

    result = judge(MEASURED, sheets, values)

    assert result.score == D("23.00")
    assert result.grade == "C"
    assert result.explanation.parts[0].name == "total"


def test_an_override_is_the_last_step():
    text = (Path(__file__).parents[1] / "policy" / "measured.yaml").read_text(encoding="utf-8")
    overrides = (
        "  overrides: [{when: late > 5, score: 95, reason: 迟 | Late}, {when: late > 1, grade: B, reason: 迟 | Late}]\n"
    )
    workflow = policy.load(text.replace("  result: total\n", "  result: total\n  also: [m]\n" + overrides))
    sheets, values = take(workflow, FIGURES, complete=True)

    by_grade = judge(workflow, sheets, {**values, "late": D(2)})
    by_score = judge(workflow, sheets, {**values, "late": D(6)})

    assert (by_grade.score, by_grade.grade) == (D("22.00"), "B")
    assert by_grade.explanation.parts[-1].sentence == "late > 1: grade B, Late"
    assert (by_score.score, by_score.grade) == (D(95), "A")
    assert by_score.explanation.parts[-1].sentence == "late > 5: score 95, Late"
    assert [step.name for step in by_grade.also] == ["m"]


EDGES = "{A: above 8, B: above 5 to 8, C: to 5}"


@pytest.mark.parametrize(("score", "grade"), [("8.01", "A"), ("8", "B"), ("5.01", "B"), ("5", "C"), ("0", "C")])
def test_the_edge_of_a_grade_lies_where_it_says(score, grade):
    text = (Path(__file__).parents[1] / "policy" / "measured.yaml").read_text(encoding="utf-8")
    workflow = policy.load(text.replace("{A: from 90, B: from 60 below 90, C: below 60}", EDGES))

    assert grade_of(workflow, D(score)) == grade


def test_a_grade_by_rank_has_no_scores():
    text = (Path(__file__).parents[1] / "policy" / "measured.yaml").read_text(encoding="utf-8")
    ranked = "{A: by rank, B: by rank, C: by rank}"
    workflow = policy.load(text.replace("{A: from 90, B: from 60 below 90, C: below 60}", ranked))

    assert grade_of(workflow, D(99)) is None


def members(*scores, group=""):
    return [
        Ranked(appraisal=f"{group}{n}", group=group, score=None if score is None else D(score), grade=None)
        for n, score in enumerate(scores)
    ]


def test_ties_share_the_better_rank():
    assert rank(members("285", "285", "280", "275", None)) == {"0": 1, "1": 1, "2": 3, "3": 4}


CAPS = Distribution(
    base="company",
    shares={"S": D(5), "A": D(10), "C": D(5), "D": D(5)},
    rounding="floor",
    bounds={"S": "at_most", "A": "at_most", "C": "at_least", "D": "at_least"},
)


@pytest.mark.parametrize(("heads", "expected"), [(40, [2, 4, 2, 2]), (39, [1, 3, 2, 2])])
def test_a_cap_is_rounded_down_and_a_floor_up(heads, expected):
    assert list(quotas(CAPS, heads).values()) == expected


def test_a_share_without_a_bound_is_rounded_beside_bounds():
    assert quotas(Distribution(base="company", shares={"A": D(30)}, rounding="floor", bounds={"S": "at_most"}), 5) == {
        "A": 2
    }


def graded(grades):
    return [Ranked(appraisal=str(n), group="", score=D(1), grade=grade) for n, grade in enumerate(grades)]


def test_a_cap_can_only_be_exceeded_and_a_floor_only_missed():
    (check,) = check_distribution(CAPS, graded("SSS" + "B" * 30 + "CCCCCDD"))

    assert check.excess == {"S": 1, "A": 0, "C": 0, "D": 0}
    assert check.ungraded == 0


TEAMS = Distribution(
    base="team",
    shares={},
    rounding="floor",
    rest="C",
    teams=(
        TeamShares(upto=D(30), shares={"A+B": D(30), "C": D(60), "D": D(10)}),
        TeamShares(upto=D(100), shares={"A+B": D(5), "C": D(80), "D": D(10)}),
    ),
)


def test_the_better_the_team_the_more_good_grades():
    assert quotas(TEAMS, 20, Place(rank=3, among=10)) == {"A+B": 6, "C": 12, "D": 2}
    assert quotas(TEAMS, 20, Place(rank=3, among=9)) == {"A+B": 1, "C": 16, "D": 2}


def test_teams_rank_by_the_mean_of_their_members():
    groups = {"x": members("9", "7"), "y": members("9"), "z": members(), "w": members("8", "8")}

    places = {name: place.rank for name, place in rank_groups(groups).items()}

    assert places == {"y": 1, "x": 2, "w": 2, "z": 4}


def test_everybody_gets_the_grade_of_his_rank_and_the_rest_goes_where_it_is_said():
    given = assign(TEAMS, members(*range(20), None), Place(rank=2, among=2))

    assert list(given.values()).count("B") == 1
    assert list(given.values()).count("C") == 17
    assert list(given.values()).count("D") == 2
    assert given["19"] == "B"
    assert given["0"] == "D"


def test_a_rest_may_take_more_but_not_less():
    grades = ["B"] * 6 + ["C"] * 13 + ["D"]

    (check,) = check_distribution(TEAMS, graded(grades))

    assert check.place == ALONE
    assert check.counts == {"A+B": 6, "C": 13, "D": 1}
    assert check.excess == {"A+B": 5, "C": -3, "D": -1}


def test_a_team_of_nobody_known_gets_the_last_row():
    assert quotas(TEAMS, 10, Place(rank=3, among=2)) == {"A+B": 0, "C": 8, "D": 1}


ANNUAL = policy.load_file(shipped.workflows() / "annual.yaml")
WEIGHTS, SCORES = "goal_setting.goals.weight", "year_end_marks.goals.score"


def test_a_weighted_mean_among_other_measures_takes_its_columns():
    sheets, given = take(ANNUAL, {WEIGHTS: [60, 40], SCORES: ["4", "2"]}, complete=False)

    assert judge(ANNUAL, sheets, given).score == D("3.20")


def test_columns_left_blank_are_not_given_and_half_of_them_is_refused():
    assert take(ANNUAL, {WEIGHTS: [], SCORES: None}, complete=False)[0] == {}
    with pytest.raises(SheetError) as refused:
        take(ANNUAL, {WEIGHTS: [100], SCORES: []}, complete=False)
    assert [problem.field for problem in refused.value.problems] == [SCORES]


def test_the_columns_of_a_weighted_mean_are_wanted_beside_the_indicators():
    assert {WEIGHTS, SCORES, "abilities"} <= wanted(ANNUAL).keys()


FORM = policy.load_file(shipped.workflows() / "department-form.yaml")


def test_several_weighted_means_may_go_by_the_same_weights_and_be_of_other_lengths():
    duties = {"review.duties.score": ["100", "0"], "form.duties.weight": ["60", "40"]}
    plan = {"review.plan.score": ["90"], "planning.plan.weight": ["100"]}

    sheets, _ = take(FORM, {**duties, **plan}, complete=False)

    assert sheets["review"] == {"duties": [{"score": "100"}, {"score": "0"}], "plan": [{"score": "90"}]}
    assert "self_rating" not in sheets
