"""Fills a Calendar with the working days of a country, make-up workdays included, and a firm's own days.

Only the days that differ from Monday to Friday are kept: weekdays not worked, weekend days worked. So a country whose
weekend falls on other days needs nothing special. Beside them stand all public holidays, those on weekends too, for
whoever counts open days. Where holidays are announced as a span (1 to 7 October), its weekend days belong to it.

**Why** a span of years: the calendar is part of what a cycle is pinned to. A cycle is launched with the year before
its period to two years after it (`years_around`), which is longer than any appeal lasts; where no period is known, as
when a file is only checked, `ANY_YEARS` serves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from cycleflow.core.calendar import WEEKEND, Calendar
from cycleflow.errors import InputError
from cycleflow.policy.complaint import nearest
from cycleflow.policy.phrase import PhraseError

ANY_YEARS = range(2020, 2040)

_COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_ANNOUNCED = frozenset({"CN"})
"""Countries that announce spans of holidays, and make-up workdays for them, year by year; until then the days of a year
are provisional.
"""


class YearError(InputError):
    words = "{label} does not begin with a year between 2001 and 2090."


@dataclass(frozen=True, kw_only=True)
class Days:
    """What differs from Monday to Friday, all public holidays, and from when on that is not official."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()
    provisional_from: date | None = None


def years_around(label: str) -> range:
    """Return the years whose days a cycle of the period `label` (`2026-Q4`) is pinned to.

    Raises:
        YearError: the label does not begin with a year.
    """
    found = re.match(r"20[0-9]{2}(?![0-9])", label)
    if not found or not 2001 <= int(found[0]) <= 2090:
        raise YearError(label=label)
    year = int(found[0])
    return range(year - 1, year + 3)


def parse_country(text: str) -> str:
    """`CN`, `DE-BY`: a country, and where its holidays differ by region, the region."""
    country, _, region = text.partition("-")
    known = holidays.list_supported_countries(include_aliases=False) if _COUNTRY.fullmatch(text) else {}
    if country not in known:
        raise PhraseError(f"{text!r} is not a country whose holidays are known; write it like CN, US or DE-BY.")
    if region and region not in known[country]:
        near = nearest(region, known[country])
        raise PhraseError(f"{country} has no region {region!r}" + (f"; did you mean {near!r}?" if near else "."))
    return text


def parse_zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PhraseError(f"{text!r} is not a time zone; write it like Asia/Shanghai or Europe/Berlin.") from None


def find_days(country: str, years: Iterable[int]) -> Days:
    """Return a country's days in the given years."""
    years = sorted(set(years))
    code, _, region = country.partition("-")
    source = holidays.country_holidays(code, subdiv=region or None, years=years, expand=False, language="en_US")
    exceptions = [day for year in years for day in _days_of(year) if source.is_working_day(day) == _is_weekend(day)]
    return Days(
        holidays=frozenset(day for day in exceptions if not _is_weekend(day)),
        workdays=frozenset(day for day in exceptions if _is_weekend(day)),
        closed=_closed(source, code, years),
        provisional_from=_provisional_from(source, code, years),
    )


def _closed(source: Any, code: str, years: list[int]) -> frozenset[date]:
    """Return the public holidays, with the weekend days that touch them where a span is what is announced."""
    named = {day for day in source if day.year in years}
    if code not in _ANNOUNCED:
        return frozenset(named)
    free = {day for year in years for day in _days_of(year) if not source.is_working_day(day)}
    spans = set(named)
    for step in (timedelta(days=1), timedelta(days=-1)):
        for day in sorted(named):
            while (day := day + step) in free:
                spans.add(day)
    return frozenset(spans)


def _days_of(year: int) -> Iterable[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=count) for count in range((date(year + 1, 1, 1) - first).days))


def _is_weekend(day: date) -> bool:
    return day.weekday() in WEEKEND


def _provisional_from(source: Any, code: str, years: list[int]) -> date | None:
    if code in _ANNOUNCED:
        last = max(source.special_public_holidays)
        return date(max(last + 1, years[0]), 1, 1) if years and last < years[-1] else None
    return min((day for day, name in source.items() if "estimated" in name), default=None)


def with_own(days: Days, own_holidays: Iterable[date], own_workdays: Iterable[date]) -> Days:
    """Return the days with a firm's own on top: its word counts more than the country's."""
    closed, worked = frozenset(own_holidays), frozenset(own_workdays)
    return Days(
        holidays=(days.holidays - worked) | closed,
        workdays=(days.workdays - closed) | worked,
        closed=(days.closed - worked) | closed,
        provisional_from=days.provisional_from,
    )


def dump_days(calendar: Calendar) -> dict[str, object]:
    """Return the days of a calendar as JSON.

    **Why** `closed` only where there are any: cycles launched before it was kept must come to the same fingerprint.
    """
    closed = {"closed": [day.isoformat() for day in sorted(calendar.closed)]} if calendar.closed else {}
    return {
        "holidays": [day.isoformat() for day in sorted(calendar.holidays)],
        "workdays": [day.isoformat() for day in sorted(calendar.workdays)],
        "provisional_from": calendar.provisional_from.isoformat() if calendar.provisional_from else None,
        **closed,
    }


def load_days(body: Mapping[str, Any]) -> Days:
    start = body["provisional_from"]
    return Days(
        holidays=frozenset(map(date.fromisoformat, body["holidays"])),
        workdays=frozenset(map(date.fromisoformat, body["workdays"])),
        closed=frozenset(map(date.fromisoformat, body.get("closed", ()))),
        provisional_from=date.fromisoformat(start) if start else None,
    )
