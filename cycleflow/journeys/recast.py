"""What a changed company means for running appraisals: who takes over which role, and whose owner has left.

A unit whose head has changed is answered for by the new one; a unit that is gone is for HR to decide on. Only roles
that lead to somebody else than before are recast; what HR reassigned by hand, the file knows nothing of, and it stays.
The appraisals are changed through the one door, in bulk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection

from cycleflow.core.casting import cast_of
from cycleflow.core.cycle import Cycle
from cycleflow.core.engine import decide
from cycleflow.core.facts import facts_of
from cycleflow.core.machine import WITHDRAWN
from cycleflow.core.model import Action, Appraisal, Channel, Decision, Deed, Json, Member, Standing
from cycleflow.core.organisation import Organisation, Person
from cycleflow.core.ratee import Ratee, ratees
from cycleflow.core.snapshot import dump_cast
from cycleflow.core.workflow import Workflow
from cycleflow.journeys.keep import keep
from cycleflow.journeys.known import facts_with
from cycleflow.journeys.office import Office
from cycleflow.journeys.quorum import committee_words, lacking_everywhere, lacking_for
from cycleflow.store import appraisals, cycles, overview
from cycleflow.store.overview import Position

BATCH = 1000
DISSOLVED = "dissolved"
"""The status of a unit nobody is left in."""

Cast = Mapping[str, tuple[Member, ...]]


@dataclass(frozen=True, kw_only=True)
class Recast:
    """A running appraisal in which `roles` pass to others; `cast` is who holds those roles from now on.

    `person` is whose it is, or who answers for the unit from now on. `facts` are what its rules ask for and is another
    now, known from `ratee`.
    """

    appraisal: str
    person: str
    cast: Cast
    cycle: Cycle
    ratee: Ratee
    facts: tuple[str, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(self.cast)


@dataclass(frozen=True, kw_only=True)
class Orphan:
    """A running appraisal of somebody who is no longer in active service, or of a unit that is gone: HR decides."""

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
    """All that a changed company means for running appraisals; `committees` are those not made up as they should be."""

    recasts: tuple[Recast, ...] = ()
    orphans: tuple[Orphan, ...] = ()
    committees: tuple[str, ...] = ()


def foresee(office: Office, conn: Connection, before: Organisation, after: Organisation) -> Aftermath:
    """Return what the change means for every running appraisal, without loading any."""
    if not _may_matter(before, after):
        return Aftermath()
    recasts: list[Recast] = []
    orphans: list[Orphan] = []
    committees: dict[str, None] = {}
    for cycle in cycles.all_cycles(conn):
        workflow = office.workflows(cycle.fingerprint)
        over = [WITHDRAWN, *(state.name for state in workflow.states.values() if state.is_end)]
        old, new = _Ratees(before, workflow), _Ratees(after, workflow)
        everywhere = set(lacking_everywhere(workflow, after)) - set(lacking_everywhere(workflow, before))
        ended = overview.lingering(conn, cycle.id, ends=over) if workflow.duties else ()
        for one in (*overview.positions(conn, cycle.id, except_for=over, limit=None), *ended):
            was, now = old.find(one), new.find(one)
            changed = _passed_on(workflow, (before, was), (after, now)) if was and now else {}
            for lacking in (*sorted(everywhere), *lacking_for(workflow, after, changed)):
                committees[f"{cycle.id}: {committee_words(lacking)}."] = None
            facts = _other_facts(workflow, cycle, was, now) if was and now else ()
            if now and (changed or facts or now.person.number != one.person):
                person = now.person.number
                recasts.append(
                    Recast(appraisal=one.id, person=person, cast=changed, cycle=cycle, ratee=now, facts=facts)
                )
            if one.state not in over and was and was.person.is_active and not (now and now.person.is_active):
                status = now.person.status if now else DISSOLVED
                orphans.append(Orphan(appraisal=one.id, person=one.person, state=one.state, status=status))
    return Aftermath(recasts=tuple(recasts), orphans=tuple(orphans), committees=tuple(committees))


class _Ratees:
    """Whom the running appraisals of a workflow are about, in one state of the company."""

    def __init__(self, organisation: Organisation, workflow: Workflow) -> None:
        self._people = organisation.people
        units = ratees(organisation, workflow.appraises) if workflow.appraises != "person" else ()
        self._units = {unit.key: unit for unit in units}

    def find(self, one: Position) -> Ratee | None:
        return Ratee(person=self._people[one.person]) if one.unit is None else self._units.get(one.unit)


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
    heir: dict[str, Json] = {"person": change.person} if change.person != appraisal.person else {}
    workflow = office.workflows(appraisal.fingerprint)
    known: dict[str, Json] = {}
    if change.facts:
        known["facts"] = dict(facts_with(workflow, appraisal, change.ratee, change.cycle))
    action = Action(
        deed=Deed.RECAST,
        actor=order.actor,
        standing=Standing.SYSTEM,
        channel=Channel.IMPORT,
        inputs={"cast": members, "reason": order.reason, **heir, **known},
    )
    return decide(workflow, appraisal, action, order.now)


def _may_matter(before: Organisation, after: Organisation) -> bool:
    """Return whether anybody is new, or has changed in what roles are found by or rules ask for."""
    return any(
        number not in before.people or _ties(person) != _ties(before.people[number])
        for number, person in after.people.items()
    )


def _ties(person: Person) -> tuple[object, ...]:
    told = person.name, person.position, person.level, person.hired_on, person.attributes
    return person.manager, person.department, person.status, person.roles, person.zone, *told


def _other_facts(workflow: Workflow, cycle: Cycle, before: Ratee, after: Ratee) -> tuple[str, ...]:
    """Return the facts a workflow asks for that are not what they were."""
    if not workflow.facts_used:
        return ()
    old, new = (facts_of(workflow, one, cycle) for one in (before, after))
    return tuple(name for name in workflow.facts_used if old[name] != new[name])


def _passed_on(workflow: Workflow, before: tuple[Organisation, Ratee], after: tuple[Organisation, Ratee]) -> Cast:
    old, new = (cast_of(company, workflow, one) for company, one in (before, after))
    return {role: members for role, members in new.items() if members != old[role]}
