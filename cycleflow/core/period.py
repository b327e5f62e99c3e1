"""Periods: which days `2026-Q4` is, and which period comes after it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from cycleflow.errors import InputError

_FORMS = {
    "month": (re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), 1, "2026-11"),
    "quarter": (re.compile(r"(\d{4})-Q([1-4])"), 3, "2026-Q4"),
    "half_year": (re.compile(r"(\d{4})-H([12])"), 6, "2026-H2"),
    "year": (re.compile(r"(\d{4})"), 12, "2026"),
}

KINDS = tuple(_FORMS)


class PeriodError(InputError):
    words = "{label} is not a {kind}; write it like {example}."


def period_dates(kind: str, label: str) -> tuple[date, date]:
    """Return the first and the last day of a period.

    Raises:
        PeriodError: the label does not name a period of that kind.
    """
    form, months, example = _FORMS[kind]
    found = form.fullmatch(label)
    if not found:
        raise PeriodError(label=label, kind=kind.replace("_", "-"), example=example)
    year, number = int(found[1]), int(found[2]) if form.groups == 2 else 1
    first = (number - 1) * months
    return date(year, first + 1, 1), _first_of(year, first + months) - timedelta(days=1)


def period_of(kind: str, day: date) -> str:
    """Return the label of the period of that kind the day lies in."""
    months = _FORMS[kind][1]
    number = (day.month - 1) // months + 1
    return {
        "month": f"{day.year}-{number:02}",
        "quarter": f"{day.year}-Q{number}",
        "half_year": f"{day.year}-H{number}",
        "year": f"{day.year}",
    }[kind]


def next_period(kind: str, label: str) -> str:
    """Return the label of the period that follows."""
    return period_of(kind, period_dates(kind, label)[1] + timedelta(days=1))


def _first_of(year: int, month: int) -> date:
    """Return the first of a month counted from 0, which may run into the next year."""
    return date(year + month // 12, month % 12 + 1, 1)
