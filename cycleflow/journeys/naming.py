"""Naming people in a sheet: whom one may choose from, who is meant by what was typed, and whose clock binds them.

People are typed as people name them: an employee number, an email address, or what the page proposes, `name (number)`.
A sheet that is answered holds numbers alone. What the engine is told of them nobody can say himself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from cycleflow.core.model import Action, Answers, Appraisal, Cell, Value
from cycleflow.core.naming import people_in
from cycleflow.core.organisation import Person
from cycleflow.core.snapshot import AnswersBody, load_answers
from cycleflow.core.workflow import Field, FieldKind, Sheet, Workflow
from cycleflow.journeys.office import Office
from cycleflow.store import people

MOST_PROPOSED = 200
"""So many people a page proposes; of more, one types the employee number or the email address."""

_PROPOSED = re.compile(r".*[(（]([^()（）]+)[)）]")

Choices = Mapping[str | None, Sequence[Person]]
"""Who may be named, by the role they must hold; None: anybody. Too many to propose are an empty list."""


def choices(conn: Connection, appraisal: Appraisal, sheet: Sheet | None) -> Choices:
    """Return whom the fields of a sheet may name, as far as a page can propose them."""
    found: dict[str | None, Sequence[Person]] = {}
    for among in {field.among for field in _person_fields(sheet)}:
        several = people.active(conn, MOST_PROPOSED + 2) if among is None else _holders(conn, appraisal, among)
        others = tuple(one for one in several if one.number != appraisal.person)
        found[among] = others if len(others) <= MOST_PROPOSED else ()
    return found


def _holders(conn: Connection, appraisal: Appraisal, role: str) -> Sequence[Person]:
    numbers = {member.person for member in appraisal.cast.get(role, ())}
    return [person for _, person in sorted(people.several(conn, numbers).items()) if person.is_active]


def numbered(office: Office, sheet: Sheet | None, typed: Answers) -> Answers:
    """Return the answers with people by their numbers; what means nobody, or several, stays as it was typed."""
    texts = people_in(sheet, typed)
    if sheet is None or not texts:
        return typed
    with office.store.read() as conn:
        meant = {text: number for text in texts if (number := _meant(conn, text))}
    return {name: _renamed(sheet.fields.get(name), value, meant) for name, value in typed.items()}


def with_people(conn: Connection, workflow: Workflow, appraisal: Appraisal, action: Action) -> Action:
    """Return an answer that names people with the zones of those who are at work."""
    inputs = {name: value for name, value in action.inputs.items() if name != "people"}
    known = people.several(conn, _named_by(workflow, appraisal, action))
    if active := [person for person in known.values() if person.is_active]:
        inputs["people"] = {person.number: person.zone or workflow.calendar.zone for person in active}
    return replace(action, inputs=inputs)


def _named_by(workflow: Workflow, appraisal: Appraisal, action: Action) -> tuple[str, ...]:
    task = next((one for one in appraisal.asked if one.id == action.task), None)
    sheet = workflow.sheet_for(workflow.stages[task.state], task.role, appraisal.facts) if task else None
    said = action.inputs.get("sheet")
    if sheet is None or not isinstance(said, dict):
        return ()
    return people_in(sheet, load_answers(_plain(said)))


def _plain(said: Mapping[str, object]) -> AnswersBody:
    """Return what has the shape of a sheet; the engine refuses the rest."""
    shaped: dict[str, Cell | list[dict[str, Cell]]] = {}
    for name, value in said.items():
        if isinstance(value, str | bool):
            shaped[name] = value
        elif isinstance(value, list):
            shaped[name] = [row for row in value if isinstance(row, dict)]
    return shaped


def _person_fields(sheet: Sheet | None) -> list[Field]:
    fields = [one for field in sheet.fields.values() for one in (field, *field.columns.values())] if sheet else []
    return [field for field in fields if field.kind is FieldKind.PERSON]


def _meant(conn: Connection, text: str) -> str | None:
    proposed = _PROPOSED.fullmatch(text)
    for name in (text, *(proposed.groups() if proposed else ())):
        by_number = people.get(conn, name)
        found = (by_number,) if by_number else people.by_email(conn, name)
        active = [person for person in found if person.is_active]
        if len(active) == 1:
            return active[0].number
    return None


def _renamed(field: Field | None, value: Value, meant: Mapping[str, str]) -> Value:
    if field is None:
        return value
    if isinstance(value, tuple):
        return tuple({name: _cell(field.columns.get(name), cell, meant) for name, cell in row.items()} for row in value)
    return _cell(field, value, meant)


def _cell(field: Field | None, cell: Cell, meant: Mapping[str, str]) -> Cell:
    is_person = field is not None and field.kind is FieldKind.PERSON
    return meant.get(cell, cell) if is_person and isinstance(cell, str) else cell
