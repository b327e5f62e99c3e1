"""Working days are those of the country, make-up days included, and of the firm."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from cycleflow.core.calendar import Calendar
from cycleflow.policy.phrase import PhraseError
from cycleflow.policy.working_days import (
    Days,
    YearError,
    dump_days,
    find_days,
    load_days,
    parse_country,
    with_own,
    years_around,
)


def calendar_of(days: Days) -> Calendar:
    return Calendar(
        zone="UTC",
        country="",
        holidays=days.holidays,
        workdays=days.workdays,
        closed=days.closed,
        provisional_from=days.provisional_from,
    )


def days_of(year: int) -> list[date]:
    return [
        date(year, 1, 1) + timedelta(days=count)
        for count in range(366)
        if (date(year, 1, 1) + timedelta(days=count)).year == year
    ]


@pytest.mark.parametrize("year", range(2020, 2027))
def test_china_s_working_days_are_those_of_the_state_council(year):
    calendar = calendar_of(find_days("CN", [year]))

    differing = [day for day in days_of(year) if calendar.is_workday(day) != chinese_calendar.is_workday(day)]

    assert differing == []


def test_a_year_china_has_not_announced_is_provisional():
    assert find_days("CN", [2025, 2026]).provisional_from is None
    assert find_days("CN", [2025, 2026, 2027, 2028]).provisional_from == date(2027, 1, 1)
    assert find_days("CN", [2031]).provisional_from == date(2031, 1, 1)
    assert find_days("CN", []).provisional_from is None


def test_estimated_holidays_are_provisional():
    estimated = find_days("ID", range(2026, 2029)).provisional_from

    assert estimated is not None
    assert estimated.year >= 2027


def test_regions_have_holidays_of_their_own():
    corpus_christi = date(2026, 6, 4)

    assert corpus_christi in find_days("DE-BY", [2026]).holidays
    assert corpus_christi not in find_days("DE-BE", [2026]).holidays
    assert find_days("DE-BY", [2026]).provisional_from is None


def test_a_weekend_on_other_days_is_kept():
    calendar = calendar_of(find_days("IL", [2026]))

    assert calendar.is_workday(date(2026, 11, 1))
    assert not calendar.is_workday(date(2026, 11, 6))


def test_china_s_holidays_are_spans_with_their_weekends():
    named = {day for day in chinese_calendar.holidays if 2020 <= day.year <= 2026}

    closed = find_days("CN", range(2020, 2027)).closed

    # In 2024 the Dragon Boat Festival was announced as a Monday "joined with the weekend".
    assert closed ^ named == {date(2024, 6, 8), date(2024, 6, 9)}


def test_elsewhere_a_holiday_is_a_day():
    closed = find_days("DE-BY", [2026]).closed

    assert date(2026, 4, 3) in closed  # Good Friday
    assert date(2026, 4, 4) not in closed
    assert date(2026, 12, 26) in closed  # a Saturday


def test_a_calendar_pinned_before_holidays_on_weekends_were_kept_reads_the_same():
    body = {"holidays": ["2026-10-01"], "workdays": ["2026-10-10"], "provisional_from": None}

    assert dump_days(calendar_of(load_days(body))) == body


def test_the_firm_s_own_days_count_more():
    days = with_own(find_days("CN", [2026]), [date(2026, 12, 24), date(2026, 10, 10)], [date(2026, 10, 5)])

    calendar = calendar_of(days)

    assert not calendar.is_workday(date(2026, 12, 24))
    assert not calendar.is_workday(date(2026, 10, 10))
    assert calendar.is_workday(date(2026, 10, 5))
    assert calendar.is_open(date(2026, 10, 5))
    assert not calendar.is_open(date(2026, 12, 24))


@pytest.mark.parametrize("country", ["CN", "IL", "ID"])
def test_days_are_read_back_as_they_were_kept(country):
    days = find_days(country, range(2025, 2029))

    assert load_days(dump_days(calendar_of(days))) == days


def test_a_cycle_keeps_the_year_before_and_two_after():
    assert list(years_around("2026-Q4")) == [2025, 2026, 2027, 2028]
    assert list(years_around("2026")) == [2025, 2026, 2027, 2028]


@pytest.mark.parametrize("label", ["Q4", "", "1999-Q1", "20266", "2000", "2099-Q1"])
def test_a_period_begins_with_its_year(label):
    with pytest.raises(YearError, match="does not begin with a year between 2001 and 2090"):
        years_around(label)


@pytest.mark.parametrize("text", ["China", "XX", "", "DE-", "de", "DE-BAYERN"])
def test_a_country_is_a_code(text):
    with pytest.raises(PhraseError):
        parse_country(text)
