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

log = logging.getLogger(__name__)

Round = Callable[[], object]

SECONDS: Mapping[str, int] = {"tick": 15, "deliver": 5, "recurring": 600}
"""How many seconds lie between two rings of each bell."""


def ring_bells(rounds: Mapping[str, Round], seconds: Mapping[str, int] = SECONDS) -> BackgroundScheduler:
    """Return a scheduler, not yet started, that goes each named round at its interval, and first of all at once."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
    for name, go in rounds.items():
        scheduler.add_job(go, "interval", seconds=seconds[name], id=name, name=name)
    return scheduler
