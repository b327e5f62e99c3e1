"""What is wrong with a regulation: every complaint with its place, all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from cycleflow.errors import InputError

LONGEST, MOST = 80, 300
"""Longer names, and more of them, are not searched for what was meant."""


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands, both counted from 1; in another `file` than the regulation itself, if it is named."""

    line: int
    column: int
    file: str = ""


@dataclass(frozen=True, order=True)
class Complaint:
    """One problem of a file, said in one sentence."""

    file: str
    line: int
    column: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.sentence}"


class PolicyError(InputError):
    """The file is not a regulation that can be run; `complaints` says why, in the order of the file."""

    words = "{report}"

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(sorted(set(complaints)))
        super().__init__(report="\n".join(map(str, self.complaints)))


class Complaints:
    """Gathers the complaints about one file, and the tables beside it, while they are being read."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.found: list[Complaint] = []

    def add(self, place: Place, sentence: str) -> None:
        self.found.append(Complaint(place.file or self._file, place.line, place.column, sentence))

    def take(self, error: PolicyError) -> None:
        """Add what was found wrong with a file beside this one."""
        self.found += error.complaints

    def __len__(self) -> int:
        return len(self.found)

    def error(self) -> PolicyError:
        """Return all that was found, to be raised."""
        return PolicyError(self.found)

    def refuse(self) -> None:
        """Raise what was found, if anything.

        Raises:
            PolicyError: something was.
        """
        if len(self):
            raise self.error()


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name that was probably meant.

    **Why** limits: comparing is slow, and a hostile file could ask for it thousands of times.
    """
    if len(name) > LONGEST or len(known) > MOST:
        return None
    close = get_close_matches(name, [one for one in known if len(one) <= LONGEST], n=1, cutoff=0.6)
    return close[0] if close else None


def listed(names: Collection[str], *, last: str = "or") -> str:
    """Return names as a sentence lists them: `a, b or c`."""
    *front, final = names
    return f"{', '.join(front)} {last} {final}" if front else final
