"""Working days and open days, and what it means to count in them.

A Calendar is data: which days are holidays and which weekend days are worked. `policy` fills it from the public
holidays of a country, make-up workdays included, and a firm's own days; from then on nothing here can change.

An open day is every day but a public holiday: an ordinary Sunday is one.

**Why** an instant is made from local day, local time and zone at the last moment: a deadline is 18:00 on the wall of
the person asked, also across a change of the clocks. In the gap of spring the next valid instant counts, in the
overlap of autumn the first.

**Why** what has been counted is remembered: a launch asks the same few days of the same calendar for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

WEEKEND = frozenset({5, 6})


class Unit(StrEnum):
    WORKDAYS = "workdays"
    OPEN_DAYS = "open days"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"

    @property
    def is_exact(self) -> bool:
        """Whether it is counted from an instant, and not from day to day."""
        return self in (Unit.MINUTES, Unit.HOURS)


@dataclass(frozen=True, kw_only=True)
class Offset:
    """A signed number of units; negative is before."""

    count: int
    unit: Unit = Unit.WORKDAYS

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"

    @property
    def duration(self) -> timedelta:
        """How long it is on any clock; only for what is counted from an instant."""
        return timedelta(minutes=self.count * (60 if self.unit is Unit.HOURS else 1))


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The working days of one country or firm.

    `holidays` are weekdays not worked, `workdays` weekend days that are, `closed` all public holidays, those on
    weekends too. `provisional_from` is the first day whose holidays are not yet officially known. `day_starts` and
    `day_ends` are the local times at which reminders leave and deadlines fall.
    """

    zone: str
    country: str
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()
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

    def is_open(self, day: date) -> bool:
        return day not in self.closed

    def next_workday(self, day: date) -> date:
        """Return the day itself if it is worked, else the first worked day after it."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def previous_workday(self, day: date) -> date:
        """Return the day itself if it is worked, else the last worked day before it."""
        while not self.is_workday(day):
            day -= timedelta(days=1)
        return day

    def shift(self, day: date, offset: Offset) -> date:
        """Count from the day; workdays and open days are counted from the day after (or before) it."""
        if offset.unit in (Unit.WORKDAYS, Unit.OPEN_DAYS):
            return _shift(self, day, offset)
        if offset.unit is Unit.MONTHS:
            return _add_months(day, offset.count)
        return day + timedelta(**{offset.unit.value: offset.count})


@lru_cache(maxsize=4096)
def _shift(calendar: Calendar, day: date, offset: Offset) -> date:
    counts = calendar.is_workday if offset.unit is Unit.WORKDAYS else calendar.is_open
    step = timedelta(days=1 if offset.count >= 0 else -1)
    for _ in range(abs(offset.count)):
        day += step
        while not counts(day):
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
