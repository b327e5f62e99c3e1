"""How a committee must be made up: how many sit in it, and from which groups at least how many.

Whoever is appraised himself is left out of his own appraisal; the committee is made up as it should be all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Committee:
    """`low` and `high` bound how many sit in it; `groups` says of some groups how many of them must, at least."""

    low: int = 1
    high: int | None = None
    groups: Mapping[str, int] = field(default_factory=dict)

    def lacks(self, members: Sequence[Collection[str]]) -> tuple[str, ...]:
        """Return what is wrong with its members, given the groups each of them is in; each in a few words."""
        found = []
        if len(members) < self.low or (self.high is not None and len(members) > self.high):
            found.append(f"{len(members)} member{'' if len(members) == 1 else 's'}, not {self._size}")
        for group, least in self.groups.items():
            count = sum(group in member for member in members)
            if count < least:
                found.append(f"{count} of the group {group}, not {least}")
        return tuple(found)

    @property
    def _size(self) -> str:
        if self.high is None:
            return f"{self.low} or more"
        return f"{self.low}" if self.low == self.high else f"{self.low} to {self.high}"
