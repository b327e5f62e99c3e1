"""Rules of date: what `cycle.end + 5 workdays` or `11th of next month, next workday` comes to.

A rule counts from an anchor, an instant or a day; or it picks a day of a month that lies where the cycle ends. It
names a day, or an instant where it says a time or counts in hours.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from itertools import count, islice
from typing import Literal

from cycleflow.core.calendar import Calendar, Offset, Unit, instant, local_day

AT_ONCE = Offset(count=0, unit=Unit.DAYS)

START, END, OPENED = "cycle.start", "cycle.end", "opened"
FIXED = (START, END, OPENED)
"""Anchors that are there in every state."""


class Weekday(IntEnum):
    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


@dataclass(frozen=True, kw_only=True)
class Pick:
    """A day of a month: the `count`th of its days, workdays, open days or Sundays; -1 is the last, -2 the last but one.

    `month` is 1 to 12 in the year the cycle ends in, `ahead` years later; without it the month is the one the cycle
    ends in, `ahead` months later. `since` is the day of the month that is counted first; from there counting goes on
    beyond the month's end. What the month lacks, such as its 31st, is its last (or, counted from its end, its first).
    """

    count: int
    among: Unit | Weekday = Unit.DAYS
    month: int | None = None
    ahead: int = 0
    since: int | None = None

    def find(self, calendar: Calendar, end: date) -> date:
        """Return the day, for a cycle that ends on `end`."""
        counted = self._counted(calendar)
        first, last = self._month(end)
        if self.since is not None:
            start = first.replace(day=min(self.since, last.day))
            days = (start + timedelta(days=number) for number in count())
            return next(islice(filter(counted, days), self.count - 1, None))
        found = [day for day in _days(first, last) if counted(day)] or [last]
        place = self.count - 1 if self.count > 0 else len(found) + self.count
        return found[max(0, min(place, len(found) - 1))]

    def _counted(self, calendar: Calendar) -> Callable[[date], bool]:
        if isinstance(self.among, Weekday):
            return lambda day: day.weekday() == self.among
        if self.among is Unit.WORKDAYS:
            return calendar.is_workday
        return calendar.is_open if self.among is Unit.OPEN_DAYS else lambda _: True

    def _month(self, end: date) -> tuple[date, date]:
        months = end.year * 12 + end.month - 1 + self.ahead
        year, month = (months // 12, months % 12 + 1) if self.month is None else (end.year + self.ahead, self.month)
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@dataclass(frozen=True, kw_only=True)
class DateRule:
    """A day or an instant counted from an anchor.

    `anchor` is `cycle.start`, `cycle.end`, `opened` (when the state was entered), the name of a mark (`published`), or
    `state.field` of a sheet that holds a date or moment. A `pick` has the anchor `cycle.end`. `slide` says where a day
    goes that is not worked. `at` is the local time.
    """

    anchor: str
    pick: Pick | None = None
    offset: Offset = AT_ONCE
    slide: Literal["next", "previous"] | None = None
    at: time | None = None

    @property
    def is_bare(self) -> bool:
        """Whether it is the anchor itself."""
        return self == DateRule(anchor=self.anchor)


def resolve(calendar: Calendar, rule: DateRule, anchor: date | datetime, zone: str) -> date | datetime:
    """Return the day a rule names, or the instant where it says a time or counts in hours."""
    if rule.offset.unit.is_exact and isinstance(anchor, datetime):
        return anchor + rule.offset.duration
    day = day_of(anchor, zone)
    day = calendar.shift(rule.pick.find(calendar, day) if rule.pick else day, rule.offset)
    if rule.slide:
        day = calendar.next_workday(day) if rule.slide == "next" else calendar.previous_workday(day)
    return instant(day, rule.at, zone) if rule.at else day


def day_of(named: date | datetime, zone: str) -> date:
    """Return the day itself, or that of an instant on the wall calendar of the zone."""
    return local_day(named, zone) if isinstance(named, datetime) else named


def instant_of(named: date | datetime, usual: time, zone: str) -> datetime:
    """Return the instant itself, or that of a day at the usual time."""
    return named if isinstance(named, datetime) else instant(named, usual, zone)
