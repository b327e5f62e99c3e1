"""Reads the indicators: what a score is made of, who provides it, and which way is good.

An indicator is a field with a provider, so it is filled in, checked and kept like any other: the indicators of one
provider are his sheet `<role>_indicators`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from cycleflow.core.period import Cadence, Period
from cycleflow.core.workflow import Field, FieldKind, Indicator, Sheet
from cycleflow.policy.node import Items, Node, Pairs, Scalar
from cycleflow.policy.phrase import parse_number, parse_truth, parse_words
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.feeds import read_feed
from cycleflow.policy.sections.sheets import Scales, read_fields
from cycleflow.policy.vocabulary import INDICATOR

MOST_VALUES = 1000
_OWN = ("by", "from", "unit", "better", "default", "meaning", "every")


@dataclass(frozen=True, kw_only=True)
class Providers:
    """What indicators refer to: the regulation's own name, its roles, its scales, its kinds of period."""

    workflow: str
    roles: Collection[str]
    scales: Scales
    periods: tuple[Period, ...]

    @property
    def cadences(self) -> list[str]:
        return [period.kind.value for period in self.periods]


def read_indicators(reader: Reader, node: Node | None, given: Providers) -> dict[str, Indicator]:
    sections = {
        key: reader.section(value, INDICATOR) for key, value in reader.named(node, "each indicator by its name")
    }
    known = {key: section for key, section in sections.items() if section}
    if not known:
        return {}
    plain = tuple((key, _as_field(section)) for key, section in known.items())
    fields = read_fields(reader, Pairs(place=plain[0][0].place, pairs=plain), given.scales)
    found = {}
    for key, section in known.items():
        if key.text in fields:
            optional = fields[key.text].optional or _has_default(section)
            every = _read_every(reader, section.get("every"), given.cadences)
            asked = replace(fields[key.text], optional=optional, every=every)
            found[key.text] = _read(reader, section, asked, given)
    return found


def provider_sheets(indicators: Mapping[str, Indicator]) -> dict[str, Sheet]:
    """Return one sheet for every role that provides indicators; what other appraisals give is in none."""
    sheets: dict[str, dict[str, Field]] = {}
    for name, indicator in indicators.items():
        if indicator.by:
            sheets.setdefault(f"{indicator.by}_indicators", {})[name] = indicator.asked
    return {name: Sheet(name=name, fields=fields) for name, fields in sheets.items()}


def _as_field(section: Pairs) -> Pairs:
    """Say in the words of a sheet's field what an indicator says in its own: count, list, when."""
    pairs: list[tuple[Scalar, Node]] = []
    for key, value in section:
        if key.text == "count":
            pairs += [(replace(key, text="number"), value), (replace(key, text="places"), replace(key, text="0"))]
        elif key.text == "list":
            pairs += _as_table(section, key, value)
        elif key.text == "when":
            pairs.append((replace(key, text="needed_when"), value))
        elif key.text not in _OWN and key.text in INDICATOR.all:
            pairs.append((key, value))
    if _has_default(section):
        pairs = [pair for pair in pairs if pair[0].text != "optional"]
    return Pairs(place=section.place, pairs=tuple(pairs))


def _has_default(section: Pairs) -> bool:
    """Return whether something counts where nothing is given; a box that is not ticked says no."""
    return bool(section.get("default") or section.get("tick"))


def _as_table(section: Pairs, key: Scalar, value: Node) -> list[tuple[Scalar, Node]]:
    title = section.get("title") or replace(key, text="value")
    column = Pairs(place=key.place, pairs=((replace(key, text="title"), title), (replace(key, text="number"), value)))
    columns = Pairs(place=key.place, pairs=((replace(key, text="value"), column),))
    return [
        (replace(key, text="rows"), replace(key, text=f"1..{MOST_VALUES}")),
        (replace(key, text="columns"), columns),
    ]


def _read(reader: Reader, section: Pairs, asked: Field, given: Providers) -> Indicator:
    better = reader.known(section.get("better"), ("higher", "lower"), "direction")
    return Indicator(
        asked=asked,
        by=reader.known(section.get("by"), given.roles, "role") or "",
        feed=read_feed(reader, section, given.workflow),
        unit=reader.phrase(section.get("unit"), str) or "",
        better=_direction(better),
        default=_read_default(reader, section, asked),
        meaning=reader.phrase(section.get("meaning"), parse_words) or {},
    )


def _read_every(reader: Reader, node: Node | None, cadences: Collection[str]) -> tuple[Cadence, ...]:
    """Return the cadences an indicator is asked at; they are a fact, since that is what decides."""
    if node is None:
        return ()
    found = reader.known_all(node, cadences, "kind of period")
    if set(found) == set(cadences) or (isinstance(node, Items) and not node.items):
        reader.complain(node, "That is every cycle there is; leave it out.")
    reader.facts_used.add("cadence")
    return tuple(map(Cadence, found))


def _direction(text: str | None) -> Literal["higher", "lower"] | None:
    return "higher" if text == "higher" else "lower" if text == "lower" else None


def _read_default(reader: Reader, section: Pairs, asked: Field) -> Decimal | str | bool | None:
    node = section.get("default")
    match asked.kind:
        case FieldKind.TICK:
            return reader.phrase(node, parse_truth) or False
        case FieldKind.NUMBER:
            return reader.phrase(node, parse_number)
        case FieldKind.SCALE if asked.is_numeric:
            return reader.phrase(node, parse_number)
        case _:
            return reader.known(node, asked.options, "value")
