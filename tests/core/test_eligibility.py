from dataclasses import replace
from datetime import date

import pytest

from cycleflow.core.eligibility import facts_of, judge
from cycleflow.core.organisation import Person

QUARTER = (date(2026, 10, 1), date(2026, 12, 31))
ANN = Person(number="ann", name="Ann", email="ann@firm.example", hired_on=date(2020, 1, 1), attributes={"grade": "P7"})


def test_nobody_caught_by_a_rule_is_in(workflow):
    assert judge(workflow, facts_of(ANN, *QUARTER)) is None


def test_the_first_rule_that_holds_gives_its_reason(workflow):
    rule = judge(workflow, facts_of(replace(ANN, status="left"), *QUARTER))

    assert rule is not None
    assert rule.reason["en"] == "not at work"


@pytest.mark.parametrize(
    ("hired_on", "days"),
    [(date(2026, 12, 2), 30), (date(2026, 12, 3), 29), (date(2026, 12, 31), 1), (date(2027, 1, 1), 0)],
)
def test_service_counts_the_day_of_hiring_and_the_last_day(hired_on, days):
    assert facts_of(replace(ANN, hired_on=hired_on), *QUARTER)["service_days"] == days


def test_who_joined_in_the_period_is_known():
    assert facts_of(replace(ANN, hired_on=date(2026, 10, 1)), *QUARTER)["joined_in_period"] is True
    assert facts_of(replace(ANN, hired_on=date(2026, 9, 30)), *QUARTER)["joined_in_period"] is False


def test_an_unknown_day_of_hiring_counts_as_long_ago():
    assert facts_of(replace(ANN, hired_on=None), *QUARTER)["hired_on"] == date(1900, 1, 1)


def test_free_attributes_may_be_asked_for_but_never_hide_a_column():
    facts = facts_of(replace(ANN, attributes={"grade": "P7", "status": "x"}), *QUARTER)

    assert facts["grade"] == "P7"
    assert facts["status"] == "active"
