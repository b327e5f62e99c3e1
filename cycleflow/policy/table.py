"""Reads a table beside a regulation: a CSV file whose every cell knows where it stands.

The first row holds the headings, every other one a row. Lines that begin with `#` are remarks, and so is every column
whose heading does; neither has a meaning. A cell is the text it holds, unless it begins with `{` or `[`: then it is
read like YAML written on one line.

**Why** not the csv module: a complaint needs the line and column of the cell, and of the part of it that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cycleflow.policy.complaint import Complaints, Place
from cycleflow.policy.node import Items, Node, Pairs, Scalar
from cycleflow.policy.source import is_readable, read_nodes

MOST_ROWS = 2000
MOST_COLUMNS = 60

_CELL = re.compile(r'"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^",\r\n][^,\r\n]*|)')
_END = re.compile(r",|\r?\n|\Z")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: where it begins, and its cells by heading; a cell that is empty is not there."""

    place: Place
    cells: dict[str, Node]

    def key(self, heading: str) -> Scalar:
        """Return what a cell says, as one text; nothing, at the row's beginning, where it is empty."""
        cell = self.cells.get(heading)
        return cell if isinstance(cell, Scalar) else Scalar(place=cell.place if cell else self.place, text="")


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as read: `headings` know where they stand, `content` is what it means without places and remarks."""

    file: str
    headings: tuple[Scalar, ...] = ()
    rows: tuple[Row, ...] = ()
    content: list[list[str]] = field(default_factory=list)


def read_table(text: str, file: str, complaints: Complaints) -> Table:
    """Return the table; what is wrong with it goes to `complaints`, each with its place in `file`."""
    if not is_readable(text, complaints, file):
        return Table(file=file)
    records = list(_records(text, file, complaints))
    if not records:
        complaints.add(Place(1, 1, file), "The table is empty; its first row holds the headings.")
        return Table(file=file)
    headings = _headings(records[0], file, complaints)
    rows = [_row(record, headings, complaints) for record in records[1:] if any(cell.text for cell in record)]
    if len(rows) > MOST_ROWS:
        complaints.add(Place(1, 1, file), f"The table has {len(rows)} rows; it may have {MOST_ROWS}.")
    kept = {index: heading for index, heading in headings.items() if not heading.text.startswith("#")}
    return Table(
        file=file,
        headings=tuple(kept.values()),
        rows=tuple(rows[:MOST_ROWS]),
        content=[[_text(record, index) for index in kept] for record in records],
    )


def _headings(record: list[Scalar], file: str, complaints: Complaints) -> dict[int, Scalar]:
    """Return the headings by the number of their column, remarks among them."""
    found: dict[int, Scalar] = {}
    if len(record) == 1 and re.search("[;\t]", record[0].text):
        complaints.add(record[0].place, "The columns of a table are separated by commas; save it again so.")
    if len(record) > MOST_COLUMNS:
        complaints.add(Place(1, 1, file), f"The table has {len(record)} columns; it may have {MOST_COLUMNS}.")
    for index, cell in enumerate(record[:MOST_COLUMNS]):
        if not cell.text:
            complaints.add(cell.place, "A heading is missing here.")
        elif cell.text in {one.text for one in found.values()}:
            complaints.add(cell.place, f"The heading {cell.text} stands here twice.")
        else:
            found[index] = cell
    return found


def _row(record: list[Scalar], headings: dict[int, Scalar], complaints: Complaints) -> Row:
    for cell in record[len(headings) :]:
        if cell.text:
            complaints.add(cell.place, "This cell has no heading.")
    cells = {
        heading.text: _node(record[index], complaints)
        for index, heading in headings.items()
        if not heading.text.startswith("#") and _text(record, index)
    }
    return Row(place=record[0].place, cells=cells)


def _text(record: list[Scalar], index: int) -> str:
    return record[index].text if index < len(record) else ""


def _records(text: str, file: str, complaints: Complaints) -> Iterator[list[Scalar]]:
    """Yield the rows as cells, the headings first; at a quote that never ends there is no going on."""
    at, line, begins = 0, 1, 0
    while at < len(text):
        if text[at] in "#\r\n":
            at = (text.find("\n", at) + 1) or len(text)
            line, begins = line + 1, at
            continue
        record: list[Scalar] = []
        end = ","
        while end == ",":
            found = _CELL.match(text, at)
            place = Place(line, at - begins + 1, file)
            closed = _END.match(text, found.end()) if found else None
            if found is None or closed is None:
                complaints.add(place, "A text in quotes is not closed, or something stands behind its end.")
                return
            record.append(_cell(found, place))
            breaks = found[0].count("\n")
            if breaks:
                line, begins = line + breaks, at + found[0].rindex("\n") + 1
            at, end = closed.end(), closed[0]
        line, begins = line + 1, at
        yield record


def _cell(found: re.Match[str], place: Place) -> Scalar:
    quoted = found["quoted"]
    if quoted is None:
        return Scalar(place=place, text=found[0].strip(), raw=found[0].rstrip())
    return Scalar(place=place, text=quoted.replace('""', '"').strip(), plain=False, raw=found[0])


def _node(cell: Scalar, complaints: Complaints) -> Node:
    """Return what a cell holds: its text, or the nodes of what is written in it."""
    if cell.text[0] not in "{[":
        return cell
    inner = Complaints(cell.place.file)
    read = read_nodes(cell.text, inner)
    for one in inner.found:
        complaints.add(_moved(Place(one.line, one.column), cell), one.sentence)
    return _shift(read, cell) if read else replace(cell, broken=True)


def _shift(node: Node, cell: Scalar) -> Node:
    """Return a node of a cell's text with its place in the file."""
    place = _moved(node.place, cell)
    if isinstance(node, Scalar):
        return replace(node, place=place)
    if isinstance(node, Items):
        return replace(node, place=place, items=tuple(_shift(item, cell) for item in node))
    return Pairs(place=place, pairs=tuple((_shift_key(key, cell), _shift(value, cell)) for key, value in node))


def _shift_key(key: Scalar, cell: Scalar) -> Scalar:
    return replace(key, place=_moved(key.place, cell))


def _moved(place: Place, cell: Scalar) -> Place:
    """Return the place in the file of a place in the cell's text; quotes are doubled there."""
    if place.line > 1:
        return cell.place
    before = cell.text[: place.column - 1]
    doubled = 0 if cell.plain else 1 + before.count('"')
    return Place(cell.place.line, cell.place.column + len(before) + doubled, cell.place.file)
