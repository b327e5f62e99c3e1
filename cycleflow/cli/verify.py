"""`cycleflow verify`: does every history hold, and does it lead to what the store shows?"""

from __future__ import annotations

from pathlib import Path

import click

from cycleflow.bootstrap import opened
from cycleflow.cli.operator import progress_bar
from cycleflow.cli.output import print_json
from cycleflow.errors import ProofError
from cycleflow.journeys.audit import Head, Verification, read_heads
from cycleflow.journeys.audit import verify as verify_histories


class BrokenError(ProofError):
    words = "The histories of {appraisals} appraisals cannot be trusted; cycleflow verify says why."


@click.command(
    short_help="Verify every history.", epilog="Example: cycleflow verify quarterly-2026-Q4 --against export.jsonl"
)
@click.argument("cycle", required=False)
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An earlier export, kept outside the database: also find histories that were rewritten since.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was looked at and every flaw as JSON.")
def verify(*, cycle: str | None, against: Path | None, as_json: bool) -> None:
    """Hash every entry of CYCLE (or of all cycles) anew, replay every action, and compare.

    Says which entry is wrong and how, and exits with 3.
    """
    with opened() as office, progress_bar() as progress:
        found = verify_histories(
            office,
            cycle,
            heads=_heads(against) if against else (),
            advance=lambda done, total: progress("appraisals", done, total),
        )
    if as_json:
        print_json(_as_json(found))
    else:
        click.echo(f"{found.appraisals} appraisals in {found.cycles} cycles, {found.entries} entries")
        click.echo("\n".join(str(flaw) for flaw in found.flaws) or "Every history holds.")
    if found.flaws:
        appraisals = len({flaw.appraisal for flaw in found.flaws})
        raise BrokenError(appraisals=appraisals)


def _heads(file: Path) -> tuple[Head, ...]:
    with file.open(encoding="utf-8") as lines:
        return read_heads(str(file), lines)


def _as_json(found: Verification) -> dict[str, object]:
    flaws = [{"appraisal": flaw.appraisal, "seq": flaw.seq, "message": str(flaw)} for flaw in found.flaws]
    return {
        "cycles": found.cycles,
        "appraisals": found.appraisals,
        "entries": found.entries,
        "holds": found.holds,
        "flaws": flaws,
    }
