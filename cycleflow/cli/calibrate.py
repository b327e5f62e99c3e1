"""`cycleflow calibrate`: look at the cohorts of a cycle, correct a result with a reason, release a cohort."""

from __future__ import annotations

from collections.abc import Iterator

import click

from cycleflow import clock
from cycleflow.bootstrap import opened
from cycleflow.cli.output import print_json, print_table
from cycleflow.core.model import Channel, Standing
from cycleflow.errors import NotFoundError, NotPermittedError
from cycleflow.journeys.calibrate import Cohort, Panel, adjust, overview, release
from cycleflow.journeys.office import Office
from cycleflow.journeys.sign_in import roles_of
from cycleflow.store import people

_COLUMNS = ("Group", "Waiting", "To come", "Through", "Grade", "Now", "Quota", "Beyond")
_STANDINGS = {"panel": Standing.PANEL, "hr": Standing.HR}


class NotOnPanelError(NotPermittedError):
    words = "{person} is neither on the panel nor in HR, so cannot calibrate; name somebody who is with --by."


@click.command(
    short_help="Show, correct and release cohorts.",
    epilog="Example: cycleflow calibrate quarterly-2026-Q4 --adjust 1001 --grade 4 --reason 'Won the tender' --by 1007",
)
@click.argument("cycle")
@click.option("--adjust", "person", metavar="NUMBER", help="Correct the result of this person.")
@click.option("--grade", help="The grade he is given.")
@click.option("--score", help="The score he is given; the grade follows from it.")
@click.option("--release", "group", metavar="GROUP", help="Release all of this group that wait; '' is the company.")
@click.option("--reason", default="", help="Why. An adjustment needs a reason, a release only if something is odd.")
@click.option("--by", metavar="NUMBER", help="Who decides: a member of the panel, or of HR.")
@click.option("--json", "as_json", is_flag=True, help="Print the cohorts, as they are afterwards, as JSON.")
def calibrate(
    *,
    cycle: str,
    person: str | None,
    grade: str | None,
    score: str | None,
    group: str | None,
    reason: str,
    by: str | None,
    as_json: bool,
) -> None:
    """Show the cohorts of CYCLE against their distribution; with --adjust or --release, decide.

    A cohort is released in one transaction. What the panel saw goes into every history it touches.
    """
    if (person or group is not None) and not by:
        raise click.UsageError("Say who decides with --by.")
    with opened() as office:
        if by and person:
            name, panel = f"{cycle}.{person}", _panel(office, by)
            adjust(office, name, grade=grade, score=score, reason=reason, panel=panel, now=clock.now())
        if by and group is not None:
            release(office, cycle, group=group, reason=reason, panel=_panel(office, by), now=clock.now())
        cohorts = overview(office, cycle)
    if as_json:
        print_json([_as_json(cohort) for cohort in cohorts])
    else:
        print_table(_COLUMNS, (row for cohort in cohorts for row in _rows(cohort)))


def _panel(office: Office, number: str) -> Panel:
    """Return in what capacity the person decides.

    Raises:
        NotFoundError: there is no such person.
        NotOnPanelError: he may not.
    """
    with office.store.read() as conn:
        person = people.get(conn, number)
    if person is None:
        raise NotFoundError(kind="person", name=number)
    roles = roles_of(office.settings, person)
    standing = next((standing for role, standing in _STANDINGS.items() if role in roles and person.is_active), None)
    if standing is None:
        raise NotOnPanelError(person=number)
    return Panel(actor=number, standing=standing, channel=Channel.CLI)


def _rows(cohort: Cohort) -> Iterator[tuple[str, ...]]:
    """Yield one line a grade, the first with the cohort's own figures."""
    head = (cohort.group or "(all)", *(str(len(some)) for some in (cohort.waiting, cohort.to_come, cohort.through)))
    if cohort.check is None:
        yield (*head, "", "", "", "")
        return
    for number, (grade, quota) in enumerate(cohort.check.quotas.items()):
        beyond = cohort.check.excess[grade]
        figures = (grade, str(cohort.check.counts[grade]), str(quota), f"{beyond:+}" if beyond else "")
        yield (*(head if number == 0 else ("", "", "", "")), *figures)


def _as_json(cohort: Cohort) -> dict[str, object]:
    check = cohort.check
    return {
        "group": cohort.group,
        "waiting": [one.id for one in cohort.waiting],
        "to_come": [one.id for one in cohort.to_come],
        "through": [one.id for one in cohort.through],
        "fits": check.fits if check else None,
        "quotas": dict(check.quotas) if check else {},
        "counts": dict(check.counts) if check else {},
        "excess": dict(check.excess) if check else {},
    }
