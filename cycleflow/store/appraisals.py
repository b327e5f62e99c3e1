"""Appraisals: read back, find what is due, and save what was decided.

`save` is the only writer of an appraisal. Whatever a Decision says (the appraisal after, its Entry, its tasks, the
mails owed) is written in the caller's transaction, and only if nobody else has acted since the appraisal was read.

**Why** everything goes by executemany: a launch for ten thousand people takes as many statements as one for ten.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from cycleflow.core.model import Appraisal, Decision, Notice, Task, TaskStatus
from cycleflow.errors import CollisionError, InputError, NotFoundError
from cycleflow.store import drafts, outbox
from cycleflow.store.bulk import Row, chunks, insert_new, upsert
from cycleflow.store.columns import appraisal_row, entry_row, task_row, to_appraisal
from cycleflow.store.tables import appraisal, entry, person, task

SendTime: TypeAlias = Callable[[Decision, Notice], datetime]
"""Says when a notice may leave; a digest waits for its hour."""

_NAMES_AT_ONCE = 500

_ONE = select(appraisal.c.body).where(appraisal.c.id == bindparam("name"))
_ONE_LOCKED = _ONE.with_for_update(key_share=True)

_DEPARTMENT = select(person.c.department).where(person.c.number == bindparam("ratee")).scalar_subquery()
_CHANGING = ("person", "state", "seq", "head", "score", "grade", "outcomes", "due_at", "opened_at", "body")
_CHANGE = (
    update(appraisal)
    .where(appraisal.c.id == bindparam("name"), appraisal.c.seq == bindparam("seq_read"))
    .values({column: bindparam(column) for column in _CHANGING})
)
_ADD_ENTRY = insert(entry)


class UnknownPersonError(InputError):
    """A task was given to a number nobody has; nothing was saved."""

    words = "Only people who are in the directory can be asked: {people}."


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whose an appraisal is, or of which unit, and in which cycle."""

    person: str
    cycle: str
    unit: str | None = None


def get(connection: Connection, name: str, *, lock: bool = False) -> Appraisal:
    """Return an appraisal; with `lock`, nobody else can act on it until the transaction ends.

    Raises:
        NotFoundError: none has that name.
    """
    body = connection.scalar(_ONE_LOCKED if lock else _ONE, {"name": name})
    if body is None:
        raise NotFoundError(kind="appraisal", name=name)
    return to_appraisal(body)


def many(
    connection: Connection, names: Collection[str], *, lock: bool = False, hold: bool = False
) -> Mapping[str, Appraisal]:
    """Return those of the appraisals that exist, by name.

    With `lock`, nobody else can act on them until the transaction ends; with `hold`, others may look at them too.
    """
    found: dict[str, Appraisal] = {}
    for chunk in chunks(sorted(names), _NAMES_AT_ONCE):
        query = select(appraisal.c.body).where(appraisal.c.id.in_(chunk)).order_by(appraisal.c.id)
        query = query.with_for_update(read=hold, key_share=lock) if lock or hold else query
        found |= {one.id: one for one in _read(connection, query)}
    return found


def of_cycle(connection: Connection, cycle: str, *, state: str | None = None) -> tuple[Appraisal, ...]:
    """Return the appraisals of a cycle, by name; with `state`, those that are in it."""
    query = select(appraisal.c.body).where(appraisal.c.cycle_id == cycle)
    found = _read(connection, query.where(appraisal.c.state == state) if state else query)
    return tuple(sorted(found, key=lambda one: one.id))


def names_of(connection: Connection, cycle: str) -> tuple[str, ...]:
    """Return the names of a cycle's appraisals."""
    return tuple(connection.scalars(select(appraisal.c.id).where(appraisal.c.cycle_id == cycle)))


def count(connection: Connection, cycle: str) -> int:
    """Return how many appraisals a cycle has."""
    return connection.scalar(select(func.count()).where(appraisal.c.cycle_id == cycle)) or 0


def of_person(connection: Connection, number: str) -> tuple[Appraisal, ...]:
    """Return a person's appraisals across all cycles, the earliest first."""
    query = select(appraisal.c.body).where(appraisal.c.person == number)
    return tuple(sorted(_read(connection, query), key=lambda one: (one.starts_on, one.id)))


def subjects(connection: Connection, names: Collection[str]) -> Mapping[str, Subject]:
    """Return whose those of the appraisals are that exist, by name."""
    found: dict[str, Subject] = {}
    for chunk in chunks(sorted(names), _NAMES_AT_ONCE):
        columns = (appraisal.c.id, appraisal.c.person, appraisal.c.cycle_id, appraisal.c.unit)
        rows = connection.execute(select(*columns).where(appraisal.c.id.in_(chunk)))
        found |= {row.id: Subject(person=row.person, cycle=row.cycle_id, unit=row.unit) for row in rows}
    return found


def due(
    connection: Connection, now: datetime, limit: int, *, except_for: Collection[str] = ()
) -> tuple[Appraisal, ...]:
    """Return appraisals the clock has something to do for, most overdue first.

    They are ours until the transaction ends; another process that asks at the same moment is given others.
    """
    query = select(appraisal.c.body).where(appraisal.c.due_at <= now).order_by(appraisal.c.due_at).limit(limit)
    if except_for:
        query = query.where(appraisal.c.id.not_in(except_for))
    return _read(connection, query.with_for_update(key_share=True, skip_locked=True))


def next_due_at(connection: Connection, *, after: datetime | None = None) -> datetime | None:
    """Return when the clock next has something to do, or next after an instant."""
    query = select(appraisal.c.due_at).where(appraisal.c.due_at.is_not(None)).order_by(appraisal.c.due_at).limit(1)
    return connection.scalar(query.where(appraisal.c.due_at > after) if after else query)


def at_once(decision: Decision, _notice: Notice) -> datetime:
    """Let a notice leave as soon as it is owed."""
    return decision.entry.at


def save(connection: Connection, decisions: Sequence[Decision], *, send_at: SendTime = at_once) -> None:
    """Save decisions with all that follows from them, in the caller's transaction.

    Several decisions on one appraisal are saved in their order. Locks are taken by name, so that two bulk saves
    wait for each other instead of blocking each other.

    Raises:
        CollisionError: somebody else acted on one of the appraisals after it was read; roll back, look again.
        UnknownPersonError: somebody is asked who is not in the directory.
    """
    in_order = sorted(decisions, key=lambda one: (one.appraisal.id, one.entry.seq))
    for chunk in chunks(in_order):
        _save_chunk(connection, chunk, send_at)


def _save_chunk(connection: Connection, decisions: Sequence[Decision], send_at: SendTime) -> None:
    _insert_appraisals(connection, [one for one in decisions if one.entry.seq == 0])
    _update_appraisals(connection, [one for one in decisions if one.entry.seq > 0])
    connection.execute(_ADD_ENTRY, [entry_row(one.entry) for one in decisions])
    touched = [(each, one.appraisal) for one in decisions for each in one.tasks]
    _save_tasks(connection, touched)
    outbox.queue(connection, [mail for one in decisions for mail in _mails(one, send_at)])


def _insert_appraisals(connection: Connection, decisions: Sequence[Decision]) -> None:
    """Insert what is launched; whoever is appraised counts to the department they are in now."""
    rows = [{**appraisal_row(one.appraisal), "ratee": one.appraisal.person} for one in decisions]
    if insert_new(connection, appraisal, rows, department=_DEPARTMENT) != len(rows):
        raise CollisionError(appraisal=_first_overtaken(connection, decisions))


def _update_appraisals(connection: Connection, decisions: Sequence[Decision]) -> None:
    """Compare and set: a row is changed only if it is still as it was when the decision was made."""
    rows = [_change(one) for one in decisions]
    if rows and connection.execute(_CHANGE, rows).rowcount != len(rows):
        raise CollisionError(appraisal=_first_overtaken(connection, decisions))


def _change(decision: Decision) -> Row:
    row = appraisal_row(decision.appraisal)
    change = {name: row[name] for name in _CHANGING}
    return {**change, "name": decision.appraisal.id, "seq_read": decision.entry.seq - 1}


def _first_overtaken(connection: Connection, decisions: Sequence[Decision]) -> str:
    """Return the first appraisal that is not as these decisions leave it; all are, if they were saved before."""
    ours = {one.appraisal.id: one.appraisal.head for one in decisions}
    heads: dict[str, str] = {}
    for chunk in chunks(list(ours), _NAMES_AT_ONCE):
        query = select(appraisal.c.id, appraisal.c.head).where(appraisal.c.id.in_(chunk))
        heads |= {row.id: row.head for row in connection.execute(query)}
    return next((name for name, head in ours.items() if heads.get(name) != head), decisions[0].appraisal.id)


def _save_tasks(connection: Connection, touched: Sequence[tuple[Task, Appraisal]]) -> None:
    """Write the tasks; what was typed into one that is closed now is forgotten."""
    rows = [{**task_row(one, of), "generation": 0} for one, of in touched]
    in_order = sorted(rows, key=lambda row: row["id"])
    try:
        upsert(connection, task, in_order, changing=["state", "due_at", "status", "answer"])
    except IntegrityError as error:
        asked = sorted({one.member.person for one, _ in touched if one.status is TaskStatus.OPEN})
        raise UnknownPersonError(people=", ".join(asked)) from error
    drafts.discard(connection, [one.id for one, _ in touched if one.status is not TaskStatus.OPEN])


def _mails(decision: Decision, send_at: SendTime) -> Iterable[outbox.Mail]:
    """Yield the mails a decision owes, named after its Entry: they cannot be owed twice."""
    for number, notice in enumerate(decision.notices):
        yield outbox.Mail(
            id=f"{decision.appraisal.id}.{decision.entry.seq}.{number}",
            appraisal=decision.appraisal.id,
            task=notice.task,
            person=notice.person,
            kind=notice.kind,
            facts=notice.facts,
            digest=notice.digest,
            send_at=send_at(decision, notice),
        )


def _read(connection: Connection, query: Select[Any]) -> tuple[Appraisal, ...]:
    return tuple(to_appraisal(body) for body in connection.scalars(query))
