"""How often the rounds are gone: three bells, rung by APScheduler.

The scheduler knows nothing but intervals. What is due stands in the database, so a bell that rings late, twice, or in
two processes at once does no harm, and nothing is lost when the process dies.

**Why** everything in UTC, in memory, one run at a time, late runs merged and never dropped: APScheduler's own job
store loses jobs when a function is renamed, and its calendar triggers stumble over the change of the clocks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC

from apscheduler.schedulers.background import BackgroundScheduler

from cycleflow import clock
from cycleflow.journeys.deliver import deliver
from cycleflow.journeys.office import Office
from cycleflow.journeys.recurring import launch_recurring
from cycleflow.journeys.rounds import tick

SECONDS = {"tick": 15, "deliver": 5, "recurring": 600}
"""How many seconds lie between two rings of each bell."""

logging.getLogger("apscheduler").setLevel(logging.WARNING)

Round = Callable[[], object]


def rounds_of(office: Office) -> Mapping[str, Round]:
    """Return what each bell sets going; each reads the time anew."""
    return {
        "tick": lambda: tick(office, clock.now()),
        "deliver": lambda: deliver(office, clock.now()),
        "recurring": lambda: launch_recurring(office, clock.now()),
    }


def hang_bells(rounds: Mapping[str, Round], seconds: Mapping[str, float] = SECONDS) -> BackgroundScheduler:
    """Return a scheduler, not yet started, that goes each round at once and then at its interval."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
    for name, go in rounds.items():
        scheduler.add_job(go, "interval", seconds=seconds[name], id=name, name=name, next_run_time=clock.now())
    return scheduler
