from datetime import date, time

import pytest

from cycleflow.core.calendar import Calendar, Offset, Unit
from cycleflow.core.daterule import END, DateRule, Pick, Weekday
from cycleflow.core.recurrence import Every, Series
from tests.core.samples import ZONE, local

CALENDAR = Calendar(zone=ZONE, country="CN", holidays=frozenset({date(2026, 10, 1), date(2026, 10, 2)}))
SUNDAYS = Every(weekday=Weekday.SUNDAY)


def series(every, starts_on, ends_on=date(2099, 12, 31)):
    return Series(every=every, calendar=CALENDAR, starts_on=starts_on, ends_on=ends_on)


def each(count, unit=Unit.DAYS):
    return Every(length=Offset(count=count, unit=unit))


def monthly(months=1, **rule):
    return Every(months=months, rule=DateRule(anchor=END, **rule))


@pytest.mark.parametrize(
    ("every", "starts_on", "expected"),
    [
        # part a, 7
        (each(14), "2025-01-06", ["2025-01-20", "2025-02-03", "2025-02-17", "2025-03-03", "2025-03-17", "2025-03-31"]),
        # part b, 17
        (each(3), "2008-03-03", ["2008-03-06", "2008-03-09"]),
        (each(1, Unit.WORKDAYS), "2026-09-30", ["2026-10-05", "2026-10-06"]),
        (each(1, Unit.MONTHS), "2026-01-31", ["2026-02-28", "2026-03-31"]),
        (SUNDAYS, "2008-02-01", ["2008-02-03", "2008-02-10", "2008-02-17", "2008-02-24", "2008-03-02"]),
        (Every(weekday=Weekday.FRIDAY), "2026-10-02", ["2026-10-02", "2026-10-09"]),
        # part b, 18
        (monthly(), "2008-02-01", ["2008-02-29", "2008-03-31"]),
        (monthly(pick=Pick(count=10)), "2026-01-10", ["2026-01-10", "2026-02-10"]),
        (monthly(pick=Pick(count=10)), "2026-01-11", ["2026-02-10", "2026-03-10"]),
        (monthly(pick=Pick(count=5)), "2026-12-26", ["2027-01-05", "2027-02-05"]),
        (monthly(pick=Pick(count=-1, among=Unit.WORKDAYS)), "2026-01-01", ["2026-01-30", "2026-02-27"]),
        (monthly(slide="previous"), "2026-01-01", ["2026-01-30", "2026-02-27"]),
        (monthly(3), "2026-02-15", ["2026-03-31", "2026-06-30"]),
        (monthly(6), "2026-07-01", ["2026-12-31", "2027-06-30"]),
    ],
)
def test_the_day_of_an_occurrence_follows_from_its_number(every, starts_on, expected):
    found = series(every, date.fromisoformat(starts_on))

    due = [found.due_at(number, ZONE) for number in range(1, len(expected) + 1)]

    assert due == [local(f"{day}T18:00") for day in expected]


def test_an_occurrence_falls_due_at_its_time():
    sundays = Every(weekday=Weekday.SUNDAY, rule=DateRule(anchor=END, at=time(16)))

    assert series(sundays, date(2008, 2, 1)).due_at(1, ZONE) == local("2008-02-03T16:00")


def test_an_occurrence_opens_as_the_cycle_begins_and_then_when_the_one_before_falls_due():
    weeks = series(SUNDAYS, date(2008, 2, 1), date(2008, 2, 15))

    assert weeks.opens_at(1) == local("2008-02-01T09:00")
    assert weeks.opens_at(2) == local("2008-02-03T18:00")
    assert weeks.opens_at(3) is None


def test_what_goes_to_the_next_workday_may_fall_due_after_the_cycle():
    months = series(monthly(slide="next"), date(2026, 2, 1), date(2026, 2, 28))

    assert months.opens_at(1)
    assert months.due_at(1, ZONE) == local("2026-03-02T18:00")
    assert months.opens_at(2) is None
