"""Reads workflows/README.md: what each key means, with an example, under the heading of its section.

**Why** the handbook and not a second list: the schema of the editors says what the handbook says, and a test sees to it
that the handbook has every key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from cycleflow import shipped

_HEADING = re.compile(r"(?m)^#+ (.+)$")
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A key as the handbook explains it."""

    key: str
    means: str
    example: str


def read_rows(text: str) -> dict[str, tuple[Row, ...]]:
    """Return the rows of the tables that explain keys, by the heading they stand under."""
    parts = _HEADING.split(text)
    return {heading: tuple(_rows(body)) for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


@cache
def handbook() -> Mapping[str, tuple[Row, ...]]:
    """Return the rows of the handbook that comes with cycleflow."""
    return read_rows((shipped.workflows() / "README.md").read_text(encoding="utf-8"))


def _rows(body: str) -> list[Row]:
    cells = [_CELL.split(line) for line in body.splitlines() if line.startswith("| `")]
    return [Row(key=row[1].strip(" `"), means=_plain(row[2]), example=_plain(row[3]).strip("`")) for row in cells]


def _plain(cell: str) -> str:
    return cell.strip().replace("\\|", "|")
