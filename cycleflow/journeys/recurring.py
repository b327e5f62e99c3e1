"""Launching what recurs: when a new period begins, the workflows HR has named are launched by themselves.

A launch of the same thing is refused the second time, so any number of processes may try, as often as they like.

**Why** only in the first days of a period: whoever names a workflow in the middle of a quarter means the next one, and
ten thousand people must not be mailed by surprise. A server that slept over the first days still catches up.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cycleflow.core.calendar import instant, local_day
from cycleflow.core.model import Channel
from cycleflow.core.period import period_dates, period_of
from cycleflow.core.workflow import Workflow
from cycleflow.errors import CycleflowError
from cycleflow.journeys.launch import LaunchedBeforeError, launch
from cycleflow.journeys.office import Office
from cycleflow.journeys.regulation import find_workflow
from cycleflow.journeys.survey import LaunchOrder

CATCH_UP = timedelta(days=7)
CLOCK = "clock"

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class RecurringReport:
    """The cycles launched now, and why a workflow could not be."""

    launched: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)


def launch_recurring(office: Office, now: datetime) -> RecurringReport:
    """Launch every recurring workflow a period of which has just begun and that has not been launched for it."""
    launched: list[str] = []
    failed: dict[str, str] = {}
    for name in office.settings.recurring:
        try:
            begun = _begun(find_workflow(name, str(now.year)), now)
        except CycleflowError as error:
            failed[name] = _failure(name, error)
            continue
        for period in begun:
            try:
                launched.append(_launch(office, name, period, now))
            except LaunchedBeforeError:
                continue
            except CycleflowError as error:
                failed[f"{name} {period}"] = _failure(f"{name} {period}", error)
    return RecurringReport(launched=tuple(launched), failed=failed)


def _begun(workflow: Workflow, now: datetime) -> list[str]:
    """Return the periods that have just begun, of every kind the regulation counts in."""
    calendar = workflow.calendar
    today = local_day(now, calendar.zone)
    begun = []
    for period in workflow.periods:
        label = period_of(period, today)
        begins_at = instant(period_dates([period], label)[0], calendar.day_starts, calendar.zone)
        if begins_at <= now < begins_at + CATCH_UP:
            begun.append(label)
    return begun


def _launch(office: Office, name: str, period: str, now: datetime) -> str:
    order = LaunchOrder(workflow=find_workflow(name, period), period=period, by=CLOCK, channel=Channel.CLOCK)
    return launch(office, order, now).cycle.id


def _failure(what: str, error: CycleflowError) -> str:
    log.warning("%s could not be launched: %s", what, error)
    return str(error)
