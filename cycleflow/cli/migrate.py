"""`cycleflow migrate CYCLE NEW`: show what moving a running cycle to a new version means, and move it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import click

from cycleflow import clock
from cycleflow.bootstrap import opened
from cycleflow.cli.operator import confirmed, operator, progress_bar
from cycleflow.cli.output import print_json
from cycleflow.journeys.migrate import InTheWayError, MoveOrder, MovePlan, cycle_period, move, plan_move, to_json
from cycleflow.journeys.regulation import find_workflow

_SHOWN = 20


@click.command(epilog="Example: cycleflow migrate quarterly-2026-Q4 new/quarterly.yaml --dry-run")
@click.argument("cycle")
@click.argument("new")
@click.option("--reason", default="", metavar="TEXT", help="Why; it goes into every history.")
@click.option("--map", "states", multiple=True, metavar="OLD=NEW", help="What a state is called in the new version.")
@click.option("--leave", multiple=True, metavar="NUMBER", help="Somebody who stays under the old version.")
@click.option("--dry-run", is_flag=True, help="Show what it means, and move nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before moving.")
@click.option("--expect", help="Move only by the plan with this digest.", metavar="DIGEST")
@click.option("--by", help="Who moves it, as histories name it; by default the account.", metavar="NUMBER")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON; do not ask.")
def migrate(
    *,
    cycle: str,
    new: str,
    reason: str,
    states: tuple[str, ...],
    leave: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    expect: str | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Move the running appraisals of CYCLE to the regulation NEW, another version of the one they run under.

    First what changes, who goes on in which state, and what is in the way; then exactly that, in one transaction. Whose
    appraisal has ended keeps its version. Every history says when, by whom and why, and still verifies.
    """
    if not dry_run and not reason.strip():
        raise click.UsageError("Say why with --reason; it goes into every history.")
    with opened() as office:
        order = MoveOrder(
            cycle=cycle,
            workflow=find_workflow(new, cycle_period(office, cycle)),
            by=by or operator(),
            reason=reason.strip(),
            states=dict(_pair(one) for one in states),
            leave=frozenset(leave),
        )
        plan = plan_move(office, order)
        wanted = not dry_run and _is_wanted(plan, yes=yes, as_json=as_json)
        if wanted:
            with progress_bar() as progress:
                plan = move(office, order, clock.now(), expect=expect or plan.digest, progress=progress)
    if as_json:
        print_json({"moved": wanted, **to_json(plan)})
    elif dry_run:
        click.echo("\n".join([*_preview(plan), "Nothing was moved."]))
    else:
        click.echo(f"Moved {sum(plan.moves.values())} appraisals." if wanted else "Nothing was moved.")


def _pair(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not equals or not old or not new:
        raise click.UsageError(f"--map takes OLD=NEW, two names of states; not {text}.")
    return old, new


def _is_wanted(plan: MovePlan, *, yes: bool, as_json: bool) -> bool:
    """Show the plan, refuse it if it must be, and ask."""
    if not as_json:
        click.echo("\n".join(_preview(plan)))
    try:
        plan.check()
    except InTheWayError:
        if as_json:
            print_json({"moved": False, **to_json(plan)})
        raise
    return confirmed(f"Move these {sum(plan.moves.values())} appraisals?", yes=yes or as_json)


def _preview(plan: MovePlan) -> Iterator[str]:
    """Yield the lines that say what a move does."""
    yield f"{plan.cycle.id}: {plan.cycle.fingerprint[:12]} to {plan.entered[:12]}, plan {plan.digest}"
    yield "what changes"
    yield from (f"  {one.sentence}" for one in plan.changes)
    yield f"go on  {sum(plan.moves.values())}"
    yield from (
        f"  {count} in {old}{f', called {new} now' if new != old else ''}" for (old, new), count in plan.moves.items()
    )
    yield f"ended, and keep their version  {plan.ended}"
    if plan.left:
        yield f"left under the old version  {', '.join(plan.left)}"
    for one in islice(plan.obstacles, _SHOWN):
        yield f"problem: {one.appraisal}, in {one.state}: {one.why}"
    if len(plan.obstacles) > _SHOWN:
        yield f"and {len(plan.obstacles) - _SHOWN} more problems (--json lists all)"
