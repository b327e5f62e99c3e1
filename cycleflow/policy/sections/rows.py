"""Rows of a table that are chosen by what is known of a person: which columns there are, and whose each row is."""

from __future__ import annotations

from collections.abc import Collection

from cycleflow.policy.complaint import listed
from cycleflow.policy.node import Scalar
from cycleflow.policy.reader import Reader
from cycleflow.policy.table import Row, Table


def columns_of(reader: Reader, table: Table, needed: Collection[str], possible: Collection[str] = ()) -> bool:
    """Return whether a table has the columns it needs, having complained of those it lacks or may not have."""
    headings = {heading.text: heading for heading in table.headings}
    missing = [name for name in needed if name not in headings]
    if missing and headings:
        reader.complain(
            table.headings[0], f"This table needs a column {listed([repr(name) for name in missing], last='and')}."
        )
    for name, heading in headings.items():
        if name not in {*needed, *possible}:
            reader.complain(heading, f"This table has no column {name!r}; known are {', '.join([*needed, *possible])}.")
    return not missing


def grouped(reader: Reader, table: Table, by: str, known: Collection[str] = ()) -> dict[str, tuple[Row, ...]]:
    """Return the rows of each level of `by`; a level that is not `known`, where levels are, is complained of."""
    groups: dict[str, list[Row]] = {}
    for row in table.rows:
        cell = row.cells.get(by)
        if not isinstance(cell, Scalar):
            reader.complain(row.place, f"This row does not say for which {by} it is.")
        elif not known or reader.known(cell, known, "level") == cell.text:
            groups.setdefault(cell.text, []).append(row)
    return {level: tuple(rows) for level, rows in groups.items()}
