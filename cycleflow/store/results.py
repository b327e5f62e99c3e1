"""Results across cycles: what the same ratees came to by the same regulation, without reading any body."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from sqlalchemy import Connection, RowMapping, func, select

from cycleflow.core.model import Cell
from cycleflow.store.bulk import chunks
from cycleflow.store.tables import appraisal, cycle

_NAMES_AT_ONCE = 500
_LOCKS = 512
"""Ratees are locked by the remainder of a sum: as many locks as a database lets one transaction hold with ease."""


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """One result; `outcomes` is None where they were never worked out."""

    appraisal: str
    cycle: str
    period: str
    starts_on: date
    ends_on: date
    fingerprint: str
    state: str
    seq: int
    score: str | None
    grade: str | None
    outcomes: Mapping[str, Cell] | None


def ratee_of(name: str, cycle_id: str) -> str:
    """Return who or what an appraisal is of, the same in every cycle: the part of its name after the cycle's."""
    return name.removeprefix(f"{cycle_id}.")


def of_ratees(connection: Connection, workflow: str, ratees: Collection[str]) -> Mapping[str, tuple[ResultRow, ...]]:
    """Return the results of these ratees by one regulation, the earliest first."""
    cycles = connection.scalars(select(cycle.c.id).where(cycle.c.workflow == workflow)).all()
    names = sorted(f"{one}.{ratee}" for one in cycles for ratee in ratees)
    found: defaultdict[str, list[ResultRow]] = defaultdict(list)
    for chunk in chunks(names, _NAMES_AT_ONCE):
        for row in connection.execute(_ROWS.where(appraisal.c.id.in_(chunk))).mappings():
            found[ratee_of(row["appraisal"], row["cycle"])].append(_to_row(row))
    return {ratee: tuple(sorted(rows, key=lambda one: (one.starts_on, one.appraisal))) for ratee, rows in found.items()}


def lock_ratees(connection: Connection, ratees: Collection[str]) -> None:
    """Let nobody else work out, until the transaction ends, what these ratees' earlier periods come to.

    **Why**: two periods of one person settled at once would each miss what the other changes. SQLite has one writer
    at a time anyway.
    """
    if connection.dialect.name != "postgresql":
        return
    for key in sorted({crc32(ratee.encode()) % _LOCKS for ratee in ratees}):
        connection.execute(select(func.pg_advisory_xact_lock(_NAMESPACE, key)))


_NAMESPACE = 0x6F75
_ROWS = select(
    appraisal.c.id.label("appraisal"),
    appraisal.c.cycle_id.label("cycle"),
    cycle.c.period,
    cycle.c.starts_on,
    cycle.c.ends_on,
    cycle.c.fingerprint,
    appraisal.c.state,
    appraisal.c.seq,
    appraisal.c.score,
    appraisal.c.grade,
    appraisal.c.outcomes,
).join(cycle, cycle.c.id == appraisal.c.cycle_id)


def _to_row(row: RowMapping) -> ResultRow:
    outcomes = row["outcomes"]
    return ResultRow(**{**row, "outcomes": None if outcomes is None else json.loads(outcomes)})
