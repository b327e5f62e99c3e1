"""Periods: which days `2026-Q4` is, which period comes after it, and of which cadence a stretch of days is.

A period may begin late: a month on the 21st, a year in July. It is then named after the calendar month or year it
ends in, so `month from 21` calls 21 February to 20 March 2008 `2008-03`, and `year from july` calls the twelve months
to June 2026 `2026`. Quarters and half-years are parts of such a year: of that one, `2026-H1` is July to December 2025.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cycleflow.errors import InputError

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
"""As regulations write them."""


class Cadence(StrEnum):
    """How often somebody is appraised."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


_FORMS = {
    Cadence.MONTH: (re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), 1, "2026-11"),
    Cadence.QUARTER: (re.compile(r"(\d{4})-Q([1-4])"), 3, "2026-Q4"),
    Cadence.HALF_YEAR: (re.compile(r"(\d{4})-H([12])"), 6, "2026-H2"),
    Cadence.YEAR: (re.compile(r"(\d{4})"), 12, "2026"),
}


@dataclass(frozen=True, kw_only=True)
class Period:
    """One kind of period: a month that begins on `first_day`, or a part of a year that begins in `first_month`."""

    kind: Cadence
    first_day: int = 1
    first_month: int = 1


class PeriodError(InputError):
    words = "{label} is not a {kind}; write it like {example}."


def find_period(periods: Sequence[Period], label: str) -> Period:
    """Return which of several kinds of period a label names.

    Raises:
        PeriodError: none of them.
    """
    for period in periods:
        if _FORMS[period.kind][0].fullmatch(label):
            return period
    kinds = _or([period.kind.replace("_", "-") for period in periods])
    raise PeriodError(label=label, kind=kinds, example=_or([_FORMS[period.kind][2] for period in periods]))


def period_dates(periods: Sequence[Period], label: str) -> tuple[date, date]:
    """Return the first and the last day of the period a label names.

    Raises:
        PeriodError: the label names a period of none of these kinds.
    """
    period = find_period(periods, label)
    form, months, _ = _FORMS[period.kind]
    found = form.fullmatch(label)
    assert found, "it has just been found"
    number = int(found[2]) if form.groups == 2 else 1
    first = int(found[1]) * 12 + (number - 1) * months - _lead(period)
    return _first_of(period, first), _first_of(period, first + months) - timedelta(days=1)


def period_of(period: Period, day: date) -> str:
    """Return the label of the period of that kind the day lies in."""
    months = _FORMS[period.kind][1]
    begun = day.year * 12 + day.month - 1 - (day.day < period.first_day) + _lead(period)
    year, number = begun // 12, begun % 12 // months + 1
    return {
        Cadence.MONTH: f"{year}-{number:02}",
        Cadence.QUARTER: f"{year}-Q{number}",
        Cadence.HALF_YEAR: f"{year}-H{number}",
        Cadence.YEAR: f"{year}",
    }[period.kind]


def next_period(period: Period, label: str) -> str:
    """Return the label of the period that follows."""
    return period_of(period, period_dates([period], label)[1] + timedelta(days=1))


def previous_period(period: Period, label: str) -> str:
    """Return the label of the period before."""
    return period_of(period, period_dates([period], label)[0] - timedelta(days=1))


def cadence_of(starts_on: date, ends_on: date) -> Cadence:
    """Return the cadence of the cycle that has these days, its first and its last."""
    months = round(((ends_on - starts_on).days + 1) / 30.4)
    return next(kind for kind, (_, length, _) in reversed(_FORMS.items()) if length <= months or length == 1)


def _lead(period: Period) -> int:
    """Return how many months earlier than its label a period begins."""
    if period.kind is Cadence.MONTH:
        return int(period.first_day > 1)
    return (13 - period.first_month) % 12


def _first_of(period: Period, month: int) -> date:
    """Return the day a period begins on in a month, counted from the year 0."""
    return date(month // 12, month % 12 + 1, period.first_day)


def _or(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
