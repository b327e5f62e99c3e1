from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow import policy, shipped
from cycleflow.core.cohort import Ranked, check_all, check_distribution, quotas
from cycleflow.core.quota import Distribution


def distribution(shares="5/10/70/10/5", rounding="largest_remainder", tolerance=0):
    figures = [Decimal(share) for share in shares.split("/")]
    names = [str(len(figures) - place) for place in range(len(figures))]
    return Distribution(
        base="department", shares=dict(zip(names, figures, strict=True)), rounding=rounding, tolerance=tolerance
    )


@pytest.mark.parametrize(
    ("size", "expected"),
    [(20, [1, 2, 14, 2, 1]), (40, [2, 4, 28, 4, 2]), (1, [0, 0, 1, 0, 0]), (0, [0, 0, 0, 0, 0])],
)
def test_the_five_bands_of_the_annual_cycle(size, expected):
    assert list(quotas(distribution(), size).values()) == expected


def test_the_better_grade_is_first_on_a_tie():
    """Minfu, 50 people: exact 1/1.5/10/15/15/5/2.5."""
    assert list(quotas(distribution("2/3/20/30/30/10/5"), 50).values()) == [1, 2, 10, 15, 15, 5, 2]


def test_floor_and_half_up_round_each_grade_alone():
    assert list(quotas(distribution("30/50/20", "floor"), 9).values()) == [2, 4, 1]
    assert list(quotas(distribution("30/50/20", "half_up"), 9).values()) == [3, 5, 2]


def test_a_group_is_checked_against_its_own_quotas():
    members = [Ranked(appraisal=f"s{n}", group="Sales", score=None, grade="5") for n in range(4)]
    members += [Ranked(appraisal="t", group="Tech", score=None, grade="3")]

    sales, tech = check_distribution(distribution(), members)

    assert sales.group == "Sales"
    assert sales.counts == {"5": 4, "4": 0, "3": 0, "2": 0, "1": 0}
    assert sales.excess == {"5": 4, "4": -1, "3": -3, "2": 0, "1": 0}
    assert not sales.fits
    assert tech.fits


def test_the_tolerance_is_forgiven_on_both_sides():
    members = [Ranked(appraisal=str(n), group="", score=None, grade=grade) for n, grade in enumerate("55333")]

    (check,) = check_distribution(distribution(tolerance=1), members)

    assert check.excess == {"5": 1, "4": 0, "3": 0, "2": 0, "1": 0}


def test_nobody_without_a_grade_fits():
    (check,) = check_distribution(distribution(), [Ranked(appraisal="a", group="", score=None, grade=None)])

    assert check.ungraded == 1
    assert not check.fits


@given(st.integers(0, 5000))
def test_the_largest_remainder_gives_every_head_a_grade(size):
    allowed = quotas(distribution("2/3/20/30/30/10/5"), size)

    assert sum(allowed.values()) == size
    assert all(
        abs(count - size * share / 100) < 1
        for count, share in zip(allowed.values(), (2, 3, 20, 30, 30, 10, 5), strict=True)
    )


def test_where_grades_go_by_rank_each_counts_with_the_one_his_rank_gives():
    workflow = policy.load_file(shipped.workflows() / "annual.yaml")
    (one,) = workflow.distributions
    members = [Ranked(appraisal=f"a{n}", group="研发部", score=Decimal(n), grade=None) for n in range(20)]
    members[0] = replace(members[0], grade="合格")

    check = check_all(workflow, {"研发部": one}, members)["研发部"]

    assert list(check.counts.values()) == [1, 2, 14, 3, 0]  # the panel has put the last one up
    assert (check.ungraded, check.fits) == (0, False)
