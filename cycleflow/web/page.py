"""Pages: templates/console/ rendered in the reader's language, and the few words of time and number they use.

**Why** an environment for each language: a filter then knows its language without being told on every line, and what
a template may use is listed here once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta, get_timezone_name
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from cycleflow import shipped
from cycleflow.core.calendar import Offset, Unit
from cycleflow.core.verdict import Verdict, VerdictBody, load_verdict
from cycleflow.journeys.eligible import decided
from cycleflow.language import (
    LOCALES,
    catalogue,
    either,
    known,
    local_day,
    local_moment,
    period_title,
    said,
    tell,
    translate,
    translator,
    unit_title,
)
from cycleflow.web.asset import address
from cycleflow.web.given import given

TAGS = {"zh": "zh-CN", "en": "en"}
NAMES = {"zh": "中文", "en": "English"}
_SHORT_MOMENT = {"zh": "M月d日EEE HH:mm", "en": "EEE d MMM, HH:mm"}
_DAY = timedelta(days=1)
_UNITS: Mapping[Unit, tuple[Literal["day", "week", "month"], int]] = {
    Unit.DAYS: ("day", 1),
    Unit.WEEKS: ("week", 7),
    Unit.MONTHS: ("month", 30),
}


@dataclass(frozen=True, kw_only=True)
class Page:
    """What every page is given besides its own content: who reads it, where, and how they got in."""

    locale: str
    path: str
    now: datetime
    zone: str
    name: str | None = None
    number: str | None = None
    roles: frozenset[str] = frozenset()
    form_token: str = ""


def show(template: str, page: Page, *, status: int = 200, **content: object) -> HTMLResponse:
    """Return the template, filled in."""
    text = environment(known(page.locale)).get_template(template).render(page=page, **content)
    return HTMLResponse(text, status_code=status)


@cache
def environment(locale: str) -> Environment:
    """Return what the templates of a language are rendered with."""
    made = Environment(
        loader=FileSystemLoader(shipped.templates() / "console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_translations(catalogue(locale), newstyle=True)  # type: ignore[attr-defined]  # the i18n extension adds it
    made.filters |= _filters(locale)
    made.globals |= {
        "asset": address,
        "given": given,
        "tags": TAGS,
        "languages": _others(locale),
        "translated": _translated(locale),
        "subject": lambda workflow, unit, name: unit_title(workflow.appraises, unit, name, locale),
    }
    return made


def _others(locale: str) -> Mapping[str, str]:
    return {other: NAMES[other] for other in LOCALES if other != locale}


def time_between(one: datetime, other: datetime, locale: str) -> str:
    """Return how long it is between two instants, in whole days, or in hours where it is less than two."""
    span = abs(other - one)
    granularity = "day" if span >= 2 * _DAY else "hour" if span >= timedelta(hours=1) else "minute"
    unit = {"day": _DAY, "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}[granularity]
    whole = (span // unit) * unit
    return format_timedelta(whole, granularity=granularity, threshold=10_000, locale=locale)  # type: ignore[arg-type]  # one of its literals


def _filters(locale: str) -> Mapping[str, Any]:
    return {
        "said": lambda words: said(words, locale),
        "either": lambda text: either(text, locale),
        "tell": lambda fact: tell(fact, locale),
        "decided": lambda verdict: decided(_verdict(verdict), locale),
        "plainly": lambda text: _plainly(text, locale),
        "day": lambda day: local_day(day, locale),
        "until": lambda last, zone: _until(last, zone, locale),
        "moment": lambda at, zone: local_moment(at, zone, locale),
        "short": lambda at, zone: format_datetime(at.astimezone(ZoneInfo(zone)), _SHORT_MOMENT[locale], locale=locale),
        "iso": lambda at, zone: at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes"),
        "exact": lambda at, zone: at.astimezone(ZoneInfo(zone)).isoformat(sep=" ", timespec="seconds"),
        "zone_name": lambda zone: get_timezone_name(ZoneInfo(zone), "long", locale=locale),
        "score": lambda value: format_decimal(Decimal(value), format="#,##0.00##", locale=locale),
        "span": lambda one, other: time_between(one, other, locale),
        "money": lambda value: format_decimal(Decimal(value), format="#,##0.00", locale=locale),
        "figure": lambda value: _figure(value, locale),
        "period": lambda period: period_title(period, locale),
        "offset": lambda offset: _offset(offset, locale),
        "instant": datetime.fromisoformat,
        "date": date.fromisoformat,
    }


def _verdict(found: Verdict | VerdictBody) -> Verdict:
    """Return a verdict, also one as a history keeps it."""
    return found if isinstance(found, Verdict) else load_verdict(found)


def _offset(offset: Offset, locale: str) -> str:
    if offset.unit is Unit.WORKDAYS:
        return translator(locale)("%(count)s working days") % {"count": offset.count}
    granularity, days = _UNITS[offset.unit]
    span = timedelta(days=days * offset.count)
    return format_timedelta(span, granularity=granularity, threshold=10_000, locale=locale)


def _until(last: date | datetime, zone: str, locale: str) -> str:
    return local_moment(last, zone, locale) if isinstance(last, datetime) else local_day(last, locale)


def _plainly(text: str, locale: str) -> str:
    """Return a figure that is kept to its last digit as people write it; a level as it is."""
    try:
        return tell(Decimal(text), locale)
    except InvalidOperation:
        return text


def _figure(value: Decimal | int | str | None, locale: str) -> str:
    return "–" if value is None else format_decimal(Decimal(value), format="#,##0.##", locale=locale)


def _translated(locale: str) -> Any:
    """Return the function that says an English sentence with its facts, as errors and problems carry them."""
    return lambda said: translate(said, locale)
