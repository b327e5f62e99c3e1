"""A people file as rows of text under headings, whatever it was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cycleflow.journeys.roster.columns import known
from cycleflow.journeys.roster.complaint import Complaint, RosterError

_TITLE_LINES = 10
"""So many lines may stand above the headings: the name of the firm, a date."""

Line = tuple[int, Sequence[str]]
"""Cells, and the number of the line they begin on."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line below the headings; it has as many cells as they."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """`how` says how the file was read; `numeric` are columns in which a workbook holds numbers, not text.

    `stray` are cells of lines that did not fit: a person who stands there is not missing, only badly written.
    """

    file: str
    how: str
    headings: Sequence[str]
    rows: Sequence[Row]
    heading_line: int = 1
    numeric: frozenset[int] = frozenset()
    stray: frozenset[str] = frozenset()
    complaints: Sequence[Complaint] = ()
    warnings: Sequence[Complaint] = ()


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a reader found: the lines, how it read them, and what is wrong with single lines."""

    file: str
    how: str
    lines: Sequence[Line]
    numeric: frozenset[int] = frozenset()
    complaints: Sequence[Complaint] = ()
    warnings: Sequence[Complaint] = ()


def clean(cell: str) -> str:
    """Return the cell without blanks and invisible marks around it."""
    return cell.strip().strip("\ufeff\u200b\u200e\u200f").strip()


def fit(source: Source) -> Grid:
    """Find the headings, and fit every line below to them.

    Raises:
        RosterError: there are no people in the file.
    """
    filled = [line for line in source.lines if any(line[1])]
    at = heading_index([cells for _, cells in filled])
    if len(filled) < at + 2:
        nobody = Complaint(file=source.file, words="There is nobody in it: below the headings, each person has a line.")
        raise RosterError([*source.complaints, nobody])
    heading_line, headings = filled[at][0], _without_blank_end(filled[at][1], 0)
    rows = [Row(line=line, cells=_without_blank_end(cells, len(headings))) for line, cells in filled[at + 1 :]]
    misfits = [row for row in rows if len(row.cells) != len(headings)]
    return Grid(
        file=source.file,
        how=source.how,
        headings=headings,
        rows=[row for row in rows if len(row.cells) == len(headings)] if misfits else rows,
        heading_line=heading_line,
        numeric=source.numeric,
        stray=frozenset(cell for row in misfits for cell in row.cells),
        complaints=[*source.complaints, *(_misfit(source.file, row, len(headings)) for row in misfits)],
        warnings=[*source.warnings, *_titles(source.file, filled[:at])],
    )


def heading_index(lines: Sequence[Sequence[str]]) -> int:
    """Return which of the first lines has the headings: the one with most that are known."""
    counts = [sum(known(cell) is not None for cell in cells) for cells in lines[:_TITLE_LINES]]
    return counts.index(max(counts)) if counts else 0


def _titles(file: str, above: Sequence[Line]) -> list[Complaint]:
    words = "This line stands above the headings and was passed over."
    return [Complaint(file=file, line=line, words=words) for line, _ in above]


def _without_blank_end(cells: Sequence[str], least: int) -> Sequence[str]:
    end = len(cells)
    while end > least and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _misfit(file: str, row: Row, expected: int) -> Complaint:
    words = "There are {found} cells where the headings are {expected}."
    return Complaint(file=file, line=row.line, words=words, facts={"found": len(row.cells), "expected": expected})
