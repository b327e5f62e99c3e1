"""Histories: the entries of appraisals, as they were written.

What is stored is the text the hash covers. It is handed out as text where somebody is to check it, and as Entries
where somebody is to read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, select

from cycleflow.core.history import from_body
from cycleflow.core.model import Entry
from cycleflow.errors import NotFoundError
from cycleflow.store.bulk import chunks
from cycleflow.store.tables import appraisal, entry, task

_NAMES_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class StoredEntry:
    """One entry as it lies in the table; an edited one need not be readable."""

    appraisal: str
    seq: int
    body: str
    hash: str

    def read(self) -> Entry:
        """Return the Entry the text is of.

        Raises:
            ValueError: it is not the text of an Entry; somebody has edited it.
        """
        return from_body(self.body, self.hash)


@dataclass(frozen=True, kw_only=True)
class Record:
    """All that is stored of one appraisal: its row, its history, the rows of its tasks; rows by column."""

    appraisal: str
    row: RowMapping
    entries: tuple[StoredEntry, ...]
    tasks: tuple[RowMapping, ...]


def stored(connection: Connection, name: str) -> tuple[StoredEntry, ...]:
    """Return the history of an appraisal as it lies in the table."""
    return tuple(_entries_of(connection, [name])[name])


def entries(connection: Connection, name: str) -> tuple[Entry, ...]:
    """Return the history of an appraisal; empty if there is none of that name.

    Raises:
        ValueError: an entry was edited beyond reading; `stored` still returns it.
    """
    return tuple(one.read() for one in stored(connection, name))


def stream(connection: Connection, cycle: str) -> Iterator[Record]:
    """Yield everything stored of a cycle, appraisal by appraisal, by name; memory does not grow with the cycle."""
    names = connection.scalars(select(appraisal.c.id).where(appraisal.c.cycle_id == cycle).order_by(appraisal.c.id))
    for chunk in chunks(names.all(), _NAMES_AT_ONCE):
        yield from _records(connection, chunk)


def record(connection: Connection, name: str) -> Record:
    """Return everything stored of one appraisal.

    Raises:
        NotFoundError: none has that name.
    """
    found = next(_records(connection, [name]), None)
    if found is None:
        raise NotFoundError(kind="appraisal", name=name)
    return found


def orphans(connection: Connection) -> tuple[str, ...]:
    """Return the names under which entries are stored though the appraisal itself is gone."""
    alone = select(entry.c.appraisal_id).join(appraisal, isouter=True).where(appraisal.c.id.is_(None)).distinct()
    return tuple(sorted(connection.scalars(alone)))


def _records(connection: Connection, names: Sequence[str]) -> Iterator[Record]:
    links = _entries_of(connection, names)
    tasks: defaultdict[str, list[RowMapping]] = defaultdict(list)
    for row in connection.execute(select(task).where(task.c.appraisal_id.in_(names)).order_by(task.c.id)).mappings():
        tasks[row["appraisal_id"]].append(row)
    query = select(appraisal).where(appraisal.c.id.in_(names)).order_by(appraisal.c.id)
    for row in connection.execute(query).mappings():
        name = row["id"]
        yield Record(appraisal=name, row=row, entries=tuple(links[name]), tasks=tuple(tasks[name]))


def _entries_of(connection: Connection, names: Sequence[str]) -> defaultdict[str, list[StoredEntry]]:
    found: defaultdict[str, list[StoredEntry]] = defaultdict(list)
    query = select(entry).where(entry.c.appraisal_id.in_(names)).order_by(entry.c.appraisal_id, entry.c.seq)
    for row in connection.execute(query):
        found[row.appraisal_id].append(
            StoredEntry(appraisal=row.appraisal_id, seq=row.seq, body=row.body, hash=row.hash)
        )
    return found
