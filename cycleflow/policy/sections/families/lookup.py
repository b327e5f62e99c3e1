"""`lookup: {by: grade, in: {I: 1.1, II: 1.0, III: 0.9}}`; with `by: [goal, value]` the table is nested."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cycleflow.core.scoring.lookup import Lookup
from cycleflow.policy.complaint import listed
from cycleflow.policy.edges import refuse_blank
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Items, Node, Pairs
from cycleflow.policy.phrase import PhraseError, parse_number
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.scope import Made, Scope
from cycleflow.policy.vocabulary import LOOKUP


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    section = reader.section(node, LOOKUP)
    by = section.get("by") if section else None
    if section is None or by is None:
        return None
    named = [scope.name(reader, item) for item in (by.items if isinstance(by, Items) else (by,))]
    sides = tuple(name for name in named if name)
    if len(sides) < len(named):
        return None
    cells = dict(_cells(reader, section.get("in"), sides=sides, scope=scope))
    levels = tuple(dict.fromkeys(value for value in cells.values() if isinstance(value, str)))
    if levels and len([value for value in cells.values() if isinstance(value, str)]) < len(cells):
        reader.complain(section, "Some cells hold a level and some a figure.")
    return Made(rule=Lookup(sides=sides, cells=cells), kind=Kind.TEXT if levels else Kind.NUMBER, levels=levels)


def _cells(
    reader: Reader, node: Node | None, *, sides: tuple[str, ...], scope: Scope, at: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Decimal | str]]:
    """Yield one cell for each combination, having complained of levels that are missing or unknown."""
    if len(at) == len(sides):
        value = reader.phrase(node, _parse_cell)
        if value is not None:
            yield at, value
        return
    pairs = reader.pairs(node, f"each level of {sides[len(at)]}")
    known = scope.names[sides[len(at)]].levels
    for key, inner in pairs or ():
        level = reader.known(key, known, "level") if known else key.text
        yield from _cells(reader, inner, sides=sides, scope=scope, at=(*at, level or key.text))
    written = {key.text for key, _ in pairs or ()}
    missing = [level for level in known if level not in written]
    if isinstance(pairs, Pairs) and missing:
        reader.complain(pairs, f"What {listed(missing, last='and')} comes to is missing.")


def _parse_cell(text: str) -> Decimal | str:
    refuse_blank(text)
    try:
        return parse_number(text)
    except PhraseError:
        return text
