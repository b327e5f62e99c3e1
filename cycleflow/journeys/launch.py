"""Launching a cycle: first the plan, then exactly that plan, in one transaction or not at all.

The plan says who is in, who is out and by which rule, what is missing, every deadline, and how many mails leave when.
What would leave somebody stuck blocks; HR puts it right, or sets the person aside with a reason, which is kept.

**Why** a workflow is launched once a period: the cycle's name is its key, so of two launches at the same instant one
finds the other's, whichever processes they come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime

from sqlalchemy import Connection

from cycleflow.core.cycle import Cycle
from cycleflow.core.history import canonical, stamp
from cycleflow.core.model import Decision, Json, Notice
from cycleflow.core.organisation import Organisation
from cycleflow.core.period import period_dates
from cycleflow.core.workflow import Status
from cycleflow.errors import CycleflowError, NotFoundError, RefusedError
from cycleflow.journeys.awaiting import Awaited, awaited
from cycleflow.journeys.company import company
from cycleflow.journeys.keep import digest_time
from cycleflow.journeys.launch_plan import LaunchPlan, to_json
from cycleflow.journeys.office import Office
from cycleflow.journeys.outlook import Deadline, deadlines
from cycleflow.journeys.progress import Progress, unseen
from cycleflow.journeys.survey import LaunchOrder, Survey, uncollected
from cycleflow.policy import pin
from cycleflow.store import appraisals, cycles, definitions, launches, outbox
from cycleflow.store import people as directory
from cycleflow.store.cycles import AlreadyLaunchedError
from cycleflow.store.definitions import Definition
from cycleflow.store.outbox import Mail

SUMMARY = "launch_summary"
_LAUNCHABLE = (Status.TRIAL, Status.EFFECTIVE)


class NotEffectiveError(RefusedError):
    words = "{workflow} is {status}; only a regulation whose status is trial or effective can be launched."


class LaunchedBeforeError(RefusedError):
    words = "{cycle} was launched on {at} by {by}; a regulation is launched once a period."


class PlanChangedError(CycleflowError):
    words = "The plan is no longer {expected} but {found}: people or days have changed. Look at it again, then launch."


def plan_launch(office: Office, order: LaunchOrder, now: datetime, *, progress: Progress = unseen) -> LaunchPlan:
    """Return what a launch would do; it may turn out to be one that is refused.

    Raises:
        PeriodError: the period is none of the workflow's kind.
        NotEffectiveError: the workflow is a draft, or no longer in force.
        LaunchedBeforeError: it has been launched for this period.
        NotFoundError: somebody to be set aside does not exist.
    """
    cycle = _cycle(order, now)
    with office.store.read() as conn:
        _refuse_second(conn, cycle.id)
        survey = _survey(office, conn, order, cycle)
    with uncollected():
        for _ in _watched(survey, now, progress, "planning"):
            pass
    with office.store.read() as conn:
        return _plan(order, survey, awaited(office, conn, order.workflow, cycle), now)


def launch(
    office: Office, order: LaunchOrder, now: datetime, *, expect: str | None = None, progress: Progress = unseen
) -> LaunchPlan:
    """Launch a cycle and return the plan it was launched by; `expect` is the digest of the plan that was shown.

    Raises:
        PeriodError, NotEffectiveError, LaunchedBeforeError, NotFoundError: as `plan_launch`.
        BlockedError, NobodyError: it would leave somebody stuck, or be none.
        PlanChangedError: it would no longer do what was shown.
    """
    cycle = _cycle(order, now)
    with uncollected(), office.store.begin() as conn:
        _open(conn, order, cycle)
        survey = _survey(office, conn, order, cycle)
        for chunk in _watched(survey, now, progress, "launching"):
            _save(conn, order, chunk)
        plan = _plan(order, survey, awaited(office, conn, order.workflow, cycle), now)
        plan.check()
        if expect not in (None, plan.digest):
            raise PlanChangedError(expected=expect, found=plan.digest)
        launches.save(conn, cycle.id, canonical(to_json(plan)))
        outbox.queue(conn, list(_summaries(plan, survey.organisation, now)))
    office.workflows(cycle.fingerprint)
    return plan


def _cycle(order: LaunchOrder, now: datetime) -> Cycle:
    workflow = order.workflow
    starts_on, ends_on = period_dates(workflow.periods, order.period)
    if workflow.status not in _LAUNCHABLE:
        raise NotEffectiveError(workflow=workflow.name, status=workflow.status.value)
    return Cycle(
        id=f"{workflow.name}-{order.period}",
        workflow=workflow.name,
        period=order.period,
        fingerprint=workflow.fingerprint,
        starts_on=starts_on,
        ends_on=ends_on,
        launched_at=now,
        launched_by=order.by,
    )


def _refuse_second(conn: Connection, name: str) -> None:
    with suppress(NotFoundError):
        raise _launched_before(cycles.get(conn, name))


def _launched_before(first: Cycle) -> LaunchedBeforeError:
    return LaunchedBeforeError(cycle=first.id, at=stamp(first.launched_at), by=first.launched_by)


def _open(conn: Connection, order: LaunchOrder, cycle: Cycle) -> None:
    """Record the cycle before anything else: whoever comes second waits here, and then learns of the first."""
    kept = pin(order.workflow)
    definition = Definition(
        fingerprint=cycle.fingerprint, name=cycle.workflow, created_at=cycle.launched_at, **kept._asdict()
    )
    definitions.save(conn, definition)
    try:
        cycles.create(conn, cycle)
    except AlreadyLaunchedError as error:
        raise _launched_before(cycles.get(conn, cycle.id)) from error


def _survey(office: Office, conn: Connection, order: LaunchOrder, cycle: Cycle) -> Survey:
    survey = Survey(order, cycle, company(directory.people(conn), office.settings.groups))
    known = {ratee.key for ratee in survey.ratees}
    kind = order.workflow.appraises
    for key in order.without:
        if key not in known:
            raise NotFoundError(kind="employee" if kind == "person" else kind, name=key)
    return survey


def _watched(survey: Survey, now: datetime, progress: Progress, stage: str) -> Iterator[Sequence[Decision]]:
    for chunk in survey.decide_all(now):
        yield chunk
        progress(stage, survey.seen, len(survey.ratees))


def _save(conn: Connection, order: LaunchOrder, decisions: Sequence[Decision]) -> None:
    def send_at(decision: Decision, notice: Notice) -> datetime:
        return digest_time(order.workflow, decision.appraisal, notice, decision.entry.at)

    appraisals.save(conn, decisions, send_at=send_at)


def _plan(order: LaunchOrder, survey: Survey, lacking: Iterable[Awaited], now: datetime) -> LaunchPlan:
    cycle, people = survey.cycle, survey.organisation.people
    found = deadlines(order.workflow, cycle, now)
    return LaunchPlan(
        cycle=cycle,
        status=order.workflow.status,
        included=tuple(survey.included),
        excluded=tuple(survey.excluded),
        ruled=tuple(survey.ruled),
        misread=tuple(survey.misread),
        unprovided={table: tuple(people) for table, people in survey.unprovided.items()},
        lacking={one: tuple(people) for one, people in survey.lacking.items()},
        unheard={role: tuple(people) for role, people in survey.unheard.items()},
        strays={stray: tuple(people) for stray, people in survey.strays.items()},
        awaited=tuple(one for one in lacking if one.indicator in survey.fed),
        gaps=survey.gaps,
        unasked=tuple(people[number] for number in sorted(survey.unasked)),
        addressless=tuple(people[number] for number in sorted(survey.addressless - survey.unasked)),
        deadlines=found,
        mails=survey.mails,
        unofficial_from=_unofficial_from(order, found),
        digest=survey.digest,
    )


def _unofficial_from(order: LaunchOrder, found: Sequence[Deadline]) -> date | None:
    """Return the first day without official holidays, if any deadline lies on it or beyond."""
    first = order.workflow.calendar.provisional_from
    moments = (moment for one in found for moment in (one.opens, one.due, one.silent))
    reached = any(moment and moment.on and first and moment.on >= first for moment in moments)
    return first if reached else None


def _summaries(plan: LaunchPlan, organisation: Organisation, now: datetime) -> Iterator[Mail]:
    """Yield a mail to everybody in HR: what has been launched, and by whom."""
    facts: dict[str, Json] = {
        "cycle": plan.cycle.id,
        "by": plan.cycle.launched_by,
        "launched": len(plan.included),
        "excluded": len(plan.excluded),
        "warnings": len(plan.warnings),
    }
    for number in organisation.resolve("group(hr)", ""):
        yield Mail(id=f"{plan.cycle.id}.launch.{number}", person=number, kind=SUMMARY, facts=facts, send_at=now)
