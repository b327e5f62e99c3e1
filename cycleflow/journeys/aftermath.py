"""What follows from a decision: the one place that keeps it and carries through what it causes elsewhere.

Every journey that decides comes here, in its own transaction: what people did, what the clock rang, what a panel
released. So nothing can change an appraisal and forget what depends on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from cycleflow.core.model import Decision
from cycleflow.journeys.keep import keep
from cycleflow.journeys.office import Office
from cycleflow.journeys.rescore import rescore_dependants


def carry_through(
    office: Office, connection: Connection, decisions: Sequence[Decision], now: datetime
) -> Sequence[Decision]:
    """Keep decisions and all that follows from them in the caller's transaction, and return all that was decided.

    Raises:
        CollisionError: somebody else acted on one of the appraisals in between.
    """
    assert all(one.entry.at == now for one in decisions), "what follows happens at the same instant"
    keep(office, connection, decisions)
    return [*decisions, *rescore_dependants(office, connection, decisions, now)]
