"""China's working days, asked of two sources that know nothing of each other."""

from datetime import date, timedelta

import chinese_calendar

from cycleflow.policy.working_days import find_days

YEARS = range(2023, 2027)


def test_both_sources_name_the_same_working_days():
    days = find_days("CN", YEARS)
    every = [date(2023, 1, 1) + timedelta(days=count) for count in range(365 * 3 + 366)]

    ours = {day for day in every if day in days.workdays or (day.weekday() < 5 and day not in days.holidays)}

    assert ours == {day for day in every if chinese_calendar.is_workday(day)}
