"""The tables beside a regulation, and what becomes of `table: posts.csv` in it.

Where a regulation has a mapping of named things, the rows of a table are further things: the first column is their
name, the other headings are their keys; or there is one more column, `value`, which is what the name holds. With `by`
beside it a table is kept as it is: its rows are chosen for each person, and whoever reads that section looks them up.

**Why** only a plain file name: a regulation that could name any path could read any file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cycleflow.errors import InputError
from cycleflow.policy.complaint import Complaints, PolicyError
from cycleflow.policy.node import Items, Node, Pairs, Scalar
from cycleflow.policy.table import Row, Table, read_table

TABLE, BY, NAME, VALUE = "table", "by", "name", "value"
MOST_TABLES = 30

_FILE = re.compile(r"[^\W_][\w.-]{0,100}\.csv")


class NoTableError(InputError):
    words = "There is no table {file} beside the regulation."


Find = Callable[[str], str]
"""Returns the text of a table by its name, and raises InputError where there is none."""


def nowhere(file: str) -> str:
    """Find no table: the regulation lies in no folder."""
    raise NoTableError(file=file)


def among(texts: Mapping[str, str]) -> Find:
    """Find tables among those that were kept with a regulation."""

    def find(file: str) -> str:
        return texts[file] if file in texts else nowhere(file)

    return find


@dataclass(kw_only=True)
class Tables:
    """The tables a regulation names, each read when it is first asked for; `folder` goes before their names."""

    find: Find
    complaints: Complaints
    folder: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    read: dict[str, Table] = field(default_factory=dict)

    def get(self, node: Node) -> Table | None:
        """Return the table a node names, or None after a complaint."""
        if not isinstance(node, Scalar) or not _FILE.fullmatch(node.text):
            sentence = "A table is named like posts.csv: a plain file name beside the regulation."
            self.complaints.add(node.place, sentence)
            return None
        if node.text not in self.read:
            self.read[node.text] = self._read(node)
        return self.read[node.text]

    def _read(self, node: Scalar) -> Table:
        file = f"{self.folder}{node.text}"
        if len(self.read) >= MOST_TABLES:
            self.complaints.add(node.place, f"A regulation may have {MOST_TABLES} tables.")
            return Table(file=file)
        try:
            text = self.texts[node.text] = self.find(node.text)
        except PolicyError as error:
            self.complaints.take(error)
            return Table(file=file)
        except InputError as error:
            self.complaints.add(node.place, str(error))
            return Table(file=file)
        return read_table(text, file, self.complaints)


def expand(node: Node, tables: Tables) -> Node:
    """Return the nodes with the rows of tables in the place of their names."""
    if isinstance(node, Items):
        return replace(node, items=tuple(expand(item, tables) for item in node))
    if isinstance(node, Scalar):
        return node
    pairs = tuple((key, expand(value, tables)) for key, value in node)
    named = node.get(TABLE)
    if named is None or isinstance(node.get(BY), Scalar | Items):
        return replace(node, pairs=pairs)
    keys = [key.text for key, _ in pairs]
    place = keys.index(TABLE)
    table = tables.get(named)
    rows = tuple(_named(table, set(keys), tables.complaints)) if table else ()
    return replace(node, pairs=(*pairs[:place], *rows, *pairs[place + 1 :]))


def _named(table: Table, taken: set[str], complaints: Complaints) -> Iterator[tuple[Scalar, Node]]:
    """Yield the rows as names with what they hold."""
    if table.headings and table.headings[0].text != NAME:
        complaints.add(table.headings[0].place, f"The first column holds the names; call it {NAME!r}.")
        return
    keys = table.headings[1:]
    for row in table.rows:
        name = row.cells.get(NAME)
        if not isinstance(name, Scalar):
            complaints.add(row.place, "This row has no name.")
        elif name.text in taken:
            complaints.add(name.place, f"{name.text} is there twice.")
        else:
            taken.add(name.text)
            yield name, _held(row, keys, complaints)


def _held(row: Row, keys: tuple[Scalar, ...], complaints: Complaints) -> Node:
    if [key.text for key in keys] != [VALUE]:
        return Pairs(place=row.place, pairs=tuple((key, row.cells[key.text]) for key in keys if key.text in row.cells))
    if VALUE not in row.cells:
        complaints.add(row.place, "This row has no value.")
        return Scalar(place=row.place, text="", broken=True)
    return row.cells[VALUE]
