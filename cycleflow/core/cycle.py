"""A Cycle: one run of a workflow over a group of people for a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cycleflow.core.period import Cadence, cadence_of


class CycleStatus(StrEnum):
    RUNNING = "running"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """`period` is its label (`2026-Q4`), `fingerprint` the definition it is pinned to; both days belong to it.

    `closed_why` is the reason given where something was cut short.
    """

    id: str
    workflow: str
    period: str
    fingerprint: str
    starts_on: date
    ends_on: date
    launched_at: datetime
    launched_by: str
    status: CycleStatus = CycleStatus.RUNNING
    closed_at: datetime | None = None
    closed_by: str | None = None
    closed_why: str | None = None

    @property
    def cadence(self) -> Cadence:
        return cadence_of(self.starts_on, self.ends_on)
