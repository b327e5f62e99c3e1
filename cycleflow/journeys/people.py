"""Importing people: first what would change, then exactly that, in one transaction or not at all.

The file speaks about the people and the columns it has. Who is not in it stays as he is (nobody vanishes whom a
history names; whoever leaves gets a status), and so does what it has no column for. Reading the same file again
changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from cycleflow.core.organisation import Person
from cycleflow.errors import CycleflowError
from cycleflow.journeys.company import company
from cycleflow.journeys.office import Office
from cycleflow.journeys.progress import Progress, unseen
from cycleflow.journeys.recast import Aftermath, Order, foresee, prepare, recast
from cycleflow.journeys.roster.complaint import Complaint, RosterError
from cycleflow.journeys.roster.reporting import check_company, number_twins
from cycleflow.journeys.roster.roster import Roster
from cycleflow.store import people as directory

_BATCH = 5000
_FIELDS = ("name", "email", "manager", "department", "position", "level", "hired_on", "status", "locale", "zone")


class PeopleChangedError(CycleflowError):
    words = "While you were looking at the preview, somebody else changed people or appraisals; look at it again."


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    field: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """A known person about whom the file says something else than before."""

    person: Person
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, kw_only=True)
class ImportPlan:
    """What an import does: `absent` are known people the file does not mention, who stay as they are."""

    file: str
    how: str
    new: tuple[Person, ...]
    changed: tuple[Change, ...]
    unchanged: int
    absent: tuple[Person, ...]
    aftermath: Aftermath
    warnings: tuple[Complaint, ...]

    @property
    def to_save(self) -> tuple[Person, ...]:
        return (*self.new, *(change.person for change in self.changed))


def plan_import(office: Office, roster: Roster) -> ImportPlan:
    """Return what importing the file would change.

    Raises:
        RosterError: with everything that is wrong with the file.
    """
    prepare(office)
    with office.store.read() as conn:
        return _plan(office, conn, roster)


def import_people(
    office: Office,
    roster: Roster,
    *,
    actor: str,
    now: datetime,
    expect: ImportPlan | None = None,
    progress: Progress = unseen,
) -> ImportPlan:
    """Import the file: save who is new or changed, and let running appraisals follow.

    Raises:
        RosterError: with everything that is wrong with the file; nothing was written.
        PeopleChangedError: it would no longer do what was expected of it; nothing was written.
    """
    prepare(office)
    with office.store.begin() as conn:
        plan = _plan(office, conn, roster)
        if expect is not None and plan != expect:
            raise PeopleChangedError
        for done in _save(conn, plan, now):
            progress("people", done, len(plan.to_save))
        order = Order(actor=actor, reason=f"people imported from {plan.file}", now=now)
        for done in recast(office, conn, plan.aftermath.recasts, order):
            progress("appraisals", done, len(plan.aftermath.recasts))
    return plan


def people_of(roster: Roster, known: Mapping[str, Person] | None = None) -> Mapping[str, Person]:
    """Return everybody there is after the file.

    Raises:
        RosterError: with everything that is wrong with the file.
    """
    known = known or {}
    merged = {
        number: _merge(known[number], person, roster.columns) if number in known else person
        for number, person in roster.people.items()
    }
    after = {**known, **merged}
    complaints = [*roster.complaints, *check_company(roster, known, after)]
    if complaints:
        raise RosterError(complaints)
    return after


def _plan(office: Office, conn: Connection, roster: Roster) -> ImportPlan:
    known = directory.people(conn)
    after = people_of(roster, known)
    groups = office.settings.groups
    changed = tuple(
        Change(person=after[number], fields=tuple(_differences(known[number], after[number])))
        for number in roster.people
        if number in known and after[number] != known[number]
    )
    new = tuple(after[number] for number in roster.people if number not in known)
    return ImportPlan(
        file=roster.file,
        how=roster.how,
        new=new,
        changed=changed,
        unchanged=len(roster.people) - len(new) - len(changed),
        absent=tuple(person for number, person in known.items() if number not in roster.people),
        aftermath=foresee(office, conn, company(known, groups), company(after, groups)),
        warnings=(*roster.warnings, *number_twins(roster)),
    )


def _save(conn: Connection, plan: ImportPlan, now: datetime) -> Iterator[int]:
    people = plan.to_save
    for start in range(0, len(people), _BATCH):
        directory.save_people(conn, people[start : start + _BATCH], now)
        yield min(start + _BATCH, len(people))


def _merge(known: Person, said: Person, columns: frozenset[str]) -> Person:
    """Return what is known of a person, with what the file says in the columns it has."""

    def source(column: str) -> Person:
        return said if column in columns else known

    return replace(
        said,
        manager=source("manager").manager,
        department=source("department").department,
        position=source("position").position,
        level=source("level").level,
        hired_on=source("hired_on").hired_on,
        status=source("status").status,
        locale=source("locale").locale,
        zone=source("zone").zone,
        roles=source("roles").roles,
        attributes={**known.attributes, **said.attributes},
    )


def _differences(old: Person, new: Person) -> Iterator[FieldChange]:
    before, after = _as_text(old), _as_text(new)
    for field in {**before, **after}:
        if before.get(field) != after.get(field):
            yield FieldChange(field=field, old=before.get(field, ""), new=after.get(field, ""))


def _as_text(person: Person) -> dict[str, str]:
    said = {field: str(vars(person)[field] or "") for field in _FIELDS}
    return {**person.attributes, **said, "roles": ";".join(sorted(person.roles))}
