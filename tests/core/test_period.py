from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow.core.period import KINDS, PeriodError, next_period, period_dates, period_of


@pytest.mark.parametrize(
    ("kind", "label", "first", "last"),
    [
        ("month", "2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("quarter", "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("quarter", "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("half_year", "2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("year", "2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_label_names_days(kind, label, first, last):
    assert period_dates(kind, label) == (first, last)


@pytest.mark.parametrize("label", ["2026-Q5", "2026Q4", "2026-10", "", "last"])
def test_a_label_of_another_kind_is_refused(label):
    with pytest.raises(PeriodError, match="write it like 2026-Q4"):
        period_dates("quarter", label)


@given(st.sampled_from(KINDS), st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_every_day_lies_in_its_period_and_periods_follow_one_another(kind, day):
    label = period_of(kind, day)
    first, last = period_dates(kind, label)

    assert first <= day <= last
    assert (period_dates(kind, next_period(kind, label))[0] - last).days == 1
