"""The rounds of the clock and the post: whatever is due is rung in bulk, whatever is owed leaves.

One indexed query finds the due, `decide` says what the bell does, and a batch is saved in one transaction: the cost
follows the work due, not the population. Any number of processes may go round at once: the store hands an appraisal
to one of them, and who comes second finds nothing due.

**Why** a failing appraisal is set aside and not raised: one broken history must not silence the reminders of ten
thousand others. It is named in the report, logged with its traceback, and tried again in the next round.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from cycleflow.core.cycle import CycleStatus
from cycleflow.core.engine import decide
from cycleflow.core.model import Action, Appraisal, Channel, Decision, Deed, Standing
from cycleflow.core.refusals import NothingDueError
from cycleflow.errors import CycleflowError
from cycleflow.journeys.aftermath import carry_through
from cycleflow.journeys.deliver import LIMIT, DeliveryReport, deliver
from cycleflow.journeys.office import Office
from cycleflow.journeys.settle import settle_marked
from cycleflow.mail.transport import Post
from cycleflow.store import appraisals, cycles, unsettled

BATCH = 500
RINGS_AT_ONCE = 50
"""An appraisal that moves on more often than this at one instant goes in a circle."""

RING = Action(deed=Deed.RING, actor="clock", standing=Standing.CLOCK, channel=Channel.CLOCK)

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What one transaction of a round did; `failed` says in a sentence why an appraisal was set aside."""

    decisions: Sequence[Decision] = ()
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TickReport:
    """What a round did: appraisals rung, how many of them moved on, notices owed by kind, and who was set aside."""

    rung: int
    moved: int
    settled: int
    notices: Mapping[str, int]
    failed: Mapping[str, str]


def tick(office: Office, now: datetime, limit: int = BATCH) -> TickReport:
    """Ring all that is due."""
    rung = moved = 0
    notices: Counter[str] = Counter()
    failed: dict[str, str] = {}
    for batch in rings(office, now, limit):
        rung += len(batch.decisions)
        moved += sum(made.entry.came_from != made.entry.went_to for made in batch.decisions)
        notices.update(notice.kind for made in batch.decisions for notice in made.notices)
        failed.update(batch.failed)
    settled = 0
    for batch in settlements(office, now):
        settled += len(batch.decisions)
        notices.update(notice.kind for made in batch.decisions for notice in made.notices)
        failed.update(batch.failed)
    return TickReport(rung=rung, moved=moved, settled=settled, notices=dict(notices), failed=failed)


def deliver_all(office: Office, now: datetime, *, post: Post | None = None) -> DeliveryReport:
    """Deliver until nothing more can leave now."""
    total: Counter[str] = Counter()
    while True:
        report = deliver(office, now, post=post)
        settled = {"sent": report.sent, "failed": report.failed, "retried": report.retried, "dropped": report.dropped}
        total.update(settled)
        if report.trouble or sum(settled.values()) < LIMIT:
            return DeliveryReport(**total, waiting=report.waiting, trouble=report.trouble)


def rings(office: Office, now: datetime, limit: int = BATCH) -> Iterator[Batch]:
    """Ring all that is due, batch by batch; each is saved before it is yielded."""
    _have_at_hand(office)
    aside: set[str] = set()
    turns: Counter[str] = Counter()
    while (batch := _ring_batch(office, now, limit, aside)).decisions or batch.failed:
        turns.update(made.appraisal.id for made in batch.decisions)
        endless = {name: f"{name} does not come to rest." for name, count in turns.items() if count == RINGS_AT_ONCE}
        for name in endless:
            log.error("%s was rung %d times at %s; it is left until the next round", name, RINGS_AT_ONCE, now)
        aside |= {*batch.failed, *endless}
        yield Batch(decisions=batch.decisions, failed={**batch.failed, **endless})


def settlements(office: Office, now: datetime) -> Iterator[Batch]:
    """Compare the cohorts that were marked, each in a transaction of its own."""
    with office.store.read() as conn:
        marked = unsettled.all_cycles(conn)
    for cycle in marked:
        try:
            yield Batch(decisions=settle_marked(office, cycle, now))
        except Exception as error:  # noqa: BLE001 - see the module's why
            yield Batch(failed={cycle: _set_aside(cycle, error)})


def _have_at_hand(office: Office) -> None:
    """Load the workflows of running cycles before a transaction is open: a database in memory has one connection."""
    with office.store.read() as conn:
        running = {cycle.fingerprint for cycle in cycles.all_cycles(conn) if cycle.status is CycleStatus.RUNNING}
    for fingerprint in running:
        with suppress(CycleflowError):  # what cannot be read is said of each appraisal it concerns
            office.workflows(fingerprint)


def _ring_batch(office: Office, now: datetime, limit: int, aside: Collection[str]) -> Batch:
    """Ring one batch in one transaction; if that cannot be saved, each appraisal in its own."""
    due: Sequence[Appraisal] = ()
    try:
        with office.store.begin() as conn:
            due = appraisals.due(conn, now, limit, except_for=aside)
            batch = _decide_each(office, due, now)
            carry_through(office, conn, batch.decisions, now)
            return batch
    except Exception:
        if not due:
            raise
        log.warning("a batch of %d could not be saved; each is tried alone", len(due), exc_info=True)
        return _ring_singly(office, due, now)


def _decide_each(office: Office, due: Sequence[Appraisal], now: datetime) -> Batch:
    decisions: list[Decision] = []
    failed: dict[str, str] = {}
    for appraisal in due:
        try:
            decisions.append(decide(office.workflows(appraisal.fingerprint), appraisal, RING, now))
        except Exception as error:  # noqa: BLE001 - see the module's why
            failed[appraisal.id] = _set_aside(appraisal.id, error)
    return Batch(decisions=decisions, failed=failed)


def _ring_singly(office: Office, due: Sequence[Appraisal], now: datetime) -> Batch:
    decisions: list[Decision] = []
    failed: dict[str, str] = {}
    for appraisal in due:
        try:
            with office.store.begin() as conn:
                present = appraisals.get(conn, appraisal.id, lock=True)
                made = decide(office.workflows(present.fingerprint), present, RING, now)
                carry_through(office, conn, [made], now)
        except NothingDueError:
            continue
        except Exception as error:  # noqa: BLE001 - see the module's why
            failed[appraisal.id] = _set_aside(appraisal.id, error)
        else:
            decisions.append(made)
    return Batch(decisions=decisions, failed=failed)


def _set_aside(appraisal: str, error: Exception) -> str:
    """Log the failure and return it as a sentence; only a bug needs its traceback."""
    if isinstance(error, CycleflowError):
        log.warning("%s was not rung: %s", appraisal, error)
        return str(error)
    log.error("%s was not rung", appraisal, exc_info=error)
    return f"{type(error).__name__}: {error}"
