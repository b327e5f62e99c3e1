"""What commands print: JSON for programs, tables for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from cycleflow.errors import InputError


class UnwritableError(InputError):
    words = "The file {file} cannot be written: {reason}. Name another place."


def print_json(said: object) -> None:
    """Print one JSON value."""
    click.echo(json.dumps(said, ensure_ascii=False, indent=2))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None) -> None:
    """Print a table as wide as the terminal; into a file or a pipe, as wide as it needs."""
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = 400
    table = Table(*columns, title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def local(at: datetime, zone: str) -> str:
    """Return an instant on the wall of a zone: day and minute."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file that is there in whole once everything is written, or as it was before.

    Raises:
        UnwritableError: it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise UnwritableError(file=path, reason=error.strerror) from None
    finally:
        part.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all.

    Raises:
        UnwritableError: it cannot be written.
    """
    with whole(path) as file:
        file.write(text.encode())
