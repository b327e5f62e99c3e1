"""Histories: the entries of appraisals, as they were written.

What is stored is the text the hash covers. It is handed out as text where somebody is to check it, and as Entries
where somebody is to read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, select

from cycleflow.core.history import from_body
from cycleflow.core.model import Entry
from cycleflow.store.tables import appraisal, entry


@dataclass(frozen=True, kw_only=True)
class Link:
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


def links(connection: Connection, name: str) -> tuple[Link, ...]:
    """Return the history of an appraisal as stored."""
    query = select(entry).where(entry.c.appraisal_id == name).order_by(entry.c.seq)
    return tuple(Link(appraisal=row.appraisal_id, seq=row.seq, body=row.body, hash=row.hash) for row in connection.execute(query))


def entries(connection: Connection, name: str) -> tuple[Entry, ...]:
    """Return the history of an appraisal.

    Raises:
        ValueError: an entry was edited beyond reading; `links` still returns it.
    """
    return tuple(link.read() for link in links(connection, name))
