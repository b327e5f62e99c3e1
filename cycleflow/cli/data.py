"""`cycleflow data import`: a provider hands in the figures of many people as a file."""

from __future__ import annotations

from pathlib import Path

import click

from cycleflow import clock
from cycleflow.bootstrap import opened
from cycleflow.cli.operator import confirmed, progress_bar
from cycleflow.cli.output import print_json
from cycleflow.journeys.data.importing import DataOrder, DataPlan, import_data, plan_data
from cycleflow.journeys.roster.complaint import Complaint, TableError
from cycleflow.journeys.roster.grid import Grid
from cycleflow.journeys.roster.roster import read_grid


@click.group(epilog="Example: cycleflow data import shop_service_monthly-2026-11 november.xlsx --by 1007")
def data() -> None:
    """Hand in figures in bulk."""


@data.command("import", epilog="Example: cycleflow data import shop_service_monthly-2026-11 november.csv --by 1007")
@click.argument("cycle")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", required=True, metavar="NUMBER", help="Who provides the figures: whoever is asked for them.")
@click.option("--answer", metavar="NAME", help="The answer they go with; the state's first if left out.")
@click.option("--dry-run", is_flag=True, help="Show what would be given, and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.option("--encoding", help="The encoding of the file, where it cannot be told.", metavar="NAME")
@click.option("--json", "as_json", is_flag=True, help="Print what was given, or what is wrong, as JSON; do not ask.")
def import_(
    *,
    cycle: str,
    file: Path,
    by: str,
    answer: str | None,
    dry_run: bool,
    yes: bool,
    encoding: str | None,
    as_json: bool,
) -> None:
    """Answer the open tasks of a provider in CYCLE with the figures of FILE: CSV (UTF-8, GB18030) or XLSX.

    A line a person: number (工号), and a column for each figure, headed by its name or its title. The columns of a
    table are headed table.column; a person with several rows has several lines. Everything wrong is named at
    once, and then nothing is written.
    """
    order = DataOrder(cycle=cycle, by=by, answer=answer)
    try:
        written, plan = _import(read_grid(file, encoding), order, dry_run=dry_run, yes=yes, quiet=as_json)
    except TableError as error:
        if as_json:
            print_json({"written": False, "errors": [_said(one) for one in error.complaints]})
        raise
    if as_json:
        print_json({"written": written, **_as_json(plan)})
    else:
        click.echo("Given." if written else "Nothing was written.")


def _import(grid: Grid, order: DataOrder, *, dry_run: bool, yes: bool, quiet: bool) -> tuple[bool, DataPlan]:
    """Return whether anything was written, and what it was or would have been."""
    with opened() as office:
        now = clock.now()
        plan = plan_data(office, grid, order, now)
        if not quiet:
            click.echo(_preview(plan))
        if dry_run or not plan.given or not confirmed("Give these figures?", yes=yes or quiet):
            return False, plan
        with progress_bar() as progress:
            import_data(office, grid, order, now, expect=plan, progress=progress)
        return True, plan


def _preview(plan: DataPlan) -> str:
    lines = [f"{plan.file} ({plan.how})", *(f"warning: {warning}" for warning in plan.warnings)]
    lines.append(f"to be given  {len(plan.given)}")
    lines.append(f"given before, and the same  {len(plan.unchanged)}")
    lines.append(f"still asked for afterwards  {plan.left}")
    return "\n".join(lines)


def _said(complaint: Complaint) -> dict[str, object]:
    message = complaint.words.format(**complaint.facts)
    return {"file": complaint.file, "line": complaint.line, "column": complaint.column, "message": message}


def _as_json(plan: DataPlan) -> dict[str, object]:
    return {
        "file": plan.file,
        "read_as": plan.how,
        "given": list(plan.given),
        "unchanged": list(plan.unchanged),
        "left": plan.left,
        "warnings": [_said(warning) for warning in plan.warnings],
    }
