"""`cycleflow history`: who did what to an appraisal, when, and what it changed."""

from __future__ import annotations

import json

import click

from cycleflow.bootstrap import opened
from cycleflow.cli.output import local, print_json, print_table
from cycleflow.core.history import to_body
from cycleflow.core.model import Entry
from cycleflow.errors import ProofError
from cycleflow.journeys.audit import history as history_of


class UnreadableError(ProofError):
    words = "The history of {appraisal} was edited and cannot be read ({why}); cycleflow verify says where."


_COLUMNS = ("", "When", "Who", "As", "By", "What", "From", "To", "Hash")


@click.command(
    short_help="Print the history of an appraisal.", epilog="Example: cycleflow history quarterly-2026-Q4.1001"
)
@click.argument("appraisal", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print the entries as JSON, with all they hold.")
def history(*, appraisal: str, as_json: bool) -> None:
    """Print the history of the appraisal ID, oldest entry first, in the local time of the settings."""
    with opened() as office:
        try:
            entries = history_of(office, appraisal)
        except ValueError as error:
            raise UnreadableError(appraisal=appraisal, why=error) from error
        zone = office.settings.zone
    if as_json:
        print_json([_as_json(entry) for entry in entries])
    else:
        print_table(_COLUMNS, (_row(entry, zone) for entry in entries), title=f"{appraisal} ({zone})")


def _row(entry: Entry, zone: str) -> tuple[str, ...]:
    to = entry.went_to if entry.went_to != entry.came_from else "="
    return (
        str(entry.seq),
        local(entry.at, zone),
        entry.actor,
        entry.standing.value,
        entry.channel.value,
        str(entry.inputs.get("answer") or entry.deed.value),
        entry.came_from,
        to,
        entry.hash[:12],
    )


def _as_json(entry: Entry) -> dict[str, object]:
    said: dict[str, object] = json.loads(to_body(entry))
    return {**said, "hash": entry.hash}
