"""`cycleflow settle CYCLE` and `cycleflow close CYCLE`: what results cause, and the end of it all."""

from __future__ import annotations

from dataclasses import asdict

import click

from cycleflow import clock
from cycleflow.bootstrap import opened
from cycleflow.cli.operator import confirmed, operator
from cycleflow.cli.output import print_json
from cycleflow.journeys.close import close as close_cycle
from cycleflow.journeys.settle import Settled
from cycleflow.journeys.settle import settle as settle_cycle

_NAMED = 20
"""So many appraisals are named; --json names all."""


@click.command(
    short_help="Work out what the results of a cycle cause.",
    epilog="Example: cycleflow settle shop_service_monthly-2026-03 --reason 'One is on a long leave'",
)
@click.argument("cycle")
@click.option("--reason", default="", help="Why those who are still on the way are not waited for.")
@click.option("--by", help="Who settles, as histories name it; by default the account.", metavar="NUMBER")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def settle(*, cycle: str, reason: str, by: str | None, as_json: bool) -> None:
    """Work out again what the results of CYCLE cause; what comes to the same is left as it is.

    This happens by itself when a result is final, and for those who are compared with each other once nobody of them
    is on the way. With a reason, those who are there are compared now.
    """
    with opened() as office:
        done = settle_cycle(office, cycle, by=by or operator(), reason=reason, now=clock.now())
    if as_json:
        print_json(
            {
                "there": done.there,
                "changed": [one.appraisal.id for one in done.decisions],
                "on_the_way": list(done.on_the_way),
                "lacking": {name: list(names) for name, names in done.lacking.items()},
            }
        )
    else:
        click.echo("\n".join(_sentences(done)))


def _sentences(done: Settled) -> list[str]:
    sentences = [f"{done.there} are settled, {len(done.decisions)} of them now otherwise than before."]
    if done.on_the_way:
        sentences.append(f"{len(done.on_the_way)} are still on the way.")
    sentences += [f"{name}: there is no {', '.join(names)}." for name, names in list(done.lacking.items())[:_NAMED]]
    if len(done.lacking) > _NAMED:
        sentences.append(f"And {len(done.lacking) - _NAMED} more lack something (--json names all).")
    return sentences


@click.command(
    short_help="Say that a cycle is over.",
    epilog="Example: cycleflow close quarterly-2026-Q4",
)
@click.argument("cycle")
@click.option("--reason", default="", help="Why it is cut short: who is on the way is withdrawn, with this reason.")
@click.option("--yes", is_flag=True, help="Do not ask before cutting it short.")
@click.option("--by", help="Who closes it, as histories name it; by default the account.", metavar="NUMBER")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON; do not ask.")
def close(*, cycle: str, reason: str, yes: bool, by: str | None, as_json: bool) -> None:
    """Close CYCLE, once everything in it is over and settled; with a reason, cut it short.

    When HR reopens an appraisal of it later, it runs again.
    """
    if reason and not confirmed(f"Withdraw whoever is still on the way in {cycle}?", yes=yes or as_json):
        click.echo("Nothing was closed.")
        return
    with opened() as office:
        done = close_cycle(office, cycle, by=by or operator(), reason=reason, now=clock.now())
    if as_json:
        print_json(asdict(done))
    else:
        cut = f", {done.withdrawn} of them withdrawn, {done.called_off} tasks called off" if reason else ""
        click.echo(f"Closed {cycle}: {done.size} appraisals{cut}.")
