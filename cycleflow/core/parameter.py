"""Parameters: figures of a regulation that may be another from a day on, such as a multiplier of a stage.

A cycle takes the figure that holds on its first day, and keeps it: a change never reaches back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """`steps` are figures with the day each holds from, the earliest first; the first holds since ever.

    A figure that is blank was never filled in: only a draft may have one.
    """

    title: Mapping[str, str]
    steps: tuple[tuple[date | None, Decimal | None], ...]

    def at(self, day: date) -> Decimal | None:
        """Return the figure that holds on a day."""
        return [figure for first, figure in self.steps if first is None or first <= day][-1]

    @property
    def latest(self) -> Decimal | None:
        return self.steps[-1][1]
