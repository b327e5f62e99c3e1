"""Which results are made of which others: who has to be looked at again when one of them changes.

A source is an appraisal, or a whole set of them by a name: a cycle and who of it, such as
`hotline-2026-10/skill_group=VIP`. **Why** sets: of a thousand people whose mean everybody is measured against, each
would be noted a thousand times.

It is only an index: every entry that took something over says from where.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from cycleflow.store.bulk import chunks, insert_new
from cycleflow.store.tables import dependency

_NAMES_AT_ONCE = 500


def save(connection: Connection, sources: Mapping[str, Collection[str]]) -> None:
    """Note what appraisals depend on, by the name of each; what is known already is passed over."""
    rows = [
        {"appraisal_id": appraisal, "source": source, "cycle": _cycle_of(source)}
        for appraisal in sorted(sources)
        for source in sorted(sources[appraisal])
    ]
    for chunk in chunks(rows):
        insert_new(connection, dependency, chunk)


def of(connection: Connection, sources: Collection[str]) -> frozenset[str]:
    """Return the appraisals that depend on any of the sources."""
    queries = (
        select(dependency.c.appraisal_id).where(dependency.c.source.in_(chunk))
        for chunk in chunks(sorted(sources), _NAMES_AT_ONCE)
    )
    return frozenset(name for query in queries for name in connection.scalars(query))


def sets_of(connection: Connection, cycle: str) -> frozenset[str]:
    """Return the sets of a cycle's appraisals anybody depends on."""
    return frozenset(connection.scalars(select(dependency.c.source).where(dependency.c.cycle == cycle).distinct()))


def _cycle_of(source: str) -> str | None:
    cycle, slash, _ = source.partition("/")
    return cycle if slash else None
