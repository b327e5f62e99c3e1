"""`cycleflow tick`: one round of the clock and the post, for those who prefer cron."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from cycleflow import clock
from cycleflow.bootstrap import opened
from cycleflow.cli.output import print_json
from cycleflow.journeys.deliver import DeliveryReport
from cycleflow.journeys.recurring import RecurringReport, launch_recurring
from cycleflow.journeys.rounds import TickReport, deliver_all
from cycleflow.journeys.rounds import tick as ring_all


@click.command(
    short_help="Do one round of the clock and the post.",
    epilog="Example: cycleflow tick    (in a crontab: */5 * * * * cycleflow tick)",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def tick(*, as_json: bool) -> None:
    """Do one round: launch what recurs, remind, escalate, move on, send mail.

    Any number of rounds may run at once. Exits with 1 if something could not be done; the next round tries it again.
    """
    now = clock.now()
    with opened() as office:
        launched = launch_recurring(office, now)
        rung = ring_all(office, now)
        delivered = deliver_all(office, now)
    if as_json:
        print_json({"at": now.isoformat(), **_as_json(launched, rung, delivered)})
    else:
        click.echo("\n".join(_sentences(launched, rung, delivered)))
    troubles = [*launched.failed.values(), *rung.failed.values(), *filter(None, [delivered.trouble])]
    for trouble in troubles:
        click.echo(trouble, err=True)
    sys.exit(1 if troubles else 0)


def _as_json(launched: RecurringReport, rung: TickReport, delivered: DeliveryReport) -> dict[str, object]:
    return {"recurring": asdict(launched), "tick": asdict(rung), "deliver": asdict(delivered)}


def _sentences(launched: RecurringReport, rung: TickReport, delivered: DeliveryReport) -> list[str]:
    owed = ", ".join(f"{count} {kind}" for kind, count in sorted(rung.notices.items())) or "nothing"
    sentences = [f"launched {cycle}" for cycle in launched.launched]
    sentences.append(f"rung     {rung.rung} appraisals, {rung.moved} of them moved on; owed: {owed}")
    if rung.settled:
        sentences.append(f"settled  {rung.settled} appraisals with their cohorts")
    rest = {"failed": delivered.failed, "put off": delivered.retried, "no longer needed": delivered.dropped}
    rest["waiting"] = delivered.waiting
    beside = "".join(f", {count} {what}" for what, count in rest.items() if count)
    sentences.append(f"mailed   {delivered.sent} letters{beside}")
    return sentences
