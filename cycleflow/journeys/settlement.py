"""Settling: what results cause is worked out for whoever it is time for, and again for whom it changes.

Somebody alone is settled in the transaction that brings him to the state, or that changes his result. A later period
that looks back on a changed one is settled again with it. A cohort is only marked there, and compared in a round of its
own: whoever answers last should not wait for ten thousand others.

What comes to the same as before leaves no entry, so settling twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import Connection

from cycleflow.core.engine import decide
from cycleflow.core.fed import feeds_of
from cycleflow.core.machine import WITHDRAWN
from cycleflow.core.model import Action, Appraisal, Cell, Channel, Decision, Deed, Fed, Json, Standing
from cycleflow.core.outcomes import Outcomes
from cycleflow.core.scoring.past import PAST, PERIOD
from cycleflow.core.snapshot import dump_fed
from cycleflow.errors import RefusedError
from cycleflow.journeys.feeding import Feeder
from cycleflow.journeys.keep import keep
from cycleflow.journeys.known import all_facts_now
from cycleflow.journeys.office import Office
from cycleflow.journeys.retrospect import look_back
from cycleflow.store import appraisals, cycles, results, unsettled
from cycleflow.store.results import ResultRow, ratee_of

_RESULTS = frozenset({"score", "grade", "fed", "verdicts"})
"""What an entry says has changed, where outcomes may change with it."""

_FEW = 50


@dataclass(frozen=True, kw_only=True)
class Work:
    """Whose transaction it is, who has things settled, through which channel, when, and why where out of turn."""

    office: Office
    connection: Connection
    actor: str
    channel: Channel
    now: datetime
    reason: str = ""


def settle_after(work: Work, decisions: Sequence[Decision]) -> list[Decision]:
    """Settle whoever these decisions, already kept, make it time for; return what was decided."""
    due: dict[str, Appraisal] = {}
    gone: dict[str, Appraisal] = {}
    cohorts: set[str] = set()
    for one in decisions:
        outcomes = work.office.workflows(one.appraisal.fingerprint, work.connection).outcomes
        if outcomes is None:
            continue
        if outcomes.is_cohort and _stirs(outcomes, one):
            cohorts.add(one.appraisal.cycle)
        elif not outcomes.is_cohort and _is_due(outcomes, one):
            due[one.appraisal.id] = one.appraisal
        if _is_gone(one):
            gone[one.appraisal.id] = one.appraisal
    unsettled.add(work.connection, cohorts)
    return settle_each(work, due.values(), changed=gone.values())


def _is_due(outcomes: Outcomes, decision: Decision) -> bool:
    """Whether somebody has arrived, or the result of somebody settled before may be another now."""
    entry, after = decision.entry, decision.appraisal
    moved = entry.came_from != entry.went_to
    if moved and entry.went_to == outcomes.settle:
        return True
    changed = moved or not _RESULTS.isdisjoint(entry.changed)
    return after.outcomes is not None and after.state in outcomes.arrived and changed


def _is_gone(decision: Decision) -> bool:
    """Whether a settled result no longer counts."""
    return decision.appraisal.state == WITHDRAWN and decision.appraisal.outcomes is not None


def _stirs(outcomes: Outcomes, decision: Decision) -> bool:
    """Whether a cohort must be looked at again: somebody is no longer on the way, or a result in it is another."""
    entry = decision.entry
    left = entry.came_from in outcomes.on_the_way and entry.went_to not in outcomes.on_the_way
    return left or _is_due(outcomes, decision) or _is_gone(decision)


def settle_each(work: Work, due: Iterable[Appraisal], *, changed: Iterable[Appraisal] = ()) -> list[Decision]:
    """Settle appraisals, each alone, and with them the later ones of the same ratees that look back on them.

    Those that `changed` are not settled themselves. All are locked by the caller, and kept as they are.
    """
    lots: dict[str, Lot] = {}
    for one in due:
        _lot_of(work, lots, one).due[one.id] = one
    for one in changed:
        _lot_of(work, lots, one).changed[one.id] = one
    made = [decision for lot in lots.values() for decision in _settle(work, lot)]
    keep(work.office, work.connection, made)
    return made


def _lot_of(work: Work, lots: dict[str, Lot], one: Appraisal) -> Lot:
    regulation = work.office.workflows(one.fingerprint, work.connection).name
    return lots.setdefault(regulation, Lot(regulation=regulation, due={}, changed={}))


@dataclass(frozen=True, kw_only=True)
class Lot:
    """What is settled of one regulation: by name, the appraisals that are due, and those that only have changed."""

    regulation: str
    due: dict[str, Appraisal]
    changed: dict[str, Appraisal]


def _settle(work: Work, lot: Lot) -> Iterator[Decision]:
    """Yield what is decided, along the line of every ratee."""
    touched = {**lot.due, **lot.changed}
    lines = lines_of(work, lot.regulation, touched.values())
    later = [
        row.appraisal for line in lines for row in _after_them(line, touched) if _looks_back(work, row, alone=True)
    ]
    found = {**appraisals.many(work.connection, later, lock=True), **lot.due}
    briefing = brief(work, lot.regulation, found.values())
    for line in lines:
        yield from _walk(work, list(line), found, touched=touched, briefing=briefing)


def _walk(
    work: Work,
    rows: list[ResultRow],
    found: Mapping[str, Appraisal],
    *,
    touched: Collection[str],
    briefing: Briefing,
) -> Iterator[Decision]:
    """Settle one ratee's periods in their order; from the first that is touched on, each may rest on another past."""
    start = next(place for place, row in enumerate(rows) if row.appraisal in touched)
    for place, row in enumerate(rows[start:], start):
        if row.appraisal in found:
            made = settled(work, found[row.appraisal], briefing.inputs(work, found[row.appraisal], rows))
            if made:
                rows[place] = _as_decided(row, made)
                yield made
        elif row.outcomes is not None and row.appraisal not in touched and _looks_back(work, row, alone=False):
            unsettled.add(work.connection, [row.cycle])


def _after_them(line: Sequence[ResultRow], touched: Collection[str]) -> Sequence[ResultRow]:
    """Return the settled rows after the first that is touched, without those that are touched themselves."""
    start = next(place for place, row in enumerate(line) if row.appraisal in touched)
    return [row for row in line[start:] if row.outcomes is not None and row.appraisal not in touched]


def _looks_back(work: Work, row: ResultRow, *, alone: bool) -> bool:
    outcomes = work.office.workflows(row.fingerprint, work.connection).outcomes
    return outcomes is not None and outcomes.asks_past and outcomes.is_cohort is not alone


def _as_decided(row: ResultRow, made: Decision) -> ResultRow:
    return replace(row, seq=made.appraisal.seq, outcomes=made.appraisal.outcomes)


def lines_of(work: Work, regulation: str, found: Iterable[Appraisal]) -> tuple[Sequence[ResultRow], ...]:
    """Return all the results by a regulation of whoever these appraisals are of; nobody else settles them meanwhile."""
    ratees = {ratee_of(one.id, one.cycle) for one in found}
    results.lock_ratees(work.connection, [f"{regulation}.{ratee}" for ratee in ratees])
    lines = results.of_ratees(work.connection, regulation, ratees)
    return tuple(lines[ratee] for ratee in sorted(lines))


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """What a settling Action is told: the periods by cycle, and what is known of each ratee now."""

    periods: Mapping[str, str]
    facts: Mapping[str, Mapping[str, Cell]]
    fed: Mapping[str, Mapping[str, Fed]]

    def inputs(self, work: Work, one: Appraisal, line: Sequence[ResultRow]) -> dict[str, Json]:
        """Return it for one appraisal; `line` is all its ratee's results, its own among them."""
        workflow = work.office.workflows(one.fingerprint, work.connection)
        inputs: dict[str, Json] = {PERIOD: self.periods[one.cycle]}
        if work.reason:
            inputs["reason"] = work.reason
        if workflow.facts_used:
            inputs["facts"] = dict(self.facts[one.id])
        if self.fed.get(one.id):
            inputs["fed"] = cast(Json, dump_fed({**one.fed, **self.fed[one.id]}))
        if workflow.outcomes and workflow.outcomes.asks_past:
            row = next(row for row in line if row.appraisal == one.id)
            inputs[PAST] = look_back(work.office.workflows, workflow, line, row)
        return inputs


def brief(work: Work, regulation: str, found: Iterable[Appraisal]) -> Briefing:
    """Return what is known of these appraisals' ratees and periods."""
    known = {one.id: one for one in cycles.of_workflow(work.connection, regulation)}
    ratees = tuple(found)
    return Briefing(
        periods={name: one.period for name, one in known.items()},
        facts=all_facts_now(work.connection, work.office.workflows, ratees, known),
        fed=_gathered(work, ratees),
    )


def _gathered(work: Work, found: Sequence[Appraisal]) -> dict[str, dict[str, Fed]]:
    """Return what other appraisals give that the score did not need; what is not there yet is left out."""
    workflows = {one.id: work.office.workflows(one.fingerprint, work.connection) for one in found}
    wanted = [(workflows[one.id], one, feeds_of(workflows[one.id]).keys() - one.fed.keys()) for one in found]
    hungry = [(workflow, one, names) for workflow, one, names in wanted if names]
    gathered: dict[str, dict[str, Fed]] = {}
    feeder = Feeder(work.office, work.connection, is_bulk=len(hungry) > _FEW)
    feeder.look_up(hungry)
    for workflow, one, names in hungry:
        for name in sorted(names):
            with suppress(RefusedError):
                gathered.setdefault(one.id, {})[name] = feeder.gather(workflow, one, name)
    return gathered


def settled(work: Work, one: Appraisal, inputs: Mapping[str, Json]) -> Decision | None:
    """Return what settling decides, or None where it would change nothing."""
    action = Action(deed=Deed.SETTLE, actor=work.actor, standing=Standing.SYSTEM, channel=work.channel, inputs=inputs)
    made = decide(work.office.workflows(one.fingerprint, work.connection), one, action, work.now)
    after = made.appraisal
    same = (after.outcomes, after.raised, after.verdicts) == (one.outcomes, one.raised, one.verdicts)
    return None if same else made
