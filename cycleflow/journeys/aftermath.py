"""What follows from a decision: the one place that keeps it and carries through what it causes elsewhere.

Every journey that decides comes here, in its own transaction: what people did, what the clock rang, what a panel
released. So nothing can change an appraisal and forget what depends on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from cycleflow.core.cycle import CycleStatus
from cycleflow.core.model import Channel, Decision, Deed
from cycleflow.journeys.keep import keep
from cycleflow.journeys.office import Office
from cycleflow.journeys.rescore import rescore_dependants
from cycleflow.journeys.settlement import Work, settle_after
from cycleflow.store import cycles


def carry_through(
    office: Office, connection: Connection, decisions: Sequence[Decision], now: datetime
) -> Sequence[Decision]:
    """Keep decisions and all that follows from them in the caller's transaction, and return all that was decided.

    Raises:
        CollisionError: somebody else acted on one of the appraisals in between.
    """
    keep(office, connection, decisions)
    _reopen(connection, decisions)
    made = [*decisions, *rescore_dependants(office, connection, decisions, now)]
    channel = decisions[0].entry.channel if decisions else Channel.CLOCK
    work = Work(office=office, connection=connection, actor="system", channel=channel, now=now)
    return [*made, *settle_after(work, made)]


def _reopen(connection: Connection, decisions: Sequence[Decision]) -> None:
    """Let a closed cycle run again in which something moves again."""
    for cycle in {one.appraisal.cycle for one in decisions if one.entry.deed is Deed.REOPEN}:
        if cycles.get(connection, cycle).status is CycleStatus.CLOSED:
            cycles.reopen(connection, cycle)
