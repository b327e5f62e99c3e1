"""What the conditions of the flow may ask for by name: `core.knowledge` has the values, this the kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cycleflow.core.knowledge import ROWS
from cycleflow.core.workflow import Field, FieldKind, Sheet, State
from cycleflow.policy.expression import Formula, Kind
from cycleflow.policy.node import Node, Pairs
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.conditions import read_condition
from cycleflow.policy.sections.sheets import kind_of

RESULTS: Mapping[str, tuple[str, Kind]] = {
    "score": ("score", Kind.NUMBER),
    "grade": ("grades", Kind.TEXT),
    "verdict": ("eligibility", Kind.TEXT),
}
"""What an appraisal comes to, by name: the section that makes it, and its kind."""


@dataclass(kw_only=True)
class Asking:
    """`known` is what may be asked everywhere; `used` are the names somebody asked for."""

    known: Mapping[str, Kind]
    sheets: Mapping[str, Sheet]
    used: set[str] = field(default_factory=set)

    def at(self, state: State) -> dict[str, Kind]:
        """Return what may be asked at an answer to the state: what is filled in there hides what is called the same.

        Where everybody fills in a sheet of his own, none of them can be asked for.
        """
        if state.gather:
            return dict(self.known)
        sheets = (self.sheets[name] for name in state.ask.values() if name and name in self.sheets)
        return {**self.known, **{name: kind for sheet in sheets for name, kind in kinds_of(sheet.fields).items()}}

    def read(self, reader: Reader, node: Node | None, names: Mapping[str, Kind]) -> Formula:
        condition = read_condition(reader, node, names)
        self.used.update(condition.names)
        return condition


def results(section: Pairs) -> dict[str, Kind]:
    """Return what a regulation with a score, with grades, or with rules of eligibility comes to."""
    return {name: kind for name, (key, kind) in RESULTS.items() if section.get(key)}


def kinds_of(fields: Mapping[str, Field]) -> dict[str, Kind]:
    """Return the kinds of a sheet's fields; of a table, how many rows it has."""
    found = {}
    for name, one in fields.items():
        kind = kind_of(one)
        if one.kind is FieldKind.ROWS:
            found[name + ROWS] = Kind.NUMBER
        elif kind and name != one.sets:
            found[name] = kind
    return found
