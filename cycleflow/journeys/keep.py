"""Keeping what was decided: the one way decisions get from any journey into the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from cycleflow.core.calendar import instant, local_day
from cycleflow.core.model import Appraisal, Decision, Notice
from cycleflow.core.workflow import Workflow
from cycleflow.journeys.feeding import note
from cycleflow.journeys.office import Office
from cycleflow.store import appraisals


def keep(office: Office, connection: Connection, decisions: Sequence[Decision]) -> None:
    """Save decisions in the caller's transaction, and give every notice the time it may leave.

    Raises:
        CollisionError: somebody else acted on one of the appraisals in between.
    """

    def send_at(decision: Decision, notice: Notice) -> datetime:
        workflow = office.workflows(decision.appraisal.fingerprint)
        return digest_time(workflow, decision.appraisal, notice, decision.entry.at)

    appraisals.save(connection, decisions, send_at=send_at)
    note(connection, decisions)


SETTLES = timedelta(minutes=10)
"""A digest leaves so much after its hour: what the clock rings at that very hour is in it, and not a day late."""


def digest_time(workflow: Workflow, appraisal: Appraisal, notice: Notice, now: datetime) -> datetime:
    """Return when a notice may leave: now, or at the next hour of the digest on its reader's clock."""
    if not notice.digest or workflow.digest is None:
        return now
    zone = _zone_of(appraisal, notice.person) or workflow.calendar.zone
    today = local_day(now, zone)
    at = instant(today, workflow.digest.at, zone) + SETTLES
    return at if at >= now else instant(today + timedelta(days=1), workflow.digest.at, zone) + SETTLES


def _zone_of(appraisal: Appraisal, person: str) -> str | None:
    members = (member for holders in appraisal.cast.values() for member in holders)
    return next((member.zone for member in members if member.person == person), None)
