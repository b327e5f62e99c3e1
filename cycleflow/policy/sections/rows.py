"""Rows of a table that are chosen by what is known of a person: which columns there are, and whose each row is."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from cycleflow.policy.complaint import listed
from cycleflow.policy.node import Scalar
from cycleflow.policy.phrase import parse_number
from cycleflow.policy.reader import Reader
from cycleflow.policy.table import Row, Table

TOTAL = "adds_up_to"


def columns_of(reader: Reader, table: Table, needed: Collection[str], possible: Collection[str] = ()) -> bool:
    """Return whether a table has the columns it needs, having complained of those it lacks or may not have."""
    headings = {heading.text: heading for heading in table.headings}
    missing = [name for name in needed if name not in headings]
    if missing and headings:
        reader.complain(
            table.headings[0], f"This table needs a column {listed([repr(name) for name in missing], last='and')}."
        )
    known = dict.fromkeys([*needed, *possible])
    for name, heading in headings.items():
        if name not in known:
            reader.complain(heading, f"This table has no column {name!r}; known are {', '.join(known)}.")
    return not missing


def grouped(
    reader: Reader, table: Table, by: tuple[str, ...], known: Collection[str] = ()
) -> dict[tuple[str, ...], tuple[Row, ...]]:
    """Return the rows of each level of `by`; a level that is not `known`, where levels are, is complained of."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in table.rows:
        cells = [row.cells.get(name) for name in by]
        level = tuple(cell.text for cell in cells if isinstance(cell, Scalar))
        if len(level) < len(by):
            reader.complain(row.place, f"This row does not say for which {listed(by, last='and')} it is.")
        elif not known or reader.known(cells[0], known, "level") == level[0]:
            groups.setdefault(level, []).append(row)
    return {level: tuple(rows) for level, rows in groups.items()}


def own_total(reader: Reader, rows: tuple[Row, ...]) -> Decimal | None:
    """Return what the weights of one level are said to add up to, if anything else than the whole."""
    found = [reader.phrase(row.cells[TOTAL], parse_number) for row in rows if TOTAL in row.cells]
    return found[0] if found else None
