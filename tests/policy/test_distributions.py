"""Distributions as a regulation writes them: several side by side, joined caps, and the rest that is named."""

from decimal import Decimal
from pathlib import Path

import pytest

from cycleflow.core.cohort import distribution_for
from tests.policy.conftest import complaints_of, load_text

D = Decimal
MEASURED = (Path(__file__).parent / "measured.yaml").read_text(encoding="utf-8")
LEADS = '{for: level == "lead", base: company, rounding: floor, shares: {A+B: at most 30, C: the rest}}'
STAFF = "{base: department, rounding: largest_remainder, ties: together, shares: {C: 10, A: 20, B: 70}}"


def with_distribution(written, *, grades=None, more=""):
    text = MEASURED.replace("states:\n", f"distribution: {written}\n{more}states:\n", 1)
    scored = "grades: {A: from 90, B: from 60 below 90, C: below 60}"
    return text.replace(scored, f"grades: {grades}") if grades else text


def test_several_distributions_each_have_their_own_base():
    leads, staff = load_text(with_distribution(f"[{LEADS}, {STAFF}]")).distributions

    assert (leads.base, dict(leads.shares), leads.rest) == ("company", {"A+B": D(30)}, "C")
    assert dict(leads.bounds) == {"A+B": "at_most"}
    assert (staff.base, list(staff.shares), staff.ties, staff.when) == ("department", ["A", "B", "C"], "together", None)
    assert staff.grades == ("A", "B", "C")


def test_facts_and_indicators_say_who_falls_under_which():
    indicator = LEADS.replace('level == "lead"', 'tier == "A"')
    workflow = load_text(with_distribution(f"[{LEADS}, {indicator}]"))

    assert distribution_for(workflow, {"level": "lead", "tier": "A"}) is workflow.distributions[0]
    assert distribution_for(workflow, {"level": "", "tier": "A"}) is workflow.distributions[1]
    assert distribution_for(workflow, {"level": "", "tier": "B"}) is None
    assert "level" in workflow.facts_used


def test_an_indicator_only_a_distribution_asks_for_is_not_collected_for_nothing():
    asked = "  size: {title: 规模 | Size, count: 0.., default: 0, by: hr}\nsheets:\n"
    text = with_distribution(f"[{LEADS.replace('level == ' + chr(34) + 'lead' + chr(34), 'size > 9')}, {STAFF}]")

    assert load_text(text.replace("sheets:\n", asked)).distributions[0].when


def test_any_attribute_can_be_the_base():
    text = with_distribution(STAFF.replace("department", "room")).replace("roles:", "attributes: [room]\nroles:", 1)

    assert load_text(text).distributions[0].base == "room"


def test_an_example_of_heads_says_of_whom():
    examples = (
        "examples:\n"
        "  - {heads: 10, given: {level: lead}, expect: {A+B: 3}}\n"
        "  - {heads: 9, given: {level: lead}, expect: {A+B: 2}}\n"
        "  - {heads: 10, expect: {A: 2, B: 7, C: 1}}\n"
    )

    assert load_text(with_distribution(f"[{LEADS}, {STAFF}]", more=examples))


RANKED = "{A: by rank, B: by rank, C: by rank}"


def test_where_ranks_give_the_grades_no_head_may_be_left_over():
    (found,) = complaints_of(with_distribution(STAFF.replace("largest_remainder", "floor"), grades=RANKED))

    assert found.endswith("Rounded 'floor' some heads may get no grade; 'rest' names the one that takes them.")


@pytest.mark.parametrize(
    "written",
    [STAFF, STAFF.replace("largest_remainder", "floor").replace("ties", "rest: B, ties"), LEADS],
    ids=["largest remainder", "a rest", "a share that is the rest"],
)
def test_whoever_is_left_over_has_a_grade(written):
    assert load_text(with_distribution(written, grades=RANKED))


def test_shares_may_leave_a_rest_that_is_named():
    text = with_distribution("{base: company, rounding: floor, rest: B, shares: {A: 10, B: 60, C: 10}}")

    assert load_text(text).distributions[0].rest == "B"
