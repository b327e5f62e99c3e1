"""`cycleflow export`: a cycle's histories as JSON lines, to be kept outside the database."""

from __future__ import annotations

from pathlib import Path

import click

from cycleflow.bootstrap import opened
from cycleflow.cli.output import whole
from cycleflow.journeys.audit import export as export_cycle


@click.command(
    short_help="Print a cycle's histories as JSON lines.",
    epilog="Example: cycleflow export quarterly-2026-Q4 -o export.jsonl",
)
@click.argument("cycle")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write to this file, whole or not at all, instead of the terminal.",
)
def export(*, cycle: str, output: Path | None) -> None:
    """Print CYCLE as JSON lines: its definition, every entry, and the head of every history.

    Whoever keeps the file can later tell (verify --against) whether anything before it was rewritten.
    """
    with opened() as office:
        lines = export_cycle(office, cycle)
        if output:
            with whole(output) as file:
                file.writelines(f"{line}\n".encode() for line in lines)
        else:
            for line in lines:
                click.echo(line)
