"""XLSX: the first sheet that holds anything, its dates as dates, its numbers as they were meant.

**Why** a look inside before the reader gets it: a workbook is a compressed archive, so a small one may unpack to more
than the memory holds; and the reader lays a sheet out as a full rectangle, so one stray value in the last corner
would ask for half a terabyte and take the process with it.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from cycleflow.journeys.roster.complaint import Complaint, UnreadableError
from cycleflow.journeys.roster.grid import Source, clean

MARK = b"PK\x03\x04"
_LARGEST = 512 * 1024 * 1024
_CHUNK = 1024 * 1024
_FILLED = rb'"[^>]*[^/]>'
_TOO_WIDE = re.compile(rb' r="(?:[A-Z]{3,}|[D-Z][A-Z])[0-9]+' + _FILLED)
_TOO_FAR_DOWN = re.compile(rb' r="[A-Z]+(?:[3-9][0-9]{5}|[0-9]{7,})' + _FILLED)
_DAMAGED = (CalamineError, BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What the archive and the reader raise over a file that is damaged, protected or made up."""

Cell = str | int | float | bool | date | datetime | time | timedelta


def read_workbook(raw: bytes, file: str) -> Source:
    """Return the lines of the first visible sheet that is not empty.

    Raises:
        UnreadableError: it is not a workbook, or one too large to be a list of people.
    """
    try:
        _look_inside(raw, file)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = list(_filled_sheets(workbook))
    except _DAMAGED as error:
        why = "it looks like a workbook but is damaged or protected; open it and save it as plain .xlsx."
        raise UnreadableError(file=file, why=why) from error
    if not sheets:
        raise UnreadableError(file=file, why="its sheets are empty.")
    cells = list(_cells(sheets[0]))
    return Source(
        file=file,
        how=f"XLSX, sheet {sheets[0].name}",
        lines=[(line, [_text(cell) for cell in row]) for line, row in cells],
        numeric=frozenset(at for _, row in cells for at, cell in enumerate(row) if type(cell) in (int, float)),
        warnings=[_other_sheet(file, sheet.name) for sheet in sheets[1:]],
    )


def _look_inside(raw: bytes, file: str) -> None:
    with ZipFile(io.BytesIO(raw)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _LARGEST:
            raise UnreadableError(file=file, why=f"unpacked it is larger than {_LARGEST // 1024**2} MB.")
        for part in archive.infolist():
            overlap = b""
            with archive.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    if part.filename.startswith("xl/worksheets/"):
                        _look_for_corners(overlap + chunk, file)
                    overlap = chunk[-32:]


def _look_for_corners(text: bytes, file: str) -> None:
    found = _TOO_WIDE.search(text) or _TOO_FAR_DOWN.search(text)
    if found:
        place = found[0].split(b'"')[1].decode()
        why = f"something stands in {place}, far outside any list of people; delete what is there."
        raise UnreadableError(file=file, why=why)


def _filled_sheets(workbook: CalamineWorkbook) -> Iterator[CalamineSheet]:
    for at, found in enumerate(workbook.sheets_metadata):
        if found.visible is SheetVisibleEnum.Visible:
            sheet = workbook.get_sheet_by_index(at)
            if sheet.height:
                yield sheet


def _cells(sheet: CalamineSheet) -> Iterator[tuple[int, Sequence[Cell]]]:
    first = sheet.start[0] + 1 if sheet.start else 1
    return enumerate(sheet.to_python(), start=first)


def _text(cell: Cell) -> str:
    """Return the cell as a person would have typed it."""
    match cell:
        case str():
            return clean(cell)
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() else str(Decimal(repr(cell)))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


def _other_sheet(file: str, name: str) -> Complaint:
    return Complaint(file=file, words="Only the first sheet is read; sheet {name} was left out.", facts={"name": name})
