"""How often a duty is asked: every 14 days, on sundays at 16:00, once a month.

Occurrences are numbered from 1, counted from the cycle's first day, and each falls due at an instant. Nothing is listed
in advance: the day of any occurrence follows from its number.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cycleflow.core.calendar import Calendar, Offset, instant
from cycleflow.core.daterule import END, DateRule, Weekday, instant_of, resolve

_ITSELF = DateRule(anchor=END)


@dataclass(frozen=True, kw_only=True)
class Every:
    """Each `length` from the cycle's first day, or on a `weekday`, or else once in so many `months`.

    `rule` is counted from that day, the last of its span of months: which day of the month it is instead, where it
    goes if it is not worked, and at which time it falls due.
    """

    length: Offset | None = None
    weekday: Weekday | None = None
    months: int = 1
    rule: DateRule = _ITSELF


@dataclass(frozen=True, kw_only=True)
class Series:
    """All occurrences in one cycle. One whose day lies after its last day is never asked."""

    every: Every
    calendar: Calendar
    starts_on: date
    ends_on: date

    def openings(self, number: int = 1) -> Iterator[tuple[int, datetime]]:
        """Yield the occurrences from a number on, each with when it is first asked."""
        while opens_at := self.opens_at(number):
            yield number, opens_at
            number += 1

    def due_at(self, number: int, zone: str) -> datetime:
        """Return the instant an occurrence falls due on the clock of a zone."""
        due = resolve(self.calendar, self.every.rule, self._base(number), zone)
        return instant_of(due, self.calendar.day_ends, zone)

    def opens_at(self, number: int) -> datetime | None:
        """Return when an occurrence is first asked: as the cycle begins, then when the one before it falls due."""
        if self._day(self._base(number)) > self.ends_on:
            return None
        if number == 1:
            return instant(self.starts_on, self.calendar.day_starts, self.calendar.zone)
        return self.due_at(number - 1, self.calendar.zone)

    def _base(self, number: int) -> date:
        """Return the day the rule of an occurrence counts from."""
        every, start = self.every, self.starts_on
        if every.length:
            return self.calendar.shift(start, Offset(count=every.length.count * number, unit=every.length.unit))
        if every.weekday is not None:
            return start + timedelta(days=(every.weekday - start.weekday()) % 7 + 7 * (number - 1))
        month = start.year * 12 + start.month - 1
        first = month // every.months * every.months + every.months - 1
        passed = self._day(_last_of(first)) < start
        return _last_of(first + every.months * (number - 1 + passed))

    def _day(self, base: date) -> date:
        """Return the day that was meant, before it goes elsewhere for not being worked."""
        pick = self.every.rule.pick
        return pick.find(self.calendar, base) if pick else base


def _last_of(month: int) -> date:
    """Return the last day of a month counted from the year 0."""
    year, number = month // 12, month % 12 + 1
    return date(year, number, monthrange(year, number)[1])
