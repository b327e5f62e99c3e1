from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow.core.period import (
    Cadence,
    Period,
    PeriodError,
    cadence_of,
    find_period,
    next_period,
    period_dates,
    period_of,
    previous_period,
)
from tests.core.samples import CYCLE, Run

PLAIN = [Period(kind=kind) for kind in Cadence]
SHIFTED = [Period(kind=Cadence.MONTH, first_day=day) for day in (21, 26, 28)] + [
    Period(kind=kind, first_month=month) for kind in list(Cadence)[1:] for month in (2, 7, 12)
]


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
    assert period_dates([Period(kind=Cadence(kind))], label) == (first, last)


@pytest.mark.parametrize(
    ("day", "label", "first", "last", "days"),
    [
        (date(2025, 3, 25), "2025-03", date(2025, 2, 26), date(2025, 3, 25), 28),
        (date(2025, 3, 26), "2025-04", date(2025, 3, 26), date(2025, 4, 25), 31),
        (date(2025, 12, 26), "2026-01", date(2025, 12, 26), date(2026, 1, 25), 31),
        (date(2024, 3, 1), "2024-03", date(2024, 2, 26), date(2024, 3, 25), 29),
    ],
)
def test_a_month_may_begin_on_the_26th_and_is_named_after_the_one_it_ends_in(day, label, first, last, days):
    month = Period(kind=Cadence.MONTH, first_day=26)

    assert period_of(month, day) == label
    assert period_dates([month], label) == (first, last)
    assert (last - first).days + 1 == days


def test_a_month_from_the_21st_ends_on_the_20th():
    month = Period(kind=Cadence.MONTH, first_day=21)

    assert period_dates([month], "2008-03") == (date(2008, 2, 21), date(2008, 3, 20))


@pytest.mark.parametrize(
    ("kind", "label", "first", "last"),
    [
        ("year", "2026", date(2025, 7, 1), date(2026, 6, 30)),
        ("half_year", "2026-H1", date(2025, 7, 1), date(2025, 12, 31)),
        ("half_year", "2026-H2", date(2026, 1, 1), date(2026, 6, 30)),
        ("quarter", "2026-Q2", date(2025, 10, 1), date(2025, 12, 31)),
    ],
)
def test_a_fiscal_year_is_named_after_the_year_it_ends_in_and_so_are_its_parts(kind, label, first, last):
    period = Period(kind=Cadence(kind), first_month=7)

    assert period_dates([period], label) == (first, last)
    assert {period_of(period, first), period_of(period, last)} == {label}


@pytest.mark.parametrize("label", ["2026-Q5", "2026Q4", "2026-10", "", "last"])
def test_a_label_of_another_kind_is_refused(label):
    with pytest.raises(PeriodError, match="is not a quarter; write it like 2026-Q4"):
        period_dates([Period(kind=Cadence.QUARTER)], label)


def test_of_several_kinds_the_label_decides():
    assert [find_period(PLAIN, label).kind for label in ("2008-03", "2008-Q1", "2008-H2", "2008")] == list(Cadence)
    with pytest.raises(
        PeriodError, match="2008-W1 is not a month, quarter, half-year or year; write it like 2026-11, "
    ):
        find_period(PLAIN, "2008-W1")


def test_a_year_has_one_two_four_and_twelve_cycles_at_once():
    days = [date(2008, 1, 1) + timedelta(days=count) for count in range(366)]

    assert [len({period_of(period, day) for day in days}) for period in PLAIN] == [12, 4, 2, 1]


@given(st.sampled_from(PLAIN + SHIFTED), st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_every_day_lies_in_its_period_and_periods_follow_one_another(period, day):
    label = period_of(period, day)
    first, last = period_dates([period], label)
    following = next_period(period, label)

    assert first <= day <= last
    assert (period_dates([period], following)[0] - last).days == 1
    assert previous_period(period, following) == label
    assert find_period(PLAIN, label).kind is period.kind


@given(st.sampled_from(PLAIN + SHIFTED), st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_the_cadence_is_known_from_the_days(period, day):
    assert cadence_of(*period_dates([period], period_of(period, day))) is period.kind


def test_a_cycle_and_its_appraisals_know_their_cadence():
    assert CYCLE.cadence is Run().appraisal.cadence is Cadence.QUARTER
