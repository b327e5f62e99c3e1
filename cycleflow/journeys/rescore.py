"""Rescoring: when a result changes that others were made of, those are computed anew, and what is made of them.

All in the transaction of the change. What others give is gathered again; where it comes to something else, the system
says so in a new entry, and the old result stays in the history.

**Why** what cannot be had for the moment (a source sent back to be rated again) changes nothing yet: the old result
holds until there is a new one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Connection

from cycleflow.core.fed import feeds_of
from cycleflow.core.model import Action, Appraisal, Decision, Deed, Fed, Json, Standing
from cycleflow.core.rescoring import has_score
from cycleflow.core.snapshot import dump_fed
from cycleflow.core.workflow import Workflow
from cycleflow.errors import RefusedError
from cycleflow.journeys.feeding import Feeder, Order
from cycleflow.journeys.keep import keep
from cycleflow.journeys.office import Office
from cycleflow.journeys.sources import Sources
from cycleflow.store import appraisals, dependencies

MOST_ROUNDS = 20
"""Results that are made of each other further than this go in a circle."""

MOST_CAUSES = 20
"""So many causes are named in an entry."""

_FEW = 50
_IDLE = frozenset({Deed.LAUNCH, Deed.EXTEND, Deed.REASSIGN, Deed.DELEGATE, Deed.PAUSE, Deed.RESUME, Deed.RECAST})

log = logging.getLogger(__name__)


def rescore_dependants(
    office: Office, connection: Connection, decisions: Sequence[Decision], now: datetime
) -> list[Decision]:
    """Compute anew whatever was made of what these decisions changed, keep it, and return what was decided.

    Raises:
        CollisionError: somebody else acted on one of the appraisals in between.
    """
    found: list[Decision] = []
    changed = [one for one in decisions if one.entry.deed not in _IDLE]
    for _ in range(MOST_ROUNDS):
        names = _dependants(office, connection, changed)
        if not names:
            break
        changed = _rescore(office, connection, names, changed=changed, now=now)
        keep(office, connection, changed)
        found += changed
    else:
        log.warning("results that are made of each other in a circle were left after %d rounds", MOST_ROUNDS)
    return found


def _dependants(office: Office, connection: Connection, changed: Sequence[Decision]) -> frozenset[str]:
    """Return the appraisals that were made of any of these, or of a set one of them belongs to."""
    names = {one.appraisal.id for one in changed}
    sources = Sources(office, connection, is_bulk=len(changed) > _FEW)
    for cycle in {one.appraisal.cycle for one in changed}:
        known = dependencies.sets_of(connection, cycle)
        members = [one.appraisal for one in changed if one.appraisal.cycle == cycle] if known else []
        names |= {name for one in members for name in sources.sets(one) & known}
    return dependencies.of(connection, names) if names else frozenset()


def _rescore(
    office: Office, connection: Connection, names: Iterable[str], *, changed: Sequence[Decision], now: datetime
) -> list[Decision]:
    found = appraisals.many(connection, frozenset(names), lock=True).values()
    feeder = Feeder(office, connection, is_bulk=len(found) > _FEW)
    pairs = [(office.workflows(one.fingerprint, connection), one) for one in found]
    scored = [(workflow, one) for workflow, one in pairs if has_score(workflow, one)]
    feeder.look_up((workflow, one, _taken(workflow, one)) for workflow, one in scored)
    orders = [order for workflow, one in scored if (order := _order(feeder, workflow, one, changed))]
    made = feeder.decide_all(orders, now)
    for order, one in zip(orders, made, strict=True):
        if isinstance(one, RefusedError):
            log.warning("%s keeps its result: %s", order.appraisal.id, one)
    return [one for one in made if isinstance(one, Decision)]


def _taken(workflow: Workflow, appraisal: Appraisal) -> list[str]:
    return [name for name in feeds_of(workflow) if name in appraisal.fed]


def _order(feeder: Feeder, workflow: Workflow, appraisal: Appraisal, changed: Sequence[Decision]) -> Order | None:
    """Return what is to be computed anew, or None where it would come to the same, or cannot be had now."""
    try:
        fed = {name: feeder.gather(workflow, appraisal, name) for name in _taken(workflow, appraisal)}
    except RefusedError as error:
        log.info("%s keeps its result for now: %s", appraisal.id, error)
        return None
    if all(one.value == appraisal.fed[name].value for name, one in fed.items()):
        return None
    inputs: dict[str, Json] = {"fed": cast(Json, dump_fed(fed)), "because": list(_causes(fed, changed))}
    action = Action(
        deed=Deed.RESCORE, actor="system", standing=Standing.SYSTEM, channel=changed[0].entry.channel, inputs=inputs
    )
    return Order(workflow=workflow, appraisal=appraisal, action=action)


def _causes(fed: dict[str, Fed], changed: Sequence[Decision]) -> list[str]:
    """Return which of the changes it is due to: by name, or the sets they belong to where very many are named so."""
    sources = {name for one in fed.values() for name, _ in one.basis}
    named = [one.appraisal.id for one in changed if one.appraisal.id in sources]
    return named[:MOST_CAUSES] or sorted({name for one in fed.values() for name in one.sets})
