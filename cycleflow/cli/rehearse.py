"""`cycleflow rehearse`: a whole cycle in seconds, and a calendar of all that would happen."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from cycleflow.bootstrap import opened
from cycleflow.cli.agenda import Agenda
from cycleflow.cli.operator import progress_bar
from cycleflow.cli.output import print_json
from cycleflow.core.calendar import instant
from cycleflow.core.period import period_dates
from cycleflow.core.workflow import Workflow
from cycleflow.journeys.participants import Temperament
from cycleflow.journeys.regulation import find_workflow
from cycleflow.journeys.rehearse import Event, stage
from cycleflow.journeys.rehearse import rehearse as rehearse_cycle
from cycleflow.journeys.roster.roster import read_roster
from cycleflow.journeys.script import participants as read_participants
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.settings import Settings
from cycleflow.store import people as directory

_REHEARSER = "rehearsal"


@click.command(
    short_help="Play a whole cycle on a virtual clock.",
    epilog="Example: cycleflow rehearse quarterly --people people.csv --period 2026-Q4 --participants late",
)
@click.argument("workflow")
@click.option("--people", "file", type=click.Path(path_type=Path), required=True, help="The people: CSV or XLSX.")
@click.option("--period", required=True, help="The period, written like 2026-Q4.")
@click.option(
    "--participants",
    default=Temperament.SILENT.value,
    show_default=True,
    metavar="|".join((*Temperament, "FILE.yaml")),
    help="How people treat what they are asked; a file says it person by person.",
)
@click.option(
    "--launch-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the cycle is launched; by default the first of the period.",
)
@click.option("--full", is_flag=True, help="One line an event; otherwise what is alike on one day is one line.")
@click.option("--json", "as_json", is_flag=True, help="Print an array of all events.")
def rehearse(
    *,
    workflow: str,
    file: Path,
    period: str,
    participants: str,
    launch_on: datetime | None,
    full: bool,
    as_json: bool,
) -> None:
    """Run a whole cycle of WORKFLOW on a virtual clock, in memory, and list every mail, reminder, escalation and
    transition by date, on the clock of whoever it reaches. No mail leaves, nothing is kept.

    WORKFLOW is a file, or the name of a regulation that comes with cycleflow. Silent participants show what the clock
    alone does; appraisals that never end are named with the state they are stuck in.
    """
    regulation = find_workflow(workflow, period)
    now = _launched_at(regulation, period, launch_on)
    with opened(Settings(database_url="sqlite://")) as office, progress_bar() as progress:
        cycle = stage(office, read_roster(file), LaunchOrder(workflow=regulation, period=period, by=_REHEARSER), now)
        with office.store.read() as conn:
            people = directory.people(conn)
        rehearsal = rehearse_cycle(office, cycle, read_participants(participants, people), progress)
    if as_json:
        print_json([_as_json(event) for event in rehearsal.events])
    else:
        Agenda(people=people, calendar=regulation.calendar, full=full).print(rehearsal)


def _launched_at(workflow: Workflow, period: str, day: datetime | None) -> datetime:
    starts_on, _ = period_dates(workflow.periods, period)
    return instant(day.date() if day else starts_on, workflow.calendar.day_starts, workflow.calendar.zone)


def _as_json(event: Event) -> dict[str, object]:
    return {
        "at": event.at.isoformat(),
        "kind": event.kind.value,
        "appraisal": event.appraisal,
        "person": event.person,
        "state": event.state,
        "notice": event.notice,
        "from": event.came_from,
        "by": event.actor,
        "letter": event.letter,
        "words": event.words,
    }
