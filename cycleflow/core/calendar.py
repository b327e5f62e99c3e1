"""Working days, and rules that turn "5 workdays after the cycle's end" into an instant.

A Calendar is data: which days are holidays and which weekend days are worked. `policy` fills it from the public
holidays of a country, make-up workdays included, and a firm's own days; from then on nothing here can change.

**Why** an instant is made from local day, local time and zone at the last moment: a deadline is 18:00 on the wall of
the person asked, also across a change of the clocks. In the gap of spring the next valid instant counts, in the
overlap of autumn the first.

**Why** what has been counted is remembered: a launch asks the same few days of the same calendar for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

WEEKEND = frozenset({5, 6})


class Unit(StrEnum):
    WORKDAYS = "workdays"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, kw_only=True)
class Offset:
    """A signed number of units; negative is before."""

    count: int
    unit: Unit = Unit.WORKDAYS

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"


@dataclass(frozen=True, kw_only=True)
class DateRule:
    """A day counted from an anchor.

    `anchor` is `cycle.start`, `cycle.end`, `opened` (when the state was entered), the name of a mark (`published`), or
    `state.field` of a sheet that holds a date or moment.
    """

    anchor: str
    offset: Offset = Offset(count=0, unit=Unit.DAYS)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The working days of one country or firm.

    `provisional_from` is the first day whose holidays are not yet officially known. `day_starts` and `day_ends` are
    the local times at which reminders leave and deadlines fall.
    """

    zone: str
    country: str
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    provisional_from: date | None = None
    day_starts: time = time(9)
    day_ends: time = time(18)

    def __hash__(self) -> int:
        """Return a hash that costs nothing: hundreds of days need not be looked at to find a calendar again."""
        return hash((self.zone, self.country))

    def is_workday(self, day: date) -> bool:
        if day in self.workdays:
            return True
        return day.weekday() not in WEEKEND and day not in self.holidays

    def next_workday(self, day: date) -> date:
        """Return the day itself if it is worked, else the first worked day after it."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def shift(self, day: date, offset: Offset) -> date:
        """Count from the day; workdays are counted from the day after (or before) it."""
        if offset.unit is Unit.WORKDAYS:
            return _shift_workdays(self, day, offset.count)
        if offset.unit is Unit.MONTHS:
            return _add_months(day, offset.count)
        return day + timedelta(**{offset.unit.value: offset.count})


@lru_cache(maxsize=4096)
def _shift_workdays(calendar: Calendar, day: date, count: int) -> date:
    step = timedelta(days=1 if count >= 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not calendar.is_workday(day):
            day += step
    return day


def _add_months(day: date, count: int) -> date:
    """Add calendar months; a day the month lacks becomes its last."""
    month = day.year * 12 + day.month - 1 + count
    first = date(month // 12, month % 12 + 1, 1)
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


@lru_cache(maxsize=4096)
def instant(day: date, at: time, zone: str) -> datetime:
    """Return the UTC instant of a local day and time."""
    local = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


@lru_cache(maxsize=4096)
def local_day(at: datetime, zone: str) -> date:
    """Return the day on the wall calendar of the zone."""
    return at.astimezone(ZoneInfo(zone)).date()


Anchors = Mapping[str, date | datetime]
"""What a DateRule may count from, by name."""


def resolve_day(calendar: Calendar, rule: DateRule, anchors: Anchors, zone: str) -> date:
    """Return the day a rule names.

    Raises:
        KeyError: the anchor has not happened; the checker refuses rules that could ask for it.
    """
    anchor = anchors[rule.anchor]
    day = local_day(anchor, zone) if isinstance(anchor, datetime) else anchor
    return calendar.shift(day, rule.offset)
