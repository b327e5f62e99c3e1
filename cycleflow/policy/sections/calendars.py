"""Reads the calendar section: country, time zone, working day, and a firm's own days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from cycleflow.core.calendar import Calendar
from cycleflow.policy.node import Node, Pairs
from cycleflow.policy.phrase import parse_date, parse_day
from cycleflow.policy.reader import Reader
from cycleflow.policy.vocabulary import CALENDAR
from cycleflow.policy.working_days import Days, find_days, parse_country, parse_zone, with_own

USUAL_DAY = (time(9), time(18))


def read_calendar(reader: Reader, node: Node | None, years: Iterable[int], days: Days | None) -> Calendar:
    """Return the calendar, with the given days or else those of its country."""
    section = reader.section(node, CALENDAR)
    if section is None:
        return Calendar(zone="UTC", country="")
    country = reader.phrase(section.get("country"), str if days else parse_country) or ""
    day = reader.phrase(section.get("day"), parse_day) or USUAL_DAY
    own = _read_own_days(reader, section)
    if days is None:
        days = with_own(find_days(country, years) if country else Days(), *own)
    return Calendar(
        zone=reader.phrase(section.get("zone"), parse_zone) or "UTC",
        country=country,
        holidays=days.holidays,
        workdays=days.workdays,
        closed=days.closed,
        provisional_from=days.provisional_from,
        day_starts=day[0],
        day_ends=day[1],
    )


def _read_own_days(reader: Reader, section: Pairs) -> tuple[list[date], list[date]]:
    closed = _read_days(reader, section.get("own_holidays"))
    worked = _read_days(reader, section.get("own_workdays"))
    for day in sorted(set(closed) & set(worked)):
        reader.complain(section, f"{day} is a holiday of the firm's own and a workday of its own at once.")
    return closed, worked


def _read_days(reader: Reader, node: Node | None) -> list[date]:
    found = (reader.phrase(item, parse_date) for item in reader.items(node, "each date"))
    return [day for day in found if day]
