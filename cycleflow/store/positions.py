"""Where appraisals stand, read from the columns alone: for whoever looks at a whole cycle and needs no histories."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from cycleflow.store.bulk import chunks
from cycleflow.store.tables import appraisal

_NAMES_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Position:
    """One appraisal: whose it is, and the state it is in."""

    id: str
    person: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whose an appraisal is, and in which cycle."""

    person: str
    cycle: str


def subjects(connection: Connection, names: Collection[str]) -> Mapping[str, Subject]:
    """Return whose those of the appraisals are that exist, by name."""
    found: dict[str, Subject] = {}
    for chunk in chunks(sorted(names), _NAMES_AT_ONCE):
        query = select(appraisal.c.id, appraisal.c.person, appraisal.c.cycle_id).where(appraisal.c.id.in_(chunk))
        found |= {row.id: Subject(person=row.person, cycle=row.cycle_id) for row in connection.execute(query)}
    return found


def positions(connection: Connection, cycle: str, *, except_for: Collection[str] = ()) -> tuple[Position, ...]:
    """Return where the appraisals of a cycle stand, by name, but for those in the states named."""
    query = select(appraisal.c.id, appraisal.c.person, appraisal.c.state).where(appraisal.c.cycle_id == cycle)
    ordered = query.where(appraisal.c.state.not_in(except_for)).order_by(appraisal.c.id)
    return tuple(Position(id=row.id, person=row.person, state=row.state) for row in connection.execute(ordered))
