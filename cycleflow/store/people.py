"""People: the directory every cast, name and address comes from."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from cycleflow.core.organisation import ACTIVE, Organisation, Person
from cycleflow.store.bulk import Row, chunks, upsert
from cycleflow.store.tables import person

_NAMES_AT_ONCE = 500
_COLUMNS = ("department", "position", "level")
_CHANGING = [column.name for column in person.columns if not column.primary_key]


def load_organisation(connection: Connection) -> Organisation:
    """Return everybody, with the lines between them."""
    return Organisation(people(connection))


def people(connection: Connection) -> Mapping[str, Person]:
    """Return everybody by employee number."""
    rows = connection.execute(select(person).order_by(person.c.number)).mappings()
    return {row["number"]: _to_person(row) for row in rows}


def get(connection: Connection, number: str) -> Person | None:
    """Return the person with an employee number."""
    row = connection.execute(select(person).where(person.c.number == number)).mappings().first()
    return _to_person(row) if row else None


def several(connection: Connection, numbers: Collection[str]) -> Mapping[str, Person]:
    """Return those of the people that exist, by employee number."""
    queries = [select(person).where(person.c.number.in_(chunk)) for chunk in chunks(sorted(numbers), _NAMES_AT_ONCE)]
    return {row["number"]: _to_person(row) for query in queries for row in connection.execute(query).mappings()}


def active(connection: Connection, most: int) -> tuple[Person, ...]:
    """Return those at work, so many at most, by employee number."""
    query = select(person).where(person.c.status == ACTIVE).order_by(person.c.number).limit(most)
    return tuple(_to_person(row) for row in connection.execute(query).mappings())


def below(connection: Connection, managers: Collection[str]) -> tuple[Person, ...]:
    """Return whoever has one of these direct superiors, at work or not, by employee number."""
    query = select(person).where(person.c.manager.in_(sorted(managers))).order_by(person.c.number)
    return tuple(_to_person(row) for row in connection.execute(query).mappings())


def having(connection: Connection, column: str, value: str) -> tuple[Person, ...]:
    """Return whoever has a value in a column of the people file, at work or not, by employee number."""
    if column in _COLUMNS:
        wanted = person.c[column] == value
    else:
        pair = json.dumps({column: value}, ensure_ascii=False)[1:-1]
        wanted = person.c.attributes.contains(pair, autoescape=True)
    found = (
        _to_person(row) for row in connection.execute(select(person).where(wanted).order_by(person.c.number)).mappings()
    )
    return tuple(one for one in found if one.column(column) == value)


def in_role(connection: Connection, role: str) -> tuple[Person, ...]:
    """Return whoever the people file gives a role, by employee number."""
    listed = person.c.roles.contains(json.dumps(role, ensure_ascii=False), autoescape=True)
    rows = connection.execute(select(person).where(listed).order_by(person.c.number)).mappings()
    return tuple(_to_person(row) for row in rows)


def by_email(connection: Connection, email: str) -> tuple[Person, ...]:
    """Return whoever has an address, however it is capitalised; more than one only if the import let it pass."""
    query = select(person).where(person.c.address == _address(email), person.c.address != "").order_by(person.c.number)
    return tuple(_to_person(row) for row in connection.execute(query).mappings())


def save_people(connection: Connection, people: Sequence[Person], now: datetime) -> None:
    """Add people, or bring those already known up to date. Nobody is ever removed: histories name them."""
    for chunk in chunks(sorted(people, key=lambda one: one.number)):
        upsert(connection, person, [_to_row(one, now) for one in chunk], changing=_CHANGING)


def _to_row(one: Person, now: datetime) -> Row:
    return {
        "number": one.number,
        "name": one.name,
        "email": one.email,
        "address": _address(one.email),
        "manager": one.manager,
        "department": one.department,
        "position": one.position,
        "level": one.level,
        "hired_on": one.hired_on,
        "status": one.status,
        "locale": one.locale,
        "zone": one.zone,
        "roles": json.dumps(sorted(one.roles), ensure_ascii=False),
        "attributes": json.dumps(dict(one.attributes), ensure_ascii=False),
        "updated_at": now,
    }


def _to_person(row: RowMapping) -> Person:
    said: dict[str, Any] = dict(row)
    del said["address"], said["updated_at"]
    said["roles"] = frozenset(json.loads(said["roles"]))
    said["attributes"] = json.loads(said["attributes"])
    return Person(**said)


def _address(email: str) -> str:
    return email.strip().casefold()
