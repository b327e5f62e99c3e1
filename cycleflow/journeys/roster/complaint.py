"""What is wrong with a people file, each by its line and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cycleflow.errors import InputError


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """One thing wrong (or, as a warning, odd) in one place; the words and their facts stay apart for translation."""

    file: str
    words: str
    facts: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        column = f" column {self.column}:" if self.column else ""
        return f"{place}:{column} {self.words.format(**self.facts)}"


class TableError(InputError):
    """A table of people cannot be used; nothing of it was."""

    words = "{detail}\nProblems in the file: {count}. Nothing of it was used."

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        ordered = sorted(complaints, key=lambda complaint: complaint.line or 0)
        super().__init__(detail="\n".join(str(complaint) for complaint in ordered), count=len(ordered))
        self.complaints = tuple(ordered)


class RosterError(TableError):
    words = "{detail}\nProblems in the people file: {count}. Nothing of it was used."


class UnreadableError(InputError):
    """The file is not a table of people at all, or not in a form that can be read."""

    words = "{file} cannot be read: {why}"
