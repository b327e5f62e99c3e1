"""What a changed company means for running appraisals: who takes over which role, and whose owner has left.

Only roles that lead to somebody else than before are recast; what HR reassigned by hand, the file knows nothing of, and
it stays. The appraisals are changed through the one door, in bulk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection

from cycleflow.core.engine import decide
from cycleflow.core.machine import WITHDRAWN
from cycleflow.core.model import Action, Appraisal, Channel, Decision, Deed, Json, Member, Standing
from cycleflow.core.organisation import Organisation, Person
from cycleflow.core.snapshot import dump_cast
from cycleflow.core.workflow import Workflow
from cycleflow.journeys.keep import keep
from cycleflow.journeys.office import Office
from cycleflow.store import appraisals, cycles, overview

BATCH = 1000

Cast = Mapping[str, tuple[Member, ...]]


@dataclass(frozen=True, kw_only=True)
class Recast:
    """A running appraisal in which `roles` pass to others; `cast` is who holds those roles from now on."""

    appraisal: str
    person: str
    cast: Cast

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(self.cast)


@dataclass(frozen=True, kw_only=True)
class Orphan:
    """A running appraisal of somebody who is no longer in active service: HR decides what becomes of it."""

    appraisal: str
    person: str
    state: str
    status: str


@dataclass(frozen=True, kw_only=True)
class Order:
    """Who has roles recast, why, and when."""

    actor: str
    reason: str
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Aftermath:
    """All that a changed company means for running appraisals."""

    recasts: tuple[Recast, ...] = ()
    orphans: tuple[Orphan, ...] = ()


def foresee(office: Office, conn: Connection, before: Organisation, after: Organisation) -> Aftermath:
    """Return what the change means for every running appraisal, without loading any."""
    if not _may_matter(before, after):
        return Aftermath()
    recasts: list[Recast] = []
    orphans: list[Orphan] = []
    for cycle in cycles.all_cycles(conn):
        workflow = office.workflows(cycle.fingerprint)
        over = [WITHDRAWN, *(state.name for state in workflow.states.values() if state.is_end)]
        for one in overview.positions(conn, cycle.id, except_for=over, limit=None):
            changed = _passed_on(workflow, before, after, number=one.person)
            if changed:
                recasts.append(Recast(appraisal=one.id, person=one.person, cast=changed))
            owner = after.people[one.person]
            if before.people[one.person].is_active and not owner.is_active:
                orphans.append(Orphan(appraisal=one.id, person=one.person, state=one.state, status=owner.status))
    return Aftermath(recasts=tuple(recasts), orphans=tuple(orphans))


def prepare(office: Office) -> None:
    """Read the workflows of all cycles, so that none need be read inside a transaction."""
    with office.store.read() as conn:
        fingerprints = {cycle.fingerprint for cycle in cycles.all_cycles(conn)}
    for fingerprint in fingerprints:
        office.workflows(fingerprint)


def recast(office: Office, conn: Connection, recasts: Sequence[Recast], order: Order) -> Iterator[int]:
    """Let everybody take over his roles; yield how many appraisals are done."""
    for start in range(0, len(recasts), BATCH):
        batch = {one.appraisal: one for one in recasts[start : start + BATCH]}
        found = appraisals.many(conn, batch, lock=True)
        keep(office, conn, [_decide(office, one, batch[one.id], order) for one in found.values()])
        yield start + len(batch)


def _decide(office: Office, appraisal: Appraisal, change: Recast, order: Order) -> Decision:
    members = cast("Json", dump_cast({**appraisal.cast, **change.cast}))
    action = Action(
        deed=Deed.RECAST,
        actor=order.actor,
        standing=Standing.SYSTEM,
        channel=Channel.IMPORT,
        inputs={"cast": members, "reason": order.reason},
    )
    return decide(office.workflows(appraisal.fingerprint), appraisal, action, order.now)


def _may_matter(before: Organisation, after: Organisation) -> bool:
    """Return whether anybody is new, or has moved in what roles are found by."""
    return any(
        number not in before.people or _ties(person) != _ties(before.people[number])
        for number, person in after.people.items()
    )


def _ties(person: Person) -> tuple[object, ...]:
    return person.manager, person.department, person.status, person.roles, person.zone, person.attributes


def _passed_on(workflow: Workflow, before: Organisation, after: Organisation, *, number: str) -> Cast:
    old = before.cast(workflow, number)
    return {role: members for role, members in after.cast(workflow, number).items() if members != old[role]}
