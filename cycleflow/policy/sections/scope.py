"""What a rule may refer to by name: facts, indicators, the logs of duties, and the measures written before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from cycleflow.core.ledger import table_field
from cycleflow.core.scoring.card import MeasureRule
from cycleflow.core.scoring.inputs import Gathered
from cycleflow.core.workflow import Field, FieldKind, Indicator
from cycleflow.policy.complaint import nearest
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Node, Scalar
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.columns import Column
from cycleflow.policy.sections.families.family import Filled
from cycleflow.policy.sections.gathering import tables_of


@dataclass(frozen=True, kw_only=True)
class Name:
    """What stands behind a name: `step` is the smallest difference where only some figures occur."""

    kind: Kind
    low: Decimal | None = None
    high: Decimal | None = None
    step: Decimal | None = None
    better: Literal["higher", "lower"] | None = None
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Made:
    """A rule as read, what it comes to, and the columns that must have been filled in before."""

    rule: MeasureRule
    kind: Kind = Kind.NUMBER
    levels: tuple[str, ...] = ()
    uses: tuple[Column, ...] = ()


@dataclass(kw_only=True)
class Scope:
    """Grows while the measures are read, from the first to the last; `used` are the names somebody asked for.

    `facts` are the names that stand for facts; an indicator or measure of the same name hides one. `gathered` are the
    tables that raters fill, which stand among the others.
    """

    filled: Filled
    names: dict[str, Name] = field(default_factory=dict)
    tables: dict[str, Mapping[str, Field]] = field(default_factory=dict)
    gathered: dict[str, Gathered] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)

    @property
    def kinds(self) -> dict[str, Kind]:
        return {name: known.kind for name, known in self.names.items()}

    @property
    def own_kinds(self) -> dict[str, Kind]:
        """Return what the regulation itself defines."""
        return {name: kind for name, kind in self.kinds.items() if name not in self.facts}

    @property
    def gathered_used(self) -> dict[str, Gathered]:
        """Return the tables that raters fill and somebody asked for."""
        return {name: table for name, table in self.gathered.items() if name in self.used}

    def figure(self, reader: Reader, node: Node | None) -> str | None:
        """Return the name of a figure, or of a truth, which counts 1."""
        found = self.name(reader, node)
        if found and node and self.names[found].kind not in (Kind.NUMBER, Kind.TRUTH):
            reader.complain(node, f"{found!r} is {self.names[found].kind}, where a number is expected.")
            return None
        return found

    def name(self, reader: Reader, node: Node | None) -> str | None:
        text = node.text if isinstance(node, Scalar) else ""
        own = [name for name in self.names if name not in self.facts]
        known = self.names if text in self.names or nearest(text, self.names) else own
        found = reader.known(node, known, "indicator or measure before this")
        if found in self.names:
            self.used.add(found)
            return found
        return None

    def column(self, reader: Reader, node: Node | None) -> tuple[str, str] | None:
        """Return table and column of `ratings.score` or `feedback.peers.score`, or of a list by its name alone."""
        text = reader.phrase(node, str)
        if text is None:
            return None
        lists = {name: (name, "value") for name, columns in self.tables.items() if set(columns) == {"value"}}
        known = {
            f"{name}.{each}": (name, each)
            for name, columns in self.tables.items()
            for each in columns
            if name not in lists or name in self.gathered
        }
        if reader.known(node, [*known, *lists], "table") != text:
            return None
        table, column = {**known, **lists}[text]
        self.used.add(table)
        return table, column


def scope_of(indicators: Mapping[str, Indicator], filled: Filled) -> Scope:
    facts = {name: _name_of(field) for name, field in filled.facts.items() if name not in indicators}
    scope = Scope(filled=filled, names=dict(facts), facts=set(facts))
    for table in tables_of(filled):
        scope.gathered[table.asked.name] = table
        scope.tables[table.asked.name] = table.asked.columns
    for name, indicator in indicators.items():
        if indicator.asked.kind is FieldKind.ROWS:
            scope.tables[name] = indicator.asked.columns
        else:
            scope.names[name] = _name_of(indicator.asked, indicator.better)
    for name, duty in filled.duties.items():
        scope.tables.setdefault(name, table_field(duty, filled.sheets).columns)
    return scope


def _name_of(asked: Field, better: Literal["higher", "lower"] | None = None) -> Name:
    kind = kind_of(asked)
    step = Decimal(1) if asked.kind is FieldKind.NUMBER and asked.places == 0 else None
    levels = tuple(asked.options) if kind is Kind.TEXT else ()
    if asked.kind is FieldKind.SCALE and kind is Kind.NUMBER:
        figures = sorted(Decimal(option) for option in asked.options)
        return Name(kind=kind, low=figures[0], high=figures[-1], better=better)
    return Name(kind=kind, low=asked.low, high=asked.high, step=step, better=better, levels=levels)


def kind_of(asked: Field) -> Kind:
    """Return what an expression takes a field for."""
    match asked.kind:
        case FieldKind.NUMBER:
            return Kind.NUMBER
        case FieldKind.TICK:
            return Kind.TRUTH
        case FieldKind.DATE | FieldKind.MOMENT:
            return Kind.MOMENT
        case FieldKind.SCALE if asked.is_numeric:
            return Kind.NUMBER
        case _:
            return Kind.TEXT
