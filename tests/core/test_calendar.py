from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow.core.calendar import Calendar, Offset, Unit, instant, local_day
from cycleflow.core.daterule import DateRule, resolve

PLAIN = Calendar(zone="Asia/Shanghai", country="CN")
GOLDEN_WEEK = Calendar(
    zone="Asia/Shanghai",
    country="CN",
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    workdays=frozenset({date(2026, 10, 10)}),
)


def test_a_make_up_saturday_is_worked():
    assert GOLDEN_WEEK.is_workday(date(2026, 10, 10))
    assert not GOLDEN_WEEK.is_workday(date(2026, 10, 11))
    assert not GOLDEN_WEEK.is_workday(date(2026, 10, 1))


def test_workdays_are_counted_from_the_day_after():
    after_holidays = GOLDEN_WEEK.shift(date(2026, 10, 1), Offset(count=1))
    third = GOLDEN_WEEK.shift(date(2026, 10, 1), Offset(count=3))

    assert after_holidays == date(2026, 10, 8)
    assert third == date(2026, 10, 10)


def test_workdays_are_counted_backwards_too():
    assert GOLDEN_WEEK.shift(date(2026, 10, 8), Offset(count=-1)) == date(2026, 9, 30)


def test_a_day_that_is_not_worked_rolls_to_the_next_that_is():
    assert PLAIN.next_workday(date(2008, 5, 11)) == date(2008, 5, 12)
    assert PLAIN.next_workday(date(2008, 6, 11)) == date(2008, 6, 11)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (Offset(count=10, unit=Unit.DAYS), date(2008, 3, 22)),
        (Offset(count=20, unit=Unit.DAYS), date(2008, 4, 1)),
        (Offset(count=-1, unit=Unit.WEEKS), date(2008, 3, 5)),
        (Offset(count=2, unit=Unit.MONTHS), date(2008, 5, 12)),
    ],
)
def test_days_weeks_and_months_ignore_holidays(offset, expected):
    assert PLAIN.shift(date(2008, 3, 12), offset) == expected


def test_a_month_without_the_day_ends_on_its_last():
    assert PLAIN.shift(date(2026, 1, 31), Offset(count=1, unit=Unit.MONTHS)) == date(2026, 2, 28)
    assert PLAIN.shift(date(2026, 3, 31), Offset(count=-13, unit=Unit.MONTHS)) == date(2025, 2, 28)


def test_an_instant_is_on_the_wall_clock_of_the_zone():
    assert instant(date(2026, 10, 8), time(18), "Asia/Shanghai") == datetime(2026, 10, 8, 10, tzinfo=UTC)


def test_in_the_gap_of_spring_the_next_valid_instant_counts():
    in_gap = instant(date(2026, 3, 8), time(2, 30), "America/New_York")

    assert in_gap == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_in_the_overlap_of_autumn_the_first_instant_counts():
    twice = instant(date(2026, 11, 1), time(1, 30), "America/New_York")

    assert twice == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_the_local_day_is_that_of_the_zone():
    late = datetime(2026, 10, 8, 17, tzinfo=UTC)

    assert local_day(late, "Asia/Shanghai") == date(2026, 10, 9)
    assert local_day(late, "UTC") == date(2026, 10, 8)


def test_a_rule_counts_from_an_instant_by_its_local_day():
    published = datetime(2026, 10, 8, 17, tzinfo=UTC)
    rule = DateRule(anchor="published", offset=Offset(count=10, unit=Unit.DAYS))

    assert resolve(PLAIN, rule, published, "Asia/Shanghai") == date(2026, 10, 19)
    assert resolve(PLAIN, rule, date(2026, 10, 8), "Asia/Shanghai") == date(2026, 10, 18)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 60))
def test_counting_workdays_there_and_back_is_the_same_workday(day, count):
    start = GOLDEN_WEEK.next_workday(day)

    there = GOLDEN_WEEK.shift(start, Offset(count=count))

    assert GOLDEN_WEEK.is_workday(there)
    assert GOLDEN_WEEK.shift(there, Offset(count=-count)) == start


def test_an_offset_reads_as_it_is_written():
    assert str(Offset(count=2)) == "2 workdays"
