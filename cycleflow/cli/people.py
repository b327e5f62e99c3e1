"""`cycleflow people import FILE`: show what a people file changes, and change it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import click

from cycleflow import clock
from cycleflow.bootstrap import opened
from cycleflow.cli.operator import confirmed, operator, progress_bar
from cycleflow.journeys.people import Change, ImportPlan, import_people, plan_import
from cycleflow.journeys.roster.complaint import Complaint, RosterError
from cycleflow.journeys.roster.roster import Roster, read_roster

_SHOWN = 20
"""So many of a kind are listed; --json lists all."""


@click.group(epilog="Example: cycleflow people import people.csv")
def people() -> None:
    """Import everybody who is appraised, or appraises."""


@people.command("import", epilog="Example: cycleflow people import people.csv --dry-run")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.option("--encoding", help="The encoding of the file, where it cannot be told.", metavar="NAME")
@click.option("--by", help="Who imports, as histories name it; by default the account.", metavar="NUMBER")
@click.option("--json", "as_json", is_flag=True, help="Print the changes, or what is wrong, as JSON; do not ask.")
def import_(*, file: Path, dry_run: bool, yes: bool, encoding: str | None, by: str | None, as_json: bool) -> None:
    """Import people from FILE: CSV (UTF-8, GB18030) or XLSX.

    Columns: number, name, email, manager (an employee number), department, position, level, hired_on, status, locale,
    zone, roles; or 工号, 姓名, 邮箱, 上级工号, 部门, 岗位, 职级, 入职日期, 状态, 语言, 时区, 角色. Any other column
    becomes an attribute. Everything wrong is named at once, and then nothing is written. Whoever is not in the
    file is kept.
    """
    with progress_bar() as progress:
        roster = read_roster(file, encoding, progress=progress)
    try:
        written, plan = _import(roster, dry_run=dry_run, yes=yes, by=by, quiet=as_json)
    except RosterError as error:
        if as_json:
            _print_json({"written": False, "errors": [_said(one) for one in error.complaints]})
        raise
    if as_json:
        _print_json({"written": written, **_as_json(plan)})
    elif plan.to_save:
        click.echo("Imported." if written else "Nothing was written.")


def _import(roster: Roster, *, dry_run: bool, yes: bool, by: str | None, quiet: bool) -> tuple[bool, ImportPlan]:
    """Return whether anything was written, and what it was or would have been."""
    with opened() as office:
        plan = plan_import(office, roster)
        if not quiet:
            click.echo("\n".join(preview(plan)))
        if dry_run or not plan.to_save or not confirmed("Import this?", yes=yes or quiet):
            return False, plan
        with progress_bar() as progress:
            actor = by or operator()
            import_people(office, roster, actor=actor, now=clock.now(), expect=plan, progress=progress)
        return True, plan


def preview(plan: ImportPlan) -> Iterator[str]:
    """Yield the lines that say what an import does."""
    yield f"{plan.file}: {len(plan.new) + len(plan.changed) + plan.unchanged} people ({plan.how})"
    yield from _some(f"warning: {warning}" for warning in plan.warnings)
    yield f"new        {len(plan.new)}"
    yield from _some(f"  {person.number} {person.name}" for person in plan.new)
    yield f"changed    {len(plan.changed)}"
    yield from _some(f"  {_change(change)}" for change in plan.changed)
    yield f"unchanged  {plan.unchanged}"
    if plan.absent:
        yield f"not in the file, and kept  {len(plan.absent)}"
        yield from _some(f"  {person.number} {person.name}" for person in plan.absent)
    recasts, orphans = plan.aftermath.recasts, plan.aftermath.orphans
    passed, known = [one for one in recasts if one.roles], [one for one in recasts if one.facts]
    if passed:
        yield f"running appraisals in which others take over  {len(passed)}"
        yield from _some(f"  {one.appraisal}: {', '.join(one.roles)}" for one in passed)
    if known:
        yield f"running appraisals whose rules ask for what has changed  {len(known)}"
        yield from _some(f"  {one.appraisal}: {', '.join(one.facts)}" for one in known)
    if orphans:
        yield f"running appraisals of people no longer in service, for HR to decide on  {len(orphans)}"
        yield from _some(f"  {one.appraisal}, in {one.state}: {one.status}" for one in orphans)
    if plan.aftermath.committees:
        yield "committees of running cycles that are no longer made up as they should be"
        yield from _some(f"  {words}" for words in plan.aftermath.committees)
    if not plan.to_save:
        yield "Nothing changes."


def _some(lines: Iterable[str]) -> Iterator[str]:
    rest = iter(lines)
    yield from islice(rest, _SHOWN)
    left = sum(1 for _ in rest)
    if left:
        yield f"  and {left} more (--json lists all)"


def _change(change: Change) -> str:
    fields = "; ".join(f"{one.field} {one.old or '(empty)'} -> {one.new or '(empty)'}" for one in change.fields)
    return f"{change.person.number} {change.person.name}: {fields}"


def _print_json(said: object) -> None:
    click.echo(json.dumps(said, ensure_ascii=False))


def _said(complaint: Complaint) -> dict[str, object]:
    message = complaint.words.format(**complaint.facts)
    return {"file": complaint.file, "line": complaint.line, "column": complaint.column, "message": message}


def _as_json(plan: ImportPlan) -> dict[str, object]:
    return {
        "file": plan.file,
        "read_as": plan.how,
        "new": [{"number": person.number, "name": person.name} for person in plan.new],
        "changed": [
            {
                "number": change.person.number,
                "name": change.person.name,
                "fields": {one.field: {"old": one.old, "new": one.new} for one in change.fields},
            }
            for change in plan.changed
        ],
        "unchanged": plan.unchanged,
        "kept": [person.number for person in plan.absent],
        "warnings": [_said(warning) for warning in plan.warnings],
        "recast": [
            {"appraisal": one.appraisal, "person": one.person, "roles": one.roles, "facts": one.facts}
            for one in plan.aftermath.recasts
        ],
        "committees": list(plan.aftermath.committees),
        "no_longer_in_service": [
            {"appraisal": one.appraisal, "person": one.person, "state": one.state, "status": one.status}
            for one in plan.aftermath.orphans
        ],
    }
