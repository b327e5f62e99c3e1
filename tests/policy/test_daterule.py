"""Rules of date read as they are written, and come to the dates the regulations give."""

from datetime import UTC, date, datetime, time
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow.core.calendar import Calendar, Offset, Unit
from cycleflow.core.daterule import DateRule, Pick, Weekday, resolve
from cycleflow.core.period import Cadence, Period, period_dates
from cycleflow.core.workflow import Due
from cycleflow.policy.daterule import ordinal, parse_due, parse_rule
from cycleflow.policy.phrase import PhraseError
from cycleflow.policy.working_days import find_days

ZONE = "Asia/Shanghai"
PLAIN = Calendar(zone=ZONE, country="")
MONTH, QUARTER, HALF_YEAR, YEAR = (Period(kind=kind) for kind in Cadence)


@cache
def china(*years):
    days = find_days("CN", years)
    return Calendar(zone=ZONE, country="CN", holidays=days.holidays, workdays=days.workdays, closed=days.closed)


def local(text):
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def day_for(rule, label, calendar=PLAIN, period=MONTH):
    """Return what a rule comes to in the cycle of a period."""
    return resolve(calendar, parse_rule(rule), period_dates([period], label)[1], ZONE)


def test_a_rule_counts_from_an_anchor():
    assert parse_rule("cycle.end") == DateRule(anchor="cycle.end")
    assert parse_rule("cycle.end + 5 workdays") == DateRule(anchor="cycle.end", offset=Offset(count=5))
    assert parse_rule("talk.held_at-1 day") == DateRule(anchor="talk.held_at", offset=Offset(count=-1, unit=Unit.DAYS))
    assert parse_rule("cycle.end at 16:00") == DateRule(anchor="cycle.end", at=time(16))


@pytest.mark.parametrize(
    ("text", "pick"),
    [
        ("11th of next month", Pick(count=11, ahead=1)),
        ("last day of this month", Pick(count=-1)),
        ("12th last workday of December", Pick(count=-12, among=Unit.WORKDAYS, month=12)),
        ("1st open day of next month", Pick(count=1, among=Unit.OPEN_DAYS, ahead=1)),
        ("last sunday of january next year", Pick(count=-1, among=Weekday.SUNDAY, month=1, ahead=1)),
        ("20th workday from 21 June", Pick(count=20, among=Unit.WORKDAYS, month=6, since=21)),
        ("14 February", Pick(count=14, month=2)),
        ("30 January next year", Pick(count=30, month=1, ahead=1)),
    ],
)
def test_a_rule_picks_a_day_of_a_month(text, pick):
    assert parse_rule(text) == DateRule(anchor="cycle.end", pick=pick)


def test_a_day_that_is_not_worked_may_move_and_a_time_comes_last():
    rule = DateRule(anchor="cycle.end", pick=Pick(count=11, ahead=1), slide="next", at=time(18))

    assert parse_rule("11th of next month, next workday at 18:00") == rule
    assert parse_due("11th of next month, next workday at 18:00, at least 2 workdays") == Due(
        rule=rule, at_least=Offset(count=2)
    )
    assert parse_rule("opened + 2 days, previous workday").slide == "previous"


def test_a_deadline_may_have_a_least_time():
    rule = DateRule(anchor="opened", offset=Offset(count=3))

    assert parse_due("opened + 3 workdays") == Due(rule=rule)
    assert parse_due("opened + 3 workdays, at least 2 workdays") == Due(rule=rule, at_least=Offset(count=2))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("opened + 3 workdays, at lest 3 workdays", "After the comma of"),
        ("opened,", "After the comma of"),
        ("opened, at least", "After the comma of"),
        ("opened +", "is not a rule of date"),
        ("", "is not a rule of date"),
        ("10 days", "is not a rule of date"),
        ("+ 5 days", "is not a rule of date"),
        ("11st of next month", "Write 11th, not 11st."),
        ("32nd of next month", "the day is 1st to 31st, or last"),
        ("0th of next month", "the day is 1st to 31st, or last"),
        ("5th friday of next month", "the friday is 1st to 4th, or last"),
        ("24th workday of December", "the workday is 1st to 23rd, or last"),
        ("last of December", "does not say what is counted"),
        ("3rd holiday of December", "does not say what is counted"),
        ("11th of the next month", "'the next month' is not a month"),
        ("11th of Decembre", "There is no month 'Decembre'; did you mean 'December'?"),
        ("11th of Nivose", "There is no month 'Nivose'."),
        ("30 February", "There is no 30 February in the calendar."),
        ("0 May", "There is no 0 May in the calendar."),
        ("last workday from 21 June", "does not say where to begin"),
        ("5th workday from next month", "does not say where to begin"),
        ("0th workday from 21 June", "at most 1000 can be counted"),
        ("1001st day from 21 June", "at most 1000 can be counted"),
        ("opened + 24 hours at 18:00", "has its day and time already"),
        ("opened + 24 hours, next workday", "has its day and time already"),
        ("14 February + 3 hours", "'14 February' is a day; hours are counted from an instant, such as opened."),
        ("cycle.end at 24:00", "'24:00' is not a time of day"),
    ],
)
def test_what_is_no_rule_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(PhraseError) as caught:
        parse_due(text)

    assert sentence in str(caught.value)


def test_a_place_is_an_ordinal():
    assert [ordinal(count) for count in (1, 2, 3, 4, 11, 12, 13, 21, 101, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "101st", "112th"
    ]  # fmt: skip


# -- what the regulations say ---------------------------------------------------------------------------------------


def test_a_window_in_the_next_month_stays_where_no_rule_moves_it():
    assert [day_for(rule, "2025-03") for rule in ("1st of next month", "5th of next month", "10th of next month")] == [
        date(2025, 4, 1), date(2025, 4, 5), date(2025, 4, 10)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "days"),
    [
        ("2024-09", ["10-08", "10-09", "10-10", "10-11", "10-12"]),
        ("2024-12", ["01-02", "01-03", "01-04", "01-05", "01-06"]),
        ("2025-03", ["04-01", "04-02", "04-03", "04-07", "04-08"]),
    ],
)
def test_a_window_of_open_days_slides_over_the_holidays_of_china(label, days):
    calendar = china(2024, 2025)

    found = [day_for(f"{ordinal(count)} open day of next month", label, calendar) for count in range(1, 6)]

    assert [f"{day:%m-%d}" for day in found] == days


def test_the_eleventh_moves_later_where_it_is_not_worked():
    rule = "11th of next month, next workday"

    assert day_for(rule, "2008-04") == date(2008, 5, 12)
    assert day_for(rule, "2008-05") == date(2008, 6, 11)
    assert day_for(rule, "2008-04", period=Period(kind=Cadence.MONTH, first_day=21)) == date(2008, 5, 12)
    assert day_for("11th of next month, previous workday", "2008-04") == date(2008, 5, 9)


def test_a_make_up_day_is_no_day_to_move_from():
    assert day_for("12th of this month, next workday", "2024-10", china(2024)) == date(2024, 10, 12)


def test_the_last_twelve_workdays_of_december_begin_on_the_16th():
    calendar = china(2021, 2022)

    assert day_for("12th last workday of December", "2021-H2", calendar, HALF_YEAR) == date(2021, 12, 16)
    assert day_for("last workday of December", "2021-H2", calendar, HALF_YEAR) == date(2021, 12, 31)


def test_twenty_workdays_from_the_21st_of_june_include_it():
    calendar = china(2021)

    assert day_for("1st workday from 21 June", "2021", calendar, YEAR) == date(2021, 6, 21)
    assert day_for("20th workday from 21 June", "2021", calendar, YEAR) == date(2021, 7, 16)


def test_a_time_of_day_is_on_the_wall_clock():
    assert day_for("14 February at 17:30", "2014-02") == local("2014-02-14T17:30")
    assert day_for("cycle.end at 16:00", "2008-02") == local("2008-02-29T16:00")
    assert day_for("25th of this month at 18:00", "2021-03") == local("2021-03-25T18:00")


def test_the_days_of_a_year_lie_where_the_cycle_ends():
    assert day_for("30 January next year", "2021", period=YEAR) == date(2022, 1, 30)
    assert day_for("21 June", "2026", period=Period(kind=Cadence.YEAR, first_month=7)) == date(2026, 6, 21)
    assert [day_for(f"{day} of next month", "2021-01") for day in ("5th", "10th")] == [
        date(2021, 2, 5),
        date(2021, 2, 10),
    ]


def test_hours_count_from_the_instant():
    rule, opened = parse_rule("opened + 24 hours"), local("2025-03-07T08:00")

    assert resolve(PLAIN, rule, opened, ZONE) == local("2025-03-08T08:00")
    assert resolve(PLAIN, parse_rule("opened + 90 minutes"), opened, ZONE) == local("2025-03-07T09:30")


def test_workdays_after_an_event():
    calendar = china(2020, 2021)

    assert resolve(calendar, parse_rule("opened + 4 days"), local("2025-04-08T10:00"), ZONE) == date(2025, 4, 12)
    assert resolve(calendar, parse_rule("paid + 15 workdays"), date(2021, 1, 8), ZONE) == date(2021, 1, 29)
    # Sunday 7 February 2021 was worked, for the Spring Festival; without make-up days it is the 8th.
    assert resolve(calendar, parse_rule("paid + 10 workdays"), date(2021, 1, 25), ZONE) == date(2021, 2, 7)
    assert resolve(PLAIN, parse_rule("paid + 10 workdays"), date(2021, 1, 25), ZONE) == date(2021, 2, 8)


def test_sundays_and_other_days_of_the_week():
    assert day_for("last sunday of this month", "2008-02") == date(2008, 2, 24)
    assert day_for("2nd friday of next month", "2008-02") == date(2008, 3, 14)
    assert day_for("2nd monday from 3 March", "2008-02") == date(2008, 3, 10)


def test_what_a_month_lacks_is_its_last():
    own = Calendar(zone=ZONE, country="", holidays=frozenset(date(2026, 2, day) for day in range(1, 27)))

    assert day_for("31st of next month", "2026-01") == date(2026, 2, 28)
    assert day_for("29 February", "2026-02") == date(2026, 2, 28)
    assert day_for("3rd day from 29 February", "2026-02") == date(2026, 3, 2)
    assert day_for("20th workday of this month", "2026-02", own) == date(2026, 2, 27)
    assert day_for("20th last workday of this month", "2026-02", own) == date(2026, 2, 27)


def test_in_a_month_without_any_it_is_the_last_day():
    closed = frozenset(date(2026, 2, day) for day in range(1, 29))

    assert day_for("1st open day of this month", "2026-02", Calendar(zone=ZONE, country="", closed=closed)) == date(
        2026, 2, 28
    )


def test_open_days_are_counted_like_days_but_for_holidays():
    calendar = china(2024)

    assert calendar.shift(date(2024, 9, 30), Offset(count=1, unit=Unit.OPEN_DAYS)) == date(2024, 10, 8)
    assert calendar.shift(date(2024, 10, 11), Offset(count=2, unit=Unit.OPEN_DAYS)) == date(2024, 10, 13)
    assert calendar.shift(date(2024, 10, 8), Offset(count=-1, unit=Unit.OPEN_DAYS)) == date(2024, 9, 30)


@given(st.dates(date(2020, 1, 1), date(2026, 12, 1)), st.integers(1, 23), st.sampled_from(["", " last"]))
def test_a_workday_of_a_month_is_worked_and_in_it(end, count, back):
    calendar = china(2020, 2021, 2022, 2023, 2024, 2025, 2026)

    found = resolve(calendar, parse_rule(f"{ordinal(count)}{back} workday of this month"), end, ZONE)

    assert calendar.is_workday(found)
    assert (found.year, found.month) == (end.year, end.month)
