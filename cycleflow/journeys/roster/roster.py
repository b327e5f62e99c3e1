"""The people of a file: every cell checked, every complaint gathered, nothing yet compared with what is known."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from cycleflow.core.organisation import Person
from cycleflow.journeys.progress import Progress, unseen
from cycleflow.journeys.roster import cells, columns
from cycleflow.journeys.roster.complaint import Complaint, UnreadableError
from cycleflow.journeys.roster.grid import Grid, Row, fit
from cycleflow.journeys.roster.separated import read_separated
from cycleflow.journeys.roster.workbook import MARK, read_workbook

LARGEST_FILE = 64 * 1024 * 1024
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_SUSPICIOUS_LENGTH = 64
_STEP = 2000

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Who stands in a people file.

    `columns` are those of a Person the file speaks of; about the others it says nothing, so what is known stays.
    `stray` are cells of lines that could not be read, where somebody may stand whom others name as their manager.
    """

    file: str
    how: str
    people: Mapping[str, Person]
    lines: Mapping[str, int]
    columns: frozenset[str]
    stray: frozenset[str] = frozenset()
    complaints: Sequence[Complaint] = ()
    warnings: Sequence[Complaint] = ()


def read_roster(path: Path, encoding: str | None = None, *, progress: Progress = unseen) -> Roster:
    """Read a people file: CSV or XLSX.

    Raises:
        UnreadableError: it is not a table, or in no form that can be read.
        RosterError: there is nobody in it.
    """
    return _Clerk(read_grid(path, encoding)).roster(progress)


def read_grid(path: Path, encoding: str | None = None) -> Grid:
    """Return the lines of a table about people, CSV or XLSX, under their headings.

    Raises:
        UnreadableError: it is not a table, or in no form that can be read.
        RosterError: there is nobody in it.
    """
    raw = _read_bytes(path)
    return fit(read_workbook(raw, str(path)) if raw.startswith(MARK) else read_separated(raw, str(path), encoding))


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableError(file=str(path), why=f"it is larger than {LARGEST_FILE // 1024**2} MB.")
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableError(file=str(path), why=f"{error.strerror}.") from error
    if not raw.strip():
        raise UnreadableError(file=str(path), why="it is empty.")
    if raw.startswith(_OLD_WORKBOOK):
        raise UnreadableError(file=str(path), why="it is an old or an encrypted workbook; save it as plain .xlsx.")
    return raw


@dataclass
class _Clerk:
    """Goes through a grid once and notes down people and complaints."""

    grid: Grid
    people: dict[str, Person] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, int] = field(default_factory=dict)
    strange: dict[tuple[str, str], int] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)
    attributes: dict[str, int] = field(default_factory=dict)
    blamed: set[tuple[int | None, str]] = field(default_factory=set)
    complaints: list[Complaint] = field(default_factory=list)
    warnings: list[Complaint] = field(default_factory=list)

    def roster(self, progress: Progress) -> Roster:
        self.complaints += self.grid.complaints
        self.warnings += self.grid.warnings
        self._read_headings()
        if "number" in self.at:
            for start in range(0, len(self.grid.rows), _STEP):
                for row in self.grid.rows[start : start + _STEP]:
                    self._read_row(row)
                progress("reading", min(start + _STEP, len(self.grid.rows)), len(self.grid.rows))
        self._warn_about_values()
        self._warn_about_lost_zeros()
        present = frozenset(self.at) | (frozenset({"attributes"}) if self.attributes else frozenset())
        return Roster(
            file=self.grid.file,
            how=self.grid.how,
            people=self.people,
            lines=self.lines,
            columns=present,
            stray=self.grid.stray,
            complaints=self.complaints,
            warnings=self.warnings,
        )

    # -- headings ------------------------------------------------------------------------------------------------

    def _read_headings(self) -> None:
        for index, heading in enumerate(self.grid.headings):
            column = columns.known(heading)
            taken = self.at if column else self.attributes
            name = column or unicodedata.normalize("NFC", heading)
            if not name:
                self._complain(None, f"{index + 1}", "Column {index} has no heading.", index=index + 1)
            elif name in taken:
                self._complain(None, heading, "Two columns are headed {name}; delete one.", name=name)
            else:
                taken[name] = index
        for column in columns.REQUIRED:
            if column not in self.at:
                self._complain(None, column, "There is no such column; head it {heads}.", heads=columns.heads(column))
        for heading in self.attributes:
            meant = columns.likely(heading)
            if meant and meant not in self.at:
                words = "Is it meant to be {heads}? It is kept as an attribute of that name."
                self._warn(None, heading, words, heads=columns.heads(meant))

    # -- rows ----------------------------------------------------------------------------------------------------

    def _read_row(self, row: Row) -> None:
        self._check_texts(row)
        found = len(self.complaints)
        number = self._take(row, "number", _needed(cells.number), "")
        if number:
            self._note_once(row, "number", number, self.numbers)
        person = Person(
            number=number,
            name=self._take(row, "name", _needed(_text), ""),
            email=self._take(row, "email", cells.email, ""),
            manager=self._take(row, "manager", _optional(cells.number), None),
            department=self._take(row, "department", _text, ""),
            position=self._take(row, "position", _text, ""),
            level=self._take(row, "level", _text, ""),
            hired_on=self._take(row, "hired_on", cells.day, None),
            status=self._take(row, "status", cells.status, "") or "active",
            locale=self._take(row, "locale", _optional(cells.locale), None) or "zh",
            zone=self._take(row, "zone", cells.zone, None),
            roles=self._take(row, "roles", cells.roles, frozenset()),
            attributes={name: _text(row.cells[index]) for name, index in self.attributes.items()},
        )
        if person.email:
            self._note_once(row, "email", person.email, self.addresses)
        elif len(self.complaints) == found:
            self._warn(row.line, "email", "{name} has no mail address and cannot be asked anything.", name=person.name)
        self._note_strangers(row, person)
        if number:
            self.people.setdefault(number, person)
            self.lines.setdefault(number, row.line)

    def _check_texts(self, row: Row) -> None:
        """Look at the whole line at once, and only where something is wrong at each of its cells."""
        if not cells.FORBIDDEN.search("".join(row.cells)) and max(map(len, row.cells)) <= _SUSPICIOUS_LENGTH:
            return
        for heading, cell in zip(self.grid.headings, row.cells, strict=True):
            try:
                cells.check_text(columns.known(heading) or heading, cell)
            except cells.CellError as error:
                self._complain(row.line, columns.known(heading) or heading, error.words, **error.facts)

    def _take(self, row: Row, column: str, read: Callable[[str], T], otherwise: T) -> T:
        """Return the cell's value, or the other one where the column or a sound value is missing."""
        index = self.at.get(column)
        if index is None:
            return otherwise
        try:
            return read(row.cells[index])
        except cells.CellError as error:
            self._complain(row.line, column, error.words, **error.facts)
            return otherwise

    def _note_once(self, row: Row, column: str, value: str, seen: dict[str, int]) -> None:
        first = seen.setdefault(value.casefold(), row.line)
        if first != row.line:
            self._complain(row.line, column, "{value} already stands in line {first}.", value=value, first=first)

    # -- what is odd ---------------------------------------------------------------------------------------------

    def _note_strangers(self, row: Row, person: Person) -> None:
        if person.status not in cells.STATUSES:
            self.strange.setdefault(("status", person.status), row.line)
        for role in person.roles.difference(cells.ROLES):
            self.strange.setdefault(("roles", role), row.line)

    def _warn_about_values(self) -> None:
        for (column, value), line in self.strange.items():
            ours = cells.STATUSES if column == "status" else cells.ROLES
            near = get_close_matches(value, ours, n=1, cutoff=0.75)
            if near:
                self._warn(line, column, "Is {value} meant to be {near}?", value=value, near=near[0])
            elif column == "status":
                words = "{value} is none of {ours}; whoever has it is not in active service."
                self._warn(line, column, words, value=value, ours=", ".join(ours))

    def _warn_about_lost_zeros(self) -> None:
        for column in ("number", "manager"):
            lengths = {len(number) for number in self.people}
            if self.at.get(column) in self.grid.numeric and len(lengths) > 1:
                words = "Some cells are numbers, which lose leading zeros (00123 becomes 123); make the column text."
                self._warn(None, column, words)

    def _complain(self, line: int | None, column: str, words: str, **facts: object) -> None:
        """Note a complaint; the first about a cell is enough."""
        said = self._said(line, column, words, facts)
        if (said.line, column) not in self.blamed:
            self.blamed.add((said.line, column))
            self.complaints.append(said)

    def _warn(self, line: int | None, column: str, words: str, **facts: object) -> None:
        self.warnings.append(self._said(line, column, words, facts))

    def _said(self, line: int | None, column: str, words: str, facts: Mapping[str, object]) -> Complaint:
        where = self.grid.heading_line if line is None else line
        return Complaint(file=self.grid.file, line=where, column=column, words=words, facts=facts)


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _needed(read: Callable[[str], str]) -> Callable[[str], str]:
    def read_filled(text: str) -> str:
        if not text:
            raise cells.EmptyError
        return read(text)

    return read_filled


def _optional(read: Callable[[str], str]) -> Callable[[str], str | None]:
    return lambda text: read(text) if text else None
