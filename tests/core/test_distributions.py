"""Several distributions side by side, ties, joined caps, and what the grades as a whole look like."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow.core.cohort import (
    Place,
    Ranked,
    assign,
    check_all,
    check_distribution,
    distribution_for,
    group_of,
    place_of,
    quotas,
)
from cycleflow.core.quota import Distribution, TeamShares
from tests.core.samples import WORKFLOW, Condition

D = Decimal
FIVE = Distribution(
    base="department",
    shares={"5": D(5), "4": D(10), "3": D(70), "2": D(10), "1": D(5)},
    rounding="largest_remainder",
    grades=("5", "4", "3", "2", "1"),
)
LEADERS = Distribution(
    base="company",
    shares={"A+B": D(30)},
    rounding="floor",
    bounds={"A+B": "at_most"},
    rest="C+D",
    when=Condition("level == 'lead'", lambda names: names.get("level") == "lead"),
    grades=("A", "B", "C", "D"),
)
STAFF = Distribution(base="department", shares={"A": D(50), "B": D(50)}, rounding="largest_remainder")
BOTH = replace(WORKFLOW, distributions=(LEADERS, STAFF))


def ranked(*scores, group="", grade=None):
    return [Ranked(appraisal=f"{group}{n}", group=group, score=D(score), grade=grade) for n, score in enumerate(scores)]


def graded(grades, group=""):
    return [Ranked(appraisal=str(n), group=group, score=None, grade=grade) for n, grade in enumerate(grades)]


@pytest.mark.parametrize(("level", "expected"), [("lead", LEADERS), ("staff", STAFF)])
def test_the_first_that_is_for_somebody_decides(level, expected):
    assert distribution_for(BOTH, {"level": level}) is expected


def test_whom_none_is_for_falls_under_none():
    assert distribution_for(replace(BOTH, distributions=(LEADERS,)), {"level": "staff"}) is None


@pytest.mark.parametrize(
    ("distribution", "value", "name"),
    [
        (None, "", ""),
        (STAFF, "Sales", "Sales"),
        (LEADERS, "", "level == 'lead'"),
        (LEADERS, "x", "x · level == 'lead'"),
    ],
)
def test_a_group_is_called_by_its_base_and_for_whom_it_is(distribution, value, name):
    assert group_of(distribution, value) == name


def test_every_group_is_checked_against_its_own():
    members = [*graded("AAAACCCCCC", group="leads"), *graded("AB", group="Sales")]

    checks = check_all(BOTH, {"leads": LEADERS, "Sales": STAFF}, members)

    assert checks["leads"].excess == {"A+B": 1}
    assert checks["Sales"].fits


@pytest.mark.parametrize(("heads", "most"), [(10, 3), (9, 2)])
def test_a_cap_on_joined_grades_is_rounded_down(heads, most):
    assert quotas(LEADERS, heads) == {"A+B": most}


@pytest.mark.parametrize(("grades", "fits"), [("AABCCCCCCC", True), ("AABBCCCCCC", False), ("CCCCCCCCCC", True)])
def test_a_fourth_good_grade_of_ten_does_not_fit(grades, fits):
    (check,) = check_distribution(LEADERS, graded(grades))

    assert check.fits is fits


def test_what_a_cap_leaves_goes_to_the_joined_rest_by_rank():
    found = assign(LEADERS, ranked(*range(10)))

    assert [found[str(n)] for n in (9, 8, 7, 6, 0)] == ["B", "B", "B", "C", "C"]


def test_the_rest_stands_in_its_place_among_the_grades():
    caps = Distribution(
        base="company",
        shares={"S": D(10), "C": D(10)},
        rounding="floor",
        bounds={"S": "at_most", "C": "at_least"},
        rest="B",
        grades=("S", "B", "C"),
    )

    found = assign(caps, ranked(*range(10)))

    assert [found[str(n)] for n in reversed(range(10))] == ["S", *"BBBBBBBB", "C"]


def test_of_joined_grades_the_best_and_the_worst_are_for_people_to_give():
    joined = replace(LEADERS, shares={"A+B": D(30), "C+D": D(70)}, bounds={}, rest=None)

    found = assign(joined, ranked(*range(10)))

    assert [found[str(n)] for n in (9, 0)] == ["B", "C"]


PLACED = Distribution(
    base="team",
    shares={},
    rounding="floor",
    teams=(TeamShares(upto=D(50), shares={"A": D(50)}), TeamShares(upto=D(100), shares={"A": D(10)})),
    rank="place",
    among="teams",
    rest="B",
    grades=("A", "B"),
)


def test_a_team_has_the_place_its_figures_say_whatever_its_members_score():
    first, last = Place(rank=1, among=2), Place(rank=2, among=2)
    members = [replace(one, place=first) for one in ranked(1, 2, group="x")]
    members += [replace(one, place=last) for one in ranked(8, 9, group="y")]

    found = {check.group: (check.place, check.quotas["A"]) for check in check_distribution(PLACED, members)}

    assert found == {"x": (first, 1), "y": (last, 0)}


@pytest.mark.parametrize(
    ("known", "place"),
    [
        ({"place": D(2), "teams": D(9)}, Place(rank=2, among=9)),
        ({"place": None, "teams": D(9)}, None),
        ({"place": D(2)}, None),
    ],
)
def test_the_place_of_a_team_is_told_by_two_figures(known, place):
    assert place_of(PLACED, known) == place
    assert place_of(STAFF, known) is None
    assert place_of(None, known) is None


def test_of_a_tie_the_first_is_better_where_the_order_counts():
    found = assign(FIVE, ranked(*[90] * 20))

    assert [found[str(n)] for n in (0, 1, 2, 3, 17, 19)] == ["5", "4", "4", "3", "2", "1"]


def test_equal_scores_get_the_same_better_grade_where_ties_go_together():
    scores = [100, 100, 90, *range(80, 63, -1)]

    found = assign(replace(FIVE, ties="together"), ranked(*scores))

    assert [found[str(n)] for n in range(4)] == ["5", "5", "4", "3"]


def test_a_tie_that_goes_together_fits():
    together = replace(FIVE, ties="together")
    members = ranked(100, 100, 90, *range(80, 63, -1))
    grades = assign(together, members)

    (check,) = check_distribution(together, [replace(one, grade=grades[one.appraisal]) for one in members])

    assert check.quotas == {"5": 2, "4": 1, "3": 14, "2": 2, "1": 1}
    assert check.fits


def test_no_tie_breaks_a_cap():
    (check,) = check_distribution(replace(LEADERS, ties="together"), ranked(*[90] * 10, grade="A"))

    assert check.quotas == {"A+B": 3}
    assert check.excess == {"A+B": 7}


def test_whom_no_quota_covers_has_the_grade_of_his_equals():
    floor = Distribution(base="company", shares={"A": D(50), "B": D(40)}, rounding="floor", ties="together")

    found = assign(floor, ranked(9, 8, 7, 7, 6))

    assert found == {"0": "A", "1": "A", "2": "B", "3": "B"}


@given(st.lists(st.integers(0, 20), max_size=60))
def test_equal_scores_never_differ_where_ties_go_together(scores):
    members = ranked(*scores)
    found = assign(replace(FIVE, ties="together"), members)

    grades = {one.score: {found[other.appraisal] for other in members if other.score == one.score} for one in members}

    assert len(found) == len(scores)
    assert all(len(same) == 1 for same in grades.values())
    best = [FIVE.grades.index(min(grades[score])) for score in sorted(grades, key=lambda score: score or 0)]
    assert best == sorted(best, reverse=True)


@pytest.mark.parametrize(
    ("grades", "tendency"),
    [
        ("5" * 20, "lenient"),
        ("55544444444333333321", "lenient"),
        ("1" * 20, "strict"),
        ("3" * 20, "central"),
        ("5443333333333333332" + "1", None),
        ("5555", None),
    ],
)
def test_what_the_grades_of_a_group_look_like(grades, tendency):
    (check,) = check_distribution(FIVE, graded(grades))

    assert check.tendency == tendency


def test_beside_caps_nothing_is_usual():
    (check,) = check_distribution(LEADERS, graded("A" * 20))

    assert check.tendency is None
