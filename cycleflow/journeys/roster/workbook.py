"""XLSX: the first sheet that holds anything, its dates as dates, its numbers as they were meant.

**Why** a look inside before the reader gets it: a workbook is a compressed archive, so a small one may unpack to more
than the memory holds; and the reader lays a sheet out as a full rectangle, so one stray value in the last corner
would ask for half a terabyte and take the process with it.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from cycleflow.journeys.roster.complaint import Complaint, UnreadableError
from cycleflow.journeys.roster.grid import Source, clean

MARK = b"PK\x03\x04"
_LARGEST = 512 * 1024 * 1024
_CHUNK = 1024 * 1024
_FAR = re.compile(r"[A-Z]{3}|[D-Z][A-Z]|[A-Z]+(?:[3-9][0-9]{5}|[0-9]{7})", re.IGNORECASE)
_DAMAGED = (
    CalamineError,
    BadZipFile,
    ExpatError,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What the archive and the reader raise over a file that is damaged, protected or made up."""

Cell = str | float | bool | date | datetime | time | timedelta


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
        lines=[(line, [as_text(cell) for cell in row]) for line, row in cells],
        numeric=frozenset(at for _, row in cells for at, cell in enumerate(row) if type(cell) is float),
        warnings=[_other_sheet(file, sheet.name) for sheet in sheets[1:]],
    )


def _look_inside(raw: bytes, file: str) -> None:
    with ZipFile(io.BytesIO(raw)) as archive:
        archive.getinfo("xl/workbook.xml")
        if sum(part.file_size for part in archive.infolist()) > _LARGEST:
            raise UnreadableError(file=file, why=f"unpacked it is larger than {_LARGEST // 1024**2} MB.")
        for part in archive.infolist():
            with archive.open(part) as stream:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    _Corners(file).look_for_any(stream)
                while stream.read(_CHUNK):
                    pass


class _Corners:
    """Follows the cells of a sheet, for one that is filled in and lies far outside any list of people."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._row = ""
        self._far = ""

    def look_for_any(self, stream: IO[bytes]) -> None:
        parser = ParserCreate(namespace_separator="|")
        parser.StartElementHandler = self._start
        parser.ParseFile(stream)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name.rpartition("|")[2]:
            case "row":
                self._row = attributes.get("r", "")
            case "c":
                place = attributes.get("r", f"A{self._row}")
                self._far = place if _FAR.match(place) else ""
            case "v" | "is" | "f" if self._far:
                why = f"something stands in {self._far}, far outside any list of people; delete what is there."
                raise UnreadableError(file=self._file, why=why)


def _filled_sheets(workbook: CalamineWorkbook) -> Iterator[CalamineSheet]:
    for at, found in enumerate(workbook.sheets_metadata):
        if found.visible is SheetVisibleEnum.Visible:
            sheet = workbook.get_sheet_by_index(at)
            if sheet.height:
                yield sheet


def _cells(sheet: CalamineSheet) -> Iterator[tuple[int, Sequence[Cell]]]:
    first = sheet.start[0] + 1 if sheet.start else 1
    return enumerate(sheet.to_python(), start=first)


def as_text(cell: Cell) -> str:
    """Return the cell as a person would have typed it."""
    match cell:
        case str():
            return clean(cell)
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() else str(Decimal(repr(cell)))
        case timedelta():
            return str(cell)
        case _:
            return cell.isoformat()


def _other_sheet(file: str, name: str) -> Complaint:
    return Complaint(file=file, words="Only the first sheet is read; sheet {name} was left out.", facts={"name": name})
