"""The demo: the sample company goes through a quarter that is over, and is in the middle of the present one.

The past quarter is played on a virtual clock, from launch to the last appeal, with people who are punctual, late,
absent, appealing and refusing. The present one is launched a few days ago and played up to now, so that there are
tasks with working links to click.

**Why** a past quarter: nothing in a history should lie in the future, its holidays are known, and the console then
shows the present as it would on an ordinary day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from cycleflow.core.calendar import instant, local_day
from cycleflow.core.model import Channel
from cycleflow.core.period import next_period, period_dates, period_of, previous_period
from cycleflow.core.workflow import Workflow
from cycleflow.journeys.audit import verify
from cycleflow.journeys.disclosure import is_over
from cycleflow.journeys.launch import launch
from cycleflow.journeys.office import Office
from cycleflow.journeys.participants import Participants
from cycleflow.journeys.people import import_people
from cycleflow.journeys.play import Hitch, Play
from cycleflow.journeys.progress import Progress, unseen
from cycleflow.journeys.regulation import find_workflow
from cycleflow.journeys.roster.roster import read_roster
from cycleflow.journeys.rounds import deliver_all
from cycleflow.journeys.script import participants
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.store import appraisals
from cycleflow.store import people as directory

SAMPLE = Path(__file__).parents[1] / "sample"
WORKFLOW = "quarterly"
HR = "1003"
LASTS = timedelta(days=120)
"""How long after a quarter's end the last appeal of the sample company is decided, with days to spare."""

LAUNCHED_AGO = timedelta(days=6)
"""So long ago the present quarter was launched: some have acted, some are late."""


@dataclass(frozen=True, kw_only=True)
class Staged:
    """A cycle that has been played: what happened in it, and whether its histories hold."""

    cycle: str
    appraisals: int
    closed: int
    entries: int
    verified: int
    letters: int
    hitches: Sequence[Hitch]


def past_period(workflow: Workflow, today: date) -> str:
    """Return the latest period in which everything is over by now."""
    (period,) = workflow.periods
    return previous_period(period, period_of(period, today - LASTS))


def live_period(workflow: Workflow, today: date, played: str) -> str:
    """Return the present period, or the next one if that has been played."""
    (period,) = workflow.periods
    present = period_of(period, today)
    return present if present != played else next_period(period, played)


def hire(office: Office, now: datetime) -> Participants:
    """Import the sample company, and return how its people behave."""
    import_people(office, read_roster(SAMPLE / "people.csv"), actor=HR, now=now)
    with office.store.read() as conn:
        people = directory.people(conn)
    return participants(str(SAMPLE / "participants.yaml"), people, channel=Channel.PAGE)


def play_past(office: Office, period: str, progress: Progress = unseen) -> Staged:
    """Play the sample company's period from the morning of its first day to its last appeal, on an empty store."""
    workflow = find_workflow(WORKFLOW, period)
    starts_on, ends_on = period_dates(workflow.periods, period)
    begins_at = instant(starts_on, workflow.calendar.day_starts, workflow.calendar.zone)
    company = hire(office, begins_at)
    ends_at = begins_at + (ends_on - starts_on) + 2 * LASTS
    order = LaunchOrder(workflow=workflow, period=period, by=HR)
    return _stage(office, order, company, begins_at=begins_at, ends_at=ends_at, progress=progress)


def play_present(office: Office, period: str, now: datetime, progress: Progress = unseen) -> Staged:
    """Launch a period as if it had been a few days ago, and play it up to now."""
    workflow = find_workflow(WORKFLOW, period)
    zone = workflow.calendar.zone
    begins_at = instant(local_day(now - LAUNCHED_AGO, zone), workflow.calendar.day_starts, zone)
    company = hire(office, begins_at)
    order = LaunchOrder(workflow=workflow, period=period, by=HR)
    return _stage(office, order, company, begins_at=begins_at, ends_at=now, progress=progress)


def _stage(
    office: Office,
    order: LaunchOrder,
    company: Participants,
    *,
    begins_at: datetime,
    ends_at: datetime,
    progress: Progress,
) -> Staged:
    """Launch, play until the end, and verify."""
    cycle = launch(office, order, begins_at).cycle.id
    play = Play(office, company, lambda now: deliver_all(office, now))
    play.join(cycle)
    days = (ends_at - begins_at).days
    for at in play.run(begins_at, ends_at):
        progress(cycle, (at - begins_at).days, days)
    progress(cycle, days, days)
    found = verify(office, cycle)
    with office.store.read() as conn:
        everybody = appraisals.of_cycle(conn, cycle)
    return Staged(
        cycle=cycle,
        appraisals=found.appraisals,
        closed=sum(is_over(order.workflow, one) for one in everybody),
        entries=found.entries,
        verified=found.appraisals - len({flaw.appraisal for flaw in found.flaws}),
        letters=play.letters,
        hitches=tuple(play.hitches),
    )
