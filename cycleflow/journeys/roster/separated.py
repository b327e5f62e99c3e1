"""Comma-, semicolon- and tab-separated values, as spreadsheets and personnel systems save them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from cycleflow.journeys.roster.columns import known
from cycleflow.journeys.roster.complaint import Complaint
from cycleflow.journeys.roster.encoding import decode
from cycleflow.journeys.roster.grid import Line, Source, clean

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def read_separated(raw: bytes, file: str, encoding: str | None) -> Source:
    """Return the lines of the file.

    Raises:
        UnreadableError: it is not text in an encoding that can be told.
    """
    text, name = decode(raw, file, encoding)
    text, separator = _separator(text)
    complaints: list[Complaint] = []
    lines = list(_lines(text, separator, file, complaints))
    return Source(file=file, how=f"{name}, separated by {_SEPARATORS[separator]}", lines=lines, complaints=complaints)


def _separator(text: str) -> tuple[str, str]:
    """Return the text without Excel's `sep=` line, and the separator under which most headings are known."""
    said = re.match(r"sep=([,;\t])(?=\r?\n)", text)
    if said:
        return text[said.end() :], said[1]
    top = re.split(r"[\r\n]+", text, maxsplit=12)[:-1] or [text]
    return text, max(_SEPARATORS, key=lambda separator: max(_likelihood(line, separator) for line in top))


def _likelihood(line: str, separator: str) -> tuple[int, int]:
    cells = line.split(separator)
    return sum(known(cell.strip('" ')) is not None for cell in cells), len(cells)


def _lines(text: str, separator: str, file: str, complaints: list[Complaint]) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [clean(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            complaints.append(_malformed(file, line, str(error)))
            continue
        yield line, cells


def _malformed(file: str, line: int, reason: str) -> Complaint:
    if "unexpected end" in reason:
        words = "A quotation mark opens a cell that never ends."
    elif "field larger" in reason:
        words = "A cell is far too long; was a quotation mark left open?"
    else:
        words = "A quotation mark stands in the middle of a cell; double it, or quote the whole cell."
    return Complaint(file=file, line=line, words=words)
