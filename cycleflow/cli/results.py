"""`cycleflow results CYCLE`: what a cycle has come to, on the terminal, as JSON, or as a workbook."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click

from cycleflow.bootstrap import opened
from cycleflow.cli.operator import progress_bar
from cycleflow.cli.output import print_json, print_table, whole
from cycleflow.journeys.results.pages import Page, Shown, grade_page, pages_of, result_page
from cycleflow.journeys.results.results import Results, results_of
from cycleflow.journeys.results.workbook import workbook_of
from cycleflow.language import tell


@click.command(
    short_help="Show the results of a cycle, or write them as a workbook.",
    epilog="Example: cycleflow results quarterly-2026-Q4 --xlsx results.xlsx --lang zh",
)
@click.argument("cycle")
@click.option(
    "--xlsx",
    "workbook",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write them to this workbook: results, figures, grades.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True, help="Language of the words.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, figures and all.")
def results(*, cycle: str, workbook: Path | None, lang: str, as_json: bool) -> None:
    """Show everybody's score, grade and outcomes in CYCLE as they stand, and how the grades are spread.

    Whoever has no result yet is listed with the step he is at. Scores and grades are personal: give the file to those
    who need it.
    """
    with opened() as office, progress_bar() as progress:
        found = results_of(office, cycle, progress)
    if workbook:
        with whole(workbook) as file:
            file.write(workbook_of(pages_of(found, lang)))
    if as_json:
        print_json(_as_json(found))
    elif workbook:
        click.echo(f"Wrote {workbook}: {len(found.lines)} appraisals of {cycle}.")
    else:
        _print(result_page(found, lang), lang)
        _print(grade_page(found, lang), lang)


def _print(page: Page, lang: str) -> None:
    money = [column.is_money for column in page.columns]
    rows = [[_cell(value, lang, is_money=one) for value, one in zip(row, money, strict=True)] for row in page.rows]
    used = [place for place in range(len(page.columns)) if any(row[place] for row in rows)]
    titles = [page.columns[place].title for place in used]
    print_table(titles, [[row[place] for place in used] for row in rows], title=page.title)


def _cell(value: Shown, lang: str, *, is_money: bool) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if is_money and isinstance(value, Decimal) else tell(value, lang)


def _as_json(found: Results) -> dict[str, object]:
    return {
        "cycle": found.cycle.id,
        "regulation": found.workflow.name,
        "definition": found.cycle.fingerprint,
        "payable": found.is_payable,
        "results": [
            {
                "appraisal": line.appraisal.id,
                "number": line.person.number,
                "name": line.person.name,
                "unit": line.appraisal.unit,
                "state": line.appraisal.state,
                "score": None if line.appraisal.score is None else str(line.appraisal.score),
                "grade": line.appraisal.grade,
                "set_by_hand": bool(line.result and line.result.is_adjusted),
                "verdicts": [
                    {"at": one.at, "then": one.said, "reason": dict(one.reason)} for one in line.appraisal.verdicts
                ],
                "figures": {name: tell(value, "en") for name, value in line.figures.items()},
                "outcomes": dict(line.outcomes),
                "raised": {name: dict(reason) for name, reason in line.appraisal.raised.items()},
            }
            for line in found.lines
        ],
        "grades": [
            {"group": one.group, "size": one.size, "counts": dict(one.counts), "quotas": dict(one.quotas)}
            for one in found.checks
        ],
    }
