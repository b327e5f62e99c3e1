"""Tasks as rows: found by the link in a mail, by the person asked, by name.

A link exists once its task has been mailed: `arm` keeps the hash of its token and until when it opens. `renew` kills
the link that is out, so that the next mail carries another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, select, update

from cycleflow.core.model import TaskStatus
from cycleflow.errors import NotFoundError
from cycleflow.store.bulk import chunks
from cycleflow.store.tables import is_open, task

_NAMES_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """`generation` says which link is the valid one; `token_hash` is None as long as none has been mailed."""

    id: str
    appraisal: str
    cycle: str
    state: str
    role: str
    person: str
    opened_at: datetime
    due_at: datetime
    status: TaskStatus
    answer: str | None
    generation: int
    token_hash: str | None
    link_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Link:
    """What is kept of the link in a mail: the hash of its token, and until when it opens."""

    task: str
    generation: int
    token_hash: str
    until: datetime


def get(connection: Connection, name: str) -> TaskRow:
    """Return a task.

    Raises:
        NotFoundError: none has that name.
    """
    found = many(connection, [name])
    if not found:
        raise NotFoundError(kind="task", name=name)
    return found[name]


def many(connection: Connection, names: Collection[str]) -> Mapping[str, TaskRow]:
    """Return those of the tasks that exist, by name."""
    queries = [select(task).where(task.c.id.in_(chunk)) for chunk in chunks(sorted(names), _NAMES_AT_ONCE)]
    return {one.id: one for query in queries for one in _read(connection, query)}


def by_token(connection: Connection, token_hash: str) -> TaskRow | None:
    """Return the task a link leads to, be it open, closed or expired; None if there never was one or it was renewed."""
    found = _read(connection, select(task).where(task.c.token_hash == token_hash))
    return found[0] if found else None


def open_of(connection: Connection, person: str) -> tuple[TaskRow, ...]:
    """Return what a person is asked now, the most urgent first."""
    return _read(connection, select(task).where(task.c.person == person, is_open))


def of_appraisal(connection: Connection, name: str) -> tuple[TaskRow, ...]:
    """Return all tasks there ever were in an appraisal."""
    return _read(connection, select(task).where(task.c.appraisal_id == name))


def of_appraisals(connection: Connection, names: Collection[str]) -> tuple[TaskRow, ...]:
    """Return all tasks there ever were in several appraisals."""
    queries = [select(task).where(task.c.appraisal_id.in_(chunk)) for chunk in chunks(sorted(names), _NAMES_AT_ONCE)]
    return tuple(one for query in queries for one in _read(connection, query))


def arm(connection: Connection, links: Sequence[Link]) -> None:
    """Let the links that are about to be mailed open their tasks.

    A link whose generation has been renewed in the meantime stays dead.
    """
    if not links:
        return
    valid = (task.c.id == bindparam("name")) & (task.c.generation == bindparam("number"))
    opened = update(task).where(valid).values(token_hash=bindparam("hash"), link_until=bindparam("until"))
    rows = [
        {"name": link.task, "number": link.generation, "hash": link.token_hash, "until": link.until}
        for link in sorted(links, key=lambda link: link.task)
    ]
    connection.execute(opened, rows)


def renew(connection: Connection, name: str) -> None:
    """Kill the link that is out: the next one mailed is of another generation."""
    dead = {"generation": task.c.generation + 1, "token_hash": None, "link_until": None}
    connection.execute(update(task).where(task.c.id == name).values(dead))


def _to_task_row(row: RowMapping) -> TaskRow:
    """Return a task as it is stored."""
    said: dict[str, Any] = dict(row)
    appraisal, cycle, status = said.pop("appraisal_id"), said.pop("cycle_id"), TaskStatus(said.pop("status"))
    return TaskRow(appraisal=appraisal, cycle=cycle, status=status, **said)


def _read(connection: Connection, query: Select[Any]) -> tuple[TaskRow, ...]:
    found = [_to_task_row(row) for row in connection.execute(query).mappings()]
    return tuple(sorted(found, key=lambda one: (one.due_at, one.id)))
