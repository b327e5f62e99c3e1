"""`cycleflow launch WORKFLOW --period P`: show what a launch does, and do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import click

from cycleflow import clock
from cycleflow.bootstrap import opened
from cycleflow.cli.operator import confirmed, operator, progress_bar
from cycleflow.cli.output import print_json
from cycleflow.core.ratee import Ratee
from cycleflow.core.verdict import Effect
from cycleflow.errors import InputError
from cycleflow.journeys.launch import launch as launch_cycle
from cycleflow.journeys.launch import plan_launch
from cycleflow.journeys.launch_plan import BlockedError, LaunchPlan, to_json
from cycleflow.journeys.outlook import Moment
from cycleflow.journeys.regulation import find_workflow
from cycleflow.journeys.survey import Excluded, LaunchOrder, Ruled

_SHOWN = 20
"""So many people who are out are listed; --json lists all."""


class WhyError(InputError):
    words = "Say why these people are set aside: --without needs a --reason, which is recorded."


@click.command(epilog="Example: cycleflow launch quarterly --period 2026-Q4 --dry-run")
@click.argument("workflow")
@click.option("--period", required=True, help="2026-Q4, 2026-11, 2026-H2 or 2026, as the regulation counts.")
@click.option("--dry-run", is_flag=True, help="Show the plan, and launch nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before launching.")
@click.option(
    "--without", multiple=True, metavar="NUMBER", help="Set a person or unit aside; may be given several times."
)
@click.option("--reason", help="Why they are set aside; it is recorded.", metavar="TEXT")
@click.option("--expect", help="Launch only the plan with this digest.", metavar="DIGEST")
@click.option("--by", help="Who launches, as histories name it; by default the account.", metavar="NUMBER")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON; do not ask.")
def launch(
    *,
    workflow: str,
    period: str,
    dry_run: bool,
    yes: bool,
    without: tuple[str, ...],
    reason: str | None,
    expect: str | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Launch WORKFLOW (a file, or the name of a shipped regulation) for a period.

    First the plan: who is in, who is out and by which rule, what is missing, every deadline, mails per day. Then
    exactly that plan, in one transaction. A regulation is launched once a period; what would leave anybody stuck is
    refused.
    """
    if without and not (reason or "").strip():
        raise WhyError
    order = LaunchOrder(
        workflow=find_workflow(workflow, period),
        period=period,
        by=by or operator(),
        without=dict.fromkeys(without, (reason or "").strip()),
    )
    with opened() as office:
        with progress_bar() as progress:
            plan = plan_launch(office, order, clock.now(), progress=progress)
        wanted = not dry_run and _is_wanted(plan, yes=yes, as_json=as_json)
        if wanted:
            with progress_bar() as progress:
                plan = launch_cycle(office, order, clock.now(), expect=expect or plan.digest, progress=progress)
    if as_json:
        print_json({"launched": wanted, **to_json(plan)})
    elif dry_run:
        click.echo("\n".join([*preview(plan), "Nothing was launched."]))
    else:
        click.echo(f"Launched {plan.cycle.id}." if wanted else "Nothing was launched.")


def _is_wanted(plan: LaunchPlan, *, yes: bool, as_json: bool) -> bool:
    """Show the plan, refuse it if it must be, and ask."""
    if not as_json:
        click.echo("\n".join(preview(plan)))
    try:
        plan.check()
    except BlockedError:
        if as_json:
            print_json({"launched": False, **to_json(plan)})
        raise
    return confirmed(f"Launch these {len(plan.included)} appraisals?", yes=yes or as_json)


def preview(plan: LaunchPlan) -> Iterator[str]:
    """Yield the lines that say what a launch does."""
    cycle = plan.cycle
    yield f"{cycle.id}: {cycle.starts_on} to {cycle.ends_on}, {plan.status.value}, plan {plan.digest}"
    yield from (f"problem: {problem}" for problem in plan.problems)
    yield from (f"warning: {warning}" for warning in plan.warnings)
    yield f"in   {len(plan.included)}"
    yield from _listed([(f"{one.verdict.said}: {one.verdict.rule}", one) for one in plan.ruled])
    yield f"out  {len(plan.excluded)}"
    yield from _listed([(_why_out(one), one) for one in plan.excluded])
    yield "deadlines"
    for one in plan.deadlines:
        opens = f"  opens {_moment(one.opens)}" if one.opens else ""
        yield f"  {one.state:24} {', '.join(one.roles):12} due {_moment(one.due)}{opens}"
    yield "mails, if nobody answers before the first deadline"
    for day in plan.mails:
        yield f"  {day.on:%Y-%m-%d %a}  " + ", ".join(f"{count} {kind}" for kind, count in day.kinds.items())


def _why_out(one: Excluded) -> str:
    if one.rule is None:
        return "--without"
    return one.rule if one.then is Effect.EXCLUDED else f"{one.then.value}: {one.rule}"


def _listed(ruled: Sequence[tuple[str, Excluded | Ruled]]) -> Iterator[str]:
    """Yield how many each rule catches, and the first of them by name with the reason."""
    for rule, count in Counter(rule for rule, _ in ruled).items():
        yield f"  {count}  {rule}"
        for one in islice((one for each, one in ruled if each == rule), _SHOWN):
            words = " | ".join(dict.fromkeys(one.reason.values()))
            yield f"     {_named(one.ratee)}: {words}"
        if count > _SHOWN:
            yield f"     and {count - _SHOWN} more (--json lists all)"


def _named(ratee: Ratee) -> str:
    return f"{ratee.key} {ratee.person.name}" if ratee.unit is None else f"{ratee.unit} ({ratee.person.name})"


def _moment(moment: Moment) -> str:
    return f"{moment.on:%Y-%m-%d} ({moment.rule})" if moment.on else moment.rule
